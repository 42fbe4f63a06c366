"""The law of a weighted average of prices on equal dates, by convolution and change of variable.

With moves ``R_i`` and weights ``a_i`` the sum ``a_1 + R_1 (a_2 + R_2 (a_3 + …))`` is
built from the inside: a convolution of logs, then ``v = log(w + (1 - w) exp(u))``.
Source: Carverhill and Clewlow (1990), *Risk* 3(4).
"""

from __future__ import annotations

import numpy as np

from pledgeline.kernels.circle import Circle, Complexes, Floats, frequencies, interpolate, weighed

NARROW = 0.3  # a first sale of more than this share leaves a density that the grid may not resolve
SLICE = 256  # points of the first sum taken at once: its table of phases stays small


def log_average(grid: Circle, move: Complexes, share: Floats) -> Complexes:
    """Transform of the log of ``sum_i share_i S_i / S_1``, with ``share`` summing to 1.

    ``move`` is the transform of the log move from one date to the next. The circle
    must hold the moves of all dates.
    """
    found: Complexes = np.ones(grid.modes + 1, dtype=np.complex128)
    left = share[::-1].cumsum()[::-1]  # what is sold from a date on
    for i in range(share.size - 2, -1, -1):
        moved = found * move
        weight = share[i] / left[i]
        found = _summed(grid, moved, weight) if weight > NARROW else _changed(grid, moved, weight)
    return found


def _positions(grid: Circle) -> Floats:
    places = np.arange(grid.points) * (grid.circumference / grid.points)
    return np.where(places > grid.right, places - grid.circumference, places)


def _density(grid: Circle, transform: Complexes) -> Floats:
    return np.asarray(np.fft.irfft(transform, grid.points) * (grid.points / grid.circumference), dtype=np.float64)


def _summed(grid: Circle, transform: Complexes, weight: float) -> Complexes:
    """The change of variable inside the transform: right however narrow the new density is."""
    mass = _density(grid, transform) * (grid.circumference / grid.points)
    places = np.log(weight + (1.0 - weight) * np.exp(_positions(grid)))
    u = frequencies(grid)
    found = np.zeros(grid.modes + 1, dtype=np.complex128)
    held = np.flatnonzero(np.abs(mass) > 1e-18)  # noqa: PLR2004  # of a total of 1
    for first in range(0, held.size, SLICE):
        part = held[first : first + SLICE]
        found += weighed(mass[part], np.exp(-1j * np.multiply.outer(places[part], u)))
    return found


def _changed(grid: Circle, transform: Complexes, weight: float) -> Complexes:
    """The change of variable on the grid, by interpolation."""
    places = _positions(grid)
    grown = np.exp(places)
    inside = grown > weight * (1 + 1e-9)
    ratio = np.where(inside, (grown - weight) / (1.0 - weight), 1.0)
    old = np.log(ratio)
    inside &= old > -grid.left
    values = np.zeros(grid.points)
    where = old[inside] * (grid.points / grid.circumference)
    taken = interpolate(_density(grid, transform), where)
    values[inside] = taken * grown[inside] / (grown[inside] - weight)
    return np.asarray(np.fft.rfft(values)[: grid.modes + 1] * (grid.circumference / grid.points))
