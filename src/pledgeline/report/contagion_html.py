"""The page of contagion as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.contagion_graph import NetworkPicture, draw_network
from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.contagion import ContagionPage, contagion_page

if TYPE_CHECKING:
    from pledgeline.engine.contagion_results import ContagionReport

TEMPLATE = "contagion.html.j2"
STYLE = "contagion.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlContagion:
    """What the template sees."""

    page: ContagionPage
    network: NetworkPicture | None
    policy: str
    style: Markup


def render_contagion(found: ContagionReport) -> str:
    """The page as HTML; the same report gives the same bytes."""
    style = asset("report.css") + asset(STYLE)
    view = HtmlContagion(
        page=contagion_page(found),
        network=draw_network(found),
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
