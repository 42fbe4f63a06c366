"""How far the Wiener-Hopf answers of 300 random laws lie from cutting, against the error that they state.

Volatilities of 7% to 120%, growth of -30% to 30%, up to 20 jumps a year, 40 to
1,000 dates, barriers at 20% to 98% of the price. Nothing is timed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.passage import first_passage, hit_probabilities
from pledgeline.market.dynamics import GBM, Dynamics, Kou, Merton

if TYPE_CHECKING:
    from collections.abc import Callable

LAWS = 300


def drawn(draw: np.random.Generator) -> Dynamics:
    """One law."""
    volatility, growth, rate = draw.uniform(0.1, 1.2), draw.uniform(-0.3, 0.3), draw.uniform(0, 20)
    kind = draw.integers(3)
    if kind == 0:
        return GBM(growth=growth, volatility=volatility)
    if kind == 1:
        mean, std = draw.uniform(-0.2, 0.1), draw.uniform(0.01, 0.2)
        return Merton(growth=growth, volatility=0.7 * volatility, jump_rate=rate, jump_mean=mean, jump_std=std)
    up, down = draw.uniform(3, 40), draw.uniform(2, 40)
    return Kou(
        growth=growth,
        volatility=0.7 * volatility,
        jump_rate=rate,
        up_probability=draw.random(),
        up_rate=up,
        down_rate=down,
    )


def report(write: Callable[[str], object]) -> None:
    """Compare, and write what was found."""
    draw = np.random.default_rng(0)
    gaps, broken, quick = [], 0, 0
    for _ in range(LAWS):
        law, dates, barrier = drawn(draw), int(draw.integers(40, 1000)), float(draw.uniform(0.2, 0.98))
        found = hit_probabilities(law, barriers=np.array([barrier]), dates=dates)
        if found.method != "wiener-hopf":
            continue
        quick += 1
        truth = first_passage(law, barrier=barrier, dates=dates, error=1e-12)
        gaps.append(abs(float(found.probability[0]) - float(truth.probability[-1])))
        broken += gaps[-1] > found.error + truth.error
    write(f"{quick} of {LAWS} by Wiener-Hopf, the others fell back to cutting\n")
    median, high = np.quantile(gaps, [0.5, 0.95])
    write(f"distance from cutting: median {median:.0e}, 95% {high:.0e}, most {max(gaps):.0e}\n")
    write(f"further away than stated: {broken}\n")


if __name__ == "__main__":
    report(sys.stdout.write)
