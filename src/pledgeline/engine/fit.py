"""Laws fitted to prices by maximum likelihood, with the evidence for and against them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pledgeline.engine.fit_cautions import cautions
from pledgeline.engine.fit_estimate import Estimated, check_returns, estimate
from pledgeline.engine.fit_evidence import rate_profile, tail_quantiles, uniformity
from pledgeline.engine.fit_results import Clustering, Fit, Tail
from pledgeline.engine.fit_sample import clustering, log_returns, volatility
from pledgeline.engine.fit_tails import tails
from pledgeline.market.dynamics import total_volatility

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from pledgeline.market.prices import PriceTable

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Daily log returns, with what they show before any law is fitted."""

    returns: Floats
    clusters: Clustering
    tails: tuple[Tail, ...]


def fit(prices: PriceTable | ArrayLike, model: str) -> Fit:
    """Fit a law of prices to daily closes by maximum likelihood.

    `prices`: a table of closes, or one row of them, oldest first, each finite
    and above zero; one close a business day, 252 a year. `model`: ``gbm``,
    ``merton`` or ``kou``, in capitals too. The answer carries the parameters with
    standard errors, whether the search converged (look at `converged` before
    using `dynamics`), and cautions in sentences. `dynamics` have no growth; its
    estimate stands among `estimates`.

    Raises OutOfRange for an unknown model and wrong prices, and Unfittable for
    closes that do not move and too few of them (21; 61 for jumps), both of them
    ValueErrors. The same closes give the same fit. Cost: about 0.2 s for Merton
    and 0.6 s for Kou with 1,250 closes, and half a second more to load SciPy the
    first time.
    Sources: `docs/models/calibration.md`.
    """
    return fit_history(history(log_returns(prices)), model)


def history(returns: Floats) -> History:
    """What daily log returns show before any law is fitted to them; raises Unfittable where no law can be."""
    check_returns(returns, "gbm")
    return History(returns=returns, clusters=clustering(returns), tails=tails(returns))


def fit_history(past: History, model: str) -> Fit:
    """Fit a law to a history; raises OutOfRange and Unfittable as `fit`."""
    returns, model = past.returns, model.casefold()
    found = estimate(returns, model)
    profile = rate_profile(returns, found)
    sample, count, parameters = volatility(returns), len(returns), len(found.estimates)
    return Fit(
        model=model,
        dynamics=found.dynamics,
        estimates=found.estimates,
        observations=count,
        log_likelihood=found.log_likelihood,
        aic=2.0 * parameters - 2.0 * found.log_likelihood,
        bic=math.log(count) * parameters - 2.0 * found.log_likelihood,
        converged=found.converged,
        outcome=found.outcome,
        starts=found.peak.starts,
        starts_agreeing=found.peak.agreeing,
        total_volatility=total_volatility(found.dynamics),
        sample_volatility=sample,
        uniformity=uniformity(returns, found),
        tail_quantiles=tail_quantiles(returns, found),
        rate_profile=profile,
        cautions=cautions(
            found,
            observations=count,
            sample_volatility=sample,
            clusters=past.clusters,
            profile=profile,
            tails=past.tails,
        ),
    )


@lru_cache(maxsize=64)
def fitted(closes: tuple[float, ...], model: str) -> Estimated:
    """A law for a case, without the evidence; what is kept between calls cannot change an answer.

    Raises OutOfRange and Unfittable as `fit`.
    """
    return estimate(log_returns(closes), model)
