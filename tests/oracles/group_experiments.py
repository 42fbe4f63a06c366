"""Random small groups, and paths for them, drawn so that everything a group can do happens often.

Sizes are fractions of the holdings, which are of the order of a million; limits on the reported LTV are set
around that of day 0. The same seed gives the same group.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from math import exp, inf, isfinite, sqrt
from random import Random
from typing import TYPE_CHECKING

from pledgeline.engine.resolved import (
    PoolShare,
    Recourse,
    ResolvedAsset,
    ResolvedCase,
    ResolvedCurrency,
    ResolvedMarginLoan,
)
from pledgeline.engine.resolved_group import NEVER_DUE, Renewal, ResolvedFacility, ResolvedGroup, ResolvedTolerance
from pledgeline.market.dynamics import GBM, total_volatility

from .group import opening_leverage
from .group_terms import bills, credits_of_all_kinds, dividends, inflows, stakes, waterfall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LISTED = ("alder", "birch", "cedar", "damson")
PRIVATE = ("elm", "fir", "gorse")
FOREIGN = {"EUR": 1.13, "JPY": 0.0067}
HOME = "USD"
MEANS = ("shares", "cash", "deposit")
UNIT = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all parts of a random group are drawn in."""

    draw: Random
    as_of: dt.date
    dates: tuple[dt.date, ...]
    currencies: Mapping[str, ResolvedCurrency]

    @property
    def days(self) -> int:
        """Number of the last day."""
        return len(self.dates)

    def currency(self) -> str:
        """Any currency, most often that of the case."""
        return self.draw.choice((HOME, HOME, *self.currencies))

    def some_day(self) -> int:
        """Any day of the path."""
        return self.draw.randint(1, self.days)


def random_group(seed: int) -> tuple[ResolvedCase, ResolvedGroup]:
    """1 to 4 listed assets, 0 to 3 stakes, 0 to 4 margin loans, 0 to 5 credits, over 20 to 140 business days."""
    draw = Random(seed)
    setting = _setting(draw)
    listed = {name: _listed(setting, name) for name in LISTED[: draw.randint(1, 4)]}
    loans = {f"loan-{k}": _loan(setting, f"loan-{k}", listed) for k in range(draw.choice((0, 1, 1, 2, 2, 3, 4)))}
    listed = {name: _pledge(draw, asset, loans) for name, asset in listed.items()}
    private = {name: _private(setting, name) for name in PRIVATE[: draw.choice((0, 1, 1, 2, 3))]}
    case = _case(setting, {**listed, **private}, loans)
    return _limits_around_today(draw, case, _group(setting, case))


def random_moves(case: ResolvedCase, seed: int) -> dict[str, list[float]]:
    """Random walks with a common factor and jumps, some of them violent; what cannot move is left out."""
    draw = Random(f"moves {seed}")
    days = len(case.dates)
    jump_chance, violence = draw.choice((0.0, 0.02, 0.05)), draw.choice((0.1, 0.3, 0.6))
    common = [draw.gauss(0.0, 1.0) for _ in range(days)]
    jumps = [draw.gauss(-0.5, 1.0) * violence if draw.random() < jump_chance else 0.0 for _ in range(days)]
    moves = {}
    for name, asset in case.assets.items():
        if asset.kind == "private" or asset.dynamics is not None:
            daily = 0.03 if asset.dynamics is None else total_volatility(asset.dynamics) / sqrt(252.0)
            loading = draw.uniform(0.3, 1.2) if asset.kind == "listed" else 0.0
            moves[name] = _walk(draw, daily, common, [loading * jump for jump in jumps])
    for name, currency in case.currencies.items():
        if currency.volatility > 0.0:
            moves[name] = _walk(draw, currency.volatility / sqrt(252.0), common, [0.0] * days)
    return moves


def _walk(draw: Random, daily: float, common: Sequence[float], jumps: Sequence[float]) -> list[float]:
    at, path = 0.0, []
    for factor, jump in zip(common, jumps, strict=True):
        at += daily * (0.6 * factor + 0.8 * draw.gauss(0.0, 1.0)) + jump
        path.append(at)
    return path


def _setting(draw: Random) -> Setting:
    as_of = dt.date(2025, 1, 6) + dt.timedelta(weeks=draw.randint(0, 50), days=draw.randint(0, 4))
    after = (as_of + dt.timedelta(days=k) for k in range(1, 400))
    weekdays = [date for date in after if date.weekday() < 5]
    names = draw.sample(sorted(FOREIGN), draw.randint(0, 2))
    moving = {
        name: ResolvedCurrency(spot=FOREIGN[name], volatility=draw.choice((0.0, 0.05, 0.2)), growth=0.0)
        for name in names
    }
    home = {HOME: ResolvedCurrency(spot=1.0, volatility=0.0, growth=0.0)}
    return Setting(
        draw=draw, as_of=as_of, dates=tuple(weekdays[: draw.randint(20, 140)]), currencies={**home, **moving}
    )


def _listed(setting: Setting, name: str) -> ResolvedAsset:
    """An asset of which nothing is pledged yet; `free` stands for the size of a holding."""
    draw, currency, price = setting.draw, setting.currency(), setting.draw.uniform(5.0, 300.0)
    spot = setting.currencies[currency].spot
    size = draw.uniform(0.2, 2.0) * UNIT / (price * spot)
    return ResolvedAsset(
        id=name,
        name=name.title(),
        kind="listed",
        currency=currency,
        value=size * price * spot,
        price=price,
        price_date=setting.as_of,
        price_age_days=0,
        shares=size,
        pledged=0.0,
        locked_up=draw.choice((0.0, 0.0, draw.uniform(0.0, 0.5))) * size,
        free=size,
        shares_outstanding=None,
        free_float=None,
        daily_volume=size * exp(draw.uniform(-3.5, 1.0)),
        control=None,
        dynamics=GBM(volatility=draw.uniform(0.15, 0.9)),
        scheduled=(),
        common_loading=0.0,
    )


def _loan(setting: Setting, name: str, listed: Mapping[str, ResolvedAsset]) -> ResolvedMarginLoan:
    draw, currency = setting.draw, setting.currency()
    pool = tuple(
        PoolShare(
            asset=asset,
            shares=listed[asset].free * draw.uniform(0.05, 0.5),
            haircut=draw.choice((0.0, draw.uniform(0.0, 0.4))),
        )
        for asset in draw.sample(sorted(listed), draw.randint(1, len(listed)))
    )
    worth = {key: asset.value / (asset.shares or 1.0) for key, asset in listed.items()}
    value = sum(share.shares * (1.0 - share.haircut) * worth[share.asset] for share in pool)
    call = draw.uniform(0.35, 0.95)
    cure = call * draw.uniform(0.7, 0.97)
    drawn = value * call * draw.choice((draw.uniform(0.3, 0.8), draw.uniform(0.6, 0.95), draw.uniform(0.9, 1.02)))
    drawn /= setting.currencies[currency].spot
    guaranteed = draw.choice((0.0, inf, draw.uniform(0.0, 0.4) * drawn, draw.uniform(0.0, 1.2) * drawn))
    return ResolvedMarginLoan(
        id=name,
        name=name.title(),
        currency=currency,
        facility=None,
        drawn=drawn,
        base_rate=_base_rate(setting),
        spread=draw.choice((0.0, draw.uniform(0.01, 0.2))),
        capitalised=draw.random() < 0.35,
        maturity=dt.date(2100, 1, 1),
        recourse=Recourse(guaranteed=guaranteed, collateral_first=not 0.0 < guaranteed < inf or draw.random() < 0.5),
        pool=pool,
        deposit=draw.choice((0.0, 0.0, draw.uniform(0.0, 0.1))) * drawn,
        release=draw.choice((None, cure * draw.uniform(0.5, 0.95))),
        cure=cure,
        call=call,
        close_out=call * draw.uniform(1.05, 1.4),
        cure_days=draw.choice((0, 1, 2, 3, 5, 10)),
        means=tuple(draw.sample(MEANS, draw.randint(1, 3))),
        participation=draw.uniform(0.05, 0.8),
        impact=draw.choice((0.0, draw.uniform(0.2, 2.0))),
        sale_delay=draw.choice((0, 1, 1, 2, 5)),
        until_cured=draw.random() < 0.4,
    )


def _base_rate(setting: Setting) -> tuple[tuple[dt.date, float], ...]:
    draw = setting.draw
    start = (setting.as_of - dt.timedelta(days=draw.randint(0, 90)), draw.uniform(0.0, 0.06))
    later = (setting.dates[setting.some_day() - 1], draw.uniform(0.0, 0.1))
    return draw.choice(((), (start,), (start, later)))


def _pledge(draw: Random, asset: ResolvedAsset, loans: Mapping[str, ResolvedMarginLoan]) -> ResolvedAsset:
    """Count what the loans hold, some shares held elsewhere, and what is free; only what moves may be pledged."""
    pooled = sum(share.shares for loan in loans.values() for share in loan.pool if share.asset == asset.id)
    pledged = pooled + draw.choice((0.0, 0.0, 0.0, 0.0, draw.uniform(0.0, 0.2) * asset.free))
    free = draw.choice((0.0, draw.uniform(0.0, 0.3), draw.uniform(0.2, 1.0))) * asset.free
    shares, volume, dynamics = pledged + free + asset.locked_up, asset.daily_volume, asset.dynamics
    if pooled == 0.0:
        volume = draw.choice((None, volume, volume))
        dynamics = draw.choice((None, dynamics, dynamics))
    outstanding = max(shares, 1.0) * draw.uniform(1.1, 4.0)
    threshold = draw.uniform(0.3, 0.98) * (free + pledged) / outstanding
    return replace(
        asset,
        shares=shares,
        pledged=pledged,
        free=free,
        value=asset.value / asset.free * shares,
        daily_volume=volume,
        dynamics=dynamics,
        shares_outstanding=outstanding,
        control=draw.choice((None, threshold)) if threshold > 0.0 else None,
    )


def _private(setting: Setting, name: str) -> ResolvedAsset:
    return ResolvedAsset(
        id=name,
        name=name.title(),
        kind="private",
        currency=setting.currency(),
        value=setting.draw.choice((0.05, setting.draw.uniform(0.1, 1.5))) * UNIT,
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


def _case(
    setting: Setting, assets: Mapping[str, ResolvedAsset], loans: Mapping[str, ResolvedMarginLoan]
) -> ResolvedCase:
    draw = setting.draw
    due = {name: draw.choice((NEVER_DUE, NEVER_DUE, setting.some_day())) for name in loans}
    dated = {
        name: replace(loan, maturity=setting.dates[due[name] - 1]) if due[name] <= setting.days else loan
        for name, loan in loans.items()
    }
    return ResolvedCase(
        title="A random group",
        group="Group",
        as_of=setting.as_of,
        currency=HOME,
        horizon=setting.dates[-1],
        calendar="XNYS",
        dates=setting.dates,
        cash=None,
        cash_for_cures=0.0,
        policy_normal=None,
        policy_ceiling=None,
        liquidity_until=setting.dates[-1],
        currencies=setting.currencies,
        assets=assets,
        margin_loans=dated,
        secured={},
        debts={},
        commitments={},
        correlations={},
        common_jumps=None,
        shocks=(),
        scenario="",
    )


def _group(setting: Setting, case: ResolvedCase) -> ResolvedGroup:
    draw = setting.draw
    holdings = sum(asset.value for asset in case.assets.values())
    debts = credits_of_all_kinds(setting, case, holdings)
    names = (*case.margin_loans, *debts)
    debts = {name: replace(debt, cross_default=_cross(draw, name, names)) for name, debt in debts.items()}
    cash = holdings * draw.choice((draw.uniform(0.0, 0.02), draw.uniform(0.0, 0.1), draw.uniform(0.05, 0.2)))
    foreign = [name for name in case.currencies if name != HOME and draw.random() < 0.7]
    accounts = {HOME: draw.choice((0.0, 0.5, 1.0, 1.0)) if foreign else 1.0}
    accounts |= {name: draw.choice((0.0, 0.3, 0.6)) / case.currencies[name].spot for name in foreign}
    reach = draw.randint(10, 250)
    return ResolvedGroup(
        cash={name: cash * part for name, part in accounts.items()},
        cure_purse=draw.choice((inf, inf, draw.uniform(0.0, 0.05) * holdings)),
        facilities={name: _facility(setting, loan, names) for name, loan in case.margin_loans.items()},
        credits=debts,
        bills=bills(setting, case, holdings),
        inflows=inflows(setting, case, holdings),
        dividends=dividends(setting, case),
        stakes=stakes(setting, case),
        waterfall=waterfall(setting, case, debts, cash),
        interest_days=interest_days(case.dates),
        cover_until=tuple(day + reach for day in range(len(case.dates) + 1)),
        tolerance=ResolvedTolerance(call=None, gap=None, ltv=None, cover=None, within=len(case.dates)),
    )


def interest_days(dates: Sequence[dt.date]) -> tuple[int, ...]:
    """Days after which the next weekday is of another quarter."""
    found = []
    for day, date in enumerate(dates, start=1):
        following = date + dt.timedelta(days=3 if date.weekday() == 4 else 1)
        if (following.month - 1) // 3 != (date.month - 1) // 3:
            found.append(day)
    return tuple(found)


def _cross(draw: Random, name: str, names: Sequence[str]) -> tuple[str, ...]:
    others = [other for other in names if other != name]
    if not others or draw.random() < 0.6:
        return ()
    return tuple(draw.sample(others, draw.randint(1, min(3, len(others)))))


def _facility(setting: Setting, loan: ResolvedMarginLoan, names: Sequence[str]) -> ResolvedFacility:
    draw = setting.draw
    days = dict(zip(setting.dates, range(1, setting.days + 1), strict=True))
    due = days.get(loan.maturity, NEVER_DUE)
    renewal = Renewal(
        times=draw.choice((1, 1, 2)),
        days=draw.randint(3, 40),
        ceiling=draw.choice((inf, loan.cure * draw.uniform(0.7, 1.1))),
        fee=draw.choice((0.0, draw.uniform(0.0, 0.02))),
    )
    return ResolvedFacility(
        loan=loan.id,
        undrawn=draw.choice((0.0, draw.uniform(0.0, 0.1), draw.uniform(0.05, 0.5))) * loan.drawn,
        draw_stop=draw.choice((loan.cure, loan.cure * draw.uniform(0.8, 1.2))),
        draw_until=draw.choice((due, due, setting.some_day())),
        due=due,
        renewal=draw.choice((Renewal(), renewal)),
        cross_default=_cross(draw, loan.id, names),
    )


def _limits_around_today(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> tuple[ResolvedCase, ResolvedGroup]:
    """Turn limits on the reported LTV, drawn as multiples, into levels around that of day 0."""
    today = opening_leverage(case, group)
    scale = today if isfinite(today) and today > 0.05 else draw.uniform(0.1, 0.5)
    normal, ceiling = scale * draw.uniform(0.9, 1.5), scale * draw.uniform(1.2, 2.5)
    debts = {
        name: replace(
            debt,
            ceiling=debt.ceiling * scale,
            renewal=replace(debt.renewal, ceiling=debt.renewal.ceiling * scale),
        )
        for name, debt in group.credits.items()
    }
    total = sum(amount * case.currencies[name].spot for name, amount in group.cash.items())
    limited = replace(
        case,
        cash=total,
        cash_for_cures=min(total, group.cure_purse),
        policy_normal=draw.choice((None, normal, normal, normal)),
        policy_ceiling=draw.choice((None, ceiling, ceiling, ceiling)),
    )
    funds = replace(group, credits=debts)
    return replace(limited, funds=funds), funds
