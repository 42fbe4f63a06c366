"""Fitted figures as text."""

from __future__ import annotations

import pytest

from pledgeline.engine.fit_results import NUMBER, RATIO, Measured
from pledgeline.report.pages.fit_wording import measured, move_text, with_error


@pytest.mark.parametrize(
    ("figure", "error", "kind", "text"),
    [
        (0.30637, 0.00479, RATIO, "30.64% ± 0.48%"),
        (119.24, 31.49, NUMBER, "119 ± 31"),
        (80.36, 9.46, NUMBER, "80.4 ± 9.5"),
        (-0.00194, 0.00124, RATIO, "−0.19% ± 0.12%"),
        (1234.5, 567.8, NUMBER, "1,234 ± 568"),
        (0.5, 0.0, RATIO, "50.0% ± 0.0%"),
    ],
)
def test_a_figure_has_the_places_of_its_error(figure: float, error: float, kind: str, text: str) -> None:
    assert with_error(figure, error, kind) == text


def test_what_was_not_measured_is_not_known_and_never_zero() -> None:
    assert measured(Measured(value=None, standard_error=None), RATIO) == "not known"
    assert measured(Measured(value=-0.05, standard_error=None), RATIO) == "−5.0%"
    assert measured(Measured(value=12.0, standard_error=None), NUMBER) == "12"


def test_moves_have_their_sign() -> None:
    assert [move_text(move) for move in (0.041, -0.041)] == ["+4.1%", "−4.1%"]
