"""The perpetual stock loan: the published figures, the exit that is best, and the limits of its terms."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.stock_loan import StockLoan, stock_loan
from tests.reference import table

SYMBOLS = ("rate", "dividend", "volatility", "loan_rate", "price", "principal")
TERMS: dict[str, Any] = {
    "rate": 0.05, "dividend": 0.01, "volatility": 0.15, "loan_rate": 0.07, "price": 100.0, "principal": 80.0,
}  # fmt: skip


def loan(**changes: float) -> StockLoan:
    """The loan of the paper with other terms."""
    return stock_loan(**(TERMS | changes))


def value_of_exit(exit_price: float) -> float:
    """Redeeming when the discounted price first comes to `exit_price`: the transform of a first passage, by quadrature.

    T is the time a Brownian motion with drift takes up a distance; its density is known, and the payment at T is
    discounted at rate less loan rate.
    """
    drift = TERMS["rate"] - TERMS["dividend"] - TERMS["loan_rate"] - TERMS["volatility"] ** 2 / 2
    way, carry = math.log(exit_price / TERMS["price"]), TERMS["rate"] - TERMS["loan_rate"]
    total, steps = 0.0, 200_000
    for step in range(steps):
        log_time = -12.0 + 20.0 * (step + 0.5) / steps
        time = math.exp(log_time)
        spread = TERMS["volatility"] * math.sqrt(time)
        density = way / (spread * time * math.sqrt(2 * math.pi)) * math.exp(-0.5 * ((way - drift * time) / spread) ** 2)
        total += density * math.exp(-carry * time) * time * 20.0 / steps
    return (exit_price - float(TERMS["principal"])) * total


@pytest.mark.parametrize("row", table("stock_loan"), ids=lambda row: f"{row['principal']}-{row['quantity']}")
def test_the_published_figures(row: dict[str, str]) -> None:
    found = stock_loan(**{name: float(row[name]) for name in SYMBOLS})
    assert getattr(found, row["quantity"]) == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


def test_no_other_exit_is_worth_more() -> None:
    found = loan()
    best = value_of_exit(found.exit_price)
    assert best == pytest.approx(found.value, abs=1e-6)
    for factor in (0.9, 0.97, 1.03, 1.1):
        assert value_of_exit(found.exit_price * factor) < best


def test_a_loan_that_is_never_redeemed_is_worth_the_share_and_costs_the_principal() -> None:
    found = loan(dividend=0.0, loan_rate=0.05 + 0.15**2 / 2)
    assert found == StockLoan(value=100.0, exit_price=math.inf, fee=80.0, exponent=1.0)


def test_without_dividend_and_at_a_dear_loan_rate_there_is_an_exit() -> None:
    found = loan(dividend=0.0, loan_rate=0.09)
    assert found.exponent == pytest.approx(0.08 / 0.15**2, abs=1e-12)
    assert math.isfinite(found.exit_price)


def test_above_the_exit_price_the_share_is_redeemed_at_once() -> None:
    found = loan(price=130.0)
    assert (found.value, found.fee) == (50.0, 0.0)


@given(
    st.floats(1, 1_000), st.floats(0.05, 5), st.floats(0, 0.1), st.floats(0.01, 0.15), st.floats(0, 0.1),
    st.floats(0.05, 1.5),
)  # fmt: skip
def test_the_right_is_worth_at_least_its_exercise_and_at_most_the_share(
    price: float, ratio: float, rate: float, loan_rate: float, dividend: float, volatility: float
) -> None:
    principal = price * ratio
    found = stock_loan(
        price=price, principal=principal, rate=rate, loan_rate=loan_rate, dividend=dividend, volatility=volatility
    )
    assert max(price - principal, 0) <= found.value * (1 + 1e-12)
    assert found.value <= price * (1 + 1e-12)
    assert found.fee >= -1e-9 * price
    assert found.exponent >= 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price": 0.0}, "price is 0: above 0"),
        ({"principal": -1.0}, "principal is -1: above 0"),
        ({"volatility": 0.0}, "volatility is 0: above 0"),
        ({"dividend": -0.01}, "dividend is -0.01: at least 0"),
        ({"rate": math.nan}, "must be finite"),
    ],
)
def test_terms_out_of_range_are_refused_by_name(changes: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        loan(**changes)
