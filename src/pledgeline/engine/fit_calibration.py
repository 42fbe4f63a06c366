"""Everything that one history of closes can tell: laws side by side, gaps, tails, stress, volatility today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit import fit_history, history
from pledgeline.engine.fit_estimate import check_returns
from pledgeline.engine.fit_gaps import day_of, gaps, scheduled_moves
from pledgeline.engine.fit_garch import conditional
from pledgeline.engine.fit_laws import MODELS
from pledgeline.engine.fit_results import Calibration
from pledgeline.engine.fit_sample import STRESS_DAYS, Moves, moves_of, window, worst_window
from pledgeline.errors import OutOfRange
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pledgeline.engine.fit_results import ScheduledMoves
    from pledgeline.market.prices import PriceTable

SHOWN = 8  # dates that a message names


def calibrate(
    table: PriceTable,
    *,
    name: str,
    models: Sequence[str] = MODELS,
    earnings: Sequence[dt.date] = (),
    stress_days: int = STRESS_DAYS,
    garch: bool = False,
) -> Calibration:
    """Fit laws to a table of closes, and look at the rest of the evidence.

    Moves on `earnings` dates (the first close that knows the news) are measured
    apart, as `scheduled` moves of a case, and are left out of the fits, so that
    no move is counted twice. Raises OutOfRange and Unfittable as `fit.fit`,
    OutOfRange also for earnings outside the history, and MissingExtra where
    `garch` is asked for and `arch` is not installed.
    """
    moves = moves_of(table)
    check_returns(moves.returns, "gbm")
    _check_earnings(moves, earnings)
    scheduled = scheduled_moves(moves, earnings)
    ordinary = _without(moves, scheduled)
    past = history(ordinary.returns)
    return Calibration(
        name=name,
        sample=window(moves),
        closes=len(table.closes),
        fits=tuple(fit_history(past, model) for model in models),
        clustering=past.clusters,
        tails=past.tails,
        gaps=gaps(ordinary),
        scheduled=scheduled,
        stress=worst_window(moves, stress_days),
        conditional=conditional(moves.returns) if garch else None,
    )


def _check_earnings(moves: Moves, earnings: Sequence[dt.date]) -> None:
    """Raise OutOfRange with the dates that no return knows."""
    outside = sorted({date for date in earnings if day_of(moves.dates, date) is None})
    if not outside:
        return
    told, more = ", ".join(map(str, outside[:SHOWN])), len(outside) - SHOWN
    raise OutOfRange(
        said(
            "no return, from {first} to {last}, is that of earnings on {dates}; leave out what lies outside",
            first=str(moves.dates[0]),
            last=str(moves.dates[-1]),
            dates=said("{dates} and {n} more", dates=told, n=str(more)) if more > 0 else told,
        )
    )


def _without(moves: Moves, scheduled: ScheduledMoves | None) -> Moves:
    """The moves of all days that were not scheduled."""
    if scheduled is None:
        return moves
    kept = [index for index, date in enumerate(moves.dates) if date not in set(scheduled.dates)]
    return Moves(dates=tuple(moves.dates[index] for index in kept), returns=moves.returns[np.array(kept, dtype=int)])
