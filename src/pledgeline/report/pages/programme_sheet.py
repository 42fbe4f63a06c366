"""The programmes of a case as a report of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.method import MethodPage, run_line
from pledgeline.report.pages.programmes import About, ProgrammesPage, programmes_page
from pledgeline.report.pages.sources import SourceEntry, source_entry
from pledgeline.report.pages.tables import Fact
from pledgeline.report.pages.wording import long_date, whole

if TYPE_CHECKING:
    from pledgeline.engine.programme_results import ProgrammeReport
    from pledgeline.engine.results import SourceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSheet:
    """What both the terminal and the HTML file are written from."""

    title: str
    name: str  # of the group
    as_of: str
    scenario: str
    run: str
    stamp: str  # one line for every printed page
    programmes: ProgrammesPage
    entries: tuple[SourceEntry, ...]  # of the sources that it cites
    method: MethodPage


def programme_sheet(report: ProgrammeReport) -> ProgrammeSheet:
    """The programmes of a report; the same report gives the same page."""
    method, as_of = report.method, long_date(report.as_of)
    run, scenario = run_line(method), method.scenario or say("as stated in the case")
    cited = _cited(report)
    anchors = {source.id: f"source-{number}" for number, source in enumerate(cited, start=1)}
    about = About(as_of=report.as_of, currency=report.currency, paths=method.paths, anchors=anchors)
    return ProgrammeSheet(
        title=report.title,
        name=report.group,
        as_of=as_of,
        scenario=scenario,
        run=run,
        stamp=say(
            "{title} · the programmes · as of {date} · scenario: {scenario} · {run}",
            title=report.title,
            date=as_of,
            scenario=scenario,
            run=run,
        ),
        programmes=programmes_page(report.view, about),
        entries=tuple(source_entry(one, anchors[one.id]) for one in cited),
        method=_method(report, run),
    )


def _cited(report: ProgrammeReport) -> list[SourceRecord]:
    """The sources that the page cites."""
    sites = [source for one in report.view.programmes for site in one.sites for source in site.sources]
    rivals = [source for one in report.view.rivals for _, _, listed in one.spending for source in listed.split(", ")]
    named = {citation.partition("#")[0] for citation in (*sites, *rivals)}
    return [source for source in report.sources if source.id in named]


def _method(report: ProgrammeReport, run: str) -> MethodPage:
    """How to make the figures again, and what they leave out."""
    method = report.method
    return MethodPage(
        facts=(
            Fact(term=say("Program"), text=f"Pledgeline {method.version}"),
            Fact(term=say("As of"), text=long_date(report.as_of)),
            Fact(term=say("Scenario"), text=method.scenario or say("as stated in the case")),
            Fact(term=say("Paths"), text=whole(method.paths)),
            Fact(term=say("Seed"), text=str(method.seed)),
            Fact(
                term=say("Input hash"),
                text=method.input_hash,
                note=say("SHA-256 of the case and every file that it reads"),
            ),
        ),
        notes=(
            say(
                "Every simulated figure stands with its standard error (±, s.e.): two thirds of repetitions with other "
                "seeds would fall within one of it, nineteen in twenty within two."
            ),
            say("The same case, seed and version give the same figures, on any number of processors."),
        ),
        limits=tuple(map(retold, method.limits)),
        line=say(
            "{run} · version {version} · input {hash}",
            run=run,
            version=method.version,
            hash=method.input_hash[:12],
        ),
    )
