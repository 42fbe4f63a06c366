"""The language of expectations: what it reads, what it refuses, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.expect import value_of
from pledgeline.engine.expression import MAX_DEPTH, MAX_LENGTH, MAX_TOKENS, ExpressionError, Literal, names, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25%", 0.25),
        ("225bp", 0.0225),
        ("USD 8.5bn", 8.5e9),
        ("JPY -1_000", -1000.0),
        ("769.029m", 769_029_000.0),
        ("5bd", 5.0),
        ("10 GW", 1e10),
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 - 3 - 2", 3.0),
        ("8 − 3 × 2", 2.0),
        ("8 / 4 / 2", 1.0),
        ("-2 * -3", 6.0),
        ("--2", 2.0),
        ("max(1, 2, 3) - min(4, 5)", -1.0),
        ("sqrt(16)", 4.0),
        ("1 / 0", None),
        ("sqrt(1 - 2)", None),
    ],
)
def test_arithmetic_and_literals(text: str, value: float | None) -> None:
    found = value_of(parse(text), {})
    assert found == (None if value is None else pytest.approx(value))


def test_a_date_is_its_last_day() -> None:
    first, second = parse("2028-Q4"), parse("2028-12-31")
    assert isinstance(first, Literal)
    assert isinstance(second, Literal)
    assert first.number == second.number


def test_names_may_hold_hyphens_and_a_minus_stands_between_spaces() -> None:
    keys = [name.key for name in names(parse("loans.arm-margin.ltv.call - assets.a-1.collateral.0.shares < 5"))]
    assert keys == ["loans.arm-margin.ltv.call", "assets.a-1.collateral.0.shares"]
    assert [name.key for name in names(parse("a-b"))] == ["a-b"]
    assert [name.key for name in names(parse("max < min"))] == ["max", "min"]


@pytest.mark.parametrize(
    ("text", "column", "what", "remedy"),
    [
        ("", 1, "the line ends too early", "a key or a literal is wanted"),
        ("a <", 4, "the line ends too early", "a key or a literal is wanted"),
        ("a < < b", 5, "'<' does not belong here", "a key or a literal is wanted"),
        ("a b", 3, "'b' does not belong here", "an operator is missing before it"),
        ("(a < b", 7, "the line ends too early", "close the parenthesis"),
        ("max(a, b", 9, "the line ends too early", "close the parenthesis"),
        ("a < b < c", 7, "comparisons cannot be chained", "join two of them with 'and'"),
        ("a = b", 3, "'=' is not a comparison", "write == for equal"),
        ("a < 2y", 5, "'2y' is a span of the calendar", "write business days, such as 20bd"),
        ("a < $5", 5, "'$5' cannot be read", "write a key such as loans.arm-margin.ltv, or a literal"),
        ("a < XXX 5bn", 5, "'XXX' is not a currency", ""),
        ("sqrt(a, b)", 1, "sqrt takes one number", ""),
        ("__import__('os')", 12, "''os'' cannot be read", ""),
        ("a and", 6, "the line ends too early", "a key or a literal is wanted"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(text: str, column: int, what: str, remedy: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert what in caught.value.what
    assert caught.value.remedy.startswith(remedy)


@pytest.mark.parametrize(
    "text",
    ["1" + " + 1" * MAX_TOKENS, "(" * (MAX_DEPTH + 1) + "1", "-" * (MAX_DEPTH + 1) + "1", " " * (MAX_LENGTH + 1)],
    ids=["tokens", "parentheses", "signs", "length"],
)
def test_length_and_nesting_are_limited(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"more than|deep"):
        parse(text)


PIECES = ["a", "loans.x.ltv", "25%", "USD 5bn", "1", *"()<+-*/,", "==", "and", "or", "not", "max"]


def refusal(text: str) -> ExpressionError | None:
    """Why a text is not read; anything but ExpressionError fails the test."""
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_column_in_it(text: str) -> None:
    refused = refusal(text)
    if refused is not None:
        assert 1 <= refused.column <= len(text) + 1
        assert refused.what
