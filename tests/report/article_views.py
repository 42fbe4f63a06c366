"""Articles for tests of their pages: one with every kind and trap, one that disagrees with it, one without a fact."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from pledgeline.articles.collection import Compared, ReadArticle, collected
from pledgeline.articles.extractor import Refused
from pledgeline.articles.known import known_of
from pledgeline.articles.reader import read_text
from pledgeline.language.saying import said
from pledgeline.report.pages.article import ArticlePage, article_page
from tests.fixtures_case import document

CASE: dict[str, Any] = {
    "group": {"name": "Alder Group"},
    "parties": {"us": {"name": "United States", "aliases": ["États-Unis"]}},
    "pledges": {
        "p": {
            "by": "group",
            "to": "us",
            "amount": "USD 100bn",
            "jobs": "100k",
            "made": "2024-12-16",
            "deadline": "2029-01",
        }
    },
}
FULL = """Alder <promet> & « recommence »

Le 16 décembre, Alder a promis d'investir au moins 100 milliards de dollars aux États-Unis d'ici la fin de 2028, et de \
créer 100 000 emplois.

Le projet coûterait 1 trillion de dollars, de 5 à 7 milliards d'euros par an, et demande 10 GW et 3 TWh.
Alder détient 20 % du capital, environ 2 millions d'actions à 51 $ par action.

Birch veut investir des centaines de milliards d'euros. C'est le plus grand projet de l'histoire.
"""
OTHER = "Alder promised to create 80,000 jobs in the United States by Q2 2027.\nNothing else stands here.\n"
CALM = "Rien à signaler.\n"


def compared(*texts: str, case: bool = True, dated: dt.date | None = dt.date(2024, 12, 17)) -> tuple[Compared, ...]:
    """Texts as they come from the verb."""
    known = known_of(document(CASE).case)
    articles = [
        ReadArticle(
            name=f"press/{number}.txt",
            title=text.splitlines()[0],
            form="text",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            dated=dated,
            reading=read_text(text, dated=dated, names=known.names),
        )
        for number, text in enumerate(texts, start=1)
    ]
    return collected(articles, known if case else None)


def page(*texts: str, dated: dt.date | None = dt.date(2024, 12, 17)) -> ArticlePage:
    """The page of some texts."""
    return article_page(compared(*texts, dated=dated), version="9", case="case.yaml")


REFUSED = (Refused(quote="90 milliards", why=said("these words do not stand in the text")),)
