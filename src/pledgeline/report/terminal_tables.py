"""Tables, facts and sentences as a terminal shows them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from pledgeline.report.console import held

if TYPE_CHECKING:
    from pledgeline.report.pages.tables import Fact, Row, Sentence, Table

LONGEST = 44  # characters of a name in a table
ROOMY = 100  # columns; under it, minor columns are left out
TONES = {
    "load": "cyan",
    "today": "cyan",
    "release": "",
    "cure": "blue",
    "call": "yellow",
    "close-out": "red",
    "unknown": "magenta",
    "total": "bold",
}


def safe(text: str) -> str:
    """The text without control characters, which a case could use to steer a terminal, for `print_page` to print."""
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) == "Cc" else char for char in held(text))


def shortened(text: str, most: int = LONGEST) -> str:
    """A long name without its middle, where names of a family differ least."""
    if len(text) <= most:
        return text
    tail = most // 3
    return f"{text[: most - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def heading(title: str) -> Rule:
    """A section begins."""
    return Rule(Text(safe(title), style="bold"), align="left", style="dim", characters="─")


def grid(table: Table, width: int) -> Grid:
    """A table; its unit stands under the title of a column."""
    shown = [at for at, column in enumerate(table.columns) if not column.prose and (width >= ROOMY or not column.minor)]
    drawn = Grid(
        title=Text(safe(table.caption), style="bold"),
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="dim",
    )
    for at in shown:
        column = table.columns[at]
        drawn.add_column(
            Text("\n".join(safe(part) for part in (column.title, column.unit) if part)),
            justify="right" if column.number else "left",
            overflow="fold",
            vertical="bottom" if at else "top",
            min_width=4,
        )
    for row in table.rows:
        cells = (shortened(row.cells[0]), *row.cells[1:])
        drawn.add_row(*(Text(safe(cells[at]), style=TONES.get(row.tone, "")) for at in shown))
    return drawn


def facts_grid(facts: tuple[Fact, ...]) -> Grid:
    """Terms and what is known of them, two columns."""
    drawn = Grid.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="dim", no_wrap=True)
    drawn.add_column(overflow="fold")
    for fact in facts:
        text = Text(safe(fact.text), style="bold")
        if fact.note:
            text.append(f"  {safe(fact.note)}", style="not bold dim")
        drawn.add_row(Text(safe(fact.term)), text)
    return drawn


def sentences_grid(sentences: tuple[Sentence, ...]) -> Grid:
    """The answer: labels on the left, sentences on the right."""
    drawn = Grid.grid(padding=(0, 2, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for at, sentence in enumerate(sentences):
        if at:
            drawn.add_row()
        text = Text()
        for part in sentence.parts:
            text.append(safe(part.text), style="bold" if part.strong else "")
        drawn.add_row(Text(safe(sentence.label), style=TONES.get(sentence.tone, "")), text)
    return drawn


def thinned(table: Table, most: int, *, first: bool = False) -> Table:
    """A table of at most `most` rows: the first ones, or a spread that keeps every change of tone and the last row."""
    if len(table.rows) <= most:
        return table
    kept = range(most) if first else _spread(table.rows, most)
    return replace(table, rows=tuple(table.rows[at] for at in kept))


def _spread(rows: tuple[Row, ...], most: int) -> list[int]:
    """Places of the rows to keep: the last, those where the tone changes, then evenly over the rest."""
    last = len(rows) - 1
    turns = [at for at, row in enumerate(rows) if row.tone and (at == 0 or rows[at - 1].tone != row.tone)]
    even = [round((at + 1) * last / most) for at in range(most)]
    kept: list[int] = []
    for at in (last, *turns, *reversed(even), *range(last, -1, -1)):
        if at not in kept and len(kept) < most:
            kept.append(at)
    return sorted(kept)
