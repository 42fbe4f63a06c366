"""Tables, facts and sentences: the parts that every page is made of."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold
from pledgeline.language.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column; figures stand right, and their unit stands in the head."""

    title: str
    unit: str = ""
    number: bool = True
    minor: bool = False  # may be left out where there is little room
    prose: bool = False  # sentences, left out on a terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its own name first, then a text per further column."""

    cells: tuple[str, ...]
    tone: str = ""  # "", today, total, call, close-out; always said in words as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption; every row has as many cells as there are columns."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A term and what is known of it."""

    term: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a sentence; the strong ones are its figures."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the answer under a short label."""

    label: str
    parts: tuple[Part, ...]
    tone: str = ""  # load, call, close-out, unknown

    @property
    def text(self) -> str:
        """The sentence without emphasis."""
        return "".join(part.text for part in self.parts)


Piece = str | Part | Sentence


def strong(text: str) -> Part:
    """A figure that the eye should find."""
    return Part(text=text, strong=True)


def sentence(label: str, *pieces: str | Part, tone: str = "") -> Sentence:
    """A sentence from plain text and strong figures."""
    parts = tuple(Part(text=piece) if isinstance(piece, str) else piece for piece in pieces)
    return Sentence(label=label, parts=tuple(part for part in parts if part.text), tone=tone)


def phrase(label: str, message: str, /, *, tone: str = "", **fields: Piece) -> Sentence:
    """A sentence from one message in the language spoken here; a field may be strong, or itself a phrase.

    Raises KeyError where the message names a field that is not given.
    """
    return Sentence(label=label, parts=tuple(_merged(_parts(spoken().sentences.gettext(message), fields))), tone=tone)


def clause(text: str) -> Sentence:
    """A text that is already told, as a phrase."""
    return Sentence(label="", parts=(Part(text=text),) if text else ())


def paragraph(label: str, *sentences: Sentence, tone: str = "") -> Sentence:
    """Whole sentences one after the other; those without a word are left out."""
    told = [sentence.parts for sentence in sentences if sentence.parts]
    spaced = [part for at, parts in enumerate(told) for part in (*((Part(text=" "),) if at else ()), *parts)]
    return Sentence(label=label, parts=tuple(_merged(spaced)), tone=tone)


def _parts(message: str, fields: Mapping[str, Piece]) -> Iterator[Part]:
    """The message piece by piece."""
    for before, name, _, _ in string.Formatter().parse(message):
        yield Part(text=before)
        if name is None:
            continue
        found = fields[name]
        if isinstance(found, Sentence):
            yield from found.parts
        else:
            yield found if isinstance(found, Part) else Part(text=retold(found))


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """The same text, neighbours without emphasis in one."""
    plain = ""
    for part in parts:
        if not part.strong:
            plain += part.text
        elif part.text:
            if plain:
                yield Part(text=plain)
            yield part
            plain = ""
    if plain:
        yield Part(text=plain)


def words(title: str, *, minor: bool = False, prose: bool = False) -> Column:
    """A column of words."""
    return Column(title=title, number=False, minor=minor, prose=prose)


def figures(title: str, unit: str = "", *, minor: bool = False) -> Column:
    """A column of figures."""
    return Column(title=title, unit=unit, number=True, minor=minor)


def row(*cells: str, tone: str = "") -> Row:
    """A row of texts."""
    return Row(cells=cells, tone=tone)
