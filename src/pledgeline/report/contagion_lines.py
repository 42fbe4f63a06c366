"""The lines between companies: bent towards the middle, so that what two owe each other stays apart, with a head."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.report.contagion_circle import Place

Point = tuple[float, float]
BEND, ASIDE = 0.35, 0.09  # towards the middle, and to the right of the way, as shares of the distance
THIN, THICK = 1.25, 11.0  # of a line
HEAD = 7.0  # length of a head without the width of its line
SLIM = 0.2  # of the distance between neighbours that a line may fill
CLEAR = 3.0  # between a line and a company


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line from one company to another as SVG paths: without its head, and the head alone."""

    line: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths:
    """How wide lines are: the largest amount has the width that neighbours leave room for."""

    largest: float
    most: float

    def of(self, amount: float) -> float:
        """The width for an amount."""
        share = amount / self.largest if self.largest > 0.0 else 0.0
        return round(THIN + (self.most - THIN) * min(share, 1.0), 2)


def widths(amounts: Iterable[float], spacing: float) -> Widths:
    """The widths of lines between companies that stand so far apart."""
    return Widths(largest=max(amounts, default=0.0), most=min(THICK, SLIM * spacing))


def curve(first: Place, last: Place, middle: Point, width: float) -> Curve:
    """A line from the rim of one company to that of another."""
    start, end = (first.x, first.y), (last.x, last.y)
    bend = _bend(start, end, middle)
    length = HEAD + 0.8 * width
    begin = _towards(start, bend, first.r + CLEAR)
    tip, neck = _towards(end, bend, last.r + CLEAR), _towards(end, bend, last.r + CLEAR + length)
    return Curve(
        line=f"M{_pair(begin)}Q{_pair(bend)} {_pair(_towards(neck, tip, 1.0))}",
        head=_head(tip, neck, 3.5 + 0.75 * width),
    )


def straight(first: Place, last: Place) -> str:
    """A straight line from rim to rim."""
    start, end = (first.x, first.y), (last.x, last.y)
    return f"M{_pair(_towards(start, end, first.r))}L{_pair(_towards(end, start, last.r))}"


def _bend(start: Point, end: Point, middle: Point) -> Point:
    """The point that pulls the line: between both ends, towards the middle and to the right of the way."""
    half = ((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0)
    way = (end[0] - start[0], end[1] - start[1])
    return (
        half[0] + BEND * (middle[0] - half[0]) - ASIDE * way[1],
        half[1] + BEND * (middle[1] - half[1]) + ASIDE * way[0],
    )


def _head(tip: Point, neck: Point, side: float) -> str:
    length = math.dist(tip, neck) or 1.0
    across = (-(tip[1] - neck[1]) / length * side, (tip[0] - neck[0]) / length * side)
    one, other = (neck[0] + across[0], neck[1] + across[1]), (neck[0] - across[0], neck[1] - across[1])
    return f"M{_pair(tip)}L{_pair(one)}L{_pair(other)}Z"


def _towards(point: Point, other: Point, far: float) -> Point:
    """The point that lies `far` from one on the way to another."""
    length = math.dist(point, other) or 1.0
    return point[0] + (other[0] - point[0]) * far / length, point[1] + (other[1] - point[1]) * far / length


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
