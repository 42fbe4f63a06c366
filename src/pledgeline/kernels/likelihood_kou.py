"""The law of one day's log return under a diffusion with two-sided exponential jumps.

A sum of such jumps is a mixture of gamma laws on either side of zero, with
weights that are all positive, so nothing cancels. A normal plus a gamma of
``k`` stages of rate ``eta`` has the density

    f_k(x) = eta^k s^(k-1) / sqrt(2 pi) exp((s eta)^2 / 2 - x eta) Hh_(k-1)(s eta - x / s)

with the repeated integrals ``Hh`` of the normal density, and the distribution
function ``F_k = F_(k-1) - f_k / eta``, where ``F_0`` is the normal one.

Sources: Kou (2002), appendix B; Abramowitz and Stegun (1964), 7.2 and 19.14.
The relative error of a density is about 1e-9 at most, mostly 1e-13; jumps
left out have a probability under `likelihood.TAIL`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pledgeline.kernels.likelihood import SMALLEST, NormalDay, jump_numbers, normal_below

if TYPE_CHECKING:
    from pledgeline.kernels.likelihood import Floats

ROOT_TWO_PI = math.sqrt(2.0 * math.pi)
TURN = 2.0  # up to here the recursion of Hh goes upwards, from here on downwards
RUN_UP = 16  # stages above the highest wanted one, where the recursion downwards starts


class KouDay(NamedTuple):
    """A day with two-sided exponential jumps; `jumps` is their expected number, the rates are of log jumps."""

    drift: float
    deviation: float
    jumps: float
    up_probability: float
    up_rate: float
    down_rate: float


def kou_log_density(returns: Floats, day: KouDay) -> Floats:
    """Log density of log returns with two-sided exponential jumps; shape of `returns`."""
    none, sides = stages(day)
    away, s = returns - day.drift, day.deviation
    density = none * np.exp(-0.5 * (away / s) ** 2) / (s * ROOT_TWO_PI)
    density += np.einsum("ks,ksr->r", sides, _both_sides(away, day, len(sides)))
    return np.log(np.maximum(density, SMALLEST))


def kou_below(returns: Floats, day: KouDay) -> Floats:
    """Probability of a log return at or below each of `returns`, with two-sided exponential jumps."""
    none, sides = stages(day)
    away = returns - day.drift
    diffuse = normal_below(np.stack((away, -away)), NormalDay(0.0, day.deviation))
    rates = np.array((day.up_rate, day.down_rate))[:, None]
    staged = np.maximum(diffuse - np.cumsum(_both_sides(away, day, len(sides)), axis=0) / rates, 0.0)
    up, down = np.einsum("ks,ksr->sr", sides, staged)
    found: Floats = none * diffuse[0] + up + sides[:, 1].sum() - down
    return np.clip(found, 0.0, 1.0)


def stages(day: KouDay) -> tuple[float, Floats]:
    """The sum of a day's jumps as a mixture: weight of no jump; weights of 1, 2, … stages, up and down, as (stages, 2).

    A further jump adds a stage on its own side; one on the other side cancels
    stages by the law of the difference of two exponentials.
    """
    numbers = jump_numbers(day.jumps)
    size = max(len(numbers) - 1, 1)
    further = _further_jump(day, size)
    mixture, total = np.zeros(2 * size), np.zeros(2 * size)
    mixture[0], mixture[size] = day.up_probability, 1.0 - day.up_probability
    for weight in numbers[1:]:
        total += weight * mixture
        mixture = further @ mixture
    return float(numbers[0]), total.reshape(2, size).T


def staged_densities(away: Floats, s: float, rates: Floats, count: int) -> Floats:
    """Densities at `away` of a normal of deviation `s` plus a gamma of 1, …, `count` stages of a rate for each place."""
    start = s * rates - away / s
    near = start < TURN
    found = np.empty((count, *away.shape))
    found[:, near] = _upwards(start[near], count) * np.exp((s * rates[near]) ** 2 / 2.0 - away[near] * rates[near])
    far = ~near
    found[:, far] = _downwards(start[far], count) * np.exp(-0.5 * (away[far] / s) ** 2)
    return found


def _both_sides(away: Floats, day: KouDay, count: int) -> Floats:
    """Densities of a normal plus stages upwards, and minus stages downwards, as (stages, sides, returns)."""
    s, sides = day.deviation, np.array((day.up_rate, day.down_rate))
    mirrored = np.stack((away, -away))
    found = staged_densities(mirrored, s, np.broadcast_to(sides[:, None], mirrored.shape), count)
    scale = sides * (s * sides) ** np.arange(count)[:, None] / ROOT_TWO_PI
    found *= scale[:, :, None]
    return found


def _further_jump(day: KouDay, size: int) -> Floats:
    """What one more jump does to the weights of 1, …, `size` stages up, then down, as a matrix."""
    p, q = day.up_probability, 1.0 - day.up_probability
    outlasts = day.down_rate / (day.up_rate + day.down_rate)  # that an upward exponential exceeds a downward one
    lag = np.arange(size)
    cancelled = np.maximum(lag[None, :] - lag[:, None], 0)
    further = np.zeros((2 * size, 2 * size))
    kept = np.triu(np.ones((size, size)))
    further[:size, :size] = q * outlasts * kept * (1.0 - outlasts) ** cancelled + p * np.eye(size, k=-1)
    further[size:, size:] = p * (1.0 - outlasts) * kept * outlasts**cancelled + q * np.eye(size, k=-1)
    further[0, size:] = p * outlasts ** (lag + 1)
    further[size, :size] = q * (1.0 - outlasts) ** (lag + 1)
    return further


def _upwards(start: Floats, count: int) -> Floats:
    """Hh_0, …, Hh_(count-1) where the upward recursion ``n Hh_n = Hh_(n-2) - x Hh_(n-1)`` keeps its digits."""
    from scipy.special import ndtr  # noqa: PLC0415  # slow to import, and only fits need it

    found = np.empty((count, len(start)))
    found[0] = ROOT_TWO_PI * ndtr(-start)
    before = np.exp(-0.5 * start * start)
    for n in range(1, count):
        found[n] = (before - start * found[n - 1]) / n
        before = found[n - 1]
    return np.maximum(found, 0.0)


def _downwards(start: Floats, count: int) -> Floats:
    """The same times ``exp(x^2 / 2)``, from ratios of neighbours: a continued fraction, read from its far end."""
    top = count + RUN_UP
    ratio = 2.0 / (start + np.sqrt(start * start + 4.0 * (top + 1)))
    found = np.empty((count, len(start)))
    for n in range(top - 1, -1, -1):
        ratio = 1.0 / (start + (n + 1) * ratio)
        if n < count:
            found[n] = ratio
    return np.cumprod(found, axis=0)
