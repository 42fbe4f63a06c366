"""The bills of a day, in the order of `docs/models/group.md`: recourse, interest, maturities, commitments.

Each is paid through the waterfall; what is left of a firm one is a gap.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.book import Book, Desk, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CALLED, CLOSED, loan_to_value
from pledgeline.kernels.paths import Ints
from pledgeline.kernels.plan import (
    COMMITMENTS,
    FEES,
    FIRM,
    INTEREST,
    LISTED,
    RECOURSE,
    REPAYMENTS,
    RETURNED,
    SOFT,
    STAKE,
    Hold,
    Ledger,
    Now,
    Plan,
)
from pledgeline.kernels.waterfall import accrue, collateral_worth, enter, pay, rate_of, receive


@compiled
def write_default(defaults: npt.NDArray[np.int32], today: Ints, facility: int) -> None:
    """Write down a default of today, the first of a facility; loans before credits."""
    if defaults[today[1], facility] == NEVER:
        defaults[today[1], facility] = today[0]


@inlined
def _interest(plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Interest of the margin loans, then of the credits."""
    for loan in range(plan.facilities.size):
        facility = plan.facilities[loan]
        state = memory.state[i, loan]
        if facility.resets == 0 or state.status >= CLOSED:
            continue
        held = hold.facilities[i, loan]
        index = now.interest[loan]
        if state.status > CALLED:
            state.units *= index
        else:
            grown = state.units * (index - 1.0)
            fx = rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
            bill = max(grown - held.kappa, 0.0) * fx
            left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, facility.account, INTEREST, bill, FIRM)
            # a draw for this bill has added units at today's index: their principal enters with kappa
            grown = state.units * (index - 1.0)
            state.units += min(held.kappa, grown) + left / fx
            if left > 0.0:
                held.flag = 1
                write_default(ledger.defaults, now.today, loan)
        held.kappa = 0.0
        now.interest[loan] = 1.0
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        owed = hold.credits[i, c]
        accrue(owed, plan.accrual[c, now.today[0]])
        bill = owed.accrued * rate_of(now.rate, terms.fx, terms.money)
        owed.accrued = 0.0
        left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, terms.account, INTEREST, bill, FIRM)
        if left > 0.0:
            write_default(ledger.defaults, now.today, plan.facilities.size + c)


@inlined
def _loan_matures(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, loan: int
) -> None:
    """A margin loan due today: renewed, repaid, or in default."""
    facility = plan.facilities[loan]
    state = memory.state[i, loan]
    held = hold.facilities[i, loan]
    index = now.interest[loan]
    fx = rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
    exposure = max(state.units * index - state.deposit, 0.0)
    ltv = loan_to_value(exposure * fx, collateral_worth(book, memory.pledged[i, loan], now.price, loan))
    sound = ledger.defaults[now.today[1], loan] == NEVER
    renewed = sound and held.renewals < facility.times and ltv <= facility.ceiling
    if renewed:
        held.renewals += 1
        held.due += facility.days
        column, bill = FEES, facility.fee * state.units * index * fx
    else:
        held.kappa = 0.0
        held.undrawn = 0.0  # nothing is drawn under a loan to repay it
        column, bill = REPAYMENTS, exposure * fx
    left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, facility.account, column, bill, FIRM)
    if not renewed and left > 0.0:
        state.units = (state.deposit + left / fx) / index
        held.flag = 1
        write_default(ledger.defaults, now.today, loan)
    elif not renewed:
        back = max(state.deposit - state.units * index, 0.0) * fx
        receive(plan.accounts, hold.cash, now.rate, i, facility.account, back)
        enter(ledger.books, now.today, RETURNED, back)
        state.units = 0.0
        state.deposit = 0.0
        state.status = CLOSED
        for k in range(book.accounts[loan].pool_size):
            memory.shares[0, i, book.lots[loan, k].asset] += memory.pledged[i, loan, k]
            memory.pledged[i, loan, k] = 0.0


@inlined
def _credit_matures(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, c: int
) -> None:
    """A credit due today: renewed, repaid with its interest, or in default."""
    terms = plan.credits[c]
    held = hold.credits[i, c]
    fx = rate_of(now.rate, terms.fx, terms.money)
    sound = ledger.defaults[now.today[1], plan.facilities.size + c] == NEVER
    renewed = sound and held.renewals < terms.times and hold.ltv[i] <= terms.renew_ceiling
    if renewed:
        held.renewals += 1
        held.due += terms.days
        column, bill = FEES, terms.renew_fee * held.balance * fx
    else:
        held.undrawn = 0.0
        accrue(held, plan.accrual[c, now.today[0]])
        column, bill = REPAYMENTS, held.balance * fx + held.accrued * fx
    left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, terms.account, column, bill, FIRM)
    if not renewed:
        interest = min(bill - left, held.accrued * fx)  # it comes first
        enter(ledger.books, now.today, REPAYMENTS, -interest)
        enter(ledger.books, now.today, INTEREST, interest)
        held.accrued = 0.0
        if left > 0.0:
            held.balance -= (bill - left - interest) / fx
            write_default(ledger.defaults, now.today, plan.facilities.size + c)
        else:
            held.balance = 0.0


@inlined
def _buy(plan: Plan, memory: Memory, hold: Hold, now: Now, bill: Record, i: int, paid: float) -> None:
    """What a commitment has bought: shares at today's price, or more of a stake at its value."""
    if bill.buys == LISTED and now.price[bill.target] > 0.0:
        memory.shares[0, i, bill.target] += paid / now.price[bill.target]
        memory.shares[1, i, bill.target] += paid / now.price[bill.target]
    elif bill.buys == STAKE and now.value[bill.target] > 0.0:
        terms = plan.stakes[bill.target]
        stake = hold.stakes[i, bill.target]
        stake.units += paid / now.value[bill.target]
        bought = paid / rate_of(now.rate, terms.fx, terms.money)
        stake.mark += bought
        for k in range(hold.pending.shape[2]):
            hold.pending[i, bill.target, k] += bought


@inlined
def _commitments(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """The commitments of today: first those that are firm."""
    day = now.today[0]
    for firm in (FIRM, SOFT):
        for b in range(plan.first[0, day], plan.first[0, day + 1]):
            bill = plan.bills[b]
            if bill.firm == firm:
                if bill.slot >= 0:
                    amount = ledger.called[now.today[1], bill.slot]
                else:
                    amount = bill.amount * rate_of(now.rate, bill.fx, bill.money)
                left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, bill.account, COMMITMENTS, amount, firm)
                ledger.paid[b] += 1 if left <= 0.0 else 0
                if left > 0.0 and bill.backs != 0:
                    path = ledger.paths[now.today[1]]
                    path.unpaid |= bill.backs
                for s in range(plan.sources.size + 1):
                    share = now.shares[s] / amount if amount > 0.0 else 0.0
                    ledger.paid_by[b, s, 0] += share
                    ledger.paid_by[b, s, 1] += share * share
                _buy(plan, memory, hold, now, bill, i, amount - left)


@inlined
def due_today(plan: Plan, hold: Hold, now: Now, i: int) -> bool:
    """Whether anything must be paid today."""
    day = now.today[0]
    due = plan.dates[0, day] == 1 or plan.first[0, day] < plan.first[0, day + 1]
    for loan in range(plan.facilities.size):
        due = due or now.claims[loan] > 0.0 or hold.facilities[i, loan].due == day
    for c in range(plan.credits.size):
        due = due or hold.credits[i, c].due == day
    return due


@compiled
def pay_bills(plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Everything that must be paid today, in its order."""
    day = now.today[0]
    for loan in range(plan.facilities.size):
        if now.claims[loan] > 0.0:
            account, claim = plan.facilities[loan].account, now.claims[loan]
            pay(plan, book, memory, desk.sold, hold, now, ledger, i, account, RECOURSE, claim, FIRM)
    if plan.dates[0, day] == 1:
        _interest(plan, book, memory, desk, hold, now, ledger, i)
    for loan in range(plan.facilities.size):
        if hold.facilities[i, loan].due == day and memory.state[i, loan].status <= CALLED:
            _loan_matures(plan, book, memory, desk, hold, now, ledger, i, loan)
    for c in range(plan.credits.size):
        if hold.credits[i, c].due == day:
            _credit_matures(plan, book, memory, desk, hold, now, ledger, i, c)
    if plan.first[0, day] < plan.first[0, day + 1]:
        _commitments(plan, book, memory, desk, hold, now, ledger, i)
