"""Building programmes: what comes of each by when, for how much, through whom, and what delay does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.programme_answer import answer
from pledgeline.report.pages.programme_gates import weights_table
from pledgeline.report.pages.programme_money import (
    classes_table,
    cost_facts,
    partners_table,
    sides_table,
    years_table,
)
from pledgeline.report.pages.programme_output import OutputFan, capacity_fan, jobs_fans
from pledgeline.report.pages.programme_quarters import CapitalBars, capital_bars
from pledgeline.report.pages.programme_schedule import (
    GatesOfSite,
    Schedule,
    gates_of_sites,
    schedule,
    sites_table,
)
from pledgeline.report.pages.programme_tenants import TenantCard, cover_table, rivals_table, tenant_cards
from pledgeline.report.pages.sources import Citation, citations, source_anchors
from pledgeline.report.pages.wording import long_date, round_percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.programme_results import ProgrammeOutlook, ProgrammeView
    from pledgeline.engine.results import Result
    from pledgeline.report.pages.tables import Fact, Sentence, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every part of the page must know beside the figures."""

    as_of: dt.date
    currency: str
    paths: int
    anchors: Mapping[str, str]  # of the sources in the page, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNote:
    """What the case says of a site, and who says so."""

    site: str
    note: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCard:
    """One programme."""

    anchor: str
    title: str
    sentences: tuple[Sentence, ...]
    sides: Table
    schedule: Schedule
    sites: Table
    notes: tuple[SiteNote, ...]
    capacity: OutputFan
    years: Table
    capital: tuple[CapitalBars, ...]
    jobs: tuple[OutputFan, ...]
    cost: tuple[Fact, ...]
    partners: Table | None
    weights: Table | None
    gates: tuple[GatesOfSite, ...]
    tenants: tuple[TenantCard, ...]
    cover: Table | None
    delays: str  # how they go together


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammesPage:
    """All programmes of a case."""

    cards: tuple[ProgrammeCard, ...]
    classes: Table | None
    rivals: Table | None
    left_out: tuple[str, ...]
    rule: tuple[str, ...]  # how it is reckoned


def programmes_section(result: Result) -> ProgrammesPage | None:
    """The programmes within the report of a whole case; None where it builds nothing."""
    if result.programmes is None:
        return None
    anchors = source_anchors(result)
    about = About(as_of=result.as_of, currency=result.currency, paths=result.programmes.paths, anchors=anchors)
    return programmes_page(result.programmes, about)


def programmes_page(view: ProgrammeView, about: About) -> ProgrammesPage:
    """The programmes of a case that has any; the same view gives the same page."""
    titles = {one.id: retold(one.title) or one.id for one in view.classes}
    return ProgrammesPage(
        cards=tuple(_card(one, at, about, titles) for at, one in enumerate(view.programmes, start=1)),
        classes=classes_table(view.classes),
        rivals=rivals_table(view.rivals, about.currency),
        left_out=tuple(map(retold, view.left_out)),
        rule=_rule(),
    )


def _card(outlook: ProgrammeOutlook, number: int, about: About, titles: Mapping[str, str]) -> ProgrammeCard:
    currency, paths = about.currency, about.paths
    return ProgrammeCard(
        anchor=f"programme-{number}",
        title=outlook.title,
        sentences=tuple(answer(outlook, currency=currency, paths=paths, classes=titles)),
        sides=sides_table(outlook, currency=currency, paths=paths),
        schedule=schedule(outlook, about.as_of),
        sites=sites_table(outlook, currency=currency, paths=paths),
        notes=tuple(_notes(outlook, about)),
        capacity=capacity_fan(outlook),
        years=years_table(outlook, currency),
        capital=capital_bars(outlook, currency),
        jobs=jobs_fans(outlook),
        cost=cost_facts(outlook, currency, titles),
        partners=partners_table(outlook, currency),
        weights=weights_table(outlook),
        gates=gates_of_sites(outlook, about.as_of),
        tenants=tenant_cards(outlook, currency=currency, paths=paths),
        cover=cover_table(outlook, currency),
        delays=_delays(outlook),
    )


def _notes(outlook: ProgrammeOutlook, about: About) -> Iterator[SiteNote]:
    for site in outlook.sites:
        if site.note or site.sources:
            cited = citations(site.sources, dict(about.anchors))
            yield SiteNote(site=site.name, note=site.note, citations=cited)


def _delays(outlook: ProgrammeOutlook) -> str:
    """How delays go together, and how far ahead it is reckoned."""
    return say(
        "Delays go together: a correlation of {within} between gates of one site and of {across} between those of "
        "different sites. Reckoned until {date}.",
        within=round_percent(outlook.within_site),
        across=round_percent(outlook.across_sites),
        date=long_date(outlook.until),
    )


def _rule() -> tuple[str, ...]:
    """How the figures are found, and what they leave out."""
    return (
        say(
            "A gate starts when every gate before it is passed. How long it takes is drawn from its law, and some "
            "gates are never passed; as planned, each takes its planned time and all are passed."
        ),
        say(
            "Capital is spent while gates are worked on, slowly, fast, and slowly again. What overruns its plan costs "
            "more and takes no longer for it; a phase that is late is the likelier to be dear."
        ),
        say(
            "Critical is said of phases that are finished; blocked, of those that never are. The shares of critical "
            "gates add up to more than one, as several gates lie on one chain."
        ),
    )
