"""Densities of a day: against Fourier inversion, convolution by quadrature, differences, and their own integrals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import integrate, stats

from pledgeline.kernels.likelihood import (
    TAIL,
    MertonDay,
    NormalDay,
    jump_numbers,
    merton_below,
    merton_log_density,
    merton_scores,
    normal_below,
    normal_log_density,
    normal_scores,
)
from pledgeline.kernels.likelihood_kou import KouDay, kou_below, kou_log_density, kou_scores, stages

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

RETURNS = np.array([0.25, -0.4, -0.1, -0.03, -0.0101, 0.0, 0.0004, 0.012, 0.06])  # in no order, as days come
MERTON = [
    MertonDay(0.0005, 0.012, 0.02, -0.03, 0.08),
    MertonDay(-0.001, 0.004, 2.0, 0.001, 0.01),
    MertonDay(0.0, 0.02, 1e-7, -0.1, 0.001),
]
KOU = [
    KouDay(0.0005, 0.012, 0.02, 0.4, 20.0, 15.0),
    KouDay(0.0, 0.005, 2.0, 0.3, 150.0, 120.0),
    KouDay(0.001, 0.004, 0.5, 0.5, 900.0, 700.0),  # jumps smaller than the diffusion
    KouDay(0.0, 0.02, 0.1, 1.0, 5.0, 3.0),  # upwards only
    KouDay(0.0, 0.02, 1e-7, 0.0, 5.0, 1.5),  # hardly ever, and downwards only
]
NORMAL = NormalDay(0.001, 0.015)


def exponent(frequency: NDArray[np.float64], day: MertonDay | KouDay) -> Any:
    """Logarithm of the characteristic function of a day, written from the Lévy–Khintchine formula."""
    if isinstance(day, MertonDay):
        jump = np.exp(1j * frequency * day.jump_mean - 0.5 * (day.jump_std * frequency) ** 2)
    else:
        up = day.up_probability * day.up_rate / (day.up_rate - 1j * frequency)
        jump = up + (1.0 - day.up_probability) * day.down_rate / (day.down_rate + 1j * frequency)
    return 1j * frequency * day.drift - 0.5 * (day.deviation * frequency) ** 2 + day.jumps * (jump - 1.0)


def inverted(place: float, day: MertonDay | KouDay) -> float:
    """The density by Fourier inversion with the trapezoidal rule; good to about 1e-12 of its largest value."""
    frequency = np.linspace(0.0, 9.0 / day.deviation, 200_001)
    wave = np.exp(exponent(frequency, day) - 1j * frequency * place).real
    return float(integrate.trapezoid(wave, frequency)) / math.pi


@pytest.mark.parametrize("day", [*MERTON, *KOU])
def test_densities_are_those_of_fourier_inversion(day: MertonDay | KouDay) -> None:
    log_density: Any = merton_log_density if isinstance(day, MertonDay) else kou_log_density
    found = np.exp(log_density(RETURNS, day))
    expected = np.array([inverted(place, day) for place in RETURNS])
    tolerance = 1e-11 / day.deviation
    assert np.abs(found - expected).max() < tolerance, (day, found, expected)


def test_far_tails_keep_their_relative_accuracy() -> None:
    """Where Fourier inversion has no digits left: one jump at most, convolved with the normal by quadrature."""
    day = KouDay(0.0, 0.004, 1e-6, 0.3, 150.0, 120.0)
    for place in (-0.25, -0.1, 0.1, 0.2):
        side, rate, share = (1.0, day.up_rate, 0.3) if place > 0 else (-1.0, day.down_rate, 0.7)
        size = abs(place)
        convolved, _ = integrate.quad(
            lambda jump, rate=rate, size=size: rate * math.exp(-rate * jump) * stats.norm.pdf(size - jump, scale=0.004),
            size - 0.06,
            size + 0.06,
            epsabs=0.0,
            epsrel=1e-12,
        )
        expected = math.exp(-day.jumps) * day.jumps * share * convolved
        found = float(np.exp(kou_log_density(np.array([place]), day))[0])
        # a second jump adds less than the mean number of jumps times a few
        assert found == pytest.approx(expected, rel=3e-5), (side, place)


@pytest.mark.parametrize(
    ("scores", "log_density", "day"),
    [
        (normal_scores, normal_log_density, NORMAL),
        *((merton_scores, merton_log_density, day) for day in MERTON),
        *((kou_scores, kou_log_density, day) for day in KOU[:3]),
    ],
)
def test_scores_are_the_slopes_of_the_log_density(
    scores: Callable[..., Any], log_density: Callable[..., Any], day: Any
) -> None:
    near = RETURNS[np.abs(RETURNS) < 0.2]
    value, found = scores(near, day)
    assert value == pytest.approx(log_density(near, day), rel=1e-13)
    for row, (name, level) in enumerate(zip(day._fields, day, strict=True)):
        step = 1e-5 * abs(level) + 1e-9
        ahead = log_density(near, day._replace(**{name: level + step}))
        behind = log_density(near, day._replace(**{name: level - step}))
        expected = (ahead - behind) / (2.0 * step)
        assert found[row] == pytest.approx(expected, rel=2e-5, abs=1e-6 * np.abs(expected).max() + 1e-9), name


@pytest.mark.parametrize("day", [*MERTON, *KOU])
def test_probabilities_are_integrals_of_the_density(day: MertonDay | KouDay) -> None:
    merton = isinstance(day, MertonDay)
    log_density: Any = merton_log_density if merton else kou_log_density
    below: Any = merton_below if merton else kou_below
    grid = np.linspace(-0.6, 0.6, 240_001)
    density = np.exp(log_density(grid, day))
    ends = grid[[80_000, 100_000, 120_000, 130_000, 160_000]]
    start = below(grid[:1], day)[0]
    expected = [start + integrate.simpson(density[: at + 1], x=grid[: at + 1]) for at in (80_000, 100_000, 120_000)]
    found = below(ends, day)
    assert found[:3] == pytest.approx(expected, abs=1e-10)
    assert (np.diff(found) >= 0.0).all()
    assert below(np.array([-5.0, 60.0]), day) == pytest.approx([0.0, 1.0], abs=1e-3 if day.jumps > 0.01 else 1e-6)


def test_the_normal_law_has_its_probabilities() -> None:
    assert normal_below(np.array([0.001, 0.016]), NORMAL) == pytest.approx([0.5, 0.841344746068543])


@pytest.mark.parametrize("jumps", [1e-9, 0.01, 1.0, 2.0, 30.0])
def test_the_numbers_of_jumps_leave_out_less_than_the_stated_tail(jumps: float) -> None:
    found = jump_numbers(jumps)
    assert found == pytest.approx(stats.poisson.pmf(np.arange(len(found)), jumps), rel=1e-10)
    assert stats.poisson.sf(len(found) - 1, jumps) < TAIL


@pytest.mark.parametrize("day", KOU)
def test_the_stages_of_a_day_are_a_law(day: KouDay) -> None:
    found = stages(day)
    assert (found.weights >= 0.0).all()
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-13)
    sizes = np.arange(1, found.most + 1)
    up, down = found.weights[1 : found.most + 1], found.weights[found.most + 1 :]
    mean = day.jumps * (day.up_probability / day.up_rate - (1.0 - day.up_probability) / day.down_rate)
    assert up @ sizes / day.up_rate - down @ sizes / day.down_rate == pytest.approx(mean, abs=1e-13)


def test_a_return_that_no_law_explains_keeps_a_finite_logarithm() -> None:
    day = KouDay(0.0, 0.001, 1e-6, 0.5, 3000.0, 3000.0)
    assert np.isfinite(kou_log_density(np.array([-2.0, 2.0]), day)).all()
