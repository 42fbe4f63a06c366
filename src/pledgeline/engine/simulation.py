"""Running the sweep: from a resolved case to the outcomes of all paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.executors import do_all
from pledgeline.engine.pack import Packed, key_of, pack
from pledgeline.engine.recorded import recorded_days
from pledgeline.kernels.book import OUTCOME, Output
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedCase

RECORDED_PATHS = 8192  # paths whose LTV is kept for the fan
MEASURED_PATHS = 32_768  # paths whose lowest coverage is kept for the heatmap
_PIECE = 64 * LANES  # paths in one piece of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What happened on every path. Shapes: N paths, L loans, A assets, T recorded days, R recorded paths."""

    packed: Packed
    outcomes: Any  # (N, L) records of OUTCOME
    control: npt.NDArray[np.int32]  # (N, A) day the stake fell under its threshold, or NEVER
    ltv: npt.NDArray[np.float32]  # (R, L, T) LTV, NaN where the loan is no longer open
    recorded_days: tuple[int, ...]  # day numbers of T


def simulate_paths(
    case: ResolvedCase,
    *,
    paths: int,
    seed: int,
    workers: int,
    recorded: int = RECORDED_PATHS,
    measured: int = MEASURED_PATHS,
    done: Callable[[float], None] | None = None,
) -> Outcomes:
    """Simulate ``paths`` paths of all margin loans; the same numbers for any number of ``workers``."""
    packed = pack(case)
    loans, assets = len(packed.loans), len(packed.assets)
    days = recorded_days(case)
    kept = min(recorded, paths)
    found = Outcomes(
        packed=packed,
        outcomes=np.zeros((paths, loans), OUTCOME).view(np.recarray),
        control=np.zeros((paths, assets), np.int32),
        ltv=np.full((kept, loans, len(days)), np.nan, np.float32),
        recorded_days=days,
    )
    slots = np.full(packed.book.interest.shape[1], -1, np.int64)
    slots[list(days)] = np.arange(len(days))
    key = key_of(seed)

    def work(first: int, count: int) -> None:
        rows = slice(first, first + count)
        output = Output(
            found.outcomes[rows], found.control[rows], found.ltv[rows], slots, min(max(measured - first, 0), count)
        )
        sweep(packed.factors, packed.book, key, first, count, packed.days, output)

    pieces = [(first, min(_PIECE, paths - first)) for first in range(0, paths, _PIECE)]
    do_all(pieces, work, workers=workers, done=done)
    return found
