"""The group from names to arrays, beside `pack`, whose factors and loans it takes over.

Factors are those of the loans alone, in their order and with their random numbers, and after
them the other currencies that move, the other listed assets, and the stakes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.pack import book_of, correlation, factors_of, moving_currencies, pledged_assets
from pledgeline.engine.pack_plan import Names, plan_of
from pledgeline.engine.stake_drift import stake_drift
from pledgeline.kernels.paths import CHUNK, Factors
from pledgeline.market.dynamics import DATES_PER_YEAR

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedGroup
    from pledgeline.kernels.book import Book
    from pledgeline.kernels.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedGroup:
    """A group as arrays, and the names of their rows."""

    factors: Factors
    book: Book
    plan: Plan
    days: int
    loans: tuple[str, ...]
    assets: tuple[str, ...]
    stakes: tuple[str, ...]
    credits: tuple[str, ...]
    factor_names: tuple[str, ...]
    quarters: tuple[tuple[str, dt.date, dt.date], ...]  # name, first and last date


def pack_group(case: ResolvedCase) -> PackedGroup:
    """A case whose cash is known, as arrays; raises ValueError for one without a group to simulate."""
    group = case.funds
    if group is None:
        raise ValueError("the cash of the group is not known")
    pledged = pledged_assets(case)
    assets = (*pledged, *(key for key, asset in case.assets.items() if asset.price is not None and key not in pledged))
    stakes = tuple(group.stakes)
    first = (*pledged, *moving_currencies(case, _loan_currencies(case, pledged)))
    more = (key for key in moving_currencies(case, _group_currencies(case, group)) if key not in first)
    names = (*first, *more, *assets[len(pledged) :], *stakes)
    numbers = {name: number for number, name in enumerate(names)}
    days = len(case.dates)
    factors = factors_of(case, names, days)
    where = Names(case=case, group=group, factors=numbers, assets=assets, stakes=stakes)
    book = book_of(case, assets, numbers, days)
    book.terms.maturity = days + 1  # the group sees to maturities
    quarters = _quarters(case)
    plan = plan_of(where, book, tuple(last for _, _, _, last in quarters))
    return PackedGroup(
        factors=_with_stakes(case, group, names, factors),
        book=book,
        plan=plan,
        days=days,
        loans=tuple(case.margin_loans),
        assets=assets,
        stakes=stakes,
        credits=tuple(group.credits),
        factor_names=names,
        quarters=tuple((name, start, end) for name, start, end, _ in quarters),
    )


def _loan_currencies(case: ResolvedCase, pledged: tuple[str, ...]) -> set[str]:
    return {case.assets[key].currency for key in pledged} | {loan.currency for loan in case.margin_loans.values()}


def _group_currencies(case: ResolvedCase, group: ResolvedGroup) -> set[str]:
    return {
        *group.cash,
        *(credit.currency for credit in group.credits.values()),
        *(bill.currency for bill in group.bills),
        *(inflow.currency for inflow in group.inflows),
        *(stake.currency for stake in group.stakes.values()),
        *(asset.currency for asset in case.assets.values()),
        *(loan.currency for loan in case.margin_loans.values()),
    }


def _with_stakes(case: ResolvedCase, group: ResolvedGroup, names: tuple[str, ...], factors: Factors) -> Factors:
    """The law of the stakes' own moves, written into the rows of the stakes."""
    drift = factors.drift.copy()
    volatility = factors.volatility.copy()
    matrix = correlation(case, names)
    days = len(case.dates)
    for key, stake in group.stakes.items():
        row = names.index(key)
        volatility[row] = stake.volatility / math.sqrt(DATES_PER_YEAR)
        drift[row, :days] += stake_drift(case, stake, names, matrix)[:days]
    by_chunk = drift.reshape(len(names), drift.shape[1] // CHUNK, CHUNK)
    uneven = np.ptp(by_chunk, axis=2).any(axis=0).astype(np.uint8) | factors.uneven
    return factors._replace(drift=drift, volatility=volatility, chunk_drift=by_chunk.sum(axis=2), uneven=uneven)


def _quarters(case: ResolvedCase) -> tuple[tuple[str, dt.date, dt.date, int], ...]:
    """Name, first and last date, and last day number of each calendar quarter up to the horizon."""
    found: list[tuple[str, dt.date, dt.date, int]] = []
    for number, date in enumerate(case.dates, start=1):
        name = f"{date.year} Q{(date.month + 2) // 3}"
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1], date, number)
        else:
            found.append((name, date, date, number))
    return tuple(found)
