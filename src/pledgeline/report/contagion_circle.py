"""Companies on a circle: who stands where, how large, and where its words have room."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.engine.contagion_results import Outcome

WIDTH, HEIGHT = 620.0, 520.0  # of the picture, in its own units
RADIUS, WIDE_RADIUS = 142.0, 158.0  # of the circle; the second where words stand along its rays
MOST_UPRIGHT = 12  # companies whose words stand upright; those of more stand along the rays
MOST_DRAWN = 40
LARGEST, LEAST = 28.0, 6.0  # of a company
ROOM = 0.42  # of the distance to the neighbour that a company may fill
GAP = 7.0  # between a company and its words
WORDS = 46.0  # height of the words of a company on a telephone
LETTER = 13.0  # width of one of them there
MOST_LETTERS = 22
AT_TOP = 0.2  # cosine of a ray, below which words stand above or below their company
AMOUNT = 130.0  # width of the line below the name, such as 3 300 Md USD
SWEEPS = 12  # through all pairs, in search of shorter lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a company stands, how large it is, and where its words are held."""

    x: float
    y: float
    r: float
    word_x: float
    word_y: float  # of the middle of the words
    anchor: str
    turn: float  # of the words, in degrees; 0 where they are upright
    letters: int  # of a name that have room


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All companies that are drawn, in the order of the circle, the first at the top."""

    height: float
    middle: tuple[float, float]
    upright: bool
    spacing: float  # between neighbours
    places: Mapping[str, Place]


def circle(outcome: Outcome) -> Circle:
    """The places of the companies that are drawn; the same outcome gives the same places, and no words collide."""
    drawn = foremost(outcome)
    equity = {node.id: node.equity for node in outcome.nodes}
    names = {node.id: node.name for node in outcome.nodes}
    order = arranged(drawn, _ties(outcome, frozenset(drawn)))
    ring = _ring(len(order))
    largest = max((equity[key] for key in order), default=0.0)
    places = {}
    for at, key in enumerate(order):
        share = equity[key] / largest if largest > 0.0 else 0.0
        angle = 2.0 * math.pi * at / len(order) - math.pi / 2.0
        places[key] = _place(ring, angle, round(max(LEAST, ring.most * math.sqrt(share)), 1))
    if ring.upright:
        places = _apart(places, names, ring.middle[1])
    return Circle(
        height=2.0 * ring.middle[1], middle=ring.middle, upright=ring.upright, spacing=ring.spacing, places=places
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ring:
    """A circle of so many companies, and how large they may be."""

    upright: bool
    middle: tuple[float, float]
    radius: float
    spacing: float
    most: float


@dataclass(frozen=True, slots=True)
class _Words:
    """Where words are held, how they are turned, and the room they have."""

    x: float
    y: float
    anchor: str
    turn: float
    room: float


def _ring(count: int) -> _Ring:
    upright = count <= MOST_UPRIGHT
    radius = RADIUS if upright else WIDE_RADIUS
    spacing = 2.0 * radius * math.sin(math.pi / max(count, 2))
    return _Ring(
        upright=upright, middle=(WIDTH / 2.0, (HEIGHT if upright else WIDTH) / 2.0), radius=radius,
        spacing=spacing, most=min(LARGEST, ROOM * spacing),
    )  # fmt: skip


def _apart(places: Mapping[str, Place], names: Mapping[str, str], middle: float) -> dict[str, Place]:
    """The same places, words moved up or down where they would lie on those nearer to the middle."""
    moved: dict[str, Place] = {}
    for key in sorted(places, key=lambda one: abs(places[one].word_y - middle)):
        place = places[key]
        away = -1.0 if place.word_y < middle else 1.0
        for other in [one for one in moved if (moved[one].word_y < middle) == (place.word_y < middle)]:
            if _side_by_side(place, names[key], moved[other], names[other]):
                least = moved[other].word_y + away * WORDS
                place = replace(place, word_y=min(place.word_y, least) if away < 0.0 else max(place.word_y, least))
        moved[key] = place
    return {key: moved[key] for key in places}


def _side_by_side(one: Place, name: str, other: Place, other_name: str) -> bool:
    """Whether words share a part of the width."""
    (left, right), (start, end) = _span(one, name), _span(other, other_name)
    return left < end and start < right


def _span(place: Place, name: str) -> tuple[float, float]:
    width = max(LETTER * min(len(name), place.letters), AMOUNT)
    left = {"start": place.word_x, "middle": place.word_x - width / 2.0, "end": place.word_x - width}[place.anchor]
    return left, left + width


def foremost(outcome: Outcome) -> tuple[str, ...]:
    """All companies, or those that matter most where they are many: the group, who fails, and the largest in debt."""
    nodes = outcome.nodes
    if len(nodes) <= MOST_DRAWN:
        return tuple(node.id for node in nodes)
    ranked = sorted(
        nodes,
        key=lambda node: (node.id != "group", not node.default_round, -(node.owes + node.owed + node.equity)),
    )
    kept = {node.id for node in ranked[:MOST_DRAWN]}
    return tuple(node.id for node in nodes if node.id in kept)


def arranged(keys: Sequence[str], ties: Mapping[tuple[str, str], float]) -> tuple[str, ...]:
    """The same names in an order that keeps those with much between them close; the first stays where it is."""
    order = list(keys)
    beside = defaultdict(list)
    for (one, other), weight in ties.items():
        beside[one].append((other, weight))
        beside[other].append((one, weight))
    at = {key: number for number, key in enumerate(order)}

    def stretch(key: str) -> float:
        return sum(weight * _steps(at[key], at[other], len(order)) for other, weight in beside[key])

    for _ in range(SWEEPS):
        better = False
        for first in range(1, len(order)):
            for second in range(first + 1, len(order)):
                one, other = order[first], order[second]
                before = stretch(one) + stretch(other)
                at[one], at[other] = second, first
                if stretch(one) + stretch(other) < before - 1e-9:
                    order[first], order[second] = other, one
                    better = True
                else:
                    at[one], at[other] = first, second
        if not better:
            break
    return tuple(order)


def _steps(one: int, other: int, size: int) -> int:
    return min(abs(one - other), size - abs(one - other))


def _ties(outcome: Outcome, drawn: frozenset[str]) -> dict[tuple[str, str], float]:
    """How much lies between two companies: one for a debt or a stake, up to one more by its size."""
    amounts = [((each.by, each.to), each.owed) for each in outcome.edges]
    amounts += [((each.holder, each.company), each.before) for each in outcome.stakes]
    largest = max((amount for _, amount in amounts), default=0.0) or 1.0
    return {pair: 1.0 + amount / largest for pair, amount in amounts if drawn.issuperset(pair)}


def _place(ring: _Ring, angle: float, r: float) -> Place:
    across, down = math.cos(angle), math.sin(angle)
    words = _upright(ring, across, down, r) if ring.upright else _along_the_ray(ring, angle, r)
    return Place(
        x=round(ring.middle[0] + ring.radius * across, 1),
        y=round(ring.middle[1] + ring.radius * down, 1),
        r=r,
        word_x=round(words.x, 1),
        word_y=round(words.y, 1),
        anchor=words.anchor,
        turn=round(words.turn, 1),
        letters=min(max(int(words.room / LETTER), 3), MOST_LETTERS),
    )


def _upright(ring: _Ring, across: float, down: float, r: float) -> _Words:
    """Words beside a company, above it or below."""
    x = ring.middle[0] + (ring.radius + r + GAP) * across
    y = ring.middle[1] + (ring.radius + r + GAP + WORDS / 2.0) * down
    if abs(across) < AT_TOP:
        return _Words(x, y, "middle", 0.0, WIDTH)
    return _Words(x, y, "end", 0.0, x) if across < 0.0 else _Words(x, y, "start", 0.0, WIDTH - x)


def _along_the_ray(ring: _Ring, angle: float, r: float) -> _Words:
    """Words that go on outwards from a company, never upside down."""
    across, down, far = math.cos(angle), math.sin(angle), ring.radius + r + GAP
    left = across < 0.0
    room = ring.middle[0] / max(abs(across), abs(down)) - far
    turn = math.degrees(angle) + (180.0 if left else 0.0)
    anchor = "end" if left else "start"
    return _Words(ring.middle[0] + far * across, ring.middle[1] + far * down, anchor, turn, room)
