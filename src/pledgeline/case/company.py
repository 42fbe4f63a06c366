"""Companies that owe each other: what they are worth, hold and live on, and how they are cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    Amount,
    Citations,
    DateFigure,
    Frequency,
    Level,
    RatioFigure,
    Record,
    Share,
    SomeShare,
    SomeShares,
    refuse,
)
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Standing = Literal["binding", "letter_of_intent", "reported"]
STANDINGS: tuple[Standing, ...] = ("binding", "reported", "letter_of_intent")


class Product(Record):
    """What a company sells that needs the capacity."""

    name: str | None = None
    revenue: Amount = Field(
        description="a year, at `as_of`", examples=["{assume: USD 20bn, range: USD 13bn..USD 30bn}"]
    )
    growth: Annotated[RatioFigure, Within(above="-100%")] | None = Field(
        default=None, description="a year; none when left out", json_schema_extra={"default": "0%"}
    )


class Trading(Record):
    """What a forced sale of its shares meets in the market."""

    shares_outstanding: SomeShares
    daily_volume: SomeShares
    volatility: Level = Field(description="of its price, a year", examples=["60%"])
    impact: Annotated[Frequency, Within(above="0")] | None = Field(
        default=None, description="of the square-root law; 1 when left out", json_schema_extra={"default": "1"}
    )


class Company(Record):
    """A company of the network. `group` stands for the group itself and needs no entry."""

    name: str
    asset: str | None = Field(default=None, description="the asset of the group that is a stake in it, by id")
    equity: Amount | None = Field(default=None, description="value of all its shares; assets are worked out from it")
    assets: Amount | None = Field(default=None, description="in place of equity: what it owns outside the network")
    outside_debt: Amount | None = Field(
        default=None, description="what it owes outside the network; nothing when left out",
        json_schema_extra={"default": "that nothing is owed yet"},
    )  # fmt: skip
    holds: dict[str, SomeShare] = Field(
        default_factory=dict, description="shares of other companies of the network, by id"
    )
    lends: dict[str, SomeShare] = Field(
        default_factory=dict, description="its part of secured loans of the group, by id of the loan"
    )
    exposed: Share | None = Field(
        default=None, description="share of its assets that falls with the demand for AI; 0% when left out",
        json_schema_extra={"default": "0%"},
    )  # fmt: skip
    default: Share | None = Field(
        default=None, description="chance a year that it stops paying as a tenant; 0% when left out",
        json_schema_extra={"default": "0%"},
    )  # fmt: skip
    trading: Trading | None = None
    products: dict[str, Product] = Field(default_factory=dict, description="what it sells that needs capacity, by id")
    capital_spending: dict[str, Amount] = Field(
        default_factory=dict, description="announced spending by year, to set beside", examples=["{2026: USD 100bn}"]
    )
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_findings(self))
        return self

    @property
    def in_network(self) -> bool:
        """Whether it is cleared with the others; one that only announces spending is not."""
        return self.equity is not None or self.assets is not None


class Contagion(Record):
    """How obligations are cleared."""

    until: DateFigure | None = Field(
        default=None, description="what falls due up to then is cleared; the horizon when left out"
    )
    alpha: SomeShare | None = Field(
        default=None, description="what of a defaulter's own assets reaches its creditors; 100% when left out",
        json_schema_extra={"default": "100%"},
    )  # fmt: skip
    beta: SomeShare | None = Field(
        default=None, description="what of a defaulter's claims on others reaches its creditors; 100% when left out",
        json_schema_extra={"default": "100%"},
    )  # fmt: skip
    counted: tuple[Standing, ...] = Field(default=("binding",), description="which contracts are cleared, by standing")
    conditional: Literal["counted", "left_out"] = Field(
        default="left_out", description="whether contracts with a condition are cleared"
    )


def _findings(company: Company) -> Iterator[tuple[str, str, str]]:
    """What is stated twice or not at all: key, what, remedy."""
    if company.equity is not None and company.assets is not None:
        what = said("its assets are worked out from its equity, and stated as well")
        yield "assets", what, said("keep one of the two")
    if not company.in_network and not company.capital_spending:
        remedy = said("add {entry}", entry="equity: USD 50bn")
        yield "", said("nothing is known of what it is worth"), remedy
    if not company.in_network and (company.holds or company.lends or company.outside_debt is not None):
        remedy = said("add {entry}", entry="equity: USD 50bn")
        yield "", said("what it holds or owes counts only with its equity or assets"), remedy
    for year in company.capital_spending:
        if not (year.isdigit() and len(year) == 4):  # noqa: PLR2004 - a year
            yield f"capital_spending.{year}", said("'{text}' is no year", text=year), said("write for example 2026")
