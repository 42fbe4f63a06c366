"""Loans resolved: money in one currency each, terms with their defaults."""

from __future__ import annotations

import math

from pledgeline.case.loan import Guarantee, MarginLoan, PrepaidForward, SecuredLoan, StatedRecourse
from pledgeline.case.loan import Recourse as RecourseTerms
from pledgeline.engine.desk import Desk, amount, either, last_day, optional
from pledgeline.engine.resolve_rates import base_rate
from pledgeline.engine.resolved import PoolShare, Recourse, ResolvedMarginLoan, ResolvedSecured

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
        base_rate=base_rate(desk, loan.rate),
        spread=float(loan.rate.value.spread) if loan.rate is not None and loan.rate.value is not None else 0.0,
        capitalised=loan.interest == "capitalised",
        maturity=loan.maturity.stated.last,
        recourse=recourse_of(desk, loan.recourse, currency),
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
        recourse=recourse_of(desk, loan.recourse, desk.home),
        maturity=last_day(loan.maturity),
        facility=desk.at_home(loan.facility) if isinstance(loan, SecuredLoan) else None,
    )


def recourse_of(desk: Desk, terms: RecourseTerms, currency: str) -> Recourse:
    """What the borrower answers for, in a currency."""
    if isinstance(terms, Guarantee):
        guaranteed = either(desk.into(terms.guaranteed, currency), 0.0)
        return Recourse(guaranteed=guaranteed, collateral_first=terms.collateral_first)
    word = terms.terms if isinstance(terms, StatedRecourse) else terms
    return Recourse(guaranteed=math.inf if word == "full" else 0.0, collateral_first=True)
