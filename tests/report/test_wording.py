"""Figures and dates as a reader sees them."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from pledgeline.engine.results import Estimate
from pledgeline.language.spoken import speaking
from pledgeline.report.pages.wording import (
    bare,
    business_days,
    chance,
    clauses,
    confidence_word,
    distance,
    literal,
    long_date,
    money_column,
    money_estimate,
    move,
    percent,
    price_range,
    round_percent,
    short_date,
)


@pytest.mark.parametrize(
    ("probability", "error", "paths", "text"),
    [
        (0.0043, 0.0005, 20_000, "0.43% ± 0.05%"),
        (0.0, 0.0, 15_000, "< 0.02%"),
        (0.0, 0.0, 100_000, "< 0.003%"),
        (1.0, 0.0, 15_000, "> 99.98%"),
        (0.25, 0.01, None, "25% ± 1%"),
        (math.nan, math.nan, 100, "not disclosed"),
    ],
)
def test_chance_states_its_error_and_never_says_zero(
    probability: float, error: float, paths: int | None, text: str
) -> None:
    assert chance(Estimate(value=probability, standard_error=error), paths) == text


def test_dates_do_not_depend_on_a_locale() -> None:
    day = dt.date(2027, 9, 3)
    assert (long_date(day), short_date(day)) == ("3 September 2027", "3 Sep 2027")
    assert (long_date(None), short_date(None)) == ("no fixed date", "no date")


@pytest.mark.parametrize(("fraction", "text"), [(0.0, "today"), (0.2, "+20%"), (-0.85, "−85%"), (-0.575, "−57.5%")])
def test_move_carries_a_sign(fraction: float, text: str) -> None:
    assert move(fraction) == text


def test_a_literal_gets_a_minus_sign_and_a_date_keeps_its_dashes() -> None:
    assert [literal(text) for text in ("-10%", "2026-09-30", "35%")] == ["−10%", "2026-09-30", "35%"]


def test_distance_says_on_which_side() -> None:
    assert distance(0.815) == "81.5% below"
    assert distance(-0.12) == "12.0% above"


def test_percent_tells_the_unknown_and_the_infinite_from_numbers() -> None:
    assert percent(None) == "not disclosed"
    assert percent(math.inf) == "no collateral left"
    assert percent(-0.02) == "−2.0%"


def test_round_percent_drops_idle_zeros() -> None:
    assert [round_percent(ratio) for ratio in (0.35, 0.345, 0.1 + 0.2)] == ["35%", "34.5%", "30%"]


@pytest.mark.parametrize(
    ("amounts", "unit", "texts"),
    [
        ((223.67e9, 13.7e9, -2.5e9), "USD bn", ("223.7", "13.7", "−2.5")),
        ((3.2e9, 0.0), "USD bn", ("3.20", "0.00")),
        ((2_500e12,), "USD tn", ("2,500",)),
        ((12.0,), "USD", ("12",)),
        ((), "USD", ()),
    ],
)
def test_one_unit_serves_a_whole_column(amounts: tuple[float, ...], unit: str, texts: tuple[str, ...]) -> None:
    column = money_column(amounts, "USD")
    assert column.unit == unit
    assert tuple(column.text(amount) for amount in amounts) == texts


def test_a_rounded_zero_has_no_sign_and_an_unknown_amount_is_said() -> None:
    column = money_column((1e9,), "USD")
    assert column.text(-1.0) == "0.00"
    assert column.text(None) == "not disclosed"


def test_bare_leaves_the_unit_to_the_head_of_the_column() -> None:
    assert bare("1.24% ± 0.03%") == "1.24 ± 0.03"


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0.6, "0.6 business days", "0,6 jour ouvré"),
        (1.0, "1 business day", "1 jour ouvré"),
        (1.5, "1.5 business days", "1,5 jour ouvré"),
        (641.0, "641 business days", "641 jours ouvrés"),
        (None, "not disclosed business days", "non publié jours ouvrés"),
    ],
)
def test_days_are_one_or_several_as_each_language_has_it(number: float | None, english: str, french: str) -> None:
    assert business_days(number) == english
    with speaking("fr"):
        assert business_days(number) == french


def test_figures_in_french() -> None:
    day = dt.date(2027, 9, 1)
    with speaking("fr"):
        assert (long_date(day), short_date(day)) == ("1er septembre 2027", "1er sept. 2027")
        assert percent(0.0662) == "6,6\u00a0%"
        assert percent(math.inf) == "plus de garantie"
        assert round_percent(0.345) == "34,5\u00a0%"
        assert (move(-0.8), move(0.0), move(0.2)) == ("−80\u00a0%", "aujourd’hui", "+20\u00a0%")
        assert distance(0.815) == "81,5\u00a0% plus bas"
        assert price_range(22.11, 44.21, "USD") == "22,11 à 44,21\u00a0USD"
        assert money_estimate(Estimate(value=3.1e6, standard_error=0.2e6), "USD") == "3,1\u00a0M ± 200\u00a0k\u00a0USD"
        assert money_column((18.5e9,), "USD").unit == "Md\u00a0USD"
        assert bare("1,24\u00a0% ± 0,03\u00a0%") == "1,24 ± 0,03"
        assert confidence_word("assumed") == "supposé"


def test_clauses_follow_each_other_as_each_language_has_it() -> None:
    assert price_range(22.11, 44.21, "USD") == "USD 22.11 to 44.21"
    assert clauses(("one", "two", "three")) == "one; two; three"
    assert clauses(()) == ""
    with speaking("fr"):
        assert clauses(("un", "deux")) == "un\u00a0; deux"


def test_a_code_without_a_title_stays_as_it_is() -> None:
    assert (confidence_word("assumed"), confidence_word("rumoured")) == ("assumed", "rumoured")
