"""The reader as a whole: what holds of every reading, parties, language, superlatives, and real articles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.articles.fact import FACT_FLAGS, KINDS, STATUSES
from pledgeline.articles.reader import language_of, read_text
from tests.articles.asked import facts

ARTICLES = Path(__file__).parents[3] / "shared" / "articles"
NAMES = {"acme": ("Acme Steel", "Acme"), "port": ("Port of Arm", "Arm"), "founder": ("Jean Son", "Son")}
PIECES = st.sampled_from(
    [
        *("5", "100 000", "1,5", "milliards", "billion", "de", "of", "dollars", "$", "€", "%", "emplois", "jobs"),
        *("entre", "et", "between", "and", "à", "to", "-", "au moins", "up to", "d'ici", "by", "2028", "fin"),
        *("mars", "March", "16", "T2", "Q3", "cent", "mille", "demi", "half a", "des centaines", "actions"),
        *(
            "par action",
            ".",
            ",",
            "\n",
            "\r\n",
            " ",
            "\u200b",
            "a signé",
            "denied",
            "serait",
            "l'an prochain",
            "within",
        ),
        *("four", "years", "½", "9" * 30, "Acme", "le plus grand", "jamais", "(", ")", "«", "qui", "not"),
        *(
            "shares",
            "GW",
            "end of",
            "pas avant",
            "sept",
            "M",
            "k",
            "Rs",
            "US",
            "12/05/2023",
            "2024-25",
            "d'",
            "zéro",
            "une centaine",
            "/",
            "31",
            "février",
        ),
    ]
)
JUMBLE = st.lists(PIECES, max_size=30).map(" ".join)
LANGUAGES = st.sampled_from(["fr", "en", None])


@given(JUMBLE | st.text(max_size=80), LANGUAGES, st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)))
@settings(max_examples=400)
def test_what_holds_of_every_reading(text: str, language: str | None, dated: dt.date | None) -> None:
    reading = read_text(text, language=language, dated=dated, names=NAMES)
    ends = dict.fromkeys(KINDS, 0)
    for fact in reading.facts:
        assert text[fact.start : fact.end] == fact.quote
        assert fact.quote == fact.quote.strip() != ""
        assert fact.kind in KINDS
        assert fact.status in STATUSES
        assert set(fact.flags) <= set(FACT_FLAGS)
        assert list(fact.flags) == sorted(set(fact.flags))
        assert ends[fact.kind] <= fact.start
        ends[fact.kind] = fact.end
        assert fact.sentence[0] <= fact.start < fact.end <= fact.sentence[1]
        assert fact.value is not None or fact.low is not None or {"size_unknown", "year_unknown"} & {*fact.flags}
        assert all(text[party.start : party.end] == party.text for party in fact.parties)
    assert [fact.start for fact in reading.facts] == sorted(fact.start for fact in reading.facts)
    assert all(text[remark.start : remark.end] == remark.quote for remark in reading.remarks)


@given(JUMBLE, st.sampled_from(["fr", "en"]))
@settings(max_examples=200)
def test_a_paragraph_before_shifts_spans_and_nothing_else(text: str, language: str) -> None:
    before = "A paragraph about nothing at all.\n\n"
    alone, after = (read_text(each, language=language) for each in (text, before + text))
    shift = len(before)
    assert [(fact.start + shift, fact.end + shift, fact.value, fact.flags) for fact in alone.facts] == [
        (fact.start, fact.end, fact.value, fact.flags) for fact in after.facts
    ]


def test_parties_are_those_of_the_sentence_and_only_those_that_were_asked_for() -> None:
    text = "ACME paid Port of Arm $5m. Arm's arm of Acme Steel got 3 GW. Son chien a 4 %. Volvo paid $1m."
    found = read_text(text, language="en", names=NAMES).facts
    assert [[(party.text, party.id) for party in fact.parties] for fact in found] == [
        [("ACME", "acme"), ("Port of Arm", "port")],
        [("Arm", "port"), ("Acme Steel", "acme")],
        [("Son", "founder")],
        [],
    ]
    (fact,) = read_text("Son chien vaut 4 millions d'euros.", language="fr", names=NAMES).facts
    assert fact.parties == ()


def test_the_language_is_told_by_its_commonest_words() -> None:
    assert language_of("Le groupe a signé un accord avec la banque.") == "fr"
    assert language_of("The group has signed an agreement with the bank.") == "en"
    assert language_of("") == "en"
    assert read_text("Il va créer 300 emplois.").language == "fr"
    with pytest.raises(ValueError, match="no article is read in 'de'"):
        read_text("Guten Tag", language="de")


def test_a_superlative_is_remarked_only_where_no_figure_stands() -> None:
    (remark,) = read_text("C'est le plus grand chantier jamais lancé.").remarks
    assert (remark.flag, remark.quote) == ("superlative_without_figure", "le plus grand chantier jamais")
    (remark,) = read_text("It is the biggest bet in history, he said.").remarks
    assert remark.quote == "biggest bet in history"
    (remark,) = read_text("He praised an unprecedented investment.").remarks
    assert remark.quote == "unprecedented investment"
    assert read_text("It is the biggest bet in history: $9bn.").remarks == ()
    assert read_text("She is the largest shareholder.").remarks == ()


def test_sentences_end_where_they_end() -> None:
    text = (
        "M. Roy promet 5 M€ le 3 sept. 2026 à l'U.E.\nUn titre sans point\nElle a versé 6 M d'euros.Ceci nie 7 M€. Fin."
    )
    found = read_text(text, language="fr").facts
    assert [(fact.quote, fact.status) for fact in found] == [
        ("5 M€", "pledged"),
        ("3 sept. 2026", "pledged"),
        ("6 M d'euros", "disbursed"),
        ("7 M€", "denied"),
    ]


def test_a_wrapped_line_ends_no_sentence() -> None:
    text = (
        "The company told reporters in a hall near the river on a wet day that it would\n"
        "Invest in the new plant, which is to be the second of its kind there, some 40\n"
        "million euros.\n"
    )
    (fact,) = read_text(text, language="en").facts
    assert (fact.quote, fact.status) == ("some 40\nmillion euros", "pledged")


def figures(name: str, dated: dt.date) -> set[tuple[str, str, str | None, str, tuple[str, ...]]]:
    """Kind, value (or its ends), unit, status and flags of everything in a shared article."""
    path = ARTICLES / name
    if not path.exists():
        pytest.skip("the shared articles are not beside the project")
    text = path.read_text(encoding="utf-8")
    found = read_text(text, dated=dated).facts
    assert all(text[fact.start : fact.end] == fact.quote for fact in found)
    return {
        (fact.kind, str(fact.value or f"{fact.low}..{fact.high}"), fact.unit, fact.status, fact.flags) for fact in found
    }


def test_the_first_shared_article() -> None:
    assert figures("article-1-fr.txt", dt.date(2024, 12, 17)) == {
        ("date", "2024-12-16", "date", "pledged", ("year_inferred",)),
        ("money", "100000000000", "USD", "pledged", ("at_least",)),
        ("jobs", "100000", "jobs", "pledged", ()),
        ("date", "2016", "date", "signed", ()),
        ("money", "50000000000", "USD", "pledged", ()),
        ("jobs", "50000", "jobs", "pledged", ()),
        ("date", "2020", "date", "disbursed", ()),
        ("money", "1000000000000", "USD", "pledged", ("at_least", "trillion_in_french")),
        ("date", "2000..2002", "date", "stated", ()),
        ("percent", "99", "%", "stated", ()),
        ("date", "2024-11", "date", "disbursed", ()),
        ("money", "1500000000", "USD", "disbursed", ()),
        ("money", "14000000000", "USD", "stated", ("at_least",)),
        ("date", "2024-12-31", "date", "stated", ()),
        ("money", "175000000000", "USD", "stated", ("approximate",)),
        ("money", "100000000000", "USD", "pledged", ()),
        ("date", "2028-12-31", "date", "pledged", ("deadline",)),
    }


def test_the_second_shared_article() -> None:
    nowhere = ("dollar_of_no_country",)
    found = figures("article-2-fr.txt", dt.date(2025, 10, 11))
    assert found >= {
        ("money", "5000000000", "USD", "in_talks", nowhere),
        ("date", "2023", "date", "stated", ()),
        ("share_price", "51", "USD", "stated", nowhere),
        ("share_price", "170", "USD", "stated", ("at_least", *nowhere)),
        ("percent", "20", "%", "stated", ()),
        ("money", "1000000000000", "USD", "forecast", nowhere),
        ("date", "2025-08", "date", "disbursed", ("year_inferred",)),
        ("money", "300000000000", "USD", "signed", nowhere),
        ("power", "10", "GW", "signed", ()),
        ("money", "None..None", None, "pledged", ("no_currency", "size_unknown")),
    }
    assert {kind for kind, *_ in found} == {"money", "date", "share_price", "percent", "power"}


@pytest.mark.parametrize(
    "text", ["He said it will invest\n$5 billion in Ohio.", "They say it will invest\n$5 billion in a plant by\n2028."]
)
def test_a_figure_on_the_next_line_is_of_the_same_sentence(text: str) -> None:
    assert {fact.status for fact in facts(text)} == {"pledged"}


def test_a_figure_under_a_heading_is_not() -> None:
    (fact,) = facts("It will invest\n$5 billion is what it has.", "money")
    assert fact.status == "stated"
