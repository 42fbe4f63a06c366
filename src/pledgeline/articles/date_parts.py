"""The parts that dates are made of: what may stand at one place in a sentence, without the words around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pledgeline.articles.moments import Moment

if TYPE_CHECKING:
    from pledgeline.articles.moments import Period
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import DateWords

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MONTHS, _DAYS, _QUARTERS, _HALVES = 12, 31, 4, 2
_YEAR_DIGITS = 4
_CENTURY = 2000  # of years in two figures
_QUARTER_LETTERS = {"en": ("q",), "fr": ("t", "q")}
_HALF_LETTERS = {"en": ("h",), "fr": ("s", "h")}
_SIGNS = {"-", "/", "."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A moment and the tokens that name it; `bare` where it is a year or a month and nothing else."""

    start: int
    end: int
    moment: Moment
    bare_year: bool = False
    bare_month: bool = False
    relative: tuple[Period, int] | None = None


def part_at(words: Tokens, at: int, language: DateWords) -> Part | None:
    """The date that begins at this token, in the longest of the ways that it may be written."""
    for way in (_digits, _day_month, _month_day, _month, _part_of_year, _season, _fiscal_year, _year):
        found = way(words, at, language)
        if found is not None and found.moment.exists():
            return found
    return None


def day_at(words: Tokens, at: int, language: DateWords) -> tuple[int, int] | None:
    """A day of the month and the token after it: `16`, `16th`, `1er`."""
    word = words.folded[at]
    if not (word.isascii() and word.isdigit()) or len(word) > 2 or not 1 <= int(word) <= _DAYS:  # noqa: PLR2004
        return None
    if words.folded[at + 1] in language.ordinal_ends and words.glued(at + 1):
        return int(word), at + 2
    if words.glued(at + 1) and words.folded[at + 1] not in {",", ".", ";", ")", "-", "–", "/"}:
        return None
    return int(word), at + 1


def year_at(words: Tokens, at: int) -> int | None:
    """A year of four digits that stands for itself."""
    word = words.folded[at]
    if len(word) != _YEAR_DIGITS or not (word.isascii() and word.isdigit()):
        return None
    after = words.folded[at + 1]
    if words.glued(at + 1) and (after.isalnum() or after in {"_", "%", "@"}):
        return None
    if words.glued(at + 1) and after in {",", ".", "'"} and words.folded[at + 2].isdigit() and words.glued(at + 2):
        return None
    if words.glued(at) and words.folded[at - 1] not in {
        "(",
        "'",
        '"',
        "«",
        "[",
        "-",
        "–",
        "—",
        "/",
        "fy",
        ".",
        ",",
        ":",
    }:
        return None
    if (
        words.glued(at)
        and words.folded[at - 1] in {"-", ".", ","}
        and words.glued(at - 1)
        and _part_of_code(words, at - 2)
    ):
        return None
    return int(word) if _FIRST_YEAR <= int(word) <= _LAST_YEAR else None


def _part_of_code(words: Tokens, at: int) -> bool:
    """Whether what is glued before a mark makes the year a part of something else: CVE-2024, 1.2024."""
    word = words.folded[at]
    return (
        word.isalnum()
        and word not in {"mi", "mid", "end", "début", "fin", "pre", "post", "late", "early"}
        and not (word.isdigit() and len(word) == _YEAR_DIGITS)
    )


def _digits(words: Tokens, at: int, language: DateWords) -> Part | None:
    """2024-12-16, 16/12/2024, 12/16/2024, 16.12.2024."""
    parts = words.folded[at : at + 5]
    glued = all(words.glued(place) for place in range(at + 1, at + 5))
    if not glued or parts[1] != parts[3] or parts[1] not in _SIGNS or not all(part.isdigit() for part in parts[::2]):
        return None
    if words.glued(at + 5) and words.folded[at + 5].isalnum():
        return None
    first, second, third = (int(part) for part in parts[::2])
    if len(parts[0]) == _YEAR_DIGITS:
        year, month, day = first, second, third
    elif len(parts[4]) == _YEAR_DIGITS:
        year, month, day = third, second, first
        if month > _MONTHS or (day <= _MONTHS and not language.day_first and parts[1] == "/"):
            month, day = day, month
        if not language.day_first and parts[1] == "/" and first != second and max(first, second) <= _MONTHS:
            return None  # in April or in May: English writes both orders
    else:
        return None
    return Part(start=at, end=at + 5, moment=Moment(year=year, month=month, day=day))


def _day_month(words: Tokens, at: int, language: DateWords) -> Part | None:
    """16 décembre 2024, 1er mars, the 16th of December."""
    found = day_at(words, at, language)
    if found is None:
        return None
    day, end = found
    if words.folded[end] == "of":
        end += 1
    month = _month_name(words, end, language)
    if month is None:
        return None
    number, end = month
    return _with_year(words, Part(start=at, end=end, moment=Moment(month=number, day=day)), language)


def _month_day(words: Tokens, at: int, language: DateWords) -> Part | None:
    """December 16, 2024; Dec. 16th."""
    if language.day_first:
        return None
    month = _month_name(words, at, language)
    found = day_at(words, month[1], language) if month else None
    if month is None or found is None:
        return None
    return _with_year(words, Part(start=at, end=found[1], moment=Moment(month=month[0], day=found[0])), language)


def _month(words: Tokens, at: int, language: DateWords) -> Part | None:
    month = _month_name(words, at, language)
    if month is None:
        return None
    part = Part(start=at, end=month[1], moment=Moment(month=month[0]), bare_month=True)
    dated = _with_year(words, part, language)
    if dated.moment.year is None and language.day_first and words.folded[at] == "sept" and month[1] == at + 1:
        return None  # seven, not September
    return replace(dated, bare_month=dated.moment.year is None)


def _month_name(words: Tokens, at: int, language: DateWords) -> tuple[int, int] | None:
    word = words.folded[at]
    if words.glued(at) and words.folded[at - 1] == "-" and words.folded[at - 2].isdigit():
        return None  # rue du 4-Septembre
    if word in language.months and (language.day_first or words.written[at][:1].isupper()):
        return language.months[word], at + 1
    if word in language.short_months and (language.day_first or words.written[at][:1].isupper()):
        stopped = words.folded[at + 1] == "." and words.glued(at + 1)
        return language.short_months[word], at + 1 + stopped
    return None


def _part_of_year(words: Tokens, at: int, language: DateWords) -> Part | None:
    """Q2 2027, the second quarter of 2027, deuxième trimestre, H1, premier semestre, 2027 Q2."""
    year = year_at(words, at)
    place = at + 1 if year is not None else at
    found = _lettered(words, place, language) or (None if year else _spoken(words, place, language))
    if found is None:
        return None
    moment, end = found
    part = Part(start=at, end=end, moment=replace(moment, year=year or moment.year))
    return part if (year or moment.year) is not None else _with_year(words, part, language)


def _lettered(words: Tokens, at: int, language: DateWords) -> tuple[Moment, int] | None:
    """Q2, T2, 2T, H1, S1, 1H; the letter as a capital."""
    code = "fr" if language.day_first else "en"
    for letter, number in ((at, at + 1), (at + 1, at)):
        if not words.glued(at + 1) or not words.written[letter].isupper() or not words.folded[number].isdigit():
            continue
        count = int(words.folded[number][:3])
        mark = letter < number and words.folded[at + 2] in {"-", "'"} and words.glued(at + 2)
        year, end = _short_year(words, at + 2 + mark) if mark or letter > number else (None, at + 2)
        end = at + 2 if year is None else end
        if words.folded[letter] in _QUARTER_LETTERS[code] and 1 <= count <= _QUARTERS:
            return Moment(quarter=count, year=year), end
        if words.folded[letter] in _HALF_LETTERS[code] and 1 <= count <= _HALVES:
            return Moment(half=count, year=year), end
    return None


def _short_year(words: Tokens, at: int) -> tuple[int | None, int]:
    """The 26 of 3Q26, and the token after it."""
    word = words.folded[at]
    short = word.isascii() and word.isdigit() and len(word) == 2  # noqa: PLR2004
    alone = not (words.glued(at + 1) and words.folded[at + 1].isalnum())
    return (_CENTURY + int(word), at + 1) if short and alone and words.glued(at) else (None, at)


def _season(words: Tokens, at: int, language: DateWords) -> Part | None:
    """Summer 2027, l'été 2027: only with its year."""
    season = language.seasons.get(words.folded[at])
    if season is None:
        return None
    part = _with_year(words, Part(start=at, end=at + 1, moment=Moment(season=season)), language)
    return part if part.moment.year is not None else None


def _fiscal_year(words: Tokens, at: int, language: DateWords) -> Part | None:
    """FY2027, FY27, fiscal 2027, FY2026 Q1."""
    if words.folded[at] not in language.fiscal or language.day_first:
        return None
    place = at + 1 + (words.folded[at + 1] == "year")
    year, end = year_at(words, place), place + 1
    if year is None and words.folded[at] == "fy":
        year, end = _short_year(words, place)
    if year is None:
        return None
    moment, end = _lettered(words, end, language) or (Moment(), end)
    return Part(start=at, end=end, moment=replace(moment, year=year, fiscal=True))


def _spoken(words: Tokens, at: int, language: DateWords) -> tuple[Moment, int] | None:
    """The second quarter, le 2e trimestre, the first half."""
    end = at + 1
    word = words.folded[at]
    if word.isdigit() and words.glued(end) and words.folded[end] in language.ordinal_ends:
        word, end = word + words.folded[end], end + 1
    count = language.ordinals.get(word, 0)
    if words.folded[end] == "-" and words.glued(end):
        end += 1
    if words.folded[end] in {"fiscal", "calendar"}:
        end += 1
    if count and words.folded[end] in language.quarter:
        return Moment(quarter=count), end + 1
    if word in language.half_words and words.folded[end] in language.half:
        return Moment(half=language.half_words[word]), end + 1
    return None


def _year(words: Tokens, at: int, language: DateWords) -> Part | None:
    year = year_at(words, at)
    fiscal = not language.fiscal.isdisjoint(words.folded[max(0, at - 1) : at])
    return None if year is None else Part(start=at, end=at + 1, moment=Moment(year=year, fiscal=fiscal), bare_year=True)


def _with_year(words: Tokens, part: Part, language: DateWords) -> Part:
    """The part with the year after it, over a comma, an `of`, `de l'exercice`."""
    place = part.end
    for _ in range(_QUARTERS):
        if words.folded[place] not in language.linking:
            break
        place += 1
    fiscal = _fiscal_year(words, place, language)
    if fiscal is not None and part.moment.month is None:
        return replace(part, end=fiscal.end, moment=replace(part.moment, year=fiscal.moment.year, fiscal=True))
    year = year_at(words, place)
    if year is None or (words.folded[part.end] == "," and language.day_first):
        return part
    return replace(part, end=place + 1, moment=replace(part.moment, year=year))
