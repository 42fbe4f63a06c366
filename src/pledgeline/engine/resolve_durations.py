"""How long the gates of a case take and what building costs over its plan, as laws."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pledgeline.case.duration import LogNormal, Referred, Triangular
from pledgeline.case.figure import Figure
from pledgeline.engine.desk import amount, optional
from pledgeline.engine.durations import Law, fixed, log_normal, log_normal_overrun, pert, triangular
from pledgeline.errors import OutOfRange
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.case.duration import Duration
    from pledgeline.case.programme import CostOverrun
    from pledgeline.engine.reference_classes import PublishedClass
    from pledgeline.units.span import Span

_WEIGHT = 4.0  # of the likeliest in a PERT law


class Time(NamedTuple):
    """The law of a duration, how it was written, and what its reference class adds."""

    law: Law
    written: str  # fixed, triangular, pert, log_normal, reference
    reference: str  # the class, or ""
    never: float  # chance of never, of a queue


NO_TIME = Time(fixed(0.0), "", "", 0.0)


def time_of(duration: Duration, classes: Mapping[str, PublishedClass]) -> Time:
    """The law of a duration in days; raises OutOfRange where a figure is unknown or the law cannot be."""
    if isinstance(duration, Figure):
        return Time(fixed(_days(duration)), "fixed", "", 0.0)
    if isinstance(duration, LogNormal):
        return Time(log_normal(_days(duration.median), amount(duration.deviation, 0.0)), "log_normal", "", 0.0)
    if isinstance(duration, Referred):
        return _referred(duration, classes[duration.like])
    points = (_days(duration.low), _days(duration.likely), _days(duration.high))
    if isinstance(duration, Triangular):
        return Time(triangular(*points), "triangular", "", 0.0)
    return Time(pert(*points, weight=amount(duration.weight, _WEIGHT)), "pert", "", 0.0)


def _referred(duration: Referred, like: PublishedClass) -> Time:
    deviation = optional(duration.deviation)
    if like.is_queue:
        return Time(like.queue(deviation=deviation), "reference", like.id, like.never)
    return Time(like.over(_days(duration.plan), deviation=deviation), "reference", like.id, 0.0)


def _days(span: Figure[Span] | None) -> float:
    if span is None or span.value is None:
        raise OutOfRange(said("how long it takes is not known"))
    return float(span.value.order()[1])


def cost_law(overrun: CostOverrun | None, classes: Mapping[str, PublishedClass]) -> Law:
    """Actual over planned cost; the plan itself where no overrun is stated. Errors as of `time_of`."""
    if overrun is None:
        return fixed(1.0)
    deviation = optional(overrun.deviation)
    if overrun.like is not None:
        return classes[overrun.like].over(1.0, deviation=deviation)
    mean = optional(overrun.mean)
    if mean is None or deviation is None:
        raise OutOfRange(said("how far building goes over its plan is not known"))
    return log_normal_overrun(1.0, mean=mean, deviation=deviation)
