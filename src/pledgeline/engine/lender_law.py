"""The lender's loss on one loan under one law of the price, when calls are not answered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import one_move, solver
from pledgeline.engine.gap import SalePrice, halved
from pledgeline.engine.lender_periods import Periods, periods_of, sale_shift, sale_variance
from pledgeline.engine.lender_results import Accuracy, LossLaw, PriceQuantile
from pledgeline.engine.lender_terms import MOST_TRANCHES, Position, Sale, Terms, course_of, ladder_of, sale_of
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
    """The sales of a loan whose calls are not answered, by the period in which they begin.

    The price of a period is the log of what the sale brings over the debt of the
    close-out's call price, shares, cost and capitalised interest taken in.
    """

    mass: Floats  # of sales begun on each date, shape (dates,)
    prices: tuple[SalePrice, ...]  # one for each period
    periods: Periods
    broke: float  # where the proceeds are the debt
    grown: float  # interest that the loan capitalises from the close-out to the end of the sale, as a factor
    undone: float  # the log of that interest up to the mean day of the sale
    error: float

    def loss_probability(self) -> float:
        """P(the sale does not repay the debt)."""
        return self.beyond(0.0)

    def beyond(self, share: float) -> float:
        """P(more than this share of the debt owed at the close-out is lost)."""
        place = self.broke + math.log1p(-share)
        return min(max(sum(price.mass(-math.inf, place) for price in self.prices), 0.0), 1.0)

    def exceedance(self, loss: float) -> float:
        """P(loss above ``loss``), as a multiple of the debt of today."""
        shares = loss / (self.periods.debt * self.grown)
        found = (
            price.mass(-math.inf, self.broke + math.log1p(-share))
            for price, share in zip(self.prices, shares, strict=True)
            if share < 1
        )
        return min(max(sum(found), 0.0), 1.0)

    def expected_share(self, weight: Floats | None = None) -> float:
        """The expected share of the debt that is lost, each period times its ``weight``."""
        weights = np.ones(self.periods.count) if weight is None else weight
        found = (
            factor
            * (price.mass(-math.inf, self.broke) - math.exp(-self.broke) * price.mass(-math.inf, self.broke, 1.0))
            for price, factor in zip(self.prices, weights, strict=True)
        )
        return max(math.fsum(found), 0.0)

    @property
    def expected_loss(self) -> float:
        """In money of the day on which the sale ends, as a multiple of the debt of today."""
        return self.expected_share(self.periods.debt * self.grown)

    def quantile(self, level: float) -> float:
        """The loss that is exceeded with probability ``1 - level``, as a multiple of the debt of today."""
        if self.loss_probability() <= 1 - level:
            return 0.0
        most = float(self.periods.debt.max()) * self.grown
        return halved(lambda loss: self.exceedance(loss) - (1 - level), 0.0, most)

    def obtained(self) -> SalePrice:
        """The log of the average price that the sale obtains, over the price that calls the debt of today."""
        grid = self.prices[0].grid
        moved = (
            price.transform * circles.shift(grid, math.log(debt) + self.undone)
            for price, debt in zip(self.prices, self.periods.debt, strict=True)
        )
        return SalePrice(grid=grid, transform=np.asarray(sum(moved)), edge=math.inf)


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
    happens = called > max(NEGLIGIBLE, solving.error)
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


def ground_of(  # what a sale depends on, each by its name
    held: Position,
    terms: Terms,
    law: Levy,
    reach: float,
    *,
    error: float,
    delays: int = 0,
    most: int = MOST_TRANCHES,
) -> Ground:
    """The ground of the sales that begin within ``reach`` below the call price.

    It is wider than that by what the price may move during the sale, and holds the
    frequencies that are left after the wait. It serves sales that begin up to
    ``delays`` dates later too.
    """
    sale, day = sale_of(held, terms, most=most), 1 / DATES_PER_YEAR
    own = Levy(drift=law.drift - held.accrual, volatility=law.volatility, jumps=law.jumps)
    budget = math.log(error / 8)
    years = (delays + sale.wait + sale.gap * len(sale.shares)) * day
    variance = float(sale_variance(held, sale).max(initial=0.0))
    shift = float(np.abs(sale_shift(held, sale)).max(initial=0.0))
    cure = math.log(terms.call / terms.cure)
    wide = circles.circle(
        left=reach
        + tail(own, years, side=-1, log_error=budget, extra_variance=variance)
        + shift
        - math.log1p(-sale.cost),
        right=cure + tail(own, years, side=1, log_error=budget, extra_variance=variance) + shift,
        frequency=bandwidth(own, min(sale.wait, sale.gap) * day, log_error=budget - math.log(1e3)),
    )
    averaged = log_average(wide, one_move(wide, own, sale.gap * day), np.array(sale.shares))
    return Ground(wide=wide, averaged=averaged * circles.shift(wide, math.log1p(-sale.cost)), law=own)


def after_close_out(sale: Sale, ground: Ground) -> Complexes:
    """Transform of the log of what a share brings over its price at the close-out, less the interest meanwhile."""
    return np.asarray(one_move(ground.wide, ground.law, sale.wait / DATES_PER_YEAR) * ground.averaged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The sales that have begun, before a share is sold: what neither participation nor delay changes."""

    sold: ladders.Sold
    grid: Circle
    periods: Periods
    error: float


def begin_sales(held: Position, terms: Terms, law: Levy, *, error: float, rough: bool = False) -> Begun:
    """Follow a loan whose calls are not answered to the close-out."""
    asked, ladder = course_of(held, terms, law), ladder_of(terms)
    solving = solver(asked, error=error, after=terms.cure_days, below=-ladder.close)
    periods = periods_of(held, rough=rough)
    sold = ladders.sweep(solving.grid, solving.start, solving.moves, ladder, periods.rows())
    return Begun(sold=sold, grid=solving.grid, periods=periods, error=solving.error)


def sales_of(held: Position, terms: Terms, begun: Begun, ground: Ground, *, most: int = MOST_TRANCHES) -> Sales:
    """The sales of a loan whose calls are not answered."""
    grid, sold, sale = begun.grid, begun.sold, sale_of(held, terms, most=most)
    parts = [
        (group, -grid.left, edge) for groups in sold.reached for group, edge in zip(groups, sold.edges, strict=True)
    ]
    places = circles.transplant(grid, parts, ground.wide).reshape(begun.periods.count, 3, -1).sum(axis=1)
    later = after_close_out(sale, ground)
    s = -1j * circles.frequencies(ground.wide)
    shifts, variances = begun.periods.mean(sale_shift(held, sale)), begun.periods.mean(sale_variance(held, sale))
    end, mean = sale.wait + sale.gap * (len(sale.shares) - 1), sale.wait + sale.gap * _mean_tranche(sale)
    return Sales(
        mass=sold.mass,
        prices=tuple(
            SalePrice(
                grid=ground.wide,
                transform=place * later * np.exp(s * (shift + 0.5 * variance * (s - 1))),
                edge=math.inf,
            )
            for place, shift, variance in zip(places, shifts, variances, strict=True)
        ),
        periods=begun.periods,
        broke=math.log(terms.call * (1 - held.haircut)),
        grown=math.exp(held.accrual * end / DATES_PER_YEAR),
        undone=held.accrual * mean / DATES_PER_YEAR,
        error=begun.error,
    )


def _mean_tranche(sale: Sale) -> float:
    return float(np.dot(np.arange(len(sale.shares)), sale.shares))


def loss_law(
    held: Position, terms: Terms, law: Levy, model: str, *, error: float, calls: Calls | None = None
) -> LossLaw:
    """Everything the lender's page says under one law; `calls` where they are known already."""
    calls = calls or calls_of(held, terms, law, error=error)
    begun = begin_sales(held, terms, law, error=error)
    sales = sales_of(held, terms, begun, ground_of(held, terms, law, begun.grid.left, error=error))
    debt, sold = terms.debt * float(held.owed[0]), float(sales.mass.sum())
    happens = sold > max(NEGLIGIBLE, sales.error)
    trigger = held.price * debt / (held.collateral * terms.call)
    obtained = sales.obtained()
    edges, density = _picture(obtained, sold) if happens else ((), ())
    return LossLaw(
        model=model,
        volatility=law.volatility,
        call=float(calls.by_date[-1]),
        close_out=min(max(sold, 0.0), 1.0),
        loss_probability=sales.loss_probability(),
        expected_loss=sales.expected_loss * debt,
        expected_loss_bp=sales.expected_loss / BASIS_POINT,
        loss_given_close_out=sales.expected_share() / sold if happens else None,
        p99=sales.quantile(0.99) * debt,
        p999=sales.quantile(0.999) * debt,
        fair_spread_bp=_fair_spread(held, sales) / BASIS_POINT,
        prices=_quantiles(obtained, sold, trigger) if happens else (),
        bins=tuple(math.exp(edge) * trigger for edge in edges),
        density=density,
        accuracy=Accuracy(
            method="hilbert",
            error=max(calls.error, sales.error),
            sale=_sale_error(held, terms, law, begun, sales, error=error),
        ),
    )


def _sale_error(held: Position, terms: Terms, law: Levy, begun: Begun, sales: Sales, *, error: float) -> float:
    """Of the probability of a loss: where a sale is computed in tranches, from half as many of them.

    The error of tranches falls with the square of their number, so that a third of
    the difference is that of the finer answer.
    """
    if sale_of(held, terms).days <= MOST_TRANCHES:
        return 2 * sales.error
    few = MOST_TRANCHES // 2
    ground = ground_of(held, terms, law, begun.grid.left, error=error, most=few)
    rougher = sales_of(held, terms, begun, ground, most=few)
    return 2 * sales.error + abs(rougher.loss_probability() - sales.loss_probability()) / 3


def _fair_spread(held: Position, sales: Sales) -> float:
    """The spread a year that pays for the expected loss, while the loan lives; both discounted at the base rate."""
    alive = np.concatenate(([1.0], 1.0 - np.cumsum(sales.mass)[:-1]))
    annuity = float((alive * held.discount * held.owed[1:] / held.owed[0]).sum()) / DATES_PER_YEAR
    return sales.expected_share(sales.periods.discount * sales.periods.debt) / annuity


def _place(price: SalePrice, sold: float, level: float) -> float:
    """The log of a price under which a share ``level`` of the sales lies."""
    return halved(lambda place: level * sold - price.mass(-math.inf, place), -price.grid.left, price.grid.right)


def _quantiles(price: SalePrice, sold: float, trigger: float) -> tuple[PriceQuantile, ...]:
    places = ((level, math.exp(_place(price, sold, level))) for level in QUANTILES)
    return tuple(PriceQuantile(level=level, price=ratio * trigger, to_trigger=ratio) for level, ratio in places)


def _picture(price: SalePrice, sold: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Edges in logs over the call price and the probability of each bin given a sale; the outer ones hold the rest."""
    low, high = _place(price, sold, OUTER), _place(price, sold, 1 - OUTER)
    edges = np.linspace(low, high, BINS + 1)
    below = [0.0, *(price.mass(-math.inf, edge) / sold for edge in edges[1:-1]), 1.0]
    return tuple(edges.tolist()), tuple(max(share, 0.0) for share in np.diff(below).tolist())
