"""First passage over many equal dates at a cost that does not grow with their number.

The generating function of the survival probabilities over the number of dates
has a closed form in the Wiener-Hopf factors of ``1 - z phi(u)`` (Spitzer,
Baxter). The factors come from one Hilbert transform of a logarithm, and the last
of the probabilities from an integral over ``z`` on a hyperbola, whose
trapezoidal rule converges geometrically (Weideman and Trefethen 2007,
*Mathematics of Computation* 76).

With the start at ``a`` above the barrier, ``U`` the generating function of the
densities before they are cut, ``phi`` the transform of one move, and
``1 - z phi = D+ D-`` with factors of functions that live above and below the
barrier,

    U+ = [phi exp(-i u a) / D-]+ / D+ ,   sum_n z^(n-1) P(no passage by n) = U+(0).

The logarithm is taken at the frequencies ``(j + 1/2) d`` and its transform read at
``j d``: half way between its points the discrete Hilbert transform of Feng and
Linetsky (2008) is exact for functions on a circle of twice ``2 pi / d``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pledgeline.kernels.circle import STENCIL, Complexes, Floats, fast_length, interpolate

# of the hyperbola, per node: Weideman and Trefethen (2007), table 1
SPACING = 1.081792140
HEIGHT = 4.492075287
ANGLE = 1.172104229
OVERSAMPLING = 8  # of the grid that is interpolated


class Comb(NamedTuple):
    """Frequencies ``(j + 1/2) d`` and ``j d`` on a circle of ``2 pi / d``, closed at ``rim`` above the barrier."""

    circumference: float
    rim: float
    half: int  # j = -half .. half
    points: int  # of the fast transforms


class Survival(NamedTuple):
    """Probability of no passage at the distance ``a``: ``1 - sum_j t_j exp(-i u_j a) - slope a`` in its real part."""

    grid: Comb
    constant: float
    slope: float
    transform: Complexes  # j = 0 .. half, of a real function; the first is zero


def comb(*, reach: float, rim: float, frequency: float) -> Comb:
    """The smallest comb that holds ``reach`` below and ``rim`` above the barrier and all frequencies up to one."""
    circumference = reach + rim
    half = max(8, math.ceil(frequency * circumference / (2 * math.pi)))
    return Comb(circumference, rim, half, fast_length(4 * half + 4))


def between(grid: Comb) -> Floats:
    """The frequencies ``(j - 1/2) d``, j = -half .. half + 1."""
    return (np.arange(-grid.half, grid.half + 2) - 0.5) * (2 * math.pi / grid.circumference)


def whole(grid: Comb) -> Floats:
    """The frequencies ``j d``, j = -half .. half."""
    return np.arange(-grid.half, grid.half + 1) * (2 * math.pi / grid.circumference)


def hyperbola(dates: int, nodes: int) -> tuple[Complexes, Complexes]:
    """Points ``z`` and weights: the real part of the weighted sum is the coefficient of ``z^(dates - 1)``."""
    angle = 1j * (np.arange(nodes) + 0.5) * (SPACING / nodes) - ANGLE
    place = HEIGHT * nodes * (1 + np.sin(angle))
    slope = HEIGHT * nodes * np.cos(angle)
    weight = slope * np.exp(place * ((dates - 1) / dates)) * (SPACING / (nodes * math.pi * dates))
    return np.exp(-place / dates), weight


def outside(phi: Complexes, dates: int, nodes: int) -> float:
    """The largest ``|phi|^dates`` among frequencies that the hyperbola leaves on its wrong side.

    The generating function is singular where ``z phi = 1``, and the hyperbola must
    keep all such ``z`` on its left. A strong drift, or jumps that all have one size,
    put some to its right: what they add is then missing however many nodes there
    are, and is of this order.
    """
    with np.errstate(divide="ignore"):
        place = dates * np.log(phi)
    wide = HEIGHT * nodes
    bend = np.maximum((1.0 - place.real / wide) / math.sin(ANGLE), 1.0)
    wrong = np.abs(place.imag) >= wide * math.cos(ANGLE) * np.sqrt(bend**2 - 1.0)
    return float(np.exp(place.real[wrong].max(initial=-math.inf)))


def survival(grid: Comb, phi: tuple[Complexes, Complexes], dates: int, nodes: int) -> Survival:
    """Survival over ``dates`` equal dates, for every distance.

    ``phi`` holds the transforms of one move at the frequencies `between` and at
    the `whole` ones.
    """
    size, zero = 2 * grid.half + 1, grid.half
    spectrum = _hilbert(grid)
    found = np.zeros(size, dtype=np.complex128)
    # node by node: what a node needs stays in the cache
    for z, weight in zip(*hyperbola(dates, nodes), strict=True):
        transformed = np.fft.fft(_log(1.0 - z * phi[0]), grid.points)
        transformed *= spectrum
        half_way = np.fft.ifft(transformed)[:size]
        # log D- is half the logarithm and its Hilbert transform; log D+(0) is the rest at frequency zero
        half_way += 0.5 * np.log(1.0 - z) - half_way[zero]
        np.exp(np.negative(half_way, out=half_way), out=half_way)
        half_way /= np.sqrt(1.0 - z * phi[1])
        half_way *= weight
        found += half_way
    found *= phi[1] / grid.circumference
    s = 1j * whole(grid)
    s[zero] = 1.0
    found /= s
    # the real function of a, at frequencies from 0 up: the negative ones add their conjugates
    both = found[zero:] + np.conj(found[zero::-1])
    level = found[zero].real
    both[0] = 0.0
    rim = grid.rim
    constant = level * rim + float(np.dot(both, np.exp(s[zero:] * rim)).real)
    return Survival(grid, constant, level, both)


def _log(numbers: Complexes) -> Complexes:
    """The principal logarithm by its real and imaginary parts: several times as fast as the library's complex one."""
    found = np.empty_like(numbers)
    real, imaginary = numbers.real, numbers.imag
    np.log(real * real + imaginary * imaginary, out=found.real)
    found.real *= 0.5
    np.arctan2(imaginary, real, out=found.imag)
    return found


def _hilbert(grid: Comb) -> Complexes:
    """Spectrum of the kernel from a function at `between` to its part below the barrier at `whole`."""
    lag = np.arange(grid.points)
    lag[lag > grid.points // 2] -= grid.points
    # whole frequency j stands half a step above the one between of the same index
    return np.fft.fft(1j / (math.pi * (2 * lag + 1)))


def probability(found: Survival, distances: Floats) -> Floats:
    """Probability of no passage at each distance to the barrier, at most the reach of the comb."""
    grid = found.grid
    if distances.size <= STENCIL:
        phases = np.exp(np.multiply.outer(distances, whole(grid)[grid.half :]) * -1j)
        waves = (phases @ found.transform).real
    else:
        length = fast_length(2 * OVERSAMPLING * grid.half)
        values = np.fft.irfft(np.conj(found.transform), length) * (length / 2)
        waves = interpolate(values, distances * (length / grid.circumference))
    return np.asarray(found.constant + found.slope * distances - waves, dtype=np.float64)
