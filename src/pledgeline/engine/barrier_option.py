"""Barrier options on one stock, watched on given dates: what the published tables of first passage are written in."""

from __future__ import annotations

import math

import numpy as np

from pledgeline.engine.course import course, require, solver, watch_conditions
from pledgeline.engine.gap import SalePrice
from pledgeline.engine.laws import ExactDynamics, levy
from pledgeline.kernels import circle as circles
from pledgeline.kernels.passage import sweep
from pledgeline.language.saying import said


def down_and_out_call(
    dynamics: ExactDynamics, *, strike: float, barrier: float, rate: float, dates: int, dates_per_year: int
) -> float:
    """Price of a call that lapses when a close lies at or under the barrier; today's price is 1.

    ``strike`` at or above ``barrier``, both fractions of today's price; the last of
    ``dates`` is the expiry and is watched too. ``dynamics.growth`` is the rate less
    dividends. Error under 1e-10. Raises OutOfRange (a ValueError) for arguments out
    of range. Source: Broadie, Glasserman and Kou (1997), Mathematical Finance 7(4).
    """
    require(
        *watch_conditions(dates, dates_per_year, 1e-11),
        (
            0 < barrier <= strike,
            said("barrier must be above 0 and at most strike, both as fractions of today's price"),
        ),
        (math.isfinite(rate), said("rate must be finite: a year, 0.05 for 5 %")),
    )
    asked = course(levy(dynamics), barrier=barrier, dates=dates, dates_per_year=dates_per_year)
    require((not asked.still, said("volatility is 0: the price is certain")))
    solving = solver(asked, error=1e-11)
    grid = solving.grid
    growth = dynamics.growth / dates_per_year
    # what a price on each date is expected to grow to by the expiry
    later = np.exp(growth * (dates - np.arange(1, dates + 1)))
    found = sweep(grid, solving.start, solving.moves, circles.window(grid, 0.0, grid.right), later[None])
    alive = SalePrice(grid=grid, transform=found.last, edge=math.inf)
    lapsed = SalePrice(grid=grid, transform=found.reached[0], edge=0.0)
    above = math.log(strike / barrier)
    # all of the price, less what lapses with it and what ends under the strike: an integral over high
    # prices would multiply the error by the highest
    price = math.exp(growth * dates) - barrier * (lapsed.mass(-math.inf, 0.0, 1.0) + alive.mass(0.0, above, 1.0))
    paid = price - strike * alive.mass(above, math.inf)
    return float(math.exp(-rate * dates / dates_per_year) * paid)
