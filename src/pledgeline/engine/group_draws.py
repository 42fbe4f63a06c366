"""What building programmes call for on the paths of the group, month by month.

The dates are fixed, the amounts are not: each month of each programme is a bill with a slot, and here is what stands in
the slots, as planned or on each path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.pack_programmes import pack_programmes
from pledgeline.engine.programme_draws import called

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedGroup

Floats = npt.NDArray[np.float64]


def planned_draws(funds: ResolvedGroup) -> Floats:
    """What the programmes call for if all goes as planned, by slot; in the currency of the case."""
    return np.array([month.planned for month in funds.months], np.float64)


def draws_on_paths(case: ResolvedCase, *, seed: int) -> Callable[[int, int], Floats]:
    """What the programmes call for on paths ``first .. first + count - 1``: (first, count) to (count, slots)."""
    months = case.funds.months if case.funds is not None else ()
    if not months:
        return lambda _first, count: np.zeros((count, 0))
    packed = pack_programmes(case)  # of a case cut short the first months only, as no other falls due
    return lambda first, count: called(packed, seed=seed, first=first, count=count)
