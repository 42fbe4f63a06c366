"""A margin loan as the exact engine sees it: debt, barriers, shocks, and the tranches of a sale."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.interest import interest_index
from pledgeline.engine.lender_terms import (
    MOST_TRANCHES,
    Position,
    course_of,
    ladder_of,
    position,
    sale_cost,
    sale_of,
    tranches,
)
from pledgeline.engine.resolved import PoolShare, ResolvedCommonJumps, ResolvedShock
from pledgeline.kernels import impact
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.levy import cumulant, deviation
from pledgeline.market.dynamics import GBM
from tests.simple_case import AS_OF, simple_case, simple_loan

LAW = GBM(growth=0.05, volatility=0.4)


def held(*, days: int = 60, volume: float | None = 500.0, **terms: Any) -> Position:
    """A simple loan on a stock with the given daily volume."""
    case = simple_case(dynamics=LAW, days=days, loans=(simple_loan(**terms),))
    asset = dataclasses.replace(case.assets["alder"], daily_volume=volume)
    return position(dataclasses.replace(case, assets={"alder": asset}), case.margin_loans["loan"])


def places(found: Position) -> np.ndarray:
    """Log of the barrier on each date over today's price, as the course has it."""
    asked = course_of(found, found.terms, found.law)
    drift = (found.law.drift - asked.law.drift) * asked.step
    moves = [drift - asked.shifts.get(date, 0.0) for date in range(1, asked.dates + 1)]
    return np.asarray(-asked.start + np.concatenate(([0.0], np.cumsum(moves))))


@pytest.mark.parametrize("capitalised", [True, False])
def test_the_barrier_is_the_price_at_which_the_debt_of_the_day_is_called(*, capitalised: bool) -> None:
    terms: dict[str, Any] = {
        "base_rate": ((AS_OF, 0.05),),
        "spread": 0.02,
        "capitalised": capitalised,
        "deposit": 4000.0,
        "pool": (PoolShare(asset="alder", shares=1000.0, haircut=0.1),),
    }
    found = held(days=200, **terms)
    loan = simple_loan(**terms)
    index = interest_index(loan, AS_OF, [AS_OF + dt.timedelta(days=k) for k in range(1, 201)])
    owed = 50_000.0 * index - 4000.0
    assert places(found) == pytest.approx(np.log(owed / (1000 * 0.9 * 0.7 * 100.0)), abs=1e-12)
    assert found.ltv == pytest.approx(46_000.0 / 90_000.0, abs=1e-15)
    # paid interest falls back to nothing at the end of a quarter
    assert (np.diff(owed).min() < 0) == (not capitalised)
    # every day of the calendar is a business day here
    mean = math.log(index[-1]) * 252 / 200
    assert found.accrual == pytest.approx(mean if capitalised else 0.0, abs=1e-15)


def test_a_shock_moves_the_price_by_equal_steps_to_its_end() -> None:
    case = simple_case(dynamics=LAW, days=30)
    shocks = (
        ResolvedShock(name="alder", log_move=-0.6, days=12),
        ResolvedShock(name="alder", log_move=0.1, days=2),
        ResolvedShock(name="alder", log_move=-5.0, days=0),  # is in the price already
        ResolvedShock(name="birch", log_move=-5.0, days=3),
    )
    plain, shocked = (
        position(dataclasses.replace(case, shocks=moves), case.margin_loans["loan"]) for moves in ((), shocks)
    )
    expected = [min(date / 12, 1) * 0.6 - min(date / 2, 1) * 0.1 for date in range(31)]
    assert places(shocked) - places(plain) == pytest.approx(expected, abs=1e-12)


def test_the_course_ends_with_the_maturity_and_knows_the_scheduled_moves_before_it() -> None:
    case = simple_case(dynamics=LAW, days=30, loans=(simple_loan(maturity=AS_OF + dt.timedelta(days=20)),))
    scheduled = tuple((AS_OF + dt.timedelta(days=ahead), 0.1) for ahead in (5, 20, 21))
    case = dataclasses.replace(case, assets={"alder": dataclasses.replace(case.assets["alder"], scheduled=scheduled)})
    found = position(case, case.margin_loans["loan"])
    asked = course_of(found, found.terms, found.law)
    assert asked.dates == 20
    assert asked.deviations == {5: 0.1, 20: 0.1}


def test_common_jumps_are_part_of_the_law_by_their_loading() -> None:
    case = simple_case(dynamics=LAW)
    common = ResolvedCommonJumps(rate=3.0, mean=-0.1, std=0.05)
    asset = dataclasses.replace(case.assets["alder"], common_loading=-0.5)
    case = dataclasses.replace(case, common_jumps=common, assets={"alder": asset})
    law = position(case, case.margin_loans["loan"]).law
    assert cumulant(law, np.ones(1))[0] == pytest.approx(0.05, abs=1e-14)
    assert deviation(law, 1.0) ** 2 == pytest.approx(0.4**2 + 3.0 * 0.25 * (0.1**2 + 0.05**2), abs=1e-14)


def test_the_rungs_are_logs_over_the_call_price() -> None:
    found = held(call=0.7, close_out=0.8, cure=0.6, cure_days=3)
    ladder = ladder_of(found.terms)
    assert (ladder.close, ladder.cure, ladder.cure_days) == (math.log(0.7 / 0.8), math.log(0.7 / 0.6), 3)
    assert ladder.close < 0 < ladder.cure


def test_without_a_known_volume_all_shares_go_at_once_for_the_price() -> None:
    sale = sale_of(found := held(volume=None, sale_delay=3), found.terms)
    assert (sale.days, sale.wait, sale.shares, sale.cost) == (1, 3.0, (1.0,), 0.0)


@pytest.mark.parametrize(("participation", "days"), [(1.0, 2), (0.5, 4), (0.3, 7), (0.2, 10), (2.0, 1)])
def test_a_sale_lasts_until_all_shares_have_found_their_share_of_the_volume(participation: float, days: int) -> None:
    found = held(participation=participation, impact=0.0)
    sale = sale_of(found, found.terms)
    assert (sale.days, len(sale.shares), sale.gap, sale.wait) == (days, days, 1.0, 1.0)
    sold = [min(500.0 * participation, 1000.0 - 500.0 * participation * day) / 1000.0 for day in range(days)]
    assert sale.shares == pytest.approx(sold, abs=1e-12)
    assert sale.cost == pytest.approx(0.0, abs=1e-15)


def test_the_cost_is_what_the_sale_does_not_bring_at_an_unmoved_price() -> None:
    found = held(participation=0.3, impact=1.2)
    sale = sale_of(found, found.terms)
    scale = 1.2 * deviation(found.law, 1 / 252)
    brought = 6 * 150.0 * (1 - sale_cost(0.3, scale)) + 100.0 * (1 - sale_cost(0.2, scale))
    assert sale.cost == pytest.approx(1 - brought / 1000.0, abs=1e-14)
    assert sum(sale.shares) == pytest.approx(1.0, abs=1e-14)
    assert sale.shares[0] * (1 - sale.cost) == pytest.approx(0.15 * (1 - sale_cost(0.3, scale)), abs=1e-14)


@given(ratio=st.floats(0.01, 5.0), scale=st.floats(0.001, 1.5))
def test_the_cost_of_a_day_is_the_mean_of_the_impact_over_the_shares_sold(ratio: float, scale: float) -> None:
    # of each share the impact of what was sold before it, at most the whole price; by the midpoint rule
    sold = (np.arange(200_000) + 0.5) / 200_000
    lost = np.minimum(scale * np.sqrt(ratio * sold), 1.0)
    assert sale_cost(ratio, scale) == pytest.approx(float(lost.mean()), abs=1e-6)


@given(ratio=st.floats(0.01, 5.0), scale=st.floats(0.001, 1.5))
def test_the_cost_of_a_day_is_that_of_the_simulation(ratio: float, scale: float) -> None:
    lot = np.rec.array([(100.0, 1000.0, scale)], dtype=[("price", "f8"), ("volume", "f8"), ("impact", "f8")])[0]
    brought = interpreted(impact.sale_proceeds)(ratio * 1000.0, lot, impact.SQUARE_ROOT)
    assert 1 - sale_cost(ratio, scale) == pytest.approx(brought / (100.0 * ratio * 1000.0), abs=1e-12)


@pytest.mark.parametrize("days", [61, 100, 802])
def test_a_long_sale_in_tranches_keeps_its_mean_day_and_the_variance_of_its_average(days: int) -> None:
    shares = np.random.default_rng(days).uniform(0.5, 1.5, days)
    shares /= shares.sum()
    gap, wait = tranches(shares, MOST_TRANCHES)
    at = wait + gap * np.arange(MOST_TRANCHES)
    even = np.full(MOST_TRANCHES, 1 / MOST_TRANCHES)
    day = np.arange(days)
    assert even @ at == pytest.approx(shares @ day, rel=1e-12)

    def variance(weight: np.ndarray, times: np.ndarray) -> float:
        return float(weight @ np.minimum.outer(times, times) @ weight)

    assert variance(even, at) == pytest.approx(variance(shares, day), rel=1e-12)
    sale = sale_of(found := held(volume=1000.0 / days, participation=1.0), found.terms)
    assert (sale.days, len(sale.shares)) == (days, MOST_TRANCHES)
