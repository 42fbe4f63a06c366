"""Numbers that count what was counted before: 2,600 jobs, `300 of them` in Wales; 900 postes, `dont 300` à Lille."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pledgeline.articles.date_parts import year_at
from pledgeline.articles.numerals import Numeral, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from pledgeline.articles.fact import FactFlag, Kind
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import Vocabulary

_MEASURES = {"%", "$", "€", "£", "¥", "-", "/"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount that is a fact; its tokens from `start` to `end`."""

    start: int
    end: int
    kind: Kind
    unit: str | None
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    flags: frozenset[FactFlag]


def further(words: Tokens, counted: Amount, until: int, vocabulary: Vocabulary) -> Iterator[Amount]:
    """The numbers between an amount and the token `until` that name no unit of their own and count the same."""
    at = last = counted.end
    while at < until:
        number = numeral(words, at, vocabulary.numbers)
        if number is None:
            at += 1
            continue
        of_them = vocabulary.units.of_them.at(words.folded, number.end)
        follows = last > counted.end and words.folded[at - 1] in {",", *vocabulary.dates.listing}
        included = of_them or (_stands(words, number, vocabulary) and (follows or _led(words, number, vocabulary)))
        if number.end <= until and included and _whole(words, number):
            last = number.end
            end = of_them[0] if of_them else number.end
            yield replace(
                counted, start=at, end=end, value=number.count(), low=None, high=None, flags=counted.flags & {"cut"}
            )
        at = number.end


def _whole(words: Tokens, number: Numeral) -> bool:
    count = number.count()
    if count is None or number.article or year_at(words, number.start) is not None:
        return False
    return count > 1 and count == count.to_integral_value()


def _led(words: Tokens, number: Numeral, vocabulary: Vocabulary) -> bool:
    """Whether a word for a part or a whole leads to the number."""
    return any(
        (found := vocabulary.units.including.at(words.folded, place)) and found[0] == number.start
        for place in range(max(0, number.start - 2), number.start)
    )


def _stands(words: Tokens, number: Numeral, vocabulary: Vocabulary) -> bool:
    """Whether nothing follows that the number counts."""
    following = words.folded[number.end]
    if not following[:1].isalnum():
        return following not in _MEASURES
    return following in vocabulary.units.function_words and following not in vocabulary.numbers.of
