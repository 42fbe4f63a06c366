"""Spans of time: `2y`, `18mo`, `10d`, and business days, `5bd`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, Self, cast

from pledgeline.language.saying import said
from pledgeline.units.literal import LiteralError, parse
from pledgeline.units.mending import TIDY, Mended

SpanUnit = Literal["y", "mo", "w", "d", "bd"]
_DIGITS = r"(?:0|[1-9][0-9]{0,5})"
_GRAMMAR = re.compile(rf"({_DIGITS})(y|mo|w|d|bd)")
_BUSINESS = re.compile(rf"({_DIGITS})bd")
_DAYS = {"y": Decimal("365.25"), "mo": Decimal("30.4375"), "w": Decimal(7), "d": Decimal(1), "bd": Decimal("1.45")}
_LIMIT = 40_000  # days; longer than a century
_WORDS = {
    "year": "y", "yr": "y", "a": "y", "month": "mo", "mth": "mo", "m": "mo", "week": "w", "wk": "w", "day": "d",
    "business day": "bd", "trading day": "bd", "working day": "bd", "bday": "bd", "b": "bd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in whole years, months, weeks, days or business days."""

    count: int
    unit: SpanUnit

    NAME: ClassVar[str] = said("a span of time")
    EXAMPLE: ClassVar[str] = "18mo"
    RANGE: ClassVar[str] = "12mo..24mo"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The span of a well-formed text."""
        found = _GRAMMAR.fullmatch(text)
        if found is None:
            return None
        span = cls(int(found[1]), cast("SpanUnit", found[2]))
        if span.order()[1] > _LIMIT:
            raise LiteralError(said("'{text}' is longer than a century", text=text), said("write a shorter span"))
        return span

    @classmethod
    def parse(cls, text: str) -> Self:
        """The span of `2y`, `18mo`, `6w`, `10d`, `20bd`; raises `LiteralError`."""
        return parse(cls, text, (*TIDY, _words, _bare))

    def order(self) -> tuple[str, Decimal]:
        """Spans compare by their usual number of days."""
        return "span", self.count * _DAYS[self.unit]

    def __str__(self) -> str:
        """The literal."""
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """A number of business days of the exchange named in the case."""

    days: int

    NAME: ClassVar[str] = said("a number of business days")
    EXAMPLE: ClassVar[str] = "5bd"
    RANGE: ClassVar[str] = "3bd..10bd"
    PATTERN: ClassVar[str] = _BUSINESS.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The business days of a well-formed text."""
        found = _BUSINESS.fullmatch(text)
        if found is None:
            return None
        if int(found[1]) > _LIMIT:
            raise LiteralError(said("'{text}' is longer than a century", text=text), said("write fewer business days"))
        return cls(int(found[1]))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The business days of `5bd`; raises `LiteralError`."""
        return parse(cls, text, (*TIDY, _words, _business))

    def order(self) -> tuple[str, Decimal]:
        """All numbers of business days compare."""
        return "bd", Decimal(self.days)

    def __float__(self) -> float:
        """The days."""
        return float(self.days)

    def __int__(self) -> int:
        """The days."""
        return self.days

    def __str__(self) -> str:
        """The literal."""
        return f"{self.days}bd"


def _words(text: str) -> Mended | None:
    found = re.fullmatch(r"([0-9]+)[ -]?([A-Za-z][A-Za-z ]*?)s?", text)
    if found is None:
        return None
    word = found[2].casefold()
    unit = _WORDS.get(word, word)
    tidy = f"{found[1]}{unit}"
    return Mended(text=tidy, reason=said("the units are y, mo, w, d and bd")) if tidy != text else None


def _bare(text: str) -> Mended | None:
    if re.fullmatch(_DIGITS, text) is None:
        return None
    remedy = said("write {count}y, {count}mo, {count}d or {count}bd", count=text)
    return Mended(text=text, reason=said("it has no unit"), remedy=remedy)


def _business(text: str) -> Mended | None:
    found = re.fullmatch(rf"({_DIGITS})d?", text)
    if found is None:
        return None
    return Mended(text=f"{found[1]}bd", reason=said("only business days are meant here"))
