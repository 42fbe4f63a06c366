"""One day of one group on one path: the rules of `docs/models/group.md`, in their order.

`group_day` is scalar, reads like the page, and is compiled for the sweep and interpreted, unchanged, to
follow one path. The margin loans step as they do alone.
"""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Desk, Memory, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, folded, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CALL, CALLED, CLOSE_OUT, CLOSED, FAILED_CURE, OPEN, loan_to_value, start_sale
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import (
    COMMITMENTS,
    CURES,
    DIVIDENDS,
    FEES,
    FIRM,
    INFLOWS,
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
from pledgeline.kernels.walk import lay_out, put_back, record_flows, step_loan
from pledgeline.kernels.waterfall import (
    accrue,
    cash_of,
    collateral_worth,
    enter,
    pay,
    rate_of,
    receive,
    revalue,
    sell_ahead,
    spend,
)

_NEAR = 1e-9  # of a level: closer than this the loan is stepped, further away the step would leave it as it is


@folded
def open_day(
    plan: Plan, book: Book, now: Now, chunk: Floats, ledger: Ledger, row: int, number: int, j: int, column: int
) -> None:
    """Lay out prices, values and rates of a day."""
    assets = plan.spots.size
    now.today[0] = number
    now.today[1] = row
    now.today[2] = plan.dates[2, number]
    for a in range(assets):
        now.price[a] = now.worth[a, j, column]
    for p in range(plan.stakes.size):
        now.value[p] = now.worth[assets + p, j, column]
    for m in range(plan.moneys.size):
        factor = plan.moneys[m]
        now.rate[factor] = math.exp(chunk[factor, j, column])
    for loan in range(plan.facilities.size):
        now.index[loan] = book.interest[loan, number]


@folded
def _default(ledger: Ledger, now: Now, facility: int) -> None:
    """Write down a default of today, the first of a facility; loans before credits."""
    row = now.today[1]
    if ledger.defaults[row, facility] == NEVER:
        ledger.defaults[row, facility] = now.today[0]


@folded
def _book_flows(plan: Plan, hold: Hold, now: Now, ledger: Ledger, desk: Desk, i: int, loan: int, given: float) -> None:
    """Cash that a loan took (negative ``given``) or gave back, and the books of it."""
    account = plan.facilities[loan].account
    if given < 0.0:
        spend(plan, hold, now, i, account, -given)
    elif given > 0.0:
        receive(plan, hold, now, i, account, given)
    hold.purse[i] += given
    flows = desk.flows[0]
    taken = flows.paid + flows.deposited
    if taken > 0.0 or flows.returned > 0.0:
        # the books add up to what has moved, in proportion
        net = flows.returned - taken
        fx = given / net if net != 0.0 else 0.0
        if net == 0.0:
            return
        enter(ledger, now, RETURNED, flows.returned * fx)
        enter(ledger, now, RECOURSE, flows.recourse * fx)
        enter(ledger, now, CURES, (taken - flows.recourse) * fx)


@folded
def _after_step(plan: Plan, book: Book, hold: Hold, now: Now, ledger: Ledger, output: Output, desk: Desk, i: int, loan: int) -> None:  # noqa: E501
    """What a step of a loan means for the group: events, defaults, claims."""
    row = now.today[1]
    flows = desk.flows[0]
    path = ledger.paths[row]
    record_flows(output.outcomes[row, loan], flows, now.today[0])
    if flows.events & CALL != 0 and path.call == NEVER:
        path.call = now.today[0]
        path.call_loan = loan
    if flows.events & FAILED_CURE != 0 and path.failed_cure == NEVER:
        path.failed_cure = now.today[0]
    if flows.events & (FAILED_CURE | CLOSE_OUT) != 0:
        _default(ledger, now, loan)
    if flows.owed > 0.0:
        now.claims[loan] += flows.owed * rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)


@compiled
def _close_out(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int], loan: int,
) -> None:  # fmt: skip
    """Close out a loan that was flagged yesterday, before it steps."""
    i, j, column = place
    state = memory.state[i, loan]
    if state.status > CALLED:
        return
    available = min(cash_of(plan, hold, now, i), hold.purse[i])
    memory.cash[i] = available
    lay_out(book, memory, desk, chunk, loan, now.today[0], j, column, i)
    size = book.accounts[loan].pool_size
    start_sale(book.terms[loan], state, desk.lots[loan, :size], desk.day[0], desk.flows[0])
    put_back(book, memory, desk, loan, i)
    _book_flows(plan, hold, now, ledger, desk, i, loan, memory.cash[i] - available)
    _after_step(plan, book, hold, now, ledger, output, desk, i, loan)


@folded
def _morning(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int],
) -> None:  # fmt: skip
    """Defaults of yesterday act; marks are set; money comes in."""
    i = place[0]
    day = now.today[0]
    for loan in range(plan.facilities.size):
        now.claims[loan] = 0.0
        if hold.facilities[i, loan].flag == 1:
            hold.facilities[i, loan].flag = 0
            _close_out(plan, book, memory, desk, hold, now, ledger, output, chunk, place, loan)
    for c in range(plan.credits.size):
        if hold.credits[i, c].flag == 1:
            hold.credits[i, c].flag = 0
            if hold.credits[i, c].balance > 0.0 and hold.credits[i, c].due > day:
                hold.credits[i, c].due = day
    for p in range(plan.stakes.size):
        held = hold.stakes[i, p]
        fixed = plan.marks[0, p, day]
        if fixed >= 0:
            value = held.units * now.value[p]
            hold.pending[i, p, fixed] = value / rate_of(now, plan.stakes[p].fx, plan.stakes[p].money)
        published = plan.marks[1, p, day]
        if published >= 0:
            held.mark = hold.pending[i, p, published]
    for n in range(plan.first[1, day], plan.first[1, day + 1]):
        inflow = plan.inflows[n]
        amount = inflow.amount * rate_of(now, inflow.fx, inflow.money)
        if inflow.asset >= 0:
            amount *= memory.shares[1, i, inflow.asset] + plan.locked[inflow.asset]
            enter(ledger, now, DIVIDENDS, amount)
        else:
            enter(ledger, now, INFLOWS, amount)
        receive(plan, hold, now, i, inflow.account, amount)


@inlined
def _rests(plan: Plan, book: Book, memory: Memory, now: Now, loan: int, i: int) -> bool:
    """Whether the step of a loan would leave it as it is: open, its LTV well between release and call."""
    state = memory.state[i, loan]
    if state.status != OPEN:
        return state.status >= CLOSED
    terms = book.terms[loan]
    exposure = (state.units * now.index[loan] - state.deposit) * rate_of(
        now, book.accounts[loan].fx, book.accounts[loan].money
    )
    value = collateral_worth(book, memory, now, loan, i)
    if not exposure < terms.call * value * (1.0 - _NEAR):  # a NaN does not rest
        return False
    return terms.release <= 0.0 or exposure > terms.release * value * (1.0 + _NEAR)


@folded
def _step_loans(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int],
) -> None:  # fmt: skip
    """All margin loans, in the order of the case."""
    i, j, column = place
    for loan in range(plan.facilities.size):
        if _rests(plan, book, memory, now, loan, i):
            continue
        available = min(cash_of(plan, hold, now, i), hold.purse[i])
        memory.cash[i] = available
        step_loan(book, memory, desk, chunk, loan, now.today[0], j, column, i)
        _book_flows(plan, hold, now, ledger, desk, i, loan, memory.cash[i] - available)
        _after_step(plan, book, hold, now, ledger, output, desk, i, loan)


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
def _interest(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
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
                _default(ledger, now, loan)
        held.kappa = 0.0
        now.index[loan] = 1.0
    for c in range(plan.credits.size):
        held = hold.credits[i, c]
        accrue(plan, hold, now.today[0], i, c)
        left = _charge(plan, book, memory, desk, hold, now, ledger, i, c)
        if left > 0.0:
            held.flag = 1
            _default(ledger, now, plan.facilities.size + c)


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
        _ask(plan, book, memory, desk, hold, now, ledger, i, facility.account, FEES, facility.fee * state.units * index * fx)
        return
    held.kappa = 0.0
    held.undrawn = 0.0  # nothing is drawn under a loan to repay it
    left = _ask(plan, book, memory, desk, hold, now, ledger, i, facility.account, REPAYMENTS, exposure * fx)
    if left > 0.0:
        state.units = (state.deposit + left / fx) / index
        held.flag = 1
        _default(ledger, now, loan)
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
    if ledger.defaults[row, plan.facilities.size + c] == NEVER and held.renewals < terms.times and hold.ltv[i] <= terms.renew_ceiling:
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
        _default(ledger, now, plan.facilities.size + c)
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
def _due_today(plan: Plan, hold: Hold, now: Now, i: int) -> bool:
    """Whether anything must be paid today."""
    day = now.today[0]
    due = plan.dates[0, day] == 1 or plan.first[0, day] < plan.first[0, day + 1]
    for loan in range(plan.facilities.size):
        due = due or now.claims[loan] > 0.0 or hold.facilities[i, loan].due == day
    for c in range(plan.credits.size):
        due = due or hold.credits[i, c].due == day
    return due


@compiled
def _bills(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
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


@folded
def _spread(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Flag for tomorrow whatever a default of today pulls down."""
    loans = plan.facilities.size
    count = loans + plan.credits.size
    day = now.today[0]
    row = now.today[1]
    for f in range(count):
        if ledger.defaults[row, f] != NEVER:
            continue
        pulled = False
        for g in range(count):
            pulled = pulled or (plan.cross[f, g] != 0 and ledger.defaults[row, g] == day)
        if pulled:
            ledger.defaults[row, f] = day + 1
            if f < loans:
                hold.facilities[i, f].flag = 1
            else:
                hold.credits[i, f - loans].flag = 1


@folded
def _settled(plan: Plan, now: Now, terms: Record, balance: float, left: float) -> float:
    """What a non-recourse credit takes from the holdings; ``left`` is the share of it that is still owed."""
    if terms.settles == LISTED:
        return left * terms.settlement * terms.fx * now.price[terms.settles_in] / plan.spots[terms.settles_in]
    if terms.settles == STAKE:
        stake = plan.stakes[terms.settles_in]
        return left * terms.settlement * terms.fx * now.value[terms.settles_in] / (stake.value * stake.fx)
    return balance


@compiled
def break_lines(plan: Plan, ledger: Ledger, row: int, day: int, reported: float, through: float) -> None:
    """Write down the first day on which each LTV of the policy is passed."""
    path = ledger.paths[row]
    if reported > plan.policy[0] and path.reported_normal == NEVER:
        path.reported_normal = day
    if reported > plan.policy[1] and path.reported_ceiling == NEVER:
        path.reported_ceiling = day
    if through > plan.policy[0] and path.through_normal == NEVER:
        path.through_normal = day
    if through > plan.policy[1] and path.through_ceiling == NEVER:
        path.through_ceiling = day


@folded
def close_day(
    plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, ledger: Ledger, output: Output, slot: int, i: int
) -> None:
    """Measure LTVs, cover and control at the close, and write down what is recorded."""
    day = now.today[0]
    row = now.today[1]
    until = plan.dates[1, day]
    holdings = 0.0
    for a in range(plan.spots.size):
        holdings += (memory.shares[1, i, a] + plan.locked[a]) * now.price[a]
        if book.assets[a].control > 0.0 and output.control[row, a] == NEVER:
            if memory.shares[1, i, a] < book.assets[a].control:
                output.control[row, a] = day
    valued = 0.0
    marked = 0.0
    for p in range(plan.stakes.size):
        valued += hold.stakes[i, p].units * now.value[p]
        marked += hold.stakes[i, p].mark * rate_of(now, plan.stakes[p].fx, plan.stakes[p].money)
    cash = cash_of(plan, hold, now, i)
    debt = 0.0
    leaving = 0.0  # non-recourse borrowing
    settled = 0.0  # what it takes from the holdings
    hybrid = 0.0
    need = 0.0
    net = 0
    for loan in range(plan.facilities.size):
        state = memory.state[i, loan]
        if state.status < CLOSED:
            fx = rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)
            exposure = (state.units * now.index[loan] - state.deposit) * fx
            answered = state.guarantee * fx
            free = max(exposure - answered, 0.0)
            debt += exposure
            leaving += free
            settled += free
            due = hold.facilities[i, loan].due
            if due > day and due <= until:
                need += min(max(exposure, 0.0), answered)
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        held = hold.credits[i, c]
        balance = held.balance * rate_of(now, terms.fx, terms.money)
        debt += balance
        hybrid += balance * terms.equity_credit
        if terms.net == 1:
            net = 1
        elif terms.non_recourse == 1:
            leaving += balance
            left = held.balance / terms.balance if terms.balance > 0.0 else 0.0
            settled += _settled(plan, now, terms, balance, left)
        elif held.due > day and held.due <= until:
            default = ledger.defaults[row, plan.facilities.size + c]
            need += balance if default == NEVER or default > day else 0.0
    if net == 0:
        debt -= cash
    through = debt / (holdings + valued) if holdings + valued > 0.0 else math.inf
    owed = debt - leaving - hybrid
    base = holdings + marked - settled
    reported = owed / base if base > 0.0 else math.inf
    hold.ltv[i] = reported
    path = ledger.paths[row]
    break_lines(plan, ledger, row, day, reported, through)
    if cash < need * (1.0 - _NEAR) and path.cover == NEVER:
        path.cover = day
    path.peak_ltv = max(path.peak_ltv, reported)
    path.lowest_cash = min(path.lowest_cash, cash)
    if row < ledger.recorded.shape[0]:
        if slot >= 0:
            ledger.recorded[row, slot, 0] = cash
            ledger.recorded[row, slot, 1] = reported
            ledger.recorded[row, slot, 2] = through
            ledger.recorded[row, slot, 3] = (holdings + valued - settled) - owed
        ledger.books[row, now.today[2], ledger.books.shape[2] - 1] = cash


@folded
def group_day(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int],
) -> None:  # fmt: skip
    """Step the whole group through the day that is open; ``place`` is the lane, and day and column of the chunk."""
    i = place[0]
    for a in range(plan.spots.size):
        desk.sold[a] = 0.0
    if now.today[1] < ledger.books.shape[0]:
        revalue(plan, hold, now, ledger, i)
    _morning(plan, book, memory, desk, hold, now, ledger, output, chunk, place)
    _step_loans(plan, book, memory, desk, hold, now, ledger, output, chunk, place)
    sell_ahead(plan, book, memory, desk.sold, hold, now, ledger, i)
    if _due_today(plan, hold, now, i):
        _bills(plan, book, memory, desk, hold, now, ledger, i)
    _spread(plan, hold, now, ledger, i)
