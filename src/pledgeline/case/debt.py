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

if TYPE_CHECKING:
    from collections.abc import Iterator

LENDING = ("line", "bridge", "issue")  # under which more may be borrowed
_LENDING_KEYS = ("facility", "term", "ltv_at_most", "opens", "closes", "fee")
_LENDING_WORDS = "kind: line, bridge or issue"


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
            yield "equity_credit", f"{_a(self.kind)} has no equity credit", "write kind: hybrid, or remove it"
        amount = self.amount.value if self.amount is not None else None
        if amount is not None and amount.amount < 0 and self.kind != "net":
            yield "amount", f"{amount} is below 0", "write what is owed; only kind: net may be net cash"
        yield from self._lending_findings() if self.lends else self._plain_findings()

    def _plain_findings(self) -> Iterator[tuple[str, str, str]]:
        """Of a debt under which nothing more can be borrowed."""
        if self.amount is None:
            yield "", f"{_a(self.kind)} has no 'amount'", "add amount: USD 5bn"
        elif not self.amount.known:
            remedy = "write an assumption with its range: {assume: …, range: …}"
            yield "amount", "'amount' cannot be unknown: a number is needed", remedy
        for key in _LENDING_KEYS:
            if getattr(self, key) is not None:
                remedy = "write due: its date" if key == "term" else f"write {_LENDING_WORDS}, or remove it"
                yield key, f"nothing more can be borrowed under {_a(self.kind)}: it has no {key}", remedy
        if self.kind == "net":
            for key in ("at_maturity", "cross_default"):
                if key in self.model_fields_set:
                    yield key, f"a net debt is a sum of debts and cash: it has no {key}", "write its debts one by one"

    def _lending_findings(self) -> Iterator[tuple[str, str, str]]:
        """Of a line, a bridge or an issue."""
        yield from self._size_findings()
        if self.due is not None and self.term is not None:
            yield "term", f"{_a(self.kind)} with both due and term has two ends", "keep either due or term"
        elif self.due is None and self.term is None and self.kind != "issue":
            yield "", f"{_a(self.kind)} needs an end", "add due: 2027-06-30, or term: 1y from the first draw"
        yield from self._term_findings()
        opens = self.opens.value if self.opens is not None else None
        closes = self.closes.value if self.closes is not None else None
        if opens is not None and closes is not None and closes.last < opens.first:
            yield "closes", f"it closes on {closes}, before it opens on {opens}", "correct one of the two dates"

    def _size_findings(self) -> Iterator[tuple[str, str, str]]:
        amount = self.amount.value if self.amount is not None else None
        facility = self.facility.value if self.facility is not None else None
        if self.facility is None:
            yield "", f"{_a(self.kind)} has no 'facility'", "add facility: USD 5bn, the most that may be owed"
        elif facility is None:
            remedy = "write an assumption with its range: {assume: …, range: …}"
            yield "facility", "'facility' cannot be unknown: a number is needed", remedy
        elif amount is not None and amount.currency != facility.currency:
            what = f"{facility} is not in the currency of the debt, {amount.currency}"
            yield "facility", what, f"write it in {amount.currency}"
        elif amount is not None and amount.amount > facility.amount:
            yield "facility", f"{amount} owed is more than the facility of {facility}", "correct one of the two"

    def _term_findings(self) -> Iterator[tuple[str, str, str]]:
        if self.term is None:
            return
        if self.term.value is None or self.term.value.count == 0:
            yield "term", "the term needs a length", "write for example 1y"
        if self.amount is not None and self.amount.value is not None and self.amount.value.amount > 0:
            yield "term", f"{self.amount} is owed: the term has begun", "write due: its date"


def _a(kind: str) -> str:
    """The kind with its article: an issue, a bridge."""
    return {"issue": "an issue", "net": "a net debt"}.get(kind, f"a {kind}")
