"""Names of parties in a sentence: those the caller gave, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.articles.phrases import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.articles.phrases import Tokens

_ACRONYM = 4  # letters up to which a name in capitals is taken as it is written


class Names:
    """The names and aliases of parties, for looking up among tokens."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        """Each party by its id, with every name it goes by."""
        self._rest: dict[str, list[tuple[list[str], str, str]]] = {}
        for name, aliases in names.items():
            for alias in aliases:
                if parts := split(alias):
                    self._rest.setdefault(parts[0], []).append((parts[1:], name, alias))
        for ways in self._rest.values():
            ways.sort(key=lambda way: -len(way[0]))

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._rest)

    def found(self, words: Tokens, function_words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """The tokens of each name, first and last (exclusive), and whose it is; the longest name first."""
        at = 0
        while at < words.count:
            place = self._at(words, at, function_words)
            if place:
                yield at, *place
                at = place[0]
            else:
                at += 1

    def _at(self, words: Tokens, at: int, function_words: frozenset[str]) -> tuple[int, str] | None:
        for rest, name, alias in self._rest.get(words.folded[at], ()):
            end = at + 1 + len(rest)
            if words.folded[at + 1 : end] == rest and _written(words, at, alias, function_words):
                return end, name
        return None


def _written(words: Tokens, at: int, alias: str, function_words: frozenset[str]) -> bool:
    """Whether the letters are those of a name: Arm is not an arm, and `Son` that begins a sentence may be a pronoun."""
    word = words.written[at]
    if alias[:1].isupper() and not word[:1].isupper():
        return False
    if alias.isupper() and len(alias) <= _ACRONYM and not word.isupper():
        return False
    return at > 0 or " " in alias or words.folded[at] not in function_words
