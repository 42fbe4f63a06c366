"""The day of an article, told by its dateline."""

from __future__ import annotations

import datetime as dt

import pytest

from pledgeline.articles.reader import read_text

THIRD = dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "language", "dated"),
    [
        ("DALLAS, March 3, 2026 /PRNewswire/ -- It will pay.", "en", THIRD),
        ("LONDON, 3 March 2026 -- It will pay.", "en", THIRD),
        ("A headline\n\nNEW YORK, N.Y., Mar. 3, 2026 (Wire) It will pay.", "en", THIRD),
        ("Paris, le 3 mars 2026 (AFP) - Il paiera.", "fr", THIRD),
        ("LYON, 1er mars 2026 - Il paiera.", "fr", dt.date(2026, 3, 1)),
        ("In Dallas, March 3, 2026 was a day of rain.", "en", None),
        ("LONDON, 3 March -- It will pay.", "en", None),
        ("LONDON, 31 February 2026 -- It will pay.", "en", None),
        ("LONDON, 3 Nonsense 2026 -- It will pay.", "en", None),
        ("It will pay. " * 30 + "\nLONDON, 3 March 2026 -- It will pay.", "en", None),
    ],
)
def test_the_day_of_an_article(text: str, language: str, dated: dt.date | None) -> None:
    assert read_text(text, language=language).dated == dated


def test_the_caller_knows_better() -> None:
    given = dt.date(2024, 1, 1)
    assert read_text("LONDON, 3 March 2026 -- It will pay.", language="en", dated=given).dated == given


def test_years_are_found_by_it() -> None:
    found = read_text("LONDON, 3 March 2026 -- It will pay on 5 May.", language="en").facts
    assert [fact.value for fact in found] == ["2026-03-03", "2026-05-05"]
