"""The borrower and its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import Amount, Figure, RatioFigure, Record, Share, SpanFigure, refuse
from pledgeline.language.saying import said
from pledgeline.units.money import Money

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
            what = said("the ceiling {ceiling} is below the normal limit {normal}", ceiling=ceiling, normal=normal)
            refuse([("ceiling", what, said("swap the two"))])
        return self


class LiquidityPolicy(Record):
    """How far ahead redemptions must be covered by cash."""

    redemptions_covered: SpanFigure = Field(examples=["2y"])


Tolerance = Annotated[RatioFigure, Within(above="0%", below="100%")]


class Tolerances(Record):
    """How likely each thing may be; the load line is the largest draw within them."""

    call: Tolerance | None = Field(default=None, description="a call on any margin loan", examples=["5%"])
    gap: Tolerance | None = Field(default=None, description="a payment that cannot be made", examples=["1%"])
    ltv: Tolerance | None = Field(
        default=None,
        description="the reported LTV over the ceiling of the policy, or over its normal limit where it has no ceiling",
        examples=["10%"],
    )
    cover: Tolerance | None = Field(
        default=None, description="cash under the redemptions that the policy covers", examples=["20%"]
    )
    within: SpanFigure | None = Field(
        default=None,
        description="how long from `as_of`; the horizon when left out",
        json_schema_extra={"default": "the horizon"},
        examples=["1y"],
    )


class Policy(Record):
    """What the group says it will keep to."""

    ltv: LtvPolicy | None = None
    liquidity: LiquidityPolicy | None = None
    tolerances: Tolerances | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong between the rules: key, what, remedy."""
        if self.tolerances is None:
            return
        if self.tolerances.ltv is not None and self.ltv is None:
            what = said("there is no limit whose breach this tolerance is for")
            yield "tolerances.ltv", what, said("add ltv: {normal: 25%, ceiling: 35%} to the policy")
        within = self.tolerances.within
        if within is not None and within.value is not None and within.value.count == 0:
            remedy = said("write for example {literal}", literal="1y")
            yield "tolerances.within", said("the time is empty"), remedy


def _cash(written: object) -> str:
    return "(accounts)" if isinstance(written, list | tuple) else "(figure)"


CashFigures = Annotated[
    Annotated[Amount, Tag("(figure)")] | Annotated[tuple[Amount, ...], Tag("(accounts)")], Discriminator(_cash)
]


class Group(Record):
    """The borrower."""

    name: str
    cash: CashFigures | None = Field(
        default=None,
        description="one figure; or a list with one in each currency. A payment takes from the account of its own "
        "currency first, then from that of the case, then from the others in order",
        examples=["USD 5bn"],
    )
    cash_for_cures: Amount | None = Field(
        default=None,
        description="the part of cash that may cure margin calls; all of it when left out",
        json_schema_extra={"default": "all of cash"},
    )
    policy: Policy | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    @property
    def accounts(self) -> tuple[Figure[Money], ...]:
        """Its cash as a list of figures; empty where the case says nothing of it."""
        if self.cash is None:
            return ()
        return self.cash if isinstance(self.cash, tuple) else (self.cash,)

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong with the accounts: key, what, remedy."""
        seen: set[str] = set()
        if self.cash == ():
            remedy = said("write cash: USD 5bn, or leave it out if it is not known")
            yield "cash", said("the list of cash is empty"), remedy
        for index, account in enumerate(self.accounts):
            code = account.value.currency if account.value is not None else ""
            if code and code in seen:
                what = said("cash in {currency} stands twice", currency=code)
                yield f"cash.{index}", what, said("add the amounts up")
            seen.add(code)
