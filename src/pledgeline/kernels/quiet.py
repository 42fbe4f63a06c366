"""Which paths need a closer look: the test of quiet, and the coverage of those that are expanded.

The test uses the log coverage of the collateral as pledged at the start,
``c = log(V / exposure)``. What cures and prepayments changed since is a bound
on the ratio of the true LTV to ``exp(-c)``, kept per path and loan as a guard.
Between two ends a and b above the guard, a Brownian bridge of variance v goes
under it with probability ``exp(-2 a b / v)``; below 1e-12 the chunk counts as
quiet, which leaves less than 1e-9 of any probability unseen over 30 years.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.book import Book, Scratch
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import CALLED, CLOSED, SELLING
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, Block, Factors, Floats

_MARGIN = 1e-9  # of a log ratio: far above rounding, far below anything that matters
_UNSEEN = -math.log(1e-12) / 2  # a b / v above which a bridge is taken not to cross


@compiled
def guards(
    terms: Record, account: Record, start: Record, state: Record, lots: Record, pledged: Floats
) -> tuple[float, float]:
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
            lowest = min(lowest, c)
            highest = max(highest, c)
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
def measure(book: Book, chunk: Floats, rows: Floats, watch: Floats, start: int, columns: int) -> None:
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
def choose(
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
    count = np.int64(0)  # not a literal, for which `expand` would be compiled a second time
    for word in range(LANES // 8):
        if scratch.words[word] != 0:  # eight lanes at a glance
            for i in range(8 * word, 8 * word + 8):
                if look[i] != 0:
                    block.lanes[count] = i
                    count += 1
    return int(count)
