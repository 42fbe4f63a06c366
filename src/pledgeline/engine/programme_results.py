"""What building programmes bring and when, as plain records.

Power in watts, money in the currency of the case, shares as fractions. A date is None where it is never reached:
of a quantile, where that share of paths never gets there. Quantiles are named for their level: `p90` of a date is late.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import Estimate, Method, SourceRecord

State = Literal["in_service", "building", "waiting"]  # a phase: done, with a gate begun or done, or neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Quantiles and the mean of an amount over paths; the mean with its standard error."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    mean: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day: as planned, and its quantiles; None for never."""

    planned: dt.date | None
    p10: dt.date | None
    p50: dt.date | None
    p90: dt.date | None
    never: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GateBar:
    """One gate of a site or phase: when it starts and ends as planned, and the quantiles of its end."""

    gate: str
    title: str
    law: str  # fixed, triangular, pert, log_normal, reference, done
    reference: str  # the class, or ""
    never: float  # the stated chance
    begun: dt.date | None
    start_planned: dt.date
    end: Milestone
    critical: Estimate  # share of finished phases (of this site, or this phase) whose chain it lies on


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOutlook:
    """One phase."""

    id: str
    name: str
    state: State
    capacity: float  # W
    capital: float  # planned, all scopes
    generation: str  # of hardware, or ""
    service: Milestone
    by_deadline: (
        Estimate | None
    )  # chance to be in service by the last deadline of its site, else the first of the whole
    gates: tuple[GateBar, ...]  # its own; none where it is in service


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOutlook:
    """One site."""

    id: str
    name: str
    capacity: float  # W, all phases
    in_service: float  # W, on the day of the case
    capital: float  # planned
    fast_track: bool
    gates: tuple[GateBar, ...]  # of the site as a whole
    phases: tuple[PhaseOutlook, ...]
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRow:
    """GW in service at the end of a quarter, in W."""

    date: dt.date
    planned: float
    spread: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalRow:
    """Capital called in a quarter, of everybody and of the group, and jobs at its end."""

    quarter: str  # "2026-Q4"
    date: dt.date  # its last day
    planned: float
    called: Spread
    group_planned: float
    group: Spread
    building_jobs: Spread | None  # None where the case does not state them by GW
    permanent_jobs: Spread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPart:
    """What one partner pays, all sites together, until the end of the reckoning."""

    id: str
    name: str
    funded: str  # equity, project_debt, tenant_prepayment, vendor_finance
    planned: float
    mean: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWeight:
    """What one gate means for the programme."""

    gate: str
    title: str
    critical: Estimate  # share of finished phases whose chain runs through it
    blocked: Estimate  # share of phases still to come that it keeps from ever entering service
    gained: Estimate | None  # W · years more in service until the end, if it took a quarter less time
    sooner: float | None  # days by which the median of the last phase comes sooner; None where that is never


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """What is spent over what was planned for it: a share."""

    spread: Spread
    classes: tuple[str, ...]  # reference classes it rests on
    capped: tuple[str, ...]  # those whose mean is infinite but for their cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was promised, against what comes by the deadline."""

    pledge: str
    title: str
    deadline: dt.date | None
    capacity: float | None  # promised, W
    planned: float  # W by the deadline as planned; by the end of the reckoning where there is no deadline
    comes: Spread  # W by then
    kept: Estimate | None  # chance that the promised capacity is in service by then
    capital: float | None  # promised, in the currency of the case
    capital_planned: float
    capital_comes: Spread
    jobs: float | None
    jobs_kind: str
    jobs_planned: float | None  # of the promised kind (construction: the most at once); None where not stated
    jobs_come: Spread | None
    site: str = ""  # the site that it hangs on alone; "" for the whole programme


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantYear:
    """One year of a tenant's payments for one programme."""

    year: int
    due: Spread  # what it has to pay
    paid: Spread  # after default and reletting
    revenue_low: float | None  # of its products; None where the case states none
    revenue: float | None
    revenue_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Who pays for the capacity."""

    contract: str
    title: str
    tenant: str  # id
    name: str
    landlord: str
    standing: str
    capacity: float  # W let
    term: float  # years
    years: tuple[TenantYear, ...]
    gone: Estimate  # chance that it has stopped paying by the end of the reckoning


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverYear:
    """Debt service of a programme's project debt in one year, and how far revenue covers it."""

    year: int
    service: Spread  # money
    cover: Spread | None  # times; over paths with debt service in that year
    short: Estimate  # chance that revenue is below debt service


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSide:
    """What the programme means for the group's cash: without it, as planned, and as it may come."""

    until: dt.date  # the horizon
    firm: bool  # whether what is called for must be paid
    drawn_planned: float  # what the group is called on for up to the horizon
    drawn: Spread
    paid: Estimate | None  # chance that all of it is paid on its day; None where the group's cash is not known
    gap_without: Estimate | None  # chance of a cash gap; None where the group's cash is not known
    gap_planned: Estimate | None
    gap: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOutlook:
    """One programme."""

    id: str
    title: str
    until: dt.date
    across_sites: float
    within_site: float
    sites: tuple[SiteOutlook, ...]
    last: Milestone  # the day on which all of it is in service
    capacity: tuple[CapacityRow, ...]
    capital: tuple[CapitalRow, ...]
    partners: tuple[PartnerPart, ...]
    stranded: Spread  # capital spent on phases that never enter service
    overrun: Overrun | None
    gates: tuple[GateWeight, ...]
    kept: tuple[Kept, ...]
    tenants: tuple[Tenant, ...]
    cover: tuple[CoverYear, ...]
    cash: CashSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """What another company has announced to spend, by year."""

    id: str
    name: str
    spending: tuple[tuple[int, float, str], ...]  # year, amount, sources
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRecord:
    """A reference class in use."""

    id: str
    title: str
    mean: float | None  # of the law that is drawn
    published: str  # mean, share and mean of the tail as published, in words
    cap: float | None
    infinite: bool  # its mean would be infinite without the cap
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """All programmes of a case."""

    paths: int  # of all that is simulated here
    programmes: tuple[ProgrammeOutlook, ...]
    rivals: tuple[Rival, ...]
    classes: tuple[ReferenceRecord, ...]
    left_out: tuple[str, ...]  # sentences on what could not be reckoned
    limits: tuple[str, ...]  # sentences on what the figures cannot say


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeReport:
    """What `pledgeline programme` answers."""

    schema_version: int
    title: str
    group: str
    as_of: dt.date
    currency: str
    view: ProgrammeView
    sources: tuple[SourceRecord, ...]
    method: Method
