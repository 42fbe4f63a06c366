"""Which groups rest today: nothing falls due, every loan is well between its rungs, nothing is being sold.

On such a day the rules of `group_day` would leave everything as it is, and only the close is
measured: for all lanes of a block at once, from a mirror of their state that is renewed after
every day that was stepped in full. A group with a margin loan in a moving currency is stepped every day.
"""

from __future__ import annotations

import math

import numpy as np

from pledgeline.kernels.book import Book, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CLOSED, OPEN
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import CREDIT, DRAW, LISTED, NOTHING, SELL, STAKE, Hold, Ledger, Plan

_NEAR = 1e-9  # of a level: closer than this a loan is stepped
# days by which the end of the covered span may run ahead of the day it is seen from, where holidays lie unevenly
_UNEVEN = 10

_FIRST = 12  # rows of the mirror that every group has
# debt less cash; debt as reported; holdings that are no shares, as reported; cash: all of this in currencies that do
# not move; day of the next full step; highest reported LTV; lowest cash; then scratch: holdings, holdings as reported,
# debt with that of loans, that part of it which is reported, what can be had before a sale
DEBT, OWED, BASE, CASH, WAKE, PEAK, LOWEST, GROSS, NET, LENT, COUNTED, BEFORE = (np.int64(row) for row in range(_FIRST))
# after them: shares owned and units of stakes; the same as reported; lots; five rows for each loan; what each source
# could give; the first four rows again for each moving currency, at the rates of day 0
_OF_MONEY = 4
_OF_LOAN = 5
UNITS, DEPOSIT, ANSWERED, GOES_ON, ROOM = (np.int64(row) for row in range(_OF_LOAN))  # ROOM for draws: scratch


@inlined
def _places(plan: Plan, book: Book) -> tuple[int, int, int, int]:
    """First rows of what is reported of the holdings, of the lots, of the loans, and of the sources."""
    worths = plan.spots.size + plan.stakes.size
    shown = _FIRST + worths
    lots = shown + worths
    loans = lots + book.lots.size
    return shown, lots, loans, loans + _OF_LOAN * plan.facilities.size


def new_mirror(plan: Plan, book: Book) -> Floats:
    """Mirror of one block, (rows, LANES)."""
    rows = _FIRST + 2 * (plan.spots.size + plan.stakes.size) + book.lots.size + _OF_MONEY * plan.moneys.size
    return np.zeros((rows + _OF_LOAN * plan.facilities.size + plan.sources.size, LANES))


@inlined
def _place_of_money(plan: Plan, gives: int, money: int) -> int:
    """First of the four rows of a currency, factor ``money``, or of those that do not move (-1)."""
    place = 0
    for m in range(plan.moneys.size):
        if plan.moneys[m] == money:
            place = gives + plan.sources.size + m * _OF_MONEY
    return place


@inlined
def _reflect_holdings(plan: Plan, memory: Memory, hold: Hold, mirror: Floats, shown: int, gives: int, i: int) -> None:
    """Shares and units of stakes, and stakes at their mark, which today's prices do not move."""
    assets = plan.spots.size
    for a in range(assets):
        owned = memory.shares[1, i, a] + plan.locked[a]
        mirror[_FIRST + a, i] = owned
        mirror[shown + a, i] = owned
    for p in range(plan.stakes.size):
        mirror[_FIRST + assets + p, i] = hold.stakes[i, p].units
        mirror[shown + assets + p, i] = 0.0
        place = _place_of_money(plan, gives, plan.stakes[p].money)
        mirror[place + BASE, i] += hold.stakes[i, p].mark * plan.stakes[p].fx


@compiled
def _reflect_settlement(plan: Plan, terms: Record, owed: float, mirror: Floats, shown: int, i: int) -> float:
    """Take what a non-recourse credit settles in off the reported holdings; returns what is no share or stake."""
    if terms.settles == NOTHING:
        return owed * terms.fx
    if terms.balance > 0.0:
        settled = terms.settlement * terms.fx * owed / terms.balance
        if terms.settles == LISTED:
            mirror[shown + terms.settles_in, i] -= settled / plan.spots[terms.settles_in]
        elif terms.settles == STAKE:
            stake = plan.stakes[terms.settles_in]
            mirror[shown + plan.spots.size + terms.settles_in, i] -= settled / (stake.value * stake.fx)
    return 0.0


@inlined
def _reflect_credits(
    plan: Plan, hold: Hold, ledger: Ledger, mirror: Floats, shown: int, gives: int, row: int, day: int, i: int
) -> float:
    """Balance of all credits, what of it is reported, what that takes off the holdings; returns the day to wake up."""
    until = plan.dates[1, day]
    watched = ledger.paths[row].cover == NEVER  # once broken, the cover is looked at no more
    wake = math.inf
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        held = hold.credits[i, c]
        balance = held.balance * terms.fx
        place = _place_of_money(plan, gives, terms.money)
        mirror[place + DEBT, i] += balance
        mirror[place + OWED, i] += balance * (1.0 - terms.equity_credit - terms.non_recourse)
        if terms.non_recourse == 1:
            mirror[place + BASE, i] -= _reflect_settlement(plan, terms, held.balance, mirror, shown, i)
        if held.due > day:
            wake = min(wake, float(held.due))
            covered = terms.net == 0 and terms.non_recourse == 0 and held.balance > 0.0
            if watched and covered and ledger.defaults[row, plan.facilities.size + c] == NEVER:
                if held.due > until:  # the covered span does not reach it before
                    wake = min(wake, float(held.due - until + day - _UNEVEN))
                elif terms.money >= 0:  # its worth against the cash is watched every day
                    wake = 0.0
        if held.flag == 1:
            wake = float(day + 1)
    return wake


@inlined
def _reflect_loans(
    plan: Plan, book: Book, memory: Memory, hold: Hold, ledger: Ledger, mirror: Floats, lots: int, loans: int,
    row: int, day: int, i: int,
) -> float:  # fmt: skip
    """Lots and debts of the margin loans that go on; returns the day to wake up."""
    until = plan.dates[1, day]
    watched = ledger.paths[row].cover == NEVER
    pool = book.lots.shape[1]
    wake = math.inf
    for loan in range(plan.facilities.size):
        state = memory.state[i, loan]
        goes_on = 1.0 if state.status < CLOSED else 0.0
        fx = book.accounts[loan].fx * goes_on
        for k in range(pool):  # what lies behind the end of a pool weighs nothing
            mirror[lots + loan * pool + k, i] = memory.pledged[i, loan, k] * book.lots[loan, k].weight * goes_on
        place = loans + loan * _OF_LOAN
        mirror[place + UNITS, i] = state.units * fx
        mirror[place + DEPOSIT, i] = state.deposit * fx
        mirror[place + ANSWERED, i] = state.guarantee * fx if goes_on == 1.0 else 0.0  # no end times nothing
        mirror[place + GOES_ON, i] = goes_on
        if goes_on == 1.0:
            due = hold.facilities[i, loan].due
            answers = watched and state.guarantee > 0.0
            if state.status != OPEN or book.accounts[loan].money >= 0 or (answers and due <= until):
                wake = float(day + 1)
            elif due > day:
                wake = min(wake, float(due))
                if answers:
                    wake = min(wake, float(due - until + day - _UNEVEN))
        if hold.facilities[i, loan].flag == 1:  # a loan that has ended passes its default on too
            wake = float(day + 1)
    return wake


@inlined
def _reflect_sources(
    plan: Plan, book: Book, memory: Memory, hold: Hold, ledger: Ledger, mirror: Floats, gives: int, row: int,
    day: int, i: int,
) -> float:  # fmt: skip
    """What each source could give at most; returns the day to wake up."""
    wake = math.inf
    for s in range(plan.sources.size):
        source = plan.sources[s]
        given = 0.0
        if source.kind == DRAW:
            until = plan.facilities[source.target].draw_until
            still = book.accounts[source.target].money < 0  # a source in a moving currency counts for nothing
            if still and ledger.defaults[row, source.target] == NEVER and until > day:
                given = hold.facilities[i, source.target].undrawn * book.accounts[source.target].fx
                wake = min(wake, float(until + 1))
        elif source.kind == CREDIT:
            terms = plan.credits[source.target]
            held = hold.credits[i, source.target]
            sound = ledger.defaults[row, plan.facilities.size + source.target] == NEVER
            if sound and terms.money < 0 and terms.closes > day and held.due > day:
                given = held.undrawn * terms.fx * (1.0 - terms.fee)
                wake = min(wake, float(terms.closes + 1))
        elif source.kind == SELL:
            given = memory.shares[0, i, source.target]
        mirror[gives + s, i] = given
    return wake


@inlined
def reflect(
    plan: Plan, book: Book, memory: Memory, hold: Hold, ledger: Ledger, mirror: Floats, row: int, day: int, i: int
) -> None:
    """Write the state of one lane at the close of a day into the mirror, at the rates of day 0."""
    shown, lots, loans, gives = _places(plan, book)
    for line in range(_OF_MONEY):
        mirror[line, i] = 0.0
    for line in range(gives + plan.sources.size, mirror.shape[0]):
        mirror[line, i] = 0.0
    _reflect_holdings(plan, memory, hold, mirror, shown, gives, i)
    credits_wake = _reflect_credits(plan, hold, ledger, mirror, shown, gives, row, day, i)
    loans_wake = _reflect_loans(plan, book, memory, hold, ledger, mirror, lots, loans, row, day, i)
    sources_wake = _reflect_sources(plan, book, memory, hold, ledger, mirror, gives, row, day, i)
    wake = min(credits_wake, loans_wake, sources_wake)
    for k in range(plan.accounts.size):
        account = plan.accounts[k]
        cash = hold.cash[i, k] * account.fx
        place = _place_of_money(plan, gives, account.money)
        mirror[place + CASH, i] += cash
        mirror[place + DEBT, i] -= plan.less_cash * cash
        mirror[place + OWED, i] -= plan.less_cash * cash
        if account.money >= 0 and cash > 0.0 and ledger.paths[row].cover == NEVER:
            wake = 0.0  # its worth against the need is watched every day
    mirror[WAKE, i] = max(wake, float(day + 1))


@inlined
def _measure_holdings(plan: Plan, mirror: Floats, worth: Floats, through: Floats, shown: int, day: int, j: int) -> None:
    """Worth of all holdings; NaN in ``through`` for lanes that are to wake today."""
    gross = mirror[GROSS]
    base = mirror[NET]
    wake = mirror[WAKE]
    standing = mirror[BASE]
    for k in range(LANES):
        gross[k] = 0.0
        base[k] = standing[k]
        through[k] = 0.0 if wake[k] > day else math.nan
    for n in range(plan.spots.size + plan.stakes.size):
        price = worth[n, j]
        owned = mirror[_FIRST + n]
        reported = mirror[shown + n]
        for k in range(LANES):
            gross[k] += owned[k] * price[k]
            base[k] += reported[k] * price[k]


@inlined
def _measure_loan(
    plan: Plan, book: Book, mirror: Floats, worth: Floats, through: Floats, lots: int, place: int, loan: int,
    day: int, j: int,
) -> None:  # fmt: skip
    """Debt of one loan, what it takes off the reported holdings, room for a draw; NaN in ``through`` near a rung."""
    units = mirror[place + UNITS]
    deposit = mirror[place + DEPOSIT]
    answered = mirror[place + ANSWERED]
    goes_on = mirror[place + GOES_ON]
    value = mirror[place + ROOM]
    base = mirror[NET]
    lent = mirror[LENT]
    counted = mirror[COUNTED]
    index = book.interest[loan, day]
    call = book.terms[loan].call * (1.0 - _NEAR)
    release = book.terms[loan].release * (1.0 + _NEAR)
    stop = plan.facilities[loan].draw_stop
    for k in range(LANES):
        value[k] = 0.0
    for m in range(book.accounts[loan].pool_size):
        price = worth[book.lots[loan, m].asset, j]
        pledged = mirror[lots + m]
        for k in range(LANES):
            value[k] += pledged[k] * price[k]
    for k in range(LANES):
        exposure = units[k] * index - deposit[k]
        free = max(exposure - answered[k], 0.0)
        quiet = (goes_on[k] == 0.0) | ((exposure < call * value[k]) & (exposure > release * value[k]))
        through[k] = through[k] if quiet else math.nan
        lent[k] += exposure
        base[k] -= free
        counted[k] += exposure - free
        value[k] = stop * value[k] - exposure


@inlined
def _measure_money(mirror: Floats, rate: Floats, place: int) -> None:
    """Debts, marks and cash in one moving currency, at the rate of the day over that of day 0."""
    debt = mirror[place + DEBT]
    owed = mirror[place + OWED]
    standing = mirror[place + BASE]
    cash = mirror[place + CASH]
    lent = mirror[LENT]
    counted = mirror[COUNTED]
    base = mirror[NET]
    before = mirror[BEFORE]
    for k in range(LANES):
        lent[k] += debt[k] * rate[k]
        counted[k] += owed[k] * rate[k]
        base[k] += standing[k] * rate[k]
        before[k] += cash[k] * rate[k]


@compiled
def _measure_sales(plan: Plan, mirror: Floats, ltv: Floats, through: Floats, loans: int, gives: int, day: int) -> None:
    """NaN in ``through`` for the lanes that sell ahead today; ``ltv`` is that of yesterday."""
    sources = plan.sources
    terms = plan.credits
    needs = plan.needs
    before = mirror[BEFORE]
    for k in range(LANES):
        before[k] = max(before[k] - plan.keep, 0.0)
    for s in range(sources.size):
        source = sources[s]
        limit = mirror[gives + s]
        if source.kind == DRAW:
            room = mirror[loans + source.target * _OF_LOAN + ROOM]
            for k in range(LANES):
                before[k] += max(min(limit[k], room[k]), 0.0)
        elif source.kind == CREDIT:
            ceiling = terms[source.target].ceiling
            if day >= terms[source.target].opens:
                for k in range(LANES):
                    before[k] += limit[k] if ltv[k] <= ceiling else 0.0
        elif source.kind == SELL and day >= source.opens:
            need = needs[s, day] * (1.0 - _NEAR)
            for k in range(LANES):
                through[k] = math.nan if (need > before[k]) & (limit[k] > 0.0) else through[k]


@compiled
def measure_resting(
    plan: Plan, book: Book, hold: Hold, mirror: Floats, worth: Floats, levels: Floats, day: int, j: int
) -> None:
    """LTVs of all lanes at the close, reported and looked through, into ``levels`` (2, LANES).

    NaN where a lane does not rest today. ``j`` is the day of the chunk.
    """
    ltv = levels[0]
    through = levels[1]
    shown, lots, loans, gives = _places(plan, book)
    debt = mirror[DEBT]
    owed = mirror[OWED]
    lent = mirror[LENT]
    counted = mirror[COUNTED]
    gross = mirror[GROSS]
    base = mirror[NET]
    _measure_holdings(plan, mirror, worth, through, shown, day, j)
    for k in range(LANES):
        lent[k] = 0.0
        counted[k] = 0.0
    for loan in range(plan.facilities.size):
        first = lots + loan * book.lots.shape[1]
        _measure_loan(plan, book, mirror, worth, through, first, loans + loan * _OF_LOAN, loan, day, j)
    asked = 0.0
    for s in range(plan.sources.size):
        asked = max(asked, plan.needs[s, day])
    before = mirror[BEFORE]  # cash, until other sources are added to it
    cash = mirror[CASH]
    lowest = mirror[LOWEST]
    for k in range(LANES):
        before[k] = cash[k]
        lent[k] += debt[k]
        counted[k] += owed[k]
    for m in range(plan.moneys.size):
        rate = worth[plan.spots.size + plan.stakes.size + m, j]
        _measure_money(mirror, rate, gives + plan.sources.size + m * _OF_MONEY)
    for k in range(LANES):  # a lane that does not rest lowers it again, and no further, in its own close
        lowest[k] = min(lowest[k], before[k]) if through[k] == 0.0 else lowest[k]
    if asked > 0.0:
        _measure_sales(plan, mirror, hold.ltv, through, loans, gives, day)
    for k in range(LANES):
        rests = through[k] == 0.0
        t = lent[k] / gross[k] if gross[k] > 0.0 else math.inf
        r = counted[k] / base[k] if base[k] > 0.0 else math.inf
        through[k] = t if rests else math.nan
        ltv[k] = r if rests else math.nan
