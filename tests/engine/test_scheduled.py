"""Scheduled moves by business day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

from pledgeline.engine.scheduled import scheduled_days
from pledgeline.market.dynamics import GBM
from tests.simple_case import AS_OF, simple_case

CASE = simple_case(dynamics=GBM(volatility=0.3), days=20)


def days_of(*moves: tuple[int, float], closed: tuple[int, ...] = ()) -> list[tuple[int, float]]:
    """Scheduled moves so many calendar days ahead, on a calendar without some days."""
    scheduled = tuple((AS_OF + dt.timedelta(days=ahead), std) for ahead, std in moves)
    asset = dataclasses.replace(CASE.assets["alder"], scheduled=scheduled)
    dates = tuple(date for date in CASE.dates if (date - AS_OF).days not in closed)
    return scheduled_days(dataclasses.replace(CASE, assets={"alder": asset}, dates=dates), "alder")


def test_a_move_stands_on_its_day() -> None:
    assert days_of((3, 0.1), (20, 0.2)) == [(3, 0.1), (20, 0.2)]


def test_a_move_on_a_closed_day_comes_on_the_next_open_one() -> None:
    assert days_of((3, 0.1), closed=(3, 4)) == [(3, 0.1)]  # the third open day is the fifth calendar day
    assert days_of((6, 0.1), closed=(3, 4)) == [(4, 0.1)]


def test_moves_of_one_day_are_one_with_the_sum_of_their_variances() -> None:
    for found, day in ((days_of((5, 0.3), (2, 0.1), (5, 0.4)), 5), (days_of((3, 0.3), (5, 0.4), closed=(3, 4)), 3)):
        assert found[-1] == (day, math.sqrt(0.3 * 0.3 + 0.4 * 0.4))
    assert len(days_of((5, 0.3), (2, 0.1), (5, 0.4))) == 2


def test_what_is_past_or_beyond_the_horizon_is_left_out() -> None:
    assert days_of((0, 0.1), (-5, 0.1), (21, 0.1)) == []


def test_a_currency_has_none() -> None:
    assert scheduled_days(CASE, "USD") == []
