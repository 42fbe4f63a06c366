"""A language that marks what passes through the catalogue, so that a test sees the words which do not.

`{group} owes {debt}.` is told as `{group}⟦ owes ⟧{debt}⟦.⟧`: the fields stay outside the brackets, so that a word
which slips into a sentence through a field is seen too. Numbers and dates are written as in English, and their few
words (`bn`, `September`, `business days`) are allowed everywhere.
"""

from __future__ import annotations

import json
import re
from gettext import NullTranslations
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pledgeline.language.spoken import Tongue
from pledgeline.units.text import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIELD = re.compile(r"(\{[A-Za-z_]\w*(?:![rsa])?(?::[^{}]*)?\})")
_TOLD = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIGURE_WORDS = (
    *ENGLISH.months, *ENGLISH.months_short, *(sign for _, sign in ENGLISH.scales), ENGLISH.unknown, ENGLISH.infinite,
    *(text for _, *texts in ENGLISH.spans for text in texts), ENGLISH.per_share, "USD", "EUR", "JPY", "GBP", "LTV",
    "NAV", "Pledgeline",
)  # fmt: skip
_READ_ATTRIBUTES = {"alt", "title", "aria-label", "placeholder", "data-label"}
_UNREAD_ELEMENTS = {"script", "style"}
_UNREAD_KEYS = {"kind", "tone", "level", "code", "id", "type", "key", "anchor"}  # of a drawing: names of its own


class Pseudo(NullTranslations):
    """A catalogue that puts every message between brackets."""

    def gettext(self, message: str) -> str:
        """The message, its words in brackets and its fields outside of them."""
        return "".join(
            piece if _FIELD.fullmatch(piece) else f"⟦{piece}⟧" for piece in _FIELD.split(message) if piece
        )  # fmt: skip

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The message that suits the number, in brackets."""
        return self.gettext(one if number == 1 else many)


PSEUDO = Tongue(code="en", sentences=Pseudo())


def outside(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """The words of a text that did not pass through the catalogue, once each, in their order.

    `allowed` are names of the case (whole phrases may be given); where the text is an HTML file, what a reader sees
    or hears of it is searched, and the words of its drawings.
    """
    shown = "\n".join(read(text)) if re.match(r"\s*<(!doctype|html)\b", text, re.IGNORECASE) else text
    rest = _TOLD.sub(" ", shown)
    names = sorted({*filter(None, allowed), *_FIGURE_WORDS}, key=len, reverse=True)
    rest = re.sub(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, names))})(?![^\W\d_])", " ", rest)
    return list(dict.fromkeys(_WORD.findall(rest)))


def read(html: str) -> list[str]:
    """What a reader sees or hears of an HTML file: its text, the attributes read aloud, the words of its drawings."""
    reader = _Reader()
    reader.feed(html)
    return reader.texts


class _Reader(HTMLParser):
    """Gathers texts; `code` elements are names of the case or formulas, and are passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.json = False
        self.broken = False  # a line may break here, within a word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Text of attributes that are read aloud."""
        given = dict(attrs)
        self.broken = tag == "wbr"
        self.json = tag == "script" and given.get("type") == "application/json"
        if tag in {*_UNREAD_ELEMENTS, "code"}:
            self.open.append(tag)
        self.texts += [unescape(text) for name, text in attrs if name in _READ_ATTRIBUTES and text]

    def handle_endtag(self, tag: str) -> None:
        """The end of an element that is passed over."""
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Text, or the numbers and words of a drawing."""
        if self.json and self.open and data.strip():
            self.texts += _words(json.loads(data))
        elif self.broken and self.texts and not self.open:
            self.texts[-1] += data
        elif not self.open:
            self.texts.append(data)
        self.broken = False


def _words(drawing: object) -> Iterator[str]:
    """Every text of a drawing but its own names and its `Language`."""
    if isinstance(drawing, str):
        yield drawing
    elif isinstance(drawing, list):
        for each in drawing:
            yield from _words(each)
    elif isinstance(drawing, dict):
        for key, each in drawing.items():
            if key not in _UNREAD_KEYS and key != "language":
                yield from _words(each)
