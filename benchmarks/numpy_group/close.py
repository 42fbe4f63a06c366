"""What is measured at the close of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_group.state import LINES

if TYPE_CHECKING:
    from benchmarks.numpy_group.state import State
    from benchmarks.numpy_group.terms import Array


def close(state: State, day: int) -> None:
    """LTVs, cover, and the policy lines that break."""
    terms, listed = state.terms, len(state.terms.listed)
    net, backed, held = state.net, state.backed, state.held
    weights = np.concatenate((state.now.T, state.now.T * terms.limited.astype(terms.precision)))
    net[:], backed[:] = weights @ state.units
    net += state.balance.sum(axis=0)
    net -= state.cash
    np.multiply(state.owned, state.price[:listed], out=state.holdings)
    state.holdings.sum(axis=0, out=held)
    through = ratio(net, held + state.price[listed:].sum(axis=0))
    net -= backed
    held += state.marked
    held -= backed
    state.reported = ratio(net, held)
    if day > 0:
        normal, ceiling = terms.levels
        for line, (measure, level) in enumerate(
            ((state.reported, normal), (state.reported, ceiling), (through, normal), (through, ceiling))
        ):
            np.greater(measure, level, out=state.over)
            note_breach(state, line, day)
        np.less(state.cash, falling_due(state, day), out=state.over)
        note_breach(state, len(LINES) - 1, day)


def falling_due(state: State, day: int) -> Array:
    """Recourse redemptions after today and within the covered span."""
    until = state.terms.group.cover_until[day]
    total: Array = np.zeros_like(state.cash)
    loans = len(state.terms.loans)
    for row in range(len(state.terms.credits)):
        if state.soonest[row] <= until and state.latest[row] > day:
            counts = (state.due[row] > day) & (state.due[row] <= until) & ~state.defaulted[loans + row]
            total += state.balance[row] * counts
    for loan in np.flatnonzero(~state.terms.limited).tolist():
        counts = (state.loan_due[loan] > day) & (state.loan_due[loan] <= until)
        if counts.any():
            total += state.debt(loan, state.everyone) * counts
    return total


def note_breach(state: State, line: int, day: int) -> None:
    """The first day on which a line is broken, where `over` says that it is."""
    state.over &= state.whole[line]
    if state.over.any():
        state.breach[line, state.over] = day
        state.whole[line] ^= state.over


def ratio(owed: Array, held: Array) -> Array:
    """Debt over holdings; infinite where nothing is held."""
    if held.min() > 0.0:
        found: Array = owed / held
        return found
    return np.where(held > 0.0, owed / np.where(held > 0.0, held, 1.0), np.inf)
