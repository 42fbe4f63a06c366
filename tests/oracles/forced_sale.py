"""What a sale of n shares in one day brings, and how small a sale may be to be enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """One asset on one day: its close, its average volume and the law of impact k (n / A) ** delta."""

    price: float
    volume: float  # A, shares a day, above 0
    impact: float  # k
    power: float  # delta

    def peak_impact(self, shares: float) -> float:
        """Fall at the end of the sale, as a fraction of the price; above 1 where the price has stopped at zero."""
        return self.impact * math.pow(shares / self.volume, self.power)

    def price_after(self, shares: float) -> float:
        """Price at the end of the sale; it stops at zero."""
        return self.price * max(0.0, 1.0 - self.peak_impact(shares))

    def proceeds(self, shares: float) -> float:
        """Cash for the sale; shares sold after the price has reached zero bring nothing."""
        if self.peak_impact(shares) > 1.0:
            shares = self.volume * math.pow(self.impact, -1.0 / self.power)
        average = 1.0 - self.peak_impact(shares) / (1.0 + self.power)
        return shares * self.price * average


def smallest(cap: float, reached: Callable[[float], bool]) -> float:
    """Find the smallest number in [0, cap] that is enough, by bisection to the last bit; `cap` where `cap` is not."""
    low, high = 0.0, cap
    if not reached(cap):
        return cap
    if reached(0.0):
        return 0.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high
