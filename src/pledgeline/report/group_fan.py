"""A fan of the group by date: nine paths in ten, half of them, the middle one, and the levels of the policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import GridLine, Tick, band, date_place, date_ticks, path, round_text, upright
from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.report.axes import UprightAxis
    from pledgeline.report.pages.group_fans import GroupFan

TOP, BOTTOM, FOOT = 26.0, 196.0, 24.0  # pixels: words above, the plot, and the words under it
HIGHEST = 1.6  # of the highest level; a fan that goes beyond is cut off
LINE = 15.0  # between the words of two levels


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLevel:
    """A level across a fan and its words."""

    tone: str
    words: str
    y: float
    word_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FanPicture:
    """One fan; bands and line are paths in the box."""

    fan: GroupFan
    title: str
    wide: str
    narrow: str
    middle: str
    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[DrawnLevel, ...]
    cut: str  # what lies beyond it is not drawn; empty where all is
    top: float
    bottom: float
    height: float


def draw_fan(fan: GroupFan) -> FanPicture:
    """One fan, ready to be written as SVG."""
    figures = [[figure / fan.factor for figure in one] for one in fan.bands]
    axis, cut = _fan_axis(fan, figures)
    xs = [date_place(day, fan.dates) for day in fan.dates]
    p5, p25, p50, p75, p95 = ([(x, axis.box(one[at])) for x, one in zip(xs, figures, strict=True)] for at in range(5))
    return FanPicture(
        fan=fan,
        title=f"{fan.title}, {fan.unit}",
        wide=band(p5, p95),
        narrow=band(p25, p75),
        middle=path(p50),
        grid=axis.grid(),
        ticks=date_ticks(fan.dates),
        levels=_levels(fan, axis),
        cut=cut,
        top=TOP,
        bottom=BOTTOM,
        height=BOTTOM + FOOT,
    )


def _fan_axis(fan: GroupFan, figures: Sequence[Sequence[float]]) -> tuple[UprightAxis, str]:
    """An axis for all quantiles; those far beyond the levels are cut off, and it is said."""
    all_figures = [figure for one in figures for figure in one]
    level = max((level.at / fan.factor for level in fan.levels), default=0.0)
    middle = max((one[2] for one in figures if math.isfinite(one[2])), default=0.0)
    most = HIGHEST * max(level, middle) if level else math.inf
    axis = upright([*(min(figure, most) for figure in all_figures), level], TOP, BOTTOM)
    beyond = any(figure > axis.high for figure in all_figures)
    if not beyond:
        return axis, ""
    return axis, round_text(axis.high) + (here().percent if fan.unit == "%" else f" {fan.unit}")


def _levels(fan: GroupFan, axis: UprightAxis) -> tuple[DrawnLevel, ...]:
    """The levels from the lowest up; words that would meet move upwards."""
    found, below = [], math.inf
    for level in sorted(fan.levels, key=lambda one: one.at):
        y = axis.y(level.at / fan.factor)
        below = min(y - 5.0, below - LINE)
        found.append(DrawnLevel(tone=level.tone, words=level.name, y=y, word_y=below))
    return tuple(found)
