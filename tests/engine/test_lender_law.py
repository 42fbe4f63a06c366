"""Sales of loans that are not answered: special loans that are gap losses, two ends of a spread, and the error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pledgeline.engine.gap import gap_loss
from pledgeline.engine.lender_law import Sales, begin_sales, calls_of, ground_of, loss_law, sales_of
from pledgeline.engine.lender_terms import Position, position
from pledgeline.engine.passage import first_passage
from pledgeline.market.dynamics import GBM, Kou
from tests.engine.lender_loans import drawn_loan
from tests.simple_case import AS_OF, simple_case, simple_loan

SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
DAYS = 60


def held(dynamics: GBM | Kou = SIDES, **terms: Any) -> Position:
    """A loan whose shares are all sold on one day for the price."""
    plain = {"drawn": 60_000.0, "cure_days": 0, "participation": 2.0, "impact": 0.0, "sale_delay": 3}
    case = simple_case(dynamics=dynamics, days=DAYS, loans=(simple_loan(**{**plain, **terms}),))
    return position(case, case.margin_loans["loan"])


def sold(found: Position, error: float) -> Sales:
    begun = begin_sales(found, found.terms, found.law, error=error)
    ground = ground_of(found, found.terms, found.law, begun.grid.left, error=error)
    return sales_of(found, found.terms, begun, ground)


@pytest.mark.parametrize("dynamics", [GBM(growth=0.05, volatility=0.5), SIDES], ids=["gbm", "kou"])
@pytest.mark.parametrize("delay", [1, 3, 10])
def test_without_days_to_cure_the_loss_is_the_gap_loss(dynamics: GBM | Kou, delay: int) -> None:
    found = held(dynamics, sale_delay=delay)
    law = loss_law(found, found.terms, found.law, "kou", error=1e-10)
    gap = gap_loss(dynamics, debt=0.6, trigger_ltv=0.7, sale_delay=delay, dates=DAYS)
    assert law.call == pytest.approx(gap.trigger_probability, abs=1e-10)
    assert law.close_out == pytest.approx(gap.trigger_probability, abs=1e-10)
    assert law.loss_probability == pytest.approx(gap.loss_probability, abs=1e-10)
    assert law.expected_loss / 60_000 == pytest.approx(gap.expected_loss / 0.6, abs=1e-10)
    assert law.p999 / 1e5 == pytest.approx(gap.loss_quantile(0.999), abs=1e-7)


def test_calls_are_first_passages_and_what_cures_them_is_what_is_missing() -> None:
    found = held()
    calls = calls_of(found, found.terms, found.law, error=1e-10)
    exact = first_passage(SIDES, barrier=0.6 / 0.7, dates=DAYS)
    assert calls.by_date == pytest.approx(exact.probability, abs=1e-10)
    assert calls.expected_cash is not None
    assert calls.expected_shares is not None
    # at the call price: 1 - 0.6 / 0.7 of the debt, and 0.7 / 0.6 - 1 of the shares; below it, more
    assert 1 - 0.6 / 0.7 < calls.expected_cash < 0.2
    assert 0.7 / 0.6 - 1 < calls.expected_shares < 0.3


def test_a_tail_without_a_mean_of_one_over_the_price_has_no_mean_of_shares() -> None:
    wild = Kou(volatility=0.3, jump_rate=2.0, up_probability=0.5, up_rate=5.0, down_rate=0.9)
    found = held(wild)
    calls = calls_of(found, found.terms, found.law, error=1e-9)
    assert calls.expected_shares is None
    assert calls.expected_cash is not None


def test_where_no_call_comes_nothing_is_given_a_call() -> None:
    calm = held(GBM(volatility=0.02), drawn=20_000.0)
    law = loss_law(calm, calm.terms, calm.law, "gbm", error=1e-9)
    assert (law.loss_given_close_out, law.prices, law.bins, law.density) == (None, (), (), ())
    assert (law.p99, law.p999) == (0.0, 0.0)
    assert law.call <= 1e-9


def test_no_cash_is_expected_for_a_call_that_is_only_an_error() -> None:
    calm = held(GBM(volatility=0.02), drawn=20_000.0)
    calls = calls_of(calm, calm.terms, calm.law, error=1e-9)
    assert calls.by_date[-1] <= calls.error
    assert (calls.expected_cash, calls.expected_shares) == (None, None)


def test_the_spread_pays_for_the_loss_while_the_loan_lives() -> None:
    found = held(base_rate=((AS_OF, 0.05),))
    sales = sold(found, 1e-10)
    law = loss_law(found, found.terms, found.law, "kou", error=1e-10)
    assert law.fair_spread_bp is not None
    alive = 1 - np.concatenate(([0.0], np.cumsum(sales.mass)[:-1]))
    paid = law.fair_spread_bp * 1e-4 * float(alive @ (found.discount * found.owed[1:] / found.owed[0])) / 252
    lost = sales.expected_share(sales.periods.discount * sales.periods.debt)
    assert paid == pytest.approx(lost, rel=1e-9)
    # discounted by less than the whole time at the base rate
    assert found.discount[-1] < lost / sales.expected_loss < 1


def test_quantiles_turn_losses_back_into_their_probability() -> None:
    sales = sold(held(drawn=68_000.0), 1e-10)
    assert sales.loss_probability() > 0.0015
    for level in (0.9985, 0.9995, 0.9999):
        assert sales.exceedance(sales.quantile(level)) == pytest.approx(1 - level, abs=1e-9)
    assert sales.quantile(1 - 2 * sales.loss_probability()) == 0.0


@pytest.mark.parametrize("seed", [0, 1, 4, 5, 8, 13, 17])
def test_the_actual_error_is_not_above_the_stated_one(seed: int) -> None:
    within(seed)


@pytest.mark.parametrize("seed", [9, 21])
def test_the_actual_error_of_a_sale_over_days_after_a_wait_is_not_above_the_stated_one(seed: int) -> None:
    within(seed)


def within(seed: int) -> None:
    """A loan solved roughly and finely."""
    drawn = drawn_loan(seed)
    found = position(drawn.case, drawn.loan)
    rough, fine = sold(found, 1e-9), sold(found, 1e-12)
    bound = rough.error + fine.error
    assert rough.mass.sum() == pytest.approx(fine.mass.sum(), abs=bound)
    assert rough.loss_probability() == pytest.approx(fine.loss_probability(), abs=bound)
    assert rough.expected_loss == pytest.approx(fine.expected_loss, abs=bound)
