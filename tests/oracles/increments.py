"""The law of the log price over one step: density, distribution and put, each without the transform of an engine.

GBM and Merton are mixtures of normals in closed form. Kou is inverted from
its characteristic function by the trapezoidal rule on a line in the complex
plane, shifted so that small probabilities keep their relative accuracy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SMALLEST_WEIGHT = 1e-19  # of a term of the Poisson mixture
SHIFT = 2.0  # standard deviations: further from the real line, large terms would cancel
FADED = 39.0  # exp(-39) = 1e-17: where a characteristic function, or the tail of a density, has faded


@dataclass(frozen=True)
class NormalJump:
    """A log jump that is normal: Merton (1976)."""

    mean: float
    std: float

    @property
    def factor(self) -> float:
        """E[exp(J)] - 1."""
        return math.expm1(self.mean + self.std**2 / 2)


@dataclass(frozen=True)
class DoubleExponential:
    """A log jump that is exponential to either side: Kou (2002)."""

    up_probability: float
    up_rate: float
    down_rate: float

    @property
    def factor(self) -> float:
        """E[exp(J)] - 1."""
        p, up, down = self.up_probability, self.up_rate, self.down_rate
        return p / (up - 1) - (1 - p) / (down + 1)


@dataclass(frozen=True)
class Law:
    """E[S_t] = exp(growth t); a diffusion and, where `jump` is given, `jump_rate` jumps a year."""

    growth: float
    volatility: float
    jump_rate: float = 0.0
    jump: NormalJump | DoubleExponential | None = None

    @property
    def drift(self) -> float:
        """Of the log price between jumps, a year."""
        factor = self.jump.factor if self.jump else 0.0
        return self.growth - self.volatility**2 / 2 - self.jump_rate * factor


class Increment(Protocol):
    """The law of a log move X."""

    @property
    def mean(self) -> float:
        """Mean of X."""
        ...

    @property
    def std(self) -> float:
        """Standard deviation of X."""
        ...

    @property
    def smoothness(self) -> float:
        """Length over which the density is smooth: the std of the narrowest normal law in it."""
        ...

    def density(self, x: Numbers) -> Numbers:
        """Density of X at x."""
        ...

    def densities(self, x: Numbers, y: Numbers) -> Numbers:
        """Density of X at x + y: rows of x, columns of y."""
        ...

    def below(self, x: Numbers) -> Numbers:
        """P(X <= x)."""
        ...

    def put(self, k: Numbers) -> Numbers:
        """E[(exp(k) - exp(X))+]."""
        ...


@dataclass(frozen=True)
class NormalMixture:
    """Weights, means and standard deviations (above 0) of normal laws."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    stds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean of X."""
        return math.fsum(w * m for w, m in zip(self.weights, self.means, strict=True))

    @property
    def std(self) -> float:
        """Standard deviation of X."""
        second = math.fsum(w * (m * m + s * s) for w, m, s in zip(self.weights, self.means, self.stds, strict=True))
        return math.sqrt(second - self.mean**2)

    @property
    def smoothness(self) -> float:
        """The smallest standard deviation."""
        return min(self.stds)

    def density(self, x: Numbers) -> Numbers:
        """Density of X at x."""
        found = np.zeros_like(x)
        for w, m, s in zip(self.weights, self.means, self.stds, strict=True):
            found += w / (s * math.sqrt(2 * math.pi)) * np.exp(-0.5 * ((x - m) / s) ** 2)
        return found

    def densities(self, x: Numbers, y: Numbers) -> Numbers:
        """Density of X at x + y: rows of x, columns of y."""
        return self.density(x[:, None] + y)

    def below(self, x: Numbers) -> Numbers:
        """P(X <= x)."""
        found = np.zeros_like(x)
        for w, m, s in zip(self.weights, self.means, self.stds, strict=True):
            found += w * ndtr((x - m) / s)
        return found

    def put(self, k: Numbers) -> Numbers:
        """E[(exp(k) - exp(X))+], term by term the formula of Black and Scholes."""
        found = np.zeros_like(k)
        for w, m, s in zip(self.weights, self.means, self.stds, strict=True):
            d = (k - m) / s
            found += w * (np.exp(k) * ndtr(d) - math.exp(m + s * s / 2) * ndtr(d - s))
        return found


@dataclass(frozen=True)
class KouIncrement:
    """A diffusion with `jumps` expected double exponential jumps, mean `drift` and std `smoothness` without them."""

    drift: float
    smoothness: float
    jumps: float
    jump: DoubleExponential

    @property
    def mean(self) -> float:
        """Mean of X."""
        p = self.jump.up_probability
        return self.drift + self.jumps * (p / self.jump.up_rate - (1 - p) / self.jump.down_rate)

    @property
    def std(self) -> float:
        """Standard deviation of X."""
        p, up, down = self.jump.up_probability, self.jump.up_rate, self.jump.down_rate
        return math.sqrt(self.smoothness**2 + self.jumps * (2 * p / up**2 + 2 * (1 - p) / down**2))

    def log_transform(self, s: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Log of E[exp(s X)] for -down_rate < Re(s) < up_rate."""
        p, up, down = self.jump.up_probability, self.jump.up_rate, self.jump.down_rate
        exponent = p * up / (up - s) + (1 - p) * down / (down + s) - 1
        return s * self.drift + s * s * (self.smoothness**2 / 2) + self.jumps * exponent

    def density(self, x: Numbers) -> Numbers:
        """Density of X at x."""
        return self.densities(x, np.zeros(1))[:, 0]

    def densities(self, x: Numbers, y: Numbers) -> Numbers:
        """Density of X at x + y: rows of x, columns of y."""
        low, high = self._inverted(x, y, -self._down, order=0), self._inverted(x, y, self._up, order=0)
        return np.maximum(np.where(x[:, None] + y < self.mean, low, high), 0.0)

    def below(self, x: Numbers) -> Numbers:
        """P(X <= x)."""
        none = np.zeros(1)
        low, high = self._inverted(x, none, -self._down, order=1), self._inverted(x, none, self._up, order=1)
        return np.where(x < self.mean, low[:, 0], 1.0 + high[:, 0])

    def put(self, k: Numbers) -> Numbers:
        """E[(exp(k) - exp(X))+]; above the mean by the parity of put and call."""
        none = np.zeros(1)
        expected = math.exp(float(self.log_transform(np.ones(1, dtype=np.complex128))[0].real))
        low = self._inverted(k, none, -self._down, order=2)[:, 0]
        call = self._inverted(k, none, 1 + self._up, order=2)[:, 0]
        return np.exp(k) * np.where(k < self.mean, low, call) + np.where(k < self.mean, 0.0, np.exp(k) - expected)

    @property
    def _down(self) -> float:
        return min(self.jump.down_rate / 2, SHIFT / self.std)

    @property
    def _up(self) -> float:
        return min((self.jump.up_rate - 1) / 2, SHIFT / self.std)

    def _inverted(self, x: Numbers, y: Numbers, line: float, *, order: int) -> Numbers:
        """Invert the transform along Re(s) = line, at x + y: rows of x, columns of y.

        order 0: the density; 1: the distribution (line under 0) or minus the survival (line above 0);
        2: the put (line under 0) or the call (line above 1), over exp(x + y).
        """
        reach = math.sqrt(2 * FADED + (line * self.smoothness) ** 2) / self.smoothness + abs(line)
        # a period apart stand the aliases of what fades like exp(-rate |x|)
        poles = (-self.jump.down_rate, self.jump.up_rate, *(0.0, 1.0)[:order])
        rate = min(abs(line - pole) for pole in poles)
        period = 2 * float(np.max(np.abs(x)) + np.max(np.abs(y))) + FADED / rate + 20 * self.std
        step = 2 * math.pi / period
        s: NDArray[np.complex128] = np.asarray(line + 1j * step * (np.arange(math.ceil(reach / step)) + 0.5))
        factor = (np.ones_like(s), -1 / s, -1 / s / (1 - s))[order]
        heights = np.exp(self.log_transform(s)) * factor * (step / math.pi)
        found: Numbers = ((np.exp(-np.outer(x, s)) * heights) @ np.exp(-np.outer(s, y))).real
        return found


def increment(law: Law, years: float, *, dated: float = 0.0) -> Increment:
    """The law of log(S_t / S_0) over `years`, with a dated log-normal factor of mean one and std `dated` in it."""
    drift = law.drift * years - dated**2 / 2
    variance = law.volatility**2 * years + dated**2
    if isinstance(law.jump, DoubleExponential) and law.jump_rate > 0:
        return KouIncrement(drift, math.sqrt(variance), law.jump_rate * years, law.jump)
    jump = law.jump if isinstance(law.jump, NormalJump) else NormalJump(0.0, 0.0)
    weights = _poisson(law.jump_rate * years)
    means = tuple(drift + n * jump.mean for n in weights)
    stds = tuple(math.sqrt(variance + n * jump.std**2) for n in weights)
    return NormalMixture(tuple(weights.values()), means, stds)


def _poisson(expected: float) -> dict[int, float]:
    """Probabilities of those numbers of jumps that have one worth counting."""
    if expected == 0:
        return {0: 1.0}
    most = math.ceil(expected + 12 * math.sqrt(expected) + 30)
    logs = {n: n * math.log(expected) - expected - math.lgamma(n + 1) for n in range(most)}
    return {n: math.exp(log) for n, log in logs.items() if log > math.log(SMALLEST_WEIGHT)}
