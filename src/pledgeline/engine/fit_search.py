"""The search for a largest likelihood: several starts, an honest ending, the curvature at the top.

A surface is minus the mean log density over coordinates of order one, with its
slopes; it is `observations` times smaller than the log likelihood.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.language.saying import said

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Surface = Callable[[Any], tuple[float, Any]]  # a row of coordinates; its value, and the slopes
Borders = tuple[tuple[float, float], ...]

TOLERANCE = 1e-9  # of the mean log density
MOST_STEPS = 400
AGREEMENT = 0.01  # in log likelihood
STEP = 1e-4  # of the differences that measure the curvature
BORDER = 1e-3  # a coordinate this near to its border is at it
IDLE = 0.02  # of the information: one step of a whole unit costs less than 0.01 in log likelihood


class Ending(Enum):
    """Why a search ended. The first that holds counts, from the top."""

    STOPPED = said("the search stopped before the top: a further step would still gain {gain} in log likelihood")
    SADDLE = said(
        "the likelihood does not fall in every direction from where the search ended: {flat} is not determined"
    )
    REACHED = said("a further step would gain less than 0.01 in log likelihood")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """Where a search ended.

    `value` is the least of the surface; `information` the second derivatives of
    the log likelihood with the sign turned, over the `free` coordinates, those
    that are neither at a border nor `idle`, of no effect there; `gain` is what Newton's next step would add to the
    log likelihood, infinite where the curvature cannot say.
    """

    place: Floats
    value: float
    free: tuple[int, ...]
    idle: tuple[int, ...]
    information: Floats
    gain: float
    starts: int
    agreeing: int
    ending: Ending


def climb(surface: Surface, borders: Borders, begin: Sequence[Sequence[float]], observations: int) -> Peak:
    """Search from every start and keep the best; the same starts give the same peak."""
    ended = [_search(surface, borders, start) for start in begin]
    place, value = min(ended, key=lambda found: found[1])
    agreeing = sum((other - value) * observations < AGREEMENT for _, other in ended)
    inner = tuple(
        index
        for index, (low, high) in enumerate(borders)
        if place[index] - low > BORDER and high - place[index] > BORDER
    )
    whole = observations * curvature(surface, place, inner)
    moving = np.flatnonzero(np.abs(np.diag(whole)) > IDLE)
    free, information = tuple(inner[at] for at in moving), whole[np.ix_(moving, moving)]
    gain = _gain(observations * surface(place)[1][list(free)], information)
    flat = bool(np.linalg.eigvalsh(information).min(initial=1.0) <= 0.0)
    ending = Ending.SADDLE if flat else Ending.STOPPED if gain > AGREEMENT else Ending.REACHED
    return Peak(
        place=place,
        value=value,
        free=free,
        idle=tuple(index for index in inner if index not in free),
        information=information,
        gain=gain,
        starts=len(ended),
        agreeing=agreeing,
        ending=ending,
    )


def descend(surface: Surface, borders: Borders, start: Sequence[float], held: int) -> tuple[Floats, float]:
    """The least of the surface with one coordinate held where it starts."""
    pinned = tuple((start[held], start[held]) if index == held else pair for index, pair in enumerate(borders))
    return _search(surface, pinned, start)


def curvature(surface: Surface, place: Floats, free: Sequence[int]) -> Floats:
    """Second derivatives along the free coordinates, by central differences of the slopes."""
    rows = []
    for index in free:
        step = STEP * (np.arange(len(place)) == index)
        rows.append((surface(place + step)[1] - surface(place - step)[1])[list(free)] / (2.0 * STEP))
    found = np.array(rows).reshape(len(free), len(free))
    symmetric: Floats = 0.5 * (found + found.T)
    return symmetric


def _gain(slopes: Floats, information: Floats) -> float:
    """What a step of Newton's method would add to the log likelihood."""
    if not len(slopes):
        return 0.0
    try:
        gain = 0.5 * float(slopes @ np.linalg.solve(information, slopes))
    except np.linalg.LinAlgError:
        return float("inf")
    return abs(gain)


def _search(surface: Surface, borders: Borders, start: Sequence[float]) -> tuple[Floats, float]:
    """Sequential quadratic programming from one start, within the borders."""
    from scipy.optimize import minimize  # noqa: PLC0415  # slow to import, and only fits need it

    low, high = np.array(borders).T
    begin = np.clip(np.asarray(start, dtype=float), low, high)
    with warnings.catch_warnings():
        # a trial step beyond a border is put back onto it; the search says so each time
        warnings.simplefilter("ignore", RuntimeWarning)
        options = {"ftol": TOLERANCE, "maxiter": MOST_STEPS}
        ended = minimize(surface, begin, method="SLSQP", jac=True, bounds=borders, options=options)
    places = (np.clip(np.asarray(ended.x, dtype=float), low, high), begin)
    values = [surface(place)[0] for place in places]
    better = 0 if np.isfinite(values[0]) and values[0] <= values[1] else 1
    return places[better], float(values[better])
