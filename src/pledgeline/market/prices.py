"""Daily closes of one asset, and where they were read."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.errors import UnknownName
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """Closes in the order of their dates, each finite and above zero; volumes in shares, where the table has them."""

    dates: tuple[dt.date, ...]
    closes: tuple[float, ...]
    volumes: tuple[float, ...] | None = None
    currency: str
    origin: str  # the file as it is named in messages
    dialect: str  # what was detected: "comma separated, decimal point, dates year-month-day, columns date/close"

    def close_on(self, date: dt.date) -> tuple[float, dt.date]:
        """The last close on or before a date, with its own date; raises `UnknownName` where there is none."""
        after = bisect_right(self.dates, date)
        if after == 0:
            raise UnknownName(said("{file} has no close on or before {date}", file=self.origin, date=str(date)))
        return self.closes[after - 1], self.dates[after - 1]
