"""Functions of a log price on a circle, held as Fourier coefficients: cutting, integrating, reading.

The line is bent into a circle of circumference ``left + right``: positions run
from ``-left`` to ``right``, with the barrier at 0, and mass that would leave one
end comes in at the other. The arcs are chosen so long that next to none does.
A real function ``f`` is held by its transform ``f~(u) = ∫ f(x) exp(-i u x) dx``
at the frequencies ``u_k = 2 pi k / (left + right)``, ``k = 0 .. modes``.

Cutting ``f`` at a point multiplies by an indicator. The product of two
trigonometric sums is again one, and with ``4 modes + 1`` points its low
coefficients come out of two FFTs without any error: this is the discrete
Hilbert transform of Feng and Linetsky (2008), *Mathematical Finance* 18(3), in
its periodic form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Complexes = NDArray[np.complexfloating[Any, Any]]
Floats = NDArray[np.floating[Any]]

STENCIL = 14  # points of the local interpolation
OVERSAMPLING = 4  # of the grid that is interpolated
NEAR = 1e-3  # frequencies this near would cancel: their integral is taken in another form
SMOOTH = (2, 3, 5)  # factors of fast transform lengths


class Circle(NamedTuple):
    """The grid: arc lengths below and above the barrier, frequencies, and points of the fast transforms."""

    left: float
    right: float
    modes: int
    points: int

    @property
    def circumference(self) -> float:
        """Both arcs."""
        return self.left + self.right


def circle(*, left: float, right: float, frequency: float) -> Circle:
    """The smallest circle that holds both arcs and all frequencies up to ``frequency``."""
    modes = max(8, math.ceil(frequency * (left + right) / (2 * math.pi)))
    return Circle(left, right, modes, fast_length(4 * modes + 2))


def fast_length(least: int) -> int:
    """The smallest even number at least ``least`` without prime factors above 5."""
    length = least + least % 2
    while _rest(length) != 1:
        length += 2
    return length


def _rest(number: int) -> int:
    for factor in SMOOTH:
        while number % factor == 0:
            number //= factor
    return number


def frequencies(grid: Circle) -> Floats:
    """``u_k``, k = 0 .. modes."""
    return np.arange(grid.modes + 1) * (2 * math.pi / grid.circumference)


def arc(grid: Circle, low: float, high: float, power: float = 0.0) -> Complexes:
    """Transform of ``exp(power x)`` on ``low < x < high``, zero elsewhere, at k = 0 .. 2 modes."""
    s = power - 1j * np.arange(2 * grid.modes + 1) * (2 * math.pi / grid.circumference)
    return _exponentials(s, low, high)


def _exponentials(s: Complexes, low: float, high: float) -> Complexes:
    """``∫ exp(s x) dx`` over ``low < x < high``, for each ``s``; only the first may be zero."""
    found = np.empty_like(s)
    found[1:] = (np.exp(s[1:] * high) - np.exp(s[1:] * low)) / s[1:]
    found[0] = (np.exp(s[0] * high) - np.exp(s[0] * low)) / s[0] if s[0] else high - low
    return found


def window(grid: Circle, low: float, high: float) -> Floats:
    """The band-limited indicator of ``low < x < high``, sampled for `cut`; shape (points,)."""
    return np.fft.irfft(arc(grid, low, high), grid.points) * (grid.points / grid.circumference)


def cut(grid: Circle, transform: Complexes, sampled: Floats) -> Complexes:
    """Transform of ``f`` times the window; any leading axes, last axis (modes + 1,)."""
    values = np.fft.irfft(transform, grid.points)
    values *= sampled
    return np.fft.rfft(values)[..., : grid.modes + 1]


def weights(grid: Circle, low: float, high: float, power: float = 0.0) -> Complexes:
    """``w`` with ``∫ exp(power x) f(x) dx`` over ``low < x < high`` equal to ``Re sum(w f~)``; shape (modes + 1,)."""
    found = _exponentials(power + 1j * frequencies(grid), low, high)
    found[1:] *= 2.0
    return found / grid.circumference


def integral(weight: Complexes, transform: Complexes) -> float:
    """``Re sum(w f~)``."""
    return float(np.dot(weight.real, transform.real) - np.dot(weight.imag, transform.imag))


def shift(grid: Circle, distance: float) -> Complexes:
    """What a transform is multiplied by when everything moves up by ``distance``."""
    return np.exp(-1j * frequencies(grid) * distance)


def transplant(grid: Circle, parts: Sequence[tuple[Complexes, float, float]], other: Circle) -> Complexes:
    """Transforms on another circle of what each ``f`` is between two places, and zero elsewhere.

    ``parts``: (transform, low, high); the answer has shape (parts, other.modes + 1).
    Exact: each mode of the one circle is integrated against each of the other. The
    cost is the product of their modes, once for all parts.
    """
    new, half = frequencies(other), frequencies(grid)
    old = np.concatenate((-half[:0:-1], half))
    gaps = np.subtract.outer(old, new)
    near = np.nonzero(np.abs(gaps) < NEAR)
    apart = gaps[near]
    gaps[near] = np.inf
    np.reciprocal(gaps, out=gaps)
    found = np.zeros((len(parts), new.size), dtype=np.complex128)
    for number, (transform, low, high) in enumerate(parts):
        upper = transform / grid.circumference
        both = np.concatenate((np.conj(upper[:0:-1]), upper))
        for place, sign in ((high, -1j), (low, 1j)):
            turned = both * np.exp(1j * old * place)
            sums = weighed(turned.real, gaps) + 1j * weighed(turned.imag, gaps)
            found[number] += sign * sums * np.exp(-1j * new * place)
        width, middle = high - low, 0.5 * (high + low)
        waves = width * np.sinc(apart * (width / (2 * math.pi))) * np.exp(1j * apart * middle)
        np.add.at(found[number], near[1], both[near[0]] * waves)
    return found


def weighed(weight: Any, table: Any) -> Any:
    """``sum_k weight_k table_kj``, in an order that does not depend on how many threads a library takes."""
    return np.einsum("k,kj->j", weight, table)


def read(grid: Circle, transform: Complexes, positions: Floats) -> Floats:
    """Values of ``f`` at ``positions``, each within the arcs; few by summation, many from a fine grid.

    The interpolation is of Lagrange's form with `STENCIL` points on a grid
    `OVERSAMPLING` times finer than the band asks for. Its error is under 1e-12 of
    the largest value for transforms that fall off as those of one day's move do.
    """
    if positions.size <= STENCIL:
        phases = np.exp(1j * np.multiply.outer(positions, frequencies(grid)))
        sums = 2.0 * weighed(transform, phases.T).real - transform[0].real
        return np.asarray(sums / grid.circumference, dtype=np.float64)
    length = fast_length(2 * OVERSAMPLING * grid.modes)
    values = np.fft.irfft(transform, length) * (length / grid.circumference)
    return interpolate(values, positions * (length / grid.circumference))


def interpolate(values: Floats, places: Floats) -> Floats:
    """A periodic sequence read at fractional indices by Lagrange's formula in barycentric form."""
    first = np.floor(places).astype(np.intp) - (STENCIL // 2 - 1)
    gaps = (places - first)[:, None] - np.arange(STENCIL)
    on_point = gaps == 0.0
    gaps[on_point] = 1.0
    share = np.array([(-1) ** k * math.comb(STENCIL - 1, k) for k in range(STENCIL)]) / gaps
    taken = values[(first[:, None] + np.arange(STENCIL)) % values.size]
    found = (share * taken).sum(axis=1) / share.sum(axis=1)
    exact = on_point.any(axis=1)
    found[exact] = taken[on_point]
    return np.asarray(found, dtype=np.float64)
