"""Openings that meet a target, checked by opening the loan there."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pledgeline.engine.lender_law import begin_sales, ground_of, sales_of
from pledgeline.engine.lender_targets import TARGETS, Target, openings, target_terms
from pledgeline.engine.lender_terms import Position, position
from pledgeline.kernels.levy import Levy
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.engine.lender_loans import drawn_loan
from tests.simple_case import simple_case, simple_loan

SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
DIFFUSION = Levy(drift=0.0, volatility=0.4)


def held(dynamics: GBM | Kou | Merton = SIDES, **terms: Any) -> Position:
    case = simple_case(dynamics=dynamics, days=80, loans=(simple_loan(**{"sale_delay": 2, **terms}),))
    return position(case, case.margin_loans["loan"])


def reached(found: Position, law: Levy, opening: float, target: Target) -> float:
    """What the target looks at, in a loan that opens at a given LTV: found by a forward sweep."""
    kind, limit = target
    terms = dataclasses.replace(found.terms, debt=opening / found.ltv)
    begun = begin_sales(found, terms, law, error=1e-10)
    ground = ground_of(found, terms, law, begun.grid.left, error=1e-10)
    sales = sales_of(found, terms, begun, ground)
    if kind == "expected-loss":
        return sales.expected_share()
    return sales.beyond(limit if kind == "tail-loss" else 0.0)


@pytest.mark.parametrize("cure_days", [0, 5])
def test_a_loan_opened_there_just_meets_its_target(cure_days: int) -> None:
    found = held(cure_days=cure_days)
    for target, opening in zip(TARGETS, openings(found, found.law, TARGETS), strict=True):
        bound = 1e-3 if target[0] == "tail-loss" else target[1]
        assert opening is not None
        if opening == 0.7:
            assert reached(found, found.law, opening, target) < bound
        else:
            assert reached(found, found.law, opening, target) == pytest.approx(bound, rel=1e-5, abs=2e-9)


@pytest.mark.parametrize("seed", [1, 6, 14])
def test_loans_with_interest_deposits_and_scheduled_moves(seed: int) -> None:
    drawn = drawn_loan(seed)
    found = position(drawn.case, drawn.loan)
    targets: tuple[Target, ...] = (("loss-probability", 1e-4), ("expected-loss", 1e-5))
    for target, opening in zip(targets, openings(found, found.law, targets), strict=True):
        assert opening is not None
        if opening < found.loan.call:
            assert reached(found, found.law, opening, target) == pytest.approx(target[1], rel=1e-4, abs=2e-9)


def test_stricter_targets_and_more_risk_allow_less() -> None:
    found = held()
    targets: tuple[Target, ...] = tuple(("expected-loss", 10.0**-power) for power in (2, 3, 4, 5, 6))
    allowed = [opening for opening in openings(found, found.law, targets) if opening is not None]
    assert len(allowed) == 5
    assert allowed == sorted(allowed, reverse=True)
    plain = openings(found, DIFFUSION, targets)
    assert all(a is not None and a >= b for a, b in zip(plain, allowed, strict=True))


def test_what_no_opening_meets_and_what_every_opening_meets_is_said() -> None:
    wild = held(Kou(volatility=0.6, jump_rate=20.0, up_probability=0.1, up_rate=10.0, down_rate=1.0), drawn=9_000.0)
    (none,) = target_terms(wild, wild.law, wild.law, (("loss-probability", 1e-4),))
    assert (none.initial_ltv, none.haircut, none.debt) == (None, None, None)
    assert none.note == "not met by an opening LTV of 1.3%"
    calm = held(GBM(volatility=0.05), close_out=0.75, sale_delay=1)
    (every,) = target_terms(calm, calm.law, calm.law, (("expected-loss", 1e-2),))
    assert (every.initial_ltv, every.diffusion_ltv) == (0.7, 0.7)
    assert every.note == "met by every opening LTV below the call"


def test_haircut_and_debt_follow_from_the_opening() -> None:
    found = held()
    for row in target_terms(found, found.law, DIFFUSION, TARGETS):
        assert row.initial_ltv is not None
        assert row.haircut == 1 - row.initial_ltv
        assert row.debt == row.initial_ltv * 100_000.0
        assert (row.note == "") == (row.initial_ltv < 0.7)
        assert (row.target, row.limit) in TARGETS


def test_no_target_needs_no_sweep() -> None:
    assert openings(held(), DIFFUSION, ()) == []
