"""Down-and-out calls: vanilla limits at any volatility, order, and refusals."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from pledgeline.engine.barrier_option import down_and_out_call
from pledgeline.engine.passage import first_passage
from pledgeline.errors import OutOfRange
from pledgeline.market.dynamics import GBM, Kou

FAR = 1e-12  # a barrier that no price of these tests comes to


def black_scholes(volatility: float, strike: float, rate: float, growth: float, years: float) -> float:
    """A call without a barrier."""
    spread, cdf = volatility * math.sqrt(years), NormalDist().cdf
    near = (growth * years - math.log(strike)) / spread + spread / 2
    paid = math.exp(growth * years) * cdf(near) - strike * cdf(near - spread)
    return math.exp(-rate * years) * paid


@pytest.mark.parametrize("volatility", [0.05, 0.3, 1.0, 2.0])
@pytest.mark.parametrize("strike", [0.6, 1.0, 1.7])
def test_a_barrier_out_of_reach_leaves_a_call(volatility: float, strike: float) -> None:
    law = GBM(growth=0.05, volatility=volatility)
    found = down_and_out_call(law, strike=strike, barrier=FAR, rate=0.07, dates=4, dates_per_year=4)
    assert found == pytest.approx(black_scholes(volatility, strike, 0.07, 0.05, 1.0), abs=1e-10)


@pytest.mark.parametrize("up_rate", [1.01, 1.5, 5.0])
def test_prices_that_may_rise_without_end_do_not_spoil_the_call(up_rate: float) -> None:
    law = Kou(growth=0.02, volatility=0.3, jump_rate=1.0, up_probability=0.5, up_rate=up_rate, down_rate=20.0)
    # a call at next to nothing is the price itself
    found = down_and_out_call(law, strike=1e-9, barrier=1e-9, rate=0.02, dates=12, dates_per_year=12)
    assert found == pytest.approx(1.0, abs=1e-8)


def test_a_call_at_the_barrier_watched_once_by_hand() -> None:
    law = GBM(growth=0.1, volatility=0.3)
    found = down_and_out_call(law, strike=0.9, barrier=0.9, rate=0.1, dates=1, dates_per_year=2)
    assert found == pytest.approx(black_scholes(0.3, 0.9, 0.1, 0.1, 0.5), abs=1e-12)


def test_a_higher_barrier_is_worth_less_and_a_certain_hit_nothing() -> None:
    law = GBM(growth=0.1, volatility=0.3)
    prices = [
        down_and_out_call(law, strike=1.5, barrier=barrier, rate=0.1, dates=50, dates_per_year=250)
        for barrier in (0.5, 0.85, 0.95, 0.99, 1.0, 1.2)
    ]
    assert (np.diff(prices) < 0).all()
    assert prices[-1] == pytest.approx(0.0, abs=1e-6)


def test_deep_in_the_money_it_is_a_claim_on_survival() -> None:
    law = GBM(growth=0.0, volatility=0.4)
    one, other = (
        down_and_out_call(law, strike=strike, barrier=0.8, rate=0.0, dates=60, dates_per_year=252)
        for strike in (0.8, 0.8 + 1e-6)
    )
    alive = 1 - first_passage(law, barrier=0.8, dates=60).probability[-1]
    assert (one - other) / 1e-6 == pytest.approx(alive, abs=1e-4)


def test_arguments_out_of_range_are_named_all_at_once() -> None:
    law = GBM(volatility=0.3)
    with pytest.raises(OutOfRange) as raised:
        down_and_out_call(law, strike=0.8, barrier=0.9, rate=math.inf, dates=0, dates_per_year=0)
    lines = str(raised.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["dates", "dates_per_year", "barrier", "rate"]
    with pytest.raises(OutOfRange, match=r"^volatility is 0: the price is certain$"):
        down_and_out_call(GBM(volatility=0.0), strike=1.0, barrier=0.9, rate=0.0, dates=5, dates_per_year=252)
