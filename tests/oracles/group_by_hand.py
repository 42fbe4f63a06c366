"""Plain groups for worked examples: round terms, every day a business day, a share of alder at USD 1."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import inf, log, sqrt
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.resolved import PoolShare, ResolvedCase, ResolvedCurrency
from pledgeline.engine.resolved_group import (
    NEVER_DUE,
    Renewal,
    ResolvedBill,
    ResolvedCredit,
    ResolvedFacility,
    ResolvedGroup,
    ResolvedInflow,
    ResolvedSource,
    ResolvedTolerance,
)
from pledgeline.market.dynamics import GBM
from tests.simple_case import simple_asset, simple_case, simple_loan

from .group import follow_group

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedMarginLoan

    from .group_records import GroupPath

AS_OF = dt.date(2025, 3, 1)  # 30 days before the last day of a quarter
CASH = ResolvedSource(kind="cash", target="")
EUR = 1.25
DRAW = ResolvedSource(kind="draw", target="loan")
SELL = ResolvedSource(kind="sell", target="alder")
PER_DAY = 0.036  # a year over 360 days: one ten-thousandth a day


def plain_case(*loans: ResolvedMarginLoan, days: int, **shares: float | None) -> ResolvedCase:
    """Free shares of alder at USD 1, 100 traded a day, moving 10% a day; USD, and EUR at 1.25."""
    base = simple_case(dynamics=GBM(volatility=0.1 * sqrt(252.0)), days=days, loans=loans)
    pledged = sum(share.shares for loan in loans for share in loan.pool)
    free = shares.pop("free", 0.0) or 0.0
    stated = {"price": 1.0, "daily_volume": 100.0, "locked_up": 0.0, "pledged": pledged, "free": free, **shares}
    total = pledged + free + (stated["locked_up"] or 0.0)
    alder = replace(simple_asset("alder", GBM(volatility=0.1 * sqrt(252.0))), shares=total, **stated)  # type: ignore[arg-type]
    foreign = ResolvedCurrency(spot=EUR, volatility=0.1, growth=0.0)
    return replace(
        base,
        as_of=AS_OF,
        dates=tuple(AS_OF + dt.timedelta(days=k) for k in range(1, days + 1)),
        assets={"alder": alder},
        currencies={**base.currencies, "EUR": foreign},
    )


def plain_group(case: ResolvedCase, **terms: object) -> ResolvedGroup:
    """A group without anything but what is stated; `facilities` of the loans lend nothing."""
    stated: dict[str, object] = {
        "cash": {"USD": 0.0},
        "cure_purse": inf,
        "facilities": {name: facility(name) for name in case.margin_loans},
        "credits": {},
        "bills": (),
        "inflows": (),
        "dividends": (),
        "stakes": {},
        "waterfall": (CASH,),
        "interest_days": (30,),
        "cover_until": tuple(range(len(case.dates) + 1)),
        "tolerance": ResolvedTolerance(call=None, gap=None, ltv=None, cover=None, within=len(case.dates)),
    }
    return ResolvedGroup(**{**stated, **terms})  # type: ignore[arg-type]


def plain_loan(name: str = "loan", **terms: object) -> ResolvedMarginLoan:
    """USD 50 on 100 shares of alder: 50%, cure 60%, call 70%, close-out 80%; sold without impact."""
    pool = (PoolShare(asset="alder", shares=100.0, haircut=0.0),)
    stated: dict[str, object] = {"drawn": 50.0, "impact": 0.0, "pool": pool}
    return simple_loan(name, **{**stated, **terms, "assets": ("alder",)})  # type: ignore[arg-type]


def facility(loan: str, **terms: object) -> ResolvedFacility:
    """What a loan lends: nothing unless stated, up to 60%, at any time."""
    stated: dict[str, object] = {
        "undrawn": 0.0,
        "draw_stop": 0.6,
        "draw_until": NEVER_DUE,
        "due": NEVER_DUE,
        "renewal": Renewal(),
        "cross_default": (),
    }
    return ResolvedFacility(loan=loan, **{**stated, **terms})  # type: ignore[arg-type]


def debts(**all_terms: dict[str, object]) -> dict[str, ResolvedCredit]:
    """Debts by name; bonds in USD without interest or date unless stated."""
    return {name: _debt(name, terms) for name, terms in all_terms.items()}


def _debt(name: str, terms: dict[str, object]) -> ResolvedCredit:
    stated: dict[str, object] = {
        "name": name.title(),
        "kind": "bond",
        "currency": "USD",
        "balance": 0.0,
        "undrawn": 0.0,
        "rate_steps": ((0, 0.0),),
        "year_days": 365,
        "due": NEVER_DUE,
        "term": 0,
        "ceiling": inf,
        "opens": 0,
        "closes": NEVER_DUE,
        "fee": 0.0,
        "renewal": Renewal(),
        "equity_credit": 0.0,
        "non_recourse": False,
        "settlement": 0.0,
        "settles": "",
        "cross_default": (),
    }
    return ResolvedCredit(id=name, **{**stated, **terms})  # type: ignore[arg-type]


def bill(day: int, amount: float, *, firm: bool = True, currency: str = "USD", buys: str = "") -> ResolvedBill:
    """A commitment named after its day."""
    return ResolvedBill(
        id=f"day-{day}", to="a partner", currency=currency, amount=amount, day=day, firm=firm, buys=buys
    )


def inflow(day: int, amount: float, currency: str = "USD") -> ResolvedInflow:
    """Money to be received, named after its day."""
    return ResolvedInflow(id=f"in-{day}", name="Inflow", kind="inflow", currency=currency, amount=amount, day=day)


def moves(*levels: float) -> list[float]:
    """Log moves to these multiples of the value of day 0."""
    return [log(level) for level in levels]


def close(expected: float) -> object:
    """Equal but for rounding."""
    return pytest.approx(expected, rel=1e-12, abs=1e-12)


def follow(case: ResolvedCase, alder: tuple[float, ...] = (), **terms: object) -> GroupPath:
    """The path of a plain group, alder at these prices."""
    return follow_group(case, plain_group(case, **terms), {"alder": moves(*alder)} if alder else {})
