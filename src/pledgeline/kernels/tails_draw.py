"""One day of one branch under one law of a mixture, and its likelihood under all of them.

A law differs from that of the case by the mean of the independent normals and
by the rate and size of the jumps, for some days. Random numbers are pure
functions of (seed, path, branch, day or number of the jump, factor or clock).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.normals import GROUP, normal_pair
from pledgeline.kernels.paths import NORMAL_JUMPS, Factors, Floats, Ints, _log_jump, _normal
from pledgeline.kernels.philox import philox

# upper part of the third counter word, beyond those of the simulated paths: no number is drawn twice
BRANCH_NORMAL = 4 << 16
BRANCH_JUMP = 5 << 16
BRANCH_SCHEDULED = 6 << 16
BRANCH_LAW = 7 << 16

MOST_BRANCHES = 1 << 16  # of one path: the second counter word holds the branch, and 16 bits for the day or the jump


class Laws(NamedTuple):
    """The laws that branches are drawn from. Shapes: M paths, Q laws, F factors, C jump clocks.

    Law q differs from law 0, the law of the case, on the first ``window`` days after the first call, or after every
    later one.
    """

    window: Ints  # (M, Q) days
    shift: Floats  # (M, Q, F) mean of the independent normals of a day
    rate: Floats  # (M, Q, C) jumps a day
    jump: Floats  # (M, Q, C, 3) law of the log jump, as in `Factors.clock_law`
    later: Ints  # (Q,) 0: after the first call; 1: after later ones


class Draw(NamedTuple):
    """Scratch of one branch."""

    chunk: Floats  # (F, 1, 1) log of price over spot today
    normals: Floats  # (F,) independent
    hazard: Floats  # (C,) what is left of the exponential variate before the next jump
    jumps: npt.NDArray[np.uint64]  # (C,) how many have been drawn
    ratio: Floats  # (Q,) log likelihood ratio of each law to law 0
    outcomes: Record  # (1,) OUTCOME


@compiled
def uniforms(
    path: int, branch: int, number: int, stream: int, key: npt.NDArray[np.uint64]
) -> tuple[float, float, float]:
    """Three uniforms in (0, 1) of one branch."""
    low = np.uint64(0xFFFFFFFF)
    counter = np.uint64(path)
    second = (np.uint64(branch) << np.uint64(16)) | np.uint64(number)
    w0, w1, w2, _ = philox(counter & low, second, np.uint64(stream), counter >> np.uint64(32), key[0], key[1])
    scale = 2.0**-32
    return (np.float64(w0) + 0.5) * scale, (np.float64(w1) + 0.5) * scale, (np.float64(w2) + 0.5) * scale


@compiled
def _draw_normals(path: int, branch: int, number: int, key: npt.NDArray[np.uint64], normals: Floats) -> None:
    """Independent normals for all factors on one day of one branch."""
    low = np.uint64(0xFFFFFFFF)
    counter = np.uint64(path)
    second = (np.uint64(branch) << np.uint64(16)) | np.uint64(number)
    for group in range(-(-normals.size // GROUP)):
        stream = np.uint64(BRANCH_NORMAL + group)
        w0, w1, w2, w3 = philox(counter & low, second, stream, counter >> np.uint64(32), key[0], key[1])
        n0, n1 = normal_pair(np.uint32(w0), np.uint32(w1))
        n2, n3 = normal_pair(np.uint32(w2), np.uint32(w3))
        for k, normal in enumerate((n0, n1, n2, n3)):
            if GROUP * group + k < normals.size:
                normals[GROUP * group + k] = np.float64(normal)


@compiled
def log_ratio(kind: int, law: Floats, base: Floats, size: float) -> float:
    """Log of the density of a log jump under ``law`` over that under ``base``; normal laws share their deviation."""
    if kind == NORMAL_JUMPS:
        if law[0] == base[0]:
            return 0.0
        return (law[0] - base[0]) * (size - 0.5 * (law[0] + base[0])) / (base[1] * base[1])
    if size > 0.0:
        return math.log(law[0] * law[1] / (base[0] * base[1])) - (law[1] - base[1]) * size
    return math.log((1.0 - law[0]) * law[2] / ((1.0 - base[0]) * base[2])) + (law[2] - base[2]) * size


@inlined
def _holds(laws: Laws, row: int, q: int, elapsed: int, again: int) -> bool:
    """Whether a law differs today from the law of the case."""
    return elapsed <= laws.window[row, q] and laws.later[q] == again


@inlined
def move(
    factors: Factors,
    key: npt.NDArray[np.uint64],
    laws: Laws,
    draw: Draw,
    place: tuple[int, int, int, int],
    elapsed: int,
    again: int,
    own: int,
) -> None:
    """One day of a branch drawn from law ``own``: moves of all factors, and the log ratios of all laws.

    ``place`` is the row, the path, the branch and the day; ``elapsed`` counts the days since the last call, from 1;
    ``again`` is 0 after the first call and 1 after a later one.
    """
    row, path, branch, number = place
    count = factors.volatility.size
    tilted = _holds(laws, row, own, elapsed, again)
    _draw_normals(path, branch, number, key, draw.normals)
    if tilted:
        for f in range(count):
            draw.normals[f] += laws.shift[row, own, f]
    for q in range(1, laws.window.shape[1]):
        if _holds(laws, row, q, elapsed, again):
            for f in range(count):
                shift = laws.shift[row, q, f]
                draw.ratio[q] += shift * (draw.normals[f] - 0.5 * shift)
    for f in range(count):
        normal = draw.normals[f]
        if factors.correlated:
            normal *= factors.mix[f, f]
            for g in range(f):
                normal += factors.mix[f, g] * draw.normals[g]
        draw.chunk[f, 0, 0] += factors.drift[f, number - 1] + factors.volatility[f] * normal
    for clock in range(factors.clock_rate.size):
        base = factors.clock_rate[clock]
        for q in range(1, laws.window.shape[1]):
            if _holds(laws, row, q, elapsed, again):
                draw.ratio[q] -= laws.rate[row, q, clock] - base
        draw.hazard[clock] -= laws.rate[row, own, clock] if tilted else base
        while draw.hazard[clock] <= 0.0:
            _jump(factors, key, laws, draw, place, elapsed, again, own, clock)
    for e in range(factors.scheduled_day.size):
        if factors.scheduled_day[e] == number:
            std = factors.scheduled_std[e]
            f = factors.scheduled_factor[e]
            first, second, _ = uniforms(path, branch, number, BRANCH_SCHEDULED + f, key)
            draw.chunk[f, 0, 0] += std * _normal(first, second) - 0.5 * std * std


@compiled
def _jump(
    factors: Factors,
    key: npt.NDArray[np.uint64],
    laws: Laws,
    draw: Draw,
    place: tuple[int, int, int, int],
    elapsed: int,
    again: int,
    own: int,
    clock: int,
) -> None:
    """One jump of a branch, and the exponential variate before the next one."""
    row, path, branch, _ = place
    kind = factors.clock_kind[clock]
    base = factors.clock_law[clock]
    drawn = int(draw.jumps[clock]) + 1
    gap, first, second = uniforms(path, branch, drawn, BRANCH_JUMP + factors.clock_stream[clock], key)
    tilted = _holds(laws, row, own, elapsed, again)
    size = _log_jump(kind, laws.jump[row, own, clock] if tilted else base, first, second)
    for q in range(1, laws.window.shape[1]):
        if _holds(laws, row, q, elapsed, again):
            rates = math.log(laws.rate[row, q, clock] / factors.clock_rate[clock])
            draw.ratio[q] += rates + log_ratio(kind, laws.jump[row, q, clock], base, size)
    for f in range(factors.volatility.size):
        draw.chunk[f, 0, 0] += factors.loading[clock, f] * size
    draw.jumps[clock] = np.uint64(drawn)
    draw.hazard[clock] += -math.log(gap)
