"""Dates on which a sale that begins brings the same: what scheduled moves, shocks and interest make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from pledgeline.engine.lender_terms import Position, Sale
    from pledgeline.kernels.circle import Floats

DEBT_STEP = 0.002  # logs of debt that count as one
NEAR, LONGEST = 15, 10  # dates before a scheduled move that stand alone, and the longest run of dates elsewhere
ROUGH = 3  # how much coarser the effects of terms are


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """A partition of the dates; `number` (dates,) is the part of each, from 0."""

    number: npt.NDArray[np.intp]
    debt: Floats  # mean of the debt of a part over that of today
    discount: Floats  # mean discount

    @property
    def count(self) -> int:
        """Parts."""
        return int(self.debt.size)

    def rows(self) -> Floats:
        """Indicators of the parts, shape (count, dates)."""
        return np.asarray(self.number == np.arange(self.count)[:, None], dtype=np.float64)

    def mean(self, by_date: Floats) -> Floats:
        """Mean of a figure over each part."""
        sums = np.bincount(self.number, weights=by_date, minlength=self.count)
        return np.asarray(sums / np.bincount(self.number, minlength=self.count), dtype=np.float64)


def periods_of(held: Position, *, rough: bool) -> Periods:
    """The parts: dates of nearly the same debt, or short runs of dates where a sale depends on when it begins."""
    debt = held.owed[1:] / held.owed[0]
    level = np.round(np.log(debt) / (DEBT_STEP * (ROUGH if rough else 1)))
    if held.uneven:
        level = _runs(held, LONGEST * (ROUGH if rough else 1))
    number = np.unique(level, return_inverse=True)[1].astype(np.intp)
    parts = Periods(number=number, debt=np.ones(number.max() + 1), discount=np.ones(number.max() + 1))
    return Periods(number=number, debt=parts.mean(debt), discount=parts.mean(held.discount))


def _runs(held: Position, longest: int) -> Floats:
    """Runs of dates, one for each date where a shock is going on or a scheduled move is near."""
    dates = np.arange(1, held.dates + 1)
    alone = np.zeros(dates.size, dtype=bool)
    alone |= np.diff(held.shocks)[: dates.size] != 0.0
    for day in held.deviations:
        alone |= (dates >= day - NEAR) & (dates <= day)
    begins = alone.copy()
    begins[0] = True
    begins[1:] |= alone[:-1]
    run = np.cumsum(begins)
    within = dates - 1 - np.maximum.accumulate(np.where(begins, dates - 1, 0))
    return np.asarray(run * held.dates + within // longest, dtype=np.float64)


def sale_shift(held: Position, sale: Sale) -> Floats:
    """The log of what shocks still to come make of the average price, by the date on which the sale begins."""
    days = _days_of_tranches(held, sale)
    moves = held.shocks[np.minimum(days, held.shocks.size - 1)] - held.shocks[1 : held.dates + 1, None]
    return np.asarray(np.log(np.exp(moves) @ np.array(sale.shares)), dtype=np.float64)


def sale_variance(held: Position, sale: Sale) -> Floats:
    """The variance that scheduled moves add to the log of the average price: each acts on the shares still unsold."""
    days, shares = _days_of_tranches(held, sale), np.array(sale.shares)
    found = np.zeros(held.dates)
    starts = np.arange(1, held.dates + 1)
    for day, deviation in held.deviations.items():
        unsold = (days >= day) @ shares
        found += np.where(day > starts, unsold * deviation, 0.0) ** 2
    return found


def _days_of_tranches(held: Position, sale: Sale) -> npt.NDArray[np.intp]:
    """The day of each tranche by the date on which the sale begins, shape (dates, tranches)."""
    after = sale.wait + sale.gap * np.arange(len(sale.shares))
    days: npt.NDArray[np.intp] = np.rint(np.add.outer(np.arange(1, held.dates + 1), after)).astype(np.intp)
    return days
