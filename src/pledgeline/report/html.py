"""The report as one self-contained HTML file: no request, no inline handler, no clock.

The Content-Security-Policy allows nothing but the one style element and the
one script of the file, each by its SHA-256. Numbers for the charts travel as
JSON, which a browser does not execute.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pledgeline.language.saying import say, say_each
from pledgeline.language.spoken import spoken
from pledgeline.report.group_html import STYLE, GroupPictures, group_pictures
from pledgeline.report.load_line import SMALL, Strip, draw, strips
from pledgeline.report.load_line import Drawing as Hull
from pledgeline.report.pages.report import ReportPage, report_page
from pledgeline.report.pages.wording import confidence_word
from pledgeline.report.pledge_timeline import PledgePictures, pledge_pictures
from pledgeline.report.programme_pictures import STYLE as PROGRAMMES
from pledgeline.report.programme_pictures import ProgrammePictures, programme_pictures
from pledgeline.report.sale_law import SaleDrawing, draw_sale
from pledgeline.units.text import here

if TYPE_CHECKING:
    from pledgeline.engine.results import Result
    from pledgeline.report.pages.charts import Drawing

TEMPLATE = "report.html.j2"
PLEDGES = "pledges.css"
# what `frontend/src/numbers.js` and the axes need of a language
NUMBER_RULES = (
    "scales", "before_scale", "decimal", "group", "percent", "unknown", "infinite", "money", "months_short",
)  # fmt: skip
# U+2028 and U+2029 end a line in older scripts; the rest could end the element or start a comment.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """What the template sees: the pages, the hulls, and the parts of the file itself."""

    page: ReportPage
    hull: Hull | None
    hulls: tuple[Hull | None, ...]  # one per loan; None where the headline already shows it
    group_hull: Hull | None
    strips: tuple[Strip, ...]
    sales: tuple[SaleDrawing | None, ...]  # one per loan that the lender's section speaks of
    group: GroupPictures | None
    pledges: PledgePictures | None
    programmes: ProgrammePictures | None
    policy: str
    style: Markup
    script: Markup
    charts: bool


def render(result: Result) -> str:
    """The report of a result as HTML; the same result gives the same bytes."""
    return environment().get_template(TEMPLATE).render(view=html_page(report_page(result)))


def html_page(page: ReportPage) -> HtmlPage:
    """The typed page of the template."""
    shown = page.headline.scale
    charts = page.assumptions.chart is not None or any(loan.outlook for loan in page.loans)
    wanted = (
        ("report.css", True),
        (STYLE, page.group or page.programmes),
        (PLEDGES, page.pledges),
        (PROGRAMMES, page.programmes),
    )
    style = "".join(asset(name) for name, needed in wanted if needed)
    script = asset("charts.js") if charts else ""
    group = page.standing.scale
    return HtmlPage(
        page=page,
        hull=draw(shown) if shown else None,
        hulls=tuple(draw(loan.scale) if loan.scale and loan.scale != shown else None for loan in page.loans),
        group_hull=draw(group, height=SMALL) if group and group != shown else None,
        strips=strips(page.headline.others),
        sales=tuple(draw_sale(loan.picture) if loan.picture else None for loan in page.lender),
        group=group_pictures(page.group),
        pledges=pledge_pictures(page.pledges),
        programmes=programme_pictures(page.programmes) if page.programmes else None,
        policy=content_policy(style, script),
        style=Markup(style),  # noqa: S704  our own file, byte for byte
        script=Markup(script),  # noqa: S704  our own file, byte for byte
        charts=charts,
    )


def content_policy(style: str, script: str) -> str:
    """A policy that lets the file's own style and script run, and nothing else."""
    scripts = f"'sha256-{digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'sha256-{digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """The SHA-256 of an element's text, as a policy writes it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def asset(name: str) -> str:
    """A file of the static folder."""
    return (files("pledgeline.report") / "static" / name).read_text(encoding="utf-8")


def json_text(drawing: Drawing) -> Markup:
    """The numbers and words of a chart, and how numbers are written, as JSON that can not leave its script element."""
    language = {name: getattr(here(), name) for name in NUMBER_RULES}
    told = {**asdict(drawing), "language": language}
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704  escaped in the line itself


def breakable(key: str) -> Markup:
    """A dotted path that may be broken after its dots."""
    return escape(key).replace(".", Markup(".<wbr>"))


def page_language() -> str:
    """The code of the language that a page is written in."""
    return spoken().code


def _printable(told: object) -> object:
    """A text without control characters, which a case or an article could bring along; our own files as they are."""
    if not isinstance(told, str) or isinstance(told, Markup) or told.isprintable():
        return told
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if ord(char) < ord(" ") and char not in "\n\t" else char for char in told
    )


@cache
def environment() -> Environment:
    """Templates that escape everything and fail on what a page does not have."""
    made = Environment(
        loader=PackageLoader("pledgeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    made.filters["json"] = json_text
    made.globals |= {"say": say, "say_each": say_each, "page_language": page_language}
    made.filters |= {"key": breakable, "graded": confidence_word}
    return made
