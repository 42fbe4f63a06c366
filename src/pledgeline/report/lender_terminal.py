"""The lender's page on a terminal: whole for one loan, a few lines for each loan of a report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from pledgeline.language.saying import say, say_each
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.lender_sheet import LenderSheet, Provenance, lender_sheet
from pledgeline.report.pages.wording import whole
from pledgeline.report.terminal_tables import facts_grid, grid, heading, safe, sentences_grid, thinned

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.lender_results import LenderView
    from pledgeline.report.pages.lender import LenderPage
    from pledgeline.report.pages.tables import Table

DATE_ROWS = 12  # three years of quarter ends


def render_lender(view: LenderView, provenance: Provenance, console: Console) -> None:
    """Print the page of one loan."""
    print_page(sheet_body(lender_sheet(view, provenance), page_width(console)), console)


def sheet_body(sheet: LenderSheet, width: int) -> Group:
    """Everything that is printed, in order."""
    loan = sheet.loan
    about = say(
        "{case} · as of {date} · scenario: {scenario}", case=sheet.case, date=sheet.as_of, scenario=sheet.scenario
    )
    parts: list[RenderableType] = [
        Text(safe(sheet.title), style="bold"),
        Text(safe(about), style="dim"),
        Text(),
        sentences_grid(loan.sentences),
        Text(),
        heading(say("The loan")),
        facts_grid(loan.terms),
        Text(),
    ]
    parts += _part(say("For the borrower"), (loan.calls and _dates(loan.calls),), width, loan)
    parts += _part(say("For the lender"), (loan.losses, loan.sale, loan.targets, loan.effects), width)
    parts += _part(say("With the borrower’s means"), (loan.tail,), width)
    parts += _part(say("What rules ask for"), (loan.references,), width)
    parts += _method(loan)
    return Group(*parts, Text(safe(sheet.line), style="dim"))


def condensed(pages: tuple[LenderPage, ...]) -> list[RenderableType]:
    """What a report says to lenders: the sentences of each loan."""
    parts: list[RenderableType] = []
    for page in pages:
        parts += [heading(say("For the lender: {loan}", loan=page.name)), sentences_grid(page.sentences), Text()]
    if pages:
        rest = say("The rest of it is in the HTML report, and in pledgeline loan.")
        parts += [Text(safe(rest), style="dim"), Text()]
    return parts


def _dates(table: Table) -> Table:
    """All dates of a table, or as many as fit with a word on the others."""
    shown = thinned(table, DATE_ROWS)
    more = len(table.rows) - len(shown.rows)
    if not more:
        return table
    left = say_each(more, "{n} more date in the HTML page.", "{n} more dates in the HTML page.", n=whole(more))
    return replace(shown, note=" ".join(part for part in (left, table.note) if part))


def _part(
    title: str, tables: tuple[Table | None, ...], width: int, facts_of: LenderPage | None = None
) -> list[RenderableType]:
    """A heading with its facts and tables; nothing where there are none."""
    facts = facts_of.borrower if facts_of else ()
    shown = [table for table in tables if table]
    if not shown and not facts:
        return []
    parts: list[RenderableType] = [heading(title)]
    parts += [facts_grid(facts), Text()] if facts else []
    for table in shown:
        parts += [grid(table, width), *_note(table), Text()]
    return parts


def _note(table: Table) -> list[RenderableType]:
    """What a table needs to be read."""
    return [Text(safe(table.note), style="dim")] if table.note else []


def _method(page: LenderPage) -> list[RenderableType]:
    """How the figures were made, and what they leave out."""
    if not page.method and not page.limits:
        return []
    parts: list[RenderableType] = [heading(say("How this was found, and what it leaves out"))]
    parts += [facts_grid(page.method), Text()] if page.method else []
    parts += [Padding(Text(f"· {safe(limit)}"), (0, 0, 0, 0)) for limit in page.limits]
    return [*parts, Text()]
