"""A group followed day by day is the group of the sweep, and its bills are those of the oracle."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_replay import follow_group, packed_group, replay_group
from pledgeline.engine.group_replay_teller import CRUMB
from pledgeline.engine.pack import key_of
from pledgeline.engine.resolve import resolve
from pledgeline.errors import OutOfRange
from pledgeline.files.bundled import read_bundled
from pledgeline.kernels.codes import NEVER, LoanEvent
from pledgeline.kernels.paths import log_prices
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import simple_bill, simple_credit, simple_group
from tests.oracles.group import follow_group as oracle
from tests.oracles.group_experiments import random_group
from tests.simple_case import simple_case

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.group_replay_results import Bill, GroupReplay
    from pledgeline.engine.resolved import ResolvedCase

GROUPS = range(30)
KINDS = {
    "recourse": "recourse",
    "interest": "interest",
    "fees": "fee",
    "repayments": "repayment",
    "commitments": "commitment",
}
CALM = GBM(volatility=1e-9)  # the price stays


def date_of(case: ResolvedCase, day: int) -> dt.date | None:
    return None if day == NEVER else case.dates[day - 1]


def near(found: float, expected: float, scale: float) -> bool:
    """To a billionth of what the group has."""
    return abs(found - expected) <= 1e-9 * scale


def assert_same(case: ResolvedCase, swept: GroupOutcomes, path: int, found: GroupReplay) -> None:
    """Events to the day, money to a billionth."""
    fate, row = found.fate, swept.paths[path]
    scale = max(1.0, *(abs(day.cash) for day in found.days), *(abs(day.nav) for day in found.days))
    for name in ("call", "failed_cure", "gap"):
        assert getattr(fate, name) == date_of(case, int(row[name])), name
    assert {line: date_of(case, int(row[line])) for line in fate.lines} == fate.lines
    defaults = zip((*swept.loans, *swept.credits), swept.defaults[path], strict=True)
    assert fate.defaults == {name: date_of(case, int(day)) for name, day in defaults if day != NEVER}
    control = zip(swept.assets, swept.control[path], strict=True)
    assert fate.control == {name: date_of(case, int(day)) for name, day in control if day != NEVER}
    for name in ("gap_first", "gap_total", "lowest_cash"):
        assert near(getattr(fate, name), float(row[name]), scale), name
    assert_same_loans(case, swept, path, found)


def assert_same_loans(case: ResolvedCase, swept: GroupOutcomes, path: int, found: GroupReplay) -> None:
    """The first of each event of each loan, and what its lender lost."""
    events = {"call": LoanEvent.CALL, "failed_cure": LoanEvent.FAILED_CURE, "close_out": LoanEvent.CLOSE_OUT}
    for column, loan in enumerate(swept.loans):
        row, days = swept.outcomes[path, column], found.of(loan)
        for name, event in events.items():
            first = next((day.date for day in days if event.sentence in day.events), None)
            assert first == date_of(case, int(row[name])), (loan, name)
        assert math.isclose(sum(day.loss for day in days), float(row.loss), rel_tol=1e-9, abs_tol=1e-6), loan


@cache
def random_replay(seed: int) -> tuple[ResolvedCase, Any, GroupReplay]:
    case, group = random_group(seed)
    return case, group, replay_group(case, path=seed % 3, seed=seed)


@pytest.mark.parametrize("seed", GROUPS)
def test_a_path_of_a_random_group_is_that_of_the_sweep(seed: int) -> None:
    case, _, found = random_replay(seed)
    swept = simulate_group(case, paths=3, seed=seed, workers=1)
    assert_same(case, swept, seed % 3, found)


@pytest.mark.parametrize("seed", GROUPS)
def test_every_bill_of_a_random_group_is_that_of_the_oracle(seed: int) -> None:
    case, group, found = random_replay(seed)
    packed = packed_group(case)
    history = log_prices(packed.factors, seed % 3, packed.days, key_of(seed))
    expected = oracle(case, group, {name: history[row, 1:].tolist() for row, name in enumerate(packed.factor_names)})
    claims = [claim for claim in expected.claims if claim.amount > 0.0]
    bills = [(day.number, bill) for day in found.days for bill in day.bills]
    assert [(day, KINDS[bill.kind], bill.subject) for day, bill in bills] == [
        (claim.day, claim.kind, claim.of) for claim in claims
    ]
    scale = max(1.0, *(claim.amount for claim in claims)) if claims else 1.0
    for (_, bill), claim in zip(bills, claims, strict=True):
        assert near(bill.amount, claim.amount, scale)
        assert near(bill.unpaid, claim.unpaid, scale)
        given = [part for part in claim.paid if part > claim.amount * CRUMB]
        assert np.allclose([share.amount for share in bill.paid_by], given, rtol=0.0, atol=1e-9 * scale)


@pytest.mark.parametrize("seed", GROUPS)
def test_the_pages_of_a_path_add_up(seed: int) -> None:
    _, _, found = random_replay(seed)
    for day in found.days:
        assert day.gap == pytest.approx(sum(bill.unpaid for bill in day.bills if bill.firm), abs=1e-6)
        for bill in day.bills:
            given = sum(share.amount for share in bill.paid_by)
            assert given + bill.unpaid == pytest.approx(bill.amount, rel=1e-8)
        assert {morning.loan for morning in day.mornings} >= {loan.loan for loan in day.loans}
    assert found.fate.gap_total == pytest.approx(sum(day.gap for day in found.days), abs=1e-6)


@pytest.mark.parametrize("path", [0, 3])
def test_a_path_of_a_bundled_case_is_that_of_the_sweep(path: int) -> None:
    case = resolve(read_bundled("softbank-2025-10"))
    swept = simulate_group(case, paths=4, seed=7, workers=1)
    found = replay_group(case, path=path, seed=7)
    assert_same(case, swept, path, found)
    recorded = {day.number: day for day in found.days}
    for slot, number in enumerate(swept.recorded_days):
        day = recorded[number]
        figures = (day.cash, day.ltv_reported, day.ltv_look_through, day.nav)
        assert np.allclose(figures, swept.recorded[path, slot], rtol=1e-6)  # half of the digits are kept there


def still(case: ResolvedCase) -> GroupReplay:
    """The path on which nothing moves."""
    packed = packed_group(case)
    return follow_group(case, packed, np.zeros((packed.days, len(packed.factor_names))))


def bills_of(found: GroupReplay) -> list[tuple[int, Bill]]:
    return [(day.number, bill) for day in found.days for bill in day.bills]


def test_a_gap_names_who_paid_and_what_nobody_did() -> None:
    case = simple_group(
        dynamics=CALM, days=60, loans=(), cash=10_000.0, bills=(simple_bill("tower", 25_000.0, 40),), facilities={}
    )
    found = still(case)
    ((day, bill),) = bills_of(found)
    assert (day, bill.kind, bill.subject, bill.name, bill.unpaid) == (40, "commitments", "tower", "Tower", 15_000.0)
    assert [(share.source, share.amount) for share in bill.paid_by] == [("cash", 10_000.0)]
    assert (found.fate.gap, found.fate.gap_first) == (case.dates[39], 15_000.0)
    assert (found.fate.lowest_cash, found.fate.lowest_cash_on) == (0.0, case.dates[39])
    assert [day.number for day in found.days if day.eventful] == [40]


def test_a_debt_that_is_not_repaid_is_a_default_of_its_day() -> None:
    bond = simple_credit("bond", balance=20_000.0, due=30)
    case = simple_group(dynamics=CALM, days=60, loans=(), cash=5_000.0, credits={"bond": bond}, facilities={})
    found = still(case)
    assert found.fate.defaults == {"bond": case.dates[29]}
    assert found.days[29].defaults == (("bond", "Bond"),)


def test_a_walk_ends_with_its_moves() -> None:
    case = simple_group(dynamics=CALM, days=60, loans=(), facilities={})
    packed = packed_group(case)
    found = follow_group(case, packed, np.zeros((11, len(packed.factor_names))))
    assert [day.number for day in found.days] == list(range(1, 12))


def test_unknown_cash_is_refused_with_what_to_do() -> None:
    with pytest.raises(OutOfRange, match=r"unknown is not zero: its path cannot be followed; state group\.cash"):
        replay_group(simple_case(dynamics=CALM), path=0, seed=1)
