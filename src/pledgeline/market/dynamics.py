"""The laws a price may follow, as data: GBM, Merton and Kou, and NIG for the exact engine.

The first three are parameterised by `growth`, with ``E[S_t] = S_0 exp(growth t)``
whatever the jumps, and by `volatility`, the diffusive one, per square root of
a year. Time is in years of 252 business days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DATES_PER_YEAR = 252


def _require(*conditions: tuple[bool, str]) -> None:
    """Raise ValueError with the sentence of every condition that does not hold, one per line."""
    broken = [sentence for holds, sentence in conditions if not holds]
    if broken:
        raise ValueError("\n".join(broken))


@dataclass(frozen=True, slots=True, kw_only=True)
class GBM:
    """Geometric Brownian motion.

    ``growth``: any finite rate a year; ``volatility``: at least 0.
    Raises ValueError for a parameter out of range. Source: Samuelson (1965).
    """

    growth: float = 0.0
    volatility: float

    def __post_init__(self) -> None:
        """Refuse parameters out of range."""
        _require(*_diffusion(self.growth, self.volatility))


@dataclass(frozen=True, slots=True, kw_only=True)
class Merton:
    """Diffusion with normal log jumps.

    ``jump_rate``: jumps a year; ``jump_mean`` and ``jump_std``: of the log jump.
    Raises ValueError for a parameter out of range. Source: Merton (1976).
    """

    growth: float = 0.0
    volatility: float
    jump_rate: float
    jump_mean: float
    jump_std: float

    def __post_init__(self) -> None:
        """Refuse parameters out of range."""
        _require(
            *_diffusion(self.growth, self.volatility),
            *_jump_clock(self.jump_rate),
            (math.isfinite(self.jump_mean), "jump_mean must be finite"),
            (math.isfinite(self.jump_std) and self.jump_std >= 0, "jump_std must be at least 0"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kou:
    """Diffusion with two-sided exponential log jumps.

    ``up_probability`` in [0, 1]; ``up_rate`` above 1, so that the mean jump
    factor is finite; ``down_rate`` above 0. The mean upward log jump is
    ``1 / up_rate``. Raises ValueError for a parameter out of range.
    Source: Kou (2002).
    """

    growth: float = 0.0
    volatility: float
    jump_rate: float
    up_probability: float
    up_rate: float
    down_rate: float

    def __post_init__(self) -> None:
        """Refuse parameters out of range."""
        _require(
            *_diffusion(self.growth, self.volatility),
            *_jump_clock(self.jump_rate),
            (0 <= self.up_probability <= 1, "up_probability must lie between 0 and 1"),
            (math.isfinite(self.up_rate) and self.up_rate > 1, "up_rate must be above 1"),
            (math.isfinite(self.down_rate) and self.down_rate > 0, "down_rate must be above 0"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NIG:
    """Normal inverse Gaussian: no diffusion, infinitely many small jumps. For the exact engine only.

    ``steepness`` is the alpha of the law of log prices, ``asymmetry`` its beta
    and ``scale`` its delta a year; the mean price exists for
    ``-steepness < asymmetry < steepness - 1``. Raises ValueError for a parameter
    out of range. Source: Barndorff-Nielsen (1997).
    """

    growth: float = 0.0
    steepness: float
    asymmetry: float
    scale: float

    def __post_init__(self) -> None:
        """Refuse parameters out of range."""
        steep, skew = self.steepness, self.asymmetry
        _require(
            (math.isfinite(self.growth), "growth must be finite"),
            (math.isfinite(steep) and steep > 0, "steepness must be above 0"),
            (-steep < skew < steep - 1, "asymmetry must lie between -steepness and steepness - 1"),
            (math.isfinite(self.scale) and self.scale > 0, "scale must be above 0"),
        )


Dynamics = GBM | Merton | Kou


def mean_jump(dynamics: Dynamics) -> float:
    """Mean relative jump, ``E[exp(J)] - 1``; 0 without jumps."""
    match dynamics:
        case Merton(jump_mean=mean, jump_std=std):
            return math.expm1(mean + std * std / 2)
        case Kou(up_probability=p, up_rate=up, down_rate=down):
            return p * up / (up - 1) + (1 - p) * down / (down + 1) - 1
        case _:
            return 0.0


def total_volatility(dynamics: Dynamics) -> float:
    """Volatility of log returns with the jumps in, per square root of a year: what a sample of closes shows."""
    match dynamics:
        case Merton(jump_rate=rate, jump_mean=mean, jump_std=std):
            second_moment = mean * mean + std * std
        case Kou(jump_rate=rate, up_probability=p, up_rate=up, down_rate=down):
            second_moment = 2 * p / up**2 + 2 * (1 - p) / down**2
        case _:
            return dynamics.volatility
    return math.sqrt(dynamics.volatility**2 + rate * second_moment)


def _diffusion(growth: float, volatility: float) -> tuple[tuple[bool, str], ...]:
    return (
        (math.isfinite(growth), "growth must be finite"),
        (math.isfinite(volatility) and volatility >= 0, "volatility must be at least 0"),
    )


def _jump_clock(jump_rate: float) -> tuple[tuple[bool, str], ...]:
    return ((math.isfinite(jump_rate) and jump_rate >= 0, "jump_rate must be at least 0"),)
