"""Ratios: `35%`, `225bp`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.literal import NUMERAL, bounded, decimal, is_numeral, parse, plain
from pledgeline.units.mending import NUMERIC, Mended, Mending

_LIMIT = Decimal(1000)
_POWERS = {"%": -2, "bp": -4}
_GRAMMAR = re.compile(rf"({NUMERAL})(%|bp)")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A fraction, exact: 0.35 for `35%`; basis points are read, and written again in per cent."""

    value: Decimal

    NAME: ClassVar[str] = said("a ratio")
    EXAMPLE: ClassVar[str] = "35%"
    RANGE: ClassVar[str] = "25%..50%"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The ratio of a well-formed text."""
        found = _GRAMMAR.fullmatch(text)
        return None if found is None else cls(bounded(decimal(found[1]).scaleb(_POWERS[found[2]]), _LIMIT, text))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The ratio of `35%` or `225bp`; raises `LiteralError`."""
        return parse(cls, text, RATIO_MENDINGS)

    def order(self) -> tuple[str, Decimal]:
        """All ratios compare."""
        return "%", self.value

    def __float__(self) -> float:
        """The fraction."""
        return float(self.value)

    def __str__(self) -> str:
        """The literal, in per cent."""
        return f"{plain(self.value.scaleb(2))}%"


def _words(text: str) -> Mended | None:
    tidy = re.sub(r"(?i)(?<=[0-9]) ?(?:percent|per cent|pct|pc)\b", "%", text)
    tidy = re.sub(r"(?i)(?<=[0-9]) ?(?:bps|basis points?|bp)\b", "bp", tidy)
    return Mended(text=tidy, reason=said("the signs are % and bp")) if tidy != text else None


def _apart(text: str) -> Mended | None:
    tidy = re.sub(r"(?<=[0-9]) (?=%|bp)", "", text)
    return Mended(text=tidy, reason=said("the sign stands apart from its number")) if tidy != text else None


def _no_sign(text: str) -> Mended | None:
    if not is_numeral(text):
        return None
    number = Decimal(text.replace("_", ""))
    fraction, percent = f"{plain(number.scaleb(2))}%", f"{text}%"
    if abs(number) <= 1:
        remedy = said("write {literal}", literal=fraction)
    elif abs(number) < 5:  # noqa: PLR2004  a leverage of 1.5 or a rate of 4.5: both are written bare
        remedy = said("write {literal} or {other}", literal=percent, other=fraction)
    else:
        remedy = said("write {literal}", literal=percent)
    return Mended(text=text, reason=said("it has no % sign"), remedy=remedy)


RATIO_MENDINGS: tuple[Mending, ...] = (*NUMERIC, _apart, _words, _no_sign)
