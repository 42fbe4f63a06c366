"""Clearing 10,000 firms and 100,000 obligations, against fixed-point iteration with scipy.sparse in the same run.

The iteration applies the map of payments, a product of a sparse table with a vector, from everybody paying in full,
until no payment changes by more than rounding: the same greatest solution, to the same accuracy, without the order of
default. Then the same with more firms and obligations, and a crowd of failed firms out of which hardly anything
leaks. Compilation is left out; the fastest of several interleaved runs of each.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, diags_array

from pledgeline.engine.clearing import Clearing, clear

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRMS, OBLIGATIONS = 10_000, 100_000
REPEATS = 5
SETTLED = 1e-15  # relative change of a payment
MOST = 100_000  # iterations
ALLOWED = 1e-10  # relative difference between the two, where little leaks


def network(firms: int, obligations: int, *, means: float, seed: int = 1) -> tuple[Any, Floats]:
    """Who owes whom at random, log-normal amounts; assets up to `means` of what each owes, some owe nothing."""
    random = np.random.default_rng(seed)
    debtors = random.integers(0, firms - firms // 100, obligations)
    creditors = (debtors + random.integers(1, firms, obligations)) % firms
    liabilities = coo_array((random.lognormal(0.0, 1.0, obligations), (debtors, creditors)), shape=(firms, firms))
    return liabilities.tocsr(), means * random.random(firms) * liabilities.sum(axis=1)


def iterated(liabilities: Any, external: Floats, alpha: float, beta: float) -> tuple[Floats, int]:  # noqa: ANN401
    """Payments by fixed-point iteration from the top, and the number of iterations."""
    owed = np.asarray(liabilities.sum(axis=1))
    received_of = (diags_array(1.0 / np.where(owed > 0, owed, 1.0)) @ liabilities).T.tocsr()
    payments = owed
    for number in range(MOST):
        received = received_of @ payments
        fails = external + received < owed * (1 - 1e-12)
        following = np.where(fails, alpha * external + beta * received, owed)
        if np.all(np.abs(following - payments) <= SETTLED * payments):
            return following, number + 1
        payments = following
    return payments, MOST


def fastest(runs: dict[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Seconds of the fastest of several interleaved runs of each."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(repeats):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            found[name] = min(found[name], time.perf_counter() - start)
    return found


def compare(title: str, given: tuple[Any, Floats], alpha: float, beta: float) -> None:
    """Seconds in all and a round, and those of the iteration."""
    found: Clearing = clear(*given, alpha, beta)
    payments, iterations = iterated(*given, alpha, beta)
    difference = float(np.max(np.abs(found.payments - payments) / np.maximum(payments, 1e-300)))
    assert difference < ALLOWED, difference
    spent = fastest({"ours": lambda: clear(*given, alpha, beta), "plain": lambda: iterated(*given, alpha, beta)})
    failed = sum(map(len, found.defaults))
    print(
        f"{title}: {failed:,} of {found.payments.size:,} fail in {found.rounds} rounds\n"
        f"  {spent['ours']:.3f} s, {spent['ours'] / max(found.rounds, 1):.4f} s a round (aim 1);"
        f" scipy.sparse {spent['plain']:.3f} s in {iterations:,} iterations;"
        f" ratio {spent['plain'] / spent['ours']:.1f}; largest relative difference {difference:.0e}"
    )


def growth() -> None:
    """Time for ever more firms and obligations of the same kind."""
    base = 0.0
    for times in (1, 2, 4, 8):
        given = network(times * FIRMS, times * OBLIGATIONS, means=0.3)
        rounds = clear(*given).rounds
        spent = fastest({"ours": lambda given=given: clear(*given)}, 3)["ours"] / rounds  # type: ignore[misc]
        base = base or spent
        print(f"  {times * OBLIGATIONS:>9,} obligations: {spent:.4f} s a round, {spent / base:.2f} times the first")


def main() -> None:
    """Everything, in turn; memory first, while nothing else has run."""
    given = network(FIRMS, OBLIGATIONS, means=0.3)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    clear(*given)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1024 if sys.platform != "darwin" else 1024**2
    print(f"first call {time.perf_counter() - start:.1f} s; {(peak - before) / unit:.0f} MB on top, compiler and all")
    compare("no costs", given, 1.0, 1.0)
    compare("costs of a half", given, 0.5, 0.5)
    compare("costs of a tenth", network(FIRMS, OBLIGATIONS, means=0.8), 0.9, 0.9)
    compare("hardly any assets", network(FIRMS, OBLIGATIONS, means=1e-4), 1.0, 1.0)
    print("growth")
    growth()


if __name__ == "__main__":
    main()
