"""Interest rates: a base rate and a spread, `SOFR + 225bp`, or a fixed rate, `4.5%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.literal import NUMERAL, LiteralError, decimal, parse, plain
from pledgeline.units.mending import Mended
from pledgeline.units.ratio import RATIO_MENDINGS, Ratio

BASE = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*"
_SIZE = NUMERAL.removeprefix("-?") + "(?:%|bp)"
_GRAMMAR = re.compile(rf"(?:({BASE})|(-?{_SIZE}))((?: [+-] {_SIZE})*)")
_TERM = re.compile(rf" ([+-]) ({_SIZE})")
_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """Simple interest a year: the base rate named, if any, plus a spread (0.0225 for `225bp`)."""

    base: str | None
    spread: Decimal

    NAME: ClassVar[str] = said("an interest rate")
    EXAMPLE: ClassVar[str] = "SOFR + 225bp"
    RANGE: ClassVar[str] = "SOFR + 200bp..SOFR + 300bp"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The rate of a well-formed text."""
        found = _GRAMMAR.fullmatch(text)
        if found is None:
            return None
        spread = Ratio.parse(found[2]).value if found[2] else Decimal(0)
        for sign, size in _TERM.findall(found[3]):
            spread += Ratio.parse(size).value * (1 if sign == "+" else -1)
        if abs(spread) > _LIMIT:
            raise LiteralError(said("'{text}' is too large to be meant", text=text), said("check the % or bp"))
        return cls(found[1], spread)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The rate of `SOFR + 225bp`, `TONA + 1.1%`, `4.5%`; raises `LiteralError`."""
        return parse(cls, text, (*RATIO_MENDINGS, _bare_spread, _plus_spacing, _capitals))

    def order(self) -> tuple[str, Decimal]:
        """Rates compare over the same base."""
        return self.base or "fixed", self.spread

    def __str__(self) -> str:
        """The literal, in per cent."""
        size = f"{plain(abs(self.spread).scaleb(2))}%"
        if self.base is None:
            return f"-{size}" if self.spread < 0 else size
        return f"{self.base} {'-' if self.spread < 0 else '+'} {size}" if self.spread else self.base


def _bare_spread(text: str) -> Mended | None:
    found = re.fullmatch(rf"({BASE}) ?([+-]) ?({NUMERAL})", text)
    if found is None:
        return None
    unit = "bp" if decimal(found[3]) >= 10 else "%"  # noqa: PLR2004  nobody pays 10 % over the base rate
    return Mended(text=f"{found[1]} {found[2]} {found[3]}{unit}", reason=said("the spread has no % or bp"))


def _plus_spacing(text: str) -> Mended | None:
    tidy = re.sub(r"(?<=[A-Za-z0-9%]) ?([+]|-(?=[0-9.]+(?:%|bp))) ?(?=[0-9])", r" \1 ", text)
    return Mended(text=tidy, reason=said("spaces are missing around the sign")) if tidy != text else None


def _capitals(text: str) -> Mended | None:
    found = re.match(r"[A-Za-z][A-Za-z0-9-]*", text)
    if found is None or found.group() == found.group().upper():
        return None
    return Mended(
        text=found.group().upper() + text[found.end() :],
        reason=said("the base rate is written in capitals, as in SOFR"),
    )
