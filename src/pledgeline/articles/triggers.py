"""Words without which a sentence holds no figure, no date and no superlative: most sentences need no closer look."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pledgeline.articles.vocabulary import DateWords, NumberWords, Vocabulary

_DIGIT = re.compile(r"[0-9½¼¾]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Triggers:
    """For a language: any of the words without which nothing is found, and what may begin an amount or a date."""

    words: frozenset[str]
    amount_starts: frozenset[str]
    date_starts: frozenset[str]
    after_days: frozenset[str]  # what may follow a number of one or two digits that begins a date

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
    words = (spoken - numbers.one) | scales | units.power.lasts | units.energy.lasts | units.percent.lasts
    words |= _named(dates) | dates.relative.lasts | dates.periods.lasts | dates.year_ends.lasts
    words |= vocabulary.superlatives.lasts | vocabulary.unmatched.lasts
    after_days = _named(dates) | dates.ordinal_ends | {"of", "th", "/", "-", ".", "q", "t", "h", "s"}
    return Triggers(frozenset(words), _amount_starts(numbers), _date_starts(dates), frozenset(after_days))


def _named(dates: DateWords) -> set[str]:
    return {*dates.months, *dates.short_months, *dates.quarter, *dates.half}


def _amount_starts(numbers: NumberWords) -> frozenset[str]:
    spoken = numbers.units.keys() | numbers.hundred | numbers.thousand | numbers.one | numbers.scales.keys()
    tables = (numbers.bounds, numbers.several, numbers.halves)
    return frozenset(spoken.union({"rs", "rmb"}, numbers.openers, *(table.firsts for table in tables)))


def _date_starts(dates: DateWords) -> frozenset[str]:
    tables = (dates.deadlines, dates.edges, dates.relative, dates.within, dates.year_ends)
    spoken = {*dates.openers, *dates.ordinals, *dates.half_words, "q", "t", "h", "s"}
    return frozenset(_named(dates).union(spoken, *(table.firsts for table in tables)))
