"""What a history shows before any law is fitted."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from pledgeline.engine.fit_gaps import BEFORE, day_of, gaps, scheduled_moves
from pledgeline.engine.fit_sample import Moves, between, clustering, log_returns, moves_of, window, worst_window
from pledgeline.engine.fit_tails import tails
from pledgeline.errors import OutOfRange
from pledgeline.market.prices import PriceTable
from tests.engine.fit_histories import business_days, closes_of, simulated


def table(closes: np.ndarray) -> PriceTable:
    """A price table of closes on weekdays."""
    dates = business_days(len(closes))
    return PriceTable(dates=dates, closes=tuple(closes), currency="USD", origin="x.csv", dialect="")


def moves(returns: np.ndarray) -> Moves:
    """Returns with dates."""
    return Moves(dates=business_days(len(returns)), returns=returns)


# --- returns and windows --------------------------------------------------------------------------------------


def test_log_returns_are_those_of_the_closes() -> None:
    assert log_returns([100.0, 110.0, 99.0]) == pytest.approx([math.log(1.1), math.log(0.9)])
    found = moves_of(table(np.array([100.0, 110.0, 99.0])))
    assert found.dates == business_days(3)[1:]


@pytest.mark.parametrize(
    ("prices", "message"),
    [
        ([[1.0, 2.0], [3.0, 4.0]], "not an array of shape"),
        ([1.0, 0.0, 2.0], "close number 2 is 0.0; every close must be finite and above zero"),
        ([1.0, math.nan], "close number 2 is nan"),
        ([-1.0, 2.0], "close number 1 is -1.0"),
    ],
)
def test_says_what_is_wrong_with_prices(prices: list[float], message: str) -> None:
    with pytest.raises(OutOfRange, match=message):
        log_returns(prices)


def test_one_close_has_no_return() -> None:
    assert log_returns([100.0]).shape == (0,)


def test_a_stretch_of_closes_has_both_its_ends() -> None:
    dates = business_days(10)
    found = between(table(closes_of(np.full(9, 0.01))), dates[2], dates[5])
    assert found.dates == dates[2:6]
    assert between(found, None, None) == found
    assert between(found, dt.date(2030, 1, 1), None).closes == ()


def test_the_worst_window_is_the_one_found_by_looking_at_each() -> None:
    past = moves(simulated("merton", 300, seed=4) + 0.01)
    found = worst_window(past, 40)
    each = [past.returns[at : at + 40].std(ddof=1) for at in range(261)]
    assert found.volatility == pytest.approx(max(each) * math.sqrt(252), rel=1e-9)
    assert found.first == past.dates[int(np.argmax(each))]
    assert found.returns == 40
    assert worst_window(past, 1000) == window(past)


def test_clusters_are_seen_where_they_are_and_seldom_elsewhere() -> None:
    independent = [clustering(simulated("gbm", 500, seed)).p_value for seed in range(100)]
    # p-values of the right law are uniform: more than 15 of 100 under 5 % has a chance under 0.1 %
    assert sum(one < 0.05 for one in independent) <= 15
    waves = simulated("gbm", 500, 1) * np.repeat([0.5, 2.0, 0.5, 2.0, 0.5], 100)
    assert clustering(waves).p_value < 1e-6


def test_the_ljung_box_statistic_of_a_hand_worked_row() -> None:
    # sizes about their mean: 1, 3, 1, 3 less 2; lag one: -3 of 4; 4 · 6 · (9/16) / 3
    found = clustering(np.array([1.0, 3.0, -1.0, -3.0]), lags=1)
    assert found.statistic == pytest.approx(24 * 0.5625 / 3)


# --- tails ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_tails_of_known_laws_are_recognised(seed: int) -> None:
    draw = np.random.default_rng(seed)
    signs = draw.choice([-1.0, 0.0, 1.0], size=40_000)  # the quiet days keep the median at zero
    for side in tails(signs * draw.exponential(1 / 50.0, size=40_000)):
        assert side.rate == pytest.approx(50.0, abs=4 * side.rate_error)
        assert side.lead > 0
    for side in tails(signs * 0.01 * (1.0 + draw.pareto(3.0, size=40_000))):
        assert side.exponent == pytest.approx(3.0, abs=4 * side.exponent_error)
        assert side.lead < 0


def test_a_hand_worked_tail() -> None:
    """Falls of 1 % but for twenty beyond: ten of 2 %, ten of 4 %; excess 1 % and 3 %, logarithms of 2 and 4."""
    down, *_ = tails(-0.01 * np.repeat([0.0, 1.0, 2.0, 4.0], [100, 40, 10, 10]))
    assert down.count == 20
    assert down.threshold == pytest.approx(0.01)
    assert down.rate == pytest.approx(1 / 0.02)
    assert down.exponent == pytest.approx(1 / (1.5 * math.log(2.0)))
    exponential = 20 * (math.log(50.0) - 1.0)
    power = 20 * math.log(down.exponent / 0.01) - (down.exponent + 1) * 30 * math.log(2.0)
    assert down.lead == pytest.approx(exponential - power)


def test_both_sides_are_looked_at_and_few_moves_are_refused() -> None:
    returns = np.concatenate((simulated("gbm", 500, 1), [-0.5, -0.4, -0.3]))
    down, up = tails(returns)
    assert (down.side, up.side, down.count) == ("down", "up", 25)
    assert down.exponent < up.exponent
    assert tails(returns[:30]) == ()


# --- gaps -----------------------------------------------------------------------------------------------------


def test_gaps_are_found_where_they_were_put() -> None:
    returns = 0.01 * np.random.default_rng(8).normal(size=600)
    for day, move in ((100, -0.2), (300, 0.15), (301, 0.12), (20, 0.3)):
        returns[day] = move
    past = moves(returns)
    found = gaps(past)
    dates = {gap.date: gap.move for gap in found.found}
    assert dates == {past.dates[100]: -0.2, past.dates[300]: 0.15, past.dates[301]: 0.12}  # day 20 cannot be judged
    assert found.looked_at == 600 - BEFORE
    assert found.rate.value == pytest.approx(3 / (540 / 252))
    assert found.rate.standard_error == pytest.approx(math.sqrt(3) / (540 / 252))
    assert found.mean.value == pytest.approx(0.07 / 3)
    assert found.up_probability.value == pytest.approx(2 / 3)
    excess = [gap.move - gap.threshold for gap in found.found if gap.move > 0]
    assert found.up_rate.value == pytest.approx(2 / sum(excess))
    assert found.down_rate.standard_error == found.down_rate.value


def test_a_calm_history_seldom_shows_a_gap() -> None:
    shown = sum(bool(gaps(moves(simulated("gbm", 1250, seed))).found) for seed in range(60))
    # 6 % of such histories do; more than 11 of 60 has a chance under 0.1 %
    assert shown <= 11
    calm = gaps(moves(np.zeros(100)))
    assert (calm.found, calm.rate.value, calm.up_rate.value) == ((), None, None)
    assert gaps(moves(np.zeros(10))).looked_at == 0


def test_a_rise_of_volatility_is_no_gap() -> None:
    """The threshold follows the volatility: three times the moves give no more gaps once 60 days have passed."""
    returns = 0.01 * np.random.default_rng(5).normal(size=800)
    returns[400:] *= 3.0
    late = [gap for gap in gaps(moves(returns)).found if gap.date > business_days(800)[460]]
    assert late == []


# --- given dates ----------------------------------------------------------------------------------------------


def test_moves_on_given_dates_lose_the_variance_of_an_ordinary_day() -> None:
    returns = 0.01 * np.random.default_rng(2).normal(size=400)
    days = [50, 113, 176, 240]
    returns[days] = (0.12, -0.08, 0.10, -0.14)
    past = moves(returns)
    found = scheduled_moves(past, [past.dates[day] for day in days])
    assert found is not None
    assert found.move.value is not None
    squares = (0.12**2 + 0.08**2 + 0.10**2 + 0.14**2) / 4
    assert found.move.value == pytest.approx(math.sqrt(squares - found.ordinary**2))
    assert found.ordinary == pytest.approx(0.01, rel=0.15)
    assert found.move.standard_error == pytest.approx(squares / math.sqrt(8) / found.move.value)


def test_a_date_without_a_close_means_the_next_one_and_dates_outside_are_left_out() -> None:
    dates = business_days(10)
    saturday = next(date for date in dates if date.weekday() == 4) + dt.timedelta(days=1)
    index = day_of(dates, saturday)
    assert index is not None
    assert dates[index].weekday() == 0
    assert day_of(dates, dates[0]) == 0
    assert day_of(dates, dates[0] - dt.timedelta(days=1)) is None
    assert day_of(dates, dates[-1] + dt.timedelta(days=1)) is None
    assert scheduled_moves(moves(np.full(10, 0.01)), [dt.date(1999, 1, 1)]) is None


def test_moves_no_larger_than_an_ordinary_day_are_zero_without_an_error() -> None:
    past = moves(simulated("gbm", 200, 3))
    quietest = int(np.argmin(np.abs(past.returns)))
    found = scheduled_moves(past, [past.dates[quietest]])
    assert found is not None
    assert (found.move.value, found.move.standard_error) == (0.0, None)
