"""Sources and uses of cash by calendar quarter, as they add up on every recorded path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.group_results import BookLine, QuarterBooks
from pledgeline.engine.what_if import funds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.resolved import ResolvedCase

    Floats = npt.NDArray[np.floating[Any]]

SOURCES = ("inflows", "dividends", "draws", "lines", "bridges", "issues", "sales", "returned", "exchange")
OPENING, CLOSING = "opening", "closing"
_ROUNDING = 1e-12  # of the largest movement of a quarter


def opening_cash(case: ResolvedCase) -> float:
    """Cash of day 0 in all currencies, in that of the case."""
    return sum(amount * case.currencies[code].spot for code, amount in funds_of(case).cash.items())


def quarter_books(case: ResolvedCase, found: GroupOutcomes) -> tuple[QuarterBooks, ...]:
    """The books of each quarter; none where no path was recorded.

    A quarter opens with the cash at which the one before closed. The change in
    the worth of foreign cash, `exchange`, stands among the sources and may be
    negative.
    """
    if not len(found.books):
        return ()
    columns = {name: found.books[:, :, number] for number, name in enumerate(found.book_lines)}
    closing = columns.pop(CLOSING)
    opening = np.column_stack([np.full(len(closing), opening_cash(case)), closing[:, :-1]])
    return tuple(
        QuarterBooks(
            name=name,
            start=start,
            end=end,
            lines=(
                _line(OPENING, "balance", opening[:, quarter]),
                *_moved({key: column[:, quarter] for key, column in columns.items()}),
                _line(CLOSING, "balance", closing[:, quarter]),
            ),
            largest_error=_largest_error(
                opening[:, quarter], {key: column[:, quarter] for key, column in columns.items()}, closing[:, quarter]
            ),
        )
        for quarter, (name, start, end) in enumerate(found.quarters)
    )


def _side(name: str) -> str:
    return "source" if name in SOURCES else "use"


def _moved(columns: dict[str, Floats]) -> Iterator[BookLine]:
    """Sources, then uses, without those of which nothing but rounding moved on any path."""
    sizes = {name: float(np.max(np.abs(column))) for name, column in columns.items()}
    moved = _ROUNDING * max(sizes.values())
    for side in ("source", "use"):
        for name, column in columns.items():
            if _side(name) == side and sizes[name] > moved:
                yield _line(name, side, column)


def _line(name: str, side: str, column: Floats) -> BookLine:
    p10, p50, p90 = np.quantile(column, [0.1, 0.5, 0.9])
    return BookLine(name=name, side=side, mean=float(np.mean(column)), p10=float(p10), p50=float(p50), p90=float(p90))


def _largest_error(opening: Floats, columns: dict[str, Floats], closing: Floats) -> float:
    """By how much the books of a quarter miss on the worst path."""
    left = opening - closing
    for name, column in columns.items():
        left = left + column if _side(name) == "source" else left - column
    return float(np.max(np.abs(left)))
