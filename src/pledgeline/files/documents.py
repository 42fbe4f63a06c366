"""The documents of a case that lie beside it: their text, checked by its hash, and the places that citations name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.articles.original import Original, original
from pledgeline.errors import CaseError, Problem
from pledgeline.files.findings import place_of
from pledgeline.files.imports import local_path
from pledgeline.files.nodes import Scalar, find
from pledgeline.files.text_file import read_bytes
from pledgeline.language.saying import said
from pledgeline.units.literal import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.source import Source
    from pledgeline.files.nodes import Table

# signs of one length that quotations may set otherwise; offsets stay
_TYPESET = str.maketrans({"«": '"', "»": '"', "‹": "'", "›": "'", "‚": "'", "–": "-", "—": "-"})  # noqa: RUF001  the signs themselves
_PARAGRAPH, _PAGE, _CHARACTERS = (re.compile(form) for form in (r"p([0-9]+)", r"page *([0-9]+)", r"c([0-9]+)-([0-9]+)"))
_PAGE_BREAK = "\f"
Stretch = tuple[int, int]  # characters from the first up to but not including the second


class NoPlace(ValueError):
    """A locator that leads out of its document; the message, a text that is `said`, says how far the document goes."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source, searched without regard to its spaces and typographic quotes."""

    text: Original

    def find(self, passage: str, within: Stretch | None = None) -> Stretch | None:
        """Where a passage stands in the text as it came, in a stretch of it if given; None where it does not."""
        words = original(passage).plain.translate(_TYPESET).split()
        if not words:
            return None
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        for match in pattern.finditer(self.text.plain.translate(_TYPESET)):
            start, end = self.text.span(*match.span())
            if within is None or (within[0] <= start and end <= within[1]):
                return start, end
        return None

    def stretch(self, locator: str) -> Stretch | None:
        """The characters that a locator names; None for one that is a note to a reader. Raises NoPlace."""
        if found := _PARAGRAPH.fullmatch(locator):
            return _nth(list(_paragraphs(self.text.text)), int(found[1]), locator, said("paragraphs"))
        if found := _PAGE.fullmatch(locator):
            return _nth(list(_pages(self.text.text)), int(found[1]), locator, said("pages"))
        if found := _CHARACTERS.fullmatch(locator):
            start, end = int(found[1]), int(found[2])
            if not start < end <= len(self.text.text):
                raise NoPlace(
                    said(
                        "{locator} is no place in it: it has {number} characters",
                        locator=locator,
                        number=len(self.text.text),
                    )
                )
            return start, end
        return None


def _nth(stretches: list[Stretch], number: int, locator: str, noun: str) -> Stretch:
    if not 1 <= number <= len(stretches):
        what = said(
            "{locator} is no place in it: it has {number} {things}", locator=locator, number=len(stretches), things=noun
        )
        raise NoPlace(what)
    return stretches[number - 1]


def _paragraphs(text: str) -> Iterator[Stretch]:
    """Blocks between blank lines; in a text without blank lines, its lines."""
    blank = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)\s*")  # atomic: a CRLF is one end of a line
    between = blank if blank.search(text.strip()) else re.compile(r"(?:\r\n|[\r\n])+")
    return _pieces(text, between)


def _pages(text: str) -> Iterator[Stretch]:
    return _pieces(text, re.compile(_PAGE_BREAK))


def _pieces(text: str, between: re.Pattern[str]) -> Iterator[Stretch]:
    """The stretches between separators that hold anything."""
    start = 0
    for end, following in (*((found.start(), found.end()) for found in between.finditer(text)), (len(text), len(text))):
        if text[start:end].strip():
            yield start, end
        start = following


def is_place(locator: str) -> bool:
    """Whether a locator names a place that can be looked up, rather than being a note to a reader."""
    return any(form.fullmatch(locator) for form in (_PARAGRAPH, _PAGE, _CHARACTERS))


class Documents:
    """The local documents of a case, each read when it is first needed."""

    def __init__(self, sources: dict[str, Source], root: Table) -> None:
        """Those of the sources that name a file."""
        self._root = root
        self._sources = {key: source for key, source in sources.items() if source.file is not None}
        self._texts: dict[str, SourceText | None] = {}
        self.problems: list[Problem] = []

    def __bool__(self) -> bool:
        """Whether any source names a document."""
        return bool(self._sources)

    def __contains__(self, key: object) -> bool:
        """Whether a source has a document."""
        return key in self._sources

    def look(self) -> None:
        """Make sure that every document is there; one that is not is then among the problems."""
        for key, source in self._sources.items():
            path = self._path(key, source)
            if path is not None and not path.is_file():
                self._texts[key] = None
                what = said("{file}: there is no such file", file=source.file)
                self._refuse(key, "file", what, said("correct the path, or leave file: out"))

    def _path(self, key: str, source: Source) -> Path | None:
        """Where a document lies; None where it is no file relative to the case, which is then among the problems."""
        written = source.file or ""
        at = find(self._root, ("sources", key, "file"))
        path = local_path(written, at.node.source.folder if isinstance(at.node, Scalar) else ".")
        if path is None:
            self._texts[key] = None
            what = said("'{text}' is not a file relative to this one", text=shorten(written))
            self._refuse(key, "file", what, said("write a path such as sources/a.txt"))
        return path

    def text(self, key: str) -> SourceText | None:
        """The text of a source; None where it cannot be read, which is then among the problems."""
        if key not in self._texts:
            self._texts[key] = self._read(key, self._sources[key])
        return self._texts[key]

    def _read(self, key: str, source: Source) -> SourceText | None:
        written, path = source.file or "", self._path(key, source)
        if path is None:
            return None
        try:
            content = read_bytes(path)
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            what = said("{file} is not text in UTF-8", file=Path(written).name)
            self._refuse(key, "file", what, said("save the text of the document, and name that file"))
            return None
        except CaseError as error:
            what = said("{file}: {what}", file=written, what=error.problems[0].what)
            self._refuse(key, "file", what, error.problems[0].remedy)
            return None
        if source.sha256 is not None and hashlib.sha256(content).hexdigest() != source.sha256:
            what = said("{file} is not the text that was read: its SHA-256 is another", file=written)
            remedy = said(
                "put that text back, or check every quotation and write sha256: {hash}",
                hash=hashlib.sha256(content).hexdigest(),
            )
            self._refuse(key, "sha256", what, remedy)
        return SourceText(original(text))

    def _refuse(self, key: str, field: str, what: str, remedy: str) -> None:
        place = place_of(find(self._root, ("sources", key, field)))
        self.problems.append(Problem(where=place, what=what, remedy=remedy, key=f"sources.{key}.{field}"))
