"""The law of the sale price as a drawing: bars for this law, an outline for GBM, lines for the prices that matter.

Bars and outline are paths in a box of 100 by 100 that is stretched to the
width of the page; marks and words stand at percentages of that width, so that
letters keep their size on a telephone. The axis is logarithmic, as falls are. Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.units.text import here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.report.pages.lender_sale import Histogram, SaleMark, SaleScale

BOX = 100.0
HEAD, BARS, FOOT = 20.0, 150.0, 38.0  # pixels: a line of words, the bars, the axis
HEADROOM = 1.06
STEPS = (1.0, 2.0, 5.0, 10.0)
MOST_TICKS, FEW_TICKS = 8, 6
WIDE = 4.0  # ends of the axis whose ratio is larger are ticked by decades
RIGHT_HALF = 50.0
GAP = 0.12  # of a bin, between two bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The prices at both ends; equal distances are equal ratios of price."""

    left: float
    right: float

    def share(self, price: float) -> float:
        """A price as a percentage of the width; beyond an end it is that end."""
        if price <= self.left or self.right <= self.left:
            return 0.0
        return (
            BOX
            if price >= self.right
            else round(BOX * math.log(price / self.left) / math.log(self.right / self.left), 2)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMark:
    """A mark: its place in percent, the line of words it has, and on which side they stand."""

    tone: str
    words: str
    at: float
    word_y: float
    leftward: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A round price on the axis; the places of its words do not leave the picture."""

    text: str
    at: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleDrawing:
    """Everything the template needs to draw one law."""

    scale: SaleScale
    sold: str  # bars of sales that repay the debt
    lost: str  # bars of sales that do not
    outline: str  # of GBM; empty where there is none
    marks: tuple[PlacedMark, ...]
    ticks: tuple[Tick, ...]
    top: float  # y of the bars
    floor: float  # y of the axis
    height: float


def draw_sale(scale: SaleScale) -> SaleDrawing:
    """One law, ready to be written as SVG."""
    axis = _axis(scale)
    tallest = HEADROOM * max((*_densities(scale.law), *(_densities(scale.diffusion) if scale.diffusion else ())))
    bars = tuple(_bars(scale, axis, tallest))
    top = HEAD * len(scale.marks) + 4.0
    return SaleDrawing(
        scale=scale,
        sold="".join(path for path, lost in bars if not lost),
        lost="".join(path for path, lost in bars if lost),
        outline=_outline(scale.diffusion, axis, tallest) if scale.diffusion else "",
        marks=tuple(_placed(mark, axis.share(mark.price), lane) for lane, mark in enumerate(scale.marks)),
        ticks=_ticks(axis),
        top=top,
        floor=top + BARS,
        height=top + BARS + FOOT,
    )


def _placed(mark: SaleMark, at: float, lane: int) -> PlacedMark:
    """A mark with its words in a line of their own, on the side that has room."""
    words = f"{mark.title} {mark.text}"
    return PlacedMark(tone=mark.tone, words=words, at=at, word_y=HEAD * lane + 14.0, leftward=at > RIGHT_HALF)


def _axis(scale: SaleScale) -> Axis:
    """The prices at both ends: all bins and all marks, with a little air beyond a mark."""
    edges = [*scale.law.edges, *(scale.diffusion.edges if scale.diffusion else ())]
    marks = [mark.price for mark in scale.marks if mark.price > 0.0]
    known = [edge for edge in edges if 0.0 < edge < math.inf] + marks
    left, right = min(known, default=1.0), max(known, default=1.0)
    air = (right / left) ** 0.03
    return Axis(left=left / air if left in marks else left, right=right * air if right in marks else right)


def _densities(histogram: Histogram) -> tuple[float, ...]:
    """Probability per unit of log price in each bin, so that areas can be compared."""
    return tuple(probability / width if width > 0.0 else 0.0 for *_, probability, width in _bins(histogram))


def _bins(histogram: Histogram) -> Iterator[tuple[float, float, float, float]]:
    """The edges of each bin, its probability, and its width in logs; 0 for one without an end."""
    for (low, high), probability in zip(pairwise(histogram.edges), histogram.probability, strict=True):
        yield low, high, probability, math.log(high / low) if 0.0 < low < high < math.inf else 0.0


def _bars(scale: SaleScale, axis: Axis, tallest: float) -> Iterator[tuple[str, bool]]:
    """A path for each bar; the bar that holds the price of repayment is cut there."""
    for (low, high, _, width), density in zip(_bins(scale.law), _densities(scale.law), strict=True):
        if density <= 0.0:
            continue
        air = math.exp(GAP * width / 2.0)
        begin, end = low * air, high / air
        cut = min(max(begin if scale.repaid is None else scale.repaid, begin), end)
        for one, other, lost in ((begin, cut, True), (cut, end, False)):
            if other > one:
                yield _bar(axis.share(one), axis.share(other), _height(density, tallest)), lost


def _bar(begin: float, end: float, top: float) -> str:
    """A bar from the floor up."""
    return f"M{begin:g} {BOX:g}V{top:g}H{end:g}V{BOX:g}Z"


def _outline(histogram: Histogram, axis: Axis, tallest: float) -> str:
    """Steps over the bins of another law."""
    steps = [f"M{axis.share(histogram.edges[0]):g} {BOX:g}"]
    for (_, high, *_), density in zip(_bins(histogram), _densities(histogram), strict=True):
        steps.append(f"V{_height(density, tallest):g}H{axis.share(high):g}")
    return "".join(steps) + f"V{BOX:g}"


def _height(density: float, tallest: float) -> float:
    """The top of a bar in the box, whose floor is at 100."""
    return round(BOX * (1.0 - density / tallest), 2) if tallest > 0.0 else BOX


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    """Round prices along the axis: 1, 2 and 5 over powers of ten, or even steps where these would be too few."""
    if axis.right <= axis.left:
        return ()
    found = _decades(axis) if axis.right > WIDE * axis.left else _even(axis)
    return tuple(_tick(price, axis.share(price)) for price in found)


def _decades(axis: Axis) -> list[float]:
    """1, 2 and 5 over powers of ten; powers of ten alone where that is too much."""
    low, high = math.floor(math.log10(axis.left)), math.ceil(math.log10(axis.right))
    for factors in ((1, 2, 5), (1,)):
        prices = [float(f"{factor}e{power}") for power in range(low, high + 1) for factor in factors]
        within = [price for price in prices if axis.left <= price <= axis.right]
        if len(within) <= MOST_TICKS:
            return within
    return within[:: math.ceil(len(within) / MOST_TICKS)]


def _even(axis: Axis) -> list[float]:
    """Even steps between round prices."""
    span = axis.right - axis.left
    power = 10.0 ** math.floor(math.log10(span / FEW_TICKS))
    step = next(factor * power for factor in STEPS if span / (factor * power) <= FEW_TICKS)
    first, last = math.ceil(axis.left / step - 1e-9), math.floor(axis.right / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _tick(price: float, at: float) -> Tick:
    """One round price."""
    anchor = "start" if at < 3.0 else "end" if at > 97.0 else "middle"  # noqa: PLR2004  of the width
    return Tick(text=_round(price), at=at, anchor=anchor)


def _round(price: float) -> str:
    """A round price without idle zeros: `1,250`, `0.5`."""
    return f"{price:,g}".translate({ord(","): here().group, ord("."): here().decimal})
