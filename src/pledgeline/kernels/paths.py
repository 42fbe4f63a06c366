"""Joint daily log prices of all factors, block by block and chunk by chunk.

A factor is a listed asset or a currency. A block is 64 paths, a chunk is eight
days: the buffers of a chunk stay in the cache. Every random number is a
function of (seed, path, day, factor), so a path is the same in any block order,
chunk or thread.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, entry, inlined
from pledgeline.kernels.normals import GROUP, LANES, fill_normals
from pledgeline.kernels.philox import philox

CHUNK = 8  # days; a multiple of GROUP

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# upper part of the third counter word: what the number is for; the lower part is the factor
DIFFUSION = 0
JUMP = 1 << 16
SCHEDULED = 2 << 16

NORMAL_JUMPS, DOUBLE_EXPONENTIAL_JUMPS = 0, 1


class Factors(NamedTuple):
    """The law of all factors, in days and log moves; `days` is padded to whole chunks.

    Shapes: F factors, D padded days, C jump clocks, E scheduled jumps.
    """

    volatility: Floats  # (F,) of one day
    drift: Floats  # (F, D) log drift of each day, compensation of jumps and shocks included
    mix: npt.NDArray[np.float32]  # (F, F) lower Cholesky factor of the correlations
    correlated: bool
    clock_rate: Floats  # (C,) jumps a day
    clock_kind: Ints  # (C,)
    clock_law: Floats  # (C, 3): mean, std, 0; or up probability, up rate, down rate
    loading: Floats  # (C, F) of each factor on the clock's log jump
    scheduled_day: Ints  # (E,)
    scheduled_factor: Ints  # (E,)
    scheduled_std: Floats  # (E,)


class Block(NamedTuple):
    """Working memory of one block of paths."""

    log_price: Floats  # (F, LANES) log of price over spot at the end of the chunk
    chunk: Floats  # (F, CHUNK, LANES) the same, day by day
    normals: npt.NDArray[np.float32]  # (F, CHUNK, LANES)
    words: npt.NDArray[np.uint32]  # (GROUP, LANES)
    next_jump: Floats  # (C, LANES) time of the next jump, in days
    jumps: npt.NDArray[np.uint64]  # (C, LANES) how many have been drawn


def new_block(factors: Factors) -> Block:
    """Working memory for one block."""
    count = factors.volatility.size
    clocks = factors.clock_rate.size
    return Block(
        np.zeros((count, LANES)),
        np.zeros((count, CHUNK, LANES)),
        np.zeros((count, CHUNK, LANES), np.float32),
        np.zeros((GROUP, LANES), np.uint32),
        np.zeros((clocks, LANES)),
        np.zeros((clocks, LANES), np.uint64),
    )


@compiled
def _jump_words(path: np.uint64, number: np.uint64, stream: int, key: npt.NDArray[np.uint64]) -> tuple[float, ...]:
    """Three uniforms in (0, 1) for one jump: the gap before it, and two for its size."""
    low = np.uint64(0xFFFFFFFF)
    w0, w1, w2, _ = philox(path & low, number, np.uint64(stream), path >> np.uint64(32), key[0], key[1])
    scale = 2.0**-32
    return (
        (np.float64(w0) + 0.5) * scale,
        (np.float64(w1) + 0.5) * scale,
        (np.float64(w2) + 0.5) * scale,
    )


@inlined
def _log_jump(kind: int, law: Floats, first: float, second: float) -> float:
    """The size of a jump from two uniforms."""
    if kind == NORMAL_JUMPS:
        return law[0] + law[1] * math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)
    if first < law[0]:
        return -math.log(second) / law[1]
    return math.log(second) / law[2]


@compiled
def start_block(factors: Factors, first_path: int, key: npt.NDArray[np.uint64], block: Block) -> None:
    """Set a block to day 0: log prices 0, the first jump of each clock drawn."""
    block.log_price[:] = 0.0
    for clock in range(factors.clock_rate.size):
        for i in range(LANES):
            block.jumps[clock, i] = np.uint64(0)
            gap, _, _ = _jump_words(np.uint64(first_path + i), np.uint64(0), JUMP + clock, key)
            block.next_jump[clock, i] = -math.log(gap) / factors.clock_rate[clock]


@inlined
def _shift(block: Block, f: int, day: int, i: int, size: float) -> None:
    """Move a log price from one day of the chunk on."""
    for j in range(day, CHUNK):
        block.chunk[f, j, i] += size
    block.log_price[f, i] += size


@inlined
def _add_jumps(
    factors: Factors, first_path: int, start: int, key: npt.NDArray[np.uint64], block: Block
) -> None:
    """Add the jumps that fall on the days of a chunk, to those days and all later ones."""
    end = float(start + CHUNK)
    for clock in range(factors.clock_rate.size):
        for i in range(LANES):
            while block.next_jump[clock, i] <= end:
                number = block.jumps[clock, i]
                path = np.uint64(first_path + i)
                _, first, second = _jump_words(path, number, JUMP + clock, key)
                size = _log_jump(factors.clock_kind[clock], factors.clock_law[clock], first, second)
                # a jump at time s is seen at the close of day ceil(s)
                day = max(int(math.ceil(block.next_jump[clock, i])) - 1 - start, 0)
                for f in range(factors.volatility.size):
                    _shift(block, f, day, i, factors.loading[clock, f] * size)
                number = number + np.uint64(1)
                gap, _, _ = _jump_words(path, number, JUMP + clock, key)
                block.jumps[clock, i] = number
                block.next_jump[clock, i] += -math.log(gap) / factors.clock_rate[clock]


@inlined
def _add_scheduled(
    factors: Factors, first_path: int, start: int, key: npt.NDArray[np.uint64], block: Block
) -> None:
    """Add the scheduled jumps of a chunk: log-normal factors with mean one."""
    for e in range(factors.scheduled_day.size):
        day = factors.scheduled_day[e] - 1 - start
        if 0 <= day < CHUNK:
            f = factors.scheduled_factor[e]
            std = factors.scheduled_std[e]
            number = np.uint64(factors.scheduled_day[e])
            for i in range(LANES):
                _, first, second = _jump_words(np.uint64(first_path + i), number, SCHEDULED + f, key)
                normal = math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)
                _shift(block, f, day, i, std * normal - 0.5 * std * std)


@compiled
def advance(factors: Factors, first_path: int, start: int, key: npt.NDArray[np.uint64], block: Block) -> None:
    """Simulate days ``start + 1 .. start + CHUNK`` of a block into ``block.chunk``.

    ``start`` is a multiple of CHUNK; chunks must be taken in order.
    """
    count = factors.volatility.size
    for f in range(count):
        for g in range(CHUNK // GROUP):
            fill_normals(
                np.uint64(first_path),
                np.uint64(start // GROUP + g),
                np.uint64(DIFFUSION + f),
                key,
                block.words,
                block.normals[f, GROUP * g : GROUP * (g + 1)],
            )
    if factors.correlated:
        _correlate(factors.mix, block.normals)
    for f in range(count):
        _accumulate(factors.volatility[f], factors.drift[f, start : start + CHUNK], block, f)
    if factors.clock_rate.size > 0:
        _add_jumps(factors, first_path, start, key, block)
    if factors.scheduled_day.size > 0:
        _add_scheduled(factors, first_path, start, key, block)


@inlined
def _accumulate(volatility: float, drift: Floats, block: Block, f: int) -> None:
    """Running sums of drift and diffusion of one factor; lanes outside, so that it vectorises over them."""
    log_price = block.log_price[f]
    normals = block.normals[f]
    chunk = block.chunk[f]
    for i in range(LANES):
        level = log_price[i]
        for j in range(CHUNK):
            level += drift[j] + volatility * np.float64(normals[j, i])
            chunk[j, i] = level
        log_price[i] = level


@inlined
def _correlate(mix: npt.NDArray[np.float32], normals: npt.NDArray[np.float32]) -> None:
    """Mix independent normals in place, the last factor first, so that none is read after it is written."""
    for f in range(mix.shape[0] - 1, -1, -1):
        for j in range(CHUNK):
            for i in range(LANES):
                normals[f, j, i] *= mix[f, f]
            for g in range(f):
                weight = mix[f, g]
                for i in range(LANES):
                    normals[f, j, i] += weight * normals[g, j, i]


@entry
def _trace(
    factors: Factors, path: int, days: int, key: npt.NDArray[np.uint64], block: Block, history: Floats
) -> None:
    """The loop behind `log_prices`."""
    lane = path % LANES
    first_path = path - lane
    start_block(factors, first_path, key, block)
    for start in range(0, days, CHUNK):
        advance(factors, first_path, start, key, block)
        for j in range(min(CHUNK, days - start)):
            for f in range(factors.volatility.size):
                history[f, start + j + 1] = block.chunk[f, j, lane]


def log_prices(factors: Factors, path: int, days: int, key: npt.NDArray[np.uint64]) -> Floats:
    """Log price over spot of one path, (F, days + 1), day 0 first: the path the sweep sees."""
    history = np.zeros((factors.volatility.size, days + 1))
    _trace(factors, path, days, key, new_block(factors), history)
    return history
