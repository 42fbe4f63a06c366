"""Counts of shares or jobs, and plain numbers: `922.734m`, `1.5`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.literal import NUMERAL, SCALE, bounded, decimal, parse, plain, scaled
from pledgeline.units.mending import NUMERIC

_COUNT_LIMIT = Decimal(10) ** 15
_NUMBER_LIMIT = Decimal(10) ** 12
_COUNT = re.compile(rf"({NUMERAL})({SCALE}?)")
_NUMBER = re.compile(NUMERAL)


@dataclass(frozen=True, slots=True)
class Count:
    """How many: shares, jobs."""

    value: Decimal

    NAME: ClassVar[str] = said("a count")
    EXAMPLE: ClassVar[str] = "922.734m"
    RANGE: ClassVar[str] = "900m..950m"
    PATTERN: ClassVar[str] = _COUNT.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The count of a well-formed text."""
        found = _COUNT.fullmatch(text)
        return None if found is None else cls(bounded(decimal(found[1], found[2]), _COUNT_LIMIT, text))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The count of `922.734m`, `769_029_000`, `100k`; raises `LiteralError`."""
        return parse(cls, text, NUMERIC)

    def order(self) -> tuple[str, Decimal]:
        """All counts compare."""
        return "count", self.value

    def __float__(self) -> float:
        """The count."""
        return float(self.value)

    def __str__(self) -> str:
        """The literal."""
        return scaled(self.value)


@dataclass(frozen=True, slots=True)
class Number:
    """A number without a unit: jumps a year, a multiple."""

    value: Decimal

    NAME: ClassVar[str] = said("a number")
    EXAMPLE: ClassVar[str] = "1.5"
    RANGE: ClassVar[str] = "1..2"
    PATTERN: ClassVar[str] = _NUMBER.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The number of a well-formed text."""
        return cls(bounded(decimal(text), _NUMBER_LIMIT, text)) if _NUMBER.fullmatch(text) else None

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number of `1.5`; raises `LiteralError`."""
        return parse(cls, text, NUMERIC)

    def order(self) -> tuple[str, Decimal]:
        """All numbers compare."""
        return "number", self.value

    def __float__(self) -> float:
        """The number."""
        return float(self.value)

    def __str__(self) -> str:
        """The literal."""
        return plain(self.value)
