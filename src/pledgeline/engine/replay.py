"""One path, day by day: the sweep's own random numbers and the loan's own step, interpreted."""

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

    from pledgeline.engine.resolved import ResolvedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDay:
    """One loan on one day of one path; money in the currency of the loan, shares of the first collateral asset."""

    date: dt.date
    loan: str
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
    walk = _Walk(packed)
    days = []
    for number in range(1, packed.days + 1):
        walk.open_day(moves[:, number])
        for row, name in enumerate(packed.loans):
            if walk.memory.state[0, row].status < LoanStatus.CLOSED:
                days.append(walk.step(row, number, name, case.dates[number - 1]))
    return Replay(path=path, seed=seed, days=tuple(days))


class _Walk:
    """The memory of the sweep, for one lane, and its functions without compilation."""

    def __init__(self, packed: Packed) -> None:
        self.book = packed.book
        self.memory = book.new_memory(self.book)
        self.desk = book.new_desk(self.book)
        self.chunk = np.zeros((len(packed.factor_names), 1, LANES))
        self.step_loan = interpreted(walk.step_loan)
        interpreted(walk.reset)(self.book, self.memory)

    def open_day(self, moves: Any) -> None:  # noqa: ANN401 - log moves since day 0, one per factor
        self.chunk[:, 0, 0] = moves
        self.desk.sold[:] = 0.0

    def step(self, row: int, number: int, name: str, date: dt.date) -> ReplayDay:
        self.step_loan(self.book, self.memory, self.desk, self.chunk, row, number, 0, 0, 0)
        state, flows, lot = self.memory.state[0, row], self.desk.flows[0], self.desk.lots[row, 0]
        return ReplayDay(
            date=date,
            loan=name,
            price=float(lot.price),
            ltv=float(flows.ltv),
            debt=float(state.units * self.book.interest[row, number]),
            pledged=float(lot.pledged),
            free=float(lot.free),
            status=LoanStatus(int(state.status)).sentence,
            events=tuple(event.sentence for event in LoanEvent if int(flows.events) & event),
            posted=max(float(lot.moved), 0.0),
            sold=max(-float(lot.moved), 0.0) if int(flows.events) & margin.SALE else 0.0,
            paid=float(flows.paid + flows.deposited),
            proceeds=float(flows.proceeds),
            loss=float(flows.loss),
        )
