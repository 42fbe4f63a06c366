"""The borrower, its own rules, its unsecured debts and what it has promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pledgeline.case.figure import (
    Amount,
    Citations,
    DateFigure,
    Flag,
    MoneyFigure,
    RateFigure,
    Record,
    Share,
    Shares,
    SpanFigure,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class LtvPolicy(Record):
    """The group's own limits on its reported LTV."""

    normal: Share = Field(description="in normal times", examples=["25%"])
    ceiling: Share | None = Field(default=None, description="even in extraordinary times", examples=["35%"])

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        normal, ceiling = self.normal.value, self.ceiling.value if self.ceiling is not None else None
        if normal is not None and ceiling is not None and ceiling.value < normal.value:
            refuse([("ceiling", f"the ceiling {ceiling} is below the normal limit {normal}", "swap the two")])
        return self


class LiquidityPolicy(Record):
    """How far ahead redemptions must be covered by cash."""

    redemptions_covered: SpanFigure = Field(examples=["2y"])


class Policy(Record):
    """What the group says it will keep to."""

    ltv: LtvPolicy | None = None
    liquidity: LiquidityPolicy | None = None


class Group(Record):
    """The borrower."""

    name: str
    cash: Amount | None = None
    cash_for_cures: Amount | None = Field(
        default=None,
        description="the part of cash that may cure margin calls; all of it when left out",
        json_schema_extra={"default": "all of cash"},
    )
    policy: Policy | None = None


class Debt(Record):
    """Borrowing that is not secured on assets.

    `hybrid` debt counts only `1 - equity_credit` of its amount; `net` debt is
    already net of cash.
    """

    kind: Literal["bond", "loan", "hybrid", "net"] = "bond"
    name: str | None = None
    amount: MoneyFigure
    due: DateFigure | None = None
    rate: RateFigure | None = None
    equity_credit: Share | None = Field(
        default=None, description="of a hybrid: the share that counts as equity", examples=["50%"]
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong within this debt: key, what, remedy."""
        if self.equity_credit is not None and self.kind != "hybrid":
            yield "equity_credit", f"a {self.kind} has no equity credit", "write kind: hybrid, or remove it"
        amount = self.amount.value
        if amount is not None and amount.amount < 0 and self.kind != "net":
            yield "amount", f"{amount} is below 0", "write what is owed; only kind: net may be net cash"


class Commitment(Record):
    """An amount the group has agreed to pay."""

    to: str
    amount: Amount
    due: DateFigure | None = None
    firm: Flag = Field(default=True, description="whether it must be paid")
    buys: str | None = Field(default=None, description="the asset it buys, by id")


class Progress(Record):
    """One step towards a pledge."""

    date: DateFigure
    amount: Amount | None = None
    jobs: Shares | None = None
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")


class Pledge(Record):
    """A promise made in public."""

    by: str
    to: str | None = None
    amount: Amount | None = None
    jobs: Shares | None = Field(default=None, description="jobs promised", examples=["100k"])
    made: DateFigure
    deadline: DateFigure | None = None
    progress: tuple[Progress, ...] = ()


class Draw(Record):
    """A source of cash: drawing on a loan."""

    draw: str = Field(description="a loan, by id")


class Sell(Record):
    """A source of cash: selling an asset."""

    sell: str = Field(description="an asset, by id")


def _source_of_cash(written: object) -> str:
    if isinstance(written, Draw) or (isinstance(written, dict) and "draw" in written):
        return "(draw)"
    return "(sell)" if isinstance(written, Sell | dict) else "(word)"


FundingSource = Annotated[
    Annotated[Literal["cash"], Tag("(word)")] | Annotated[Draw, Tag("(draw)")] | Annotated[Sell, Tag("(sell)")],
    Discriminator(_source_of_cash),
]
