"""The page of a stress test as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.fall_line import FallLine, draw_falls
from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.stress import StressPage, stress_page

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import Stress

TEMPLATE = "stress.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlStress:
    """What the template sees."""

    page: StressPage
    falls: tuple[FallLine, ...]  # one per table of reverse stress
    policy: str
    style: Markup


def render_stress(found: Stress) -> str:
    """The page as HTML; the same result gives the same bytes."""
    style = asset("report.css") + asset("stress.css")
    view = HtmlStress(
        page=stress_page(found),
        falls=tuple(draw_falls(each) for each in found.reverse),
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
