"""The interest index against hand-worked days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from pledgeline.engine.interest import interest_index
from tests.simple_case import simple_loan

START = dt.date(2025, 3, 27)  # a Thursday
DATES = tuple(dt.date.fromisoformat(day) for day in ("2025-03-28", "2025-03-31", "2025-04-01", "2025-04-02"))
CURVE = ((dt.date(2025, 1, 1), 0.04), (dt.date(2025, 4, 1), 0.02))


@pytest.mark.parametrize("capitalised", [False, True])
def test_simple_interest_on_actual_days_starts_again_after_the_quarter(*, capitalised: bool) -> None:
    loan = simple_loan(base_rate=CURVE, spread=0.05, capitalised=capitalised)
    # 28 March: 1 day at 9%; 31 March: 3 more; then a new quarter: 1 April 1 day at 9%, 2 April 1 day at 7%
    march = 1 + 4 * 0.09 / 360
    base = march if capitalised else 1.0
    expected = [1.0, 1 + 0.09 / 360, march, base * (1 + 0.09 / 360), base * (1 + (0.09 + 0.07) / 360)]
    np.testing.assert_allclose(interest_index(loan, START, DATES), expected, rtol=1e-15)


def test_without_a_rate_the_debt_stays_flat() -> None:
    assert np.all(interest_index(simple_loan(), START, DATES) == 1.0)
