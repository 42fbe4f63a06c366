"""How long work takes and how far it goes over its plan, as laws: quantiles, means, and what stands in the plan.

Durations are in days, overruns fractions of a plan. What each law is made of: `docs/models/programmes.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import require
from pledgeline.engine.overruns import Overrun, body_mean, tail_length, tail_mean
from pledgeline.errors import OutOfRange
from pledgeline.kernels.duration_tables import (
    FIXED,
    LOG_NORMAL,
    NODES,
    OVERRUN,
    PARAMETERS,
    PERT,
    REACH,
    TRIANGULAR,
    Laws,
)
from pledgeline.language.saying import said
from pledgeline.units.text import figured, number_text, span_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.kernels.duration_tables import Floats, Ints

MONTH = 30.4375  # days
YEAR = 365.25
_HEAVIEST = 100.0  # weight of a PERT law: beyond, its table would be too coarse
_SQRT_HALF = math.sqrt(0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law of durations in days, or of actual over planned cost.

    ``code`` and ``parameters`` as in `pledgeline.kernels.duration_tables`; ``planned`` is what a plan without
    uncertainty counts with. Laws with equal fields are equal.
    """

    code: int
    parameters: tuple[float, ...]
    planned: float

    @property
    def support(self) -> tuple[float, float]:
        """The shortest and the longest it can take; infinite for a law without an end."""
        p = self.parameters
        if self.code == OVERRUN:
            plan, share, least, start, _, index, cut, kept = p
            most = start * math.exp(tail_length(index, cut, kept)) if share else start
            return plan * (1.0 + least), plan * (1.0 + most)
        if self.code == LOG_NORMAL:
            return (0.0, math.inf) if p[1] > 0.0 else (p[0], p[0])
        return p[0], p[0] if self.code == FIXED else p[2]

    def quantile(self, level: float) -> float:
        """The duration not exceeded with probability ``level``, by the arithmetic of the simulation, interpreted.

        Raises OutOfRange for a level outside [0, 1]. Error: that of rounding; for a PERT law under 1e-6 of its width.
        """
        if not 0.0 <= level <= 1.0:
            raise OutOfRange(
                said("level is {level}: from 0 to 1, 0.9 for the 90 % quantile", level=figured(number_text, level))
            )
        if level in {0.0, 1.0}:
            return self.support[int(level)]
        from pledgeline.kernels import duration  # noqa: PLC0415  # a law can be written down without a compiler
        from pledgeline.kernels.compiler import interpreted  # noqa: PLC0415

        laws, _ = pack_laws((self,))
        return float(interpreted(duration.quantile)(laws, 0, interpreted(duration.normal_score)(level, 1.0 - level)))

    def cdf(self, days: float) -> float:
        """The probability that it takes at most ``days``."""
        shortest, longest = self.support
        if days >= longest:
            return 1.0
        if days < shortest:
            return 0.0
        p = self.parameters
        if self.code == TRIANGULAR:
            return _triangular_cdf(p, days)
        if self.code == PERT:
            from scipy.special import betainc  # noqa: PLC0415  # slow to import, and only building programmes need it

            return float(betainc(*_shape(p), (days - p[0]) / (p[2] - p[0])))
        if self.code == LOG_NORMAL:
            return 0.5 * math.erfc(-_SQRT_HALF * math.log(days / p[0]) / p[1]) if days > 0.0 else 0.0
        return _overrun_cdf(p, days / p[0] - 1.0)

    def mean(self) -> float:
        """The mean duration; infinite for an uncut tail of index 1 or less."""
        p = self.parameters
        if self.code == TRIANGULAR:
            return (p[0] + p[1] + p[2]) / 3.0
        if self.code == PERT:
            return (p[0] + p[3] * p[1] + p[2]) / (p[3] + 2.0)
        if self.code == LOG_NORMAL:
            return p[0] * math.exp(0.5 * p[1] * p[1])
        if self.code == OVERRUN:
            plan, share, least, start, tilt, index, cut, kept = p
            body = body_mean(least, start, tilt)
            return plan * (1.0 + (1.0 - share) * body + (share * tail_mean(start, index, cut, kept) if share else 0.0))
        return p[0]

    def floor(self, elapsed: float) -> float:
        """The level above which it lies, given that it has taken ``elapsed`` days and is not over.

        Raises OutOfRange where the law ends before, or leaves no chance of so long a time that can be reckoned with.
        """
        level = self.cdf(elapsed)
        if level == 1.0:
            remedy = said("give it a longer one, or say it is done")
            raise OutOfRange(said("{what}; {remedy}", what=self._outlasted(elapsed), remedy=remedy))
        return 0.0 if self.code == FIXED else level

    def _outlasted(self, elapsed: float) -> str:
        """That something has taken longer than it could."""
        taken, longest = figured(span_text, elapsed / MONTH, "mo"), self.support[1]
        if longest == math.inf:
            return said(
                "it has taken {elapsed} so far, and its law, planned at {planned}, leaves no chance of that",
                elapsed=taken,
                planned=figured(span_text, self.planned / MONTH, "mo"),
            )
        return said(
            "it has taken {elapsed} so far, and its law ends after {longest}",
            elapsed=taken,
            longest=figured(span_text, longest / MONTH, "mo"),
        )


def fixed(days: float) -> Law:
    """A duration that is known; for a cost, 1.0 is the plan."""
    require((math.isfinite(days) and days >= 0, said("a duration must be at least 0 days")))
    return Law(code=FIXED, parameters=(float(days),), planned=float(days))


def triangular(low: float, likely: float, high: float) -> Law:
    """A triangle: the density rises from ``low`` to ``likely`` and falls to ``high``."""
    require(_ascending(low, likely, high))
    return fixed(low) if low == high else Law(code=TRIANGULAR, parameters=(low, likely, high), planned=likely)


def pert(low: float, likely: float, high: float, *, weight: float = 4.0) -> Law:
    """A beta law on ``low .. high`` with mean ``(low + weight likely + high) / (weight + 2)``.

    Source: Malcolm, Roseboom, Clark and Fazar (1959), with the weight left free.
    """
    require(_ascending(low, likely, high), (0 < weight <= _HEAVIEST, said("weight must be above 0 and at most 100")))
    return fixed(low) if low == high else Law(code=PERT, parameters=(low, likely, high, weight), planned=likely)


def log_normal(median: float, deviation: float) -> Law:
    """A log-normal law; ``deviation`` is that of the log."""
    require(
        (math.isfinite(median) and median > 0, said("the median must be above 0 days")),
        (math.isfinite(deviation) and deviation >= 0, said("the deviation must be at least 0")),
    )
    return Law(code=LOG_NORMAL, parameters=(median, deviation), planned=median)


def log_normal_overrun(plan: float, *, mean: float, deviation: float) -> Law:
    """``plan * (1 + X)`` where ``1 + X`` is log-normal with mean ``1 + mean``: a class without a published tail."""
    require(
        (math.isfinite(plan) and plan > 0, said("the plan must be above 0")),
        (math.isfinite(mean) and mean > -1, said("the mean overrun must be above −100%")),
        (math.isfinite(deviation) and deviation >= 0, said("the deviation must be at least 0")),
    )
    median = plan * (1.0 + mean) * math.exp(-0.5 * deviation * deviation)
    return Law(code=LOG_NORMAL, parameters=(median, deviation), planned=plan)


def overrun(plan: float, like: Overrun) -> Law:
    """``plan * (1 + X)`` with the overrun ``X`` of a reference class; ``plan`` is 1.0 for actual over planned cost."""
    require((math.isfinite(plan) and plan > 0, said("the plan must be above 0")))
    shape = (like.share, like.least, like.start, like.tilt, like.index, like.cut, like.kept)
    return Law(code=OVERRUN, parameters=(plan, *shape), planned=plan)


def pack_laws(laws: Sequence[Law]) -> tuple[Laws, Ints]:
    """The distinct laws of a sequence as arrays, and the row of each; equal shapes of PERT share a table."""
    distinct = dict.fromkeys(laws)
    shapes = dict.fromkeys(_shape(law.parameters) for law in distinct if law.code == PERT)
    tables = {shape: row for row, shape in enumerate(shapes)}
    rows = {law: row for row, law in enumerate(distinct)}
    parameters = np.zeros((len(rows), PARAMETERS))
    for law, row in rows.items():
        parameters[row, : len(law.parameters)] = law.parameters
    packed = Laws(
        np.array([law.code for law in rows], np.int64),
        parameters,
        np.array([tables[_shape(law.parameters)] if law.code == PERT else 0 for law in rows], np.int64),
        np.stack([beta_quantiles(*shape) for shape in tables]) if tables else np.zeros((1, NODES, 2)),
    )
    return packed, np.array([rows[law] for law in laws], np.int64)


@lru_cache(maxsize=256)
def beta_quantiles(alpha: float, beta: float) -> Floats:
    """Quantile of a beta law at each node of a table, and its slope over one step between nodes; (NODES, 2).

    Interpolated, it errs by less than 1e-6 for both parameters in 1 .. 5, the shapes of a PERT law of weight 4.
    """
    from scipy.special import betaincinv, betaln, ndtr  # noqa: PLC0415  # slow to import, and only programmes need it

    scores = np.linspace(-REACH, REACH, NODES)
    low, high = betaincinv(alpha, beta, ndtr(scores)), betaincinv(beta, alpha, ndtr(-scores))  # each exact at its end
    lower = scores < 0.0
    place = np.where(lower, low, 1.0 - high)
    rest = np.where(lower, 1.0 - low, high)
    log_density = (alpha - 1.0) * np.log(place) + (beta - 1.0) * np.log(rest) - betaln(alpha, beta)
    slope = np.exp(-0.5 * scores * scores - 0.5 * math.log(2.0 * math.pi) - log_density)
    table: Floats = np.column_stack((place, slope * (scores[1] - scores[0])))
    table.setflags(write=False)
    return table


def _shape(points: tuple[float, ...]) -> tuple[float, float]:
    """Both parameters of the beta law of a PERT law."""
    low, likely, high, weight = points
    return 1.0 + weight * (likely - low) / (high - low), 1.0 + weight * (high - likely) / (high - low)


def _triangular_cdf(points: tuple[float, ...], days: float) -> float:
    low, likely, high = points
    if days < likely:
        return (days - low) ** 2 / ((high - low) * (likely - low))
    return 1.0 - (high - days) ** 2 / ((high - low) * (high - likely))


def _overrun_cdf(law: tuple[float, ...], over: float) -> float:
    """Of the overrun itself, between its ends."""
    _, share, least, start, tilt, index, _, kept = law
    if over < start:
        place = (over - least) / (start - least)
        if tilt < 0.0:  # from the other end, so that nothing overflows
            return (1.0 - share) * (1.0 - math.expm1(tilt * (1.0 - place)) / math.expm1(tilt))
        return (1.0 - share) * math.expm1(-tilt * place) / math.expm1(-tilt)
    return 1.0 - share - share * math.expm1(-index * math.log(over / start)) / kept


def _ascending(low: float, likely: float, high: float) -> tuple[bool, str]:
    holds = 0 <= low <= likely <= high < math.inf
    return holds, said("low, likely and high must be durations in ascending order")
