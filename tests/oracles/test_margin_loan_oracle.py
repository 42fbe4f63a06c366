"""Hand-worked examples of the margin loan, the arithmetic in the comments.

Unless a test says otherwise: debt 50 without interest, 100 shares of alder at
1.00; cure 60%, call 70%, close-out 90%; two business days to cure; sold one day
after the trigger, 20% of an average daily volume of 500, without impact.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from .loan_records import Borrower, Day, Listing, Loan, LoanHistory, Market, PoolShare
from .margin_loan import ltv, run

DELEVERAGING = Path(__file__).parents[1] / "tables" / "deleveraging.csv"

LOAN = Loan(
    drawn=50.0,
    index=(1.0,) * 10,
    maturity=99,
    pool=(PoolShare(asset="alder", shares=100.0),),
    cure=0.6,
    call=0.7,
    close_out=0.9,
    cure_days=2,
)


def market(*closes: float, volume: float = 500.0) -> Market:
    """Day 0 at 1.00, then these closes of alder; birch costs the same."""
    prices = [{"alder": close, "birch": close} for close in (1.0, *closes)]
    return Market(prices=prices, listings={"alder": Listing(volume=volume), "birch": Listing(volume=volume)})


def borrower(*, shares: float = 0.0, cash: float = 0.0) -> Borrower:
    """Free shares of alder, and cash."""
    return Borrower(free={"alder": shares}, cash=cash)


def only(loan: Loan, prices: Market, means: Borrower) -> tuple[LoanHistory, dict[int, Day]]:
    """Run a single loan: its history, and its days by number."""
    (history,) = run([loan], prices, means)
    return history, {day.day: day for day in history.days}


def close(expected: float) -> object:
    """Equal but for rounding."""
    return pytest.approx(expected, rel=1e-13, abs=1e-13)


def test_ltv_of_nothing() -> None:
    assert ltv(50.0, 10.0, 80.0) == 0.5
    assert ltv(50.0, 10.0, 0.0) == inf
    assert ltv(10.0, 10.0, 0.0) == 0.0


# Day 1: 50/80 = 62.5%, above cure, no call. Day 2: 50/62.5 = 80%, call; deadline day 4.
# Cash to cure 50 - 0.6 x 62.5 = 12.5; shares (50/0.6 - 62.5)/0.625 = 33 1/3. Day 3: 50/60 = 83%, nothing yet.
CALLED = market(0.8, 0.625, 0.6, 0.625, 0.625, 0.625)


def test_cure_by_shares() -> None:
    # Day 4: 33 1/3 of 40 free shares; 133 1/3 x 0.625 = 83 1/3, and 50 / 83 1/3 = 60%.
    history, days = only(LOAN, CALLED, borrower(shares=40.0, cash=20.0))
    assert history.events == [(2, "call"), (4, "cure")]
    assert (history.first_call, history.failed_cure, history.close_out) == (2, None, None)
    assert history.cash_to_cure == close(12.5)
    assert history.shares_to_cure == close(100 / 3)
    assert [days[day].status for day in (1, 2, 3, 4)] == ["open", "called", "called", "open"]
    assert days[4].posted == {"alder": close(100 / 3)}
    assert days[4].pledged == {"alder": close(400 / 3)}
    assert days[4].free == {"alder": close(20 / 3)}
    assert days[5].ltv == close(0.6)
    assert days[4].cash == 20.0


def test_cure_by_cash() -> None:
    # 12.5 of 20 prepaid: 37.5/62.5 = 60%.
    _, days = only(replace(LOAN, means=("cash", "shares")), CALLED, borrower(shares=40.0, cash=20.0))
    assert (days[4].prepaid, days[4].debt, days[4].cash) == (close(12.5), close(37.5), close(7.5))
    assert days[4].free == {"alder": 40.0}
    assert days[5].ltv == close(0.6)


def test_cure_by_shares_and_a_deposit() -> None:
    # 20 free shares close 0.6 x 20 x 0.625 = 7.5 of 12.5; the other 5 are posted: (50 - 5)/75 = 60%.
    _, days = only(replace(LOAN, means=("shares", "deposit")), CALLED, borrower(shares=20.0, cash=20.0))
    assert days[4].posted == {"alder": 20.0}
    assert (days[4].deposited, days[4].deposit, days[4].debt) == (close(5.0), close(5.0), close(50.0))
    assert days[5].ltv == close(0.6)


def test_haircut_weighs_the_shares_posted() -> None:
    # 125 shares with 20% haircut: day 2 V = 125 x 0.8 x 0.625 = 62.5; one share is worth 0.5: 20 5/6 / 0.5 = 41 2/3.
    pool = (PoolShare(asset="alder", shares=125.0, haircut=0.2),)
    history, days = only(replace(LOAN, pool=pool), CALLED, borrower(shares=50.0))
    assert history.shares_to_cure == close(125 / 3)
    assert days[4].posted == {"alder": close(125 / 3)}


def test_prepayment_removes_units_of_the_index() -> None:
    # 40 units at index 1.25 are 50. Prepaying 12.5 removes 10 units; 30 units at 1.3 on day 5 are 39.
    index = (1.0, 1.25, 1.25, 1.25, 1.25, 1.3, 1.3)
    loan = replace(LOAN, drawn=40.0, index=index, means=("cash",))
    _, days = only(loan, CALLED, borrower(cash=20.0))
    assert (days[4].debt, days[5].accrued) == (close(37.5), close(39.0))


def test_cure_on_the_day_of_the_call() -> None:
    _, days = only(replace(LOAN, cure_days=0), market(0.8, 0.625), borrower(cash=20.0))
    assert (days[2].status, days[2].prepaid) == ("open", close(12.5))


def test_a_call_lapses_when_the_price_is_back() -> None:
    # Deadline day 4: 50/90 = 55.6%.
    history, _ = only(LOAN, market(0.8, 0.625, 0.6, 0.9), borrower(cash=20.0))
    assert history.events == [(2, "call"), (4, "lapse")]


def test_close_out_before_the_deadline() -> None:
    # Day 3: 50/55 = 90.9%.
    history, _ = only(LOAN, market(0.8, 0.625, 0.55), borrower(cash=50.0))
    assert history.events[:2] == [(2, "call"), (3, "close-out")]
    assert history.failed_cure is None


def test_on_the_deadline_the_borrower_may_still_deliver() -> None:
    # Day 4: 50/55 = 90.9%, yet 50 - 0.6 x 55 = 17 is there.
    history, days = only(LOAN, market(0.8, 0.625, 0.6, 0.55), borrower(cash=20.0))
    assert history.events == [(2, "call"), (4, "cure")]
    assert days[4].prepaid == close(17.0)


def test_failed_cure_and_sale() -> None:
    # 12 of 12.5: nothing is given. From day 5 at most 20% x 200 = 40 a day at 0.625: 25 on day 5, 25 on day 6.
    # The debt is repaid; 20 shares return.
    history, days = only(LOAN, replace(CALLED, listings={"alder": Listing(volume=200.0)}), borrower(cash=12.0))
    assert (history.failed_cure, history.close_out, history.closed) == (4, 4, 6)
    assert (days[4].cash, days[4].debt, days[4].sold) == (12.0, 50.0, {})
    assert days[5].sold == {"alder": close(40.0)}
    assert (days[5].proceeds, days[5].debt) == (close(25.0), close(25.0))
    assert (days[6].debt, days[6].status, days[6].returned) == (0.0, "closed", {"alder": close(20.0)})
    assert (history.loss, history.owed, history.recourse_paid, history.unfinished) == (0.0, 0.0, 0.0, False)


# Day 1: 50/40 = 125%, close-out without a call. Day 2: all 100 shares at 0.40 bring 40; shortfall 10.
CRASH = market(0.4, 0.4, 0.4)


@pytest.mark.parametrize(
    ("guaranteed", "cash", "paid", "owed", "loss"),
    [
        (0.0, 5.0, 0.0, 0.0, 10.0),  # no recourse
        (inf, 4.0, 4.0, 6.0, 0.0),  # full recourse
        (8.0, 5.0, 5.0, 3.0, 2.0),  # guarantee: answers for 8, has 5
        (8.0, 9.0, 8.0, 0.0, 2.0),  # guarantee: answers for 8, has 9
    ],
)
def test_shortfall(guaranteed: float, cash: float, paid: float, owed: float, loss: float) -> None:
    history, days = only(replace(LOAN, guaranteed=guaranteed), CRASH, borrower(cash=cash))
    assert history.events == [(1, "call"), (1, "close-out"), (2, "closed")]
    assert (history.recourse_paid, history.owed, history.loss) == (close(paid), close(owed), close(loss))
    assert (days[2].recourse, days[2].debt) == (close(paid), 0.0)


# Day 1 as above; day 2 at 0.48.
REBOUND = market(0.4, 0.48, 0.48)


def test_guarantee_with_collateral_first() -> None:
    # 100 x 0.48 = 48; of the shortfall of 2 all is paid under the guarantee of 8.
    history, _ = only(replace(LOAN, guaranteed=8.0), REBOUND, borrower(cash=5.0))
    assert (history.recourse_paid, history.owed, history.loss) == (close(2.0), 0.0, 0.0)


def test_guarantee_called_before_the_collateral() -> None:
    # Day 1: cash allows 5 of 8; debt 45. Day 2: 45/0.48 = 93.75 shares repay it; 6.25 return.
    loan = replace(LOAN, guaranteed=8.0, guarantee_first=True)
    history, days = only(loan, REBOUND, borrower(cash=5.0))
    assert (days[1].recourse, days[1].debt) == (5.0, close(45.0))
    assert days[2].sold == {"alder": close(93.75)}
    assert days[2].returned == {"alder": close(6.25)}
    assert (history.recourse_paid, history.owed, history.loss) == (5.0, 0.0, 0.0)


def test_rest_of_a_guarantee_called_before_the_collateral() -> None:
    # Day 1: 5 of 8; debt 45. Day 2: 40 from the sale; of the shortfall of 5 the rest of the guarantee, 3, is owed.
    history, _ = only(replace(LOAN, guaranteed=8.0, guarantee_first=True), CRASH, borrower(cash=5.0))
    assert (history.recourse_paid, history.owed, history.loss) == (5.0, close(3.0), close(2.0))


def test_deposit_counts_and_repays_on_the_trigger_day() -> None:
    # Deposit 10. Day 1: (50 - 10)/60 = 66.7%, open (without it 83%). Day 2: 40/40 = 100%, close-out; debt 40.
    # Day 3: 100 x 0.45 = 45 covers it with 88 8/9 shares.
    history, days = only(replace(LOAN, deposit=10.0), market(0.6, 0.4, 0.45), borrower())
    assert (days[1].ltv, days[1].status) == (close(2 / 3), "open")
    assert (history.close_out, days[2].debt, days[2].deposit) == (2, close(40.0), 0.0)
    assert days[3].sold == {"alder": close(800 / 9)}


def test_sale_with_square_root_impact() -> None:
    # 20% x 500 = 100 shares: peak 30% x sqrt(1/5), average two thirds of it; 40 (1 - 0.2 sqrt(0.2)) brought in.
    pool = (PoolShare(asset="alder", shares=100.0, impact=0.3),)
    history, days = only(replace(LOAN, pool=pool), CRASH, borrower())
    assert days[2].proceeds == close(40.0 - 8.0 * 0.2**0.5)
    assert history.loss == close(10.0 + 8.0 * 0.2**0.5)


def test_two_loans_share_free_shares() -> None:
    # Both need 33 1/3 of the 40 free shares; the second finds 6 2/3, gives nothing, and fails.
    first, second = run([LOAN, LOAN], CALLED, borrower(shares=40.0))
    assert (first.failed_cure, second.failed_cure) == (None, 4)
    assert second.days[3].free == {"alder": close(20 / 3)}


def test_two_loans_share_cash() -> None:
    # Both need 12.5 of 20; the second finds 7.5.
    first, second = run([LOAN, LOAN], CALLED, borrower(cash=20.0))
    assert (first.failed_cure, second.failed_cure) == (None, 4)
    assert second.days[3].cash == close(7.5)


def test_two_loans_share_volume() -> None:
    # Volume 100: the first may sell 60% of it, the second 80% less the 60 already sold.
    loans = [replace(LOAN, participation=0.6), replace(LOAN, participation=0.8)]
    first, second = run(loans, market(0.4, 0.4, volume=100.0), borrower())
    assert first.days[1].sold == {"alder": close(60.0)}
    assert second.days[1].sold == {"alder": close(20.0)}


def test_what_one_loan_gets_back_cures_the_next() -> None:
    # The first has cure days 0 and fails on day 2; on day 3 it sells 80 shares at 0.625, and 20 return at once.
    # The second was called on day 2, deadline day 3: 20 shares and 5 in cash cure it, as in the deposit example.
    loans = [replace(LOAN, cure_days=0, means=("shares",)), replace(LOAN, cure_days=1)]
    first, second = run(loans, market(0.8, 0.625, 0.625), borrower(cash=5.0))
    assert (first.failed_cure, first.closed) == (2, 3)
    assert second.events == [(2, "call"), (3, "cure")]
    assert second.days[2].posted == {"alder": close(20.0)}


def test_release() -> None:
    # Price 2, 80 alder and 20 birch: V = 200, (50 - 10)/200 = 20% under 40%. The deposit returns: 50/200 = 25%.
    # 50/0.4 = 125 is enough: 75 too much, which is 20 birch (40) and then 17.5 alder (35).
    pool = (PoolShare(asset="alder", shares=80.0), PoolShare(asset="birch", shares=20.0))
    history, days = only(replace(LOAN, pool=pool, deposit=10.0, release=0.4), market(2.0, 2.0), borrower())
    assert history.events[0] == (1, "release")
    assert (days[1].cash_returned, days[1].deposit, days[1].cash) == (10.0, 0.0, 10.0)
    assert days[1].returned == {"birch": close(20.0), "alder": close(17.5)}
    assert days[1].free == {"alder": close(17.5), "birch": close(20.0)}
    assert days[2].ltv == close(0.4)


def test_release_of_part_of_the_deposit() -> None:
    # (50 - 30)/80 = 25%; returning 0.4 x 80 - 20 = 12 makes it 32/80 = 40%; no share moves.
    _, days = only(replace(LOAN, deposit=30.0, release=0.4), market(0.8), borrower())
    assert (days[1].cash_returned, days[1].deposit, days[1].returned) == (close(12.0), close(18.0), {})


def test_shares_cure_in_the_order_of_the_pool() -> None:
    # Gap 12.5; one share closes 0.375: 20 birch close 7.5, then 13 1/3 alder close 5.
    pool = (PoolShare(asset="birch", shares=50.0), PoolShare(asset="alder", shares=50.0))
    _, days = only(replace(LOAN, pool=pool), CALLED, Borrower(free={"alder": 30.0, "birch": 20.0}, cash=0.0))
    assert days[4].posted == {"birch": 20.0, "alder": close(40 / 3)}


def test_each_asset_is_sold_up_to_its_own_limit() -> None:
    # 20% x 200 = 40 of each a day; day 2 at 0.40: 40 birch (16) and 40 alder (16), debt 18; day 3: 10 + 10 bring 8.
    pool = (PoolShare(asset="birch", shares=50.0), PoolShare(asset="alder", shares=50.0))
    history, days = only(replace(LOAN, pool=pool), market(0.4, 0.4, 0.4, volume=200.0), borrower())
    assert (days[2].sold, days[2].debt) == ({"birch": close(40.0), "alder": close(40.0)}, close(18.0))
    assert (history.closed, history.loss) == (3, close(10.0))


def test_sale_until_cured_over_two_days() -> None:
    # Day 1: 50/50 = 100%, close-out.
    # Day 2 at 0.60: 50 - 0.6 n = 0.36 (100 - n): n = 58 1/3, of which 40 a day may be sold: debt 26, 60 shares.
    # Day 3 at 0.60: the other 18 1/3: debt 15, 41 2/3 shares worth 25: 60%. Open again with the shares still pledged.
    loan = replace(LOAN, until_cured=True)
    history, days = only(loan, market(0.5, 0.6, 0.6, volume=200.0), borrower())
    assert history.events == [(1, "call"), (1, "close-out"), (3, "reopened")]
    assert (days[2].sold, days[2].debt) == ({"alder": close(40.0)}, close(26.0))
    assert (days[3].sold, days[3].debt) == ({"alder": close(55 / 3)}, close(15.0))
    assert (days[3].status, days[3].pledged, days[3].returned) == ("open", {"alder": close(125 / 3)}, {})


def test_a_price_that_recovers_before_the_sale_cures_it() -> None:
    # Goal cured, first sale on day 2: 50/90 = 55.6% needs no sale.
    history, days = only(replace(LOAN, until_cured=True), market(0.5, 0.9), borrower())
    assert history.events == [(1, "call"), (1, "close-out"), (2, "reopened")]
    assert days[2].sold == {}


def test_unfinished_sale_is_marked_at_the_last_price() -> None:
    # Day 2: 20% x 100 = 20 shares at 0.40 bring 8; debt 42 against 80 x 0.40 = 32: 10 are lost.
    history, days = only(LOAN, market(0.4, 0.4, volume=100.0), borrower())
    assert (history.unfinished, history.status, history.closed) == (True, "selling", None)
    assert history.loss == close(10.0)
    assert (days[2].debt, days[2].pledged) == (close(32.0), {"alder": close(80.0)})


def test_a_loan_leaves_at_maturity() -> None:
    # Matures on day 2, called that day; the crash of day 3 finds nothing to watch.
    history, days = only(replace(LOAN, maturity=2), market(0.8, 0.625, 0.1), borrower())
    assert history.events == [(2, "call"), (2, "matured")]
    assert (days[3].status, history.loss) == ("matured", 0.0)


def test_control_is_lost_by_sale_only() -> None:
    # 100 pledged and 10 free of 200: 55%. 20 are sold on day 2: 45% is not under 45%; day 3: 35% is.
    listing = Listing(volume=100.0, outstanding=200.0, control=0.45)
    prices = replace(market(0.4, 0.4, 0.4), listings={"alder": listing})
    history, _ = only(LOAN, prices, borrower(shares=10.0))
    assert history.control_lost == {"alder": 3}


def deleverage(law: str, coefficient: float, volume: float) -> dict[str, float]:
    """Debt 60, 100 shares, price falls from 1 to 0.80 (LTV 75%), sold at once until the LTV is 60%."""
    pool = (PoolShare(asset="alder", shares=100.0, impact=0.0 if law == "none" else coefficient),)
    loan = replace(LOAN, drawn=60.0, pool=pool, close_out=0.74, impact_power=1.0, participation=5.0, sale_delay=0)
    history, days = only(replace(loan, until_cured=True), market(0.8, volume=volume), borrower())
    assert history.status == "open"
    debt, left = days[1].debt, days[1].pledged["alder"]
    return {"sold": days[1].sold["alder"], "price_after": debt / (0.6 * left), "debt_after": debt}


with DELEVERAGING.open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['law']}-{row['quantity']}" for row in ROWS])
def test_deleveraging(row: dict[str, str]) -> None:
    found = deleverage(row["law"], float(row["coefficient"]), float(row["adv_shares"]))[row["quantity"]]
    assert found == pytest.approx(float(row["expected"]), rel=0.0, abs=float(row["tolerance"])), row
