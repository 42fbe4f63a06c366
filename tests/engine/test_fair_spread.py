"""The fair spread: what it means, its order, certain prices, and refusals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.engine.fair_spread import fair_spread, loan_value
from pledgeline.engine.gap import gap_loss
from pledgeline.errors import OutOfRange
from pledgeline.market.dynamics import GBM, Kou

SIDES = Kou(growth=0.03, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
TERMS: dict[str, Any] = {"debt": 0.7, "trigger_ltv": 0.85, "rate": 0.03, "dates": 52, "dates_per_year": 52}


def test_without_interest_the_value_is_what_the_gap_leaves() -> None:
    flat = {**TERMS, "rate": 0.0}
    for delay in (0, 3):
        found = loan_value(SIDES, **flat, spread=0.0, sale_delay=delay)
        lost = gap_loss(SIDES, debt=0.7, trigger_ltv=0.85, sale_delay=delay, dates=52, dates_per_year=52)
        assert found == pytest.approx(1 - lost.expected_loss / 0.7, abs=1e-10)


def test_the_fair_spread_makes_the_loan_worth_what_was_lent() -> None:
    for delay in (0, 2):
        spread = fair_spread(SIDES, **TERMS, sale_delay=delay)
        assert spread > 0
        assert loan_value(SIDES, **TERMS, spread=spread, sale_delay=delay) == pytest.approx(1, abs=1e-9)
        assert loan_value(SIDES, **TERMS, spread=spread / 2, sale_delay=delay) < 1


@pytest.mark.parametrize(
    ("term", "settings_"),
    [("debt", [0.5, 0.6, 0.7, 0.8]), ("sale_delay", [0, 1, 4, 10]), ("trigger_ltv", [0.72, 0.8, 0.9, 0.97])],
)
def test_worse_terms_cost_more(term: str, settings_: list[float]) -> None:
    spreads = [fair_spread(SIDES, **{**TERMS, term: setting}) for setting in settings_]
    assert (np.diff(spreads) > 0).all()


@settings(max_examples=15)
@given(debt=st.floats(0.05, 0.89), volatility=st.floats(0.05, 0.6), dates=st.integers(1, 60))
def test_any_diffusion_has_a_spread(debt: float, volatility: float, dates: int) -> None:
    terms: dict[str, Any] = {"debt": debt, "trigger_ltv": 0.9, "rate": 0.02, "dates": dates, "dates_per_year": 52}
    law = GBM(growth=0.02, volatility=volatility)
    spread = fair_spread(law, **terms)
    assert 0 <= spread <= 4
    assert loan_value(law, **terms, spread=spread) == pytest.approx(1, abs=1e-9)


def test_a_loan_that_cannot_lose_needs_no_spread() -> None:
    assert fair_spread(GBM(volatility=0.05), debt=0.1, trigger_ltv=0.9, rate=0.02, dates=5) == pytest.approx(
        0, abs=1e-9
    )
    assert fair_spread(GBM(growth=0.1, volatility=0.0), debt=0.5, trigger_ltv=0.9, rate=0.02, dates=50) == 0.0


@pytest.mark.parametrize("delay", [0, 20])
def test_a_certain_price_is_the_limit_of_a_price_that_hardly_moves(delay: int) -> None:
    terms: dict[str, Any] = {"debt": 0.8, "trigger_ltv": 0.9, "rate": 0.02, "spread": 0.01, "dates": 100}
    sure, nearly = (
        loan_value(GBM(growth=-2.0, volatility=volatility), **terms, sale_delay=delay) for volatility in (0.0, 1e-3)
    )
    assert sure == pytest.approx(nearly, abs=1e-5)
    hit = math.ceil(252 * math.log(0.9 / 0.8) / 2.03)
    time = (hit + delay) / 252
    brought = math.exp(-2.0 * time) / 0.8
    expected = min(brought, math.exp(0.03 * time)) * math.exp(-0.02 * time)
    assert sure == pytest.approx(expected, abs=1e-12)


def test_a_certain_price_that_is_never_low_pays_in_full() -> None:
    found = loan_value(GBM(growth=0.5, volatility=0.0), debt=0.5, trigger_ltv=0.9, rate=0.02, spread=0.03, dates=252)
    assert found == pytest.approx(math.exp(0.03), abs=1e-14)


def test_no_spread_pays_for_a_certain_loss() -> None:
    with pytest.raises(OutOfRange, match=r"^no spread up to 400 % a year pays for the losses: lend less or"):
        fair_spread(GBM(growth=-5.0, volatility=0.5), debt=0.85, trigger_ltv=0.99, rate=0.0, dates=30, sale_delay=30)


def test_spreads_are_sought_up_to_the_last_one_that_is_named() -> None:
    # a loan of one date pays 1 - loss; between them debts whose spread lies just under and just above the largest
    law = Kou(volatility=0.5, jump_rate=12.0, up_probability=0.2, up_rate=20.0, down_rate=6.0)
    terms: dict[str, Any] = {"trigger_ltv": 0.995, "rate": 0.0, "dates": 1, "dates_per_year": 252}
    found = []
    for debt in np.linspace(0.85, 0.99, 29):
        try:
            found.append(fair_spread(law, debt=float(debt), **terms))
        except OutOfRange:
            found.append(math.inf)
    assert found == sorted(found)
    finite = [spread for spread in found if math.isfinite(spread)]
    assert 0 < len(finite) < len(found)
    assert 3.3 < max(finite) <= 4


@pytest.mark.parametrize("function", [fair_spread, loan_value])
def test_arguments_out_of_range_are_named_all_at_once(function: Any) -> None:
    wrong: dict[str, Any] = {"debt": -1.0, "trigger_ltv": 1.5, "rate": math.nan, "dates": 0, "dates_per_year": 0}
    more = {"spread": math.inf} if function is loan_value else {}
    with pytest.raises(OutOfRange) as raised:
        function(SIDES, **wrong, **more, sale_delay=-1)
    named = sorted(line.split(" ")[0] for line in str(raised.value).splitlines())
    assert named == sorted([*wrong, *more, "sale_delay"])


@pytest.mark.parametrize("debt", [0.85, 0.9, 0.0])
def test_a_debt_at_or_above_the_trigger_is_refused(debt: float) -> None:
    with pytest.raises(OutOfRange, match=r"^debt is [0-9.]+: above 0 and below trigger_ltv, as a fraction of the coll"):
        fair_spread(SIDES, **{**TERMS, "debt": debt})
