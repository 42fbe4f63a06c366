"""Articles as a page: the text with its passages marked, the facts beside it, the traps in sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.article_words import (
    KINDS,
    cautions_of,
    notes_of,
    shown,
    trap_of,
    traps_of,
    value_text,
)
from pledgeline.report.pages.sources import STATUSES
from pledgeline.report.pages.wording import long_date, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.articles.collection import Compared, ReadArticle
    from pledgeline.articles.fact import Fact, Reading, Remark
    from pledgeline.errors import Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text; `kind` and `number` are those of the mark it lies in, `first` where that mark begins."""

    text: str
    kind: str = ""
    number: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the text with its number."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The paragraph without its marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def marked(self) -> bool:
        """Whether anything was found in it."""
        return any(piece.kind for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A fact, or a remark (`kind` is then `remark`): what it says, and what to be wary of."""

    number: str  # `2-7`: the seventh of the second article
    kind: str
    what: str
    value: str
    status: str
    quote: str
    notes: tuple[str, ...]
    traps: tuple[str, ...]
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSection:
    """One article."""

    number: int
    name: str
    title: str
    language: str  # its code, for the element that holds the text
    facts: tuple[tuple[str, str], ...]  # what is known of it: term and text
    paragraphs: tuple[Paragraph, ...]
    cards: tuple[Card, ...]
    summary: str
    cautions: tuple[str, ...]  # of the article as a whole, and of what its extractor gave


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A kind of which facts were found, and how many."""

    kind: str
    title: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What both the terminal and the HTML file are written from."""

    title: str
    articles: tuple[ArticleSection, ...]
    filters: tuple[Filter, ...]
    everything: str  # the number of all cards
    problems: tuple[str, ...]
    program: str
    line: str


def article_page(
    found: Sequence[Compared], *, version: str, case: str = "", problems: Sequence[Problem] = ()
) -> ArticlePage:
    """The page of articles that were read together; the same articles give the same page."""
    articles = tuple(_section(one, number) for number, one in enumerate(found, start=1))
    cards = [card for article in articles for card in article.cards]
    counts = Counter(card.kind for card in cards)
    titles: dict[str, str] = {**KINDS, "remark": say("Remarks")}
    compared_with = say("compared with {case}", case=case) if case else say("compared with no case")
    return ArticlePage(
        title=articles[0].title if len(articles) == 1 else say_each(
            len(articles), "{n} article", "{n} articles", n=whole(len(articles))
        ),
        articles=articles,
        filters=tuple(
            Filter(kind=kind, title=retold(title), number=whole(counts[kind]))
            for kind, title in titles.items()
            if counts[kind]
        ),
        everything=whole(len(cards)),
        problems=tuple(f"{problem.where}: {retold(problem.what)}" for problem in problems),
        program=f"Pledgeline {version}",
        line=say(
            "Read by its own grammar · {comparison} · version {version}", comparison=compared_with, version=version
        ),
    )  # fmt: skip


def _section(found: Compared, number: int) -> ArticleSection:
    article = found.article
    starts = [start for start, _ in _spans(article.text)]
    cards = tuple(_cards(found, number, starts))
    language = say("French") if article.reading.language == "fr" else say("English")
    return ArticleSection(
        number=number,
        name=article.name,
        title=shown(article.title) or PurePath(article.name).name,
        language=article.reading.language,
        facts=(
            (say("File"), article.name),
            (say("Language"), language),
            (say("Dated"), long_date(article.dated) if article.dated else say("not known")),
            (say("What was found"), _summary(found)),
        ),
        paragraphs=tuple(_paragraphs(article, number)),
        cards=cards,
        summary=_summary(found),
        cautions=(
            *cautions_of(article.reading),
            *(
                say("The extractor gave “{quote}”: {why}.", quote=shown(one.quote), why=retold(one.why))
                for one in article.refused
            ),
        ),
    )


def _summary(found: Compared) -> str:
    """`14 facts, 3 of them to be read with care`, or that nothing was found."""
    reading = found.article.reading
    number = len(reading.facts)
    careful = sum(bool(traps_of(fact, found)) for fact in reading.facts) + len(reading.remarks)
    if not number and not careful:
        return say("nothing found")
    facts = say_each(number, "{n} fact", "{n} facts", n=whole(number))
    if not careful:
        return facts
    return say_each(
        careful, "{facts}; {n} passage to be read with care", "{facts}; {n} passages to be read with care",
        facts=facts, n=whole(careful),
    )  # fmt: skip


def _cards(found: Compared, number: int, starts: list[int]) -> Iterator[Card]:
    """Facts and remarks in the order of the text."""
    reading = found.article.reading
    remarks = set(map(id, reading.remarks))
    for at, one in enumerate(_in_order(reading), start=1):
        key = f"{number}-{at}"
        paragraph = max(1, bisect_right(starts, one.start))
        if id(one) not in remarks:
            yield _card(cast("Fact", one), found, key, paragraph)
        else:
            remark = cast("Remark", one)
            yield Card(
                number=key,
                kind="remark",
                what=say("Remark"),
                value=say("no figure"),
                status="",
                quote=shown(remark.quote),
                notes=(),
                traps=(trap_of(remark),),
                paragraph=paragraph,
            )


def _card(fact: Fact, found: Compared, key: str, paragraph: int) -> Card:
    same = found.case.get((fact.kind, fact.start, fact.end))
    notes = list(notes_of(fact))
    if same is not None and same.agrees:
        notes.append(say("as in the case, {path}", path=same.path))
    if (fact.kind, fact.start, fact.end) in found.article.extracted:
        notes.append(say("found by the extractor alone"))
    return Card(
        number=key,
        kind=fact.kind,
        what=retold(KINDS[fact.kind]),
        value=value_text(fact),
        status=retold(STATUSES[fact.status]),
        quote=shown(fact.quote),
        notes=tuple(notes),
        traps=traps_of(fact, found),
        paragraph=paragraph,
    )


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs stand, as locators count them: blocks between empty lines, or lines where it has none."""
    lines: list[tuple[int, int]] = []
    blocks: list[tuple[int, int]] = []
    apart = True
    for line in _LINE.finditer(text):
        end = line.start() + len(line[0].rstrip())
        if line[0].strip():
            lines.append((line.start(), end))
            blocks.append((line.start() if apart else blocks.pop()[0], end))
        apart = not line[0].strip()
    return blocks if len(blocks) > 1 else lines


def _paragraphs(article: ReadArticle, number: int) -> Iterator[Paragraph]:
    marks = [
        (one.start, one.end, getattr(one, "kind", "remark"), f"{number}-{at}")
        for at, one in enumerate(_in_order(article.reading), start=1)
    ]
    begun: set[str] = set()
    at = 0
    for paragraph, (start, end) in enumerate(_spans(article.text), start=1):
        while at < len(marks) and marks[at][1] <= start:
            at += 1
        last = at
        while last < len(marks) and marks[last][0] < end:
            last += 1
        pieces = tuple(_pieces(article.text, (start, end), marks[at:last], begun))
        yield Paragraph(number=paragraph, pieces=pieces)


def _in_order(reading: Reading) -> list[Fact | Remark]:
    """Facts and remarks as they stand in the text."""
    return sorted((*reading.facts, *reading.remarks), key=lambda one: (one.start, one.end))


def _pieces(
    text: str, span: tuple[int, int], marks: list[tuple[int, int, str, str]], begun: set[str]
) -> Iterator[Piece]:
    """A paragraph cut at the ends of its marks; where marks overlap, the later one goes on behind the earlier."""
    done, end = span
    for first, last, kind, number in marks:
        start, stop = max(first, done), min(last, end)
        if stop <= start and number in begun:
            continue
        if start > done:
            yield Piece(text=text[done:start])
        yield Piece(text=text[start:stop] if stop > start else "", kind=kind, number=number, first=number not in begun)
        begun.add(number)
        done = max(done, stop)
    if done < end:
        yield Piece(text=text[done:end])
