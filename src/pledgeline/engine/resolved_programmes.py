"""Building programmes as the engine sees them: gates in an order in which they can be dated, and money by gate.

Days are counted from `as_of` and may have fractions; a day of a date is its end, so that what is passed by the end of
a date has at most its number of days. Power is in watts, money in the currency of the case, shares are fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.durations import Law

GROUP = "group"  # the partner that is the group itself
WATTS = 1e9  # of a GW
YEAR = 365.25  # days


class Place(NamedTuple):
    """Where a gate stands: `phase` is "" for a gate of the whole site, `gate` is "" for the service of a phase."""

    site: str
    phase: str
    gate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedClass:
    """A reference class in use, with where it was published."""

    id: str
    title: str
    published: str  # its figures, in words
    mean: float | None  # of the overrun that is drawn; None of a queue
    cap: float | None  # largest overrun that is drawn
    infinite: bool  # whether nothing but the cap makes its mean finite
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedGate:
    """One gate of a site or phase, or the service of a phase, which takes no time."""

    place: Place
    title: str
    law: Law
    written: str  # fixed, triangular, pert, log_normal, reference, done; "" of the service of a phase
    reference: str  # the class, or ""
    never: float
    begun: float | None  # day, 0 or less
    done: float | None  # likewise
    earliest: float
    scale: float  # of the time that is still to come
    after: tuple[Place, ...]
    number: int  # of its score, of all programmes together

    @property
    def opens(self) -> float | None:
        """The day on which it did start, where it did; of one that is only known to be done, that day."""
        return self.done if self.begun is None else self.begun


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSpend:
    """What a phase spends while a gate lasts, as planned, by scope."""

    place: Place  # of the gate
    phase: Place  # of the service of the phase
    amounts: Mapping[str, float]

    @property
    def amount(self) -> float:
        """All scopes together."""
        return math.fsum(self.amounts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPartner:
    """Who pays which share of each scope."""

    id: str
    name: str
    funded: str
    shares: Mapping[str, float]  # by scope; over all partners of a site they add up to 1
    rate: float  # a year, of a project debt
    term: float  # days, likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPhase:
    """What enters service at once."""

    id: str
    name: str
    place: Place  # of its service
    capacity: float
    capital: Mapping[str, float]  # planned, by scope
    generation: str
    in_service: float | None  # day, 0 or less
    overrun: Law  # of actual over planned cost
    overrun_class: str
    number: int  # of its score of cost, of all programmes together


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSite:
    """One place that is built on."""

    id: str
    name: str
    phases: tuple[ResolvedPhase, ...]
    partners: tuple[ResolvedPartner, ...]
    promised: tuple[str, ...]
    fast_track: bool
    note: str
    sources: tuple[str, ...]
    number: int  # of its score, of all programmes together

    @property
    def capital(self) -> float:
        """Planned, of all phases."""
        return math.fsum(amount for phase in self.phases for amount in phase.capital.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedProgramme:
    """One programme; `gates` stand in an order in which none comes before one that it waits for."""

    id: str
    title: str
    as_of: dt.date
    calendar: str
    until: dt.date
    across_sites: float  # correlations of normal scores
    within_site: float
    sites: tuple[ResolvedSite, ...]
    gates: tuple[ResolvedGate, ...]
    spends: tuple[ResolvedSpend, ...]
    titles: Mapping[str, str]  # of the gates of the programme, by id, in the order of the case
    promised: tuple[str, ...]
    firm: bool
    buys: str  # an asset, or ""
    building_jobs: float | None  # for each GW
    permanent_jobs: float | None
    classes: Mapping[str, ResolvedClass]
    left_out: tuple[str, ...]  # sentences on what is not known

    @property
    def phases(self) -> Iterator[ResolvedPhase]:
        """Those of all sites, in the order of the case."""
        return (phase for site in self.sites for phase in site.phases)

    def day(self, date: dt.date) -> float:
        """The day of a date."""
        return float((date - self.as_of).days)


def parts(programme: ResolvedProgramme, partner: str) -> Iterator[tuple[ResolvedSpend, float]]:
    """What is spent gate by gate, and how much of it a partner pays; nothing where it pays nothing."""
    shares = {site.id: [one.shares for one in site.partners if one.id == partner] for site in programme.sites}
    for spend in programme.spends:
        held = shares[spend.place.site]
        money = math.fsum(amount * share.get(scope, 0.0) for share in held for scope, amount in spend.amounts.items())
        if money > 0.0:
            yield spend, money
