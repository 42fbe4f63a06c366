"""Each margin loan under one scenario: where the straight path leaves it, and its probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.lender import ERROR, exact_calls, largest
from pledgeline.engine.lender_law import begin_sales, ground_of, sales_of
from pledgeline.engine.lender_terms import position, uncovered, without_sale
from pledgeline.engine.outlook import proportion
from pledgeline.engine.pack import Packed, pack
from pledgeline.engine.simulation import simulate_paths
from pledgeline.engine.straight_path import Moves, even_moves
from pledgeline.engine.stress_path import Course, exchange, price_after, walk_along
from pledgeline.engine.stress_results import Chance, StressedLoan
from pledgeline.kernels.codes import LoanEvent

if TYPE_CHECKING:
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.stress import LoanPath

EVENTS = ("call", "close_out", "loss")
UNKNOWN = Chance(value=None, standard_error=0.0, method="none")
Chances = dict[str, Chance]  # by event


def stressed_loans(case: ResolvedCase, path: LoanPath, *, draws: tuple[Draws, int] | None) -> tuple[StressedLoan, ...]:
    """The margin loans of a case along a straight path, in its order.

    ``draws`` and the number of workers are those of the probabilities; None asks
    for none.
    """
    packed = pack(case)
    daily = daily_moves(packed, path)
    courses = walk_along(case, packed, daily, days=path.days)
    total = dict(zip(packed.factor_names, daily.sum(axis=1).tolist(), strict=True))
    chances = {} if draws is None else chances_of(case, *draws)
    return tuple(
        _loan(case, loan, courses[key], total, chances.get(key, {})) for key, loan in case.margin_loans.items()
    )


def daily_moves(packed: Packed, path: LoanPath) -> Moves:
    """The log moves (factors, days) of a path; an asset that is not pledged moves no loan."""
    found = even_moves(packed, path.moves, days=path.days)
    for row, name in enumerate(packed.factor_names):
        steps = path.steps.get(name, ())[: packed.days]
        found[row, : len(steps)] += steps
    return found


def chances_of(case: ResolvedCase, draws: Draws, workers: int) -> dict[str, Chances]:
    """Probabilities by loan: the call exact where that engine covers it, the rest by simulation.

    Without paths the exact engine also gives close-out and loss, of a borrower
    that does not answer.
    """
    calls = {key: Chance(value=value, standard_error=0.0, method="exact") for key, value in exact_calls(case).items()}
    if draws.paths == 0:
        found = {key: {"call": call, **_unanswered(case, case.margin_loans[key])} for key, call in calls.items()}
        return {loan.id: found.get(loan.id, {}) for loan in largest(case)}
    found_paths = simulate_paths(case, paths=draws.paths, seed=draws.seed, workers=workers, recorded=0, measured=0)
    rows = found_paths.outcomes
    simulated = {key: _simulated(rows[:, row]) for row, key in enumerate(case.margin_loans)}
    return {key: {**each, **({"call": calls[key]} if key in calls else {})} for key, each in simulated.items()}


def _simulated(rows: np.recarray) -> Chances:
    days = {"call": rows.call, "close_out": rows.close_out, "loss": rows.loss_day}
    found = {event: proportion(int(np.count_nonzero(each >= 0)), len(rows)) for event, each in days.items()}
    return {
        event: Chance(value=each.value, standard_error=each.standard_error, method="simulated")
        for event, each in found.items()
    }


def _unanswered(case: ResolvedCase, loan: ResolvedMarginLoan) -> Chances:
    """Close-out and loss of a borrower that gives nothing, exact; empty where that engine does not cover the sale."""
    if any(uncovered(case, loan)) or any(without_sale(loan)):
        return {}
    held = position(case, loan)
    begun = begin_sales(held, held.terms, held.law, error=ERROR)
    ground = ground_of(held, held.terms, held.law, begun.grid.left, error=ERROR)
    sales = sales_of(held, held.terms, begun, ground)
    values = {"close_out": min(max(float(sales.mass.sum()), 0.0), 1.0), "loss": sales.loss_probability()}
    return {event: Chance(value=value, standard_error=0.0, method="unanswered") for event, value in values.items()}


def _loan(
    case: ResolvedCase, loan: ResolvedMarginLoan, course: Course, moves: dict[str, float], chances: Chances
) -> StressedLoan:
    first, stand = loan.pool[0], course.stand
    asset = case.assets[first.asset]
    price = price_after(case, asset.id, moves)
    worth = price * (1 - first.haircut) * exchange(case, asset.currency, loan.currency, moves)
    open_ = stand.status in {"open", "called"} and stand.ltv is not None
    cash, shares = _cure(loan, course, worth) if open_ else (None, None)
    room = 1 - stand.ltv / loan.call if open_ and stand.ltv is not None and math.isfinite(stand.ltv) else None
    return StressedLoan(
        id=loan.id,
        name=loan.name,
        currency=loan.currency,
        asset=asset.id,
        asset_currency=asset.currency,
        status=stand.status,
        ltv=stand.ltv,
        highest_ltv=course.highest_ltv,
        price=price,
        call_price=None if room is None else price * (1 - room),
        room=room,
        cash_to_cure=cash,
        shares_to_cure=shares,
        call=course.day(LoanEvent.CALL, case.dates),
        cure=course.day(LoanEvent.CURE, case.dates),
        failed_cure=course.day(LoanEvent.FAILED_CURE, case.dates),
        close_out=course.day(LoanEvent.CLOSE_OUT, case.dates),
        paid=course.paid,
        posted=course.posted,
        loss=course.loss,
        chance_of_call=chances.get("call", UNKNOWN),
        chance_of_close_out=chances.get("close_out", UNKNOWN),
        chance_of_loss=chances.get("loss", UNKNOWN),
    )


def _cure(loan: ResolvedMarginLoan, course: Course, worth: float) -> tuple[float, float]:
    """Cash, or shares of the first asset, that bring an LTV at or over the call back to the cure level."""
    exposure, ltv = course.stand.exposure, course.stand.ltv or 0.0
    called = course.stand.status == "called" and ltv > loan.cure
    if ltv < loan.call and not called:
        return 0.0, 0.0
    value = exposure / ltv if math.isfinite(ltv) else 0.0
    missing = exposure / loan.cure - value
    return max(exposure - loan.cure * value, 0.0), missing / worth if worth > 0.0 else math.inf
