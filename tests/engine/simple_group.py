"""A group around the margin loan of `tests.simple_case`: cash, bills, a waterfall and tolerances."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.engine.resolved_group import (
    NEVER_DUE,
    Renewal,
    ResolvedBill,
    ResolvedCredit,
    ResolvedFacility,
    ResolvedGroup,
    ResolvedSource,
    ResolvedTolerance,
)
from tests.simple_case import simple_case

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.market.dynamics import Dynamics

NO_TOLERANCE = ResolvedTolerance(call=None, gap=None, ltv=None, cover=None, within=252)


def simple_facility(loan: str, **terms: object) -> ResolvedFacility:
    """USD 10,000 undrawn under a margin loan that never falls due; ``terms`` replace the defaults."""
    stated: dict[str, object] = {
        "undrawn": 10_000.0,
        "draw_stop": 0.6,
        "draw_until": NEVER_DUE,
        "due": NEVER_DUE,
        "renewal": Renewal(),
        "cross_default": (),
    }
    return ResolvedFacility(loan=loan, **{**stated, **terms})  # type: ignore[arg-type]


def simple_credit(key: str, kind: str = "bond", **terms: object) -> ResolvedCredit:
    """A bond of USD 20,000 due on day 100 without interest; ``terms`` replace the defaults."""
    stated: dict[str, object] = {
        "currency": "USD",
        "balance": 20_000.0,
        "undrawn": 0.0,
        "rate_steps": ((0, 0.0),),
        "year_days": 365,
        "due": 100,
        "term": 0,
        "ceiling": math.inf,
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
    return ResolvedCredit(id=key, name=key.title(), kind=kind, **{**stated, **terms})  # type: ignore[arg-type]


def simple_bill(key: str, amount: float, day: int, *, firm: bool = True) -> ResolvedBill:
    """A commitment in US dollars."""
    return ResolvedBill(id=key, to=key.title(), currency="USD", amount=amount, day=day, firm=firm, buys="")


def simple_group(
    *,
    dynamics: Dynamics,
    days: int = 252,
    loans: tuple[ResolvedMarginLoan, ...] | None = None,
    free: float = 0.0,
    cash: float = 10_000.0,
    **funds: object,
) -> ResolvedCase:
    """The simple case with what a group has; ``funds`` replace fields of the group."""
    case = simple_case(dynamics=dynamics, days=days, loans=loans, free=free, cash=cash)
    ends = range(1, days)
    stated: dict[str, object] = {
        "cash": {"USD": cash},
        "cure_purse": math.inf,
        "facilities": {key: simple_facility(key) for key in case.margin_loans},
        "credits": {},
        "bills": (),
        "inflows": (),
        "dividends": (),
        "stakes": {},
        "waterfall": (ResolvedSource(kind="cash", target=""),),
        "interest_days": tuple(k for k in ends if (case.dates[k - 1].month - 1) // 3 != (case.dates[k].month - 1) // 3),
        "cover_until": tuple(k + 252 for k in range(days + 1)),
        "tolerance": NO_TOLERANCE,
    }
    return replace(case, funds=ResolvedGroup(**{**stated, **funds}))  # type: ignore[arg-type]
