"""What the drawings of a replay share: axes, lines in boxes, levels, marks and dates.

Lines are paths in boxes of 100 by 100 that are stretched to the width of the
page; words and marks stand at percentages of that width, so that letters keep
their size on a telephone. Days stand evenly. Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import round_text
from pledgeline.report.pages.wording import day_and_month, month_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

BOX, LEFT = 100.0, 9.0  # percent of the width; the plot begins at LEFT
TITLE, GAP, FOOT = 24.0, 42.0, 26.0  # pixels
LINE = 15.0  # between the words of two levels
MOST_TICKS = 5
FEW_MONTHS = 3
NEAR_LEFT, NEAR_RIGHT = 14.0, 94.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A round figure of an axis."""

    text: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLevel:
    """A level of the ladder: its line and its words."""

    tone: str
    words: str
    y: float
    word_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """A day on which something happened; the tone has a shape of its own."""

    tone: str  # call, cure, close-out
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTick:
    """A date under the plot."""

    text: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One plot: its frame in pixels, its grid, and its lines in the box."""

    title: str
    top: float
    bottom: float
    grid: tuple[GridLine, ...]
    line: str
    selling: str  # the same while the lender sells


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis from zero to a round figure above all that is drawn."""

    top: float  # pixels
    bottom: float
    steps: int
    step: float

    @property
    def highest(self) -> float:
        """The figure at its upper end."""
        return self.steps * self.step

    def y(self, figure: float) -> float:
        """The place of a figure in pixels; beyond an end it is that end."""
        return round(self.bottom - self._part(figure) * (self.bottom - self.top), 1)

    def share(self, figure: float) -> float:
        """The place of a figure in the box, whose floor is at 100."""
        return round(BOX * (1.0 - self._part(figure)), 2)

    def _part(self, figure: float) -> float:
        return min(max(figure / self.highest, 0.0), 1.0)


def grid_lines(axis: Axis, *, scale: float) -> Iterator[GridLine]:
    """Round figures from zero up, every second one where they are many."""
    every = 2 if axis.steps > MOST_TICKS else 1
    for number in range(0, axis.steps + 1, every):
        yield GridLine(text=round_text(round(number * axis.step * scale, 8)), y=axis.y(number * axis.step))


def across(place: int, width: int) -> float:
    """A day as a percentage of the width."""
    return round(LEFT + (BOX - LEFT) * place / width, 2)


def drawn_line(points: Sequence[tuple[int, float]], axis: Axis, width: int) -> str:
    """A path through the points, broken where days are missing."""
    parts, before = [], -2
    for place, figure in points:
        letter = "L" if place == before + 1 else "M"
        parts.append(f"{letter}{round(BOX * place / width, 2):g} {axis.share(figure):g}")
        before = place
    return "".join(parts)


def date_ticks(dates: Sequence[dt.date]) -> tuple[DateTick, ...]:
    """First business days of months, or single days where there are few months."""
    last = len(dates) - 1
    firsts = [at for at in range(1, len(dates)) if dates[at].month != dates[at - 1].month]
    if len(firsts) < FEW_MONTHS:
        every = max(1, math.ceil(last / (MOST_TICKS - 1)))
        return tuple(_tick(day_and_month(dates[at]), at, last) for at in range(0, last + 1, every))
    firsts = firsts[:: math.ceil(len(firsts) / MOST_TICKS)]
    return tuple(_tick(text, at, last) for text, at in zip(_months([dates[at] for at in firsts]), firsts, strict=True))


def _months(dates: Sequence[dt.date]) -> Iterator[str]:
    """Names of months, with the year where it is a new one."""
    year = 0
    for date in dates:
        yield month_name(date) + (f" {date.year}" if date.year != year else "")
        year = date.year


def _tick(text: str, at: int, last: int) -> DateTick:
    x = across(at, last)
    return DateTick(text=text, x=x, anchor="start" if x < NEAR_LEFT else "end" if x > NEAR_RIGHT else "middle")


def placed_levels(levels: Sequence[tuple[str, str, float]], axis: Axis) -> tuple[DrawnLevel, ...]:
    """Levels, as tone, words and figure, from the lowest up; words that would meet move upwards."""
    found: list[DrawnLevel] = []
    below = math.inf
    for tone, words, figure in levels:
        y = axis.y(figure)
        below = min(y - 6.0, below - LINE)
        found.append(DrawnLevel(tone=tone, words=words, y=y, word_y=below))
    return tuple(found)
