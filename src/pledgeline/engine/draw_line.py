"""The load line: the largest extra draw under a facility today that keeps every tolerance of the case.

Every run uses the same random numbers, so that what is compared is the draw and
nothing else. How it is solved, and what it does not say: docs/models/load-line.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.crossing import Trials, density, narrow, slope
from pledgeline.engine.draw_bench import Bench, Line, facility_of, limits_of
from pledgeline.engine.draw_prices import price_curve, wanted_draw
from pledgeline.engine.group_results import Criterion, LoadLine
from pledgeline.engine.what_if import funds_of
from pledgeline.errors import OutOfRange
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.resolved import ResolvedCase

MOST_RUNS = 15  # for the line, the lines of its criteria included
ACCURACY = 0.001  # of the line
MOVES = (-0.5, -0.3, -0.15, 0.0, 0.15, 0.3, 0.5)  # of the price, along the curve

_RUNGS = (0.25, 0.5, 0.75)  # of the search, where its end breaks nothing
_OWN_ACCURACY = 0.01
_OWN_RUNS = 4  # for the lines of the other criteria, once the line is found
_RUNS_OF_A_POINT = 5  # about

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSearch:
    """What is asked of a load line."""

    accuracy: float = ACCURACY
    wanted: float | None = None  # a draw; the answer says what must be true for it
    moves: tuple[float, ...] = MOVES  # none: no curve


_USUAL = LineSearch()


def load_line(
    case: ResolvedCase,
    facility: str,
    *,
    draws: Draws,
    workers: int,
    search: LineSearch = _USUAL,
    progress: Progress | None = None,
) -> LoadLine:
    """The load line of one facility, its curve over prices, and what must be true for a wanted draw.

    Raises UnknownName for what is no facility of the case, and OutOfRange where
    the case states no tolerance. The cost is at most `MOST_RUNS` runs of
    `draws.paths` paths, some ten more for a wanted draw, and about five smaller
    runs for each point of the curve.
    """
    limits = limits_of(case)
    if not limits:
        raise OutOfRange(
            said("the case states no tolerance; add group: policy: tolerances, for example {call: 5%, gap: 1%}")
        )
    expected = MOST_RUNS + _RUNS_OF_A_POINT * len(search.moves) + (0 if search.wanted is None else MOST_RUNS)
    bench = Bench(
        case=case,
        facility=facility_of(case, facility),
        limits=limits,
        draws=draws,
        workers=workers,
        told=_Counter(progress, expected).count,
    )
    trials = bench.trials()
    line = _solve(bench, trials, search.accuracy)
    criteria = _criteria(bench, trials, line)
    runs = len(trials.made)
    curve = price_curve(bench, line, search.moves)
    wanted = None if search.wanted is None else wanted_draw(bench, line, search.wanted)
    if progress:
        progress(1.0)
    found = bench.facility
    return LoadLine(
        facility=found.id,
        name=found.name,
        currency=found.currency,
        asset="" if found.asset is None else found.asset.id,
        drawn=found.drawn,
        undrawn=found.undrawn,
        draw=None if line.kept is None else bench.draw_at(line.kept),
        binding=bench.name_of(line),
        accuracy=_accuracy(bench, line),
        standard_error=_standard_error(bench, trials, line),
        searched=found.room,
        within=case.dates[funds_of(case).tolerance.within - 1],
        paths=draws.paths,
        runs=runs,
        criteria=criteria,
        curve=curve,
        wanted=wanted,
    )


def _solve(bench: Bench, trials: Trials, accuracy: float) -> Line:
    """The line, from a run without a draw and one at the end of the room."""
    every, end = bench.everything, bench.place_of(bench.facility.room)
    if trials.broken(0.0, every):
        return Line(kept=None, broken=0.0, binding=trials.worst(0.0))
    # a loan that is called at once may leave a group that misses no payment: the end alone proves nothing
    places = (end,) if trials.broken(end, every) else tuple(share * end for share in _RUNGS)
    first = next((place for place in places if trials.broken(place, every)), None)
    if first is None:
        return Line(kept=end, broken=None, binding=None)
    last = max(place for place in trials.made if place < first)
    kept, broken = narrow(trials, (last, first), criteria=every, width=bench.width(accuracy), most=MOST_RUNS)
    return Line(kept=kept, broken=broken, binding=trials.worst(broken))


def _accuracy(bench: Bench, line: Line) -> float:
    """The width of the last bracket; 0 where the line is an end of the search."""
    if line.kept is None or line.broken is None:
        return 0.0
    return bench.draw_at(line.broken) - bench.draw_at(line.kept)


def _criteria(bench: Bench, trials: Trials, line: Line) -> tuple[Criterion, ...]:
    """Each tolerance today and at the line, and its own line."""
    now = bench.estimates(trials.hits(0.0))
    at_line = now if line.kept is None else bench.estimates(trials.hits(line.kept))
    most = MOST_RUNS if line.kept is None else min(len(trials.made) + _OWN_RUNS, MOST_RUNS)
    return tuple(
        Criterion(
            name=limit.name,
            tolerance=limit.tolerance,
            now=now[number],
            at_line=at_line[number],
            own_line=_own_line(bench, trials, number, most),
        )
        for number, limit in enumerate(bench.limits)
    )


def _own_line(bench: Bench, trials: Trials, number: int, most: int) -> float | None:
    """The line by one tolerance alone: the room where no run reaches it, None where it is broken today.

    None too where the runs do not bracket it to 1 %: nothing is interpolated.
    """
    criteria, end, width = (number,), bench.place_of(bench.facility.room), bench.width(_OWN_ACCURACY)
    if trials.broken(0.0, criteria):
        return None
    if end not in trials.made and len(trials.made) >= most:
        return None
    trials.hits(end)
    kept, broken = trials.around(number)
    if kept is None or broken is None:
        return bench.facility.room
    kept, broken = narrow(trials, (kept, broken), criteria=criteria, width=width, most=most)
    return bench.draw_at(kept) if width(kept, broken) <= 1.0 else None


def _standard_error(bench: Bench, trials: Trials, line: Line) -> float | None:
    """Of the line, from the noise of the share that binds and how fast the share grows with the draw."""
    if line.kept is None or line.binding is None:
        return None
    tolerance = bench.limits[line.binding].tolerance
    steepness = slope(trials, line.kept, line.binding)
    if steepness is None:
        return None
    noise = math.sqrt(tolerance * (1.0 - tolerance) / bench.draws.paths)
    return noise / density(tolerance) / steepness * bench.growth(line.kept)


class _Counter:
    """Tells the share of the expected runs that have been made."""

    def __init__(self, progress: Progress | None, expected: int) -> None:
        self._progress = progress
        self._expected = expected
        self._made = 0

    def count(self) -> None:
        """One run more."""
        self._made += 1
        if self._progress:
            self._progress(min(self._made / self._expected, 1.0))
