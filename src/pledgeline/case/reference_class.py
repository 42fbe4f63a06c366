"""Reference classes: how far finished projects of a kind went over what had been planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.duration import Deviation
from pledgeline.case.figure import (
    Citations,
    Frequency,
    Level,
    RatioFigure,
    Record,
    Share,
    SomeShare,
    SpanFigure,
    refuse,
)
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is published of the classes that come with the program, in `data/reference_classes.csv`: mean and tail; the mean
# alone; or the median of a queue. Of the last two a case states the deviation where it uses them. It may add its own.
Published = Literal["tail", "mean", "queue"]
BUNDLED_CLASSES: dict[str, Published] = {
    "buildings": "mean",
    "fossil-thermal": "mean",
    "hydro-dams": "mean",
    "it": "tail",
    "nuclear-power": "mean",
    "nuclear-storage": "mean",
    "oil-and-gas": "mean",
    "olympics": "tail",
    "rail": "mean",
    "solar": "mean",
    "transmission": "mean",
    "us-queue": "queue",
    "wind": "mean",
}

Overrun = Annotated[RatioFigure, Within(above="-100%")]


class ReferenceClass(Record):
    """Overruns of finished projects over their plans, or how long a queue takes; published, with source."""

    title: str | None = None
    mean: Overrun | None = Field(default=None, description="mean overrun over the plan", examples=["73%"])
    tail_from: Level | None = Field(
        default=None, description="overrun from which the tail is counted; 50% when left out",
        json_schema_extra={"default": "50%"},
    )  # fmt: skip
    tail_share: SomeShare | None = Field(default=None, description="share of projects in the tail", examples=["18%"])
    tail_mean: Level | None = Field(default=None, description="mean overrun of those in the tail", examples=["447%"])
    tail_index: Annotated[Frequency, Within(above="0")] | None = Field(
        default=None, description="in place of tail_mean: power law of the tail; up to 1 its mean is infinite"
    )
    cap: Level | None = Field(
        default=None, description="largest overrun that is drawn; 2_000% when left out, and needed with tail_index",
        json_schema_extra={"default": "2_000%"},
    )  # fmt: skip
    least: Annotated[RatioFigure, Within(above="-100%", below="50%")] | None = Field(
        default=None, description="smallest overrun, of those not in the tail; -50% when left out",
        json_schema_extra={"default": "-50%"},
    )  # fmt: skip
    deviation: Deviation | None = Field(
        default=None, description="where no tail is published: standard deviation of the log of actual over plan"
    )
    median: SpanFigure | None = Field(default=None, description="of a queue: half of those that come out took less")
    spread: Deviation | None = Field(default=None, description="of a queue: standard deviation of the log of the time")
    never: Share | None = Field(default=None, description="of a queue: share that never comes out", examples=["77%"])
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_findings(self))
        return self


def _findings(one: ReferenceClass) -> Iterator[tuple[str, str, str]]:
    """What is missing or stated twice: key, what, remedy."""
    if (one.mean is None) == (one.median is None):
        yield "", said("a reference class is of overruns or of a queue"), said("give it either mean or median")
    if one.mean is None and one.median is not None and one.spread is None:
        yield "", said("a queue needs its spread"), said("add {entry}", entry="spread: {assume: 50%, range: 30%..70%}")
    if one.mean is None:
        return
    if (one.tail_share is None) == (one.deviation is None):
        what = said("how overruns scatter around their mean is stated once")
        yield "", what, said("give it either tail_share with tail_mean, or deviation")
    if one.tail_share is not None and (one.tail_mean is None) == (one.tail_index is None):
        yield "", said("a tail has either a mean or an index"), said("give it either tail_mean or tail_index")
    if one.tail_index is not None and one.cap is None:
        what = said("a tail stated by its index needs a cap, as its mean may be infinite")
        yield "tail_index", what, said("add {entry}", entry="cap: 2_000%")
