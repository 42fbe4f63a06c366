"""The promises as a report of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.method import MethodPage, method_page, run_line
from pledgeline.report.pages.pledges import PledgesPage, pledges_page
from pledgeline.report.pages.sources import SourcesPage, sources_page
from pledgeline.report.pages.wording import long_date

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

SILENCE = said("The case holds no public promise; write them under pledges:.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeSheet:
    """What both the terminal and the HTML file are written from."""

    title: str
    name: str  # of the group
    as_of: str
    scenario: str
    run: str
    stamp: str  # one line for every printed page
    pledges: PledgesPage | None
    silence: str
    sources: SourcesPage
    method: MethodPage


def pledge_sheet(result: Result) -> PledgeSheet:
    """The promises of a result; the same result gives the same page."""
    as_of, run = long_date(result.as_of), run_line(result.method)
    scenario = result.method.scenario or say("as stated in the case")
    return PledgeSheet(
        title=result.title,
        name=result.group,
        as_of=as_of,
        scenario=scenario,
        run=run,
        stamp=say(
            "{title} · the promises · as of {date} · scenario: {scenario} · {run}",
            title=result.title,
            date=as_of,
            scenario=scenario,
            run=run,
        ),
        pledges=pledges_page(result),
        silence=retold(SILENCE),
        sources=sources_page(result),
        method=method_page(result),
    )
