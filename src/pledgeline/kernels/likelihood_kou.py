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
    from numpy.typing import NDArray

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
    mixture, order = stages(day), np.argsort(returns)
    density = mixture.weights @ basis(returns[order] - day.drift, day, mixture.most)
    return _in_place(np.log(np.maximum(density, SMALLEST)), order)


def kou_scores(returns: Floats, day: KouDay) -> tuple[Floats, Floats]:
    """Log density, and its derivatives by the fields of `day`, as (fields, returns).

    Every derivative is a mixture of the same densities. A change of the jumps
    is one more jump less none; a change of the drift or the deviation is a
    slope or a curvature of the density, and those of a gamma law are
    differences of gamma laws of neighbouring stages.
    """
    mixture, order, s = stages(day), np.argsort(returns), day.deviation
    away = returns[order] - day.drift
    w, up, down = mixture.weights, mixture.up, mixture.down
    p, q = day.up_probability, 1.0 - day.up_probability
    tilt = _slope(day, mixture.most)
    first, more_up, more_down = tilt @ w, up @ w, down @ w
    rows = np.stack((
        w,
        -first,
        s * (tilt @ first),
        p * more_up + q * more_down - w,
        day.jumps * (more_up - more_down),
        day.jumps * p / day.up_rate * (more_up - up @ more_up),
        day.jumps * q / day.down_rate * (more_down - down @ more_down),
    ))  # fmt: skip
    laws = basis(away, day, mixture.most)
    found = rows @ laws
    normal, scaled = laws[0], away / s
    found[1] += w[0] * normal * scaled / s
    found[2] += normal * (w[0] * (scaled * scaled - 1.0) / s - first[0] * scaled)
    density = np.maximum(found[0], SMALLEST)
    return _in_place(np.log(density), order), _in_place(found[1:] / density, order)


def kou_below(returns: Floats, day: KouDay) -> Floats:
    """Probability of a log return at or below each of `returns`, with two-sided exponential jumps."""
    mixture, order = stages(day), np.argsort(returns)
    count, away = mixture.most, returns[order] - day.drift
    laws = basis(away, day, count)[1:].reshape(2, count, len(away))
    sides = mixture.weights[1:].reshape(2, count)
    diffuse = normal_below(np.stack((away, -away)), NormalDay(0.0, day.deviation))
    rates = np.array((day.up_rate, day.down_rate))
    staged = np.maximum(diffuse[:, None] - np.cumsum(laws, axis=1) / rates[:, None, None], 0.0)
    up, down = np.einsum("sk,skr->sr", sides, staged)
    found: Floats = mixture.weights[0] * diffuse[0] + up + sides[1].sum() - down
    return _in_place(np.clip(found, 0.0, 1.0), order)


class Stages(NamedTuple):
    """The sum of a day's jumps as a mixture of gamma laws.

    `weights` of no jump, of 1, …, `most` stages upwards, and of as many
    downwards; the matrices say what one more jump upwards, or downwards, makes
    of such weights.
    """

    weights: Floats
    up: Floats
    down: Floats
    most: int


def stages(day: KouDay) -> Stages:
    """The mixture of a day; two stages beyond the most jumps have room for derivatives."""
    numbers = jump_numbers(day.jumps)
    count = len(numbers) + 1
    outlasts = day.down_rate / (day.up_rate + day.down_rate)  # that an upward exponential exceeds a downward one
    above, below = slice(1, count + 1), slice(count + 1, 2 * count + 1)
    up = _one_more(count, above, below, outlasts)
    down = _one_more(count, below, above, 1.0 - outlasts)
    further = day.up_probability * up + (1.0 - day.up_probability) * down
    state, total = np.zeros(2 * count + 1), np.zeros(2 * count + 1)
    state[0] = 1.0
    for weight in numbers:
        total += weight * state
        state = further @ state
    return Stages(total, up, down, count)


def basis(away: Floats, day: KouDay, count: int) -> Floats:
    """The laws that are mixed, at ascending `away` from the drift, as (laws, returns).

    They are the normal law, it plus 1, …, `count` stages, and it minus as many.
    """
    s = day.deviation
    found = np.empty((2 * count + 1, len(away)))
    found[0] = np.exp(-0.5 * (away / s) ** 2) / (s * ROOT_TWO_PI)
    staged_densities(away, s, day.up_rate, found[1 : count + 1])
    staged_densities(-away[::-1], s, day.down_rate, found[count + 1 :, ::-1])
    return found


def staged_densities(away: Floats, s: float, rate: float, found: Floats) -> None:
    """Write densities at ascending `away` of a normal of deviation `s` plus a gamma of 1, 2, … stages, one in a row."""
    start = s * rate - away / s
    turn = int(np.searchsorted(-start, -TURN))
    _downwards(start[:turn], found[:, :turn])
    found[:, :turn] *= np.exp(-0.5 * (away[:turn] / s) ** 2)
    _upwards(start[turn:], found[:, turn:])
    found[:, turn:] *= np.exp((s * rate) ** 2 / 2.0 - away[turn:] * rate)
    found *= (rate * (s * rate) ** np.arange(len(found)) / ROOT_TWO_PI)[:, None]


def _in_place(found: Floats, order: NDArray[np.intp]) -> Floats:
    """What was found for ascending returns, in the order in which they were given; along the last axis."""
    given = np.empty_like(found)
    given[..., order] = found
    return given


def _one_more(count: int, own: slice, other: slice, outlasts: float) -> Floats:
    """What one more exponential does: a stage more on its own side, or stages less on the other, crossing at most."""
    lag = np.arange(count)
    fewer = np.maximum(lag[None, :] - lag[:, None], 0)
    found = np.zeros((2 * count + 1, 2 * count + 1))
    found[own.start, 0] = 1.0
    found[own, own] = np.eye(count, k=-1)
    found[other, other] = np.triu(np.ones((count, count))) * (1.0 - outlasts) * outlasts**fewer
    found[own.start, other] = outlasts ** (lag + 1)
    return found


def _slope(day: KouDay, count: int) -> Floats:
    """The derivative by the return, on weights; the normal law's own derivative is not in it."""
    found = np.zeros((2 * count + 1, 2 * count + 1))
    for start, rate in ((1, day.up_rate), (count + 1, -day.down_rate)):
        place = np.arange(start, start + count)
        found[place, place] = -rate
        found[place[:-1], place[1:]] = rate
        found[0, start] = rate
    return found


def _upwards(start: Floats, found: Floats) -> None:
    """Hh_0, Hh_1, … in rows, where the upward recursion ``n Hh_n = Hh_(n-2) - x Hh_(n-1)`` keeps its digits."""
    from scipy.special import ndtr  # noqa: PLC0415  # slow to import, and only fits need it

    found[0] = ROOT_TWO_PI * ndtr(-start)
    before = np.exp(-0.5 * start * start)
    for n in range(1, len(found)):
        found[n] = np.maximum(before - start * found[n - 1], 0.0) / n
        before = found[n - 1]


def _downwards(start: Floats, found: Floats) -> None:
    """The same times ``exp(x^2 / 2)``, from ratios of neighbours: a continued fraction, read from its far end."""
    top = len(found) + RUN_UP
    ratio = 2.0 / (start + np.sqrt(start * start + 4.0 * (top + 1)))
    for n in range(top - 1, -1, -1):
        ratio = 1.0 / (start + (n + 1) * ratio)
        if n < len(found):
            found[n] = ratio
    np.cumprod(found, axis=0, out=found)
