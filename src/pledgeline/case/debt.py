"""Borrowing that is not secured on assets: bonds, loans, and what may still be borrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import (
    Amount,
    DateFigure,
    Level,
    MoneyFigure,
    RateFigure,
    RatioFigure,
    Record,
    Share,
    SpanFigure,
    refuse,
)
from pledgeline.case.maturity import AT_MATURITY, CROSS_DEFAULT, AtMaturity, CrossDefault
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

LENDING = ("line", "bridge", "issue")  # under which more may be borrowed
_KINDS = {
    "bond": said("a bond"), "loan": said("a loan"), "hybrid": said("a hybrid"), "net": said("a net debt"),
    "line": said("a line"), "bridge": said("a bridge"), "issue": said("an issue"),
}  # fmt: skip
_ASSUME = said("write an assumption with its range: {assume: …, range: …}")
_LENDING_KEYS = ("facility", "term", "ltv_at_most", "opens", "closes", "fee")


class Debt(Record):
    """Borrowing that is not secured on assets.

    `hybrid` debt counts only `1 - equity_credit` of its amount; `net` debt is
    already net of cash. A `line`, a `bridge` and an `issue` (bonds that can be
    issued) are sources of cash: `facility` is the most that may be owed.
    """

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["amount"]}, {"required": ["facility"]}]})

    kind: Literal["bond", "loan", "hybrid", "net", "line", "bridge", "issue"] = "bond"
    name: str | None = None
    amount: MoneyFigure | None = Field(
        default=None,
        description="what is owed; of a line, a bridge or an issue nothing when left out",
        json_schema_extra={"default": "that nothing is owed yet"},
    )
    facility: Amount | None = Field(
        default=None, description="of a line, a bridge or an issue: the most that may be owed", examples=["USD 5bn"]
    )
    due: DateFigure | None = None
    term: SpanFigure | None = Field(
        default=None, description="from the first draw to its end, where that has no date", examples=["1y"]
    )
    rate: RateFigure | None = Field(
        default=None,
        description="0% when left out; over a base rate on actual days over 360, a fixed one over 365",
        json_schema_extra={"default": "0%"},
    )
    equity_credit: Share | None = Field(
        default=None, description="of a hybrid: the share that counts as equity", examples=["50%"]
    )
    ltv_at_most: Level | None = Field(
        default=None,
        description="LTV of the group, as reported at the last close, above which it does not lend",
        examples=["25%"],
    )
    opens: DateFigure | None = Field(default=None, description="first day of lending")
    closes: DateFigure | None = Field(default=None, description="last day of lending")
    fee: Annotated[RatioFigure, Within(at_least="0%", below="100%")] | None = Field(
        default=None,
        description="of what is drawn; 0% when left out",
        json_schema_extra={"default": "0%"},
        examples=["1%"],
    )
    at_maturity: AtMaturity = Field(default="repay", description=AT_MATURITY)
    cross_default: CrossDefault = Field(default=(), description=CROSS_DEFAULT)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    @property
    def lends(self) -> bool:
        """Whether more may be borrowed under it."""
        return self.kind in LENDING

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong within this debt: key, what, remedy."""
        if self.equity_credit is not None and self.kind != "hybrid":
            what = said("{debt} has no equity credit", debt=_KINDS[self.kind])
            yield "equity_credit", what, said("write kind: hybrid, or remove it")
        amount = self.amount.value if self.amount is not None else None
        if amount is not None and amount.amount < 0 and self.kind != "net":
            what = said("{figure} is below {limit}", figure=amount, limit="0")
            yield "amount", what, said("write what is owed; only kind: net may be net cash")
        yield from self._lending_findings() if self.lends else self._plain_findings()

    def _plain_findings(self) -> Iterator[tuple[str, str, str]]:
        """Of a debt under which nothing more can be borrowed."""
        if self.amount is None:
            what = said("{place} has no '{key}'", place=_KINDS[self.kind], key="amount")
            yield "", what, said("add {entry}", entry="amount: USD 5bn")
        elif not self.amount.known:
            yield "amount", said("'{key}' cannot be unknown: a number is needed", key="amount"), _ASSUME
        for key in _LENDING_KEYS:
            if getattr(self, key) is not None:
                what = said(
                    "nothing more can be borrowed under {debt}: it has no {key}", debt=_KINDS[self.kind], key=key
                )
                remedy = said("write kind: line, bridge or issue, or remove it")
                yield key, what, said("write due: its date") if key == "term" else remedy
        if self.kind == "net":
            for key in ("at_maturity", "cross_default"):
                if key in self.model_fields_set:
                    what = said("a net debt is a sum of debts and cash: it has no {key}", key=key)
                    yield key, what, said("write its debts one by one")

    def _lending_findings(self) -> Iterator[tuple[str, str, str]]:
        """Of a line, a bridge or an issue."""
        yield from self._size_findings()
        if self.due is not None and self.term is not None:
            what = said("{debt} with both due and term has two ends", debt=_KINDS[self.kind])
            yield "term", what, said("keep either due or term")
        elif self.due is None and self.term is None and self.kind != "issue":
            what = said("{debt} needs an end", debt=_KINDS[self.kind])
            yield "", what, said("add due: 2027-06-30, or term: 1y from the first draw")
        yield from self._term_findings()
        opens = self.opens.value if self.opens is not None else None
        closes = self.closes.value if self.closes is not None else None
        if opens is not None and closes is not None and closes.last < opens.first:
            what = said("it closes on {closes}, before it opens on {opens}", closes=closes, opens=opens)
            yield "closes", what, said("correct one of the two dates")

    def _size_findings(self) -> Iterator[tuple[str, str, str]]:
        amount = self.amount.value if self.amount is not None else None
        facility = self.facility.value if self.facility is not None else None
        if self.facility is None:
            what = said("{place} has no '{key}'", place=_KINDS[self.kind], key="facility")
            yield "", what, said("add facility: USD 5bn, the most that may be owed")
        elif facility is None:
            yield "facility", said("'{key}' cannot be unknown: a number is needed", key="facility"), _ASSUME
        elif amount is not None and amount.currency != facility.currency:
            code = amount.currency
            what = said("{amount} is not in the currency of the debt, {currency}", amount=facility, currency=code)
            yield "facility", what, said("write it in {currency}", currency=code)
        elif amount is not None and amount.amount > facility.amount:
            what = said("{amount} owed is more than the facility of {facility}", amount=amount, facility=facility)
            yield "facility", what, said("correct one of the two")

    def _term_findings(self) -> Iterator[tuple[str, str, str]]:
        if self.term is None:
            return
        if self.term.value is None or self.term.value.count == 0:
            yield "term", said("the term needs a length"), said("write for example {literal}", literal="1y")
        if self.amount is not None and self.amount.value is not None and self.amount.value.amount > 0:
            what = said("{amount} is owed: the term has begun", amount=self.amount)
            yield "term", what, said("write due: its date")
