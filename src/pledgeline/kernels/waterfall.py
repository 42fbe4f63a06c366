"""Paying a bill of a group: what each source can give today, and taking it in the stated order.

The rules stand in `docs/models/group.md`. Nothing here calls `exp`, `log` or `pow`; money is in the
currency of the case at the rates of the day.
"""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, folded, inlined
from pledgeline.kernels.impact import SQUARE_ROOT, Record, sale_proceeds, size_for_proceeds
from pledgeline.kernels.margin import OPEN
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


@inlined
def rate_of(now: Now, fx: float, money: int) -> float:
    """Worth of one unit of a currency today."""
    return fx * now.rate[money] if money >= 0 else fx


@inlined
def enter(ledger: Ledger, now: Now, column: int, amount: float) -> None:
    """Book a movement of cash on a recorded path."""
    if now.today[1] < ledger.books.shape[0]:
        ledger.books[now.today[1], now.today[2], column] += amount


@folded
def cash_of(plan: Plan, hold: Hold, now: Now, i: int) -> float:
    """All cash."""
    total = 0.0
    for k in range(plan.accounts.size):
        account = plan.accounts[k]
        total += hold.cash[i, k] * rate_of(now, account.fx, account.money)
    return total


@folded
def receive(plan: Plan, hold: Hold, now: Now, i: int, account: int, amount: float) -> None:
    """Money into the account of a currency."""
    to = plan.accounts[account]
    hold.cash[i, account] += amount / rate_of(now, to.fx, to.money)


@folded
def spend(plan: Plan, hold: Hold, now: Now, i: int, account: int, amount: float) -> None:
    """Pay from one account first, then from the others in order; ``amount`` is at most all cash, but for rounding."""
    left = amount
    for turn in range(-1, plan.accounts.size):
        k = account if turn < 0 else turn
        held = plan.accounts[k]
        rate = rate_of(now, held.fx, held.money)
        worth = hold.cash[i, k] * rate
        if left > 0.0 and worth > 0.0:
            if worth <= left:
                hold.cash[i, k] = 0.0
                left -= worth
            else:
                hold.cash[i, k] -= left / rate
                left = 0.0


@folded
def collateral_worth(book: Book, memory: Memory, now: Now, loan: int, i: int) -> float:
    """Value of a pool after haircuts, currency of the case."""
    value = 0.0
    for k in range(book.accounts[loan].pool_size):
        lot = book.lots[loan, k]
        value += memory.pledged[i, loan, k] * lot.weight * now.price[lot.asset]
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
    fx = rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)
    exposure = (state.units * now.index[loan] - state.deposit) * fx
    room = facility.draw_stop * collateral_worth(book, memory, now, loan, i) - exposure
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
    return held.undrawn * rate_of(now, terms.fx, terms.money) * (1.0 - terms.fee)


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
    enter(ledger, now, SALES, gross)
    enter(ledger, now, TAXES, gross * source.tax)
    return gross * kept


@compiled
def _draw(
    plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, ledger: Ledger, i: int, loan: int, wanted: float
) -> float:
    got = min(wanted, _draw_available(plan, book, memory, hold, now, ledger, i, loan))
    if got > 0.0:
        drawn = got / rate_of(now, book.accounts[loan].fx, book.accounts[loan].money)
        index = now.index[loan]
        memory.state[i, loan].units += drawn / index
        held = hold.facilities[i, loan]
        held.undrawn = max(held.undrawn - drawn, 0.0)
        if plan.facilities[loan].resets == 1:
            held.kappa += drawn * (1.0 - 1.0 / index)
        enter(ledger, now, DRAWS, got)
    return got


@compiled
def accrue(plan: Plan, hold: Hold, day: int, i: int, c: int) -> None:
    """Count the interest of a credit up to today."""
    held = hold.credits[i, c]
    upto = plan.accrual[c, day]
    held.accrued += held.balance * (upto - held.since)
    held.since = upto


@compiled
def _borrow(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int, c: int, wanted: float) -> float:
    got = min(wanted, _credit_available(plan, hold, now, ledger, i, c))
    if got > 0.0:
        terms = plan.credits[c]
        held = hold.credits[i, c]
        accrue(plan, hold, now.today[0], i, c)
        gross = got / (1.0 - terms.fee)
        amount = gross / rate_of(now, terms.fx, terms.money)
        if terms.term > 0 and held.renewals < 0:
            held.due = now.today[0] + terms.term
            held.renewals = 0
        held.balance += amount
        held.undrawn = max(held.undrawn - amount, 0.0)
        enter(ledger, now, terms.column, gross)
        enter(ledger, now, FEES, gross - got)
    return got


@compiled
def _take(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int, s: int,
    account: int, wanted: float,
) -> float:  # fmt: skip
    """What one source gives towards a bill."""
    source = plan.sources[s]
    if source.kind == CASH:
        got = min(wanted, max(cash_of(plan, hold, now, i) - source.keep, 0.0))
        if got > 0.0:
            spend(plan, hold, now, i, account, got)
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

    What each source gave stands in ``now.shares``. A bill that is not firm is paid
    from cash alone; its rest is no gap. Any other rest is written down as one.
    """
    left = bill
    for s in range(plan.sources.size):
        now.shares[s] = 0.0
        if left > 0.0 and (firm == FIRM or plan.sources[s].kind == CASH):
            got = _take(plan, book, memory, sold, hold, now, ledger, i, s, account, left)
            now.shares[s] = got
            left -= got
    enter(ledger, now, column, bill - left)
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


@folded
def kept_cash(plan: Plan) -> float:
    """The least cash that a rung of the waterfall keeps."""
    keep = math.inf
    for s in range(plan.sources.size):
        if plan.sources[s].kind == CASH:
            keep = min(keep, plan.sources[s].keep)
    return keep


@folded
def sell_ahead(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """Sell for what falls due within the days that each sale looks ahead."""
    asked = 0.0
    for s in range(plan.sources.size):
        asked = max(asked, plan.needs[s, now.today[0]])
    if asked > max(cash_of(plan, hold, now, i) - kept_cash(plan), 0.0):
        _sell_for(plan, book, memory, sold, hold, now, ledger, i)


@compiled
def _sell_for(
    plan: Plan, book: Book, memory: Memory, sold: Record, hold: Hold, now: Now, ledger: Ledger, i: int
) -> None:
    """Sell what cash, and the draws and credits that stand before each sale, do not cover."""
    day = now.today[0]
    keep = kept_cash(plan)
    before = 0.0
    for s in range(plan.sources.size):
        source = plan.sources[s]
        if source.kind == DRAW:
            before += _draw_available(plan, book, memory, hold, now, ledger, i, source.target)
        elif source.kind == CREDIT:
            before += _credit_available(plan, hold, now, ledger, i, source.target)
        elif source.kind == SELL and source.ahead > 0:
            cash = max(cash_of(plan, hold, now, i) - keep, 0.0)
            got = _sell(plan, memory, sold, now, ledger, i, s, plan.needs[s, day] - cash - before)
            if got > 0.0:
                receive(plan, hold, now, i, source.account, got)


@folded
def revalue(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int) -> None:
    """Book what foreign cash has gained since yesterday, and remember today's rates."""
    for k in range(plan.accounts.size):
        account = plan.accounts[k]
        if account.money >= 0:
            rate = rate_of(now, account.fx, account.money)
            enter(ledger, now, EXCHANGE, hold.cash[i, k] * (rate - hold.rates[i, k]))
            hold.rates[i, k] = rate
