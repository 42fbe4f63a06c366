"""The sources that pay, in their order, and selling ahead of a bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_group.market import sale
from benchmarks.numpy_group.state import OPEN
from pledgeline.engine.resolved_group import NEVER_DUE

if TYPE_CHECKING:
    from benchmarks.numpy_group.state import State
    from benchmarks.numpy_group.terms import Array
    from pledgeline.engine.resolved_group import ResolvedSource


def sell_ahead(state: State, day: int) -> None:
    """Blocks begin to be sold where cash, draws and credits would not pay what is coming."""
    needs = {rung: float(need[day]) for rung, need in state.terms.ahead}
    rows = np.flatnonzero(state.cash < max(needs.values(), default=0.0) + state.terms.keep)
    lent: Array = np.zeros(rows.size, state.terms.precision)  # what the rungs so far would lend
    for rung, source in enumerate(state.terms.group.waterfall[: max(needs, default=-1) + 1]):
        if not rows.size:
            return
        if source.kind in {"draw", "credit"}:
            lent += lends(state, source, rows, day)
        elif rung in needs and day >= source.opens:
            missing = needs[rung] - lent - np.maximum(state.cash[rows] - state.terms.keep, 0.0)
            short = missing > 0.0
            state.cash[rows[short]] += sale(state, source, rows[short], missing[short])


def lends(state: State, source: ResolvedSource, rows: Array, day: int) -> Array:
    """What a margin loan or a credit would give today."""
    number = state.terms.numbers[source.target]
    willing = ~state.defaulted[number, rows]
    if source.kind == "draw":
        facility = state.terms.facilities[number]
        if day > facility.draw_until:
            return np.zeros(rows.size, state.terms.precision)
        willing &= state.status[number, rows] == OPEN
        room = facility.draw_stop * state.pledged[number, rows] * state.unit_value(number, rows)
        room -= state.debt(number, rows)
        return np.where(willing, np.clip(room, 0.0, state.loan_undrawn[number, rows]), 0.0)
    row = number - len(state.terms.loans)
    credit = state.terms.credits[row]
    if not credit.opens <= day <= credit.closes:
        return np.zeros(rows.size, state.terms.precision)
    willing &= (state.due[row, rows] > day) & (state.reported[rows] <= credit.ceiling)
    return np.where(willing, state.undrawn[row, rows] * (1.0 - credit.fee), 0.0)


def borrow(state: State, source: ResolvedSource, rows: Array, want: Array, day: int) -> Array:
    """Draw what is wanted, or what is lent."""
    given: Array = np.minimum(want, lends(state, source, rows, day))
    number = state.terms.numbers[source.target]
    if source.kind == "draw":
        index = state.now[number, 0]
        state.units[number, rows] += given / index
        state.hidden[number, rows] += given * (1.0 - 1.0 / index)
        state.loan_undrawn[number, rows] -= given
        state.watch(number, rows)
        return given
    row = number - len(state.terms.loans)
    credit = state.terms.credits[row]
    owed = np.minimum(given / (1.0 - credit.fee), state.undrawn[row, rows])
    state.undrawn[row, rows] -= owed
    state.balance[row, rows] += owed
    state.settled[row, rows] += owed * state.accrual(row, day)
    if credit.term:
        started = rows[(owed > 0.0) & (state.due[row, rows] == NEVER_DUE)]
        state.redate(row, started, day + credit.term)
    return given


def spend(state: State, rows: Array, want: Array, keep: float) -> Array:
    """Cash above what is kept."""
    given: Array = np.minimum(want, np.maximum(state.cash[rows] - keep, 0.0))
    state.cash[rows] -= given
    return given


def pay(state: State, rows: Array, amounts: Array, day: int) -> Array:
    """Ask the sources in order; returns what is left unpaid, which is a gap of today."""
    left: Array = amounts.astype(state.terms.precision)
    for source in state.terms.group.waterfall:
        asked = np.flatnonzero(left > 0.0)
        if not asked.size:
            return left
        who, want = rows[asked], left[asked]
        if source.kind == "cash":
            left[asked] -= spend(state, who, want, source.keep)
        elif source.kind != "sell":
            left[asked] -= borrow(state, source, who, want, day)
        elif day >= source.opens:
            left[asked] -= sale(state, source, who, want)
    short = left > 0.0
    if short.any():
        who, unpaid = rows[short], left[short]
        state.happened("gap", who, day)
        state.gap_total[who] += unpaid
        state.gap_first[who] += np.where(state.first_day["gap"][who] == day, unpaid, 0.0)
    return left
