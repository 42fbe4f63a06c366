"""10,000 paths of a building programme: 12 sites of 8 phases of 7 gates, against the same in NumPy in the same run.

Each phase waits for the shell of the one before at its site; three gates of seven spend, over 60 slots of time. The
sweep also counts what was critical and what blocked, and keeps the spending of each phase; NumPy, vectorised over
paths gate by gate in its fastest block, keeps days, overruns and the two sums of spending. Compilation is left out
and stated; the fastest of several runs, interleaved, so that all meet the same machine. Both must agree.
"""

from __future__ import annotations

import math
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_programme import BLOCKS, numpy_programme
from pledgeline.engine import durations
from pledgeline.engine.executors import do_all
from pledgeline.engine.overruns import two_part
from pledgeline.engine.pack import key_of, records
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
    from collections.abc import Callable

    from pledgeline.engine.durations import Law

PATHS = 10_000
SITES, PHASES = 12, 8
PIECE = 500
REPEATS = 3
ALLOWED = 5.0  # standard errors between the two
MONTH = durations.MONTH
SLOTS = 60

# law, chance of never, parents within the phase, share of the capital
GATES: tuple[tuple[Law, float, tuple[int, ...], float], ...] = (
    (durations.triangular(2 * MONTH, 4 * MONTH, 12 * MONTH), 0.02, (), 0.0),  # land
    (durations.pert(4 * MONTH, 8 * MONTH, 30 * MONTH), 0.05, (0,), 0.0),  # permit
    (durations.log_normal(36 * MONTH, 0.4), 0.1, (0,), 0.0),  # grid
    (durations.pert(18 * MONTH, 24 * MONTH, 40 * MONTH), 0.0, (1,), 0.2),  # equipment
    (durations.overrun(15 * MONTH, two_part(mean=0.62, share=0.3, tail_mean=1.3)), 0.0, (1,), 0.3),  # shell
    (durations.pert(4 * MONTH, 6 * MONTH, 14 * MONTH), 0.0, (3, 4), 0.5),  # fit-out
    (durations.triangular(1 * MONTH, 2 * MONTH, 6 * MONTH), 0.0, (2, 5), 0.0),  # commissioning
)
COST = durations.overrun(1.0, two_part(mean=0.73, share=0.18, tail_mean=4.47))
SHELL = 4
ACROSS, WITHIN = 0.3, 0.5  # correlations of scores


def programme() -> Programme:
    """All sites, phases and gates."""
    laws, rows = durations.pack_laws((*(law for law, _, _, _ in GATES), COST))
    total = SITES * PHASES
    gates, phases = records(GATE, total * len(GATES)), records(PHASE, total)
    parents: list[int] = []
    firsts, spends = [0], []
    for one in (gates, phases):
        one.load_case, one.load_site = math.sqrt(ACROSS), math.sqrt(WITHIN - ACROSS)
        one.load_own = math.sqrt(1.0 - WITHIN)
        one.number = np.arange(one.size)
    gates.scale, gates.begun_at = 1.0, NOT_BEGUN
    for p in range(total):
        first = p * len(GATES)
        phases[p].site, phases[p].last, phases[p].law = p // PHASES, first + len(GATES) - 1, rows[-1]
        for k, (_, never, after, share) in enumerate(GATES):
            gate = gates[first + k]
            gate.site, gate.law, gate.never = p // PHASES, rows[k], never
            parents.extend(first + other for other in after)
            if k == 0 and p % PHASES:
                parents.append(first - len(GATES) + SHELL)
            firsts.append(len(parents))
            if share:
                spends.append((first + k, p, 5e9 * share, 0.4))
    edges = MONTH * np.r_[np.arange(1.0, 37.0), 36.0 + 3.0 * np.arange(1.0, SLOTS - 35.0)]
    spending = np.array(spends, SPEND).view(np.recarray)
    return Programme(laws, gates, np.array(firsts), np.array(parents), phases, spending, edges)


def ours(plan: Programme, *, paths: int = PATHS, workers: int = 1) -> list[Progress]:
    """All paths by the sweep, piece by piece."""
    pieces = [(first, min(PIECE, paths - first)) for first in range(0, paths, PIECE)]
    found = {first: new_progress(plan, count) for first, count in pieces}

    def work(first: int, count: int) -> None:
        sweep_programme(plan, key_of(1), (first, count), found[first])

    do_all(pieces, work, workers=workers)
    return [found[first] for first, _ in pieces]


def seconds(run: Callable[[], object]) -> float:
    """The time of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def fastest(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The fastest of several interleaved runs of each."""
    found = dict.fromkeys(runs, math.inf)
    for _ in range(REPEATS):
        for name, run in runs.items():
            found[name] = min(found[name], seconds(run))
    return found


def agreement(plan: Programme) -> float:
    """The largest distance between the two, in standard errors: service of each phase, and spending."""
    pieces = ours(plan)
    finish = np.concatenate([piece.finish for piece in pieces])
    spent = np.concatenate([piece.spent for piece in pieces])
    other_finish, _, other_spent, _ = numpy_programme(plan, paths=PATHS, at_once=1000, seed=2)
    apart = [_apart(finish < year * durations.YEAR, other_finish < year * durations.YEAR) for year in (4, 8, 16)]
    return float(max(*map(np.max, apart), np.max(_apart(spent, other_spent))))


def _apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    errors = np.sqrt((one.var(axis=0) + other.var(axis=0)) / PATHS)
    gaps = np.abs(one.mean(axis=0) - other.mean(axis=0))
    return np.asarray(np.divide(gaps, errors, out=np.zeros_like(gaps), where=errors > 0))


def main() -> None:
    """Seconds of each, the ratios, and how far apart they are."""
    plan = programme()
    compiling = seconds(partial(ours, plan, paths=1))
    print(f"{plan.gates.size} gates, {plan.spends.size} spends, {plan.edges.size} slots")
    print(f"  first path {compiling:.1f} s, compilation included unless kept from before")
    runs: dict[str, Callable[[], object]] = {
        "pledgeline, 1 worker": partial(ours, plan),
        "pledgeline, 2 workers": partial(ours, plan, workers=2),
    }
    for block in BLOCKS:
        runs[f"NumPy, {block} paths at once"] = partial(numpy_programme, plan, paths=2000, at_once=block, seed=2)
    found = {name: spent * (PATHS / 2000 if name.startswith("NumPy") else 1.0) for name, spent in fastest(runs).items()}
    best = min((name for name in found if name.startswith("NumPy")), key=found.__getitem__)
    for name, spent in found.items():
        print(f"  {name:30} {spent:6.2f} s for {PATHS:,} paths")
    for name in ("pledgeline, 1 worker", "pledgeline, 2 workers"):
        print(f"  {name}: {found[best] / found[name]:.1f} times {best} (aim: 2 s)")
    apart = agreement(plan)
    print(f"  at most {apart:.1f} standard errors apart")
    assert apart < ALLOWED


if __name__ == "__main__":
    main()
