"""The kernel of clearing, on networks small enough to reckon by head; its laws are tested with `engine.clearing`."""

from __future__ import annotations

import numpy as np
import pytest

from pledgeline.engine.clearing import clear


def test_one_who_owes_more_than_he_has_pays_what_he_has() -> None:
    cleared = clear([[0.0, 10.0], [0.0, 0.0]], [4.0, 1.0])
    np.testing.assert_array_equal(cleared.payments, [4.0, 0.0])
    np.testing.assert_array_equal(cleared.equity, [0.0, 5.0])
    assert cleared.defaults == ((0,),)


@pytest.mark.parametrize("alpha", [1.0, 0.5])
def test_a_chain_fails_from_its_head(alpha: float) -> None:
    owes = np.diag([8.0, 8.0, 8.0], 1)  # each owes the next
    cleared = clear(owes, [2.0, 2.0, 2.0, 0.0], alpha, 1.0)
    paid = np.cumsum([2.0, 2.0, 2.0]) * alpha  # what comes in is passed on in full
    np.testing.assert_allclose(cleared.payments, [*np.minimum(paid, 8.0), 0.0], rtol=1e-15)
    assert cleared.defaults == ((0,), (1,), (2,))
