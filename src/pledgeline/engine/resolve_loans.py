"""Loans resolved: money in one currency each, terms with their defaults."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.case.figure import Figure
from pledgeline.case.loan import Guarantee, MarginLoan, PrepaidForward, SecuredLoan
from pledgeline.case.loan import Recourse as RecourseTerms
from pledgeline.engine.desk import Desk, amount, either, last_day, optional
from pledgeline.engine.resolved import PoolShare, Recourse, ResolvedMarginLoan, ResolvedSecured

if TYPE_CHECKING:
    import datetime as dt

IMPACT = 1.0
SALE_DELAY = 1


def resolve_margin(desk: Desk, key: str, loan: MarginLoan) -> ResolvedMarginLoan:
    """A margin loan, in the currency in which it is drawn."""
    currency = loan.drawn.stated.currency
    return ResolvedMarginLoan(
        id=key,
        name=loan.name or key,
        currency=currency,
        facility=desk.into(loan.facility, currency),
        drawn=float(loan.drawn.stated),
        base_rate=_base_rate(desk, loan),
        spread=float(loan.rate.value.spread) if loan.rate is not None and loan.rate.value is not None else 0.0,
        capitalised=loan.interest == "capitalised",
        maturity=loan.maturity.stated.last,
        recourse=_recourse(desk, loan.recourse, currency),
        pool=tuple(
            PoolShare(asset=part.asset, shares=float(part.shares.stated), haircut=amount(part.haircut, 0.0))
            for part in loan.collateral
        ),
        deposit=either(desk.into(loan.deposit, currency), 0.0),
        release=optional(loan.ltv.release),
        cure=float(loan.ltv.cure.stated),
        call=float(loan.ltv.call.stated),
        close_out=float(loan.ltv.close_out.stated),
        cure_days=loan.cure.within.stated.days,
        means=loan.cure.means,
        participation=float(loan.sale.participation.stated),
        impact=amount(loan.sale.impact, IMPACT),
        sale_delay=int(amount(loan.sale.delay, SALE_DELAY)),
        until_cured=loan.sale.until == "cured",
    )


def resolve_secured(desk: Desk, key: str, loan: PrepaidForward | SecuredLoan) -> ResolvedSecured:
    """A prepaid forward or another secured loan, in the currency of the case."""
    written = loan.carrying if isinstance(loan, PrepaidForward) else loan.drawn
    carrying = either(desk.at_home(written), 0.0)
    settlement = either(desk.at_home(loan.settlement), carrying) if isinstance(loan, PrepaidForward) else carrying
    return ResolvedSecured(
        id=key,
        name=loan.name or key,
        kind=loan.kind,
        asset=loan.asset,
        carrying=carrying,
        settlement=settlement,
        recourse=_recourse(desk, loan.recourse, desk.home),
        maturity=last_day(loan.maturity),
        facility=desk.at_home(loan.facility) if isinstance(loan, SecuredLoan) else None,
    )


def _base_rate(desk: Desk, loan: MarginLoan) -> tuple[tuple[dt.date, float], ...]:
    """The base rate from each date on, the first of them `as_of`."""
    start = desk.document.case.as_of
    rate = loan.rate.value if loan.rate is not None else None
    if rate is None or rate.base is None:
        return ((start, 0.0),)
    curve = desk.document.case.market.rates[rate.base]
    if isinstance(curve, Figure):
        return ((start, amount(curve, 0.0)),)
    steps = sorted((step.start.stated.first, float(step.rate.stated)) for step in curve)
    before = [level for date, level in steps if date <= start]
    # a curve that starts later is held flat back to the first day
    return ((start, before[-1] if before else steps[0][1]), *(step for step in steps if step[0] > start))


def _recourse(desk: Desk, terms: RecourseTerms, currency: str) -> Recourse:
    if isinstance(terms, Guarantee):
        guaranteed = either(desk.into(terms.guaranteed, currency), 0.0)
        return Recourse(guaranteed=guaranteed, collateral_first=terms.collateral_first)
    return Recourse(guaranteed=math.inf if terms == "full" else 0.0, collateral_first=True)
