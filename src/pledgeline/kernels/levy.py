"""Cumulant functions of Lévy laws and the bounds that follow from them.

The cumulant function of a log price ``X`` is ``k(s) = log E[exp(s X_1)]``, a
year ahead, for complex ``s`` inside the strip where the expectation exists. It
holds everything the exact engine needs: transforms are its values on the
imaginary axis, tail bounds its values on the real one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Complexes = NDArray[np.complexfloating[Any, Any]]
Floats = NDArray[np.floating[Any]]

EXPONENTS = 96  # trial exponents of a Chernoff bound: the bound is flat at its best, so a grid finds it


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalJumps:
    """Jumps of a Poisson clock with normal log size."""

    rate: float
    mean: float
    std: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExponentialJumps:
    """Jumps of a Poisson clock with two-sided exponential log size."""

    rate: float
    up_probability: float
    up_rate: float
    down_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalInverseGaussian:
    """Infinitely many small jumps: Brownian motion run on an inverse Gaussian clock.

    ``steepness`` is Barndorff-Nielsen's alpha, ``asymmetry`` his beta, ``scale``
    his delta a year. Source: Barndorff-Nielsen (1997), *Scandinavian Journal of
    Statistics* 24(1).
    """

    steepness: float
    asymmetry: float
    scale: float


Jumps = NormalJumps | ExponentialJumps | NormalInverseGaussian


@dataclass(frozen=True, slots=True, kw_only=True)
class Levy:
    """A log price: ``drift`` of the log a year, diffusive ``volatility``, and independent jumps."""

    drift: float
    volatility: float
    jumps: tuple[Jumps, ...] = ()


def cumulant(law: Levy, s: Complexes | Floats) -> Complexes | Floats:
    """``log E[exp(s X_1)]`` at each ``s``; its values outside `strip` mean nothing."""
    found = s * (law.drift + 0.5 * law.volatility**2 * s)
    for jumps in law.jumps:
        found = found + _jump_cumulant(jumps, s)
    return found


def _jump_cumulant(jumps: Jumps, s: Complexes | Floats) -> Complexes | Floats:
    match jumps:
        case NormalJumps(rate=rate, mean=mean, std=std):
            return rate * np.expm1(s * (mean + 0.5 * std**2 * s))
        case ExponentialJumps(rate=rate, up_probability=p, up_rate=up, down_rate=down):
            return rate * s * (p / (up - s) - (1 - p) / (down + s))
        case NormalInverseGaussian(steepness=steep, asymmetry=skew, scale=scale):
            return scale * (math.sqrt(steep**2 - skew**2) - np.sqrt(steep**2 - (skew + s) ** 2))


def strip(law: Levy) -> tuple[float, float]:
    """The open interval of real ``s`` with a finite ``E[exp(s X_1)]``."""
    low, high = -math.inf, math.inf
    for jumps in law.jumps:
        match jumps:
            case ExponentialJumps(up_probability=p, up_rate=up, down_rate=down):
                low = max(low, -down) if p < 1 else low
                high = min(high, up) if p > 0 else high
            case NormalInverseGaussian(steepness=steep, asymmetry=skew):
                low, high = max(low, -steep - skew), min(high, steep - skew)
            case NormalJumps():
                pass
    return low, high


def compensated(law: Levy, growth: float) -> Levy:
    """The same law with the drift that makes ``E[exp(X_t)] = exp(growth t)``."""
    free = Levy(drift=0.0, volatility=law.volatility, jumps=law.jumps)
    return Levy(drift=growth - float(cumulant(free, np.ones(1))[0].real), volatility=law.volatility, jumps=law.jumps)


def jump_rate(law: Levy) -> float:
    """Jumps a year of the Poisson clocks."""
    return math.fsum(jumps.rate for jumps in law.jumps if not isinstance(jumps, NormalInverseGaussian))


def deviation(law: Levy, years: float) -> float:
    """Standard deviation of ``X`` after ``years``, jumps included."""
    variance = law.volatility**2
    for jumps in law.jumps:
        match jumps:
            case NormalJumps(rate=rate, mean=mean, std=std):
                variance += rate * (mean**2 + std**2)
            case ExponentialJumps(rate=rate, up_probability=p, up_rate=up, down_rate=down):
                variance += 2 * rate * (p / up**2 + (1 - p) / down**2)
            case NormalInverseGaussian(steepness=steep, asymmetry=skew, scale=scale):
                variance += scale * steep**2 / (steep**2 - skew**2) ** 1.5
    return math.sqrt(variance * years)


def tail(law: Levy, years: float, *, side: int, log_error: float, extra_variance: float = 0.0) -> float:
    """A distance that ``X`` leaves behind, up or down, at any time within ``years`` with small probability.

    ``side`` is 1 for up and -1 for down; the probability is at most
    ``exp(log_error)``. Chernoff's bound with Doob's inequality: for every
    ``s > 0``, ``P(max X > x) <= exp(max(t k(s), 0) - s x)``. ``extra_variance``
    is that of added normal moves with mean-one exponential.
    """
    low, high = strip(law)
    edge = high if side > 0 else -low
    scale = 1.0 / max(deviation(law, years), math.sqrt(extra_variance), 1e-12)
    top = min(edge * (1 - 1e-9), 60.0 * scale * math.sqrt(-log_error)) if math.isfinite(edge) else 60.0 * scale
    trial = np.exp(np.linspace(math.log(1e-2 * min(scale, top)), math.log(top), EXPONENTS))
    s = side * trial
    with np.errstate(over="ignore", invalid="ignore"):
        grown = years * cumulant(law, s).real + 0.5 * extra_variance * s * (s - 1)
        reach = (np.maximum(grown, 0.0) - log_error) / trial
    return float(np.nanmin(reach))


def bandwidth(law: Levy, years: float, *, log_error: float) -> float:
    """A frequency beyond which ``|E[exp(i u X)]|`` over ``years`` stays under ``exp(log_error)``, or inf.

    Doubling and bisection on the modulus; for a diffusion with jumps the modulus
    is under that of the diffusion, and falls.
    """
    if law.volatility > 0:
        return math.sqrt(-2.0 * log_error / years) / law.volatility
    high = 1.0
    while years * float(cumulant(law, np.array([1j * high]))[0].real) > log_error:
        high *= 2.0
        if high > 1e9:  # noqa: PLR2004  # no grid would hold it
            return math.inf
    return high
