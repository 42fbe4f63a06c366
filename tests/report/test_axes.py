"""Axes: round figures that hold what is drawn, dates that stand where they are, and places that stay inside."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.report.axes import across, band, date_place, date_ticks, path, round_step, upright

FIGURES = st.lists(st.floats(min_value=-1e6, max_value=1e6), min_size=1, max_size=9)
DATES = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2060, 1, 1))


@given(figures=FIGURES)
def test_an_axis_holds_zero_and_every_figure_between_round_ends(figures: list[float]) -> None:
    axis = upright(figures, 0.0, 200.0)
    slack = 1e-6 * (axis.high - axis.low)
    assert axis.low <= 0.0 <= axis.high
    assert axis.low - slack <= min(figures)
    assert max(figures) <= axis.high + slack
    for end in (axis.low, axis.high):
        assert end / axis.step == pytest.approx(round(end / axis.step), abs=1e-6)


@given(figures=FIGURES)
def test_the_lines_of_a_grid_rise_evenly_from_end_to_end_and_are_few(figures: list[float]) -> None:
    axis = upright(figures, 10.0, 210.0)
    places = [line.y for line in axis.grid()]
    assert places[0] == pytest.approx(210.0)
    assert places[-1] == pytest.approx(10.0)
    assert 2 <= len(places) <= 9
    gaps = [before - after for before, after in pairwise(places)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), abs=0.2)
    assert sum(line.zero for line in axis.grid()) == 1


def test_an_axis_of_nothing_still_has_two_ends() -> None:
    axis = upright((0.0, math.inf, math.nan), 0.0, 100.0)
    assert (axis.low, axis.high) == (0.0, 1.0)


def test_places_on_an_axis_are_proportional_and_stop_at_its_ends() -> None:
    axis = upright((10.0,), 0.0, 100.0)
    assert (axis.y(0.0), axis.y(5.0), axis.y(10.0), axis.y(math.inf), axis.y(-3.0)) == (100.0, 50.0, 0.0, 0.0, 100.0)
    assert axis.box(2.5) == 75.0


def test_a_negative_figure_has_a_true_minus_sign() -> None:
    assert [line.text for line in upright((-10.0, 10.0), 0.0, 100.0).grid()] == ["−10", "−5", "0", "5", "10"]


@given(least=st.floats(min_value=1e-9, max_value=1e12))
def test_a_step_is_round_and_just_long_enough(least: float) -> None:
    step = round_step(least)
    assert least * (1 - 1e-6) <= step <= 2.5 * least * (1 + 1e-6)
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - each) for each in (1.0, 2.0, 2.5, 5.0)) < 1e-6


@given(first=DATES, days=st.integers(min_value=40, max_value=12_000))
def test_dates_are_few_and_first_days_of_months_within_the_plot(first: dt.date, days: int) -> None:
    dates = (first, first + dt.timedelta(days=days))
    ticks = date_ticks(dates)
    assert len(ticks) <= 5
    places = [tick.x for tick in ticks]
    assert places == sorted(places)
    assert all(0.0 <= place <= 100.0 for place in places)


def test_two_years_are_told_by_their_half_years() -> None:
    dates = (dt.date(2025, 10, 9), dt.date(2027, 9, 30))
    assert [tick.text for tick in date_ticks(dates)] == ["Jan 2026", "Jul", "Jan 2027", "Jul"]
    assert date_place(dt.date(2025, 10, 9), dates) == 0.0
    assert date_place(dt.date(2027, 9, 30), dates) == 100.0


def test_long_spans_are_told_by_their_years() -> None:
    assert [tick.text for tick in date_ticks((dt.date(2025, 3, 1), dt.date(2029, 6, 1)))] == [
        "2026",
        "2027",
        "2028",
        "2029",
    ]
    assert [tick.text for tick in date_ticks((dt.date(2025, 3, 1), dt.date(2055, 6, 1)))] == ["2030", "2040", "2050"]


def test_a_place_between_equal_ends_is_the_first() -> None:
    assert across(5.0, 3.0, 3.0) == 0.0


def test_a_band_goes_along_its_upper_line_and_back_along_its_lower_one() -> None:
    assert path([(0.0, 1.0), (2.5, 3.0)]) == "M0 1L2.5 3"
    assert band([(0.0, 9.0), (10.0, 8.0)], [(0.0, 1.0), (10.0, 2.0)]) == "M0 1L10 2L10 8L0 9Z"
