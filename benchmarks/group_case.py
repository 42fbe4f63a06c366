"""A group of the size that the sweep is measured on: 10 assets, 5 margin loans, 4 debts, 20 commitments, 3 years.

Made up. Seven listed names that move together, three stakes that follow them;
a waterfall of cash, line, draws, sales, bridge, issue, last cash. Sized so that
calls, failed cures, gaps, draws, sales and breaches of every policy line happen
on some paths and not on most.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from itertools import combinations, count, islice, pairwise
from typing import TYPE_CHECKING

from pledgeline.engine.resolved import PoolShare, ResolvedAsset, ResolvedCase
from pledgeline.engine.resolved_group import (
    NEVER_DUE,
    Renewal,
    ResolvedBill,
    ResolvedCredit,
    ResolvedDividend,
    ResolvedFacility,
    ResolvedGroup,
    ResolvedInflow,
    ResolvedSource,
    ResolvedStake,
    ResolvedTolerance,
)
from pledgeline.market.dynamics import GBM
from tests.simple_case import AS_OF, FULL_RECOURSE, NO_RECOURSE, simple_asset, simple_case, simple_loan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedMarginLoan

BN = 1e9
DAYS, LOANS = 756, 5
COVERED = 252  # days of redemptions that cash is measured against
PRICE, VOLUME = 100.0, 0.008  # of each listed name; of its shares, on an average day
BASE_RATE = 0.04
CASH, PURSE = 24 * BN, 2 * BN

# name: worth, share of it pledged, volatility, drawn, undrawn, recourse
PLEDGED = {
    "alder": (60 * BN, 0.60, 0.38, 4.2 * BN, 4.0 * BN, NO_RECOURSE),
    "birch": (25 * BN, 0.70, 0.34, 2.4 * BN, 2.0 * BN, NO_RECOURSE),
    "cedar": (20 * BN, 0.85, 0.36, 2.0 * BN, 0.0, FULL_RECOURSE),
    "elm": (15 * BN, 0.95, 0.35, 1.5 * BN, 0.0, NO_RECOURSE),
    "fir": (12 * BN, 0.95, 0.32, 1.5 * BN, 0.0, NO_RECOURSE),
}
UNPLEDGED = {"hazel": (10 * BN, 0.25), "larch": (8 * BN, 0.30)}
# name: value, volatility of its own, growth, betas
STAKES = {
    "maple": (30 * BN, 0.35, 0.05, {"alder": 0.6}),
    "oak": (15 * BN, 0.30, 0.04, {"alder": 0.3, "birch": 0.4}),
    "pine": (10 * BN, 0.25, 0.03, {"hazel": 0.5}),
}


def group_case(*, days: int = DAYS, loans: int = LOANS) -> ResolvedCase:
    """The group; with fewer ``days`` all that is dated comes closer, with fewer ``loans`` the last go."""
    dates = tuple(islice((date for n in count(1) if (date := AS_OF + dt.timedelta(days=n)).weekday() < 5), days))
    assets = {name: _listed(name, *row[:3]) for name, row in PLEDGED.items()}
    assets |= {name: _listed(name, worth, 0.0, volatility) for name, (worth, volatility) in UNPLEDGED.items()}
    listed = tuple(assets)
    assets |= {name: _private(name, row[0]) for name, row in STAKES.items()}
    names = tuple(PLEDGED)[:loans]
    case = dataclasses.replace(
        simple_case(dynamics=GBM(volatility=0.3), days=days),
        title="A group of ordinary size",
        horizon=dates[-1],
        dates=dates,
        cash=CASH,
        cash_for_cures=PURSE,
        policy_normal=0.25,
        policy_ceiling=0.35,
        assets=assets,
        margin_loans={f"{name}-loan": _loan(name, dates) for name in names},
        correlations=dict.fromkeys(combinations(listed, 2), 0.35),
    )
    return dataclasses.replace(case, funds=_funds(case, names, _timetable(days)))


def _listed(name: str, worth: float, pledged: float, volatility: float) -> ResolvedAsset:
    shares = worth / PRICE
    locked_up = 0.1 * shares if name == "larch" else 0.0
    return dataclasses.replace(
        simple_asset(name, GBM(growth=0.04, volatility=volatility)),
        value=worth,
        price=PRICE,
        shares=shares,
        pledged=pledged * shares,
        locked_up=locked_up,
        free=shares - pledged * shares - locked_up,
        shares_outstanding=2.0 * shares,
        daily_volume=VOLUME * shares,
    )


def _private(name: str, worth: float) -> ResolvedAsset:
    return dataclasses.replace(
        simple_asset(name, GBM(volatility=0.0)),
        kind="private",
        value=worth,
        price=None,
        price_date=None,
        price_age_days=None,
        shares=None,
        pledged=0.0,
        free=0.0,
        shares_outstanding=None,
        daily_volume=None,
        dynamics=None,
    )


def _loan(name: str, dates: tuple[dt.date, ...]) -> ResolvedMarginLoan:
    worth, pledged, _, drawn, undrawn, recourse = PLEDGED[name]
    return simple_loan(
        f"{name}-loan",
        (name,),
        facility=drawn + undrawn,
        drawn=drawn,
        base_rate=((AS_OF, BASE_RATE),),
        spread=0.02,
        maturity=dates[_due(name, len(dates)) - 1] if _due(name, len(dates)) <= len(dates) else dt.date(2100, 1, 1),
        recourse=recourse,
        pool=(PoolShare(asset=name, shares=pledged * worth / PRICE, haircut=0.05),),
        cure=0.35,
        call=0.50,
        close_out=0.70,
        sale_delay=2,
    )


def _due(name: str, days: int) -> int:
    """Two loans mature within the horizon, one renewed on conditions, one repaid."""
    return {"birch": days * 2 // 3, "fir": days * 5 // 6}.get(name, NEVER_DUE)


def _timetable(days: int) -> Callable[[float], int]:
    """The day on which a share of the horizon has passed."""
    return lambda share: max(1, min(days, round(share * days)))


def _funds(case: ResolvedCase, names: tuple[str, ...], day: Callable[[float], int]) -> ResolvedGroup:
    days = len(case.dates)
    quarters = _period_ends(case.dates, months=3)
    return ResolvedGroup(
        cash={"USD": CASH},
        cure_purse=PURSE,
        facilities={f"{name}-loan": _facility(name, days, day) for name in names},
        credits={credit.id: credit for credit in _credits(day)},
        bills=_bills(day),
        inflows=tuple(
            ResolvedInflow(
                id=f"inflow-{n}", name="Inflow", kind="inflow", currency="USD", amount=2 * BN, day=day(n / 6)
            )
            for n in range(1, 7)
        ),
        dividends=tuple(
            ResolvedDividend(asset=name, day=quarter, per_share=0.6) for quarter in quarters for name in UNPLEDGED
        ),
        stakes={
            name: ResolvedStake(
                asset=name,
                currency="USD",
                value=value,
                volatility=volatility,
                growth=growth,
                follows=follows,
                marks=quarters,
                mark_delay=30,
            )
            for name, (value, volatility, growth, follows) in STAKES.items()
        },
        waterfall=_waterfall(names, day),
        interest_days=quarters,
        cover_until=tuple(number + COVERED for number in range(days + 1)),
        tolerance=ResolvedTolerance(call=0.10, gap=0.05, ltv=0.10, cover=None, within=days),
    )


def _period_ends(dates: tuple[dt.date, ...], *, months: int) -> tuple[int, ...]:
    """Day numbers of the last dates of calendar periods; the last date of all is none."""
    periods = [(date.year * 12 + date.month - 1) // months for date in dates]
    return tuple(n for n, (one, other) in enumerate(pairwise(periods), start=1) if one != other)


def _facility(name: str, days: int, day: Callable[[float], int]) -> ResolvedFacility:
    renewed = Renewal(times=1, days=days, ceiling=0.30, fee=0.0025)
    return ResolvedFacility(
        loan=f"{name}-loan",
        undrawn=PLEDGED[name][4],
        draw_stop=0.18,
        draw_until=day(0.8),
        due=_due(name, days),
        renewal=renewed if name == "birch" else Renewal(),
        cross_default=("bond",) if name in {"alder", "birch"} else (),
    )


def _credits(day: Callable[[float], int]) -> tuple[ResolvedCredit, ...]:
    bond = ResolvedCredit(
        id="bond",
        name="Bond",
        kind="bond",
        currency="USD",
        balance=8 * BN,
        undrawn=0.0,
        rate_steps=((0, 0.045),),
        year_days=365,
        due=day(0.45),
        term=0,
        ceiling=math.inf,
        opens=0,
        closes=NEVER_DUE,
        fee=0.0,
        renewal=Renewal(),
        equity_credit=0.0,
        non_recourse=False,
        settlement=0.0,
        settles="",
        cross_default=(),
    )
    line = dataclasses.replace(
        bond,
        id="line",
        kind="line",
        balance=1 * BN,
        undrawn=4 * BN,
        rate_steps=((0, 0.055), (day(0.5), 0.05)),
        year_days=360,
        due=day(0.2),
        renewal=Renewal(times=1, days=2 * day(1.0), ceiling=0.30, fee=0.005),
        cross_default=("bond",),
    )
    bridge = dataclasses.replace(
        line,
        id="bridge",
        kind="bridge",
        balance=0.0,
        undrawn=5 * BN,
        due=NEVER_DUE,
        term=day(0.33),
        ceiling=0.35,
        fee=0.01,
        renewal=Renewal(),
        cross_default=(),
    )
    issue = dataclasses.replace(
        bond,
        id="issue",
        kind="issue",
        balance=15 * BN,
        undrawn=10 * BN,
        rate_steps=((0, 0.06),),
        due=NEVER_DUE,
        ceiling=0.25,
        opens=day(0.1),
        fee=0.015,
    )
    return bond, line, bridge, issue


def _bills(day: Callable[[float], int]) -> tuple[ResolvedBill, ...]:
    """Twenty commitments: every fifth not firm, every fourth buying a stake, one buying shares, two on one day."""
    bills = [
        ResolvedBill(
            id=f"commitment-{n}",
            to="builder",
            currency="USD",
            amount=(1.5 + 0.1 * (n % 5)) * BN,
            day=day(min(n, 19) / 20),
            firm=n % 5 != 0,
            buys={0: "maple", 1: "oak"}.get(n % 8, "hazel" if n == 7 else ""),
        )
        for n in range(1, 21)
    ]
    return tuple(bills)


def _waterfall(names: tuple[str, ...], day: Callable[[float], int]) -> tuple[ResolvedSource, ...]:
    draws = tuple(ResolvedSource(kind="draw", target=f"{name}-loan") for name in ("alder", "birch") if name in names)
    sale = ResolvedSource(kind="sell", target="hazel", participation=0.15, impact=1.0, tax=0.2, ahead=60)
    return (
        ResolvedSource(kind="cash", target="", keep=1 * BN),
        ResolvedSource(kind="credit", target="line"),
        *draws,
        sale,
        dataclasses.replace(sale, target="larch", opens=day(0.15)),
        dataclasses.replace(sale, target="alder", ahead=20),
        ResolvedSource(kind="credit", target="bridge"),
        ResolvedSource(kind="credit", target="issue"),
        ResolvedSource(kind="cash", target=""),
    )
