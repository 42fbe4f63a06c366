"""The book of all margin loans as arrays, and the memory in which a block of paths is stepped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import DAY, FLOWS, STATE
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import Floats, Ints

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
    interest: Floats  # (L, D + 1) interest index by day
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
    return Desk(
        book.lots.copy(),
        np.zeros(1, DAY).view(np.recarray),
        np.zeros(2, FLOWS).view(np.recarray),
        np.zeros(book.assets.size),
    )
