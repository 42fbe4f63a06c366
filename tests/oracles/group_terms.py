"""Random terms of a group: debts of all kinds, bills, money to come, stakes, and a waterfall."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from pledgeline.engine.resolved_group import (
    NEVER_DUE,
    Renewal,
    ResolvedBill,
    ResolvedCredit,
    ResolvedDividend,
    ResolvedInflow,
    ResolvedSource,
    ResolvedStake,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from pledgeline.engine.resolved import ResolvedCase

    from .group_experiments import Setting

KINDS = ("bond", "loan", "hybrid", "net", "line", "line", "bridge", "bridge", "issue", "issue", "secured", "forward")
LENDING = ("line", "bridge", "issue")


def credits_of_all_kinds(setting: Setting, case: ResolvedCase, holdings: float) -> dict[str, ResolvedCredit]:
    """0 to 5 debts; ceilings are multiples of the reported LTV of day 0."""
    count = setting.draw.randint(0, 5)
    kinds = [setting.draw.choice(KINDS) for _ in range(count)]
    return {f"debt-{k}": _credit(setting, case, f"debt-{k}", kind, holdings) for k, kind in enumerate(kinds)}


def _credit(setting: Setting, case: ResolvedCase, name: str, kind: str, holdings: float) -> ResolvedCredit:
    draw, lends = setting.draw, kind in LENDING
    currency = case.currency if kind in {"secured", "forward"} else setting.currency()
    spot = setting.currencies[currency].spot
    balance = draw.uniform(0.005, 0.12) * holdings / spot
    if lends:
        balance *= draw.choice((0.0, 0.0, draw.uniform(0.1, 0.5)))
    undrawn = draw.choice((0.0, draw.uniform(0.0, 0.03), draw.uniform(0.01, 0.1))) * holdings / spot if lends else 0.0
    non_recourse = kind == "forward" or (kind == "secured" and draw.random() < 0.5)
    due = draw.choice((NEVER_DUE, setting.some_day(), setting.some_day(), setting.days + draw.randint(1, 200)))
    due = NEVER_DUE if non_recourse else due
    listed = sorted(asset.id for asset in case.assets.values() if asset.kind == "listed")
    return ResolvedCredit(
        id=name,
        name=name.title(),
        kind=kind,
        currency=currency,
        balance=balance,
        undrawn=undrawn,
        rate_steps=_rates(setting),
        year_days=draw.choice((360, 365)),
        due=due,
        term=draw.randint(2, 60) if lends and due == NEVER_DUE and draw.random() < 0.7 else 0,
        ceiling=draw.choice((inf, draw.uniform(0.9, 1.6))) if lends else inf,
        opens=draw.choice((0, 1, draw.randint(1, setting.days // 2))) if lends else 0,
        closes=draw.choice((NEVER_DUE, NEVER_DUE, setting.some_day())) if lends else NEVER_DUE,
        fee=draw.choice((0.0, draw.uniform(0.0, 0.05))) if lends else 0.0,
        renewal=_renewal(draw),
        equity_credit=draw.choice((0.5, 1.0)) if kind == "hybrid" else 0.0,
        non_recourse=non_recourse,
        settlement=balance * draw.uniform(0.5, 1.5) if kind == "forward" else balance * non_recourse,
        settles=draw.choice(listed) if kind == "forward" else "",
        cross_default=(),
    )


def _rates(setting: Setting) -> tuple[tuple[int, float], ...]:
    draw = setting.draw
    first = (0, draw.choice((0.0, draw.uniform(0.0, 0.15), draw.uniform(0.0, 0.5))))
    later = (setting.some_day(), draw.uniform(0.0, 0.15))
    return draw.choice(((first,), (first, later)))


def _renewal(draw: Random) -> Renewal:
    renewal = Renewal(
        times=draw.choice((1, 1, 2)),
        days=draw.randint(3, 40),
        ceiling=draw.choice((inf, draw.uniform(0.8, 1.6))),
        fee=draw.choice((0.0, draw.uniform(0.0, 0.02))),
    )
    return draw.choice((Renewal(), Renewal(), renewal))


def bills(setting: Setting, case: ResolvedCase, holdings: float) -> tuple[ResolvedBill, ...]:
    """0 to 8 commitments, some not firm, some that buy an asset, now and then one of nothing."""
    draw, found = setting.draw, []
    for k in range(draw.randint(0, 8)):
        currency = setting.currency()
        size = draw.choice((draw.uniform(0.0, 0.02), draw.uniform(0.0, 0.08), draw.uniform(0.02, 0.15)))
        size *= draw.random() > 0.03
        bill = ResolvedBill(
            id=f"bill-{k}",
            to="a partner",
            currency=currency,
            amount=size * holdings / setting.currencies[currency].spot,
            day=setting.some_day(),
            firm=draw.random() < 0.7,
            buys=draw.choice((*case.assets, *[""] * 6)),
        )
        found.append(bill)
    return tuple(sorted(found, key=lambda bill: bill.day))


def inflows(setting: Setting, case: ResolvedCase, holdings: float) -> tuple[ResolvedInflow, ...]:
    """0 to 3 receipts, in any currency of the case."""
    draw, found = setting.draw, []
    for k in range(draw.choice((0, 0, 1, 2, 3))):
        currency = draw.choice(tuple(case.currencies))
        amount = draw.uniform(0.0, 0.05) * holdings / case.currencies[currency].spot
        found.append(
            ResolvedInflow(
                id=f"inflow-{k}",
                name=f"Inflow {k}",
                kind=draw.choice(("receivable", "inflow")),
                currency=currency,
                amount=amount,
                day=setting.some_day(),
            )
        )
    return tuple(sorted(found, key=lambda inflow: inflow.day))


def dividends(setting: Setting, case: ResolvedCase) -> tuple[ResolvedDividend, ...]:
    """0 to 3 dividends of listed assets, of up to 3 % of the price."""
    draw = setting.draw
    listed = [asset for asset in case.assets.values() if asset.kind == "listed"]
    paying = [draw.choice(listed) for _ in range(draw.choice((0, 0, 1, 2, 3)))]
    found = [
        ResolvedDividend(
            asset=asset.id, day=setting.some_day(), per_share=draw.uniform(0.0, 0.03) * (asset.price or 0.0)
        )
        for asset in paying
    ]
    return tuple(sorted(found, key=lambda dividend: dividend.day))


def stakes(setting: Setting, case: ResolvedCase) -> dict[str, ResolvedStake]:
    """A stake for each private asset, marked daily, monthly or quarterly, with or without delay."""
    draw = setting.draw
    listed = sorted(asset.id for asset in case.assets.values() if asset.kind == "listed")
    found = {}
    for asset in case.assets.values():
        if asset.kind == "private":
            followed = draw.sample(listed, draw.randint(0, len(listed)))
            found[asset.id] = ResolvedStake(
                asset=asset.id,
                currency=asset.currency,
                value=asset.value / case.currencies[asset.currency].spot,
                volatility=draw.uniform(0.1, 0.8),
                growth=draw.uniform(-0.1, 0.2),
                follows={name: draw.uniform(-0.3, 1.2) for name in followed},
                marks=_mark_days(setting, draw.choice((0, 1, 3))),
                mark_delay=draw.choice((0, 0, draw.randint(1, 10), draw.randint(1, 45))),
            )
    return found


def _mark_days(setting: Setting, months: int) -> tuple[int, ...]:
    """Every day, or the last known day of each month or quarter."""
    days = range(1, setting.days)
    if months == 0:
        return (*days, setting.days)
    periods = [(date.month - 1) // months for date in setting.dates]
    return tuple(day for day in days if periods[day] != periods[day - 1])


def waterfall(
    setting: Setting, case: ResolvedCase, debts: Mapping[str, ResolvedCredit], cash: float
) -> tuple[ResolvedSource, ...]:
    """Sources of every kind in any order; cash at least once."""
    draw = setting.draw
    keeps = draw.choice(((0.0,), (draw.uniform(0.0, 0.5),), (draw.uniform(0.2, 0.6), 0.0)))
    rungs = [ResolvedSource(kind="cash", target="", keep=keep * cash) for keep in keeps]
    rungs += [ResolvedSource(kind="draw", target=name) for name in case.margin_loans if draw.random() < 0.8]
    lending = [name for name, debt in debts.items() if debt.kind in LENDING]
    rungs += [ResolvedSource(kind="credit", target=name) for name in lending if draw.random() < 0.9]
    listed = [asset.id for asset in case.assets.values() if asset.kind == "listed"]
    rungs += [_sale(setting, name) for name in listed if draw.random() < 0.6]
    draw.shuffle(rungs)
    return tuple(rungs)


def _sale(setting: Setting, name: str) -> ResolvedSource:
    draw = setting.draw
    return ResolvedSource(
        kind="sell",
        target=name,
        participation=draw.uniform(0.02, 0.5),
        impact=draw.choice((0.0, draw.uniform(0.2, 2.0), draw.uniform(5.0, 60.0))),
        tax=draw.choice((0.0, draw.uniform(0.0, 0.3))),
        opens=draw.choice((0, 0, setting.some_day())),
        ahead=draw.choice((0, 0, draw.randint(1, 10), draw.randint(1, 60))),
    )
