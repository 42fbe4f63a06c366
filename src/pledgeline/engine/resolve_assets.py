"""Assets resolved: price with its age, value, free shares, dynamics."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from statistics import stdev
from typing import TYPE_CHECKING

from pledgeline.case import asset as paper
from pledgeline.case.asset import ListedAsset
from pledgeline.case.loan import MarginLoan, SecuredLoan
from pledgeline.engine.desk import Desk, amount, optional
from pledgeline.engine.fit_case import closes_until, fitted_law
from pledgeline.engine.resolved import ResolvedAsset
from pledgeline.engine.resolved_group import ResolvedStake
from pledgeline.market.calendar import age_in_business_days
from pledgeline.market.dynamics import DATES_PER_YEAR, GBM, Dynamics, Kou, Merton

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.resolve_days import DayNumbers

_MARKS = {"monthly": 1, "quarterly": 3, "yearly": 12}  # months


def resolve_asset(desk: Desk, key: str, asset: paper.Asset) -> ResolvedAsset:
    """One asset, with shocks that act at once in its price or value."""
    return _listed(desk, key, asset) if isinstance(asset, ListedAsset) else _private(desk, key, asset)


def resolve_stake(desk: Desk, days: DayNumbers, key: str, asset: paper.PrivateAsset) -> ResolvedStake:
    """A private or fund stake as it moves from day to day, with shocks that act at once in its value."""
    worth, every = asset.value.stated, _MARKS.get(asset.marked)
    return ResolvedStake(
        asset=key,
        currency=worth.currency,
        value=float(worth) * math.exp(log_move(desk, key, asset)),
        volatility=amount(asset.volatility, 0.0),
        growth=amount(asset.growth, 0.0),
        follows={name: amount(beta, 0.0) for name, beta in asset.follows.items()},
        marks=tuple(range(1, len(days.dates) + 1)) if every is None else days.ends_of(every),
        mark_delay=int(amount(asset.mark_delay, 0.0)),
    )


def sample_deviation(closes: tuple[float, ...]) -> float:
    """Sample standard deviation of log returns from close to close, with n − 1; at least three closes."""
    return stdev(math.log(after / before) for before, after in pairwise(closes))


def log_move(desk: Desk, key: str, asset: paper.PrivateAsset) -> float:
    """The log move of a private stake in a scenario: its own shock, else beta times those of the names it follows."""
    if key in desk.at_once:
        return math.log1p(desk.at_once[key])
    return math.fsum(
        amount(beta, 0.0) * math.log1p(desk.at_once.get(name, 0.0)) for name, beta in asset.follows.items()
    )


def _listed(desk: Desk, key: str, asset: ListedAsset) -> ResolvedAsset:
    quoted, currency, date, age = _price(desk, key, asset)
    price = quoted * (1.0 + desk.at_once.get(key, 0.0))
    shares, pledged = amount(asset.shares, 0.0), _pledged(desk, key)
    locked_up = amount(asset.locked_up, 0.0)
    jumps = desk.document.case.market.common_jumps
    return ResolvedAsset(
        id=key,
        name=asset.name or key,
        kind="listed",
        currency=currency,
        value=shares * price * desk.currencies[currency].spot,
        price=price,
        price_date=date,
        price_age_days=age,
        shares=shares,
        pledged=pledged,
        locked_up=locked_up,
        free=max(shares - pledged - locked_up, 0.0),
        shares_outstanding=optional(asset.shares_outstanding),
        free_float=optional(asset.free_float),
        daily_volume=optional(asset.daily_volume),
        control=optional(asset.control),
        dynamics=_dynamics(desk, key, asset.dynamics),
        scheduled=tuple((jump.date.stated.last, amount(jump.move, 0.0)) for jump in asset.scheduled),
        common_loading=amount(jumps.loadings.get(key), 0.0) if jumps is not None else 0.0,
        fitted=asset.dynamics is not None and asset.dynamics.fit is not None,
    )


def _private(desk: Desk, key: str, asset: paper.PrivateAsset) -> ResolvedAsset:
    worth = asset.value.stated
    return ResolvedAsset(
        id=key,
        name=asset.name or key,
        kind="private",
        currency=worth.currency,
        value=float(worth) * desk.currencies[worth.currency].spot * math.exp(log_move(desk, key, asset)),
        price=None,
        price_date=None,
        price_age_days=None,
        shares=None,
        pledged=0.0,
        locked_up=0.0,
        free=0.0,
        shares_outstanding=None,
        free_float=None,
        daily_volume=None,
        control=None,
        dynamics=None,
        scheduled=(),
        common_loading=0.0,
    )


def _price(desk: Desk, key: str, asset: ListedAsset) -> tuple[float, str, dt.date | None, int | None]:
    """The price before shocks, its currency, and its date and age where it is a close."""
    if asset.price is not None and asset.price.value is not None:
        return float(asset.price.value), asset.price.value.currency, None, None
    case, table = desk.document.case, desk.document.prices[key]
    close, date = table.close_on(case.as_of)
    return close, table.currency, date, age_in_business_days(case.market.calendar, date, case.as_of)


def _dynamics(desk: Desk, key: str, terms: paper.Dynamics | None) -> Dynamics | None:
    match terms:
        case paper.GBM():
            return GBM(growth=amount(terms.growth, 0.0), volatility=_volatility(desk, key, terms))
        case paper.Merton() | paper.Kou() if terms.fit is not None:
            return replace(fitted_law(desk.document, key).dynamics, growth=amount(terms.growth, 0.0))
        case paper.Merton():
            return Merton(
                growth=amount(terms.growth, 0.0),
                volatility=amount(terms.volatility, 0.0),
                jump_rate=amount(terms.jump_rate, 0.0),
                jump_mean=amount(terms.jump_mean, 0.0),
                jump_std=amount(terms.jump_std, 0.0),
            )
        case paper.Kou():
            return Kou(
                growth=amount(terms.growth, 0.0),
                volatility=amount(terms.volatility, 0.0),
                jump_rate=amount(terms.jump_rate, 0.0),
                up_probability=amount(terms.up_probability, 0.0),
                up_rate=amount(terms.up_rate, math.inf),
                down_rate=amount(terms.down_rate, math.inf),
            )
        case None:
            return None


def _volatility(desk: Desk, key: str, terms: paper.GBM) -> float:
    if terms.fit is None:
        return amount(terms.volatility, 0.0)
    closes = closes_until(desk.document.prices[key], desk.document.case.as_of)
    return sample_deviation(closes) * math.sqrt(DATES_PER_YEAR)


def _pledged(desk: Desk, key: str) -> float:
    """Shares of an asset pledged over all loans."""
    loans = desk.document.case.loans.values()
    pools = (part for loan in loans if isinstance(loan, MarginLoan) for part in loan.collateral)
    in_pools = (amount(part.shares, 0.0) for part in pools if part.asset == key)
    others = (amount(loan.pledged, 0.0) for loan in loans if isinstance(loan, SecuredLoan) and loan.asset == key)
    return math.fsum((*in_pools, *others))
