"""The rows of a loan that is not answered: ladders that are plain first passages, two dates by hand, transposes."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.kernels import circle as circles
from pledgeline.kernels import ladder as ladders
from pledgeline.kernels.ladder import Ladder
from pledgeline.kernels.passage import Moves, passing

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Complexes

STEP, DRIFT, START = 0.1, -0.01, 0.12
GRID = circles.circle(left=2.0, right=3.0, frequency=84.0)
DATES = 12
draw = np.random.default_rng(3)


def moves(*, also: bool = False) -> Moves:
    u = circles.frequencies(GRID)
    usual = np.exp(-0.5 * (STEP * u) ** 2 - 1j * u * DRIFT)
    return Moves(usual, {4: np.exp(1j * u * 0.2), 9: np.exp(-0.5 * (0.1 * u) ** 2)} if also else {})


def start() -> Complexes:
    return circles.shift(GRID, START)


def hit(barrier: float, *, dates: int = DATES, also: bool = False) -> list[float]:
    """Mass that first passes a barrier on each date."""
    place = circles.shift(GRID, START - barrier)
    keep = circles.window(GRID, 0.0, GRID.right)
    return [float(mass) for mass in passing(GRID, place, moves(also=also), keep, dates)]


def sold(ladder: Ladder, *, dates: int = DATES, also: bool = False) -> ladders.Sold:
    return ladders.sweep(GRID, start(), moves(also=also), ladder, np.ones((1, dates)))


@pytest.mark.parametrize("close", [-0.3, -0.05, 0.0])
def test_without_days_to_cure_every_call_is_a_sale(close: float) -> None:
    found = sold(Ladder(close=close, cure=0.1, cure_days=0), also=True)
    assert found.mass == pytest.approx(hit(0.0, also=True), abs=1e-14)


@pytest.mark.parametrize("cure_days", [1, 2, 5])
def test_a_close_out_level_at_the_call_sells_at_once(cure_days: int) -> None:
    found = sold(Ladder(close=0.0, cure=0.1, cure_days=cure_days), also=True)
    assert found.mass == pytest.approx(hit(0.0, also=True), abs=1e-13)


@pytest.mark.parametrize("close", [-0.2, -0.05])
def test_before_any_deadline_a_sale_is_a_fall_to_the_close_out_level(close: float) -> None:
    found = sold(Ladder(close=close, cure=0.1, cure_days=DATES), also=True)
    assert found.mass == pytest.approx(hit(close, also=True), abs=1e-13)


def test_one_day_to_cure_by_hand() -> None:
    ladder = Ladder(close=-0.08, cure=0.03, cure_days=1)
    move = NormalDist(DRIFT, STEP)

    def then(low: float, high: float, edge: float) -> float:
        """In a band on date one, at or under an edge on date two."""
        x, weight = np.polynomial.legendre.leggauss(200)
        x, weight = 0.5 * (high - low) * x + 0.5 * (high + low), 0.5 * (high - low) * weight
        return sum(w * move.pdf(place - START) * move.cdf(edge - place) for place, w in zip(x, weight, strict=True))

    second = then(ladder.close, 0.0, ladder.cure) + then(0.0, START + 1.2, ladder.close)
    assert sold(ladder, dates=2).mass == pytest.approx([move.cdf(ladder.close - START), second], abs=1e-13)


@pytest.mark.parametrize("cure_days", [0, 1, 2, 4, 7])
def test_what_is_sold_lies_under_the_edge_of_its_group(cure_days: int) -> None:
    ladder = Ladder(close=-0.1, cure=0.04, cure_days=cure_days)
    weights = np.stack([np.ones(DATES), draw.uniform(0.5, 2.0, DATES)])
    found = ladders.sweep(GRID, start(), moves(also=True), ladder, weights)
    for groups, total in zip(found.reached, weights @ found.mass, strict=True):
        under = [
            circles.integral(circles.weights(GRID, -GRID.left, edge), group)
            for group, edge in zip(groups, found.edges, strict=True)
        ]
        assert sum(under) == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("cure_days", [0, 1, 2, 4, 7])
def test_forward_and_backward_sweeps_are_transposes(cure_days: int) -> None:
    ladder = Ladder(close=-0.1, cure=0.04, cure_days=cure_days)
    forward = sold(ladder, also=True)
    payments = ((-GRID.left, 0.0), (-0.6, 1.0))  # all, and a price, from some place on
    received = [
        sum(
            circles.integral(circles.weights(GRID, low, edge, power), group)
            for group, edge in zip(forward.reached[0], forward.edges, strict=True)
        )
        for low, power in payments
    ]
    due = np.stack(
        [
            [circles.arc(GRID, low, edge, power)[: GRID.modes + 1] for edge in ladders.edges(ladder)]
            for low, power in payments
        ]
    )
    number = np.zeros(DATES, dtype=np.intp)
    today = ladders.sweep_back(GRID, due[:, None], moves(also=True), ladder, number)
    backward = [circles.read(GRID, value, np.array([START]))[0] for value in today]
    assert backward == pytest.approx(received, abs=1e-13)


def test_patience_and_an_easy_cure_save_loans() -> None:
    patient = [sold(Ladder(close=-0.15, cure=0.03, cure_days=days)).mass.sum() for days in (0, 1, 3, 6)]
    assert patient == sorted(patient, reverse=True)
    harder = [sold(Ladder(close=-0.15, cure=cure, cure_days=3)).mass.sum() for cure in (0.01, 0.05, 0.2)]
    assert harder == sorted(harder)
    deeper = [sold(Ladder(close=close, cure=0.05, cure_days=3)).mass.sum() for close in (-0.3, -0.1, -0.02)]
    assert deeper == sorted(deeper)
    assert len({*patient, *harder, *deeper}) >= 9


def test_windows_without_days_to_cure_keep_nobody_waiting() -> None:
    assert not ladders.windows(GRID, Ladder(close=-0.1, cure=0.1, cure_days=0)).called.any()
    assert ladders.edges(Ladder(close=-0.1, cure=0.2, cure_days=0)) == (0.0, -0.1, 0.2)
    assert ladders.edges(Ladder(close=-0.1, cure=0.2, cure_days=3)) == (-0.1, -0.1, 0.2)
