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
BESIDE = 2  # firms that are no companies: outside, and the collateral


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

    Firms are the companies of the network, outside and, last, the collateral: whatever shares a loan is secured on.
    It owes the lenders what it covers, has just that, and so always pays: lenders have a claim, not shares.
    Obligations stand by creditor, those of contracts first, then one for each lender of a loan of what recourse may
    add, and one of what the collateral covers.
    """

    def __init__(self, network: Network) -> None:
        """Turn names and records into arrays."""
        terms = network.terms
        self.network, self._alpha, self._beta = network, terms.alpha, terms.beta
        self._firms, loans = network.size + BESIDE, terms.loans
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
        self._volume = _beside(_floats(one.volume or 1.0 for one in terms.depths), 1.0)
        self._impact = _beside(_floats(one.impact for one in terms.depths))
        self._pack_obligations()

    def _pack_obligations(self) -> None:
        """All obligations by creditor; what loans come to is filled in round by round."""
        owed, lent = self.network.terms.obligations, self._loan.size
        collateral = np.full(lent, self._firms - 1)
        debtors = np.concatenate((_ints(one.by for one in owed), self._borrower[self._loan], collateral))
        creditors = np.concatenate((_ints(one.to for one in owed), self._lender, self._lender))
        amounts = np.append(_floats(one.amount for one in owed), np.zeros(2 * lent))
        order = np.lexsort((debtors, creditors))
        place = np.empty(order.size, np.int64)
        place[order] = np.arange(order.size)
        self._recourse, self._covered = place[len(owed) : len(owed) + lent], place[len(owed) + lent :]
        self._base = amounts[order]
        self._debtors = debtors[order].astype(np.uint32)
        self._first = np.searchsorted(creditors[order], np.arange(self._firms + 1)).astype(np.uint32)
        self._creditors = creditors[order]

    def end(self, shock: Floats, *, until: int = -1, recorded: int = 0) -> Ending:
        """The state after a shock, taken off the outside assets of each company.

        Prices tell everything else, so the rounds are over when no price moves. They are broken off once the
        company `until` has failed, which it then stays. The first rounds are kept, so many, and the last.
        """
        outside = _beside(self.network.outside - shock)
        stated, sold = _beside(self.network.equity), np.zeros(self._debt.size)
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
            prices=prices[:-BESIDE],
            equity=equity[:-BESIDE],
            paid=cascade.paid[:-BESIDE],
            owed=books.owed[:-BESIDE],
            costs=costs[:-BESIDE],
            failed=tuple(failed[:-BESIDE]),
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
        """What each owns itself, and who owes whom at these prices; and what recourse adds, by loan."""
        worth = self._pledged * prices[self._company]
        claimed = np.minimum(np.maximum(self._debt - worth, 0.0), self._guaranteed)
        covered = np.minimum(worth, self._debt)
        firms = self._firms
        stakes = np.bincount(self._holder, weights=self._share * prices[self._held], minlength=firms)
        kept = np.bincount(self._borrower, weights=worth - covered, minlength=firms)
        amounts = self._base.copy()
        amounts[self._recourse] = self._part * claimed[self._loan]
        amounts[self._covered] = self._part * covered[self._loan]
        external = outside + stakes + kept
        owed = np.bincount(self._debtors, weights=amounts, minlength=firms).astype(np.float64)
        external[-1] = owed[-1]
        return kernel.Network(self._first, self._debtors, amounts, external, owed), claimed

    def _equity(self, books: kernel.Network, cascade: kernel.Cascade) -> tuple[Floats, Floats]:
        """What is left to each after payments, and what its default has cost."""
        paid = books.amounts * cascade.paid[self._debtors]
        received = np.bincount(self._creditors, weights=paid, minlength=self._firms)
        fails = cascade.failed_in > 0
        lost = (1.0 - self._alpha) * books.external + (1.0 - self._beta) * received
        equity = np.maximum(books.external + received - books.owed, 0.0)
        equity[-BESIDE:] = 0.0  # outside is owed, and nobody's; so is the collateral
        return np.where(fails, 0.0, equity), np.where(fails, lost, 0.0)


def _beside(amounts: Floats, amount: float = 0.0) -> Floats:
    """Amounts by company, and one for each firm that is no company."""
    return np.append(amounts, np.full(BESIDE, amount))


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, np.int64)


def _floats(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, np.float64)
