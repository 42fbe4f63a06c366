"""Loans today: the published tables on Arm, and the identities that hold for any loan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.standing import standing
from tests.fixtures_case import number, opened, rows

if TYPE_CHECKING:
    from pledgeline.engine.results import LoanStanding
    from pledgeline.engine.run import OpenCase

ARM_PLEDGE = "769.029m"
LEVELS = {"cure": "5%", "call": "40%", "close_out": "99%"}


def arm(debt: str, price: str, **ltv: str) -> OpenCase:
    """The pledge of Arm shares with a debt and a price."""
    loan = {
        "drawn": f"USD {debt}bn",
        "collateral": [{"asset": "stock", "shares": ARM_PLEDGE}],
        "ltv": LEVELS | ltv,
    }
    return opened({"assets": {"stock": {"price": f"USD {price}"}}, "loans": {"pledge": loan}})


def loan_of(case: OpenCase) -> LoanStanding:
    return standing(case.paper, case.workings).loans[0]


@pytest.mark.parametrize("row", rows("arm_pledge"), ids=lambda row: f"{row['debt_bn']}bn at {row['price']}")
def test_the_ltv_of_the_arm_pledge_is_the_published_one(row: dict[str, str]) -> None:
    found = number(arm(row["debt_bn"], row["price"]), "loans.pledge.ltv")
    assert 100 * found == pytest.approx(float(row["ltv_percent"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize("row", rows("arm_trigger_price"), ids=lambda row: f"{row['debt_bn']}bn {row['ltv_percent']}%")
def test_the_price_of_an_ltv_is_the_published_one(row: dict[str, str]) -> None:
    found = number(arm(row["debt_bn"], "282.46", call=f"{row['ltv_percent']}%"), "loans.pledge.trigger_price")
    assert found == pytest.approx(float(row["price"]), abs=float(row["tolerance"]))


def test_days_to_sell_the_arm_pledge_are_the_published_ones() -> None:
    """SoftBank case facts, section 3: 128 days of all volume, 641 days at 20 % participation, on 6m shares a day."""
    changes: dict[str, Any] = {"collateral": [{"asset": "stock", "shares": ARM_PLEDGE}]}
    case = opened({"assets": {"stock": {"daily_volume": "6m"}}, "loans": {"pledge": changes}})
    assert number(case, "loans.pledge.days_to_sell") == pytest.approx(641, abs=0.5)
    assert number(case, "assets.stock.pledged_to_daily_volume") == pytest.approx(128, abs=0.5)


def test_a_trigger_price_needs_debt_beyond_the_posted_cash() -> None:
    loan = loan_of(opened({"loans": {"pledge": {"deposit": "USD 10bn"}}}))
    assert [trigger.price for trigger in loan.triggers] == [None, None, None]
    assert loan.ltv == 0.0


def test_a_range_of_a_level_is_a_range_of_prices_the_other_way_round() -> None:
    call = {"assume": "40%", "range": "35%..50%"}
    trigger = next(t for t in loan_of(opened({"loans": {"pledge": {"ltv": {"call": call}}}})).triggers if t.assumed)
    assert trigger.level == "call"
    assert trigger.price == pytest.approx(50.0)
    assert trigger.price_low == pytest.approx(40.0)
    assert trigger.price_high == pytest.approx(20 / 0.35)
    assert (trigger.ltv_low, trigger.ltv_high) == (0.35, 0.5)
    assert trigger.fall == pytest.approx(0.5)


def test_in_a_pool_the_first_asset_falls_alone_and_all_fall_together() -> None:
    other = {"kind": "listed", "shares": "100m", "price": "JPY 3000", "daily_volume": "1m"}
    other["dynamics"] = {"model": "gbm", "volatility": "20%"}  # type: ignore[assignment]
    pool = [{"asset": "stock", "shares": "200m", "haircut": "10%"}, {"asset": "other", "shares": "100m"}]
    case = opened(
        {
            "market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}}},
            "assets": {"other": other},
            "loans": {"pledge": {"drawn": "USD 6bn", "collateral": pool}},
        }
    )
    assert number(case, "loans.pledge.collateral_value") == pytest.approx(200e6 * 0.9 * 100 + 100e6 * 20)
    assert number(case, "loans.pledge.trigger_price") == pytest.approx((6e9 / 0.4 - 2e9) / (200e6 * 0.9))
    assert number(case, "loans.pledge.joint_fall_to.call") == pytest.approx(1 - 6e9 / (0.4 * 20e9))
    loan = loan_of(case)
    assert loan.assets == ("stock", "other")
    assert loan.days_to_sell == pytest.approx(100e6 / (0.2 * 1e6))
    called = next(row for row in loan.ladder if row.status == "call")
    assert called.move == pytest.approx(-0.25)
    assert called.ltv == 0.4


def test_the_trigger_of_a_loan_in_another_currency_is_a_price_in_the_currency_of_the_share() -> None:
    changes = {
        "market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}}},
        "loans": {"pledge": {"drawn": "JPY 1.5tn", "facility": "JPY 3tn"}},
    }
    case = opened(changes)
    assert number(case, "loans.pledge.ltv") == pytest.approx(0.2)
    assert number(case, "loans.pledge.trigger_price") == pytest.approx(50.0)
    assert number(case, "loans.pledge.headroom") == pytest.approx(1.5e12)
    assert number(case, "loans.pledge.undrawn") == pytest.approx(1.5e12)
    assert number(case, "group.liquidity.undrawn_facilities") == pytest.approx(10e9)


debts = st.integers(min_value=1, max_value=49)
haircuts = st.integers(min_value=0, max_value=60)
deposits = st.integers(min_value=0, max_value=5)


def random_loan(debt: int, haircut: int, deposit: int, **extra: Any) -> OpenCase:
    loan = {
        "drawn": f"USD {debt}bn",
        "deposit": f"USD {deposit}bn",
        "collateral": [{"asset": "stock", "shares": "500m", "haircut": f"{haircut}%"}],
    }
    return opened({"loans": {"pledge": loan | extra}})


@given(debt=debts, haircut=haircuts, deposit=deposits, level=st.sampled_from(["cure", "call", "close_out"]))
def test_at_its_trigger_price_a_loan_has_the_ltv_of_the_level(
    debt: int, haircut: int, deposit: int, level: str
) -> None:
    case = random_loan(debt, haircut, deposit)
    price = case.workings.value("loans.pledge.trigger_price" + ("" if level == "call" else f".{level}"))
    if price is None:
        assert debt <= deposit
        return
    ltv = {"cure": 0.3, "call": 0.4, "close_out": 0.6}[level]
    assert (debt - deposit) * 1e9 / (500e6 * (1 - haircut / 100) * price) == pytest.approx(ltv)
    assert number(case, f"loans.pledge.fall_to.{level}") == pytest.approx(1 - price / 100)


@given(debt=debts, haircut=haircuts, deposit=deposits)
def test_drawing_the_headroom_reaches_the_call(debt: int, haircut: int, deposit: int) -> None:
    case = random_loan(debt, haircut, deposit)
    drawn = debt * 1e9 + number(case, "loans.pledge.headroom")
    collateral = number(case, "loans.pledge.collateral_value")
    assert (drawn - deposit * 1e9) / collateral == pytest.approx(0.4)


@given(debt=debts, haircut=haircuts, deposit=deposits)
def test_what_the_ladder_asks_for_cures(debt: int, haircut: int, deposit: int) -> None:
    """Prepaying the cash, or adding the shares, brings the LTV back to cure; before a call nothing is asked."""
    loan = loan_of(random_loan(debt, haircut, deposit))
    prices = [row.price for row in loan.ladder]
    assert prices == sorted(prices, reverse=True)
    assert len(prices) <= 16
    assert any(row.move == 0 for row in loan.ladder)
    lendable = 1 - haircut / 100
    for row in loan.ladder:
        collateral = 500e6 * lendable * row.price
        owed = (debt - deposit) * 1e9
        assert row.ltv == pytest.approx(owed / collateral)
        assert (row.status in {"call", "close_out"}) == (row.cash_to_cure > 0)
        if row.cash_to_cure > 0:
            assert row.shares_to_cure is not None
            assert (owed - row.cash_to_cure) / collateral == pytest.approx(0.3)
            assert owed / (collateral + row.shares_to_cure * row.price * lendable) == pytest.approx(0.3)


def test_the_ladder_names_where_each_price_stands() -> None:
    loan = loan_of(opened({"loans": {"pledge": {"ltv": {"release": "15%"}}}}))
    statuses = list(dict.fromkeys(row.status for row in loan.ladder))
    assert statuses == ["normal", "above cure", "call", "close_out"]
    release = next(row for row in loan.ladder if row.ltv == 0.15)
    assert release.status == "normal"
    below = loan_of(opened({"loans": {"pledge": {"drawn": "USD 5bn", "ltv": {"release": "15%"}}}})).ladder[0]
    assert below.status == "below release"


def test_no_shares_are_asked_for_where_the_term_sheet_takes_none() -> None:
    loan = loan_of(opened({"loans": {"pledge": {"cure": {"with": ["cash"]}}}}))
    assert {row.shares_to_cure for row in loan.ladder} == {None}


def test_what_can_be_drawn_ends_at_the_cure_ltv_or_the_facility() -> None:
    wide = opened({"loans": {"pledge": {"facility": "USD 40bn"}}})
    narrow = opened({"loans": {"pledge": {"facility": "USD 12bn"}}})
    late = opened({"loans": {"pledge": {"facility": "USD 40bn", "drawn": "USD 18bn"}}})
    assert number(wide, "loans.pledge.drawable") == 5e9
    assert number(narrow, "loans.pledge.drawable") == 2e9
    assert number(late, "loans.pledge.drawable") == 0.0


def test_other_secured_borrowing_shows_what_the_case_knows() -> None:
    loan = {"kind": "secured", "asset": "stock", "drawn": "USD 8bn", "facility": "USD 9bn", "pledged": "200m"}
    bare = {"kind": "secured", "asset": "stock", "drawn": "USD 1bn"}
    case = opened({"loans": {"pledge": None, "secured": loan | {"recourse": "full"}, "bare": bare}})
    first, second = standing(case.paper, case.workings).loans
    assert (first.ltv, first.undrawn, first.pledged_shares, first.recourse) == (0.4, 1e9, 200e6, "full")
    assert (second.ltv, second.undrawn, second.pledged_shares, second.recourse) == (None, None, None, "none")
    assert (first.triggers, first.ladder, first.days_to_sell) == ((), (), None)
    # 200m of 1bn shares, and a claim of 1bn on 100bn
    assert number(case, "assets.stock.encumbered") == pytest.approx(0.21)


def test_recourse_is_told_in_words() -> None:
    def words(recourse: Any) -> str:
        return loan_of(opened({"loans": {"pledge": {"recourse": recourse}}})).recourse

    assert words({"guaranteed": "USD 2.02bn"}) == "guaranteed USD 2.02bn, collateral first"
    assert words({"guaranteed": "USD 2.02bn", "collateral_first": "false"}) == "guaranteed USD 2.02bn, guarantee first"
