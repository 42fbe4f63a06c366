"""A calibration to look at: a simulated history with two gaps on given dates, and volatility today."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pledgeline.engine.fit_calibration import calibrate
from pledgeline.market.prices import PriceTable
from tests.engine.fit_histories import business_days, closes_of, simulated

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Calibration

NAME = "Ship & <Sons>"


@cache
def example_calibration(*, garch: bool = False) -> Calibration:
    """Laws fitted to 600 days, with earnings on two of them."""
    returns = simulated("kou", 600, seed=41)
    returns[[100, 163]] = (0.18, -0.2)
    closes, days = closes_of(returns), business_days(601)
    table = PriceTable(dates=days, closes=tuple(closes), currency="USD", origin="x.csv", dialect="")
    return calibrate(table, name=NAME, earnings=(days[101], days[164]), garch=garch)
