"""Joint daily log prices of all factors, block by block and chunk by chunk.

A factor is a listed asset or a currency. A block is 128 paths, a chunk is eight
days. The eight normals of a chunk are drawn in another basis, Haar's: the first
is the move over the whole chunk, the others say how it is spread over the days.
So a block can be moved by a chunk for an eighth of the work, and only paths
that may reach a trigger within it are `expand`-ed into days. The days are the
same whether anybody looked or not: every random number is a function of (seed,
path, chunk or day, factor).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, entry, inlined
from pledgeline.kernels.normals import GROUP, LANES, fill_normals
from pledgeline.kernels.philox import philox

CHUNK = 8  # days
PAD = 16  # expanded paths are counted in multiples of this, so that no vector loop has a remainder

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# upper part of the third counter word: what the number is for; the lower part is the factor
COARSE = 0
FINE = 1 << 16
JUMP = 2 << 16
SCHEDULED = 3 << 16

NORMAL_JUMPS, DOUBLE_EXPONENTIAL_JUMPS = 0, 1

_HALF = np.float32(math.sqrt(0.5))
_ROOT = math.sqrt(CHUNK)


class Factors(NamedTuple):
    """The law of all factors, in days and log moves; days are padded to whole chunks.

    Shapes: F factors, D padded days, N = D / CHUNK chunks, C jump clocks, E scheduled jumps.
    """

    volatility: Floats  # (F,) of one day
    drift: Floats  # (F, D) log drift of each day, compensation of jumps and shocks included
    chunk_drift: Floats  # (F, N) its sum over each chunk
    uneven: npt.NDArray[np.uint8]  # (N,) 1 where the drift changes or a jump is scheduled within the chunk
    mix: Singles  # (F, F) lower Cholesky factor of the correlations
    correlated: bool
    clock_stream: Ints  # (C,) number of the clock's random stream
    clock_rate: Floats  # (C,) jumps a day
    clock_kind: Ints  # (C,)
    clock_law: Floats  # (C, 3): mean, std, 0; or up probability, up rate, down rate
    loading: Floats  # (C, F) of each factor on the clock's log jump
    scheduled_day: Ints  # (E,)
    scheduled_factor: Ints  # (E,)
    scheduled_std: Floats  # (E,)


class Block(NamedTuple):
    """Working memory of one block of paths. Columns k are the expanded ones, path ``lanes[k]`` of the block."""

    start: Floats  # (F, LANES) log of price over spot where the chunk begins
    end: Floats  # (F, LANES) and where it ends
    coarse: Singles  # (F, GROUP, LANES) normals of four chunks
    lanes: Ints  # (LANES,)
    everyone: Ints  # (LANES,) 0, 1, 2, ...
    chunk: Floats  # (F, CHUNK, LANES) log of price over spot day by day, by column
    normals: Singles  # (F, CHUNK, LANES) by column
    words: npt.NDArray[np.uint32]  # (GROUP, LANES)
    next_jump: Floats  # (C, LANES) time of the next jump, in days
    jumps: npt.NDArray[np.uint64]  # (C, LANES) how many have been drawn


def new_block(factors: Factors) -> Block:
    """Working memory for one block."""
    count = factors.volatility.size
    clocks = factors.clock_rate.size
    return Block(
        np.zeros((count, LANES)),
        np.zeros((count, LANES)),
        np.zeros((count, GROUP, LANES), np.float32),
        np.zeros(LANES, np.int64),
        np.arange(LANES),
        np.zeros((count, CHUNK, LANES)),
        np.zeros((count, CHUNK, LANES), np.float32),
        np.zeros((GROUP, LANES), np.uint32),
        np.zeros((clocks, LANES)),
        np.zeros((clocks, LANES), np.uint64),
    )


@compiled
def _uniforms(path: int, number: np.uint64, stream: int, key: npt.NDArray[np.uint64]) -> tuple[float, float, float]:
    """Three uniforms in (0, 1) for one jump: the gap before it, and two for its size."""
    low = np.uint64(0xFFFFFFFF)
    counter = np.uint64(path)
    w0, w1, w2, _ = philox(counter & low, number, np.uint64(stream), counter >> np.uint64(32), key[0], key[1])
    scale = 2.0**-32
    return (np.float64(w0) + 0.5) * scale, (np.float64(w1) + 0.5) * scale, (np.float64(w2) + 0.5) * scale


@inlined
def _normal(first: float, second: float) -> float:
    """A normal from two uniforms, with library functions: jumps are too few to need speed."""
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


@inlined
def _log_jump(kind: int, law: Floats, first: float, second: float) -> float:
    """The size of a jump from two uniforms."""
    if kind == NORMAL_JUMPS:
        return law[0] + law[1] * _normal(first, second)
    if first < law[0]:
        return -math.log(second) / law[1]
    return math.log(second) / law[2]


@compiled
def start_block(factors: Factors, first_path: int, key: npt.NDArray[np.uint64], block: Block) -> None:
    """Set a block to day 0: log prices 0, the first jump of each clock drawn."""
    for f in range(factors.volatility.size):
        for i in range(LANES):
            block.end[f, i] = 0.0
    for clock in range(factors.clock_rate.size):
        for i in range(LANES):
            block.jumps[clock, i] = np.uint64(0)
            gap, _, _ = _uniforms(first_path + i, np.uint64(0), JUMP + factors.clock_stream[clock], key)
            block.next_jump[clock, i] = -math.log(gap) / factors.clock_rate[clock]


@compiled
def _correlate(mix: Singles, normals: Singles) -> None:
    """Mix independent normals (F, rows, LANES) in place, the last factor first: none is read after it is written."""
    for f in range(mix.shape[0] - 1, -1, -1):
        for j in range(normals.shape[1]):
            for i in range(LANES):
                normals[f, j, i] *= mix[f, f]
            for g in range(f):
                weight = mix[f, g]
                for i in range(LANES):
                    normals[f, j, i] += weight * normals[g, j, i]


@compiled
def move_on(factors: Factors, first_path: int, number: int, key: npt.NDArray[np.uint64], block: Block) -> None:
    """Move all paths of a block over chunk ``number`` (from 0, in order), jumps left out."""
    for f in range(factors.volatility.size):
        if number % GROUP == 0:
            fill_normals(
                first_path,
                block.everyone,
                block.everyone.size,  # a constant here would compile the callee a second time
                number // GROUP,
                COARSE + f,
                key,
                block.words,
                block.coarse[f],
            )
    if factors.correlated and number % GROUP == 0:
        _correlate(factors.mix, block.coarse)
    for f in range(factors.volatility.size):
        drift = factors.chunk_drift[f, number]
        scale = factors.volatility[f] * _ROOT
        start = block.start[f]
        end = block.end[f]
        coarse = block.coarse[f, number % GROUP]
        for i in range(LANES):
            start[i] = end[i]
            end[i] = start[i] + (drift + scale * np.float64(coarse[i]))


@inlined
def _spread(coarse: Singles, fine: Singles, columns: int) -> None:
    """Haar's basis back to days: ``coarse`` (LANES,) and seven rows of ``fine`` become eight rows of ``fine``."""
    for k in range(columns):
        mean = coarse[k]
        a = (mean + fine[0, k]) * _HALF
        b = (mean - fine[0, k]) * _HALF
        c0 = (a + fine[1, k]) * _HALF
        c1 = (a - fine[1, k]) * _HALF
        c2 = (b + fine[2, k]) * _HALF
        c3 = (b - fine[2, k]) * _HALF
        n3 = fine[3, k]
        n4 = fine[4, k]
        n5 = fine[5, k]
        n6 = fine[6, k]
        fine[0, k] = (c0 + n3) * _HALF
        fine[1, k] = (c0 - n3) * _HALF
        fine[2, k] = (c1 + n4) * _HALF
        fine[3, k] = (c1 - n4) * _HALF
        fine[4, k] = (c2 + n5) * _HALF
        fine[5, k] = (c2 - n5) * _HALF
        fine[6, k] = (c3 + n6) * _HALF
        fine[7, k] = (c3 - n6) * _HALF


@inlined
def _add_jumps(
    factors: Factors, first_path: int, number: int, count: int, key: npt.NDArray[np.uint64], block: Block
) -> None:
    """Add the jumps of a chunk to the expanded paths, on their days and all later ones."""
    start = number * CHUNK
    for clock in range(factors.clock_rate.size):
        for k in range(count):
            i = block.lanes[k]
            while block.next_jump[clock, i] <= start + CHUNK:
                drawn = block.jumps[clock, i]
                _, first, second = _uniforms(first_path + i, drawn, JUMP + factors.clock_stream[clock], key)
                size = _log_jump(factors.clock_kind[clock], factors.clock_law[clock], first, second)
                # a jump at time s is seen at the close of day ceil(s)
                day = max(int(math.ceil(block.next_jump[clock, i])) - 1 - start, 0)  # noqa: RUF046 - a float when compiled
                for f in range(factors.volatility.size):
                    move = factors.loading[clock, f] * size
                    block.end[f, i] += move
                    for j in range(day, CHUNK):
                        block.chunk[f, j, k] += move
                drawn += np.uint64(1)
                gap, _, _ = _uniforms(first_path + i, drawn, JUMP + factors.clock_stream[clock], key)
                block.jumps[clock, i] = drawn
                block.next_jump[clock, i] += -math.log(gap) / factors.clock_rate[clock]


@inlined
def _add_scheduled(
    factors: Factors, first_path: int, number: int, count: int, key: npt.NDArray[np.uint64], block: Block
) -> None:
    """Add the scheduled jumps of a chunk to the expanded paths: log-normal factors with mean one."""
    for e in range(factors.scheduled_day.size):
        day = factors.scheduled_day[e] - 1 - number * CHUNK
        if 0 <= day < CHUNK:
            f = factors.scheduled_factor[e]
            std = factors.scheduled_std[e]
            for k in range(count):
                i = block.lanes[k]
                event = np.uint64(factors.scheduled_day[e])
                _, first, second = _uniforms(first_path + i, event, SCHEDULED + f, key)
                move = std * _normal(first, second) - 0.5 * std * std
                block.end[f, i] += move
                for j in range(day, CHUNK):
                    block.chunk[f, j, k] += move


@compiled
def expand(
    factors: Factors, first_path: int, number: int, count: int, key: npt.NDArray[np.uint64], block: Block
) -> None:
    """Fill ``block.chunk`` with the days of chunk ``number`` for the paths ``block.lanes[:count]``, jumps and all.

    Every path with a jump in the chunk must be among them, and all paths where a
    jump is scheduled: here is where jumps enter ``block.end``.
    """
    columns = min(-(-count // PAD) * PAD, LANES)
    for k in range(count, columns):
        block.lanes[k] = block.lanes[0]
    for f in range(factors.volatility.size):
        for half in range(2):
            fill_normals(
                first_path,
                block.lanes,
                columns,
                2 * number + half,
                FINE + f,
                key,
                block.words,
                block.normals[f, GROUP * half : GROUP * (half + 1)],
            )
    if factors.correlated:
        _correlate(factors.mix, block.normals)
    for f in range(factors.volatility.size):
        normals = block.normals[f]
        first = block.chunk[f, 0]
        last = block.chunk[f, CHUNK - 1]
        gathered = normals[CHUNK - 1]  # the eighth normal of the two counters is not needed
        for k in range(columns):
            gathered[k] = block.coarse[f, number % GROUP, block.lanes[k]]
            first[k] = block.start[f, block.lanes[k]]
            last[k] = block.end[f, block.lanes[k]]
        _spread(gathered, normals, columns)
        volatility = factors.volatility[f]
        for j in range(CHUNK - 1):  # the last day is the end of the chunk, to the bit
            drift = factors.drift[f, number * CHUNK + j]
            before = block.chunk[f, max(j - 1, 0)]
            day = block.chunk[f, j]
            normal = normals[j]
            for k in range(columns):
                day[k] = before[k] + (drift + volatility * np.float64(normal[k]))
    if factors.clock_rate.size > 0:
        _add_jumps(factors, first_path, number, count, key, block)
    if factors.scheduled_day.size > 0:
        _add_scheduled(factors, first_path, number, count, key, block)


@entry
def _trace(factors: Factors, path: int, days: int, key: npt.NDArray[np.uint64], block: Block, history: Floats) -> None:
    """The loop behind `log_prices`."""
    first_path = path - path % LANES
    start_block(factors, first_path, key, block)
    for number in range(-(-days // CHUNK)):
        move_on(factors, first_path, number, key, block)
        block.lanes[0] = path % LANES
        expand(factors, first_path, number, 1, key, block)
        for j in range(min(CHUNK, days - number * CHUNK)):
            for f in range(factors.volatility.size):
                history[f, number * CHUNK + j + 1] = block.chunk[f, j, 0]


def log_prices(factors: Factors, path: int, days: int, key: npt.NDArray[np.uint64]) -> Floats:
    """Log price over spot of one path, (F, days + 1), day 0 first: the path the sweep sees."""
    history = np.zeros((factors.volatility.size, days + 1))
    _trace(factors, path, days, key, new_block(factors), history)
    return history
