"""Tilts: the density they claim, the fall they aim at, and shares that a pilot makes better."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from pledgeline.engine.pack import pack
from pledgeline.engine.tails_laws import Descent, best_shares, tilt_of, tilted, weights_of
from pledgeline.market.dynamics import GBM, Dynamics, Kou, Merton
from tests.simple_case import simple_case

KOU = Kou(volatility=0.4, jump_rate=6, up_probability=0.3, up_rate=12, down_rate=6)
MERTON = Merton(volatility=0.3, jump_rate=3, jump_mean=-0.05, jump_std=0.1)
Floats = npt.NDArray[np.float64]


def descent(law: Dynamics, distance: float) -> tuple[object, Descent]:
    """One path of one loan on one stock, at a distance from a loss."""
    factors = pack(simple_case(dynamics=law)).factors
    return factors, Descent(
        distance=np.array([distance]),
        exposure=factors.volatility[None],
        loading=np.ones((1, factors.clock_rate.size)),
        fast_window=np.array([3.0]),
        sale_window=np.array([8.0]),
        rest=np.array([100.0]),
    )


def density(law: Floats, sizes: Floats) -> Floats:
    """Of a double-exponential log jump."""
    p, up, down = law
    size = np.abs(sizes)
    found: Floats = np.where(sizes > 0, p * up * np.exp(-up * size), (1 - p) * down * np.exp(-down * size))
    return found


def normal_density(law: Floats, sizes: Floats) -> Floats:
    """Of a normal log jump."""
    found: Floats = np.exp(-0.5 * ((sizes - law[0]) / law[1]) ** 2) / (law[1] * math.sqrt(2 * math.pi))
    return found


@pytest.mark.parametrize(("law", "of"), [(KOU, density), (MERTON, normal_density)])
def test_a_tilted_jump_has_the_intensity_of_the_old_one_times_an_exponential(law: Dynamics, of: object) -> None:
    assert callable(of)
    factors = pack(simple_case(dynamics=law)).factors
    _, here = descent(law, 0.5)
    sizes = np.array([-0.6, -0.2, -0.03, 0.04, 0.3])
    for tilt in (0.0, 1.5, 4.0):
        _, rate, jump = tilted(factors, here, np.array([tilt]))
        before = factors.clock_rate[0] * of(factors.clock_law[0], sizes) * np.exp(-tilt * sizes)
        np.testing.assert_allclose(rate[0, 0] * of(jump[0, 0], sizes), before, rtol=1e-12)


@pytest.mark.parametrize("law", [GBM(volatility=0.4), KOU, MERTON])
@pytest.mark.parametrize("fall", [0.0, 0.05, 0.4, 1.2])
def test_a_tilt_lowers_the_mean_by_what_it_is_asked_for(law: Dynamics, fall: float) -> None:
    factors = pack(simple_case(dynamics=law)).factors
    _, here = descent(law, fall)
    tilt = tilt_of(factors, here, here.sale_window, np.array([fall]))
    moves = []
    for theta in (np.zeros(1), tilt):
        shift, rate, jump = tilted(factors, here, theta)
        move = float(shift[0] @ here.exposure[0])
        if isinstance(law, Kou):  # the mean of a jump by quadrature, not by the formula under test
            step = 1e-3
            sizes: Floats = np.arange(-200_000, 200_000, dtype=np.float64) * step + 0.5 * step
            move += float(rate[0, 0] * np.sum(sizes * density(jump[0, 0], sizes)) * step)
        elif isinstance(law, Merton):
            move += float(rate[0, 0] * jump[0, 0, 0])
        moves.append(8.0 * move)
    assert moves[0] - moves[1] == pytest.approx(fall, rel=1e-4, abs=1e-12)


def test_without_volatility_and_jumps_nothing_is_tilted() -> None:
    factors = pack(simple_case(dynamics=GBM(volatility=0.0))).factors
    _, here = descent(GBM(volatility=0.0), 0.5)
    shift, _, _ = tilted(factors, here, tilt_of(factors, here, here.sale_window, np.array([0.5])))
    assert np.all(shift == 0.0)


def test_a_pilot_finds_the_law_that_sees_the_event() -> None:
    """Normals beyond 4: of shifts 0, 1 and 4, nearly all draws should be shifted by 4."""
    draw = np.random.default_rng(7)
    shifts, equal = np.array([0.0, 1.0, 4.0]), np.full(3, 1 / 3)
    drawn = draw.standard_normal(3000) + np.repeat(shifts, 1000)
    ratio = shifts * drawn[:, None] - 0.5 * shifts**2
    hit = (drawn > 4.0).astype(np.float64)
    share = best_shares(hit, ratio, equal)
    assert share.sum() == pytest.approx(1.0)
    assert share[:2] == pytest.approx([0.2 + 0.1 / 3, 0.1 / 3], abs=1e-3)
    assert share[2] > 0.7
    exact = 0.5 * math.erfc(4 / math.sqrt(2))
    estimate = hit * weights_of(ratio, equal)
    assert abs(estimate.mean() - exact) < 3 * estimate.std() / math.sqrt(3000)


def test_a_pilot_without_a_loss_uses_all_laws_alike() -> None:
    share = best_shares(np.zeros(5), np.zeros((5, 4)), np.full(4, 0.25))
    np.testing.assert_allclose(share, [0.4, 0.2, 0.2, 0.2])


def test_weights_of_hopeless_branches_are_zero_and_none_exceeds_the_share_of_the_case() -> None:
    ratio = np.array([[0.0, 2000.0], [0.0, -2000.0], [0.0, 0.0]])
    np.testing.assert_allclose(weights_of(ratio, np.array([0.2, 0.8])), [0.0, 5.0, 1.0])
