"""The plan of a group as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.group_html import STYLE, GroupPictures, group_pictures
from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.plan import PlanPage, plan_page

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

TEMPLATE = "plan.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPlan:
    """What the template sees."""

    page: PlanPage
    group: GroupPictures | None
    policy: str
    style: Markup


def render(result: Result) -> str:
    """The plan as HTML; the same result gives the same bytes."""
    page, style = plan_page(result), asset("report.css") + asset(STYLE)
    view = HtmlPlan(
        page=page,
        group=group_pictures(page.group),
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
