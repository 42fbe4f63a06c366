"""The programmes on a terminal: the answer, both sides of delay, a line of time for each phase, and a few tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.group_terminal import table_parts
from pledgeline.report.pages.programme_schedule import drawn_days
from pledgeline.report.pages.programme_sheet import ProgrammeSheet, programme_sheet
from pledgeline.report.terminal_tables import facts_grid, heading, safe, sentences_grid, shortened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from rich.console import RenderableType

    from pledgeline.engine.programme_results import ProgrammeReport
    from pledgeline.report.pages.programme_schedule import GanttLane, Schedule
    from pledgeline.report.pages.programmes import ProgrammeCard, ProgrammesPage
    from pledgeline.report.pages.tables import Row, Table

TITLE, LEAST_ROOM = 32, 24  # characters of the title of a phase, and of its line at the least
ROOMY = 116  # columns under which the tables leave out what is minor


def render(report: ProgrammeReport, console: Console) -> None:
    """Print the programmes of a report."""
    print_page(sheet_body(programme_sheet(report), page_width(console)), console)


def sheet_body(sheet: ProgrammeSheet, width: int) -> Group:
    """Everything that is printed, in order."""
    about = f"{sheet.name} · {sheet.as_of} · {sheet.scenario} · {sheet.run}"
    parts: list[RenderableType] = [Text(safe(sheet.title), style="bold"), Text(safe(about), style="dim"), Text()]
    parts += programmes_parts(sheet.programmes, width)
    parts += [Text(f"· {safe(line)}", style="dim") for line in sheet.method.limits]
    return Group(*parts, Text(safe(sheet.method.line), style="dim"))


def programmes_parts(page: ProgrammesPage, width: int) -> list[RenderableType]:
    """All programmes, then what others spend and what the figures rest on."""
    parts: list[RenderableType] = []
    for card in page.cards:
        parts += _card(card, width)
    for table in (page.rivals, page.classes):
        if table is not None:
            parts += table_parts(table, width)
    parts += [heading(say("How a programme is reckoned"))]
    parts += [Text(f"· {safe(line)}", style="dim") for line in (*page.rule, *page.left_out)]
    return [*parts, Text()]


def condensed(page: ProgrammesPage, width: int) -> list[RenderableType]:
    """All programmes as they stand beside everything else: the answer, both sides of delay, and time."""
    parts: list[RenderableType] = []
    for card in page.cards:
        parts += [Text(safe(card.title), style="bold"), Text(), sentences_grid(card.sentences), Text()]
        parts += [*table_parts(card.sides, width), *_lines(card.schedule, width)]
    return parts


def _card(card: ProgrammeCard, width: int) -> list[RenderableType]:
    """One programme in short."""
    room = width if width >= ROOMY else min(width, 99)  # minor columns appear from 100 on
    parts: list[RenderableType] = [heading(card.title), sentences_grid(card.sentences), Text()]
    parts += table_parts(card.sides, room)
    parts += _lines(card.schedule, width)
    parts += [*table_parts(_indented(card.sites), room), *table_parts(card.years, width)]
    for table in (card.weights, card.partners):
        parts += table_parts(table, width) if table is not None else []
    parts += [facts_grid(card.cost), Text()]
    for tenant in card.tenants:
        parts += [facts_grid(tenant.facts), Text()]
        parts += table_parts(tenant.years, room) if tenant.years else []
    parts += table_parts(card.cover, room) if card.cover else []
    return [*parts, Text(safe(card.delays), style="dim"), Text()]


def _indented(table: Table) -> Table:
    """The phases a little to the right of their sites."""
    return replace(table, rows=tuple(_right(one) if one.tone == "part" else one for one in table.rows))


def _right(one: Row) -> Row:
    return replace(one, cells=(f"  {one.cells[0]}", *one.cells[1:]))


def _lines(schedule: Schedule, width: int) -> list[RenderableType]:
    """Each phase as a line of time: work up to P10, then P10 to P90, with the middle, the plan, and the deadlines."""
    room = width - TITLE - 2
    lanes = [lane for block in schedule.blocks for lane in block.lanes]
    if room < LEAST_ROOM or not lanes:
        return []
    first, last = drawn_days(schedule)
    low, high = first.toordinal(), last.toordinal()

    def at(day: dt.date) -> int:
        return round((room - 1) * (min(max(day.toordinal(), low), high) - low) / (high - low))

    marks = [(at(day), "║") for day in schedule.deadlines if first <= day <= last]
    marks.append((at(schedule.today), "│"))
    parts: list[RenderableType] = []
    for block in schedule.blocks:
        parts.append(Text(safe(shortened(block.title, TITLE)), style="bold"))
        due = [(at(day), "║") for day in block.deadlines if first <= day <= last]
        parts += [_line(lane, at, [*marks, *due], room=room, last=last) for lane in block.lanes]
    ends = Text(" " * (TITLE + 2) + f"{first.year}{last.year:>{room - 4}}", style="dim")
    legend = say("─ at work   ░ P10 to P90   █ P50   × planned   ● done   ║ deadline   │ today")
    return [*parts, ends, Text(legend, style="dim"), Text()]


def _line(
    lane: GanttLane, at: Callable[[dt.date], int], marks: list[tuple[int, str]], *, room: int, last: dt.date
) -> Text:
    cells = [" "] * room
    for place, sign in marks:
        cells[place] = sign
    end = lane.planned if lane.done else lane.p10
    start = at(lane.start or end or last)
    sure = max(at(end), start) if end is not None else start
    if end is not None:
        cells[start : sure + 1] = "─" * (sure + 1 - start)
    if not lane.done:
        spread = at(lane.p90) if lane.p90 is not None else room - 1
        cells[sure : spread + 1] = "░" * (spread + 1 - sure)
    for day, sign in ((None if lane.done else lane.p50, "█"), (lane.planned, "●" if lane.done else "×")):
        if day is not None and day <= last:
            cells[at(day)] = sign
    return Text.assemble("  ", safe(shortened(lane.title, TITLE - 2)).ljust(TITLE), ("".join(cells), "cyan"))
