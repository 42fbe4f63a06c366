"""What happens to borrowing on its last day, and whose default is also its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pledgeline.case.bounds import Within
from pledgeline.case.figure import CountFigure, Level, RatioFigure, Record, SpanFigure, refuse
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator


class Extension(Record):
    """An agreement to extend borrowing at its maturity instead of repaying it."""

    extend: SpanFigure = Field(description="by which the maturity moves each time", examples=["1y"])
    times: CountFigure | None = Field(
        default=None, description="at most; 1 when left out", json_schema_extra={"default": "1"}, examples=["1"]
    )
    ltv_at_most: Level | None = Field(
        default=None,
        description="highest LTV at which it is extended: of a margin loan its own, of other debt the group's as "
        "reported at the last close; asked for only where it is stated",
        examples=["25%"],
    )
    fee: Annotated[RatioFigure, Within(at_least="0%", below="100%")] | None = Field(
        default=None,
        description="of the amount, paid on the day; 0% when left out",
        json_schema_extra={"default": "0%"},
        examples=["0.25%"],
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse(self._findings())
        return self

    def _findings(self) -> Iterator[tuple[str, str, str]]:
        """What is wrong within this agreement: key, what, remedy."""
        if self.extend.value is not None and self.extend.value.count == 0:
            yield "extend", said("the extension is empty"), said("write for example 1y, or at_maturity: repay")
        times = self.times.value if self.times is not None else None
        if times is not None and (times.value < 1 or times.value != int(times.value)):
            yield (
                "times",
                said("borrowing cannot be extended {times} times", times=times),
                said("write a whole number from 1, or at_maturity: repay"),
            )


def _at_maturity(written: object) -> str:
    return "(word)" if isinstance(written, str) else "(extension)"


AtMaturity = Annotated[
    Annotated[Literal["repay"], Tag("(word)")] | Annotated[Extension, Tag("(extension)")],
    Discriminator(_at_maturity),
]
CrossDefault = tuple[str, ...]
CROSS_DEFAULT = "loans and debts, by id, whose default is a default of this one on the next business day"
AT_MATURITY = "repay, or {extend: a span}"
