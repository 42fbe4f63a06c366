"""Sites, phases and gates in time: the lanes of the Gantt picture, and the tables that say the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.clauses import listed
from pledgeline.report.pages.programme_wording import LAWS, STATES, month, month_range, power, power_column
from pledgeline.report.pages.tables import Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    chance,
    clauses,
    money_column,
    round_percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.programme_results import (
        GateBar,
        Milestone,
        PhaseOutlook,
        ProgrammeOutlook,
        SiteOutlook,
    )


PAST = 366  # days before today that are drawn at most


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttLane:
    """One bar: when work starts, when it ends as planned and by quantile; None for never."""

    title: str
    about: str  # beside the title
    text: str  # the quantiles in words
    start: dt.date | None  # None where nothing but its end is known
    planned: dt.date | None
    p10: dt.date | None
    p50: dt.date | None
    p90: dt.date | None
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GanttBlock:
    """A site with its lanes."""

    title: str
    about: str
    lanes: tuple[GanttLane, ...]
    deadlines: tuple[dt.date, ...] = ()  # of what hangs on this site alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything on one axis of time."""

    title: str
    blocks: tuple[GanttBlock, ...]
    today: dt.date
    until: dt.date  # nothing beyond it is drawn
    deadlines: tuple[dt.date, ...]
    description: str  # in words, for who does not see it


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesOfSite:
    """The gates of one site, drawn and in figures."""

    title: str
    schedule: Schedule
    table: Table


def schedule(outlook: ProgrammeOutlook, as_of: dt.date) -> Schedule:
    """Every phase of a programme, site by site."""
    blocks = tuple(
        GanttBlock(
            title=site.name,
            about=_site_text(site, deadlines(outlook, site.id)),
            lanes=tuple(_phase_lane(one, site) for one in site.phases),
            deadlines=deadlines(outlook, site.id),
        )
        for site in outlook.sites
    )
    phases = sum(len(block.lanes) for block in blocks)
    return Schedule(
        title=say("When each phase enters service"),
        blocks=blocks,
        today=as_of,
        until=outlook.until,
        deadlines=deadlines(outlook),
        description=say_each(
            phases,
            "{n} phase from the start of its work to its service: as planned, and by quantile. All of it as planned "
            "{planned}, P10 {first}, P50 {middle}, P90 {last}. The table below says the same.",
            "{n} phases from the start of their work to their service: as planned, and by quantile. All of it as "
            "planned {planned}, P10 {first}, P50 {middle}, P90 {last}. The table below says the same.",
            n=whole(phases),
            planned=month(outlook.last.planned),
            first=month(outlook.last.p10),
            middle=month(outlook.last.p50),
            last=month(outlook.last.p90),
        ),
    )


def drawn_days(schedule: Schedule) -> tuple[dt.date, dt.date]:
    """From the first start, a year before today at most, to the last quantile, or to the end of the reckoning."""
    lanes = [lane for block in schedule.blocks for lane in block.lanes]
    earliest = schedule.today - dt.timedelta(days=PAST)
    starts = [day for lane in lanes for day in (lane.start, lane.planned) if day is not None]
    first = min([schedule.today, *(max(day, earliest) for day in starts)])
    ends = [day for lane in lanes for day in (lane.planned, lane.p10, lane.p50, lane.p90) if day is not None]
    ends += [day for block in schedule.blocks for day in block.deadlines]
    endless = any(lane.p90 is None and not lane.done for lane in lanes)
    last = max([*ends, *schedule.deadlines, schedule.until if endless else schedule.today])
    return first, max(min(last, schedule.until), schedule.today + dt.timedelta(days=1))


def deadlines(outlook: ProgrammeOutlook, site: str = "") -> tuple[dt.date, ...]:
    """The days by which something is promised of one site alone, or of the whole programme; each once."""
    return tuple(sorted({one.deadline for one in outlook.kept if one.site == site and one.deadline is not None}))


def _site_text(site: SiteOutlook, due: Sequence[dt.date]) -> str:
    """How large a site is, and by when something was promised of it alone."""
    text = power(site.capacity)
    if 0.0 < site.in_service < site.capacity:
        text = say("{capacity}, of which {now} in service", capacity=text, now=power(site.in_service))
    if not due:
        return text
    return say("{about}; promised by {dates}", about=text, dates=listed([short_date(day) for day in due]))


def _phase_lane(phase: PhaseOutlook, site: SiteOutlook) -> GanttLane:
    """A phase from the first of its own gates to its service."""
    done = phase.state == "in_service"
    starts = [gate.begun or gate.start_planned for gate in phase.gates]
    return GanttLane(
        title=phase.name if len(site.phases) > 1 or phase.name != site.name else say("All of it"),
        about=say("{capacity}, {state}", capacity=power(phase.capacity), state=retold(STATES[phase.state])),
        text=since(phase.service) if done else quantiles_text(phase.service),
        start=min(starts, default=None),
        planned=phase.service.planned,
        p10=phase.service.p10,
        p50=phase.service.p50,
        p90=phase.service.p90,
        done=done,
    )


def quantiles_text(end: Milestone) -> str:
    """`P50 Mar 2029, P10 to P90 Sep 2028 to never`."""
    return say("P50 {middle}, P10 to P90 {range}", middle=month(end.p50), range=month_range(end.p10, end.p90))


def since(end: Milestone) -> str:
    """Since when something is done."""
    return say("since {month}", month=month(end.planned)) if end.planned else ""


def gates_of_sites(outlook: ProgrammeOutlook, as_of: dt.date) -> tuple[GatesOfSite, ...]:
    """The gates of each site that has any left to show."""
    return tuple(
        GatesOfSite(title=site.name, schedule=_gate_schedule(site, outlook, as_of), table=gate_table(site))
        for site in outlook.sites
        if site.gates or any(phase.gates for phase in site.phases)
    )


def _gate_schedule(site: SiteOutlook, outlook: ProgrammeOutlook, as_of: dt.date) -> Schedule:
    """Every gate of a site: those of the whole site first."""
    groups = ((say("The whole site"), site.gates), *((phase.name, phase.gates) for phase in site.phases))
    blocks = tuple(
        GanttBlock(title=title, about="", lanes=tuple(_gate_lane(gate) for gate in gates))
        for title, gates in groups
        if gates
    )
    return Schedule(
        title=say("The gates of {site}", site=site.name),
        blocks=blocks,
        today=as_of,
        until=outlook.until,
        deadlines=deadlines(outlook),
        description=say(
            "The gates of {site} in time, as planned and by quantile; the table below says the same.", site=site.name
        ),
    )


def _gate_lane(gate: GateBar) -> GanttLane:
    done = gate.law == "done"
    return GanttLane(
        title=gate.title,
        about=law_text(gate),
        text=since(gate.end) if done else quantiles_text(gate.end),
        start=gate.begun or gate.start_planned,
        planned=gate.end.planned,
        p10=gate.end.p10,
        p50=gate.end.p50,
        p90=gate.end.p90,
        done=done,
    )


def law_text(gate: GateBar) -> str:
    """How long a gate takes is drawn from: `log-normal`, `reference class us-queue`."""
    law = retold(LAWS.get(gate.law, gate.law))
    return say("{law} {name}", law=law, name=gate.reference) if gate.reference else law


def sites_table(outlook: ProgrammeOutlook, *, currency: str, paths: int) -> Table:
    """Every site and its phases: capacity, capital, and when they enter service."""
    unit = power_column([site.capacity for site in outlook.sites])
    cash = money_column([site.capital for site in outlook.sites], currency)
    lines: list[Row] = []
    for site in outlook.sites:
        several = len(site.phases) > 1
        if several:
            lines.append(row(site.name, "", unit.text(site.capacity), cash.text(site.capital), *[""] * 6, tone="total"))
        lines += (
            row(
                phase.name if several else site.name,
                retold(STATES[phase.state]),
                unit.text(phase.capacity),
                cash.text(phase.capital),
                *_service(phase, paths),
                tone="part" if several else "",
            )
            for phase in site.phases
        )
    return Table(
        caption=say("Sites and phases: when they enter service"),
        columns=(
            words(say("Site, phase")), words(say("State"), minor=True), figures(say("Power"), unit.unit),
            figures(say("Capital"), cash.unit, minor=True), figures(say("Planned")), figures(say("P10")),
            figures(say("P50")), figures(say("P90")), figures(say("Never")),
            figures(say("In time"), minor=True),
        ),
        rows=tuple(lines),
        note=_sites_note(outlook),
    )  # fmt: skip


def _service(phase: PhaseOutlook, paths: int) -> tuple[str, ...]:
    """The month of service by quantile, and the chances of never and of the deadline."""
    end = phase.service
    if phase.state == "in_service":
        return (month(end.planned), *[NOTHING] * 5)
    by = chance(phase.by_deadline, paths) if phase.by_deadline is not None else NOTHING
    return month(end.planned), month(end.p10), month(end.p50), month(end.p90), chance(end.never, paths), by


def _sites_note(outlook: ProgrammeOutlook) -> str:
    """How to read the quantiles, and which sites are on a fast track."""
    read = say(
        "P10 is early, P90 late: nine paths in ten have it by then; “never” where so many paths do not get there."
    )
    if any(one.deadline is not None for one in outlook.kept):
        read = say(
            "{sentence} In time: by the last deadline of what hangs on the site, else by the first of what hangs on "
            "the whole.",
            sentence=read,
        )
    fast = [site.name for site in outlook.sites if site.fast_track]
    if not fast:
        return read
    if len(fast) == len(outlook.sites):
        return say("{sentence} Every site is on the fast track.", sentence=read)
    return say("{sentence} On the fast track: {sites}.", sentence=read, sites=clauses(fast))


def gate_table(site: SiteOutlook) -> Table:
    """Every gate of a site with its law and the quantiles of its end."""
    groups = [("", site.gates), *((phase.name, phase.gates) for phase in site.phases)]
    return Table(
        caption=say("The gates of {site} in figures", site=site.name),
        columns=(
            words(say("Gate")), words(say("Phase")), words(say("Time"), minor=True), figures(say("Starts, planned")),
            figures(say("Planned")), figures(say("P10")), figures(say("P50")), figures(say("P90")),
            figures(say("Never, stated"), minor=True), figures(say("Critical")),
        ),
        rows=tuple(line for phase, gates in groups for line in _gate_rows(phase, gates)),
    )  # fmt: skip


def _gate_rows(phase: str, gates: Sequence[GateBar]) -> Iterator[Row]:
    for gate in gates:
        end, done = gate.end, gate.law == "done"
        ends = [NOTHING] * 3 if done else [month(end.p10), month(end.p50), month(end.p90)]
        yield row(
            gate.title,
            phase or say("whole site"),
            law_text(gate),
            month(gate.begun or gate.start_planned),
            month(end.planned),
            *ends,
            NOTHING if done else round_percent(gate.never),
            NOTHING if done else chance(gate.critical, None),
        )
