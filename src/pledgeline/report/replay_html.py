"""A replay as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.replay import ReplayPage, replay_page
from pledgeline.report.replay_axes import LEFT
from pledgeline.report.replay_group_picture import GroupReplayDrawing, draw_group
from pledgeline.report.replay_picture import ReplayDrawing, draw_replay

if TYPE_CHECKING:
    from pledgeline.engine.price_replay import PriceReplay
    from pledgeline.report.pages.lender_sheet import Provenance

TEMPLATE = "replay.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlReplay:
    """What the template sees."""

    page: ReplayPage
    drawn: tuple[ReplayDrawing, ...]  # one per loan
    whole: GroupReplayDrawing | None
    left: float  # where plots begin, percent
    policy: str
    style: Markup


def render_replay(found: PriceReplay, provenance: Provenance) -> str:
    """The page of a replay as HTML; the same replay gives the same bytes."""
    style = asset("report.css") + asset("replay.css")
    view = HtmlReplay(
        page=replay_page(found, provenance),
        drawn=tuple(draw_replay(loan, found) for loan in found.loans),
        whole=draw_group(found.group, found) if found.group else None,
        left=LEFT,
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
