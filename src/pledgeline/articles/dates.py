"""Dates in a sentence: which of them are meant as dates, and when something is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pledgeline.articles.date_parts import Part, day_at, part_at, year_at
from pledgeline.articles.moments import Moment, relative_to, shifted, with_year
from pledgeline.articles.numerals import numeral

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.articles.fact import FactFlag
    from pledgeline.articles.moments import Direction, Edge, Period
    from pledgeline.articles.phrases import Phrases, Tokens
    from pledgeline.articles.triggers import Triggers
    from pledgeline.articles.vocabulary import Vocabulary

_DASHES = {"-", "–", "—", "/"}
_ARTICLES = {"the", "la", "le", "l", "'"}
_REACH = 5  # tokens that a preposition may have
_CENTURY, _CENTURY_DIGITS, _YEAR_DIGITS = 100, 3, 4
_MILLENNIA = "12"  # what a year begins with
_MONTHS_OF = {"year": 12, "month": 1}
_DAYS_OF = {"week": 7, "day": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFound:
    """A date, its tokens from `start` to `end`, and what is uncertain about it; all three literals may be None."""

    start: int
    end: int
    value: str | None
    low: str | None = None
    high: str | None = None
    flags: frozenset[FactFlag] = frozenset()


def dates(
    words: Tokens, vocabulary: Vocabulary, dated: dt.date | None, *, triggers: Triggers, taken: frozenset[int]
) -> Iterator[DateFound]:
    """Every date of the sentence that stands in none of the `taken` tokens, from left to right.

    ``triggers``: what a date may begin with.
    """
    at = last = 0
    while at < words.count:
        begins = at not in taken and _may_begin(words, at, triggers)
        found = (_date(words, at, vocabulary, dated) or _listed_year(words, at, last, vocabulary)) if begins else None
        if found is not None and taken.isdisjoint(range(found.start, found.end)):
            yield found
            at = last = found.end
            continue
        at += 1


def _listed_year(words: Tokens, at: int, last: int, vocabulary: Vocabulary) -> DateFound | None:
    """A year that a list goes on with: in 2027, 2029 and 2031; `last`: where the date before it ended."""
    if not last or not last < at <= last + 2 or not vocabulary.dates.listing.issuperset(words.folded[last:at]):
        return None
    part = part_at(words, at, vocabulary.dates)
    if part is None or not part.bare_year:
        return None
    listed = year_at(words, last - 1) is not None
    return _found(part, None, None, "closest") if listed and _counts_nothing(words, part, vocabulary) else None


def _may_begin(words: Tokens, at: int, triggers: Triggers) -> bool:
    word = words.folded[at]
    if not word.isdigit():
        return triggers.dates.at(words, at)
    return (len(word) == _YEAR_DIGITS and word[0] in _MILLENNIA) or (
        len(word) < _CENTURY_DIGITS and words.folded[at + 1] in triggers.after_days
    )


def _date(words: Tokens, at: int, vocabulary: Vocabulary, dated: dt.date | None) -> DateFound | None:
    return (
        _within(words, at, vocabulary, dated)
        or _deadline(words, at, vocabulary, dated)
        or _range(words, at, vocabulary, dated)
        or _single(words, at, at, vocabulary, dated)
    )


def _deadline(words: Tokens, at: int, vocabulary: Vocabulary, dated: dt.date | None) -> DateFound | None:
    language = vocabulary.dates
    due = language.deadlines.at(words.folded, at)
    if due is None:
        return None
    place = due[0]
    while words.folded[place] in _ARTICLES:
        place += 1
    found = _single(words, place, at, vocabulary, dated)
    if found is None:
        return None
    negated = words.folded[at] in language.before and not language.negations.isdisjoint(
        words.folded[max(0, at - _REACH) : at]
    )
    if negated or not due[1]:
        return replace(found, start=at, low=found.low or found.value, flags=found.flags | {"at_least"})
    return replace(found, start=at, high=found.high or found.value, flags=found.flags | {"deadline"})


def _single(words: Tokens, at: int, start: int, vocabulary: Vocabulary, dated: dt.date | None) -> DateFound | None:
    """A date at this token; `start` lies before it where words of a deadline lead to it."""
    language = vocabulary.dates
    led = start < at
    if edge := language.edges.at(words.folded, at):
        return _at_edge(words, at, edge, vocabulary, dated, led=led)
    if relative := language.relative.at(words.folded, at):
        return _relative(relative, at, None, dated)
    if led and (relative := language.periods.at(words.folded, at)) and relative[1][0] == "decade":
        return _relative(relative, at, "end", dated)
    part = part_at(words, at, language)
    if part is None or not (led or _meant(words, part, vocabulary)):
        return None
    return _found(part, None, dated, _direction(words, at, part.end, vocabulary, led=led))


def _at_edge(
    words: Tokens, at: int, edge: tuple[int, Edge], vocabulary: Vocabulary, dated: dt.date | None, *, led: bool
) -> DateFound | None:
    """The end of 2028, early next year, year-end."""
    language = vocabulary.dates
    place = edge[0]
    for table in (language.periods, language.relative):
        if relative := table.at(words.folded, place):
            return _relative(relative, at, edge[1], dated)
    while words.folded[place] in _ARTICLES:
        place += 1
    part = part_at(words, place, language)
    if part is not None and _edged(words, part, edge[1]):
        return _found(replace(part, start=at), edge[1], dated, _direction(words, at, part.end, vocabulary, led=led))
    if alone := language.year_ends.at(words.folded, at):
        return _relative((alone[0], ("year", 0)), at, "end", dated)
    return None


def _edged(words: Tokens, part: Part, edge: Edge) -> bool:
    """Whether the words for an edge belong to the date: `end 5 March` does not."""
    return part.moment.day is None or edge in {"start", "late"} or not words.folded[part.start].isdigit()


def _meant(words: Tokens, part: Part, vocabulary: Vocabulary) -> bool:
    """Whether a bare year or month is one, by the words around it."""
    language, start = vocabulary.dates, part.start
    if part.bare_year:
        if _before(words, start, language.no_dates):
            return False
        if _before(words, start, language.in_words):
            return True
        return _before(words, start, language.weak_in_words) and _counts_nothing(words, part, vocabulary)
    if part.bare_month and (words.folded[start] in language.plain_months or words.written[start][:1].isupper()):
        return _before(words, start, language.month_words)
    return True


def _counts_nothing(words: Tokens, part: Part, vocabulary: Vocabulary) -> bool:
    """Whether what follows is nothing that the number counts: the crisis of 2008 left, but a total of 2000 cars."""
    after = words.folded[part.end]
    named = words.folded[part.start - 3] in vocabulary.dates.articles and not after.endswith("s")
    return named or not after[:1].isalnum() or after in vocabulary.units.function_words


def _before(words: Tokens, at: int, phrases: Phrases[bool]) -> bool:
    """Whether one of these phrases ends right before the token."""
    return any(
        (found := phrases.at(words.folded, place)) and found[0] == at for place in range(max(0, at - _REACH), at)
    )


def _direction(words: Tokens, start: int, end: int, vocabulary: Vocabulary, *, led: bool) -> Direction:
    """Which of the years is meant where none is said."""
    around = {words.folded[start - 1], words.folded[end]}
    if around & vocabulary.dates.past:
        return "past"
    return "future" if led or around & vocabulary.dates.future else "closest"


def _found(part: Part, edge: Edge | None, dated: dt.date | None, direction: Direction) -> DateFound:
    moment = replace(part.moment, edge=edge)
    flags: set[FactFlag] = set()
    if moment.year is None:
        flags.add("year_unknown" if dated is None else "year_inferred")
        moment = moment if dated is None else with_year(moment, dated, direction)
    if moment.approximate:
        flags.add("approximate")
    value, low, high = moment.literals()
    return DateFound(start=part.start, end=part.end, value=value, low=low, high=high, flags=frozenset(flags))


def _relative(found: tuple[int, tuple[Period, int]], start: int, edge: Edge | None, dated: dt.date | None) -> DateFound:
    """Next year, the end of the month; of no known value where the article has no date."""
    end, (period, steps) = found
    if dated is None:
        return DateFound(start=start, end=end, value=None, flags=frozenset({"relative", "year_unknown"}))
    moment = relative_to(dated, period, steps, edge)
    if moment is None:
        return DateFound(start=start, end=end, value=None, flags=frozenset({"relative"}))
    flags: set[FactFlag] = {"relative", "approximate"} if moment.approximate else {"relative"}
    value, low, high = moment.literals()
    return DateFound(start=start, end=end, value=value, low=low, high=high, flags=frozenset(flags))


def _within(words: Tokens, at: int, vocabulary: Vocabulary, dated: dt.date | None) -> DateFound | None:
    """Within four years, d'ici dix-huit mois: the last day of that time."""
    language = vocabulary.dates
    lead = language.within.at(words.folded, at)
    number = numeral(words, lead[0], vocabulary.numbers) if lead else None
    if lead is None or number is None or number.value is None or number.value > _CENTURY:
        return None
    span = language.spans.at(words.folded, number.end)
    if span is None or number.value != int(number.value):
        return None
    flags: set[FactFlag] = {"relative", "deadline"} if lead[1] else {"relative"}
    if dated is None:
        return DateFound(start=at, end=span[0], value=None, flags=frozenset(flags | {"year_unknown"}))
    count, unit = int(number.value), span[1]
    day = shifted(dated, months=count * _MONTHS_OF.get(unit, 0), days=count * _DAYS_OF.get(unit, 0))
    value = day.isoformat() if day else None
    return DateFound(start=at, end=span[0], value=value, high=value if lead[1] else None, flags=frozenset(flags))


def _range(words: Tokens, at: int, vocabulary: Vocabulary, dated: dt.date | None) -> DateFound | None:
    """Entre 2000 et 2002, 2000-2002, from March to June 2027, du 16 au 20 décembre, 2024/25."""
    language = vocabulary.dates
    opener = language.openers.get(words.folded[at])
    first_at = at + 1 if opener else at
    low = part_at(words, first_at, language) or (_day_alone(words, first_at, vocabulary) if opener else None)
    if low is None:
        return None
    short = None if opener else _short_range(words, low)
    if short is not None:
        return short
    if words.folded[low.end] not in (opener or language.connectors) or not _joined(words, low.end):
        return None
    high = part_at(words, low.end + 1, language)
    if high is None or (
        opener is None
        and not (low.bare_year and high.bare_year and words.folded[low.end] in _DASHES)
        and (low.bare_year or low.bare_month or high.bare_year)
    ):
        return None
    return _span(at, low, high, dated)


def _joined(words: Tokens, at: int) -> bool:
    return words.folded[at] not in _DASHES or words.glued(at) == words.glued(at + 1)


def _day_alone(words: Tokens, at: int, vocabulary: Vocabulary) -> Part | None:
    found = day_at(words, at, vocabulary.dates)
    return found and Part(start=at, end=found[1], moment=Moment(day=found[0]))


def _short_range(words: Tokens, low: Part) -> DateFound | None:
    """2024/25 and 2024-25: a year and the next."""
    end = low.end + 2
    tail = words.folded[low.end + 1]
    if not low.bare_year or words.folded[low.end] not in _DASHES or len(tail) != 2 or not tail.isdigit():  # noqa: PLR2004
        return None
    year = low.moment.year or 0
    if (
        (year + 1) % _CENTURY != int(tail)
        or not words.glued(low.end)
        or (words.glued(end) and words.folded[end].isalnum())
    ):
        return None
    return DateFound(start=low.start, end=end, value=None, low=str(year), high=str(year + 1))


def _span(start: int, low: Part, high: Part, dated: dt.date | None) -> DateFound | None:
    first, last = low.moment, high.moment
    if first.month is None and first.day is not None:
        first = replace(first, month=last.month)
    if first.year is None:
        first = replace(first, year=last.year)
    later = _found(replace(high, moment=last), None, dated, "closest")
    earlier = _found(replace(low, moment=first), None, dated, "closest")
    begin, end = earlier.value or earlier.low, later.value or later.high
    if begin is None or end is None or begin >= end:
        return None
    return DateFound(start=start, end=high.end, value=None, low=begin, high=end, flags=earlier.flags | later.flags)


def year_alone(words: Tokens, at: int, vocabulary: Vocabulary) -> bool:
    """Whether a number of four digits is a year by the word before it, whatever follows: in 2024 shares rose."""
    return year_at(words, at) is not None and _before(words, at, vocabulary.dates.year_words)
