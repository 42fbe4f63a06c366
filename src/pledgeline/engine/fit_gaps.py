"""Rare gaps found apart from the volatility, and moves on dates that were known before.

A move is a gap when it is larger than the volatility of the days just before
it allows, measured by products of neighbouring moves (bipower variation),
which one gap hardly disturbs. Source: Lee and Mykland (2008), the statistic
and the limit of its maximum; bipower: Barndorff-Nielsen and Shephard (2004).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit_results import Gap, Gaps, Measured, ScheduledMoves
from pledgeline.market.dynamics import DATES_PER_YEAR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pledgeline.engine.fit_sample import Moves

    Floats = NDArray[np.float64]

BEFORE = 60  # days whose volatility judges the next move
# that a history without any gap shows one, in the limit of many days before; with 60 of them and 1,250 moves it is 6 %
CHANCE = 0.01
NOTHING = Measured(value=None, standard_error=None)
_ROBUST = 1.4826  # standard deviations to a median absolute deviation of a normal law


def gaps(moves: Moves) -> Gaps:
    """The moves beyond their threshold; none can be judged in the first `BEFORE` days."""
    returns = moves.returns
    judged = len(returns) - BEFORE
    limits = _critical(max(judged, 2)) * _deviation_before(returns)
    found = [
        Gap(date=moves.dates[BEFORE + day], move=float(returns[BEFORE + day]), threshold=float(limit))
        for day, limit in enumerate(limits)
        if abs(returns[BEFORE + day]) > limit > 0.0
    ]
    sizes = np.array([gap.move for gap in found])
    count, years = len(found), max(judged, 1) / DATES_PER_YEAR
    share = float((sizes > 0.0).mean()) if count else 0.0
    return Gaps(
        found=tuple(found),
        looked_at=max(judged, 0),
        rate=Measured(value=count / years, standard_error=math.sqrt(count) / years) if count else NOTHING,
        mean=_mean(sizes),
        deviation=_deviation(sizes),
        up_probability=Measured(value=share, standard_error=math.sqrt(share * (1.0 - share) / count))
        if count
        else NOTHING,
        up_rate=_rate([gap.move - gap.threshold for gap in found if gap.move > 0.0]),
        down_rate=_rate([-gap.move - gap.threshold for gap in found if gap.move < 0.0]),
    )


def day_of(dates: Sequence[dt.date], date: dt.date) -> int | None:
    """The index of the first close on or after a date; None where the date lies outside the history."""
    index = bisect_left(dates, date)
    return index if index < len(dates) and (index > 0 or date == dates[0]) else None


def scheduled_moves(moves: Moves, given: Sequence[dt.date]) -> ScheduledMoves | None:
    """The moves on given dates; None where the history holds none of them.

    The standard deviation is about zero, as `scheduled` moves of a case are
    mean-one factors; the variance of an ordinary day, by the median absolute
    deviation of the other days, is taken out, and the result is at least 0.
    """
    days = sorted({day for date in given if (day := day_of(moves.dates, date)) is not None})
    if not days:
        return None
    sizes = moves.returns[days]
    others = np.delete(moves.returns, days)
    ordinary = _ROBUST * float(np.median(np.abs(others - np.median(others)))) if len(others) else 0.0
    squares = float((sizes**2).mean())
    move = math.sqrt(max(squares - ordinary**2, 0.0))
    # of the root of a mean of squares of normal moves; the ordinary day is known far better
    error = squares / math.sqrt(2.0 * len(days)) / move if move > 0.0 else None
    return ScheduledMoves(
        dates=tuple(moves.dates[day] for day in days),
        moves=tuple(float(size) for size in sizes),
        ordinary=ordinary,
        move=Measured(value=move, standard_error=error),
    )


def _deviation_before(returns: Floats) -> Floats:
    """The bipower deviation of the `BEFORE` days before each day that can be judged, without its constant."""
    products = np.abs(returns[1:-1]) * np.abs(returns[:-2])
    size = BEFORE - 1
    if len(products) < size:
        return np.empty(0)
    sums = np.concatenate(([0.0], np.cumsum(products)))
    found: Floats = np.sqrt(np.maximum(sums[size:] - sums[:-size], 0.0) / size)
    return found


def _critical(count: int) -> float:
    """How many bipower deviations a move must exceed: the limit law of the largest of `count` moves is Gumbel's."""
    constant, root = math.sqrt(2.0 / math.pi), math.sqrt(2.0 * math.log(count))
    centre = root / constant - (math.log(math.pi) + math.log(math.log(count))) / (2.0 * constant * root)
    return centre - math.log(-math.log1p(-CHANCE)) / (constant * root)


def _mean(sizes: Floats) -> Measured:
    if len(sizes) < 2:  # noqa: PLR2004  # a deviation needs two
        return Measured(value=float(sizes[0]), standard_error=None) if len(sizes) else NOTHING
    return Measured(value=float(sizes.mean()), standard_error=float(sizes.std(ddof=1)) / math.sqrt(len(sizes)))


def _deviation(sizes: Floats) -> Measured:
    """The sample deviation, with the error that it would have under a normal law."""
    if len(sizes) < 2:  # noqa: PLR2004  # as above
        return NOTHING
    deviation = float(sizes.std(ddof=1))
    return Measured(value=deviation, standard_error=deviation / math.sqrt(2.0 * (len(sizes) - 1)))


def _rate(excesses: list[float]) -> Measured:
    if not excesses:
        return NOTHING
    rate = len(excesses) / math.fsum(excesses)
    return Measured(value=rate, standard_error=rate / math.sqrt(len(excesses)))
