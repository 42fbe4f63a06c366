"""The formatter: what a reader sees."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.units.text import (
    FRENCH,
    count_text,
    money_text,
    multiple_text,
    number_text,
    price_text,
    probability_text,
    ratio_text,
    span_text,
)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (18.5e9, "USD 18.5bn"),
        (-1.2e9, "USD -1.2bn"),
        (769_029_000, "USD 769m"),
        (999_960_000, "USD 1bn"),
        (25.7e12, "USD 25.7tn"),
        (1234, "USD 1.23k"),
        (999, "USD 999"),
        (0.0, "USD 0"),
        (-0.0, "USD 0"),
        (None, "not known"),
        (math.nan, "not known"),
        (math.inf, "no limit"),
    ],
)
def test_money(amount: float | None, text: str) -> None:
    assert money_text(amount, "USD") == text


def test_french_money_has_no_scale_for_ten_to_the_twelve() -> None:
    assert money_text(1e12, "JPY", language=FRENCH) == "1\u202f000\u00a0Md\u00a0JPY"
    assert money_text(18.5e9, "USD", language=FRENCH) == "18,5\u00a0Md\u00a0USD"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0.0662, "6.6%"), (0.35, "35.0%"), (0.00043, "0.043%"), (-0.576, "-57.6%"), (0.0, "0.0%"), (1.2, "120.0%"),
        (0.0002, "0.02%"), (0.002, "0.2%"), (0.00096, "0.096%"), (0.000996, "0.1%"), (None, "not known"),
    ],
)  # fmt: skip
def test_ratios(ratio: float | None, text: str) -> None:
    assert ratio_text(ratio) == text


@pytest.mark.parametrize(
    ("probability", "error", "paths", "text"),
    [
        (0.0043, 0.0005, None, "0.43% ± 0.05%"),
        (0.3432, 0.0061, None, "34.3% ± 0.6%"),
        (0.5, 0.02, None, "50% ± 2%"),
        (0.0, 0.0, 15_000, "< 0.02%"),
        (1.0, 0.0, 15_000, "> 99.98%"),
        (0.0, 0.0, 20_000, "< 0.02%"),  # 0.015 % rounded up: a smaller bound would not hold
        (1.0, 0.0, 20_000, "> 99.98%"),
        (0.0, 0.0, 4_000, "< 0.08%"),
        (0.0, 0.0, 100, "< 3.0%"),
        (0.0, 0.0, 2, "< 100.0%"),
        (0.0, 0.0, None, "0.0%"),
        (0.25, 0.0, None, "25.0%"),
    ],
)
def test_probabilities(probability: float, error: float, paths: int | None, text: str) -> None:
    assert probability_text(probability, error, paths=paths) == text


@given(paths=st.integers(min_value=1, max_value=10**9))
def test_the_bound_shown_is_never_smaller_than_three_over_the_paths(paths: int) -> None:
    shown = Fraction(probability_text(0.0, paths=paths).removeprefix("< ").removesuffix("%")) / 100
    above = Fraction(probability_text(1.0, paths=paths).removeprefix("> ").removesuffix("%")) / 100
    bound = min(Fraction(3, paths), Fraction(1))
    assert bound <= shown <= min(2 * bound + Fraction(1, 1000), Fraction(1))
    assert above == 1 - shown


def test_prices_counts_numbers_spans_and_dates() -> None:
    assert price_text(170.66, "USD") == "USD 170.66"
    assert price_text(18_000, "JPY") == "JPY 18,000"
    assert price_text(0.1234, "USD") == "USD 0.1234"
    assert price_text(None, "USD") == "not known"
    assert count_text(1_068_100_000) == "1.07bn"
    assert number_text(1068.1) == "1,068"
    assert number_text(5.2911) == "5.29"
    assert number_text(2.0, decimals=2) == "2.00"
    assert multiple_text(5.29) == "5.29\u00d7"
    assert span_text(1, "y") == "1 year"
    assert span_text(5, "bd") == "5 business days"


@given(st.floats(min_value=1e-6, max_value=1e15))
def test_money_is_rounded_to_three_digits_and_keeps_its_size(amount: float) -> None:
    number, scale = money_text(amount, "USD").removeprefix("USD ").rstrip("kmbtn"), ""
    scale = money_text(amount, "USD").removeprefix(f"USD {number}")
    shown = float(number.replace(",", "")) * {"": 1, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}[scale]
    assert shown == pytest.approx(amount, rel=0.005, abs=0.5e-9)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_can_be_shown(number: float) -> None:
    for text in (money_text(number, "USD"), ratio_text(number), count_text(number), price_text(number, "USD")):
        assert text
        assert "nan" not in text.lower()
        assert text not in {"-0", "USD -0"}
