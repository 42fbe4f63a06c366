"""Business days of an exchange, by its ISO 10383 code, from the `holidays` package."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING

from pledgeline.errors import UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from holidays import HolidayBase

    from pledgeline.units.span import Span

_ONE = dt.timedelta(days=1)
_MIC_LENGTH = 4
_MONTHS = 12


@functools.cache
def calendars() -> tuple[str, ...]:
    """The exchanges whose calendars are known, by code, in alphabetical order."""
    from holidays.utils import list_supported_financial  # noqa: PLC0415  a fifth of a second

    known = list_supported_financial()
    codes = {code for name, inner in known.items() for code in (name, *inner)}
    return tuple(sorted(code for code in codes if len(code) == _MIC_LENGTH))


@functools.cache
def _holidays(calendar: str) -> HolidayBase:
    from holidays import financial_holidays  # noqa: PLC0415

    if calendar not in calendars():
        remedy = suggestion(calendar, calendars())
        raise UnknownName(said("no calendar of an exchange is named '{name}'; {remedy}", name=calendar, remedy=remedy))
    return financial_holidays(calendar)


def is_business_day(calendar: str, date: dt.date) -> bool:
    """Whether the exchange is open on a date; raises `UnknownName` for a calendar that is not known."""
    return bool(_holidays(calendar).is_working_day(date))


@functools.lru_cache(maxsize=64)  # a ranking resolves one case forty times
def business_days(calendar: str, start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """The business days after `start`, up to and including `end`; raises `UnknownName`."""
    days = (end - start).days
    return tuple(date for n in range(1, days + 1) if is_business_day(calendar, date := start + n * _ONE))


def following(calendar: str, date: dt.date, count: int) -> dt.date:
    """The date `count` business days later; the date itself for 0, also where it is none."""
    while count > 0:
        date += _ONE
        count -= is_business_day(calendar, date)
    return date


def later(date: dt.date, span: Span, calendar: str) -> dt.date:
    """The date a span later; months and years end no later than the month does (31 January + 1mo = 28 February)."""
    if span.unit == "bd":
        return following(calendar, date, span.count)
    if span.unit in {"d", "w"}:
        return date + span.count * (7 if span.unit == "w" else 1) * _ONE
    months = date.year * _MONTHS + date.month - 1 + span.count * (_MONTHS if span.unit == "y" else 1)
    year, month = divmod(months, _MONTHS)
    after = dt.date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1) - _ONE
    return after.replace(day=min(date.day, after.day))


def age_in_business_days(calendar: str, date: dt.date, as_of: dt.date) -> int:
    """How many business days lie after `date`, up to and including `as_of`; 0 for the same day."""
    return len(business_days(calendar, date, as_of))
