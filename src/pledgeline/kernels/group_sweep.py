"""The whole group over all paths: blocks of paths, chunk by chunk, every day of every path.

Each path sees the moves that the sweep of its loans sees. A day on which nothing falls due, no loan
is near a rung and no sale is under way leaves everything as it is but for prices, and is only measured.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.book import Book, Desk, Memory, Output, new_desk, new_memory
from pledgeline.kernels.close import break_lines, close_day
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, entry, inlined
from pledgeline.kernels.exponential import exponential
from pledgeline.kernels.group import group_day, open_day
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, Block, Factors, Floats, expand, move_on, new_block, start_block
from pledgeline.kernels.plan import Hold, Ledger, Now, Plan, new_hold, new_now
from pledgeline.kernels.rest import LOWEST, PEAK, measure_resting, new_mirror, reflect
from pledgeline.kernels.walk import reset


@inlined
def start_group(plan: Plan, hold: Hold, ledger: Ledger, output: Output, i: int, row: int) -> None:
    """Day 0 of one lane whose results go to ``row``."""
    for loan in range(plan.facilities.size):
        held = hold.facilities[i, loan]
        held.undrawn = plan.facilities[loan].undrawn
        held.kappa = 0.0
        held.due = plan.facilities[loan].due
        held.renewals = 0
        held.flag = 0
        outcome = output.outcomes[row, loan]
        outcome.call = NEVER
        outcome.failed_cure = NEVER
        outcome.close_out = NEVER
        outcome.loss_day = NEVER
        outcome.worst = math.nan
    for c in range(plan.credits.size):
        terms = plan.credits[c]
        owed = hold.credits[i, c]
        owed.balance = terms.balance
        owed.undrawn = terms.undrawn
        owed.accrued = 0.0
        owed.since = 0.0
        owed.due = terms.due
        owed.renewals = -1 if terms.term > 0 else 0
        owed.flag = 0
    for p in range(plan.stakes.size):
        stake = hold.stakes[i, p]
        stake.units = 1.0
        stake.mark = plan.stakes[p].value
        for k in range(hold.pending.shape[2]):
            hold.pending[i, p, k] = plan.stakes[p].value
    for k in range(plan.accounts.size):
        hold.cash[i, k] = plan.accounts[k].opening
        hold.rates[i, k] = plan.accounts[k].fx
    hold.purse[i] = plan.purse
    hold.ltv[i] = plan.opening_ltv
    for f in range(ledger.defaults.shape[1]):
        ledger.defaults[row, f] = NEVER
    for a in range(plan.spots.size):
        output.control[row, a] = NEVER
    path = ledger.paths[row]
    path.call = NEVER
    path.call_loan = NEVER
    path.failed_cure = NEVER
    path.gap = NEVER
    path.reported_normal = NEVER
    path.reported_ceiling = NEVER
    path.through_normal = NEVER
    path.through_ceiling = NEVER
    path.cover = NEVER
    path.unpaid = 0
    path.peak_ltv = -math.inf
    path.lowest_cash = math.inf


@compiled
def follow_stakes(plan: Plan, chunk: Floats, columns: int) -> None:
    """Add to each stake's own moves those of the names it follows, in place."""
    for p in range(plan.stakes.size):
        own = plan.stakes[p].factor
        for f in range(plan.betas.shape[1]):
            beta = plan.betas[p, f]
            if beta != 0.0:
                for j in range(CHUNK):
                    row = chunk[own, j]
                    other = chunk[f, j]
                    for k in range(columns):
                        row[k] += beta * other[k]


@compiled
def price_all(plan: Plan, book: Book, chunk: Floats, worth: Floats, columns: int) -> None:
    """Prices, values and rates of a chunk in the currency of the case; rates over those of day 0."""
    assets = plan.spots.size
    for n in range(assets + plan.stakes.size):
        if n < assets:
            factor = book.assets[n].factor
            money = book.assets[n].money
            spot = plan.spots[n]
        else:
            factor = plan.stakes[n - assets].factor
            money = plan.stakes[n - assets].money
            spot = plan.stakes[n - assets].value * plan.stakes[n - assets].fx
        for j in range(CHUNK):
            row = worth[n, j]
            move = chunk[factor, j]
            if money >= 0:
                rate = chunk[money, j]
                for k in range(columns):
                    row[k] = spot * exponential(move[k] + rate[k])
            else:
                for k in range(columns):
                    row[k] = spot * exponential(move[k])
    for m in range(plan.moneys.size):
        for j in range(CHUNK):
            row = worth[assets + plan.stakes.size + m, j]
            rate = chunk[plan.moneys[m], j]
            for k in range(columns):
                row[k] = exponential(rate[k])


@inlined
def _rest(
    plan: Plan, hold: Hold, ledger: Ledger, mirror: Floats, ltv: float, through: float, place: tuple[int, int, int]
) -> None:
    """The close of a day on which a group rested; ``place`` is row, day and lane."""
    row, day, i = place
    hold.ltv[i] = ltv
    mirror[PEAK, i] = max(mirror[PEAK, i], ltv)
    if max(ltv, through) > min(plan.policy[0], plan.policy[1]):
        break_lines(plan.policy, ledger.paths[row], day, ltv, through)


@compiled
def _begin(
    plan: Plan, book: Book, memory: Memory, hold: Hold, ledger: Ledger, output: Output, mirror: Floats,
    lanes: int, offset: int,
) -> None:  # fmt: skip
    """Day 0 of all lanes of a block; day 1 is stepped in full, and the first that the mirror sees."""
    reset(book, memory)
    for i in range(lanes):
        start_group(plan, hold, ledger, output, i, offset + i)
        mirror[PEAK, i] = -math.inf
        mirror[LOWEST, i] = math.inf


@compiled
def _step_lanes(
    plan: Plan, book: Book, memory: Memory, desk: Desk, hold: Hold, now: Now, ledger: Ledger, output: Output,
    chunk: Floats, mirror: Floats, levels: Floats, everyone: bool, place: tuple[int, int, int, int],
) -> None:  # fmt: skip
    """Step the lanes that do not rest through one day, and measure them; or ``everyone``.

    Those that rest have their LTVs in ``levels``, the others NaN. ``place`` is the row of the first lane, the number of
    lanes, the day, and the day of the chunk. All lanes in one call: it hands over five hundred words.
    """
    offset, lanes, day, j = place
    for i in range(lanes):
        row = offset + i
        if everyone or math.isnan(levels[0, i]):
            open_day(plan, book, now, row, day, j, i)
            group_day(plan, book, memory, desk, hold, now, ledger, output, chunk, (i, j, i))
            close_day(plan, book, memory, hold, now, ledger, output, output.slots[day], i)
            reflect(plan, book, memory, hold, ledger, mirror, row, day, i)
        else:
            _rest(plan, hold, ledger, mirror, levels[0, i], levels[1, i], (row, day, i))


@entry
def _sweep(
    factors: Factors,
    plan: Plan,
    book: Book,
    key: npt.NDArray[np.uint64],
    span: tuple[int, int, int],
    ledger: Ledger,
    output: Output,
    workspace: tuple[Block, Memory, Desk, Hold, Now, Floats, Floats],
) -> None:
    """The loop behind `sweep_group`, in a workspace of its own."""
    first, count, days = span
    block, memory, desk, hold, now, mirror, levels = workspace
    for offset in range(0, count, LANES):
        lanes = min(LANES, count - offset)
        first_path = first + offset
        start_block(factors, first_path, key, block)
        _begin(plan, book, memory, hold, ledger, output, mirror, lanes, offset)
        for number in range(-(-days // CHUNK)):
            start = number * CHUNK
            move_on(factors, first_path, number, key, block)
            for i in range(LANES):
                block.lanes[i] = i
            expand(factors, first_path, number, block.everyone.size, key, block)
            follow_stakes(plan, block.chunk, LANES)
            price_all(plan, book, block.chunk, now.worth, LANES)
            for j in range(min(CHUNK, days - start)):
                day = start + j + 1
                slot = output.slots[day]
                everyone = plan.dates[3, day] == 1 or (slot >= 0 and offset < ledger.recorded.shape[0])
                if not everyone:
                    measure_resting(plan, book, hold, mirror, now.worth, levels, day, j)
                _step_lanes(
                    plan, book, memory, desk, hold, now, ledger, output, block.chunk, mirror, levels, everyone,
                    (offset, lanes, day, j),
                )  # fmt: skip
        for i in range(lanes):
            path = ledger.paths[offset + i]
            path.peak_ltv = max(path.peak_ltv, mirror[PEAK, i])
            path.lowest_cash = min(path.lowest_cash, mirror[LOWEST, i])


def sweep_group(
    factors: Factors,
    plan: Plan,
    book: Book,
    key: npt.NDArray[np.uint64],
    span: tuple[int, int, int],
    ledger: Ledger,
    output: Output,
) -> None:
    """Simulate paths ``first .. first + count - 1`` for ``days`` days; ``span`` is (first, count, days).

    ``first`` is a multiple of LANES; ``ledger`` and ``output`` must come in as zeros, the LTV of
    ``output`` empty. Nothing is shared between calls but what they read. Cost: linear in paths, days and loans.
    """
    workspace = (
        new_block(factors),
        new_memory(book),
        new_desk(book),
        new_hold(plan),
        new_now(plan),
        new_mirror(plan, book),
        np.zeros((2, LANES)),
    )
    _sweep(factors, plan, book, key, span, ledger, output, workspace)
