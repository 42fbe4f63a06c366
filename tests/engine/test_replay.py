"""One path replayed: the interpreted step gives, to the bit, what the compiled sweep reported."""

from __future__ import annotations

import numpy as np
import pytest

from pledgeline.engine.replay import replay
from pledgeline.engine.simulation import simulate_paths
from pledgeline.market.dynamics import Kou
from tests.simple_case import simple_case, simple_loan

JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
CASES = {
    "one loan": simple_case(dynamics=JUMPY, days=120, free=200.0, cash=4_000.0),
    "two loans": simple_case(
        dynamics=JUMPY,
        days=120,
        assets=("alder", "birch"),
        loans=(simple_loan("senior", ("alder", "birch")), simple_loan("junior", ("birch",))),
        free=200.0,
        cash=4_000.0,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_replayed_path_ends_with_the_loss_that_was_reported(name: str) -> None:
    case = CASES[name]
    found = simulate_paths(case, paths=512, seed=7, workers=1, recorded=0, measured=0).outcomes
    losing = np.flatnonzero(found.loss.sum(axis=1) > 0)[:3]
    assert len(losing) == 3
    for path in [*losing, 0, 511]:
        days = replay(case, path=int(path), seed=7)
        for row, loan in enumerate(case.margin_loans):
            history = days.of(loan)
            assert sum(day.loss for day in history) == found.loss[path, row]
            calls = [day.date for day in history if "margin call" in day.events]
            first = found.call[path, row]
            assert calls[:1] == ([] if first < 0 else [case.dates[first - 1]])


def test_a_quiet_path_has_every_day_and_no_event() -> None:
    case = CASES["one loan"]
    found = simulate_paths(case, paths=512, seed=7, workers=1, recorded=0, measured=0).outcomes
    path = int(np.flatnonzero(found.call[:, 0] < 0)[0])
    days = replay(case, path=path, seed=7).days
    assert [day.date for day in days] == list(case.dates)
    assert all(day.events == () for day in days)
    assert all(day.ltv == pytest.approx(50.0 / day.price, rel=1e-12) for day in days)
