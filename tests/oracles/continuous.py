"""Closed forms where the price is watched at every moment: GBM, Kou and Wang (2003), and the down-and-out call."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from collections.abc import Callable

SHIFT = 0.5825971579390106  # -zeta(1/2) / sqrt(2 pi): Broadie, Glasserman and Kou (1997), theorem 1.1
EULER_TERMS, EULER_EXTRA = 38, 14
EULER_EXPONENT = 26.0  # the inversion errs by about exp(-26) = 5e-12


def gbm_first_passage(*, barrier: float, growth: float, volatility: float, years: float) -> float:
    """P(the price falls to `barrier` of today's within `years`); reflection principle."""
    drift, level = growth - volatility**2 / 2, math.log(barrier)
    spread = volatility * math.sqrt(years)
    reflected = math.exp(2 * drift * level / volatility**2) * ndtr((level + drift * years) / spread)
    return float(ndtr((level - drift * years) / spread) + reflected)


def shifted_barrier(barrier: float, *, volatility: float, step: float) -> float:
    """The barrier that, watched always, is hit about as often as `barrier` watched every `step` years."""
    return barrier * math.exp(-SHIFT * volatility * math.sqrt(step))


@dataclass(frozen=True)
class KouWalk:
    """Drift, diffusion and two-sided exponential jumps of a log price."""

    drift: float
    volatility: float
    jump_rate: float
    up_probability: float
    up_rate: float
    down_rate: float

    def mirrored(self) -> KouWalk:
        """The walk of minus the log price."""
        return KouWalk(
            -self.drift, self.volatility, self.jump_rate, 1 - self.up_probability, self.down_rate, self.up_rate
        )

    def up_crossing(self, level: float, years: float) -> float:
        """P(the walk rises to `level` above 0 within `years`): theorem 3.1 inverted."""
        return inverted(lambda a: self._transform(a, level) / a, years)

    def _transform(self, a: complex, level: float) -> complex:
        """E[exp(-a T)] of the time T at which the walk is first at or above `level`."""
        first, second = self._roots(a)
        up = self.up_rate
        low = (up - first) / up * second / (second - first) * np.exp(-level * first)
        high = (second - up) / up * first / (second - first) * np.exp(-level * second)
        return complex(low + high)

    def _roots(self, a: complex) -> tuple[complex, complex]:
        """The two roots of exponent(root) = a with positive real part."""
        up, down, p = self.up_rate, self.down_rate, self.up_probability
        x = np.polynomial.Polynomial([0.0, 1.0])
        poles = (up - x) * (down + x)
        jumps = self.jump_rate * (p * up * (down + x) + (1 - p) * down * (up - x) - poles)
        quartic = (self.drift * x + self.volatility**2 / 2 * x * x - a) * poles + jumps
        roots = [complex(root) for root in quartic.roots()]
        first, second = sorted((root for root in roots if root.real > 0), key=lambda root: root.real)
        return first, second


def inverted(transform: Callable[[complex], complex], time: float) -> float:
    """Inverse Laplace transform of a bounded function: Abate and Whitt (1995), Euler summation."""
    a = EULER_EXPONENT

    def term(k: int) -> float:
        sign = 1.0 - 2.0 * (k % 2)
        return sign * transform(complex(a / 2, k * math.pi) / time).real

    partial = [transform(complex(a / 2, 0.0) / time).real / 2]
    for k in range(1, EULER_TERMS + EULER_EXTRA + 1):
        partial.append(partial[-1] + term(k))
    averaged = math.fsum(
        math.comb(EULER_EXTRA, j) * partial[EULER_TERMS + j] / 2**EULER_EXTRA for j in range(EULER_EXTRA + 1)
    )
    return math.exp(a / 2) / time * averaged


@dataclass(frozen=True)
class BarrierCall:
    """A down-and-out call under GBM without dividends, barrier at or under the strike."""

    spot: float
    strike: float
    volatility: float
    rate: float
    years: float

    def vanilla(self, spot: float) -> float:
        """The call without barrier: Black and Scholes (1973)."""
        spread = self.volatility * math.sqrt(self.years)
        d = (math.log(spot / self.strike) + self.rate * self.years) / spread + spread / 2
        return float(spot * ndtr(d) - self.strike * math.exp(-self.rate * self.years) * ndtr(d - spread))

    def knocked_out(self, barrier: float) -> float:
        """The call with a barrier watched always: Merton (1973), equation 55, by images."""
        power = 2 * self.rate / self.volatility**2 - 1
        image = math.pow(barrier / self.spot, power) * self.vanilla(barrier**2 / self.spot)
        return self.vanilla(self.spot) - image
