"""Expectations: dimensions, values, unknowns, and where a wrong line stands."""

from __future__ import annotations

import pytest

from pledgeline.engine.expect import (
    check_expectation,
    evaluate_expectation,
    expectation_problems,
    needs_simulation,
    parse_expectation,
)
from pledgeline.engine.expression import ExpressionError
from pledgeline.engine.run import expectations, opened_problems
from tests.fixtures_case import document, opened

QUANTITIES: dict[str, tuple[float | None, str]] = {
    "group.ltv": (0.2, "%"),
    "group.nav": (90e9, "USD"),
    "group.cash": (None, "USD"),
    "stock.price": (100.0, "USD/share"),
    "stock.shares": (1e9, "shares"),
    "stock.multiple": (5.29, "x"),
    "loan.days": (641.0, "days"),
    "loan.maturity": (739889.0, "date"),
}
UNITS = {key: unit for key, (_, unit) in QUANTITIES.items()}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("group.ltv < 25%", True),
        ("group.ltv >= 20%", True),
        ("group.ltv == 20%", True),
        ("group.ltv != 20%", False),
        ("group.nav > USD 89.9bn", True),
        ("stock.price < USD 99", False),
        ("stock.price * stock.shares - USD 10bn == group.nav", True),
        ("group.nav / (stock.price * stock.shares) == 90%", True),
        ("group.nav / USD 45bn == 2", True),
        ("stock.shares > 999m", True),
        ("stock.multiple < 6", True),
        ("loan.days > 640 and loan.days < 642bd", True),
        ("loan.maturity < 2028-Q1", True),
        ("group.ltv > 25% or group.nav > USD 1bn", True),
        ("not group.ltv > 25%", True),
        ("not (group.ltv > 25% or group.ltv < 10%)", True),
        ("max(group.ltv, 30%) == 30%", True),
        ("1 - group.ltv == 80%", True),
        ("group.nav > 0", True),
        ("loan.days > 2 * 252", True),
        ("-group.ltv < 0%", True),
    ],
)
def test_comparisons(text: str, holds: bool) -> None:  # noqa: FBT001  # a row of the table
    assert evaluate_expectation(text, QUANTITIES).holds is holds


def test_what_is_not_known_holds_only_where_the_rest_decides() -> None:
    def holds(text: str) -> bool:
        return evaluate_expectation(text, QUANTITIES).holds

    assert not holds("group.cash > USD 1bn")
    assert not holds("not group.cash > USD 1bn")
    assert holds("group.cash > USD 1bn or group.ltv < 25%")
    assert not holds("group.cash > USD 1bn and group.ltv < 25%")
    assert evaluate_expectation("group.cash > USD 1bn", QUANTITIES).found == "not known > USD 1bn"


def test_both_sides_are_shown() -> None:
    found = evaluate_expectation("group.ltv < 15% and stock.price < USD 99", QUANTITIES).found
    assert found == "20.00% < 15.00%; USD 100.00 a share < USD 99.00 a share"


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("group.ltv < 25", 11, "one side is a ratio, the other a number; write the ratio with %, such as 25%"),
        ("group.nav > 5bn", 11, "one side is in USD, the other a number; write the number with its unit"),
        ("group.nav > EUR 5bn", 11, "one side is in USD, the other in EUR; compare like with like"),
        ("group.nav > 25%", 11, "one side is in USD, the other a ratio"),
        ("group.nav + group.ltv > USD 5bn", 11, "one side is in USD, the other a ratio"),
        ("group.ltb < 25%", 1, "'group.ltb' is no key of this case; did you mean group.ltv?"),
        ("group.ltv and group.nav > USD 5bn", 11, "'and' joins comparisons"),
        ("(group.ltv < 25%) + 1 > 2", 19, "'+' works on numbers, not on comparisons"),
        ("loan.maturity + 1 > 2", 15, "dates can be compared, not added"),
        ("sqrt(group.nav) > 2", 1, "sqrt takes a pure number"),
    ],
)
def test_unlike_things_are_not_compared(text: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        check_expectation(text, UNITS)
    assert str(caught.value).startswith(message)
    assert caught.value.column == column


@pytest.mark.parametrize("text", ["group.ltv", "25%", "1 + 1"])
def test_an_expectation_must_compare(text: str) -> None:
    with pytest.raises(ExpressionError, match="an expectation says what must hold"):
        parse_expectation(text)


def test_a_wrong_line_is_found_at_its_place_in_the_file() -> None:
    case = opened({"expect": ["group.nav > USD 1bn", "group.ltv.reported < 25"]})
    problem = opened_problems(case)[0]
    assert problem.key == "expect.1"
    assert problem.where.text[problem.where.column - 1] == "<"
    assert expectation_problems(document({"expect": []}), UNITS) == ()


def test_what_needs_a_run_waits_for_it() -> None:
    lines = ["loans.pledge.ltv < 25%", "loans.pledge.call_probability < 5%"]
    case = opened({"expect": lines})
    assert opened_problems(case) == ()
    assert [line.text for line in expectations(case)] == lines[:1]
    assert needs_simulation(lines[1], {"loans.pledge.call_probability": "%"})
