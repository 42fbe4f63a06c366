"""The law of one day's log return under a diffusion with normal jumps: densities and probabilities.

A day's return is ``drift + deviation Z`` plus a Poisson number of jumps, more
than one included. Given the number it is normal, so the law is a mixture. The
mixture stops where the jumps left out have a probability under `TAIL`; what is
left out of a density is below ``TAIL / (2.5 deviation)``.

Source: Merton (1976), equation 16 and the text around it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TAIL = 1e-15
SMALLEST = 1e-300  # a density below it is counted as it, so that its logarithm stays finite
_LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)


class NormalDay(NamedTuple):
    """A day without jumps: mean and standard deviation of the log return, the latter above 0."""

    drift: float
    deviation: float


class MertonDay(NamedTuple):
    """A day with normal jumps; `jumps` is their expected number."""

    drift: float
    deviation: float
    jumps: float
    jump_mean: float
    jump_std: float


def normal_log_density(returns: Floats, day: NormalDay) -> Floats:
    """Log density of log returns without jumps; shape of `returns`."""
    scaled = (returns - day.drift) / day.deviation
    return -0.5 * scaled * scaled - (math.log(day.deviation) + _LOG_ROOT_TWO_PI)


def normal_scores(returns: Floats, day: NormalDay) -> tuple[Floats, Floats]:
    """Log density, and its derivatives by the fields of `day`, as (fields, returns)."""
    scaled = (returns - day.drift) / day.deviation
    return normal_log_density(returns, day), np.stack((scaled, scaled * scaled - 1.0)) / day.deviation


def normal_below(returns: Floats, day: NormalDay) -> Floats:
    """Probability of a log return at or below each of `returns`, without jumps."""
    return _below((returns - day.drift) / day.deviation)


def merton_log_density(returns: Floats, day: MertonDay) -> Floats:
    """Log density of log returns with normal jumps; shape of `returns`."""
    return _of_numbers(returns, day).log_density


def merton_scores(returns: Floats, day: MertonDay) -> tuple[Floats, Floats]:
    """Log density, and its derivatives by the fields of `day`, as (fields, returns)."""
    mixture = _of_numbers(returns, day)
    numbers = np.arange(len(mixture.deviations))
    shift = mixture.chances * mixture.scaled / mixture.deviations[:, None]
    widen = mixture.chances * (mixture.scaled**2 - 1.0) / (mixture.deviations**2)[:, None]
    scores = (
        shift.sum(axis=0),
        day.deviation * widen.sum(axis=0),
        numbers @ mixture.chances / day.jumps - 1.0,
        numbers @ shift,
        day.jump_std * (numbers @ widen),
    )
    return mixture.log_density, np.stack(scores)


def merton_below(returns: Floats, day: MertonDay) -> Floats:
    """Probability of a log return at or below each of `returns`, with normal jumps."""
    weights, _, scaled = _mixture(returns, day)
    found: Floats = weights @ _below(scaled)
    return found


def jump_numbers(jumps: float) -> Floats:
    """Probabilities of 0, 1, 2, … jumps in a day, until those left out have less than `TAIL` together."""
    found = [math.exp(-jumps)]
    while len(found) <= jumps or found[-1] * jumps / (len(found) - jumps) > TAIL:
        found.append(found[-1] * jumps / len(found))
    return np.array(found)


class _Numbers(NamedTuple):
    """The mixture over the number of jumps; `chances` of each number given the return, as (numbers, returns)."""

    log_density: Floats
    chances: Floats
    deviations: Floats
    scaled: Floats


def _of_numbers(returns: Floats, day: MertonDay) -> _Numbers:
    weights, deviations, scaled = _mixture(returns, day)
    logs = np.log(weights / deviations)[:, None] - 0.5 * scaled * scaled
    highest = logs.max(axis=0)
    parts = np.exp(logs - highest)
    total = parts.sum(axis=0)
    return _Numbers(highest + np.log(total) - _LOG_ROOT_TWO_PI, parts / total, deviations, scaled)


def _mixture(returns: Floats, day: MertonDay) -> tuple[Floats, Floats, Floats]:
    """Weight and deviation of each number of jumps, and the returns in units of it, as (numbers, returns)."""
    weights = jump_numbers(day.jumps)
    numbers = np.arange(len(weights))
    deviations = np.sqrt(day.deviation**2 + numbers * day.jump_std**2)
    centres = day.drift + numbers * day.jump_mean
    return weights, deviations, (returns - centres[:, None]) / deviations[:, None]


def _below(scaled: Floats) -> Floats:
    from scipy.special import ndtr  # noqa: PLC0415  # slow to import, and only fits need it

    found: Floats = ndtr(scaled)
    return found
