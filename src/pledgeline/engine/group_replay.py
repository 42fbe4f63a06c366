"""A group along one path, day by day: the kernel's own day, interpreted.

`follow_group` takes the moves of all factors from wherever they come: the sweep's own random numbers
for a simulated path (`replay_group`), closes, or the straight path of a scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.group_draws import draws_on_paths, planned_draws
from pledgeline.engine.group_fate import LINES, group_fate
from pledgeline.engine.group_replay_results import GroupDay, GroupReplay, NewMark
from pledgeline.engine.group_replay_teller import LoanStep, Teller
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import PackedGroup, pack_group
from pledgeline.engine.replay import ReplayDay, ReplayLot
from pledgeline.errors import OutOfRange
from pledgeline.kernels import close, group, group_sweep, walk, waterfall
from pledgeline.kernels.book import OUTCOME, Output, new_desk, new_memory
from pledgeline.kernels.codes import LoanEvent, LoanStatus
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.paths import CHUNK, log_prices
from pledgeline.kernels.plan import BOOK_LINES, PATH, Ledger, new_hold, new_now
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import numpy.typing as npt

    from pledgeline.engine.resolved import ResolvedCase

NO_CASH = said(
    "the cash of the group is not known, and unknown is not zero: its path cannot be followed; state group.cash"
)

_rate_of = interpreted(waterfall.rate_of)


def replay_group(case: ResolvedCase, *, path: int, seed: int) -> GroupReplay:
    """Follow path number ``path`` (from 0) of a run with this seed; raises OutOfRange where cash is not known."""
    packed = packed_group(case)
    moves = log_prices(packed.factors, path, packed.days, key_of(seed))
    return follow_group(case, packed, moves.T[1:], called=draws_on_paths(case, seed=seed)(path, 1))


def packed_group(case: ResolvedCase) -> PackedGroup:
    """The group as arrays; raises OutOfRange where its cash is not known."""
    if case.funds is None:
        raise OutOfRange(NO_CASH)
    if not case.dates:
        raise OutOfRange(said("the case has no business day up to its horizon: there is no path to follow"))
    return pack_group(case)


def follow_group(
    case: ResolvedCase,
    packed: PackedGroup,
    moves: npt.NDArray[np.float64],
    *,
    called: npt.NDArray[np.float64] | None = None,
) -> GroupReplay:
    """The group on every day for which there are moves.

    ``moves`` (days, factors) are log moves since day 0 in the order of ``packed.factor_names``, of a stake
    its own alone: what it follows is added. Prices, events and money are those of the compiled sweep, but
    for the last bits of an exponential. ``called`` (1, slots) is what building calls for; as planned when left out.
    """
    walked = GroupWalk(case, packed, planned_draws(_funds(case))[np.newaxis, :] if called is None else called)
    days = tuple(walked.days(np.asarray(moves, np.float64)))
    closes = np.array([(day.cash, day.ltv_reported) for day in days])
    fate = group_fate(case, packed, walked.ledger, walked.output, closes)
    return GroupReplay(currency=case.currency, days=days, fate=fate)


class GroupWalk:
    """The memory of the sweep, for one path, and its functions without compilation."""

    def __init__(self, case: ResolvedCase, packed: PackedGroup, called: npt.NDArray[np.float64]) -> None:
        """Day 0 of the group."""
        self.case, self.packed, self.teller = case, packed, Teller(case, packed)
        self.plan, self.book = self.teller.watched(packed.plan), packed.book
        loans, facilities = len(packed.loans), len(packed.loans) + len(packed.credits)
        self.memory, self.desk = new_memory(self.book), new_desk(self.book)
        self.hold, self.now = new_hold(packed.plan), new_now(packed.plan)
        self.ledger = Ledger(
            np.zeros(1, PATH).view(np.recarray),
            np.zeros((1, facilities), np.int32),
            np.zeros(packed.plan.bills.size, np.int64),
            np.zeros((packed.plan.bills.size, packed.plan.sources.size + 1, 2)),
            np.zeros((1, 1, 4)),  # type: ignore[arg-type]  # all digits here, half of them in the sweep
            np.zeros((1, len(packed.quarters), len(BOOK_LINES))),
            called,
        )
        outcomes = np.zeros((1, loans), OUTCOME).view(np.recarray)
        control = np.zeros((1, len(packed.assets)), np.int32)
        slots = np.zeros(packed.plan.dates.shape[1], np.int64)
        self.output = Output(outcomes, control, np.zeros((0, loans, 0), np.float32), slots, 0)
        self.chunk = np.zeros((len(packed.factor_names), CHUNK, 1))
        self.group_day = self.teller.group_day()
        self.open_day, self.close_day = interpreted(group.open_day), interpreted(close.close_day)
        self.follow_stakes, self.price_all = interpreted(group_sweep.follow_stakes), interpreted(group_sweep.price_all)
        interpreted(walk.reset)(self.book, self.memory)
        start = interpreted(group_sweep.start_group)
        start(self.plan, self.hold, self.ledger, self.output, 0, 0)

    def days(self, moves: npt.NDArray[np.float64]) -> Iterator[GroupDay]:
        """The days for which there are moves, up to the horizon."""
        last = min(len(moves), self.packed.days)
        for start in range(0, last, CHUNK):
            count = min(CHUNK, last - start)
            self.chunk[:, :count, 0] = moves[start : start + count].T
            with np.errstate(all="ignore"):  # as compiled: a price of zero, or one beyond all bounds, raises nothing
                self.follow_stakes(self.plan, self.chunk, 1)
                self.price_all(self.plan, self.book, self.chunk, self.now.worth, 1)
                for j in range(count):
                    yield self._day(start + j + 1, j)

    def _day(self, number: int, j: int) -> GroupDay:
        self.teller.open_day()
        alive = [row for row, state in enumerate(self.memory.state[0]) if state.status < LoanStatus.CLOSED]
        paid = float(self.ledger.paths[0].gap_total)
        self.open_day(self.plan, self.book, self.now, 0, number, j, 0)
        self.group_day(
            self.plan, self.book, self.memory, self.desk, self.hold, self.now, self.ledger, self.output, self.chunk,
            (0, j, 0),
        )  # fmt: skip
        self.close_day(self.plan, self.book, self.memory, self.hold, self.now, self.ledger, self.output, 0, 0)
        return self._written(number, alive, float(self.ledger.paths[0].gap_total) - paid)

    def _written(self, number: int, alive: list[int], gap: float) -> GroupDay:
        """The page of a day."""
        told, case, packed = self.teller, self.case, self.packed
        date = case.dates[number - 1]
        cash, reported, through, nav = (float(each) for each in self.ledger.recorded[0, 0])
        facilities = (*packed.loans, *packed.credits)
        path = self.ledger.paths[0]
        mornings = {morning.loan: morning.ltv for morning in told.mornings}
        return GroupDay(
            number=number,
            date=date,
            cash=cash,
            accounts=tuple(zip(_funds(case).cash, self.hold.cash[0].tolist(), strict=True)),
            ltv_reported=reported,
            ltv_look_through=through,
            nav=nav,
            gap=gap,
            mornings=tuple(told.mornings),
            loans=tuple(self._loan(row, date, mornings[packed.loans[row]], cash) for row in alive),
            receipts=tuple(told.receipts),
            bills=tuple(told.bills),
            sales=tuple(told.sales),
            marks=tuple(self._marks(number)),
            defaults=tuple(
                (name, _name(case, name))
                for name, day in zip(facilities, self.ledger.defaults[0], strict=True)
                if day == number
            ),
            lines=tuple(line for line in LINES if path[line] == number),
            control=tuple(
                (name, case.assets[name].name)
                for name, day in zip(packed.assets, self.output.control[0], strict=True)
                if day == number
            ),
        )

    def _marks(self, number: int) -> Iterator[NewMark]:
        for row, key in enumerate(self.packed.stakes):
            if self.packed.plan.marks[1, row, number] >= 0:
                stake = _funds(self.case).stakes[key]
                value = float(self.hold.stakes[0, row].mark)
                yield NewMark(asset=key, name=self.case.assets[key].name, value=value, currency=stake.currency)

    def _loan(self, row: int, date: dt.date, ltv: float, cash: float) -> ReplayDay:
        """One loan as the day leaves it."""
        state, step = self.memory.state[0, row], self.teller.steps.get(row)
        lots = [self._lot(row, k, step) for k in range(int(self.book.accounts[row].pool_size))]
        first = lots[0]
        return ReplayDay(
            date=date,
            loan=self.packed.loans[row],
            asset=first.asset,
            price=first.price,
            ltv=ltv,
            debt=float(state.units * self.now.interest[row]),
            pledged=first.pledged,
            free=first.free,
            status=LoanStatus(int(state.status)).sentence,
            events=tuple(event.sentence for event in LoanEvent if step and step.events & event),
            posted=first.posted,
            sold=first.sold,
            paid=step.paid if step else 0.0,
            proceeds=step.proceeds if step else 0.0,
            loss=step.loss if step else 0.0,
            cash=min(cash, float(self.hold.purse[0])),
            others=tuple(lots[1:]),
        )

    def _lot(self, row: int, k: int, step: LoanStep | None) -> ReplayLot:
        account, asset = self.book.accounts[row], int(self.book.lots[row, k].asset)
        return ReplayLot(
            asset=self.packed.assets[asset],
            price=float(self.now.price[asset] / _rate_of(self.now.rate, account.fx, account.money)),
            pledged=float(self.memory.pledged[0, row, k]),
            free=float(self.memory.shares[0, 0, asset]),
            posted=step.posted[k] if step else 0.0,
            sold=step.sold[k] if step else 0.0,
        )


def _funds(case: ResolvedCase) -> Any:  # noqa: ANN401  # a ResolvedGroup: `packed_group` has seen to it
    return case.funds


def _name(case: ResolvedCase, facility: str) -> str:
    if facility in case.margin_loans:
        return case.margin_loans[facility].name
    return str(_funds(case).credits[facility].name)
