"""Simulated paths: growth, jumps, correlation, schedules, and the numbers they are keyed by."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from pledgeline.engine.pack import key_of, pack
from pledgeline.engine.resolved import ResolvedCommonJumps, ResolvedShock
from pledgeline.kernels.compiler import entry
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, Block, Factors, expand, log_prices, move_on, new_block, start_block
from pledgeline.market.dynamics import GBM, Dynamics, Kou, Merton
from tests.simple_case import simple_case

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase

DAYS = 64
PATHS = 16_384

LAWS: list[Dynamics] = [
    GBM(growth=0.08, volatility=0.5),
    Merton(growth=0.05, volatility=0.3, jump_rate=10, jump_mean=-0.1, jump_std=0.15),
    Kou(growth=-0.05, volatility=0.3, jump_rate=20, up_probability=0.4, up_rate=20, down_rate=10),
]


@entry
def _terminal(
    factors: Factors, days: int, key: npt.NDArray[np.uint64], block: Block, out: npt.NDArray[np.float64]
) -> None:
    for first in range(0, out.shape[1], LANES):
        start_block(factors, first, key, block)
        for number in range(days // CHUNK):
            move_on(factors, first, number, key, block)
            for i in range(LANES):
                block.lanes[i] = i
            expand(factors, first, number, LANES, key, block)
        for f in range(out.shape[0]):
            for i in range(LANES):
                out[f, first + i] = block.end[f, i]


def terminal(case: ResolvedCase, *, seed: int = 3) -> npt.NDArray[np.float64]:
    """Log moves to the last day, (factors, PATHS)."""
    factors = pack(case).factors
    out = np.zeros((len(factors.volatility), PATHS))
    _terminal(factors, DAYS, key_of(seed), new_block(factors), out)
    return out


def within(sample: npt.NDArray[np.float64], expected: float) -> bool:
    """Whether a sample mean lies within four standard errors of its expectation."""
    return bool(abs(sample.mean() - expected) < 4 * sample.std() / math.sqrt(len(sample)))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_the_mean_price_grows_at_the_stated_rate_whatever_the_jumps(law: Dynamics) -> None:
    moves = terminal(simple_case(dynamics=law, days=DAYS))[0]
    assert within(np.exp(moves), math.exp(law.growth * DAYS / 252))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_the_variance_of_the_log_is_that_of_diffusion_and_jumps(law: Dynamics) -> None:
    moves = terminal(simple_case(dynamics=law, days=DAYS))[0]
    years = DAYS / 252
    match law:
        case Merton():
            jumps = law.jump_rate * (law.jump_mean**2 + law.jump_std**2)
        case Kou():
            jumps = law.jump_rate * (
                2 * law.up_probability / law.up_rate**2 + 2 * (1 - law.up_probability) / law.down_rate**2
            )
        case _:
            jumps = 0.0
    assert within((moves - moves.mean()) ** 2, (law.volatility**2 + jumps) * years)


def test_kou_jumps_go_up_and_down_as_often_and_as_far_as_stated() -> None:
    law = Kou(volatility=0.0, jump_rate=0.5, up_probability=0.3, up_rate=8, down_rate=4)
    case = simple_case(dynamics=law, days=DAYS)
    drift = pack(case).factors.drift[0, :DAYS].sum()
    moves = terminal(case)[0] - drift
    rate = law.jump_rate * DAYS / 252
    assert within((np.abs(moves) > 1e-12).astype(float), 1 - math.exp(-rate))
    # given exactly one jump its law is the double exponential; two jumps are left in, at their weight
    assert within(moves, rate * (0.3 / 8 - 0.7 / 4))
    assert within(moves**2, rate * (2 * 0.3 / 64 + 2 * 0.7 / 16) + (rate * (0.3 / 8 - 0.7 / 4)) ** 2)


def test_correlated_diffusions_have_the_stated_correlation() -> None:
    case = simple_case(dynamics=LAWS[0], days=DAYS, assets=("alder", "birch", "cedar"))
    case = dataclasses.replace(
        case, correlations={("alder", "birch"): 0.6, ("cedar", "alder"): -0.3, ("birch", "cedar"): 0.1}
    )
    moves = terminal(case)
    found = np.atleast_2d(np.corrcoef(moves))
    for (row, column), expected in {(0, 1): 0.6, (0, 2): -0.3, (1, 2): 0.1}.items():
        assert found[row, column] == pytest.approx(expected, abs=4 / math.sqrt(PATHS))


def test_names_without_correlation_share_nothing_and_common_jumps_move_all_of_them() -> None:
    case = simple_case(dynamics=GBM(volatility=0.2), days=DAYS, assets=("alder", "birch"))
    assert abs(np.atleast_2d(np.corrcoef(terminal(case)))[0, 1]) < 4 / math.sqrt(PATHS)
    assets = {
        name: dataclasses.replace(asset, common_loading=loading)
        for (name, asset), loading in zip(case.assets.items(), (1.0, 0.5), strict=True)
    }
    jumps = ResolvedCommonJumps(rate=6.0, mean=-0.1, std=0.1)
    moves = terminal(dataclasses.replace(case, assets=assets, common_jumps=jumps))
    years = DAYS / 252
    covariance = 0.5 * jumps.rate * (jumps.mean**2 + jumps.std**2) * years
    centred = moves - moves.mean(axis=1, keepdims=True)
    assert within(centred[0] * centred[1], covariance)
    for move in moves:
        assert within(np.exp(move), 1.0)


def test_a_scheduled_jump_adds_its_variance_on_its_day_and_leaves_the_mean() -> None:
    case = simple_case(dynamics=GBM(volatility=0.1), days=DAYS)
    date = case.dates[20]
    assets = {name: dataclasses.replace(asset, scheduled=((date, 0.3),)) for name, asset in case.assets.items()}
    other = dataclasses.replace(case, assets=assets)
    moves = terminal(other)[0]
    assert within(np.exp(moves), 1.0)
    assert within((moves - moves.mean()) ** 2, 0.01 * DAYS / 252 + 0.09)
    quiet, jumpy = (log_prices(pack(c).factors, 5, DAYS, key_of(1))[0] for c in (case, other))
    assert np.array_equal(quiet[:21], jumpy[:21])
    assert np.ptp(jumpy[21:] - quiet[21:]) < 1e-12
    assert jumpy[21] != quiet[21]


def test_two_jumps_on_one_business_day_add_their_variances() -> None:
    case = simple_case(dynamics=GBM(volatility=0.1), days=DAYS)
    weekend = dataclasses.replace(case, dates=tuple(day for day in case.dates if day.weekday() < 5))
    saturday = next(day for day in case.dates if day.weekday() == 5)
    both = ((saturday, 0.1), (saturday + dt.timedelta(days=1), 0.1))
    assets = {name: dataclasses.replace(asset, scheduled=both) for name, asset in case.assets.items()}
    factors = pack(dataclasses.replace(weekend, assets=assets)).factors
    assert list(factors.scheduled_std) == [pytest.approx(math.sqrt(0.02))]


def test_a_clock_that_stops_leaves_the_others_their_numbers() -> None:
    law = Kou(volatility=0.2, jump_rate=20, up_probability=0.4, up_rate=20, down_rate=10)
    case = simple_case(dynamics=law, days=DAYS, assets=("alder", "birch"))
    still = dataclasses.replace(case.assets["alder"], dynamics=dataclasses.replace(law, jump_rate=0.0))
    other = dataclasses.replace(case, assets={**case.assets, "alder": still})
    one, two = (log_prices(pack(c).factors, 3, DAYS, key_of(1))[1] for c in (case, other))
    assert np.array_equal(one, two)


def test_a_shock_over_days_is_spread_evenly() -> None:
    case = simple_case(dynamics=GBM(volatility=0.3), days=DAYS)
    shocked = dataclasses.replace(case, shocks=(ResolvedShock(name="alder", log_move=math.log(0.4), days=20),))
    quiet, moved = (log_prices(pack(c).factors, 9, DAYS, key_of(1))[0] for c in (case, shocked))
    steps = np.minimum(np.arange(DAYS + 1) / 20, 1.0) * math.log(0.4)
    np.testing.assert_allclose(moved - quiet, steps, atol=1e-12)


def test_days_within_a_chunk_are_independent_and_have_the_variance_of_a_day() -> None:
    factors = pack(simple_case(dynamics=GBM(volatility=0.5), days=DAYS)).factors
    paths = np.array([log_prices(factors, path, DAYS, key_of(1))[0] for path in range(1500)])
    steps = (np.diff(paths, axis=1) - factors.drift[0, 0]) / factors.volatility[0]
    products = np.einsum("ij,ik->jk", steps, steps) / len(paths)
    off = products - np.diag(np.diag(products))
    # 64 variances and 2,016 products, each normal with the errors below: 4.5 of them bound the largest
    assert np.abs(np.diag(products) - 1).max() < 4.5 * math.sqrt(2 / len(paths))
    assert np.abs(off).max() < 4.5 / math.sqrt(len(paths))
    assert abs((steps**4).mean() - 3) < 4 * math.sqrt(96 / steps.size)


def test_a_path_is_its_number_and_not_its_place() -> None:
    factors = pack(simple_case(dynamics=LAWS[2], days=DAYS)).factors
    block = new_block(factors)
    out = np.zeros((1, 4 * LANES))
    _terminal(factors, DAYS, key_of(3), block, out)
    for path in (0, 63, 64, 200):
        assert log_prices(factors, path, DAYS, key_of(3))[0, -1] == out[0, path]
    assert len(set(out[0])) == 4 * LANES


def test_a_scheduled_jump_before_the_start_is_left_out() -> None:
    case = simple_case(dynamics=GBM(volatility=0.1), days=DAYS)
    before = case.as_of - dt.timedelta(days=3)
    assets = {name: dataclasses.replace(asset, scheduled=((before, 0.3),)) for name, asset in case.assets.items()}
    assert len(pack(dataclasses.replace(case, assets=assets)).factors.scheduled_day) == 0
