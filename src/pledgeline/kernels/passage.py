"""First passage of a log price under a barrier, watched on given dates, by repeated cutting on a circle.

Forward, the density of the price that is still above the barrier moves by one
date and is cut at the barrier: one sweep gives the whole law of the first
passage for one start. Backward, a value that is paid on the first passage moves
the other way: one sweep gives it for every start. The two are transposes of each
other, on the same grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from pledgeline.kernels.circle import Circle, Complexes, Floats, cut


class Moves(NamedTuple):
    """What a transform is multiplied by from one date to the next: ``usual``, and on some dates (from 1) more."""

    usual: Complexes
    also: Mapping[int, Complexes]


class Passage(NamedTuple):
    """What a forward sweep leaves behind; transforms of densities before a cut are smooth."""

    killed: Floats  # mass that passes on each date, shape (dates,)
    reached: Complexes  # densities before each cut, summed with the weights of the dates; shape (sums, modes + 1)
    below: Complexes  # the part of `reached` under the barrier
    last: Complexes  # density on the last date before its cut


def move(now: Complexes, moves: Moves, date: int) -> Complexes:
    """The transform one date later."""
    moved = now * moves.usual
    if date in moves.also:
        moved *= moves.also[date]
    return moved


def passing(grid: Circle, start: Complexes, moves: Moves, keep: Floats, dates: int) -> Floats:
    """Mass that passes on each date, shape (dates,); ``start`` is the transform of where the price is today."""
    killed = np.empty(dates)
    now = start
    for date in range(1, dates + 1):
        moved = move(now, moves, date)
        now = cut(grid, moved, keep)
        killed[date - 1] = moved[0].real - now[0].real
    return killed


def sweep(grid: Circle, start: Complexes, moves: Moves, keep: Floats, weights: Floats) -> Passage:
    """`passing`, and where it passes.

    ``weights`` (sums, dates): what a unit that passes on a date counts for in each sum.
    """
    dates = weights.shape[1]
    killed = np.empty(dates)
    reached = np.zeros((len(weights), start.size), dtype=np.complex128)
    kept = np.zeros_like(reached)
    now = moved = start
    for date in range(1, dates + 1):
        moved = move(now, moves, date)
        now = cut(grid, moved, keep)
        killed[date - 1] = moved[0].real - now[0].real
        for number, weight in enumerate(weights[:, date - 1]):
            reached[number] += weight * moved
            kept[number] += weight * now
    return Passage(killed, reached, reached - kept, moved)


def sweep_back(grid: Circle, paid: Complexes, moves: Moves, keep: Floats, discount: Floats) -> Complexes:
    """Value today, for every start, of what is paid on the first passage; its transform.

    ``paid`` is the transform of the payment below the barrier (zero above it) by
    place; any leading axes, for several payments at once. ``discount`` (dates,)
    multiplies what lies behind each date, as interest does.
    """
    value = np.zeros_like(paid)
    back = np.conj(moves.usual)
    for date in range(discount.size, 0, -1):
        value = (cut(grid, value, keep) + paid) * back
        if date in moves.also:
            value *= np.conj(moves.also[date])
        value *= discount[date - 1]
    return value
