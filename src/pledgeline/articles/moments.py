"""A moment known to the day or less, its ISO literal, and the year that an article leaves to its reader."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

Edge = Literal["start", "middle", "end", "late"]
Period = Literal["year", "half", "quarter", "month", "decade"]
Direction = Literal["closest", "past", "future"]

_MONTHS = 12
_FEBRUARY, _LEAP_DAY = 2, 29
_LEAP = 2000  # a year in which every day of the calendar exists
_DECADE = 10
_MIDDLE_DAY = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, month, quarter, half or year, or an edge of it: the end of 2028, early 2027."""

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None  # spring to autumn, 1 to 3
    fiscal: bool = False  # a financial year, read as the year that it is called by
    edge: Edge | None = None

    @property
    def approximate(self) -> bool:
        """Whether the words leave more open than the literal says."""
        month = self.edge == "middle" and self.month is not None
        return self.edge in {"start", "late"} or self.season is not None or self.fiscal or month

    def literals(self) -> tuple[str | None, str | None, str | None]:
        """Value, low and high: a half is the range of its months, everything else a value."""
        if self.season is not None:
            return None, self._iso(f"{3 * self.season:02d}"), self._iso(f"{3 * self.season + 3:02d}")
        if self.half is not None and self.edge is None:
            return None, self._iso(f"{6 * self.half - 5:02d}"), self._iso(f"{6 * self.half:02d}")
        return self._literal(), None, None

    def last_day(self) -> dt.date:
        """The last day that may be meant, of a moment whose year is known or any leap year."""
        year, month = self.year or _LEAP, self._last_month()
        return dt.date(year, month, min(self.day or 31, calendar.monthrange(year, month)[1]))

    def exists(self) -> bool:
        """Whether the calendar has that day."""
        month = self.month or 1
        if self.year is not None and not dt.MINYEAR <= self.year <= dt.MAXYEAR:
            return False
        return 1 <= month <= _MONTHS and 1 <= (self.day or 1) <= calendar.monthrange(self.year or _LEAP, month)[1]

    def _whole_year(self) -> bool:
        return self.half is None and self.quarter is None and self.month is None

    def _last_month(self) -> int:
        if self.month is not None:
            return self.month
        if self.quarter is not None:
            return 3 * self.quarter
        return 6 * self.half if self.half is not None else _MONTHS

    def _iso(self, rest: str) -> str:
        head = "-" if self.year is None else f"{self.year:04d}"
        return f"{head}-{rest}" if rest else head

    def _literal(self) -> str:
        if self.edge == "end" and self.day is None:
            last = self.last_day()
            return self._iso(f"{last.month:02d}-{last.day:02d}")
        if self._whole_year() and self.edge is not None:
            return self._iso({"start": "Q1", "middle": "06", "late": "Q4"}[self.edge])
        if self.half is not None:
            return self._iso(f"{self._last_month():02d}")
        if self.quarter is not None:
            return self._iso(f"Q{self.quarter}")
        if self.month is not None:
            day = _MIDDLE_DAY if self.edge == "middle" else self.day
            return self._iso(f"{self.month:02d}" + (f"-{day:02d}" if day is not None else ""))
        return self._iso("")


def with_year(moment: Moment, dated: dt.date, direction: Direction) -> Moment:
    """The moment in the year that brings it closest to the article's day: the last before it, the next after it."""
    candidates = [replace(moment, year=dated.year + step) for step in (-1, 0, 1)]
    candidates = [each for each in candidates if each.exists()] or [replace(moment, year=dated.year)]
    if direction == "past":
        candidates = [each for each in candidates if each.last_day() <= dated or _holds(each, dated)] or candidates
        return candidates[-1]
    if direction == "future":
        candidates = [each for each in candidates if each.last_day() >= dated] or candidates
        return candidates[0]
    return min(candidates, key=lambda each: _distance(each, dated))


def _holds(moment: Moment, dated: dt.date) -> bool:
    return moment.month == dated.month and moment.year == dated.year


def _distance(moment: Moment, dated: dt.date) -> int:
    """Days from the article to the nearest day that may be meant."""
    last = moment.last_day()
    first = last if moment.day else last.replace(day=1)
    if moment.quarter or moment.half:
        first = shifted(last.replace(day=1), months=-2 if moment.quarter else -5) or first
    return max(0, (dated - last).days, (first - dated).days)


def relative_to(dated: dt.date, period: Period, steps: int, edge: Edge | None) -> Moment | None:
    """Next year, last month, the end of the decade; None beyond the calendar."""
    if period == "decade":
        return Moment(year=dated.year // _DECADE * _DECADE + _DECADE - 1 + _DECADE * steps, edge=edge)
    if period == "year":
        there = Moment(year=dated.year + steps, edge=edge)
        return there if there.exists() else None
    length = {"half": 6, "quarter": 3, "month": 1}[period]
    first = shifted(dated.replace(day=1), months=length * steps)
    if first is None:
        return None
    place = (first.month - 1) // length + 1
    if period == "half":
        return Moment(year=first.year, half=place, edge=edge)
    if period == "quarter":
        return Moment(year=first.year, quarter=place, edge=edge)
    return Moment(year=first.year, month=place, edge=edge)


def shifted(day: dt.date, *, months: int = 0, days: int = 0) -> dt.date | None:
    """The day so many months and days later, or the last of its month where the month is shorter; None beyond 9999."""
    count = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(count, _MONTHS)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    there = dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    reachable = dt.date.min.toordinal() <= there.toordinal() + days <= dt.date.max.toordinal()
    return there + dt.timedelta(days=days) if reachable else None
