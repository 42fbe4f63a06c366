"""Where shares of paths pass what is tolerated: one place on a line, found with few runs.

A *place* is a point of a line along which things get worse: more debt, or a
lower price. A *trial* is a run at one place; all trials use the same random
numbers, so that the number of paths with an event is a step function of the
place. It is kept or broken by counting, without any tolerance of ours: at most
`allowed` paths may have the event.

The search narrows a bracket, a place that keeps and a worse one that breaks. Inverse
quadratic interpolation says where the crossing is to be expected, in normal
quantiles of the shares, which run much straighter than the shares themselves;
counts within the bracket say how far off that may be. The next trial is made so
far beyond the expected crossing that the longer side of the bracket is likely
to be cut off. Where that fails, the bracket is halved.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist

_NORMAL = NormalDist()
_EDGE = 0.45  # of the wanted width: how near to an end of the bracket a trial may be made
_NOISE = 1.0  # standard errors of the expected crossing by which a trial goes beyond it
_CURVE = 0.25  # of the difference between parabola and straight line, likewise
_UNKNOWN = 0.25  # of the bracket, likewise, while there is no third trial
_PATIENCE = 2  # trials that may leave more than half of the bracket, before it is halved
_ROUNDING = 1e-9  # of a path: 5 % of 20,000 paths are 1,000

Width = Callable[[float, float], float]  # of a bracket, in units of the wanted one: narrow enough at 1


def allowed(tolerance: float, paths: int) -> int:
    """On how many of `paths` an event may happen whose probability may be `tolerance`."""
    return math.floor(tolerance * paths + _ROUNDING)


def quantile(hits: float, paths: int) -> float:
    """The normal quantile of a share of paths, half a path away from 0 and 1; it grows with `hits`."""
    return _NORMAL.inv_cdf((hits + 0.5) / (paths + 1))


@dataclass(slots=True, kw_only=True)
class Trials:
    """Runs at places of a line, each made once. `allowed` and the counts that `run` gives go by criterion."""

    run: Callable[[float], tuple[int, ...]]
    allowed: tuple[int, ...]
    paths: int
    made: dict[float, tuple[int, ...]] = field(default_factory=dict)

    def hits(self, place: float) -> tuple[int, ...]:
        """On how many paths each event happens at a place."""
        if place not in self.made:
            self.made[place] = self.run(place)
        return self.made[place]

    def excess(self, place: float, criteria: tuple[int, ...]) -> float:
        """How far the worst of some criteria is above what is tolerated, in normal quantiles; never 0."""
        hits = self.hits(place)
        return max(quantile(hits[one], self.paths) - quantile(self.allowed[one] + 0.5, self.paths) for one in criteria)

    def broken(self, place: float, criteria: tuple[int, ...]) -> bool:
        """Whether an event of any of some criteria happens on more paths than allowed."""
        return self.excess(place, criteria) > 0.0

    def worst(self, place: float) -> int:
        """The criterion with the largest excess at a place, the first of equals."""
        return max(range(len(self.allowed)), key=lambda one: (self.excess(place, (one,)), -one))

    def around(self, criterion: int) -> tuple[float | None, float | None]:
        """The tightest bracket that the trials made so far give for one criterion.

        The best place at which it is broken, and the worst one before that at
        which it is kept; None where there is no such place.
        """
        places = sorted(self.made)
        high = next((place for place in places if self.broken(place, (criterion,))), None)
        kept = [place for place in places if high is None or place < high]
        return (kept[-1] if kept else None), high


def narrow(
    trials: Trials, bracket: tuple[float, float], *, criteria: tuple[int, ...], width: Width, most: int
) -> tuple[float, float]:
    """A bracket, kept at its first place and broken at its second, narrowed to width 1, or by as many trials as may be.

    `most` is how many trials may have been made in all when it ends.
    """
    low, high = bracket
    slow = 0
    while len(trials.made) < most and (size := width(low, high)) > 1.0:
        place = (low + high) / 2.0 if slow >= _PATIENCE else _next(trials, (low, high), criteria, size)
        if not low < place < high:
            break  # neighbours among floating-point numbers
        before = high - low
        if trials.broken(place, criteria):
            high = place
        else:
            low = place
        slow = slow + 1 if high - low > before / 2.0 else 0
    return low, high


def _next(trials: Trials, bracket: tuple[float, float], criteria: tuple[int, ...], size: float) -> float:
    """Where to try next: a little beyond where the crossing is expected, so that the longer side is cut off."""
    low, high = bracket
    length = high - low
    excesses = trials.excess(low, criteria), trials.excess(high, criteria)
    straight = low + length * excesses[0] / (excesses[0] - excesses[1])
    expected, doubt = straight, _UNKNOWN * length
    others = [one for one in trials.made if not low <= one <= high]
    if others:
        third = min(others, key=lambda one: abs(one - straight))
        curved = _curved((low, high, third), (*excesses, trials.excess(third, criteria)))
        if low < curved < high:
            expected, doubt = curved, abs(curved - straight) * _CURVE
    beyond = _NOISE * _noise(trials, bracket, criteria) * length + doubt
    beyond = max(beyond, _EDGE * length / size)
    middle = (low + high) / 2.0
    return min(expected + beyond, middle) if expected < middle else max(expected - beyond, middle)


def _noise(trials: Trials, bracket: tuple[float, float], criteria: tuple[int, ...]) -> float:
    """The standard error of the crossing, as a share of the bracket: that of an order statistic of the paths in it."""
    low, high = bracket
    worst = max(criteria, key=lambda one: trials.excess(high, (one,)))
    first, last = trials.hits(low)[worst], trials.hits(high)[worst]
    inside = max(last - first, 1)
    share = min(max((trials.allowed[worst] + 0.5 - first) / inside, 0.0), 1.0)
    return math.sqrt(share * (1.0 - share) / (inside + 1))


def _curved(places: tuple[float, float, float], excesses: tuple[float, float, float]) -> float:
    """Where the parabola through three trials, with the place as a function of the excess, has none."""
    (a, b, c), (fa, fb, fc) = places, excesses
    if fc in {fa, fb}:
        return math.nan
    return (
        a * fb * fc / ((fa - fb) * (fa - fc))
        + b * fa * fc / ((fb - fa) * (fb - fc))
        + c * fa * fb / ((fc - fa) * (fc - fb))
    )


def climb(
    trials: Trials, ends: tuple[float, float], *, criteria: tuple[int, ...], start: float, step: float
) -> tuple[float | None, float | None]:
    """A bracket around the crossing near `start`, by steps that double, within `ends`.

    The first is None where even the better end is broken, the second where even
    the worse end is kept.
    """
    better, worse = ends
    place = min(max(start, better), worse)
    if trials.broken(place, criteria):
        high = place
        while high > better:
            place, step = max(high - step, better), 2.0 * step
            if not trials.broken(place, criteria):
                return place, high
            high = place
        return None, high
    low = place
    while low < worse:
        place, step = min(low + step, worse), 2.0 * step
        if trials.broken(place, criteria):
            return low, place
        low = place
    return low, None


def slope(trials: Trials, place: float, criterion: int) -> float | None:
    """By how much the normal quantile of one share grows with the place, around a place; None where it does not.

    The difference of two counts is itself a count, and noisy where it is small: the
    two trials are the nearest on either side whose counts differ from what is
    allowed by half of it. Where one side has no such trial, the nearest there is.
    """
    middle = trials.allowed[criterion]
    gap = max(min(middle, trials.paths - middle) / 2.0, 1.0)
    hits = {one: counts[criterion] for one, counts in sorted(trials.made.items())}
    below, above = [one for one in reversed(hits) if one <= place], [one for one in hits if one > place]
    low = next((one for one in below if 0 < hits[one] <= middle - gap), None)
    high = next((one for one in above if middle + gap <= hits[one] < trials.paths), None)
    if not below or not above:
        return None
    if low is None and high is None:
        low, high = below[-1], above[-1]
    low, high = below[0] if low is None else low, above[0] if high is None else high
    gained = quantile(hits[high], trials.paths) - quantile(hits[low], trials.paths)
    return gained / (high - low) if gained > 0.0 else None


def density(tolerance: float) -> float:
    """The normal density at the quantile of a tolerance: a share moves by it times a move of its quantile."""
    return _NORMAL.pdf(_NORMAL.inv_cdf(tolerance))
