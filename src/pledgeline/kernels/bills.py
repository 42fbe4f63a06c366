"""The bills of a day, in the order of `docs/models/group.md`: recourse, interest, maturities, commitments.

Each is paid through the waterfall; what is left of a firm one is a gap.
"""

from __future__ import annotations

from pledgeline.kernels.book import Book, Desk, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, folded
from pledgeline.kernels.margin import CALLED, CLOSED, loan_to_value
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


@folded
def write_default(ledger: Ledger, now: Now, facility: int) -> None:
    """Write down a default of today, the first of a facility; loans before credits."""
    row = now.today[1]
    if ledger.defaults[row, facility] == NEVER:
        ledger.defaults[row, facility] = now.today[0]


@compiled
def _ask(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int,
    account: int, column: int, bill: float,
) -> float:  # fmt: skip
    """A firm bill; what is left of it."""
    if bill <= 0.0:
        return 0.0
    return pay(plan, book, memory, desk.sold, hold, now, ledger, i, account, column, bill, FIRM)


@compiled
def _interest(plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Interest of the margin loans, then of the credits."""
    for loan in range(plan.facilities.size):
        facility = plan.facilities[loan]
        state = memory.state[i, loan]
        if facility.resets == 0 or state.status >= CLOSED:
            continue
        held = hold.facilities[i, loan]
        index = now.index[loan]
        if state.status > CALLED:
            state.units *= index
        else:
            grown = state.units * (index - 1.0)
            fx = rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)
            bill = max(grown - held.kappa, 0.0) * fx
            left = _ask(plan, book, memory, desk, hold, now, ledger, i, facility.account, INTEREST, bill)
            # a draw for this bill has added units at today's index: their principal enters with kappa
            grown = state.units * (index - 1.0)
            state.units += min(held.kappa, grown) + left / fx
            if left > 0.0:
                held.flag = 1
                write_default(ledger, now, loan)
        held.kappa = 0.0
        now.index[loan] = 1.0
    for c in range(plan.credits.size):
        held = hold.credits[i, c]
        accrue(plan, hold, now.today[0], i, c)
        left = _charge(plan, book, memory, desk, hold, now, ledger, i, c)
        if left > 0.0:
            write_default(ledger, now, plan.facilities.size + c)


@compiled
def _charge(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, c: int
) -> float:
    """Ask for the accrued interest of a credit; what is left of the bill."""
    terms = plan.credits[c]
    held = hold.credits[i, c]
    bill = held.accrued * rate_of(now, terms.fx, terms.money)
    held.accrued = 0.0
    return _ask(plan, book, memory, desk, hold, now, ledger, i, terms.account, INTEREST, bill)


@compiled
def _loan_matures(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, loan: int
) -> None:
    """A margin loan due today: renewed, repaid, or in default."""
    facility = plan.facilities[loan]
    state = memory.state[i, loan]
    held = hold.facilities[i, loan]
    index = now.index[loan]
    fx = rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)
    exposure = max(state.units * index - state.deposit, 0.0)
    ltv = loan_to_value(exposure * fx, collateral_worth(book, memory, now, loan, i))
    sound = ledger.defaults[now.today[1], loan] == NEVER
    if sound and held.renewals < facility.times and ltv <= facility.ceiling:
        held.renewals += 1
        held.due += facility.days
        _ask(
            plan,
            book,
            memory,
            desk,
            hold,
            now,
            ledger,
            i,
            facility.account,
            FEES,
            facility.fee * state.units * index * fx,
        )
        return
    held.kappa = 0.0
    held.undrawn = 0.0  # nothing is drawn under a loan to repay it
    left = _ask(plan, book, memory, desk, hold, now, ledger, i, facility.account, REPAYMENTS, exposure * fx)
    if left > 0.0:
        state.units = (state.deposit + left / fx) / index
        held.flag = 1
        write_default(ledger, now, loan)
        return
    back = max(state.deposit - state.units * index, 0.0) * fx
    if back > 0.0:
        receive(plan, hold, now, i, facility.account, back)
        enter(ledger, now, RETURNED, back)
    state.units = 0.0
    state.deposit = 0.0
    state.status = CLOSED
    for k in range(book.accounts[loan].pool_size):
        memory.shares[0, i, book.lots[loan, k].asset] += memory.pledged[i, loan, k]
        memory.pledged[i, loan, k] = 0.0


@compiled
def _credit_matures(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, c: int
) -> None:
    """A credit due today: renewed, repaid with its interest, or in default."""
    row = now.today[1]
    terms = plan.credits[c]
    held = hold.credits[i, c]
    fx = rate_of(now, terms.fx, terms.money)
    if (
        ledger.defaults[row, plan.facilities.size + c] == NEVER
        and held.renewals < terms.times
        and hold.ltv[i] <= terms.renew_ceiling
    ):
        held.renewals += 1
        held.due += terms.days
        _ask(plan, book, memory, desk, hold, now, ledger, i, terms.account, FEES, terms.renew_fee * held.balance * fx)
        return
    held.undrawn = 0.0
    accrue(plan, hold, now.today[0], i, c)
    interest = held.accrued * fx
    bill = held.balance * fx + interest
    left = _ask(plan, book, memory, desk, hold, now, ledger, i, terms.account, REPAYMENTS, bill)
    paid = min(bill - left, interest)  # interest comes first
    enter(ledger, now, REPAYMENTS, -paid)
    enter(ledger, now, INTEREST, paid)
    held.accrued = 0.0
    if left > 0.0:
        held.balance -= (bill - left - paid) / fx
        write_default(ledger, now, plan.facilities.size + c)
    else:
        held.balance = 0.0


@folded
def _maturities(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """What falls due today: margin loans, then credits."""
    for loan in range(plan.facilities.size):
        if hold.facilities[i, loan].due == now.today[0] and memory.state[i, loan].status <= CALLED:
            _loan_matures(plan, book, memory, desk, hold, now, ledger, i, loan)
    for c in range(plan.credits.size):
        if hold.credits[i, c].due == now.today[0]:
            _credit_matures(plan, book, memory, desk, hold, now, ledger, i, c)


@compiled
def _commit(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int, firm: int
) -> None:
    """The commitments of today."""
    sources = plan.sources.size
    for b in range(plan.first[0, now.today[0]], plan.first[0, now.today[0] + 1]):
        bill = plan.bills[b]
        if bill.firm != firm:
            continue
        amount = bill.amount * rate_of(now, bill.fx, bill.money)
        left = pay(plan, book, memory, desk.sold, hold, now, ledger, i, bill.account, COMMITMENTS, amount, firm)
        if left <= 0.0:
            ledger.paid[b] += 1
        for s in range(sources + 1):
            share = now.shares[s] / amount if amount > 0.0 else 0.0
            ledger.paid_by[b, s, 0] += share
            ledger.paid_by[b, s, 1] += share * share
        bought = amount - left
        if bill.buys == LISTED and now.price[bill.target] > 0.0:
            memory.shares[0, i, bill.target] += bought / now.price[bill.target]
            memory.shares[1, i, bill.target] += bought / now.price[bill.target]
        elif bill.buys == STAKE and now.value[bill.target] > 0.0:
            terms = plan.stakes[bill.target]
            stake = hold.stakes[i, bill.target]
            stake.units += bought / now.value[bill.target]
            bought /= rate_of(now, terms.fx, terms.money)
            stake.mark += bought
            for k in range(hold.pending.shape[2]):
                hold.pending[i, bill.target, k] += bought


@folded
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
    for loan in range(plan.facilities.size):
        if now.claims[loan] > 0.0:
            account = plan.facilities[loan].account
            _ask(plan, book, memory, desk, hold, now, ledger, i, account, RECOURSE, now.claims[loan])
    if plan.dates[0, now.today[0]] == 1:
        _interest(plan, book, memory, desk, hold, now, ledger, i)
    _maturities(plan, book, memory, desk, hold, now, ledger, i)
    if plan.first[0, now.today[0]] < plan.first[0, now.today[0] + 1]:
        _commit(plan, book, memory, desk, hold, now, ledger, i, FIRM)
        _commit(plan, book, memory, desk, hold, now, ledger, i, SOFT)
