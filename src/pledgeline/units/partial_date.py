"""Dates, known to the day or less: `2025-12-31`, `2028-12`, `2028-Q4`, `2028-H2`, `2028`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from pledgeline.language.saying import said
from pledgeline.units.literal import LiteralError, parse
from pledgeline.units.mending import TIDY, Mended, Mending

_GRAMMAR = re.compile(r"([12][0-9]{3})(?:-(?:H([12])|Q([1-4])|([01][0-9])(?:-([0-3][0-9]))?))?")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or a month, quarter, half or year of which the day is not known."""

    year: int
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None

    NAME: ClassVar[str] = said("a date")
    EXAMPLE: ClassVar[str] = "2025-12-31"
    RANGE: ClassVar[str] = "2025-12-31..2026-06-30"
    PATTERN: ClassVar[str] = _GRAMMAR.pattern

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The date of a well-formed text; raises `LiteralError` for a day that the month does not have."""
        found = _GRAMMAR.fullmatch(text)
        if found is None:
            return None
        year, half, quarter, month, day = (int(part) if part else None for part in found.groups())
        if year is None:
            return None
        if month is not None and not 1 <= month <= _MONTHS:
            raise LiteralError(
                said("'{text}' names month {month}", text=text, month=month), said("months run from 01 to 12")
            )
        if month is not None and day is not None and not 1 <= day <= _days(year, month):
            last = f"{year}-{month:02d}-{_days(year, month)}"
            raise LiteralError(
                said("'{text}' is not a day of the calendar", text=text),
                said("the last day of that month is {date}", date=last),
            )
        return cls(year=year, half=half, quarter=quarter, month=month, day=day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The date of `2025-12-31`, `2028-12`, `2028-Q4`, `2028-H2` or `2028`; raises `LiteralError`."""
        return parse(cls, text, DATE_MENDINGS)

    @property
    def first(self) -> dt.date:
        """The first day that may be meant."""
        return dt.date(self.year, self._months()[0], self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that may be meant."""
        month = self._months()[1]
        return dt.date(self.year, month, self.day or _days(self.year, month))

    def _months(self) -> tuple[int, int]:
        if self.month is not None:
            return self.month, self.month
        if self.quarter is not None:
            return 3 * self.quarter - 2, 3 * self.quarter
        return (6 * self.half - 5, 6 * self.half) if self.half is not None else (1, _MONTHS)

    def order(self) -> tuple[str, Decimal]:
        """Dates compare by their last day."""
        return "date", Decimal(self.last.toordinal())

    def __str__(self) -> str:
        """The literal."""
        if self.month is not None:
            return f"{self.year}-{self.month:02d}" + (f"-{self.day:02d}" if self.day is not None else "")
        if self.quarter is not None:
            return f"{self.year}-Q{self.quarter}"
        return f"{self.year}-H{self.half}" if self.half is not None else str(self.year)


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _slashes(text: str) -> Mended | None:
    found = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([12][0-9]{3})", text)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), found[3]
    options = [f"{year}-{m:02d}-{d:02d}" for m, d in ((second, first), (first, second)) if m <= _MONTHS and d > 0]
    tidy = list(dict.fromkeys(option for option in options if option[5:7] != "00"))
    if len(tidy) > 1:
        remedy = said("write {literal} or {other}", literal=tidy[0], other=tidy[1])
        return Mended(text=text, reason=said("the day and the month can be mistaken"), remedy=remedy)
    return Mended(text=tidy[0] if tidy else text, reason=said("dates are written year-month-day"))


def _year_first(text: str) -> Mended | None:
    found = re.fullmatch(r"([12][0-9]{3})[/. -]?([0-9]{1,2})[/. -]?([0-9]{1,2})?", text)
    if found is None or (len(text) < len("2025-1") and "-" not in text):
        return None
    tidy = f"{found[1]}-{int(found[2]):02d}" + (f"-{int(found[3]):02d}" if found[3] else "")
    return Mended(text=tidy, reason=said("dates are written as 2025-12-31")) if tidy != text else None


def _quarter(text: str) -> Mended | None:
    found = re.fullmatch(r"([QH])([1-4])[ /-]?([12][0-9]{3})", text, re.IGNORECASE)
    if found is not None:
        return Mended(text=f"{found[3]}-{found[1].upper()}{found[2]}", reason=said("the year is written first"))
    found = re.fullmatch(r"([12][0-9]{3})[ /-]?([QH])([1-4])", text, re.IGNORECASE)
    if found is None:
        return None
    return Mended(text=f"{found[1]}-{found[2].upper()}{found[3]}", reason=said("quarters are written as 2028-Q4"))


DATE_MENDINGS: tuple[Mending, ...] = (*TIDY, _slashes, _year_first, _quarter)
