"""Tail losses by restarts at the call against plain simulation, on an ordinary and on two coupled books.

Efficiency is one over variance times time. The restarts take their own plain
simulation, whose time is theirs too. The variance of the plain estimate is that
of a much longer run, because a short one sees too few losses to know it; the
variance of the restarts is that of their estimates over independent seeds, and
beside it the mean of what they state. One thread; the fastest of several runs,
interleaved, so that both meet the same machine.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.simulation import simulate_paths
from pledgeline.engine.tails import TailLoss, tail_losses
from pledgeline.market.dynamics import GBM, Dynamics, Kou
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedCase

DAYS = 252
PATHS = 65_536
PLAIN_PATHS = 1_000_000  # of the run that knows the variance of the plain estimate
SEEDS = range(8)
REPEATS = 3


def ordinary() -> ResolvedCase:
    """One loan with little to cure with, sold over four days after a wait of three."""
    loan = simple_loan(drawn=42_000.0, sale_delay=3, participation=0.5)
    return simple_case(dynamics=GBM(volatility=0.5), days=DAYS, loans=(loan,), free=50.0)


def coupled(law: Dynamics) -> ResolvedCase:
    """Two loans on two assets; they share free shares, cash and the volume of one asset."""
    loans = (
        simple_loan("senior", ("alder", "birch"), drawn=90_000.0, participation=0.5),
        simple_loan("loan", ("birch",), drawn=42_000.0, means=("cash", "shares"), sale_delay=3, participation=0.5),
    )
    return simple_case(dynamics=law, days=DAYS, assets=("alder", "birch"), loans=loans, free=150.0, cash=6_000.0)


def fastest(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of the fastest of several interleaved runs of each."""
    found = dict.fromkeys(runs, np.inf)
    for _ in range(REPEATS):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            found[name] = min(found[name], time.perf_counter() - start)
    return found


def report(title: str, case: ResolvedCase) -> None:
    """Variance, time and efficiency of both, for the expected loss and the probability of one."""
    row = list(case.margin_loans).index("loan")

    def plain(paths: int, seed: int = 0, workers: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        outcomes = simulate_paths(case, paths=paths, seed=seed, workers=workers, recorded=0, measured=0).outcomes
        return np.asarray(outcomes[:, row].loss, np.float64)

    def restarts(seed: int = 0) -> TailLoss:
        return tail_losses(case, "loan", seed=seed, paths=PATHS)

    loss = plain(PLAIN_PATHS, seed=1_000, workers=2)
    found = [restarts(seed) for seed in SEEDS]
    seconds = fastest({"plain": lambda: plain(PATHS), "restarts": restarts})
    print(f"{title}: {seconds['plain']:.2f} s plain, {seconds['restarts']:.2f} s with restarts, {PATHS:,} paths each")
    of = {
        "expected loss": (loss, [one.expected for one in found]),
        "probability of a loss": ((loss > 0) * 1.0, [one.loss_probability for one in found]),
    }
    for name, (sample, estimates) in of.items():
        values = np.array([one.value for one in estimates])
        stated = float(np.mean([one.standard_error**2 for one in estimates]))
        plain_variance = float(sample.var()) / PATHS
        slower = seconds["restarts"] / seconds["plain"]
        print(
            f"  {name:22} plain {sample.mean():.4g} +- {sample.std() / len(sample) ** 0.5:.2g},"
            f" restarts {values.mean():.4g} +- {values.std(ddof=1) / len(values) ** 0.5:.2g}\n"
            f"  {'':22} variance ratio {plain_variance / float(values.var(ddof=1)):6.1f} over seeds,"
            f" {plain_variance / stated:6.1f} as stated; efficiency ratio {plain_variance / stated / slower:6.1f}"
        )


if __name__ == "__main__":
    report("One loan, GBM", ordinary())
    report("Two coupled loans, GBM", coupled(GBM(volatility=0.5)))
    # here most losses are decided by the jump that brings the call, on which restarts can do nothing
    jumps = Kou(volatility=0.4, jump_rate=3, up_probability=0.4, up_rate=15, down_rate=12)
    report("Two coupled loans, Kou", coupled(jumps))
