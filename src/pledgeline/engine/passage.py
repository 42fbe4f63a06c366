"""When the price of one stock first closes at or under a barrier: exact probabilities, with a stated error.

Two engines answer. Repeated cutting on a circle (`pledgeline.kernels.passage`)
gives the whole law, takes dated jumps and moving barriers, and bounds its error
before it starts. The Wiener-Hopf route (`pledgeline.kernels.wiener_hopf`) gives
the last date of many equal ones at a cost that hardly depends on their number,
for any number of barriers at once; its error is found by solving again with
fewer nodes on a shorter circle. Where that is not small enough, cutting answers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import (
    Course,
    course,
    one_move,
    passed_by,
    require,
    solver,
    unreachable,
    watch_conditions,
)
from pledgeline.engine.laws import ExactDynamics, levy
from pledgeline.kernels import circle as circles
from pledgeline.kernels import wiener_hopf
from pledgeline.kernels.levy import bandwidth, cumulant, deviation, jump_rate, tail
from pledgeline.kernels.passage import Moves, passing, sweep_back
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.kernels.circle import Floats
    from pledgeline.kernels.levy import Levy

FEWEST_DATES = 40  # below, cutting is cheaper and the hyperbola too coarse
LARGEST_COMB = 1 << 18  # points of its fast transforms: some seconds for all nodes
NODES, CHECK_NODES = 13, 11
MOST_JUMPS = 0.3  # jumps a date: beyond, the two solutions may share an error
REACH, CHECK_REACH = 1.1, 1.0  # of the circle, over what the law asks for
SAFETY = 0.3  # two nodes more on a wider circle are worth a factor of a hundred as a rule; claim three
ROUNDING_ERROR = 2e-11  # claimed at least: rounding under weights up to exp(0.35 nodes), and the interpolation


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPassage:
    """The law of the first passage.

    ``probability``: of a passage by date j, shape (dates,), rising, within [0, 1].
    ``error``: of each; a bound by hilbert (cutting), an estimate by wiener-hopf.
    ``method``: hilbert, wiener-hopf or closed form.
    """

    probability: Floats
    error: float
    method: str


def first_passage(  # the nouns of the question, each by its name
    dynamics: ExactDynamics,
    *,
    barrier: float,
    dates: int,
    dates_per_year: int = 252,
    barrier_growth: float = 0.0,
    dated_jumps: Mapping[int, float] | None = None,
    error: float = 1e-10,
) -> FirstPassage:
    """The probability that a price has closed at or under a barrier by each of many dates.

    ``barrier`` is a fraction of today's price, 0.6 meaning 60 % of it; it grows by
    ``barrier_growth`` a year, continuously. The price is watched on dates
    ``1 .. dates``, ``dates_per_year`` of them in a year; today is not one.
    ``dated_jumps`` gives, for some dates, the standard deviation of a normal log
    move with mean-one factor. ``error`` is absolute, at least 1e-12; rounding adds
    2e-15 for each date, and the answer states the sum.

    Raises OutOfRange (a ValueError) for arguments out of range and Inaccurate where
    the error cannot be reached. Cost: two fast transforms for each date, 10 to 20 ms
    for 504 dates. Source: Feng and Linetsky (2008), Mathematical Finance 18(3).
    """
    dated = dict(dated_jumps or {})
    require(
        *watch_conditions(dates, dates_per_year, error),
        *_barrier_conditions(np.asarray([barrier]), barrier_growth),
        (
            all(1 <= date <= dates for date in dated),
            said("dated_jumps has dates outside 1 .. {dates}: leave them out", dates=str(dates)),
        ),
        (
            all(0 <= move < math.inf for move in dated.values()),
            said("dated_jumps: each standard deviation is at least 0"),
        ),
    )
    asked = course(
        levy(dynamics),
        barrier=barrier,
        dates=dates,
        dates_per_year=dates_per_year,
        barrier_growth=barrier_growth,
        dated_jumps=dated,
    )
    return passage_of(asked, error=error)


def passage_of(asked: Course, *, error: float) -> FirstPassage:
    """The law of the first passage of a course."""
    if asked.still:
        return FirstPassage(probability=passed_by(asked), error=0.0, method="closed form")
    if unreachable(asked, error=error):
        return FirstPassage(probability=np.zeros(asked.dates), error=error, method="hilbert")
    solving = solver(asked, error=error)
    keep = circles.window(solving.grid, 0.0, solving.grid.right)
    killed = passing(solving.grid, solving.start, solving.moves, keep, asked.dates)
    return FirstPassage(probability=rising(np.cumsum(killed)), error=solving.error, method="hilbert")


def rising(probability: Floats) -> Floats:
    """The nearest sequence from above that never falls and stays within [0, 1]: rounding may lie 1e-15 outside."""
    return np.asarray(np.maximum.accumulate(np.clip(probability, 0.0, 1.0)), dtype=np.float64)


def hit_probability(  # as above
    dynamics: ExactDynamics,
    *,
    barrier: float,
    dates: int,
    dates_per_year: int = 252,
    dated_jumps: Mapping[int, float] | None = None,
    barrier_growth: float = 0.0,
) -> Floats:
    """P(first close at or under the barrier by date j), j = 1 .. dates; shape (dates,), error at most 1e-10.

    `first_passage` says what the arguments mean, what is raised, and the error
    reached.
    """
    return first_passage(
        dynamics,
        barrier=barrier,
        dates=dates,
        dates_per_year=dates_per_year,
        barrier_growth=barrier_growth,
        dated_jumps=dated_jumps,
    ).probability


def hit_probabilities(
    dynamics: ExactDynamics,
    *,
    barriers: Floats,
    dates: int,
    dates_per_year: int = 252,
    barrier_growth: float = 0.0,
    error: float = 1e-10,
) -> FirstPassage:
    """P(a close at or under the barrier by the last date) for many barriers under one stock at once.

    ``barriers``: fractions of today's price, shape (n,) or any; the answer's
    ``probability`` has the same shape. One solve serves them all: some
    milliseconds, and under a microsecond for each barrier more. Arguments, errors
    and what is raised as in `first_passage`. Source: Spitzer's identity; Green,
    Fusai and Abrahams (2010), Mathematical Finance 20(2).
    """
    asked = np.asarray(barriers, dtype=np.float64)
    require(*watch_conditions(dates, dates_per_year, error), *_barrier_conditions(asked, barrier_growth))
    distances = -np.log(asked).ravel()
    seen = course(
        levy(dynamics),
        barrier=1.0,
        dates=dates,
        dates_per_year=dates_per_year,
        barrier_growth=barrier_growth,
    )
    if seen.still:
        found = np.array([_still(seen, distance) for distance in distances])
        return FirstPassage(probability=found.reshape(asked.shape), error=0.0, method="closed form")
    reach = tail(seen.law, dates * seen.step, side=-1, log_error=math.log(error / 8))
    if (distances > reach).all():
        return FirstPassage(probability=np.zeros(asked.shape), error=error, method="hilbert")
    near = np.minimum(distances, reach)  # beyond it the probability is under the error
    quick = _last(seen, near, error=error) if dates >= FEWEST_DATES and distances.min() >= 0 else None
    answer = quick if quick is not None else _every_start(seen, near, error=error)
    beyond = distances > reach
    probability = np.where(beyond, 0.0, np.clip(answer.probability, 0.0, 1.0))
    stated = max(answer.error, error / 8) if beyond.any() else answer.error
    return FirstPassage(probability=probability.reshape(asked.shape), error=stated, method=answer.method)


def _still(seen: Course, distance: float) -> float:
    return float(passed_by(replace(seen, start=float(distance)))[-1])


def _last(seen: Course, distances: Floats, *, error: float) -> FirstPassage | None:
    """By Wiener-Hopf; None where its own check finds it wanting."""
    if seen.law.volatility == 0.0 or jump_rate(seen.law) * seen.step > MOST_JUMPS:
        return None
    fine = _survival(seen, float(distances.max()), reach=REACH, nodes=NODES, error=error / 200)
    rough = _survival(seen, float(distances.max()), reach=CHECK_REACH, nodes=CHECK_NODES, error=error / 5)
    if fine is None or rough is None:
        return None
    probe = distances[:: max(1, distances.size // 8)][:8]
    gap = np.abs(wiener_hopf.probability(fine, probe) - wiener_hopf.probability(rough, probe)).max()
    reached = SAFETY * float(gap) + ROUNDING_ERROR
    if not reached <= error:
        return None
    return FirstPassage(probability=1.0 - wiener_hopf.probability(fine, distances), error=reached, method="wiener-hopf")


def _survival(seen: Course, farthest: float, *, reach: float, nodes: int, error: float) -> wiener_hopf.Survival | None:
    """Over all dates, for every distance up to the farthest; None where the route does not lead."""
    budget = math.log(error)
    law, step = seen.law, seen.step
    far = max(_reach(law, step * seen.dates, side, budget) for side in (-1, 1))
    grid = wiener_hopf.comb(
        reach=reach * far + farthest,
        rim=tail(law, step, side=1, log_error=budget),
        frequency=bandwidth(law, step, log_error=budget),
    )
    if grid.points > LARGEST_COMB:
        return None
    phi = tuple(np.exp(step * cumulant(law, -1j * u)) for u in (wiener_hopf.between(grid), wiener_hopf.whole(grid)))
    if wiener_hopf.outside(phi[0], seen.dates, nodes) > error:
        return None
    return wiener_hopf.survival(grid, (phi[0], phi[1]), seen.dates, nodes)


def _reach(law: Levy, years: float, side: int, budget: float) -> float:
    """How far the logarithm of the generating function reaches: it falls exponentially, not as a normal law does."""
    return max(1.3 * tail(law, years, side=side, log_error=budget), 9.5 * deviation(law, years))


def _every_start(seen: Course, distances: Floats, *, error: float) -> FirstPassage:
    """By cutting, backward: one sweep for every start."""
    near, far = (replace(seen, start=float(start)) for start in (distances.min(), distances.max()))
    solvers = [solver(one, error=error) for one in (near, far)]
    grid = circles.circle(
        left=max(one.grid.left for one in solvers),
        right=max(one.grid.right for one in solvers),
        frequency=max(float(circles.frequencies(one.grid)[-1]) for one in solvers),
    )
    keep = circles.window(grid, 0.0, grid.right)
    under = circles.arc(grid, -grid.left, 0.0)[: grid.modes + 1]
    moves = Moves(one_move(grid, seen.law, seen.step), {})
    value = sweep_back(grid, under, moves, keep, np.ones(seen.dates))
    return FirstPassage(probability=circles.read(grid, value, distances), error=solvers[0].error, method="hilbert")


def _barrier_conditions(barriers: Floats, growth: float) -> tuple[tuple[bool, str], ...]:
    return (
        (
            bool(barriers.size) and bool(np.all((barriers > 0) & np.isfinite(barriers))),
            said("barrier must be above 0: write it as a fraction of today's price, 0.6 for 60 %"),
        ),
        (math.isfinite(growth), said("barrier_growth must be finite: a rate a year, 0.05 for 5 %")),
    )
