"""The promises on one axis of time: made, due, what came on the way, and today."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import BOX, anchor

if TYPE_CHECKING:
    from pledgeline.report.pages.pledges import Lane, PledgesPage

LANE, TITLE, BAR, FOOT, HEAD = 46.0, 16.0, 9.0, 26.0, 20.0  # pixels
MOST_YEARS = 9  # words under the axis


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTick:
    """A year on the axis; places in percent of its width."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMark:
    """A step: `stage` names its shape."""

    x: float
    y: float
    stage: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLane:
    """A promise: its bar from made to the earliest deadline, the stretch that sources leave open, and its steps."""

    title: str
    status: str
    tone: str
    y: float  # of the words
    bar_y: float
    x: float
    width: float
    gone: float  # width of the part behind us
    open_x: float
    open_width: float
    endless: bool
    marks: tuple[TimeMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All promises, ready to be written as SVG."""

    description: str
    height: float
    floor: float
    today: float
    today_anchor: str
    ticks: tuple[TimeTick, ...]
    lanes: tuple[TimeLane, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Days from the first to the last of all promises."""

    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        """The place of a day in percent."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(BOX * min(max(share, 0.0), 1.0), 2)


def draw_timeline(page: PledgesPage) -> Timeline:
    """The timeline of a scoreboard, which has at least one promise."""
    ends = [day for lane in page.lanes for day in (lane.made, lane.due_to) if day is not None]
    first, last = min((*ends, page.today)), max((*ends, page.today))
    axis = _Axis(first=dt.date(first.year, 1, 1), last=dt.date(last.year, 12, 31))
    floor = HEAD + LANE * len(page.lanes)
    today = axis.at(page.today)
    return Timeline(
        description=page.description,
        height=floor + FOOT,
        floor=floor,
        today=today,
        today_anchor=anchor(today),
        ticks=_ticks(axis),
        lanes=tuple(_lane(lane, row, axis, page.today) for row, lane in enumerate(page.lanes)),
    )


def _ticks(axis: _Axis) -> tuple[TimeTick, ...]:
    """The first of January of as many years as have room."""
    years = range(axis.first.year, axis.last.year + 2)
    every = math.ceil(len(years) / MOST_YEARS)
    places = [(year, axis.at(dt.date(year, 1, 1)) if year <= axis.last.year else BOX) for year in years[::every]]
    return tuple(TimeTick(x=x, text=str(year), anchor=anchor(x)) for year, x in places)


def _lane(lane: Lane, row: int, axis: _Axis, today: dt.date) -> TimeLane:
    top = HEAD + LANE * row
    bar = top + TITLE + 6.0
    start = axis.at(lane.made)
    until = max(lane.made, lane.due_from or axis.last)  # sources may put a deadline before the promise
    end, latest = axis.at(until), axis.at(lane.due_to or until)
    return TimeLane(
        title=lane.title,
        status=lane.status,
        tone=lane.tone,
        y=top + TITLE - 3.0,
        bar_y=bar,
        x=start,
        width=round(end - start, 2),
        gone=round(min(max(axis.at(today) - start, 0.0), end - start), 2),
        open_x=end,
        open_width=round(latest - end, 2),
        endless=lane.due_to is None,
        marks=tuple(
            TimeMark(x=axis.at(mark.date), y=bar + BAR / 2.0, stage=mark.stage, text=mark.text) for mark in lane.marks
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgePictures:
    """The scoreboard and its timeline, as the templates see them."""

    page: PledgesPage
    timeline: Timeline


def pledge_pictures(page: PledgesPage | None) -> PledgePictures | None:
    """The drawings of a scoreboard; None where there is none."""
    return PledgePictures(page=page, timeline=draw_timeline(page)) if page is not None else None
