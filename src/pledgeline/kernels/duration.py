"""Quantiles of durations and overruns from a normal score.

A score ``w`` stands for the level ``Phi(w)`` of a law. Scores keep both tails: where a level is needed, it comes with
its rest, ``1 - level``, computed on its own and not by subtraction.
"""

from __future__ import annotations

import math

from pledgeline.kernels.compiler import compiled
from pledgeline.kernels.duration_tables import (
    FIXED,
    LOG_NORMAL,
    NODE_STEP,
    NODES,
    PERT,
    REACH,
    TRIANGULAR,
    Floats,
    Laws,
)

_SQRT_HALF = math.sqrt(0.5)
_MIDDLE = 0.425  # of the three pieces of `normal_score`: up to this distance from one half,
_FAR = 5.0  # and from this root of the log on
_SMALL = 0.5  # below it a logarithm of one plus something is the exact one


@compiled
def _ratio(a: tuple[float, ...], b: tuple[float, ...], x: float) -> float:
    """Two polynomials of the seventh degree, one over the other; constants first."""
    above = ((((((a[7] * x + a[6]) * x + a[5]) * x + a[4]) * x + a[3]) * x + a[2]) * x + a[1]) * x + a[0]
    below = ((((((b[7] * x + b[6]) * x + b[5]) * x + b[4]) * x + b[3]) * x + b[2]) * x + b[1]) * x + b[0]
    return above / below


# Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", routine PPND16
_A = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_B = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
)  # fmt: skip
_C = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_D = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
)  # fmt: skip
_E = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_F = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
)  # fmt: skip


@compiled
def normal_score(level: float, rest: float) -> float:
    """``Phi^-1(level)`` to 1e-15 relative; ``rest`` is ``1 - level``, and both are above 0."""
    q = 0.5 * (level - rest)
    if abs(q) <= _MIDDLE:
        return q * _ratio(_A, _B, 0.180625 - q * q)
    r = math.sqrt(-math.log(min(level, rest)))
    score = _ratio(_C, _D, r - 1.6) if r <= _FAR else _ratio(_E, _F, r - _FAR)
    return score if q > 0.0 else -score


@compiled
def level_of(score: float) -> float:
    """``Phi(score)``; that of ``-score`` is its rest."""
    return 0.5 * math.erfc(-_SQRT_HALF * score)


@compiled
def conditional_score(score: float, never: float, floor: float) -> float:
    """The score at which a law is read, infinite where the work never ends.

    The upper ``never`` of all scores do not end; the others are spread over the law above its level ``floor``,
    where it is known to lie. Both are in [0, 1); with 0 and 0 the score is left as it is.
    """
    if never == 0.0 and floor == 0.0:
        return score
    rest = level_of(-score)
    if rest <= never:
        return math.inf
    come = 1.0 - never
    rest = (1.0 - floor) * ((rest - never) / come)
    level = floor + (1.0 - floor) * (level_of(score) / come)
    return normal_score(level, rest)


@compiled
def _read_table(nodes: Floats, score: float) -> float:
    """Cubic Hermite interpolation between the nodes of a table (NODES, 2)."""
    place = min(max((score + REACH) / NODE_STEP, 0.0), NODES - 1.0)
    node = min(int(place), NODES - 2)
    x = place - node
    before, after = nodes[node, 0], nodes[node + 1, 0]
    rise = after - before
    slope, last = nodes[node, 1], nodes[node + 1, 1]
    return before + x * (slope + x * ((3.0 * rise - 2.0 * slope - last) + x * (slope + last - 2.0 * rise)))


@compiled
def _triangular(law: Floats, level: float, rest: float) -> float:
    """Quantile of a triangle over low, likely, high, measured from the nearer end."""
    low, likely, high = law[0], law[1], law[2]
    width = high - low
    if level * width < likely - low:
        return low + math.sqrt(level * width * (likely - low))
    return high - math.sqrt(rest * width * (high - likely))


@compiled
def _overrun(law: Floats, level: float, rest: float) -> float:
    """Quantile of the overrun of a reference class: a truncated exponential, and a cut power law above it."""
    share, least, start, tilt = law[1], law[2], law[3], law[4]
    index, cut, kept = law[5], law[6], law[7]
    if rest > share or share == 0.0:
        below = level / (1.0 - share)
        above = (rest - share) / (1.0 - share)
        if tilt > 1.0:
            place = -math.log(above + below * math.exp(-tilt)) / tilt
        elif tilt >= 0.0:
            place = -math.log1p(below * math.expm1(-tilt)) / tilt
        elif tilt >= -1.0:
            place = 1.0 - math.log1p(above * math.expm1(tilt)) / tilt
        else:
            place = 1.0 - math.log(below + above * math.exp(tilt)) / tilt
        return least + (start - least) * place
    above = rest / share
    if kept < _SMALL:
        return start * math.exp(-math.log1p(-kept * ((share - rest) / share)) / index)
    return start * math.exp(-math.log(cut + kept * above) / index)


@compiled
def quantile(laws: Laws, row: int, score: float) -> float:
    """The quantile of one law at a finite score: days, or for an overrun ``plan * (1 + overrun)``."""
    code = laws.codes[row]
    law = laws.parameters[row]
    if code == FIXED:
        return law[0]
    if code == LOG_NORMAL:
        return law[0] * math.exp(law[1] * score)
    if code == PERT:
        return law[0] + (law[2] - law[0]) * _read_table(laws.quantiles[laws.tables[row]], score)
    level = level_of(score)
    rest = level_of(-score)
    if code == TRIANGULAR:
        return _triangular(law, level, rest)
    return law[0] * (1.0 + _overrun(law, level, rest))
