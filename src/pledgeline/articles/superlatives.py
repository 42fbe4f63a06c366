"""Superlatives that stand in for a figure: the largest investment in history."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.articles.phrases import Tokens
    from pledgeline.articles.vocabulary import Vocabulary

_REACH = 10  # tokens between `the largest` and `in history`
_NOUN_REACH = 4  # tokens between `the largest` and the undertaking that it is said of
_NEAR = 3  # tokens between a noun of money and `sans précédent`


def superlatives(words: Tokens, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The tokens of each superlative, from its first word to the end of what it is said of."""
    at = 0
    while at < words.count:
        end = _ever(words, at, vocabulary) or _unmatched(words, at, vocabulary)
        if end:
            yield at, end
        at = end or at + 1


def _ever(words: Tokens, at: int, vocabulary: Vocabulary) -> int | None:
    found = vocabulary.superlatives.at(words.folded, at)
    if found is None:
        return None
    noun = None
    for place in range(found[0], min(found[0] + _REACH, words.count)):
        if words.folded[place] in {",", ";", "."}:
            break
        if end := vocabulary.ever.at(words.folded, place):
            return end[0]
        if noun is None and place < found[0] + _NOUN_REACH and (end := vocabulary.sums.at(words.folded, place)):
            noun = end[0]
    return noun


def _unmatched(words: Tokens, at: int, vocabulary: Vocabulary) -> int | None:
    """An investment without precedent, a record sum: the noun and its superlative, whichever comes first."""
    praise = vocabulary.unmatched
    for first, second in ((praise, vocabulary.sums), (vocabulary.sums, praise)):
        if found := first.at(words.folded, at):
            for place in range(found[0], min(found[0] + _NEAR, words.count)):
                if end := second.at(words.folded, place):
                    return end[0]
    return None
