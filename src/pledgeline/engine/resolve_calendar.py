"""The calendar of cash: what comes in and falls due, day by day, if nothing moves.

Balances, exchange rates and shares are today's; interest follows the stated steps of the base
rates. Draws, cures, sales and what `at_maturity` may put off are left to the simulation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.loan import MarginLoan
from pledgeline.case.maturity import AtMaturity, Extension
from pledgeline.engine.desk import Desk, last_day, open_desk
from pledgeline.engine.resolve_credits import credit_id, resolve_credits
from pledgeline.engine.resolve_flows import dated_dividends, dated_inflows, named_inflow, original, payments
from pledgeline.engine.resolve_group import days_of
from pledgeline.engine.resolve_rates import rate_steps
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolve_days import DayNumbers
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.resolved_group import ResolvedCredit

_ORDER = ("inflow", "receivable", "dividend", "interest", "repayment", "commitment")  # of one day
_NOTHING = 0.005  # money below it is not shown

_LOAN_YEAR = 360  # a margin loan accrues on actual days over 360, at a fixed rate too


@dataclass(frozen=True, slots=True, kw_only=True)
class CashEvent:
    """Money on one day: in where `amount` is above 0, out where it is below."""

    date: dt.date  # on which it is paid, a business day; behind the horizon the day that is written
    kind: str  # inflow, receivable, dividend, interest, repayment, commitment
    id: str
    what: str
    amount: float
    currency: str
    firm: bool = True
    note: str = ""  # what may happen instead
    after_horizon: bool = False


class _Accrual(NamedTuple):
    """What one unit of debt has accrued since the interest day before."""

    day: int
    interest: float


def cash_calendar(document: CaseDocument, resolved: ResolvedCase) -> tuple[CashEvent, ...]:
    """Every payment that has a date, by date; on one day money in first, then interest, repayments, commitments.

    Interest and dividends are listed up to the horizon, everything else also behind it.
    """
    desk = open_desk(document)
    days = days_of(desk, resolved)
    found = (*_received(desk, days, resolved), *_owed(desk, days, resolved), *_promised(desk), *_called(resolved))
    placed = (_on_business_day(days, event) for event in found if abs(event.amount) > _NOTHING)
    return tuple(sorted(placed, key=lambda event: (event.date, _ORDER.index(event.kind), not event.firm)))


def _on_business_day(days: DayNumbers, event: CashEvent) -> CashEvent:
    day = days.on_or_after(event.date)
    if day > len(days.dates):
        return replace(event, after_horizon=True)
    return replace(event, date=days.dates[day - 1])


def _received(desk: Desk, days: DayNumbers, resolved: ResolvedCase) -> Iterator[CashEvent]:
    for key, due in dated_inflows(desk):
        name, money = named_inflow(desk, key)
        kind = "inflow" if original(key) in desk.document.case.inflows else "receivable"
        what = name if kind == "inflow" else said("owed by {name}", name=name)
        yield CashEvent(date=due, kind=kind, id=key, what=what, amount=float(money), currency=money.currency)
    for key, each, due in dated_dividends(desk, days, resolved.assets):
        asset = resolved.assets[key]
        paid, what = each * (asset.shares or 0.0), said("dividend of {asset}", asset=asset.name)
        yield CashEvent(date=due, kind="dividend", id=key, what=what, amount=paid, currency=asset.currency)


def _promised(desk: Desk) -> Iterator[CashEvent]:
    for key, promise in desk.document.case.commitments.items():
        money = promise.amount.stated
        for one, due in payments(key, promise):
            if due is not None:
                yield CashEvent(
                    date=due,
                    kind="commitment",
                    id=one,
                    what=promise.to,
                    amount=-float(money),
                    currency=money.currency,
                    firm=promise.firm,
                )


def _called(resolved: ResolvedCase) -> Iterator[CashEvent]:
    """What building programmes call for, as planned."""
    for month in resolved.funds.months if resolved.funds is not None else ():
        if month.planned > 0.0:
            yield CashEvent(
                date=month.date,
                kind="commitment",
                id=month.programme,
                what=said("{programme}, as planned", programme=month.title),
                amount=-month.planned,
                currency=resolved.currency,
                firm=month.firm,
            )


def _owed(desk: Desk, days: DayNumbers, resolved: ResolvedCase) -> Iterator[CashEvent]:
    """Interest and repayments: of margin loans, of debts, of other secured borrowing that has recourse."""
    case, credits_by_id = desk.document.case, resolve_credits(desk, days)
    for key, loan in case.loans.items():
        if isinstance(loan, MarginLoan):
            yield from _margin(desk, days, loan, resolved.margin_loans[key])
    for key, debt in case.debts.items():
        yield from _interest(days, credits_by_id[key])
        if debt.kind != "net":
            yield from _repaid(credits_by_id[key], last_day(debt.due), debt.at_maturity)
    for key, loan in case.loans.items():
        name = credit_id(case, key)
        for credit in credits_by_id.values() if not isinstance(loan, MarginLoan) else ():
            if credit.id.partition("#")[0] == name:
                yield from _interest(days, credit)
                yield from _repaid(credit, None if credit.non_recourse else last_day(loan.maturity), loan.at_maturity)


def _margin(desk: Desk, days: DayNumbers, written: MarginLoan, loan: ResolvedMarginLoan) -> Iterator[CashEvent]:
    steps, _ = rate_steps(desk, written.rate, days)
    due, owed = days.end_of_loan(loan.maturity), loan.drawn
    for day, accrued in _accruals(days, steps, _LOAN_YEAR, due):
        interest = owed * accrued
        if loan.capitalised:
            owed += interest
        else:
            yield _payment(loan, days.dates[day - 1], "interest", interest)
    ended = 0 < due <= len(days.dates)  # on the business day up to its maturity, not after it
    last = days.dates[due - 1] if ended else loan.maturity
    yield replace(_payment(loan, last, "repayment", owed - loan.deposit), note=_instead(written.at_maturity))


def _interest(days: DayNumbers, credit: ResolvedCredit) -> Iterator[CashEvent]:
    for day, accrued in _accruals(days, credit.rate_steps, credit.year_days, credit.due):
        yield _payment(credit, days.dates[day - 1], "interest", credit.balance * accrued)


def _repaid(credit: ResolvedCredit, due: dt.date | None, terms: AtMaturity) -> Iterator[CashEvent]:
    if due is not None:
        yield replace(_payment(credit, due, "repayment", credit.balance), note=_instead(terms))


def _payment(owed: ResolvedMarginLoan | ResolvedCredit, date: dt.date, kind: str, amount: float) -> CashEvent:
    what = said("interest of {name}", name=owed.name)
    if kind == "repayment":
        what = said("repayment of {name}", name=owed.name)
    return CashEvent(date=date, kind=kind, id=owed.id, what=what, amount=-amount, currency=owed.currency)


def _accruals(days: DayNumbers, steps: tuple[tuple[int, float], ...], year_days: int, due: int) -> Iterator[_Accrual]:
    """The interest days before it is due, and the day on which it is, as far as the horizon sees them."""
    if all(rate == 0.0 for _, rate in steps):
        return
    paid = {day for day in days.interest_days if day < due} | ({due} if due <= len(days.dates) else set())
    turns = sorted({0, *paid, *(day for day, _ in steps if day < max(paid, default=0))})
    accrued = 0.0
    for start, end in pairwise(turns):
        rate = next(rate for day, rate in reversed(steps) if day <= start)
        accrued += rate * (_date(days, end) - _date(days, start)).days / year_days
        if end in paid:
            yield _Accrual(end, accrued)
            accrued = 0.0


def _date(days: DayNumbers, day: int) -> dt.date:
    return days.dates[day - 1] if day else days.as_of


def _instead(terms: AtMaturity) -> str:
    """What may happen at maturity instead of repayment."""
    if not isinstance(terms, Extension):
        return ""
    if terms.ltv_at_most is None:
        return said("or extended by {span}", span=str(terms.extend))
    return said("or extended by {span} if the LTV is at most {ltv}", span=str(terms.extend), ltv=str(terms.ltv_at_most))
