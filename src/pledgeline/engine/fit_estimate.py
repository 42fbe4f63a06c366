"""One law estimated from daily log returns: the peak of its likelihood, in the parameters that a reader knows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit_laws import LAWS, MODELS, borders, starts
from pledgeline.engine.fit_results import Estimate
from pledgeline.engine.fit_search import STEP, Ending, Peak, climb
from pledgeline.engine.quantity import plain_text
from pledgeline.errors import OutOfRange, Unfittable
from pledgeline.language.saying import Said, said, said_each
from pledgeline.units.spelling import suggestion
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pledgeline.engine.fit_laws import Day
    from pledgeline.market.dynamics import Dynamics

    Floats = NDArray[np.float64]

EVEN = 1e-9  # a deviation below this share of the largest move is rounding
# returns: with 20 of them a volatility has an error of a sixth; a jump law has five or six parameters
FEWEST = {"gbm": 20, "merton": 60, "kou": 60}
LONGER = said("give a longer history")
ANOTHER = said("name another column, or another stretch of the history")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated:
    """A law at the peak of its likelihood; `dynamics` are without growth, which no history of years can tell."""

    model: str
    day: Day
    dynamics: Dynamics
    estimates: tuple[Estimate, ...]
    log_likelihood: float
    peak: Peak

    @property
    def converged(self) -> bool:
        """Whether the search reached a peak, be it flat in some direction."""
        return self.peak.ending is Ending.REACHED

    @property
    def outcome(self) -> str:
        """Why the search ended, in a sentence."""
        flat = ", ".join(one.name for one in self.estimates if one.standard_error is None)
        figures = {
            "gain": figured(plain_text, self.peak.gain, ".2g"),
            "flat": flat or said("a combination of the parameters"),
        }
        return Said(self.peak.ending.value, figures)


def estimate(returns: Floats, model: str) -> Estimated:
    """Maximum likelihood from daily log returns of shape (observations,), with errors from the observed information.

    Raises OutOfRange for an unknown model, and Unfittable for too few returns
    or returns that are all the same. Cost: about 0.07 s for Merton and 0.3 s for Kou with 1,250
    returns, and half a second more to load SciPy the first time.
    """
    check_returns(returns, model)
    deviation = float(returns.std())
    surface = LAWS[model].surface(returns)
    limits = borders(model, returns)
    return _estimated(model, deviation, climb(surface, limits, starts(model, returns), len(returns)), len(returns))


def check_returns(returns: Floats, model: str) -> None:
    """Raise OutOfRange for an unknown model, Unfittable where a model cannot be fitted to these returns."""
    if model not in MODELS:
        raise OutOfRange(said("'{model}' is no model to fit; {known}", model=model, known=suggestion(model, MODELS)))
    count = len(returns)
    if count < FEWEST[model]:
        what = said_each(
            count + 1,
            "{n} close is too few to fit {model}; it needs {fewest}",
            "{n} closes are too few to fit {model}; it needs {fewest}",
            n=str(count + 1),
            model=model,
            fewest=str(FEWEST[model] + 1),
        )
        simpler = said("give a longer history, or fit gbm, which needs {fewest}", fewest=str(FEWEST["gbm"] + 1))
        raise Unfittable(what, LONGER if count < FEWEST["gbm"] else simpler)
    if not returns.std() > EVEN * abs(returns).max():
        if returns.any():
            raise Unfittable(said("the closes move evenly; there is nothing to fit"), ANOTHER)
        raise Unfittable(said("the closes do not move; there is nothing to fit"), ANOTHER)


def _estimated(model: str, deviation: float, peak: Peak, observations: int) -> Estimated:
    law = LAWS[model]
    day = law.day(peak.place.tolist(), deviation)
    values = law.parameters(peak.place.tolist(), deviation)
    errors = _errors(model, deviation, peak)
    estimates = tuple(
        Estimate(
            name=name,
            value=float(value),
            standard_error=error,
            kind=kind,
            at_border=index > 0 and index not in (*peak.free, *peak.idle),  # growth has no border
        )
        for index, (name, kind, value, error) in enumerate(zip(law.names, law.kinds, values, errors, strict=True))
    )
    return Estimated(
        model=model,
        day=day,
        dynamics=replace(law.dynamics(day), growth=0.0),
        estimates=estimates,
        log_likelihood=-peak.value * observations,
        peak=peak,
    )


def _errors(model: str, deviation: float, peak: Peak) -> list[float | None]:
    """Standard errors of the parameters from those of the coordinates (delta method); None where there is none."""
    law, size = LAWS[model], len(peak.place)
    if peak.ending is Ending.SADDLE:
        return [None] * size
    covariance = np.linalg.inv(peak.information)
    columns = []
    for index in peak.free:
        step = STEP * (np.arange(size) == index)
        ahead = law.parameters((peak.place + step).tolist(), deviation)
        behind = law.parameters((peak.place - step).tolist(), deviation)
        columns.append((ahead - behind) / (2.0 * STEP))
    change = np.array(columns).reshape(len(peak.free), len(law.names)).T
    variances = np.einsum("ij,jk,ik->i", change, covariance, change)
    return [
        math.sqrt(variance) if variance > 0.0 and (index == 0 or index in peak.free) else None
        for index, variance in enumerate(variances)
    ]
