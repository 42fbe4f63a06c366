"""A margin loan looked at on two dates, worked by hand: GBM, no interest, sold at the close that calls it.

Every figure is a normal or a bivariate normal distribution function, so that
nothing of the program is needed to make them. One share is worth 1 today.
Sources: the moments of a log-normal price below a level, as in Black and
Scholes (1973); two dates, as in Geske (1979).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, log, pi, sqrt

import numpy as np

DEEP = -12.0  # standard deviations, below which nothing is left
PANELS, NODES = 24, 20
HALVINGS = 60
HALF = 1.0 / sqrt(2.0)  # correlation of the logs of the price on dates one and two


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoDates:
    """One loan: `step` is the standard deviation of a log return between dates, `ltv` the debt over the collateral."""

    step: float
    ltv: float
    call_ltv: float

    @property
    def barrier(self) -> float:
        """The price of the call over today's."""
        return self.ltv / self.call_ltv


def normal(x: float) -> float:
    """The normal distribution function."""
    return erfc(-x / sqrt(2.0)) / 2.0


def bivariate(one: float, other: float) -> float:
    """Probability that two standard normals with correlation `HALF` are both below their bounds."""
    rest = sqrt(1.0 - HALF**2)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    edges = np.linspace(DEEP, one, PANELS + 1)
    middles, halves = (edges[1:] + edges[:-1]) / 2.0, (edges[1:] - edges[:-1]) / 2.0
    places = middles[:, None] + halves[:, None] * nodes
    inner = np.array([[normal((other - HALF * x) / rest) for x in row] for row in places.tolist()])
    return float((halves[:, None] * weights * np.exp(-(places**2) / 2.0) * inner).sum() / sqrt(2.0 * pi))


def bound(loan: TwoDates, level: float, date: int) -> float:
    """How many standard deviations a level lies from the middle of the log price on a date."""
    spread = loan.step * sqrt(date)
    return (log(level) + spread * spread / 2.0) / spread


def call_by_one(loan: TwoDates) -> float:
    """Probability of a call on date one."""
    return normal(bound(loan, loan.barrier, 1))


def call_by_two(loan: TwoDates) -> float:
    """Probability of a call on date one or two."""
    first, second = bound(loan, loan.barrier, 1), bound(loan, loan.barrier, 2)
    return normal(first) + normal(second) - bivariate(first, second)


def loss_probability(loan: TwoDates) -> float:
    """Probability that the close of the call is below the debt."""
    first, later = bound(loan, loan.ltv, 1), bound(loan, loan.ltv, 2)
    called_before = bivariate(bound(loan, loan.barrier, 1), later)
    return normal(first) + normal(later) - called_before


def expected_loss(loan: TwoDates) -> float:
    """Expected loss over the collateral of today: the debt less the price, where the price is less."""
    shifted = loan.step, loan.step * sqrt(2.0)
    barrier, first, later = bound(loan, loan.barrier, 1), bound(loan, loan.ltv, 1), bound(loan, loan.ltv, 2)
    price_first = normal(first - shifted[0])
    price_later = normal(later - shifted[1]) - bivariate(barrier - shifted[0], later - shifted[1])
    return loan.ltv * loss_probability(loan) - price_first - price_later


def initial_ltv(*, step: float, call_ltv: float, limit: float) -> float:
    """The LTV at which the expected loss is `limit` of the debt; the root of a rising function, by bisection."""
    low, high = 0.0, call_ltv
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        loan = TwoDates(step=step, ltv=middle, call_ltv=call_ltv)
        low, high = (middle, high) if expected_loss(loan) < limit * middle else (low, middle)
    return low
