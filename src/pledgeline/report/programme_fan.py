"""Power in service or jobs by quarter: eight paths in ten, half of them, the middle one, the plan, and the promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import GridLine, Tick, anchor, band, date_place, date_ticks, path, upright
from pledgeline.report.pages.wording import short_date
from pledgeline.report.programme_gantt import WORDS, word_rows

if TYPE_CHECKING:
    from pledgeline.report.axes import UprightAxis
    from pledgeline.report.pages.programme_output import OutputFan

TOP, PLOT, FOOT = 26.0, 210.0, 24.0  # pixels: words above, the plot, and the words under it
LINE = 15.0  # between the words of two levels


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedLine:
    """What is promised, across the plot."""

    words: str
    y: float
    word_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedDay:
    """The day by which it is promised, from the floor to the top."""

    words: str
    x: float
    y: float  # of the words
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPicture:
    """One fan; bands and lines are paths in the box."""

    fan: OutputFan
    title: str
    wide: str
    narrow: str
    middle: str
    planned: str  # empty where there is no plan
    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[PromisedLine, ...]
    deadlines: tuple[PromisedDay, ...]
    top: float
    bottom: float
    height: float


def draw_output(fan: OutputFan) -> OutputPicture:
    """One fan, ready to be written as SVG."""
    bands = [[figure / fan.factor for figure in one] for one in fan.bands]
    planned = [figure / fan.factor for figure in fan.planned]
    days = [day for day in fan.deadlines if fan.dates[0] <= day <= fan.dates[-1]]
    lines = word_rows([date_place(day, fan.dates) for day in days])
    top = TOP + WORDS * max([0, *lines])
    bottom = top + PLOT
    levels = [level.at / fan.factor for level in fan.levels]
    axis = upright([*(figure for one in bands for figure in one), *planned, *levels], top, bottom)
    xs = [date_place(day, fan.dates) for day in fan.dates]
    p10, p25, p50, p75, p90 = ([(x, axis.box(one[at])) for x, one in zip(xs, bands, strict=True)] for at in range(5))
    return OutputPicture(
        fan=fan,
        title=f"{fan.title}, {fan.unit}" if fan.unit else fan.title,
        wide=band(p10, p90),
        narrow=band(p25, p75),
        middle=path(p50),
        planned=path([(x, axis.box(figure)) for x, figure in zip(xs, planned, strict=True)]) if planned else "",
        grid=axis.grid(),
        ticks=date_ticks(fan.dates),
        levels=_levels(fan, axis),
        deadlines=tuple(
            PromisedDay(words=short_date(day), x=x, y=top - 12.0 - WORDS * line, anchor=anchor(x))
            for day, line in zip(days, lines, strict=True)
            for x in (date_place(day, fan.dates),)
        ),
        top=top,
        bottom=bottom,
        height=bottom + FOOT,
    )


def _levels(fan: OutputFan, axis: UprightAxis) -> tuple[PromisedLine, ...]:
    """What is promised, from the highest down; words that would meet move downwards."""
    found: list[PromisedLine] = []
    below = 0.0
    for level in sorted(fan.levels, key=lambda one: -one.at):
        y = axis.y(level.at / fan.factor)
        below = max(y + 16.0, below + LINE)
        found.append(PromisedLine(words=level.words, y=y, word_y=below))
    return tuple(found)
