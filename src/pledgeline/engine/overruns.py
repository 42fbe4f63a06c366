"""Overruns of reference classes: the law that three published numbers leave open, closed with as little as can be.

Published are the mean, the share of projects in the tail, and the mean of the tail or its index. Below the tail the
law is the one of largest entropy with the mean that is left, a truncated exponential; the tail is a power law, cut.
Overruns are fractions of the plan, 0.5 for 50 %. See `docs/models/programmes.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.course import require
from pledgeline.language.saying import said
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST, START, CAP = -0.5, 0.5, 20.0
_STEEPEST = 600.0  # tilt of a body, or of a tail in its log: their means then lie 1/600 of the width from one end
_SLIGHT = 1e-12  # in place of a tilt or an index of 0: the same to rounding, and nothing is divided by 0
_HALF = 0.5  # below it a logarithm of one less something is the exact one
_EQUAL = 1e-9  # of two figures that differ by rounding
_SERIES = 1e-2  # below it a mean place is taken from its series


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """The law of an overrun.

    With probability ``1 - share`` it lies in ``least .. start``, with a density that falls by the factor
    ``exp(tilt)`` from one end to the other (it rises where ``tilt`` is negative); else ``P(X > x)`` falls as
    ``(x / start) ** -index`` from ``start`` on, cut where that power is ``cut``; ``kept`` is ``1 - cut``.
    An infinite index puts all of the tail at ``start``.
    """

    share: float
    least: float
    start: float
    tilt: float
    index: float
    cut: float
    kept: float


def two_part(
    *, mean: float, share: float, tail_mean: float, start: float = START, least: float = LEAST, cap: float = CAP
) -> Overrun:
    """The law of a class whose tail has a stated mean; ``cap`` may be infinite.

    Raises OutOfRange for figures that contradict each other. Error: that of rounding.
    """
    require(_sides(share, start, least, cap))
    holds = start <= tail_mean < cap if math.isfinite(cap) else start <= tail_mean < math.inf
    sentence = said(
        "the mean of the tail is {mean}: from {start}, where the tail begins, to below the cap of {cap}",
        mean=figured(ratio_text, tail_mean),
        start=figured(ratio_text, start),
        cap=figured(ratio_text, cap),
    )
    require((holds, sentence))
    return _joined_at_start((mean, tail_mean), share, start, least, (_index(tail_mean / start, cap / start), cap))


def two_part_by_index(
    *, mean: float, share: float, index: float, cap: float, start: float = START, least: float = LEAST
) -> Overrun:
    """The law of a class whose tail has a stated index; up to 1 nothing but the cap makes its mean finite.

    Raises OutOfRange for figures that contradict each other.
    """
    require(
        _sides(share, start, least, cap),
        (math.isfinite(index) and index > 0, said("the index of the tail must be above 0")),
        (
            math.isfinite(cap) or index > 1,
            said("a tail with an index up to 1 needs a cap: without one its mean is infinite"),
        ),
    )
    cut, kept = _cut(index, cap / start)
    of_tail = tail_mean(start, index, cut, kept)
    return _joined_at_start((mean, of_tail), share, start, least, (index, cap))


def _joined_at_start(
    means: tuple[float, float], share: float, start: float, least: float, tail: tuple[float, float]
) -> Overrun:
    """Body and tail; ``means`` of the whole and of the tail, ``tail`` its index and cap."""
    mean, of_tail = means
    body = (mean - share * of_tail) / (1.0 - share)
    place = (body - least) / (start - least)
    sentence = said(
        "a mean of {mean} with {share} of projects at {tail} on average leaves the others a mean of {body}:"
        " it must lie between their least, {least}, and {start}",
        mean=figured(ratio_text, mean),
        share=figured(ratio_text, share),
        tail=figured(ratio_text, of_tail),
        body=figured(ratio_text, body),
        least=figured(ratio_text, least),
        start=figured(ratio_text, start),
    )
    require((1.0 / _STEEPEST < place < 1.0 - 1.0 / _STEEPEST, sentence))
    index, cap = tail
    cut, kept = _cut(index, cap / start)
    return Overrun(share=share, least=least, start=start, tilt=_tilt(place), index=index, cut=cut, kept=kept)


def body_mean(least: float, start: float, tilt: float) -> float:
    """The mean of the part below the tail."""
    return least + (start - least) * _place(tilt)


def tail_mean(start: float, index: float, cut: float, kept: float) -> float:
    """The mean of the tail; infinite for an uncut one with an index up to 1."""
    if math.isinf(index):
        return start
    if cut == 0.0:
        return start * index / (index - 1.0) if index > 1.0 else math.inf
    return start * _growth(index, tail_length(index, cut, kept))


def tail_length(index: float, cut: float, kept: float) -> float:
    """Log of the cap over the start of the tail; infinite for an uncut one, 0 where all of it is at its start."""
    if math.isinf(index):
        return 0.0
    if cut == 0.0:
        return math.inf
    return -(math.log1p(-kept) if kept < _HALF else math.log(cut)) / index


def _growth(index: float, length: float) -> float:
    """Mean over start of a power law cut at ``exp(length)`` times its start."""
    return _falling((index - 1.0) * length) / _falling(index * length)


def _falling(x: float) -> float:
    """``(1 - exp(-x)) / x``, the mean of ``exp(-x y)`` for y even on [0, 1]."""
    return -math.expm1(-x) / x if x != 0.0 else 1.0


def _cut(index: float, ratio: float) -> tuple[float, float]:
    """The power at the cap, and what it is short of 1."""
    if math.isinf(index) or math.isinf(ratio):
        return 0.0, 1.0
    return ratio**-index, -math.expm1(-index * math.log(ratio))


def _index(growth: float, ratio: float) -> float:
    """The index of a tail whose mean is ``growth`` times its start and whose cap ``ratio`` times."""
    if growth - 1.0 <= _EQUAL:
        return math.inf
    uncut = growth / (growth - 1.0)
    if math.isinf(ratio):
        return uncut
    length = math.log(ratio)
    found = _root(lambda index: _growth(index, length) - growth, -_STEEPEST / length, uncut)
    return found if abs(found) > _SLIGHT else _SLIGHT


def _place(tilt: float) -> float:
    """Where the mean of a truncated exponential lies between its ends, from 0 to 1."""
    if abs(tilt) < _SERIES:
        return 0.5 - tilt / 12.0 + tilt**3 / 720.0
    return 1.0 / tilt - 1.0 / math.expm1(tilt)


def _tilt(place: float) -> float:
    """The tilt whose mean lies there."""
    found = _root(lambda tilt: _place(tilt) - place, -2.0 * _STEEPEST, 2.0 * _STEEPEST)
    return found if abs(found) > _SLIGHT else _SLIGHT


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function changes sign, halved until nothing is between."""
    middle = 0.5 * (low + high)
    while low < middle < high:
        low, high = (middle, high) if falling(middle) > 0.0 else (low, middle)
        middle = 0.5 * (low + high)
    return middle


def _sides(share: float, start: float, least: float, cap: float) -> tuple[bool, str]:
    holds = 0 <= share < 1 and -1 < least < start < cap and 0 < start < math.inf
    return holds, said("a class needs a share of the tail below 100% and −100% < least < start of the tail < cap")
