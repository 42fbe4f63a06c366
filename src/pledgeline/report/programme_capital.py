"""Capital by quarter as bars: the group's part, that of the others, what eight paths in ten call, and the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.axes import BOX, GridLine, Tick, anchor, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.report.axes import UprightAxis
    from pledgeline.report.pages.programme_quarters import CapitalBar, CapitalBars

TOP, BOTTOM, FOOT = 16.0, 226.0, 24.0  # pixels
MOST_YEARS = 8  # words under the bars
WIDTH = 0.72  # of the room of a quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalColumn:
    """One quarter; across in percent, upright in pixels."""

    x: float
    width: float
    middle: float
    group_y: float
    group_height: float
    others_y: float
    others_height: float
    low_y: float  # P10
    high_y: float  # P90
    planned_y: float | None  # None where the plan has nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalPicture:
    """Capital by quarter, ready to be written as SVG."""

    title: str
    description: str
    shared: bool
    columns: tuple[CapitalColumn, ...]
    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    bottom: float
    height: float


def draw_capital(page: CapitalBars) -> CapitalPicture:
    """The bars, ready to be written."""
    axis = upright(
        [figure / page.factor for bar in page.bars for figure in (bar.called, bar.high, bar.planned)], TOP, BOTTOM
    )
    return CapitalPicture(
        title=f"{page.title}, {page.unit}",
        description=page.description,
        shared=page.shared,
        columns=tuple(_column(bar, at, page, axis) for at, bar in enumerate(page.bars)),
        grid=axis.grid(),
        ticks=_ticks(page.bars),
        bottom=BOTTOM,
        height=BOTTOM + FOOT,
    )


def _column(bar: CapitalBar, at: int, page: CapitalBars, axis: UprightAxis) -> CapitalColumn:
    pitch = BOX / len(page.bars)
    group, called, low, high, planned = (
        axis.y(figure / page.factor) for figure in (bar.group, bar.called, bar.low, bar.high, bar.planned)
    )
    return CapitalColumn(
        x=round(pitch * (at + (1.0 - WIDTH) / 2.0), 3),
        width=round(WIDTH * pitch, 3),
        middle=round(pitch * (at + 0.5), 3),
        group_y=group,
        group_height=round(BOTTOM - group, 1),
        others_y=called,
        others_height=round(group - called, 1),
        low_y=low,
        high_y=high,
        planned_y=planned if bar.planned > 0.0 else None,
    )


def _ticks(bars: Sequence[CapitalBar]) -> tuple[Tick, ...]:
    """The year under its first quarter, as many as have room."""
    pitch = BOX / len(bars)
    firsts = [(at, bar.date.year) for at, bar in enumerate(bars) if at == 0 or bar.date.year != bars[at - 1].date.year]
    every = max(1, -(-len(firsts) // MOST_YEARS))
    places = [(round(pitch * at, 2), year) for at, year in firsts[::every]]
    return tuple(Tick(text=str(year), x=x, anchor=anchor(x)) for x, year in places)
