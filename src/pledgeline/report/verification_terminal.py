"""Reference figures beside ours on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from pledgeline.report.console import page_width, print_page
from pledgeline.report.terminal_tables import grid, safe

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from pledgeline.report.pages.verification import VerificationPage


def render_verification(page: VerificationPage, console: Console) -> None:
    """Print every topic with its sources, then the verdict."""
    width = page_width(console)
    parts: list[RenderableType] = []
    for topic in page.topics:
        parts.append(grid(topic.table, width))
        parts += [_indented(source, "dim") for source in topic.sources]
        parts += [_indented(trouble, "red") for trouble in topic.troubles]
        parts.append(Text())
    parts.append(Text(safe(page.verdict), style="bold" if page.holds else "bold red"))
    print_page(Group(*parts), console)


def _indented(text: str, style: str) -> RenderableType:
    """A line under a table."""
    return Padding(Text(safe(text), style=style), (0, 0, 0, 2))
