"""The law of an average price against its exact moments and, for two dates, its closed form."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.kernels import circle as circles
from pledgeline.kernels.average import NARROW, log_average

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Circle, Complexes, Floats

STD, GROWTH = 0.06, 0.01  # of the move between two sales: its deviation, and the log of its mean
MIXES = {
    "one": [1.0],
    "halves": [0.5, 0.5],
    "small first": [0.1, 0.9],
    "large first": [0.7, 0.2, 0.1],
    "five": [0.2] * 5,
    "last crumb": [0.24, 0.24, 0.24, 0.24, 0.04],
    "twenty": [0.05] * 20,
    "one date sells all": [0.0, 1.0],
}


def ground(dates: int) -> Circle:
    reach = 0.3 + 9 * STD * math.sqrt(dates)
    return circles.circle(left=reach, right=reach, frequency=9.0 / STD)


def move(grid: Circle) -> Complexes:
    u = circles.frequencies(grid)
    return np.asarray(np.exp(-0.5 * (STD * u) ** 2 - 1j * u * (GROWTH - STD**2 / 2)))


def moment(grid: Circle, transform: Complexes, power: float) -> float:
    """``E[A^power]``, by way of a first sale that is one move away: an average itself may have no smooth density."""
    later = circles.integral(circles.weights(grid, -grid.left, grid.right, power), transform * move(grid))
    return later / math.exp(power * GROWTH + power * (power - 1) * STD**2 / 2)


def exact_second(share: Floats) -> float:
    """``E[A^2]``: sums of the mean products of two prices."""
    n = share.size
    first = np.minimum.outer(np.arange(n), np.arange(n))
    last = np.maximum.outer(np.arange(n), np.arange(n))
    return float(share @ np.exp(GROWTH * (first + last) + STD**2 * first) @ share)


@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES)
def test_the_moments_of_the_average_are_exact(mix: list[float]) -> None:
    share, grid = np.array(mix), ground(len(mix) + 1)
    found = log_average(grid, move(grid), share)
    assert moment(grid, found, 0.0) == pytest.approx(1.0, abs=1e-9)
    assert moment(grid, found, 1.0) == pytest.approx(float(share @ np.exp(GROWTH * np.arange(share.size))), abs=1e-9)
    assert moment(grid, found, 2.0) == pytest.approx(exact_second(share), abs=1e-9)


@pytest.mark.parametrize("first", [0.02, NARROW - 0.01, NARROW + 0.01, 0.6, 0.95])
def test_two_sales_have_a_closed_form(first: float) -> None:
    grid, price = ground(4), NormalDist(GROWTH - STD**2 / 2, STD)
    one = move(grid) * log_average(grid, move(grid), np.array([first, 1 - first]))
    # the first sale itself is a move away, so that the density is smooth enough to be integrated
    x, weight = np.polynomial.legendre.leggauss(300)
    x, weight = price.mean + 9 * STD * x, 9 * STD * weight
    for level in (0.9, 1.0, 1.07):
        expected = sum(
            w * price.pdf(z) * price.cdf(math.log(level) - math.log(first + (1 - first) * math.exp(z)))
            for z, w in zip(x, weight, strict=True)
        )
        found = circles.integral(circles.weights(grid, -grid.left, math.log(level)), one)
        assert found == pytest.approx(expected, abs=1e-10)


def test_one_sale_is_at_the_first_price() -> None:
    grid = ground(1)
    assert log_average(grid, move(grid), np.array([1.0])).tolist() == [1.0] * (grid.modes + 1)


def test_sales_one_after_the_other_spread_less_than_one_late_sale() -> None:
    grid = ground(20)
    spread = [
        moment(grid, log_average(grid, move(grid), np.array(mix)), 2.0)
        for mix in ([1.0], [0.5, 0.5], [0.05] * 20, [0.0] * 19 + [1.0])
    ]
    assert spread == sorted(spread)
