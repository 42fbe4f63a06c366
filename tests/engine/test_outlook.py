"""Probabilities, needs, losses and heatmap as they are read off the paths."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from pledgeline.engine.outlook import simulate
from pledgeline.engine.recorded import recorded_days
from pledgeline.engine.results import Estimate, LoanOutlook
from pledgeline.engine.simulation import simulate_paths
from pledgeline.market.dynamics import GBM, Kou
from tests.simple_case import simple_case, simple_loan

JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
CASE = simple_case(dynamics=JUMPY, days=252, free=100.0)
PATHS = 4096


@pytest.fixture(scope="module")
def loan() -> LoanOutlook:
    """The outlook of the only loan."""
    return simulate(CASE, paths=PATHS, seed=3, workers=1).outlook[0]


def test_probabilities_are_shares_of_paths_with_binomial_errors(loan: LoanOutlook) -> None:
    rows = simulate_paths(CASE, paths=PATHS, seed=3, workers=1).outcomes
    for event, days in (
        (loan.call, rows.call),
        (loan.failed_cure, rows.failed_cure),
        (loan.close_out, rows.close_out),
        (loan.loss, rows.loss_day),
    ):
        share = np.count_nonzero(days >= 0) / PATHS
        assert event.value == share
        assert event.standard_error == pytest.approx(math.sqrt(share * (1 - share) / PATHS))
        assert 0 < share < 1
    assert loan.shortfall.expected.value == pytest.approx(rows.loss.mean())
    assert loan.shortfall.worst == rows.loss.max()


def test_events_follow_one_another(loan: LoanOutlook) -> None:
    for row in loan.by_date:
        assert row.loss.value <= row.close_out.value <= row.call.value
        assert row.failed_cure.value <= row.close_out.value
    for before, after in zip(loan.by_date, loan.by_date[1:], strict=False):
        assert before.date < after.date
        for name in ("call", "failed_cure", "close_out", "loss"):
            assert getattr(before, name).value <= getattr(after, name).value
    assert loan.by_date[-1].call == loan.call


def test_the_heatmap_holds_the_answer_and_grows_with_the_fall_and_the_strictness(loan: LoanOutlook) -> None:
    grid = np.array([[cell.value for cell in row] for row in loan.heatmap.probability])
    shocks, levels = loan.heatmap.shocks, loan.heatmap.call_ltvs
    assert grid[shocks.index(0.0), levels.index(0.7)] == loan.call.value
    assert np.all(np.diff(grid, axis=0) >= 0)
    assert np.all(np.diff(grid, axis=1) <= 0)


def test_a_cell_of_the_heatmap_is_a_run_of_its_own(loan: LoanOutlook) -> None:
    asset = CASE.assets["alder"]
    shocked = dataclasses.replace(
        CASE,
        assets={"alder": dataclasses.replace(asset, price=80.0)},
        margin_loans={"loan": simple_loan(call=0.75, cure=0.6, close_out=0.8)},
    )
    found = simulate(shocked, paths=PATHS, seed=3, workers=1).outlook[0]
    cell = loan.heatmap.probability[loan.heatmap.shocks.index(-0.2)][loan.heatmap.call_ltvs.index(0.75)]
    # the lowest coverage is kept in single precision: a path or two may lie on the edge
    assert abs(found.call.value - cell.value) <= 2 / PATHS


def test_the_loss_law_adds_up(loan: LoanOutlook) -> None:
    assert sum(loan.shortfall.probability) == pytest.approx(loan.loss.value)
    assert loan.shortfall.p99 <= loan.shortfall.p999 <= loan.shortfall.worst
    assert len(loan.shortfall.bins) == len(loan.shortfall.probability) + 1


def test_nothing_happens_where_nothing_moves() -> None:
    still = simulate(simple_case(dynamics=GBM(volatility=0.0), days=30), paths=64, seed=1, workers=1).outlook[0]
    assert still.call == Estimate(value=0.0, standard_error=0.0)
    assert still.cure.expected_cash is None
    assert still.shortfall.bins == ()
    assert [(row.p5, row.p95) for row in still.fan] == [(0.5, 0.5)] * len(still.fan)


@pytest.mark.parametrize("days", [1, 4, 30, 252, 7000])
def test_tables_have_a_readable_number_of_rows_and_end_at_the_end(days: int) -> None:
    chosen = recorded_days(simple_case(dynamics=GBM(volatility=0.1), days=days))
    assert chosen[-1] == days
    assert list(chosen) == sorted(set(chosen))
    assert len(chosen) <= 62
