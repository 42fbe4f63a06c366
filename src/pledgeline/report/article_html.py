"""Articles as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.html import asset, content_policy, environment

if TYPE_CHECKING:
    from pledgeline.report.pages.article import ArticlePage

TEMPLATE = "article.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlArticles:
    """What the template sees."""

    page: ArticlePage
    policy: str
    style: Markup


def render_articles(page: ArticlePage) -> str:
    """The page as HTML; the same articles give the same bytes."""
    style = asset("report.css") + asset("article.css")
    view = HtmlArticles(
        page=page,
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own files, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=view)
