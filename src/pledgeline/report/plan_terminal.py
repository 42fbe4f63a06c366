"""The plan of a group on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from pledgeline.language.saying import say
from pledgeline.report.console import page_width, print_page
from pledgeline.report.group_terminal import group_parts, load_lines, ranges_parts, table_parts
from pledgeline.report.pages.plan import PlanPage, plan_page
from pledgeline.report.terminal_tables import ROOMY, facts_grid, heading, safe, thinned

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.engine.results import Result
    from pledgeline.report.pages.group import GroupPage

DATE_ROWS = 8


def render(result: Result, console: Console) -> None:
    """Print the plan of a result."""
    print_page(plan_body(plan_page(result), page_width(console)), console)


def plan_body(page: PlanPage, width: int) -> Group:
    """Everything that is printed, in order."""
    about = say(
        "The plan of {group} · as of {date} · scenario: {scenario} · {run}",
        group=page.name,
        date=page.as_of,
        scenario=page.scenario,
        run=page.run,
    )
    parts: list[RenderableType] = [Text(safe(page.title), style="bold"), Text(safe(about), style="dim"), Text()]
    if page.group is None:
        return Group(*parts, Text(page.silence))
    parts += load_lines(page.group)
    parts += _limits(page.group, width)
    parts += group_parts(page.group, width)
    parts += _by_date(page.group, width)
    parts += ranges_parts(page.group.ranges, width)
    parts += [heading(say("Method, and what the path leaves out")), facts_grid(page.method.facts), Text()]
    parts += [Text(f"· {safe(limit)}") for limit in page.group.limits]
    return Group(*parts, Text(), Text(safe(page.method.line), style="dim"))


def _limits(page: GroupPage, width: int) -> list[RenderableType]:
    """What limits the draw under each facility."""
    parts: list[RenderableType] = [heading(say("The tolerances"))] if page.lines else []
    for line in page.lines:
        parts += table_parts(line.criteria, width)
        parts += [Text(safe(line.note), style="dim"), Text()]
    return parts


def _by_date(page: GroupPage, width: int) -> list[RenderableType]:
    """Chances by date, and the gap."""
    dates = page.chances.dates
    parts: list[RenderableType] = [heading(say("By when"))] if dates else []
    parts += table_parts(thinned(dates, DATE_ROWS), min(width, ROOMY - 1)) if dates else []  # its minor columns aside
    return [*parts, heading(say("The gap")), facts_grid(page.gap.facts), Text()]
