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
from pledgeline.kernels.compiler import folded, inlined
from pledgeline.kernels.margin import CLOSED, OPEN
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import LISTED, NOTHING, STAKE, Hold, Ledger, Plan
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
    deposit, guarantee and whether it goes on; scratch.
    """
    worths = plan.spots.size + plan.stakes.size
    return _FIRST + 2 * worths + book.lots.size + 4 * plan.facilities.size + 1


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
            if terms.net == 0 and terms.non_recourse == 0 and held.due > until and held.balance > 0.0:
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
            answers = state.guarantee > 0.0
            if state.status != OPEN or hold.facilities[i, loan].flag == 1 or (answers and held_due <= until):
                wake = float(day + 1)
            elif held_due > day:
                wake = min(wake, float(held_due))
                if answers:
                    wake = min(wake, float(held_due - until + day - _UNEVEN))
    mirror[DEBT, i] = debt
    mirror[OWED, i] = owed
    mirror[BASE, i] = base
    mirror[SPARE, i] = max(cash - kept_cash(plan), 0.0)
    mirror[WAKE, i] = max(wake, float(day + 1))


@inlined
def measure_resting(
    plan: Plan, book: Book, mirror: Floats, worth: Floats, ltv: Floats, through: Floats, day: int, j: int
) -> None:
    """Reported LTV of all lanes at the close into ``ltv``, looked through into ``through``, both NaN for lanes that
    do not rest today.
    """
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
    spare = mirror[SPARE]
    standing = mirror[BASE]
    asked = 0.0
    for s in range(plan.sources.size):
        asked = max(asked, plan.needs[s, day])
    for k in range(LANES):
        gross[k] = 0.0
        base[k] = standing[k]
        lent[k] = 0.0
        ltv[k] = 0.0
        through[k] = 0.0 if (wake[k] > day) & (spare[k] >= asked) else math.nan
    for n in range(worths):
        price = worth[n, j]
        held = mirror[_FIRST + n]
        counted = mirror[_FIRST + worths + n]
        for k in range(LANES):
            gross[k] += held[k] * price[k]
            base[k] += counted[k] * price[k]
    for loan in range(loans):
        units = mirror[first + loan]
        deposit = mirror[first + loans + loan]
        answered = mirror[first + 2 * loans + loan]
        is_open = mirror[first + 3 * loans + loan]
        index = book.interest[loan, day]
        call = book.terms[loan].call * (1.0 - _NEAR)
        release = book.terms[loan].release * (1.0 + _NEAR)
        value = mirror[first + 4 * loans]
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
            ltv[k] += exposure - free
    for k in range(LANES):
        all_debt = debt[k] + lent[k]
        reported = owed[k] + ltv[k]
        rests = through[k] == 0.0
        t = all_debt / gross[k] if gross[k] > 0.0 else math.inf
        r = reported / base[k] if base[k] > 0.0 else math.inf
        through[k] = t if rests else math.nan
        ltv[k] = r if rests else math.nan
