"""A case along closes: the ladder by hand, simulated paths found again, and what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.engine.interest import interest_index
from pledgeline.engine.price_replay import replay_case, replay_prices
from pledgeline.engine.replay import ReplayDay, replay
from pledgeline.engine.replayed_closes import pledged_assets
from pledgeline.engine.resolved import ResolvedShock
from pledgeline.errors import OutOfRange, PriceError, UnknownName
from pledgeline.kernels.codes import LoanEvent as Event
from pledgeline.kernels.codes import LoanStatus as Status
from pledgeline.market.dynamics import GBM, Kou
from tests.engine.closes import along, happened, only_loan, simulated_closes, table
from tests.fixtures_case import FULL, document
from tests.simple_case import AS_OF, simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase

CROSS = {"drawn": "USD 30m", "collateral": [{"asset": "other", "shares": "5m"}]}
CALM = GBM(volatility=0.2)
JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
TWO_LOANS = simple_case(
    dynamics=JUMPY,
    days=120,
    assets=("alder", "birch"),
    loans=(simple_loan("senior", ("alder", "birch")), simple_loan("junior", ("birch",))),
    free=200.0,
    cash=4_000.0,
)


def case_of(*, free: float = 0.0, cash: float = 0.0, days: int = 60, **terms: object) -> ResolvedCase:
    """1,000 shares at USD 100 for USD 50,000: call at 70, close-out at 62.5, cure at 83.33; sales without impact.

    A tenth of the shares may be sold a day; the cure period is five days.
    """
    loan = simple_loan(**{"impact": 0.0, **terms})  # type: ignore[arg-type]
    return simple_case(dynamics=CALM, days=days, loans=(loan,), free=free, cash=cash)


def on(number: int) -> dt.date:
    """The date of a day number."""
    return AS_OF + dt.timedelta(days=number)


# --- only interest moves a flat price ---------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(spread=st.floats(0.0, 0.2), capitalised=st.booleans(), price=st.floats(90.0, 110.0))
def test_with_flat_prices_only_interest_moves_the_ltv(spread: float, capitalised: bool, price: float) -> None:  # noqa: FBT001
    case = case_of(days=200, spread=spread, capitalised=capitalised)
    found = along(case, *[price] * 200)
    index = interest_index(case.margin_loans["loan"], case.as_of, case.dates)
    for number, day in enumerate(found.days, start=1):
        assert day.events == ()
        assert day.ltv == pytest.approx(50_000.0 * index[number] / (1_000.0 * price), rel=1e-12)
        assert day.debt == pytest.approx(50_000.0 * index[number], rel=1e-12)
    assert only_loan(found).highest_ltv == max(day.ltv for day in found.days)


# --- a simulated path is found again ------------------------------------------------------------------------------


def assert_same(days: tuple[ReplayDay, ...], others: tuple[ReplayDay, ...]) -> None:
    """Events and states are the same; numbers are, but for the rounding of a price that went through its logarithm."""
    assert [(day.date, day.loan, day.events, day.status) for day in days] == [
        (day.date, day.loan, day.events, day.status) for day in others
    ]
    names = {field.name for field in fields(ReplayDay) if field.type == "float"}
    assert len(names) == 11
    for one, other in zip(days, others, strict=True):
        for name in names:
            # an amount is a difference of larger ones: 1e-12 of the debt
            near = 1e-7 if name not in {"ltv", "price"} else 0.0
            assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=near), name
        assert [lot.pledged for lot in one.others] == pytest.approx([lot.pledged for lot in other.others], rel=1e-12)


@settings(max_examples=12, deadline=None)
@given(path=st.integers(0, 2**20), seed=st.integers(0, 2**64 - 1))
def test_the_prices_of_a_simulated_path_give_its_days(path: int, seed: int) -> None:
    found = replay_prices(TWO_LOANS, simulated_closes(TWO_LOANS, path=path, seed=seed))
    assert_same(found.days, replay(TWO_LOANS, path=path, seed=seed).days)


def test_some_simulated_paths_have_every_grave_event() -> None:
    told = {
        event
        for path in range(24)
        for day in replay_prices(TWO_LOANS, simulated_closes(TWO_LOANS, path=path, seed=7)).days
        for event in day.events
    }
    grave = (Event.CALL, Event.CURE, Event.FAILED_CURE, Event.CLOSE_OUT, Event.SALE, Event.SHORTFALL)
    assert {event.sentence for event in grave} <= told


# --- the ladder by hand -----------------------------------------------------------------------------------------


def test_a_call_is_cured_with_shares_on_the_last_day() -> None:
    # 50,000 / 70,000 = 71.4% on day 2; five days later 50,000 / 0.6 = 83,333.33 of collateral are needed
    found = along(case_of(free=200.0), 100.0, *[70.0] * 8)
    loan, cured = only_loan(found), found.days[6]
    assert happened(found) == {2: (Event.CALL.sentence,), 7: (Event.CURE.sentence,)}
    assert cured.posted == pytest.approx((50_000.0 / 0.6 - 70_000.0) / 70.0, rel=1e-12)
    assert cured.free == pytest.approx(200.0 - cured.posted, rel=1e-12)
    assert found.days[7].ltv == pytest.approx(0.6, rel=1e-12)
    assert loan.first_call is not None
    assert loan.first_call.date == on(2)
    assert loan.first_call.price == pytest.approx(70.0, rel=1e-12)
    assert (loan.calls, loan.cures, loan.close_out_on, loan.distance_kept) == (1, (on(7),), None, None)


def test_what_shares_do_not_reach_is_paid_in_cash() -> None:
    # 100 shares make 77,000 of collateral; 60% of it is 46,200, so that 3,800 are prepaid
    found = along(case_of(free=100.0, cash=5_000.0), *[70.0] * 8)
    cured = found.days[5]
    assert [cured.posted, cured.paid] == pytest.approx([100.0, 3_800.0], rel=1e-12)
    assert cured.cash == pytest.approx(1_200.0, rel=1e-12)
    assert cured.debt == pytest.approx(46_200.0, rel=1e-12)
    assert found.days[4].cash == 5_000.0


def test_a_call_lapses_when_the_price_comes_back() -> None:
    found = along(case_of(), 70.0, 75.0, 80.0, 85.0, 88.0, 90.0, 90.0)
    assert happened(found) == {1: (Event.CALL.sentence,), 6: (Event.LAPSE.sentence,)}
    assert only_loan(found).lapses == (on(6),)
    assert only_loan(found).status == Status.OPEN.sentence


def test_a_failed_cure_ends_in_a_sale_that_repays() -> None:
    # a hundred shares at 70 a day: 49,000 after seven days, and 1,000 / 70 shares on the eighth
    found = along(case_of(), *[70.0] * 20)
    loan = only_loan(found)
    assert happened(found)[6] == (Event.FAILED_CURE.sentence, Event.CLOSE_OUT.sentence)
    assert [happened(found)[number] for number in range(7, 14)] == [(Event.SALE.sentence,)] * 7
    assert happened(found)[14] == (Event.SALE.sentence, Event.REPAID.sentence)
    assert [found.days[13].sold, loan.sold] == pytest.approx([1_000.0 / 70.0, 50_000.0 / 70.0], rel=1e-9)
    assert loan.proceeds == pytest.approx(50_000.0, rel=1e-12)
    assert (loan.loss, loan.ended_on) == (0.0, on(14))
    assert (loan.failed_cure_on, loan.close_out_on) == (on(6), on(6))
    assert len(found.days) == 14


def test_a_gap_beyond_the_close_out_leaves_the_lender_a_loss() -> None:
    # 50,000 / 60,000 = 83.3%: no time to cure; then a thousand shares at 40 bring 40,000
    found = along(case_of(), 60.0, *[40.0] * 15)
    loan = only_loan(found)
    assert happened(found)[1] == (Event.CALL.sentence, Event.CLOSE_OUT.sentence)
    assert happened(found)[11] == (Event.SALE.sentence, Event.SHORTFALL.sentence)
    assert [loan.loss, loan.proceeds] == pytest.approx([10_000.0, 40_000.0], rel=1e-9)
    assert [loan.highest_ltv, loan.lowest_price] == pytest.approx([50_000.0 / 60_000.0, 40.0], rel=1e-12)
    assert (loan.highest_on, loan.lowest_on) == (on(1), on(2))


def test_collateral_beyond_the_release_level_is_given_back() -> None:
    found = along(case_of(release=0.3), 100.0, 200.0, 200.0)
    assert happened(found) == {2: (Event.RELEASE.sentence,)}
    assert found.days[1].pledged == pytest.approx(50_000.0 / 0.3 / 200.0, rel=1e-12)
    assert found.days[1].free == pytest.approx(1_000.0 - 50_000.0 / 0.3 / 200.0, rel=1e-12)
    assert (found.days[1].posted, found.days[1].sold) == (0.0, 0.0)


def test_a_loan_that_matures_has_ended() -> None:
    found = along(case_of(maturity=on(4)), *[100.0] * 10)
    assert happened(found) == {4: (Event.MATURITY.sentence,)}
    assert only_loan(found).ended_on == on(4)
    assert len(found.dates) == 10


def test_a_sale_is_unfinished_at_the_horizon_and_only_there() -> None:
    closes = [60.0, *[40.0] * 9]
    at_horizon, before = along(case_of(days=10), *closes), along(case_of(days=20), *closes)
    assert at_horizon.at_horizon
    assert Event.UNFINISHED.sentence in at_horizon.days[-1].events
    assert not before.at_horizon
    assert before.days[-1].events == (Event.SALE.sentence,)
    # nine days of a hundred shares at 40 have been sold, one hundred are left
    assert only_loan(before).debt_left == pytest.approx(50_000.0 - 36_000.0, rel=1e-12)
    assert only_loan(at_horizon).loss == pytest.approx(50_000.0 - 40_000.0, rel=1e-12)


def test_the_distance_kept_is_the_fall_that_would_have_called() -> None:
    found = along(case_of(), 100.0, 80.0, 90.0)
    loan = only_loan(found)
    assert loan.distance_kept == pytest.approx(1.0 - 0.625 / 0.7, rel=1e-12)
    further = 80.0 * (1.0 - (loan.distance_kept or 0.0))
    assert only_loan(along(case_of(), 100.0, further * 1.0001)).calls == 0
    assert only_loan(along(case_of(), 100.0, further * 0.9999)).calls == 1


# --- days and closes ----------------------------------------------------------------------------------------------


def test_days_without_a_close_hold_the_last_one_and_are_counted() -> None:
    case = case_of()
    given_on = [on(3), on(4), on(8)]
    found = replay_prices(case, {"alder": table(given_on, [90.0, 80.0, 95.0])})
    (closes,) = found.closes
    assert closes.prices == (100.0, 100.0, 90.0, 80.0, 80.0, 80.0, 80.0, 95.0)
    assert (closes.missing, closes.unused, closes.later) == (5, 0, 0)
    assert (closes.lowest, closes.lowest_on) == (80.0, on(4))
    assert [day.price for day in found.days] == pytest.approx(closes.prices, rel=1e-12)


def test_closes_of_other_days_stand_only_until_the_next() -> None:
    case = replace(case_of(), dates=tuple(on(number) for number in (1, 2, 5, 6)))
    (closes,) = replay_prices(case, {"alder": table(map(on, range(1, 7)), [99.0, 98.0, 97.0, 96.0, 95.0, 94.0])}).closes
    assert (closes.prices, closes.missing, closes.unused) == ((99.0, 98.0, 95.0, 94.0), 0, 2)


def test_the_replay_ends_with_the_first_of_the_tables() -> None:
    closes = {"alder": table(TWO_LOANS.dates, [99.0] * 9), "birch": table(TWO_LOANS.dates, [99.0] * 5)}
    found = replay_prices(TWO_LOANS, closes)
    assert found.dates == TWO_LOANS.dates[:5]
    assert [one.later for one in found.closes] == [4, 0]
    assert found.held == ()


def test_an_asset_without_closes_keeps_its_price() -> None:
    found = replay_prices(TWO_LOANS, {"birch": table(TWO_LOANS.dates, [99.0, 98.0])})
    assert found.held == ("Alder",)
    senior = found.of("senior")
    assert [day.price for day in senior] == [100.0, 100.0]
    assert [day.others[0].price for day in senior] == pytest.approx([99.0, 98.0], rel=1e-12)
    assert [day.others[0].asset for day in senior] == ["birch"] * 2


def test_prices_are_in_the_currency_of_the_loan_and_currencies_stay_at_spot() -> None:
    case = document({**FULL, "loans": {**FULL["loans"], "cross": {**FULL["loans"]["yen"], **CROSS}}})
    days = replay_case(case, {"stock": table([on(300)], [100.0])}).dates
    found = replay_case(case, {"other": table(days, [3_300.0, 3_000.0], currency="JPY")})
    assert found.currencies == ("EUR", "JPY")  # a debt is in euros
    assert [day.price for day in found.of("cross")] == pytest.approx([22.0, 20.0], rel=1e-12)
    assert [day.price for day in found.of("yen")] == pytest.approx([3_300.0, 3_000.0], rel=1e-12)
    assert found.held == ("stock",)
    # the pool of the first loan holds both; its closes are those of the second asset
    assert (found.loans[0].loan, found.loans[0].asset, found.loans[0].start_price) == ("pledge", "other", 20.0)


# --- scenarios ------------------------------------------------------------------------------------------------------


def test_a_shock_at_once_stands_on_top_of_the_closes() -> None:
    shocked = document({"scenarios": {"crash": {"shocks": {"stock": "-30%"}}}}, scenario="crash")
    plain = document()
    days = replay_case(plain, {"stock": table([dt.date(2025, 12, 1)], [100.0])}).dates
    closes = [100.0, 90.0, 84.0, 95.0]
    found = replay_case(shocked, {"stock": table(days, closes)})
    lower = replay_case(plain, {"stock": table(days, [0.7 * close for close in closes])})
    assert found.closes[0].shock == pytest.approx(-0.3)
    assert found.scenario == "crash"
    assert [day.ltv for day in found.days] == pytest.approx([day.ltv for day in lower.days], rel=1e-12)
    assert [day.events for day in found.days] == [day.events for day in lower.days]
    assert only_loan(found).start_price == pytest.approx(70.0)


def test_shocks_over_days_are_refused() -> None:
    case = replace(case_of(), shocks=(ResolvedShock(name="alder", log_move=-0.3, days=20),), scenario="slide")
    with pytest.raises(OutOfRange, match="scenario 'slide' spreads its shocks over 20 business days"):
        along(case, 100.0)


def test_the_range_of_an_assumed_call_is_carried_along() -> None:
    assumed = {"loans": {"pledge": {"ltv": {"call": {"assume": "40%", "range": "35%..50%"}}}}}
    closes = {"stock": table([dt.date(2025, 10, 10)], [100.0])}
    assert only_loan(replay_case(document(assumed), closes)).call_range == (0.35, 0.5)
    assert only_loan(replay_case(document(), closes)).call_range is None


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_case_without_margin_loans_has_nothing_to_replay() -> None:
    case = replace(case_of(), margin_loans={})
    assert pledged_assets(case) == ()
    with pytest.raises(OutOfRange, match="no margin loan"):
        along(case, 100.0)
    with pytest.raises(OutOfRange, match="no closes were given"):
        replay_prices(case_of(), {})


def test_closes_of_what_is_not_pledged_are_refused() -> None:
    with pytest.raises(UnknownName, match="no margin loan is secured by 'aldr'; did you mean alder"):
        along(case_of(), 100.0, asset="aldr")


@pytest.mark.parametrize(
    ("given_on", "close", "currency", "what"),
    [
        (on(-3), 100.0, "USD", "the last close is of 2024-12-29, and the case is as of 2025-01-01"),
        (on(0), 100.0, "USD", "the last close is of 2025-01-01"),
        (on(61), 100.0, "USD", "the first close after 2025-01-01 is of 2025-03-03, and the replay ends on 2025-03-02"),
        (on(3), 100.0, "EUR", "the closes are in EUR, and Alder is priced in USD"),
    ],
)
def test_tables_that_do_not_fit_the_case_are_refused(given_on: dt.date, close: float, currency: str, what: str) -> None:
    with pytest.raises(PriceError) as caught:
        replay_prices(case_of(), {"alder": table([given_on], [close], currency=currency)})
    (problem,) = caught.value.problems
    assert what in problem.what
    assert (problem.where.file, bool(problem.remedy)) == ("made-up.csv", True)


def test_the_problems_of_all_tables_come_together() -> None:
    closes = {"alder": table([on(-1)], [100.0]), "birch": table([on(0), on(3)], [10.0, 10.1])}
    with pytest.raises(PriceError) as caught:
        replay_prices(TWO_LOANS, closes)
    assert len(caught.value.problems) == 2


def test_a_table_adjusted_for_a_split_is_refused_and_a_leap_is_told() -> None:
    with pytest.raises(PriceError, match=r"the close of 2025-01-01 is USD 10.00, and the case has Alder at USD 100.00"):
        replay_prices(case_of(), {"alder": table([on(0), on(1)], [10.0, 10.1])})
    (closes,) = along(case_of(), 100.0, 50.0, 49.0).closes
    assert closes.leap == (on(2), 0.5)
    assert along(case_of(), 100.0, 80.0).closes[0].leap is None


def test_no_day_between_the_case_and_the_last_close_is_told() -> None:
    case = replace(case_of(), dates=(on(5), on(6)))
    with pytest.raises(PriceError, match="no business day of XNYS lies between 2025-01-01 and 2025-01-04"):
        replay_prices(case, {"alder": table([on(3)], [100.0])})
