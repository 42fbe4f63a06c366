"""How a page reaches a terminal: never too wide, and in plain characters where it knows no others."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDEST = 120
ASCII = str.maketrans(
    {"–": "-", "−": "-", "±": "+-", "×": "x", "·": "|", "≈": "~", "’": "'", "“": '"', "”": '"', "█": "#", "░": ".",
     "│": "|", "┃": "|", "╎": ":", "║": "H", "─": "-", "…": "..."},
)  # fmt: skip


def page_width(console: Console) -> int:
    """The columns that a page may use."""
    return min(console.width, WIDEST)


def print_page(body: RenderableType, console: Console) -> None:
    """Print a page; colours are the console's own. What is not for a terminal has no blanks at the end of its lines."""
    width, plain = page_width(console), not console.encoding.lower().startswith("utf")
    if console.is_terminal and not plain:
        console.print(body, width=width)
        return
    drawn = Console(file=StringIO(), width=width, force_terminal=console.is_terminal, no_color=console.no_color)
    with drawn.capture() as captured:
        drawn.print(body, width=width)
    text = captured.get()
    if plain:
        text = text.translate(ASCII).encode(console.encoding, "replace").decode(console.encoding)
    if not console.is_terminal:
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    console.out(text, end="", highlight=False)
