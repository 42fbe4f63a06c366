"""Entries added to a section of a case file; every other byte of the file stays as it is.

Where an entry goes is found from the events of the YAML parser. That the file
then says what it said before, and the new entries, is proven by reading it
again: the first way to write the entries for which that holds is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.nodes import SourceText, plain
from pledgeline.files.text_file import decode
from pledgeline.files.yaml_places import places_of
from pledgeline.files.yaml_text import parse_yaml
from pledgeline.files.yaml_writing import block, inline, quoted
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.files.nodes import Plain
    from pledgeline.files.yaml_places import Section

_BOM = b"\xef\xbb\xbf"


class Insertion(NamedTuple):
    """A text, and the offset in the file (without its byte-order mark) where it is put."""

    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addition:
    """Entries by id, and the section they belong to."""

    section: str
    entries: Mapping[str, Plain]


def with_entries(content: bytes, section: str, entries: Mapping[str, Plain], *, name: str = "<text>") -> bytes:
    """The file with entries added to a section, which is made where the file has none.

    Raises `CaseError` where the file is no mapping, holds one of the ids already, or is written so that nothing can be
    added without changing what it says.
    """
    mark = _BOM if content.startswith(_BOM) else b""
    text = decode(content, name, ".").text
    before = _content(text, name)
    addition = _Addition(section=section, entries=entries)
    wanted = _extended(before, addition)
    if wanted is None:
        what = said("the section '{section}' cannot be added to", section=section)
        raise CaseError([Problem(where=Place(file=name), what=what, remedy=_BY_HAND)])
    for one in _ways(text, addition):
        edited = text[: one.at] + one.text + text[one.at :]
        if _same(edited, wanted, name):
            return mark + edited.encode("utf-8")
    what = said("nothing can be added to '{section}' without changing the rest of the file", section=section)
    raise CaseError([Problem(where=Place(file=name), what=what, remedy=_BY_HAND)])


_BY_HAND = said("write the section on lines of its own, by hand")


def _content(text: str, name: str) -> dict[str, Plain]:
    problems: list[Problem] = []
    found = plain(parse_yaml(SourceText(name, ".", text), problems))
    if problems or not isinstance(found, dict):
        raise CaseError(problems)
    return found


def _extended(before: dict[str, Plain], addition: _Addition) -> dict[str, Plain] | None:
    """What the file is to say; None where the section is no mapping, or holds one of the ids."""
    held = before.get(addition.section, {})
    if not isinstance(held, dict) or held.keys() & addition.entries.keys():
        return None
    return {**before, addition.section: {**held, **addition.entries}}


def _same(edited: str, wanted: dict[str, Plain], name: str) -> bool:
    """Whether a text says what is wanted, in any order of its keys."""
    try:
        return _content(edited, name) == wanted
    except CaseError:
        return False


def _ways(text: str, addition: _Addition) -> Iterator[Insertion]:
    """Ways to write the entries, the most readable first."""
    shape = places_of(text)
    if shape is None:
        return
    section = shape.sections.get(addition.section)
    if section is not None and section.flow:
        yield _in_flow(section, addition.entries, json_only=shape.json)
    elif section is not None:
        lines = list(block(dict(addition.entries), " " * section.indent))
        yield from _as_lines(text, lines, (section.after, section.start))
    elif shape.flow:
        whole = {addition.section: dict(addition.entries)}
        yield _in_flow(shape.whole, whole, json_only=shape.json)
    else:
        indent = " " * shape.whole.indent
        lines = list(block({addition.section: dict(addition.entries)}, indent))
        yield from _as_lines(text, ["", *lines], (len(text), shape.whole.after, shape.whole.start))


def _in_flow(section: Section, entries: Mapping[str, Plain], *, json_only: bool) -> Insertion:
    """Entries within braces: after the last that stands there."""
    write = quoted if json_only else _plain_key
    pairs = ", ".join(f"{write(key)}: {inline(inner, json_only=json_only)}" for key, inner in entries.items())
    return Insertion(section.after, f", {pairs}" if section.filled else pairs)


def _plain_key(key: str) -> str:
    return inline(key)


def _as_lines(text: str, lines: list[str], places: tuple[int, ...]) -> Iterator[Insertion]:
    """Entries on lines of their own, at each of several places."""
    for at in places:
        end = _line_end(text, at)
        written = "".join(f"{line}{end}" for line in lines)
        open_line = at > 0 and text[at - 1] not in "\r\n\x85\u2028\u2029"
        yield Insertion(at, end + written.removesuffix(end) if open_line else written)


def _line_end(text: str, at: int) -> str:
    """How the line before a place ends; where it has no end, how the first line of the file does."""
    before, whole = text[:at].splitlines(keepends=True), text.splitlines(keepends=True)
    for line in (*before[-1:], *before[-2:-1], *whole[:1]):
        for end in ("\r\n", "\n", "\r"):
            if line.endswith(end):
                return end
    return "\n"
