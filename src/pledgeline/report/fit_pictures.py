"""Three pictures of a fitted law, placed by arithmetic alone: uniformity, tail quantiles, likelihood of the jump rate.

Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.fit_evidence import DROP
from pledgeline.language.saying import say
from pledgeline.report.pages.fit import NAMES
from pledgeline.report.pages.fit_wording import in_percent, move_text, plain
from pledgeline.report.pages.wording import MINUS, whole

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
    outliers, all_bars = whole(outside), whole(bins)
    return Picture(
        title=say("Where the returns stand in the law"),
        across=say("probability of a smaller return"),
        upwards=say("returns"),
        description=say(
            "{law}: {outside} of {bars} bars lie outside two standard deviations of uniform",
            law=NAMES[fit.model],
            outside=outliers,
            bars=all_bars,
        ),
        note=say(
            "Level bars mean that the law is right. Dashed: {expected} in each; shaded: ± two standard deviations. "
            "{outside} of {bars} bars lie outside.",
            expected=plain(expected),
            outside=outliers,
            bars=all_bars,
        ),
        bars=bars,
        reference=f"M{LEFT:g} {y.place(expected):g}H{RIGHT:g}",
        band=Bar(x=LEFT, y=top, width=RIGHT - LEFT, height=round(low - top, 1)),
        x_ticks=x.ticks((0.0, 0.5, 1.0), [in_percent(share, 0) for share in (0.0, 0.5, 1.0)]),
        y_ticks=y.ticks((0.0, expected), ("0", plain(expected))),
    )


def _quantiles(pairs: tuple[QuantilePair, ...], fit: Fit) -> Picture:
    farthest = AIR * max(max(abs(pair.observed), abs(pair.fitted)) for pair in pairs)
    x = _Axis(low=-farthest, high=farthest, start=LEFT, end=RIGHT)
    y = _Axis(low=-farthest, high=farthest, start=BOTTOM, end=TOP)
    mark = max((mark for mark in MARKS if mark <= farthest), default=MARKS[0])
    marks, far = (-mark, 0.0, mark), in_percent(mark, 0)
    texts = (f"{MINUS}{far}", in_percent(0.0, 0), f"+{far}")
    fall, fall_in_law = move_text(pairs[0].observed), move_text(pairs[0].fitted)
    rise, rise_in_law = move_text(pairs[-1].observed), move_text(pairs[-1].fitted)
    return Picture(
        title=say("The largest moves"),
        across=say("log move that the law expects"),
        upwards=say("observed"),
        description=say(
            "{law}: the largest fall is {fall} where the law expects {fall_in_law}; the largest rise {rise} where it "
            "expects {rise_in_law}",
            law=NAMES[fit.model],
            fall=fall,
            fall_in_law=fall_in_law,
            rise=rise,
            rise_in_law=rise_in_law,
        ),
        note=say(
            "On the line the law has it right. Largest fall {fall}, expected {fall_in_law}; largest rise {rise}, "
            "expected {rise_in_law}.",
            fall=fall,
            fall_in_law=fall_in_law,
            rise=rise,
            rise_in_law=rise_in_law,
        ),
        dots=tuple(
            Dot(
                x=x.place(pair.fitted),
                y=y.place(pair.observed),
                title=say(
                    "observed {observed}, expected {fitted}",
                    observed=move_text(pair.observed),
                    fitted=move_text(pair.fitted),
                ),
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
    rates, drop = _interval(found.low, found.high), plain(DROP)
    peak = found.losses.index(min(found.losses))
    shown = sorted({0, peak, len(logs) - 1})
    return Picture(
        title=say("Likelihood of the jump rate"),
        across=say("jumps a year"),
        upwards=say("log likelihood lost"),
        description=say(
            "{law}: jump rates {interval} lose less than {drop}", law=NAMES[fit.model], interval=rates, drop=drop
        ),
        note=say(
            "All other parameters fitted anew at each rate. Above the dashed line, {drop}, lies a 95% interval: "
            "{interval}.",
            drop=drop,
            interval=rates,
        ),
        dots=tuple(
            Dot(x=place[0], y=place[1], title=say("{rate} a year: {loss} lost", rate=plain(rate), loss=plain(loss, 2)))
            for place, rate, loss in zip(places, found.rates, found.losses, strict=True)
        ),
        line="M" + "L".join(f"{across:g} {up:g}" for across, up in places),
        reference=f"M{LEFT:g} {y.place(DROP):g}H{RIGHT:g}",
        x_ticks=x.ticks([logs[at] for at in shown], [plain(found.rates[at]) for at in shown]),
        y_ticks=y.ticks((0.0, DROP), ("0", drop)),
    )


def _interval(low: float | None, high: float | None) -> str:
    """Rates between two ends, either of which may not be known."""
    if low is None and high is None:
        return say("from nothing to no end a year")
    if low is None:
        return say("from nothing to {high} a year", high=plain(high))
    if high is None:
        return say("from {low} to no end a year", low=plain(low))
    return say("from {low} to {high} a year", low=plain(low), high=plain(high))
