"""The load line as a curve: the largest extra draw against the price of the collateral.

A colour and a dash for each tolerance that binds; a cross on the floor where
even no draw is too much. Colours belong to the style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.axes import BOX, GridLine, Tick, across, anchor, path, upright
from pledgeline.report.load_line import spread
from pledgeline.report.pages.wording import move
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pledgeline.report.axes import UprightAxis
    from pledgeline.report.pages.load_curve import Curve, CurvePoint

TOP, BOTTOM, FOOT = 34.0, 300.0, 44.0  # pixels: words above, the plot, and the words under it
CUT = 2.5  # the axis ends this far above what can be drawn or is wanted, if the curve goes on
LEAST_TICKS = 16.0  # percent of the plot between the words of two prices
WORDS = 17.0  # pixels between two lines of words
FAR_LEFT, FAR_RIGHT = 38.0, 62.0  # percent of the plot; words of a mark beyond them have room on one side only
KEY = {
    "call": said("bound by: margin call"),
    "gap": said("bound by: gap"),
    "ltv": said("bound by: LTV over the policy"),
    "cover": said("bound by: redemptions not covered"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the curve on which one tolerance binds; a path in the box."""

    tone: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """A tone of the picture and its words."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A draw at today's price: its mark and its words."""

    tone: str  # line, wanted, beyond
    text: str
    y: float
    word_y: float
    leftward: bool  # its words stand on its left


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveDrawing:
    """Everything the template needs to draw one load line."""

    title: str
    floor_title: str
    description: str
    grid: tuple[GridLine, ...]
    ticks: tuple[Tick, ...]
    area: str
    stretches: tuple[Stretch, ...]
    crosses: tuple[float, ...]  # where even no draw is too much; x in percent of the plot
    undrawn: float | None  # y of its line
    undrawn_text: str
    undrawn_word_y: float
    today: float | None  # x in percent of the plot
    spots: tuple[Spot, ...]
    key: tuple[KeyEntry, ...]
    top: float
    bottom: float
    height: float


def draw_curve(curve: Curve) -> CurveDrawing:
    """One load line, ready to be written as SVG."""
    axis = _axis(curve)
    places = [(_x(point.price, curve), point) for point in curve.points]
    stretches = tuple(_stretches(places, axis, curve))
    today = None if curve.today is None else _x(curve.today, curve)
    undrawn = axis.y(curve.undrawn / curve.unit.factor) if curve.undrawn > 0.0 else None
    return CurveDrawing(
        title=say("Largest extra draw, {unit}", unit=curve.unit.unit),
        floor_title=say(
            "against the price of {asset} today, {currency}", asset=curve.asset, currency=curve.price_currency
        ),
        description=curve.description,
        grid=axis.grid(),
        ticks=tuple(_ticks(places)),
        area=_area(places, axis, curve),
        stretches=stretches,
        crosses=tuple(x for x, point in places if point.draw is None),
        undrawn=undrawn,
        undrawn_text=curve.undrawn_text,
        undrawn_word_y=0.0 if undrawn is None else undrawn - 6.0,
        today=today,
        spots=_spots(curve, axis, today),
        key=_key(stretches),
        top=TOP,
        bottom=BOTTOM,
        height=BOTTOM + FOOT,
    )


def _axis(curve: Curve) -> UprightAxis:
    """From nothing up to the curve, what is undrawn and what is wanted; a curve that goes far beyond them is cut."""
    draws = [point.draw for point in curve.points if point.draw is not None]
    near = max((draw for draw in (curve.undrawn, curve.wanted, curve.line) if draw), default=0.0)
    highest = max((near, *draws))
    if near > 0.0:
        highest = min(highest, CUT * near)
    return upright((highest / curve.unit.factor,), TOP, BOTTOM)


def _x(price: float, curve: Curve) -> float:
    return across(price, curve.points[0].price, curve.points[-1].price)


def _ticks(places: Sequence[tuple[float, CurvePoint]]) -> Iterator[Tick]:
    """The prices of the curve as far as their words have room; today's always."""
    kept = [place for place, point in places if point.move == 0.0]
    for place, point in places:
        now = point.move == 0.0
        if now or all(abs(place - other) >= LEAST_TICKS for other in kept):
            kept.append(place)
            yield Tick(
                text=number_text(float(f"{point.price:.3g}"), language=here()),
                below=move(point.move),
                x=place,
                anchor=anchor(place),
                tone="today" if now else "",
            )


def _height(draw: float, axis: UprightAxis, curve: Curve) -> float:
    """A draw in the box."""
    return axis.box(draw / curve.unit.factor)


def _drawn(places: Sequence[tuple[float, CurvePoint]]) -> list[list[tuple[float, CurvePoint]]]:
    """The parts of the curve without a gap."""
    runs = groupby(places, key=lambda pair: pair[1].draw is not None)
    return [list(run) for drawn, run in runs if drawn]


def _area(places: Sequence[tuple[float, CurvePoint]], axis: UprightAxis, curve: Curve) -> str:
    """What lies under the curve."""
    parts = []
    for run in _drawn(places):
        line = path([(x, _height(point.draw or 0.0, axis, curve)) for x, point in run])
        parts.append(f"{line}L{run[-1][0]:g} {BOX:g}L{run[0][0]:g} {BOX:g}Z")
    return "".join(parts)


def _stretches(places: Sequence[tuple[float, CurvePoint]], axis: UprightAxis, curve: Curve) -> Iterator[Stretch]:
    """The curve by what binds: each point owns the way to the middle of its neighbours."""
    for run in _drawn(places):
        spots = [(x, _height(point.draw or 0.0, axis, curve)) for x, point in run]
        middles = [((a + c) / 2.0, (b + d) / 2.0) for (a, b), (c, d) in pairwise(spots)]
        ends = [spots[0], *middles, spots[-1]]
        for tone, owned in groupby(range(len(run)), key=lambda at: run[at][1].binding):
            members = list(owned)
            inner = [spots[at] for at in members]
            points = [ends[members[0]], *inner, ends[members[-1] + 1]]
            yield Stretch(tone=tone, line=path(_distinct(points)))


def _distinct(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without repetitions, to a hundredth."""
    rounded = [(round(x, 2), round(y, 2)) for x, y in points]
    return [point for point, _ in groupby(rounded)]


def _spots(curve: Curve, axis: UprightAxis, today: float | None) -> tuple[Spot, ...]:
    """The load line and the wanted draw at today's price; what is over the curve has its words on the left."""
    if today is None:
        return ()
    found = []
    if curve.line is not None:
        found.append(("line", curve.line_text, axis.y(curve.line / curve.unit.factor)))
    if curve.wanted is not None:
        tone = "wanted" if curve.wanted_within else "beyond"
        found.append((tone, curve.wanted_text, axis.y(curve.wanted / curve.unit.factor)))
    words = spread([y + 4.0 for *_, y in found], WORDS, TOP + 10.0, BOTTOM - 6.0)
    return tuple(
        Spot(
            tone=tone,
            text=text,
            y=y,
            word_y=round(at, 1),
            leftward=today > FAR_RIGHT or (tone == "beyond" and today > FAR_LEFT),
        )
        for (tone, text, y), at in zip(found, words, strict=True)
    )


def _key(stretches: Sequence[Stretch]) -> tuple[KeyEntry, ...]:
    """Each tone once, in the order of the tolerances."""
    seen = {stretch.tone for stretch in stretches}
    entries = [KeyEntry(tone=tone, words=retold(KEY[tone])) for tone in KEY if tone in seen]
    if "search" in seen:
        entries.append(KeyEntry(tone="search", words=say("no tolerance reached as far as was looked")))
    return tuple(entries)
