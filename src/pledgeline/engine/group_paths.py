"""Running the group: from a resolved case whose cash is known to what happened on all paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.executors import do_all
from pledgeline.engine.group_draws import draws_on_paths
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.recorded import recorded_days
from pledgeline.kernels.book import OUTCOME, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.group_sweep import sweep_group
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.plan import BOOK_LINES, PATH, Ledger

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedCase

RECORDED_PATHS = 8192  # paths whose cash, LTVs and books are kept
_PIECE = 2 * LANES  # paths in one piece of work


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOutcomes:
    """What happened on every path.

    Shapes: N paths, R recorded paths, T recorded days, L margin loans, C credits, A listed
    assets, B bills, S sources, Q quarters. Days are day numbers, or NEVER.
    """

    loans: tuple[str, ...]
    credits: tuple[str, ...]
    assets: tuple[str, ...]
    paths: Any  # (N,) records of PATH
    outcomes: Any  # (N, L) records of OUTCOME; `worst` is not measured
    control: npt.NDArray[np.int32]  # (N, A) day the stake fell under its threshold
    defaults: npt.NDArray[np.int32]  # (N, L + C)
    paid: npt.NDArray[np.int64]  # (B,) paths on which a bill was paid in full
    paid_by: npt.NDArray[np.float64]  # (B, S + 1, 2): sum and sum of squares of shares of the bill; last: unpaid
    recorded: npt.NDArray[np.float32]  # (R, T, 4): cash, LTV reported, looked through, NAV
    recorded_days: tuple[int, ...]
    books: npt.NDArray[np.float64]  # (R, Q, len(BOOK_LINES))
    quarters: tuple[tuple[str, dt.date, dt.date], ...]  # name, first and last date
    book_lines: tuple[str, ...] = BOOK_LINES


def simulate_group(
    case: ResolvedCase,
    *,
    paths: int,
    seed: int,
    workers: int,
    recorded: int = RECORDED_PATHS,
    done: Callable[[float], None] | None = None,
) -> GroupOutcomes:
    """Simulate ``paths`` paths of the whole group; the same numbers for any number of ``workers``.

    Raises ValueError for a case whose cash is not known.
    """
    packed = pack_group(case)
    plan, days, kept = packed.plan, recorded_days(case), min(recorded, paths)
    facilities = len(packed.loans) + len(packed.credits)
    bills, sources = plan.bills.size, plan.sources.size
    starts = range(0, paths, _PIECE)
    found = GroupOutcomes(
        loans=packed.loans,
        credits=packed.credits,
        assets=packed.assets,
        paths=np.zeros(paths, PATH).view(np.recarray),
        outcomes=np.zeros((paths, len(packed.loans)), OUTCOME).view(np.recarray),
        control=np.zeros((paths, len(packed.assets)), np.int32),
        defaults=np.zeros((paths, facilities), np.int32),
        paid=np.zeros(bills, np.int64),
        paid_by=np.zeros((bills, sources + 1, 2)),
        recorded=np.zeros((kept, len(days), 4), np.float32),
        recorded_days=days,
        books=np.zeros((kept, len(packed.quarters), len(BOOK_LINES))),
        quarters=packed.quarters,
    )
    # sums are kept by piece and added in their order, so that no thread can be seen in them
    paid = np.zeros((len(starts), bills), np.int64)
    paid_by = np.zeros((len(starts), bills, sources + 1, 2))
    slots = np.full(plan.dates.shape[1], -1, np.int64)
    slots[list(days)] = np.arange(len(days))
    key, called = key_of(seed), draws_on_paths(case, seed=seed)

    def work(first: int, count: int) -> None:
        rows, piece = slice(first, first + count), first // _PIECE
        ledger = Ledger(
            found.paths[rows],
            found.defaults[rows],
            paid[piece],
            paid_by[piece],
            found.recorded[rows],
            found.books[rows],
            called(first, count),
        )
        output = Output(found.outcomes[rows], found.control[rows], np.zeros((0, len(packed.loans), 0), "f4"), slots, 0)
        sweep_group(packed.factors, plan, packed.book, key, (first, count, packed.days), ledger, output)

    pieces = [(first, min(_PIECE, paths - first)) for first in starts]
    do_all(pieces, work, workers=workers, done=done)
    found.paid[:] = paid.sum(axis=0)
    found.paid_by[:] = paid_by.sum(axis=0)
    found.defaults[found.defaults > packed.days] = NEVER  # flagged for the day after the horizon
    return found
