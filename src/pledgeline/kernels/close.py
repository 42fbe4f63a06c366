"""The close of a group's day: LTVs as reported and looked through, cover, control, and what is recorded."""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Memory, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CLOSED
from pledgeline.kernels.paths import Floats
from pledgeline.kernels.plan import CLOSING, LISTED, STAKE, Hold, Ledger, Now, Plan
from pledgeline.kernels.waterfall import cash_of, rate_of

_NEAR = 1e-9  # of the need: a rounding, not a breach


@inlined
def _listed(plan: Plan, book: Book, memory: Memory, now: Now, output: Output, i: int) -> float:
    """Worth of all listed shares; a control that is lost is written down."""
    row = now.today[1]
    worth = 0.0
    for a in range(plan.spots.size):
        owned = memory.shares[1, i, a]
        worth += (owned + plan.locked[a]) * now.price[a]
        control = book.assets[a].control
        if control > 0.0 and owned < control and output.control[row, a] == NEVER:
            output.control[row, a] = now.today[0]
    return worth


@inlined
def _private(plan: Plan, hold: Hold, now: Now, i: int) -> tuple[float, float]:
    """Worth of all stakes: at their value, at their mark."""
    valued = 0.0
    marked = 0.0
    for p in range(plan.stakes.size):
        held = hold.stakes[i, p]
        valued += held.units * now.value[p]
        marked += held.mark * rate_of(now.rate, plan.stakes[p].fx, plan.stakes[p].money)
    return valued, marked


@inlined
def _borrowed(plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, i: int) -> tuple[float, float, float]:
    """Of the margin loans: exposure, what of it the group does not answer for, what of the rest must be covered."""
    debt = 0.0
    leaving = 0.0
    need = 0.0
    for loan in range(plan.facilities.size):
        state = memory.state[i, loan]
        if state.status < CLOSED:
            fx = rate_of(now.rate, book.accounts[loan].fx, book.accounts[loan].money)
            exposure = (state.units * now.interest[loan] - state.deposit) * fx
            answered = state.guarantee * fx
            debt += exposure
            leaving += max(exposure - answered, 0.0)
            due = hold.facilities[i, loan].due
            if due > now.today[0] and due <= plan.dates[1, now.today[0]]:
                need += min(max(exposure, 0.0), answered)
    return debt, leaving, need


@inlined
def _settled(plan: Plan, now: Now, terms: Record, balance: float, left: float) -> float:
    """What a non-recourse credit takes from the holdings; ``left`` is the share of it that is still owed."""
    if terms.settles == LISTED:
        return left * terms.settlement * terms.fx * now.price[terms.settles_in] / plan.spots[terms.settles_in]
    if terms.settles == STAKE:
        stake = plan.stakes[terms.settles_in]
        return left * terms.settlement * terms.fx * now.value[terms.settles_in] / (stake.value * stake.fx)
    return balance


@inlined
def _owed(plan: Plan, hold: Hold, now: Now, ledger: Ledger, i: int) -> tuple[float, float, float, float]:
    """Of the credits: balance, what of it is not reported, what that takes from the holdings, what must be covered."""
    debt = 0.0
    leaving = 0.0
    settled = 0.0
    need = 0.0
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        held = hold.credits[i, c]
        balance = held.balance * rate_of(now.rate, terms.fx, terms.money)
        debt += balance
        leaving += balance * terms.equity_credit
        if terms.non_recourse == 1:
            leaving += balance
            left = held.balance / terms.balance if terms.balance > 0.0 else 0.0
            settled += _settled(plan, now, terms, balance, left)
        elif terms.net == 0 and held.due > now.today[0] and held.due <= plan.dates[1, now.today[0]]:
            default = ledger.defaults[now.today[1], plan.facilities.size + c]
            need += balance if default == NEVER or default > now.today[0] else 0.0
    return debt, leaving, settled, need


@compiled
def break_lines(policy: Floats, path: Record, day: int, reported: float, through: float) -> None:
    """Write down the first day on which each LTV of the policy is passed."""
    if reported > policy[0] and path.reported_normal == NEVER:
        path.reported_normal = day
    if reported > policy[1] and path.reported_ceiling == NEVER:
        path.reported_ceiling = day
    if through > policy[0] and path.through_normal == NEVER:
        path.through_normal = day
    if through > policy[1] and path.through_ceiling == NEVER:
        path.through_ceiling = day


@inlined
def close_day(
    plan: Plan, book: Book, memory: Memory, hold: Hold, now: Now, ledger: Ledger, output: Output, slot: int, i: int
) -> None:
    """Measure LTVs, cover and control at the close, and write down what is recorded."""
    row = now.today[1]
    listed = _listed(plan, book, memory, now, output, i)
    valued, marked = _private(plan, hold, now, i)
    lent, free, due = _borrowed(plan, book, memory, hold, now, i)
    balances, leaving, settled, need = _owed(plan, hold, now, ledger, i)
    cash = cash_of(plan.accounts, hold.cash, now.rate, i)
    debt = lent + balances - plan.less_cash * cash
    owed = debt - free - leaving
    base = listed + marked - free - settled
    reported = owed / base if base > 0.0 else math.inf
    through = debt / (listed + valued) if listed + valued > 0.0 else math.inf
    hold.ltv[i] = reported
    path = ledger.paths[row]
    break_lines(plan.policy, path, now.today[0], reported, through)
    if cash < (due + need) * (1.0 - _NEAR) and path.cover == NEVER:
        path.cover = now.today[0]
    path.peak_ltv = max(path.peak_ltv, reported)
    path.lowest_cash = min(path.lowest_cash, cash)
    if row < ledger.recorded.shape[0]:
        if slot >= 0:
            ledger.recorded[row, slot, 0] = cash
            ledger.recorded[row, slot, 1] = reported
            ledger.recorded[row, slot, 2] = through
            ledger.recorded[row, slot, 3] = (listed + valued - free - settled) - owed
        ledger.books[row, now.today[2], CLOSING] = cash
