"""The circle against plain sums and integrals."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.kernels import circle as circles

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Circle, Complexes, Floats

GRID = circles.circle(left=2.0, right=3.0, frequency=40.0)
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(800)
draw = np.random.default_rng(7)


def bell(grid: Circle, place: float = 0.2, width: float = 0.3) -> Complexes:
    """Transform of a normal density, as good as zero at the ends of the circle."""
    u = circles.frequencies(grid)
    return np.asarray(np.exp(-0.5 * (width * u) ** 2 - 1j * u * place))


def rough(grid: Circle) -> Complexes:
    """Transform of an arbitrary real function on the circle."""
    found = draw.standard_normal(grid.modes + 1) + 1j * draw.standard_normal(grid.modes + 1)
    found[0] = found[0].real
    return np.asarray(found)


def at(grid: Circle, transform: Complexes, x: Floats) -> Floats:
    """The function, by direct summation."""
    waves = 2 * (np.exp(1j * np.multiply.outer(x, circles.frequencies(grid))) @ transform).real
    return np.asarray((waves - transform[0].real) / grid.circumference)


def nodes(low: float, high: float) -> tuple[Floats, Floats]:
    """Gauss-Legendre between two places."""
    return np.asarray(0.5 * (high - low) * POINTS + 0.5 * (high + low)), np.asarray(0.5 * (high - low) * WEIGHTS)


def integrated(grid: Circle, transform: Complexes, low: float, high: float, s: Complexes) -> Complexes:
    """Integral of ``f(x) exp(s x)`` between two places, by quadrature."""
    x, weight = nodes(low, high)
    return np.asarray(np.exp(np.multiply.outer(s, x)) @ (weight * at(grid, transform, x)))


@given(st.integers(1, 20_000))
def test_a_fast_length_is_the_next_even_number_of_small_factors(least: int) -> None:
    def small(number: int) -> bool:
        for factor in (2, 3, 5):
            while number % factor == 0:
                number //= factor
        return number == 1

    length = circles.fast_length(least)
    assert length >= least
    assert length % 2 == 0
    assert small(length)
    assert not any(small(number) for number in range(least + least % 2, length, 2))


@given(left=st.floats(0.01, 30), right=st.floats(0.01, 30), frequency=st.floats(0.1, 300))
def test_a_circle_holds_what_it_is_asked_to_hold(left: float, right: float, frequency: float) -> None:
    grid = circles.circle(left=left, right=right, frequency=frequency)
    assert (grid.left, grid.right) == (left, right)
    assert circles.frequencies(grid)[-1] >= frequency * (1 - 1e-12)
    assert grid.points > 4 * grid.modes


def test_a_window_cuts_without_error() -> None:
    transform = rough(GRID)
    cut = circles.cut(GRID, transform, circles.window(GRID, -0.7, 1.1))
    expected = integrated(GRID, transform, -0.7, 1.1, -1j * circles.frequencies(GRID))
    assert cut == pytest.approx(expected, abs=1e-11)


def test_several_functions_are_cut_as_one_by_one() -> None:
    transforms = np.stack([rough(GRID), bell(GRID), rough(GRID)])
    sampled = circles.window(GRID, 0.0, GRID.right)
    together = circles.cut(GRID, transforms, sampled)
    assert together == pytest.approx(np.stack([circles.cut(GRID, one, sampled) for one in transforms]), abs=1e-15)


def test_windows_of_a_whole_circle_sum_to_one() -> None:
    edges = [-GRID.left, -1.3, 0.0, 0.4, 2.9, GRID.right]
    total = sum(circles.window(GRID, low, high) for low, high in itertools.pairwise(edges))
    assert total == pytest.approx(np.ones(GRID.points), abs=1e-12)


def test_parts_of_a_cut_function_sum_to_the_whole() -> None:
    transform = rough(GRID)
    below, above = (
        circles.cut(GRID, transform, circles.window(GRID, low, high))
        for low, high in ((-GRID.left, 0.3), (0.3, GRID.right))
    )
    assert below + above == pytest.approx(transform, abs=1e-12)


@pytest.mark.parametrize("power", [0.0, 1.0, -1.0, 2.5])
def test_weights_integrate_exponentials(power: float) -> None:
    transform = rough(GRID)
    for low, high in ((-1.9, 0.0), (0.25, 2.8), (-0.001, 0.001)):
        found = circles.integral(circles.weights(GRID, low, high, power), transform)
        expected = integrated(GRID, transform, low, high, np.array([power + 0j]))[0].real
        assert found == pytest.approx(expected, abs=1e-10)


def test_an_arc_is_the_transform_of_an_exponential_between_two_places() -> None:
    for power in (0.0, 1.0, -0.7):
        x, weight = nodes(-0.6, 1.4)
        s = power - 1j * np.arange(2 * GRID.modes + 1) * (2 * math.pi / GRID.circumference)
        expected = np.exp(np.multiply.outer(s, x)) @ weight
        assert circles.arc(GRID, -0.6, 1.4, power) == pytest.approx(expected, abs=1e-12)


def test_a_shift_moves_a_density() -> None:
    moved = bell(GRID) * circles.shift(GRID, 0.55)
    x = np.linspace(-1.5, 2.5, 9)
    assert at(GRID, moved, x) == pytest.approx(at(GRID, bell(GRID), x - 0.55), abs=1e-13)


# a circumference that is nearly the same, or nearly half or twice as large, has frequencies that nearly coincide
@pytest.mark.parametrize("more", [0.0, 1e-13, 1e-10, 3e-10, 1e-9, 1e-7, 1e-4, 2.5, 5.0, 5.0 + 1e-9, -2.5 + 3e-10])
def test_a_part_of_a_density_is_transplanted(more: float) -> None:
    other = circles.circle(left=2.0, right=3.0 + more, frequency=35.0)
    parts = [(rough(GRID), -1.7, 0.4), (bell(GRID), -2.0, 0.45), (rough(GRID), 0.0, 0.3)]
    found = circles.transplant(GRID, parts, other)
    assert found.shape == (3, other.modes + 1)
    for (transform, low, high), row in zip(parts, found, strict=True):
        expected = integrated(GRID, transform, low, high, -1j * circles.frequencies(other))
        assert row == pytest.approx(expected, abs=5e-11)


@given(st.integers(15, 60), st.floats(0.05, 0.5))
def test_many_places_are_read_as_one_by_one(count: int, width: float) -> None:
    transform = bell(GRID, width=max(width, 8.0 / 40.0))
    x = np.linspace(-GRID.left, GRID.right, count)
    assert circles.read(GRID, transform, x) == pytest.approx(at(GRID, transform, x), abs=2e-12)
    assert circles.read(GRID, transform, x[:3]) == pytest.approx(at(GRID, transform, x[:3]), abs=1e-14)


def test_interpolation_is_exact_on_the_points_and_goes_round_the_circle() -> None:
    values = draw.standard_normal(40)
    assert circles.interpolate(values, np.arange(40.0)) == pytest.approx(values, abs=0)
    wave = np.sin(2 * math.pi * np.arange(200) / 200)
    places = np.array([-3.7, 0.5, 99.25, 199.9, 203.1])
    assert circles.interpolate(wave, places) == pytest.approx(np.sin(2 * math.pi * places / 200), abs=1e-14)
