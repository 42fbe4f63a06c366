"""The step against the oracle that was written from the page alone, and its laws on random experiments."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.kernels import impact as sales
from pledgeline.kernels import margin
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.impact import LINEAR, SQUARE_ROOT
from pledgeline.kernels.margin import LOT
from tests.kernels.books import Walk, book_of, records
from tests.oracles.experiments import random_experiment
from tests.oracles.margin_loan import run
from tests.reference import table

BATCHES = range(10)
BATCH = 25


def walked(seed: int) -> tuple[Walk, list[list[tuple[Any, Any]]]]:
    """An experiment stepped to its end, with the flows and lots of every day and loan."""
    loans, market, borrower = random_experiment(seed)
    walk = Walk(book_of(loans, market, borrower))
    first = market.prices[0]
    days = [
        walk.day(number, [math.log(prices[name] / first[name]) for name in market.listings])
        for number, prices in enumerate(market.prices)
        if number
    ]
    return walk, days


@pytest.mark.parametrize("batch", BATCHES)
def test_every_outcome_is_that_of_the_oracle(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        loans, market, borrower = random_experiment(seed)
        walk, _ = walked(seed)
        histories = run(loans, market, borrower)
        for row, (loan, history) in enumerate(zip(loans, histories, strict=True)):
            got = walk.outcomes[row]
            experiment = f"seed {seed}, loan {row}: {loan}\nexpected {history}\ngot {got}"
            days = [history.first_call, history.failed_cure, history.close_out]
            expected = [-1 if day is None else day for day in days]
            assert [got.call, got.failed_cure, got.close_out] == expected, experiment
            assert bool(got.unfinished) == history.unfinished, experiment
            # both solve for sizes to full double precision; what is left is rounding of sums of money
            close = {"rel_tol": 1e-9, "abs_tol": 1e-9 * loan.drawn}
            assert math.isclose(got.loss, history.loss, **close), experiment
            assert math.isclose(got.recourse, history.owed + history.recourse_paid, **close), experiment
            if history.first_call is not None:
                assert math.isclose(got.cash_need, history.cash_to_cure or 0.0, **close), experiment
                assert math.isclose(got.shares_need, history.shares_to_cure or 0.0, rel_tol=1e-9), experiment
        lost = [histories[0].control_lost[name] for name in market.listings]
        assert walk.control == [-1 if day is None else day for day in lost], f"seed {seed}: {histories[0]}"


@pytest.mark.parametrize("seed", range(1000, 1040))
def test_shares_and_money_are_conserved_every_day(seed: int) -> None:
    loans, market, borrower = random_experiment(seed)
    book = book_of(loans, market, borrower)
    walk = Walk(book)
    owned = walk.memory.shares[1, 0].copy()
    states = [walk.memory.state[0, row].copy() for row in range(len(loans))]
    cash = float(walk.memory.cash[0])
    scale = cash + sum(loan.drawn for loan in loans)
    for number, prices in enumerate(market.prices):
        if not number:
            continue
        moves = [math.log(prices[name] / market.prices[0][name]) for name in market.listings]
        found = walk.day(number, moves)
        sold = walk.desk.sold
        np.testing.assert_allclose(walk.memory.shares[1, 0] + sold, owned, rtol=0, atol=1e-9 * owned.max())
        pledged = np.zeros(len(owned))
        for row in range(len(loans)):
            for k, lot in enumerate(book.lots[row][: len(loans[row].pool)]):
                pledged[lot.asset] += walk.memory.pledged[0, row, k]
        np.testing.assert_allclose(
            walk.memory.shares[0, 0] + pledged, walk.memory.shares[1, 0], atol=1e-9 * owned.max()
        )
        assert np.all(walk.memory.shares[0, 0] >= -1e-9 * owned.max())
        owned = walk.memory.shares[1, 0].copy()
        spent = 0.0
        for row, (flows, _) in enumerate(found):
            before, after = states[row], walk.memory.state[0, row]
            accrued = before.units * book.interest[row, number]
            left = after.units * book.interest[row, number]
            given = (
                flows.paid + flows.deposited + flows.proceeds + flows.loss + flows.owed + before.deposit - after.deposit
            )
            assert math.isclose(given, accrued - left + flows.returned, abs_tol=1e-9 * scale)
            spent += flows.paid + flows.deposited - flows.returned
            states[row] = after.copy()
        assert math.isclose(walk.memory.cash[0], cash - spent, abs_tol=1e-9 * scale)
        assert walk.memory.cash[0] >= -1e-9 * scale
        cash = float(walk.memory.cash[0])


@pytest.mark.parametrize("seed", range(2000, 2040))
def test_a_cure_ends_at_the_cure_ltv_and_never_raises_the_exposure(seed: int) -> None:
    loans, market, borrower = random_experiment(seed)
    book = book_of(loans, market, borrower)
    walk = Walk(book)
    for number, prices in enumerate(market.prices):
        if not number:
            continue
        found = walk.day(number, [math.log(prices[name] / market.prices[0][name]) for name in market.listings])
        for row, (flows, lots) in enumerate(found):
            if not int(flows.events) & margin.CURE:
                continue
            state, pool = walk.memory.state[0, row], lots[: len(loans[row].pool)]
            value = sum(lot.pledged * lot.weight * lot.price for lot in pool)
            exposure = state.units * book.interest[row, number] - state.deposit
            # a cure gives what is needed and no more
            assert exposure / value == pytest.approx(loans[row].cure, rel=1e-9)
            assert exposure / value < flows.ltv
            assert exposure <= flows.ltv * value * (1 + 1e-12)


@pytest.mark.parametrize("row", table("deleveraging"))
def test_forced_sales_to_a_target_ltv(row: dict[str, str]) -> None:
    debt, shares, target, price = 60.0, 100.0, 0.6, 0.8  # the setup of every row
    lot = one_lot(price=price, pledged=shares, volume=float(row["adv_shares"]), impact=float(row["coefficient"]))
    size = interpreted(sales.size_for_ltv)(debt, target, 0.0, lot, shares, LINEAR)
    after = price * (1 - interpreted(sales.peak_impact)(size, lot, LINEAR))
    left = debt - interpreted(sales.sale_proceeds)(size, lot, LINEAR)
    found = {"sold": size, "price_after": after, "debt_after": left}
    assert found[row["quantity"]] == pytest.approx(float(row["expected"]), rel=0, abs=float(row["tolerance"])), row
    assert left / ((shares - size) * after) == pytest.approx(target, abs=1e-12)


def one_lot(*, price: float, pledged: float, volume: float, impact: float) -> Any:
    """One LOT record without a haircut."""
    lot = records(LOT, 1)[0]
    lot.price, lot.mark, lot.pledged, lot.volume, lot.impact, lot.weight = price, price, pledged, volume, impact, 1.0
    return lot


positive = st.floats(1e-3, 1e6)


@given(
    price=positive,
    pledged=positive,
    volume=positive,
    impact=st.floats(0, 2),
    goal=st.floats(0, 1),
    law=st.sampled_from([SQUARE_ROOT, LINEAR]),
)
def test_a_sale_for_a_sum_brings_in_that_sum(
    price: float, pledged: float, volume: float, impact: float, goal: float, law: int
) -> None:
    lot = one_lot(price=price, pledged=pledged, volume=volume, impact=impact)
    proceeds = interpreted(sales.sale_proceeds)
    most = proceeds(pledged, lot, law)
    size = interpreted(sales.size_for_proceeds)(goal * most, lot, pledged, law)
    assert 0 <= size <= pledged
    assert proceeds(size, lot, law) == pytest.approx(goal * most, rel=1e-9)


@given(sizes=st.tuples(positive, positive), volume=positive, impact=st.floats(0, 2))
def test_more_shares_never_bring_less_money(sizes: tuple[float, float], volume: float, impact: float) -> None:
    lot = one_lot(price=3.0, pledged=1e6, volume=volume, impact=impact)
    small, large = (interpreted(sales.sale_proceeds)(size, lot, SQUARE_ROOT) for size in sorted(sizes))
    assert small <= large * (1 + 1e-12)
    assert large <= max(sizes) * 3.0


def test_a_price_that_is_not_a_number_triggers_nothing() -> None:
    loans, market, borrower = random_experiment(3)
    walk = Walk(book_of(loans, market, borrower))
    for flows, _ in walk.day(1, [math.nan] * len(market.listings)):
        assert int(flows.events) & ~margin.MATURITY == 0
        assert math.isnan(flows.ltv)
