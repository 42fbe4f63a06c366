"""What was promised, against what a programme brings by the deadline: GW, money and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.desk import last_day, optional
from pledgeline.engine.outlook import proportion
from pledgeline.engine.programme_figures import spread
from pledgeline.engine.programme_plan import progress
from pledgeline.engine.programme_results import Kept
from pledgeline.engine.resolved_programmes import WATTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.case.pledge import JobKind
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.programme_outlook import Built
    from pledgeline.engine.programme_results import Spread
    from pledgeline.engine.resolved_programmes import ResolvedProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A pledge that hangs on a programme, or on one site of it; `site` is "" for all."""

    id: str
    site: str
    deadline: dt.date | None
    day: float  # of the deadline; of the end of the reckoning where there is none


def promises_of(desk: Desk, programme: ResolvedProgramme, end: dt.date) -> tuple[Promise, ...]:
    """The pledges of the programme, then those of single sites that are not among them; dated by ``end`` at the latest.

    A deadline counts where it lies, also after ``end``.
    """
    named = [("", key) for key in programme.promised]
    named += [
        (site.id, key) for site in programme.sites for key in site.promised if key not in programme.promised
    ]  # fmt: skip
    found = []
    for site, key in dict.fromkeys(named):
        deadline = last_day(desk.document.case.pledges[key].deadline)
        found.append(Promise(id=key, site=site, deadline=deadline, day=programme.day(deadline or end)))
    return tuple(found)


def deadlines(programme: ResolvedProgramme, promises: tuple[Promise, ...]) -> dict[str, float]:
    """The day by which each site should be in service: the last of its own deadlines, else the first of the whole."""
    dated = [one for one in promises if one.deadline is not None]
    whole = min((one.day for one in dated if not one.site), default=None)
    found: dict[str, float] = {}
    for site in programme.sites:
        day = max((one.day for one in dated if one.site == site.id), default=whole)
        if day is not None:
            found[site.id] = day
    return found


def kept(desk: Desk, found: Built, promises: tuple[Promise, ...]) -> Iterator[Kept]:
    """Each promise against the plan and the paths; ``promises`` in the order in which the ledger was asked."""
    for column, promise in enumerate(promises):
        pledge = desk.document.case.pledges[promise.id]
        capacity, comes = optional(pledge.capacity), found.service_by(promise.day, site=promise.site)
        in_time = None if capacity is None else int(np.count_nonzero(comes >= capacity * _ALMOST))
        jobs_planned, jobs_come = _jobs(found, promise, pledge.jobs_kind)
        yield Kept(
            pledge=promise.id,
            title=pledge.title or promise.id,
            deadline=promise.deadline,
            capacity=capacity,
            planned=found.planned_by(promise.day, site=promise.site),
            comes=spread(comes),
            kept=None if in_time is None else proportion(in_time, len(comes)),
            capital=desk.at_home(pledge.amount),
            capital_planned=_planned_capital(found, promise),
            capital_comes=spread(found.paths.accounts.spent_by[:, column]),
            jobs=optional(pledge.jobs),
            jobs_kind=pledge.jobs_kind,
            jobs_planned=jobs_planned,
            jobs_come=jobs_come,
            site=promise.site,
        )


_ALMOST = 1.0 - 1e-12  # W of phases add up to what was promised but for rounding


def _planned_capital(found: Built, promise: Promise) -> float:
    """All that is spent by the day as planned, also before the day of the case."""
    total = 0.0
    for phase in found.programme.phases:
        if phase.in_service is not None and promise.site in {"", phase.place.site}:
            total += sum(phase.capital.values())
    for spend in found.programme.spends:
        if promise.site in {"", spend.place.site}:
            total += spend.amount * progress(found.bars[spend.place], promise.day)
    return total


def _jobs(found: Built, promise: Promise, kind: JobKind) -> tuple[float | None, Spread | None]:
    """Jobs of the promised kind: permanent ones on the day, with those of building at their most up to then.

    The most is that of the ends of quarters and of the day itself.
    """
    building, permanent = found.programme.building_jobs, found.programme.permanent_jobs
    wanted = {"construction": (building, 0.0), "permanent": (0.0, permanent), "unstated": (building, permanent)}
    each_built, each_served = wanted.get(kind, (None, None))
    if each_built is None or each_served is None:
        return None, None
    days = [edge for edge in map(float, found.paths.edges) if edge < promise.day] if each_built else []
    planned, come = 0.0, np.zeros(len(found.paths.finish))
    for day in (*days, promise.day):
        built, served = found.being_built(day, site=promise.site), found.service_by(day, site=promise.site)
        come = np.maximum(come, each_built * built + each_served * served)
        of_plan = each_built * found.planned_being_built(day, site=promise.site)
        planned = max(planned, of_plan + each_served * found.planned_by(day, site=promise.site))
    return planned / WATTS, spread(come / WATTS)
