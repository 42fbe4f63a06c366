"""The programmes of a case as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.group_html import STYLE as GROUP_STYLE
from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.programme_sheet import ProgrammeSheet, programme_sheet
from pledgeline.report.programme_pictures import STYLE, ProgrammePictures, programme_pictures

if TYPE_CHECKING:
    from pledgeline.engine.programme_results import ProgrammeReport

TEMPLATE = "programmes.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlProgrammes:
    """What the template sees."""

    page: ProgrammeSheet
    programmes: ProgrammePictures
    policy: str
    style: Markup


def render(report: ProgrammeReport) -> str:
    """The programmes as HTML; the same report gives the same bytes."""
    page, style = programme_sheet(report), asset("report.css") + asset(GROUP_STYLE) + asset(STYLE)
    view = HtmlProgrammes(
        page=page,
        programmes=programme_pictures(page.programmes),
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
