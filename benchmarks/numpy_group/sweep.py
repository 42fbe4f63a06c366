"""The group of `group_case` in NumPy, all paths of a block at once, day by day: what the sweep is measured against.

Written from docs/models/group.md, as somebody at home in NumPy would write it. What every path needs every day
is one product of matrices, one exponential and some thirty passes over contiguous buffers; what happens to few
paths (calls, sales, bills that cash does not pay) is done for those rows alone. Interest accrues through
deterministic indices, so that no balance is touched on a day on which nothing happens to it. Money may be of
single precision: what a source can pay in full leaves exactly nothing unpaid.

It knows what that case needs: one currency, diffusions, loans on one asset with interest paid and no deposit, no
or full recourse, recourse debts. It refuses other cases. It keeps less than the sweep does: first days, gaps,
and what was paid in time; no books, fans or control.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from benchmarks.numpy_group.bills import pay_bills
from benchmarks.numpy_group.close import close
from benchmarks.numpy_group.loans import act_on_defaults, spread_defaults, step_loans
from benchmarks.numpy_group.market import keep_values, mark, move, receive
from benchmarks.numpy_group.state import State
from benchmarks.numpy_group.terms import Array, Terms
from benchmarks.numpy_group.waterfall import sell_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.resolved import ResolvedCase

Fill: TypeAlias = "Callable[[Array], object]"  # puts standard normals into a buffer

PATHS_AT_ONCE = 8192  # the fastest of 2,048 to 32,768


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDays:
    """First days or NEVER, gaps in money, and which commitments were paid. Shapes: N paths, B commitments."""

    call: Array  # (N,)
    failed_cure: Array
    close_out: Array
    gap: Array
    gap_first: Array  # (N,) of the first day with a gap
    gap_total: Array
    breach: Array  # (5, N) in the order of LINES
    paid: Array  # (B, N)
    cash: Array  # (N,) at the end


def numpy_group(
    case: ResolvedCase,
    *,
    paths: int,
    seed: int,
    at_once: int = PATHS_AT_ONCE,
    precision: type = np.float32,
) -> GroupDays:
    """Simulate ``paths`` paths in blocks of ``at_once``; the numbers depend on the size of the blocks."""
    generator = np.random.Generator(np.random.SFC64(seed))
    terms = Terms(case, precision)

    def fill(out: Array) -> None:
        generator.standard_normal(out=out, dtype=precision)

    found = [follow(terms, min(at_once, paths - first), fill) for first in range(0, paths, at_once)]
    names = GroupDays.__dataclass_fields__
    return GroupDays(**{name: np.concatenate([getattr(block, name) for block in found], axis=-1) for name in names})


def follow(terms: Terms, paths: int, fill: Fill) -> GroupDays:
    """One block of paths from day 1 to the horizon; ``fill`` is asked once a day for (assets, paths) normals."""
    state = State(terms, paths)
    keep_values(state, 0)
    close(state, 0)
    for day in range(1, terms.days + 1):
        move(state, day, fill)
        act_on_defaults(state, day)
        mark(state, day)
        receive(state, day)
        claims = step_loans(state, day)
        sell_ahead(state, day)
        pay_bills(state, day, claims)
        spread_defaults(state)
        close(state, day)
    return GroupDays(
        **state.first_day,
        gap_first=state.gap_first,
        gap_total=state.gap_total,
        breach=state.breach,
        paid=state.paid,
        cash=state.cash,
    )
