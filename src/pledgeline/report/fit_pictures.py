"""Three pictures of a fitted law, placed by arithmetic alone: uniformity, tail quantiles, likelihood of the jump rate.

Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.fit_evidence import DROP
from pledgeline.report.pages.fit import NAMES
from pledgeline.report.pages.fit_wording import move_text
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.engine.fit_results import Fit, QuantilePair, RateProfile, Uniformity

WIDTH, HEIGHT = 300.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 280.0, 10.0, 166.0
AXES = f"M{LEFT:g} {TOP:g}V{BOTTOM:g}H{RIGHT:g}"
AIR = 1.08
BAND = 2.0  # standard deviations of the count in a bin
MARKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a histogram."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point, with what a reader sees when he rests on it."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: its title and axes in words, bars, dots, a line through points, and a reference line."""

    title: str
    across: str
    upwards: str
    description: str
    note: str
    axes: str = AXES
    bars: tuple[Bar, ...] = ()
    dots: tuple[Dot, ...] = ()
    line: str = ""
    reference: str = ""
    band: Bar | None = None
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """From figures to places."""

    low: float
    high: float
    start: float
    end: float

    def place(self, figure: float) -> float:
        """The place of a figure, to a tenth of a pixel."""
        return round(self.start + (self.end - self.start) * (figure - self.low) / (self.high - self.low), 1)

    def ticks(self, figures: Sequence[float], texts: Sequence[str]) -> tuple[Tick, ...]:
        """Labels at figures."""
        return tuple(Tick(at=self.place(one), text=text) for one, text in zip(figures, texts, strict=True))


def pictures(fit: Fit) -> tuple[Picture, ...]:
    """The pictures of one fit."""
    found = []
    if fit.uniformity is not None:
        found.append(_uniform(fit.uniformity, fit))
    if fit.tail_quantiles:
        found.append(_quantiles(fit.tail_quantiles, fit))
    if fit.rate_profile is not None:
        found.append(_profile(fit.rate_profile, fit))
    return tuple(found)


def _uniform(found: Uniformity, fit: Fit) -> Picture:
    bins, count = len(found.counts), sum(found.counts)
    expected = count / bins
    spread = BAND * math.sqrt(expected * (1.0 - 1.0 / bins))
    highest = AIR * max(*found.counts, expected + spread)
    x, y = _Axis(low=0.0, high=1.0, start=LEFT, end=RIGHT), _Axis(low=0.0, high=highest, start=BOTTOM, end=TOP)
    width = round((RIGHT - LEFT) / bins - 1.0, 1)
    bars = tuple(
        Bar(x=x.place(index / bins), y=y.place(number), width=width, height=round(BOTTOM - y.place(number), 1))
        for index, number in enumerate(found.counts)
    )
    top, low = y.place(expected + spread), y.place(max(expected - spread, 0.0))
    outside = sum(abs(number - expected) > spread for number in found.counts)
    return Picture(
        title="Where the returns stand in the law",
        across="probability of a smaller return",
        upwards="returns",
        description=f"{NAMES[fit.model]}: {outside} of {bins} bars lie outside two standard deviations of uniform",
        note=f"Level bars mean that the law is right. Dashed: {number_text(expected)} in each; shaded: ± two standard "
        f"deviations. {outside} of {bins} bars lie outside.",
        bars=bars,
        reference=f"M{LEFT:g} {y.place(expected):g}H{RIGHT:g}",
        band=Bar(x=LEFT, y=top, width=RIGHT - LEFT, height=round(low - top, 1)),
        x_ticks=x.ticks((0.0, 0.5, 1.0), ("0%", "50%", "100%")),
        y_ticks=y.ticks((0.0, expected), ("0", number_text(expected))),
    )


def _quantiles(pairs: tuple[QuantilePair, ...], fit: Fit) -> Picture:
    farthest = AIR * max(max(abs(pair.observed), abs(pair.fitted)) for pair in pairs)
    x = _Axis(low=-farthest, high=farthest, start=LEFT, end=RIGHT)
    y = _Axis(low=-farthest, high=farthest, start=BOTTOM, end=TOP)
    mark = max((mark for mark in MARKS if mark <= farthest), default=MARKS[0])
    marks, texts = (-mark, 0.0, mark), (f"−{ratio_text(mark, decimals=0)}", "0%", f"+{ratio_text(mark, decimals=0)}")
    first, last = pairs[0], pairs[-1]
    return Picture(
        title="The largest moves",
        across="log move that the law expects",
        upwards="observed",
        description=f"{NAMES[fit.model]}: the largest fall is {move_text(first.observed)} where the law expects "
        f"{move_text(first.fitted)}; the largest rise {move_text(last.observed)} where it expects "
        f"{move_text(last.fitted)}",
        note=f"On the line the law has it right. Largest fall {move_text(first.observed)}, expected "
        f"{move_text(first.fitted)}; largest rise {move_text(last.observed)}, expected {move_text(last.fitted)}.",
        dots=tuple(
            Dot(
                x=x.place(pair.fitted),
                y=y.place(pair.observed),
                title=f"observed {move_text(pair.observed)}, expected {move_text(pair.fitted)}",
            )
            for pair in pairs
        ),
        reference=f"M{LEFT:g} {BOTTOM:g}L{RIGHT:g} {TOP:g}",
        x_ticks=x.ticks(marks, texts),
        y_ticks=y.ticks(marks, texts),
    )


def _profile(found: RateProfile, fit: Fit) -> Picture:
    logs = [math.log(rate) for rate in found.rates]
    deepest = max(AIR * max(found.losses), AIR * DROP)
    edge = 0.04 * (logs[-1] - logs[0]) + 1e-9
    x = _Axis(low=logs[0] - edge, high=logs[-1] + edge, start=LEFT, end=RIGHT)
    y = _Axis(low=deepest, high=-0.04 * deepest, start=BOTTOM, end=TOP)
    places = [(x.place(log), y.place(loss)) for log, loss in zip(logs, found.losses, strict=True)]
    low = "nothing" if found.low is None else number_text(found.low)
    high = "no end" if found.high is None else number_text(found.high)
    peak = found.losses.index(min(found.losses))
    shown = sorted({0, peak, len(logs) - 1})
    return Picture(
        title="Likelihood of the jump rate",
        across="jumps a year",
        upwards="log likelihood lost",
        description=f"{NAMES[fit.model]}: jump rates from {low} to {high} a year lose less than {DROP}",
        note=f"All other parameters fitted anew at each rate. Above the dashed line, {DROP}, lies a 95% interval: "
        f"from {low} to {high} a year.",
        dots=tuple(
            Dot(x=place[0], y=place[1], title=f"{number_text(rate)} a year: {number_text(loss, decimals=2)} lost")
            for place, rate, loss in zip(places, found.rates, found.losses, strict=True)
        ),
        line="M" + "L".join(f"{across:g} {up:g}" for across, up in places),
        reference=f"M{LEFT:g} {y.place(DROP):g}H{RIGHT:g}",
        x_ticks=x.ticks([logs[at] for at in shown], [number_text(found.rates[at]) for at in shown]),
        y_ticks=y.ticks((0.0, DROP), ("0", str(DROP))),
    )
