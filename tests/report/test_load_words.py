"""The load line in sentences: each state of a facility has its own, and every figure is said with its tolerance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pledgeline.report.pages.load_words import line_sentence, must_be_true, next_sentence
from tests.fixtures_result import BN, load_line
from tests.report.group_views import BROKEN, CREDIT, LINES, SEARCHED, criterion

START = {
    "example": "Up to USD 4.64bn more can be drawn under the Arm margin loan today; beyond it the chance of a margin "
    "call by 9 October 2026 passes the 5% that the case tolerates. USD 10bn is undrawn.",
    "broken": "Nothing more can be drawn under the Arm margin loan within what the case tolerates. Already without any "
    "draw, by 9 October 2026, the chance of a margin call is 7.1% ± 0.2%, more than the 5% tolerated; and the chance "
    "of a gap is 6.2% ± 0.2%, more than the 5% tolerated.",
    "searched": "All of the USD 10bn that is undrawn under the Arm margin loan can be drawn today: no tolerance was "
    "reached up to USD 40bn, the farthest that was looked. The facility itself ends first.",
    "credit": "Up to USD 1.2bn more can be drawn under the Credit line today; beyond it",
    "full": "The Arm margin loan is fully drawn. The group could bear USD 4.64bn more under it; beyond that,",
    "beyond": "All of the USD 2bn that is undrawn under the Arm margin loan can be drawn today. The load line lies "
    "beyond it, at USD 4.64bn, where the chance of a margin call",
    "nothing": "Nothing more can be drawn under the Arm margin loan: with any further draw the chance of a margin call",
}


@pytest.mark.parametrize("name", LINES)
def test_each_state_of_a_facility_has_its_sentence(name: str) -> None:
    assert line_sentence(LINES[name]).text.startswith(START[name])


def test_a_full_facility_that_no_tolerance_limits_says_both() -> None:
    text = line_sentence(replace(SEARCHED, undrawn=0.0)).text
    assert text == (
        "The Arm margin loan is fully drawn. No tolerance would be reached by a further USD 40bn, the farthest that "
        "was looked."
    )


def test_a_search_that_ends_before_the_facility_claims_no_more_than_it_saw() -> None:
    text = line_sentence(replace(SEARCHED, undrawn=60.0 * BN)).text
    assert text.startswith("More can be drawn under the Arm margin loan today: no tolerance was reached up to USD 40bn")
    assert "60bn" not in text


def test_the_next_limit_is_the_nearest_of_the_others() -> None:
    found = next_sentence(load_line())
    assert found is not None
    assert found.text == "Were that set aside, the next limit is the chance of a gap (3% tolerated), at USD 6bn."


@pytest.mark.parametrize("line", [BROKEN, SEARCHED], ids=["broken", "searched"])
def test_nothing_is_next_where_nothing_binds_first(line: object) -> None:
    assert next_sentence(line) is None  # type: ignore[arg-type]


def test_a_limit_that_was_not_reached_or_not_found_is_not_next() -> None:
    criteria = (
        criterion("call", 0.01, own=4.6 * BN),
        criterion("gap", 0.01, own=40.0 * BN),
        criterion("ltv", 0.01, own=None),
    )
    assert next_sentence(load_line(criteria=criteria)) is None


def test_the_wanted_draw_says_what_forbids_it_and_the_price_that_would_allow_it() -> None:
    found = must_be_true(load_line(), "Arm Holdings plc", "USD")
    assert found is not None
    assert found.label == "For the wanted USD 5bn"
    assert found.text == (
        "With it, the chance of a margin call by 9 October 2026 is 5.4% ± 0.2%, and the case tolerates 5%. Arm "
        "Holdings plc would have to stand at USD 175.41 or more, 2.8% above today’s price, for it to fit, all else as "
        "it is."
    )


def test_a_wanted_draw_that_no_price_allows_and_no_facility_holds() -> None:
    found = must_be_true(BROKEN, "Arm Holdings plc", "USD")
    assert found is not None
    assert "No price of Arm Holdings plc that was looked at would make it fit." in found.text
    assert found.text.endswith("The facility itself would have to be USD 2bn larger.")


def test_a_wanted_draw_that_fits_says_down_to_which_price() -> None:
    found = must_be_true(SEARCHED, "Arm Holdings plc", "USD")
    assert found is not None
    assert found.text == (
        "It keeps every tolerance today. It would do so with Arm Holdings plc down to USD 136.53, 20.0% below today’s."
    )
    assert found.tone == "load"


def test_without_a_collateral_no_price_is_spoken_of() -> None:
    assert must_be_true(CREDIT, "", "USD") is None
    wanted = load_line().wanted
    assert wanted is not None
    found = must_be_true(replace(CREDIT, wanted=replace(wanted, price=None, move=None, missing="")), "", "USD")
    assert found is not None
    assert found.text == "It breaks a tolerance today. The facility itself would have to be USD 3bn larger."


def test_a_fitting_draw_without_a_price_says_only_that_it_fits() -> None:
    wanted = SEARCHED.wanted
    assert wanted is not None
    found = must_be_true(replace(SEARCHED, wanted=replace(wanted, price=None, move=None)), "Arm", "USD")
    assert found is not None
    assert found.text == "It keeps every tolerance today."
