"""The load line as a drawing: a hull, the water at today's LTV, and the marks above it.

On a ship's side a ring with a line through it, and a ladder of short lines
beside it, say how deep she may lie. Here the water is the debt: it rises when
the price of the collateral falls. Everything is placed by arithmetic alone and
drawn with classes, so that the style sheet owns every colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.load_line import strip_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.report.pages.load_line import Mark, Scale

WIDTH, HEIGHT = 360.0, 436.0
TOP, KEEL = 26.0, 20.0  # hull above and below the scale
SMALL = 290.0  # height of a hull beside a table
HULL_RIGHT = 150.0
RING_RADIUS = 21.0
LEAST_FREEBOARD = 62.0  # of hull between water and ring, to write in
WAVE, LIFT = 15.0, 2.4  # length and height of a wave
LANE_LEFT, LANE_STEP = 104.0, 11.0  # the ladder of short lines, a lane for each
LABEL_GAP = 39.0  # between the middles of two labels: two lines of text and some air
LONGEST_TITLE = 16  # letters, with a level and a word after them
AIR = 1.1  # the scale ends this much above the highest level
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)
MOST_NUMERALS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMark:
    """A mark: `y` of its line, `label_y` of its text, `x` of its lane, `top` and `bottom` of its range."""

    mark: Mark
    x: float
    y: float
    label_y: float
    top: float | None
    bottom: float | None

    @property
    def long(self) -> bool:
        """Whether its title leaves no room for a word beside it."""
        return len(self.mark.title) > LONGEST_TITLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A draught mark on the hull."""

    text: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeboard:
    """The arrow from the water up to the ring, and the middle of its text."""

    top: float
    middle: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything the template needs to draw one hull."""

    scale: Scale
    water: float | None  # y of the surface; None where the LTV of today is not known
    water_path: str  # over the hull
    sea_path: str  # beside it
    water_label: float
    freeboard: Freeboard | None  # None where there is no room for it
    ring: float | None  # y of the load line, the call level
    numerals: tuple[Numeral, ...]
    marks: tuple[PlacedMark, ...]
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StripMark:
    """A mark on a strip; `at` is a percentage of its width."""

    level: str
    at: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One loan as a strip, on a scale shared by all loans."""

    scale: Scale
    text: str  # today's LTV and the levels that hurt
    water: str
    marks: tuple[StripMark, ...]


def highest(scales: Sequence[Scale]) -> float:
    """Where the scale ends: above every level, every range and today's LTV."""
    ends = [mark.ltv for scale in scales for mark in scale.marks]
    ends += [mark.high for scale in scales for mark in scale.marks if mark.high is not None]
    ends += [scale.today for scale in scales if scale.today is not None]
    return AIR * max((end for end in ends if math.isfinite(end)), default=1.0)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Places as near as possible to the wanted ones, in the same order, at least `gap` apart, within `low..high`.

    Neighbours that are too close form a block around their mean (pooling of
    adjacent violators). Where the room does not suffice, the gap shrinks.
    """
    if not wanted:
        return ()
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    blocks: list[list[float]] = []  # sum and number of the wanted places, each less its offset
    for rank, index in enumerate(order):
        blocks.append([wanted[index] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, number = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + number]
    bases = [total / number for total, number in blocks for _ in range(int(number))]
    last = (len(wanted) - 1) * gap
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = min(max(bases[rank], low), high - last) + rank * gap
    return tuple(places)


def draw(scale: Scale, *, height: float = HEIGHT) -> Drawing:
    """One hull, ready to be written as SVG."""
    top, bottom = highest((scale,)), height - KEEL
    water = None if scale.today is None else _y(min(max(scale.today, 0.0), top), top, bottom)
    lines = [_y(mark.ltv, top, bottom) for mark in scale.marks]
    # from the top down, so that of two equal places the higher level keeps the upper one
    wanted = [*reversed(lines), *([water] if water is not None else [])]
    labels = spread(wanted, LABEL_GAP, TOP, bottom - 8.0)
    sinking = labels[: len(lines)][::-1]
    marks = tuple(
        PlacedMark(
            mark=mark,
            x=LANE_LEFT + LANE_STEP * lane,
            y=_round(lines[lane]),
            label_y=_round(sinking[lane]),
            top=None if mark.high is None else _round(_y(mark.high, top, bottom)),
            bottom=None if mark.low is None else _round(_y(mark.low, top, bottom)),
        )
        for lane, mark in enumerate(scale.marks)
    )
    ring = next((placed.y for placed in marks if placed.mark.level == "call"), None)
    return Drawing(
        scale=scale,
        water=None if water is None else _round(water),
        water_path="" if water is None else water_path(water, 0.0, HULL_RIGHT, height),
        sea_path="" if water is None else water_path(water, HULL_RIGHT, WIDTH, height),
        water_label=_round(labels[-1]) if water is not None else 0.0,
        freeboard=_freeboard(water, ring) if scale.room_text else None,
        ring=ring,
        numerals=_numerals(top, bottom),
        marks=marks,
        height=height,
    )


def _freeboard(water: float | None, ring: float | None) -> Freeboard | None:
    """The arrow between water and ring, where there is room to write beside it."""
    if water is None or ring is None or water - ring - RING_RADIUS < LEAST_FREEBOARD:
        return None
    top, bottom = ring + RING_RADIUS + 5.0, water - 4.0
    return Freeboard(top=_round(top), middle=_round((top + bottom) / 2.0), bottom=_round(bottom))


def strips(scales: Sequence[Scale]) -> tuple[Strip, ...]:
    """Several loans on one scale, stacked."""
    top = highest(scales)
    return tuple(
        Strip(
            scale=scale,
            text=strip_text(scale),
            water=_share(scale.today or 0.0, top),
            marks=tuple(
                StripMark(level=mark.level, at=_share(mark.ltv, top), title=f"{mark.title} {mark.ltv_text}")
                for mark in scale.marks
            ),
        )
        for scale in scales
    )


def _share(ltv: float, top: float) -> str:
    """A place on a strip."""
    return f"{round(100.0 * min(max(ltv / top, 0.0), 1.0), 2):g}%"


def _y(ltv: float, top: float, bottom: float) -> float:
    """The height of an LTV on the hull."""
    return bottom - (bottom - TOP) * ltv / top


def _round(place: float) -> float:
    """A tenth of a pixel is enough, and keeps the file short."""
    return round(place, 1)


def _numerals(top: float, bottom: float) -> tuple[Numeral, ...]:
    """Draught marks at round percentages."""
    step = next((step for step in STEPS if top / step <= MOST_NUMERALS), STEPS[-1])
    number = min(math.floor(top / step + 1e-9), MOST_NUMERALS)
    return tuple(
        Numeral(text=f"{round(index * step * 100):d}", y=_round(_y(index * step, top, bottom)))
        for index in range(1, number + 1)
    )


def water_path(surface: float, left: float, right: float, height: float) -> str:
    """Water from the surface to the bottom, with a calm wave on top."""
    waves = round((right - left) / WAVE)
    crests = "".join(f"t{WAVE:g} 0" for _ in range(waves - 1))
    return f"M{left:g} {_round(surface):g}q{WAVE / 2:g} {-LIFT:g} {WAVE:g} 0{crests}V{height:g}H{left:g}Z"
