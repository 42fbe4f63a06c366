"""Laws of one step: densities, distributions and puts agree with one another and with each other's limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.oracles.increments import DoubleExponential, KouIncrement, Law, NormalJump, NormalMixture, increment

YEARS = 5 / 252
LAWS = {
    "gbm": Law(0.05, 0.4),
    "merton": Law(0.05, 0.3, 3.0, NormalJump(-0.1, 0.15)),
    "kou": Law(0.05, 0.3, 2.0, DoubleExponential(0.4, 20.0, 10.0)),
}


@pytest.fixture(params=sorted(LAWS))
def law(request: pytest.FixtureRequest) -> Law:
    return LAWS[request.param]


def integral(heights: np.ndarray, nodes: int, low: float, high: float) -> float:
    """Integral of a function that is given on panels of 20 Gauss-Legendre nodes."""
    weights = np.tile(np.polynomial.legendre.leggauss(20)[1], nodes) * (high - low) / nodes / 2
    return float(weights @ heights)


def places(nodes: int, low: float, high: float) -> np.ndarray:
    """The nodes of those panels."""
    x = (np.polynomial.legendre.leggauss(20)[0] + 1) / 2
    return ((np.arange(nodes)[:, None] + x) * (high - low) / nodes + low).ravel()


def test_the_density_adds_up_to_one_and_the_price_grows_as_stated(law: Law) -> None:
    x = places(400, -4.0, 3.0)
    density = increment(law, YEARS, dated=0.03).density(x)
    assert integral(density, 400, -4.0, 3.0) == pytest.approx(1, abs=1e-13)
    assert integral(density * np.exp(x), 400, -4.0, 3.0) == pytest.approx(math.exp(law.growth * YEARS), abs=1e-13)


def test_mean_and_standard_deviation_are_those_of_the_density(law: Law) -> None:
    x = places(400, -4.0, 3.0)
    step = increment(law, YEARS)
    density = step.density(x)
    assert integral(density * x, 400, -4.0, 3.0) == pytest.approx(step.mean, abs=1e-13)
    assert integral(density * (x - step.mean) ** 2, 400, -4.0, 3.0) == pytest.approx(step.std**2, abs=1e-13)


@pytest.mark.parametrize("level", [-0.5, -0.1, 0.0, 0.05, 0.4])
def test_the_distribution_and_the_put_are_integrals_of_the_density(law: Law, level: float) -> None:
    x = places(400, -4.0, level)
    step = increment(law, YEARS)
    density = step.density(x)
    below = integral(density, 400, -4.0, level)
    put = integral(density * (math.exp(level) - np.exp(x)), 400, -4.0, level)
    at = np.array([level])
    assert float(step.below(at)[0]) == pytest.approx(below, rel=1e-10, abs=1e-15)
    assert float(step.put(at)[0]) == pytest.approx(put, rel=1e-10, abs=1e-15)


def test_inversion_without_jumps_is_the_normal_law() -> None:
    inverted = KouIncrement(0.0001, 0.0189, 0.0, DoubleExponential(0.4, 20.0, 10.0))
    closed = NormalMixture((1.0,), (0.0001,), (0.0189,))
    x = np.linspace(-0.12, 0.12, 25)
    assert inverted.density(x) == pytest.approx(closed.density(x), abs=1e-13)
    assert inverted.below(x) == pytest.approx(closed.below(x), abs=1e-15)
    assert inverted.put(x) == pytest.approx(closed.put(x), abs=1e-15)
