"""Electrical power: `10 GW`, `900 MW`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.literal import NUMERAL, bounded, decimal, parse, plain
from pledgeline.units.mending import NUMERIC, Mended

_LIMIT = Decimal(10) ** 14
_POWERS = {"W": 0, "kW": 3, "MW": 6, "GW": 9, "TW": 12}
_GRAMMAR = re.compile(rf"({NUMERAL}) (W|kW|MW|GW|TW)")


@dataclass(frozen=True, slots=True)
class Power:
    """Power in watts, exact."""

    watts: Decimal

    NAME: ClassVar[str] = said("a power")
    EXAMPLE: ClassVar[str] = "10 GW"
    RANGE: ClassVar[str] = "8 GW..12 GW"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The power of a well-formed text."""
        found = _GRAMMAR.fullmatch(text)
        return None if found is None else cls(bounded(decimal(found[1]).scaleb(_POWERS[found[2]]), _LIMIT, text))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The power of `10 GW`; raises `LiteralError`."""
        return parse(cls, text, (*NUMERIC, _unit))

    def order(self) -> tuple[str, Decimal]:
        """All powers compare."""
        return "W", self.watts

    def __float__(self) -> float:
        """The watts."""
        return float(self.watts)

    def __str__(self) -> str:
        """The literal."""
        for unit in ("TW", "GW", "MW", "kW"):
            if abs(self.watts) >= Decimal(1).scaleb(_POWERS[unit]):
                return f"{plain(self.watts.scaleb(-_POWERS[unit]))} {unit}"
        return f"{plain(self.watts)} W"


def _unit(text: str) -> Mended | None:
    found = re.fullmatch(r"(-?[0-9._]+) ?([kmgt]?w)", text, re.IGNORECASE)
    if found is None:
        return None
    unit = {known.casefold(): known for known in _POWERS}[found[2].casefold()]
    return Mended(text=f"{found[1]} {unit}", reason=said("the units are W, kW, MW, GW and TW, after a space"))
