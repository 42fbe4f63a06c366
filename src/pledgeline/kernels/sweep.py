"""All loans over all paths.

Blocks of 64 paths advance chunk by chunk. A path whose loans can reach no rung
of their ladders within a chunk is *quiet* and skipped: a step would leave it as
it is. Any other path is stepped day by day, loan by loan, in order.

The test of quiet uses the log coverage of the collateral as pledged at the
start, ``c = log(V / exposure)``: one subtraction per day where the pool holds
one asset. What cures and prepayments changed since is a bound on the ratio of
the true LTV to ``exp(-c)``, kept per path and loan as a guard.
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
from pledgeline.kernels.paths import CHUNK, Block, Factors, Floats, Ints, advance, new_block, start_block

_MARGIN = 1e-9  # of a log ratio: far above rounding, far below anything that matters

# one loan beside its TERMS: where its currency is, and what the test of quiet needs
ACCOUNT = np.dtype(
    [
        ("pool_size", "i8"),
        ("money", "i8"),  # factor of the loan's currency, or -1
        ("fx", "f8"),  # worth of one unit of it today, currency of the case
        ("top_index", "f8"),  # largest interest index up to the horizon
        ("value", "f8"),  # of the collateral today, after haircuts
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
        ("worst", "f4"),  # lowest log coverage, collateral as at the start
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
    cash: float  # for cures, currency of the case


class Output(NamedTuple):
    """Where the results of some paths go; the first row is path ``first``."""

    outcomes: Record  # (paths, L) OUTCOME
    control: npt.NDArray[np.int32]  # (paths, A) day the stake fell under its threshold
    ltv: npt.NDArray[np.float32]  # (recorded paths, L, slots); NaN where the loan is no longer open
    slots: Ints  # (D + 1,) slot of a recorded day, else -1


class Memory(NamedTuple):
    """State of one block of paths, lane by lane."""

    state: Record  # (LANES, L) STATE
    pledged: Floats  # (LANES, L, K)
    shares: Floats  # (2, LANES, A): free; free and pledged
    cash: Floats  # (LANES,)
    guards: Floats  # (2, L, LANES): look closer at or below the first log coverage, at or above the second
    range: Floats  # (2, L, LANES): lowest and highest log coverage in the chunk


class Scratch(NamedTuple):
    """Buffers of one block."""

    rows: Floats  # (CHUNK, LANES)
    look: npt.NDArray[np.uint8]  # (LANES,)
    worst: Floats  # (L, LANES)


class Desk(NamedTuple):
    """Scratch of one step: the pool, the day and the flows of one loan on one path."""

    lots: Record  # (L, K) LOT
    day: Record  # (1,) DAY
    flows: Record  # (1,) FLOWS
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
        np.zeros((2, loans, LANES)),
        np.zeros((2, loans, LANES)),
    )


def new_desk(book: Book) -> Desk:
    """Scratch for one sweep."""
    return Desk(book.lots.copy(), np.zeros(1, DAY).view(np.recarray), np.zeros(1, FLOWS).view(np.recarray), np.zeros(book.assets.size))


@compiled
def reset(book: Book, memory: Memory) -> None:
    """Day 0 for all lanes."""
    for i in range(LANES):
        memory.cash[i] = book.cash
        for a in range(book.assets.size):
            memory.shares[0, i, a] = book.assets[a].free
            memory.shares[1, i, a] = book.assets[a].free
        for loan in range(book.terms.size):
            memory.state[i, loan] = book.start[loan]
            for k in range(book.accounts[loan].pool_size):
                memory.pledged[i, loan, k] = book.lots[loan, k].pledged
                memory.shares[1, i, book.lots[loan, k].asset] += book.lots[loan, k].pledged
    for loan in range(book.terms.size):
        for i in range(LANES):
            set_guards(book, memory, loan, i)


@compiled
def set_guards(book: Book, memory: Memory, loan: int, i: int) -> None:
    """The log coverages, as pledged at the start, between which this loan needs no look."""
    state = memory.state[i, loan]
    guard = math.inf
    ceiling = -math.inf
    if state.status >= CLOSED:
        guard = -math.inf
        ceiling = math.inf
    elif state.status < CALLED:
        terms = book.terms[loan]
        start = book.start[loan]
        most = 0.0
        least = math.inf
        for index in (1.0, book.accounts[loan].top_index):
            before = start.units * index - start.deposit
            now = max(state.units * index - state.deposit, 0.0)
            ratio = now / before if before > 0.0 else math.inf
            most = max(most, ratio)
            least = min(least, ratio)
        fewest = math.inf
        largest = 0.0
        for k in range(book.accounts[loan].pool_size):
            ratio = memory.pledged[i, loan, k] / book.lots[loan, k].pledged
            fewest = min(fewest, ratio)
            largest = max(largest, ratio)
        if most <= 0.0:
            guard = -math.inf
        elif fewest > 0.0 and most < math.inf:
            guard = math.log(most / fewest / terms.call) + _MARGIN
        if terms.release <= 0.0:
            ceiling = math.inf
        elif least > 0.0 and largest > 0.0:
            ceiling = math.log(least / largest / terms.release) - _MARGIN
    memory.guards[0, loan, i] = guard
    memory.guards[1, loan, i] = ceiling


@inlined
def log_move(chunk: Floats, factor: int, money: int, loan_money: int, j: int, i: int) -> float:
    """Log of an asset's price in the currency of a loan, over the same today."""
    move = chunk[factor, j, i]
    if money >= 0:
        move += chunk[money, j, i]
    if loan_money >= 0:
        move -= chunk[loan_money, j, i]
    return move


@inlined
def _range_of_rows(rows: Floats, offset: Floats, low: Floats, high: Floats) -> None:
    """Lowest and highest of ``rows`` (CHUNK, LANES) plus ``offset`` (CHUNK,), lane by lane; NaN is passed over."""
    for i in range(LANES):
        lowest = math.inf
        highest = -math.inf
        for j in range(CHUNK):
            c = rows[j, i] + offset[j]
            lowest = c if c < lowest else lowest
            highest = c if c > highest else highest
        low[i] = lowest
        high[i] = highest


@inlined
def _pool_rows(book: Book, chunk: Floats, loan: int, rows: Floats) -> None:
    """Log of the value of a pool over its value today, into ``rows`` (CHUNK, LANES)."""
    account = book.accounts[loan]
    for j in range(CHUNK):
        for i in range(LANES):
            value = 0.0
            for k in range(account.pool_size):
                lot = book.lots[loan, k]
                asset = book.assets[lot.asset]
                move = log_move(chunk, asset.factor, asset.money, account.money, j, i)
                value += lot.pledged * lot.weight * lot.spot * math.exp(move)
            rows[j, i] = math.log(value / account.value)


@inlined
def _coverage(book: Book, chunk: Floats, rows: Floats, memory: Memory, loan: int, start: int) -> None:
    """Lowest and highest log coverage of a loan within the chunk, all lanes."""
    account = book.accounts[loan]
    asset = book.assets[book.lots[loan, 0].asset]
    source = rows
    if account.pool_size > 1:
        _pool_rows(book, chunk, loan, rows)
    elif asset.money < 0 and account.money < 0:
        source = chunk[asset.factor]
    else:
        for j in range(CHUNK):
            for i in range(LANES):
                rows[j, i] = log_move(chunk, asset.factor, asset.money, account.money, j, i)
    offset = book.offset[loan, start + 1 : start + 1 + CHUNK]
    _range_of_rows(source, offset, memory.range[0, loan], memory.range[1, loan])


@inlined
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
def clear_flows(flows: Record) -> None:
    """Set a flows record to zeros."""
    flows.events = 0
    flows.ltv = 0.0
    flows.cash_need = 0.0
    flows.shares_need = 0.0
    flows.paid = 0.0
    flows.deposited = 0.0
    flows.proceeds = 0.0
    flows.returned = 0.0
    flows.recourse = 0.0
    flows.owed = 0.0
    flows.loss = 0.0


@compiled
def lay_out(book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, j: int, i: int) -> float:
    """Put one loan of lane ``i`` on the desk, at the prices of day ``j`` of the chunk; returns today's fx."""
    account = book.accounts[loan]
    for k in range(account.pool_size):
        lot = desk.lots[loan, k]
        asset = book.assets[lot.asset]
        lot.price = lot.spot * math.exp(log_move(chunk, asset.factor, asset.money, account.money, j, i))
        lot.pledged = memory.pledged[i, loan, k]
        lot.free = memory.shares[0, i, lot.asset]
        lot.sold = desk.sold[lot.asset]
        lot.moved = 0.0
    fx = account.fx
    if account.money >= 0:
        fx *= math.exp(chunk[account.money, j, i])
    desk.day[0].cash = memory.cash[i] / fx
    return fx


@inlined
def take_back(book: Book, memory: Memory, desk: Desk, loan: int, i: int) -> None:
    """Enter what the step did to shares into the state of lane ``i``."""
    for k in range(book.accounts[loan].pool_size):
        lot = desk.lots[loan, k]
        memory.shares[1, i, lot.asset] -= lot.sold - desk.sold[lot.asset]
        memory.pledged[i, loan, k] = lot.pledged
        memory.shares[0, i, lot.asset] = lot.free
        desk.sold[lot.asset] = lot.sold


@inlined
def step_loan(book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, number: int, j: int, i: int) -> None:
    """One day of one loan on lane ``i``; what happened stands in ``desk.flows`` and ``desk.lots``."""
    fx = lay_out(book, memory, desk, chunk, loan, j, i)
    day = desk.day[0]
    day.number = number
    day.index = book.index[loan, number]
    before = day.cash
    clear_flows(desk.flows[0])
    size = book.accounts[loan].pool_size
    step(book.terms[loan], memory.state[i, loan], desk.lots[loan, :size], day, desk.flows[0])
    take_back(book, memory, desk, loan, i)
    if day.cash != before:  # an unused purse keeps its bits whatever the exchange rate
        memory.cash[i] = day.cash * fx


@inlined
def open_ltv(book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, number: int, j: int, i: int) -> float:
    """LTV at the end of the day; NaN where the loan is being sold out or has ended."""
    state = memory.state[i, loan]
    if state.status >= SELLING or number > book.terms[loan].maturity:
        return math.nan
    lay_out(book, memory, desk, chunk, loan, j, i)
    value = collateral_value(desk.lots[loan, : book.accounts[loan].pool_size])
    return loan_to_value(state.units * book.index[loan, number] - state.deposit, value)


@compiled
def _walk_chunk(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, output: Output, row: int, start: int, last: int, i: int
) -> None:
    """Step one path through the days of a chunk."""
    loans = book.terms.size
    for j in range(min(CHUNK, last - start)):
        number = start + j + 1
        for a in range(book.assets.size):
            desk.sold[a] = 0.0
        for loan in range(loans):
            if memory.state[i, loan].status < CLOSED:
                step_loan(book, memory, desk, chunk, loan, number, j, i)
                record_flows(output.outcomes[row, loan], desk.flows[0], number)
        for a in range(book.assets.size):
            if output.control[row, a] == NEVER and memory.shares[1, i, a] < book.assets[a].control:
                output.control[row, a] = number
        slot = output.slots[number]
        if slot >= 0 and row < output.ltv.shape[0]:
            for loan in range(loans):
                output.ltv[row, loan, slot] = open_ltv(book, memory, desk, chunk, loan, number, j, i)
    for loan in range(loans):
        set_guards(book, memory, loan, i)


@inlined
def _look(memory: Memory, look: npt.NDArray[np.uint8]) -> int:
    """Mark the lanes that are not quiet in this chunk; returns how many."""
    for i in range(LANES):
        look[i] = np.uint8(0)
    for loan in range(memory.guards.shape[1]):
        low = memory.range[0, loan]
        high = memory.range[1, loan]
        guard = memory.guards[0, loan]
        ceiling = memory.guards[1, loan]
        for i in range(LANES):
            look[i] |= np.uint8(low[i] <= guard[i]) | np.uint8(high[i] >= ceiling[i])
    count = 0
    for i in range(LANES):
        count += np.int64(look[i])
    return count


@inlined
def _start_rows(output: Output, first: int, lanes: int) -> None:
    """Nothing has happened yet on the paths of a block."""
    for row in range(first, first + lanes):
        for a in range(output.control.shape[1]):
            output.control[row, a] = NEVER
        for loan in range(output.outcomes.shape[1]):
            outcome = output.outcomes[row, loan]
            outcome.call = NEVER
            outcome.failed_cure = NEVER
            outcome.close_out = NEVER
            outcome.loss_day = NEVER


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
    rows, look, worst = scratch
    loans = book.terms.size
    for offset in range(0, count, LANES):
        lanes = min(LANES, count - offset)
        first_path = first + offset
        start_block(factors, first_path, key, block)
        reset(book, memory)
        _start_rows(output, offset, lanes)
        worst[:] = math.inf
        for start in range(0, days, CHUNK):
            advance(factors, first_path, start, key, block)
            for loan in range(loans):
                _coverage(book, chunk, rows, memory, loan, start)
                for i in range(LANES):
                    worst[loan, i] = min(worst[loan, i], memory.range[0, loan, i])
            wanted = False
            if offset < output.ltv.shape[0]:
                for j in range(min(CHUNK, days - start)):
                    wanted = wanted or output.slots[start + j + 1] >= 0
            if _look(memory, look) > 0 or wanted:
                for i in range(lanes):
                    if look[i] != 0 or (wanted and offset + i < output.ltv.shape[0]):
                        _walk_chunk(book, memory, desk, chunk, output, offset + i, start, days, i)
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
    scratch = Scratch(np.zeros((CHUNK, LANES)), np.zeros(LANES, np.uint8), np.zeros((loans, LANES)))
    workspace = (new_block(factors), new_memory(book), new_desk(book), scratch)
    _sweep(factors, book, key, first, count, days, output, workspace)
