"""How long a piece of work takes: a span, or a law of spans."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import Figure, NumberFigure, RatioFigure, Record, SpanFigure, refuse
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Deviation = Annotated[RatioFigure, Within(at_least="0%", at_most="500%")]  # beyond, quantiles leave every calendar


class _ThreePoints(Record):
    """Least, likeliest and longest."""

    low: SpanFigure = Field(examples=["6mo"])
    likely: SpanFigure = Field(examples=["9mo"])
    high: SpanFigure = Field(examples=["24mo"])

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        refuse(_ordered(self))
        return self


class Triangular(_ThreePoints):
    """A triangle over three points."""

    law: Literal["triangular"]


class Pert(_ThreePoints):
    """A beta law over three points; its mean is (low + weight · likely + high) / (weight + 2)."""

    law: Literal["pert"]
    weight: Annotated[NumberFigure, Within(above="0")] | None = Field(
        default=None, description="of the likeliest in the mean; 4 when left out", json_schema_extra={"default": "4"}
    )


class LogNormal(Record):
    """A log-normal law."""

    law: Literal["log_normal"]
    median: SpanFigure = Field(examples=["48mo"])
    deviation: Deviation = Field(description="standard deviation of the log", examples=["40%"])


class Referred(Record):
    """As a reference class has it: a plan with its overruns, or the time of a queue."""

    law: Literal["reference"]
    like: str = Field(description="a reference class, by id", examples=["it"])
    plan: SpanFigure | None = Field(default=None, description="what the overrun is over; not of a queue")
    deviation: Deviation | None = Field(
        default=None, description="standard deviation of the log, where the class publishes a mean or median alone"
    )


def _kind(written: object) -> str | None:
    if isinstance(written, Figure | str):
        return "(span)"
    law = written.get("law") if isinstance(written, dict) else getattr(written, "law", None)
    if law is None:
        return None if isinstance(written, dict) and _OF_A_LAW & written.keys() else "(span)"
    return str(law)


_OF_A_LAW = frozenset({"low", "likely", "high", "weight", "median", "like", "plan"})


Duration = Annotated[
    Annotated[SpanFigure, Tag("(span)")]
    | Annotated[Triangular, Tag("triangular")]
    | Annotated[Pert, Tag("pert")]
    | Annotated[LogNormal, Tag("log_normal")]
    | Annotated[Referred, Tag("reference")],
    Discriminator(_kind),
]


def _ordered(points: _ThreePoints) -> Iterator[tuple[str, str, str]]:
    """Points out of order: key, what, remedy."""
    written = [("low", points.low), ("likely", points.likely), ("high", points.high)]
    known = [(key, figure) for key, figure in written if figure.value is not None]
    for (_, lower), (key, upper) in pairwise(known):
        if lower.stated.order()[1] > upper.stated.order()[1]:
            what = said("{upper} is shorter than {lower}", upper=upper, lower=lower)
            yield key, what, said("write low, likely and high in ascending order")
    if len(known) == len(written) and points.low.stated.order()[1] == points.high.stated.order()[1]:
        yield "high", said("low and high are the same"), said("write one span in place of the law")
