"""The largest moves under an exponential and under a power law, and whether they can be told apart.

They mostly cannot, even with decades of daily closes: Heyde and Kou (2004).
Exponent: Hill (1975). Comparison of two laws of which neither contains the
other: Vuong (1989).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.fit_results import Tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARE = 0.05  # of the returns, on each side
FEWEST, MOST = 20, 250


def tails(returns: Floats) -> tuple[Tail, ...]:
    """The tail of falls and that of rises; none where a side has too few moves."""
    away = returns - float(np.median(returns))
    sides = (("down", -away), ("up", away))
    return tuple(tail for side, sizes in sides if (tail := _tail(side, sizes)) is not None)


def _tail(side: str, sizes: Floats) -> Tail | None:
    """One side; the threshold is the largest move that is not among the counted ones."""
    count = min(max(FEWEST, round(SHARE * len(sizes))), MOST)
    ordered = np.sort(sizes[sizes > 0.0])[::-1]
    if len(ordered) <= count:
        return None
    threshold, beyond = float(ordered[count]), ordered[:count]
    excess, ratios = beyond - threshold, np.log(beyond / threshold)
    if not (excess.mean() > 0.0 and threshold > 0.0):
        return None
    rate, exponent = 1.0 / float(excess.mean()), 1.0 / float(ratios.mean())
    exponential = math.log(rate) - rate * excess
    power = math.log(exponent / threshold) - (exponent + 1.0) * ratios
    lead = exponential - power
    spread = float(lead.std()) * math.sqrt(count)
    return Tail(
        side=side,
        count=count,
        threshold=threshold,
        rate=rate,
        rate_error=rate / math.sqrt(count),
        exponent=exponent,
        exponent_error=exponent / math.sqrt(count),
        lead=float(lead.sum()),
        z=float(lead.sum()) / spread if spread > 0.0 else 0.0,
    )
