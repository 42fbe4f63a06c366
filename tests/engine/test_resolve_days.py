"""Dates as day numbers, against the calendar itself and against the interest index of the loans."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.interest import interest_index
from pledgeline.engine.resolve_days import DayNumbers, day_numbers, repeated
from pledgeline.engine.resolved_group import NEVER_DUE
from pledgeline.market.calendar import business_days, later
from pledgeline.units.span import Span
from tests.simple_case import simple_loan

AS_OF = dt.date(2025, 10, 9)  # a Thursday
HORIZON = dt.date(2026, 4, 3)  # Good Friday: the exchange is shut, the last business day is the 2nd
DAYS = day_numbers("XNYS", AS_OF, HORIZON, Span(1, "y"))
dates = st.dates(dt.date(2025, 9, 1), dt.date(2027, 12, 31))


def test_days_end_with_the_horizon_and_are_counted_a_covered_span_further() -> None:
    assert DAYS.dates == business_days("XNYS", AS_OF, HORIZON)
    assert DAYS.dates[-1] == dt.date(2026, 4, 2)
    assert DAYS.counted[-1] == dt.date(2027, 4, 2)
    assert DAYS.counted[: len(DAYS.dates)] == DAYS.dates


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2025-10-10", 1),
        ("2025-10-11", 2),  # Saturday: Monday the 13th, on which the exchange is open
        ("2025-10-13", 2),
        ("2025-10-09", 1),  # as_of and before: the first day there is
        ("2025-01-01", 1),
        ("2027-04-02", 370),  # the last day that is counted: 57 in 2025, 251 in 2026, 62 in 2027
        ("2027-04-03", NEVER_DUE),
    ],
)
def test_what_falls_due_is_paid_on_the_next_business_day(date: str, day: int) -> None:
    assert DAYS.on_or_after(dt.date.fromisoformat(date)) == day


@given(dates)
def test_the_day_of_a_payment_is_the_first_business_day_from_its_date_on(date: dt.date) -> None:
    day = DAYS.on_or_after(date)
    assert day >= 1
    if day < NEVER_DUE:
        assert DAYS.counted[day - 1] >= date
        assert day == 1 or DAYS.counted[day - 2] < date


@given(dates)
def test_a_margin_loan_ends_on_the_last_business_day_up_to_its_maturity(date: dt.date) -> None:
    day, inside = DAYS.end_of_loan(date), sum(one <= date for one in DAYS.dates)
    if date <= DAYS.dates[-1]:
        assert day == inside
    else:
        assert day > len(DAYS.dates)
        assert (day == NEVER_DUE) == (date > dt.date(2027, 4, 3))  # a year after the horizon
        assert day == NEVER_DUE or DAYS.counted[day - 1] <= max(date, DAYS.counted[len(DAYS.dates)])


def test_a_loan_that_matures_on_a_holiday_after_the_last_day_does_not_end_on_it() -> None:
    assert DAYS.end_of_loan(dt.date(2026, 4, 3)) == len(DAYS.dates) + 1


@pytest.mark.parametrize("rate", [0.03, 0.08])
def test_interest_days_are_those_after_which_the_interest_index_starts_again(rate: float) -> None:
    days = day_numbers("XNYS", AS_OF, dt.date(2028, 10, 9), Span(1, "y"))
    index = interest_index(simple_loan(base_rate=((AS_OF, rate),)), AS_OF, days.dates)
    fallen = [day for day, (before, after) in enumerate(pairwise(index)) if after < before]
    assert list(days.interest_days) == fallen
    assert len(fallen) == 12


def test_the_last_day_is_an_interest_day_only_where_the_next_is_in_another_quarter() -> None:
    at_end = day_numbers("XNYS", AS_OF, dt.date(2025, 12, 31), Span(1, "mo"))
    before = day_numbers("XNYS", AS_OF, dt.date(2025, 12, 30), Span(1, "mo"))
    assert at_end.interest_days == (len(at_end.dates),)
    assert before.interest_days == ()
    assert at_end.ends_of(1)[-1] == len(at_end.dates)  # October, November, December
    assert len(at_end.ends_of(1)) == 3
    assert at_end.ends_of(12) == (len(at_end.dates),)


@pytest.mark.parametrize(
    "span", [Span(1, "y"), Span(3, "mo"), Span(10, "d"), Span(0, "d"), Span(40, "bd"), Span(2, "w")]
)
def test_the_end_of_a_covered_span_is_seen_from_every_day(span: Span) -> None:
    days = day_numbers("XNYS", AS_OF, HORIZON, span)
    seen = days.seen_ahead(span)
    assert len(seen) == len(days.dates) + 1
    for day, end in enumerate(seen):
        start = AS_OF if day == 0 else days.dates[day - 1]
        until = later(start, span, "XNYS")
        assert end == sum(one <= until for one in business_days("XNYS", AS_OF, dt.date(2027, 6, 1)))


@given(
    st.dates(AS_OF, dt.date(2027, 1, 1)), st.sampled_from([Span(1, "y"), Span(6, "mo"), Span(30, "d"), Span(5, "bd")])
)
def test_the_length_of_a_span_is_counted_alike_within_the_counted_days_and_beyond(date: dt.date, span: Span) -> None:
    counted = len(business_days("XNYS", date, later(date, span, "XNYS")))
    assert DAYS.length(date, span) == counted
    assert day_numbers("XNYS", AS_OF, AS_OF, Span(0, "d")).length(date, span) == counted


def test_repeated_dates_keep_their_day_of_the_month_where_it_has_one() -> None:
    found = list(repeated(dt.date(2025, 11, 30), 1, dt.date(2026, 3, 30)))
    assert [str(date) for date in found] == ["2025-11-30", "2025-12-30", "2026-01-30", "2026-02-28", "2026-03-30"]
    assert list(repeated(dt.date(2026, 1, 1), 12, dt.date(2025, 12, 31))) == []


def test_a_case_without_a_business_day_has_no_day() -> None:
    empty = day_numbers("XNYS", dt.date(2025, 10, 10), dt.date(2025, 10, 12), Span(0, "d"))  # a weekend
    assert (empty.dates, empty.interest_days, empty.ends_of(1), empty.seen_ahead(Span(0, "d"))) == ((), (), (), (0,))
    assert isinstance(empty, DayNumbers)
    assert empty.end_of_loan(dt.date(2026, 1, 1)) == NEVER_DUE
