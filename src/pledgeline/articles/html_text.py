"""The text of a web page, as a reader sees it: without scripts, styles and menus, one block a paragraph.

The standard library's parser takes time in proportion to the square of what
hostile pages repeat, and stops at some of them. What is needed here is less
than it does: where tags begin and end, and nothing is ever an error.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from pledgeline.articles.phrases import set_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_DROPPED = set_of("nav template noscript svg button select iframe object")
_RAW = set_of("script style textarea title")  # hold no tags, and nothing to read
_VOID = set_of("area base br col embed hr img input link meta source track wbr")
_BREAKS = set_of(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 head header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_DATED = frozenset({"article:published_time", "date", "dc.date", "dc.date.issued", "datepublished", "pubdate"})
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_QUOTED_TAG = re.compile(r"""</?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*+>""")
_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]++)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]++))?+""")
_LONGEST_TAG = 2_000  # characters within which quotes are minded; beyond, a tag ends at the next >


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's text; its language (`fr`, `en`, …) and day where it states them."""

    text: str
    language: str = ""
    dated: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    name: str
    closing: bool
    stated: dict[str, str]


def page_of(html: str) -> Page:
    """The page that this HTML describes; bad HTML gives what a lenient browser would show. Linear in its length."""
    page = _Reader()
    for piece in _pieces(html):
        if isinstance(piece, str):
            page.text(piece)
        elif piece.closing:
            page.close(piece.name)
        else:
            page.open(piece)
    return page.page()


class _Reader:
    """Collects the blocks of a page and what it states of itself."""

    def __init__(self) -> None:
        self._language = ""
        self._dated: dt.date | None = None
        self._blocks: list[list[str]] = [[]]
        self._dropped = ""  # the open element that is not read
        self._depth = 0  # how many of its name are open

    def page(self) -> Page:
        blocks = (_SPACE.sub(" ", "".join(block)).strip() for block in self._blocks)
        return Page(text="\n\n".join(filter(None, blocks)), language=self._language, dated=self._dated)

    def text(self, text: str) -> None:
        if not self._dropped:
            self._blocks[-1].append(unescape(text))

    def open(self, tag: _Tag) -> None:
        self._states(tag)
        if self._dropped:
            self._depth += tag.name == self._dropped
        elif tag.name in _DROPPED or ("hidden" in tag.stated and tag.name not in _VOID):
            self._dropped, self._depth = tag.name, 1
        elif tag.name in _BREAKS:
            self._blocks.append([])

    def close(self, name: str) -> None:
        if self._dropped:
            self._depth -= name == self._dropped
            if not self._depth:
                self._dropped = ""
        elif name in _BREAKS:
            self._blocks.append([])

    def _states(self, tag: _Tag) -> None:
        """What the page says of its language and its day."""
        if tag.name == "html":
            self._language = tag.stated.get("lang", "")[:2].casefold()
        named = next((tag.stated[key] for key in ("property", "name", "itemprop") if key in tag.stated), "")
        if self._dated is None and named.casefold() in _DATED:
            self._dated = _day(tag.stated.get("content") or tag.stated.get("datetime") or "")


def _pieces(html: str) -> Iterator[str | _Tag]:
    """Texts and tags in their order; comments and raw elements left out."""
    done = 0
    while (start := html.find("<", done)) >= 0:
        yield html[done:start]
        done, tag = _markup(html, start)
        if tag is not None:
            yield tag
        elif done == start + 1:
            yield "<"
    yield html[done:]


def _markup(html: str, start: int) -> tuple[int, _Tag | None]:
    """Where the markup that begins here ends, and the tag that it is."""
    if html.startswith("<!--", start):
        return _after(html, "-->", start), None
    if html.startswith(("<!", "<?"), start):
        return _after(html, ">", start), None
    named = _NAME.match(html, start)
    if named is None:
        return start + 1, None  # less than
    quoted = _QUOTED_TAG.match(html, start, start + _LONGEST_TAG)
    end = quoted.end() if quoted else _after(html, ">", start)
    tag = _Tag(name=named[2].casefold(), closing=bool(named[1]), stated=_stated(html, named.end(), end))
    if tag.name in _RAW and not tag.closing:
        closing = re.compile(f"</{tag.name}", re.IGNORECASE).search(html, end)
        return (closing.start() if closing else len(html)), None
    return end, tag


def _after(html: str, sign: str, start: int) -> int:
    """The place after the next such sign; the end of the page where there is none."""
    found = html.find(sign, start)
    return found + len(sign) if found >= 0 else len(html)


def _stated(html: str, start: int, end: int) -> dict[str, str]:
    """The attributes of a tag, those of its first characters."""
    found = _ATTRIBUTE.finditer(html, start, min(end, start + _LONGEST_TAG) - 1)
    return {match[1].casefold(): unescape((match[2] or "").strip("\"'")) for match in found}


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return dt.date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
