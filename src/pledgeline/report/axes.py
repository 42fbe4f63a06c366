"""Axes of the drawings: round figures, dates, and places in percent of the width or in pixels.

Lines and areas are paths in a box of 100 by 100 that is stretched to the width
of the page; words and marks stand at percentages of that width, so that letters
keep their size on a telephone.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.wording import month_name
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Sequence

BOX = 100.0
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_STEPS = 6
MOST_DATES = 5
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
NEAR_LEFT, NEAR_RIGHT = 8.0, 92.0  # percent of the plot; words beyond them are anchored at their end


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A round figure of the upright axis; `y` in pixels."""

    text: str
    y: float
    zero: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A word under the plot; `x` in percent of the plot."""

    text: str
    x: float
    anchor: str
    below: str = ""  # a second line
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UprightAxis:
    """From one round figure to another, zero always among them; `top` and `bottom` in pixels."""

    top: float
    bottom: float
    low: float
    high: float
    step: float

    def y(self, figure: float) -> float:
        """The place of a figure in pixels; beyond an end it is that end."""
        return round(self.bottom - self._share(figure) * (self.bottom - self.top), 1)

    def box(self, figure: float) -> float:
        """The place of a figure in the box, whose floor is at 100; beyond an end it is that end."""
        return round(BOX * (1.0 - self._share(figure)), 2)

    def _share(self, figure: float) -> float:
        return (min(max(figure, self.low), self.high) - self.low) / (self.high - self.low)

    def grid(self) -> tuple[GridLine, ...]:
        """The round figures, from the lowest up."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return tuple(
            GridLine(text=round_text(number * self.step), y=self.y(number * self.step), zero=number == 0)
            for number in range(first, last + 1)
        )


def round_text(figure: float) -> str:
    """A round figure without idle digits and with a true minus sign."""
    plain = f"{round(abs(figure), 10):,g}".replace(",", "\0").replace(".", here().decimal).replace("\0", here().group)
    return f"−{plain}" if round(figure, 10) < 0.0 else plain


def upright(figures: Sequence[float], top: float, bottom: float) -> UprightAxis:
    """An axis that holds zero and every finite figure."""
    finite = [figure for figure in figures if math.isfinite(figure)]
    lowest, highest = min((0.0, *finite)), max((0.0, *finite))
    step = round_step((highest - lowest) / MOST_STEPS)
    low, high = math.floor(lowest / step + 1e-9) * step, math.ceil(highest / step - 1e-9) * step
    return UprightAxis(top=top, bottom=bottom, low=low, high=high if high > low else low + step, step=step)


def round_step(least: float) -> float:
    """The smallest round figure that is not under `least`; one where there is nothing to hold."""
    if least <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next((factor for factor in ROUND if factor * power >= least * (1.0 - 1e-9)), ROUND[-1]) * power


def across(figure: float, low: float, high: float) -> float:
    """A place between two ends in percent; beyond an end it is that end."""
    if high <= low:
        return 0.0
    return round(BOX * (min(max(figure, low), high) - low) / (high - low), 2)


def date_place(day: dt.date, dates: Sequence[dt.date]) -> float:
    """The place of a day between the first and the last date, in percent."""
    return across(day.toordinal(), dates[0].toordinal(), dates[-1].toordinal())


def anchor(place: float) -> str:
    """Where a word at a place is held, so that it does not leave the picture."""
    return "start" if place < NEAR_LEFT else "end" if place > NEAR_RIGHT else "middle"


def date_ticks(dates: Sequence[dt.date]) -> tuple[Tick, ...]:
    """First days of months, quarters or years between the first and the last date, a handful at most."""
    first, last = dates[0], dates[-1]
    months = [first.year * 12 + first.month - 1 + at for at in range(_months(first, last) + 1)]
    for step in MONTH_STEPS:
        starts = [dt.date(month // 12, month % 12 + 1, 1) for month in months if month % min(step, 12) == 0]
        starts = [day for day in starts if first <= day <= last and day.year % max(step // 12, 1) == 0]
        if len(starts) <= MOST_DATES:
            break
    return tuple(
        Tick(text=_month_text(day, starts), x=date_place(day, dates), anchor=anchor(date_place(day, dates)))
        for day in starts
    )


def _months(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _month_text(day: dt.date, days: Sequence[dt.date]) -> str:
    """The month, with its year where it is January or the first; the year alone where all are Januaries."""
    if all(each.month == 1 for each in days):
        return str(day.year)
    name = month_name(day)
    return f"{name} {day.year}" if day.month == 1 or day == days[0] else name


def path(points: Sequence[tuple[float, float]]) -> str:
    """A line through points of the box."""
    return "".join(f"{'L' if at else 'M'}{x:g} {y:g}" for at, (x, y) in enumerate(points))


def band(low: Sequence[tuple[float, float]], high: Sequence[tuple[float, float]]) -> str:
    """The area between two lines of the box."""
    return f"{path(high)}L{path(tuple(reversed(low)))[1:]}Z"
