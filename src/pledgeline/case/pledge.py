"""Promises made in public, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.figure import Amount, Citations, DateFigure, PowerFigure, Record, Shares, refuse
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Stage = Literal["claim", "commitment", "disbursement"]
JobKind = Literal["construction", "permanent", "indirect", "unstated"]
JobProof = Literal["claimed", "evidenced"]
SpentOn = Literal["shares", "building", "lending", "other", "unstated"]
Nature = Literal["political", "firm"]


class Progress(Record):
    """One step towards a pledge: said, signed or paid."""

    title: str | None = Field(default=None, description="what it was, in a few words")
    date: DateFigure = Field(description="when it happened; never after `as_of`")
    known: DateFigure | None = Field(default=None, description="when it became known; `date` when left out")
    stage: Stage = Field(
        default="disbursement",
        description="claim: somebody says so; commitment: a signed obligation; disbursement: the money has moved",
    )
    amount: Amount | None = None
    spent_on: SpentOn = Field(default="unstated", description="what the money bought")
    jobs: Shares | None = None
    jobs_kind: JobKind = "unstated"
    jobs_proof: JobProof = Field(
        default="claimed", description="claimed: somebody says so; evidenced: counted by records"
    )
    capacity: PowerFigure | None = Field(default=None, description="capacity in service", examples=["0.3 GW"])
    counts: dict[str, str] = Field(
        default_factory=dict, description="pledge it counts for: why; the one it stands under when left out"
    )
    disputed: dict[str, str] = Field(
        default_factory=dict, description="pledge it may be counted for: why that is disputed"
    )
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")


class Pledge(Record):
    """A promise made in public."""

    title: str | None = Field(default=None, description="its name, in a few words")
    by: str = Field(description="group, a party by its id, or a name", examples=["group"])
    to: str | None = Field(default=None, description="a party by its id, or a name")
    nature: Nature = Field(default="political", description="political: said in public; firm: a signed obligation")
    renews: str | None = Field(default=None, description="an earlier pledge that it announces again, by id")
    part_of: dict[str, str] = Field(default_factory=dict, description="a wider pledge that holds this one: why")
    perhaps_part_of: dict[str, str] = Field(
        default_factory=dict, description="a wider pledge that may hold this one: why that is disputed"
    )
    amount: Amount | None = None
    jobs: Shares | None = Field(default=None, description="jobs promised", examples=["100k"])
    jobs_kind: JobKind = Field(default="unstated", description="which jobs were promised")
    capacity: PowerFigure | None = Field(default=None, description="capacity promised", examples=["10 GW"])
    made: DateFigure
    deadline: DateFigure | None = Field(default=None, description="an assumption with a range where sources differ")
    backed_by: tuple[str, ...] = Field(
        default=(), description="commitments that would pay for it, by id", examples=["[openai-2]"]
    )
    perhaps_backed_by: dict[str, str] = Field(
        default_factory=dict, description="commitments that may be counted as paying for it: why that is disputed"
    )
    progress: tuple[Progress, ...] = ()
    note: str | None = None

    @property
    def backing(self) -> tuple[str, ...]:
        """All commitments behind it, those first that are not disputed."""
        return tuple(dict.fromkeys((*self.backed_by, *self.perhaps_backed_by)))

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_pledge_findings(self))
        return self


def _pledge_findings(pledge: Pledge) -> Iterator[tuple[str, str, str]]:
    """What contradicts itself within a pledge: key, what, remedy."""
    if pledge.made.value is None:
        yield "made", said("a promise has a day on which it was made"), said("write made: 2024-12-16")
    for number, step in enumerate(pledge.progress):
        if step.date.value is None:
            what = said("a step has a date")
            yield f"progress.{number}.date", what, said("write date: 2025-04, or leave the step out until it is known")
        for name in step.counts.keys() & step.disputed.keys():
            what = said("it counts for '{pledge}' and is disputed for it", pledge=name)
            yield f"progress.{number}.disputed.{name}", what, said("keep one of the two")
