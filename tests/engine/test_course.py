"""Courses under moving barriers, what is refused, and what needs no chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.course import (
    LARGEST_ERROR,
    SMALLEST_ERROR,
    Course,
    course,
    course_along,
    passed_by,
    require,
    solver,
    unreachable,
    watch_conditions,
)
from pledgeline.engine.laws import levy
from pledgeline.engine.passage import passage_of
from pledgeline.errors import Inaccurate, OutOfRange
from pledgeline.kernels.levy import Levy
from pledgeline.market.dynamics import GBM, Kou, Merton

LAW = levy(Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0))


def test_every_sentence_that_does_not_hold_is_said_at_once() -> None:
    with pytest.raises(OutOfRange, match=r"(?s)^dates is 0: .*\ndates_per_year is 0: .*\nerror is 1e-13: ") as raised:
        require(*watch_conditions(0, 0, 1e-13), (True, "not said"))
    assert str(raised.value).splitlines() == [
        "dates is 0: watch at least 1 date",
        "dates_per_year is 0: at least 1, 252 for business days",
        f"error is 1e-13: ask for {SMALLEST_ERROR:g} to {LARGEST_ERROR:g}",
    ]
    assert isinstance(raised.value, ValueError)
    require(*watch_conditions(1, 1, SMALLEST_ERROR))


def test_barriers_given_one_by_one_are_those_of_a_growing_barrier() -> None:
    dates, growth = 60, 0.3
    grown = course(LAW, barrier=0.8, dates=dates, dates_per_year=252, barrier_growth=growth)
    barriers = [0.8 * math.exp(growth * date / 252) for date in range(dates + 1)]
    along = course_along(LAW, step=1 / 252, barriers=barriers, deviations={})
    assert along.shifts == {}
    assert (along.start, along.law.drift) == pytest.approx((grown.start, grown.law.drift), abs=1e-12)


def test_how_a_course_is_split_into_slope_and_steps_does_not_matter() -> None:
    steps = np.random.default_rng(2).uniform(-0.06, 0.06, 30)
    barriers = 0.85 * np.exp(np.concatenate(([0.0], np.cumsum(steps))))
    along = course_along(LAW, step=1 / 252, barriers=barriers.tolist(), deviations={4: 0.1})
    by_steps = Course(
        law=LAW,
        step=1 / 252,
        dates=30,
        start=-math.log(0.85),
        shifts={date: -float(move) for date, move in enumerate(steps, start=1)},
        deviations={4: 0.1},
    )
    one, other = passage_of(along, error=1e-10), passage_of(by_steps, error=1e-10)
    assert one.probability == pytest.approx(other.probability, abs=1e-10)


def test_dated_jumps_without_size_or_outside_the_dates_are_left_out() -> None:
    found = course(LAW, barrier=0.5, dates=10, dates_per_year=252, dated_jumps={12: 0.1, 3: 0.2, 5: 0.0, 1: 0.3})
    assert list(found.deviations.items()) == [(1, 0.3), (3, 0.2)]
    assert found.variance == pytest.approx(0.13, abs=1e-15)


def test_a_price_without_chance_passes_on_a_date_and_for_good() -> None:
    falling = Levy(drift=-0.5, volatility=0.0)
    asked = course(falling, barrier=0.9, dates=100, dates_per_year=252)
    expected = [float(-0.5 * date / 252 <= math.log(0.9)) for date in range(1, 101)]
    assert passed_by(asked).tolist() == expected
    assert 0 < sum(expected) < 100
    back = course_along(falling, step=1 / 252, barriers=[0.9, 0.9, 1.1, 0.1, 0.1], deviations={})
    assert passed_by(back).tolist() == [0.0, 1.0, 1.0, 1.0]
    assert asked.still
    assert not course(LAW, barrier=0.9, dates=1, dates_per_year=252).still
    moved = course(falling, barrier=0.9, dates=5, dates_per_year=252, dated_jumps={5: 0.1})
    assert not moved.still


@given(barrier=st.floats(1e-4, 1.2), dates=st.integers(1, 60), volatility=st.floats(0.05, 1.0))
def test_what_is_called_unreachable_is_hardly_reached(barrier: float, dates: int, volatility: float) -> None:
    asked = course(levy(GBM(volatility=volatility)), barrier=barrier, dates=dates, dates_per_year=252)
    if unreachable(asked, error=1e-6):
        hit = passage_of(asked, error=1e-9).probability[-1]
        assert hit <= 1e-6
    else:
        assert barrier > math.exp(-12 * volatility * math.sqrt(dates / 252) - 0.1)


def test_a_barrier_that_will_step_up_is_not_called_unreachable() -> None:
    barriers = [0.1, 0.1, 0.99, 0.1, 0.1]
    asked = course_along(LAW, step=1 / 252, barriers=barriers, deviations={})
    assert not unreachable(asked, error=1e-9)
    assert passage_of(asked, error=1e-10).probability[1] > 0.2


def test_grids_grow_with_what_is_asked() -> None:
    asked = course(LAW, barrier=0.7, dates=252, dates_per_year=252)
    rough, fine, after = solver(asked, error=1e-6), solver(asked, error=1e-12), solver(asked, error=1e-6, after=20)
    assert rough.grid.points < fine.grid.points
    assert rough.grid.left < after.grid.left
    assert rough.error < 1e-6
    assert 5e-13 < fine.error < 2e-12


NARROW = Merton(volatility=0.01, jump_rate=5.0, jump_mean=-1.5, jump_std=1.0)


@pytest.mark.parametrize(
    ("dynamics", "dates", "dates_per_year", "sentence"),
    [
        (
            NARROW,
            60,
            365 * 24 * 60,
            "^the price hardly moves within a date except by jumps: .* Raise volatility, or use",
        ),
        (Merton(volatility=0.0, jump_rate=5.0, jump_mean=-0.1, jump_std=0.1), 10, 252, "the price hardly moves"),
        (NARROW, 2520, 252, r"^2520 dates on a grid of \d+ points would take minutes. Watch fewer dates, raise"),
    ],
)
def test_a_grid_that_nobody_could_wait_for_is_refused(
    dynamics: Merton, dates: int, dates_per_year: int, sentence: str
) -> None:
    with pytest.raises(Inaccurate, match=sentence):
        solver(course(levy(dynamics), barrier=0.5, dates=dates, dates_per_year=dates_per_year), error=1e-10)
