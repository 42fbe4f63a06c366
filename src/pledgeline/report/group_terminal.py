"""The group on a terminal: the load line in words, then the tables that fit beside a prompt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.wording import whole
from pledgeline.report.terminal_tables import grid, heading, safe, sentences_grid, thinned

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.report.pages.books import BooksPage
    from pledgeline.report.pages.gap import GapPage
    from pledgeline.report.pages.group import GroupPage
    from pledgeline.report.pages.promises import PromisesPage
    from pledgeline.report.pages.ranges import RangesPage
    from pledgeline.report.pages.tables import Table

LINES_IN_FULL, PROMISE_ROWS, WORST_ROWS = 3, 12, 3


def load_lines(page: GroupPage) -> list[RenderableType]:
    """How much more can be drawn under each facility, and what must be true for more."""
    parts: list[RenderableType] = [] if page.lines else _dim(page.silence)
    for line in page.lines[:LINES_IN_FULL]:
        sentences = (*line.sentences, *((line.must,) if line.must else ()))
        parts += [sentences_grid(sentences), Text()]
    left = len(page.lines) - LINES_IN_FULL
    if left > 0:
        parts += _dim(
            say_each(
                left, "{n} more load line in the HTML page.", "{n} more load lines in the HTML page.", n=whole(left)
            )
        )
    return parts


def group_parts(page: GroupPage, width: int) -> list[RenderableType]:
    """Chances, promises, books and the worst paths, each in a few rows."""
    return [
        heading(say("The group")),
        Text(safe(page.lead), style="dim"),
        Text(),
        *table_parts(page.chances.events, width),
        *_promises(page.promises, width),
        *_books(page.books, width),
        *_worst(page.gap, width),
    ]


def ranges_parts(page: RangesPage | None, width: int) -> list[RenderableType]:
    """Each answer over what nobody disclosed, and its most important terms."""
    if page is None:
        return []
    return [
        heading(say("Over what nobody disclosed")),
        *table_parts(page.joint, width),
        *(table_parts(page.top, width) if page.top else ()),
    ]


def table_parts(table: Table, width: int) -> list[RenderableType]:
    """A table with its note."""
    return [grid(table, width), *([Text(safe(table.note), style="dim")] if table.note else []), Text()]


def _promises(page: PromisesPage | None, width: int) -> list[RenderableType]:
    """The first promises, and a word on the others."""
    if page is None:
        return []
    left = len(page.table.rows) - PROMISE_ROWS
    if left <= 0:
        return table_parts(page.table, width)
    more = say_each(left, "{n} more promise in the HTML page.", "{n} more promises in the HTML page.", n=whole(left))
    note = " ".join(filter(None, (more, page.table.note)))
    return table_parts(replace(thinned(page.table, PROMISE_ROWS, first=True), note=note), width)


def _books(page: BooksPage | None, width: int) -> list[RenderableType]:
    """The means of the first quarters; the rest, and the medians, are in the HTML page."""
    if page is None:
        return []
    if len(page.means) > 1:
        note = say("Uses are negative. More quarters, and medians are in the HTML page.")
    else:
        note = say("Uses are negative. Medians are in the HTML page.")
    return [grid(page.means[0], width), *_dim(note)]


def _worst(page: GapPage, width: int) -> list[RenderableType]:
    """The worst paths, and how to follow the first."""
    if page.worst is None:
        return []
    return [
        grid(thinned(page.worst, WORST_ROWS, first=True), width),
        *_dim(say("Day by day: {command}", command=page.command)),
    ]


def _dim(text: str) -> list[RenderableType]:
    return [Text(safe(text), style="dim"), Text()]
