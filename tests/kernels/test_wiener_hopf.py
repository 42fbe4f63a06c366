"""The hyperbola on series that are known, and survival against repeated cutting."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pledgeline.kernels import circle as circles
from pledgeline.kernels import wiener_hopf
from pledgeline.kernels.levy import ExponentialJumps, Levy, NormalJumps, bandwidth, cumulant, tail
from pledgeline.kernels.passage import Moves, passing

LAWS = {
    "diffusion": Levy(drift=-0.05, volatility=0.4),
    "falling": Levy(drift=-0.2, volatility=0.25),
    "normal": Levy(drift=0.1, volatility=0.3, jumps=(NormalJumps(rate=3.0, mean=-0.08, std=0.12),)),
    "sides": Levy(
        drift=0.1,
        volatility=0.3,
        jumps=(ExponentialJumps(rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0),),
    ),
}
STEP = 1 / 252


def solved(law: Levy, dates: int, nodes: int) -> wiener_hopf.Survival:
    """Survival on a circle that is wide enough."""
    years = dates * STEP
    wide = 1.6 * max(tail(law, years, side=side, log_error=-32.0) for side in (-1, 1))
    grid = wiener_hopf.comb(
        reach=wide + 1.5,
        rim=tail(law, STEP, side=1, log_error=-32.0),
        frequency=bandwidth(law, STEP, log_error=-32.0),
    )
    low, high = (np.exp(STEP * cumulant(law, -1j * u)) for u in (wiener_hopf.between(grid), wiener_hopf.whole(grid)))
    return wiener_hopf.survival(grid, (np.asarray(low), np.asarray(high)), dates, nodes)


@pytest.mark.parametrize("dates", [40, 250, 2520])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99, 1.0])
def test_the_hyperbola_reads_a_coefficient_off_a_series(dates: int, share: float) -> None:
    z, weight = wiener_hopf.hyperbola(dates, 12)
    # the coefficients of 1 / (1 - share z) are the powers of the share
    found = (weight / (1 - share * z)).sum().real
    assert found == pytest.approx(share ** (dates - 1), abs=1e-11)
    both = (weight / ((1 - z) * (1 - share * z))).sum().real
    sums = dates if share == 1.0 else (1 - share**dates) / (1 - share)
    assert both == pytest.approx(sums, rel=1e-9)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("dates", [63, 504])
def test_survival_is_that_of_repeated_cutting(law: Levy, dates: int) -> None:
    found = solved(law, dates, 13)
    distances = np.array([1e-4, 0.1, 0.35, 0.8, 1.5])
    survived = wiener_hopf.probability(found, distances)
    wide = tail(law, dates * STEP, side=1, log_error=-34.0)
    grid = circles.circle(
        left=tail(law, STEP, side=-1, log_error=-36.0),
        right=1.5 + wide,
        frequency=bandwidth(law, STEP, log_error=-36.0),
    )
    usual = np.exp(STEP * cumulant(law, -1j * circles.frequencies(grid)))
    keep = circles.window(grid, 0.0, grid.right)
    for distance, share in zip(distances, survived, strict=True):
        start = circles.shift(grid, float(distance))
        hit = passing(grid, start, Moves(np.asarray(usual), {}), keep, dates).sum()
        assert share == pytest.approx(1 - hit, abs=1e-10)


def test_more_nodes_come_nearer() -> None:
    law, place = LAWS["sides"], np.array([0.3])
    best = wiener_hopf.probability(solved(law, 252, 14), place)[0]
    gaps = [abs(wiener_hopf.probability(solved(law, 252, nodes), place)[0] - best) for nodes in (6, 9, 12)]
    assert gaps[0] > 20 * gaps[1] > 400 * gaps[2]


def test_many_distances_are_read_as_one_by_one() -> None:
    found = solved(LAWS["normal"], 120, 12)
    distances = np.linspace(0.0, 1.4, 40)
    each = [wiener_hopf.probability(found, np.array([distance]))[0] for distance in distances]
    assert wiener_hopf.probability(found, distances) == pytest.approx(each, abs=2e-12)
    assert (np.diff(each) > 0).all()


def test_frequencies_lie_half_way_between_one_another() -> None:
    grid = wiener_hopf.comb(reach=3.0, rim=0.5, frequency=100.0)
    whole, between = wiener_hopf.whole(grid), wiener_hopf.between(grid)
    step = 2 * math.pi / 3.5
    assert between.size == whole.size + 1
    assert whole - between[:-1] == pytest.approx(np.full(whole.size, step / 2), rel=1e-9)
    assert whole[-1] >= 100.0 * (1 - 1e-12)
    assert whole[grid.half] == 0.0


def test_a_hyperbola_keeps_a_diffusion_on_its_left_and_a_strong_drift_not() -> None:
    u = np.linspace(-400.0, 400.0, 2001)
    missed = [
        wiener_hopf.outside(np.asarray(np.exp(STEP * cumulant(Levy(drift=drift, volatility=0.3), -1j * u))), 252, 13)
        for drift in (0.0, 0.5, -0.5, 3.0, -3.0)
    ]
    assert missed[:3] == [0.0, 0.0, 0.0]
    assert missed[3] == pytest.approx(missed[4], rel=1e-12)
    assert 1e-6 < missed[3] < 1


def test_jumps_of_one_size_bring_the_transform_back_to_its_height() -> None:
    jumps = NormalJumps(rate=86.0, mean=-0.22, std=0.0)
    law = Levy(drift=19.0, volatility=0.09, jumps=(jumps,))
    u = np.linspace(-60.0, 60.0, 4001)
    phi = np.asarray(np.exp(STEP * cumulant(law, -1j * u)))
    # at the frequency of the jumps only the diffusion has faded
    expected = math.exp(-0.5 * (0.09 * 2 * math.pi / 0.22) ** 2 * 125 * STEP)
    assert wiener_hopf.outside(phi, 125, 13) == pytest.approx(expected, rel=0.1)
