"""Every check of the project: `python -m tests.lanes`, or with the names of some lanes.

The kernels' tests run three times: compiled as Python compiles them, interpreted
(an index past an array is then an error, and so is a kernel that only compiles
by luck), and compiled with bounds checks at the level of the command line. Lanes
that keep one processor busy run side by side; then the other tests have all of
them, and find the kernels compiled. What each lane prints stays together. The
last line counts what passed and failed over all lanes; a lane that is no run of
pytest counts as one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence  # noqa: TC003 - a field of a record
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[1]
PROCESSORS = 2
_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}  # modules are compiled once, and not by each of a hundred processes
# a sweep of thousands of paths takes minutes when it is interpreted; tests/engine/test_simulation.py runs a small one
UNHURRIED = "not (test_sweep or test_paths or moments or uncorrelated)"
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|xfailed|xpassed|error)s?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One check: arguments to python, what it adds to the environment, and what it has for itself."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    own_kernels: bool = False  # compiled by it and for it only
    all_processors: bool = False

    @property
    def tests(self) -> bool:
        """Whether it is a run of pytest, whose summary is counted."""
        return self.arguments[:2] == ("-m", "pytest")


def _pytest(*arguments: str) -> tuple[str, ...]:
    return ("-m", "pytest", "-q", *arguments)


# side by side, no lane may write what the last one remembers; from the longest to the shortest, the last ends early
_KERNELS = ("-p", "no:cacheprovider", "tests/kernels")
LANES = (
    Lane(name="lint", arguments=("-m", "ruff", "check", ".")),
    Lane(name="format", arguments=("-m", "ruff", "format", "--check", ".")),
    Lane(name="docs", arguments=("docs/generate.py", "--check")),
    Lane(
        name="bounds",
        arguments=_pytest(*_KERNELS),
        environment={"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "1", "PLEDGELINE_LANE": "bounds"},
        own_kernels=True,
    ),
    Lane(name="kernels", arguments=_pytest(*_KERNELS)),
    Lane(
        name="interpreted",
        arguments=_pytest("-m", "not slow", "-k", UNHURRIED, *_KERNELS),
        environment={"NUMBA_DISABLE_JIT": "1", "PLEDGELINE_LANE": "interpreted", "HYPOTHESIS_PROFILE": "short"},
    ),
    Lane(name="types", arguments=("-m", "mypy")),
    Lane(
        name="tests",
        arguments=_pytest("-n", str(PROCESSORS), "--dist", "loadfile", "--ignore", "tests/kernels"),
        all_processors=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a lane: whether it passed, its counts by word, and how long it took in seconds."""

    lane: Lane
    passed: bool
    counts: Counter[str]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A lane under way: the lines it prints, with None after the last, and what will come of it."""

    lane: Lane
    lines: SimpleQueue[str | None]
    outcome: Future[Outcome]


def run(lane: Lane, tell: Callable[[str | None], None]) -> Outcome:
    """Run a lane; ``tell`` hears each line that it prints, and None at the end."""
    start = time.perf_counter()
    last = ""
    try:
        # the cache of compiled kernels does not know of bounds checks: such kernels are kept apart
        with tempfile.TemporaryDirectory() as cache, _process(lane, cache) as process:
            for line in process.stdout or ():
                tell(line)
                last = line.strip() or last
        passed = process.returncode == 0
    finally:
        tell(None)
    return Outcome(lane=lane, passed=passed, counts=_counts(lane, last, passed=passed), seconds=_since(start))


def _process(lane: Lane, cache: str) -> subprocess.Popen[str]:
    own = {"NUMBA_CACHE_DIR": cache} if lane.own_kernels else {}
    return subprocess.Popen(
        [sys.executable, *lane.arguments],
        cwd=ROOT,
        env={**os.environ, **_ONCE, **lane.environment, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def side_by_side(lanes: Sequence[Lane], at_once: int) -> list[Outcome]:
    """Run lanes, so many at once, and print what each prints in their order: a lane waits until it is its turn."""
    pool = ThreadPoolExecutor(at_once)
    try:
        return [_told(running) for running in [_begun(lane, pool) for lane in lanes]]
    finally:
        pool.shutdown(cancel_futures=True)


def _begun(lane: Lane, pool: ThreadPoolExecutor) -> Running:
    lines: SimpleQueue[str | None] = SimpleQueue()
    return Running(lane=lane, lines=lines, outcome=pool.submit(run, lane, lines.put))


def _told(running: Running) -> Outcome:
    lane = running.lane
    heading = " ".join((*(f"{key}={text}" for key, text in lane.environment.items()), "python", *lane.arguments))
    print(f"\n== {lane.name}: {heading}", flush=True)
    for line in iter(running.lines.get, None):
        print(line, end="", flush=True)
    return running.outcome.result()


def _counts(lane: Lane, last: str, *, passed: bool) -> Counter[str]:
    """The counts of the closing line of pytest; a failure that it does not count is one."""
    counts: Counter[str] = Counter()
    if lane.tests:
        for number, word in _COUNT.findall(last):
            counts["failed" if word in {"error", "xpassed"} else word] += int(number)
    elif passed:
        counts["passed"] = 1
    if not passed and not counts["failed"]:
        counts["failed"] = 1
    return counts


def _since(start: float) -> float:
    return time.perf_counter() - start


def main(names: list[str]) -> int:
    """Run the lanes named, or all; returns 0 where all have passed, 1 where one has failed, 2 for an unknown name."""
    unknown = set(names) - {lane.name for lane in LANES}
    if unknown:
        known = ", ".join(lane.name for lane in LANES)
        print(f"there is no lane {', '.join(sorted(unknown))}; write some of {known}", file=sys.stderr)
        return 2
    start = time.perf_counter()
    chosen = [lane for lane in LANES if lane.name in names or not names]
    outcomes = side_by_side([lane for lane in chosen if not lane.all_processors], PROCESSORS)
    outcomes += side_by_side([lane for lane in chosen if lane.all_processors], 1)
    print("\n== all lanes")
    for outcome in outcomes:
        print(f"{outcome.lane.name:<12} {'passed' if outcome.passed else 'FAILED'} {outcome.seconds:6.1f} s")
    total = sum((outcome.counts for outcome in outcomes), Counter[str]())
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped in {_since(start):.2f}s")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
