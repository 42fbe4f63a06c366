"""Whether correlations can hold together, against numpy's eigenvalues."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pledgeline.case.correlation import is_positive_semidefinite

entries = st.floats(-1, 1).map(lambda entry: round(entry, 3))


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(st.just(n), st.lists(entries, min_size=n * n, max_size=n * n))))
def test_agrees_with_the_smallest_eigenvalue(drawn: tuple[int, list[float]]) -> None:
    size, numbers = drawn
    square = np.array(numbers).reshape(size, size)
    matrix = np.tril(square, -1) + np.tril(square, -1).T + np.eye(size)
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    assume(abs(smallest) > 1e-6)  # on the border both answers are right
    assert is_positive_semidefinite(matrix.tolist()) == (smallest > 0)


@given(st.integers(2, 5), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_accepts_matrices_of_low_rank(size: int, rank: int, seed: int) -> None:
    factors = np.random.default_rng(seed).standard_normal((size, rank))
    factors /= np.linalg.norm(factors, axis=1, keepdims=True)
    assert is_positive_semidefinite((factors @ factors.T).tolist())


@pytest.mark.parametrize(
    ("matrix", "possible"),
    [
        ([], True),
        ([[1.0]], True),
        ([[1.0, 1.0], [1.0, 1.0]], True),
        ([[1.0, -1.0], [-1.0, 1.0]], True),
        ([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]], False),
        ([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]], False),
    ],
)
def test_known_matrices(matrix: list[list[float]], possible: bool) -> None:  # noqa: FBT001
    assert is_positive_semidefinite(matrix) == possible
