"""A tornado: an answer as assumed, and at both ends of the range of each undisclosed term."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import BOX, Tick, across, anchor, round_step, round_text
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.report.pages.ranges import AnswerPage, RangeBar

TORNADO_HEAD, TORNADO_ROW, TORNADO_FOOT = 18.0, 48.0, 24.0  # pixels
AIR = 0.3  # of the span, at either end
MOST_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """Half of a bar: from the answer as assumed to that at one end of the range."""

    x: float
    width: float
    word_x: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoRow:
    """One term: its title and both limbs, the low end above."""

    title: str
    y: float
    low: Limb
    high: Limb


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoPicture:
    """One answer over the ranges, one term at a time."""

    answer: AnswerPage
    base: float
    rows: tuple[TornadoRow, ...]
    ticks: tuple[Tick, ...]
    floor: float
    height: float


def draw_tornado(answer: AnswerPage) -> TornadoPicture | None:
    """One tornado, ready to be written as SVG; None where no term moves the answer."""
    if not answer.bars:
        return None
    ends = [answer.base, *(end for bar in answer.bars for end in (bar.low, bar.high))]
    span = max(ends) - min(ends)
    low, high = min(ends) - AIR * span, max(ends) + AIR * span
    floor = TORNADO_HEAD + TORNADO_ROW * len(answer.bars)
    return TornadoPicture(
        answer=answer,
        base=across(answer.base, low, high),
        rows=tuple(_tornado_row(bar, at, answer.base, (low, high)) for at, bar in enumerate(answer.bars)),
        ticks=tuple(_percent_ticks(low, high)),
        floor=floor,
        height=floor + TORNADO_FOOT,
    )


def _tornado_row(bar: RangeBar, at: int, base: float, ends: tuple[float, float]) -> TornadoRow:
    return TornadoRow(
        title=bar.title,
        y=TORNADO_HEAD + TORNADO_ROW * at,
        low=_limb(bar.low, bar.high, base, ends, bar.low_text),
        high=_limb(bar.high, bar.low, base, ends, bar.high_text),
    )


def _limb(end: float, other: float, base: float, ends: tuple[float, float], text: str) -> Limb:
    """From the base to one end; the words stand beyond it."""
    origin, place = across(base, *ends), across(end, *ends)
    left = place < origin or (place == origin and other > base)
    return Limb(
        x=min(origin, place),
        width=round(abs(place - origin), 2),
        word_x=place,
        anchor="end" if left else "start",
        text=text,
    )


def _percent_ticks(low: float, high: float) -> Iterator[Tick]:
    """Round chances between the ends, none beyond nothing and all."""
    step = round_step(BOX * (high - low) / MOST_TICKS)
    first, last = BOX * max(low, 0.0) / step, BOX * min(high, 1.0) / step
    for number in range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1):
        place = across(number * step / BOX, low, high)
        yield Tick(text=round_text(number * step) + here().percent, x=place, anchor=anchor(place))
