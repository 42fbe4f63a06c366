"""Contracts between companies: who owes whom what, when, how firmly, and against which security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.company import Standing
from pledgeline.case.figure import (
    Amount,
    Citations,
    DateFigure,
    Level,
    PowerFigure,
    RatioFigure,
    Record,
    Share,
    SomeShare,
    SpanFigure,
    refuse,
)
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

ContractKind = Literal["compute", "supply", "loan", "vendor_finance", "prepayment", "equity", "guarantee"]


class Security(Record):
    """Shares of another company that secure an amount; the lender sells them where it is not cured."""

    on: str = Field(description="the company whose shares they are, by id")
    share: SomeShare = Field(description="of all its shares", examples=["10%"])
    call: Level = Field(
        description="LTV from which the lender asks for a cure, and sells without one", examples=["50%"]
    )
    cure: Level = Field(description="LTV to which a sale brings the loan back", examples=["40%"])
    recourse: Literal["none", "full"] = Field(default="none", description="whether the rest is owed by the borrower")

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        refuse(_security_findings(self))
        return self


class Contract(Record):
    """What one company owes another."""

    title: str | None = Field(default=None, description="its name, in a few words")
    by: str = Field(description="who owes: a company by its id, or group")
    to: str = Field(description="who is owed: a company by its id, or group")
    kind: ContractKind = Field(
        description="compute: take-or-pay for capacity; supply: goods; equity: shares to be paid for; guarantee: what "
        "another owes, if it does not pay"
    )
    standing: Standing = Field(
        description="binding: signed; letter_of_intent: not binding; reported: by the press, terms not published"
    )
    amount: Amount | None = Field(default=None, description="over its whole term", examples=["USD 300bn"])
    yearly: Amount | None = Field(
        default=None,
        description="in place of amount: a year, for each GW of the phases it is for",
        examples=["USD 12bn"],
    )
    capacity: Annotated[PowerFigure, Within(above="0")] | None = Field(
        default=None, description="that it is about, where it names no phases"
    )
    due: DateFigure | None = Field(default=None, description="of one payment")
    starts: DateFigure | None = Field(default=None, description="first day of even payments", examples=["2027-06"])
    term: SpanFigure | None = Field(default=None, description="how long even payments last", examples=["5y"])
    phases: tuple[str, ...] = Field(
        default=(), description="a compute contract: what is let, as programme.site or programme.site.phase; payments "
        "start with the service of each phase", examples=["[stargate.abilene]"],
    )  # fmt: skip
    operating: Annotated[RatioFigure, Within(at_least="0%", below="100%")] | None = Field(
        default=None, description="share of what is received that running the capacity costs; 0% when left out",
        json_schema_extra={"default": "0%"},
    )  # fmt: skip
    relet: Share | None = Field(
        default=None,
        description="share of the payments that another tenant would make after a default; none when left out",
    )
    secured: Security | None = None
    condition: str | None = Field(default=None, description="on what it depends, if it does; then it is kept apart")
    note: str | None = None
    sources: Citations = Field(default=(), alias="from", description="sources, by id")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_findings(self))
        return self


def _security_findings(security: Security) -> Iterator[tuple[str, str, str]]:
    call, cure = security.call, security.cure
    if call.known and cure.known and float(cure.stated) >= float(call.stated):
        what = said("the cure LTV {cure} is not below the call LTV {call}", cure=cure, call=call)
        yield "cure", what, said("write a cure LTV below {call}", call=call)


def _findings(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """What contradicts itself within a contract: key, what, remedy."""
    if contract.by == contract.to:
        what = said("{company} would owe itself", company=contract.by)
        yield "to", what, said("name whom it owes, or leave the contract out")
    if contract.amount is not None and contract.yearly is not None:
        yield "yearly", said("an amount over the whole term is stated as well"), said("keep one of the two")
    if contract.yearly is not None and (not contract.phases or contract.term is None):
        what = said("an amount a year for each GW needs phases and a term")
        yield "yearly", what, said("add {entry}", entry="phases: [stargate.abilene], term: 15y")
    if contract.due is not None and (contract.starts is not None or contract.term is not None):
        yield "due", said("it falls due once, and over a term as well"), said("keep due, or starts and term")
    if contract.starts is not None and contract.term is None:
        yield "starts", said("even payments need a term"), said("add {entry}", entry="term: 5y")
    if contract.phases and contract.kind != "compute":
        yield "phases", said("only a compute contract lets phases"), said("write kind: compute, or remove phases")
