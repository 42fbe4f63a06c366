"""From a text to a reading: sentence by sentence, amounts first, then dates, each with its status and its parties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pledgeline.articles.amounts import Amounts
from pledgeline.articles.datelines import dateline
from pledgeline.articles.dates import dates
from pledgeline.articles.english.language import ENGLISH
from pledgeline.articles.fact import Fact, Party, Reading, Remark
from pledgeline.articles.french.language import FRENCH
from pledgeline.articles.original import original
from pledgeline.articles.parties import Names
from pledgeline.articles.phrases import tokens
from pledgeline.articles.sentences import sentences
from pledgeline.articles.status import Statuses
from pledgeline.articles.superlatives import superlatives
from pledgeline.articles.triggers import triggers
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.articles.dates import DateFound
    from pledgeline.articles.further_counts import Amount
    from pledgeline.articles.original import Original
    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import Vocabulary

VOCABULARIES = {language.code: language for language in (FRENCH, ENGLISH)}
_SAMPLE = 20_000  # characters by which the language of a text is told
_WORD = re.compile(r"[^\W\d_]+")
_AMERICA = re.compile(
    r"\b(?:U\.S|USA?|USD|Am[eé]rique|[Aa]m[eé]ricaine?s?|America|Americans?|[EÉ]tats[- ]Unis|United States)\b"
)


def read_text(
    text: str,
    *,
    language: str | None = None,
    dated: dt.date | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> Reading:
    """The facts and remarks of an article.

    ``language``: `fr` or `en`, told by its words where None; ``dated``: the
    day of the article, by which years are found that it leaves out, told by its
    dateline where None; ``names``:
    the parties to look for, each with all the names it goes by. Spans are
    offsets in ``text``. Time grows with the length of the text and no faster.
    Raises ValueError for another language.
    """
    if language is not None and language not in VOCABULARIES:
        raise ValueError(said("no article is read in '{language}'; write fr or en", language=language))
    source = original(text)
    vocabulary = VOCABULARIES[language] if language else _vocabulary(source.plain)
    dated = dated or dateline(source.plain, vocabulary.dates)
    reader = _Reader(source, vocabulary, dated, Names(names or {}))
    facts: list[Fact] = []
    remarks: list[Remark] = []
    for start, end in sentences(source.plain):
        found, noted = reader.sentence(start, end)
        facts += found
        remarks += noted
    return Reading(language=vocabulary.code, facts=tuple(facts), remarks=tuple(remarks), dated=dated)


def language_of(text: str) -> Literal["fr", "en"]:
    """The language that more of the commonest words of the text belong to; English where neither does."""
    return _vocabulary(original(text[:_SAMPLE]).plain).code


def _vocabulary(plain: str) -> Vocabulary:
    words = [word.casefold() for word in _WORD.findall(plain[:_SAMPLE])]
    accented = sum(not word.isascii() for word in words)
    return max(
        (ENGLISH, FRENCH),
        key=lambda language: sum(word in language.frequent for word in words) + accented * (language is FRENCH),
    )


class _Reader:
    """What stays the same for all sentences of a text."""

    def __init__(self, source: Original, vocabulary: Vocabulary, dated: dt.date | None, names: Names) -> None:
        self._source = source
        self._vocabulary = vocabulary
        self._dated = dated
        self._names = names
        self._triggers = triggers(vocabulary)
        self._amounts = Amounts(
            vocabulary, self._triggers.amounts, dollars_told=_AMERICA.search(source.plain) is not None
        )

    def sentence(self, start: int, end: int) -> tuple[list[Fact], list[Remark]]:
        """The facts of one sentence of the plain text in the order of their start, and what it lacks."""
        if not self._triggers.pulled(self._source.plain, start, end):
            return [], []
        measured = self._triggers.measured(self._source.plain, start, end)
        if not measured and not self._triggers.dated(self._source.plain, start, end):
            return [], []
        words = tokens(self._source.plain, start, end)
        amounts = list(self._amounts.found(words)) if measured else []
        taken = frozenset(place for amount in amounts for place in range(amount.start, amount.end))
        moments = list(dates(words, self._vocabulary, self._dated, triggers=self._triggers, taken=taken))
        span = self._source.span(start, end)
        remarks = [] if amounts else list(self._remarks(words, span))
        if not amounts and not moments:
            return [], remarks
        sums = frozenset(at for each in amounts if each.kind == "money" for at in range(each.start, each.end))
        statuses = Statuses(words, self._vocabulary.statuses, money=sums)
        parties = tuple(self._parties(words))
        facts = [self._amount(words, amount, statuses, parties, span) for amount in amounts]
        facts += [self._moment(words, moment, statuses, parties, span) for moment in moments]
        return sorted(facts, key=lambda fact: (fact.start, fact.end)), remarks

    def _place(self, words: Tokens, start: int, end: int) -> tuple[int, int, str]:
        first, last = self._source.span(words.starts[start], words.ends[end - 1])
        return first, last, self._source.text[first:last]

    def _amount(
        self, words: Tokens, amount: Amount, statuses: Statuses, parties: tuple[Party, ...], sentence: tuple[int, int]
    ) -> Fact:
        start, end, quote = self._place(words, amount.start, amount.end)
        return Fact(
            kind=amount.kind, value=amount.value, unit=amount.unit, low=amount.low, high=amount.high, start=start,
            end=end, quote=quote, status=statuses.of(amount.start, amount.end), flags=tuple(sorted(amount.flags)),
            parties=parties, sentence=sentence,
        )  # fmt: skip

    def _moment(
        self,
        words: Tokens,
        moment: DateFound,
        statuses: Statuses,
        parties: tuple[Party, ...],
        sentence: tuple[int, int],
    ) -> Fact:
        start, end, quote = self._place(words, moment.start, moment.end)
        return Fact(
            kind="date", value=moment.value, unit="date", low=moment.low, high=moment.high, start=start, end=end,
            quote=quote, status=statuses.of(moment.start, moment.end), flags=tuple(sorted(moment.flags)),
            parties=parties, sentence=sentence,
        )  # fmt: skip

    def _parties(self, words: Tokens) -> Iterator[Party]:
        if not self._names:
            return
        for first, last, name in self._names.found(words, self._vocabulary.units.function_words):
            start, end, quote = self._place(words, first, last)
            yield Party(text=quote, start=start, end=end, id=name)

    def _remarks(self, words: Tokens, sentence: tuple[int, int]) -> Iterator[Remark]:
        for first, last in superlatives(words, self._vocabulary):
            start, end, quote = self._place(words, first, last)
            yield Remark(flag="superlative_without_figure", start=start, end=end, quote=quote, sentence=sentence)
