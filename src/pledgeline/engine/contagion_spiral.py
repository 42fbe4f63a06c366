"""The spiral: equity, prices, loans on shares, forced sales, payments, and again, until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.clearing import cascade_of
from pledgeline.kernels import clearing as kernel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.engine.contagion_network import Network
    from pledgeline.kernels.clearing import Floats, Ints

STILL = 1e-12  # of the stated equity: a price that moves by less does not move
ROUNDING = 1e-15  # of all that a company owns or owes: neither does one that moves by the rounding of its books
MOST_ROUNDS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a round leaves: who has failed so far, prices and what lenders have sold of each company."""

    number: int
    failed: Ints
    prices: Floats
    sold: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ending:
    """The state in which nothing moves any more.

    By company: `prices` of the whole of it, `equity`, `paid` as a share of what it owes, `owed` with what recourse
    adds, `costs` of its default, and `failed`: the round of the spiral in which it first fails and the round of
    fictitious default within that, (0, 0) where it does not. By loan: `sold`, a share of the company, and `claimed`
    from the borrower. `still` is False where the rounds were broken off.
    """

    prices: Floats
    equity: Floats
    paid: Floats
    owed: Floats
    costs: Floats
    failed: tuple[tuple[int, int], ...]
    sold: Floats
    claimed: Floats
    rounds: int
    still: bool
    steps: tuple[Step, ...]


class Spiral:
    """A network ready to be shocked again and again.

    Firms are the companies of the network and, last, outside. Obligations stand by creditor, those of contracts
    first and then what recourse may add, one for each lender of a loan.
    """

    def __init__(self, network: Network) -> None:
        """Turn names and records into arrays."""
        terms = network.terms
        self.network, self._alpha, self._beta = network, terms.alpha, terms.beta
        self._firms, loans = network.size + 1, terms.loans
        self._holder, self._held = _ints(one.holder for one in terms.stakes), _ints(one.company for one in terms.stakes)
        self._share = _floats(one.share for one in terms.stakes)
        self._borrower, self._company = _ints(one.borrower for one in loans), _ints(one.company for one in loans)
        self._debt, self._pledged = _floats(one.debt for one in loans), _floats(one.share for one in loans)
        weight = _floats(one.weight for one in loans)
        self._call, self._cure = (
            weight * _floats(one.call for one in loans),
            weight * _floats(one.cure for one in loans),
        )
        self._guaranteed = _floats(one.guaranteed for one in loans)
        self._loan = _ints(number for number, one in enumerate(loans) for _ in one.lenders)
        self._lender = _ints(lender for one in loans for lender, _ in one.lenders)
        self._part = _floats(part for one in loans for _, part in one.lenders)
        # of a company whose volume is not known no price is pressed
        self._volume = np.append(_floats(one.volume or 1.0 for one in terms.depths), 1.0)
        self._impact = np.append(_floats(one.impact for one in terms.depths), 0.0)
        self._pack_obligations()

    def _pack_obligations(self) -> None:
        """All obligations by creditor; what recourse adds is filled in round by round."""
        owed = self.network.terms.obligations
        debtors = np.append(_ints(one.by for one in owed), self._borrower[self._loan])
        creditors = np.append(_ints(one.to for one in owed), self._lender)
        amounts = np.append(_floats(one.amount for one in owed), np.zeros(self._loan.size))
        order = np.lexsort((debtors, creditors))
        place = np.empty(order.size, np.int64)
        place[order] = np.arange(order.size)
        self._recourse = place[len(owed) :]
        self._base = amounts[order]
        self._debtors = debtors[order].astype(np.uint32)
        self._first = np.searchsorted(creditors[order], np.arange(self._firms + 1)).astype(np.uint32)
        self._creditors = creditors[order]

    def end(self, shock: Floats, *, until: int = -1, recorded: int = 0) -> Ending:
        """The state after a shock, taken off the outside assets of each company.

        Prices tell everything else, so the rounds are over when no price moves. They are broken off once the
        company `until` has failed, which it then stays. The first rounds are kept, so many, and the last.
        """
        outside = np.append(self.network.outside - shock, 0.0)
        stated, sold = np.append(self.network.equity, 0.0), np.zeros(self._debt.size)
        prices = self._prices(stated, sold)
        failed = [(0, 0)] * self._firms
        steps: list[Step] = []
        still, number = False, 0
        while not still and number < MOST_ROUNDS:
            number += 1
            sold = np.maximum(sold, self._sales(prices))
            books, claimed = self._books(outside, prices)
            cascade = cascade_of(books, self._alpha, self._beta)
            equity, costs = self._equity(books, cascade)
            fails = np.flatnonzero(cascade.failed_in)
            for firm in fails:
                if failed[firm] == (0, 0):
                    failed[firm] = (number, int(cascade.failed_in[firm]))
            following = self._prices(equity, sold)
            noise = STILL * stated + ROUNDING * (books.external + books.owed)
            still = bool(np.all(np.abs(following - prices) <= noise))
            if recorded:
                step = Step(number=number, failed=fails, prices=prices, sold=self._of_companies(sold))
                steps = [*steps[:recorded], step]
            prices = following
            if until >= 0 and cascade.failed_in[until]:
                break
        return Ending(
            prices=prices[:-1],
            equity=equity[:-1],
            paid=cascade.paid[:-1],
            owed=books.owed[:-1],
            costs=costs[:-1],
            failed=tuple(failed[:-1]),
            sold=sold,
            claimed=claimed,
            rounds=number,
            still=still,
            steps=tuple(steps),
        )

    def _prices(self, equity: Floats, sold: Floats) -> Floats:
        """Of the whole of each company, under what lenders have sold of it."""
        pressed: Floats = 1.0 - self._impact * np.sqrt(self._of_companies(sold) / self._volume)
        return equity * np.maximum(pressed, 0.0)

    def _of_companies(self, sold: Floats) -> Floats:
        """What has been sold of each company, under all loans."""
        return np.bincount(self._company, weights=sold, minlength=self._firms).astype(np.float64)

    def _sales(self, prices: Floats) -> Floats:
        """What the lender of each loan has to sell at these prices: of a called loan, down to its cure level."""
        price = prices[self._company]
        worth = self._pledged * price
        with np.errstate(divide="ignore", invalid="ignore"):  # no price calls a loan whose call is inf
            called = np.isfinite(self._call) & (self._debt >= self._call * worth) & (self._debt > 0.0)
            down = (self._debt / price - self._cure * self._pledged) / (1.0 - self._cure)
        down = np.where((price > 0.0) & (self._cure < 1.0), np.minimum(down, self._pledged), self._pledged)
        return np.where(called, down, 0.0)

    def _books(self, outside: Floats, prices: Floats) -> tuple[kernel.Network, Floats]:
        """What each owns, but for payments, and who owes whom at these prices; and what recourse adds, by loan."""
        worth = self._pledged * prices[self._company]
        claimed = np.minimum(np.maximum(self._debt - worth, 0.0), self._guaranteed)
        covered = np.minimum(worth, self._debt)
        firms = self._firms
        stakes = np.bincount(self._holder, weights=self._share * prices[self._held], minlength=firms)
        kept = np.bincount(self._borrower, weights=worth - covered, minlength=firms)
        lent = np.bincount(self._lender, weights=self._part * covered[self._loan], minlength=firms)
        amounts = self._base.copy()
        amounts[self._recourse] = self._part * claimed[self._loan]
        external = outside + stakes + kept + lent
        owed = np.bincount(self._debtors, weights=amounts, minlength=firms).astype(np.float64)
        return kernel.Network(self._first, self._debtors, amounts, external, owed), claimed

    def _equity(self, books: kernel.Network, cascade: kernel.Cascade) -> tuple[Floats, Floats]:
        """What is left to each after payments, and what its default has cost."""
        paid = books.amounts * cascade.paid[self._debtors]
        received = np.bincount(self._creditors, weights=paid, minlength=self._firms)
        fails = cascade.failed_in > 0
        lost = (1.0 - self._alpha) * books.external + (1.0 - self._beta) * received
        equity = np.maximum(books.external + received - books.owed, 0.0)
        equity[-1] = 0.0  # outside is owed, and nobody's
        return np.where(fails, 0.0, equity), np.where(fails, lost, 0.0)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)


def _floats(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, np.float64)
