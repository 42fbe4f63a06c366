"""Borrowing secured on assets: margin loans, prepaid forwards, other secured loans."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    Amount,
    BusinessDaysFigure,
    Citations,
    DateFigure,
    Flag,
    Frequency,
    Level,
    RateFigure,
    RatioFigure,
    Record,
    Shares,
    SomeShare,
    SomeShares,
    refuse,
)
from pledgeline.case.maturity import AT_MATURITY, CROSS_DEFAULT, AtMaturity, CrossDefault
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.figure import Figure
    from pledgeline.units.money import Money
    from pledgeline.units.ratio import Ratio


class Guarantee(Record):
    """Recourse up to an amount; with `collateral_first` the lender must sell before it asks."""

    guaranteed: Amount
    collateral_first: Flag = Field(default=True, description="whether the collateral is sold before the guarantor pays")


class StatedRecourse(Record):
    """No recourse or full recourse, with the source that says so."""

    terms: Literal["none", "full"]
    sources: Citations = Field(default=(), alias="from", description="sources, by id")
    note: str | None = None


def _recourse(written: object) -> str:
    if isinstance(written, str):
        return "(word)"
    stated = isinstance(written, StatedRecourse) or (isinstance(written, dict) and "terms" in written)
    return "(stated)" if stated else "(guarantee)"


Recourse = Annotated[
    Annotated[Literal["none", "full"], Tag("(word)")]
    | Annotated[StatedRecourse, Tag("(stated)")]
    | Annotated[Guarantee, Tag("(guarantee)")],
    Discriminator(_recourse),
]


RECOURSE = "none, full, {guaranteed: an amount}, or {terms: none, from: a source}"


class Collateral(Record):
    """Shares of one asset pledged to one loan."""

    asset: str = Field(description="a listed asset, by id")
    shares: SomeShares
    haircut: Annotated[RatioFigure, Within(at_least="0%", below="100%")] | None = Field(
        default=None, description="taken off the value; 0% when left out", json_schema_extra={"default": "0%"}
    )


class Ladder(Record):
    """LTV levels, LTV = debt / collateral after haircuts: release < cure < call < close-out."""

    call: Level = Field(description="from here on the borrower must cure", examples=["35%"])
    cure: Level = Field(description="to which a cure brings the LTV back", examples=["30%"])
    close_out: Level = Field(description="from here on the lender may sell at once", examples=["50%"])
    release: Level | None = Field(
        default=None, description="below it the lender gives excess collateral back", examples=["15%"]
    )

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """Each pair of levels out of order, as assumed and at the ends of each range."""
        levels = {"release": self.release, "cure": self.cure, "call": self.call, "close_out": self.close_out}
        rungs = [(key, level) for key, level in levels.items() if level is not None and level.known]
        for (lower_key, lower), (upper_key, upper) in pairwise(rungs):
            key = "cure" if lower_key == "release" else "call"
            named = {"lower": _THE[lower_key], "low": lower, "upper": _THE[upper_key], "high": upper}
            if _fraction(lower) >= _fraction(upper):
                what = said("{upper} {high} is not above {lower} {low}", **named)
                named["upper"] = _A[upper_key]
                yield key, what, said("write {upper} above {low}, or lower {lower}", **named)
            elif lower.high is not None and float(lower.high) >= _fraction(upper):
                named["end"] = lower.high
                what = said("the range of {lower} reaches {end}, but {upper} is {high}", **named)
                yield lower_key, what, said("end the range below {high}", high=upper)
            elif upper.low is not None and float(upper.low) <= _fraction(lower):
                named["start"] = upper.low
                what = said("the range of {upper} starts at {start}, but {lower} is {low}", **named)
                yield upper_key, what, said("start the range above {low}", low=lower)


_THE = {
    "release": said("the release LTV"),
    "cure": said("the cure LTV"),
    "call": said("the call LTV"),
    "close_out": said("the close-out LTV"),
}
_A = {"cure": said("a cure LTV"), "call": said("a call LTV"), "close_out": said("a close-out LTV")}


def _fraction(level: Figure[Ratio]) -> float:
    return float(level.stated)


CureMeans = Literal["shares", "cash", "deposit"]


class Cure(Record):
    """How a call is met: the deadline, and what is given, in order.

    `shares` adds free shares, `cash` prepays the loan, `deposit` posts cash as
    collateral.
    """

    within: BusinessDaysFigure = Field(description="business days from the call to the deadline")
    means: tuple[CureMeans, ...] = Field(default=("shares", "cash"), alias="with", description="in order")


class Sale(Record):
    """How the lender sells after a failed cure or at the close-out LTV."""

    participation: SomeShare = Field(description="share of the average daily volume", examples=["20%"])
    impact: Frequency | None = Field(
        default=None,
        description="times daily volatility, on the square root of size over volume; 1 when left out",
        json_schema_extra={"default": "1"},
        examples=["1"],
    )
    delay: BusinessDaysFigure | None = Field(
        default=None,
        description="from the trigger to the first sale; 1bd when left out",
        json_schema_extra={"default": "1bd"},
        examples=["1bd"],
    )
    until: Literal["repaid", "cured"] = Field(default="repaid", description="where the sale stops")


class MarginLoan(Record):
    """A loan against listed shares with margin calls."""

    kind: Literal["margin"]
    name: str | None = None
    facility: Amount | None = Field(default=None, description="the most that may be drawn")
    drawn: Amount
    rate: RateFigure | None = Field(
        default=None,
        description="0% when left out: the debt stays flat",
        json_schema_extra={"default": "0%"},
    )
    interest: Literal["paid", "capitalised"] = Field(
        default="paid", description="paid at the end of each quarter, or added to the debt"
    )
    maturity: DateFigure
    recourse: Recourse = Field(default="none", description=RECOURSE)
    collateral: tuple[Collateral, ...] = Field(min_length=1)
    deposit: Amount | None = Field(default=None, description="cash already posted as collateral")
    ltv: Ladder
    cure: Cure
    sale: Sale
    draw_stop: Level | None = Field(
        default=None,
        description="LTV that a draw may not pass; the cure LTV when left out",
        json_schema_extra={"default": "the cure LTV"},
        examples=["22%"],
    )
    draw_until: DateFigure | None = Field(
        default=None,
        description="last day of drawing; the maturity when left out",
        json_schema_extra={"default": "the maturity"},
    )
    at_maturity: AtMaturity = Field(default="repay", description=AT_MATURITY)
    cross_default: CrossDefault = Field(default=(), description=CROSS_DEFAULT)
    lenders: str | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_draw_findings(self))
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong within this loan: key, what, remedy."""
        if self.deposit is not None:
            yield from _one_currency("deposit", self.deposit, self.drawn)
        seen: set[str] = set()
        for index, part in enumerate(self.collateral):
            if part.asset in seen:
                what = said("{asset} stands twice in this pool", asset=part.asset)
                yield f"collateral.{index}.asset", what, said("add the shares up")
            seen.add(part.asset)
        call, stop = self.ltv.call.value, self.draw_stop.value if self.draw_stop is not None else None
        if stop is not None and call is not None and stop.value >= call.value:
            what = said("a draw up to {stop} would be called at once: the call LTV is {call}", stop=stop, call=call)
            yield "draw_stop", what, said("write a draw stop below {call}", call=call)
        if len(set(self.cure.means)) < len(self.cure.means):
            yield "cure.with", said("a means of cure is named twice"), said("name each once")


class PrepaidForward(Record):
    """Cash received now against shares to be delivered: no margin calls."""

    kind: Literal["forward"]
    name: str | None = None
    asset: str = Field(description="by id")
    carrying: Amount = Field(description="the liability on the balance sheet")
    settlement: Amount = Field(description="what settling it would take from the asset today")
    maturity: DateFigure | None = None
    at_maturity: AtMaturity = Field(default="repay", description=f"of the part with recourse: {AT_MATURITY}")
    cross_default: CrossDefault = Field(default=(), description=f"of the part with recourse: {CROSS_DEFAULT}")
    recourse: Recourse = Field(default="none", description=RECOURSE)


class SecuredLoan(Record):
    """A loan secured on an asset whose margin terms the case does not give."""

    kind: Literal["secured"]
    name: str | None = None
    asset: str = Field(description="by id")
    drawn: Amount
    facility: Amount | None = Field(default=None, description="the most that may be drawn")
    rate: RateFigure | None = Field(default=None, description="0% when left out", json_schema_extra={"default": "0%"})
    maturity: DateFigure | None = None
    at_maturity: AtMaturity = Field(default="repay", description=f"of the part with recourse: {AT_MATURITY}")
    cross_default: CrossDefault = Field(default=(), description=f"of the part with recourse: {CROSS_DEFAULT}")
    recourse: Recourse = Field(default="none", description=RECOURSE)
    pledged: Shares | None = Field(default=None, description="shares of the asset, where it is listed")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_draw_findings(self))
        return self


def _draw_findings(loan: MarginLoan | SecuredLoan) -> Iterator[tuple[str, str, str]]:
    """Drawn against the facility and the guarantee, in one currency and not beyond them."""
    if isinstance(loan.recourse, Guarantee):
        yield from _one_currency("recourse.guaranteed", loan.recourse.guaranteed, loan.drawn)
    if loan.facility is None or loan.facility.value is None or loan.drawn.value is None:
        return
    facility, drawn = loan.facility.value, loan.drawn.value
    if facility.currency != drawn.currency:
        yield from _one_currency("facility", loan.facility, loan.drawn)
    elif drawn.amount > facility.amount:
        what = said("{drawn} drawn is more than the facility of {facility}", drawn=drawn, facility=facility)
        yield "drawn", what, said("correct one of the two")


def _one_currency(key: str, figure: Figure[Money], drawn: Figure[Money]) -> Iterator[tuple[str, str, str]]:
    if figure.value is not None and drawn.value is not None and figure.value.currency != drawn.value.currency:
        code = drawn.value.currency
        what = said("{amount} is not in the currency of the loan, {currency}", amount=figure.value, currency=code)
        yield key, what, said("write it in {currency}", currency=code)


Loan = Annotated[MarginLoan | PrepaidForward | SecuredLoan, Field(discriminator="kind")]
