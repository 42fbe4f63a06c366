"""Every check of the project, one lane after the other: `python -m tests.lanes`, or with the names of some lanes.

The kernels' tests run three times: compiled as a user runs them, interpreted
(an index past an array is then an error, and so is a kernel that only compiles
by luck), and compiled with bounds checks. The last line counts what passed and
failed over all lanes; a lane that is no run of pytest counts as one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - a field of a record
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKERS = "2"
# a sweep of thousands of paths takes minutes when it is interpreted; tests/engine/test_simulation.py runs a small one
UNHURRIED = "not (test_sweep or test_paths or moments or uncorrelated)"
_COUNT = re.compile(r"(\d+) (passed|failed|skipped|xfailed|xpassed|error)s?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One check: arguments to python, what it adds to the environment, and whether it compiles kernels of its own."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    own_kernels: bool = False

    @property
    def tests(self) -> bool:
        """Whether it is a run of pytest, whose summary is counted."""
        return self.arguments[:2] == ("-m", "pytest")


def _pytest(*arguments: str) -> tuple[str, ...]:
    return ("-m", "pytest", "-q", *arguments)


LANES = (
    Lane(name="lint", arguments=("-m", "ruff", "check", ".")),
    Lane(name="format", arguments=("-m", "ruff", "format", "--check", ".")),
    Lane(name="types", arguments=("-m", "mypy")),
    Lane(name="docs", arguments=("docs/generate.py", "--check")),
    Lane(name="tests", arguments=_pytest("-n", WORKERS, "--dist", "loadfile")),
    Lane(
        name="interpreted",
        arguments=_pytest("-n", WORKERS, "-m", "not slow", "-k", UNHURRIED, "tests/kernels"),
        environment={"NUMBA_DISABLE_JIT": "1", "PLEDGELINE_LANE": "interpreted", "HYPOTHESIS_PROFILE": "short"},
    ),
    Lane(
        name="bounds",
        arguments=_pytest("tests/kernels"),
        environment={"NUMBA_BOUNDSCHECK": "1", "PLEDGELINE_LANE": "bounds"},
        own_kernels=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a lane: whether it passed, its counts by word, and how long it took in seconds."""

    lane: Lane
    passed: bool
    counts: Counter[str]
    seconds: float


def run(lane: Lane) -> Outcome:
    """Run a lane, printing what it prints."""
    heading = " ".join((*(f"{key}={text}" for key, text in lane.environment.items()), "python", *lane.arguments))
    print(f"\n== {lane.name}: {heading}", flush=True)
    start = time.perf_counter()
    # the cache of compiled kernels does not know of bounds checks: such kernels are kept apart
    with tempfile.TemporaryDirectory() as cache:
        own = {"NUMBA_CACHE_DIR": cache} if lane.own_kernels else {}
        process = subprocess.Popen(
            [sys.executable, *lane.arguments],
            cwd=ROOT,
            env={**os.environ, **lane.environment, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        last = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
        passed = process.wait() == 0
    return Outcome(lane=lane, passed=passed, counts=_counts(lane, last, passed=passed), seconds=_since(start))


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
    outcomes = [run(lane) for lane in LANES if lane.name in names or not names]
    print("\n== all lanes")
    for outcome in outcomes:
        print(f"{outcome.lane.name:<12} {'passed' if outcome.passed else 'FAILED'} {outcome.seconds:6.1f} s")
    total = sum((outcome.counts for outcome in outcomes), Counter[str]())
    seconds = sum(outcome.seconds for outcome in outcomes)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped in {seconds:.2f}s")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
