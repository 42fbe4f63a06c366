"""Articles that were read together: their facts, flagged where they contradict the case or one another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pledgeline.articles.conflicts import Article, compared, disagreements
from pledgeline.articles.review import key_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from pledgeline.articles.conflicts import Comparison
    from pledgeline.articles.extractor import Refused
    from pledgeline.articles.fact import Fact, FactFlag, Reading
    from pledgeline.articles.known import Known

Key = tuple[str, int, int]  # of a fact in its text: kind, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """One article: where it came from, its text, and what was read in it.

    `extracted` names the facts that the grammar alone did not find; `refused` is what an extractor gave and nothing
    bears out.
    """

    name: str
    title: str
    form: Literal["text", "html", "pdf"]
    sha256: str
    text: str = field(repr=False)
    reading: Reading
    encoding: str = "utf-8"
    dated: dt.date | None = None
    extracted: frozenset[Key] = frozenset()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What another article says of the same thing."""

    article: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An article beside the case and the other articles, by the keys of its facts."""

    article: ReadArticle
    case: dict[Key, Comparison]
    others: dict[Key, tuple[Otherwise, ...]]


def collected(articles: Sequence[ReadArticle], known: Known | None) -> tuple[Compared, ...]:
    """The articles with their contradictions, which are also flags of the facts."""
    articles = [replace(one, dated=one.dated or one.reading.dated) for one in articles]
    texts = [Article(text=one.text, reading=one.reading, dated=one.dated) for one in articles]
    others: list[dict[Key, list[Otherwise]]] = [{} for _ in articles]
    for found in disagreements(texts):
        for (at, fact), (beside, other) in ((found.first, found.second), (found.second, found.first)):
            others[at].setdefault(key_of(fact), []).append(Otherwise(article=articles[beside].name, fact=other))
    return tuple(
        _flagged(
            one, compared(text, known) if known is not None else (), {key: tuple(each) for key, each in said.items()}
        )
        for one, text, said in zip(articles, texts, others, strict=True)
    )


def _flagged(
    article: ReadArticle, comparisons: Sequence[Comparison], others: dict[Key, tuple[Otherwise, ...]]
) -> Compared:
    case = {key_of(one.fact): one for one in comparisons}
    facts = tuple(
        replace(fact, flags=tuple(sorted({*fact.flags, *_flags(key_of(fact), case, others)})))
        for fact in article.reading.facts
    )
    return Compared(article=replace(article, reading=replace(article.reading, facts=facts)), case=case, others=others)


def _flags(key: Key, case: dict[Key, Comparison], others: dict[Key, tuple[Otherwise, ...]]) -> Iterator[FactFlag]:
    if key in case and not case[key].agrees:
        yield "contradicts_case"
    if key in others:
        yield "contradicts_article"
