"""What the case says of markets: rates, currencies, how names move together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    DateFigure,
    Deviation,
    ExchangeRateFigure,
    Frequency,
    NumberFigure,
    RatioFigure,
    Record,
)


class RateStep(Record):
    """From this date on, the base rate is this."""

    start: DateFigure = Field(alias="from", description="first day")
    rate: RatioFigure


def _curve(written: object) -> str:
    return "(steps)" if isinstance(written, list | tuple) else "(figure)"


BaseRate = Annotated[
    Annotated[RatioFigure, Tag("(figure)")] | Annotated[tuple[RateStep, ...], Tag("(steps)")], Discriminator(_curve)
]


class Currency(Record):
    """A currency against the currency of the case."""

    spot: ExchangeRateFigure
    volatility: Deviation | None = Field(
        default=None,
        description="per square root of a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    growth: RatioFigure | None = Field(
        default=None, description="a year; 0% when left out", json_schema_extra={"default": "0%"}
    )


class Correlation(Record):
    """Between the diffusions of two assets or currencies."""

    between: tuple[str, str] = Field(description="two assets or currencies, by id", examples=["[arm, tmus]"])
    correlation: Annotated[RatioFigure, Within(at_least="-100%", at_most="100%")]


class CommonJumps(Record):
    """One clock of jumps for all names; the log jump of a name is its loading times a normal draw."""

    rate: Frequency = Field(description="a year")
    mean: RatioFigure = Field(description="of the log jump at a loading of 1")
    std: Deviation = Field(description="of the log jump at a loading of 1")
    loadings: dict[str, NumberFigure] = Field(description="by asset or currency")


class MarketViews(Record):
    """The market part of a case."""

    calendar: str = Field(
        default="XNYS", description="ISO 10383 code of the exchange whose business days count", examples=["XNYS"]
    )
    rates: dict[str, BaseRate] = Field(
        default_factory=dict, description="base rates by name: one rate, or steps with their first day"
    )
    fx: dict[str, Currency] = Field(default_factory=dict, description="by currency code")
    correlations: tuple[Correlation, ...] = ()
    common_jumps: CommonJumps | None = None
