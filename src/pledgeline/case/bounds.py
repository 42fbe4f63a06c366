"""Bounds on figures: a haircut below 100 %, a price above zero."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from pydantic_core import PydanticCustomError, core_schema

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
            return f"{point} is below {self.at_least}"
        if self.above and place <= _bound(self.above, unit):
            return f"{point} is not above {self.above}"
        if self.at_most and place > _bound(self.at_most, unit):
            return f"{point} is above {self.at_most}"
        if self.below and place >= _bound(self.below, unit):
            return f"{point} is not below {self.below}"
        return ""

    def remedy(self) -> str:
        """What may be written."""
        low = f"from {self.at_least}" if self.at_least else f"above {self.above}" if self.above else ""
        high = f"up to {self.at_most}" if self.at_most else f"below {self.below}" if self.below else ""
        return " ".join(filter(None, ("write a value", low, "and" if low and high else "", high)))


@functools.cache
def _bound(text: str, unit: type[Unit]) -> Decimal:
    return Decimal(0) if text == "0" else unit.parse(text).order()[1]
