"""The group on a terminal: the load line in words, then the tables that fit beside a prompt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from pledgeline.report.pages.wording import plural
from pledgeline.report.terminal_tables import grid, heading, safe, sentences_grid, thinned

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.report.pages.books import BooksPage
    from pledgeline.report.pages.gap import GapPage
    from pledgeline.report.pages.group import GroupPage
    from pledgeline.report.pages.promises import PromisesPage
    from pledgeline.report.pages.ranges import RangesPage
    from pledgeline.report.pages.tables import Table

LINES_IN_FULL, PROMISE_ROWS, WORST_ROWS = 3, 12, 3


def load_lines(page: GroupPage) -> list[RenderableType]:
    """How much more can be drawn under each facility, and what must be true for more."""
    parts: list[RenderableType] = [] if page.lines else _dim(page.silence)
    for line in page.lines[:LINES_IN_FULL]:
        sentences = (*line.sentences, *((line.must,) if line.must else ()))
        parts += [sentences_grid(sentences), Text()]
    left = len(page.lines) - LINES_IN_FULL
    return [*parts, *_dim(f"{plural(left, 'more load line')} in the HTML page.")] if left > 0 else parts


def group_parts(page: GroupPage, width: int) -> list[RenderableType]:
    """Chances, promises, books and the worst paths, each in a few rows."""
    return [
        heading("The group"),
        Text(safe(page.lead), style="dim"),
        Text(),
        *table_parts(page.chances.events, width),
        *_promises(page.promises, width),
        *_books(page.books, width),
        *_worst(page.gap, width),
    ]


def ranges_parts(page: RangesPage | None, width: int) -> list[RenderableType]:
    """Each answer over what nobody disclosed, and its most important terms."""
    if page is None:
        return []
    return [
        heading("Over what nobody disclosed"),
        *table_parts(page.joint, width),
        *(table_parts(page.top, width) if page.top else ()),
    ]


def table_parts(table: Table, width: int) -> list[RenderableType]:
    """A table with its note."""
    return [grid(table, width), *([Text(safe(table.note), style="dim")] if table.note else []), Text()]


def _promises(page: PromisesPage | None, width: int) -> list[RenderableType]:
    return _shortened(page.table, PROMISE_ROWS, "promise", width) if page else []


def _books(page: BooksPage | None, width: int) -> list[RenderableType]:
    """The means of the first quarters; the rest, and the medians, are in the HTML page."""
    if page is None:
        return []
    more = "More quarters, and medians" if len(page.means) > 1 else "Medians"
    return [grid(page.means[0], width), *_dim(f"Uses are negative. {more} are in the HTML page.")]


def _worst(page: GapPage, width: int) -> list[RenderableType]:
    """The worst paths, and how to follow the first."""
    if page.worst is None:
        return []
    return [grid(thinned(page.worst, WORST_ROWS, first=True), width), *_dim(f"Day by day: {page.command}")]


def _shortened(table: Table, most: int, noun: str, width: int) -> list[RenderableType]:
    """The first rows of a table, and a word on the others."""
    left = len(table.rows) - most
    if left <= 0:
        return table_parts(table, width)
    said = " ".join(part for part in (f"{plural(left, f'more {noun}')} in the HTML page.", table.note) if part)
    return table_parts(replace(thinned(table, most, first=True), note=said), width)


def _dim(text: str) -> list[RenderableType]:
    return [Text(safe(text), style="dim"), Text()]
