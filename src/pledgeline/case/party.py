"""Who is spoken of: names under which texts know companies, states and people."""

from __future__ import annotations

from pydantic import Field

from pledgeline.case.figure import Record, SpanFigure


class Party(Record):
    """A company, a state or a person, and the names that texts give it."""

    name: str
    aliases: tuple[str, ...] = Field(
        default=(), description="other names", examples=["[OpenAI OpCo, the ChatGPT maker]"]
    )
    country: str | None = Field(default=None, description="ISO 3166 code", examples=["US"])


class EvidenceRules(Record):
    """When a figure counts as out of date."""

    stale_after: SpanFigure | None = Field(
        default=None, description="age of its newest source at which a balance or term is stale; 1y when left out",
        examples=["1y"],
    )  # fmt: skip
