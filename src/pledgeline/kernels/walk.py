"""Stepping the loans of one path, day by day and loan by loan, through an expanded chunk."""

from __future__ import annotations

import math

from pledgeline.kernels.book import Book, Desk, Memory, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import (
    CALL,
    CALLED,
    CLOSE_OUT,
    CLOSED,
    FAILED_CURE,
    SELLING,
    UNFINISHED,
    collateral_value,
    loan_to_value,
    step,
)
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, Floats
from pledgeline.kernels.quiet import guards, log_move


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
            book.terms[loan],
            book.accounts[loan],
            book.start[loan],
            book.start[loan],
            book.lots[loan],
            memory.pledged[0, loan],
        )
        for i in range(LANES):
            memory.watch[0, loan, i] = guard
            memory.watch[1, loan, i] = ceiling


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
def lay_out(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, number: int, j: int, column: int, i: int
) -> None:
    """Lay one loan of lane ``i`` out on the desk, at the prices of day ``j`` and ``column`` of the chunk."""
    account = book.accounts[loan]
    for k in range(account.pool_size):
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
    day.index = book.interest[loan, number]
    day.fx = fx
    day.cash = memory.cash[i] / fx
    day.purse = day.cash
    desk.flows[0] = desk.flows[1]  # the second record stays zero


@inlined
def put_back(book: Book, memory: Memory, desk: Desk, loan: int, i: int) -> None:
    """Put a loan back that has been stepped on the desk; what happened stands in ``desk.flows`` and ``desk.lots``."""
    for k in range(book.accounts[loan].pool_size):
        lot = desk.lots[loan, k]
        memory.shares[1, i, lot.asset] -= lot.sold - desk.sold[lot.asset]
        memory.shares[0, i, lot.asset] = lot.free
        memory.pledged[i, loan, k] = lot.pledged
        desk.sold[lot.asset] = lot.sold
    day = desk.day[0]
    if day.cash != day.purse:  # an unused purse keeps its bits whatever the exchange rate
        memory.cash[i] = day.cash * day.fx


@inlined
def step_loan(
    book: Book, memory: Memory, desk: Desk, chunk: Floats, loan: int, number: int, j: int, column: int, i: int
) -> None:
    """One day of one loan on lane ``i``: laid out on the desk, stepped, and put back."""
    lay_out(book, memory, desk, chunk, loan, number, j, column, i)
    size = book.accounts[loan].pool_size
    step(book.terms[loan], memory.state[i, loan], desk.lots[loan, :size], desk.day[0], desk.flows[0])
    put_back(book, memory, desk, loan, i)


@inlined
def _guards_of(book: Book, memory: Memory, loan: int, i: int) -> tuple[float, float]:
    """The guards of a loan in its present state."""
    return guards(
        book.terms[loan],
        book.accounts[loan],
        book.start[loan],
        memory.state[i, loan],
        book.lots[loan],
        memory.pledged[i, loan],
    )


@inlined
def _watch_again(book: Book, memory: Memory, loan: int, i: int) -> None:
    """Set the guards of a loan whose state may have changed; a called loan is looked at in every chunk."""
    guard, ceiling = _guards_of(book, memory, loan, i)
    if memory.state[i, loan].status == CALLED:
        guard = math.inf
        ceiling = -math.inf
    memory.watch[0, loan, i] = guard
    memory.watch[1, loan, i] = ceiling


@inlined
def _note_control(book: Book, memory: Memory, output: Output, row: int, number: int, i: int) -> None:
    """Write down the day on which a stake has fallen under its threshold."""
    for a in range(book.assets.size):
        control = book.assets[a].control
        if control > 0.0 and output.control[row, a] == NEVER and memory.shares[1, i, a] < control:
            output.control[row, a] = number


@compiled
def walk(
    book: Book,
    memory: Memory,
    desk: Desk,
    chunk: Floats,
    output: Output,
    place: tuple[int, int, int, int, int],
    alone: bool,
) -> None:
    """Step one path through the days of a chunk.

    ``place`` is the row of the output, the day before the chunk, the last day, the
    column and the lane. In a book of one loan on one asset in its own currency
    (``alone``) only the days that do something are stepped.
    """
    row, start, last, column, i = place
    asset = book.assets[book.lots[0, 0].asset]
    guard, ceiling = _guards_of(book, memory, 0, i)
    for j in range(min(CHUNK, last - start)):
        number = start + j + 1
        slot = output.slots[number] if row < output.ltv.shape[0] else -1
        if alone and slot < 0:
            state = memory.state[i, 0]
            c = chunk[asset.factor, j, column] + book.offset[0, number]
            waiting = state.status < CALLED or (state.status == CALLED and number < state.deadline)
            if waiting and c > guard and c < ceiling:
                continue
        for a in range(book.assets.size):
            desk.sold[a] = 0.0
        for loan in range(book.terms.size):
            state = memory.state[i, loan]
            if state.status < CLOSED:
                step_loan(book, memory, desk, chunk, loan, number, j, column, i)
                record_flows(output.outcomes[row, loan], desk.flows[0], number)
                if slot >= 0 and state.status < SELLING:
                    value = collateral_value(desk.lots[loan, : book.accounts[loan].pool_size])
                    exposure = state.units * book.interest[loan, number] - state.deposit
                    output.ltv[row, loan, slot] = loan_to_value(exposure, value)
        _note_control(book, memory, output, row, number, i)
        if alone and desk.flows[0].events != 0:
            guard, ceiling = _guards_of(book, memory, 0, i)
    for loan in range(book.terms.size):
        _watch_again(book, memory, loan, i)
