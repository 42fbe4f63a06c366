"""One margin loan as the exact engine sees it: a price against the ladder of its debt, and the sale behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import Course, course_along
from pledgeline.engine.interest import base_accrual, interest_index
from pledgeline.engine.laws import asset_law
from pledgeline.engine.scheduled import scheduled_days
from pledgeline.kernels.ladder import Ladder
from pledgeline.kernels.levy import Levy, deviation
from pledgeline.language.saying import said
from pledgeline.market.dynamics import DATES_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan
    from pledgeline.kernels.circle import Floats

MOST_TRANCHES = 60  # a longer sale is computed in so many equal tranches


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """How the collateral is sold once it is sold."""

    days: int
    wait: float  # business days from the close-out to the middle of the first tranche
    shares: tuple[float, ...]  # of the whole, by tranche
    gap: float  # business days between tranches
    cost: float  # impact, as a share of the price, over the whole sale


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a term sheet may change; the rest of a `Position` stays."""

    debt: float  # over the net debt of today; 1 is the loan as it is
    call: float
    cure: float
    close_out: float
    cure_days: int
    participation: float
    sale_delay: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One loan against one stock, in its own currency."""

    loan: ResolvedMarginLoan
    asset: ResolvedAsset
    law: Levy
    price: float
    shares: float
    haircut: float
    owed: Floats  # net debt today and on each date to the end, shape (dates + 1,)
    discount: Floats  # by the base rate, of each date, shape (dates,)
    accrual: float  # of the debt, a year of business days, continuously; 0 where interest is paid
    shocks: Floats  # log moves of a scenario summed up to each date of the case
    deviations: dict[int, float]  # of scheduled moves, on dates of the case

    @property
    def dates(self) -> int:
        """Dates on which the loan is watched."""
        return int(self.owed.size) - 1

    @property
    def uneven(self) -> bool:
        """Whether what a sale brings depends on the date on which it begins, by scheduled moves or shocks."""
        return bool(self.deviations) or bool(self.shocks.any())

    @property
    def terms(self) -> Terms:
        """The loan as it is."""
        loan = self.loan
        return Terms(
            debt=1.0,
            call=loan.call,
            cure=loan.cure,
            close_out=loan.close_out,
            cure_days=loan.cure_days,
            participation=loan.participation,
            sale_delay=loan.sale_delay,
        )

    @property
    def collateral(self) -> float:
        """Value of the collateral today, after the haircut."""
        return self.shares * (1 - self.haircut) * self.price

    @property
    def ltv(self) -> float:
        """Net debt over collateral."""
        return float(self.owed[0]) / self.collateral


def uncovered(case: ResolvedCase, loan: ResolvedMarginLoan) -> Iterator[str]:
    """Why the exact engine cannot answer for a loan; nothing where it can."""
    if len(loan.pool) > 1:
        yield said("The collateral is a pool of several assets: the exact engine follows one price.")
    asset = case.assets[loan.pool[0].asset]
    if asset.currency != loan.currency:
        yield said(
            "The collateral is priced in {currency} and the debt is in {other}.",
            currency=asset.currency,
            other=loan.currency,
        )
    if loan.release is not None:
        yield said(
            "A release level returns shares to the borrower on the way, so that the call price depends on the path."
        )
    if asset.dynamics is None or deviation(asset_law(asset, case.common_jumps), 1.0) == 0.0:
        yield said("The price does not move by chance.")
    elif asset.dynamics.volatility == 0.0:
        yield said("The price moves by jumps alone: without a diffusion the grid would not end.")
    if loan.drawn <= loan.deposit:
        yield said("The deposit covers the debt.")
    if not case.dates or case.dates[0] > loan.maturity:
        yield said("There is no day to look at before the maturity.")


def without_sale(loan: ResolvedMarginLoan) -> Iterator[str]:
    """Why the exact engine knows the call of a loan, and not its sale."""
    if loan.until_cured:
        yield said("The sale ends when the loan is cured, so that what is sold depends on the path.")
    if loan.sale_delay == 0:
        yield said("The sale begins on the day it is decided: the exact engine needs a night in between.")


def position(case: ResolvedCase, loan: ResolvedMarginLoan) -> Position:
    """A loan that is not `uncovered`, resolved for the exact engine."""
    lot = loan.pool[0]
    asset = case.assets[lot.asset]
    if asset.price is None:
        raise ValueError(f"the pledged asset {asset.id} has no price")
    dates = tuple(date for date in case.dates if date <= loan.maturity)
    index = interest_index(loan, case.as_of, dates)
    return Position(
        loan=loan,
        asset=asset,
        law=asset_law(asset, case.common_jumps),
        price=asset.price,
        shares=lot.shares,
        haircut=lot.haircut,
        owed=loan.drawn * index - loan.deposit,
        discount=np.exp(-base_accrual(loan, case.as_of, dates)),
        accrual=math.log(index[-1]) * DATES_PER_YEAR / len(dates) if loan.capitalised else 0.0,
        shocks=_shocks(case, asset.id),
        deviations=dict(scheduled_days(case, asset.id)),
    )


def _shocks(case: ResolvedCase, asset: str) -> Floats:
    moves = np.zeros(len(case.dates) + 1)
    for shock in case.shocks:
        if shock.name == asset and shock.days > 0:
            moves[1 : shock.days + 1] += shock.log_move / shock.days
    return np.asarray(np.cumsum(moves), dtype=np.float64)


def course_of(held: Position, terms: Terms, law: Levy) -> Course:
    """The course of the price towards the call price."""
    worth = held.shares * (1 - held.haircut) * held.price * terms.call
    barriers = terms.debt * held.owed / worth * np.exp(-held.shocks[: held.dates + 1])
    dated = {day: std for day, std in held.deviations.items() if day <= held.dates}
    return course_along(law, step=1 / DATES_PER_YEAR, barriers=barriers.tolist(), deviations=dated)


def ladder_of(terms: Terms) -> Ladder:
    """The rungs as logs over the call price."""
    close, cure = math.log(terms.call / terms.close_out), math.log(terms.call / terms.cure)
    return Ladder(close=close, cure=cure, cure_days=terms.cure_days)


def sale_of(held: Position, terms: Terms, *, most: int = MOST_TRANCHES) -> Sale:
    """The sale of all shares at a share of the daily volume, in at most so many tranches.

    At once where the volume is not known.
    """
    volume = held.asset.daily_volume
    if volume is None:
        return Sale(days=1, wait=float(terms.sale_delay), shares=(1.0,), gap=1.0, cost=0.0)
    daily = terms.participation * volume
    days = max(1, math.ceil(held.shares / daily * (1 - 1e-12)))
    impact = held.loan.impact * deviation(held.law, 1 / DATES_PER_YEAR)
    sizes = np.full(days, daily)
    sizes[-1] = held.shares - (days - 1) * daily
    kept = sizes * np.array([1 - sale_cost(size / volume, impact) for size in sizes])
    total = float(kept.sum())
    shares, cost = kept / total, 1 - total / held.shares
    gap, wait = (1.0, 0.0) if days <= most else tranches(shares, most)
    if days > most:
        shares = np.full(most, 1 / most)
    return Sale(days=days, wait=terms.sale_delay + wait, shares=tuple(shares.tolist()), gap=gap, cost=cost)


def tranches(shares: Floats, count: int) -> tuple[float, float]:
    """Days between ``count`` equal tranches, and before the first, that stand for ``shares`` sold day by day.

    The mean day of the sales and the variance of the average of a Brownian motion
    over them are the same.
    """
    left = shares[::-1].cumsum()[::-1][1:]  # still to be sold after each night
    mean, variance = float(left.sum()), float((left**2).sum())
    gap = 6 * count * (mean - variance) / (count**2 - 1)
    return gap, mean - gap * (count - 1) / 2


def sale_cost(ratio: float, impact: float) -> float:
    """Impact of selling ``ratio`` of a day's volume, as a share of the price, averaged over the sale.

    The square-root law of `pledgeline.kernels.impact`, whose peak is ``impact *
    sqrt(ratio)`` and which takes at most the whole price.
    """
    peak = impact * math.sqrt(ratio)
    return peak / 1.5 if peak < 1 else 1 - 1 / (3 * impact**2 * ratio)
