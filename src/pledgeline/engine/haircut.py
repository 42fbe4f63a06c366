"""The haircut that keeps a sale after some days from losing more than a target allows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.course import Course, counted, one_move, require, solver
from pledgeline.engine.gap import SalePrice, halved
from pledgeline.engine.laws import ExactDynamics, levy
from pledgeline.engine.quantity import plain_text
from pledgeline.language.saying import said
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.kernels.levy import Levy


@dataclass(frozen=True, slots=True, kw_only=True)
class LossProbability:
    """At most this probability that the price falls by more than the haircut: 0.01 is the usual 99 % level."""

    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLoss:
    """At most this expected loss, as a fraction of what was lent: 0.0001 is one basis point."""

    limit: float


Target = LossProbability | ExpectedLoss
SMALLEST_LIMIT = 1e-10
HIGHEST = 60.0  # log of a price over today's that is still a number


def haircut(dynamics: ExactDynamics, *, days: int, target: Target, days_per_year: int = 252) -> float:
    """The smallest haircut that meets a target over a holding period of ``days``.

    With ``R`` the price after ``days`` over the price today and ``h`` the haircut,
    `LossProbability` asks for ``P(R <= 1 - h) = limit`` and `ExpectedLoss` for
    ``E[(1 - h - R)+] / (1 - h) = limit``. The answer is below 1, and negative where
    even a loan above the price meets the target. Error about 1e-11 for limits of
    1e-5 and more, and 1e-6 for the smallest, 1e-10. Raises OutOfRange (a ValueError)
    for arguments out of range, Inaccurate where the price hardly moves within a day.
    """
    require(
        counted("days", days, said("hold for at least 1 day")),
        counted("days_per_year", days_per_year, said("at least 1, 252 for business days")),
        (
            SMALLEST_LIMIT <= target.limit < 1,
            said(
                "the limit of the target is {limit}: from {smallest} to below 1, 0.01 for 1 %",
                limit=figured(plain_text, target.limit, "g"),
                smallest=figured(plain_text, SMALLEST_LIMIT, "g"),
            ),
        ),
    )
    return haircut_of(levy(dynamics), years=days / days_per_year, target=target)


def haircut_of(law: Levy, *, years: float, target: Target) -> float:
    """`haircut` for a law and a time in years."""
    asked = Course(law=law, step=years, dates=1, start=0.0)
    if asked.still:
        return -math.expm1(law.drift * asked.step)
    grid = solver(asked, error=1e-12).grid
    price = SalePrice(grid=grid, transform=one_move(grid, law, asked.step), edge=math.inf)
    low, high = -grid.left, min(grid.right, HIGHEST)
    return -math.expm1(halved(_too_low(price, target), low, high))


def _too_low(price: SalePrice, target: Target) -> Callable[[float], float]:
    """Positive while the log of what is lent may still rise."""

    def excess(place: float) -> float:
        lost = price.mass(-math.inf, place)
        if isinstance(target, LossProbability):
            return target.limit - lost
        return target.limit - (lost - math.exp(-place) * price.mass(-math.inf, place, 1.0))

    return excess
