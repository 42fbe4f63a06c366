"""All loans over all paths.

Blocks of 128 paths move chunk by chunk. A path whose loans can reach no rung of
their ladders within a chunk is *quiet* and skipped: a step would leave it as it
is. Other paths are expanded into days; those on which a rung is indeed reached
are stepped day by day, loan by loan, in order.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.book import Book, Desk, Memory, Output, Scratch, new_desk, new_memory
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.compiler import entry, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, PAD, Block, Factors, Ints, expand, move_on, new_block, start_block
from pledgeline.kernels.quiet import choose, measure
from pledgeline.kernels.walk import reset, walk


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


@inlined
def _holds_slot(slots: Ints, start: int, days: int) -> bool:
    """Whether a day of the chunk is recorded."""
    found = False
    for number in range(start + 1, min(start + CHUNK, days) + 1):
        found = found or slots[number] >= 0
    return found


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
            wanted = offset < output.ltv.shape[0] and _holds_slot(output.slots, start, days)
            everyone = measured or wanted or factors.uneven[number] != 0
            expanded = choose(factors, book, block, watch, scratch, number, everyone)
            columns = min(-(-expanded // PAD) * PAD, LANES)
            if expanded > 0:
                expand(factors, first_path, number, expanded, key, block)
                measure(book, chunk, rows, watch, start, columns)
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
                    walk(book, memory, desk, chunk, output, place, alone)
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
