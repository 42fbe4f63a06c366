"""What people write instead of a literal, and what they meant: the source of every remedy.

A mending looks at a text that the grammar refused. It returns None where it
does not apply; else the text as it should have been written, with the reason.
Mended text is only ever suggested, never accepted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A text after mending, why it had to be, and the remedy where it cannot be read off the text."""

    text: str
    reason: str = ""
    remedy: str = ""


Mending = Callable[[str], Mended | None]

_MINUS = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"
_SCALE_WORDS = {
    "thousand": "k", "K": "k", "million": "m", "millions": "m", "mn": "m", "mio": "m", "mln": "m", "mm": "m",
    "M": "m", "billion": "bn", "billions": "bn", "bln": "bn", "b": "bn", "B": "bn", "Bn": "bn", "BN": "bn",
    "milliard": "bn", "milliards": "bn", "mrd": "bn", "Md": "bn", "trillion": "tn", "trillions": "tn",
    "T": "tn", "t": "tn", "Tn": "tn", "TN": "tn",
}  # fmt: skip
_ABBREVIATION = 3  # letters; these are told apart by their case
_LONG = "|".join(word for word in _SCALE_WORDS if len(word) > _ABBREVIATION)
_SHORT = "|".join(word for word in _SCALE_WORDS if len(word) <= _ABBREVIATION)
_SCALE = re.compile(rf"(?<=[0-9 ])\s*\b(?i:{_LONG})\b")
_SHORT_SCALE = re.compile(rf"(?<=[0-9])\s?(?:{_SHORT})\b")
_SPACED_SCALE = re.compile(r"(?<=[0-9])\s+(k|m|bn|tn)\b")
_EXPONENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]{1,2})\b")
_THOUSANDS = re.compile(r"(?<![0-9.])([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?![0-9,])")
_SPACED_THOUSANDS = re.compile(r"(?<![0-9.])([1-9][0-9]{0,2}(?: [0-9]{3})+)(?![0-9])")
_DECIMAL_COMMA = re.compile(r"([0-9]),([0-9]+)")
_LEADING_ZERO = re.compile(r"(?<![0-9._])0+([0-9])")
_BARE_POINT = re.compile(r"(?<![0-9])\.([0-9])")
_NOT_FINITE = re.compile(r"(?i)\b(nan|inf|infinity)\b|∞")
_PLUS = re.compile(r"(^|(?<=[A-Z] ))\+(?=[0-9])")
_SPECIAL: dict[str, str] = {
    name: name
    for name in (
        said("no-break space"), said("narrow no-break space"), said("thin space"), said("minus sign"),
        said("en dash"), said("em dash"), said("hyphen"), said("non-breaking hyphen"),
    )
}  # fmt: skip  # the names of Unicode that are met most often; others are told as they are


def mend(text: str, mendings: Sequence[Mending]) -> Mended:
    """All mendings that apply, one after the other; the first reason and the first ready remedy win."""
    mended = Mended(text=text)
    for mending in mendings:
        step = mending(mended.text)
        if step is not None:
            mended = Mended(text=step.text, reason=mended.reason or step.reason, remedy=mended.remedy or step.remedy)
    return mended


def _unicode(text: str) -> Mended | None:
    strange = next((c for c in text if (c in _MINUS or c.isspace() or c.isdigit()) and c not in " 0123456789"), "")
    if not strange:
        return None
    plain = "".join("-" if c in _MINUS else " " if c.isspace() else _digit(c) for c in text)
    name = unicodedata.name(strange, f"U+{ord(strange):04X}").lower()
    reason = said("it holds a special character ({name})", name=_SPECIAL.get(name, name))
    return Mended(text=plain.strip(), reason=reason)


def _digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdigit() else character


def _spaces(text: str) -> Mended | None:
    tidy = re.sub(r" {2,}", " ", text.strip(" "))
    return Mended(text=tidy, reason=said("it has stray spaces")) if tidy != text else None


def _not_finite(text: str) -> Mended | None:
    if _NOT_FINITE.search(text) is None:
        return None
    return Mended(
        text=text,
        reason=said("it is not a finite number"),
        remedy=said("write a number, or unknown where nobody knows it"),
    )


def _scale_words(text: str) -> Mended | None:
    found = _SCALE.search(text) or _SHORT_SCALE.search(text)
    if found is None:
        return None
    word = found.group().strip()
    scale = _SCALE_WORDS.get(word) or _SCALE_WORDS[word.lower()]
    rest = text[found.end() :]
    return Mended(
        text=text[: found.start()].rstrip() + scale + rest,
        reason=said("'{word}' is not a scale; the scales are k, m, bn and tn", word=word),
    )


def _spaced_scale(text: str) -> Mended | None:
    joined = _SPACED_SCALE.sub(r"\1", text)
    return Mended(text=joined, reason=said("the scale stands apart from its number")) if joined != text else None


def _exponent(text: str) -> Mended | None:
    found = _EXPONENT.search(text)
    if found is None:
        return None
    number = format(Decimal(found[1]).scaleb(int(found[2])).normalize(), "f")
    return Mended(text=text.replace(found.group(), number, 1), reason=said("numbers are written without exponents"))


def _commas(text: str) -> Mended | None:
    if (found := _THOUSANDS.search(text)) is not None:
        thousands, decimals = text.replace(found[1], found[1].replace(",", "_"), 1), text.replace(",", ".")
        either = said("write {literal} or {other}", literal=thousands, other=decimals)
        return Mended(
            text=thousands,
            reason=said("the comma can be read as thousands or as decimals"),
            remedy=either if found[1].count(",") == 1 else said("write {literal}", literal=thousands),
        )
    if (found := _DECIMAL_COMMA.search(text)) is not None:
        return Mended(text=_DECIMAL_COMMA.sub(r"\1.\2", text, count=1), reason=said("it has a decimal comma"))
    return None


def _spaced_thousands(text: str) -> Mended | None:
    found = _SPACED_THOUSANDS.search(text)
    if found is None:
        return None
    joined = text.replace(found[1], found[1].replace(" ", "_"), 1)
    return Mended(text=joined, reason=said("it has spaces inside the number"))


def _zeros(text: str) -> Mended | None:
    tidy = _BARE_POINT.sub(r"0.\1", text)
    if tidy != text:
        return Mended(text=tidy, reason=said("a digit is missing before the point"))
    tidy = _LEADING_ZERO.sub(r"\1", text)
    return Mended(text=tidy, reason=said("it starts with a zero")) if tidy != text else None


def _plus(text: str) -> Mended | None:
    tidy = _PLUS.sub("", text)
    return Mended(text=tidy, reason=said("a plus sign is not written")) if tidy != text else None


TIDY: tuple[Mending, ...] = (_unicode, _spaces)
NUMERIC: tuple[Mending, ...] = (
    *TIDY, _not_finite, _exponent, _spaced_thousands, _commas, _scale_words, _spaced_scale, _zeros, _plus,
)  # fmt: skip
