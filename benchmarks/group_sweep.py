"""The whole group on every path: 10 assets, 5 loans, 4 debts, 20 commitments, 756 days, against NumPy in the same run.

Seconds for 20,000 paths, compilation left out, the fastest of several runs, interleaved, so that all meet the same
machine. NumPy: the same group, vectorised over paths, in the block and precision that are fastest here, timed on
one block and scaled to 20,000 paths; one process, its matrix product on as many threads as it likes. It keeps first
days, gaps and what was paid; the sweep also keeps books, fans, control and who paid for what. Both must agree.
"""

from __future__ import annotations

import resource
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.group_case import DAYS, LOANS, group_case
from benchmarks.numpy_group.state import LINES
from benchmarks.numpy_group.sweep import numpy_group
from pledgeline.engine.group_paths import simulate_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.numpy_group.sweep import GroupDays
    from benchmarks.numpy_group.terms import Array
    from pledgeline.engine.resolved import ResolvedCase

PATHS = 20_000
REPEATS = 3
FIRST_DAYS = ("call", "failed_cure", "gap")
ALLOWED = 5.0  # standard errors between the two, over some twenty figures


def ours(case: ResolvedCase, paths: int = PATHS, *, workers: int = 2) -> Any:  # noqa: ANN401 - records by attribute
    """The records of all paths by the sweep."""
    return simulate_group(case, paths=paths, seed=1, workers=workers)


def seconds(run: Callable[[], object]) -> float:
    """The time of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def fastest(runs: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """The fastest of several interleaved runs of each."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(repeats):
        for name, run in runs.items():
            found[name] = min(found[name], seconds(run))
    return found


def memory(case: ResolvedCase) -> None:
    """Peak memory of the process, which has only run the sweep so far: 20,000 paths, everything kept."""
    compiling = seconds(partial(ours, case, 512))
    ours(case)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform != "darwin" else 1024**3)
    print(f"first run, compilation included {compiling:.1f} s; peak memory {peak:.2f} GB (aim 1)")


def against_numpy(case: ResolvedCase) -> None:
    """Seconds for 20,000 paths and the ratios, on one thread and on two."""
    runs: dict[str, Callable[[], object]] = {
        "pledgeline, 1 worker": partial(ours, case, workers=1),
        "pledgeline, 2 workers": partial(ours, case, workers=2),
    }
    blocks = {}
    for precision, paths in ((np.float32, 4096), (np.float32, 8192), (np.float32, 16_384), (np.float64, 8192)):
        name = f"NumPy {precision.__name__}, {paths} at once"
        runs[name] = partial(numpy_group, case, paths=paths, seed=1, at_once=paths, precision=precision)
        blocks[name] = PATHS / paths
    found = {name: spent * blocks.get(name, 1.0) for name, spent in fastest(runs).items()}
    best = min(blocks, key=lambda name: found[name])
    for name, spent in found.items():
        print(f"  {name:30} {spent:7.2f} s for {PATHS:,} paths")
    for name in ("pledgeline, 1 worker", "pledgeline, 2 workers"):
        print(f"  {name} against {best}: {found[best] / found[name]:.1f} times (aim 20)")


def figures(case: ResolvedCase, found: Any, other: GroupDays) -> dict[str, tuple[Array, Array]]:  # noqa: ANN401
    """What both know, path by path: whether and when things happen, gaps; and the shares of commitments paid."""
    paths = found.paths
    first = {name: (paths[name], getattr(other, name)) for name in FIRST_DAYS}
    first |= {name: (paths[name], other.breach[line]) for line, name in enumerate(LINES)}
    pairs = {f"P({name})": (one >= 0, two >= 0) for name, (one, two) in first.items()}
    pairs |= {f"day of {name}": (one[one >= 0], two[two >= 0]) for name, (one, two) in first.items()}
    pairs |= {name: (paths[name], getattr(other, name)) for name in ("gap_first", "gap_total")}
    bills = case.funds.bills if case.funds else ()
    for number, bill in enumerate(bills):
        pairs[f"P({bill.id} paid)"] = (np.arange(paths.size) < found.paid[number], other.paid[number])
    return pairs


def distance(one: Array, other: Array) -> float:
    """The difference of two means in its standard errors; 0 where neither ever varies and both say the same."""
    if min(one.size, other.size) < 2:
        return 0.0
    # a share of 0 or 1 is not certain: the rule of succession keeps its error above 0
    least = 1.0 / min(one.size, other.size) ** 2 if {one.dtype, other.dtype} == {np.dtype(bool)} else 0.0
    error = np.sqrt(max(one.var() / one.size + other.var() / other.size, least))
    apart = float(one.mean(dtype=float) - other.mean(dtype=float))
    return apart / float(error) if error > 0.0 else float(apart != 0.0) * float("inf")


def agreement(case: ResolvedCase) -> None:
    """The figures of both, and how far they are apart; raises AssertionError where it is more than chance allows."""
    found = ours(case, 4 * PATHS)
    pairs = figures(case, found, numpy_group(case, paths=4 * PATHS, seed=2))
    apart = {name: distance(*pair) for name, pair in pairs.items()}
    for name in (*(f"P({event})" for event in (*FIRST_DAYS, *LINES)), "gap_total"):
        one, other = pairs[name]
        print(f"  {name:22} {one.mean(dtype=float):12.5g} {other.mean(dtype=float):12.5g}  apart {apart[name]:5.1f}")
    worst = max(apart, key=lambda name: abs(apart[name]))
    print(f"  furthest apart of {len(apart)} figures: {worst}, {apart[worst]:.1f} standard errors")
    assert abs(apart[worst]) <= ALLOWED, worst


def linearity(case: ResolvedCase) -> None:
    """How the time grows with paths, days and loans; 2 would be twice the time."""
    runs: dict[str, Callable[[], object]] = {
        "all": partial(ours, case),
        "twice the paths": partial(ours, case, 2 * PATHS),
        "half the days": partial(ours, group_case(days=DAYS // 2)),
        "3 loans": partial(ours, group_case(loans=3)),
        "1 loan": partial(ours, group_case(loans=1)),
    }
    found = fastest(runs)
    print(f"  twice the paths   {found['twice the paths'] / found['all']:5.2f} times the time (linear: 2)")
    print(f"  twice the days    {found['all'] / found['half the days']:5.2f} times the time (linear: 2)")
    for loans, name in ((3, "3 loans"), (1, "1 loan")):
        print(f"  {LOANS} loans, not {loans}    {found['all'] / found[name]:5.2f} times the time ({LOANS / loans:.2f})")


if __name__ == "__main__":
    group = group_case()
    memory(group)
    print(f"{PATHS:,} paths, {DAYS} days")
    against_numpy(group)
    print(f"the same figures, {4 * PATHS:,} paths each: pledgeline, NumPy")
    agreement(group)
    print("how the time grows")
    linearity(group)
