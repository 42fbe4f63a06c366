"""The page of a calibration as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.fit_pictures import HEIGHT, WIDTH, Picture, pictures
from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.fit import NAMES, FitPage, fit_page

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration

TEMPLATE = "fit.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlFit:
    """What the template sees; `drawn` are the pictures of each law, under its name."""

    page: FitPage
    drawn: tuple[tuple[str, tuple[Picture, ...]], ...]
    width: float
    height: float
    policy: str
    style: Markup


def render_fit(found: Calibration, version: str) -> str:
    """The page of a calibration as HTML; the same calibration gives the same bytes."""
    style = asset("report.css") + asset("fit.css")
    view = HtmlFit(
        page=fit_page(found, version),
        drawn=tuple((NAMES[fit.model], pictures(fit)) for fit in found.fits),
        width=WIDTH,
        height=HEIGHT,
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
