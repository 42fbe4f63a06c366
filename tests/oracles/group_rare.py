"""Random groups made rare: what `random_group` never or seldom draws, one or a few such things at a time.

Jumps, common jumps, scheduled moves, correlations, shocks over days, currencies that move, forwards that settle
in stakes, marks that lag by more than their period, things of size nothing, groups without a part, everything
on one date, horizons of a few days, and waterfalls of one kind.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import inf, log
from random import Random
from typing import TYPE_CHECKING

from pledgeline.engine.resolved import ResolvedCommonJumps, ResolvedCurrency, ResolvedShock
from pledgeline.engine.resolved_group import NEVER_DUE, ResolvedSource
from pledgeline.market.dynamics import GBM, Kou, Merton

from .group_experiments import HOME, random_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedCredit, ResolvedGroup, ResolvedStake
    from pledgeline.market.dynamics import Dynamics

Changed = tuple["ResolvedCase", "ResolvedGroup"]


def rare_group(seed: int) -> tuple[ResolvedCase, ResolvedGroup]:
    """A random group with one to four rare things; the case carries the group. The same for the same seed."""
    draw = Random(f"rare {seed}")
    case, group = random_group(seed)
    names = draw.sample(sorted(CHANGES), draw.randint(1, 4))
    for name in names:
        case, group = CHANGES[name](draw, case, group)
    return replace(case, funds=group), group


def changed(name: str, seed: int) -> tuple[ResolvedCase, ResolvedGroup]:
    """A random group with the rare thing of this name."""
    case, group = CHANGES[name](Random(f"{name} {seed}"), *random_group(seed))
    return replace(case, funds=group), group


def _moving(case: ResolvedCase) -> list[ResolvedAsset]:
    return [asset for asset in case.assets.values() if asset.dynamics is not None]


def _jumps(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Merton or Kou for everything that moves."""

    def law(asset: ResolvedAsset) -> Dynamics:
        volatility, rate = asset.dynamics.volatility if asset.dynamics else 0.3, draw.uniform(2.0, 30.0)
        merton = Merton(volatility=volatility, jump_rate=rate, jump_mean=-0.08, jump_std=draw.uniform(0.0, 0.2))
        kou = Kou(volatility=volatility, jump_rate=rate, up_probability=0.3, up_rate=25.0, down_rate=8.0)
        return draw.choice((merton, kou))

    jumpy = {asset.id: replace(asset, dynamics=law(asset)) for asset in _moving(case)}
    return replace(case, assets={**case.assets, **jumpy}), group


def _common_jumps(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """One clock of jumps that all listed assets share in."""
    loaded = {asset.id: replace(asset, common_loading=draw.uniform(0.2, 1.5)) for asset in _moving(case)}
    common = ResolvedCommonJumps(rate=draw.uniform(1.0, 15.0), mean=-0.12, std=draw.uniform(0.0, 0.15))
    return replace(case, assets={**case.assets, **loaded}, common_jumps=common), group


def _scheduled(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Up to four dated moves of each listed asset; two of them may fall on one day."""
    first, last = case.as_of, case.dates[-1] + dt.timedelta(days=9)

    def dated() -> tuple[tuple[dt.date, float], ...]:
        spans = sorted(draw.randint(0, (last - first).days) for _ in range(draw.randint(0, 4)))
        return tuple((first + dt.timedelta(days=span), draw.uniform(0.02, 0.3)) for span in spans)

    moved = {asset.id: replace(asset, scheduled=dated()) for asset in _moving(case)}
    return replace(case, assets={**case.assets, **moved}), group


def _correlated(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """One factor behind all assets and currencies."""
    names = [asset.id for asset in _moving(case)] + [name for name in case.currencies if name != HOME]
    loadings = {name: draw.uniform(-0.3, 0.95) for name in names}
    pairs = {(one, other): loadings[one] * loadings[other] for one in names for other in names if one < other}
    return replace(case, correlations=pairs), group


def _currencies_move(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Every foreign currency moves, and there is at least one."""
    named = dict(case.currencies)
    named.setdefault("CHF", ResolvedCurrency(spot=1.2, volatility=0.0, growth=0.0))
    moving = {
        name: replace(currency, volatility=draw.uniform(0.05, 0.6), growth=draw.uniform(-0.1, 0.1))
        for name, currency in named.items()
        if name != HOME
    }
    into = sorted(moving)
    bills = tuple(
        replace(bill, currency=name, amount=bill.amount * named[bill.currency].spot / named[name].spot)
        for bill, name in ((bill, draw.choice((bill.currency, *into))) for bill in group.bills)
    )
    accounts = group.cash if draw.random() < 0.5 else {**group.cash, "CHF": 0.0}
    return replace(case, currencies={HOME: named[HOME], **moving}), replace(group, bills=bills, cash=accounts)


def _forwards(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Every debt that is not lent from settles, without recourse, in an asset, a stake where there is one."""
    into = tuple(group.stakes) or tuple(case.assets)

    def forward(credit: ResolvedCredit) -> ResolvedCredit:
        if credit.kind not in {"bond", "loan", "secured", "forward"}:
            return credit
        size = credit.balance * draw.uniform(0.5, 1.5)
        return replace(
            credit, kind="forward", non_recourse=True, equity_credit=0.0, settlement=size, settles=draw.choice(into)
        )

    return case, replace(group, credits={name: forward(credit) for name, credit in group.credits.items()})


def _late_marks(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Marks of every day or month that lag by weeks."""
    days = range(1, len(case.dates) + 1)
    monthly = tuple(day for day in days if day % 21 == 0)

    def late(stake: ResolvedStake) -> ResolvedStake:
        return replace(stake, marks=draw.choice((tuple(days), monthly)), mark_delay=draw.choice((0, 1, 22, 30, 65)))

    return case, replace(group, stakes={name: late(stake) for name, stake in group.stakes.items()})


def _shocks(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """A scenario moves some names over some days, or over more days than there are."""
    names = sorted((*case.assets, *(name for name in case.currencies if name != HOME)))
    most = len(case.dates) + 20
    shocks = [
        ResolvedShock(name=name, log_move=log(draw.uniform(0.3, 1.3)), days=draw.choice((0, 1, draw.randint(1, most))))
        for name in draw.sample(names, draw.randint(1, len(names)))
    ]
    return replace(case, shocks=tuple(shocks), scenario="all of it"), group


def _nothing(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Each size is zero with a chance of one third."""

    def perhaps(size: float) -> float:
        return draw.choice((0.0, size, size))

    return case, replace(
        group,
        cash={name: perhaps(amount) for name, amount in group.cash.items()},
        cure_purse=perhaps(group.cure_purse),
        facilities={name: replace(one, undrawn=perhaps(one.undrawn)) for name, one in group.facilities.items()},
        credits={
            name: replace(one, balance=perhaps(one.balance), undrawn=perhaps(one.undrawn))
            for name, one in group.credits.items()
        },
        bills=tuple(replace(bill, amount=perhaps(bill.amount)) for bill in group.bills),
        inflows=tuple(replace(inflow, amount=perhaps(inflow.amount)) for inflow in group.inflows),
        dividends=tuple(replace(one, per_share=perhaps(one.per_share)) for one in group.dividends),
        waterfall=tuple(
            replace(one, participation=perhaps(one.participation), keep=perhaps(one.keep)) for one in group.waterfall
        ),
    )


def _without(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """No loans, or no credits, bills, money in, stakes, or several of these; what was pledged is pledged elsewhere."""
    parts = draw.sample(("loans", "credits", "bills", "inflows", "stakes"), draw.randint(1, 5))
    if "loans" in parts:
        case = replace(case, margin_loans={})
        group = replace(group, facilities={})
    if "credits" in parts:
        group = replace(group, credits={})
    if "bills" in parts:
        group = replace(group, bills=())
    if "inflows" in parts:
        group = replace(group, inflows=(), dividends=())
    if "stakes" in parts:
        case = replace(case, assets={name: one for name, one in case.assets.items() if name not in group.stakes})
        held = {name: replace(one, settles="") for name, one in group.credits.items() if one.settles in group.stakes}
        bills = tuple(replace(bill, buys="") if bill.buys in group.stakes else bill for bill in group.bills)
        group = replace(group, stakes={}, credits={**group.credits, **held}, bills=bills)
    return _known_only(case, group)


def _known_only(case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Leave out of the waterfall and the cross-defaults what has gone."""
    named = {*group.facilities, *group.credits, *case.assets, ""}
    return case, replace(
        group,
        waterfall=tuple(one for one in group.waterfall if one.target in named),
        facilities={name: replace(one, cross_default=_of(one, named)) for name, one in group.facilities.items()},
        credits={name: replace(one, cross_default=_of(one, named)) for name, one in group.credits.items()},
    )


def _of(member: object, named: set[str]) -> tuple[str, ...]:
    return tuple(name for name in member.cross_default if name in named)  # type: ignore[attr-defined]


def _one_date(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Everything dated falls on one day: the first, an interest day, the last, or any other."""
    last = len(case.dates)
    day = draw.choice((1, *group.interest_days[:1], last, draw.randint(1, last)))
    dated = {
        name: replace(one, due=day) if not one.non_recourse and draw.random() < 0.8 else one
        for name, one in group.credits.items()
    }
    return case, replace(
        group,
        facilities={name: replace(one, due=day) for name, one in group.facilities.items()},
        credits={name: replace(one, term=0 if one.due != NEVER_DUE else one.term) for name, one in dated.items()},
        bills=tuple(replace(bill, day=day) for bill in group.bills),
        inflows=tuple(replace(inflow, day=day) for inflow in group.inflows),
        dividends=tuple(replace(one, day=day) for one in group.dividends),
    )


def _few_days(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """A horizon of 1 to 9 days, shorter or longer than the chunk that prices come in."""
    days = draw.randint(1, 9)
    return replace(case, dates=case.dates[:days], horizon=case.dates[days - 1]), replace(
        group,
        bills=tuple(sorted((replace(bill, day=draw.randint(1, days)) for bill in group.bills), key=lambda b: b.day)),
        inflows=tuple(one for one in group.inflows if one.day <= days),
        dividends=tuple(one for one in group.dividends if one.day <= days),
        stakes={
            name: replace(one, marks=tuple(day for day in one.marks if day <= days))
            for name, one in group.stakes.items()
        },
        interest_days=tuple(day for day in group.interest_days if day <= days),
        cover_until=group.cover_until[: days + 1],
    )


def _strange_waterfall(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Sources of one kind only, none at all, the same source twice, or cash in slices."""
    cash = sum(amount * case.currencies[name].spot for name, amount in group.cash.items())
    slices = tuple(ResolvedSource(kind="cash", target="", keep=part * cash) for part in (0.9, 0.5, 0.2))
    rungs = group.waterfall
    waterfalls: tuple[tuple[ResolvedSource, ...], ...] = (
        tuple(one for one in rungs if one.kind != "draw"),
        tuple(replace(one, ahead=0) for one in rungs if one.kind == "sell"),
        tuple(one for one in rungs if one.kind == "credit"),
        tuple(one for one in rungs if one.kind == "draw"),
        (),
        (*rungs, *rungs),
        (*slices, *(one for one in rungs if one.kind != "cash")),
        tuple(replace(one, ahead=draw.randint(1, 300)) if one.kind == "sell" else one for one in rungs),
    )
    return case, replace(group, waterfall=draw.choice(waterfalls))


def _uneven_cover(draw: Random, _case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """The end of the covered span stands still and leaps, as over holidays."""
    until, found = group.cover_until[0], []
    for day in range(len(group.cover_until)):
        until = max(until, group.cover_until[0] + day + draw.randint(-4, 4))
        found.append(until)
    return _case, replace(group, cover_until=tuple(found))


def _chains(draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Defaults go round in a circle through every loan and credit."""
    names = [*group.facilities, *group.credits]
    draw.shuffle(names)
    before = dict(zip(names, [names[-1:], *([name] for name in names)], strict=False))
    return case, replace(
        group,
        facilities={name: replace(one, cross_default=_other(before, name)) for name, one in group.facilities.items()},
        credits={name: replace(one, cross_default=_other(before, name)) for name, one in group.credits.items()},
    )


def _other(before: dict[str, list[str]], name: str) -> tuple[str, ...]:
    return tuple(other for other in before[name] if other != name)


def _still(_draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """Nothing moves by chance."""
    quiet = {asset.id: replace(asset, dynamics=GBM(volatility=0.0)) for asset in _moving(case)}
    rates = {name: replace(currency, volatility=0.0, growth=0.0) for name, currency in case.currencies.items()}
    stakes = {name: replace(stake, volatility=0.0) for name, stake in group.stakes.items()}
    return replace(case, assets={**case.assets, **quiet}, currencies=rates), replace(group, stakes=stakes)


def _no_limits(_draw: Random, case: ResolvedCase, group: ResolvedGroup) -> Changed:
    """No policy, no ceiling, no limit to the purse."""
    free = {name: replace(one, ceiling=inf) for name, one in group.credits.items()}
    return replace(case, policy_normal=None, policy_ceiling=None), replace(group, credits=free, cure_purse=inf)


CHANGES: dict[str, Callable[[Random, ResolvedCase, ResolvedGroup], Changed]] = {
    "jumps": _jumps,
    "common jumps": _common_jumps,
    "scheduled moves": _scheduled,
    "correlated": _correlated,
    "currencies that move": _currencies_move,
    "forwards in stakes": _forwards,
    "late marks": _late_marks,
    "shocks over days": _shocks,
    "sizes of nothing": _nothing,
    "without a part": _without,
    "one date": _one_date,
    "a few days": _few_days,
    "strange waterfalls": _strange_waterfall,
    "uneven cover": _uneven_cover,
    "chains of defaults": _chains,
    "nothing moves": _still,
    "no limits": _no_limits,
}
