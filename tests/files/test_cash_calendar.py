"""The calendar of cash as comments."""

from __future__ import annotations

from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolve_calendar import cash_calendar
from pledgeline.files.case_text import resolved_text
from pledgeline.files.cash_calendar import calendar_text
from pledgeline.files.read_case import read_case_text
from tests.fixtures_case import document

CHANGES = {
    "horizon": "6mo",
    "debts": {"bond": {"amount": "USD 750m", "due": "2026-01-15"}, "old": {"amount": "USD 2bn"}},
    "commitments": {
        "ship": {"to": "A yard", "amount": "USD 12.5bn", "due": "2025-12-31", "firm": "false"},
        "dock": {"to": "A dock", "amount": "USD 1bn", "due": "2028"},
        "talks": {"to": "Somebody", "amount": "USD 1bn"},
    },
    "receivables": {"claim": {"owed_by": "A buyer", "amount": "USD 3bn", "due": "2025-12-31"}},
    "loans": {"pledge": {"at_maturity": {"extend": "1y"}}},
}


def test_the_calendar_reads_from_day_to_day() -> None:
    read = document(CHANGES)
    case = resolve(read)
    assert calendar_text(cash_calendar(read, case), case) == (
        "# Calendar of cash, at today's balances, exchange rates and shares and the stated base rates:\n"
        "#   2025-12-31  in      USD 3bn  owed by A buyer\n"
        "#   2025-12-31  out  USD 12.5bn  A yard, not firm\n"
        "#   2026-01-15  out    USD 750m  repayment of bond\n"
        "# After the horizon, 2026-04-09:\n"
        "#   2027-09-30  out    USD 10bn  repayment of pledge, or extended by 1y\n"
        "#   2028-12-31  out     USD 1bn  A dock\n"
        "# Without a date: old, talks\n"
    )


def test_with_its_calendar_a_resolved_case_is_still_a_case() -> None:
    read = document(CHANGES)
    case = resolve(read)
    text = resolved_text(read, case) + calendar_text(cash_calendar(read, case), case)
    assert resolve(read_case_text(text)).funds == case.funds


def test_a_case_without_payments_has_no_calendar() -> None:
    read = document({"assets": {"stake": {"kind": "private", "value": "USD 1bn"}}, "loans": None})
    case = resolve(read)
    assert calendar_text(cash_calendar(read, case), case) == ""
