"""Who has lost how much, because of whom, and from whose shock: every loss split without rest."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.contagion_results import Cause, Loss

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.contagion_network import SecuredLoan
    from pledgeline.engine.contagion_spiral import Ending, Spiral
    from pledgeline.kernels.clearing import Floats

MOST_ORIGINS = 8  # shocks whose orders are all looked at
ROUNDING = 1e-9  # of an equity: less is not lost


@dataclass(slots=True)
class _Channels:
    """What one has lost because of another."""

    unpaid: float = 0.0
    shares: float = 0.0
    loans: float = 0.0
    forced: float = 0.0


@dataclass(frozen=True, slots=True)
class LoanState:
    """A loan at a price of the company: what is left to the borrower, covered, claimed, and paid of what is claimed."""

    kept: float
    covered: float
    claimed: float
    paid: float

    @property
    def lent(self) -> float:
        """What the lenders have, or are paid."""
        return self.covered + self.paid


def loan_at(loan: SecuredLoan, price: float, paid: float) -> LoanState:
    """A loan at the price of the whole company, of whose recourse the borrower pays a share."""
    worth = loan.share * price
    covered = min(worth, loan.debt)
    claimed = min(max(loan.debt - worth, 0.0), loan.guaranteed)
    return LoanState(worth - covered, covered, claimed, paid * claimed)


def losses(spiral: Spiral, shock: Floats, ending: Ending) -> tuple[Loss, ...]:
    """The loss of each company, in the order of the network."""
    network = spiral.network
    ids = network.terms.ids
    through = _through(spiral, ending)
    origins = tuple(_by_origin(spiral, shock, ending))
    passed_on = ending.owed * (1.0 - ending.paid) - network.deficit
    lost = network.equity - ending.equity
    return tuple(
        Loss(
            company=ids[one],
            lost=float(lost[one]),
            shock=float(shock[one]),
            because=tuple(
                Cause(
                    loser=ids[one],
                    cause=ids[cause],
                    unpaid=channels.unpaid,
                    shares=channels.shares,
                    loans=channels.loans,
                    forced=channels.forced,
                )
                for cause, channels in sorted(through[one].items())
                if channels.unpaid or channels.shares or channels.loans
            ),
            costs=float(ending.costs[one]),
            passed_on=float(passed_on[one]),
            by_origin=tuple((ids[origin], float(parts[one])) for origin, parts in origins),
        )
        for one in range(network.size)
    )


def outside_lost(spiral: Spiral, ending: Ending) -> float:
    """What creditors outside the network lose of their claims."""
    through = _through(spiral, ending)[spiral.network.size]
    return math.fsum(channels.unpaid + channels.loans for channels in through.values())


def _through(spiral: Spiral, ending: Ending) -> Mapping[int, Mapping[int, _Channels]]:
    """What each has lost, by cause: outside is the last."""
    network, terms = spiral.network, spiral.network.terms
    found: dict[int, dict[int, _Channels]] = {
        one: defaultdict(_Channels) for one in range(network.size + 1)
    }  # fmt: skip
    before, price, equity, paid = network.equity, ending.prices, ending.equity, ending.paid
    for debt in terms.obligations:
        found[debt.to][debt.by].unpaid += debt.amount * (1.0 - float(paid[debt.by]))
    for stake in terms.stakes:
        channels = found[stake.holder][stake.company]
        channels.shares += stake.share * float(before[stake.company] - price[stake.company])
        channels.forced += stake.share * float(equity[stake.company] - price[stake.company])
    for loan in terms.loans:
        share = float(paid[loan.borrower])
        first, last = loan_at(loan, float(before[loan.company]), 1.0), loan_at(loan, float(price[loan.company]), share)
        unpressed = loan_at(loan, float(equity[loan.company]), share)
        channels = found[loan.borrower][loan.company]
        channels.shares += first.kept - last.kept + last.claimed - first.claimed
        channels.forced += unpressed.kept - last.kept + last.claimed - unpressed.claimed
        for lender, part in loan.lenders:
            found[lender][loan.borrower].loans += part * (first.lent - last.lent)
    return found


def _by_origin(spiral: Spiral, shock: Floats, ending: Ending) -> Iterator[tuple[int, Floats]]:
    """What each shock adds to each loss, in the mean over all orders in which the shocks may come: Shapley values.

    The shock of a company that stands at the end, whose shares nobody holds or has lent on, is its own loss and
    nobody else's, in every order; orders are looked at for the others alone. What is lost with no shock at all
    comes from outside.
    """
    network, terms = spiral.network, spiral.network.terms
    held = {stake.company for stake in terms.stakes} | {loan.company for loan in terms.loans}
    shocked = np.flatnonzero(shock).tolist()
    felt = [one for one in shocked if one in held or ending.failed[one] != (0, 0)]
    if len(felt) > MOST_ORIGINS:
        return
    alone = np.where(np.isin(np.arange(network.size), felt), 0.0, shock)
    lost = {frozenset(felt): network.equity - ending.equity - alone}
    for number in range(2 ** len(felt) - 1):
        some = [one for place, one in enumerate(felt) if number >> place & 1]
        only = np.zeros(network.size)
        only[some] = shock[some]
        lost[frozenset(some)] = network.equity - spiral.end(only).equity
    for origin in shocked:
        own = np.where(np.arange(network.size) == origin, alone, 0.0)
        yield origin, _added(lost, origin, len(felt)) if origin in felt else own
    still = lost[frozenset()]
    if np.any(np.abs(still) > ROUNDING * np.maximum(network.equity, 1.0)):
        yield network.size, still


def _added(lost: Mapping[frozenset[int], Floats], origin: int, count: int) -> Floats:
    """What one of `count` shocks adds, in the mean over all orders, to what is lost with some of the others."""
    before = [some for some in lost if origin not in some]
    weights = [math.factorial(len(some)) * math.factorial(count - 1 - len(some)) for some in before]
    added = [weight * (lost[some | {origin}] - lost[some]) for weight, some in zip(weights, before, strict=True)]
    return np.asarray(np.sum(added, axis=0) / math.factorial(count), np.float64)
