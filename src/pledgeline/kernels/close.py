"""The close of a group's day: LTVs as reported and looked through, cover, control, and what is recorded."""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Memory, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, folded
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CLOSED
from pledgeline.kernels.plan import CLOSING, LISTED, STAKE, Hold, Ledger, Now, Plan
from pledgeline.kernels.waterfall import cash_of, rate_of

_NEAR = 1e-9  # of the need: a rounding, not a breach


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
        ledger.books[row, now.today[2], CLOSING] = cash
