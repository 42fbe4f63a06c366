"""Places and exceptions as they are told."""

from __future__ import annotations

import pytest

from pledgeline.errors import EXIT_DATA, OutOfRange, Place, Unfittable


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
