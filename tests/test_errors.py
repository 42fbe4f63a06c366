"""Places and exceptions as they are told."""

from __future__ import annotations

import pytest

from pledgeline.errors import EXIT_DATA, OutOfRange, Place, Unfittable, UnknownName
from pledgeline.language.saying import retold, said
from pledgeline.language.spoken import FRENCH, speaking


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(file="a.csv"), "a.csv"),
        (Place(file="a.csv", line=2), "a.csv:2"),
        (Place(file="a.csv", line=2, column=7), "a.csv:2:7"),
    ],
)
def test_a_place_leaves_out_what_is_not_known(place: Place, text: str) -> None:
    assert str(place) == text


def test_what_cannot_be_fitted_is_a_value_error_with_a_remedy() -> None:
    error = Unfittable("3 closes are too few", "give a longer history")
    assert isinstance(error, OutOfRange)
    assert isinstance(error, ValueError)
    assert (str(error), error.exit_code) == ("3 closes are too few; give a longer history", EXIT_DATA)


def test_an_error_of_several_sentences_keeps_each_as_it_was_said() -> None:
    error = UnknownName(said("{file}: no such file", file="a.csv"), "b.csv is strange")
    assert str(error) == "a.csv: no such file\nb.csv is strange"
    with speaking(FRENCH):
        assert tuple(map(retold, error.sentences)) == ("a.csv\u00a0: ce fichier n’existe pas", "b.csv is strange")


def test_an_error_without_a_sentence_says_nothing() -> None:
    assert (str(OutOfRange()), OutOfRange().sentences) == ("", ())
