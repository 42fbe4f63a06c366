"""Scheduled moves of one asset by business day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase


def scheduled_days(case: ResolvedCase, name: str) -> list[tuple[int, float]]:
    """(day, standard deviation) of the scheduled jumps of an asset within the horizon, on or after their date.

    Jumps that fall on the same business day are independent and become one, with
    the sum of their variances. A currency has none.
    """
    variances: dict[int, float] = {}
    for date, std in case.assets[name].scheduled if name in case.assets else ():
        day = next((k for k, day in enumerate(case.dates, start=1) if day >= date), 0)
        if date > case.as_of and day:
            variances[day] = variances.get(day, 0.0) + std * std
    return [(day, math.sqrt(variance)) for day, variance in sorted(variances.items())]
