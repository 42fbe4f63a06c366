"""First passage and gap loss by composite Gauss-Legendre convolution of the killed density, in log price.

The density of the log price over those paths that have not been called is
kept on a grid of panels above the barrier, and carried from date to date by
the density of the increment. Places are log distances to the barrier of the
date, so that one grid, and one kernel, serves a barrier that grows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tests.oracles.increments import Increment, Law, increment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.oracles.increments import Numbers

NODES = 16  # a panel
PANEL = 3.0  # its width over the smoothness of one step
REACH = 9.0  # standard deviations of the whole time that the grid goes above the mean, at least
MOST = 100.0  # of them at most
TAIL = 1e-17  # probability beyond the grid on either side


@dataclass(frozen=True)
class Terms:
    """What is watched: log barriers of the dates 1, 2, ... over today's log price, and std of dated log moves by date.

    A call: the price of a date is at or under the barrier of that date.
    """

    barriers: tuple[float, ...]
    dates_per_year: float = 252.0
    dated: Mapping[int, float] = field(default_factory=dict)

    def dated_std(self, date: int, dates: int = 1) -> float:
        """Std of all dated moves within `dates` dates of which `date` is the first."""
        return math.sqrt(math.fsum(self.dated.get(at, 0.0) ** 2 for at in range(date, date + dates)))


@dataclass(frozen=True)
class Grid:
    """Panels of equal width; panel 0 begins at the barrier, panel -1 ends there."""

    width: float
    panels: range

    def nodes(self) -> Numbers:
        """All nodes, panel by panel."""
        return (self.width * np.array(self.panels)[:, None] + self._inner()[0]).ravel()

    def weights(self) -> Numbers:
        """The weight of each node."""
        return np.tile(self._inner()[1], len(self.panels))

    def kernel(self, step: Increment, shift: float, onto: range) -> Numbers:
        """Density of a step from each node (column) to each of the panels `onto` (rows) of a barrier `shift` higher."""
        inner = self._inner()[0]
        apart = range(onto.start - self.panels.stop + 1, onto.stop - self.panels.start)
        offsets = np.array(apart) * self.width + shift
        density = step.densities(offsets, (inner[:, None] - inner).ravel()).reshape(-1, NODES, NODES)
        blocks = density[np.array(onto)[:, None] - np.array(self.panels) - apart.start]
        found: Numbers = np.ascontiguousarray(blocks.transpose(0, 2, 1, 3)).reshape(len(onto) * NODES, -1)
        return found

    def _inner(self) -> tuple[Numbers, Numbers]:
        x, w = np.polynomial.legendre.leggauss(NODES)
        return self.width * (x + 1) / 2, self.width * w / 2


@dataclass(frozen=True)
class Day:
    """A date: where uncalled paths stood the date before, over today's barrier, and the step to this date.

    Days with the same `key` have the same places and the same law of the step.
    """

    date: int
    key: tuple[float, float]  # rise of the barrier, std of a dated move; the first date has its own
    step: Increment
    places: Numbers
    mass: Numbers  # probability at each place


class Convolution:
    """The killed density of one law under given terms."""

    def __init__(self, law: Law, terms: Terms) -> None:
        """Choose the grid: panels as wide as the density is smooth, up to where hardly a path comes from."""
        self.law, self.terms = law, terms
        step = increment(law, 1 / terms.dates_per_year)
        self.depth = _depth(step)
        width = PANEL * step.smoothness
        self.grid = Grid(width, range(math.ceil(self._height() / width)))

    def days(self) -> Iterator[Day]:
        """The dates one after the other."""
        places, mass = np.array([-self.terms.barriers[0]]), np.ones(1)
        nodes, weights = self.grid.nodes(), self.grid.weights()
        kernels: dict[tuple[float, float], Numbers] = {}
        for date in range(1, len(self.terms.barriers) + 1):
            today = self._day(date, places, mass)
            yield today
            if date == 1:
                density = today.step.density(nodes - places)
            else:
                if today.key not in kernels:
                    kernels[today.key] = self.grid.kernel(today.step, today.key[0], self.grid.panels)
                density = kernels[today.key] @ mass
            rise = self.terms.barriers[date] - self.terms.barriers[date - 1] if date < len(self.terms.barriers) else 0.0
            places, mass = nodes - rise, density * weights

    def gathered(self, weight: Callable[[int], float]) -> list[tuple[Day, Numbers, Numbers]]:
        """Days of one kind as one: the first of them, the sum of their masses, and the same by weight of the date."""
        kinds: dict[tuple[float, float], tuple[Day, Numbers, Numbers]] = {}
        for day in self.days():
            none = np.zeros_like(day.mass)
            first, mass, weighted = kinds.get(day.key, (day, none, none))
            kinds[day.key] = first, mass + day.mass, weighted + weight(day.date) * day.mass
        return list(kinds.values())

    def fallen(self, day: Day, mass: Numbers) -> Numbers:
        """Probability at each node under the barrier, over paths that come from `mass` and are called on the day."""
        below = self.below_the_barrier()
        if day.date == 1:
            density = day.step.density(below.nodes() - day.places[0]) * mass[0]
        else:
            density = self.grid.kernel(day.step, day.key[0], below.panels) @ mass
        found: Numbers = below.weights() * density
        return found

    def below_the_barrier(self) -> Grid:
        """Panels down to where hardly a step falls."""
        return Grid(self.grid.width, range(-math.ceil(self.depth / self.grid.width), 0))

    def _day(self, date: int, places: Numbers, mass: Numbers) -> Day:
        dated = self.terms.dated_std(date)
        rise = math.nan if date == 1 else self.terms.barriers[date - 1] - self.terms.barriers[date - 2]
        # rounded so that a barrier of constant growth has one kernel; nan is not equal to itself, so 9 marks the first
        key = (9.0 if date == 1 else round(rise, 14), dated)
        return Day(date, key, increment(self.law, 1 / self.terms.dates_per_year, dated=dated), places, mass)

    def _height(self) -> float:
        dates = len(self.terms.barriers)
        dated = self.terms.dated_std(1, dates)
        whole = increment(self.law, dates / self.terms.dates_per_year, dated=dated)
        top = max(0.0, whole.mean) + REACH * whole.std
        while 1.0 - float(whole.below(np.array([top]))[0]) > 1e-15 and top < MOST * whole.std:
            top += whole.std
        return top - min(self.terms.barriers)


def first_passage(law: Law, terms: Terms) -> Numbers:
    """P(called on one of the first j dates), j = 1, 2, ..."""
    below: dict[tuple[float, float], Numbers] = {}
    daily = []
    for day in Convolution(law, terms).days():
        if day.key not in below:
            below[day.key] = day.step.below(-day.places)
        daily.append(float(day.mass @ below[day.key]))
    return np.cumsum(daily)


@dataclass(frozen=True)
class GapLoss:
    """What the lender has to expect, as fractions of the collateral's value today."""

    trigger_probability: float
    loss_probability: float
    expected_loss: float


@dataclass(frozen=True)
class Sale:
    """All shares go `delay` dates after the call for (1 - cost) of the price; a call is an LTV of `trigger_ltv`."""

    trigger_ltv: float
    delay: int = 0
    cost: float = 0.0

    @property
    def whole(self) -> float:
        """Log price over that of the barrier at which the sale just repays the debt."""
        return math.log(self.trigger_ltv / (1 - self.cost))


def gap_loss(law: Law, terms: Terms, sale: Sale, *, rate: float = 0.0) -> GapLoss:
    """Loss max(debt - (1 - cost) S, 0), the debt of a date being trigger_ltv exp(barrier), discounted from the call.

    No dated move may fall into the time of a sale.
    """

    def price(date: int) -> float:
        """What a whole price at the barrier brings, discounted."""
        return (1 - sale.cost) * math.exp(terms.barriers[date - 1] - rate * date / terms.dates_per_year)

    convolution = Convolution(law, terms)
    later = increment(law, sale.delay / terms.dates_per_year) if sale.delay else None
    found = [_gap_of(convolution, sale, later, kind) for kind in convolution.gathered(price)]
    return GapLoss(*(math.fsum(column) for column in zip(*found, strict=True)))


def _gap_of(
    convolution: Convolution, sale: Sale, later: Increment | None, kind: tuple[Day, Numbers, Numbers]
) -> tuple[float, float, float]:
    """Probability of a call and of a loss, and the expected loss, over all days of one kind."""
    day, mass, weighted = kind
    trigger = float(mass @ day.step.below(-day.places))
    if later is None:
        edge = min(sale.whole, 0.0)
        below, put = day.step.below(edge - day.places), day.step.put(edge - day.places)
        short = np.exp(day.places) * put + (math.exp(sale.whole) - math.exp(edge)) * below
        return trigger, float(mass @ below), float(weighted @ short)
    z = convolution.below_the_barrier().nodes()
    probability = convolution.fallen(day, mass) @ later.below(sale.whole - z)
    loss = convolution.fallen(day, weighted) @ (np.exp(z) * later.put(sale.whole - z))
    return trigger, float(probability), float(loss)


def down_and_out_call(law: Law, terms: Terms, *, strike: float, rate: float) -> float:
    """Discounted E[(S - strike)+; never called], S = 1 today; the strike is not under the barrier of the last date."""
    *_, last = Convolution(law, terms).days()
    logs = last.places + terms.barriers[-1]
    k = math.log(strike) - logs
    mean_factor = math.exp(law.growth / terms.dates_per_year)
    call = np.exp(logs) * (last.step.put(k) - np.exp(k) + mean_factor)
    return math.exp(-rate * len(terms.barriers) / terms.dates_per_year) * float(last.mass @ call)


@dataclass(frozen=True)
class Accrual:
    """A loan whose debt grows at rate + spread a year, compounded always, and is closed out at its trigger."""

    debt: float
    trigger_ltv: float
    rate: float
    spread: float
    dates: int
    dates_per_year: float

    def terms(self) -> Terms:
        """The barriers: the prices at which the debt of the date is called."""
        start, growth = math.log(self.debt / self.trigger_ltv), (self.rate + self.spread) / self.dates_per_year
        return Terms(tuple(start + growth * date for date in range(1, self.dates + 1)), self.dates_per_year)


def lender_value(law: Law, loan: Accrual) -> float:
    """Value today of min(S, debt) at the trigger, or else of the debt at the end, where it is whole."""
    terms = loan.terms()
    lost = gap_loss(law, terms, Sale(loan.trigger_ltv), rate=loan.rate).expected_loss
    called = np.diff(first_passage(law, terms), prepend=0.0)
    time = np.arange(1, loan.dates + 1) / loan.dates_per_year
    grown = float(np.exp(loan.spread * time) @ called)
    grown += math.exp(loan.spread * loan.dates / loan.dates_per_year) * (1 - float(np.sum(called)))
    return loan.debt * grown - lost


def _depth(step: Increment) -> float:
    """How far under the barrier a step may fall."""
    depth = 8 * step.smoothness
    while float(step.below(np.array([-depth]))[0]) > TAIL:
        depth *= 1.25
    return depth
