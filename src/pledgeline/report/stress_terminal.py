"""The page of a stress test on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.stress import StressPage, stress_page
from pledgeline.report.terminal_tables import facts_grid, grid, heading, safe, sentences_grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.stress_results import Stress
    from pledgeline.report.pages.tables import Table


def render_stress(found: Stress, console: Console) -> None:
    """Print the page of a stress test."""
    print_page(stress_body(stress_page(found), page_width(console)), console)


def stress_body(page: StressPage, width: int) -> Group:
    """Everything that is printed, in order."""
    about = say("Stress · as of {date} · {scenarios}", date=page.as_of, scenarios=page.scenarios)
    parts: list[RenderableType] = [
        Text(safe(page.title), style="bold"),
        Text(safe(about), style="dim"),
        Text(),
        sentences_grid(page.sentences),
        Text(),
        heading(say("The group")),
        *_table(page.standing, width),
    ]
    for table in page.whole:
        parts += _table(table, width)
    for loan in page.loans:
        parts += [heading(safe(loan.name)), *_table(loan.after, width)]
        parts += _table(loan.chances, width) if loan.chances else []
    if page.reverse:
        parts.append(heading(say("How far things must fall")))
    for table in page.reverse:
        parts += _table(table, width)
    parts += [heading(say("How this was found, and what it leaves out")), facts_grid(page.method), Text()]
    parts += [Text(f"· {safe(limit)}") for limit in page.limits]
    return Group(*parts, Text(), Text(safe(page.line), style="dim"))


def _table(table: Table, width: int) -> list[RenderableType]:
    note = [Text(safe(table.note), style="dim")] if table.note else []
    return [grid(table, width), *note, Text()]
