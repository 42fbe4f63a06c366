"""Companies on a circle: who stands where, how large, and where its words have room."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.engine.contagion_results import Outcome

WIDTH, HEIGHT = 620.0, 496.0  # of the picture, in its own units
RADIUS, WIDE_RADIUS = 150.0, 158.0  # of the circle; the second where words stand along its rays
MOST_UPRIGHT = 12  # companies whose words stand upright; those of more stand along the rays
MOST_DRAWN = 40
LARGEST, LEAST = 28.0, 6.0  # of a company
ROOM = 0.42  # of the distance to the neighbour that a company may fill
GAP = 7.0  # between a company and its words
WORDS = 46.0  # height of the words of a company on a telephone
LETTER = 11.5  # width of one of them there
MOST_LETTERS = 22
AT_TOP = 0.2  # cosine of a ray, below which words stand above or below their company
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
    """The places of the companies that are drawn; the same outcome gives the same places."""
    drawn = foremost(outcome)
    equity = {node.id: node.equity for node in outcome.nodes}
    order = arranged(drawn, _ties(outcome, frozenset(drawn)))
    upright = len(order) <= MOST_UPRIGHT
    height = HEIGHT if upright else WIDTH
    radius = RADIUS if upright else WIDE_RADIUS
    spacing = 2.0 * radius * math.sin(math.pi / max(len(order), 2))
    most = min(LARGEST, ROOM * spacing)
    largest = max((equity[key] for key in order), default=0.0)
    middle = (WIDTH / 2.0, height / 2.0)
    places = {}
    for at, key in enumerate(order):
        angle = 2.0 * math.pi * at / len(order) - math.pi / 2.0
        r = max(LEAST, most * math.sqrt(equity[key] / largest)) if largest > 0.0 else LEAST
        places[key] = _place(middle, radius, angle, round(r, 1), upright=upright)
    return Circle(height=height, middle=middle, upright=upright, spacing=spacing, places=places)


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


def _place(middle: tuple[float, float], radius: float, angle: float, r: float, *, upright: bool) -> Place:
    across, down = math.cos(angle), math.sin(angle)
    far = radius + r + GAP
    word_x, word_y = middle[0] + far * across, middle[1] + far * down
    left = across < 0.0
    anchor, turn = "end" if left else "start", 0.0
    if not upright:
        turn = math.degrees(angle) + (180.0 if left else 0.0)
        room = middle[0] / max(abs(across), abs(down)) - far
    elif abs(across) < AT_TOP:
        anchor, room = "middle", WIDTH
    else:
        room = word_x if left else WIDTH - word_x
    return Place(
        x=round(middle[0] + radius * across, 1),
        y=round(middle[1] + radius * down, 1),
        r=r,
        word_x=round(word_x, 1),
        word_y=round(word_y + (down * WORDS / 2.0 if upright else 0.0), 1),
        anchor=anchor,
        turn=round(turn, 1),
        letters=min(max(int(room / LETTER), 3), MOST_LETTERS),
    )
