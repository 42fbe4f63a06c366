"""Clauses put together: in both languages, with their strong figures."""

from __future__ import annotations

import pytest

from pledgeline.language.saying import said
from pledgeline.language.spoken import speaking
from pledgeline.report.pages.clauses import filled, linked, linked_phrases, listed
from pledgeline.report.pages.tables import phrase, strong


@pytest.mark.parametrize(
    ("names", "english", "french"),
    [
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A et B"),
        (["A", "B", "C"], "A, B and C", "A, B et C"),
    ],
)
def test_names_are_listed(names: list[str], english: str, french: str) -> None:
    assert listed(names) == english
    with speaking("fr"):
        assert listed(names) == french


def test_clauses_are_separated_as_the_language_does_it() -> None:
    assert linked(["one", "two", "three"]) == "one; two; three"
    assert linked([]) == ""
    with speaking("fr"):
        assert linked(["un", "deux"]) == "un\u00a0; deux"


def test_phrases_in_a_row_keep_their_strong_figures() -> None:
    found = linked_phrases([phrase("", "{sentence}.", sentence=strong("5")), phrase("", "{sentence}.", sentence="6")])
    assert found.text == "5.; 6."
    assert [part.text for part in found.parts if part.strong] == ["5"]


def test_a_message_of_a_table_takes_its_fields_in_any_language() -> None:
    message = said("interest on {name}")
    assert filled(message, name="Arm") == "interest on Arm"
    with speaking("fr"):
        assert filled(message, name="Arm") == "intérêts, Arm"
