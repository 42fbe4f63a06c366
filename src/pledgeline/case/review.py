"""Figures that documents propose to a case, and what a person has decided about each: the review file."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.claim import Standing
from pledgeline.case.figure import Day, Record, refuse
from pledgeline.language.saying import said

Decision = Literal["open", "accepted", "rejected"]
Kind = Literal["money", "jobs", "power", "energy", "percent", "share_price", "shares", "date"]


class ReadDocument(Record):
    """A document as it was when it was read."""

    file: str = Field(description="relative to the review file where it lies under its folder")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    title: str
    kind: Literal["text", "html", "pdf"] = "text"
    encoding: str = "utf-8"
    language: Literal["fr", "en"] | None = None
    dated: Day | None = None

    @property
    def quotable(self) -> bool:
        """Whether its characters can be counted in the file itself, so that a source of the case may name the file."""
        return self.kind == "text" and self.encoding == "utf-8"


class Proposal(Record):
    """One passage, the claim that it would become, and what was decided."""

    id: str = Field(description="of the claim, if it is accepted")
    document: str
    span: str = Field(pattern="^c[0-9]+-[0-9]+$", description="first character and the one after the last, in the text")
    quote: str
    passage: str = Field(description="the sentence around the quote")
    kind: Kind
    about: str | None = Field(default=None, description="the figure of the case that it seems to speak of")
    value: str | None = None
    range: str | None = None
    bound: Literal["at_least", "at_most"] | None = None
    status: Standing = "stated"
    flags: tuple[str, ...] = ()
    found_by: Literal["grammar", "extractor"] = "grammar"
    decision: Decision = "open"
    by: str | None = None
    on: Day | None = None

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.value is None and self.range is None:
            refuse([("", said("nothing is proposed"), said("write a value or a range, or remove the proposal"))])
        return self


class Review(Record):
    """All proposals to one case."""

    review: Literal["v1"] = Field(description="version of the format")
    case: str
    documents: dict[str, ReadDocument] = Field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        missing = [
            (f"proposals.{at}.document", said("there is no document '{name}'", name=one.document), "")
            for at, one in enumerate(self.proposals)
            if one.document not in self.documents
        ]
        refuse(missing)
        return self
