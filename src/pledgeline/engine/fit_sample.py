"""A history of closes as daily log returns, and what they show before any law is fitted."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit_results import Clustering, Window
from pledgeline.errors import OutOfRange
from pledgeline.language.saying import said
from pledgeline.market.dynamics import DATES_PER_YEAR
from pledgeline.market.prices import PriceTable

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LAGS = 10
EVEN = 1e-18  # of a mean square against the largest one: below it there is only rounding
STRESS_DAYS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Log returns, each with the date of its later close."""

    dates: tuple[dt.date, ...]
    returns: Floats


def log_returns(prices: PriceTable | ArrayLike) -> Floats:
    """Log returns from close to close, as (closes - 1,).

    Raises OutOfRange for prices that are not one row of finite numbers above
    zero; one close has no return.
    """
    closes = np.asarray(prices.closes if isinstance(prices, PriceTable) else prices, dtype=float)
    if closes.ndim != 1:
        raise OutOfRange(
            said("prices must be one row of closes, not an array of shape {shape}", shape=str(closes.shape))
        )
    wrong = np.flatnonzero(~(np.isfinite(closes) & (closes > 0.0)))
    if len(wrong):
        first = int(wrong[0])
        raise OutOfRange(
            said(
                "close number {number} is {close}; every close must be finite and above zero",
                number=str(first + 1),
                close=str(closes[first]),
            )
        )
    found: Floats = np.diff(np.log(closes))
    return found


def between(table: PriceTable, first: dt.date | None, last: dt.date | None) -> PriceTable:
    """The closes from a date to a date, both included; volumes are left out."""
    low = 0 if first is None else bisect_left(table.dates, first)
    high = len(table.dates) if last is None else bisect_right(table.dates, last)
    return replace(table, dates=table.dates[low:high], closes=table.closes[low:high], volumes=None)


def moves_of(table: PriceTable) -> Moves:
    """The log returns of a table; raises OutOfRange as `log_returns`."""
    return Moves(dates=table.dates[1:], returns=log_returns(table))


def volatility(returns: Floats) -> float:
    """Sample volatility, per square root of a year, with n - 1; at least two returns."""
    return float(returns.std(ddof=1)) * math.sqrt(DATES_PER_YEAR)


def window(moves: Moves) -> Window:
    """The whole stretch of some moves; at least two."""
    return Window(
        first=moves.dates[0], last=moves.dates[-1], returns=len(moves.dates), volatility=volatility(moves.returns)
    )


def worst_window(moves: Moves, days: int = STRESS_DAYS) -> Window:
    """The `days` returns in a row with the highest sample volatility; all of them where there are fewer."""
    size = min(days, len(moves.dates))
    sums = _rolling(moves.returns, size)
    squares = _rolling((moves.returns - moves.returns.mean()) ** 2, size)
    shifted = sums - size * moves.returns.mean()
    start = int(np.argmax(squares - shifted**2 / size))
    return window(Moves(dates=moves.dates[start : start + size], returns=moves.returns[start : start + size]))


def clustering(returns: Floats, lags: int = LAGS) -> Clustering:
    """Ljung–Box statistic of absolute deviations from the mean; chi-squared with `lags` degrees without clusters.

    Source: Ljung and Box (1978).
    """
    from scipy.special import chdtrc  # noqa: PLC0415  # slow to import, and only fits need it

    sizes = np.abs(returns - returns.mean())
    sizes = sizes - sizes.mean()
    count, total = len(sizes), float(sizes @ sizes)
    lags = min(lags, count - 1)
    if total <= EVEN * count * float(np.abs(returns).max()) ** 2:
        return Clustering(lags=lags, statistic=0.0, p_value=1.0)  # all moves are of one size
    shares = [float(sizes[lag:] @ sizes[:-lag]) / total for lag in range(1, lags + 1)]
    terms = (share * share / (count - lag) for lag, share in enumerate(shares, start=1))
    statistic = count * (count + 2) * math.fsum(terms)
    return Clustering(lags=lags, statistic=statistic, p_value=float(chdtrc(lags, statistic)))


def _rolling(values: Floats, size: int) -> Floats:
    """Sums of `size` values in a row."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    found: Floats = sums[size:] - sums[:-size]
    return found
