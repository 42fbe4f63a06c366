"""One path without chance: prices that move as told, the loans and the borrower's answers as in every simulation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from pledgeline.engine.pack import Packed, key_of
from pledgeline.kernels.book import OUTCOME, Output
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase

AnyPacked = TypeVar("AnyPacked", "Packed", "PackedGroup")
Moves = npt.NDArray[np.float64]  # (factors, days) log move of each factor on each day
_ANY_KEY = key_of(0)  # nothing is drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanOutcome:
    """What one loan did on the path; days are day numbers, None where it did not happen."""

    call: int | None
    failed_cure: int | None
    close_out: int | None
    loss_day: int | None
    loss: float  # of the lender, money of the loan


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOutcome:
    """What happened on the path, by loan, and the assets of which control was lost."""

    loans: Mapping[str, LoanOutcome]
    control_lost: Mapping[str, int | None]


def without_interest(case: ResolvedCase) -> ResolvedCase:
    """The case with every margin loan at the debt of today."""
    loans = {key: replace(loan, base_rate=(), spread=0.0) for key, loan in case.margin_loans.items()}
    return replace(case, margin_loans=loans)


def even_moves(packed: Packed | PackedGroup, moves: Mapping[str, float], *, days: int) -> Moves:
    """Log moves by name, spread evenly over days 1 to ``days``; what lies beyond the horizon is cut off.

    With 0 days all of it comes on day 1: the loans are first looked at then.
    """
    found = np.zeros((len(packed.factor_names), packed.days))
    length = max(days, 1)
    for row, name in enumerate(packed.factor_names):
        found[row, : min(length, packed.days)] = moves.get(name, 0.0) / length
    return found


def follow(packed: Packed, moves: Moves) -> PathOutcome:
    """Sweep the one path on which the factors move as told, with the compiled step of the simulation.

    ``moves`` (factors, packed.days). Interest is that of the book.
    """
    loans, assets = len(packed.loans), len(packed.assets)
    outcomes = np.zeros((1, loans), OUTCOME).view(np.recarray)
    control = np.zeros((1, assets), np.int32)
    slots = np.full(packed.book.interest.shape[1], -1, np.int64)
    output = Output(outcomes, control, np.zeros((0, loans, 0), np.float32), slots, 0)
    sweep(certain(packed, moves).factors, packed.book, _ANY_KEY, 0, 1, packed.days, output)
    return PathOutcome(
        loans={name: _loan(outcomes[0, row]) for row, name in enumerate(packed.loans)},
        control_lost={name: _day(control[0, row]) for row, name in enumerate(packed.assets)},
    )


def certain(packed: AnyPacked, moves: Moves) -> AnyPacked:
    """The same arrays under factors that move as told and by nothing else."""
    law, (count, days) = packed.factors, packed.factors.drift.shape
    drift = np.zeros((count, days))
    drift[:, : moves.shape[1]] = moves
    chunks = law.chunk_drift.shape[1]
    factors = law._replace(
        volatility=np.zeros(count),
        drift=drift,
        chunk_drift=drift.reshape(count, chunks, -1).sum(axis=2),
        uneven=np.ones(chunks, np.uint8),  # every day is looked at
        correlated=False,
        clock_stream=np.zeros(0, np.int64),
        clock_rate=np.zeros(0),
        clock_kind=np.zeros(0, np.int64),
        clock_law=np.zeros((0, 3)),
        loading=np.zeros((0, count)),
        scheduled_day=np.zeros(0, np.int64),
        scheduled_factor=np.zeros(0, np.int64),
        scheduled_std=np.zeros(0),
    )
    return replace(packed, factors=factors)


def _loan(outcome: np.recarray) -> LoanOutcome:
    return LoanOutcome(
        call=_day(outcome.call),
        failed_cure=_day(outcome.failed_cure),
        close_out=_day(outcome.close_out),
        loss_day=_day(outcome.loss_day),
        loss=float(outcome.loss),
    )


def _day(number: int) -> int | None:
    return None if number == NEVER else int(number)
