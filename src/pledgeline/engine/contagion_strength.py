"""How much it takes to bring each company down, and what its own end does to the others."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.contagion_losses import outside_lost
from pledgeline.engine.contagion_results import Breaking, Rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pledgeline.engine.contagion_network import Network
    from pledgeline.engine.contagion_shock import Shock
    from pledgeline.engine.contagion_spiral import Ending, Spiral
    from pledgeline.kernels.clearing import Floats

HALVINGS = 45  # of the interval in which the smallest shock is sought


MOST_ASKED = 40  # companies that are asked one by one: the group and the largest


def asked(network: Network) -> tuple[int, ...]:
    """The group and the largest companies, in the order of the network."""
    largest = sorted(range(1, network.size), key=lambda place: -network.equity[place])
    return (0, *sorted(largest[: MOST_ASKED - 1]))


def breaking(spiral: Spiral, shock: Shock) -> Iterator[Breaking]:
    """The smallest shock that brings each company down: its own, and in common."""
    network, whole = spiral.network, shock.whole
    exposed = any(network.terms.exposed)
    for place in asked(network):
        yield Breaking(
            company=network.terms.ids[place],
            own=_smallest(spiral, place, partial(_alone, network, place), 1.0),
            multiple=_smallest(spiral, place, shock.times, whole) if whole else None,
            demand=_smallest(spiral, place, shock.of_demand, 1.0) if exposed else None,
        )


def _alone(network: Network, company: int, part: float) -> Floats:
    """A part of the outside assets of one company, and nothing else."""
    taken = np.zeros(network.size)
    taken[company] = part * network.outside[company]
    return taken


def _smallest(spiral: Spiral, company: int, taken: Callable[[float], Floats], most: float) -> float | None:
    """The smallest size of a shock at which a company fails; None where it stands even at the largest."""

    def fails(size: float) -> bool:
        return spiral.end(taken(size), until=company).failed[company] != (0, 0)

    if not fails(most):
        return None
    if fails(0.0):
        return 0.0
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if fails(middle) else (middle, high)
    return high


def ranking(spiral: Spiral, ending: Ending) -> tuple[Rank, ...]:
    """What the others lose if a company's outside assets are gone, and who fails with it; the largest loss first.

    What is lost without any shock is not its doing. `ending` is that of the scenario.
    """
    network = spiral.network
    calm = spiral.end(np.zeros(network.size))
    ranks = []
    for place in asked(network):
        end = spiral.end(_alone(network, place, 1.0))
        lost = calm.equity - end.equity
        caused = math.fsum(lost) - float(lost[place]) + outside_lost(spiral, end) - outside_lost(spiral, calm)
        fallen = [one for one in range(network.size) if end.failed[one] != calm.failed[one] == (0, 0) and one != place]
        ranks.append(
            Rank(
                company=network.terms.ids[place],
                caused=max(caused, 0.0),
                felled=tuple(network.terms.ids[one] for one in sorted(fallen, key=lambda one: end.failed[one])),
                suffered=float(network.equity[place] - ending.equity[place]),
            )
        )
    return tuple(sorted(ranks, key=lambda rank: -rank.caused))
