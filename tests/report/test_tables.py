"""Sentences with emphasis, each from one message."""

from __future__ import annotations

import pytest

from pledgeline.language.saying import said
from pledgeline.language.spoken import speaking
from pledgeline.report.pages.tables import Part, clause, paragraph, phrase, strong
from tests.language.pseudo import PSEUDO


def test_a_phrase_is_whole_texts_and_strong_figures() -> None:
    told = phrase("Cash", "{group} holds {cash} of {total}.", group="A", cash=strong("USD 1bn"), total="USD 5bn")
    assert told.text == "A holds USD 1bn of USD 5bn."
    assert told.parts == (Part(text="A holds "), strong("USD 1bn"), Part(text=" of USD 5bn."))


def test_a_phrase_within_a_phrase_keeps_its_emphasis() -> None:
    inner = phrase("", "with a probability of {chance}", chance=strong("1%"))
    told = phrase("", "It ends {likely}, or so.", likely=inner)
    assert told.parts == (Part(text="It ends with a probability of "), strong("1%"), Part(text=", or so."))


def test_a_paragraph_is_whole_sentences_with_a_space_between() -> None:
    told = paragraph("Why", clause("One."), clause(""), phrase("", "{n} two.", n=strong("Two,")), tone="call")
    assert (told.label, told.tone) == ("Why", "call")
    assert told.parts == (Part(text="One. "), strong("Two,"), Part(text=" two."))


def test_an_empty_figure_leaves_nothing_behind() -> None:
    assert phrase("", "a{b}c", b=strong("")).parts == (Part(text="ac"),)


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(KeyError, match="cash"):
        phrase("", "{cash} left")


def test_a_phrase_and_what_is_said_in_it_are_told_in_the_language_spoken_here() -> None:
    with speaking(PSEUDO):
        assert phrase("", "as of {day}", day=said("no date")).text == "⟦as of ⟧⟦no date⟧"
