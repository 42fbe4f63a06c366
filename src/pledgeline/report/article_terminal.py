"""Articles on a terminal: each passage with what was found in it, marked, and under it what it says."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from pledgeline.language.saying import say, say_each
from pledgeline.report.console import page_width, print_page
from pledgeline.report.pages.article_words import UNSEEN
from pledgeline.report.pages.wording import whole
from pledgeline.report.terminal_tables import heading, safe

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pledgeline.report.pages.article import ArticlePage, ArticleSection, Card, Paragraph

STYLES = {
    "money": "green",
    "share_price": "green",
    "jobs": "yellow",
    "shares": "yellow",
    "power": "magenta",
    "energy": "magenta",
    "percent": "cyan",
    "date": "blue",
    "remark": "red",
}
MOST = 200  # paragraphs of one article
LONGEST = 700  # characters of a passage around its marks
_CONTEXT = 160  # characters before the first mark and behind the last one, in a longer one


def render_articles(page: ArticlePage, console: Console) -> None:
    """Print articles; colours and width are the console's own."""
    print_page(articles_body(page, page_width(console)), console)


def articles_body(page: ArticlePage, width: int) -> Group:
    """Everything that is printed, in order."""
    parts: list[RenderableType] = []
    for article in page.articles:
        parts += [heading(safe(article.title)), *_article(article, width), Text()]
    parts.append(Text(safe(page.line), style="dim"))
    return Group(*parts)


def _article(article: ArticleSection, width: int) -> list[RenderableType]:
    known = " · ".join(say("{term}: {text}", term=term, text=text) for term, text in article.facts)
    parts: list[RenderableType] = [Text(safe(known), style="dim")]
    parts += [Text(safe(caution), style="red") for caution in article.cautions]
    by_paragraph: dict[int, list[Card]] = {}
    for card in article.cards:
        by_paragraph.setdefault(card.paragraph, []).append(card)
    widths = _widths(article.cards, width)
    marked = [each for each in article.paragraphs if each.number in by_paragraph or each.marked]
    for paragraph in marked[:MOST]:
        cards = by_paragraph.get(paragraph.number, [])
        parts += [Text(), _passage(paragraph), Padding(_cards(cards, widths), (0, 0, 0, 5))]
    if len(marked) > MOST:
        rest = len(marked) - MOST
        more = say_each(
            rest,
            "{n} more paragraph with facts is shown by --html and --json.",
            "{n} more paragraphs with facts are shown by --html and --json.",
            n=whole(rest),
        )
        parts += [Text(), Text(more, style="bold")]
    return parts


def _passage(paragraph: Paragraph) -> Grid:
    """The paragraph, its marks coloured by kind and underlined."""
    text = Text()
    for piece in _shortened(paragraph):
        style = f"{STYLES[piece[1]]} underline" if piece[1] else ""
        text.append(piece[0], style=style)
    drawn = Grid.grid(padding=(0, 1, 0, 0))
    drawn.add_column(width=4, style="dim")
    drawn.add_column(overflow="fold")
    drawn.add_row(Text(f"¶{paragraph.number}"), text)
    return drawn


def _shortened(paragraph: Paragraph) -> list[tuple[str, str]]:
    """The pieces of a paragraph with their kinds, on one line; a long one without what lies far from its marks."""
    pieces = [(_plain(piece.text), piece.kind) for piece in paragraph.pieces]
    if sum(len(text) for text, _ in pieces) <= LONGEST:
        return pieces
    shown = []
    for at, (text, kind) in enumerate(pieces):
        if kind or len(text) <= 2 * _CONTEXT:
            shown.append((text, kind))
            continue
        head = text[:_CONTEXT].rstrip() if at else ""
        tail = text[-_CONTEXT:].lstrip() if at < len(pieces) - 1 else ""
        shown.append((f"{head} … {tail}".strip() if head and tail else f"{head} …" if head else f"… {tail}", kind))
    return shown


def _plain(text: str) -> str:
    """A text on one line: no sign that nobody sees, nothing that steers a terminal."""
    line = "".join(" " if sign.isspace() else sign for sign in text if sign not in UNSEEN)
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) == "Cc" else sign for sign in line)


def _cards(cards: list[Card], widths: tuple[int, int, int]) -> Group:
    """What the passages say: what, value, status and notes; what to be wary of under each."""
    parts: list[RenderableType] = []
    for card in cards:
        drawn = Grid.grid(padding=(0, 2, 0, 0))
        for width in widths:
            drawn.add_column(width=width)
        drawn.add_column(overflow="fold")
        notes = Text(safe(", ".join(card.notes)), style="dim")
        drawn.add_row(
            Text(card.what, style=STYLES[card.kind]), Text(card.value, style="bold"), Text(card.status), notes
        )
        parts.append(drawn)
        parts += [Padding(Text(safe(trap), style="red"), (0, 0, 0, widths[0] + 2)) for trap in card.traps]
    return Group(*parts)


def _widths(cards: tuple[Card, ...], width: int) -> tuple[int, int, int]:
    """Columns as wide as their longest text, the same for all passages of an article."""
    what, value, status = (
        max((len(text) for text in texts), default=0)
        for texts in ([card.what for card in cards], [card.value for card in cards], [card.status for card in cards])
    )
    return what, min(value, width // 3), status
