"""Normals: accuracy of the polynomials, moments, and the counter they are keyed by."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from pledgeline.kernels.compiler import entry, interpreted
from pledgeline.kernels.normals import GROUP, LANES, fill_normals, normal_pair

KEY = np.array([7, 11], np.uint64)


@entry
def _pairs(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32], out: npt.NDArray[np.float32]) -> None:
    for i in range(first.size):
        out[i, 0], out[i, 1] = normal_pair(first[i], second[i])


@entry
def _fill(
    groups: int,
    stream: int,
    key: npt.NDArray[np.uint64],
    lanes: npt.NDArray[np.int64],
    words: npt.NDArray[np.uint32],
    out: npt.NDArray[np.float32],
) -> None:
    for g in range(groups):
        fill_normals(LANES, lanes, LANES, g, stream, key, words, out[g])


def filled(groups: int, stream: int = 0) -> npt.NDArray[np.float32]:
    """Normals of the second block of paths, (groups, 4, LANES)."""
    out = np.zeros((groups, GROUP, LANES), np.float32)
    _fill(groups, stream, KEY, np.arange(LANES), np.zeros((GROUP, LANES), np.uint32), out)
    return out


def box_muller(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """The same map in double precision with library functions."""
    u = ((first >> 1).astype(np.float64) + 0.5) / 2**31
    angle = 2 * np.pi * (second / 2.0**32 - 0.125)
    radius = np.sqrt(-2 * np.log(u))
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def test_pairs_are_box_muller_to_single_precision() -> None:
    draw = np.random.default_rng(5)
    first, second = (draw.integers(0, 2**32, 20_000, dtype=np.uint32) for _ in range(2))
    out = np.zeros((20_000, 2), np.float32)
    _pairs(first, second, out)
    error = np.abs(out - box_muller(first, second))
    # u is a float32: near 1 its spacing of 2**-24 moves the radius by 2**-24 / radius, and so does rounding of log
    radius = np.hypot(*box_muller(first, second).T)
    assert np.max(error / (2**-24 / np.maximum(radius, 1e-3) + 3e-7 * np.maximum(radius, 1))[:, None]) < 2


@pytest.mark.parametrize("first", [0, 1, 2, 2**31, 2**32 - 1])
@pytest.mark.parametrize("second", [0, 2**30 - 1, 2**30, 2**31, 2**32 - 1])
def test_extreme_words_give_finite_normals(first: int, second: int) -> None:
    x, y = interpreted(normal_pair)(np.uint32(first), np.uint32(second))
    assert math.hypot(x, y) <= math.sqrt(2 * 32 * math.log(2)) + 1e-5


def test_moments_and_tails_are_normal() -> None:
    sample = filled(4000).astype(np.float64).ravel()
    n = len(sample)
    assert abs(sample.mean()) < 4 / math.sqrt(n)
    assert abs(sample.var() - 1) < 4 * math.sqrt(2 / n)
    assert abs((sample**3).mean()) < 4 * math.sqrt(15 / n)
    assert abs((sample**4).mean() - 3) < 4 * math.sqrt(96 / n)
    for level in (1.0, 2.0, 3.0, 4.0):
        tail = math.erfc(level / math.sqrt(2)) / 2
        assert abs((sample > level).mean() - tail) < 4 * math.sqrt(tail / n)


def test_streams_days_and_paths_are_uncorrelated() -> None:
    one, other = filled(500, stream=0).astype(np.float64), filled(500, stream=1).astype(np.float64)
    n = one.size
    assert abs((one * other).mean()) < 4 / math.sqrt(n)
    assert abs((one[:, :-1] * one[:, 1:]).mean()) < 4 / math.sqrt(n)
    assert abs((one[:, :, :-1] * one[:, :, 1:]).mean()) < 4 / math.sqrt(n)


def test_interpreted_and_compiled_agree_to_rounding() -> None:
    words, normals = np.zeros((GROUP, LANES), np.uint32), np.zeros((GROUP, LANES), np.float32)
    interpreted(fill_normals)(LANES, np.arange(LANES), LANES, 0, 0, KEY, words, normals)
    # fused multiply-add rounds once where two operations round twice
    assert np.max(np.abs(normals - filled(1)[0])) < 2e-6
