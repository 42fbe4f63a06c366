"""How well a fitted law describes its own returns: uniformity, tail quantiles, the flatness of its jump rate."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit_laws import LAWS, RATE, borders
from pledgeline.engine.fit_results import QuantilePair, RateProfile, Uniformity
from pledgeline.engine.fit_search import descend
from pledgeline.market.dynamics import DATES_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pledgeline.engine.fit_estimate import Estimated

    Floats = NDArray[np.float64]

BINS = 20
IN_TAIL = 20  # returns on each side whose quantiles are compared
HALVINGS = 60  # of the interval that holds a quantile
DROP = 1.92  # in log likelihood; half of the 95 % point of chi-squared with one degree
FACTOR = 1.5  # between two rates of the profile
FARTHEST = 14  # steps on each side


def uniformity(returns: Floats, found: Estimated) -> Uniformity:
    """Where the returns stand in the fitted law, in `BINS` equal bins, and the Kolmogorov–Smirnov distance."""
    from scipy.special import kolmogorov  # noqa: PLC0415  # slow to import, and only fits need it

    levels = np.sort(LAWS[found.model].below(returns, found.day))
    count = len(levels)
    ranks = np.arange(count)
    distance = float(max((levels - ranks / count).max(), ((ranks + 1) / count - levels).max()))
    counts = np.bincount(np.minimum((levels * BINS).astype(int), BINS - 1), minlength=BINS)
    # Stephens (1970): the limit law with this factor is good from a few observations on
    scaled = distance * (math.sqrt(count) + 0.12 + 0.11 / math.sqrt(count))
    return Uniformity(counts=tuple(map(int, counts)), distance=distance, p_value=float(kolmogorov(scaled)))


def tail_quantiles(returns: Floats, found: Estimated) -> tuple[QuantilePair, ...]:
    """The smallest and the largest returns beside the fitted quantiles of their ranks (i - 1/2) / n, ascending."""
    ordered = np.sort(returns)
    count = len(ordered)
    each = min(IN_TAIL, count // 2)
    ranks = np.concatenate((np.arange(each), np.arange(count - each, count)))
    fitted = _quantiles((ranks + 0.5) / count, found, ordered)
    return tuple(
        QuantilePair(observed=float(one), fitted=float(other))
        for one, other in zip(ordered[ranks], fitted, strict=True)
    )


def rate_profile(returns: Floats, found: Estimated) -> RateProfile | None:
    """The log likelihood given up at smaller and larger jump rates than the fitted one; None without jumps."""
    if not LAWS[found.model].jumps:
        return None
    peak = float(found.peak.place[RATE])
    down = _walk(returns, found, -math.log(FACTOR))
    up = _walk(returns, found, math.log(FACTOR))
    places = [*reversed(down), (peak, 0.0), *up]
    return RateProfile(
        rates=tuple(math.exp(place) * DATES_PER_YEAR for place, _ in places),
        losses=tuple(loss for _, loss in places),
        low=_crossing([(peak, 0.0), *down]),
        high=_crossing([(peak, 0.0), *up]),
    )


def _walk(returns: Floats, found: Estimated, step: float) -> list[tuple[float, float]]:
    """Logarithms of the rate away from the peak with their losses, until one loses more than `DROP`."""
    surface = LAWS[found.model].surface(returns)
    limits = borders(found.model, returns)
    place, walked = found.peak.place, []
    for _ in range(FARTHEST):
        place = place.copy()
        place[RATE] = np.clip(place[RATE] + step, *limits[RATE])
        place, value = descend(surface, limits, place.tolist(), RATE)
        walked.append((float(place[RATE]), max((value - found.peak.value) * len(returns), 0.0)))
        if walked[-1][1] > DROP or place[RATE] in limits[RATE]:
            break
    return walked


def _crossing(walked: list[tuple[float, float]]) -> float | None:
    """The rate a year where the loss reaches `DROP`; the root of the loss is nearly straight in the logarithm."""
    for (near, less), (far, more) in pairwise(walked):
        if more > DROP:
            share = (math.sqrt(DROP) - math.sqrt(less)) / (math.sqrt(more) - math.sqrt(less))
            return math.exp(near + share * (far - near)) * DATES_PER_YEAR
    return None


def _quantiles(levels: Floats, found: Estimated, ordered: Floats) -> Floats:
    """The returns at which the fitted law reaches some levels, by halving an interval."""
    below = LAWS[found.model].below
    width = float(ordered[-1] - ordered[0])
    low = np.full(len(levels), float(ordered[0]) - 4.0 * width)
    high = np.full(len(levels), float(ordered[-1]) + 4.0 * width)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        reached = below(middle, found.day) >= levels
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    enclosed: Floats = 0.5 * (low + high)
    return enclosed
