"""The course of one price towards a moving barrier, and the grid that answers for it within a requested error.

Positions are logs of price over barrier, so that the barrier stands at 0: a
barrier that grows with the debt is a drift of the price away from it, and a
step of the barrier on one date a shift of the price on that date.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.joined import joined
from pledgeline.engine.quantity import plain_text
from pledgeline.errors import Inaccurate, OutOfRange
from pledgeline.kernels import circle as circles
from pledgeline.kernels.levy import Levy, bandwidth, cumulant, deviation, tail
from pledgeline.kernels.passage import Moves
from pledgeline.language.saying import Said, said
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.kernels.circle import Circle, Complexes, Floats

ROUNDING = 2e-15  # a bound on what floating point adds to a probability, per date
SMALLEST_ERROR, LARGEST_ERROR = 1e-12, 1e-2
LARGEST_GRID = 1 << 21  # points of a fast transform: half a second for each date
LARGEST_WORK = 1 << 26  # points times dates: half a minute
STEADY = 1e-14  # a shift below this is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One price against one barrier; date j is ``j * step`` years ahead, j = 1 .. dates.

    ``start`` is ``log(price / barrier)`` today. ``law`` moves the price relative
    to the mean course of the barrier; ``shifts`` are the further moves of the
    barrier's distance by date, and ``deviations`` the standard deviations of
    dated log moves with mean-one factor.
    """

    law: Levy
    step: float
    dates: int
    start: float
    shifts: Mapping[int, float] = field(default_factory=dict)
    deviations: Mapping[int, float] = field(default_factory=dict)

    @property
    def variance(self) -> float:
        """Of all dated moves."""
        return math.fsum(one**2 for one in self.deviations.values())

    @property
    def still(self) -> bool:
        """Whether nothing moves by chance."""
        return deviation(self.law, 1.0) == 0.0 and self.variance == 0.0


def require(*conditions: tuple[bool, str]) -> None:
    """Raise OutOfRange with the sentence of every condition that does not hold."""
    broken = [sentence for holds, sentence in conditions if not holds]
    if broken:
        raise OutOfRange(joined(broken, "\n"))


def watch_conditions(dates: int, dates_per_year: int, error: float) -> tuple[tuple[bool, str], ...]:
    """What every question about dates must satisfy."""
    return (
        counted("dates", dates, said("watch at least 1 date")),
        counted("dates_per_year", dates_per_year, said("at least 1, 252 for business days")),
        (
            SMALLEST_ERROR <= error <= LARGEST_ERROR,
            said(
                "error is {error}: ask for {smallest} to {largest}",
                error=figured(plain_text, error, "g"),
                smallest=figured(plain_text, SMALLEST_ERROR, "g"),
                largest=figured(plain_text, LARGEST_ERROR, "g"),
            ),
        ),
    )


def refused(name: str, number: float, remedy: str) -> Said:
    """What is wrong with an argument: its number, and what it may be."""
    return said("{name} is {number}: {remedy}", name=name, number=figured(plain_text, number, "g"), remedy=remedy)


def counted(name: str, number: object, remedy: str, *, least: int = 1) -> tuple[bool, str]:
    """That an argument is a whole number, and at least so many."""
    if not isinstance(number, Integral):
        return False, said("{name} is {number}: write a whole number", name=name, number=repr(number))
    return int(number) >= least, said("{name} is {number}: {remedy}", name=name, number=str(number), remedy=remedy)


def course(  # the nouns of a term sheet, each by its name
    law: Levy,
    *,
    barrier: float,
    dates: int,
    dates_per_year: int,
    barrier_growth: float = 0.0,
    dated_jumps: Mapping[int, float] | None = None,
) -> Course:
    """A course under a barrier that grows at a constant rate."""
    moved = Levy(drift=law.drift - barrier_growth, volatility=law.volatility, jumps=law.jumps)
    dated = {date: move for date, move in (dated_jumps or {}).items() if move > 0}
    return Course(
        law=moved,
        step=1.0 / dates_per_year,
        dates=dates,
        start=-math.log(barrier),
        deviations={date: move for date, move in sorted(dated.items()) if 1 <= date <= dates},
    )


def course_along(law: Levy, *, step: float, barriers: Sequence[float], deviations: Mapping[int, float]) -> Course:
    """A course under given barriers, as fractions of today's price: today's first, then one for each date."""
    logs = np.log(np.asarray(barriers, dtype=np.float64))
    dates = logs.size - 1
    slope = float(logs[-1] - logs[0]) / dates
    rest = -(np.diff(logs) - slope)
    return Course(
        law=Levy(drift=law.drift - slope / step, volatility=law.volatility, jumps=law.jumps),
        step=step,
        dates=dates,
        start=-float(logs[0]),
        shifts={j + 1: float(move) for j, move in enumerate(rest) if abs(move) > STEADY},
        deviations=deviations,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Solver:
    """A grid for a course, with the moves on it."""

    grid: Circle
    start: Complexes
    moves: Moves
    error: float  # a bound on the error of each probability


def solver(course: Course, *, error: float, after: int = 0, below: float = 0.0) -> Solver:
    """The grid of `grid_of`, with the start and the moves on it."""
    grid = grid_of(course, error=error, after=after, below=below)
    return Solver(
        grid=grid,
        start=circles.shift(grid, course.start),
        moves=Moves(one_move(grid, course.law, course.step), also(grid, course)),
        error=error / 2 + ROUNDING * (course.dates + after),
    )


def grid_of(course: Course, *, error: float, after: int = 0, below: float = 0.0) -> Circle:
    """The smallest grid whose errors stay under ``error`` in all.

    ``after`` dates follow a passage without a cut, and what is ``below`` under the
    barrier is still followed.

    Three errors are bounded before anything is computed: mass that runs over the
    rim (Chernoff and Doob), mass that falls past the other one within a date, and
    frequencies left out. Raises Inaccurate where no bearable grid does it.
    """
    budget = math.log(error / 8)
    per_date = budget - math.log(course.dates)
    spread = sum(abs(move) for move in course.shifts.values())
    years = (course.dates + after) * course.step
    right = tail(course.law, years, side=1, log_error=budget, extra_variance=course.variance)
    widest = max(course.deviations.values(), default=0.0)
    left = tail(course.law, (after + 1) * course.step, side=-1, log_error=per_date, extra_variance=widest**2)
    steps = max((abs(move) for move in course.shifts.values()), default=0.0)
    right, left = max(course.start, 0.0) + right + spread, max(-course.start, below) + left + steps
    scale = max(1.0, (left + right) / max(deviation(course.law, course.step), 1e-300))
    frequency = bandwidth(course.law, course.step, log_error=per_date - math.log(scale))
    if not frequency * (left + right) < LARGEST_GRID:
        what = said(
            "the price hardly moves within a date except by jumps: the grid would be too large for an exact answer. "
            "Raise volatility, or use simulation"
        )
        raise Inaccurate(what)
    grid = circles.circle(left=left, right=right, frequency=frequency)
    if grid.points * course.dates > LARGEST_WORK:
        what = said(
            "{dates} dates on a grid of {points} points would take minutes. "
            "Watch fewer dates, raise volatility, or use simulation",
            dates=course.dates,
            points=grid.points,
        )
        raise Inaccurate(what)
    return grid


def one_move(grid: Circle, law: Levy, years: float) -> Complexes:
    """Transform of the move within ``years``."""
    return np.asarray(np.exp(years * cumulant(law, -1j * circles.frequencies(grid))))


def also(grid: Circle, course: Course) -> Mapping[int, Complexes]:
    """What dated moves and steps of the barrier add on their dates."""
    s = -1j * circles.frequencies(grid)
    found = {}
    for date in sorted({*course.shifts, *course.deviations}):
        variance = course.deviations.get(date, 0.0) ** 2
        found[date] = np.exp(s * (course.shifts.get(date, 0.0) + 0.5 * variance * (s - 1.0)))
    return found


def unreachable(course: Course, *, error: float) -> bool:
    """Whether Chernoff's bound already says that no passage happens, within ``error``."""
    spread = sum(max(-move, 0.0) for move in course.shifts.values())
    if course.start - spread <= 0:
        return False
    law, years = course.law, course.step * course.dates
    reach = tail(law, years, side=-1, log_error=math.log(error), extra_variance=course.variance)
    return reach < course.start - spread


def passed_by(course: Course) -> Floats:
    """Where nothing moves by chance: 0 before the first date at or under the barrier, 1 from it on."""
    places = course.start + np.cumsum(
        [course.law.drift * course.step + course.shifts.get(j, 0.0) for j in range(1, course.dates + 1)]
    )
    return np.asarray(np.minimum.accumulate(places) <= 0.0, dtype=np.float64)
