"""The lender's loss on one loan under one law of the price, when calls are not answered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import one_move, solver
from pledgeline.engine.gap import SalePrice, halved
from pledgeline.engine.lender_results import Accuracy, LossLaw, PriceQuantile
from pledgeline.engine.lender_terms import Position, Terms, course_of, ladder_of, sale_of
from pledgeline.engine.passage import rising
from pledgeline.kernels import circle as circles
from pledgeline.kernels import ladder as ladders
from pledgeline.kernels.average import log_average
from pledgeline.kernels.levy import Levy, bandwidth, strip, tail
from pledgeline.kernels.passage import Passage, sweep
from pledgeline.market.dynamics import DATES_PER_YEAR

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Circle, Complexes, Floats

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
OUTER = 0.002  # of the sales lie in each outer bin of the picture, and beyond it
BINS = 32
BASIS_POINT = 1e-4
NEGLIGIBLE = 1e-12  # a probability that is not worth a law of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The first call: by date, and what it would take to cure it."""

    by_date: Floats  # probability by each date, shape (dates,)
    expected_cash: float | None  # over the net debt of today, given a call
    expected_shares: float | None  # over the shares pledged, given a call
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """The sales of a loan whose calls are not answered."""

    mass: Floats  # of sales begun on each date, shape (dates,)
    price: SalePrice  # log of what the sale brings over the call price, shares and cost taken in
    discounted: SalePrice  # the same, each sale discounted to today
    broke: float  # where the proceeds are the debt
    error: float

    def loss_probability(self, share: float = 0.0) -> float:
        """P(loss above ``share`` of the debt owed at the close-out)."""
        return min(max(self.price.mass(-math.inf, self.broke + math.log1p(-share)), 0.0), 1.0)

    def expected_loss(self, price: SalePrice | None = None) -> float:
        """Over the debt owed at the close-out."""
        law = price or self.price
        lost, brought = law.mass(-math.inf, self.broke), law.mass(-math.inf, self.broke, 1.0)
        return max(lost - math.exp(-self.broke) * brought, 0.0)

    def quantile(self, level: float) -> float:
        """The share of the debt that is lost with probability ``1 - level``."""
        if self.loss_probability() <= 1 - level:
            return 0.0
        return halved(lambda share: self.loss_probability(share) - (1 - level), 0.0, 1.0)


def calls_of(held: Position, terms: Terms, law: Levy, *, error: float) -> Calls:
    """The first call of a loan."""
    asked = course_of(held, terms, law)
    solving = solver(asked, error=error)
    grid = solving.grid
    weights = np.stack([held.owed[1:] / held.owed[0], np.ones(asked.dates)])
    found = sweep(grid, solving.start, solving.moves, circles.window(grid, 0.0, grid.right), weights)
    by_date = rising(np.cumsum(found.killed))
    cash, shares = _cures(grid, found, terms, law)
    called = float(by_date[-1])
    happens = called > NEGLIGIBLE
    return Calls(
        by_date=by_date,
        expected_cash=terms.debt * cash / called if happens else None,
        expected_shares=shares / called if happens and shares is not None else None,
        error=solving.error,
    )


def _cures(grid: Circle, found: Passage, terms: Terms, law: Levy) -> tuple[float, float | None]:
    """Expected cash over the debt of today, and expected shares over those pledged, that cure the first call.

    With debt ``N`` and value ``V`` on the day of the call: ``N - c V`` of cash, or
    ``N / (c V) - 1`` of the shares, whose mean may not exist.
    """
    weighed, plain = (SalePrice(grid=grid, transform=reached, edge=0.0) for reached in found.reached)
    cash = weighed.total - terms.cure / terms.call * weighed.mass(-math.inf, 0.0, 1.0)
    if strip(law)[0] >= -1:
        return cash, None
    return cash, terms.call / terms.cure * plain.mass(-math.inf, 0.0, -1.0) - plain.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The circle on which sales are weighed, and on it the transform of the log of their average price."""

    wide: Circle
    averaged: Complexes
    law: Levy  # of the price, less the interest on the debt


def ground_of(held: Position, terms: Terms, law: Levy, reach: tuple[float, float], *, error: float) -> Ground:
    """The ground of the sales that begin within ``reach`` below and above the call price.

    It is wider than that by what the price may move during the sale, and holds the
    frequencies that are left after the wait; it serves any longer wait too.
    """
    sale, day = sale_of(held, terms), 1 / DATES_PER_YEAR
    own = Levy(drift=law.drift - held.accrual, volatility=law.volatility, jumps=law.jumps)
    budget = math.log(error / 8)
    years = (sale.wait + sale.gap * len(sale.shares)) * day
    wide = circles.circle(
        left=reach[0] + tail(own, years, side=-1, log_error=budget) - math.log1p(-sale.cost),
        right=reach[1] + tail(own, years, side=1, log_error=budget),
        frequency=bandwidth(own, sale.wait * day, log_error=budget - math.log(1e3)),
    )
    averaged = log_average(wide, one_move(wide, own, sale.gap * day), np.array(sale.shares))
    return Ground(wide=wide, averaged=averaged * circles.shift(wide, math.log1p(-sale.cost)), law=own)


def after_close_out(held: Position, terms: Terms, ground: Ground) -> Complexes:
    """Transform of the log of what a share brings over its price at the close-out, less the interest meanwhile."""
    wait = sale_of(held, terms).wait
    return np.asarray(one_move(ground.wide, ground.law, wait / DATES_PER_YEAR) * ground.averaged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The sales that have begun, before a share is sold: what neither participation nor delay changes."""

    sold: ladders.Sold
    grid: Circle
    error: float


def begin_sales(held: Position, terms: Terms, law: Levy, *, error: float) -> Begun:
    """Follow a loan whose calls are not answered to the close-out."""
    asked, ladder = course_of(held, terms, law), ladder_of(terms)
    solving = solver(asked, error=error, after=terms.cure_days, below=-ladder.close)
    weights = np.stack([np.ones(asked.dates), held.discount])
    sold = ladders.sweep(solving.grid, solving.start, solving.moves, ladder, weights)
    return Begun(sold=sold, grid=solving.grid, error=solving.error)


def sales_of(held: Position, terms: Terms, begun: Begun, ground: Ground) -> Sales:
    """The sales of a loan whose calls are not answered."""
    grid, sold = begun.grid, begun.sold
    parts = [
        (group, -grid.left, edge) for groups in sold.reached for group, edge in zip(groups, sold.edges, strict=True)
    ]
    places = circles.transplant(grid, parts, ground.wide).reshape(2, 3, -1).sum(axis=1)
    plain, discounted = (
        SalePrice(grid=ground.wide, transform=transform, edge=math.inf)
        for transform in places * after_close_out(held, terms, ground)
    )
    return Sales(
        mass=sold.mass,
        price=plain,
        discounted=discounted,
        broke=math.log(terms.call * (1 - held.haircut)),
        error=begun.error,
    )


def loss_law(held: Position, terms: Terms, law: Levy, model: str, *, error: float) -> LossLaw:
    """Everything the lender's page says under one law."""
    calls, begun_sales = calls_of(held, terms, law, error=error), begin_sales(held, terms, law, error=error)
    reach = (begun_sales.grid.left, ladder_of(terms).cure)
    sales = sales_of(held, terms, begun_sales, ground_of(held, terms, law, reach, error=error))
    debt, begun = terms.debt * float(held.owed[0]), float(sales.mass.sum())
    expected = sales.expected_loss()
    happens = begun > max(NEGLIGIBLE, sales.error)
    edges, density = _picture(sales, begun) if happens else ((), ())
    trigger = held.price * terms.debt * float(held.owed[0]) / (held.collateral * terms.call)
    return LossLaw(
        model=model,
        volatility=law.volatility,
        call=float(calls.by_date[-1]),
        close_out=min(max(begun, 0.0), 1.0),
        loss_probability=sales.loss_probability(),
        expected_loss=expected * debt,
        expected_loss_bp=expected / BASIS_POINT,
        loss_given_close_out=expected / begun if happens else None,
        p99=sales.quantile(0.99) * debt,
        p999=sales.quantile(0.999) * debt,
        fair_spread_bp=_fair_spread(held, sales) / BASIS_POINT,
        prices=_quantiles(sales, begun, trigger) if happens else (),
        bins=tuple(math.exp(edge) * trigger for edge in edges),
        density=density,
        accuracy=Accuracy(method="hilbert", error=max(calls.error, sales.error)),
    )


def _fair_spread(held: Position, sales: Sales) -> float:
    """The spread a year that pays for the expected loss, while the loan lives; both discounted at the base rate."""
    alive = np.concatenate(([1.0], 1.0 - np.cumsum(sales.mass)[:-1]))
    annuity = float((alive * held.discount).sum()) / DATES_PER_YEAR
    return sales.expected_loss(sales.discounted) / annuity


def _place(sales: Sales, begun: float, level: float) -> float:
    """The log of sale price over call price under which a share ``level`` of the sales lies."""
    grid = sales.price.grid
    return halved(lambda place: level * begun - sales.price.mass(-math.inf, place), -grid.left, grid.right)


def _quantiles(sales: Sales, begun: float, trigger: float) -> tuple[PriceQuantile, ...]:
    places = ((level, math.exp(_place(sales, begun, level))) for level in QUANTILES)
    return tuple(PriceQuantile(level=level, price=ratio * trigger, to_trigger=ratio) for level, ratio in places)


def _picture(sales: Sales, begun: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Edges in logs over the call price and the probability of each bin given a sale; the outer ones hold the rest."""
    low, high = _place(sales, begun, OUTER), _place(sales, begun, 1 - OUTER)
    edges = np.linspace(low, high, BINS + 1)
    below = [0.0, *(sales.price.mass(-math.inf, edge) / begun for edge in edges[1:-1]), 1.0]
    return tuple(edges.tolist()), tuple(max(share, 0.0) for share in np.diff(below).tolist())
