"""The scoreboard of public promises on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.group_terminal import table_parts
from pledgeline.report.pages.pledge_sheet import PledgeSheet, pledge_sheet
from pledgeline.report.terminal_tables import TONES, facts_grid, heading, safe, sentences_grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from pledgeline.engine.results import Result
    from pledgeline.report.pages.pledge_card import PledgeCard
    from pledgeline.report.pages.pledges import Lane, PledgesPage

LEAST_ROOM, TITLE = 24, 40  # characters of a lane, and of its title


def render(result: Result, console: Console) -> None:
    """Print the promises of a result."""
    print_page(sheet_body(pledge_sheet(result), page_width(console)), console)


def sheet_body(sheet: PledgeSheet, width: int) -> Group:
    """Everything that is printed, in order."""
    about = f"{sheet.name} · {sheet.as_of} · {sheet.scenario} · {sheet.run}"
    parts: list[RenderableType] = [Text(safe(sheet.title), style="bold"), Text(safe(about), style="dim"), Text()]
    if sheet.pledges is None:
        return Group(*parts, Text(sheet.silence))
    parts += scoreboard_parts(sheet.pledges, width)
    for card in sheet.pledges.cards:
        parts += _card(card, width)
    if sheet.pledges.overlaps is not None:
        parts += [heading(say("The same money, counted twice?")), *table_parts(sheet.pledges.overlaps, width), Text()]
    parts += [heading(say("How a status is found")), *(Text(f"· {line}", style="dim") for line in sheet.pledges.rule)]
    return Group(*parts, Text(), Text(sheet.sources.summary), Text(safe(sheet.method.line), style="dim"))


def scoreboard_parts(page: PledgesPage, width: int) -> list[RenderableType]:
    """The sentences, the table and the lanes of time."""
    parts: list[RenderableType] = [sentences_grid(page.sentences), Text(), *table_parts(page.table, width)]
    return [*parts, Text(), *_lanes(page, width), Text()]


def _lanes(page: PledgesPage, width: int) -> list[RenderableType]:
    """Each promise as a line of time: solid behind us, dotted ahead, `|` today."""
    room = width - TITLE - 2
    if room < LEAST_ROOM:
        return []
    days = [day for lane in page.lanes for day in (lane.made, lane.due_to, page.today) if day is not None]
    first, last = min(days).toordinal(), max(days).toordinal()

    def at(ordinal: int) -> int:
        return round((room - 1) * (ordinal - first) / max(last - first, 1))

    lines = [_lane(lane, at, at(page.today.toordinal()), room) for lane in page.lanes]
    ends = Text(" " * (TITLE + 2) + f"{min(days).year}{max(days).year:>{room - 4}}", style="dim")
    legend = say("● paid or in service   ■ signed   ○ claimed   │ today")
    return [*lines, ends, Text(" " * (TITLE + 2) + legend, style="dim")]


def _lane(lane: Lane, at: Callable[[int], int], today: int, room: int) -> Text:
    cells = [" "] * room
    end = at((lane.due_to or lane.made).toordinal()) if lane.due_to is not None else room - 1
    for place in range(at(lane.made.toordinal()), end + 1):
        cells[place] = "─" if place <= today else "┄"
    cells[today] = "│"
    for mark in lane.marks:
        cells[at(mark.date.toordinal())] = {"disbursement": "●", "commitment": "■"}.get(mark.stage, "○")
    title = lane.title if len(lane.title) <= TITLE else f"{lane.title[: TITLE - 1]}…"
    return Text.assemble(safe(title).ljust(TITLE + 2), ("".join(cells), TONES.get(lane.tone, "")))


def _card(card: PledgeCard, width: int) -> list[RenderableType]:
    """One promise: status and reason, terms, steps."""
    parts: list[RenderableType] = [heading(safe(card.title))]
    parts.append(Text.assemble((card.status, TONES.get(card.tone, "")), f"  {safe(card.because)}"))
    parts += [Text(safe(card.note), style="dim")] if card.note else []
    parts += [facts_grid(card.facts), Text()]
    for table in (card.steps, card.history):
        if table is not None:
            parts += table_parts(table, width)
            parts.append(Text())
    return parts
