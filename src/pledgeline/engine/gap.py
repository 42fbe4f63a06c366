"""What the lender loses when the price has run through the trigger before the shares are sold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import (
    Course,
    counted,
    course,
    one_move,
    refused,
    require,
    solver,
    unreachable,
    watch_conditions,
)
from pledgeline.engine.laws import ExactDynamics, levy
from pledgeline.engine.quantity import plain_text
from pledgeline.errors import OutOfRange
from pledgeline.kernels import circle as circles
from pledgeline.kernels.passage import sweep
from pledgeline.language.saying import said
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.kernels.circle import Circle, Complexes
    from pledgeline.kernels.passage import Passage

HALVINGS = 60  # of the interval in which a quantile is sought


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePrice:
    """Law of the log of price over barrier on the day of the sale, over the paths with a sale.

    Only the part below ``edge`` counts: with no delay the transform also holds
    what was still above the barrier.
    """

    grid: Circle
    transform: Complexes
    edge: float

    def mass(self, low: float, high: float, power: float = 0.0) -> float:
        """``E[exp(power x)]`` over sales with ``low < x < high``."""
        low, high = max(low, -self.grid.left), min(high, self.edge, self.grid.right)
        if high <= low:
            return 0.0
        return circles.integral(circles.weights(self.grid, low, high, power), self.transform)

    @property
    def total(self) -> float:
        """Probability of a sale."""
        return self.mass(-math.inf, math.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLoss:
    """The law of the lender's loss on one loan; money as a fraction of the collateral's value today.

    ``error`` bounds the error of each probability, and of the expected loss over
    the debt. The law itself: `exceedance` (of a loss), `loss_quantile`, and
    `price_quantile` (of what a share brings, given a sale).
    """

    trigger_probability: float
    loss_probability: float
    expected_loss: float
    error: float
    debt: float
    trigger_ltv: float
    sale_cost: float
    # None where no sale can happen
    sale: SalePrice | None = field(repr=False, compare=False)

    def exceedance(self, loss: float) -> float:
        """P(loss > ``loss``), for a loss of at least 0."""
        if self.sale is None or not 0 <= loss < self.debt:
            return 0.0 if loss >= 0 else 1.0
        place = math.log((self.debt - loss) / (1 - self.sale_cost) * self.trigger_ltv / self.debt)
        return _probability(self.sale.mass(-math.inf, place))

    def loss_quantile(self, level: float) -> float:
        """The loss that is exceeded with probability ``1 - level``; 0 where fewer paths lose at all.

        Raises OutOfRange unless ``0 < level < 1``.
        """
        shown = figured(plain_text, level, "g")
        what = said("level is {level}: a quantile lies between 0 and 1, 0.999 for one path in 1,000", level=shown)
        require((0 < level < 1, what))
        if self.exceedance(0.0) <= 1 - level:
            return 0.0
        return halved(lambda loss: self.exceedance(loss) - (1 - level), 0.0, self.debt)

    def price_quantile(self, level: float) -> float:
        """The price a share brings, cost taken off, over today's price, given a sale: the ``level`` quantile.

        Raises OutOfRange unless ``0 < level < 1``, or where no sale can happen.
        """
        shown = figured(plain_text, level, "g")
        require((0 < level < 1, said("level is {level}: a quantile lies between 0 and 1", level=shown)))
        if self.sale is None:
            raise OutOfRange(said("there is no sale to give a price: the trigger cannot be reached"))
        sale = self.sale
        share = level * sale.total
        place = halved(lambda x: share - sale.mass(-math.inf, x), -sale.grid.left, min(sale.edge, sale.grid.right))
        return math.exp(place) * (1 - self.sale_cost) * self.debt / self.trigger_ltv


def gap_loss(  # noqa: PLR0913  # the nouns of a term sheet, each by its name
    dynamics: ExactDynamics,
    *,
    debt: float,
    trigger_ltv: float,
    sale_delay: int,
    sale_cost: float = 0.0,
    dates: int,
    dates_per_year: int = 252,
    error: float = 1e-10,
) -> GapLoss:
    """Probability and size of the loss on a loan against one stock whose call is not answered.

    ``debt``: flat, as a fraction of the collateral's value today. The first of
    ``dates`` closes with debt over value at or above ``trigger_ltv`` starts the
    sale; all shares go at the close ``sale_delay`` dates later, also after the last
    date, for ``(1 - sale_cost)`` of the price. The loss is ``max(debt - proceeds, 0)``,
    undiscounted.

    Raises OutOfRange (a ValueError) for arguments out of range and Inaccurate where
    ``error`` cannot be reached. Cost: as `first_passage`. Source: the killed density
    of Feng and Linetsky (2008), carried on to the day of the sale.
    """
    require(
        *watch_conditions(dates, dates_per_year, error),
        (
            0 < debt < math.inf,
            refused("debt", debt, said("a fraction of the collateral's value above 0, 0.35 for 35 %")),
        ),
        (0 < trigger_ltv < math.inf, refused("trigger_ltv", trigger_ltv, said("above 0, 0.5 for 50 %"))),
        counted("sale_delay", sale_delay, said("0 dates or more"), least=0),
        (0 <= sale_cost < 1, refused("sale_cost", sale_cost, said("a fraction of the price from 0 to below 1"))),
    )
    asked = course(levy(dynamics), barrier=debt / trigger_ltv, dates=dates, dates_per_year=dates_per_year)
    terms = {"debt": debt, "trigger_ltv": trigger_ltv, "sale_cost": sale_cost}
    if asked.still or unreachable(asked, error=error):
        return _without_chance(asked, sale_delay, error=error, **terms)
    solving = solver(asked, error=error, after=sale_delay)
    grid = solving.grid
    found = sweep(grid, solving.start, solving.moves, circles.window(grid, 0.0, grid.right), np.ones((1, dates)))
    sale = sale_after(asked, grid, found, sale_delay)
    broke = math.log(trigger_ltv / (1 - sale_cost))  # log of price over barrier at which the proceeds are the debt
    lost, price = sale.mass(-math.inf, broke), sale.mass(-math.inf, broke, 1.0)
    return GapLoss(
        trigger_probability=_probability(float(found.killed.sum())),
        loss_probability=_probability(lost),
        expected_loss=max(debt * lost - (1 - sale_cost) * debt / trigger_ltv * price, 0.0),
        error=solving.error,
        sale=sale,
        **terms,
    )


def sale_after(asked: Course, grid: Circle, found: Passage, delay: int) -> SalePrice:
    """The price ``delay`` dates after a passage, by the first weights of a sweep."""
    if delay == 0:
        return SalePrice(grid=grid, transform=found.reached[0], edge=0.0)
    later = one_move(grid, asked.law, asked.step * delay)
    return SalePrice(grid=grid, transform=found.below[0] * later, edge=math.inf)


def _without_chance(asked: Course, sale_delay: int, *, error: float, debt: float, **terms: float) -> GapLoss:
    """Where the price does not move by chance, or can not come so far."""
    places = asked.start + asked.law.drift * asked.step * np.arange(1, asked.dates + 1)
    hit = bool(asked.still and (places <= 0).any())
    loss = 0.0
    if hit:
        place = places[np.argmax(places <= 0)] + asked.law.drift * asked.step * sale_delay
        loss = max(debt - (1 - terms["sale_cost"]) * math.exp(place) * debt / terms["trigger_ltv"], 0.0)
    return GapLoss(
        trigger_probability=float(hit),
        loss_probability=float(loss > 0),
        expected_loss=loss,
        error=0.0 if asked.still else error,
        sale=None,
        debt=debt,
        trigger_ltv=terms["trigger_ltv"],
        sale_cost=terms["sale_cost"],
    )


def halved(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function changes sign, by halving."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return 0.5 * (low + high)


def _probability(found: float) -> float:
    """Without what rounding leaves outside [0, 1]."""
    return min(max(found, 0.0), 1.0)
