"""The spread over the riskless rate at which a share-backed loan is worth what was lent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.course import (
    Course,
    counted,
    course,
    passed_by,
    refused,
    require,
    solver,
    unreachable,
    watch_conditions,
)
from pledgeline.engine.gap import SalePrice, sale_after
from pledgeline.engine.laws import ExactDynamics, levy
from pledgeline.errors import OutOfRange
from pledgeline.kernels import circle as circles
from pledgeline.kernels.passage import sweep
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.kernels.circle import Floats

ERROR = 1e-11  # of each probability
SMALLEST, LARGEST = 1e-6, 4.0  # a year: between them spreads are tried


def loan_value(  # noqa: PLR0913  # the nouns of a term sheet, each by its name
    dynamics: ExactDynamics,
    *,
    debt: float,
    trigger_ltv: float,
    rate: float,
    spread: float,
    dates: int,
    dates_per_year: int = 252,
    sale_delay: int = 0,
) -> float:
    """What a non-recourse loan is worth to the lender, over what was lent.

    The debt grows at ``rate + spread``, and so does the trigger price. The first
    close with debt over value at or above ``trigger_ltv`` (at most 1) ends the loan:
    the lender gets the smaller of debt and price ``sale_delay`` dates later. Else it
    gets the smaller of the two on the last date. Everything is discounted at
    ``rate``; with ``dynamics.growth`` at ``rate`` less dividends this is a price.
    Arguments and errors as in `fair_spread`.
    """
    require(
        *_conditions(debt, trigger_ltv, rate, sale_delay),
        *watch_conditions(dates, dates_per_year, ERROR),
        (math.isfinite(spread), said("spread must be finite: a year, 0.02 for 2 %")),
    )
    asked = course(
        levy(dynamics),
        barrier=debt / trigger_ltv,
        dates=dates,
        dates_per_year=dates_per_year,
        barrier_growth=rate + spread,
    )
    step = asked.step
    grown = np.exp(spread * step * np.arange(1, dates + 1))  # debt, discounted, over what was lent
    if asked.still:
        return _certain(asked, grown, trigger_ltv, after=sale_delay, growth=spread)
    if unreachable(asked, error=ERROR):
        return float(grown[-1])
    solving = solver(asked, error=ERROR, after=sale_delay)
    grid = solving.grid
    found = sweep(grid, solving.start, solving.moves, circles.window(grid, 0.0, grid.right), grown[None])
    sold = sale_after(asked, grid, found, sale_delay)
    alive = SalePrice(grid=grid, transform=found.last, edge=math.inf)
    repaid = grown[-1] * alive.mass(0.0, math.inf)
    return float(repaid + math.exp(spread * step * sale_delay) * _smaller(sold, trigger_ltv))


def _smaller(sold: SalePrice, trigger_ltv: float) -> float:
    """Expected smaller of debt and price at the sale, over the debt."""
    full = math.log(trigger_ltv)  # log of price over barrier at which the price is the debt
    return sold.mass(full, math.inf) + sold.mass(-math.inf, full, 1.0) / trigger_ltv


def _certain(asked: Course, grown: Floats, trigger_ltv: float, *, after: int, growth: float) -> float:
    """Where nothing moves by chance; ``growth`` is that of the discounted debt, a year."""
    passed = passed_by(asked)
    places = asked.start + asked.law.drift * asked.step * np.arange(1, asked.dates + 1)
    date, wait = (int(passed.argmax()), after * asked.step) if passed[-1] else (-1, 0.0)
    worth = math.exp(places[date] + asked.law.drift * wait) / trigger_ltv
    return float(grown[date] * math.exp(growth * wait) * min(worth, 1.0))


def _conditions(debt: float, trigger_ltv: float, rate: float, sale_delay: int) -> tuple[tuple[bool, str], ...]:
    return (
        (0 < trigger_ltv <= 1, refused("trigger_ltv", trigger_ltv, said("above 0 and at most 1, 0.9 for 90 %"))),
        (
            0 < debt < trigger_ltv,
            refused("debt", debt, said("above 0 and below trigger_ltv, as a fraction of the collateral")),
        ),
        (math.isfinite(rate), said("rate must be finite: a year, 0.05 for 5 %")),
        counted("sale_delay", sale_delay, said("0 dates or more"), least=0),
    )


def fair_spread(  # as above
    dynamics: ExactDynamics,
    *,
    debt: float,
    trigger_ltv: float,
    rate: float,
    dates: int,
    dates_per_year: int = 252,
    sale_delay: int = 0,
) -> float:
    """The smallest spread a year, continuously compounded, at which `loan_value` is 1.

    ``debt``: what is lent, as a fraction of the collateral's value today, below
    ``trigger_ltv``, which is at most 1. Accurate to 1e-9. Raises
    OutOfRange (a ValueError) for arguments out of range, and where no spread up to
    400 % pays for the losses; Inaccurate where the price hardly moves within a date.
    Cost: six to ten of the sweeps of `first_passage`, on finer grids.
    Source: the loan of Azimzadeh (2016), arXiv 1602.00619.
    """
    require(*_conditions(debt, trigger_ltv, rate, sale_delay), *watch_conditions(dates, dates_per_year, ERROR))

    def missing(spread: float) -> float:
        return 1.0 - loan_value(
            dynamics,
            debt=debt,
            trigger_ltv=trigger_ltv,
            rate=rate,
            spread=spread,
            dates=dates,
            dates_per_year=dates_per_year,
            sale_delay=sale_delay,
        )

    lost = missing(0.0)
    if lost <= 0.0:
        return 0.0
    # what is missing, paid over the life, is nearly the spread: a bracket of few trials
    low, high = 0.0, min(max(1.25 * lost * dates_per_year / dates, SMALLEST), LARGEST)
    while missing(high) > 0:
        if high >= LARGEST:
            hopeless = said("no spread up to 400 % a year pays for the losses: lend less or lower trigger_ltv")
            raise OutOfRange(hopeless)
        low, high = high, min(2 * high, LARGEST)
    # a root finder of the library: each trial is a sweep
    from scipy.optimize import brentq  # noqa: PLC0415

    return float(brentq(missing, low, high, xtol=1e-10))
