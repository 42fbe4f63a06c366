"""From paths to figures: quantiles of amounts and of days, means and shares with their standard errors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.outlook import mean, proportion
from pledgeline.engine.programme_plan import date_of
from pledgeline.engine.programme_results import Milestone, Spread
from pledgeline.engine.results import Estimate

if TYPE_CHECKING:
    import datetime as dt

    Numbers = npt.NDArray[np.floating[Any]]

_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def spread(amounts: Numbers) -> Spread:
    """Quantiles and the mean of an amount over paths; finite, at least one."""
    p10, p25, p50, p75, p90 = map(float, np.quantile(amounts, _SHARES))
    return Spread(p10=p10, p25=p25, p50=p50, p75=p75, p90=p90, mean=mean(amounts))


def milestone(as_of: dt.date, days: Numbers, *, planned: float) -> Milestone:
    """The dates of a day that differs by path; infinite where it never comes.

    A quantile is the day of the first path, in order, by which that share of paths has come: nothing lies between a
    day and never.
    """
    ordered = np.sort(days)
    p10, p50, p90 = (date_of(as_of, _day(ordered, share)) for share in (0.1, 0.5, 0.9))
    never = int(np.count_nonzero(np.isinf(days)))
    return Milestone(
        planned=date_of(as_of, planned), p10=p10, p50=p50, p90=p90, never=proportion(never, len(days))
    )  # fmt: skip


def _day(ordered: Numbers, share: float) -> float:
    return float(ordered[max(math.ceil(share * len(ordered)) - 1, 0)])


def median_day(days: Numbers) -> float:
    """The day by which half of the paths have come; infinite for never."""
    return _day(np.sort(days), 0.5)


def ratio(hits: npt.NDArray[Any], of: npt.NDArray[Any]) -> Estimate:
    """A share of what happens several times on a path: all hits over all occasions, with an error by paths.

    The error is that of a ratio of means, from what is left of ``hits - share · of`` on each path. 0 without error
    where there is no occasion.
    """
    total = float(of.sum())
    if total == 0.0:
        return Estimate(value=0.0, standard_error=0.0)
    share = float(hits.sum()) / total
    left = hits - share * of
    paths = len(of)
    if paths == 1:
        return Estimate(value=share, standard_error=math.inf)
    error = math.sqrt(float(left @ left) * paths / (paths - 1)) / total
    return Estimate(value=share, standard_error=error)
