"""The margin loans: calls, cures, close-outs, sales by lenders, and defaults that spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from benchmarks.numpy_group.market import shares_for, take
from benchmarks.numpy_group.state import CALLED, CLOSED, NEVER, OPEN, SELLING

if TYPE_CHECKING:
    from benchmarks.numpy_group.state import State
    from benchmarks.numpy_group.terms import Array


Claims: TypeAlias = "list[tuple[Array, Array]]"  # paths, and what they owe under recourse


def act_on_defaults(state: State, day: int) -> None:
    """Loans flagged yesterday are closed out, credits flagged yesterday fall due."""
    if not state.any_flagged:
        return
    loans, state.any_flagged = len(state.terms.loans), False
    state.any_fresh = True
    state.fresh |= state.flagged & ~state.defaulted
    state.defaulted |= state.flagged
    for loan in range(loans):
        rows = np.flatnonzero(state.flagged[loan] & (state.status[loan] <= CALLED))
        close_out(state, loan, rows, day)
    for row, called_in in enumerate(state.flagged[loans:] & (state.balance > 0.0)):
        state.redate(row, np.flatnonzero(called_in), day)
    state.flagged[:] = False


def spread_defaults(state: State) -> None:
    """Whoever names one that defaulted today is flagged for tomorrow."""
    if state.any_fresh:
        for one, other in state.terms.cross:
            state.flagged[one] |= state.fresh[other] & ~state.defaulted[one]
        state.any_flagged = bool(state.flagged.any())
        state.fresh[:] = state.any_fresh = False


def step_loans(state: State, day: int) -> Claims:
    """Calls, cures, close-outs and sales; returns what is still owed under recourse."""
    busy = state.price[state.terms.pool] <= state.barrier * state.now
    busy |= state.wake == day
    claims: Claims = []
    if busy.any():
        for loan in np.flatnonzero(busy.any(axis=1)).tolist():
            rows = np.flatnonzero(busy[loan])
            status = state.status[loan, rows]
            call(state, loan, rows[status == OPEN], day)
            deadline(state, loan, rows[status == CALLED], day)
            claims += sell_collateral(state, loan, rows[status == SELLING], day)
            state.watch(loan, rows)
    if day == state.terms.days:
        claims += [claim for loan in range(len(state.terms.loans)) for claim in settle_unfinished(state, loan)]
    return claims


def call(state: State, loan: int, rows: Array, day: int) -> None:
    """Set the deadline, or close out at once where the LTV is that high."""
    terms = state.terms.loans[loan]
    state.happened("call", rows, day)
    worst = state.debt(loan, rows) >= terms.close_out * state.pledged[loan, rows] * state.unit_value(loan, rows)
    close_out(state, loan, rows[worst], day)
    state.default(loan, rows[worst])
    state.status[loan, rows[~worst]] = CALLED
    state.wake[loan, rows[~worst]] = day + terms.cure_days


def deadline(state: State, loan: int, rows: Array, day: int) -> None:
    """On the deadline cure or fail; before it the close-out LTV has been reached."""
    early = rows[state.wake[loan, rows] != day]
    close_out(state, loan, early, day)
    state.default(loan, early)
    rows = rows[state.wake[loan, rows] == day]
    if not rows.size:
        return
    terms, asset = state.terms.loans[loan], state.terms.pool[loan]
    debt, each = state.debt(loan, rows), state.unit_value(loan, rows)
    missing = np.maximum(debt / terms.cure - state.pledged[loan, rows] * each, 0.0) / each
    given = np.minimum(missing, state.free[asset, rows])
    prepaid = np.where(given < missing, debt - terms.cure * (state.pledged[loan, rows] + given) * each, 0.0)
    able = prepaid <= np.minimum(state.cash[rows], state.purse[rows])
    failed = rows[~able]
    state.happened("failed_cure", failed, day)
    close_out(state, loan, failed, day)
    state.default(loan, failed)
    rows, given, prepaid = rows[able], given[able], prepaid[able]
    state.free[asset, rows] -= given
    state.pledged[loan, rows] += given
    state.cash[rows] -= prepaid
    state.purse[rows] -= prepaid
    state.units[loan, rows] -= prepaid / state.now[loan, 0]
    state.status[loan, rows] = OPEN
    state.wake[loan, rows] = NEVER


def close_out(state: State, loan: int, rows: Array, day: int) -> None:
    """The sale begins some days later."""
    state.happened("close_out", rows, day)
    state.status[loan, rows] = SELLING
    state.wake[loan, rows] = day + state.terms.loans[loan].sale_delay
    state.barrier[loan, rows] = -1.0


def sell_collateral(state: State, loan: int, rows: Array, day: int) -> Claims:
    """One day of a lender's sale; ends when the debt is repaid or the shares are gone."""
    if not rows.size:
        return []
    terms, asset = state.terms.loans[loan], state.terms.pool[loan]
    room = terms.participation * state.terms.volume[asset] - state.sold[asset, rows]
    most = np.minimum(np.maximum(room, 0.0), state.pledged[loan, rows])
    debt = state.debt(loan, rows)
    shares, proceeds = shares_for(state, asset, rows, debt, most, terms.impact)
    take(state, asset, rows, shares)
    state.pledged[loan, rows] -= shares
    debt = np.where(proceeds >= debt, 0.0, debt - proceeds)
    state.units[loan, rows] = debt / state.now[loan, 0]
    over = (debt == 0.0) | (state.pledged[loan, rows] <= 0.0)
    state.wake[loan, rows] = np.where(over, NEVER, day + 1)
    end(state, loan, rows[over])
    short = over & (debt > 0.0)
    return claim_on_group(state, loan, rows[short], debt[short])


def settle_unfinished(state: State, loan: int) -> Claims:
    """A sale that the horizon interrupts: the shares are marked at today's price, the rest is a shortfall."""
    rows = np.flatnonzero(state.status[loan] == SELLING)
    worth = state.pledged[loan, rows] * state.price[state.terms.pool[loan], rows]
    debt = state.debt(loan, rows)
    state.units[loan, rows] = np.minimum(debt, worth) / state.now[loan, 0]
    short = debt > worth
    return claim_on_group(state, loan, rows[short], (debt - worth)[short])


def claim_on_group(state: State, loan: int, rows: Array, shortfall: Array) -> Claims:
    """Under recourse the group pays what its cash reaches, and owes the rest."""
    if state.terms.limited[loan] or not rows.size:
        return []
    pays = np.minimum(shortfall, np.minimum(state.cash[rows], state.purse[rows]))
    state.cash[rows] -= pays
    state.purse[rows] -= pays
    return [(rows, shortfall - pays)]


def end(state: State, loan: int, rows: Array) -> None:
    """The loan is closed; shares that are left are free."""
    state.free[state.terms.pool[loan], rows] += state.pledged[loan, rows]
    state.pledged[loan, rows] = state.units[loan, rows] = state.hidden[loan, rows] = 0.0
    state.status[loan, rows] = CLOSED
    state.barrier[loan, rows] = -1.0
