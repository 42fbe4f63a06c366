"""The interest index of a loan: what one unit of debt has grown to, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pledgeline.engine.resolved import ResolvedMarginLoan

YEAR_DAYS = 360  # actual/360, the money-market convention of margin loans


def interest_index(loan: ResolvedMarginLoan, start: dt.date, dates: Sequence[dt.date]) -> npt.NDArray[np.float64]:
    """The index on ``start`` (1.0) and on each of ``dates``, shape (len(dates) + 1,).

    Simple interest at base rate plus spread within a calendar quarter; after the
    last business day of a quarter it starts again from 1 (interest paid) or from
    where it stands (capitalised).
    """
    index = np.ones(len(dates) + 1)
    base, accrued, before = 1.0, 0.0, start
    for number, date in enumerate(dates, start=1):
        if number > 1 and _quarter(date) != _quarter(before):
            base, accrued = (float(index[number - 1]) if loan.capitalised else 1.0), 0.0
        accrued += (_base_rate(loan, before) + loan.spread) * (date - before).days / YEAR_DAYS
        index[number] = base * (1.0 + accrued)
        before = date
    return index


def base_accrual(loan: ResolvedMarginLoan, start: dt.date, dates: Sequence[dt.date]) -> npt.NDArray[np.float64]:
    """The base rate summed up from ``start`` to each of ``dates``, actual/360; shape (len(dates),)."""
    before = (start, *dates)
    steps = [_base_rate(loan, a) * (b - a).days / YEAR_DAYS for a, b in zip(before, dates, strict=False)]
    return np.cumsum(np.array(steps))


def _quarter(date: dt.date) -> tuple[int, int]:
    return date.year, (date.month - 1) // 3


def _base_rate(loan: ResolvedMarginLoan, date: dt.date) -> float:
    """The base rate in force on a date: the last step on or before it, else the first."""
    if not loan.base_rate:
        return 0.0
    rate = loan.base_rate[0][1]
    for start, stepped in loan.base_rate:
        if start <= date:
            rate = stepped
    return rate
