"""What a fit to prices found, as frozen records: parameters with errors, evidence, and what to beware of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.market.dynamics import Dynamics

RATIO, NUMBER = "ratio", "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One parameter; `standard_error` is None where the data do not give one, as at a border."""

    name: str
    value: float
    standard_error: float | None
    kind: str  # ratio: shown in percent; number
    at_border: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something the figures cannot say by themselves: its name, and the sentence with its figures."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniformity:
    """Probability integral transform: where each return stands in the fitted law; uniform if the law is right.

    `counts` of returns in equal bins from 0 to 1; `distance` is that of
    Kolmogorov and Smirnov. `p_value` is that of a law given in advance, hence
    too kind to a law fitted to the same returns.
    """

    counts: tuple[int, ...]
    distance: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantilePair:
    """One of the largest or smallest log returns, and the one that the fitted law puts at its rank."""

    observed: float
    fitted: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateProfile:
    """The log likelihood given up at other jump rates, all other parameters fitted anew.

    `low` and `high` enclose the rates that lose less than 1.92, a 95 %
    interval; None where the search reached its border first.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Whether large moves follow large moves: the Ljung–Box statistic of absolute log returns."""

    lags: int
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The largest moves of one side under an exponential and under a power law.

    `threshold` is a log move; `rate` the exponential rate of what exceeds it,
    `exponent` Hill's, each with its standard error. `lead` is the log
    likelihood of the exponential less that of the power law, and `z` its
    distance from zero in standard deviations (Vuong).
    """

    side: str  # down, up
    count: int
    threshold: float
    rate: float
    rate_error: float
    exponent: float
    exponent_error: float
    lead: float
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One law fitted to closes by maximum likelihood.

    `dynamics` carry the fitted volatility and jumps, and no growth: that is
    among the `estimates`, with its error. Volatilities are per square root of
    a year; `sample_volatility` is that of the returns themselves.
    """

    model: str
    dynamics: Dynamics
    estimates: tuple[Estimate, ...]
    observations: int
    log_likelihood: float
    aic: float
    bic: float
    converged: bool
    outcome: str  # why the search ended
    starts: int
    starts_agreeing: int  # within 0.01 in log likelihood of the best
    total_volatility: float
    sample_volatility: float
    uniformity: Uniformity | None
    tail_quantiles: tuple[QuantilePair, ...]
    rate_profile: RateProfile | None
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of the history; the volatility is per square root of a year."""

    first: dt.date
    last: dt.date
    returns: int
    volatility: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure with its standard error; both None where there was nothing to measure."""

    value: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One move that the volatility of the days before it does not explain."""

    date: dt.date
    move: float  # log move
    threshold: float  # above which a move of that day counts as a gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Rare gaps, found apart from the volatility.

    `rate` a year; `mean` and `deviation` of the log moves; `up_rate` and
    `down_rate` are exponential rates of the excess over the threshold.
    """

    found: tuple[Gap, ...]
    looked_at: int  # returns that could be judged
    rate: Measured
    mean: Measured
    deviation: Measured
    up_probability: Measured
    up_rate: Measured
    down_rate: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledMoves:
    """Log moves on given dates; `move` is their standard deviation with that of an ordinary day taken out."""

    dates: tuple[dt.date, ...]
    moves: tuple[float, ...]
    ordinary: float  # standard deviation of the log move of the other days
    move: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """Volatility today, given the days before (GJR-GARCH with Student errors).

    Volatilities are per square root of a year; `long_run` is None where the
    persistence is 1 or more. `clustering` is that of what the volatility leaves.
    """

    current: float
    long_run: float | None
    persistence: float
    asymmetry: float
    tail_freedom: float
    log_likelihood: float
    converged: bool
    clustering: Clustering
    residual_dynamics: Dynamics | None  # jumps of the standardised residuals at the current volatility
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Everything that was found in one history of closes."""

    name: str
    sample: Window
    closes: int
    fits: tuple[Fit, ...]
    clustering: Clustering
    tails: tuple[Tail, ...]
    gaps: Gaps
    scheduled: ScheduledMoves | None
    stress: Window
    conditional: Conditional | None
