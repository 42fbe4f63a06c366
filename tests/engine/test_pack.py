"""From names to arrays: factors, currencies, correlations."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.pack import cholesky, key_of, pack
from pledgeline.engine.resolved import ResolvedCurrency
from pledgeline.market.dynamics import GBM
from tests.simple_case import simple_case, simple_loan


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_cholesky_gives_the_matrix_back_also_where_names_move_as_one(size: int, rank: int, seed: int) -> None:
    loadings = np.random.default_rng(seed).standard_normal((size, rank))
    covariance = loadings @ loadings.T
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    lower = cholesky(correlation)
    assert np.all(np.triu(lower, 1) == 0)
    # a pivot of rounding size counts as zero: its root is what may be missing
    np.testing.assert_allclose(lower @ lower.T, correlation, atol=2e-6)


def test_only_currencies_that_move_are_factors() -> None:
    case = simple_case(dynamics=GBM(volatility=0.2), days=10, loans=(simple_loan(currency="JPY", drawn=7.5e6),))
    still = ResolvedCurrency(spot=1 / 150, volatility=0.0, growth=0.0)
    for view, names in ((still, ("alder",)), (dataclasses.replace(still, volatility=0.1), ("alder", "JPY"))):
        packed = pack(dataclasses.replace(case, currencies={**case.currencies, "JPY": view}))
        assert packed.factor_names == names
        assert packed.book.lots[0, 0].spot == pytest.approx(100.0 * 150)
        assert packed.book.accounts[0].fx == pytest.approx(1 / 150)


def test_two_seeds_never_share_a_key() -> None:
    keys = {tuple(int(word) for word in key_of(seed)) for seed in (0, 1, 2**32, 2**32 + 1, 2**64 - 1)}
    assert len(keys) == 5
