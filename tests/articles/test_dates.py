"""Dates: days to years, edges, ranges, deadlines, and years that the article leaves to its reader."""

from __future__ import annotations

import datetime as dt

import pytest

from pledgeline.articles.reader import read_text
from tests.articles.asked import facts, read


@pytest.mark.parametrize(
    ("text", "quote", "value"),
    [
        ("signé le 4 juillet 2026", "4 juillet 2026", "2026-07-04"),
        ("signé le 1er avril 2026", "1er avril 2026", "2026-04-01"),
        ("signé le 04/07/2026", "04/07/2026", "2026-07-04"),
        ("signé en juillet 2026", "juillet 2026", "2026-07"),
        ("signé en 2026", "2026", "2026"),
        ("signé au deuxième trimestre 2026", "deuxième trimestre 2026", "2026-Q2"),
        ("signé au T2 2026", "T2 2026", "2026-Q2"),
        ("signé au premier semestre de 2026", "premier semestre de 2026", "2026-01..2026-06"),
        ("signé à la fin de 2026", "fin de 2026", "2026-12-31"),
        ("signé fin février 2028", "fin février 2028", "2028-02-29"),
        ("signé mi-2026", "mi-2026", "2026-06"),
        ("signé début 2026", "début 2026", "2026-Q1"),
        ("actif entre 2019 et 2021", "entre 2019 et 2021", "2019..2021"),
        ("actif du 3 au 9 mai 2026", "du 3 au 9 mai 2026", "2026-05-03..2026-05-09"),
        ("signed on 4 July 2026", "4 July 2026", "2026-07-04"),
        ("signed on July 4th, 2026", "July 4th, 2026", "2026-07-04"),
        ("signed on 2026-07-04", "2026-07-04", "2026-07-04"),
        ("signed in July 2026", "July 2026", "2026-07"),
        ("signed in the second quarter of 2026", "second quarter of 2026", "2026-Q2"),
        ("signed in Q2 2026", "Q2 2026", "2026-Q2"),
        ("signed in the first half of 2026", "first half of 2026", "2026-01..2026-06"),
        ("signed at the end of 2026", "end of 2026", "2026-12-31"),
        ("signed in mid-2026", "mid-2026", "2026-06"),
        ("signed in late 2026", "late 2026", "2026-Q4"),
        ("active from March to June 2026", "from March to June 2026", "2026-03..2026-06"),
        ("active in 2019-2021", "2019-2021", "2019..2021"),
        ("active in 2019/20", "2019/20", "2019..2020"),
    ],
)
def test_dates(text: str, quote: str, value: str) -> None:
    assert read(text, language="en" if "signed" in text or "active" in text else "fr") == [(quote, value, "date")]


@pytest.mark.parametrize(
    ("text", "quote", "value", "flags"),
    [
        ("versés d'ici la fin de 2029", "d'ici la fin de 2029", "2029-12-31", ("deadline",)),
        ("versés d'ici à 2029", "d'ici à 2029", "2029", ("deadline",)),
        ("versés avant le 30 juin 2029", "avant le 30 juin 2029", "2029-06-30", ("deadline",)),
        ("versés au plus tard fin 2029", "au plus tard fin 2029", "2029-12-31", ("deadline",)),
        ("versés d'ici mars", "d'ici mars", "2025-03", ("deadline", "year_inferred")),
        ("versés d'ici quatre ans", "d'ici quatre ans", "2029-03-10", ("deadline", "relative")),
        ("versés d'ici la fin de l'année", "d'ici la fin de l'année", "2025-12-31", ("deadline", "relative")),
        ("paid by the end of 2029", "by the end of 2029", "2029-12-31", ("deadline",)),
        ("paid by Q3 2029", "by Q3 2029", "2029-Q3", ("deadline",)),
        ("paid before February", "before February", "2026-02", ("deadline", "year_inferred")),
        ("paid within 18 months", "within 18 months", "2026-09-10", ("deadline", "relative")),
        ("paid by year-end", "by year-end", "2025-12-31", ("deadline", "relative")),
        ("paid by the end of the decade", "by the end of the decade", "2029-12-31", ("deadline", "relative")),
    ],
)
def test_deadlines(text: str, quote: str, value: str, flags: tuple[str, ...]) -> None:
    (fact,) = facts(text, "date", language="fr" if "versés" in text else "en")
    assert (fact.quote, fact.value, fact.low, fact.high, fact.flags) == (quote, value, None, value, flags)


@pytest.mark.parametrize(
    ("dated", "text", "value"),
    [
        (dt.date(2024, 12, 17), "le 16 décembre", "2024-12-16"),
        (dt.date(2024, 12, 17), "le 20 janvier", "2025-01-20"),
        (dt.date(2025, 1, 5), "le 20 décembre", "2024-12-20"),
        (dt.date(2025, 7, 1), "en août", "2025-08"),
        (dt.date(2025, 7, 1), "en août dernier", "2024-08"),
        (dt.date(2025, 7, 1), "en mai prochain", "2026-05"),
        (None, "le 16 décembre", "--12-16"),
        (None, "en août", "--08"),
        (None, "au troisième trimestre", "--Q3"),
    ],
)
def test_a_year_that_is_not_said(dated: dt.date | None, text: str, value: str) -> None:
    (fact,) = read_text(f"Il l'a dit {text}.", language="fr", dated=dated).facts
    assert (fact.value, fact.flags) == (value, ("year_inferred",) if dated else ("year_unknown",))


def test_relative_dates_need_the_day_of_the_article() -> None:
    (fact,) = facts("Il ouvrira l'an prochain.", "date")
    assert (fact.quote, fact.value, fact.flags) == ("l'an prochain", "2026", ("relative",))
    (fact,) = read_text("It opens next year.", language="en").facts
    assert (fact.quote, fact.value, fact.flags) == ("next year", None, ("relative", "year_unknown"))


@pytest.mark.parametrize(
    "text",
    [
        "It may march on.",
        "He said so on Friday.",
        "The plan called Vision 2030.",
        "le plan France 2030",
        "les années 2030",
        "the 2016 pledge",
        "rue du 4-Septembre",
        "over four years",
        "sur dix ans",
        "He is 45 years old.",
        "31/31/2026",
        "a total of 2000 cars",
        "model 2024x",
        "CVE-2024-1999",
    ],
)
def test_no_dates(text: str) -> None:
    assert read(text, "date") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("signed in 2026, 2028 and 2030", ["2026", "2028", "2030"]),
        ("signés en 2026, 2028 et 2030", ["2026", "2028", "2030"]),
        ("signed in 2026, 2000 cars later", ["2026"]),
        ("signed in 3Q26", ["2026-Q3"]),
        ("signés au 4T25.", ["2025-Q4"]),
        ("signed in Q4-25", ["2025-Q4"]),
        ("signed in summer 2026", ["2026-06..2026-09"]),
        ("signed in the spring of 2026", ["2026-03..2026-06"]),
        ("signés à l'automne 2026", ["2026-09..2026-12"]),
        ("signed in winter 2026", ["2026"]),
        ("signés cet été", []),
        ("signed in mid-April", ["2025-04-15"]),
        ("signed in FY26", ["2026"]),
        ("signed in H1 FY2026", ["2026-01..2026-06"]),
        ("signed in FY2026 Q3", ["2026-Q3"]),
        ("2026 4127 3381.5 12", []),
        ("2026-07-04 4127", ["2026-07-04"]),
    ],
)
def test_lists_seasons_and_financial_years(text: str, found: list[str]) -> None:
    language = "fr" if "signés" in text else "en"
    assert [value for _, value, _ in read(text, "date", language=language)] == found


@pytest.mark.parametrize("text", ["in summer 2026", "in mid-April 2026", "in FY2026", "in fiscal 2026"])
def test_what_is_less_than_exact_is_approximate(text: str) -> None:
    (fact,) = facts(f"It was signed {text}.", "date")
    assert fact.flags == ("approximate",)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("signed on 4/5/2026", "en", []),
        ("signed on 5/5/2026", "en", ["2026-05-05"]),
        ("signed on 14/5/2026", "en", ["2026-05-14"]),
        ("signed on 5/14/2026", "en", ["2026-05-14"]),
        ("signé le 4/5/2026", "fr", ["2026-05-04"]),
    ],
)
def test_the_order_of_day_and_month(text: str, language: str, found: list[str]) -> None:
    assert [value for _, value, _ in read(text, "date", language=language)] == found


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
@pytest.mark.parametrize(
    "text",
    ["last year", "next year", "next month", "last month", "in Q1", "5 March", "within 90 years", "within 3 days"],
)
def test_no_date_lies_beyond_the_calendar(text: str, day: dt.date) -> None:
    values = [fact.value for fact in read_text(f"It pays {text}.", language="en", dated=day).facts]
    assert all(value is None or dt.MINYEAR <= int(str(value)[:4]) <= dt.MAXYEAR for value in values)
