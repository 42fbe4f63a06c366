"""Building programmes: sites, phases and gates, what they cost, who pays, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.duration import Deviation, Duration
from pledgeline.case.figure import (
    Amount,
    Citations,
    DateFigure,
    PowerFigure,
    RateFigure,
    RatioFigure,
    Record,
    Share,
    Shares,
    SpanFigure,
    refuse,
)
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Scope = Literal["land", "power", "shell", "chips", "network"]
SCOPES: tuple[Scope, ...] = ("land", "power", "shell", "chips", "network")
FundedAs = Literal["equity", "project_debt", "tenant_prepayment", "vendor_finance"]
Capacity = Annotated[PowerFigure, Within(above="0")]
PerGigawatt = dict[Scope, Amount]


class Delays(Record):
    """How delays go together: correlations of the normal scores of durations."""

    across_sites: Share | None = Field(
        default=None,
        description="between gates of different sites; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    within_site: Share | None = Field(
        default=None, description="between gates of one site; as across sites when left out",
        json_schema_extra={"default": "as across sites"},
    )  # fmt: skip


class GateState(Record):
    """What is otherwise at one site or phase: how long a gate takes there, whether it has begun or is done."""

    duration: Duration | None = None
    never: Share | None = Field(default=None, description="chance that it is never passed")
    begun: DateFigure | None = Field(default=None, description="when it began, if it has; never after `as_of`")
    done: DateFigure | None = Field(default=None, description="when it was passed, if it was; never after `as_of`")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_state_findings(self))
        return self


class Gate(Record):
    """One piece of work that must be done before others can go on."""

    title: str | None = Field(default=None, description="its name, in a few words")
    per: Literal["site", "phase"] = Field(default="phase", description="site: done once, for all phases")
    after: tuple[str, ...] = Field(default=(), description="gates that must be passed before, by id")
    duration: Duration
    never: Share | None = Field(
        default=None,
        description="chance that it is never passed; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    spends: dict[Scope, Share] = Field(
        default_factory=dict, description="share of the capital of each scope that is spent while it lasts"
    )


class Partner(Record):
    """Who pays for part of the capital; `group` is the group itself."""

    name: str | None = None
    funded: FundedAs = Field(default="equity", alias="as", description="in which form")
    share: Share | None = Field(default=None, description="of the capital; what the others leave when left out")
    of: tuple[Scope, ...] = Field(default=(), description="scopes it pays for; all when left out", examples=["[chips]"])
    rate: RateFigure | None = Field(default=None, description="of a project debt, a year", examples=["7%"])
    term: SpanFigure | None = Field(
        default=None, description="of a project debt, from the day of service", examples=["15y"]
    )


class Jobs(Record):
    """Jobs by GW: while it is built, and once it is in service."""

    construction: Shares | None = Field(default=None, description="for each GW being built", examples=["4_500"])
    permanent: Shares | None = Field(default=None, description="for each GW in service", examples=["70"])


class FastTrack(Record):
    """A rule that shortens gates for large investments."""

    over: Amount = Field(description="planned capital of a site above which it applies", examples=["USD 1bn"])
    gates: tuple[str, ...] = Field(description="gates that it shortens, by id", examples=["[permit]"])
    shortens: Annotated[RatioFigure, Within(at_least="0%", below="100%")] = Field(
        description="by which share of their time", examples=["30%"]
    )
    sources: Citations = Field(default=(), alias="from", description="sources, by id")


class CostOverrun(Record):
    """What building costs over its plan: as a reference class has it, or log-normal around it."""

    like: str | None = Field(default=None, description="a reference class, by id", examples=["it"])
    mean: Annotated[RatioFigure, Within(above="-100%")] | None = Field(default=None, description="in place of a class")
    deviation: Deviation | None = Field(
        default=None,
        description="standard deviation of the log: with mean, or where the class publishes its mean alone",
    )
    note: str | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_overrun_findings(self))
        return self


class Phase(Record):
    """A part of a site that enters service at once."""

    title: str | None = Field(default=None, description="its name, in a few words")
    capacity: Capacity = Field(examples=["0.9 GW"])
    capital: PerGigawatt = Field(default_factory=dict, description="for each GW, where it is otherwise than elsewhere")
    generation: str | None = Field(default=None, description="of hardware, by id", examples=["gb200"])
    starts: DateFigure | None = Field(default=None, description="first day of its own gates", examples=["2027-06"])
    after: str | None = Field(default=None, description="phase of the same site that must be in service before, by id")
    in_service: DateFigure | None = Field(default=None, description="since when it runs, if it does")
    gates: dict[str, GateState] = Field(default_factory=dict, description="what is otherwise here, by gate")
    overrun: CostOverrun | None = None
    note: str | None = None


class Site(Record):
    """One place that is built on, in phases."""

    name: str
    phases: dict[str, Phase] = Field(min_length=1)
    gates: dict[str, GateState] = Field(default_factory=dict, description="what is otherwise here, by gate")
    partners: dict[str, Partner] = Field(
        default_factory=dict, description="who pays here; as the programme when left out"
    )
    promised: tuple[str, ...] = Field(default=(), description="pledges that hang on this site alone, by id")
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")


class Programme(Record):
    """A building programme: what is built where, in which order, for how much, by whom and for which promise."""

    title: str | None = Field(default=None, description="its name, in a few words")
    promised: tuple[str, ...] = Field(default=(), description="pledges it is measured against, by id")
    until: SpanFigure | None = Field(
        default=None,
        description="how far ahead it is reckoned; 10y when left out",
        json_schema_extra={"default": "10y"},
    )
    draws: Literal["firm", "soft"] = Field(default="firm", description="whether the group's part must be paid when due")
    buys: str | None = Field(default=None, description="the asset that grows by what the group pays, by id")
    gates: dict[str, Gate] = Field(min_length=1)
    delays: Delays = Delays()
    capital: PerGigawatt = Field(description="for each GW, by scope", examples=["{shell: USD 12bn, chips: USD 20bn}"])
    generations: dict[str, PerGigawatt] = Field(
        default_factory=dict,
        description="generations of hardware: capital for each GW that takes the place of the above",
    )
    overrun: CostOverrun | None = Field(
        default=None, description="of what is spent over what is planned; none when left out"
    )
    partners: dict[str, Partner] = Field(default_factory=dict, description="who pays; the group alone when left out")
    jobs: Jobs = Jobs()
    fast_track: FastTrack | None = None
    sites: dict[str, Site] = Field(min_length=1)
    note: str | None = None


def _state_findings(state: GateState) -> Iterator[tuple[str, str, str]]:
    """What contradicts itself in the state of a gate: key, what, remedy."""
    if state.done is not None and (state.duration is not None or state.never is not None):
        yield "done", said("it is done, and needs no duration or chance"), said("keep done, or what it still takes")
    begun, done = state.begun, state.done
    if begun is not None and done is not None and begun.value and done.value and begun.value.first > done.value.last:
        what = said("it began on {begun}, after it was done, {done}", begun=begun, done=done)
        yield "begun", what, said("correct one of the two dates")


def _overrun_findings(overrun: CostOverrun) -> Iterator[tuple[str, str, str]]:
    """A class or a law of its own: key, what, remedy."""
    if (overrun.like is None) == (overrun.mean is None) or (overrun.mean is not None and overrun.deviation is None):
        what = said("an overrun is that of a class, or has a mean and a deviation")
        yield "", what, said("write {literal} or {other}", literal="{like: it}", other="{mean: 20%, deviation: 30%}")
