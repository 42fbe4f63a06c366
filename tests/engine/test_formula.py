"""Formulas: the value and the text come from one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.expect import value_of
from pledgeline.engine.expression import parse
from pledgeline.engine.formula import AboveZero, Call, Formula, Prose, Term, largest, number, smallest, total
from pledgeline.engine.results import DerivationInput

if TYPE_CHECKING:
    from collections.abc import Callable


def term(symbol: str, value: float | None) -> Term:
    return Term(entry=DerivationInput(symbol=symbol, title=symbol, value=value, unit=""))


A, B, C, UNKNOWN, ZERO = term("a", 8.0), term("b", 3.0), term("c", 2.0), term("u", None), term("z", 0.0)


@pytest.mark.parametrize(
    ("formula", "text", "value"),
    [
        (A - B - C, "a − b − c", 3.0),
        (A - (B - C), "a − (b − c)", 7.0),
        (A - (B + C), "a − (b + c)", 3.0),
        (A + (B + C), "a + b + c", 13.0),
        ((A + B) * C, "(a + b) × c", 22.0),
        (A * B + C, "a × b + c", 26.0),
        (A / (B * C), "a / (b × c)", 8 / 6),
        (A / B / C, "a / b / c", 8 / 3 / 2),
        (A * (B / C), "a × b / c", 12.0),
        (largest(A - B, number(0)), "max(a − b, 0)", 5.0),
        (smallest(A, B, C), "min(a, b, c)", 2.0),
        (smallest(A), "a", 8.0),
        (Call(name="sqrt", parts=(A * C,)), "sqrt(a × c)", 4.0),
        (total((A, B, C)), "a + b + c", 13.0),
        (total(()), "0", 0.0),
        (number(1) - A / B, "1 − a / b", 1 - 8 / 3),
    ],
)
def test_value_and_text_agree(formula: Formula, text: str, value: float) -> None:
    assert formula.text() == text
    assert formula.evaluate() == pytest.approx(value)


@pytest.mark.parametrize(
    "formula",
    [A + UNKNOWN, A / ZERO, largest(A, UNKNOWN), Call(name="sqrt", parts=(B - A,)), AboveZero(inner=B - A)],
    ids=lambda formula: formula.text(),
)
def test_what_is_not_known_or_means_nothing_has_no_value(formula: Formula) -> None:
    assert formula.evaluate() is None


def test_an_overflow_has_no_value() -> None:
    huge = term("h", 1e308)
    assert (huge * huge).evaluate() is None


def test_other_values_can_stand_in_for_inputs() -> None:
    assert (A / B).evaluate({"b": 4.0}) == 2.0
    assert AboveZero(inner=A - B).evaluate({"a": 1.0}) is None
    assert (A + UNKNOWN).evaluate({"u": 1.0}) == 9.0


def test_numbers_are_filled_in_by_the_writer() -> None:
    assert ((A - B) / C).text(lambda entry: f"{entry.value:g}") == "(8 − 3) / 2"


def test_prose_tells_what_was_found() -> None:
    prose = Prose(sentence="share of the paths", found=0.25, entries=(A.entry,))
    assert (prose.text(), prose.evaluate({"a": 1.0}), list(prose.terms())) == ("share of the paths", 0.25, [A.entry])


SYMBOLS = "abcdef"
VALUES = {symbol: 1.0 + index / 7 for index, symbol in enumerate(SYMBOLS)}
leaves = st.sampled_from([term(symbol, value) for symbol, value in VALUES.items()]) | st.integers(1, 9).map(number)
joined: Callable[[st.SearchStrategy[Formula]], st.SearchStrategy[Formula]] = lambda inner: st.one_of(  # noqa: E731
    st.builds(lambda x, y: x + y, inner, inner),
    st.builds(lambda x, y: x - y, inner, inner),
    st.builds(lambda x, y: x * y, inner, inner),
    st.builds(lambda x, y: x / y, inner, inner),
    st.builds(largest, inner, inner),
    st.builds(smallest, inner, inner),
)


@given(st.recursive(leaves, joined, max_leaves=12))
def test_the_text_read_as_an_expression_gives_the_value(formula: Formula) -> None:
    """Parentheses stand where they must: another reader of the text finds the same number."""
    found = formula.evaluate()
    again = value_of(parse(formula.text()), VALUES)
    assert again == (None if found is None else pytest.approx(found, rel=1e-9, abs=1e-9))
