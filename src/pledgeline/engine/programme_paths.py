"""Running a programme: from its resolved form to what came of it on all paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.executors import do_all
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_programmes import pack_programme
from pledgeline.engine.programme_chains import chains
from pledgeline.engine.programme_ledger import Accounts, open_ledger
from pledgeline.engine.resolved_programmes import GROUP, YEAR, parts
from pledgeline.kernels.programme import Programme, new_progress, sweep_programme

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.programme_ledger import Entry
    from pledgeline.engine.resolved_programmes import ResolvedProgramme

Floats = npt.NDArray[np.float64]

RECORDED_PATHS = 4096  # paths whose gates are kept one by one
FASTER_PATHS = 2048  # paths on which each gate is made faster in turn
FASTER = 0.75  # of its time
_PIECE = 1024  # paths in one piece of work


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePaths:
    """What came of one programme on every path.

    Shapes: N paths, R recorded paths, P phases, K quarters, G gates, I ids of gates. Days of what never comes are
    infinite. Money in the currency of the case.
    """

    edges: Floats  # (K,) the days of the ends of the quarters
    finish: Floats  # (N, P)
    overrun: Floats  # (N, P)
    spent: Floats  # (N, K)
    group_spent: Floats  # (N, K)
    phase_spent: Floats  # (N, P) up to the last edge
    accounts: Accounts  # what the ledger reads off the gates
    ends: npt.NDArray[np.float32]  # (R, G)
    on_chain: npt.NDArray[np.int16]  # (R, G) phases of its site, or its own, whose chain passes the gate
    chained: npt.NDArray[np.int16]  # (R, I) phases whose chain passes a gate of that id
    blocked: npt.NDArray[np.int64]  # (G,) over paths and phases


def simulate_programme(
    programme: ResolvedProgramme,
    *,
    edges: tuple[float, ...],
    entry: Entry,
    draws: Draws,
    workers: int,
    done: Callable[[float], None] | None = None,
) -> ProgrammePaths:
    """Simulate one programme; the same numbers for any number of ``workers``.

    ``edges`` are the days of the ends of the quarters, above 0 and ascending; ``entry`` says what else to read off
    the gates while they are there.
    """
    tables, ledger = _tables(programme, edges), open_ledger(programme, edges[-1], entry)
    paths, recorded = draws.paths, min(RECORDED_PATHS, draws.paths)
    slots, phases, gates = len(edges), tables.phases.size, tables.gates.size
    starts = range(0, paths, _PIECE)
    blocked = np.zeros((len(starts), gates), np.int64)  # by piece, so that no thread can be seen in the sum
    found = ProgrammePaths(
        edges=tables.edges,
        finish=np.zeros((paths, phases)),
        overrun=np.zeros((paths, phases)),
        spent=np.zeros((paths, slots)),
        group_spent=np.zeros((paths, slots)),
        phase_spent=np.zeros((paths, phases)),
        accounts=ledger.accounts(paths),
        ends=np.zeros((recorded, gates), np.float32),
        on_chain=np.zeros((recorded, gates), np.int16),
        chained=np.zeros((recorded, len(programme.titles)), np.int16),
        blocked=np.zeros(gates, np.int64),
    )
    key = key_of(draws.seed)

    def work(first: int, count: int) -> None:
        out = new_progress(tables, count, recorded=count)
        sweep_programme(tables, key, (first, count), out)
        rows = slice(first, first + count)
        found.finish[rows], found.overrun[rows] = out.finish, out.overrun
        found.spent[rows], found.group_spent[rows] = out.spent, out.group_spent
        found.phase_spent[rows], blocked[first // _PIECE] = out.phase_spent, out.blocked
        ledger.enter(found.accounts, rows, out)
        kept = min(max(recorded - first, 0), count)
        if kept:
            seen = slice(first, first + kept)
            found.ends[seen] = out.ends[:kept]
            found.on_chain[seen], found.chained[seen] = chains(programme, tables, out.ends[:kept])

    do_all(_pieces(paths), work, workers=workers, done=done)
    found.blocked[:] = blocked.sum(axis=0)
    return found


def _tables(programme: ResolvedProgramme, edges: tuple[float, ...]) -> Programme:
    """All spending, with the group's share of each row."""
    group = {(spend.place, spend.phase): money for spend, money in parts(programme, GROUP)}
    rows = [
        (spend, spend.amount, group.get((spend.place, spend.phase), 0.0) / spend.amount) for spend in programme.spends
    ]
    return pack_programme(programme, rows, edges)


def _pieces(paths: int) -> list[tuple[int, int]]:
    return [(first, min(_PIECE, paths - first)) for first in range(0, paths, _PIECE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faster:
    """What comes of a programme if one gate takes a quarter less of its time, on the same paths."""

    gained: Floats  # (paths,) W · years more in service until the end
    last: Floats  # (paths,) the day on which all of it is in service


def faster(
    programme: ResolvedProgramme, gate: str, base: ProgrammePaths, *, draws: Draws, workers: int
) -> Faster | None:
    """Every gate of one id made faster, wherever it is still to be passed; None where it is nowhere."""
    rows = [row for row, one in enumerate(programme.gates) if one.place.gate == gate and one.done is None]
    if not rows:
        return None
    tables = pack_programme(programme, (), ())
    tables.gates.scale[rows] *= FASTER
    paths = min(FASTER_PATHS, len(base.finish))
    finish = np.zeros((paths, tables.phases.size))

    def work(first: int, count: int) -> None:
        out = new_progress(tables, count)
        sweep_programme(tables, key_of(draws.seed), (first, count), out)
        finish[first : first + count] = out.finish

    do_all(_pieces(paths), work, workers=workers)
    capacity, until = capacities(programme), base.edges[-1]
    gained = np.clip(until - finish, 0.0, None) - np.clip(until - base.finish[:paths], 0.0, None)
    return Faster(gained=gained @ capacity / YEAR, last=finish.max(axis=1))


def capacities(programme: ResolvedProgramme) -> Floats:
    """W of each phase."""
    return np.array([phase.capacity for phase in programme.phases])
