"""The ladder of one margin loan: what each price of the collateral would mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.results import LadderRow

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedMarginLoan

MOVES = (0.2, 0.0, -0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7, -0.8, -0.9)
HIGHEST_MOVE = 1.0  # a release price above twice today's is not shown
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Collateral today, in the currency of the loan; `price` is the first asset's in its own."""

    collateral: float  # after haircuts
    price: float
    exchange: float  # of the currency of the price into that of the loan
    haircut: float  # on the first asset


def ladder(loan: ResolvedMarginLoan, pool: Pool) -> tuple[LadderRow, ...]:
    """Rows from the highest price to the lowest: round moves, and the exact price of every level.

    All collateral moves together. At the price of a level the LTV is that
    level, so that the status is the one the level opens.
    """
    exact = _level_moves(loan, pool)
    moves = [(move, ltv) for move, ltv in exact if -1.0 < move <= HIGHEST_MOVE]
    moves += [(move, None) for move in MOVES if all(abs(move - other) > _SAME for other, _ in exact)]
    return tuple(_row(loan, pool, move, ltv) for move, ltv in sorted(moves, key=lambda pair: -pair[0]))


def status(loan: ResolvedMarginLoan, ltv: float) -> str:
    """Where an LTV stands: close_out, call, above cure, normal, or below release."""
    if ltv >= loan.close_out:
        return "close_out"
    if ltv >= loan.call:
        return "call"
    if ltv > loan.cure:
        return "above cure"
    return "below release" if loan.release is not None and ltv < loan.release else "normal"


def owed(loan: ResolvedMarginLoan) -> float:
    """Debt less posted cash."""
    return loan.drawn - loan.deposit


def _level_moves(loan: ResolvedMarginLoan, pool: Pool) -> list[tuple[float, float | None]]:
    """The move of all collateral together that reaches each level, with the level."""
    levels = (loan.release, loan.cure, loan.call, loan.close_out)
    if owed(loan) <= 0 or pool.collateral <= 0:
        return []
    return [(owed(loan) / (level * pool.collateral) - 1.0, level) for level in levels if level]


def _row(loan: ResolvedMarginLoan, pool: Pool, move: float, level: float | None) -> LadderRow:
    collateral, price = pool.collateral * (1.0 + move), pool.price * (1.0 + move)
    ltv = _ltv(loan, collateral) if level is None else level
    standing = status(loan, ltv)
    called = standing in {"call", "close_out"}
    gap = owed(loan) / loan.cure - collateral  # of collateral, at the cure LTV
    lendable = price * pool.exchange * (1.0 - pool.haircut)
    shares: float | None = 0.0
    if "shares" not in loan.means:
        shares = None
    elif called:
        shares = gap / lendable if lendable > 0 else None
    return LadderRow(
        move=move,
        price=price,
        ltv=ltv,
        status=standing,
        cash_to_cure=gap * loan.cure if called else 0.0,
        shares_to_cure=shares,
    )


def _ltv(loan: ResolvedMarginLoan, collateral: float) -> float:
    if collateral > 0:
        return owed(loan) / collateral
    return math.inf if owed(loan) > 0 else 0.0
