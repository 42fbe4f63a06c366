"""The laws that can be fitted, as a table: parameters, borders, starts, and what each law says of one day.

A search walks in coordinates of its own: the mean daily log return and the
sizes of jumps in units of the sample deviation, and logarithms of what is
positive. So all of them are of order one, and a borderless step is a sensible
one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.fit_results import NUMBER, RATIO
from pledgeline.kernels.likelihood import (
    MertonDay,
    NormalDay,
    merton_below,
    merton_scores,
    normal_below,
    normal_scores,
)
from pledgeline.kernels.likelihood_kou import KouDay, kou_below, kou_scores
from pledgeline.market.dynamics import DATES_PER_YEAR, GBM, Dynamics, Kou, Merton, mean_jump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pledgeline.engine.fit_search import Surface

    Floats = NDArray[np.float64]
    Day = NormalDay | MertonDay | KouDay

MODELS = ("gbm", "merton", "kou")
MOST_JUMPS = 500.0  # a year: two a day, where jumps have become the diffusion
FEWEST_JUMPS = 0.1  # over the whole sample
LEAST_DEVIATION, MOST_DEVIATION = 0.02, 2.0  # of the diffusion, in sample deviations
LEAST_JUMP, LARGEST_JUMP = 0.05, 0.99  # mean size or deviation: in sample deviations, and as a log move
NUDGE = 1e-6  # of a coordinate, to see what it does to the law
FARTHEST_MEAN = 30.0  # of jumps, in sample deviations
RATE = 2  # where the logarithm of jumps a day stands among the coordinates
# jumps a day, and their size in sample deviations: frequent and small, in between, rare and large
STARTS = ((0.4, 1.0), (0.05, 2.0), (0.01, 4.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One law: `names` and `kinds` of its parameters, functions of its coordinates and of the sample deviation."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]
    day: Callable[[Sequence[float], float], Day]
    scores: Callable[[Floats, Any], tuple[Floats, Floats]]
    below: Callable[[Floats, Any], Floats]
    dynamics: Callable[[Any], Dynamics]
    jumps: bool

    def parameters(self, place: Sequence[float], deviation: float) -> Floats:
        """The parameters of the law at a place of the search, growth first, in the order of `names`."""
        law = self.dynamics(self.day(place, deviation))
        return np.array([getattr(law, name) for name in self.names])

    def surface(self, returns: Floats) -> Surface:
        """Minus the mean log density of returns, with its slopes, as a function of the coordinates."""
        deviation = float(returns.std())

        def surface(place: Sequence[float]) -> tuple[float, Floats]:
            log_density, scores = self.scores(returns, self.day(place, deviation))
            return -float(log_density.mean()), -self._change(place, deviation) @ scores.mean(axis=1)

        return surface

    def _change(self, place: Sequence[float], deviation: float) -> Floats:
        """What each coordinate does to each field of the day, as (coordinates, fields)."""
        rows = []
        for index in range(len(place)):
            ahead, behind = list(place), list(place)
            ahead[index] += NUDGE
            behind[index] -= NUDGE
            rows.append(np.subtract(self.day(ahead, deviation), self.day(behind, deviation)))
        return np.array(rows) / (2.0 * NUDGE)


def borders(model: str, returns: Floats) -> tuple[tuple[float, float], ...]:
    """The lowest and the highest of each coordinate."""
    deviation, observations = float(returns.std()), len(returns)
    mean = float(returns.mean()) / deviation
    level = ((mean - 1.0, mean + 1.0), (math.log(LEAST_DEVIATION), math.log(MOST_DEVIATION)))
    if model == "gbm":
        return level
    rate = (math.log(FEWEST_JUMPS / observations), math.log(MOST_JUMPS / DATES_PER_YEAR))
    size = (math.log(LEAST_JUMP), math.log(LARGEST_JUMP / deviation))
    if model == "merton":
        return (*level, rate, (-FARTHEST_MEAN, FARTHEST_MEAN), size)
    return (*level, rate, (0.0, 1.0), size, size)


def starts(model: str, returns: Floats) -> tuple[tuple[float, ...], ...]:
    """Where the searches begin; together the parts have about the sample deviation."""
    mean = float(returns.mean() / returns.std())
    if model == "gbm":
        return ((mean, 0.0),)
    found = []
    for jumps, size in STARTS:
        diffusion = 0.5 * math.log(max(1.0 - 0.5 * jumps * size * size, 0.2))
        shape = (0.0, math.log(size)) if model == "merton" else (0.5, math.log(size / 1.4), math.log(size / 1.4))
        found.append((mean, diffusion, math.log(jumps), *shape))
    return tuple(found)


def _normal_day(place: Sequence[float], deviation: float) -> NormalDay:
    return NormalDay(place[0] * deviation, math.exp(place[1]) * deviation)


def _merton_day(place: Sequence[float], deviation: float) -> MertonDay:
    jumps, mean = math.exp(place[RATE]), place[3] * deviation
    drift = place[0] * deviation - jumps * mean
    return MertonDay(drift, math.exp(place[1]) * deviation, jumps, mean, math.exp(place[4]) * deviation)


def _kou_day(place: Sequence[float], deviation: float) -> KouDay:
    jumps, p = math.exp(place[RATE]), place[3]
    up, down = math.exp(place[4]) * deviation, math.exp(place[5]) * deviation
    drift = place[0] * deviation - jumps * (p * up - (1.0 - p) * down)
    return KouDay(drift, math.exp(place[1]) * deviation, jumps, p, 1.0 / up, 1.0 / down)


def _gbm(day: NormalDay) -> GBM:
    volatility = day.deviation * math.sqrt(DATES_PER_YEAR)
    return GBM(growth=day.drift * DATES_PER_YEAR + volatility**2 / 2.0, volatility=volatility)


def _merton(day: MertonDay) -> Merton:
    volatility, rate = day.deviation * math.sqrt(DATES_PER_YEAR), day.jumps * DATES_PER_YEAR
    shape = {"jump_rate": rate, "jump_mean": day.jump_mean, "jump_std": day.jump_std}
    still = Merton(volatility=volatility, **shape)
    return Merton(growth=_growth(day.drift, still, rate), volatility=volatility, **shape)


def _kou(day: KouDay) -> Kou:
    volatility, rate = day.deviation * math.sqrt(DATES_PER_YEAR), day.jumps * DATES_PER_YEAR
    shape = {
        "jump_rate": rate,
        "up_probability": day.up_probability,
        "up_rate": day.up_rate,
        "down_rate": day.down_rate,
    }
    still = Kou(volatility=volatility, **shape)
    return Kou(growth=_growth(day.drift, still, rate), volatility=volatility, **shape)


def _growth(drift: float, still: Dynamics, rate: float) -> float:
    """Growth of the expected price, a year, from the drift of the diffusion in a day."""
    return drift * DATES_PER_YEAR + still.volatility**2 / 2.0 + rate * mean_jump(still)


_LEVEL, _LEVEL_KINDS = ("growth", "volatility"), (RATIO, RATIO)

LAWS: dict[str, Law] = {
    "gbm": Law(
        names=_LEVEL,
        kinds=_LEVEL_KINDS,
        day=_normal_day,
        scores=normal_scores,
        below=normal_below,
        dynamics=_gbm,
        jumps=False,
    ),
    "merton": Law(
        names=(*_LEVEL, "jump_rate", "jump_mean", "jump_std"),
        kinds=(*_LEVEL_KINDS, NUMBER, RATIO, RATIO),
        day=_merton_day,
        scores=merton_scores,
        below=merton_below,
        dynamics=_merton,
        jumps=True,
    ),
    "kou": Law(
        names=(*_LEVEL, "jump_rate", "up_probability", "up_rate", "down_rate"),
        kinds=(*_LEVEL_KINDS, NUMBER, RATIO, NUMBER, NUMBER),
        day=_kou_day,
        scores=kou_scores,
        below=kou_below,
        dynamics=_kou,
        jumps=True,
    ),
}
