"""Texts made to be slow: reading takes time in proportion to their length, whatever they repeat."""

from __future__ import annotations

import time

import pytest

from pledgeline.articles.html_text import page_of
from pledgeline.articles.reader import read_text

REPEATED = [
    "9",
    "9 ",
    "000 ",
    "1,",
    "1.",
    "1.000,",
    " ",
    " \n",
    "\n",
    ".",
    ". ",
    "!» ",
    "$",
    "$ ",
    "-",
    "5-",
    "5 - ",
    "2024-",
    "2024 - ",
    "milliards de ",
    "des milliards de ",
    "plus de ",
    "cent ",
    "cent mille ",
    "entre 5 et ",
    "de 5 à ",
    "un ",
    "un demi - ",
    "\u200b",
    "1\u200b",
    "e\u0301",
    "\u0301",
    "½",
    "(",
    "'",
    "d'",
    "d'ici ",
    "fin de ",
    "16 mars ",
    "le plus grand ",
    "A. ",
    "5 emplois nouveaux ",
    "5 $ de ",
    "signé, 5 $, ",
    "5 milliards de dollars ",
    "-5",
    "a-",
    "au moins ",
    "½ ",
    ", qui ",
    "signé ",
]
LENGTH = 5_000
ALLOWED = 8  # times as long for four times as much; quadratic reading takes sixteen


def seconds(text: str) -> float:
    """The processor time that reading takes."""
    start = time.process_time()
    read_text(text, language="fr")
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("piece", REPEATED)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    short, long = (seconds(piece * (length // len(piece))) for length in (LENGTH, 4 * LENGTH))
    assert long <= ALLOWED * short + 0.05, f"{short:.3f} s for {LENGTH} characters, {long:.3f} s for four times as many"


def test_half_a_million_digits_are_no_figure() -> None:
    text = f"Il doit {'9' * 500_000} euros et 5 euros."
    (fact,) = read_text(text, language="fr").facts
    assert fact.quote == "5 euros"


def test_an_endless_sentence_is_read_to_its_end() -> None:
    text = "Il a payé " + "5 euros, puis " * 3_000 + "6 euros"
    assert len(read_text(text, language="fr").facts) == 3_001


def test_a_number_is_not_cut_where_an_endless_sentence_is() -> None:
    text = "Il a versé " + "100 000 euros " * 2_000
    assert {str(fact.value) for fact in read_text(text, language="fr").facts} == {"100000"}


def test_a_page_of_open_tags_is_read() -> None:
    assert page_of("<div>" * 20_000 + "5 €").text == "5 €"
