"""Clearing 10,000 firms and 100,000 obligations, against fixed-point iteration with scipy.sparse in the same run.

The iteration applies the map of payments, a product of a sparse table with a vector, from everybody paying in full,
until no payment changes by more than rounding: the same greatest solution to the same accuracy. It is timed within
rounds of fictitious default, which tell who fails because of whom as ours do, and without them. Then the same with
more firms and obligations. Compilation is left out; the fastest of several interleaved runs of each.
"""

from __future__ import annotations

import resource
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, diags_array

from pledgeline.engine.clearing import Clearing, clear
from pledgeline.kernels.clearing import TIE

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


def passing_on(liabilities: Any) -> tuple[Floats, Any]:  # noqa: ANN401  scipy's own
    """What each owes, and the table that turns what all pay into what each receives."""
    owed = np.asarray(liabilities.sum(axis=1))
    return owed, (diags_array(1.0 / np.where(owed > 0, owed, 1.0)) @ liabilities).T.tocsr()


def iterated(liabilities: Any, external: Floats, alpha: float, beta: float) -> Floats:  # noqa: ANN401
    """Payments by fixed-point iteration from the top, which does not tell who failed because of whom."""
    owed, received_of = passing_on(liabilities)
    payments = owed
    for _ in range(MOST):
        received = received_of @ payments
        fails = external + received < owed * (1 - TIE)
        following = np.where(fails, alpha * external + beta * received, owed)
        if np.all(np.abs(following - payments) <= SETTLED * payments):
            break
        payments = following
    return payments


def in_rounds(liabilities: Any, external: Floats, alpha: float, beta: float) -> tuple[Floats, int]:  # noqa: ANN401
    """Payments by fictitious default, each round by fixed-point iteration; and the number of rounds."""
    owed, received_of = passing_on(liabilities)
    payments, failed, rounds = owed, np.zeros(owed.size, bool), 0
    while True:
        fresh = (external + received_of @ payments < owed * (1 - TIE)) & ~failed
        if not fresh.any():
            return payments, rounds
        failed, rounds = failed | fresh, rounds + 1
        for _ in range(MOST):
            following = np.where(failed, alpha * external + beta * (received_of @ payments), owed)
            settled = np.all(np.abs(following - payments) <= SETTLED * payments)
            payments = following
            if settled:
                break


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
    """Seconds in all and a round, and those of both iterations."""
    found: Clearing = clear(*given, alpha, beta)
    payments, rounds = in_rounds(*given, alpha, beta)
    for other in (payments, iterated(*given, alpha, beta)):
        difference = float(np.max(np.abs(found.payments - other) / np.maximum(other, 1e-300)))
        assert difference < ALLOWED, difference
    assert rounds == found.rounds
    runs: dict[str, Callable[..., object]] = {"ours": clear, "rounds": in_rounds, "payments": iterated}
    spent = fastest({name: partial(run, *given, alpha, beta) for name, run in runs.items()})
    failed = sum(map(len, found.defaults))
    print(
        f"{title}: {failed:,} of {found.payments.size:,} fail in {rounds} rounds\n"
        f"  {spent['ours']:.3f} s, {spent['ours'] / max(rounds, 1):.4f} s a round (aim 1)\n"
        f"  scipy.sparse, the same in rounds: {spent['rounds']:.3f} s, ratio {spent['rounds'] / spent['ours']:.1f};"
        f" payments alone, not who fails when: {spent['payments']:.3f} s, ratio {spent['payments'] / spent['ours']:.1f}"
    )


def growth() -> None:
    """Time for ever more firms and obligations of the same kind."""
    base = 0.0
    for times in (1, 2, 4, 8):
        given = network(times * FIRMS, times * OBLIGATIONS, means=0.3)
        rounds = clear(*given).rounds
        spent = fastest({"ours": partial(clear, *given)}, 3)["ours"] / rounds
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
