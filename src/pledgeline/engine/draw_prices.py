"""The load line at other prices of the collateral, and the price that a wanted draw needs.

Other prices are prices of today: everything else stays, but for stakes that
follow and forwards on what moves.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.crossing import Trials, climb, narrow
from pledgeline.engine.draw_bench import Bench, Facility, Line
from pledgeline.engine.group_results import LinePoint, Wanted
from pledgeline.engine.pack import price_of

if TYPE_CHECKING:
    from collections.abc import Sequence

CURVE_ACCURACY = 0.01
CURVE_PATHS = 4096
PRICE_ACCURACY = 0.01
LOWEST, HIGHEST = 0.05, 5.0  # times today's price, for a wanted draw

_STEP = 0.1  # the first one away from a guess, in logs
_MOST = 15  # runs for a point


def price_curve(bench: Bench, line: Line, moves: Sequence[float]) -> tuple[LinePoint, ...]:
    """The line with the price moved at once, in the order of the moves; no points without a price to move.

    Without a move it is the line itself. All other points are found on at most
    `CURVE_PATHS` paths, to `CURVE_ACCURACY`, each from a guess that its
    neighbour on the side of today's price gives.
    """
    if bench.facility.asset is None:
        return ()
    found = {0.0: _point(bench, line, 0.0)}
    for side in (1.0, -1.0):
        before, draw = bench.facility, found[0.0].draw
        for move in sorted((move for move in moves if move * side > 0.0), key=abs):
            moved = bench.at_price(move, paths=min(bench.draws.paths, CURVE_PATHS))
            found[move] = _point(moved, _near(moved, _same_ltv(before, moved.facility, draw)), move)
            before, draw = moved.facility, found[move].draw
    return tuple(found[move] for move in sorted(set(moves)))


def _same_ltv(before: Facility, after: Facility, draw: float) -> float:
    """The draw that brings the facility to the LTV that another draw brought it to at another price."""
    if math.isnan(draw):
        return 0.0
    growth = after.collateral / before.collateral if before.collateral > 0.0 else 1.0
    return max((before.exposure + draw) * growth - after.exposure, 0.0)


def _near(bench: Bench, guess: float) -> Line:
    """The line, looked for around a guess."""
    trials, every, end = bench.trials(), bench.everything, bench.place_of(bench.facility.room)
    kept, broken = climb(trials, (0.0, end), criteria=every, start=bench.place_of(guess), step=_STEP)
    if kept is None or broken is None:
        return Line(kept=kept, broken=broken, binding=None if broken is None else trials.worst(broken))
    width = bench.width(CURVE_ACCURACY)
    kept, broken = narrow(trials, (kept, broken), criteria=every, width=width, most=len(trials.made) + _MOST)
    return Line(kept=kept, broken=broken, binding=trials.worst(broken))


def _point(bench: Bench, line: Line, move: float) -> LinePoint:
    price = math.nan if bench.facility.asset is None else price_of(bench.facility.asset)
    draw = math.nan if line.kept is None else bench.draw_at(line.kept)
    return LinePoint(move=move, price=price, draw=draw, binding=bench.name_of(line))


def wanted_draw(bench: Bench, line: Line, draw: float) -> Wanted:
    """What the tolerances say of a wanted draw, and the lowest price today at which they let it pass.

    Where they let it pass even at `LOWEST` times today's price, that price is
    given; None where they do not even at `HIGHEST` times.
    """
    hits = bench.hits(draw)
    broken = tuple(one > most for one, most in zip(hits, bench.allowed, strict=True))
    trials = _falls(bench, draw)
    trials.made[0.0] = hits
    move = _lowest_move(bench, trials, line, draw)
    asset = bench.facility.asset
    return Wanted(
        draw=draw,
        probabilities=tuple(zip((limit.name for limit in bench.limits), bench.estimates(hits), strict=True)),
        within=not any(broken),
        price=None if move is None or asset is None else price_of(asset) * (1.0 + move),
        move=move,
        missing=bench.limits[trials.worst(0.0)].name if any(broken) else "",
    )


def _falls(bench: Bench, draw: float) -> Trials:
    """Trials of a draw over falls of the price: places are falls of its log."""
    return Trials(
        run=lambda fall: bench.at_price(math.expm1(-fall)).hits(draw), allowed=bench.allowed, paths=bench.draws.paths
    )


def _guess(bench: Bench, line: Line, draw: float) -> float:
    """The fall at which the wanted draw has the LTV that the line has today."""
    if line.kept is None or bench.facility.collateral <= 0.0:
        return 0.0
    at_line, at_draw = bench.growth(line.kept), bench.growth(bench.place_of(draw))
    return math.log(at_line / at_draw)


def _lowest_move(bench: Bench, trials: Trials, line: Line, draw: float) -> float | None:
    if bench.facility.asset is None:
        return None
    ends, every = (-math.log(HIGHEST), -math.log(LOWEST)), bench.everything
    if line.kept is None and trials.broken(ends[0], every):
        return None  # what breaks without any draw may not depend on the price at all
    kept, broken = climb(trials, ends, criteria=every, start=_guess(bench, line, draw), step=_STEP)
    if kept is not None and broken is not None:
        kept, _ = narrow(
            trials,
            (kept, broken),
            criteria=every,
            width=lambda low, high: (high - low) / PRICE_ACCURACY,
            most=len(trials.made) + _MOST,
        )
    return None if kept is None else math.expm1(-kept)
