"""A loan whose calls are not answered, by repeated cutting: called, waiting, lapsed or sold.

Positions are logs of price over the price that calls the loan. An open loan at or
under 0 is called; a called one waits ``cure_days`` dates and is sold at once when
it falls to ``close`` (at most 0); on the deadline it is open again if it stands
above ``cure`` (above 0), else it is sold. The density is held in rows: the open
loans first, then those called one date ago, two, and so on. This is the state
machine of `pledgeline.kernels.margin` with a borrower who gives nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.circle import Circle, Complexes, Floats, window
from pledgeline.kernels.passage import Moves

Indices = npt.NDArray[np.intp]


class Ladder(NamedTuple):
    """The rungs, as logs over the call price, and the dates between call and deadline."""

    close: float
    cure: float
    cure_days: int


class Sold(NamedTuple):
    """What a forward sweep leaves behind."""

    mass: Floats  # sales begun on each date, shape (dates,)
    reached: Complexes  # shape (weights, 3, modes + 1): densities before the cuts of the three groups of rows, summed
    edges: tuple[float, float, float]  # a member of each group is sold under its edge


class Windows(NamedTuple):
    """Sampled indicators."""

    open: Floats  # stays open, or would
    called: Floats  # is called and waits
    waiting: Floats  # goes on waiting
    cured: Floats  # is open again on the deadline


def edges(ladder: Ladder) -> tuple[float, float, float]:
    """Where a sale begins for open loans, waiting ones, and those at their deadline."""
    return (ladder.close if ladder.cure_days else 0.0), ladder.close, ladder.cure


def windows(grid: Circle, ladder: Ladder) -> Windows:
    """The indicators of a ladder; without cure days nobody waits."""
    return Windows(
        open=window(grid, 0.0, grid.right),
        called=window(grid, ladder.close, 0.0) if ladder.cure_days else np.zeros(grid.points),
        waiting=window(grid, ladder.close, grid.right),
        cured=window(grid, ladder.cure, grid.right),
    )


def _stay(shown: Windows, days: int) -> Floats:
    """The windows that keep each row where it is, shape (days + 1, points)."""
    return np.array([shown.open, *[shown.waiting] * (days - 1), *[shown.cured] * min(days, 1)])


def sweep(grid: Circle, start: Complexes, moves: Moves, ladder: Ladder, weights: Floats) -> Sold:
    """The law of the sale; ``weights`` (any, dates) is what a sale begun on a date counts for in each sum."""
    shown, days, modes = windows(grid, ladder), ladder.cure_days, grid.modes + 1
    dates, stay = weights.shape[1], _stay(shown, days)
    rows = np.zeros((days + 1, modes), dtype=np.complex128)
    rows[0] = start
    # written into again and again: fresh arrays of this size would be fetched from the system on every date
    values, kept = np.empty((days + 1, grid.points)), np.empty((days + 2, grid.points))
    left = np.empty((days + 2, grid.points // 2 + 1), dtype=np.complex128)
    reached = np.zeros((weights.shape[0], 3, modes), dtype=np.complex128)
    groups, weighed = np.zeros((3, modes), dtype=np.complex128), np.empty((3, modes), dtype=np.complex128)
    mass = np.empty(dates)
    for date in range(1, dates + 1):
        before = float(rows[:, 0].real.sum())
        rows *= moves.usual
        if date in moves.also:
            rows *= moves.also[date]
        groups[0] = rows[0]
        if days:
            rows[1:days].sum(axis=0, out=groups[1])
            groups[2] = rows[days]
        for number in np.flatnonzero(weights[:, date - 1]):
            np.multiply(groups, weights[number, date - 1], out=weighed)
            reached[number] += weighed
        np.fft.irfft(rows, grid.points, out=values)
        np.multiply(values, stay, out=kept[: days + 1])
        np.multiply(values[0], shown.called, out=kept[days + 1])
        np.fft.rfft(kept, out=left)
        rows[0] = left[0, :modes]
        if days:
            rows[0] += left[days, :modes]
            rows[1] = left[days + 1, :modes]
            rows[2:] = left[1:days, :modes]
        mass[date - 1] = before - float(rows[:, 0].real.sum())
    return Sold(mass, reached, edges(ladder))


def sweep_back(grid: Circle, due: Complexes, moves: Moves, ladder: Ladder, number: Indices) -> Complexes:
    """Value today, for every start of an open loan, of what is paid when its sale begins.

    ``due``: shape (payments, periods, 3, modes + 1), transforms of the payments by
    place, cut at the `edges` of the three groups of rows; ``number`` (dates,): the
    period of each date. The answer has shape (payments, modes + 1). The transpose
    of `sweep`.
    """
    found = [_one_back(grid, one, moves, ladder, number) for one in due]
    return np.array(found)


def _one_back(grid: Circle, due: Complexes, moves: Moves, ladder: Ladder, number: Indices) -> Complexes:
    shown, days, modes = windows(grid, ladder), ladder.cure_days, grid.modes + 1
    stay = _stay(shown, days)
    paid = due[:, [0, *[1] * (days - 1), *[2] * min(days, 1)]]
    value = np.zeros((days + 1, modes), dtype=np.complex128)
    seen, then = np.empty((days + 1, grid.points)), np.empty((days + 1, grid.points))
    left = np.empty((days + 1, grid.points // 2 + 1), dtype=np.complex128)
    called = np.empty(grid.points)
    back = np.conj(moves.usual)
    for date in range(number.size, 0, -1):
        np.fft.irfft(value, grid.points, out=seen)
        np.multiply(seen[0], stay[0], out=then[0])
        if days:
            np.multiply(seen[1], shown.called, out=called)
            then[0] += called
            # a waiting loan becomes the next row, and one at its deadline is open again
            np.multiply(seen[2:], stay[1:days], out=then[1:days])
            np.multiply(seen[0], stay[days], out=then[days])
        np.fft.rfft(then, out=left)
        np.add(left[:, :modes], paid[number[date - 1]], out=value)
        value *= back
        if date in moves.also:
            value *= np.conj(moves.also[date])
    return value[0]
