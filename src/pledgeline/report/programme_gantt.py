"""Phases or gates on one axis of time: work that is sure, what lies between P10 and P90, the plan, and deadlines."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.axes import BOX, Tick, anchor, date_ticks
from pledgeline.report.pages.programme_schedule import drawn_days
from pledgeline.report.pages.wording import short_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.report.pages.programme_schedule import GanttLane, Schedule

HEAD, BLOCK, LANE, BAR, GAP, FOOT = 34.0, 30.0, 36.0, 10.0, 6.0, 26.0  # pixels
FEW_YEARS, MOST_YEARS = 3, 6  # words under the bars
WORDS, APART = 14.0, 34.0  # pixels between lines of words; percent between words on one line
AIR = 0.02  # of the width, beyond the last mark


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttRow:
    """One bar; places in percent of the width, widths too; None where there is no such mark."""

    title: str
    about: str
    text: str
    word_y: float
    y: float  # of the bar
    middle_y: float
    start: float
    sure: float  # width from the start to P10
    spread_x: float
    spread: float  # width from P10 to P90, or to the edge where that is never or later
    open: bool  # P90 is never, or beyond the edge
    p50: float | None
    planned: float | None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttHead:
    """The title of a site over its bars."""

    title: str
    about: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttDeadline:
    """A day by which something is promised, across what it is promised of; without words within a site."""

    x: float
    text: str
    anchor: str
    word_y: float
    top: float
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttPicture:
    """A schedule, ready to be written as SVG."""

    title: str
    description: str
    heads: tuple[GanttHead, ...]
    rows: tuple[GanttRow, ...]
    ticks: tuple[Tick, ...]
    deadlines: tuple[GanttDeadline, ...]
    today: float
    today_anchor: str
    top: float
    floor: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Days from the first to the last that are drawn."""

    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        """The place of a day in percent; beyond an end it is that end."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(BOX * min(max(share, 0.0), 1.0), 2)

    def mark(self, day: dt.date | None) -> float | None:
        """The place of a mark; None where it is not drawn."""
        return None if day is None or day > self.last else self.at(day)


def draw_gantt(schedule: Schedule) -> GanttPicture:
    """The picture of a schedule, which has at least one lane."""
    axis = _axis(schedule)
    due = [day for day in schedule.deadlines if axis.first <= day <= axis.last]
    lines = word_rows([axis.at(day) for day in due])
    top = HEAD + WORDS * max([0, *lines])
    heads, rows, within, y = [], [], [], top
    for block in schedule.blocks:
        heads.append(GanttHead(title=block.title, about=block.about, y=y + BLOCK - 10.0))
        floor = y + BLOCK + LANE * len(block.lanes)
        within += [
            _deadline(day, axis, (y + BLOCK, floor)) for day in block.deadlines if axis.first <= day <= axis.last
        ]
        rows += [_row(lane, axis, y + BLOCK + LANE * at) for at, lane in enumerate(block.lanes)]
        y = floor + GAP
    today = axis.at(schedule.today)
    across = [
        _deadline(day, axis, (top - 4.0, y), word_y=top - 24.0 - WORDS * line)
        for day, line in zip(due, lines, strict=True)
    ]
    return GanttPicture(
        title=schedule.title,
        description=schedule.description,
        heads=tuple(heads),
        rows=tuple(rows),
        ticks=_ticks(axis),
        deadlines=(*across, *within),
        today=today,
        today_anchor=anchor(today),
        top=top - 4.0,
        floor=y,
        height=y + FOOT,
    )


def _axis(schedule: Schedule) -> _Axis:
    """What is drawn, with a little air behind it."""
    first, last = drawn_days(schedule)
    return _Axis(first=first, last=last + dt.timedelta(days=round(AIR * (last - first).days) + 1))


def _ticks(axis: _Axis) -> tuple[Tick, ...]:
    """The first days of a handful of years; months where there are few years."""
    years = range(axis.first.year + 1, axis.last.year + 1)
    if len(years) < FEW_YEARS:
        return date_ticks((axis.first, axis.last))
    every = math.ceil(len(years) / MOST_YEARS)
    days = [dt.date(year, 1, 1) for year in years if year % every == 0]
    return tuple(Tick(text=str(day.year), x=axis.at(day), anchor=anchor(axis.at(day))) for day in days)


def _row(lane: GanttLane, axis: _Axis, top: float) -> GanttRow:
    y = top + 18.0
    end = lane.planned if lane.done else lane.p10
    start = axis.at(lane.start) if lane.start is not None else axis.at(end) if end is not None else 0.0
    sure = axis.at(end) if end is not None else start
    last = axis.mark(lane.p90)
    spread_to = sure if lane.done else BOX if last is None else last
    return GanttRow(
        title=lane.title,
        about=lane.about,
        text=lane.text,
        word_y=top + 12.0,
        y=y,
        middle_y=y + BAR / 2.0,
        start=start,
        sure=round(max(sure - start, 0.0), 2),
        spread_x=max(sure, start),
        spread=round(max(spread_to - max(sure, start), 0.0), 2),
        open=not lane.done and last is None,
        p50=None if lane.done else axis.mark(lane.p50),
        planned=axis.mark(lane.planned),
        done=lane.done,
    )


def _deadline(day: dt.date, axis: _Axis, ends: tuple[float, float], *, word_y: float = 0.0) -> GanttDeadline:
    """A deadline between two heights; its words, if it has any, at a third."""
    x = axis.at(day)
    text = say("deadline {date}", date=short_date(day)) if word_y else ""
    return GanttDeadline(x=x, text=text, anchor=anchor(x), word_y=word_y, top=ends[0], floor=ends[1])


def word_rows(places: Sequence[float]) -> list[int]:
    """The line on which each word stands, from 0 up, so that words near one another do not meet."""
    lines: list[int] = []
    for at, place in enumerate(places):
        taken = {lines[other] for other in range(at) if place - places[other] < APART}
        lines.append(next(line for line in range(at + 1) if line not in taken))
    return lines
