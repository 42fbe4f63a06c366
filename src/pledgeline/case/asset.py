"""What the group owns: listed shares and private stakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    BusinessDaysFigure,
    DateFigure,
    Deviation,
    Frequency,
    MoneyFigure,
    NumberFigure,
    Price,
    RatioFigure,
    Record,
    Share,
    Shares,
    SomeShares,
    refuse,
)
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class PriceSeries(Record):
    """A table of closes that comes with the case."""

    file: str = Field(description="CSV or Parquet, relative to the folder of the case", examples=["prices/ARM.csv"])
    currency: str | None = Field(default=None, description="of the closes; else the currency of `price`")
    column: str | None = Field(default=None, description="in a table with several price columns")
    volume_column: str | None = Field(default=None, description="in a table with several volume columns")
    symbol: str | None = Field(default=None, description="in a long table with several names")


def _file_alone(written: object) -> object:
    return {"file": written} if isinstance(written, str) else written


Prices = Annotated[PriceSeries, BeforeValidator(_file_alone, json_schema_input_type=str | PriceSeries)]


FITTED = "volatility and jumps from the closes of the asset, by maximum likelihood; nothing else is then stated"


def _either(*keys: str) -> list[JsonValue]:
    """For an editor: the parameters are fitted, or all of them are stated."""
    return [{"required": ["fit"]}, {"required": list(keys)}]


class GBM(Record):
    """Geometric Brownian motion of the price."""

    model: Literal["gbm"]
    growth: RatioFigure | None = Field(
        default=None,
        description="E[S_t] = S_0 exp(growth t), a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    volatility: Deviation | None = Field(default=None, description="per square root of a year")
    fit: Literal["prices"] | None = Field(default=None, description="volatility from the closes of the asset")

    @model_validator(mode="after")
    def _one_volatility(self) -> Self:
        refuse(_unknown(self, ("volatility",)))
        if self.volatility is None and self.fit is None:
            refuse([("", said("gbm needs a volatility"), said("add volatility: 40%, or fit: prices"))])
        if self.volatility is not None and self.fit is not None:
            what = said("the volatility is both stated and fitted")
            refuse([("fit", what, said("keep either volatility or fit"))])
        return self


class Merton(Record):
    """Diffusion with normally distributed log jumps."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _either("volatility", "jump_rate", "jump_mean", "jump_std")})

    model: Literal["merton"]
    growth: RatioFigure | None = Field(
        default=None,
        description="E[S_t] = S_0 exp(growth t), a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    volatility: Deviation | None = Field(default=None, description="of the diffusion, per square root of a year")
    jump_rate: Frequency | None = Field(default=None, description="jumps a year")
    jump_mean: RatioFigure | None = Field(default=None, description="of the log jump")
    jump_std: Deviation | None = Field(default=None, description="of the log jump")
    fit: Literal["prices"] | None = Field(default=None, description=FITTED)

    @model_validator(mode="after")
    def _stated_or_fitted(self) -> Self:
        examples = {"volatility": "35%", "jump_rate": "4", "jump_mean": "-3%", "jump_std": "8%"}
        refuse(_half_stated(self, examples, fitted=self.fit is not None))
        return self


class Kou(Record):
    """Diffusion with two-sided exponential log jumps."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": _either("volatility", "jump_rate", "up_probability", "up_rate", "down_rate")}
    )

    model: Literal["kou"]
    growth: RatioFigure | None = Field(
        default=None,
        description="E[S_t] = S_0 exp(growth t), a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    volatility: Deviation | None = Field(default=None, description="of the diffusion, per square root of a year")
    jump_rate: Frequency | None = Field(default=None, description="jumps a year")
    up_probability: Share | None = Field(default=None, description="that a jump goes up")
    up_rate: Annotated[NumberFigure, Within(above="1")] | None = Field(
        default=None,
        description="exponential rate of upward log jumps, above 1 so that the mean exists",
        examples=["15"],
    )
    down_rate: Annotated[NumberFigure, Within(above="0")] | None = Field(
        default=None, description="exponential rate of downward log jumps", examples=["12"]
    )
    fit: Literal["prices"] | None = Field(default=None, description=FITTED)

    @model_validator(mode="after")
    def _stated_or_fitted(self) -> Self:
        examples = {"volatility": "35%", "jump_rate": "4", "up_probability": "35%", "up_rate": "15", "down_rate": "12"}
        refuse(_half_stated(self, examples, fitted=self.fit is not None))
        return self


def _half_stated(record: Record, examples: dict[str, str], *, fitted: bool) -> Iterator[tuple[str, str, str]]:
    """Parameters that are left out and not fitted, or stated and fitted: key, what, remedy."""
    stated = [key for key in examples if getattr(record, key) is not None]
    if fitted and stated:
        remedy = said("keep either the parameters or fit: prices; growth may be stated beside it")
        yield "fit", _stated_and_fitted(stated), remedy
    yield from _unknown(record, examples)
    if not fitted:
        for key, example in examples.items():
            if key not in stated:
                what = said("{model} needs {parameter}", model=getattr(record, "model", ""), parameter=key)
                yield "", what, said("add {entry}, or fit: prices alone", entry=f"{key}: {example}")


def _stated_and_fitted(keys: list[str]) -> str:
    """The parameters that are both, by name."""
    *first, last = keys
    if not first:
        return said("{parameter} is both stated and fitted", parameter=last)
    return said("{parameters} and {last} are both stated and fitted", parameters=", ".join(first), last=last)


def _unknown(record: Record, keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Parameters that are written down as unknown: a law has no default for them."""
    for key in keys:
        figure = getattr(record, key)
        if figure is not None and not figure.known:
            remedy = said("write an assumption with its range: {assume: …, range: …}; or fit: prices alone")
            yield key, said("'{key}' cannot be unknown: a number is needed", key=key), remedy


Dynamics = Annotated[GBM | Merton | Kou, Field(discriminator="model")]


class ScheduledJump(Record):
    """A dated log-normal factor with mean one, such as an earnings day."""

    date: DateFigure
    move: Deviation = Field(description="standard deviation of the log move")
    name: str | None = None


class Dividend(Record):
    """What each share pays, again and again."""

    per_share: Price = Field(description="each time", examples=["USD 0.88"])
    every: Literal["quarterly", "half_yearly", "yearly"]
    next: DateFigure = Field(description="a day on which it is paid; later ones follow at regular intervals")


class ListedAsset(Record):
    """Shares with a public price."""

    kind: Literal["listed"]
    name: str | None = None
    shares: Shares
    price: Price | None = Field(
        default=None,
        description="of one share; else the last close of `prices` on or before `as_of`",
        examples=["USD 170.66"],
    )
    shares_outstanding: SomeShares | None = None
    free_float: Shares | None = Field(default=None, alias="float", description="shares that trade freely")
    daily_volume: SomeShares | None = Field(default=None, description="average, in shares", examples=["6m"])
    locked_up: Shares | None = Field(default=None, description="shares that may be neither sold nor pledged")
    control: Share | None = Field(
        default=None, description="a stake below this share of the company is control lost", examples=["50%"]
    )
    prices: Prices | None = Field(default=None, description="a table of closes, by file")
    dynamics: Dynamics | None = Field(default=None, description="how the price moves")
    scheduled: tuple[ScheduledJump, ...] = Field(default=(), description="dated moves, such as earnings days")
    dividend: Dividend | None = Field(
        default=None, description="paid on all shares owned, pledged and locked-up ones too"
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong within this asset: key, what, remedy."""
        if self.price is None and self.prices is None:
            yield "", said("the asset has no price"), said("add price: USD 100, or prices: a file of closes")
        elif self.prices is None and self.price is not None and not self.price.known:
            remedy = said("write a price or an assumption, or add prices: a file of closes")
            yield "price", said("the price is unknown and there are no closes"), remedy
        if self.dynamics is not None and self.dynamics.fit is not None and self.prices is None:
            what = said("there are no closes to fit the volatility and the jumps to")
            if isinstance(self.dynamics, GBM):
                what = said("there are no closes to fit the volatility to")
            yield "dynamics.fit", what, said("add prices: a file of closes")
        issued = self.shares_outstanding.value if self.shares_outstanding is not None else None
        if issued is not None:
            parts = {"shares": self.shares, "float": self.free_float}
            for key, part in parts.items():
                if part is not None and part.value is not None and part.value.value > issued.value:
                    what = said("{shares} shares are more than the {issued} outstanding", shares=part, issued=issued)
                    yield key, what, said("correct one of the two; shares outstanding include all classes")
        owned, locked = self.shares.value, self.locked_up.value if self.locked_up is not None else None
        if owned is not None and locked is not None and locked.value > owned.value:
            what = said("{locked} locked-up shares are more than the {owned} owned", locked=locked, owned=owned)
            yield "locked_up", what, said("correct one of the two")


class PrivateAsset(Record):
    """A stake without a public price, a stake in a fund, or a group of holdings known only by value."""

    kind: Literal["private", "fund"]
    name: str | None = None
    value: Annotated[MoneyFigure, Within(at_least="0")] = Field(description="of the whole stake")
    growth: RatioFigure | None = Field(
        default=None,
        description="E[W_t] = W_0 exp(growth t), a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    volatility: Deviation | None = Field(
        default=None,
        description="its own, apart from what it follows, per square root of a year; 0% when left out",
        json_schema_extra={"default": "0%"},
    )
    follows: dict[str, NumberFigure] = Field(default_factory=dict, description="beta to listed assets, by id")
    marked: Literal["daily", "monthly", "quarterly", "yearly"] = Field(
        default="quarterly", description="how often it is valued, on the last business day"
    )
    mark_delay: BusinessDaysFigure | None = Field(
        default=None,
        description="how old the value is to which a mark is set; 0bd when left out",
        json_schema_extra={"default": "0bd"},
        examples=["45bd"],
    )


Asset = Annotated[ListedAsset | PrivateAsset, Field(discriminator="kind")]
