"""Money: `USD 8.5bn`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.currency import CODE, CODES, SYMBOLS, currency
from pledgeline.units.literal import NUMERAL, SCALE, bounded, decimal, parse, scaled
from pledgeline.units.mending import NUMERIC, Mended

_LIMIT = Decimal(10) ** 18
_GRAMMAR = re.compile(rf"({CODE}) ({NUMERAL})({SCALE}?)")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency, exact; the currency is always written, before the amount."""

    amount: Decimal
    currency: str

    NAME: ClassVar[str] = said("an amount of money")
    EXAMPLE: ClassVar[str] = "USD 5bn"
    RANGE: ClassVar[str] = "USD 4bn..USD 7bn"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Money of a well-formed text; raises `LiteralError` for an unknown currency."""
        found = _GRAMMAR.fullmatch(text)
        if found is None:
            return None
        return cls(bounded(decimal(found[2], found[3]), _LIMIT, text), currency(found[1]))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Money of `USD 8.5bn`, `JPY 500bn`, `EUR 1_000`; raises `LiteralError`."""
        return parse(cls, text, (*NUMERIC, _symbol, _sign_first, _code_last, _glued, _no_currency))

    def order(self) -> tuple[str, Decimal]:
        """Money compares within its currency."""
        return self.currency, self.amount

    def __float__(self) -> float:
        """The amount."""
        return float(self.amount)

    def __str__(self) -> str:
        """The literal."""
        return f"{self.currency} {scaled(self.amount)}"


def _symbol(text: str) -> Mended | None:
    for symbol, code in SYMBOLS.items():
        if symbol in text:
            rest = text.replace(symbol, "", 1).strip()
            reason = said("the currency is written by its code, not '{symbol}'", symbol=symbol)
            return Mended(text=f"{code} {rest}", reason=reason)
    return None


def _sign_first(text: str) -> Mended | None:
    found = re.fullmatch(r"(-) ?([A-Za-z]{3}) ?(.+)", text)
    if found is None:
        return None
    return Mended(text=f"{found[2]} -{found[3]}", reason=said("the sign stands before the currency"))


def _code_last(text: str) -> Mended | None:
    found = re.fullmatch(rf"(-?[0-9].*?) ?({CODE})", text)
    if found is None or found[2] not in CODES:
        return None
    return Mended(text=f"{found[2]} {found[1].strip()}", reason=said("the currency is written first"))


def _glued(text: str) -> Mended | None:
    found = re.fullmatch(r"([A-Za-z]{3}) ?(-?[0-9].*)", text)
    if found is None or found[1].upper() not in CODES:
        return None
    tidy = f"{found[1].upper()} {found[2]}"
    if tidy == text:
        return None
    capitals = found[1] == found[1].upper()
    reason = said("a space is missing") if capitals else said("the currency is written in capitals")
    return Mended(text=tidy, reason=reason)


def _no_currency(text: str) -> Mended | None:
    if re.fullmatch(rf"{NUMERAL}{SCALE}?", text) is None:
        return None
    return Mended(
        text=text,
        reason=said("it has no currency"),
        remedy=said("write the currency before it, for example {literal}", literal=f"USD {text}"),
    )
