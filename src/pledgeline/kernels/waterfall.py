"""Paying a bill of a group: what each source can give today, and taking it in the stated order.

The rules stand in `docs/models/group.md`. Nothing here calls `exp`, `log` or `pow`; money is in the
currency of the case at the rates of the day.
"""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import SQUARE_ROOT, Record, sale_proceeds, size_for_proceeds
from pledgeline.kernels.margin import OPEN
from pledgeline.kernels.paths import Floats, Ints
from pledgeline.kernels.plan import (
    CASH,
    CREDIT,
    DRAW,
    DRAWS,
    EXCHANGE,
    FEES,
    FIRM,
    SALES,
    SELL,
    TAXES,
    Hold,
    Ledger,
    Now,
    Plan,
)

_ROUNDING = 1e-9  # of a bill: less than this unpaid is no gap


# what is called from many places is handed only the arrays that it reads: each costs eight words, and time to compile


@compiled
def rate_of(rate: Floats, fx: float, money: int) -> float:
    """Worth of one unit of a currency today."""
    return fx * rate[money] if money >= 0 else fx


@compiled
def enter(books: Floats, today: Ints, column: int, amount: float) -> None:
    """Book a movement of cash on a recorded path."""
    if today[1] < books.shape[0]:
        books[today[1], today[2], column] += amount


@compiled
def cash_of(accounts: Record, cash: Floats, rate: Floats, i: int) -> float:
    """All cash."""
    total = 0.0
    for k in range(accounts.size):
        total += cash[i, k] * rate_of(rate, accounts[k].fx, accounts[k].money)
    return total


@compiled
def receive(accounts: Record, cash: Floats, rate: Floats, i: int, account: int, amount: float) -> None:
    """Money into the account of a currency."""
    to = accounts[account]
    cash[i, account] += amount / rate_of(rate, to.fx, to.money)


@compiled
def spend(accounts: Record, cash: Floats, rate: Floats, i: int, account: int, amount: float) -> None:
    """Pay from one account first, then from the others in order; ``amount`` is at most all cash, but for rounding."""
    left = amount
    for turn in range(-1, accounts.size):
        k = account if turn < 0 else turn
        one = rate_of(rate, accounts[k].fx, accounts[k].money)
        worth = cash[i, k] * one
        if left > 0.0 and worth > 0.0:
            if worth <= left:
                cash[i, k] = 0.0
                left -= worth
            else:
                cash[i, k] -= left / one
                left = 0.0


@compiled
def collateral_worth(book: Book, pledged: Floats, price: Floats, loan: int) -> float:
    """Value of a pool after haircuts, currency of the case; ``pledged`` (K,) are the shares of the loan."""
    value = 0.0
    for k in range(book.accounts[loan].pool_size):
        lot = book.lots[loan, k]
        value += pledged[k] * lot.weight * price[lot.asset]
    return value


@compiled
def _draw_available(
    plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, ledger: Ledger, i: int, loan: int
) -> float:
    facility = plan.facilities[loan]
    held = hold.facilities[i, loan]
    state = memory.state[i, loan]
    day = now.today[0]
    barred = state.status != OPEN or ledger.defaults[now.today[1], loan] != NEVER or day > facility.draw_until
    if barred or held.undrawn <= 0.0:
        return 0.0
    fx = rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
    exposure = (state.units * now.interest[loan] - state.deposit) * fx
    room = facility.draw_stop * collateral_worth(book, memory.pledged[i, loan], now.price, loan) - exposure
    return max(min(held.undrawn * fx, room), 0.0)


@compiled
def _credit_available(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int, c: int) -> float:
    terms = plan.credits[c]
    held = hold.credits[i, c]
    day = now.today[0]
    defaulted = ledger.defaults[now.today[1], plan.facilities.size + c] != NEVER
    barred = defaulted or day < terms.opens or day > terms.closes or day >= held.due
    if barred or held.undrawn <= 0.0 or hold.ltv[i] > terms.ceiling:
        return 0.0
    return held.undrawn * rate_of(now.rate, terms.fx, terms.money) * (1.0 - terms.fee)


@compiled
def _sell(plan: Plan, memory: Memory, sold: Record, now: Now, ledger: Ledger, i: int, s: int, wanted: float) -> float:
    """Sell shares for ``wanted`` after tax, or what today allows; returns what comes in after tax."""
    source = plan.sources[s]
    lot = plan.sale_lots[s]
    a = source.target
    lot.price = now.price[a]
    kept = 1.0 - source.tax
    free = memory.shares[0, i, a]
    if now.today[0] < source.opens or wanted <= 0.0 or free <= 0.0 or lot.price <= 0.0 or kept <= 0.0:
        return 0.0
    cap = free
    if lot.volume < math.inf:
        cap = min(free, max(source.participation * lot.volume - sold[a], 0.0))
        if lot.impact > 0.0:  # beyond this size more shares bring nothing more
            cap = min(cap, lot.volume / (lot.impact * lot.impact))
    if cap <= 0.0:
        return 0.0
    goal = wanted / kept
    gross = sale_proceeds(cap, lot, SQUARE_ROOT)
    size = cap
    if gross > goal:
        size = size_for_proceeds(goal, lot, cap, SQUARE_ROOT)
        gross = goal
    memory.shares[0, i, a] -= size
    memory.shares[1, i, a] -= size
    sold[a] += size
    enter(ledger.books, now.today, SALES, gross)
    enter(ledger.books, now.today, TAXES, gross * source.tax)
    return gross * kept


@inlined
def _draw(
    plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, ledger: Ledger, i: int, loan: int, wanted: float
) -> float:
    got = min(wanted, _draw_available(plan, book, memory, hold, now, ledger, i, loan))
    if got > 0.0:
        drawn = got / rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
        index = now.interest[loan]
        memory.state[i, loan].units += drawn / index
        held = hold.facilities[i, loan]
        held.undrawn = max(held.undrawn - drawn, 0.0)
        if plan.facilities[loan].resets == 1:
            held.kappa += drawn * (1.0 - 1.0 / index)
        enter(ledger.books, now.today, DRAWS, got)
    return got


@compiled
def accrue(held: Record, upto: float) -> None:
    """Count the interest of a credit up to a value of its accrual index."""
    held.accrued += held.balance * (upto - held.since)
    held.since = upto


@inlined
def _borrow(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int, c: int, wanted: float) -> float:
    got = min(wanted, _credit_available(plan, hold, now, ledger, i, c))
    if got > 0.0:
        terms = plan.credits[c]
        held = hold.credits[i, c]
        accrue(held, plan.accrual[c, now.today[0]])
        gross = got / (1.0 - terms.fee)
        amount = gross / rate_of(now.rate, terms.fx, terms.money)
        if held.renewals < 0:  # the first draw sets the maturity
            held.due = now.today[0] + terms.term
            held.renewals = 0
        held.balance += amount
        held.undrawn = max(held.undrawn - amount, 0.0)
        enter(ledger.books, now.today, terms.column, gross)
        enter(ledger.books, now.today, FEES, gross - got)
    return got


@inlined
def _take(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int, s: int,
    account: int, wanted: float,
) -> float:  # fmt: skip
    """What one source gives towards a bill."""
    source = plan.sources[s]
    if source.kind == CASH:
        got = min(wanted, max(cash_of(plan.accounts, hold.cash, now.rate, i) - source.keep, 0.0))
        if got > 0.0:
            spend(plan.accounts, hold.cash, now.rate, i, account, got)
        return got
    if source.kind == DRAW:
        return _draw(plan, book, memory, hold, now, ledger, i, source.target, wanted)
    if source.kind == CREDIT:
        return _borrow(plan, hold, now, ledger, i, source.target, wanted)
    return _sell(plan, memory, sold, now, ledger, i, s, wanted)


@compiled
def pay(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int,
    account: int, column: int, bill: float, firm: int,
) -> float:  # fmt: skip
    """Pay a bill through the waterfall; returns what is left of it, 0 where that is rounding.

    What each source gave stands in ``now.shares``. A bill of nothing is paid. One that is not firm is paid
    from cash alone; its rest is no gap. Any other rest is written down as one.
    """
    left = bill
    for s in range(plan.sources.size):
        now.shares[s] = 0.0
        if left > bill * _ROUNDING and (firm == FIRM or plan.sources[s].kind == CASH):
            got = _take(plan, book, memory, sold, hold, now, ledger, i, s, account, left)
            now.shares[s] = got
            left -= got
    enter(ledger.books, now.today, column, bill - left)
    if left <= bill * _ROUNDING:
        left = 0.0
    now.shares[plan.sources.size] = left
    if firm == FIRM and left > 0.0:
        path = ledger.paths[now.today[1]]
        day = now.today[0]
        if path.gap == NEVER:
            path.gap = day
        if path.gap == day:
            path.gap_first += left
        path.gap_total += left
    return left


@inlined
def sell_ahead(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """Sell for what falls due within the days that each sale looks ahead."""
    asked = 0.0
    for s in range(plan.sources.size):
        asked = max(asked, plan.needs[s, now.today[0]])
    if asked > max(cash_of(plan.accounts, hold.cash, now.rate, i) - plan.keep, 0.0):
        _sell_for(plan, book, memory, sold, hold, now, ledger, i)


@compiled
def _sell_for(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """Sell what cash, and the draws and credits that stand before each sale, do not cover."""
    day = now.today[0]
    before = 0.0
    for s in range(plan.sources.size):
        source = plan.sources[s]
        if source.kind == DRAW:
            before += _draw_available(plan, book, memory, hold, now, ledger, i, source.target)
        elif source.kind == CREDIT:
            before += _credit_available(plan, hold, now, ledger, i, source.target)
        elif source.kind == SELL and source.ahead > 0:
            cash = max(cash_of(plan.accounts, hold.cash, now.rate, i) - plan.keep, 0.0)
            got = _sell(plan, memory, sold, now, ledger, i, s, plan.needs[s, day] - cash - before)
            if got > 0.0:
                receive(plan.accounts, hold.cash, now.rate, i, source.account, got)


@inlined
def revalue(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Book what foreign cash has gained since yesterday, and remember today's rates."""
    for k in range(plan.accounts.size):
        account = plan.accounts[k]
        if account.money >= 0:
            rate = rate_of(now.rate, account.fx, account.money)
            enter(ledger.books, now.today, EXCHANGE, hold.cash[i, k] * (rate - hold.rates[i, k]))
            hold.rates[i, k] = rate
