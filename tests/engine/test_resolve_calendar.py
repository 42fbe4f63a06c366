"""The calendar of cash: dates, order, and interest against the index of the loans."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.interest import interest_index
from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolve_calendar import CashEvent, cash_calendar
from pledgeline.files.bundled import BUNDLED, read_bundled
from tests.fixtures_case import FULL, document

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase


def calendar_of(changes: dict[str, Any], *, scenario: str = "") -> tuple[ResolvedCase, tuple[CashEvent, ...]]:
    read = document(changes, scenario=scenario)
    case = resolve(read)
    return case, cash_calendar(read, case)


def events(changes: dict[str, Any], kind: str) -> list[CashEvent]:
    return [event for event in calendar_of(changes)[1] if event.kind == kind]


def test_money_comes_in_before_it_goes_out_on_the_same_day() -> None:
    due = "2025-12-31"
    _, found = calendar_of(
        {
            "debts": {"bond": {"amount": "USD 1bn", "due": due, "rate": "3.65%"}},
            "commitments": {
                "wish": {"to": "B", "amount": "USD 3bn", "due": due, "firm": "false"},
                "ship": {"to": "A", "amount": "USD 2bn", "due": due},
            },
            "receivables": {"claim": {"owed_by": "C", "amount": "USD 4bn", "due": due}},
            "assets": {"stock": {"dividend": {"per_share": "USD 1", "every": "yearly", "next": due}}},
            "horizon": "6mo",
        }
    )
    day = dt.date(2025, 12, 31)
    assert [(event.kind, event.what, event.amount, event.firm) for event in found if event.date == day] == [
        ("receivable", "owed by C", 4e9, True),
        ("dividend", "dividend of stock", 1e9, True),
        ("interest", "interest of bond", pytest.approx(-1e9 * 0.0365 * 83 / 365), True),
        ("repayment", "repayment of bond", -1e9, True),
        ("commitment", "A", -2e9, True),
        ("commitment", "B", -3e9, False),
    ]


def test_what_lies_behind_the_horizon_keeps_its_date_and_is_marked() -> None:
    _, found = calendar_of(
        {
            "horizon": "1y",
            "loans": {"pledge": {"at_maturity": {"extend": "1y", "ltv_at_most": "25%"}}},
            "commitments": {"far": {"to": "X", "amount": "USD 1bn", "due": "2030"}},
            "debts": {"open": {"amount": "USD 1bn"}, "net": {"kind": "net", "amount": "USD 1bn", "due": "2026"}},
            "assets": {"stock": {"dividend": {"per_share": "USD 1", "every": "half_yearly", "next": "2026-06-01"}}},
        }
    )
    assert [(str(event.date), event.id, event.after_horizon, event.note) for event in found] == [
        ("2026-06-01", "stock", False, ""),
        ("2027-09-30", "pledge", True, "or extended by 1y if the LTV is at most 25%"),
        ("2030-12-31", "far", True, ""),
    ]


def test_a_margin_loan_ends_on_the_business_day_up_to_its_maturity_and_a_debt_on_the_one_after_it() -> None:
    saturday = "2026-05-30"
    found = events({"loans": {"pledge": {"maturity": saturday}}, "debts": {"b": {"amount": "USD 1", "due": saturday}}},
                   "repayment")  # fmt: skip
    assert [(event.id, str(event.date)) for event in found] == [("pledge", "2026-05-29"), ("b", "2026-06-01")]


STEPS = {
    "SOFR": [{"from": "2025", "rate": "4%"}, {"from": "2026-02", "rate": "6%"}, {"from": "2026-09-05", "rate": "1%"}]
}


@pytest.mark.parametrize("interest", ["paid", "capitalised"])
def test_interest_of_a_margin_loan_is_that_of_its_index(interest: str) -> None:
    terms = {"rate": "SOFR + 1%", "interest": interest, "maturity": "2026-11-20", "deposit": "USD 1bn"}
    case, found = calendar_of({"market": {"rates": STEPS}, "loans": {"pledge": terms}})
    index = interest_index(case.margin_loans["pledge"], case.as_of, case.dates)
    last = sum(date <= dt.date(2026, 11, 20) for date in case.dates)
    ends = [case.dates.index(dt.date.fromisoformat(date)) + 1 for date in ("2025-12-31", "2026-03-31", "2026-06-30",
                                                                          "2026-09-30")]  # fmt: skip
    amounts = [-event.amount for event in found if event.kind == "interest"]
    repaid = next(-event.amount for event in found if event.kind == "repayment")
    if interest == "paid":
        assert amounts == pytest.approx([10e9 * (index[day] - 1.0) for day in (*ends, last)], rel=1e-12)
        assert repaid == 10e9 - 1e9
    else:
        assert amounts == []
        assert repaid == pytest.approx(10e9 * index[last] - 1e9, rel=1e-12)


def test_interest_of_a_credit_is_simple_from_date_to_date() -> None:
    debts = {"loan": {"kind": "loan", "amount": "USD 1bn", "rate": "SOFR + 1%", "due": "2026-05-15"}}
    found = events({"market": {"rates": STEPS}, "debts": debts}, "interest")
    # 1 February 2026 is a Sunday: the new rate holds from Monday's close on
    days = {"2025-12-31": 83 * 0.05, "2026-03-31": 33 * 0.05 + 57 * 0.07, "2026-05-15": 45 * 0.07}
    assert {str(event.date): -event.amount for event in found} == {
        date: pytest.approx(1e9 * rate / 360) for date, rate in days.items()
    }


def test_borrowing_without_recourse_is_not_the_groups_to_repay() -> None:
    found = events(FULL, "repayment")
    assert {event.id for event in found} == {"pledge", "yen", "bond", "claim"}
    due = {"forward": {**FULL["loans"]["forward"], "maturity": "2026-06-30"}}
    guaranteed = [event for event in events({**FULL, "loans": {**FULL["loans"], **due}}, "repayment")
                  if event.id == "forward"]  # fmt: skip
    assert [(event.amount, event.currency) for event in guaranteed] == [(-0.2e9, "EUR")]


def test_a_scenario_delays_and_shifts_what_the_calendar_shows() -> None:
    changes = {
        "market": {"rates": {"SOFR": "4%"}},
        "loans": {"pledge": {"rate": "SOFR"}},
        "receivables": {"claim": {"owed_by": "C", "amount": "USD 4bn", "due": "2025-12-31"}},
        "scenarios": {"worse": {"rates": {"SOFR": "4%"}, "delay": {"claim": "3mo"}}},
    }
    plain, worse = calendar_of(changes)[1], calendar_of(changes, scenario="worse")[1]
    first = {event.kind: event for event in reversed(plain)}, {event.kind: event for event in reversed(worse)}
    assert [str(kinds["receivable"].date) for kinds in first] == ["2025-12-31", "2026-03-31"]
    assert first[1]["interest"].amount == pytest.approx(2 * first[0]["interest"].amount)


@pytest.mark.parametrize("name", [case.name for case in BUNDLED])
def test_every_bundled_case_has_a_calendar_in_the_order_of_its_dates(name: str) -> None:
    read = read_bundled(name)
    case = resolve(read)
    found = cash_calendar(read, case)
    assert [event.date for event in found] == sorted(event.date for event in found)
    inside = [event for event in found if not event.after_horizon]
    assert {event.date for event in inside} <= set(case.dates)
    assert all(event.date > case.horizon for event in found if event.after_horizon)
    if case.funds is not None:
        bills = [event for event in inside if event.kind == "commitment"]
        assert math.fsum(event.amount for event in bills) == -math.fsum(bill.amount for bill in case.funds.bills)
