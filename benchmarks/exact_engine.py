"""The exact engine on one stock, 504 dates: its cost, against Monte Carlo brought to the same error.

Time of the fastest of several runs in milliseconds, for GBM, Merton and Kou: one
probability to 1e-10 (Wiener-Hopf), the whole law of the first passage (cutting),
the probabilities of 10,000 loans with barriers of their own, the gap loss, and
the loan that is not answered. Then, for GBM, the time that QuantLib's C++ Monte
Carlo and our own simulation would need for the same standard error as the error
that the exact engine states: their measured time for a path, times ``p (1 - p) /
error**2`` paths.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.loan_sweep import DAYS, loan_case, ours, quantlib
from pledgeline.engine.gap import gap_loss
from pledgeline.engine.lender_law import loss_law
from pledgeline.engine.lender_terms import position
from pledgeline.engine.passage import first_passage, hit_probabilities
from pledgeline.market.dynamics import GBM, Dynamics, Kou, Merton

if TYPE_CHECKING:
    from collections.abc import Callable

LAWS: dict[str, Dynamics] = {
    "gbm": GBM(volatility=0.5),
    "merton": Merton(volatility=0.4, jump_rate=4, jump_mean=-0.05, jump_std=0.1),
    "kou": Kou(volatility=0.4, jump_rate=4, up_probability=0.4, up_rate=20, down_rate=10),
}
BARRIER = 0.6
LOANS = 10_000
REPEATS = 15


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs, after one that does not count."""
    work()
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def costs(law: Dynamics) -> tuple[str, float, float]:
    """A row of milliseconds for one law, the seconds of one probability, and the error it states."""
    one, many = np.array([BARRIER]), np.geomspace(0.2, 0.999, LOANS)
    single = hit_probabilities(law, barriers=one, dates=DAYS)
    book = hit_probabilities(law, barriers=many, dates=DAYS)
    whole = first_passage(law, barrier=BARRIER, dates=DAYS)
    times = (
        fastest(lambda: hit_probabilities(law, barriers=one, dates=DAYS)),
        fastest(lambda: first_passage(law, barrier=BARRIER, dates=DAYS)),
        fastest(lambda: hit_probabilities(law, barriers=many, dates=DAYS)),
        fastest(lambda: gap_loss(law, debt=0.42, trigger_ltv=0.7, sale_delay=5, dates=DAYS)),
    )
    cells = "  ".join(f"{1e3 * seconds:9.2f}" for seconds in times)
    each = 1e9 * (times[2] - times[0]) / LOANS
    methods = f"{single.method}, {book.method}, {whole.method}"
    return f"{cells}  {each:9.0f}   {single.error:.0e} {whole.error:.0e}   {methods}", times[0], single.error


def unanswered() -> float:
    """Seconds of the whole law of the lender's loss on the loan of `loan_sweep`."""
    case = loan_case(0.5)
    held = position(case, next(iter(case.margin_loans.values())))
    return fastest(lambda: loss_law(held, held.terms, held.law, "gbm", error=1e-9))


def report(write: Callable[[str], object]) -> None:
    """Measure, and write what was found."""
    write("ms      one at 1e-10   whole law  10,000 loans  gap loss   ns a loan   errors stated      methods\n")
    found = {}
    for name, law in LAWS.items():
        row, seconds, error = costs(law)
        found[name] = (seconds, error)
        write(f"{name:7}  {row}\n")
    write(f"the loan of loan_sweep, not answered: {1e3 * unanswered():.0f} ms\n")
    seconds, error = found["gbm"]
    chance = float(first_passage(LAWS["gbm"], barrier=BARRIER, dates=DAYS).probability[-1])
    needed = chance * (1 - chance) / error**2
    paths = 1 << 15
    case = loan_case(0.5)
    for name, work in (("QuantLib", lambda: quantlib(paths, 0.5)), ("our simulation", lambda: ours(case, paths, 1))):
        began = fastest(work) / paths
        write(f"one probability against {name} at the same error: {began * needed / seconds:.1e} times as fast\n")


if __name__ == "__main__":
    report(sys.stdout.write)
