"""One day of one group on one path: the rules of `docs/models/group.md`, in their order.

`group_day` is scalar, reads like the page, and is compiled for the sweep and interpreted, unchanged, to
follow one path. The margin loans step as they do alone.
"""

from __future__ import annotations

from pledgeline.kernels.bills import due_today, pay_bills, write_default
from pledgeline.kernels.book import Book, Desk, Memory, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.margin import CALL, CALLED, CLOSE_OUT, CLOSED, FAILED_CURE, OPEN, start_sale, step
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import CURES, DIVIDENDS, INFLOWS, RECOURSE, RETURNED, Hold, Ledger, Now, Plan
from pledgeline.kernels.walk import lay_out, put_back, record_flows
from pledgeline.kernels.waterfall import cash_of, collateral_worth, enter, rate_of, receive, revalue, sell_ahead, spend

_NEAR = 1e-9  # of a level: closer than this the loan is stepped, further away the step would leave it as it is


@inlined
def open_day(plan: Plan, book: Book, now: Now, row: int, number: int, j: int, column: int) -> None:
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
        now.rate[plan.moneys[m]] = now.worth[assets + plan.stakes.size + m, j, column]
    for loan in range(plan.facilities.size):
        now.interest[loan] = book.interest[loan, number]


@inlined
def _book_flows(plan: Plan, hold: Hold, now: Now, ledger: Ledger, desk: Desk, i: int, loan: int, given: float) -> None:
    """Cash that a loan took (negative ``given``) or gave back, and the books of it."""
    account = plan.facilities[loan].account
    if given < 0.0:
        spend(plan.accounts, hold.cash, now.rate, i, account, -given)
    elif given > 0.0:
        receive(plan.accounts, hold.cash, now.rate, i, account, given)
    hold.purse[i] += given
    flows = desk.flows[0]
    taken = flows.paid + flows.deposited
    if taken > 0.0 or flows.returned > 0.0:
        net = flows.returned - taken
        if net != 0.0:  # the books add up to what has moved, in proportion
            fx = given / net
            enter(ledger.books, now.today, RETURNED, flows.returned * fx)
            enter(ledger.books, now.today, RECOURSE, flows.recourse * fx)
            enter(ledger.books, now.today, CURES, (taken - flows.recourse) * fx)


@inlined
def _after_step(book: Book, desk: Desk, now: Now, ledger: Ledger, output: Output, loan: int) -> None:
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
        write_default(ledger.defaults, now.today, loan)
    if flows.owed > 0.0:
        now.claims[loan] += flows.owed * rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)


@compiled
def _move_loan(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int], loan: int,
) -> None:  # fmt: skip
    """Step one loan, or close it out if it is flagged, and see what that means for the group."""
    i, j, column = place
    available = min(cash_of(plan.accounts, hold.cash, now.rate, i), hold.purse[i])
    memory.cash[i] = available
    lay_out(book, memory, desk, chunk, loan, now.today[0], j, column, i)
    lots = desk.lots[loan, : book.accounts[loan].pool_size]
    if hold.facilities[i, loan].flag == 1:
        start_sale(book.terms[loan], memory.state[i, loan], lots, desk.day[0], desk.flows[0])
    else:
        step(book.terms[loan], memory.state[i, loan], lots, desk.day[0], desk.flows[0])
    put_back(book, memory, desk, loan, i)
    _book_flows(plan, hold, now, ledger, desk, i, loan, memory.cash[i] - available)
    _after_step(book, desk, now, ledger, output, loan)


@inlined
def _morning(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, place: tuple[int, int, int],
) -> None:  # fmt: skip
    """Defaults of yesterday act; marks are set; money comes in."""
    i = place[0]
    day = now.today[0]
    for loan in range(plan.facilities.size):
        now.claims[loan] = 0.0
        if hold.facilities[i, loan].flag == 1 and memory.state[i, loan].status <= CALLED:
            _move_loan(plan, book, memory, desk, hold, now, ledger, output, chunk, place, loan)
        hold.facilities[i, loan].flag = 0
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
            hold.pending[i, p, fixed] = value / rate_of(now.rate, plan.stakes[p].fx, plan.stakes[p].money)
        published = plan.marks[1, p, day]
        if published >= 0:
            held.mark = hold.pending[i, p, published]
    for n in range(plan.first[1, day], plan.first[1, day + 1]):
        inflow = plan.inflows[n]
        amount = inflow.amount * rate_of(now.rate, inflow.fx, inflow.money)
        if inflow.asset >= 0:
            amount *= memory.shares[1, i, inflow.asset] + plan.locked[inflow.asset]
            enter(ledger.books, now.today, DIVIDENDS, amount)
        else:
            enter(ledger.books, now.today, INFLOWS, amount)
        receive(plan.accounts, hold.cash, now.rate, i, inflow.account, amount)


@inlined
def _rests(book: Book, memory: Memory, now: Now, loan: int, i: int) -> bool:
    """Whether the step of a loan would leave it as it is: open, its LTV well between release and call."""
    state = memory.state[i, loan]
    if state.status != OPEN:
        return state.status >= CLOSED
    terms = book.terms[loan]
    fx = rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
    exposure = (state.units * now.interest[loan] - state.deposit) * fx
    value = collateral_worth(book, memory.pledged[i, loan], now.price, loan)
    if not exposure < terms.call * value * (1.0 - _NEAR):  # a NaN does not rest
        return False
    return terms.release <= 0.0 or exposure > terms.release * value * (1.0 + _NEAR)


@inlined
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


@inlined
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
    for loan in range(plan.facilities.size):
        if not _rests(book, memory, now, loan, i):
            _move_loan(plan, book, memory, desk, hold, now, ledger, output, chunk, place, loan)
    sell_ahead(plan, book, memory, desk.sold, hold, now, ledger, i)
    if due_today(plan, hold, now, i):
        pay_bills(plan, book, memory, desk, hold, now, ledger, i)
    _spread(plan, hold, now, ledger, i)
