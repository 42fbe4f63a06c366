"""The pictures of the group, as both HTML files that show them need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.gap_months import draw_months
from pledgeline.report.group_fan import draw_fan
from pledgeline.report.load_curve import draw_curve
from pledgeline.report.promise_bar import draw_promise
from pledgeline.report.range_tornado import draw_tornado

if TYPE_CHECKING:
    from pledgeline.report.gap_months import MonthsPicture
    from pledgeline.report.group_fan import FanPicture
    from pledgeline.report.load_curve import CurveDrawing
    from pledgeline.report.pages.group import GroupPage
    from pledgeline.report.promise_bar import PromisePicture
    from pledgeline.report.range_tornado import TornadoPicture

STYLE = "plan.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPictures:
    """Everything that is drawn, beside the page that it is drawn from."""

    page: GroupPage
    curves: tuple[CurveDrawing | None, ...]  # one per load line
    promises: tuple[PromisePicture, ...]
    fans: tuple[FanPicture, ...]
    months: MonthsPicture | None
    tornados: tuple[TornadoPicture | None, ...]  # one per answer


def group_pictures(page: GroupPage | None) -> GroupPictures | None:
    """The pictures of a group's page; None where there is no page."""
    if page is None:
        return None
    return GroupPictures(
        page=page,
        curves=tuple(draw_curve(line.curve) if line.curve else None for line in page.lines),
        promises=tuple(draw_promise(bar) for bar in page.promises.bars) if page.promises else (),
        fans=tuple(draw_fan(fan) for fan in page.fans),
        months=draw_months(page.gap),
        tornados=tuple(draw_tornado(answer) for answer in page.ranges.answers) if page.ranges else (),
    )
