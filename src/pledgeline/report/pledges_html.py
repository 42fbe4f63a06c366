"""The promises of a case as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.group_html import STYLE as GROUP_STYLE
from pledgeline.report.html import PLEDGES, asset, content_policy, environment
from pledgeline.report.pages.pledge_sheet import PledgeSheet, pledge_sheet
from pledgeline.report.pledge_timeline import PledgePictures, pledge_pictures

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

TEMPLATE = "pledges.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPledges:
    """What the template sees."""

    page: PledgeSheet
    pledges: PledgePictures | None
    policy: str
    style: Markup


def render(result: Result) -> str:
    """The promises as HTML; the same result gives the same bytes."""
    page, style = pledge_sheet(result), asset("report.css") + asset(GROUP_STYLE) + asset(PLEDGES)
    view = HtmlPledges(
        page=page,
        pledges=pledge_pictures(page.pledges),
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
