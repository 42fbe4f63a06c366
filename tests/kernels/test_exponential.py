"""The exponential of the price loops against that of the standard library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pledgeline.kernels.exponential import exponential

BORDER = 700.0
ULP = 2.0**-52


@given(x=st.floats(-BORDER, BORDER))
@example(x=0.0)
@example(x=-0.0)
@example(x=math.log(2) / 2)  # between two integers n
@example(x=-math.log(2) / 2)
@example(x=5e-324)
@example(x=BORDER)
@example(x=-BORDER)
def test_it_is_the_exponential_to_two_units_in_the_last_place(x: float) -> None:
    # math.exp itself errs by up to one unit
    assert abs(exponential(x) / math.exp(x) - 1.0) <= 2.0 * ULP


def test_a_long_grid_is_met_to_the_stated_error() -> None:
    found = np.array([exponential(x) for x in np.linspace(-BORDER, BORDER, 20_001)])
    expected = np.exp(np.linspace(-BORDER, BORDER, 20_001, dtype=np.longdouble))
    assert float(np.max(np.abs(found / expected - 1))) <= 4e-16


def test_nothing_moves_nothing() -> None:
    assert exponential(0.0) == 1.0


@pytest.mark.parametrize(
    ("x", "border"),
    [
        (700.5, BORDER),
        (1e308, BORDER),
        (math.inf, BORDER),
        (-700.5, -BORDER),
        (-math.inf, -BORDER),
        (math.nan, -BORDER),
    ],
)
def test_beyond_the_border_it_is_that_of_the_border(x: float, border: float) -> None:
    assert exponential(x) == exponential(border)
    assert 0.0 < exponential(x) < math.inf


@given(x=st.floats(-BORDER, BORDER), step=st.floats(1e-12, 1.0))
def test_it_never_falls(x: float, step: float) -> None:
    assert exponential(x + step) >= exponential(x) * (1.0 - 2.0 * ULP)


@given(x=st.floats(-300.0, 300.0), y=st.floats(-300.0, 300.0))
def test_sums_become_products(x: float, y: float) -> None:
    # the sum is rounded before it is raised: half a unit of it, times its size
    rounding = 8.0 * ULP + abs(x + y) * ULP
    assert exponential(x + y) == pytest.approx(exponential(x) * exponential(y), rel=rounding)
