"""What the group may still do with its margin loans, and every other borrowing as a credit with its terms."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pledgeline.case.loan import MarginLoan, PrepaidForward, SecuredLoan
from pledgeline.case.maturity import Extension
from pledgeline.engine.desk import Desk, amount, either, last_day
from pledgeline.engine.resolve_loans import recourse_of
from pledgeline.engine.resolve_rates import FIXED, rate_steps
from pledgeline.engine.resolved_group import NEVER_DUE, Renewal, ResolvedCredit, ResolvedFacility

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.debt import Debt
    from pledgeline.case.maturity import AtMaturity
    from pledgeline.engine.resolve_days import DayNumbers
    from pledgeline.engine.resolved import ResolvedMarginLoan
    from pledgeline.units.money import Money

NON_RECOURSE_PART = "#non-recourse"  # of a loan that the group guarantees in part


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The two sides of secured borrowing, in one currency: what is owed, and what settling it takes."""

    balance: float
    settlement: float

    def beyond(self, guaranteed: float) -> _Parts:
        """What is left of both where the group answers for an amount."""
        return _Parts(balance=max(self.balance - guaranteed, 0.0), settlement=max(self.settlement - guaranteed, 0.0))


def resolve_facilities(
    desk: Desk, days: DayNumbers, loans: Mapping[str, ResolvedMarginLoan]
) -> dict[str, ResolvedFacility]:
    """Every margin loan as a source of cash and as something that matures; its terms of margin stand elsewhere."""
    case = desk.document.case
    margin = {key: loan for key, loan in case.loans.items() if isinstance(loan, MarginLoan)}
    return {key: _facility(days, loan, loans[key]) for key, loan in margin.items()}


def resolve_credits(desk: Desk, days: DayNumbers) -> dict[str, ResolvedCredit]:
    """Debts first, then secured loans and prepaid forwards, each in the order of the case.

    A loan with a guarantee is two credits: the guaranteed part under its own id, the rest
    under `…#non-recourse`. A loan whose id is also that of a debt is `loans.…`.
    """
    case = desk.document.case
    found = {key: _debt(desk, days, key, debt) for key, debt in case.debts.items()}
    for key, loan in case.loans.items():
        if not isinstance(loan, MarginLoan):
            found |= {credit.id: credit for credit in _secured(desk, days, credit_id(case, key), loan)}
    return found


def credit_id(case: Case, loan: str) -> str:
    """The id that a secured loan has among the credits."""
    return f"loans.{loan}" if loan in case.debts else loan


def renewal(terms: AtMaturity, matures: dt.date, days: DayNumbers) -> Renewal:
    """What happens at maturity; the days of a renewal are counted from the first maturity."""
    if not isinstance(terms, Extension):
        return Renewal()
    return Renewal(
        times=int(amount(terms.times, 1.0)),
        days=days.length(matures, terms.extend.stated),
        ceiling=amount(terms.ltv_at_most, math.inf),
        fee=amount(terms.fee, 0.0),
    )


def _facility(days: DayNumbers, written: MarginLoan, loan: ResolvedMarginLoan) -> ResolvedFacility:
    until = last_day(written.draw_until) or loan.maturity
    return ResolvedFacility(
        loan=loan.id,
        undrawn=max(loan.facility - loan.drawn, 0.0) if loan.facility is not None else 0.0,
        draw_stop=amount(written.draw_stop, loan.cure),
        draw_until=days.up_to(until),
        due=days.end_of_loan(loan.maturity),
        renewal=renewal(written.at_maturity, loan.maturity, days),
        cross_default=written.cross_default,
    )


def _debt(desk: Desk, days: DayNumbers, key: str, debt: Debt) -> ResolvedCredit:
    money = _size(debt)
    balance = amount(debt.amount, 0.0)
    due = None if debt.kind == "net" else last_day(debt.due)
    # cash earns nothing, so a net debt that is cash costs nothing either
    steps, year_days = rate_steps(desk, debt.rate, days) if balance >= 0 else (((0, 0.0),), FIXED)
    plain = _plain(key, debt.name or key, debt.kind, money.currency)
    filled = replace(
        plain,
        balance=balance,
        rate_steps=steps,
        year_days=year_days,
        due=NEVER_DUE if due is None else days.on_or_after(due),
        renewal=renewal(debt.at_maturity, due or days.as_of, days),
        equity_credit=amount(debt.equity_credit, 0.0) if debt.kind == "hybrid" else 0.0,
        cross_default=debt.cross_default,
    )
    return _lending(desk, days, debt, filled) if debt.lends else filled


def _lending(desk: Desk, days: DayNumbers, debt: Debt, credit: ResolvedCredit) -> ResolvedCredit:
    """With what may still be borrowed under it, and when; nothing where the scenario shuts it."""
    opens = debt.opens.value.first if debt.opens is not None and debt.opens.value is not None else None
    closes = last_day(debt.closes)
    return replace(
        credit,
        undrawn=max(amount(debt.facility, 0.0) - credit.balance, 0.0),
        term=days.length(days.as_of, debt.term.stated) if debt.term is not None else 0,
        ceiling=amount(debt.ltv_at_most, math.inf),
        opens=0 if opens is None else days.on_or_after(opens),
        closes=0 if credit.id in desk.shut else NEVER_DUE if closes is None else days.up_to(closes),
        fee=amount(debt.fee, 0.0),
    )


def _secured(desk: Desk, days: DayNumbers, name: str, loan: PrepaidForward | SecuredLoan) -> Iterator[ResolvedCredit]:
    """One credit, or two where the group answers for a part."""
    owed = loan.carrying if isinstance(loan, PrepaidForward) else loan.drawn
    currency, balance = owed.stated.currency, float(owed.stated)
    settlement = desk.into(loan.settlement, currency) if isinstance(loan, PrepaidForward) else balance
    parts = _Parts(balance=balance, settlement=either(settlement, balance))
    guaranteed = recourse_of(desk, loan.recourse, currency).guaranteed
    steps, year_days = rate_steps(desk, getattr(loan, "rate", None), days)
    plain = replace(_plain(name, loan.name or name, loan.kind, currency), rate_steps=steps, year_days=year_days)
    if guaranteed > 0:
        due = last_day(loan.maturity)
        yield replace(
            plain,
            balance=min(balance, guaranteed),
            due=NEVER_DUE if due is None else days.on_or_after(due),
            renewal=renewal(loan.at_maturity, due or days.as_of, days),
            cross_default=loan.cross_default,
        )
    if math.isfinite(guaranteed):
        rest = parts.beyond(guaranteed)
        yield replace(
            plain,
            id=f"{name}{NON_RECOURSE_PART}" if guaranteed > 0 else name,
            balance=rest.balance,
            non_recourse=True,
            settlement=rest.settlement,
            settles=loan.asset if isinstance(loan, PrepaidForward) else "",
        )


def _plain(key: str, name: str, kind: str, currency: str) -> ResolvedCredit:
    """A credit of nothing, without an end, that does not lend."""
    return ResolvedCredit(
        id=key,
        name=name,
        kind=kind,
        currency=currency,
        balance=0.0,
        undrawn=0.0,
        rate_steps=((0, 0.0),),
        year_days=FIXED,
        due=NEVER_DUE,
        term=0,
        ceiling=math.inf,
        opens=0,
        closes=0,
        fee=0.0,
        renewal=Renewal(),
        equity_credit=0.0,
        non_recourse=False,
        settlement=0.0,
        settles="",
        cross_default=(),
    )


def _size(debt: Debt) -> Money:
    """An amount in the currency of the debt: what is owed, or where that is left out what may be."""
    figure = debt.amount if debt.amount is not None else debt.facility
    if figure is None:  # the reader has made sure that there is one of the two
        raise ValueError("a debt has neither an amount nor a facility")
    return figure.stated
