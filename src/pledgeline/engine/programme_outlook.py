"""What simulation says of one programme: sites and phases, GW and capital by quarter, gates, and what was promised."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.outlook import mean, proportion
from pledgeline.engine.programme_figures import median_day, milestone, ratio, spread
from pledgeline.engine.programme_paths import capacities
from pledgeline.engine.programme_plan import Bar, date_of, planned_bars, planned_spending
from pledgeline.engine.programme_results import (
    CapacityRow,
    CapitalRow,
    GateBar,
    GateWeight,
    Overrun,
    PartnerPart,
    PhaseOutlook,
    SiteOutlook,
)
from pledgeline.engine.resolved_programmes import GROUP, WATTS, parts
from pledgeline.engine.results import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.programme_paths import Faster, ProgrammePaths
    from pledgeline.engine.programme_results import Spread, State
    from pledgeline.engine.resolved_programmes import (
        Place,
        ResolvedGate,
        ResolvedPhase,
        ResolvedProgramme,
        ResolvedSite,
    )

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A programme, its plan and its paths, side by side."""

    programme: ResolvedProgramme
    paths: ProgrammePaths
    bars: Mapping[Place, Bar]

    @property
    def planned_finish(self) -> Floats:
        """The planned day of service of each phase."""
        return np.array([self.bars[phase.place].end for phase in self.programme.phases])

    def service_by(self, day: float, *, site: str = "") -> Floats:
        """W in service by a day, on each path; of one site, or of all."""
        return (self.paths.finish <= day) @ self._of(site)

    def planned_by(self, day: float, *, site: str = "") -> float:
        """The same as planned."""
        return float((self.planned_finish <= day) @ self._of(site))

    def being_built(self, day: float, *, site: str = "") -> Floats:
        """W being built on a day, on each path."""
        accounts = self.paths.accounts
        at_work: Floats = ((accounts.opens <= day) & (day < accounts.closes)) @ self._of(site)
        return at_work

    def planned_being_built(self, day: float, *, site: str = "") -> float:
        """The same as planned."""
        return math.fsum(
            phase.capacity
            for phase in self.programme.phases
            if site in {"", phase.place.site} and self._opens(phase) <= day < self.bars[phase.place].end
        )

    def _opens(self, phase: ResolvedPhase) -> float:
        places = [spend.place for spend in self.programme.spends if spend.phase == phase.place]
        own = [place for place in places if place.phase]
        return min((self.bars[place].start for place in own or places), default=np.inf)

    def _of(self, site: str) -> Floats:
        there = [site in {"", phase.place.site} for phase in self.programme.phases]
        return capacities(self.programme) * np.array(there, np.float64)


def built(programme: ResolvedProgramme, paths: ProgrammePaths) -> Built:
    """A programme with its plan."""
    return Built(programme=programme, paths=paths, bars=planned_bars(programme))


def quarter_ends(as_of: dt.date, until: dt.date) -> tuple[dt.date, ...]:
    """The last days of the calendar quarters after one date and up to another; the next one at least."""
    found: list[dt.date] = []
    year, quarter = as_of.year, (as_of.month - 1) // 3
    while True:
        quarter += 1
        year, quarter = (year + 1, 1) if quarter > 4 else (year, quarter)  # noqa: PLR2004
        month = 3 * quarter
        end = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        if end > until and found:
            return tuple(found)
        if end > as_of:
            found.append(end)


def capacity_rows(found: Built, ends: tuple[dt.date, ...]) -> Iterator[CapacityRow]:
    """GW in service at the end of each quarter."""
    for date in ends:
        day = found.programme.day(date)
        yield CapacityRow(date=date, planned=found.planned_by(day), spread=spread(found.service_by(day)))


def capital_rows(found: Built, ends: tuple[dt.date, ...]) -> Iterator[CapitalRow]:
    """Capital called in each quarter, of all and of the group, and jobs at its end."""
    programme, paths, edges = found.programme, found.paths, [float(edge) for edge in found.paths.edges]
    everything = ((spend, spend.amount) for spend in programme.spends)
    planned = planned_spending(everything, found.bars, edges)
    of_group = planned_spending(parts(programme, GROUP), found.bars, edges)
    for number, date in enumerate(ends):
        day = programme.day(date)
        yield CapitalRow(
            quarter=f"{date.year}-Q{date.month // 3}",
            date=date,
            planned=planned[number],
            called=spread(paths.spent[:, number]),
            group_planned=of_group[number],
            group=spread(paths.group_spent[:, number]),
            building_jobs=_jobs(programme.building_jobs, found.being_built(day)),
            permanent_jobs=_jobs(programme.permanent_jobs, found.service_by(day)),
        )


def _jobs(each: float | None, watts: Floats) -> Spread | None:
    return None if each is None else spread(watts * each / WATTS)


def partner_parts(found: Built) -> Iterator[PartnerPart]:
    """What each partner pays up to the last quarter, as planned and on average."""
    programme, accounts = found.programme, found.paths.accounts
    known = {one.id: one for site in reversed(programme.sites) for one in site.partners}
    for column, key in enumerate(accounts.partners):
        planned = planned_spending(parts(programme, key), found.bars, [float(found.paths.edges[-1])])
        yield PartnerPart(
            id=key,
            name=known[key].name,
            funded=known[key].funded,
            planned=planned[0],
            mean=mean(accounts.paid[:, column]),
        )


def stranded(found: Built) -> Spread:
    """What is spent, up to the last quarter, on phases that never enter service."""
    paths = found.paths
    return spread((paths.phase_spent * np.isinf(paths.finish)).sum(axis=1))


def cost_overrun(found: Built) -> Overrun | None:
    """What is spent over what was planned for it; None where nothing goes over its plan, or nothing is spent."""
    programme, paths = found.programme, found.paths
    if not paths.overrun.any():
        return None
    money, plan = paths.phase_spent.sum(axis=1), (paths.phase_spent / (1.0 + paths.overrun)).sum(axis=1)
    if not plan.any():
        return None
    used = dict.fromkeys(phase.overrun_class for phase in programme.phases if phase.in_service is None)
    classes = [programme.classes[name] for name in used if name]
    return Overrun(
        spread=spread(money[plan > 0.0] / plan[plan > 0.0] - 1.0),
        classes=tuple(one.title for one in classes),
        capped=tuple(one.title for one in classes if one.infinite),
    )


def site_outlooks(found: Built, deadlines: Mapping[str, float]) -> Iterator[SiteOutlook]:
    """Every site with its phases; ``deadlines``: the first day by which something was promised, by site."""
    for site in found.programme.sites:
        phases = tuple(_phase(found, phase, deadlines.get(site.id)) for phase in site.phases)
        yield SiteOutlook(
            id=site.id,
            name=site.name,
            capacity=math.fsum(phase.capacity for phase in site.phases),
            in_service=math.fsum(phase.capacity for phase in site.phases if phase.in_service is not None),
            capital=site.capital,
            fast_track=site.fast_track,
            gates=tuple(_bars(found, site, "")),
            phases=phases,
            note=site.note,
            sources=site.sources,
        )


def _phase(found: Built, phase: ResolvedPhase, deadline: float | None) -> PhaseOutlook:
    programme, site = found.programme, next(one for one in found.programme.sites if one.id == phase.place.site)
    finish = found.paths.finish[:, list(programme.phases).index(phase)]
    in_time = None if deadline is None else proportion(int(np.count_nonzero(finish <= deadline)), len(finish))
    return PhaseOutlook(
        id=phase.id,
        name=phase.name,
        state=_state(programme, phase),
        capacity=phase.capacity,
        capital=math.fsum(phase.capital.values()),
        generation=phase.generation,
        service=milestone(programme.as_of, finish, planned=found.bars[phase.place].end),
        by_deadline=in_time,
        gates=() if phase.in_service is not None else tuple(_bars(found, site, phase.id)),
    )


def _state(programme: ResolvedProgramme, phase: ResolvedPhase) -> State:
    if phase.in_service is not None:
        return "in_service"
    own = (gate for gate in programme.gates if gate.place.site == phase.place.site and gate.place.phase == phase.id)
    return "building" if any(gate.opens is not None for gate in own) else "waiting"


def _bars(found: Built, site: ResolvedSite, phase: str) -> Iterator[GateBar]:
    """The gates of a phase, or with "" those of the site as a whole."""
    finish = found.paths.finish[: len(found.paths.ends)]
    counted = [phase in {"", one.id} and one.place.site == site.id for one in found.programme.phases]
    finished = (np.isfinite(finish) & (finish > 0.0))[:, counted].sum(axis=1)
    for row, gate in enumerate(found.programme.gates):
        if gate.place.gate and gate.place.site == site.id and gate.place.phase == phase:
            yield _bar(found, gate, row, finished)


def _bar(found: Built, gate: ResolvedGate, row: int, finished: npt.NDArray[np.int64]) -> GateBar:
    as_of, bar = found.programme.as_of, found.bars[gate.place]
    return GateBar(
        gate=gate.place.gate,
        title=gate.title,
        law=gate.written,
        reference=gate.reference,
        never=gate.never,
        begun=None if gate.begun is None else date_of(as_of, gate.begun),
        start_planned=date_of(as_of, bar.start) or as_of,
        end=milestone(as_of, found.paths.ends[:, row], planned=bar.end),
        critical=ratio(found.paths.on_chain[:, row].astype(np.float64), finished.astype(np.float64)),
    )


def gate_weights(found: Built, faster: Mapping[str, Faster | None]) -> Iterator[GateWeight]:
    """What each gate means for the programme, in the order of the case."""
    programme, paths = found.programme, found.paths
    recorded = len(paths.chained)
    finished = (np.isfinite(paths.finish) & (paths.finish > 0.0))[:recorded].sum(axis=1).astype(np.float64)
    coming = sum(phase.in_service is None for phase in programme.phases)
    for column, (key, title) in enumerate(programme.titles.items()):
        blocked = sum(int(paths.blocked[row]) for row, gate in enumerate(programme.gates) if gate.place.gate == key)
        quick = faster.get(key)
        yield GateWeight(
            gate=key,
            title=title,
            critical=ratio(paths.chained[:, column].astype(np.float64), finished),
            blocked=_blocked(blocked, len(paths.finish), coming),
            gained=None if quick is None else mean(quick.gained),
            sooner=None if quick is None else _sooner(paths, quick),
        )


def _blocked(hits: int, paths: int, phases: int) -> Estimate:
    """A share of phases still to come, over all paths; those of one path go together: the largest error they allow."""
    share = hits / (paths * phases) if phases else 0.0
    return Estimate(value=share, standard_error=math.sqrt(share * (1.0 - share) / paths))


def _sooner(paths: ProgrammePaths, quick: Faster) -> float | None:
    """Days by which the median of the last phase comes sooner; None where less than half come by the last quarter.

    Later it says nothing: where half of the paths may never come, it is the worst of those that do.
    """
    base, now = median_day(paths.finish[: len(quick.last)].max(axis=1)), median_day(quick.last)
    return None if base > paths.edges[-1] else base - now
