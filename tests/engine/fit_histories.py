"""Histories of closes for the tests of fits: simulated ones, and those of the shelf beside the project."""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SHELF = Path(__file__).parents[3] / "shared" / "prices"
Floats = Any
TRUE: dict[str, dict[str, float]] = {
    "gbm": {"volatility": 0.35},
    "merton": {"volatility": 0.30, "jump_rate": 20.0, "jump_mean": -0.02, "jump_std": 0.07},
    "kou": {"volatility": 0.30, "jump_rate": 20.0, "up_probability": 0.4, "up_rate": 18.0, "down_rate": 14.0},
}


def simulated(model: str, days: int, seed: int, **changed: float) -> Floats:
    """Daily log returns drawn from a law, by numpy's own generator."""
    law, draw = TRUE[model] | changed, np.random.default_rng(seed)
    found = 0.0002 + law["volatility"] / math.sqrt(252) * draw.normal(size=days)
    if model == "gbm":
        return found
    jumps = draw.poisson(law["jump_rate"] / 252, size=days)
    if model == "merton":
        return found + jumps * law["jump_mean"] + np.sqrt(jumps) * law["jump_std"] * draw.normal(size=days)
    up = draw.binomial(jumps, law["up_probability"])
    rises = np.where(up > 0, draw.gamma(np.maximum(up, 1)), 0.0) / law["up_rate"]
    falls = np.where(jumps > up, draw.gamma(np.maximum(jumps - up, 1)), 0.0) / law["down_rate"]
    return found + rises - falls


def closes_of(returns: Floats) -> Floats:
    """Closes with these log returns, from 100."""
    return 100.0 * np.exp(np.concatenate(([0.0], np.cumsum(returns))))


def business_days(count: int) -> tuple[dt.date, ...]:
    """Weekdays from 2 January 2020 on."""
    days = (dt.date(2020, 1, 2) + dt.timedelta(days=day) for day in range(2 * count + 10))
    return tuple(day for day in days if day.weekday() < 5)[:count]


def shelf_returns(name: str) -> Floats:
    """Log returns of a real name; the test is skipped where the shelf is absent."""
    path = SHELF / f"{name}.csv"
    if not path.exists():
        pytest.skip("the shelf of prices is not here")
    with path.open(encoding="utf-8") as lines:
        closes = [float(line["close"]) for line in csv.DictReader(lines)]
    return np.diff(np.log(closes))


def sp500_returns() -> Floats:
    """The log returns of the S&P 500 that come with the package `arch`."""
    sp500 = pytest.importorskip("arch.data.sp500", reason="the package arch is not installed")
    return np.diff(np.log(sp500.load()["Adj Close"].to_numpy()))
