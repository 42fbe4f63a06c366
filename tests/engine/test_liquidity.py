"""Cash against what falls due, and what is deployable."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pledgeline.engine.liquidity import liquidity
from tests.fixtures_case import number, opened

DEBTS = {
    "soon": {"amount": "USD 1bn", "due": "2026-01-31"},
    "in-half-a-year": {"amount": "USD 500m", "due": "2026-H1"},
    "late": {"amount": "USD 7bn", "due": "2030"},
    "open-ended": {"kind": "hybrid", "amount": "USD 2bn"},
}
COMMITMENTS = {
    "firm": {"to": "A", "amount": "USD 300m", "due": "2025-12-31"},
    "at-call": {"to": "B", "amount": "USD 200m"},
    "soft": {"to": "C", "amount": "USD 9bn", "due": "2025-12-31", "firm": "false"},
    "later": {"to": "D", "amount": "USD 8bn", "due": "2029"},
}


def test_only_what_falls_due_and_is_firm_counts() -> None:
    case = opened({"debts": DEBTS, "commitments": COMMITMENTS})
    found = liquidity(case.paper, case.workings)
    assert found.until == dt.date(2027, 10, 9)
    assert found.redemptions == 1.5e9
    assert found.commitments == 0.5e9
    assert found.undated == 2e9
    assert found.cash_after_redemptions == 2.5e9
    assert found.coverage == pytest.approx(4 / 1.5)
    assert [need.id for need in found.needs] == [
        "firm", "soft", "soon", "in-half-a-year", "later", "late", "at-call", "open-ended",
    ]  # fmt: skip
    assert number(case, "group.deployable") == 4e9 - 1.5e9 - 0.5e9


def test_the_policy_says_how_far_ahead_is_looked() -> None:
    policy = {"liquidity": {"redemptions_covered": "3mo"}}
    case = opened({"debts": DEBTS, "group": {"policy": policy}})
    assert number(case, "group.liquidity.redemptions") == 0.0
    assert liquidity(case.paper, case.workings).coverage is None


def test_unknown_cash_stays_unknown() -> None:
    case = opened({"debts": DEBTS, "group": {"cash": "unknown"}})
    found = liquidity(case.paper, case.workings)
    assert (found.cash, found.cash_after_redemptions, found.coverage) == (None, None, None)
    assert case.workings.value("group.deployable") is None
    assert found.redemptions == 1.5e9


@pytest.mark.parametrize(
    ("recourse", "due"),
    [("none", 0.0), ("full", 10e9), ({"guaranteed": "USD 4bn"}, 4e9), ({"guaranteed": "USD 40bn"}, 10e9)],
)
def test_a_secured_loan_is_a_redemption_as_far_as_the_group_answers_for_it(recourse: Any, due: float) -> None:
    assert number(opened({"loans": {"pledge": {"recourse": recourse}}}), "group.liquidity.redemptions") == due
    secured = {"kind": "secured", "asset": "stock", "drawn": "USD 10bn", "maturity": "2027-01-01", "recourse": recourse}
    assert number(opened({"loans": {"pledge": None, "other": secured}}), "group.liquidity.redemptions") == due


def test_a_facility_counts_as_far_as_it_can_be_drawn_without_passing_the_cure_ltv() -> None:
    facility = {"loans": {"pledge": {"facility": "USD 40bn"}}}
    case = opened(facility | {"debts": DEBTS})
    assert liquidity(case.paper, case.workings).undrawn_facilities == 30e9
    assert number(case, "group.liquidity.drawable") == 5e9
    assert number(case, "group.deployable") == 4e9 + 5e9 - 1.5e9
