"""Where sentences begin and end.

A sentence ends at its full stop, at an empty line, and at the end of a line
unless the line was wrapped there: text is taken for wrapped where the first
word of the next line would not have fitted on this one, and throughout a
paragraph most of whose lines break off and go on in small letters. A full stop after an
abbreviation or an initial ends nothing; one with a capital glued to it does.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.articles.phrases import set_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NARROWEST_WRAP, _WIDEST_WRAP = 40, 120
_LONGEST = 4_000  # characters; a text without full stops is cut at a space so that no sentence is endless
_STOP = re.compile(r"(?<![.!?…])[.!?…]++(?: ?»|[\"»)\]])*(?:\s+|(?=[\"«(]?[A-ZÀ-Þ][a-zà-ÿ'])|$)")
_LAST_WORD = re.compile(r"([^\s(\"«']+)$")
_CLOSED = re.compile(r"[.!?:;…][\"»)\]]*\s*$")
_STOPPED = re.compile(r"[a-zà-ÿ0-9][.!][\"»)]?\s*$")
_FEWEST_BROKEN = 4  # words of a line that breaks off: fewer may be a heading
_SMALL = re.compile(r"\s*[a-zà-ÿ]")
_GOES_ON = re.compile(r"\s*[a-zà-ÿ0-9$€£¥]")
_ITEM = re.compile(r"\s*(?:[-–—•*·]|[0-9]{1,2}[.)])\s")
_SPACE = re.compile(r"\s")
_CUTS = tuple(map(re.compile, (r"[,;:](?=\s)", r"(?<![0-9])\s(?![0-9])", r"(?<![0-9])\s", r"\S(?=\s)")))
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\S\n]*(?=\S)[^\n]+)*")
_ABBREVIATIONS = set_of(
    "m mm mme mlle mr mrs ms dr st ste prof gen gov sen rep no vs inc ltd corp co cie bros approx env est al cf fig art"
    " jan janv feb févr fév mar avr apr jun jul juil aug août sep sept oct nov dec déc ex p pp vol u.s u.k u.n e.g i.e"
)


def sentences(plain: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of a plain text, without the space around them."""
    for paragraph in _PARAGRAPH.finditer(plain):
        for start, end in _blocks(plain, *paragraph.span()):
            for first, last in _stops(plain, start, end):
                yield from _bounded(plain, first, last)


def _blocks(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The pieces of a paragraph between line ends that are no wrapping."""
    lines = plain[start:end].split("\n")
    width = max(map(len, lines))
    running = _runs_on(lines)
    first = at = start
    for line, following in pairwise(lines):
        at += len(line) + 1
        if not (_wrapped(line, following, width) or (running and not _ITEM.match(following))):
            yield first, at - 1
            first = at
    yield first, end


def _runs_on(lines: list[str]) -> bool:
    """Whether at least half of the lines of a paragraph break off, to go on in small letters or with a figure."""
    following = [then for line, then in pairwise(lines) if not _CLOSED.search(line)]
    goes_on = sum(_GOES_ON.match(then) is not None for then in following)
    small = any(map(_SMALL.match, following)) or (len(lines) > 1 and _broke_off(lines[-2], lines[-1]))
    return small and 2 * goes_on >= len(lines) - 1


def _broke_off(line: str, last: str) -> bool:
    """Whether the last line of a paragraph, which begins with a figure, ends the sentence of the line before it."""
    words = line.split()
    unfinished = len(words) >= _FEWEST_BROKEN and words[-1].isalpha() and words[-1].islower()
    return unfinished and _STOPPED.search(last) is not None


def _wrapped(line: str, following: str, width: int) -> bool:
    word = following.split(maxsplit=1)[0]
    return _NARROWEST_WRAP <= width <= _WIDEST_WRAP and len(line.rstrip()) + 1 + len(word) > width - 2


def _stops(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in _STOP.finditer(plain, start, end):
        if _ends(plain, stop, first, end):
            yield first, stop.end()
            first = stop.end()
    yield first, end


def _ends(plain: str, stop: re.Match[str], first: int, end: int) -> bool:
    """Whether this full stop is one."""
    following = plain[stop.end() : stop.end() + 1]
    if stop.end() >= end or not stop[0].startswith("."):
        return not (following.islower() and stop.end() < end)
    word = _LAST_WORD.search(plain, max(first, stop.start() - 20), stop.start())
    before = word[1].casefold() if word else ""
    glued = not stop[0][-1].isspace()
    if glued and (len(before) < 3 or not before[-3:].isalnum()):  # noqa: PLR2004  J.Smith, S.A.Bank
        return False
    if before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha()):
        return False
    return not following.islower()


def _bounded(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence without the space around it; in pieces where it is longer than any sentence is."""
    while end - start > _LONGEST:
        cut = _cut(plain, start, end)
        if cut - start <= _LONGEST:  # what has no space for longer is no text
            yield from _tidy(plain, start, cut)
        start = cut
    if end - start <= _LONGEST:
        yield from _tidy(plain, start, end)


def _cut(plain: str, start: int, end: int) -> int:
    """Where to cut an endless sentence: after a comma, else at a space beside no digit, else at any there is."""
    window = plain[start : start + _LONGEST]
    for place in _CUTS:
        last = max((found.end() for found in place.finditer(window)), default=0)
        if last:
            return start + last
    space = _SPACE.search(plain, start + _LONGEST, end)
    return space.start() if space else end


def _tidy(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = plain[start:end]
    first = start + len(text) - len(text.lstrip())
    last = end - (len(text) - len(text.rstrip()))
    if first < last:
        yield first, last
