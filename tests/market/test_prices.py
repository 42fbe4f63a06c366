"""A price table knows its last close on or before a day."""

from __future__ import annotations

import datetime as dt

import pytest

from pledgeline.errors import UnknownName
from pledgeline.market.prices import PriceTable

TABLE = PriceTable(
    dates=(dt.date(2025, 10, 7), dt.date(2025, 10, 9)),
    closes=(165.0, 170.66),
    currency="USD",
    origin="arm.csv",
    dialect="comma separated",
)


@pytest.mark.parametrize(
    ("day", "close"), [("2025-10-07", 165.0), ("2025-10-08", 165.0), ("2025-10-09", 170.66), ("2030-01-01", 170.66)]
)
def test_the_last_close_on_or_before_a_day(day: str, close: float) -> None:
    found, date = TABLE.close_on(dt.date.fromisoformat(day))
    assert found == close
    assert date <= dt.date.fromisoformat(day)


def test_before_the_first_close_there_is_none() -> None:
    with pytest.raises(UnknownName, match=r"arm\.csv has no close on or before 2025-10-06"):
        TABLE.close_on(dt.date(2025, 10, 6))
