"""Sources and uses of cash by quarter: means that add up, and medians with their range, which do not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.group_wording import BOOKS
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, money_column, titled, whole
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_results import BookLine, GroupOutlook, QuarterBooks
    from pledgeline.report.pages.tables import Row
    from pledgeline.report.pages.wording import MoneyColumn

MOST_QUARTERS = 6  # in one table, so that it fits a sheet of paper
BALANCES = ("opening", "closing")
CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCell:
    """A median, and its range in small."""

    text: str
    small: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """One line of the books over the quarters of a table."""

    title: str
    cells: tuple[BookCell, ...]
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianTable:
    """Medians with the range of eight paths in ten."""

    caption: str
    unit: str
    quarters: tuple[str, ...]
    rows: tuple[BookRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksPage:
    """All quarters, a few to a table."""

    lead: str
    means: tuple[Table, ...]
    medians: tuple[MedianTable, ...]


def books_page(outlook: GroupOutlook, currency: str) -> BooksPage | None:
    """The page of sources and uses; None where no quarter was booked."""
    if not outlook.books:
        return None
    unit = money_column([line.mean for books in outlook.books for line in books.lines], currency)
    blocks = tuple(_blocks(outlook.books))
    return BooksPage(
        lead=_lead(outlook, currency),
        means=tuple(means_table(block, unit) for block in blocks),
        medians=tuple(median_table(block, unit) for block in blocks),
    )


def _blocks(books: tuple[QuarterBooks, ...]) -> Iterator[tuple[QuarterBooks, ...]]:
    """The quarters, a few at a time and about as many each time."""
    each = math.ceil(len(books) / math.ceil(len(books) / MOST_QUARTERS))
    for first in range(0, len(books), each):
        yield books[first : first + each]


def _lead(outlook: GroupOutlook, currency: str) -> str:
    """How far the books add up."""
    error = max(books.largest_error for books in outlook.books)
    within = max(math.ceil(error / CENT), 1) * CENT
    paths = outlook.recorded_paths
    return say(
        "Opening cash, plus what comes in, less what goes out, is closing cash: it adds up within {error} on every one "
        "of {paths}, and so do the means. Medians and percentiles do not add up: each line has its own middle path.",
        error=here().money.format(currency=currency, amount=here().number(within, 2)),
        paths=say_each(paths, "{n} recorded path", "{n} recorded paths", n=whole(paths)),
    )


def present(books: tuple[QuarterBooks, ...]) -> tuple[tuple[str, str], ...]:
    """Names and sides of the lines that any of the quarters has: balances at the ends, the rest as booked."""
    sides = {line.name: line.side for quarter in books for line in quarter.lines}
    order = {name: place for place, name in enumerate(BOOKS)}
    names = sorted(sides, key=lambda name: (order.get(name, len(order) - 2), name))
    return tuple((name, sides[name]) for name in names)


def _caption(books: tuple[QuarterBooks, ...], what: str) -> str:
    first, last = (quarter_title(quarter.name) for quarter in (books[0], books[-1]))
    return f"{what}, {first}" if first == last else say("{what}, {first} to {last}", what=what, first=first, last=last)


def quarter_title(name: str) -> str:
    """`2026 Q1` in the language spoken here; another name as it is."""
    year, mark, quarter = name.partition(" Q")
    return say("{year} Q{quarter}", year=year, quarter=quarter) if mark else name


def line_title(name: str) -> str:
    """A line of the books; one that has no words keeps its name."""
    return titled(BOOKS, name)


def means_table(books: tuple[QuarterBooks, ...], unit: MoneyColumn) -> Table:
    """The means over the recorded paths; uses are negative, so that a column adds up."""
    return Table(
        caption=_caption(books, say("Sources and uses, means")),
        columns=(words(say("Line")), *(figures(quarter_title(quarter.name), unit.unit) for quarter in books)),
        rows=tuple(_mean_row(name, side, books, unit) for name, side in present(books)),
    )


def _mean_row(name: str, side: str, books: tuple[QuarterBooks, ...], unit: MoneyColumn) -> Row:
    sign = -1.0 if side == "use" else 1.0
    found = (_line(quarter, name) for quarter in books)
    cells = (NOTHING if line is None else unit.text(sign * line.mean) for line in found)
    return row(line_title(name), *cells, tone="total" if name in BALANCES else "")


def _line(quarter: QuarterBooks, name: str) -> BookLine | None:
    return next((line for line in quarter.lines if line.name == name), None)


def median_table(books: tuple[QuarterBooks, ...], unit: MoneyColumn) -> MedianTable:
    """Medians, and beneath them what eight paths in ten lie between."""
    return MedianTable(
        caption=_caption(books, say("Sources and uses, medians")),
        unit=unit.unit,
        quarters=tuple(quarter_title(quarter.name) for quarter in books),
        rows=tuple(
            BookRow(
                title=line_title(name),
                cells=tuple(_cell(_line(quarter, name), unit) for quarter in books),
                tone="total" if name in BALANCES else "",
            )
            for name, _ in present(books)
        ),
    )


def _cell(line: BookLine | None, unit: MoneyColumn) -> BookCell:
    if line is None:
        return BookCell(text=NOTHING, small="")
    low, middle, high = (unit.text(amount) for amount in (line.p10, line.p50, line.p90))
    return BookCell(text=middle, small="" if low == high else say("{low} to {high}", low=low, high=high))
