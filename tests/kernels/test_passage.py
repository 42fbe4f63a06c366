"""Sweeps against one another and against integrals of normal densities over two dates."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from pledgeline.kernels import circle as circles
from pledgeline.kernels.passage import Moves, passing, sweep, sweep_back

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Circle, Complexes, Floats

STEP, DRIFT, START = 0.2, -0.03, 0.25  # of one date, and the distance to the barrier today
GRID = circles.circle(left=2.5, right=4.0, frequency=42.0)
ALSO = {3: 0.15, 7: -0.4}  # further moves on some dates
DATES = 9
draw = np.random.default_rng(11)


class Experiment(NamedTuple):
    """A sweep and what it starts from."""

    grid: Circle
    start: Complexes
    moves: Moves
    keep: Floats


def experiment(*, also: bool = True) -> Experiment:
    u = circles.frequencies(GRID)
    usual = np.exp(-0.5 * (STEP * u) ** 2 - 1j * u * DRIFT)
    further = {date: np.exp(-0.5 * (0.05 * u) ** 2 - 1j * u * move) for date, move in ALSO.items()} if also else {}
    start = circles.shift(GRID, START)
    return Experiment(GRID, start, Moves(usual, further), circles.window(GRID, 0.0, GRID.right))


def test_two_dates_are_a_double_integral() -> None:
    found = passing(*experiment(also=False), 2)
    move = NormalDist(DRIFT, STEP)
    x, weight = np.polynomial.legendre.leggauss(400)
    alive = START + DRIFT + 9 * STEP
    x, weight = alive * (x + 1) / 2, alive * weight / 2
    second = sum(w * move.pdf(place - START) * move.cdf(-place) for place, w in zip(x, weight, strict=True))
    assert found == pytest.approx([move.cdf(-START), second], abs=1e-13)


def test_a_sweep_finds_the_masses_and_the_places_of_the_passage() -> None:
    setup = experiment()
    weights = np.stack([np.ones(DATES), draw.uniform(0.5, 2.0, DATES)])
    found = sweep(*setup, weights)
    killed = passing(*setup, DATES)
    assert found.killed == pytest.approx(killed, abs=1e-16)
    # what lies under the barrier is all that has passed, by the weights of the dates
    assert found.below[:, 0].real == pytest.approx(weights @ killed, abs=1e-13)
    under = circles.weights(GRID, -GRID.left, 0.0)
    for reached, total in zip(found.reached, weights @ killed, strict=True):
        assert circles.integral(under, reached) == pytest.approx(total, abs=1e-12)
    # the last density, before its cut, is what was left and what passes on the last date
    assert found.last[0].real == pytest.approx(1 - killed[:-1].sum(), abs=1e-13)


def test_forward_and_backward_sweeps_are_transposes() -> None:
    setup = experiment()
    payments = [circles.arc(GRID, -GRID.left, 0.0), circles.arc(GRID, -0.4, -0.1, 1.0)]
    paid = np.stack([one[: GRID.modes + 1] for one in payments])
    today = sweep_back(GRID, paid, setup.moves, setup.keep, np.ones(DATES))
    forward = sweep(*setup, np.ones((1, DATES)))
    for value, (low, high, power) in zip(today, ((-GRID.left, 0.0, 0.0), (-0.4, -0.1, 1.0)), strict=True):
        backward = circles.read(GRID, value, np.array([START]))[0]
        received = circles.integral(circles.weights(GRID, low, high, power), forward.reached[0])
        assert backward == pytest.approx(received, abs=1e-13)


def test_one_backward_sweep_answers_for_every_start() -> None:
    setup = experiment()
    under = circles.arc(GRID, -GRID.left, 0.0)[: GRID.modes + 1]
    value = sweep_back(GRID, under, setup.moves, setup.keep, np.ones(DATES))
    starts = np.linspace(-0.5, 1.2, 18)
    each = [passing(GRID, circles.shift(GRID, float(place)), setup.moves, setup.keep, DATES).sum() for place in starts]
    assert circles.read(GRID, value, starts) == pytest.approx(each, abs=1e-12)


def test_interest_between_dates_discounts_what_is_paid() -> None:
    setup, rates = experiment(), draw.uniform(0.9, 1.0, DATES)
    under = circles.arc(GRID, -GRID.left, 0.0)[: GRID.modes + 1]
    value = sweep_back(GRID, under, setup.moves, setup.keep, rates)
    found = circles.read(GRID, value, np.array([START]))[0]
    assert found == pytest.approx(float(passing(*setup, DATES) @ np.cumprod(rates)), abs=1e-13)


def test_what_only_happens_on_one_date_happens_on_that_date() -> None:
    plain, moved = passing(*experiment(also=False), DATES), passing(*experiment(), DATES)
    assert moved[:2].tolist() == plain[:2].tolist()
    assert moved[2] < plain[2]  # up, away from the barrier
    assert moved[6] > 3 * plain[6]  # down through it
