"""Words without which a sentence holds no figure, no date and no superlative: most sentences need no closer look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import DateWords, Vocabulary

_DIGIT = re.compile(r"[0-9½¼¾]")
_CURRENCIES = frozenset({"rs", "rmb", "yen"})
_CODES = frozenset({"us", "a", "c", "hk", "s", "eur", "usd", "gbp", "jpy", "chf"})
_UNIT = re.compile(r"[^\W\d_]|[%$€£¥₩₹]")
_FIGURES = re.compile(r"[0-9]{4}[-–—/.][0-9]{2}|[0-9][./-][0-9]{1,2}[./-][0-9]{4}")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    """What an amount or a date may begin with; `lone` are words so common that what follows them must agree."""

    words: frozenset[str]
    lone: frozenset[str]
    after_lone: frozenset[str]

    def at(self, words: Tokens, at: int) -> bool:
        """Whether one may begin with the word at this token."""
        word = words.folded[at]
        if word not in self.lone:
            return word in self.words
        following = words.folded[at + 1]
        if following == "'":
            following = words.folded[at + 2]
        return not following.isalpha() or following in self.after_lone


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """For a language: the words without one of which nothing is found, and what amounts and dates begin with."""

    words: frozenset[str]
    amounts: Begins
    dates: Begins
    after_days: frozenset[str]  # what may follow a number of one or two digits that begins a date

    @staticmethod
    def dated(plain: str, start: int, end: int) -> bool:
        """Whether there are figures that make a date or a range of years without any word."""
        return _FIGURES.search(plain, start, end) is not None

    @staticmethod
    def measured(plain: str, start: int, end: int) -> bool:
        """Whether the sentence has a letter or a sign that could be a unit: a row of bare figures has none."""
        return _UNIT.search(plain, start, end) is not None

    def pulled(self, plain: str, start: int, end: int) -> bool:
        """Whether the sentence needs a closer look."""
        if _DIGIT.search(plain, start, end):
            return True
        return not self.words.isdisjoint(_WORD.findall(plain[start:end].casefold()))


def triggers(vocabulary: Vocabulary) -> Triggers:
    """The triggers of a language."""
    numbers, dates, units = vocabulary.numbers, vocabulary.dates, vocabulary.units
    spoken = numbers.units.keys() | numbers.hundred | numbers.thousand
    scales = {word for word, scale in numbers.scales.items() if not scale.letter}
    words = (
        (spoken - numbers.one)
        | scales
        | units.power.lasts
        | units.energy.lasts
        | units.percent.lasts
        | units.points.lasts
    )
    words |= _named(dates) | dates.relative.lasts | dates.periods.lasts | dates.year_ends.lasts
    words |= vocabulary.superlatives.lasts | vocabulary.unmatched.lasts
    after_days = _named(dates) | dates.ordinal_ends | {"of", "th", "/", "-", ".", "q", "t", "h", "s"}
    return Triggers(
        words=frozenset(words), amounts=_amounts(vocabulary), dates=_dates(dates), after_days=frozenset(after_days)
    )


def _amounts(vocabulary: Vocabulary) -> Begins:
    numbers, units = vocabulary.numbers, vocabulary.units
    tables = (numbers.bounds, numbers.several, numbers.halves)
    first = frozenset(_CURRENCIES | numbers.units.keys() | numbers.hundred | numbers.thousand | numbers.scales.keys())
    words = first.union(numbers.one, numbers.openers, *(table.firsts for table in tables))
    measured = (units.power.firsts, units.energy.firsts, units.percent.firsts)
    seconds = (table.seconds for table in tables)
    return Begins(
        words=words,
        lone=frozenset(numbers.one.union(numbers.openers)),
        after_lone=words.union(_CODES, numbers.connectors, numbers.and_half.firsts, *measured, *seconds) - numbers.of,
    )


def _dates(dates: DateWords) -> Begins:
    tables = (dates.deadlines, dates.edges, dates.relative, dates.within, dates.year_ends)
    spoken = _named(dates).union(dates.ordinals, dates.half_words, {"q", "t", "h", "s"})
    words = spoken.union(dates.openers, dates.seasons, dates.fiscal, *(table.firsts for table in tables))
    return Begins(
        words=frozenset(words),
        lone=frozenset((dates.openers.keys() | dates.seasons) - {first for table in tables for first in table.firsts}),
        after_lone=frozenset(spoken | {"of", "de"}),
    )


def _named(dates: DateWords) -> set[str]:
    return {*dates.months, *dates.short_months, *dates.quarter, *dates.half}
