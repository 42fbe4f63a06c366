"""Latin hypercubes: one point in each slice of each side, the same every time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.hypercube import latin_hypercube


@given(sides=st.integers(1, 30), points=st.integers(1, 40), seed=st.integers(0, 2**64 - 1))
def test_every_slice_of_every_side_holds_one_point(sides: int, points: int, seed: int) -> None:
    found = latin_hypercube(sides, points, seed=seed)
    assert found.shape == (points, sides)
    assert np.all((found >= 0.0) & (found < 1.0))
    slices = np.sort(np.floor(found * points).astype(int), axis=0)
    assert np.array_equal(slices, np.tile(np.arange(points)[:, None], (1, sides)))


def test_a_further_side_leaves_the_others_and_another_seed_does_not() -> None:
    first = latin_hypercube(5, 16, seed=9)
    assert np.array_equal(first, latin_hypercube(8, 16, seed=9)[:, :5])
    assert not np.array_equal(first, latin_hypercube(5, 16, seed=10))


def test_sides_have_nothing_to_do_with_each_other() -> None:
    found = latin_hypercube(2, 4000, seed=1)
    # the correlation of 4,000 pairs has a standard error of 0.016
    first, second = found.T - found.mean(axis=0)[:, None]
    assert abs(first @ second) / (np.linalg.norm(first) * np.linalg.norm(second)) < 0.08
    assert not np.array_equal(np.argsort(found[:, 0]), np.argsort(found[:, 1]))


def test_a_mean_over_few_points_is_nearer_than_that_of_independent_ones() -> None:
    # of 16 points on each of six sides, a sum that is linear in them: slices leave 1/16 of a slice's spread
    sums = [latin_hypercube(6, 16, seed=seed).sum(axis=1).mean() for seed in range(200)]
    alone = [np.random.default_rng(seed).random((16, 6)).sum(axis=1).mean() for seed in range(200)]
    assert np.std(sums) < np.std(alone) / 8
    assert abs(np.mean(sums) - 3.0) < 0.01
