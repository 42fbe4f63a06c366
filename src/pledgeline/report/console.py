"""How a page reaches a terminal: never too wide, and in plain characters where it knows no others."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType, RenderResult

WIDEST = 120
HELD = {"\u00a0": "\ue000", "\u202f": "\ue001"}  # spaces at which no line may break, and what stands for them meanwhile
ASCII = str.maketrans(
    {"–": "-", "−": "-", "±": "+-", "×": "x", "·": "|", "≈": "~", "’": "'", "“": '"', "”": '"', "█": "#", "░": ".",
     "●": "*",
     "│": "|", "┃": "|", "╎": ":", "║": "H", "─": "-", "…": "...", "«": '"', "»": '"', "\u00a0": " ", "\u202f": " ",
     "œ": "oe", "Œ": "OE"},
)  # fmt: skip
_HOLD, _RELEASE = str.maketrans(HELD), str.maketrans({held: space for space, held in HELD.items()})


def held(text: str) -> str:
    """The text with its no-break spaces out of the way, since a terminal's lines would break at them."""
    return text.translate(_HOLD)


def page_width(console: Console) -> int:
    """The columns that a page may use."""
    return min(console.width, WIDEST)


def print_page(body: RenderableType, console: Console) -> None:
    """Print a page; colours are the console's own. What is not for a terminal has no blanks at the end of its lines."""
    width, plain = page_width(console), not console.encoding.lower().startswith("utf")
    page = _Released(body)
    if console.is_terminal and not plain:
        console.print(page, width=width)
        return
    drawn = Console(file=StringIO(), width=width, force_terminal=console.is_terminal, no_color=console.no_color)
    with drawn.capture() as captured:
        drawn.print(page, width=width)
    text = captured.get()
    if plain:
        text = plainly(text, console.encoding)
    if not console.is_terminal:
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    console.out(text, end="", highlight=False)


@dataclass(frozen=True, slots=True)
class _Released:
    """A page whose lines are broken first and get their no-break spaces back then."""

    body: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The segments of the page."""
        for segment in console.render(self.body, options):
            yield segment._replace(text=segment.text.translate(_RELEASE))


def plainly(text: str, encoding: str) -> str:
    """The text in the characters of an encoding; a letter that it lacks loses its accent."""
    return "".join(_plain(char, encoding) for char in text.translate(ASCII))


def _plain(char: str, encoding: str) -> str:
    for written in (char, "".join(part for part in normalize("NFKD", char) if not combining(part))):
        try:
            written.encode(encoding)
        except UnicodeEncodeError:
            continue
        return written
    return "?"
