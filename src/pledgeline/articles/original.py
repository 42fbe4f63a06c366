"""The text as it came, and a plain form of it that the grammar reads; every place in one leads back to the other.

Plain: compatibility forms composed (NFKC, character by character), any space a
space, any line end a line feed, typographic apostrophes, hyphens and minus
signs their typewriter forms; soft hyphens, zero-width characters, marks of
writing direction and raised figures (notes) dropped. Only the places where the
two differ in length are remembered, so the cost is that of one pass.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

_DROPPED = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
    "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
)
_KEPT = frozenset("½¼¾")  # a numeral reads them; their compatibility form would glue 1½ into 11/2
_TYPEWRITER = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\uff02", '"'),
    **dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
}
_LINE_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Original:
    """A text and its plain form; `span` leads from the plain form to the text."""

    text: str
    plain: str
    _plain_ends: list[int] = field(repr=False)  # where in the plain text a piece of another length ends
    _plain_widths: list[int] = field(repr=False)
    _text_ends: list[int] = field(repr=False)
    _text_widths: list[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text the plain characters from `start` to `end` (at least one) stand."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, at: int) -> tuple[int, int]:
        """First and last (exclusive) character of the text that the plain character `at` came from."""
        piece = bisect_right(self._plain_ends, at)
        if piece < len(self._plain_ends) and at >= self._plain_ends[piece] - self._plain_widths[piece]:
            end = self._text_ends[piece]
            return end - self._text_widths[piece], end
        if piece:
            at += self._text_ends[piece - 1] - self._plain_ends[piece - 1]
        return at, at + 1


def original(text: str) -> Original:
    """The text with its plain form; linear in its length."""
    strange = _strange(text)
    if strange is None:
        return Original(text, text, [], [], [], [])
    parts: list[str] = []
    found = Original(text, "", [], [], [], [])
    done = length = 0
    for match in strange.finditer(text):
        piece = _plain(match[0])
        parts += (text[done : match.start()], piece)
        length += match.start() - done + len(piece)
        done = match.end()
        if len(piece) != done - match.start():
            found._plain_ends.append(length)  # noqa: SLF001  the record is being built here
            found._plain_widths.append(len(piece))  # noqa: SLF001
            found._text_ends.append(done)  # noqa: SLF001
            found._text_widths.append(done - match.start())  # noqa: SLF001
    parts.append(text[done:])
    ends = (found._plain_ends, found._plain_widths, found._text_ends, found._text_widths)  # noqa: SLF001
    return Original(text, "".join(parts), *ends)


def _strange(text: str) -> re.Pattern[str] | None:
    """What finds every piece of the text that has another plain form; None where all of it is plain."""
    used = set(text)
    marks = "".join(re.escape(sign) for sign in sorted(used) if unicodedata.combining(sign))
    alone = "".join(re.escape(sign) for sign in sorted(used) if _plain(sign) != sign)
    ways = [_LINE_END] if "\r" in used else []
    dropped = "".join(re.escape(sign) for sign in sorted(used & _DROPPED))
    ways += [f"[^{marks}{dropped}\\s][{marks}]+"] if marks else []
    ways += [f"[{alone}]"] if alone else []
    return re.compile("|".join(ways)) if ways else None


def _plain(piece: str) -> str:
    """The plain form of one character, of one with its accents, or of a line end of two."""
    if piece == _LINE_END:
        return "\n"
    if piece in _DROPPED:
        return ""
    if piece in _KEPT or piece == "\t":
        return piece
    if piece in _TYPEWRITER:
        return _TYPEWRITER[piece]
    if len(piece) == 1 and unicodedata.category(piece) == "Zs":
        return " "
    return unicodedata.normalize("NFKC", piece)
