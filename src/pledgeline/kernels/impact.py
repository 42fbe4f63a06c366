"""What a forced sale does to its own price, and how many shares it takes to reach a goal.

Records of LOT come from `margin`; only ``price``, ``pledged``, ``weight``,
``volume`` and ``impact`` are read.
"""

from __future__ import annotations

import math
from typing import Any

from pledgeline.kernels.compiler import compiled, inlined

Record = Any  # one element of a record array: fields by attribute

SQUARE_ROOT, LINEAR = 0, 1  # impact laws


@compiled
def peak_impact(size: float, lot: Record, law: int) -> float:
    """Fall of the price at the end of a sale of ``size`` shares, as a fraction of it, at most 1."""
    ratio = size / lot.volume
    peak = lot.impact * (ratio if law == LINEAR else math.sqrt(ratio))
    return min(peak, 1.0)


@compiled
def sale_proceeds(size: float, lot: Record, law: int) -> float:
    """Money from selling ``size`` shares in one day at the average price after impact."""
    if size <= 0.0:
        return 0.0
    peak = peak_impact(size, lot, law)
    exponent = 1.0 if law == LINEAR else 0.5
    if peak < 1.0:
        return size * lot.price * (1.0 - peak / (1.0 + exponent))
    # past the size whose peak impact is the whole price, more shares bring nothing more
    ratio = 1.0 / lot.impact if law == LINEAR else 1.0 / (lot.impact * lot.impact)
    return ratio * lot.volume * lot.price * exponent / (1.0 + exponent)


@inlined
def size_for_proceeds(goal: float, lot: Record, cap: float, law: int) -> float:
    """Smallest sale that brings in ``goal``, which ``cap`` shares must be able to.

    Newton's method from below: proceeds are concave in the size, so it never overshoots.
    """
    size = goal / lot.price
    for _ in range(60):
        missing = goal - sale_proceeds(size, lot, law)
        slope = lot.price * (1.0 - peak_impact(size, lot, law))
        following = size + missing / slope if slope > 0.0 else cap
        if following <= size:
            break
        size = min(following, cap)
    return size


@inlined
def size_for_ltv(exposure: float, target: float, others: float, lot: Record, cap: float, law: int) -> float:
    """Smallest sale that brings the LTV, with the lot at its price after the peak impact, to ``target``.

    ``others`` is the value of the rest of the pool. Bisection; ``cap`` where that does not reach it.
    """
    low, high = 0.0, cap
    size = cap
    for _ in range(200):
        left = exposure - sale_proceeds(size, lot, law)
        mark = lot.price * (1.0 - peak_impact(size, lot, law))
        if left > target * (others + (lot.pledged - size) * lot.weight * mark):
            low = size
        else:
            high = size
        size = 0.5 * (low + high)
        if low == cap or size == low or size == high:  # noqa: PLR1714, SIM109 - a set does not compile
            break
    return high
