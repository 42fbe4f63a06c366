"""The group resolved: cash, waterfall, tolerances, stakes, and what a scenario changes of them."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolve_group import beyond
from pledgeline.engine.resolved_group import (
    NEVER_DUE,
    Renewal,
    ResolvedDividend,
    ResolvedGroup,
    ResolvedSource,
    ResolvedTolerance,
)
from pledgeline.files.bundled import DEFAULT, read_bundled
from tests.fixtures_case import document

YEN = {"market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}, "EUR": {"spot": "USD 1.2 per EUR"}}}}
STAKES: dict[str, dict[str, Any]] = {
    "stake": {"kind": "fund", "value": "JPY 900bn", "follows": {"stock": "0.5"}, "marked": "monthly"},
    "own": {"kind": "private", "value": "USD 1bn", "volatility": "30%", "growth": "2%", "mark_delay": "45bd"},
}


def funds(changes: dict[str, Any] | None = None, *, scenario: str = "") -> ResolvedGroup:
    found = resolve(document(changes, scenario=scenario)).funds
    assert found is not None
    return found


def test_without_a_word_on_funding_cash_alone_pays_and_all_of_it_may_cure() -> None:
    found = funds()
    assert found.cash == {"USD": 4e9}
    assert found.cure_purse == math.inf
    assert found.waterfall == (ResolvedSource(kind="cash", target=""),)
    assert found.tolerance == ResolvedTolerance(call=None, gap=None, ltv=None, cover=None, within=501)
    assert (found.credits, found.bills, found.inflows, found.dividends, found.stakes) == ({}, (), (), (), {})


@pytest.mark.parametrize("cash", [None, "unknown"])
def test_unknown_cash_is_not_zero_and_leaves_the_group_out(cash: str | None) -> None:
    case = resolve(document({"group": {"cash": cash}}))
    assert (case.cash, case.funds) == (None, None)


def test_accounts_begin_with_the_currency_of_the_case_and_keep_their_order() -> None:
    one = {**YEN, "group": {"cash": "JPY 300bn", "cash_for_cures": "EUR 1bn"}}
    assert list(funds(one).cash.items()) == [("USD", 0.0), ("JPY", 300e9)]
    assert funds(one).cure_purse == pytest.approx(1.2e9)
    several = {**YEN, "group": {"cash": ["JPY 300bn", "EUR 1bn", "USD 4bn"]}}
    assert list(funds(several).cash.items()) == [("USD", 4e9), ("JPY", 300e9), ("EUR", 1e9)]
    assert resolve(document(several)).cash == pytest.approx(4e9 + 2e9 + 1.2e9)


def test_every_rung_keeps_its_terms_and_has_its_defaults() -> None:
    found = funds(
        {
            "loans": {"pledge": {"facility": "USD 12bn"}},
            "debts": {"line": {"kind": "line", "facility": "USD 1bn", "due": "2027-01-01"}},
            "funding": [
                {"cash": {"keep": "USD 2bn"}},
                {"draw": "line"},
                {
                    "sell": "stock",
                    "participation": "15%",
                    "impact": "0.5",
                    "tax": "20%",
                    "lock_up": "2025-10-14",
                    "ahead": "5bd",
                },
                {"draw": "pledge"},
                "cash",
            ],
        }
    )
    assert found.waterfall == (
        ResolvedSource(kind="cash", target="", keep=2e9),
        ResolvedSource(kind="credit", target="line"),
        ResolvedSource(
            kind="sell", target="stock", participation=0.15, impact=0.5, tax=0.2, opens=4, ahead=5
        ),  # the 14th is the third business day
        ResolvedSource(kind="draw", target="pledge"),
        ResolvedSource(kind="cash", target=""),
    )


def test_cash_comes_first_where_the_waterfall_does_not_name_it() -> None:
    found = funds({"funding": [{"sell": "stock"}]}).waterfall
    assert found == (
        ResolvedSource(kind="cash", target=""),
        ResolvedSource(kind="sell", target="stock", participation=0.2, impact=1.0, tax=0.0, opens=0, ahead=60),
    )


def test_tolerances_are_for_their_time_and_at_most_for_the_horizon() -> None:
    policy = {"ltv": {"normal": "25%"}, "tolerances": {"call": "5%", "ltv": "10%", "within": "1mo"}}
    found = funds({"group": {"policy": policy}}).tolerance
    # up to 9 November 2025, a Sunday: 16 days of October and 5 of November
    assert found == ResolvedTolerance(call=0.05, gap=None, ltv=0.10, cover=None, within=21)
    policy["tolerances"] = {"gap": "1%", "cover": "20%", "within": "2y"}
    assert funds({"group": {"policy": policy}}).tolerance.within == 501
    assert funds({"group": {"policy": policy}, "horizon": "24mo"}).tolerance.within == 501


def test_stakes_are_in_their_own_currency_and_marked_on_the_last_business_days() -> None:
    found = funds({**YEN, "assets": STAKES, "horizon": "4mo"}).stakes
    stake, own = found["stake"], found["own"]
    assert (stake.currency, stake.value, stake.volatility, stake.growth) == ("JPY", 900e9, 0.0, 0.0)
    assert (stake.follows, stake.mark_delay) == ({"stock": 0.5}, 0)
    assert stake.marks == (16, 35, 57, 77)  # 31 October, 28 November, 31 December, 30 January
    assert (own.volatility, own.growth, own.marks, own.mark_delay) == (0.3, 0.02, (57,), 45)
    assert resolve(document({**YEN, "assets": STAKES})).assets["stake"].kind == "private"
    daily = {"assets": {"own": {**STAKES["own"], "marked": "daily"}}, "horizon": "1w"}
    assert funds(daily).stakes["own"].marks == (1, 2, 3, 4, 5)


def test_a_shock_at_once_is_in_the_value_of_a_stake_and_one_over_days_is_not() -> None:
    shocks = {"shocks": {"stock": "-75%", "own": "-10%"}}
    scenarios = {"now": shocks, "slow": {**shocks, "over": "20bd"}}
    changes = {**YEN, "assets": STAKES, "scenarios": scenarios}
    now = funds(changes, scenario="now").stakes
    assert now["stake"].value == pytest.approx(900e9 * 0.5)
    assert now["own"].value == pytest.approx(0.9e9)
    assert funds(changes, scenario="slow").stakes["own"].value == 1e9
    assert {shock.name for shock in resolve(document(changes, scenario="slow")).shocks} == {"stock", "own"}


def test_dividends_roll_forward_from_a_past_date_and_follow_at_equal_distances() -> None:
    terms = {"per_share": "JPY 150", "every": "quarterly", "next": "2025-03-13"}
    found = funds({**YEN, "assets": {"stock": {"dividend": terms}}, "horizon": "1y"}).dividends
    # 13 December 2025 is a Saturday, 13 September 2026 a Sunday
    dates = ("2025-12-15", "2026-03-13", "2026-06-15", "2026-09-14")
    days = tuple(_day(date, horizon="1y") for date in dates)
    assert [(one.asset, one.day) for one in found] == [("stock", day) for day in days]
    assert all(one.per_share == pytest.approx(1.0) for one in found)
    today = {**terms, "per_share": "USD 2", "next": "2025-10-09", "every": "yearly"}
    assert funds({"assets": {"stock": {"dividend": today}}, "horizon": "6mo"}).dividends == (
        ResolvedDividend(asset="stock", day=1, per_share=2.0),
    )


def _day(date: str, *, horizon: str) -> int:
    return resolve(document({"horizon": horizon})).dates.index(dt.date.fromisoformat(date)) + 1


def test_a_margin_loan_may_be_drawn_up_to_its_cure_and_until_its_maturity() -> None:
    plain = funds({"loans": {"pledge": {"facility": "USD 12bn"}}}).facilities["pledge"]
    assert (plain.undrawn, plain.draw_stop, plain.renewal, plain.cross_default) == (2e9, 0.3, Renewal(), ())
    assert plain.draw_until == plain.due == 495  # 30 September 2027, seven business days before the horizon
    assert funds().facilities["pledge"].undrawn == 0.0
    terms = {
        "facility": "USD 12bn",
        "draw_stop": "25%",
        "draw_until": "2025-10-12",
        "at_maturity": {"extend": "1y", "times": "2", "ltv_at_most": "20%", "fee": "0.25%"},
        "cross_default": ["bond"],
    }
    found = funds({"loans": {"pledge": terms}, "debts": {"bond": {"amount": "USD 1bn"}}}).facilities["pledge"]
    assert (found.draw_stop, found.draw_until, found.cross_default) == (0.25, 1, ("bond",))
    assert found.renewal == Renewal(times=2, days=found.renewal.days, ceiling=0.2, fee=0.0025)
    assert found.renewal.days == 252  # from 30 September 2027 to 30 September 2028


def test_a_loan_that_matures_after_the_horizon_is_counted_as_far_as_redemptions_are() -> None:
    assert funds({"horizon": "1y"}).facilities["pledge"].due == 495
    policy = {"liquidity": {"redemptions_covered": "6mo"}}
    assert funds({"horizon": "1y", "group": {"policy": policy}}).facilities["pledge"].due == NEVER_DUE


def test_what_no_day_of_the_horizon_sees_is_named() -> None:
    debts: dict[str, Any] = {
        "later": {"amount": "USD 1bn", "due": "2030"},
        "open": {"amount": "USD 1bn"},
        "net": {"kind": "net", "amount": "USD 1bn"},
        "issue": {"kind": "issue", "facility": "USD 1bn"},
        "bond": {"amount": "USD 1bn", "due": "2026"},
    }
    commitments = {"some-day": {"to": "X", "amount": "USD 1bn"}, "far": {"to": "X", "amount": "USD 1bn", "due": "2031"}}
    found = beyond(resolve(document({"debts": debts, "commitments": commitments})))
    assert (found.undated, found.later) == (("open", "some-day"), ("later", "far"))


def test_the_default_case_has_a_group() -> None:
    case = resolve(read_bundled(DEFAULT))
    assert case.funds is not None
    assert [source.kind for source in case.funds.waterfall] == ["cash", "credit", "draw", "sell", "credit", "cash"]
    assert [bill.id for bill in case.funds.bills] == ["openai-2", "ampere", "abb-robotics"]
    assert case.funds.credits["bridge"].undrawn == 6.5e9
    assert len(case.funds.cover_until) == len(case.dates) + 1
