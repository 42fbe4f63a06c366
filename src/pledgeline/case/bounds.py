"""Bounds on figures: a haircut below 100 %, a price above zero."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from pydantic_core import PydanticCustomError, core_schema

from pledgeline.language.saying import Said, said
from pledgeline.units.literal import Unit

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

    from pledgeline.case.figure import Figure

T = TypeVar("T", bound=Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Bounds on the value of a figure and on both ends of its range, as literals of its unit; `0` fits any unit."""

    at_least: str = ""
    above: str = ""
    at_most: str = ""
    below: str = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """The bounds come after the figure has been read."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, figure: Figure[T]) -> Figure[T]:
        """The figure itself; raises the finding that a bound is broken."""
        for at, point in (("value", figure.value), ("range", figure.low), ("range", figure.high)):
            if point is not None and (finding := self._broken(point)):
                raise PydanticCustomError("refused", "{what}", {"what": finding, "remedy": self.remedy(), "at": at})
        return figure

    def _broken(self, point: Unit) -> str:
        place, unit = point.order()[1], type(point)
        if self.at_least and place < _bound(self.at_least, unit):
            return said("{figure} is below {limit}", figure=point, limit=self.at_least)
        if self.above and place <= _bound(self.above, unit):
            return said("{figure} is not above {limit}", figure=point, limit=self.above)
        if self.at_most and place > _bound(self.at_most, unit):
            return said("{figure} is above {limit}", figure=point, limit=self.at_most)
        if self.below and place >= _bound(self.below, unit):
            return said("{figure} is not below {limit}", figure=point, limit=self.below)
        return ""

    def remedy(self) -> str:
        """What may be written."""
        low, high = "at_least" if self.at_least else "above", "at_most" if self.at_most else "below"
        limits = {"low": getattr(self, low), "high": getattr(self, high)}
        return Said(_REMEDIES[low if limits["low"] else "", high if limits["high"] else ""].message, limits)


_REMEDIES: dict[tuple[str, str], Said] = {
    ("at_least", ""): said("write a value from {low}"),
    ("above", ""): said("write a value above {low}"),
    ("", "at_most"): said("write a value up to {high}"),
    ("", "below"): said("write a value below {high}"),
    ("at_least", "at_most"): said("write a value from {low} and up to {high}"),
    ("at_least", "below"): said("write a value from {low} and below {high}"),
    ("above", "at_most"): said("write a value above {low} and up to {high}"),
    ("above", "below"): said("write a value above {low} and below {high}"),
}


@functools.cache
def _bound(text: str, unit: type[Unit]) -> Decimal:
    return Decimal(0) if text == "0" else unit.parse(text).order()[1]
