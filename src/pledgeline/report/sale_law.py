"""The law of the sale price as a drawing: bars for this law, an outline for GBM, lines for the prices that matter.

Bars and outline are paths in a box of 100 by 100 that is stretched to the
width of the page; marks and words stand at percentages of that width, so that
letters keep their size on a telephone. Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pledgeline.report.pages.lender_sale import Histogram, SaleScale

BOX = 100.0
HEAD, BARS, FOOT = 20.0, 150.0, 38.0  # pixels: a line of words, the bars, the axis
HEADROOM = 1.06
STEPS = (1.0, 2.0, 5.0, 10.0)
MOST_TICKS = 6
RIGHT_HALF = 50.0
GAP = 0.12  # of a bin, between two bars


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
    left, right = _ends(scale)
    tallest = HEADROOM * max(_densities(scale.law) + (_densities(scale.diffusion) if scale.diffusion else ()))
    bars = tuple(_bars(scale, left, right, tallest))
    top = HEAD * len(scale.marks) + 4.0
    return SaleDrawing(
        scale=scale,
        sold="".join(path for path, lost in bars if not lost),
        lost="".join(path for path, lost in bars if lost),
        outline=_outline(scale.diffusion, left, right, tallest) if scale.diffusion else "",
        marks=tuple(
            PlacedMark(
                tone=mark.tone,
                words=f"{mark.title} {mark.text}",
                at=(at := _share(mark.price, left, right)),
                word_y=HEAD * lane + 14.0,
                leftward=at > RIGHT_HALF,
            )
            for lane, mark in enumerate(scale.marks)
        ),
        ticks=_ticks(left, right),
        top=top,
        floor=top + BARS,
        height=top + BARS + FOOT,
    )


def _ends(scale: SaleScale) -> tuple[float, float]:
    """The prices at both ends: all bins and all marks, with a little air beyond a mark."""
    edges = [edge for edge in scale.law.edges if math.isfinite(edge)]
    edges += [edge for edge in (scale.diffusion.edges if scale.diffusion else ()) if math.isfinite(edge)]
    prices = [mark.price for mark in scale.marks]
    left, right = min(edges + prices), max(edges + prices)
    air = 0.03 * (right - left)
    return max(0.0, left - air if left in prices else left), right + air if right in prices else right


def _densities(histogram: Histogram) -> tuple[float, ...]:
    """Probability per unit of price in each bin, so that areas can be compared; the sum is one."""
    return tuple(
        probability / (high - low) if high > low and math.isfinite(high - low) else 0.0
        for low, high, probability in _bins(histogram)
    )


def _bins(histogram: Histogram) -> Iterator[tuple[float, float, float]]:
    """The edges of each bin, and its probability."""
    yield from zip(histogram.edges, histogram.edges[1:], histogram.probability, strict=False)


def _bars(scale: SaleScale, left: float, right: float, tallest: float) -> Iterable[tuple[str, bool]]:
    """A path for each bar; the bar that holds the price of repayment is cut there."""
    for (low, high, _), density in zip(_bins(scale.law), _densities(scale.law), strict=True):
        if density <= 0.0:
            continue
        air = GAP * (high - low) / 2.0
        begin, end = low + air, high - air
        cut = min(max(begin if scale.repaid is None else scale.repaid, begin), end)
        for one, other, lost in ((begin, cut, True), (cut, end, False)):
            if other > one:
                yield _bar(_share(one, left, right), _share(other, left, right), _height(density, tallest)), lost


def _bar(begin: float, end: float, top: float) -> str:
    """A bar from the floor up."""
    return f"M{begin:g} {BOX:g}V{top:g}H{end:g}V{BOX:g}Z"


def _outline(histogram: Histogram, left: float, right: float, tallest: float) -> str:
    """Steps over the bins of another law."""
    steps = [f"M{_share(histogram.edges[0], left, right):g} {BOX:g}"]
    for (_, high, _), density in zip(_bins(histogram), _densities(histogram), strict=True):
        steps.append(f"V{_height(density, tallest):g}H{_share(high, left, right):g}")
    return "".join(steps) + f"V{BOX:g}"


def _height(density: float, tallest: float) -> float:
    """The top of a bar in the box, whose floor is at 100."""
    return round(BOX * (1.0 - density / tallest), 2) if tallest > 0.0 else BOX


def _share(price: float, left: float, right: float) -> float:
    """A price as a percentage of the width."""
    return round(BOX * min(max((price - left) / (right - left), 0.0), 1.0), 2) if right > left else 0.0


def _ticks(left: float, right: float) -> tuple[Tick, ...]:
    """Round prices along the axis."""
    span = right - left
    if span <= 0.0:
        return ()
    power = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    step = next(factor * power for factor in STEPS if span / (factor * power) <= MOST_TICKS)
    first, last = math.ceil(left / step - 1e-9), math.floor(right / step + 1e-9)
    return tuple(
        _tick(round(number * step, 10), _share(number * step, left, right)) for number in range(first, last + 1)
    )


def _tick(price: float, at: float) -> Tick:
    """One round price."""
    anchor = "start" if at < 3.0 else "end" if at > 97.0 else "middle"  # noqa: PLR2004  of the width
    return Tick(text=f"{price:,g}", at=at, anchor=anchor)
