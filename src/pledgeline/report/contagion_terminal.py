"""The page of contagion on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.contagion import ContagionPage, contagion_page
from pledgeline.report.terminal_tables import facts_grid, grid, heading, safe, sentences_grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.contagion_results import ContagionReport
    from pledgeline.report.pages.tables import Table

MOST_COLUMNS = 8  # of a table that fits beside a prompt


def render_contagion(found: ContagionReport, console: Console) -> None:
    """Print the page of contagion."""
    print_page(contagion_body(contagion_page(found), page_width(console)), console)


def contagion_body(page: ContagionPage, width: int) -> Group:
    """Everything that is printed, in order."""
    about = say(
        "{group} · as of {date} · scenario: {scenario} · what falls due by {until}",
        group=page.group,
        date=page.as_of,
        scenario=page.scenario,
        until=page.until,
    )
    parts: list[RenderableType] = [
        Text(safe(page.title), style="bold"),
        Text(safe(about), style="dim"),
        Text(),
        sentences_grid(page.sentences),
        Text(),
    ]
    for section in page.sections:
        parts.append(heading(safe(section.title)))
        for table in section.tables:
            parts += _table(table, width)
    if page.left_out:
        parts += [heading(say("Left out")), *(Text(f"· {safe(line)}") for line in page.left_out), Text()]
    parts += [heading(say("How this was found, and what it leaves out")), facts_grid(page.method), Text()]
    parts += [Text(f"· {safe(limit)}") for limit in page.limits]
    return Group(*parts, Text(), Text(safe(page.line), style="dim"))


def _table(table: Table, width: int) -> list[RenderableType]:
    """A table with its note; one that is too wide is left to the HTML page."""
    told = _without_minor(table) if len(table.columns) > MOST_COLUMNS + 2 else table
    if sum(not column.minor and not column.prose for column in told.columns) > MOST_COLUMNS:
        return [Text(safe(say("{table}: in the HTML page.", table=table.caption)), style="dim"), Text()]
    note = [Text(safe(told.note), style="dim")] if told.note else []
    return [grid(told, width), *note, Text()]


def _without_minor(table: Table) -> Table:
    """The columns that no terminal does without."""
    kept = [at for at, column in enumerate(table.columns) if not column.minor]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows),
    )
