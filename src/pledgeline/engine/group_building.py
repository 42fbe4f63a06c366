"""What a building programme does to the chance of a cash gap: without it, as planned, and as it may come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.executors import part_of
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.outlook import proportion
from pledgeline.engine.programmes import Gaps
from pledgeline.engine.what_if import funds_of
from pledgeline.kernels.codes import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.results import Estimate


def gap_chances(
    case: ResolvedCase, *, draws: Draws, workers: int, progress: Callable[[float], None] | None = None
) -> dict[str, Gaps]:
    """By programme that draws; the others go on as they may come. Nothing where the group cannot be followed."""
    if case.funds is None or not case.dates or not case.funds.building:
        return {}
    names, count = case.funds.building, draws.paths
    runs = 2 * len(names) + 1

    def sweep(of: ResolvedCase, number: int) -> Any:  # noqa: ANN401 - records of paths
        done = part_of(progress, number / runs, (number + 1) / runs)
        return simulate_group(of, paths=count, seed=draws.seed, workers=workers, recorded=0, done=done).paths

    def gap(paths: Any) -> Estimate:  # noqa: ANN401 - as above
        return proportion(int(np.count_nonzero(paths.gap != NEVER)), count)

    base, first = sweep(case, 0), len(case.funds.backed)
    return {
        name: Gaps(
            without=gap(sweep(without(case, name), 2 * number + 1)),
            planned=gap(sweep(as_planned(case, name), 2 * number + 2)),
            possible=gap(base),
            paid=proportion(int(np.count_nonzero(base.unpaid >> (first + number) & 1 == 0)), count),
        )
        for number, name in enumerate(names)
    }


def without(case: ResolvedCase, programme: str) -> ResolvedCase:
    """The case without the draws of a programme."""
    funds = funds_of(case)
    drawn = _slots(case, programme)
    return replace(case, funds=replace(funds, bills=tuple(bill for bill in funds.bills if bill.slot not in drawn)))


def as_planned(case: ResolvedCase, programme: str) -> ResolvedCase:
    """The case with the draws of a programme as planned, on every path."""
    funds = funds_of(case)
    drawn = _slots(case, programme)
    bills = (replace(bill, slot=-1) if bill.slot in drawn else bill for bill in funds.bills)
    return replace(
        case, funds=replace(funds, bills=tuple(bill for bill in bills if bill.slot >= 0 or bill.amount > 0.0))
    )


def _slots(case: ResolvedCase, programme: str) -> frozenset[int]:
    months = funds_of(case).months
    return frozenset(slot for slot, month in enumerate(months) if month.programme == programme)
