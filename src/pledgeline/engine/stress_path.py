"""The loans of a case along the straight path of a scenario, day by day, and what follows when the shock is over."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.pack import Packed, price_of
from pledgeline.engine.replay import Walk
from pledgeline.kernels.codes import LoanEvent, LoanStatus

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.straight_path import Moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One loan on one day, before anything is done."""

    status: str
    ltv: float | None  # None once the loan has ended
    exposure: float  # debt less deposit


@dataclass(slots=True, kw_only=True)
class Course:
    """What one loan did on the way; days are day numbers."""

    stand: Stand  # on the last day of the shock
    highest_ltv: float = 0.0  # up to that day
    first: dict[LoanEvent, int] = field(default_factory=dict)
    paid: float = 0.0
    posted: float = 0.0
    loss: float = 0.0

    def day(self, event: LoanEvent, dates: tuple[dt.date, ...]) -> dt.date | None:
        """The date on which something first happened."""
        return dates[self.first[event] - 1] if event in self.first else None


def walk_along(case: ResolvedCase, packed: Packed, moves: Moves, *, days: int) -> dict[str, Course]:
    """Each loan of a case along a straight path whose shock takes ``days`` days.

    ``moves`` (factors, packed.days) are log moves by day. Interest accrues while
    the shock lasts; after it prices and debts stay, until nothing is left to
    happen or the horizon is reached.
    """
    walk = Walk(paused(packed, days))
    courses = {name: Course(stand=_opening(loan)) for name, loan in case.margin_loans.items()}
    logs = np.cumsum(moves, axis=1)
    last = max(days, 1)
    for number in range(1, packed.days + 1):
        walk.open_day(logs[:, number - 1])
        for row, name in enumerate(packed.loans):
            _one_day(walk, courses[name], row=row, number=number, shocked=number <= last)
        if number >= last and all(_settled(int(state.status)) for state in walk.memory.state[0]):
            break
    return courses


def paused(packed: Packed, days: int) -> Packed:
    """The same book with interest up to a day and none after it; for the interpreted step alone."""
    interest = packed.book.interest.copy()
    interest[:, days + 1 :] = interest[:, [min(days, interest.shape[1] - 1)]]
    return replace(packed, book=packed.book._replace(interest=interest))


def _opening(loan: ResolvedMarginLoan) -> Stand:
    """A loan that nobody has looked at yet."""
    return Stand(status="open", ltv=None, exposure=loan.drawn - loan.deposit)


def _one_day(walk: Walk, course: Course, *, row: int, number: int, shocked: bool) -> None:
    """Step one loan and write down what happened; the day itself only while the shock lasts."""
    state = walk.memory.state[0, row]
    status = LoanStatus(int(state.status))
    if status >= LoanStatus.CLOSED:
        if shocked:
            course.stand = Stand(status=status.name.lower(), ltv=None, exposure=0.0)
        return
    exposure = float(state.units * walk.book.interest[row, number] - state.deposit)
    day = walk.step(row, number, "", dt.date.min)  # the course counts days, and dates them when asked
    if shocked:
        course.stand = Stand(status=status.name.lower(), ltv=day.ltv, exposure=exposure)
        course.highest_ltv = max(course.highest_ltv, day.ltv)
    happened = int(walk.desk.flows[0].events)
    for event in LoanEvent:
        if happened & event:
            course.first.setdefault(event, number)
    course.paid += day.paid
    course.posted += day.posted
    course.loss += day.loss


def _settled(status: int) -> bool:
    return status == LoanStatus.OPEN or status >= LoanStatus.CLOSED


def exchange(case: ResolvedCase, source: str, target: str, moves: dict[str, float]) -> float:
    """What one unit of a currency is worth in another once their moves have come."""
    log = moves.get(source, 0.0) - moves.get(target, 0.0)
    return case.currencies[source].spot / case.currencies[target].spot * math.exp(log)


def price_after(case: ResolvedCase, asset: str, moves: dict[str, float]) -> float:
    """The price of an asset once its move has come, in its own currency."""
    return price_of(case.assets[asset]) * math.exp(moves.get(asset, 0.0))
