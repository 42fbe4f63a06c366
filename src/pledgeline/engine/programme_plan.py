"""The plan: every gate in its planned time, none never; and the money that goes with it.

Worked out without random numbers and without the kernels of the simulation, which must agree with it where every
duration is fixed.
"""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pledgeline.engine.resolved_programmes import Place, ResolvedProgramme, ResolvedSpend


class Bar(NamedTuple):
    """A gate from its start to its end, in days."""

    start: float
    end: float
    done: bool = False


def planned_bars(programme: ResolvedProgramme) -> dict[Place, Bar]:
    """The plan of every gate, and of the service of every phase.

    A gate that should be over by its plan, and is not, is planned to end on `as_of`.
    """
    bars: dict[Place, Bar] = {}
    for gate in programme.gates:
        if gate.done is not None:
            bars[gate.place] = Bar(gate.done if gate.opens is None else gate.opens, gate.done, done=True)
        elif gate.begun is not None:
            bars[gate.place] = Bar(gate.begun, gate.scale * max(gate.begun + gate.law.planned, 0.0))
        else:
            start = max((bars[place].end for place in gate.after), default=gate.earliest)
            start = max(start, gate.earliest)
            bars[gate.place] = Bar(start, start + gate.scale * gate.law.planned)
    return bars


def progress(bar: Bar, day: float) -> float:
    """The share of the money of a gate that is spent by a day: slow, fast, slow."""
    if day >= bar.end:
        return 1.0
    if day <= bar.start:
        return 0.0
    x = (day - bar.start) / (bar.end - bar.start)
    return x * x * (3.0 - 2.0 * x)


def _spent_before(bar: Bar) -> float:
    """The share that is spent by day 0: nothing of what is yet to start, even where it takes no time."""
    return progress(bar, 0.0) if bar.done or bar.start < 0.0 else 0.0


def planned_spending(
    parts: Iterable[tuple[ResolvedSpend, float]], bars: Mapping[Place, Bar], edges: Sequence[float]
) -> list[float]:
    """What is spent by each edge since the one before, the first since day 0; one sum for each edge."""
    reached = [0.0] * (len(edges) + 1)
    for spend, amount in parts:
        bar = bars[spend.place]
        if not bar.done:
            shares = (_spent_before(bar), *(progress(bar, day) for day in edges))
            reached = [money + amount * share for money, share in zip(reached, shares, strict=True)]
    return [after - before for before, after in pairwise(reached)]


def date_of(as_of: dt.date, day: float) -> dt.date | None:
    """The date on which something that takes that many days happens; None for never, or beyond every calendar."""
    return None if day > (dt.date.max - as_of).days else as_of + dt.timedelta(days=math.ceil(day))
