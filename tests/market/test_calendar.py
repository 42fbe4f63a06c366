"""Business days against the published holiday lists of exchanges."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.errors import UnknownName
from pledgeline.market.calendar import (
    age_in_business_days,
    business_days,
    calendars,
    following,
    is_business_day,
    later,
)
from pledgeline.units.span import Span

DAYS = Path(__file__).parents[1] / "tables" / "exchange_days.csv"
dates = st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31))


def rows() -> list[dict[str, str]]:
    with DAYS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['calendar']}-{row['date']}")
def test_published_days(row: dict[str, str]) -> None:
    assert is_business_day(row["calendar"], dt.date.fromisoformat(row["date"])) == (row["open"] == "yes")


def test_unknown_calendars_are_named_with_a_suggestion() -> None:
    with pytest.raises(UnknownName, match=r"'XNYX'; did you mean XNYS\?"):
        is_business_day("XNYX", dt.date(2025, 1, 2))
    assert {"XNYS", "XJPX", "XLON", "XETR"} <= set(calendars())


def test_business_days_leave_out_the_start_and_hold_the_end() -> None:
    days = business_days("XNYS", dt.date(2025, 7, 3), dt.date(2025, 7, 8))
    assert days == (dt.date(2025, 7, 7), dt.date(2025, 7, 8))  # the fourth is Independence Day, then a weekend
    assert business_days("XNYS", dt.date(2025, 7, 8), dt.date(2025, 7, 3)) == ()


@given(dates, st.integers(0, 60))
def test_counting_back_gives_what_was_counted_forward(date: dt.date, count: int) -> None:
    end = following("XNYS", date, count)
    assert age_in_business_days("XNYS", date, end) == count
    assert count == 0 or is_business_day("XNYS", end)


@pytest.mark.parametrize(
    ("date", "span", "end"),
    [
        ("2025-01-31", Span(1, "mo"), "2025-02-28"),
        ("2024-01-31", Span(1, "mo"), "2024-02-29"),
        ("2024-02-29", Span(1, "y"), "2025-02-28"),
        ("2025-10-09", Span(2, "y"), "2027-10-09"),
        ("2025-10-31", Span(18, "mo"), "2027-04-30"),
        ("2025-12-15", Span(12, "mo"), "2026-12-15"),
        ("2025-10-09", Span(2, "w"), "2025-10-23"),
        ("2025-10-09", Span(10, "d"), "2025-10-19"),
        ("2025-10-09", Span(2, "bd"), "2025-10-13"),
        ("2025-10-09", Span(0, "mo"), "2025-10-09"),
    ],
)
def test_a_span_later(date: str, span: Span, end: str) -> None:
    assert later(dt.date.fromisoformat(date), span, "XNYS").isoformat() == end


@given(dates, st.integers(0, 48))
def test_twelve_months_are_a_year(date: dt.date, years: int) -> None:
    assert later(date, Span(12 * years, "mo"), "XNYS") == later(date, Span(years, "y"), "XNYS")
