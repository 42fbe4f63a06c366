"""The exact engine against the example of the lender's page that is worked by hand."""

from __future__ import annotations

import pytest

from pledgeline.market.dynamics import GBM
from tests.oracles.lender_page import TwoDates, call_by_one, call_by_two, expected_loss, loss_probability

LAW = GBM(volatility=0.4)
LOANS = [TwoDates(step=0.2, ltv=ltv, call_ltv=call) for ltv, call in ((0.6, 0.8), (0.5, 0.8), (0.6, 0.7), (0.3, 0.9))]


@pytest.mark.parametrize("loan", LOANS, ids=str)
def test_calls_on_two_dates_are_those_worked_by_hand(loan: TwoDates) -> None:
    passage = pytest.importorskip("pledgeline.engine.passage", reason="the exact engine is not there yet")
    found = passage.hit_probability(LAW, barrier=loan.barrier, dates=2, dates_per_year=4)
    assert found.tolist() == pytest.approx([call_by_one(loan), call_by_two(loan)], abs=1e-10)


@pytest.mark.parametrize("loan", LOANS, ids=str)
def test_losses_on_two_dates_are_those_worked_by_hand(loan: TwoDates) -> None:
    gap = pytest.importorskip("pledgeline.engine.gap", reason="the exact engine is not there yet")
    found = gap.gap_loss(LAW, debt=loan.ltv, trigger_ltv=loan.call_ltv, sale_delay=0, dates=2, dates_per_year=4)
    assert found.trigger_probability == pytest.approx(call_by_two(loan), abs=1e-9)
    assert found.loss_probability == pytest.approx(loss_probability(loan), abs=1e-9)
    assert found.expected_loss == pytest.approx(expected_loss(loan), abs=1e-9)
