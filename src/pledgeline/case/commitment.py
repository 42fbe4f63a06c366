"""Money with a day: what the group has promised to pay, and what it is to receive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from pledgeline.case.figure import Amount, DateFigure, Flag, Record, refuse
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

Interval = Literal["monthly", "quarterly", "half_yearly", "yearly"]
MONTHS: dict[Interval, int] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_EVERY = "how often it is repeated from `due` on, the same amount each time"
_UNTIL = "last day on which it may be repeated"


class Commitment(Record):
    """An amount the group has agreed to pay, once or at regular intervals."""

    to: str
    amount: Amount
    due: DateFigure | None = None
    every: Interval | None = Field(default=None, description=_EVERY)
    until: DateFigure | None = Field(default=None, description=_UNTIL)
    firm: Flag = Field(default=True, description="whether it must be paid")
    buys: str | None = Field(default=None, description="the asset it buys, by id")

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_repetition_findings(self))
        return self


class Inflow(Record):
    """Money that the group is to receive: dividends of private companies, sales that have been agreed."""

    name: str | None = None
    amount: Amount
    due: DateFigure
    every: Interval | None = Field(default=None, description=_EVERY)
    until: DateFigure | None = Field(default=None, description=_UNTIL)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(_repetition_findings(self))
        return self


class Receivable(Record):
    """Money that somebody owes the group: cash on its day, and no part of the holdings before."""

    owed_by: str
    amount: Amount
    due: DateFigure


def _repetition_findings(flow: Commitment | Inflow) -> Iterator[tuple[str, str, str]]:
    """What is wrong with how an amount is repeated: key, what, remedy."""
    if flow.until is not None and flow.every is None:
        yield "until", said("it has an end but is not repeated"), said("add every: quarterly, or remove until")
    if flow.every is None:
        return
    if flow.due is None or not flow.due.known:
        yield "every", said("a repeated amount needs a first day"), said("add {entry}", entry="due: 2025-12-31")
    if flow.until is None or not flow.until.known:
        yield "every", said("a repeated amount needs an end"), said("add {entry}", entry="until: 2027-12-31")
    elif flow.due is not None and flow.due.value is not None and flow.until.stated.last < flow.due.value.last:
        what = said("it ends on {until}, before it is first due on {due}", until=flow.until, due=flow.due)
        yield "until", what, said("correct one of the two dates")
