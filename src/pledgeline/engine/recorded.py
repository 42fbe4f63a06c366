"""The days that tables and fans show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase

_FEW = 6  # month ends
_MONTHLY_ROWS = 60  # beyond this many month ends, every second, third ... one is kept


def recorded_days(case: ResolvedCase) -> tuple[int, ...]:
    """Day numbers of the tables and fans: month ends (each fifth day where there are few), and the last day."""
    dates = case.dates
    last = len(dates)
    ends = [k for k in range(1, last) if dates[k - 1].month != dates[k].month]
    if len(ends) < _FEW:  # a short horizon: weekly
        ends = list(range(5, last, 5))
    ends = ends[:: -(-len(ends) // _MONTHLY_ROWS)] if ends else []
    return tuple(sorted({*ends, last}))
