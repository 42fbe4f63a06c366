"""Loans along one path, day by day: the loan's own step, interpreted.

`follow` takes the moves of all factors from wherever they come: the sweep's own
random numbers for a simulated path (`replay`), or closes (`price_replay`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.pack import Packed, key_of, pack
from pledgeline.kernels import book, margin, walk
from pledgeline.kernels.codes import LoanEvent, LoanStatus
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import log_prices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from pledgeline.engine.resolved import ResolvedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayLot:
    """One asset of the pool on one day; its price in the currency of the loan."""

    asset: str
    price: float
    pledged: float
    free: float
    posted: float
    sold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDay:
    """One loan on one day of one path; money in the currency of the loan, shares of the first collateral asset.

    `ltv` is that of the morning, before anything is done; all else stands as it is left.
    """

    date: dt.date
    loan: str
    asset: str  # the first of the pool
    price: float
    ltv: float
    debt: float
    pledged: float
    free: float
    status: str
    events: tuple[str, ...]
    posted: float
    sold: float
    paid: float
    proceeds: float
    loss: float
    cash: float  # left for cures, in the currency of the case
    others: tuple[ReplayLot, ...]  # of a pool of several assets, in its order

    def lots(self) -> tuple[ReplayLot, ...]:
        """All assets of the pool, in its order."""
        first = ReplayLot(
            asset=self.asset,
            price=self.price,
            pledged=self.pledged,
            free=self.free,
            posted=self.posted,
            sold=self.sold,
        )
        return (first, *self.others)

    def lot(self, asset: str) -> ReplayLot:
        """One asset of the pool."""
        return next(lot for lot in self.lots() if lot.asset == asset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One path of all margin loans of a case."""

    path: int
    seed: int
    days: tuple[ReplayDay, ...]  # by date, then in the order of the loans

    def of(self, loan: str) -> tuple[ReplayDay, ...]:
        """The days of one loan."""
        return tuple(day for day in self.days if day.loan == loan)


def replay(case: ResolvedCase, *, path: int, seed: int) -> Replay:
    """Follow path number ``path`` (from 0) of a run with this seed, every day and every loan of it."""
    packed = pack(case)
    moves = log_prices(packed.factors, path, packed.days, key_of(seed))
    return Replay(path=path, seed=seed, days=follow(packed, case.dates, moves.T[1:]))


def follow(packed: Packed, dates: Sequence[dt.date], moves: Iterable[npt.NDArray[np.float64]]) -> tuple[ReplayDay, ...]:
    """Every loan on every day until it ends; ``moves`` are log moves since day 0 of all factors, one row a day.

    The walk ends with the shorter of ``dates`` and ``moves``.
    """
    walk = Walk(packed)
    days = []
    for number, (date, row) in enumerate(zip(dates, moves, strict=False), start=1):
        walk.open_day(row)
        for loan, name in enumerate(packed.loans):
            if walk.memory.state[0, loan].status < LoanStatus.CLOSED:
                days.append(walk.step(loan, number, name, date))
    return tuple(days)


class Walk:
    """The memory of the sweep, for one lane, and its functions without compilation."""

    def __init__(self, packed: Packed) -> None:
        """Day 0 of the book."""
        self.book = packed.book
        self.assets = packed.assets
        self.memory = book.new_memory(self.book)
        self.desk = book.new_desk(self.book)
        self.chunk = np.zeros((len(packed.factor_names), 1, LANES))
        self.step_loan = interpreted(walk.step_loan)
        interpreted(walk.reset)(self.book, self.memory)

    def open_day(self, moves: Any) -> None:  # noqa: ANN401 - log moves since day 0, one per factor
        """Lay out the prices of a day; nothing has been sold of it yet."""
        self.chunk[:, 0, 0] = moves
        self.desk.sold[:] = 0.0

    def step(self, row: int, number: int, name: str, date: dt.date) -> ReplayDay:
        """One loan through the day that is open."""
        self.step_loan(self.book, self.memory, self.desk, self.chunk, row, number, 0, 0, 0)
        state, flows = self.memory.state[0, row], self.desk.flows[0]
        selling = bool(int(flows.events) & margin.SALE)
        first, *others = (self._lot(row, k, selling=selling) for k in range(int(self.book.accounts[row].pool_size)))
        return ReplayDay(
            date=date,
            loan=name,
            asset=first.asset,
            price=first.price,
            ltv=float(flows.ltv),
            debt=float(state.units * self.book.interest[row, number]),
            pledged=first.pledged,
            free=first.free,
            status=LoanStatus(int(state.status)).sentence,
            events=tuple(event.sentence for event in LoanEvent if int(flows.events) & event),
            posted=first.posted,
            sold=first.sold,
            paid=float(flows.paid + flows.deposited),
            proceeds=float(flows.proceeds),
            loss=float(flows.loss),
            cash=float(self.memory.cash[0]),
            others=tuple(others),
        )

    def _lot(self, row: int, k: int, *, selling: bool) -> ReplayLot:
        lot = self.desk.lots[row, k]
        return ReplayLot(
            asset=self.assets[int(lot.asset)],
            price=float(lot.price),
            pledged=float(lot.pledged),
            free=float(lot.free),
            posted=max(float(lot.moved), 0.0),
            sold=max(-float(lot.moved), 0.0) if selling else 0.0,
        )
