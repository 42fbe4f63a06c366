"""Laws of durations and overruns as `docs/models/programmes.md` has them, on scipy's own distributions."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.case.duration import LogNormal, Pert, Referred, Triangular

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pledgeline.case.case import Case
    from pledgeline.case.duration import Duration
    from pledgeline.case.figure import Figure
    from pledgeline.case.programme import CostOverrun
    from pledgeline.units.count import Number
    from pledgeline.units.ratio import Ratio
    from pledgeline.units.span import Span

    Floats = NDArray[np.float64]

TAIL_FROM, LEAST, CAP = 0.5, -0.5, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law of spans in days, or of overruns as shares; `never` where a queue states one."""

    quantile: Callable[[Floats], Floats]
    cdf: Callable[[float], float]
    planned: float
    never: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is known of a reference class, as numbers; None where nothing is."""

    mean: float | None = None
    tail_from: float = TAIL_FROM
    tail_share: float | None = None
    tail_mean: float | None = None
    tail_index: float | None = None
    cap: float = CAP
    least: float = LEAST
    deviation: float | None = None
    median: float | None = None  # days
    never: float = 0.0


def days(figure: Figure[Span]) -> float:
    """A span in days."""
    return float(figure.stated.order()[1])


def law_of(case: Case, duration: Duration) -> Law:
    """The law of a gate's duration."""
    from scipy import stats  # noqa: PLC0415 - only where a law is asked for

    if isinstance(duration, Triangular | Pert):
        low, likely, high = days(duration.low), days(duration.likely), days(duration.high)
        place = (likely - low) / (high - low)
        if isinstance(duration, Triangular):
            return _of_scipy(stats.triang(place, loc=low, scale=high - low), likely)
        weight = 4.0 if duration.weight is None else float(duration.weight.stated)
        one = stats.beta(1.0 + weight * place, 1.0 + weight * (1.0 - place), loc=low, scale=high - low)
        return _of_scipy(one, likely)
    if isinstance(duration, LogNormal):
        return _log_normal(days(duration.median), float(duration.deviation.stated))
    if isinstance(duration, Referred):
        return _referred(case, duration)
    return _fixed(days(duration))


def _referred(case: Case, duration: Referred) -> Law:
    found = published(case, duration.like)
    deviation = found.deviation if duration.deviation is None else float(duration.deviation.stated)
    if found.median is not None:
        assert deviation is not None
        law = _log_normal(found.median, deviation)
        return Law(quantile=law.quantile, cdf=law.cdf, planned=law.planned, never=found.never)
    assert duration.plan is not None
    plan, over = days(duration.plan), _overrun(found, deviation)
    return Law(
        quantile=lambda level: plan * (1.0 + over.quantile(level)),
        cdf=lambda time: over.cdf(time / plan - 1.0),
        planned=plan,
    )


def overrun_of(case: Case, written: CostOverrun | None) -> Law | None:
    """The law of a cost overrun; None where there is none."""
    if written is None:
        return None
    deviation = None if written.deviation is None else float(written.deviation.stated)
    if written.like is None:
        assert written.mean is not None
        return _overrun(Published(mean=float(written.mean.stated)), deviation)
    found = published(case, written.like)
    return _overrun(found, found.deviation if deviation is None else deviation)


def _overrun(found: Published, deviation: float | None) -> Law:
    assert found.mean is not None
    if found.tail_share is None:
        assert deviation is not None
        law = _log_normal((1.0 + found.mean) * math.exp(-(deviation**2) / 2.0), deviation)
        return Law(quantile=lambda level: law.quantile(level) - 1.0, cdf=lambda over: law.cdf(1.0 + over), planned=0.0)
    return two_parts(found)


def two_parts(found: Published) -> Law:
    """The body of largest entropy below `tail_from`, and a power law from there to the cap."""
    from scipy.optimize import brentq  # noqa: PLC0415 - only where a law is asked for
    from scipy.stats import truncexpon, truncpareto  # noqa: PLC0415

    assert found.mean is not None
    assert found.tail_share is not None
    start, share, top = found.tail_from, found.tail_share, found.cap / found.tail_from
    index = found.tail_index
    if index is None:
        assert found.tail_mean is not None
        wanted = found.tail_mean / start
        index = float(brentq(lambda one: truncpareto(one, top).mean() - wanted, 1e-4, 30.0, xtol=1e-14))
    tail = truncpareto(index, top, scale=start)
    wide = start - found.least
    middle = (found.mean - share * tail.mean()) / (1.0 - share)
    target = (middle - found.least) / wide  # of a variable on 0..1 with density exp(-rate x)
    flip = target > 0.5
    target = min(target, 1.0 - target)
    rate = float(brentq(lambda one: truncexpon(one, scale=1.0 / one).mean() - target, 1e-6, 690.0, xtol=1e-14))
    body = truncexpon(rate, scale=1.0 / rate)

    def quantile(level: Floats) -> Floats:
        inner = np.minimum(level / (1.0 - share), 1.0)
        low = 1.0 - body.ppf(1.0 - inner) if flip else body.ppf(inner)
        outer = np.clip((level - (1.0 - share)) / share, 0.0, 1.0)
        return np.asarray(np.where(level < 1.0 - share, found.least + wide * low, tail.ppf(outer)))

    def cdf(over: float) -> float:
        place = (over - found.least) / wide
        low = 1.0 - body.cdf(1.0 - place) if flip else body.cdf(place)
        return float((1.0 - share) * low + share * tail.cdf(over))

    return Law(quantile=quantile, cdf=cdf, planned=0.0)


def _of_scipy(one: object, planned: float) -> Law:
    return Law(
        quantile=lambda level: np.asarray(one.ppf(level)),  # type: ignore[attr-defined]
        cdf=lambda time: float(one.cdf(time)),  # type: ignore[attr-defined]
        planned=planned,
    )


def _log_normal(median: float, deviation: float) -> Law:
    from scipy.stats import lognorm  # noqa: PLC0415 - only where a law is asked for

    return _fixed(median) if deviation == 0.0 else _of_scipy(lognorm(deviation, scale=median), median)


def _fixed(length: float) -> Law:
    return Law(
        quantile=lambda level: np.full_like(level, length), cdf=lambda time: float(time >= length), planned=length
    )


def published(case: Case, name: str) -> Published:
    """A class of the case, or one that comes with the program."""
    one = case.reference_classes.get(name)
    if one is None:
        return _bundled(name)
    stated = {
        "mean": one.mean, "tail_from": one.tail_from, "tail_share": one.tail_share, "tail_mean": one.tail_mean,
        "tail_index": one.tail_index, "cap": one.cap, "least": one.least, "never": one.never,
        "deviation": one.deviation if one.median is None else one.spread,
    }  # fmt: skip
    numbers = {key: _number(figure) for key, figure in stated.items() if figure is not None}
    return Published(**numbers, median=None if one.median is None else days(one.median))


def _number(figure: Figure[Ratio] | Figure[Number]) -> float:
    return float(figure.stated)


def _bundled(name: str) -> Published:
    with files("pledgeline").joinpath("data", "reference_classes.csv").open(encoding="utf-8") as lines:
        row = next(row for row in csv.DictReader(lines) if row["class"] == name)
    shares = {key: row[key] for key in ("mean", "tail_from", "tail_share", "tail_mean", "never") if row[key]}
    numbers = {key: float(share.rstrip("%")) / 100.0 for key, share in shares.items()}
    median = float(row["median"].removesuffix("mo")) * 30.4375 if row["median"] else None
    return Published(**numbers, median=median)
