"""What a source says of a quantity, in use or not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pledgeline.case.figure import Citations, Day, Record

Standing = Literal["stated", "pledged", "in_talks", "rumoured", "signed", "disbursed", "forecast", "denied"]


class Reviewed(Record):
    """Who has let a claim into the case, and when."""

    by: str
    on: Day


class Claim(Record):
    """One figure as one source gives it.

    Claims stand side by side, and none of them is used: the engine takes the figure of the case. Where a claim says
    otherwise than that figure, the figure says why it is preferred (`because`), or the conflict is open.
    """

    about: str | None = Field(
        default=None, description="the figure of the case that it speaks of", examples=["pledges.us-2024.deadline"]
    )
    value: str | None = Field(default=None, description="a literal of the figure's unit", examples=["2028-12-31"])
    range: str | None = Field(
        default=None, description="where the source gives two ends", examples=["USD 5bn..USD 7bn"]
    )
    bound: Literal["at_least", "at_most"] | None = Field(
        default=None, description="where the source gives one end only"
    )
    status: Standing = Field(default="stated", description="what the sentence makes of it")
    confidence: Literal["disclosed", "reported", "estimated"] | None = None
    dated: Day | None = Field(default=None, description="when it was said; the date of its source when left out")
    quote: str | None = Field(default=None, description="the passage, word for word, where the source has a file")
    note: str | None = None
    sources: Citations = Field(alias="from", description="sources, by id")
    reviewed: Reviewed | None = Field(default=None, description="who has read and accepted it, and when")
