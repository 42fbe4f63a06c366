"""Small networks of gates, written down by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.durations import Law, fixed, pack_laws
from pledgeline.engine.pack import records
from pledgeline.kernels.programme import (
    GATE,
    NOT_BEGUN,
    PHASE,
    SPEND,
    Programme,
    Progress,
    new_progress,
    sweep_programme,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = np.array([20_261_122, 0], np.uint64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One gate; loadings on the case, the site and its own score."""

    law: Law
    after: tuple[int, ...] = ()
    never: float = 0.0
    floor: float = 0.0
    scale: float = 1.0
    earliest: float = 0.0
    begun_at: float = NOT_BEGUN
    site: int = 0
    loads: tuple[float, float, float] = (0.0, 0.0, 1.0)
    number: int | None = None  # its row when None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One phase: its last gate and its cost over plan."""

    last: int
    cost: Law = fixed(1.0)  # noqa: RUF009  # a frozen record
    loads: tuple[float, float, float] = (0.0, 0.0, 1.0)


def network(
    works: Sequence[Work],
    stages: Sequence[Stage] | None = None,
    *,
    spends: Sequence[tuple[int, int, float, float]] = (),
    edges: Sequence[float] = (),
) -> Programme:
    """The tables; every gate is the end of a phase of its own where no stages are given."""
    stages = [Stage(last=g) for g in range(len(works))] if stages is None else stages
    laws, rows = pack_laws([*(work.law for work in works), *(stage.cost for stage in stages)])
    gates, phases = records(GATE, len(works)), records(PHASE, len(stages))
    for g, work in enumerate(works):
        gates[g] = (
            *(rows[g], g if work.number is None else work.number, work.site),
            *(work.never, work.floor, work.scale, work.earliest, work.begun_at, *work.loads),
        )
    for p, stage in enumerate(stages):
        phases[p] = (stage.last, rows[len(works) + p], p, 0, *stage.loads)
    first = np.cumsum([0, *(len(work.after) for work in works)])
    parents = np.array([parent for work in works for parent in work.after], np.int64)
    spending = np.array(list(spends), SPEND).view(np.recarray)
    return Programme(laws, gates, first, parents, phases, spending, np.array(edges, np.float64))


def swept(programme: Programme, paths: int, *, first: int = 0, recorded: int = 0) -> Progress:
    """Some paths of a network."""
    found = new_progress(programme, paths, recorded=recorded)
    sweep_programme(programme, KEY, (first, paths), found)
    return found
