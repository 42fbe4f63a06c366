"""Everything that one history of closes can tell: laws side by side, gaps, tails, stress, volatility today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit import fit_history, history
from pledgeline.engine.fit_gaps import gaps, scheduled_moves
from pledgeline.engine.fit_garch import conditional
from pledgeline.engine.fit_laws import MODELS
from pledgeline.engine.fit_results import Calibration
from pledgeline.engine.fit_sample import STRESS_DAYS, Moves, moves_of, window, worst_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pledgeline.engine.fit_results import ScheduledMoves
    from pledgeline.market.prices import PriceTable


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
    no move is counted twice. Raises ValueError as `fit.fit`, and MissingExtra
    where `garch` is asked for and `arch` is not installed.
    """
    moves = moves_of(table)
    if len(moves.dates) < 2:  # noqa: PLR2004  # a deviation needs two
        raise ValueError(f"{len(table.closes)} closes are too few to fit anything; it needs 3")
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


def _without(moves: Moves, scheduled: ScheduledMoves | None) -> Moves:
    """The moves of all days that were not scheduled."""
    if scheduled is None:
        return moves
    kept = [index for index, date in enumerate(moves.dates) if date not in set(scheduled.dates)]
    return Moves(dates=tuple(moves.dates[index] for index in kept), returns=moves.returns[np.array(kept, dtype=int)])
