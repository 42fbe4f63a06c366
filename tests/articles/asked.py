"""Short ways to ask the reader for what a test compares."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pledgeline.articles.reader import read_text

if TYPE_CHECKING:
    from pledgeline.articles.fact import Fact, Kind

DATED = dt.date(2025, 3, 10)


def facts(text: str, kind: Kind | None = None, *, language: str | None = None) -> list[Fact]:
    """The facts of a text of 10 March 2025, of one kind or of all; each quote stands where it says."""
    found = read_text(text, language=language, dated=DATED).facts
    assert [text[fact.start : fact.end] for fact in found] == [fact.quote for fact in found]
    return [fact for fact in found if kind in {None, fact.kind}]


def read(text: str, kind: Kind | None = None, *, language: str | None = None) -> list[tuple[str, str, str | None]]:
    """Of each fact its quote, its value (or `low..high`), and its unit."""
    return [(fact.quote, _figure(fact), fact.unit) for fact in facts(text, kind, language=language)]


def _figure(fact: Fact) -> str:
    if fact.value is not None:
        return str(fact.value)
    return "?" if fact.low is None and fact.high is None else f"{fact.low}..{fact.high}"
