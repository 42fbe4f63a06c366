"""Tokens of a sentence, and tables of phrases that are looked up among them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\s]")
_PADDING = 16  # empty tokens after the last: a look ahead needs no bounds, and one before the first finds an empty one
_STRIPPED_FROM = 4  # letters: shorter words differ by their accents alone ("a" and "à")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words, figures and signs; as written, folded to lower case, and where they stand in the plain text."""

    written: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    count: int

    def glued(self, at: int) -> bool:
        """Whether nothing stands between this token and the one before."""
        return 0 < at < self.count and self.starts[at] == self.ends[at - 1]

    def gap(self, at: int) -> int:
        """How many characters stand between this token and the one before."""
        return self.starts[at] - self.ends[at - 1] if 0 < at < self.count else 0


def tokens(plain: str, start: int, end: int) -> Tokens:
    """The tokens of the plain text from `start` to `end`."""
    found = [(match[0], *match.span()) for match in _TOKEN.finditer(plain, start, end)]
    written = [word for word, _, _ in found] + [""] * _PADDING
    starts = [first for _, first, _ in found] + [end] * _PADDING
    ends = [last for _, _, last in found] + [end] * _PADDING
    return Tokens(written, [word.casefold() for word in written], starts, ends, len(found))


class Phrases(Generic[T]):
    """A table from phrases to what they mean; where several begin alike, the longest is found."""

    def __init__(self, meanings: Mapping[str, T], *, accents: bool = False) -> None:
        """Each phrase also with `d'` for a `de` at its end, and without its accents unless these tell it apart."""
        self._rest: dict[str, list[tuple[list[str], T]]] = {}
        self.lasts: set[str] = set()  # a text that holds none of these words holds no phrase
        for phrase, meaning in meanings.items():
            for form in _forms(phrase, accents=accents):
                first, *rest = split(form)
                self.lasts.add(next((word for word in reversed((first, *rest)) if word.isalpha()), first))
                self._rest.setdefault(first, []).append((rest, meaning))
        for ways in self._rest.values():
            ways.sort(key=lambda way: -len(way[0]))
        self.firsts = frozenset(self._rest)
        self.seconds = frozenset(rest[0] for ways in self._rest.values() for rest, _ in ways if rest)

    def at(self, words: list[str], at: int) -> tuple[int, T] | None:
        """Where the longest phrase that begins at this token ends, and what it means."""
        ways = self._rest.get(words[at])
        if ways is None:  # nearly always
            return None
        for rest, meaning in ways:
            end = at + 1 + len(rest)
            if not rest or (words[at + 1] == rest[0] and words[at + 1 : end] == rest):
                return end, meaning
        return None


def split(phrase: str) -> list[str]:
    """The folded tokens of a phrase."""
    return [match[0].casefold() for match in _TOKEN.finditer(phrase)]


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a list that is separated by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def meaning_of(table: Mapping[T, str], *, accents: bool = False) -> Phrases[T]:
    """A table of phrases from one that lists, for each meaning, its phrases."""
    meanings = {phrase: meaning for meaning, text in table.items() for phrase in listed(text)}
    return Phrases(meanings, accents=accents)


def all_of(text: str) -> Phrases[bool]:
    """A table of phrases that mean nothing but themselves."""
    return Phrases(dict.fromkeys(listed(text), True))


def set_of(text: str) -> frozenset[str]:
    """The words of a list, with and without accents."""
    return frozenset(form for word in text.split() for form in (word, without_accents(word)))


def without_accents(phrase: str) -> str:
    """The phrase with the accents of its longer words left out, as capitals and old keyboards have them."""
    return re.sub(r"[^\W\d_]+", lambda word: _bare(word[0]), phrase)


def _bare(word: str) -> str:
    if len(word) < _STRIPPED_FROM:
        return word
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _forms(phrase: str, *, accents: bool) -> Iterable[str]:
    forms = {phrase} if accents else {phrase, without_accents(phrase)}
    forms |= {form[:-1] + "'" for form in forms if form.endswith(" de")}
    return sorted(forms)
