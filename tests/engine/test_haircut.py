"""Haircuts against closed forms, their definitions, order and refusals."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.haircut import SMALLEST_LIMIT, ExpectedLoss, LossProbability, haircut, haircut_of
from pledgeline.engine.laws import levy
from pledgeline.engine.passage import first_passage
from pledgeline.errors import Inaccurate, OutOfRange
from pledgeline.market.dynamics import GBM, NIG, Kou, Merton

SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
NORMAL = Merton(volatility=0.3, jump_rate=2.0, jump_mean=-0.08, jump_std=0.12)
CLOCK = NIG(steepness=12.0, asymmetry=-3.0, scale=1.5)


@given(growth=st.floats(-1, 1), volatility=st.floats(0.01, 3), days=st.integers(1, 250), power=st.floats(-5, -0.5))
def test_a_normal_quantile(growth: float, volatility: float, days: int, power: float) -> None:
    years, limit = days / 252, 10**power
    spread = volatility * math.sqrt(years)
    exact = -math.expm1(growth * years - spread**2 / 2 + spread * NormalDist().inv_cdf(limit))
    found = haircut(GBM(growth=growth, volatility=volatility), days=days, target=LossProbability(limit=limit))
    assert found == pytest.approx(exact, abs=1e-11)


@pytest.mark.parametrize(("limit", "error"), [(1e-8, 1e-9), (SMALLEST_LIMIT, 1e-6)])
def test_the_error_of_rare_falls_is_as_stated(limit: float, error: float) -> None:
    for volatility, days in ((0.2, 1), (0.4, 10), (1.0, 60)):
        spread = volatility * math.sqrt(days / 252)
        exact = -math.expm1(-(spread**2) / 2 + spread * NormalDist().inv_cdf(limit))
        found = haircut(GBM(volatility=volatility), days=days, target=LossProbability(limit=limit))
        assert found == pytest.approx(exact, abs=error)


@pytest.mark.parametrize("limit", [1e-2, 1e-4, 1e-5])
def test_an_expected_loss_is_a_put(limit: float) -> None:
    spread, cdf = 0.4 * math.sqrt(10 / 252), NormalDist().cdf
    lent = 1 - haircut(GBM(volatility=0.4), days=10, target=ExpectedLoss(limit=limit))
    below = math.log(lent) / spread
    put = lent * cdf(below + spread / 2) - cdf(below - spread / 2)
    assert put / lent == pytest.approx(limit, abs=1e-12)


@pytest.mark.parametrize("law", [SIDES, NORMAL, CLOCK], ids=["kou", "merton", "nig"])
def test_a_loan_at_the_haircut_fails_as_often_as_the_target_says(law: Kou | Merton | NIG) -> None:
    for limit in (0.05, 0.001):
        lent = 1 - haircut(law, days=5, target=LossProbability(limit=limit))
        # one date that is five days away
        hit = first_passage(law, barrier=lent, dates=1, dates_per_year=1)
        alone = haircut_of(levy(law), years=1.0, target=LossProbability(limit=float(hit.probability[0])))
        assert 1 - alone == pytest.approx(lent, abs=1e-8)


@pytest.mark.parametrize("law", [SIDES, NORMAL, CLOCK], ids=["kou", "merton", "nig"])
def test_more_days_and_stricter_targets_ask_for_more(law: Kou | Merton | NIG) -> None:
    for target in (LossProbability, ExpectedLoss):
        by_days = [haircut(law, days=days, target=target(limit=1e-4)) for days in (1, 2, 5, 20)]
        assert by_days == sorted(by_days)
        by_limit = [haircut(law, days=5, target=target(limit=10.0**-power)) for power in range(1, 8)]
        assert by_limit == sorted(by_limit)
        assert by_limit[-1] < 1


def test_days_of_another_year_are_scaled() -> None:
    one = haircut(SIDES, days=10, target=LossProbability(limit=0.01))
    assert haircut(SIDES, days=20, days_per_year=504, target=LossProbability(limit=0.01)) == one


def test_a_growing_price_may_be_lent_more_than_it_is_worth() -> None:
    assert haircut(GBM(growth=1.0, volatility=0.1), days=252, target=LossProbability(limit=0.1)) < 0


def test_a_price_without_chance_needs_what_it_will_lose() -> None:
    found = haircut(GBM(growth=-0.5, volatility=0.0), days=126, target=ExpectedLoss(limit=0.01))
    assert found == pytest.approx(1 - math.exp(-0.25), abs=1e-15)


def test_a_tail_that_hardly_ends_leaves_a_haircut_below_one() -> None:
    wild = Kou(volatility=0.3, jump_rate=50.0, up_probability=0.5, up_rate=1.01, down_rate=0.5)
    for target in (LossProbability(limit=1e-6), ExpectedLoss(limit=1e-6)):
        assert 0.99 < haircut(wild, days=10, target=target) <= 1


@pytest.mark.parametrize(
    ("days", "limit", "year", "starts"),
    [
        (0, 0.01, 252, ["days is 0: hold for at least 1 day"]),
        (1, 0.0, 252, ["the limit of the target is 0: from 1e-10 to below 1, 0.01 for 1 %"]),
        (1, 1e-11, 252, ["the limit of the target is 1e-11: from"]),
        (-2, 1.0, 0, ["days is -2", "days_per_year is 0", "the limit of the target is 1:"]),
        (1, math.nan, 252, ["the limit of the target is nan"]),
    ],
)
def test_arguments_out_of_range_are_named_all_at_once(days: int, limit: float, year: int, starts: list[str]) -> None:
    for target in (LossProbability(limit=limit), ExpectedLoss(limit=limit)):
        with pytest.raises(OutOfRange) as raised:
            haircut(SIDES, days=days, target=target, days_per_year=year)
        lines = str(raised.value).splitlines()
        assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts


def test_jumps_alone_are_refused() -> None:
    alone = Merton(volatility=0.0, jump_rate=2.0, jump_mean=-0.1, jump_std=0.1)
    with pytest.raises(Inaccurate, match=r"^the price hardly moves within a date except by jumps"):
        haircut(alone, days=5, target=LossProbability(limit=0.01))
