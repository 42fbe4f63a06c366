"""The exact engine against the convolution of `tests/oracles`, on loans drawn at random and on what no table holds."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

from pledgeline.engine.barrier_option import down_and_out_call
from pledgeline.engine.fair_spread import fair_spread, loan_value
from pledgeline.engine.gap import gap_loss
from pledgeline.engine.passage import first_passage, hit_probabilities
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.oracles import gauss_legendre as oracle
from tests.oracles.increments import DoubleExponential, Law, NormalJump

LOANS = 24


def law_of(dynamics: GBM | Kou | Merton) -> Law:
    """The same law as the oracle writes it."""
    growth, volatility = dynamics.growth, dynamics.volatility
    match dynamics:
        case Merton(jump_rate=rate, jump_mean=mean, jump_std=std):
            return Law(growth, volatility, rate, NormalJump(mean, std))
        case Kou(jump_rate=rate, up_probability=p, up_rate=up, down_rate=down):
            return Law(growth, volatility, rate, DoubleExponential(p, up, down))
        case _:
            return Law(growth, volatility)


def drawn(seed: int) -> dict[str, Any]:
    """A loan and the law of its stock."""
    dice = random.Random(seed)
    diffusion = {"growth": dice.uniform(-0.2, 0.2), "volatility": dice.uniform(0.15, 0.8)}
    jumps = {"jump_rate": dice.choice((0.2, 1.0, 4.0, 12.0))}
    laws = (
        GBM(**diffusion),
        Merton(**diffusion, **jumps, jump_mean=dice.uniform(-0.15, 0.05), jump_std=dice.uniform(0.03, 0.2)),
        Kou(**diffusion, **jumps, up_probability=dice.random(), up_rate=dice.uniform(8, 40),
            down_rate=dice.uniform(5, 30)),
    )  # fmt: skip
    trigger = dice.uniform(0.4, 0.95)
    dates = dice.choice((1, 2, 7, 21, 63, 130))
    return {
        "dynamics": laws[seed % 3],
        "trigger_ltv": trigger,
        "debt": trigger * dice.uniform(0.5, 0.97),
        "dates": dates,
        "barrier_growth": dice.uniform(-0.1, 0.3),
        "dated_jumps": {dice.randint(1, dates): dice.uniform(0.02, 0.15) for _ in range(dice.randint(0, 3))},
        "sale_delay": dice.choice((0, 1, 3, 12)),
        "sale_cost": dice.choice((0.0, 0.02, 0.1)),
    }


@pytest.mark.parametrize("seed", range(LOANS))
def test_first_passage_with_a_moving_barrier_and_dated_jumps(seed: int) -> None:
    loan = drawn(seed)
    barrier, growth = loan["debt"] / loan["trigger_ltv"], loan["barrier_growth"]
    found = first_passage(
        loan["dynamics"], barrier=barrier, dates=loan["dates"], barrier_growth=growth, dated_jumps=loan["dated_jumps"]
    )
    moving = tuple(math.log(barrier) + growth * date / 252 for date in range(1, loan["dates"] + 1))
    expected = oracle.first_passage(law_of(loan["dynamics"]), oracle.Terms(moving, 252, loan["dated_jumps"]))
    assert found.error <= 1e-10
    assert found.probability == pytest.approx(expected, rel=0, abs=1e-10), loan


@pytest.mark.parametrize("seed", range(LOANS))
def test_gap_loss_after_any_delay_and_cost(seed: int) -> None:
    loan = drawn(seed)
    terms = {name: loan[name] for name in ("debt", "trigger_ltv", "sale_delay", "sale_cost", "dates")}
    found = gap_loss(loan["dynamics"], **terms)
    flat = oracle.Terms((math.log(loan["debt"] / loan["trigger_ltv"]),) * loan["dates"])
    sale = oracle.Sale(loan["trigger_ltv"], loan["sale_delay"], loan["sale_cost"])
    expected = oracle.gap_loss(law_of(loan["dynamics"]), flat, sale)
    for name in ("trigger_probability", "loss_probability", "expected_loss"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), rel=0, abs=1e-9), (name, loan)


@pytest.mark.parametrize("seed", [0, 4, 8])
def test_many_barriers_at_once(seed: int) -> None:
    law, barriers = drawn(seed)["dynamics"], np.array([0.55, 0.7, 0.83, 0.95])
    found = hit_probabilities(law, barriers=barriers, dates=90)
    expected = [oracle.first_passage(law_of(law), oracle.Terms((math.log(barrier),) * 90))[-1] for barrier in barriers]
    assert found.probability == pytest.approx(expected, rel=0, abs=1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5])
def test_the_value_of_a_loan_with_interest_and_its_fair_spread(seed: int) -> None:
    loan = drawn(seed)
    terms = {"debt": loan["debt"], "trigger_ltv": loan["trigger_ltv"], "rate": 0.03}
    watched = {"dates": 26, "dates_per_year": 52}
    spread = fair_spread(loan["dynamics"], **terms, **watched)
    for asked in (0.0, spread):
        expected = oracle.lender_value(law_of(loan["dynamics"]), oracle.Accrual(**terms, spread=asked, **watched))
        found = loan_value(loan["dynamics"], **terms, spread=asked, **watched)
        assert found == pytest.approx(expected / loan["debt"], rel=0, abs=1e-9), loan
    assert loan_value(loan["dynamics"], **terms, spread=spread, **watched) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_down_and_out_call_under_any_law(seed: int) -> None:
    law = drawn(seed)["dynamics"]
    found = down_and_out_call(law, strike=0.9, barrier=0.8, rate=0.04, dates=30, dates_per_year=252)
    terms = oracle.Terms((math.log(0.8),) * 30)
    assert found == pytest.approx(oracle.down_and_out_call(law_of(law), terms, strike=0.9, rate=0.04), abs=1e-10)
