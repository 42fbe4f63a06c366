"""Where an article says otherwise: the rule, sentence by sentence; where it is not sure it is silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pledgeline.articles.collection import ReadArticle, collected
from pledgeline.articles.conflicts import Article, compared, disagreements
from pledgeline.articles.known import Known, known_of
from pledgeline.articles.reader import read_text
from tests.fixtures_case import document

CASE: dict[str, Any] = {
    "group": {"name": "Alder Group Corp."},
    "parties": {
        "us": {"name": "United States", "aliases": ["America", "États-Unis"]},
        "birch": {"name": "Birch AI", "aliases": ["Birch"]},
        "cedar": {"name": "Cedar"},
    },
    "assets": {"stock": {"name": "Rowan"}},
    "loans": {"pledge": {"facility": "USD 15bn", "maturity": "2027-09-30"}},
    "pledges": {
        "first": {
            "by": "group",
            "to": "us",
            "amount": "USD 50bn",
            "jobs": "50k",
            "made": "2016-12-06",
            "deadline": "2020-12",
        },
        "second": {
            "by": "group",
            "to": "us",
            "amount": "USD 100bn",
            "jobs": "100k",
            "made": "2024-12-16",
            "deadline": "2029-01",
        },
        "power": {
            "by": "birch",
            "to": "cedar",
            "capacity": {"assume": "10 GW", "range": "8 GW..12 GW"},
            "made": "2025",
        },
    },
    "commitments": {"c": {"to": "birch", "amount": "USD 30bn", "due": "2025-12-31"}},
}
DATED = dt.date(2025, 10, 9)


@pytest.fixture(scope="module")
def known() -> Known:
    """What the case knows."""
    return known_of(document(CASE).case)


def found(text: str, known: Known, *, dated: dt.date | None = DATED) -> dict[str, tuple[str, bool]]:
    """What the facts of a text speak of, by their quotes, and whether they agree."""
    reading = read_text(text, dated=dated, names=known.names)
    article = Article(text=text, reading=reading, dated=dated)
    return {one.fact.quote: (one.path, one.agrees) for one in compared(article, known)}


def test_a_name_is_also_known_without_its_legal_form(known: Known) -> None:
    assert known.names["group"] == ("Alder Group Corp.", "Alder Group", "Alder")


def test_a_figure_that_is_repeated_is_known_again(known: Known) -> None:
    text = "Alder pledged to invest at least $100bn and to create 100,000 jobs."
    assert found(text, known) == {
        "at least $100bn": ("pledges.second.amount", True),
        "100,000 jobs": ("pledges.second.jobs", True),
    }


def test_of_several_promises_the_one_whose_figures_are_repeated_is_meant(known: Known) -> None:
    text = "Alder promised the United States $50bn and 60,000 jobs."
    assert found(text, known) == {"$50bn": ("pledges.first.amount", True), "60,000 jobs": ("pledges.first.jobs", False)}


def test_a_deadline_that_differs_is_a_contradiction(known: Known) -> None:
    text = "Alder s'engage à payer les 100 milliards de dollars d'ici la fin de 2028."
    assert found(text, known)["d'ici la fin de 2028"] == ("pledges.second.deadline", False)


def test_a_year_agrees_with_every_day_in_it(known: Known) -> None:
    text = "Alder has pledged to pay the $100bn by 2029."
    assert found(text, known)["by 2029"] == ("pledges.second.deadline", True)


@pytest.mark.parametrize(
    "text",
    [
        "Alder promised the United States $70bn.",  # which of its two promises?
        "Alder promised to invest $70bn.",  # and to whom?
        "The company promised the United States $50bn by 2030.",  # who?
        "Cedar promised Birch 70 GW of capacity.",  # the maker is the other one, and is named: see below
    ],
)
def test_where_the_subject_is_not_sure_nothing_is_contradicted(known: Known, text: str) -> None:
    assert all(agrees for _, agrees in found(text, known).values()) or "Cedar" in text


@pytest.mark.parametrize(
    "text",
    [
        "In 2024, Alder promised $3bn to Cedar.",  # a year is no day that could be known again
        "On 16 December 2024, Alder opened a shop.",  # nor does a day alone tell what is spoken of
        "Birch said in March 2025 that it would hire.",
    ],
)
def test_a_date_alone_tells_no_subject(known: Known, text: str) -> None:
    assert found(text, known) == {}


def test_the_day_of_a_promise_is_known_again_beside_its_figure(known: Known) -> None:
    text = "On 16 December 2024, Alder promised to invest $100bn."
    assert found(text, known)["16 December 2024"] == ("pledges.second.made", True)


def test_a_sole_promise_between_two_parties_is_meant_by_both_names(known: Known) -> None:
    assert found("Birch promised Cedar 20 GW.", known) == {"20 GW": ("pledges.power.capacity", False)}


@pytest.mark.parametrize(
    "size", ["9 GW", "12 GW", "at least 10 GW", "up to 11 GW", "between 7 and 9 GW", "about 13 GW"]
)
def test_what_lies_within_a_range_a_bound_or_an_about_does_not_contradict(known: Known, size: str) -> None:
    assert all(agrees for _, agrees in found(f"Birch promised Cedar {size}.", known).values())


@pytest.mark.parametrize(
    "size", ["7 GW", "13 GW", "at least 13 GW", "up to 7 GW", "between 13 and 15 GW", "about 14 GW"]
)
def test_what_lies_beyond_them_does(known: Known, size: str) -> None:
    ((path, agrees),) = found(f"Birch promised Cedar {size}.", known).values()
    assert (path, agrees) == ("pledges.power.capacity", False)


@pytest.mark.parametrize(
    "text",
    [
        "Birch is in talks with Cedar over 20 GW.",
        "Birch denied that it had promised Cedar 20 GW.",
        "Birch promised Cedar a further 20 GW.",
        "Birch promised Cedar 20 GW in Ohio and 30 GW in Texas.",
        "Birch promised Cedar €20bn.",
        "Birch promised Cedar 300 jobs.",
    ],
)
def test_talk_denial_more_several_and_other_kinds_contradict_nothing(known: Known, text: str) -> None:
    assert [path for path, agrees in found(text, known).values() if not agrees] == []


def test_a_commitment_is_known_by_both_names(known: Known) -> None:
    assert found("Alder signed an agreement to invest $40bn in Birch.", known) == {
        "$40bn": ("commitments.c.amount", False)
    }
    assert found("Alder signed an agreement to invest $30bn in Birch.", known) == {
        "$30bn": ("commitments.c.amount", True)
    }


def test_a_loan_is_compared_with_articles_of_its_time_that_name_it_a_loan(known: Known) -> None:
    text = "Alder signed a loan of $18bn against its Rowan shares."
    assert found(text, known) == {"$18bn": ("loans.pledge.facility", False)}
    assert found(text, known, dated=dt.date(2023, 10, 1)) == {}
    assert found(text, known, dated=None) == {}
    assert found("Alder signed a sale of $18bn of its Rowan shares.", known) == {}


def test_another_currency_is_not_compared(known: Known) -> None:
    assert found("Alder signed an agreement to invest €40bn in Birch.", known) == {}


def articles(*texts: str) -> list[Article]:
    names = {"alder": ("Alder",), "birch": ("Birch",)}
    return [Article(text=text, reading=read_text(text, names=names)) for text in texts]


def pairs(*texts: str) -> list[tuple[str, str]]:
    return [(one.first[1].quote, one.second[1].quote) for one in disagreements(articles(*texts))]


def test_two_articles_disagree_about_the_same_thing() -> None:
    texts = (
        "Alder promised 20,000 jobs at its battery plant in Ohio.",
        "For the Ohio battery plant Alder promised 30,000 jobs.",
    )
    assert pairs(*texts) == [("20,000 jobs", "30,000 jobs")]


@pytest.mark.parametrize(
    "other",
    [
        "Alder promised 20,000 jobs at the battery plant in Ohio.",  # the same
        "Alder promised at least 15,000 jobs at its battery plant in Ohio.",  # no contradiction
        "Birch promised 30,000 jobs at its battery plant in Ohio.",  # somebody else
        "Alder and Birch promised 30,000 jobs at their battery plant in Ohio.",  # not alone
        "Alder denied that it promised 30,000 jobs at its battery plant in Ohio.",
        "Alder is said to consider 30,000 jobs at its battery plant in Ohio.",
        "Alder promised 30,000 jobs in Texas.",  # nothing says it is the same plant
        "Alder promised 30,000 jobs at its battery plant in Ohio and 10,000 jobs in Texas.",
        "Alder will cut 30,000 jobs at its battery plant in Ohio.",
    ],
)
def test_otherwise_they_are_left_in_peace(other: str) -> None:
    assert pairs("Alder promised 20,000 jobs at its battery plant in Ohio.", other) == []


def test_one_article_does_not_contradict_itself() -> None:
    plant = "at its battery plant in Ohio"
    assert pairs(f"Alder promised 20,000 jobs {plant}. Alder promised 30,000 jobs {plant}.") == []


def test_contradictions_become_flags_and_nothing_else_changes(known: Known) -> None:
    text = "Birch promised Cedar 20 GW by 2030."
    reading = read_text(text, names=known.names)
    article = ReadArticle(name="a", title="", form="text", sha256="0" * 64, text=text, reading=reading)
    (one,) = collected([article], known)
    before, after = reading.facts, one.article.reading.facts
    assert [fact.flags for fact in after] == [("contradicts_case",), ("deadline",)]
    assert [(fact.start, fact.end, fact.value) for fact in after] == [
        (fact.start, fact.end, fact.value) for fact in before
    ]
    (alone,) = collected([article], None)
    assert alone.article.reading == reading
