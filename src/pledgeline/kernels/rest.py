"""Which groups rest today: nothing falls due, every loan is well between its rungs, nothing is being sold.

On such a day the rules of `group_day` would leave everything as it is, and only the close is
measured: for all lanes of a block at once, from a mirror of their state that is renewed after
every day that was stepped in full. Only for groups without a moving currency; others are stepped every day.
"""

from __future__ import annotations

import math

import numpy as np

from pledgeline.kernels.book import Book, Memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, folded, inlined
from pledgeline.kernels.margin import CLOSED, OPEN
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import CREDIT, DRAW, LISTED, NOTHING, SELL, STAKE, Hold, Ledger, Plan
from pledgeline.kernels.waterfall import kept_cash

_NEAR = 1e-9  # of a level: closer than this a loan is stepped
# days by which the end of the covered span may run ahead of the day it is seen from, where holidays lie unevenly
_UNEVEN = 10
_FIRST = 9  # rows of the mirror that every group has

# rows: debt less cash; debt as reported; holdings that are no shares, as reported; cash above what is kept;
# day of the next full step; highest reported LTV; then scratch: holdings, holdings as reported, debt of loans
DEBT, OWED, BASE, SPARE, WAKE, PEAK, GROSS, NET, LENT = range(_FIRST)


def mirror_rows(plan: Plan, book: Book) -> int:
    """Rows of the mirror of a group: those above; shares, and shares that count as reported; lots; of each loan units,
    deposit, guarantee, whether it goes on, and scratch for its room; what each source could give; scratch.
    """
    worths = plan.spots.size + plan.stakes.size
    return _FIRST + 2 * worths + book.lots.size + 5 * plan.facilities.size + plan.sources.size + 2


def new_mirror(plan: Plan, book: Book) -> Floats:
    """Mirror of one block, (rows, LANES)."""
    return np.zeros((mirror_rows(plan, book), LANES))


@folded
def reflect(
    plan: Plan, book: Book, memory: Memory, hold: Hold, ledger: Ledger, mirror: Floats, row: int, day: int, i: int
) -> None:
    """Write the state of one lane at the close of a day into the mirror; rates do not move."""
    assets = plan.spots.size
    worths = assets + plan.stakes.size
    pool = book.lots.shape[1]
    loans = plan.facilities.size
    lots = _FIRST + 2 * worths
    first = lots + loans * pool
    until = plan.dates[1, day]
    wake = math.inf
    watched = ledger.paths[row].cover == NEVER  # once broken, the cover is looked at no more
    for a in range(assets):
        mirror[_FIRST + a, i] = memory.shares[1, i, a] + plan.locked[a]
        mirror[_FIRST + worths + a, i] = memory.shares[1, i, a] + plan.locked[a]
    base = 0.0
    for p in range(plan.stakes.size):
        mirror[_FIRST + assets + p, i] = hold.stakes[i, p].units
        mirror[_FIRST + worths + assets + p, i] = 0.0
        base += hold.stakes[i, p].mark * plan.stakes[p].fx
    cash = 0.0
    for k in range(plan.accounts.size):
        cash += hold.cash[i, k] * plan.accounts[k].fx
    debt = 0.0
    owed = 0.0
    net = 0
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        held = hold.credits[i, c]
        balance = held.balance * terms.fx
        debt += balance
        owed += balance * (1.0 - terms.equity_credit - terms.non_recourse)
        if terms.net == 1:
            net = 1
        if terms.non_recourse == 1 and terms.settles == NOTHING:
            base -= balance
        elif terms.non_recourse == 1 and terms.balance > 0.0 and terms.settles == LISTED:
            settled = terms.settlement * terms.fx * held.balance / terms.balance
            mirror[_FIRST + worths + terms.settles_in, i] -= settled / plan.spots[terms.settles_in]
        elif terms.non_recourse == 1 and terms.balance > 0.0 and terms.settles == STAKE:
            stake = plan.stakes[terms.settles_in]
            settled = terms.settlement * terms.fx * held.balance / terms.balance
            mirror[_FIRST + worths + assets + terms.settles_in, i] -= settled / (stake.value * stake.fx)
        if held.due > day and ledger.defaults[row, loans + c] == NEVER:
            wake = min(wake, float(held.due))
            if watched and terms.net == 0 and terms.non_recourse == 0 and held.due > until and held.balance > 0.0:
                wake = min(wake, float(held.due - until + day - _UNEVEN))  # the covered span does not reach it before
        if held.flag == 1:
            wake = float(day + 1)
    if net == 0:
        debt -= cash
        owed -= cash
    for loan in range(loans):
        state = memory.state[i, loan]
        closed = state.status >= CLOSED
        fx = book.accounts[loan].fx
        for k in range(pool):
            lot = book.lots[loan, k]
            used = k < book.accounts[loan].pool_size and not closed
            mirror[lots + loan * pool + k, i] = memory.pledged[i, loan, k] * lot.weight if used else 0.0
        mirror[first + loan, i] = 0.0 if closed else state.units * fx
        mirror[first + loans + loan, i] = 0.0 if closed else state.deposit * fx
        mirror[first + 2 * loans + loan, i] = 0.0 if closed else state.guarantee * fx
        mirror[first + 3 * loans + loan, i] = 0.0 if closed else 1.0
        if not closed:
            held_due = hold.facilities[i, loan].due
            answers = watched and state.guarantee > 0.0
            if state.status != OPEN or hold.facilities[i, loan].flag == 1 or (answers and held_due <= until):
                wake = float(day + 1)
            elif held_due > day:
                wake = min(wake, float(held_due))
                if answers:
                    wake = min(wake, float(held_due - until + day - _UNEVEN))
    for s in range(plan.sources.size):
        source = plan.sources[s]
        gives = 0.0
        if source.kind == DRAW:
            if ledger.defaults[row, source.target] == NEVER and plan.facilities[source.target].draw_until > day:
                gives = hold.facilities[i, source.target].undrawn * book.accounts[source.target].fx
                wake = min(wake, float(plan.facilities[source.target].draw_until + 1))
        elif source.kind == CREDIT:
            terms = plan.credits[source.target]
            held = hold.credits[i, source.target]
            if ledger.defaults[row, loans + source.target] == NEVER and terms.closes > day and held.due > day:
                gives = held.undrawn * terms.fx * (1.0 - terms.fee)
                wake = min(wake, float(terms.closes + 1))
        elif source.kind == SELL:
            gives = memory.shares[0, i, source.target]
        mirror[first + 5 * loans + s, i] = gives
    mirror[DEBT, i] = debt
    mirror[OWED, i] = owed
    mirror[BASE, i] = base
    mirror[SPARE, i] = max(cash - kept_cash(plan), 0.0)
    mirror[WAKE, i] = max(wake, float(day + 1))


@compiled
def _rest_of_sales(plan: Plan, mirror: Floats, ltv: Floats, through: Floats, rooms: int, day: int) -> None:
    """Mark with NaN in ``through`` the lanes that sell ahead today; ``ltv`` is that of yesterday.

    ``rooms`` is the first row of the rooms for draws; what the sources could give stands after them.
    """
    gives = rooms + plan.facilities.size
    before = mirror[gives + plan.sources.size + 1]
    spare = mirror[SPARE]
    for k in range(LANES):
        before[k] = spare[k]
    for s in range(plan.sources.size):
        source = plan.sources[s]
        limit = mirror[gives + s]
        if source.kind == DRAW:
            room = mirror[rooms + source.target]
            for k in range(LANES):
                before[k] += max(min(limit[k], room[k]), 0.0)
        elif source.kind == CREDIT:
            ceiling = plan.credits[source.target].ceiling
            if day >= plan.credits[source.target].opens:
                for k in range(LANES):
                    before[k] += limit[k] if ltv[k] <= ceiling else 0.0
        elif source.kind == SELL and day >= source.opens:
            need = plan.needs[s, day] * (1.0 - _NEAR)
            for k in range(LANES):
                through[k] = math.nan if (need > before[k]) & (limit[k] > 0.0) else through[k]


@inlined
def measure_resting(
    plan: Plan, book: Book, hold: Hold, mirror: Floats, worth: Floats, levels: Floats, day: int, j: int
) -> None:
    """LTVs of all lanes at the close, reported and looked through, into ``levels`` (2, LANES); NaN where a lane does
    not rest today.
    """
    ltv = levels[0]
    through = levels[1]
    assets = plan.spots.size
    worths = assets + plan.stakes.size
    pool = book.lots.shape[1]
    loans = plan.facilities.size
    lots = _FIRST + 2 * worths
    first = lots + loans * pool
    gross = mirror[GROSS]
    base = mirror[NET]
    debt = mirror[DEBT]
    owed = mirror[OWED]
    lent = mirror[LENT]
    wake = mirror[WAKE]
    standing = mirror[BASE]
    counted = mirror[first + 5 * loans + plan.sources.size]
    asked = 0.0
    for s in range(plan.sources.size):
        asked = max(asked, plan.needs[s, day])
    for k in range(LANES):
        gross[k] = 0.0
        base[k] = standing[k]
        lent[k] = 0.0
        counted[k] = 0.0
        through[k] = 0.0 if wake[k] > day else math.nan
    for n in range(worths):
        price = worth[n, j]
        held = mirror[_FIRST + n]
        shown = mirror[_FIRST + worths + n]
        for k in range(LANES):
            gross[k] += held[k] * price[k]
            base[k] += shown[k] * price[k]
    for loan in range(loans):
        units = mirror[first + loan]
        deposit = mirror[first + loans + loan]
        answered = mirror[first + 2 * loans + loan]
        is_open = mirror[first + 3 * loans + loan]
        index = book.interest[loan, day]
        call = book.terms[loan].call * (1.0 - _NEAR)
        release = book.terms[loan].release * (1.0 + _NEAR)
        stop = plan.facilities[loan].draw_stop
        value = mirror[first + 4 * loans + loan]
        for k in range(LANES):
            value[k] = 0.0
        for m in range(book.accounts[loan].pool_size):
            price = worth[book.lots[loan, m].asset, j]
            pledged = mirror[lots + loan * pool + m]
            for k in range(LANES):
                value[k] += pledged[k] * price[k]
        for k in range(LANES):
            exposure = units[k] * index - deposit[k]
            free = max(exposure - answered[k], 0.0)
            quiet = (is_open[k] == 0.0) | ((exposure < call * value[k]) & (exposure > release * value[k]))
            through[k] = through[k] if quiet else math.nan
            lent[k] += exposure
            base[k] -= free
            counted[k] += exposure - free
            value[k] = stop * value[k] - exposure  # room for a draw
    if asked > 0.0:
        _rest_of_sales(plan, mirror, hold.ltv, through, first + 4 * loans, day)
    for k in range(LANES):
        all_debt = debt[k] + lent[k]
        reported = owed[k] + counted[k]
        rests = through[k] == 0.0
        t = all_debt / gross[k] if gross[k] > 0.0 else math.inf
        r = reported / base[k] if base[k] > 0.0 else math.inf
        through[k] = t if rests else math.nan
        ltv[k] = r if rests else math.nan
