"""The plan: the group's pages as a report of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.group import GroupPage, group_page
from pledgeline.report.pages.method import MethodPage, method_page, run_line
from pledgeline.report.pages.wording import long_date

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

SILENCE = said("There is no plan to show: the case was not run as a group.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """What both the terminal and the HTML file are written from."""

    title: str
    name: str  # of the group
    as_of: str
    scenario: str
    run: str
    stamp: str  # one line for every printed page
    group: GroupPage | None
    silence: str
    method: MethodPage


def plan_page(result: Result) -> PlanPage:
    """The plan of a result; the same result gives the same page."""
    as_of, run = long_date(result.as_of), run_line(result.method)
    scenario = result.method.scenario or say("as stated in the case")
    return PlanPage(
        title=result.title,
        name=result.group,
        as_of=as_of,
        scenario=scenario,
        run=run,
        stamp=say(
            "{title} · the plan · as of {date} · scenario: {scenario} · {run}",
            title=result.title,
            date=as_of,
            scenario=scenario,
            run=run,
        ),
        group=group_page(result),
        silence=retold(SILENCE),
        method=method_page(result),
    )
