"""Debts and other secured borrowing as credits: balances, dates, rates, recourse, renewals."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolved_group import NEVER_DUE, Renewal
from pledgeline.engine.run import open_case
from tests.fixtures_case import FULL, document

if TYPE_CHECKING:
    from pledgeline.engine.resolved_group import ResolvedCredit

FX = {"fx": {"JPY": {"spot": "JPY 150 per USD"}, "EUR": {"spot": "USD 1.2 per EUR"}}}


def credits_of(changes: dict[str, Any], *, scenario: str = "") -> dict[str, ResolvedCredit]:
    funds = resolve(document(changes, scenario=scenario)).funds
    assert funds is not None
    return dict(funds.credits)


def debt(scenario: str = "", market: dict[str, Any] | None = None, **terms: Any) -> ResolvedCredit:
    scenarios = {"shut": {"shut": ["debt"]}, "rates": {"rates": {"SOFR": "200bp"}}, "late": {}}
    rates = {"rates": {"SOFR": "4%"}, **FX, **(market or {})}
    if terms.get("kind") not in {"line", "bridge", "issue"}:
        scenarios.pop("shut")
    return credits_of({"market": rates, "debts": {"debt": terms}, "scenarios": scenarios}, scenario=scenario)["debt"]


def test_a_bond_is_owed_in_its_own_currency_and_due_on_a_business_day() -> None:
    found = debt(amount="JPY 150bn", due="2025-11-27", rate="2%", name="A bond")  # Thanksgiving: the 28th instead
    assert (found.name, found.kind, found.currency, found.balance) == ("A bond", "bond", "JPY", 150e9)
    assert (found.due, found.rate_steps, found.year_days) == (35, ((0, 0.02),), 365)
    assert (found.undrawn, found.closes, found.non_recourse, found.settlement) == (0.0, 0, False, 0.0)
    assert debt(amount="USD 1bn").due == NEVER_DUE
    assert debt(amount="USD 1bn", due="2025-10-09").due == 1


def test_due_days_go_beyond_the_horizon_as_far_as_redemptions_are_covered() -> None:
    # the last day of the horizon is Friday, 8 October 2027
    case = resolve(document({"debts": {"debt": {"amount": "USD 1bn", "due": "2029-10-08"}}}))
    assert case.funds is not None
    assert case.funds.credits["debt"].due == case.funds.cover_until[-1]
    assert debt(amount="USD 1bn", due="2029-10-10").due == NEVER_DUE


def test_a_floating_rate_follows_its_base_and_the_shift_of_a_scenario() -> None:
    steps = {"rates": {"SOFR": [{"from": "2025", "rate": "4%"}, {"from": "2025-10-11", "rate": "3.5%"},
                                {"from": "2025-10-12", "rate": "3%"}, {"from": "2030", "rate": "1%"}]}}  # fmt: skip
    found = debt(market=steps, amount="USD 1bn", rate="SOFR + 100bp")
    # both steps of the weekend hold from Monday on, which is day 2: the later one counts
    assert [day for day, _ in found.rate_steps] == [0, 2]
    assert [rate for _, rate in found.rate_steps] == pytest.approx([0.05, 0.04])
    assert found.year_days == 360
    shifted = debt("rates", amount="USD 1bn", rate="SOFR + 100bp")
    assert [rate for _, rate in shifted.rate_steps] == pytest.approx([0.07])
    assert debt("rates", amount="USD 1bn", rate="5%").rate_steps == ((0, 0.05),)


def test_the_shift_of_a_scenario_is_in_the_rates_of_margin_loans_too() -> None:
    changes = {
        "market": {"rates": {"SOFR": "4%"}},
        "loans": {"pledge": {"rate": "SOFR + 1%"}},
        "scenarios": {"up": {"rates": {"SOFR": "-50bp"}}},
    }
    ((date, rate),) = resolve(document(changes, scenario="up")).margin_loans["pledge"].base_rate
    assert date == dt.date(2025, 10, 9)
    assert rate == pytest.approx(0.035)


def test_a_bridge_lends_the_rest_of_its_facility_within_its_window() -> None:
    terms: dict[str, Any] = {"kind": "bridge", "amount": "USD 2bn", "facility": "USD 5bn", "due": "2026-12-31"}
    plain = debt(**terms)
    assert (plain.balance, plain.undrawn, plain.ceiling, plain.fee) == (2e9, 3e9, math.inf, 0.0)
    assert (plain.opens, plain.closes, plain.term) == (0, NEVER_DUE, 0)
    window = debt(**terms, ltv_at_most="25%", opens="2025-10-11", closes="2025-10-18", fee="1%")
    assert (window.ceiling, window.opens, window.closes, window.fee) == (0.25, 2, 6, 0.01)
    shut = debt("shut", **terms)
    assert (shut.balance, shut.undrawn, shut.closes) == (2e9, 3e9, 0)


def test_the_term_of_a_line_is_counted_from_its_first_draw() -> None:
    line = debt(kind="line", facility="JPY 150bn", term="1y")
    assert (line.currency, line.balance, line.undrawn, line.due, line.term) == ("JPY", 0.0, 150e9, NEVER_DUE, 251)
    issue = debt(kind="issue", facility="USD 1bn")
    assert (issue.due, issue.term) == (NEVER_DUE, 0)


def test_a_renewal_is_counted_from_the_maturity() -> None:
    terms = {"extend": "6mo", "ltv_at_most": "30%"}
    found = debt(amount="USD 1bn", due="2026-06-30", at_maturity=terms, cross_default=["pledge"])
    # 30 June to 30 December 2026: 22 + 21 + 21 + 22 + 20 + 21
    assert found.renewal == Renewal(times=1, days=127, ceiling=0.3, fee=0.0)
    assert found.cross_default == ("pledge",)


def test_a_net_debt_has_no_day_and_hybrids_keep_their_credit() -> None:
    net = debt(kind="net", amount="USD -2bn", due="2026", rate="5%")
    assert (net.balance, net.due, net.rate_steps) == (-2e9, NEVER_DUE, ((0, 0.0),))
    assert debt(kind="net", amount="USD 2bn", rate="5%").rate_steps == ((0, 0.05),)
    assert debt(kind="hybrid", amount="USD 1bn", equity_credit="50%").equity_credit == 0.5


def test_secured_borrowing_is_split_by_what_the_group_answers_for() -> None:
    found = credits_of(FULL)
    assert list(found) == ["bond", "hybrid", "forward", "forward#non-recourse", "counted", "claim"]
    guaranteed, rest = found["forward"], found["forward#non-recourse"]
    assert (guaranteed.currency, guaranteed.balance, guaranteed.non_recourse) == ("EUR", 0.2e9, False)
    assert (rest.balance, rest.non_recourse, rest.due, rest.settles) == (0.8e9, True, NEVER_DUE, "stock")
    assert rest.settlement == pytest.approx(2e9 / 1.2 - 0.2e9)  # settlement of USD 2bn, less what is guaranteed
    counted, claim = found["counted"], found["claim"]
    assert (counted.non_recourse, counted.settlement, counted.settles) == (True, 150e9, "")
    assert (claim.non_recourse, claim.balance, claim.settlement, claim.currency) == (False, 2e9, 0.0, "EUR")
    case = resolve(document(FULL))
    assert case.dates[-1] < dt.date(2027, 12, 31) < case.dates[-1] + dt.timedelta(days=400)
    assert len(case.dates) < claim.due < NEVER_DUE


def test_the_credits_take_from_both_sides_what_the_standing_takes() -> None:
    opened = open_case(document(FULL))
    funds, spot = opened.resolved.funds, opened.resolved.currencies
    assert funds is not None
    free = [credit for credit in funds.credits.values() if credit.non_recourse]
    margin = {key: opened.workings.amount(f"loans.{key}.non_recourse") for key in opened.resolved.margin_loans}
    debt_side = sum(credit.balance * spot[credit.currency].spot for credit in free) + sum(margin.values())
    asset_side = sum(credit.settlement * spot[credit.currency].spot for credit in free) + sum(margin.values())
    assert debt_side == pytest.approx(opened.workings.amount("group.debt.asset_backed_non_recourse"))
    assert asset_side == pytest.approx(opened.workings.amount("group.holdings.deduction"))


def test_a_loan_named_as_a_debt_is_told_apart() -> None:
    changes = {
        "assets": {"stake": {"kind": "private", "value": "USD 9bn"}},
        "loans": {"twin": {"kind": "secured", "asset": "stake", "drawn": "USD 2bn"}},
        "debts": {"twin": {"amount": "USD 1bn"}},
    }
    found = credits_of(changes)
    assert {key: credit.balance for key, credit in found.items()} == {"twin": 1e9, "loans.twin": 2e9}


def test_recourse_may_be_stated_with_its_source() -> None:
    stated = {"terms": "full", "from": ["paper"], "note": "page 3"}
    changes = {"sources": {"paper": {"title": "A"}}, "loans": {"pledge": {"recourse": stated}}}
    assert resolve(document(changes)).margin_loans["pledge"].recourse.guaranteed == math.inf
