"""Which gates a phase waited for: the chain back from its service, through whatever ended last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pledgeline.engine.resolved_programmes import ResolvedProgramme
    from pledgeline.kernels.programme import Programme

    Bools = npt.NDArray[np.bool_]

_NOTHING = -1
_ShortCounts = npt.NDArray[np.int16]


def chains(
    programme: ResolvedProgramme, tables: Programme, ends: npt.NDArray[np.float64]
) -> tuple[_ShortCounts, _ShortCounts]:
    """Phases whose chain passes each gate, and each id of gates, on each path; (paths, G) and (paths, I).

    Only phases that enter service after day 0 count. For a gate of a phase the first counts that phase alone, for one
    of a site the phases of that site. ``ends``: (paths, G). Of parents that end together the first in order is
    followed, as in the kernel.
    """
    drivers = _drivers(tables, ends)
    ids = {name: column for column, name in enumerate(programme.titles)}
    by_gate = np.zeros(ends.shape, np.int16)
    by_id = np.zeros((len(ends), len(ids)), np.int16)
    for number, phase in enumerate(programme.phases):
        last = int(tables.phases.last[number])
        passed = _passed(tables, drivers, last, np.isfinite(ends[:, last]) & (ends[:, last] > 0.0))
        of_id: dict[int, Bools] = {}
        for row, on in passed.items():
            place = programme.gates[row].place
            if place.gate:
                column = ids[place.gate]
                of_id[column] = of_id[column] | on if column in of_id else on
                if place.site == phase.place.site and place.phase in {"", phase.id}:
                    by_gate[:, row] += on
        for column, on in of_id.items():
            by_id[:, column] += on
    return by_gate, by_id


def _drivers(tables: Programme, ends: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    """The parent whose end each gate waited for, on each path; _NOTHING where it waited for none."""
    found = np.full(ends.shape, _NOTHING, np.int32)
    for gate in range(tables.gates.size):
        if np.isfinite(tables.gates.begun_at[gate]):
            continue
        day = np.full(len(ends), tables.gates.earliest[gate])
        for parent in _parents(tables, gate):
            later = ends[:, parent] > day
            day[later] = ends[later, parent]
            found[later, gate] = parent
    return found


def _parents(tables: Programme, gate: int) -> npt.NDArray[np.int64]:
    return tables.parents[tables.first_parent[gate] : tables.first_parent[gate + 1]]


def _passed(tables: Programme, drivers: npt.NDArray[np.int32], last: int, comes: Bools) -> dict[int, Bools]:
    """The gates on the chain back from one gate, and on which paths."""
    found: dict[int, Bools] = {}
    waiting = {last: comes}
    while waiting:
        gate = max(waiting)  # parents stand before their children, so whatever leads to this one has been seen
        on = found[gate] = waiting.pop(gate)
        for parent in map(int, _parents(tables, gate)):
            through = on & (drivers[:, gate] == parent)
            if through.any():
                waiting[parent] = waiting[parent] | through if parent in waiting else through
    return found
