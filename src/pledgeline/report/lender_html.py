"""The lender's page of one loan as one self-contained HTML file, under the policy of the report; it runs no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pledgeline.report.html import asset, content_policy, environment
from pledgeline.report.pages.lender_sheet import LenderSheet, Provenance, lender_sheet
from pledgeline.report.sale_law import SaleDrawing, draw_sale

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView

TEMPLATE = "lender.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlSheet:
    """What the template sees."""

    sheet: LenderSheet
    sale: SaleDrawing | None
    policy: str
    style: Markup


def render_lender(view: LenderView, provenance: Provenance) -> str:
    """The page of one loan as HTML; the same view gives the same bytes."""
    sheet, style = lender_sheet(view, provenance), asset("report.css")
    page = HtmlSheet(
        sheet=sheet,
        sale=draw_sale(sheet.loan.picture) if sheet.loan.picture else None,
        policy=content_policy(style, ""),
        style=Markup(style),  # noqa: S704  our own file, byte for byte
    )
    return environment().get_template(TEMPLATE).render(view=page)
