"""From the files that a user names to articles that have been read."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.articles.collection import ReadArticle
from pledgeline.cli.arguments import STANDARD_INPUT
from pledgeline.errors import CaseError, Place, PledgelineError, Problem
from pledgeline.files.article_file import article_of, read_article
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pledgeline.articles.extractor import Ask
    from pledgeline.articles.fact import Reading
    from pledgeline.files.article_file import ArticleFile

LONGEST_TITLE = 120
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a user wants articles to be read."""

    language: str | None = None
    dated: dt.date | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Stack:
    """What came of several files: the articles, what is wrong with others, and what kept one from being opened."""

    articles: list[ReadArticle] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: list[PledgelineError | OSError] = field(default_factory=list)


def read_all(files: Sequence[str], wishes: Wishes) -> Stack:
    """Every file; one that cannot be read keeps no other from being read."""
    found = Stack()
    for file in files:
        try:
            found.articles.append(read_one(file, wishes))
        except CaseError as error:
            found.problems += error.problems
        except (PledgelineError, OSError) as error:
            found.unreadable.append(error)
    return found


def read_one(file: str, wishes: Wishes) -> ReadArticle:
    """The article in a file, or on standard input; raises `CaseError`, `UnknownName`, `MissingExtra` and OSError."""
    from pledgeline.articles.reader import read_text  # noqa: PLC0415  # keeps help light

    if file == STANDARD_INPUT:
        held = article_of(sys.stdin.buffer.read(), "<standard input>")
    else:
        held = read_article(Path(file))
    found = _content(held)
    day, language = wishes.dated or found.dated, wishes.language or found.language
    reading = read_text(found.text, language=language, dated=day, names=wishes.names)
    return ReadArticle(
        name=held.name,
        title=title_of(found.text),
        form=held.form,
        sha256=held.sha256,
        encoding=held.encoding,
        text=found.text,
        dated=reading.dated,
        reading=reading,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text, and what its file says of it."""

    text: str
    language: str | None = None
    dated: dt.date | None = None


def _content(held: ArticleFile) -> _Text:
    """The text of a file; raises `CaseError` where it holds none, and `MissingExtra`."""
    if held.form == "text":
        return _Text(text=held.text)
    if held.form == "html":
        from pledgeline.articles.html_text import page_of  # noqa: PLC0415  # only for pages

        page = page_of(held.text)
        if not page.text.strip():
            raise _textless(held, said("the page holds no text"))
        language = page.language if page.language in LANGUAGES else None
        return _Text(text=page.text, language=language, dated=page.dated)
    from pledgeline.articles.pdf_text import UnreadablePdf, pdf_text  # noqa: PLC0415  # only for PDF

    try:
        return _Text(text=pdf_text(held.content))
    except UnreadablePdf as error:
        raise _textless(held, error.args[0]) from None


def _textless(held: ArticleFile, what: str) -> CaseError:
    return CaseError([Problem(where=Place(file=held.name), what=what)])


def title_of(text: str) -> str:
    """The first line that holds something, where it is short enough for a title."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST_TITLE else ""


def with_extractor(article: ReadArticle, ask: Ask, wishes: Wishes) -> ReadArticle:
    """The article with what an extractor adds to it; raises what `ask` raises, and `NoAnswer`."""
    from pledgeline.articles.extractor import extract  # noqa: PLC0415  # keeps help light
    from pledgeline.articles.reader import read_text  # noqa: PLC0415  # as above
    from pledgeline.articles.review import key_of  # noqa: PLC0415  # as above

    language = article.reading.language

    def read(passage: str) -> Reading:
        return read_text(passage, language=language, dated=article.dated, names=wishes.names)

    found = extract(article.text, article.reading, ask=ask, read=read)
    facts = sorted((*article.reading.facts, *found.facts), key=lambda fact: (fact.start, fact.end))
    return replace(
        article,
        reading=replace(article.reading, facts=tuple(facts)),
        extracted=frozenset(map(key_of, found.facts)),
        refused=found.refused,
    )
