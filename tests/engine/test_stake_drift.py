"""What is taken off a stake's own moves so that its mean grows as stated."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.resolved import ResolvedCommonJumps, ResolvedShock
from pledgeline.engine.resolved_group import ResolvedStake
from pledgeline.engine.stake_drift import stake_drift
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.simple_case import AS_OF, simple_case

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.market.dynamics import Dynamics

DAYS = 10
YEAR = 252


def stake(**terms: object) -> ResolvedStake:
    """A stake that follows nothing, grows by nothing and does not move; ``terms`` replace that."""
    stated: dict[str, object] = {"volatility": 0.0, "growth": 0.0, "follows": {}, "marks": (), "mark_delay": 0}
    return ResolvedStake(asset="elm", currency="USD", value=1.0, **{**stated, **terms})  # type: ignore[arg-type]


def market(law: Dynamics, assets: tuple[str, ...] = ("alder",), **terms: object) -> ResolvedCase:
    """Listed names of one law."""
    return replace(simple_case(dynamics=law, days=DAYS, assets=assets), **terms)  # type: ignore[arg-type]


def drift_of(case: ResolvedCase, held: ResolvedStake, rho: float = 0.0) -> np.ndarray:
    """The drift of each day; ``rho`` correlates two names."""
    names = tuple(case.assets)
    return stake_drift(case, held, names, np.full((len(names), len(names)), rho) + (1.0 - rho) * np.eye(len(names)))


def test_a_stake_that_follows_nothing_loses_half_its_variance() -> None:
    found = drift_of(market(GBM(volatility=0.4)), stake(volatility=0.3, growth=0.08))
    np.testing.assert_allclose(found, (0.08 - 0.3**2 / 2) / YEAR, rtol=1e-14)
    assert found.shape == (DAYS,)


@pytest.mark.parametrize("beta", [-1.0, 0.5, 1.0, 2.0])
def test_a_diffusion_to_a_power_is_lognormal(beta: float) -> None:
    # log E[exp(beta x)] over a year, x normal of mean growth - volatility**2 / 2
    found = drift_of(market(GBM(growth=0.1, volatility=0.4)), stake(growth=0.02, follows={"alder": beta}))
    mean = beta * (0.1 - 0.4**2 / 2) + (beta * 0.4) ** 2 / 2
    np.testing.assert_allclose(found, (0.02 - mean) / YEAR, rtol=1e-13, atol=1e-18)


def test_a_beta_of_one_takes_off_the_growth_of_the_name_whatever_its_law() -> None:
    kou = Kou(growth=0.1, volatility=0.4, jump_rate=9, up_probability=0.3, up_rate=12, down_rate=5)
    merton = Merton(growth=0.1, volatility=0.4, jump_rate=9, jump_mean=-0.1, jump_std=0.2)
    common = ResolvedCommonJumps(rate=4.0, mean=-0.1, std=0.1)
    for law in (kou, merton):
        case = market(law, common_jumps=common)
        loaded = {name: replace(asset, common_loading=0.7) for name, asset in case.assets.items()}
        found = drift_of(replace(case, assets=loaded), stake(growth=0.02, follows={"alder": 1.0}))
        np.testing.assert_allclose(found, (0.02 - 0.1) / YEAR, rtol=1e-12)


def test_two_correlated_names_count_together() -> None:
    case = market(GBM(volatility=0.4), ("alder", "birch"))
    found = drift_of(case, stake(follows={"alder": 0.5, "birch": 0.8}), rho=0.6)
    variance = (0.5**2 + 0.8**2 + 2 * 0.6 * 0.5 * 0.8) * 0.4**2
    mean = (0.5 + 0.8) * (-(0.4**2) / 2) + variance / 2
    np.testing.assert_allclose(found, -mean / YEAR, rtol=1e-13)


@pytest.mark.parametrize("beta", [-2.0, 0.5, 1.7])
def test_jumps_to_a_power_are_those_of_an_integral(beta: float) -> None:
    # sum over the density of the log jump, by the trapezoidal rule on a wide grid
    kou = Kou(volatility=0.0, jump_rate=6, up_probability=0.3, up_rate=12, down_rate=5)
    merton = Merton(volatility=0.0, jump_rate=6, jump_mean=-0.1, jump_std=0.2)
    up, down = np.linspace(0.0, 8.0, 800_001), np.linspace(-12.0, 0.0, 1_200_001)
    normal = np.linspace(-0.1 - 12 * 0.2, -0.1 + 12 * 0.2, 100_001)

    def mean_of(power: float, law: Dynamics) -> float:
        if law is kou:
            rise = np.trapezoid(12.0 * np.exp((power - 12.0) * up), up)
            fall = np.trapezoid(5.0 * np.exp((power + 5.0) * down), down)
            return 0.3 * float(rise) + 0.7 * float(fall)
        density = np.exp(-(((normal + 0.1) / 0.2) ** 2) / 2) / (0.2 * math.sqrt(2 * math.pi))
        return float(np.trapezoid(np.exp(power * normal) * density, normal))

    for law in (kou, merton):
        found = drift_of(market(law), stake(follows={"alder": beta}))
        yearly = 6.0 * (mean_of(beta, law) - 1.0 - beta * (mean_of(1.0, law) - 1.0))
        np.testing.assert_allclose(found, -yearly / YEAR, rtol=1e-6)


def test_a_scheduled_move_is_taken_off_on_its_day() -> None:
    case = market(GBM(volatility=0.0))
    dated = ((AS_OF + dt.timedelta(days=4), 0.2), (AS_OF + dt.timedelta(days=400), 0.3))
    assets = {name: replace(asset, scheduled=dated) for name, asset in case.assets.items()}
    found = drift_of(replace(case, assets=assets), stake(follows={"alder": 1.5}))
    expected = np.zeros(DAYS)
    expected[3] = -(1.5**2 - 1.5) * 0.2**2 / 2
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-18)


def test_a_scenario_of_the_name_is_shared_and_one_of_the_stake_itself_stands_for_it() -> None:
    fall = ResolvedShock(name="alder", log_move=-0.6, days=3)
    shared = market(GBM(volatility=0.0), shocks=(fall,))
    held = stake(follows={"alder": 1.5})
    np.testing.assert_array_equal(drift_of(shared, held), np.zeros(DAYS))
    own = ResolvedShock(name="elm", log_move=-0.1, days=5)
    expected = np.zeros(DAYS)
    expected[:3] = 1.5 * 0.6 / 3  # undoes what it would have followed
    np.testing.assert_allclose(drift_of(replace(shared, shocks=(fall, own)), held), expected, rtol=1e-14)


@pytest.mark.parametrize("beta", [12.0, 13.0, -5.0, -6.0])
def test_a_beta_beyond_the_rate_of_the_jumps_has_no_mean(beta: float) -> None:
    kou = Kou(volatility=0.3, jump_rate=2, up_probability=0.3, up_rate=12, down_rate=5)
    sentence = f"a beta of {beta:g} is beyond the rate of the jumps: the mean does not exist"
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        drift_of(market(kou), stake(follows={"alder": beta}))


def test_a_beta_just_within_the_rate_has_one() -> None:
    kou = Kou(volatility=0.3, jump_rate=2, up_probability=0.3, up_rate=12, down_rate=5)
    for beta in (11.99, -4.99):
        assert np.all(np.isfinite(drift_of(market(kou), stake(follows={"alder": beta}))))
