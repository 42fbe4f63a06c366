"""Gap loss: scale, order, limits, the law behind the figures, and what is refused."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.engine.gap import GapLoss, gap_loss, halved
from pledgeline.engine.passage import first_passage
from pledgeline.errors import Inaccurate, OutOfRange
from pledgeline.market.dynamics import GBM, NIG, Kou, Merton
from tests.oracles import gauss_legendre as oracle
from tests.oracles.increments import DoubleExponential, Law

DIFFUSION = GBM(growth=0.05, volatility=0.4)
SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
NORMAL = Merton(growth=0.0, volatility=0.3, jump_rate=2.0, jump_mean=-0.08, jump_std=0.12)
CLOCK = NIG(steepness=12.0, asymmetry=-3.0, scale=1.5)
LAWS = [DIFFUSION, SIDES, NORMAL, CLOCK]
TERMS: dict[str, Any] = {"debt": 0.5, "trigger_ltv": 0.8, "sale_delay": 5, "sale_cost": 0.02, "dates": 60}


def loss(law: GBM | Kou | Merton | NIG = SIDES, **changes: Any) -> GapLoss:
    """The loss on a loan that differs from `TERMS` in some."""
    return gap_loss(law, **{**TERMS, **changes})


@pytest.mark.parametrize("law", LAWS, ids=["gbm", "kou", "merton", "nig"])
@pytest.mark.parametrize("delay", [0, 1, 10])
def test_triggers_are_first_passages_and_losses_are_among_them(law: GBM | Kou | Merton | NIG, delay: int) -> None:
    found = loss(law, sale_delay=delay)
    hit = first_passage(law, barrier=0.5 / 0.8, dates=60).probability[-1]
    assert found.trigger_probability == pytest.approx(hit, abs=1e-10)
    assert 0 <= found.loss_probability <= found.trigger_probability + found.error
    assert 0 <= found.expected_loss <= found.debt * found.loss_probability + found.error


@pytest.mark.parametrize(
    ("term", "settings_"),
    [
        ("debt", [0.3, 0.5, 0.6, 0.75]),
        ("sale_delay", [1, 3, 10, 30]),
        ("sale_cost", [0.0, 0.01, 0.1, 0.3]),
        ("dates", [5, 20, 60, 120]),
    ],
)
def test_worse_terms_lose_more(term: str, settings_: list[float]) -> None:
    changes: list[dict[str, Any]] = [{term: setting} for setting in settings_]
    found = [loss(**change) for change in changes]
    assert (np.diff([one.loss_probability for one in found]) > 0).all()
    assert (np.diff([one.expected_loss / one.debt for one in found]) > 0).all()


def test_a_lower_trigger_loses_less() -> None:
    found = [loss(trigger_ltv=trigger) for trigger in (0.6, 0.7, 0.8, 0.9, 0.97)]
    assert (np.diff([one.expected_loss for one in found]) > 0).all()
    assert (np.diff([one.trigger_probability for one in found]) < 0).all()


@settings(max_examples=10)
@given(share=st.floats(0.3, 0.95), scale=st.floats(0.5, 0.9), cost=st.floats(0.0, 0.2))
def test_what_a_sale_brings_over_the_debt_decides(*, share: float, scale: float, cost: float) -> None:
    # debt and trigger scaled, and what the sale keeps scaled with them: every figure over the debt is the same
    one = loss(debt=0.8 * share, trigger_ltv=0.8, sale_cost=cost)
    other = loss(debt=0.8 * share * scale, trigger_ltv=0.8 * scale, sale_cost=1 - scale * (1 - cost))
    assert other.trigger_probability == pytest.approx(one.trigger_probability, abs=1e-13)
    assert other.loss_probability == pytest.approx(one.loss_probability, abs=1e-13)
    assert other.expected_loss / other.debt == pytest.approx(one.expected_loss / one.debt, abs=1e-13)


def test_watching_all_the_time_and_selling_at_once_loses_nothing_without_jumps() -> None:
    found = [
        gap_loss(GBM(volatility=0.4), debt=0.6, trigger_ltv=0.97, sale_delay=0, dates=dates, dates_per_year=dates)
        for dates in (4, 16, 64, 256, 1024, 4096)
    ]
    expected = [one.expected_loss for one in found]
    assert (np.diff(expected) < 0).all()
    assert expected[-1] < 1e-7
    assert expected[0] > 5e-3
    with_jumps = gap_loss(SIDES, debt=0.6, trigger_ltv=0.97, sale_delay=0, dates=2048, dates_per_year=2048)
    assert with_jumps.expected_loss > 1e-3


def test_at_equal_volatility_jumps_lose_more() -> None:
    total = math.sqrt(0.3**2 + 2 * 2.0 * (0.4 / 20**2 + 0.6 / 10**2))
    diffusion = loss(GBM(growth=0.05, volatility=total), sale_delay=1)
    assert loss(SIDES, sale_delay=1).expected_loss > 100 * diffusion.expected_loss


def test_quantiles_and_exceedance_are_inverse_and_the_exceedance_adds_up_to_the_mean() -> None:
    found = loss(debt=0.7)
    assert found.exceedance(0.0) == pytest.approx(found.loss_probability, abs=1e-15)
    for level in (0.99, 0.995, 0.9999):
        assert found.exceedance(found.loss_quantile(level)) == pytest.approx(1 - level, abs=1e-9)
    x, weight = np.polynomial.legendre.leggauss(300)
    mean = sum(w * found.exceedance(0.35 * (place + 1)) for place, w in zip(x, 0.35 * weight, strict=True))
    assert mean == pytest.approx(found.expected_loss, abs=1e-8)
    assert found.exceedance(-0.1) == 1.0
    assert found.exceedance(0.7) == found.exceedance(5.0) == 0.0
    assert found.loss_quantile(1 - 2 * found.loss_probability) == 0.0


def test_quantiles_of_the_price_given_a_sale() -> None:
    found = loss()
    assert found.sale is not None
    prices = [found.price_quantile(level) for level in (0.001, 0.1, 0.5, 0.9, 0.999)]
    assert prices == sorted(prices)
    assert prices[1] < 0.98 * 0.5 / 0.8 < prices[4]
    for level, price in zip((0.1, 0.5), (prices[1], prices[2]), strict=True):
        place = math.log(price / 0.98 * 0.8 / 0.5)
        assert found.sale.mass(-math.inf, place) / found.sale.total == pytest.approx(level, abs=1e-10)
    at_once = loss(sale_delay=0, sale_cost=0.0)
    assert at_once.price_quantile(0.999999) <= 0.5 / 0.8


def test_a_trigger_above_the_value_of_the_collateral_has_lost_already() -> None:
    found = loss(debt=1.2, trigger_ltv=1.5, sale_delay=0, sale_cost=0.0)
    assert found.loss_probability == pytest.approx(found.trigger_probability, abs=1e-10)
    second = oracle.gap_loss(
        Law(0.05, 0.3, 2.0, DoubleExponential(0.4, 20.0, 10.0)),
        oracle.Terms((math.log(1.2 / 1.5),) * 60),
        oracle.Sale(1.5, 0, 0.0),
    )
    assert found.expected_loss == pytest.approx(second.expected_loss, abs=1e-9)


def test_a_price_without_chance_loses_what_it_must() -> None:
    falling = GBM(growth=-2.0, volatility=0.0)
    found = gap_loss(falling, debt=0.5, trigger_ltv=0.8, sale_delay=60, sale_cost=0.1, dates=100)
    hit = math.ceil(252 * math.log(0.8 / 0.5) / 2.0)
    price = math.exp(-2.0 * (hit + 60) / 252)
    assert (found.trigger_probability, found.loss_probability) == (1.0, 1.0)
    assert found.expected_loss == pytest.approx(0.5 - 0.9 * price, abs=1e-12)
    assert found.expected_loss > 0
    near = gap_loss(dataclasses.replace(falling, volatility=1e-2), debt=0.5, trigger_ltv=0.8, sale_delay=60,
                    sale_cost=0.1, dates=100)  # fmt: skip
    assert near.expected_loss == pytest.approx(found.expected_loss, abs=2e-3)
    rising = gap_loss(GBM(growth=2.0, volatility=0.0), debt=0.5, trigger_ltv=0.8, sale_delay=6, dates=100)
    assert (rising.trigger_probability, rising.expected_loss, rising.error) == (0.0, 0.0, 0.0)


def test_no_sale_has_no_price_and_no_loss() -> None:
    found = gap_loss(GBM(volatility=0.05), debt=0.01, trigger_ltv=0.9, sale_delay=1, dates=20)
    assert (found.trigger_probability, found.loss_quantile(0.99), found.exceedance(0.0)) == (0.0, 0.0, 0.0)
    assert found.error == 1e-10
    with pytest.raises(OutOfRange, match=r"^there is no sale to give a price: the trigger cannot be reached$"):
        found.price_quantile(0.5)


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, math.nan])
def test_levels_of_quantiles_lie_between_nought_and_one(level: float) -> None:
    with pytest.raises(OutOfRange, match=r"a quantile lies between 0 and 1, 0\.999 for one path in 1,000"):
        loss().loss_quantile(level)
    with pytest.raises(OutOfRange, match="a quantile lies between 0 and 1"):
        loss().price_quantile(level)


def test_arguments_out_of_range_are_named_all_at_once() -> None:
    with pytest.raises(OutOfRange) as raised:
        gap_loss(
            DIFFUSION, debt=0.0, trigger_ltv=-1.0, sale_delay=-1, sale_cost=1.0, dates=0, dates_per_year=0, error=0
        )
    starts = ["dates is", "dates_per_year is", "error is", "debt is", "trigger_ltv is", "sale_delay is", "sale_cost is"]
    lines = str(raised.value).splitlines()
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


@settings(max_examples=12)
@given(
    growth=st.floats(-1, 1),
    volatility=st.floats(0.05, 3.0),
    rate=st.floats(0, 500),
    up=st.floats(1.01, 100),
    down=st.floats(0.5, 100),
    p=st.floats(0, 1),
    ltv=st.floats(0.05, 0.9999),
    delay=st.integers(0, 20),
    cost=st.floats(0, 0.9),
)
def test_any_loan_has_a_loss_within_its_bounds(  # noqa: PLR0913 - a law and a loan
    *,
    growth: float,
    volatility: float,
    rate: float,
    up: float,
    down: float,
    p: float,
    ltv: float,
    delay: int,
    cost: float,
) -> None:
    law = Kou(growth=growth, volatility=volatility, jump_rate=rate, up_probability=p, up_rate=up, down_rate=down)
    try:
        found = gap_loss(law, debt=0.8 * ltv, trigger_ltv=0.8, sale_delay=delay, sale_cost=cost, dates=12)
    except Inaccurate as refused:
        assert "use simulation" in str(refused)  # noqa: PT017 - either an answer or this sentence
        return
    assert 0 <= found.loss_probability <= found.trigger_probability + 2 * found.error
    assert found.trigger_probability <= 1
    assert -found.error <= found.expected_loss <= found.debt * (found.loss_probability + 2 * found.error)
    assert 0 <= found.loss_quantile(0.99) <= found.loss_quantile(0.9999) <= found.debt


def test_halving_finds_where_a_falling_function_changes_sign() -> None:
    assert halved(math.cos, 0.0, 3.0) == pytest.approx(math.pi / 2, abs=1e-15)
    assert halved(lambda x: -1.0, 0.0, 3.0) == pytest.approx(0.0, abs=1e-15)  # noqa: ARG005
