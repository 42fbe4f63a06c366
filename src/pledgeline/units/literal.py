"""What every literal has in common: its grammar, its order, and how it says no."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Protocol, Self, TypeVar

from pledgeline.language.saying import said
from pledgeline.units.mending import mend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.units.mending import Mending

MAX_LENGTH = 120
MAX_DIGITS = 18  # keeps every sum and scale exact in decimal arithmetic of 28 digits
NUMERAL = r"-?(?:0|[1-9][0-9]*(?:_[0-9]+)*)(?:\.[0-9]+)?"
SCALE = r"(?:k|m|bn|tn)"
_POWERS = {"": 0, "k": 3, "m": 6, "bn": 9, "tn": 12}
_NUMERAL = re.compile(NUMERAL)


class LiteralError(ValueError):
    """A text that is no literal of the kind wanted: what is wrong, and what to write instead."""

    def __init__(self, what: str, remedy: str = "") -> None:
        """Keep both sentences; the message, `sentence`, joins them."""
        self.what = what
        self.remedy = remedy
        self.sentence = said("{what}; {remedy}", what=what, remedy=remedy) if remedy else what
        super().__init__(self.sentence)


class Unit(Protocol):
    """A kind of literal, such as money or a ratio."""

    NAME: ClassVar[str]  # with its article: "a ratio"
    EXAMPLE: ClassVar[str]
    RANGE: ClassVar[str]  # an example of a range
    PATTERN: ClassVar[str]  # the grammar as a regular expression, without anchors

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The value of a well-formed text, None where the grammar does not match."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The value of a text; raises `LiteralError`."""

    def order(self) -> tuple[str, Decimal]:
        """What it may be compared with (the same family), and its place in that family."""


T = TypeVar("T", bound=Unit)


def decimal(digits: str, scale: str = "") -> Decimal:
    """A numeral with its scale, exactly; raises `LiteralError` beyond 18 digits."""
    plain = digits.replace("_", "")
    if len(plain.lstrip("-0.").replace(".", "")) > MAX_DIGITS:
        what = said("'{text}' has more than {number} digits", text=shorten(digits), number=MAX_DIGITS)
        raise LiteralError(what, said("write fewer digits"))
    return Decimal(plain).scaleb(_POWERS[scale]) if scale else Decimal(plain)


def bounded(amount: Decimal, limit: Decimal, text: str) -> Decimal:
    """The amount itself; raises `LiteralError` where it is beyond any that can be meant."""
    if abs(amount) > limit:
        what = said("'{text}' is too large to be meant", text=shorten(text))
        raise LiteralError(what, said("check the scale: k, m, bn, tn"))
    return amount


def plain(amount: Decimal) -> str:
    """Digits without exponent or trailing zeros: `8.5`, `1200`, `-0.25`."""
    return format(amount.normalize(), "f") if amount else "0"


def scaled(amount: Decimal) -> str:
    """Digits with the largest scale that is not above the amount: `8.5bn`."""
    size = abs(amount)
    for scale in ("tn", "bn", "m", "k"):
        if size >= Decimal(1).scaleb(_POWERS[scale]):
            return plain(amount.scaleb(-_POWERS[scale])) + scale
    return plain(amount)


def is_numeral(text: str) -> bool:
    """Whether the text is a bare number, well written."""
    return _NUMERAL.fullmatch(text) is not None


def shorten(text: str, width: int = 40) -> str:
    """The text on one line and not longer than `width`, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def parse(unit: type[T], text: str, mendings: Sequence[Mending] = ()) -> T:
    """Read a literal, or raise a `LiteralError` that says why not and what to write.

    The mendings are tried in order on a text that does not match the grammar;
    the first one that applies gives the reason, and the text they end with, if
    it can be read, becomes the remedy. Nothing mended is ever accepted.
    """
    if len(text) <= MAX_LENGTH and (value := unit.read(text)) is not None:
        return value
    shown = shorten(text)
    if not text.strip():
        remedy = said("write it, for example {literal}", literal=unit.EXAMPLE)
        raise LiteralError(said("{kind} is missing", kind=unit.NAME), remedy)
    if len(text) > MAX_LENGTH:
        remedy = said("write for example {literal}", literal=unit.EXAMPLE)
        raise LiteralError(said("'{text}' is too long for {kind}", text=shown, kind=unit.NAME), remedy)
    mended = mend(text, mendings)
    what = (
        said("'{text}' is not {kind}: {reason}", text=shown, kind=unit.NAME, reason=mended.reason)
        if mended.reason
        else said("'{text}' is not {kind}", text=shown, kind=unit.NAME)
    )
    raise LiteralError(what, mended.remedy or _remedy(unit, mended.text))


def _remedy(unit: type[T], text: str) -> str:
    try:
        value = unit.read(text)
    except LiteralError:
        value = None
    if value is None:
        return said("write for example {literal}", literal=unit.EXAMPLE)
    return said("write {literal}", literal=str(value))
