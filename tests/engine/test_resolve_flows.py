"""Bills and inflows on their days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolved_group import ResolvedBill, ResolvedInflow
from tests.fixtures_case import document

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedGroup

FX = {"market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}}}}


def case_with(changes: dict[str, Any], *, scenario: str = "") -> tuple[ResolvedCase, ResolvedGroup]:
    case = resolve(document({**FX, **changes}, scenario=scenario))
    assert case.funds is not None
    return case, case.funds


def day(case: ResolvedCase, date: str) -> int:
    return case.dates.index(dt.date.fromisoformat(date)) + 1


def test_a_bill_is_in_its_currency_on_its_business_day() -> None:
    promise = {"to": "Yard", "amount": "JPY 75bn", "due": "2025-11", "firm": "false", "buys": "stock"}
    case, funds = case_with({"commitments": {"ship": promise}})
    # 30 November 2025 is a Sunday
    expected = ResolvedBill(
        id="ship", to="Yard", currency="JPY", amount=75e9, day=day(case, "2025-12-01"), firm=False, buys="stock"
    )
    assert funds.bills == (expected,)
    assert case.commitments["ship"].amount == pytest.approx(0.5e9)


def test_bills_come_by_day_and_then_in_the_order_of_the_case() -> None:
    dues = {
        "b": "2026-01-05",
        "a": "2026-01-05",
        "c": "2025-12-01",
        "past": "2025-10-09",
        "undated": None,
        "far": "2030",
    }
    promises = {
        key: {"to": "X", "amount": "USD 1bn", **({"due": due} if due is not None else {})} for key, due in dues.items()
    }
    case, funds = case_with({"commitments": promises})
    assert [bill.id for bill in funds.bills] == ["past", "c", "b", "a"]
    assert funds.bills[0].day == 1
    assert set(case.commitments) == set(dues)


def test_repeated_payments_are_numbered_and_each_is_the_amount() -> None:
    rent = {"to": "X", "amount": "USD 1bn", "due": "2025-11-30", "every": "monthly", "until": "2026-03-30"}
    case, funds = case_with({"commitments": {"rent": rent}, "horizon": "4mo"})
    dates = ["2025-12-01", "2025-12-30", "2026-01-30"]
    assert [(bill.id, bill.day) for bill in funds.bills] == [
        (f"rent#{number}", day(case, date)) for number, date in enumerate(dates, start=1)
    ]
    assert {bill.amount for bill in funds.bills} == {1e9}
    # those behind the horizon are promised all the same
    assert list(case.commitments) == [f"rent#{number}" for number in range(1, 6)]
    assert case.commitments["rent#4"].due == dt.date(2026, 2, 28)
    once = {**rent, "until": "2025-12-01"}
    assert [bill.id for bill in case_with({"commitments": {"rent": once}})[1].bills] == ["rent"]


INCOME = {
    "inflows": {
        "dividends": {
            "name": "A telecom",
            "amount": "JPY 15bn",
            "due": "2025-12-10",
            "every": "half_yearly",
            "until": "2026-12-31",
        },
        "sale": {"amount": "USD 1bn", "due": "2025-12-10"},
    },
    "receivables": {"claim": {"owed_by": "A buyer", "amount": "USD 2bn", "due": "2025-12-05"}},
    "scenarios": {"late": {"delay": {"claim": "6mo", "dividends": "1w"}}},
}  # fmt: skip


def test_money_comes_in_by_day_and_then_in_the_order_of_the_case() -> None:
    case, funds = case_with(INCOME)
    first, second = day(case, "2025-12-05"), day(case, "2025-12-10")
    assert [(inflow.id, inflow.day) for inflow in funds.inflows] == [
        ("claim", first),
        ("dividends#1", second),
        ("sale", second),
        ("dividends#2", day(case, "2026-06-10")),
        ("dividends#3", day(case, "2026-12-10")),
    ]
    assert funds.inflows[0] == ResolvedInflow(
        id="claim", name="A buyer", kind="receivable", currency="USD", amount=2e9, day=first
    )
    assert (funds.inflows[1].name, funds.inflows[1].kind, funds.inflows[1].amount) == ("A telecom", "inflow", 15e9)
    assert funds.inflows[2].name == "sale"


def test_a_scenario_delays_money() -> None:
    case, funds = case_with(INCOME, scenario="late")
    found = {inflow.id: inflow.day for inflow in funds.inflows}
    assert found["claim"] == day(case, "2026-06-05")
    assert found["dividends#1"] == day(case, "2025-12-17")
    assert found["sale"] == day(case, "2025-12-10")
