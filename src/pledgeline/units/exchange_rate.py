"""Exchange rates: `JPY 148.8 per USD`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.currency import CODE, CODES, currency
from pledgeline.units.literal import NUMERAL, LiteralError, bounded, decimal, parse, plain
from pledgeline.units.mending import NUMERIC, Mended

_LIMIT = Decimal(10) ** 9
_GRAMMAR = re.compile(rf"({CODE}) ({NUMERAL}) per ({CODE})")
_PER = said("it is written with 'per'")


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """What one unit of the `base` currency costs in the `quote` currency."""

    amount: Decimal
    quote: str
    base: str

    NAME: ClassVar[str] = said("an exchange rate")
    EXAMPLE: ClassVar[str] = "JPY 148.8 per USD"
    RANGE: ClassVar[str] = "JPY 140 per USD..JPY 155 per USD"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The rate of a well-formed text; raises `LiteralError` unless it is above zero, between two currencies."""
        found = _GRAMMAR.fullmatch(text)
        if found is None:
            return None
        rate = cls(bounded(decimal(found[2]), _LIMIT, text), currency(found[1]), currency(found[3]))
        if rate.amount <= 0:
            raise LiteralError(said("'{text}' is not above zero", text=text), said("write what one unit costs"))
        if rate.quote == rate.base:
            raise LiteralError(
                said("'{text}' has the same currency twice", text=text),
                said("write for example {literal}", literal=cls.EXAMPLE),
            )
        return rate

    @classmethod
    def parse(cls, text: str) -> Self:
        """The rate of `JPY 148.8 per USD`; raises `LiteralError`."""
        return parse(cls, text, (*NUMERIC, _slash, _pair))

    def convert(self, from_currency: str, to_currency: str) -> Decimal:
        """The factor from one currency to the other; raises `LiteralError` where it does not hold both."""
        if from_currency == to_currency:
            return Decimal(1)
        if (from_currency, to_currency) == (self.base, self.quote):
            return self.amount
        if (from_currency, to_currency) == (self.quote, self.base):
            return 1 / self.amount
        what = said("{rate} does not convert {one} into {other}", rate=str(self), one=from_currency, other=to_currency)
        raise LiteralError(what, said("add that currency to fx"))

    def order(self) -> tuple[str, Decimal]:
        """Rates compare between the same two currencies."""
        return f"{self.quote} per {self.base}", self.amount

    def __float__(self) -> float:
        """The amount of `quote` for one `base`."""
        return float(self.amount)

    def __str__(self) -> str:
        """The literal."""
        return f"{self.quote} {plain(self.amount)} per {self.base}"


def _slash(text: str) -> Mended | None:
    found = re.fullmatch(rf"({CODE}) ?([0-9._]+) ?/ ?({CODE})", text)
    return Mended(text=f"{found[1]} {found[2]} per {found[3]}", reason=_PER) if found else None


def _pair(text: str) -> Mended | None:
    found = re.fullmatch(r"([A-Z]{3})/?([A-Z]{3}) ?([0-9._]+)", text)
    if found is None or not {found[1], found[2]} <= CODES:
        return None
    return Mended(text=f"{found[2]} {found[3]} per {found[1]}", reason=_PER)
