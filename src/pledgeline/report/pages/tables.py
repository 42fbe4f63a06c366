"""Tables, facts and sentences: the parts that every page is made of."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def strong(text: str) -> Part:
    """A figure that the eye should find."""
    return Part(text=text, strong=True)


def sentence(label: str, *pieces: str | Part, tone: str = "") -> Sentence:
    """A sentence from plain text and strong figures."""
    parts = tuple(Part(text=piece) if isinstance(piece, str) else piece for piece in pieces)
    return Sentence(label=label, parts=tuple(part for part in parts if part.text), tone=tone)


def phrase(label: str, message: str, /, *, tone: str = "", **fields: str | Part) -> Sentence:
    """A sentence from one message, its strong figures among the fields, in the language spoken here.

    Raises KeyError where the message names a field that is not given.
    """
    return Sentence(label=label, parts=tuple(_parts(spoken().sentences.gettext(message), fields)), tone=tone)


def _parts(message: str, fields: dict[str, str | Part]) -> Iterator[Part]:
    """The message piece by piece; neighbouring pieces without emphasis are one."""
    plain = ""
    for before, name, _, _ in string.Formatter().parse(message):
        plain += before
        if name is None:
            continue
        found = fields[name]
        if isinstance(found, Part) and found.strong:
            if plain:
                yield Part(text=plain)
            plain = ""
            if found.text:
                yield found
        else:
            plain += found.text if isinstance(found, Part) else found
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
