"""A replay on a terminal: the answer, then the days that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.replay import ReplayPage, replay_page
from pledgeline.report.terminal_tables import grid, heading, safe, sentences_grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.price_replay import PriceReplay
    from pledgeline.report.pages.lender_sheet import Provenance


def render_replay(found: PriceReplay, provenance: Provenance, console: Console) -> None:
    """Print a replay."""
    print_page(replay_body(replay_page(found, provenance), page_width(console)), console)


def replay_body(page: ReplayPage, width: int) -> Group:
    """Everything that is printed, in order."""
    about = say("{title} · {span} · scenario: {scenario}", title=page.title, span=page.span, scenario=page.scenario)
    parts: list[RenderableType] = [
        sentences_grid(page.sentences),
        Text(),
        Text(safe(about), style="dim"),
        Text(),
    ]
    for loan in page.loans:
        parts += [grid(loan.table, width), Text(safe(loan.table.note), style="dim"), Text()]
    if page.whole:
        parts += [grid(page.whole.table, width), Text(safe(page.whole.table.note), style="dim"), Text()]
    parts += [heading(say("What was held, and what this cannot show"))]
    parts += [Padding(Text(f"· {safe(note)}"), (0, 0, 0, 0)) for note in page.notes]
    return Group(*parts, Text(), Text(safe(page.line), style="dim"))
