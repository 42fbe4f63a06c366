"""The waterfall: where cash comes from, in order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    Amount,
    BusinessDaysFigure,
    DateFigure,
    Frequency,
    RatioFigure,
    Record,
    SomeShare,
)


class Keep(Record):
    """Cash that is not paid out by this rung."""

    keep: Amount


class Cash(Record):
    """A source of cash: the accounts of the group, down to what is kept."""

    cash: Keep


class Draw(Record):
    """A source of cash: drawing on a margin loan, a line, a bridge or an issue."""

    draw: str = Field(description="a margin loan, or a debt of kind line, bridge or issue, by id")


class Sell(Record):
    """A source of cash: selling free shares of a listed asset, day by day."""

    sell: str = Field(description="a listed asset, by id")
    participation: SomeShare | None = Field(
        default=None,
        description="share of the average daily volume; 20% when left out",
        json_schema_extra={"default": "20%"},
        examples=["20%"],
    )
    impact: Frequency | None = Field(
        default=None,
        description="times daily volatility, on the square root of size over volume; 1 when left out",
        json_schema_extra={"default": "1"},
        examples=["1"],
    )
    tax: Annotated[RatioFigure, Within(at_least="0%", below="100%")] | None = Field(
        default=None,
        description="share of the proceeds; 0% when left out",
        json_schema_extra={"default": "0%"},
        examples=["20%"],
    )
    lock_up: DateFigure | None = Field(default=None, description="last day on which nothing may be sold")
    ahead: BusinessDaysFigure | None = Field(
        default=None,
        description="how long before a payment selling for it may begin; 60bd when left out",
        json_schema_extra={"default": "60bd"},
        examples=["60bd"],
    )


def _source_of_cash(written: object) -> str:
    for kind, key in ((Draw, "draw"), (Cash, "cash"), (Sell, "sell")):
        if isinstance(written, kind) or (isinstance(written, dict) and key in written):
            return f"({key})"
    return "(word)"


FundingSource = Annotated[
    Annotated[Literal["cash"], Tag("(word)")]
    | Annotated[Cash, Tag("(cash)")]
    | Annotated[Draw, Tag("(draw)")]
    | Annotated[Sell, Tag("(sell)")],
    Discriminator(_source_of_cash),
]


def rung_of(source: FundingSource) -> tuple[str, str]:
    """The kind of a source as it is written, and what it names: ("draw", "arm-margin"), ("cash", "")."""
    match source:
        case Draw():
            return "draw", source.draw
        case Sell():
            return "sell", source.sell
        case Cash():
            return "cash", str(source.cash.keep)
        case _:
            return "cash", ""
