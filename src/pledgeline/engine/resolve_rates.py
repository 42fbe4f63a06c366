"""Interest rates resolved: base rates step by step, with the shift of the scenario in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.figure import Figure
from pledgeline.engine.desk import Desk, amount

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.case.figure import RateFigure
    from pledgeline.engine.resolve_days import DayNumbers

FLOATING, FIXED = 360, 365  # days of a year, by whether there is a base rate
Steps = tuple[tuple["dt.date", float], ...]


def base_rate(desk: Desk, rate: RateFigure | None) -> Steps:
    """The base rate from each date on, the first of them `as_of`; zero where there is none."""
    if rate is None or rate.value is None or rate.value.base is None:
        return ((desk.document.case.as_of, 0.0),)
    return base_curve(desk, rate.value.base)


def base_curve(desk: Desk, name: str) -> Steps:
    """A base rate of the case from each date on, the first of them `as_of`."""
    start, shift = desk.document.case.as_of, desk.rate_shifts.get(name, 0.0)
    curve = desk.document.case.market.rates[name]
    if isinstance(curve, Figure):
        return ((start, amount(curve, 0.0) + shift),)
    steps = sorted((step.start.stated.first, float(step.rate.stated) + shift) for step in curve)
    before = [level for date, level in steps if date <= start]
    # a curve that starts later is held flat back to the first day
    return ((start, before[-1] if before else steps[0][1]), *(step for step in steps if step[0] > start))


def rate_steps(desk: Desk, rate: RateFigure | None, days: DayNumbers) -> tuple[tuple[tuple[int, float], ...], int]:
    """The rate a year from each day on, the first from day 0, within the horizon; and the days of its year."""
    if rate is None or rate.value is None:
        return ((0, 0.0),), FIXED
    spread = float(rate.value.spread)
    levels: dict[int, float] = {}
    for date, level in base_rate(desk, rate):
        day = days.on_or_after(date) if date > days.as_of else 0
        if day <= len(days.dates):
            levels[day] = level + spread  # of two steps between business days the later one holds
    return tuple(levels.items()), FIXED if rate.value.base is None else FLOATING
