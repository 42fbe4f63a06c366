"""The state of a block of paths: arrays of (rows, paths), contiguous along the paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.numpy_group.terms import Array, Terms

NEVER = -1
OPEN, CALLED, SELLING, CLOSED = range(4)
LINES = ("reported_normal", "reported_ceiling", "through_normal", "through_ceiling", "cover")


class State:
    """Everything that a path of the group remembers."""

    def __init__(self, terms: Terms, paths: int) -> None:
        """Day 0."""
        self.terms, self.paths, self.everyone = terms, paths, np.arange(paths)
        self._open_market()
        self._open_loans()
        self._open_credits()
        self.cash = self.row_of(sum(terms.group.cash.values()))
        self.purse = self.row_of(terms.group.cure_purse)
        parties = len(terms.numbers)
        self.defaulted, self.fresh, self.flagged = (np.zeros((parties, paths), bool) for _ in range(3))
        self.any_fresh = self.any_flagged = False
        self.first_day = {name: np.full(paths, NEVER, np.int32) for name in ("call", "failed_cure", "close_out", "gap")}
        self.gap_first, self.gap_total = self.row_of(0.0), self.row_of(0.0)
        self.breach = np.full((len(LINES), paths), NEVER, np.int32)
        self.whole = np.ones((len(LINES), paths), bool)  # policy lines not yet broken
        self.paid = np.zeros((len(terms.group.bills), paths), bool)
        self.reported = self.row_of(0.0)
        self.net, self.backed, self.held, self.over = *(self.row_of(0.0) for _ in range(3)), np.zeros(paths, bool)

    def row_of(self, start: float) -> Array:
        """The same number for every path."""
        return np.full(self.paths, start, self.terms.precision)

    def _table(self, start: Sequence[float] | Array) -> Array:
        return np.repeat(np.asarray(start, self.terms.precision)[:, None], self.paths, axis=1)

    def _open_market(self) -> None:
        terms = self.terms
        self.logs = self._table(terms.start)
        self.normals: Array = np.ones((terms.mix.shape[1], self.paths), terms.precision)  # the last row stays 1
        self.moves, self.price = np.empty_like(self.logs), np.exp(self.logs)
        assets = [terms.case.assets[name] for name in terms.listed]
        self.owned = self._table([asset.shares or 0.0 for asset in assets])
        self.free = self._table([asset.free for asset in assets])
        self.sold = np.zeros_like(self.free)
        self.any_sold = False
        self.holdings = np.empty_like(self.free)
        self.marks = self._table([stake.value for stake in terms.group.stakes.values()])
        self.marked = self.marks.sum(axis=0)
        self.snapshots = terms.snapshots()
        self.waiting: list[tuple[int, int, Array]] = []  # stake, day of the mark, value

    def _open_loans(self) -> None:
        terms = self.terms
        self.pledged = self._table([loan.pool[0].shares for loan in terms.loans])
        self.units = self._table([loan.drawn for loan in terms.loans])
        self.hidden = np.zeros_like(self.units)  # the kappa of the page
        self.loan_undrawn = self._table([facility.undrawn for facility in terms.facilities])
        self.status = np.full(self.units.shape, OPEN, np.int8)
        self.wake = np.full(self.units.shape, NEVER, np.int32)  # deadline of a call, next day of a sale
        self.loan_due = np.repeat(np.array([[f.due] for f in terms.facilities], np.int32), self.paths, axis=1)
        self.loan_renewals = np.repeat(np.array([[f.renewal.times] for f in terms.facilities]), self.paths, axis=1)
        self.barrier = np.zeros_like(self.units)  # price over interest index at which the lender acts
        self.now: Array = np.ones((len(terms.loans), 1), terms.precision)
        for loan in range(len(terms.loans)):
            self.watch(loan, self.everyone)

    def _open_credits(self) -> None:
        terms = self.terms
        self.balance = self._table([credit.balance for credit in terms.credits])
        self.settled = np.zeros_like(self.balance)  # part of balance times accrual that is paid or was not yet owed
        self.undrawn = self._table([credit.undrawn for credit in terms.credits])
        self.due = np.repeat(np.array([[credit.due] for credit in terms.credits], np.int32), self.paths, axis=1)
        self.soonest, self.latest = self.due.min(axis=1), self.due.max(axis=1)
        self.renewals = np.repeat(np.array([[c.renewal.times] for c in terms.credits]), self.paths, axis=1)

    def happened(self, event: str, rows: Array, day: int) -> None:
        """The first day of an event, where it has not happened before."""
        days = self.first_day[event]
        days[rows[days[rows] == NEVER]] = day

    def default(self, number: int, rows: Array) -> None:
        """A loan or credit defaults today, where it has not before."""
        new = rows[~self.defaulted[number, rows]]
        if new.size:
            self.defaulted[number, new] = self.fresh[number, new] = self.any_fresh = True

    def flag(self, number: int, rows: Array) -> None:
        """A default that acts tomorrow."""
        if rows.size:
            self.flagged[number, rows] = self.any_flagged = True

    def debt(self, loan: int, rows: Array) -> Array:
        """Debt of a margin loan with its interest."""
        owed: Array = self.units[loan, rows] * self.now[loan, 0]
        return owed

    def unit_value(self, loan: int, rows: Array) -> Array:
        """What a pledged share counts for."""
        worth: Array = self.price[self.terms.pool[loan], rows] * self.terms.kept[loan]
        return worth

    def watch(self, loan: int, rows: Array) -> None:
        """Set the price, over the interest index, at which the lender acts next; none while selling or closed."""
        terms = self.terms.loans[loan]
        status = self.status[loan, rows]
        kept = self.terms.kept[loan]
        level = np.choose(status == OPEN, np.array([terms.close_out * kept, terms.call * kept], self.terms.precision))
        with np.errstate(divide="ignore", invalid="ignore"):
            price = self.units[loan, rows] / (self.pledged[loan, rows] * level)
        self.barrier[loan, rows] = np.where(status <= CALLED, price, -1.0)

    def redate(self, row: int, rows: Array, day: Array | int) -> None:
        """Another maturity of a credit on some paths; the bounds over all paths save a look at each every day."""
        if rows.size:
            self.due[row, rows] = day
            self.soonest[row], self.latest[row] = self.due[row].min(), self.due[row].max()

    def accrual(self, row: int, day: int) -> float:
        """Interest since day 0 on one unit of a credit, with nothing paid."""
        return float(self.terms.accrual[row, day])

    def accrued(self, row: int, rows: Array, day: int) -> Array:
        """Interest of a credit that is owed by now."""
        owed: Array = self.balance[row, rows] * self.accrual(row, day) - self.settled[row, rows]
        return np.maximum(owed, 0.0)
