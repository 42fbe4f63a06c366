"""The months of the first gap as bars."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import BOX, anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.report.pages.gap import GapPage, MonthBar

MONTHS_TOP, MONTHS_BOTTOM, FOOT = 20.0, 120.0, 36.0  # pixels
EMPTY = 0.6  # pixels of a month without a gap
MOST_MONTHS = 12  # words under the bars


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthColumn:
    """A month: its bar and its words, empty where they have no room."""

    x: float
    width: float
    y: float
    height: float
    middle: float
    word: str
    year: str
    text: str
    anchor: str  # of the text


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsPicture:
    """The months of the first gap."""

    description: str
    columns: tuple[MonthColumn, ...]
    floor: float
    height: float


def draw_months(page: GapPage) -> MonthsPicture | None:
    """The bars of the months, ready to be written as SVG; None where no path has a gap."""
    bars = page.bars
    if not bars:
        return None
    highest = max(bar.chance for bar in bars)
    return MonthsPicture(
        description=page.description,
        columns=tuple(_column(bars, at, highest) for at in range(len(bars))),
        floor=MONTHS_BOTTOM,
        height=MONTHS_BOTTOM + FOOT,
    )


def _column(bars: Sequence[MonthBar], at: int, highest: float) -> MonthColumn:
    """One month; its chance is written over it where it is the highest or has room."""
    bar, pitch = bars[at], BOX / len(bars)
    height = max((MONTHS_BOTTOM - MONTHS_TOP) * bar.chance / highest, EMPTY)
    every = math.ceil(len(bars) / MOST_MONTHS)
    named, middle = at % every == 0, round(pitch * (at + 0.5), 2)
    return MonthColumn(
        x=round(pitch * (at + 0.15), 2),
        width=round(0.7 * pitch, 2),
        y=round(MONTHS_BOTTOM - height, 1),
        height=round(height, 1),
        middle=middle,
        word=bar.month if named else "",
        year=bar.year if named and _new_year(bars, at, every) else "",
        text=bar.text if bar.chance > 0.0 and _tallest(bars, at) else "",
        anchor=anchor(middle),
    )


def _new_year(bars: Sequence[MonthBar], at: int, every: int) -> bool:
    """Whether the year is written: where it is a new one, and at the first month unless the next word has one."""
    if at:
        return bars[at].year != bars[at - every].year
    return bars[min(every, len(bars) - 1)].year == bars[0].year


def _tallest(bars: Sequence[MonthBar], at: int) -> bool:
    """Whether no neighbour is as tall, so that a figure stands free."""
    near = [bars[other].chance for other in (at - 1, at + 1) if 0 <= other < len(bars)]
    return bars[at].chance > max(near, default=0.0)
