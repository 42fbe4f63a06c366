"""The text of a web page, as a reader sees it: without scripts, styles and menus, one block a paragraph."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from pledgeline.articles.phrases import set_of

_DROPPED = set_of("script style nav template noscript svg title button select textarea iframe object")
_VOID = set_of("area base br col embed hr img input link meta source track wbr")
_BLOCKS = set_of(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_DATED = frozenset({"article:published_time", "date", "dc.date", "dc.date.issued", "datepublished", "pubdate"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's text; its language (`fr`, `en`, …) and day where it states them."""

    text: str
    language: str = ""
    dated: dt.date | None = None


def page_of(html: str) -> Page:
    """The page that this HTML describes; bad HTML gives what a lenient browser would show. Linear in its length."""
    parser = _PageParser()
    parser.feed(html)
    parser.close()
    return Page(text=parser.text(), language=parser.language, dated=parser.dated)


class _PageParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.dated: dt.date | None = None
        self._blocks: list[list[str]] = [[]]
        self._dropped: list[str] = []  # the open elements that are not read, the outermost first

    def text(self) -> str:
        blocks = (_SPACE.sub(" ", "".join(block)).strip() for block in self._blocks)
        return "\n\n".join(block for block in blocks if block)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        self._states(tag, stated)
        if tag in _VOID:
            self._blank(tag)
        elif self._dropped or tag in _DROPPED or "hidden" in stated:
            if not self._dropped or tag == self._dropped[-1]:
                self._dropped.append(tag)
        elif tag in _BLOCKS:
            self._blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag == self._dropped[-1]:
                self._dropped.pop()
        elif tag in _BLOCKS:
            self._blocks.append([])

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._blocks[-1].append(data)

    def _blank(self, tag: str) -> None:
        if not self._dropped and tag in {"br", "hr"}:
            self._blocks.append([])

    def _states(self, tag: str, stated: dict[str, str]) -> None:
        """What the page says of its language and its day."""
        if tag == "html":
            self.language = stated.get("lang", "")[:2].casefold()
        named = (stated.get("property") or stated.get("name") or stated.get("itemprop") or "").casefold()
        if self.dated is None and named in _DATED:
            self.dated = _day(stated.get("content") or stated.get("datetime") or "")


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
