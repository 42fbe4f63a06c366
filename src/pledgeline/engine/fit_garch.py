"""Volatility today, given the days before: GJR-GARCH with Student errors, by the package `arch`.

Sources: Glosten, Jagannathan and Runkle (1993); Bollerslev (1987).
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.fit_estimate import FEWEST, estimate
from pledgeline.engine.fit_results import Conditional
from pledgeline.engine.fit_sample import clustering
from pledgeline.engine.quantity import plain_text
from pledgeline.errors import MissingExtra, Unfittable
from pledgeline.language.saying import said, said_each
from pledgeline.market.dynamics import DATES_PER_YEAR
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pledgeline.market.dynamics import Dynamics

    Floats = NDArray[np.float64]

PERCENT = 100.0  # the search of `arch` wants returns of order one
FEWEST_RETURNS = 250


def conditional(returns: Floats) -> Conditional:
    """Conditional volatility of the next day, with persistence and long-run level.

    Raises MissingExtra without the package `arch`, and Unfittable for fewer
    than 250 returns.
    """
    if len(returns) < FEWEST_RETURNS:
        what = said("{n} closes are too few for a conditional volatility; it needs 251", n=str(len(returns) + 1))
        raise Unfittable(what, said("give a longer history, or leave it out"))
    found = _fitted(returns)
    parameters = found.params
    persistence = float(parameters["alpha[1]"] + parameters["beta[1]"] + parameters["gamma[1]"] / 2.0)
    ahead = float(found.forecast(horizon=1, reindex=False).variance.iloc[-1, 0])
    long_run = float(parameters["omega"]) / (1.0 - persistence) if persistence < 1.0 else None
    left = np.asarray(found.std_resid, dtype=float)
    current = _yearly(ahead)
    return Conditional(
        current=current,
        long_run=None if long_run is None else _yearly(long_run),
        persistence=persistence,
        asymmetry=float(parameters["gamma[1]"]),
        tail_freedom=float(parameters["nu"]),
        log_likelihood=float(found.loglikelihood) + len(returns) * math.log(PERCENT),
        converged=int(found.convergence_flag) == 0,
        clustering=clustering(left),
        residual_dynamics=_residual_dynamics(left, current),
        note=_note(persistence, converged=int(found.convergence_flag) == 0),
    )


def _fitted(returns: Floats) -> Any:  # noqa: ANN401  # a result of `arch`
    try:
        from arch import arch_model  # noqa: PLC0415  # an extra
    except ImportError:
        lacking = said("a conditional volatility needs the package arch; pip install 'pledgeline[garch]'")
        raise MissingExtra(lacking) from None
    with warnings.catch_warnings():
        # what the search has to say is in its convergence flag
        warnings.simplefilter("ignore")
        return arch_model(PERCENT * returns, mean="Constant", vol="GARCH", p=1, o=1, q=1, dist="t").fit(
            disp="off", show_warning=False
        )


def _residual_dynamics(left: Floats, current: float) -> Dynamics | None:
    """Jumps of what the volatility leaves, at the current volatility; None where they cannot be fitted."""
    if len(left) < FEWEST["kou"]:
        return None
    daily = current / math.sqrt(DATES_PER_YEAR)
    found = estimate((left - left.mean()) / left.std() * daily, "kou")
    return found.dynamics if found.converged else None


def _note(persistence: float, *, converged: bool) -> str:
    if not converged:
        return said("the search did not converge; the figures are where it stopped")
    if persistence >= 1.0:
        return said("the persistence is 1 or more: shocks do not fade, and there is no long-run level")
    half = math.log(0.5) / math.log(persistence)
    return said_each(
        round(half),
        "half of a shock to the variance is gone after {n} days",
        "half of a shock to the variance is gone after {n} days",
        n=figured(plain_text, half, ".0f"),
    )


def _yearly(variance: float) -> float:
    """A daily variance in squared percent as a volatility a year."""
    return math.sqrt(variance * DATES_PER_YEAR) / PERCENT
