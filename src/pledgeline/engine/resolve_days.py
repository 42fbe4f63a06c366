"""Dates as day numbers: 0 is `as_of`, day k the k-th business day after it."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.engine.resolved_group import NEVER_DUE
from pledgeline.market.calendar import business_days, following, later
from pledgeline.units.span import Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_QUARTER = 3  # months
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNumbers:
    """The business days of a case: those up to its horizon, and further ones behind it that can still be counted."""

    calendar: str
    as_of: dt.date
    dates: tuple[dt.date, ...]  # up to and including the horizon
    counted: tuple[dt.date, ...]  # the same and those behind it, as far as redemptions must be covered
    counted_until: dt.date  # how far that is
    interest_days: tuple[int, ...]  # the last of each calendar quarter

    def on_or_after(self, date: dt.date) -> int:
        """The day on which something due on a date is paid: its own or the next business day, at least 1.

        NEVER_DUE behind the last day that can be counted.
        """
        place = bisect_left(self.counted, date)
        return place + 1 if place < len(self.counted) else NEVER_DUE

    def up_to(self, date: dt.date) -> int:
        """How many business days lie after `as_of` up to and including a date; as far as days can be counted."""
        return bisect_right(self.counted, date)

    def end_of_loan(self, date: dt.date) -> int:
        """The day on which a margin loan ends: the last business day up to its maturity, as in its own step.

        Behind the horizon it is never the last day of the horizon; NEVER_DUE behind the last day that can be counted.
        """
        if self.dates and date <= self.dates[-1]:
            return self.up_to(date)
        return max(self.up_to(date), len(self.dates) + 1) if date <= self.counted_until else NEVER_DUE

    def length(self, start: dt.date, span: Span) -> int:
        """How many business days a span takes from a date on."""
        if span.unit == "bd":
            return span.count
        end = later(start, span, self.calendar)
        if start >= self.as_of and self.counted and end <= self.counted[-1]:
            return self.up_to(end) - self.up_to(start)
        return len(business_days(self.calendar, start, end))

    def seen_ahead(self, span: Span) -> tuple[int, ...]:
        """The last day number within a span, seen from day 0, 1, … and the last."""
        if span.unit == "bd":
            return tuple(min(day + span.count, len(self.counted)) for day in range(len(self.dates) + 1))
        return tuple(self.up_to(later(date, span, self.calendar)) for date in (self.as_of, *self.dates))

    def ends_of(self, months: int) -> tuple[int, ...]:
        """The days that are the last of their month, quarter (3) or year (12)."""
        return _ends(self.calendar, self.dates, months)


@functools.lru_cache(maxsize=16)  # a ranking resolves one case forty times
def day_numbers(calendar: str, as_of: dt.date, horizon: dt.date, covered: Span) -> DayNumbers:
    """The business days up to the horizon, and a covered span further."""
    until = later(horizon, covered, calendar)
    counted = business_days(calendar, as_of, until)
    inside = bisect_right(counted, horizon)
    dates = counted[:inside]
    return DayNumbers(
        calendar=calendar,
        as_of=as_of,
        dates=dates,
        counted=counted,
        counted_until=until,
        interest_days=_ends(calendar, dates, _QUARTER),
    )


def repeated(first: dt.date, months: int, until: dt.date) -> Iterator[dt.date]:
    """A date and those at equal distances of months after it, up to and including `until`."""
    date, count = first, 0
    while date <= until:
        yield date
        count += 1
        date = later(first, Span(count * months, "mo"), "")


def _ends(calendar: str, dates: tuple[dt.date, ...], months: int) -> tuple[int, ...]:
    """The numbers of the dates after which a new period begins on the next business day."""
    if not dates:
        return ()
    periods = [_period(date, months) for date in (*dates, following(calendar, dates[-1], 1))]
    return tuple(day for day, (one, after) in enumerate(pairwise(periods), start=1) if one != after)


def _period(date: dt.date, months: int) -> int:
    return (date.year * _MONTHS + date.month - 1) // months
