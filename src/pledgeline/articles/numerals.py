"""Numbers, in figures and in words: `100 000`, `1.5`, `cent mille`, `two dozen`, `half a`.

A comma or a full stop before exactly three digits may part the thousands or
the decimals: the numeral keeps both readings, and what is counted decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.units.currency import CODES

if TYPE_CHECKING:
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import NumberWords

LARGEST = Decimal(10) ** 17
_MOST_DIGITS = 18
_MOST_WORDS = 24
_GROUP = 3
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_MARKS = {",", ".", "'"}
_MEASURES = {"kw", "mw", "gw", "kwh", "mwh", "gwh", "%", "€", "$", "bn"}  # 100 MW/200 MWh
_NAMING = {"_", "#", "@", "\\", ":", "°", "&", "^"}  # signs that a name or a power is made with
_HUNDRED, _THOUSAND = 100, 1000
_FOUR, _TWENTY = 4, 20
_AFTER_TEN = {7, 8, 9}  # dix-sept


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number and the tokens it is written with, from `start` to `end`.

    ``value`` is None for a figure that is no number: a version, a telephone
    number, a time of day. ``whole``: how it reads where only whole numbers
    make sense. ``article``: it is but `a` or `un`, and counts only before a
    scale.
    """

    start: int
    end: int
    value: Decimal | None
    whole: Decimal | None = None
    fractional: Decimal | None = None
    article: bool = False
    in_words: bool = False
    plus: bool = False  # 50+, $50-plus billion

    def count(self) -> Decimal | None:
        """The number, where what is counted comes in whole pieces."""
        return self.value if self.whole is None else self.whole

    def scaled(self) -> Decimal | None:
        """The number, where a scale follows: nobody writes 1,500 millions for 1.5 milliards in his own marks."""
        return self.value if self.fractional is None else self.fractional


def numeral(words: Tokens, at: int, language: NumberWords) -> Numeral | None:
    """The number that begins at this token; None where none does."""
    word = words.folded[at]
    if word[:1].isdigit() and word.isascii():
        return _figures(words, at, language)
    if word in _FRACTIONS:
        return Numeral(start=at, end=at + 1, value=_FRACTIONS[word])
    return _half(words, at, language) or _in_words(words, at, language)


def _figures(words: Tokens, at: int, language: NumberWords) -> Numeral:
    groups, marks, end = _chain(words, at)
    if not marks:
        groups, marks, end = _spaced(words, at)
    found = Numeral(start=at, end=end, value=None)
    if _part_of_a_name(words, at, end) or sum(map(len, groups)) > _MOST_DIGITS:
        return found
    found = _valued(found, groups, marks, language)
    if found.value is not None and words.folded[end] in _FRACTIONS and words.gap(end) <= 1:
        value = found.value + _FRACTIONS[words.folded[end]]
        return Numeral(start=at, end=end + 1, value=value)
    return found


def _chain(words: Tokens, at: int) -> tuple[list[str], list[str], int]:
    """Digits glued to each other by marks."""
    groups, end = [words.folded[at]], at + 1
    marks: list[str] = []
    while words.folded[end] in _MARKS and words.folded[end + 1].isdigit() and words.glued(end) and words.glued(end + 1):
        marks.append(words.folded[end])
        groups.append(words.folded[end + 1])
        end += 2
    return groups, marks, end


def _spaced(words: Tokens, at: int) -> tuple[list[str], list[str], int]:
    """Digits in groups of three with one space between, and what follows a decimal mark."""
    groups, end = [words.folded[at]], at + 1
    marks: list[str] = []
    if len(groups[0]) > _GROUP:
        return groups, marks, end
    while words.folded[end].isdigit() and len(words.folded[end]) == _GROUP and words.gap(end) == 1:
        marks.append(" ")
        groups.append(words.folded[end])
        end += 1
    if len(groups) > 1:
        last, more, end = _chain(words, end - 1)
        groups[-1:] = last
        marks += more
    return groups, marks, end


def _valued(found: Numeral, groups: list[str], marks: list[str], language: NumberWords) -> Numeral:
    """The number that these groups of digits make."""
    if not marks:
        return replace(found, value=Decimal(groups[0]))
    grouped = Decimal("".join(groups)) if _thousands(groups) else None
    if len(marks) > 1 and len(set(marks)) > 1:
        return replace(found, value=_parted(groups, marks))
    if len(marks) > 1 or marks[0] in " '":
        return replace(found, value=grouped)
    pointed = Decimal(".".join(groups))
    if grouped is None:
        return replace(found, value=pointed)
    if marks[0] == language.decimal_mark:
        return replace(found, value=pointed, whole=grouped)
    # a comma in English parts thousands for certain; a full stop in French may come from an English text
    return replace(found, value=grouped, fractional=None if marks[0] == "," else pointed)


def _parted(groups: list[str], marks: list[str]) -> Decimal | None:
    """Thousands under one mark and decimals under another: 1.234,5."""
    if len(set(marks[:-1])) > 1 or marks[-1] in {marks[0], " ", "'"} or not _thousands(groups[:-1]):
        return None
    return Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")


def _thousands(groups: list[str]) -> bool:
    first, *rest = groups
    return 0 < len(first) <= _GROUP and first[0] != "0" and all(len(group) == _GROUP for group in rest)


def _part_of_a_name(words: Tokens, at: int, end: int) -> bool:
    """GPT-5, GB300, v2.1, #12, 10:30, 5/6, 2024-12."""
    before, after = words.folded[at - 1], words.folded[end]
    if words.glued(at):
        if before[-1].isalnum() and not before.isdigit() and before not in {"us", "c"}:
            return words.written[at - 1] not in CODES or words.glued(at - 1)
        if before in _NAMING or (before == "/" and words.folded[at - 2] not in _MEASURES):
            return True
        if before == "-" and words.glued(at - 1) and words.folded[at - 2][-1:].isalnum():
            return not words.folded[at - 2].isdigit()
    if after == "e" and words.glued(end) and words.glued(end + 1) and words.folded[end + 1].isdigit():
        return True  # 1e400
    if after == "/" and words.folded[end + 1].isalpha():
        return False  # 85/MWh
    return after in {":", "/", "_", "@", "\\", "^"} and words.glued(end) and words.glued(end + 1)


def _half(words: Tokens, at: int, language: NumberWords) -> Numeral | None:
    found = language.halves.at(words.folded, at)
    return found and Numeral(start=at, end=found[0], value=found[1], in_words=True, article=True)


def _in_words(words: Tokens, at: int, language: NumberWords) -> Numeral | None:
    """A number in words, of both languages' ways: quatre-vingt-dix, one hundred and fifty thousand."""
    total = current = 0
    end, last, spoken = at, "", 0
    while end - at < _MOST_WORDS:
        word = words.folded[end]
        joined = end + 1 if spoken and word in language.joins | {"-"} else end
        word = words.folded[joined]
        if word in language.units:
            number = language.units[word]
            if not _may_follow(current, number, last, language):
                break
            current += number if not _four_twenties(current, number) else _FOUR * _TWENTY - _FOUR
        elif word in language.hundred:
            current = (current or 1) * _HUNDRED
        elif word in language.thousand:
            total, current = total + (current or 1) * _THOUSAND, 0
        else:
            break
        end, last, spoken = joined + 1, word, spoken + 1
    if not spoken:
        one = words.folded[at] in language.one
        return Numeral(start=at, end=at + 1, value=Decimal(1), article=True, in_words=True) if one else None
    value = Decimal(total + current)
    halved = language.and_half.at(words.folded, end)
    if halved:
        return Numeral(start=at, end=halved[0], value=value + halved[1], in_words=True)
    return Numeral(start=at, end=end, value=value, in_words=True, article=value == 1)


def _four_twenties(current: int, number: int) -> bool:
    return number == _TWENTY and current % _HUNDRED == _FOUR


def _may_follow(current: int, number: int, last: str, language: NumberWords) -> bool:
    """Whether a smaller number word may stand after what was said: twenty five, but not five five."""
    if not last or last in language.hundred or last in language.thousand or _four_twenties(current, number):
        return True
    tail = current % _HUNDRED
    if last == "dix":
        return number in _AFTER_TEN
    return tail >= _TWENTY and tail % 10 == 0 and number < _TWENTY
