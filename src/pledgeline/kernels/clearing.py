"""Fictitious default: who fails first, who fails because of them, and what each then pays.

From the top, everybody paying in full, each round adds those who cannot and lets
all that have failed share out what they have, until nobody new fails. Within a
round the payments are the one solution of a linear system with no negative
number in it. Gauss-Seidel from above comes down to it without a subtraction, so
small payments are as exact as large ones; where it would come down too slowly
the caller is asked to solve, and the cascade goes on from there.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, entry

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.uint32]  # indices without a sign: a sweep takes two thirds of the time

CLEARED, SLOW = 0, 1  # codes: nobody new fails; the payments of this round are still to be solved
FAILED, ROUNDS = 0, 1  # places in a tally

TIE = 1e-12  # of what a firm owes: short by less, it pays in full, because sums of payments are rounded
STEADY = 2.3e-16  # relative change of a payment that is rounding
NOTHING = 1e-30  # of what is owed: below, a circle of firms without assets has run dry
LOOK = 16  # sweeps after which the rate is looked at
SWEEPS, SMALL_SWEEPS = 200, 200_000  # within a round: so many, and of a small network more by this over its firms


class Network(NamedTuple):
    """Who owes whom, by creditor: obligations ``first[i]`` to ``first[i + 1]`` are owed to firm i.

    ``first`` (n + 1,); ``debtors`` and ``amounts`` (obligations,); ``external`` assets and
    what each firm owes in all, ``owed`` (n,).
    """

    first: Places
    debtors: Places
    amounts: Floats
    external: Floats
    owed: Floats


class Cascade(NamedTuple):
    """How far a clearing has come.

    ``paid`` (n,): share of what it owes that a firm pays, 1 at the start. ``failed_in`` (n,): round
    of its default, 0 for none. ``order`` (n,): those that failed, the first first, ``tally[FAILED]`` of
    them in ``tally[ROUNDS]`` rounds.
    """

    paid: Floats
    failed_in: Ints
    order: Places
    tally: Ints


@compiled
def receipts(network: Network, paid: Floats, firm: int) -> float:
    """What the debtors of a firm pay it."""
    received = 0.0
    for k in range(network.first[firm], network.first[firm + 1]):
        received += network.amounts[k] * paid[network.debtors[k]]
    return received


@compiled
def _settle(network: Network, alpha: float, beta: float, cascade: Cascade) -> bool:
    """Let all that have failed pay what they have, until no payment changes; False where that would take too long.

    In the order of default and back, so that a chain is done in one sweep whichever way it runs.
    """
    failed = cascade.tally[FAILED]
    patience = SWEEPS + SMALL_SWEEPS // max(network.owed.size, 1)
    earlier = 0.0
    for sweep in range(patience):
        steady = True
        moved = 0.0
        for step in range(failed):
            firm = cascade.order[step if sweep % 2 == 0 else failed - 1 - step]
            have = alpha * network.external[firm] + beta * receipts(network, cascade.paid, firm)
            share = min(have / network.owed[firm], 1.0)
            if share < NOTHING:
                share = 0.0
            change = abs(share - cascade.paid[firm])
            steady = steady and change <= STEADY * cascade.paid[firm]
            moved += change
            cascade.paid[firm] = share
        if steady:
            return True
        if sweep % LOOK == LOOK - 1:
            # by how many powers the change has become smaller, and must still: of rounding, over all that failed
            if earlier > 0.0 and moved > STEADY:
                gained = math.log(earlier / moved)
                if math.log(moved / STEADY) * LOOK > gained * (patience - sweep):
                    return False
            earlier = moved
    return False


@compiled
def _fail(network: Network, cascade: Cascade) -> int:
    """Mark those whose assets do not reach what they owe as the next round; how many they are."""
    failed = cascade.tally[FAILED]
    fresh = 0
    for firm in range(network.owed.size):
        if cascade.failed_in[firm] == 0 and network.owed[firm] > 0.0:
            assets = network.external[firm] + receipts(network, cascade.paid, firm)
            if assets < network.owed[firm] * (1.0 - TIE):
                cascade.order[failed + fresh] = firm
                cascade.failed_in[firm] = cascade.tally[ROUNDS] + 1
                fresh += 1
    return fresh


@entry
def clear_down(network: Network, alpha: float, beta: float, cascade: Cascade, solved: bool) -> int:
    """Go on with a clearing, in place, until nobody new fails (CLEARED) or a round is SLOW.

    After SLOW the caller sets the ``paid`` of those that failed, and calls again with ``solved``.
    """
    while True:
        if not solved and not _settle(network, alpha, beta, cascade):
            return SLOW
        solved = False
        fresh = _fail(network, cascade)
        if fresh == 0:
            return CLEARED
        cascade.tally[FAILED] += fresh
        cascade.tally[ROUNDS] += 1
