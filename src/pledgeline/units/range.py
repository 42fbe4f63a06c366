"""Ranges of any literal: `25%..50%`, `USD 10bn..USD 20bn`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from pledgeline.language.saying import said
from pledgeline.units.literal import LiteralError, T, shorten


@dataclass(frozen=True, slots=True)
class Range(Generic[T]):
    """Both ends belong to it; the low end comes first."""

    low: T
    high: T

    @classmethod
    def parse(cls, text: str, unit: type[T]) -> Range[T]:
        """The range of `low..high`, both of the unit; raises `LiteralError`."""
        low, dots, high = text.partition("..")
        if not dots or high.startswith("."):
            raise LiteralError(
                said("'{text}' is not a range", text=shorten(text)),
                said("write the two ends with two dots, {literal}", literal=unit.RANGE),
            )
        ends = cls(unit.parse(low), unit.parse(high))
        (low_family, low_place), (high_family, high_place) = ends.low.order(), ends.high.order()
        if low_family != high_family:
            raise LiteralError(
                said("the ends {low} and {high} cannot be compared", low=low, high=high),
                said("write both ends in the same currency or base"),
            )
        if low_place > high_place:
            raise LiteralError(
                said("the range starts at {low}, above its end {high}", low=low, high=high),
                said("write {literal}", literal=f"{high}..{low}"),
            )
        return ends

    def __contains__(self, point: object) -> bool:
        """Whether a literal of the same family lies between the ends, ends included."""
        order = getattr(point, "order", None)
        if order is None:
            return False
        family, place = order()
        low, high = self.low.order(), self.high.order()
        return bool(family == low[0] and low[1] <= place <= high[1])

    def __str__(self) -> str:
        """The literal."""
        return f"{self.low}..{self.high}"
