"""All loans over all paths.

Blocks of 128 paths move chunk by chunk. A path whose loans can reach no rung of
their ladders within a chunk is *quiet* and skipped: a step would leave it as it
is. Other paths are expanded into days; those on which a rung is indeed reached
are stepped day by day, loan by loan, in order.

The test of quiet uses the log coverage of the collateral as pledged at the
start, ``c = log(V / exposure)``. What cures and prepayments changed since is a
bound on the ratio of the true LTV to ``exp(-c)``, kept per path and loan as a
guard. Between two ends a and b above the guard, a Brownian bridge of variance v
goes under it with probability ``exp(-2 a b / v)``; below 1e-12 the chunk counts
as quiet, which leaves less than 1e-9 of any probability unseen over 30 years.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, entry, inlined
from pledgeline.kernels.margin import (
    CALL,
    CALLED,
    CLOSE_OUT,
    CLOSED,
    DAY,
    FAILED_CURE,
    FLOWS,
    LOT,
    SELLING,
    STATE,
    UNFINISHED,
    Record,
    collateral_value,
    loan_to_value,
    step,
)
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, PAD, Block, Factors, Floats, Ints, expand, move_on, new_block, start_block

_MARGIN = 1e-9  # of a log ratio: far above rounding, far below anything that matters
_UNSEEN = -math.log(1e-12) / 2  # a b / v above which a bridge is taken not to cross

# one loan beside its TERMS: where its currency is, and what the test of quiet needs
ACCOUNT = np.dtype(
    [
        ("pool_size", "i8"),
        ("money", "i8"),  # factor of the loan's currency, or -1
        ("fx", "f8"),  # worth of one unit of it today, currency of the case
        ("top_index", "f8"),  # largest interest index up to the horizon
        ("value", "f8"),  # of the collateral today, after haircuts
        ("variance", "f8"),  # of the diffusion of the log coverage over a chunk; for a pool of one asset
    ]
)

# one asset; its price follows `factor`, its currency `money` or none (-1)
ASSET = np.dtype(
    [
        ("factor", "i8"),
        ("money", "i8"),
        ("free", "f8"),  # shares on day 0
        ("control", "f8"),  # shares under which control is lost; 0 where there is no such threshold
    ]
)

# what one loan did on one path; days are day numbers or NEVER, money is of the loan
OUTCOME = np.dtype(
    [
        ("call", "i4"),
        ("failed_cure", "i4"),
        ("close_out", "i4"),
        ("loss_day", "i4"),
        ("unfinished", "i4"),
        ("worst", "f4"),  # lowest log coverage, collateral as at the start; NaN where not measured
        ("cash_need", "f8"),  # at the first call
        ("shares_need", "f8"),
        ("loss", "f8"),
        ("recourse", "f8"),  # paid and owed under recourse or guarantee
    ]
)


class Book(NamedTuple):
    """All loans and what they share. Shapes: L loans, A assets, K largest pool, D padded days."""

    terms: Record  # (L,) TERMS
    accounts: Record  # (L,) ACCOUNT
    start: Record  # (L,) STATE on day 0
    lots: Record  # (L, K) LOT on day 0, in the order of the pool
    assets: Record  # (A,) ASSET
    index: Floats  # (L, D + 1) interest index by day
    offset: Floats  # (L, D + 1) log of (value today / exposure) with nothing done; NaN once matured
    reach: Floats  # (2, L, N) its lowest and highest within each chunk; +inf and -inf once matured
    cash: float  # for cures, currency of the case


class Output(NamedTuple):
    """Where the results of some paths go; the first row is path ``first``."""

    outcomes: Record  # (paths, L) OUTCOME
    control: npt.NDArray[np.int32]  # (paths, A) day the stake fell under its threshold
    ltv: npt.NDArray[np.float32]  # (recorded paths, L, slots); NaN where the loan is no longer open
    slots: Ints  # (D + 1,) slot of a recorded day, else -1
    measured: int  # paths, from the first row on, whose lowest coverage is wanted


class Memory(NamedTuple):
    """State of one block of paths, lane by lane."""

    state: Record  # (LANES, L) STATE
    pledged: Floats  # (LANES, L, K)
    shares: Floats  # (2, LANES, A): free; free and pledged
    cash: Floats  # (LANES,)
    watch: Floats  # (4, L, LANES) log coverages: look closer at or below the first, at or above the second;
    # the lowest and the highest in the chunk


class Scratch(NamedTuple):
    """Buffers of one block."""

    rows: Floats  # (CHUNK, LANES)
    look: npt.NDArray[np.uint8]  # (LANES,) 1 where a path is to be expanded
    words: npt.NDArray[np.uint64]  # (LANES / 8,) the same memory
    worst: Floats  # (L, LANES)


class Desk(NamedTuple):
    """Scratch of one step: the pool, the day and the flows of one loan on one path."""

    lots: Record  # (L, K) LOT
    day: Record  # (1,) DAY
    flows: Record  # (2,) FLOWS: of the step; zeros
    sold: Floats  # (A,) today


def new_memory(book: Book) -> Memory:
    """State for one block."""
    loans, pool = book.lots.shape
    assets = book.assets.size
    return Memory(
        np.zeros((LANES, loans), STATE).view(np.recarray),
        np.zeros((LANES, loans, pool)),
        np.zeros((2, LANES, assets)),
        np.zeros(LANES),
        np.zeros((4, loans, LANES)),
    )


def new_desk(book: Book) -> Desk:
    """Scratch for one sweep."""
    return Desk(book.lots.copy(), np.zeros(1, DAY).view(np.recarray), np.zeros(2, FLOWS).view(np.recarray), np.zeros(book.assets.size))


@compiled
def guards(terms: Record, account: Record, start: Record, state: Record, lots: Record, pledged: Floats) -> tuple[float, float]:
    """The log coverages, as pledged at the start, between which a step does nothing: at or below, at or above.

    ``lots`` (K,) are those of day 0, ``pledged`` (K,) the shares now. Of a called
    loan this holds before its deadline, when only the close-out LTV counts.
    """
    if state.status >= CLOSED:
        return -math.inf, math.inf
    if state.status == SELLING:
        return math.inf, -math.inf
    most = 0.0
    least = math.inf
    for index in (1.0, account.top_index):
        before = start.units * index - start.deposit
        now = max(state.units * index - state.deposit, 0.0)
        ratio = now / before if before > 0.0 else math.inf
        most = max(most, ratio)
        least = min(least, ratio)
    fewest = math.inf
    largest = 0.0
    for k in range(account.pool_size):
        ratio = pledged[k] / lots[k].pledged
        fewest = min(fewest, ratio)
        largest = max(largest, ratio)
    guard = math.inf
    level = terms.call if state.status < CALLED else terms.close_out
    if most <= 0.0:
        guard = -math.inf
    elif fewest > 0.0 and most < math.inf:
        guard = math.log(most / fewest / level) + _MARGIN
    ceiling = -math.inf
    if terms.release <= 0.0 or state.status == CALLED:
        ceiling = math.inf
    elif least > 0.0 and largest > 0.0:
        ceiling = math.log(least / largest / terms.release) - _MARGIN
    return guard, ceiling


@compiled
def reset(book: Book, memory: Memory) -> None:
    """Day 0 for all lanes."""
    loans = book.terms.size
    for i in range(LANES):
        memory.cash[i] = book.cash
        for a in range(book.assets.size):
            memory.shares[0, i, a] = book.assets[a].free
            memory.shares[1, i, a] = book.assets[a].free
        for loan in range(loans):
            memory.state[i, loan] = book.start[loan]
            for k in range(book.accounts[loan].pool_size):
                lot = book.lots[loan, k]
                memory.pledged[i, loan, k] = lot.pledged
                memory.shares[1, i, lot.asset] += lot.pledged
    for loan in range(loans):
        guard, ceiling = guards(
            book.terms[loan], book.accounts[loan], book.start[loan], book.start[loan], book.lots[loan],
            memory.pledged[0, loan],
        )
        for i in range(LANES):
            memory.watch[0, loan, i] = guard
            memory.watch[1, loan, i] = ceiling


@inlined
def log_move(chunk: Floats, factor: int, money: int, loan_money: int, j: int, column: int) -> float:
    """Log of an asset's price in the currency of a loan, over the same today."""
    move = chunk[factor, j, column]
    if money >= 0:
        move += chunk[money, j, column]
    if loan_money >= 0:
        move -= chunk[loan_money, j, column]
    return move


@compiled
def _coverage(account: Record, lots: Record, assets: Record, chunk: Floats, rows: Floats, columns: int) -> None:
    """Log of the value of a pool over its value today, into ``rows`` (CHUNK, LANES), by column."""
    for j in range(CHUNK):
        for k in range(columns):
            value = 0.0
            move = 0.0
            for n in range(account.pool_size):
                lot = lots[n]
                asset = assets[lot.asset]
                move = log_move(chunk, asset.factor, asset.money, account.money, j, k)
                if account.pool_size > 1:
                    value += lot.pledged * lot.weight * lot.spot * math.exp(move)
            rows[j, k] = math.log(value / account.value) if account.pool_size > 1 else move


@compiled
def _range_of_rows(rows: Floats, offset: Floats, low: Floats, high: Floats, columns: int) -> None:
    """Lowest and highest of ``rows`` (CHUNK, LANES) plus ``offset`` (CHUNK,), by column; NaN is passed over."""
    for k in range(columns):
        lowest = math.inf
        highest = -math.inf
        for j in range(CHUNK):
            c = rows[j, k] + offset[j]
            lowest = c if c < lowest else lowest
            highest = c if c > highest else highest
        low[k] = lowest
        high[k] = highest


@compiled
def _not_quiet(
    account: Record,
    asset: Record,
    block: Block,
    reach: Floats,
    watch: Floats,
    heights: Floats,
    look: npt.NDArray[np.uint8],
    releases: bool,
) -> None:
    """Mark in ``look`` (LANES,) the paths on which one loan may reach a rung within the chunk.

    ``reach`` (2,) is the lowest and highest offset of the chunk, ``watch`` (4, LANES)
    holds the guards, ``heights`` is scratch.
    """
    start = block.start[asset.factor]
    end = block.end[asset.factor]
    distance = _UNSEEN * account.variance
    guard = watch[0]
    ceiling = watch[1]
    lowest = reach[0]
    highest = reach[1]
    if account.pool_size > 1:  # a pool is looked at while it can still do something
        for i in range(LANES):
            look[i] |= np.uint8(guard[i] != -math.inf)
        return
    if asset.money >= 0 or account.money >= 0:
        start, end = heights[0], heights[1]
        for i in range(LANES):
            start[i] = block.start[asset.factor, i]
            end[i] = block.end[asset.factor, i]
            if asset.money >= 0:
                start[i] += block.start[asset.money, i]
                end[i] += block.end[asset.money, i]
            if account.money >= 0:
                start[i] -= block.start[account.money, i]
                end[i] -= block.end[account.money, i]
    # a NaN, from guards and offsets that are both infinite, is not quiet
    for i in range(LANES):
        a = start[i] + lowest - guard[i]
        b = end[i] + lowest - guard[i]
        look[i] |= np.uint8(not ((a > 0.0) & (b > 0.0) & (a * b > distance)))
    if releases:
        for i in range(LANES):
            a = ceiling[i] - (start[i] + highest)
            b = ceiling[i] - (end[i] + highest)
            look[i] |= np.uint8(not ((a > 0.0) & (b > 0.0) & (a * b > distance)))


@inlined
def _measure(book: Book, chunk: Floats, rows: Floats, watch: Floats, start: int, columns: int) -> None:
    """Lowest and highest log coverage of every loan within an expanded chunk, by column, into ``watch[2:]``."""
    for loan in range(book.terms.size):
        account = book.accounts[loan]
        asset = book.assets[book.lots[loan, 0].asset]
        source = rows
        if account.pool_size == 1 and asset.money < 0 and account.money < 0:
            source = chunk[asset.factor]
        else:
            _coverage(account, book.lots[loan], book.assets, chunk, rows, columns)
        offset = book.offset[loan, start + 1 : start + 1 + CHUNK]
        _range_of_rows(source, offset, watch[2, loan], watch[3, loan], columns)


@inlined
def _choose(
    factors: Factors, book: Book, block: Block, watch: Floats, scratch: Scratch, number: int, everyone: bool
) -> int:
    """Put the paths to expand in chunk ``number`` into ``block.lanes``; returns how many."""
    look = scratch.look
    for i in range(LANES):
        look[i] = np.uint8(everyone)
    if not everyone:
        for loan in range(book.terms.size):
            _not_quiet(
                book.accounts[loan],
                book.assets[book.lots[loan, 0].asset],
                block,
                book.reach[:, loan, number],
                watch[:, loan],
                scratch.rows,
                look,
                book.terms[loan].release > 0.0,
            )
        last = float((number + 1) * CHUNK)
        for clock in range(factors.clock_rate.size):
            next_jump = block.next_jump[clock]
            for i in range(LANES):
                look[i] |= np.uint8(next_jump[i] <= last)
    count = 0
    for word in range(LANES // 8):
        if scratch.words[word] != 0:  # eight lanes at a glance
            for i in range(8 * word, 8 * word + 8):
                if look[i] != 0:
                    block.lanes[count] = i
                    count += 1
    return count


@compiled
def record_flows(outcome: Record, flows: Record, day: int) -> None:
    """Enter one day's flows into the outcome of the path."""
    if flows.events & CALL != 0 and outcome.call == NEVER:
        outcome.call = day
        outcome.cash_need = flows.cash_need
        outcome.shares_need = flows.shares_need
    if flows.events & FAILED_CURE != 0 and outcome.failed_cure == NEVER:
        outcome.failed_cure = day
    if flows.events & CLOSE_OUT != 0 and outcome.close_out == NEVER:
        outcome.close_out = day
    if flows.loss > 0.0 and outcome.loss_day == NEVER:
        outcome.loss_day = day
    if flows.events & UNFINISHED != 0:
        outcome.unfinished = 1
    outcome.loss += flows.loss
    outcome.recourse += flows.recourse + flows.owed


@inlined
def step_loan(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, number: int, j: int, column: int, i: int
) -> None:
    """One day of one loan on lane ``i``, at the prices of day ``j`` and ``column`` of the chunk.

    The loan is laid out on the desk, stepped, and put back; what happened stands
    in ``desk.flows`` and ``desk.lots``.
    """
    account = book.accounts[loan]
    size = account.pool_size
    for k in range(size):
        lot = desk.lots[loan, k]
        asset = book.assets[lot.asset]
        lot.price = lot.spot * math.exp(log_move(chunk, asset.factor, asset.money, account.money, j, column))
        lot.pledged = memory.pledged[i, loan, k]
        lot.free = memory.shares[0, i, lot.asset]
        lot.sold = desk.sold[lot.asset]
        lot.moved = 0.0
    fx = account.fx
    if account.money >= 0:
        fx *= math.exp(chunk[account.money, j, column])
    day = desk.day[0]
    day.number = number
    day.index = book.index[loan, number]
    day.cash = memory.cash[i] / fx
    before = day.cash
    desk.flows[0] = desk.flows[1]  # the second record stays zero
    step(book.terms[loan], memory.state[i, loan], desk.lots[loan, :size], day, desk.flows[0])
    for k in range(size):
        lot = desk.lots[loan, k]
        memory.shares[1, i, lot.asset] -= lot.sold - desk.sold[lot.asset]
        memory.shares[0, i, lot.asset] = lot.free
        memory.pledged[i, loan, k] = lot.pledged
        desk.sold[lot.asset] = lot.sold
    if day.cash != before:  # an unused purse keeps its bits whatever the exchange rate
        memory.cash[i] = day.cash * fx


@inlined
def _watch_again(book: Book, memory: Memory, loan: int, i: int) -> None:
    """Set the guards of a loan whose state may have changed; a called or selling loan is looked at in every chunk."""
    state = memory.state[i, loan]
    guard, ceiling = guards(
        book.terms[loan], book.accounts[loan], book.start[loan], state, book.lots[loan], memory.pledged[i, loan]
    )
    if state.status == CALLED:
        guard = math.inf
        ceiling = -math.inf
    memory.watch[0, loan, i] = guard
    memory.watch[1, loan, i] = ceiling


@compiled
def _walk_one(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, output: Output, place: tuple[int, int, int, int, int]
) -> None:
    """`_walk` for a book of one loan on one asset in its own currency: steps only on days that do something.

    ``place`` is the row of the output, the day before the chunk, the last day, the column and the lane.
    """
    row, start, last, column, i = place
    state = memory.state[i, 0]
    account = book.accounts[0]
    asset = book.assets[book.lots[0, 0].asset]
    guard, ceiling = guards(book.terms[0], account, book.start[0], state, book.lots[0], memory.pledged[i, 0])
    desk.sold[0] = 0.0
    for j in range(min(CHUNK, last - start)):
        number = start + j + 1
        c = chunk[asset.factor, j, column] + book.offset[0, number]
        waiting = state.status < CALLED or (state.status == CALLED and number < state.deadline)
        if waiting and c > guard and c < ceiling:
            continue
        step_loan(book, memory, desk, chunk, 0, number, j, column, i)
        flows = desk.flows[0]
        if flows.events != 0:
            record_flows(output.outcomes[row, 0], flows, number)
            if desk.sold[0] > 0.0:
                desk.sold[0] = 0.0
                _note_control(book, memory, output, row, number, i)
            guard, ceiling = guards(book.terms[0], account, book.start[0], state, book.lots[0], memory.pledged[i, 0])
        if state.status >= CLOSED:
            break
    _watch_again(book, memory, 0, i)


@inlined
def _note_control(book: Book, memory: Memory, output: Output, row: int, number: int, i: int) -> None:
    """Write down the day on which a stake has fallen under its threshold."""
    for a in range(book.assets.size):
        control = book.assets[a].control
        if control > 0.0 and output.control[row, a] == NEVER and memory.shares[1, i, a] < control:
            output.control[row, a] = number


@compiled
def _walk(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, output: Output, place: tuple[int, int, int, int, int]
) -> None:
    """Step one path through the days of a chunk.

    ``place`` is the row of the output, the day before the chunk, the last day, the column and the lane.
    """
    row, start, last, column, i = place
    loans = book.terms.size
    for j in range(min(CHUNK, last - start)):
        number = start + j + 1
        slot = output.slots[number] if row < output.ltv.shape[0] else -1
        for a in range(book.assets.size):
            desk.sold[a] = 0.0
        for loan in range(loans):
            state = memory.state[i, loan]
            if state.status < CLOSED:
                step_loan(book, memory, desk, chunk, loan, number, j, column, i)
                record_flows(output.outcomes[row, loan], desk.flows[0], number)
                if slot >= 0 and state.status < SELLING:
                    value = collateral_value(desk.lots[loan, : book.accounts[loan].pool_size])
                    exposure = state.units * book.index[loan, number] - state.deposit
                    output.ltv[row, loan, slot] = loan_to_value(exposure, value)
        _note_control(book, memory, output, row, number, i)
    for loan in range(loans):
        _watch_again(book, memory, loan, i)


@inlined
def _start_rows(outcomes: Record, control: npt.NDArray[np.int32], first: int, lanes: int) -> None:
    """Nothing has happened yet on the paths of a block."""
    for row in range(first, first + lanes):
        control[row, :] = NEVER
        for loan in range(outcomes.shape[1]):
            outcome = outcomes[row, loan]
            outcome.call = NEVER
            outcome.failed_cure = NEVER
            outcome.close_out = NEVER
            outcome.loss_day = NEVER
            outcome.worst = math.nan


@entry
def _sweep(
    factors: Factors,
    book: Book,
    key: npt.NDArray[np.uint64],
    first: int,
    count: int,
    days: int,
    output: Output,
    workspace: tuple[Block, Memory, Desk, Scratch],
) -> None:
    """The loop behind `sweep`, in a workspace of its own."""
    block, memory, desk, scratch = workspace
    chunk = block.chunk
    watch = memory.watch
    rows = scratch.rows
    worst = scratch.worst
    loans = book.terms.size
    first_asset = book.assets[book.lots[0, 0].asset]
    alone = loans == 1 and book.accounts[0].pool_size == 1 and first_asset.money < 0 and book.accounts[0].money < 0
    for offset in range(0, count, LANES):
        lanes = min(LANES, count - offset)
        first_path = first + offset
        measured = offset < output.measured
        start_block(factors, first_path, key, block)
        reset(book, memory)
        _start_rows(output.outcomes, output.control, offset, lanes)
        worst[:] = math.inf
        for number in range(-(-days // CHUNK)):
            start = number * CHUNK
            move_on(factors, first_path, number, key, block)
            wanted = False
            if offset < output.ltv.shape[0]:
                for j in range(min(CHUNK, days - start)):
                    wanted = wanted or output.slots[start + j + 1] >= 0
            everyone = measured or wanted or factors.uneven[number] != 0
            expanded = _choose(factors, book, block, watch, scratch, number, everyone)
            columns = min(-(-expanded // PAD) * PAD, LANES)
            if expanded > 0:
                expand(factors, first_path, number, expanded, key, block)
            if expanded > 0:
                _measure(book, chunk, rows, watch, start, columns)
            if measured:
                for loan in range(loans):
                    for i in range(LANES):
                        worst[loan, i] = min(worst[loan, i], watch[2, loan, i])
            for column in range(expanded):
                i = block.lanes[column]
                near = wanted and offset + i < output.ltv.shape[0]
                for loan in range(loans):
                    near = near or watch[2, loan, column] <= watch[0, loan, i]
                    near = near or watch[3, loan, column] >= watch[1, loan, i]
                if near and i < lanes:
                    place = (offset + i, start, days, column, i)
                    if alone and offset + i >= output.ltv.shape[0]:
                        _walk_one(book, memory, desk, chunk, output, place)
                    else:
                        _walk(book, memory, desk, chunk, output, place)
        if measured:
            for i in range(lanes):
                for loan in range(loans):
                    output.outcomes[offset + i, loan].worst = worst[loan, i]


def sweep(
    factors: Factors, book: Book, key: npt.NDArray[np.uint64], first: int, count: int, days: int, output: Output
) -> None:
    """Simulate paths ``first .. first + count - 1`` for ``days`` days into ``output``.

    ``first`` is a multiple of LANES; a last block that is not full is simulated
    whole and only its first lanes are written. ``output`` must come in as zeros.
    Nothing is shared between calls but what they read, so threads may split the
    paths. Cost: linear in paths and days.
    """
    loans = book.terms.size
    look = np.zeros(LANES, np.uint8)
    scratch = Scratch(np.zeros((CHUNK, LANES)), look, look.view(np.uint64), np.zeros((loans, LANES)))
    workspace = (new_block(factors), new_memory(book), new_desk(book), scratch)
    _sweep(factors, book, key, first, count, days, output, workspace)
