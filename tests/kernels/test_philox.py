"""Philox against the published known-answer vectors."""

from __future__ import annotations

import numpy as np
import pytest

from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.philox import philox
from tests.reference import table

FIELDS = ("c0", "c1", "c2", "c3", "k0", "k1")


@pytest.mark.parametrize("row", table("philox"))
def test_known_answers(row: dict[str, str]) -> None:
    words = interpreted(philox)(*(np.uint64(int(row[name], 16)) for name in FIELDS))
    assert [f"{int(word):08x}" for word in words] == [row[f"w{k}"] for k in range(4)]


def test_one_bit_of_the_counter_changes_half_of_the_bits() -> None:
    zero = np.uint64(0)
    changed = [
        (int(a) ^ int(b)).bit_count()
        for bit in range(32)
        for a, b in zip(
            interpreted(philox)(zero, zero, zero, zero, zero, zero),
            interpreted(philox)(np.uint64(1 << bit), zero, zero, zero, zero, zero),
            strict=True,
        )
    ]
    # 4,096 fair bits: mean 2,048, standard deviation 32
    assert abs(sum(changed) - 2048) < 4 * 32
