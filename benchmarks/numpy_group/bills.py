"""The bills of a day: recourse, interest, maturities, commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_group.loans import end
from benchmarks.numpy_group.market import buy
from benchmarks.numpy_group.state import CALLED, CLOSED
from benchmarks.numpy_group.waterfall import pay, spend

if TYPE_CHECKING:
    from benchmarks.numpy_group.loans import Claims
    from benchmarks.numpy_group.state import State
    from pledgeline.engine.resolved_group import ResolvedBill


def pay_bills(state: State, day: int, claims: Claims) -> None:
    """Recourse, interest, maturities, commitments."""
    for rows, owed in claims:
        pay(state, rows, owed, day)
    if day in state.terms.group.interest_days:
        loan_interest(state, day)
        credit_interest(state, day)
    loan_maturities(state, day)
    credit_maturities(state, day)
    firm_first = sorted(state.terms.bills.get(day, ()), key=lambda one: not one[1].firm)
    for number, bill in firm_first:
        commitment(state, number, bill, day)


def loan_interest(state: State, day: int) -> None:
    """Interest of the margin loans; what is not paid, or not asked for, stays in the debt."""
    for loan in range(len(state.terms.loans)):
        grown = state.now[loan, 0] - 1.0
        interest = state.units[loan] * grown
        shown = np.minimum(state.hidden[loan], interest)
        asked = np.flatnonzero((state.status[loan] <= CALLED) & (interest > shown))
        unpaid = interest - shown
        unpaid[asked] = pay(state, asked, unpaid[asked], day)
        # a draw that paid this very bill is principal by now: what its units do not show yet is part of kappa
        drawn = np.minimum(state.hidden[loan], state.units[loan] * grown)
        state.units[loan] += np.where(state.status[loan] == CLOSED, 0.0, drawn + unpaid)
        state.hidden[loan] = 0.0
        state.now[loan] = 1.0
        missed = asked[unpaid[asked] > 0.0]
        state.default(loan, missed)
        state.flag(loan, missed)
        state.watch(loan, state.everyone)


def credit_interest(state: State, day: int) -> None:
    """Interest of the credits; what is not paid is not added to the balance."""
    loans = len(state.terms.loans)
    for row in range(len(state.terms.credits)):
        rows = np.flatnonzero(state.balance[row] > 0.0)
        due = state.accrued(row, rows, day)
        state.settled[row, rows] += due
        state.default(row + loans, rows[pay(state, rows, due, day) > 0.0])


def loan_maturities(state: State, day: int) -> None:
    """Renewal or repayment of the margin loans of today."""
    for loan, facility in enumerate(state.terms.facilities):
        if day not in state.terms.maturities[loan]:
            continue
        rows = np.flatnonzero((state.loan_due[loan] == day) & (state.status[loan] <= CALLED))
        debt = state.debt(loan, rows)
        safe = debt <= facility.renewal.ceiling * state.pledged[loan, rows] * state.unit_value(loan, rows)
        again = safe & (state.loan_renewals[loan, rows] > 0)
        renewed, rows, bill = rows[again], rows[~again], debt[~again]
        state.loan_renewals[loan, renewed] -= 1
        state.loan_due[loan, renewed] += facility.renewal.days
        pay(state, renewed, debt[again] * facility.renewal.fee, day)
        unpaid = pay(state, rows, bill, day)
        end(state, loan, rows[unpaid == 0.0])
        late = rows[unpaid > 0.0]
        state.units[loan, late] = unpaid[unpaid > 0.0] / state.now[loan, 0]
        state.hidden[loan, late] = 0.0
        state.default(loan, late)
        state.flag(loan, late)
        state.watch(loan, late)


def credit_maturities(state: State, day: int) -> None:
    """Renewal or repayment of the credits of today."""
    for row, credit in enumerate(state.terms.credits):
        if not state.soonest[row] <= day <= state.latest[row]:
            continue
        rows = np.flatnonzero((state.due[row] == day) & (state.balance[row] > 0.0))
        number = row + len(state.terms.loans)
        again = (state.renewals[row, rows] > 0) & (state.reported[rows] <= credit.renewal.ceiling)
        again &= ~state.defaulted[number, rows]
        renewed, rows = rows[again], rows[~again]
        state.renewals[row, renewed] -= 1
        state.redate(row, renewed, day + credit.renewal.days)
        pay(state, renewed, state.balance[row, renewed] * credit.renewal.fee, day)
        principal, interest = state.balance[row, rows], state.accrued(row, rows, day)
        state.undrawn[row, rows] = 0.0
        unpaid = pay(state, rows, principal + interest, day)
        state.balance[row, rows] = np.minimum(unpaid, principal)
        state.settled[row, rows] = state.balance[row, rows] * state.accrual(row, day)
        state.default(number, rows[unpaid > 0.0])


def commitment(state: State, number: int, bill: ResolvedBill, day: int) -> None:
    """A commitment of today, and what it buys."""
    want = state.row_of(bill.amount)
    if bill.firm:
        left = pay(state, state.everyone, want, day)
    else:
        left = want - spend(state, state.everyone, want, state.terms.keep)
    state.paid[number] = left <= 0.0
    if bill.buys:
        buy(state, state.terms.rows[bill.buys], want - left)
