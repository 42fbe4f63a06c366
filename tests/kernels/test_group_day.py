"""Single days of a group that are easily got wrong, on prices that stand still."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.resolved_group import NEVER_DUE, Renewal, ResolvedInflow, ResolvedSource
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import simple_bill, simple_credit, simple_facility, simple_group
from tests.simple_case import simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.resolved import ResolvedCase

STILL = GBM(volatility=0.0)
CASH = ResolvedSource(kind="cash", target="")


def run(case: ResolvedCase, *, recorded: int = 1) -> GroupOutcomes:
    """One path; one that is not recorded rests on all days on which nothing happens."""
    return simulate_group(case, paths=1, seed=1, workers=1, recorded=recorded)


def defaults(found: GroupOutcomes) -> dict[str, int]:
    """Day of default by name, of those in default."""
    days = zip((*found.loans, *found.credits), found.defaults[0].tolist(), strict=True)
    return {name: day for name, day in days if day >= 0}


@pytest.mark.parametrize("recorded", [0, 1])
def test_a_chain_of_defaults_goes_on_through_a_loan_that_is_repaid(recorded: int) -> None:
    case = simple_group(
        dynamics=STILL,
        days=40,
        cash=50_000.0,
        facilities={"loan": simple_facility("loan", undrawn=0.0, due=2, cross_default=("first",))},
        credits={
            "first": simple_credit("first", due=10),
            "last": simple_credit("last", due=NEVER_DUE, cross_default=("loan",)),
        },
    )
    assert defaults(run(case, recorded=recorded)) == {"first": 10, "loan": 11, "last": 12}


@pytest.mark.parametrize("recorded", [0, 1])
def test_a_debt_that_has_missed_its_interest_is_still_asked_for_on_its_day(recorded: int) -> None:
    renewed = Renewal(times=1, days=10, ceiling=math.inf, fee=0.0)
    bond = simple_credit("bond", balance=3_650.0, rate_steps=((0, 0.1),), due=5, renewal=renewed)  # USD 1 a day
    case = simple_group(dynamics=STILL, days=40, loans=(), cash=0.0, credits={"bond": bond}, interest_days=(10, 35))
    found = run(case, recorded=recorded)
    assert defaults(found) == {"bond": 10}
    # ten days of interest, then, on day 15, the balance with five more, then interest on a balance still owed
    assert found.paths.gap_first[0] == pytest.approx(10.0, rel=1e-12)
    assert found.paths.gap_total[0] == pytest.approx(10.0 + 3_655.0 + 20.0, rel=1e-12)


@pytest.mark.parametrize("recorded", [0, 1])
def test_a_bridge_that_was_drawn_and_missed_its_interest_is_still_asked_for(recorded: int) -> None:
    bridge = simple_credit(
        "bridge", kind="bridge", balance=0.0, undrawn=3_650.0, rate_steps=((0, 0.1),), due=NEVER_DUE, term=12
    )
    case = simple_group(
        dynamics=STILL,
        days=40,
        loans=(),
        cash=0.0,
        bills=(simple_bill("bill", 3_650.0, 3),),
        credits={"bridge": bridge},
        interest_days=(10,),
        waterfall=(CASH, ResolvedSource(kind="credit", target="bridge")),
    )
    found = run(case, recorded=recorded)
    assert found.paid.tolist() == [1]
    assert defaults(found) == {"bridge": 10}
    assert found.paths.gap_total[0] == pytest.approx(7.0 + 3_655.0, rel=1e-12)  # on day 10, on day 15


def test_what_rounding_leaves_of_a_bill_is_not_borrowed() -> None:
    bills = tuple(simple_bill(f"bill-{number}", 100.0 + number / 7.0, 1 + number) for number in range(100))
    bridge = simple_credit("bridge", kind="bridge", balance=0.0, undrawn=50_000.0, due=NEVER_DUE, term=3)
    line = simple_credit("line", kind="line", balance=0.0, undrawn=50_000.0, due=NEVER_DUE)
    case = simple_group(
        dynamics=STILL,
        days=120,
        loans=(simple_loan(drawn=10_000.0),),
        free=1_000.0,
        cash=0.0,
        bills=bills,
        credits={"bridge": bridge, "line": line},
        facilities={"loan": simple_facility("loan")},
        waterfall=(
            ResolvedSource(kind="sell", target="alder", tax=0.17),
            ResolvedSource(kind="credit", target="bridge"),
            ResolvedSource(kind="credit", target="line"),
            ResolvedSource(kind="draw", target="loan"),
            CASH,
        ),
    )
    case = replace(case, assets={"alder": replace(case.assets["alder"], daily_volume=None)})
    found = run(case)
    assert found.paid.tolist() == [1] * 100
    for source in (1, 2, 3):
        assert not found.paid_by[:, source].any()
    for line_of_books in ("bridges", "lines", "draws", "repayments"):
        assert not found.books[0, :, found.book_lines.index(line_of_books)].any(), line_of_books


def test_a_source_pays_what_is_left_and_the_next_the_rest() -> None:
    case = simple_group(
        dynamics=STILL,
        days=20,
        cash=1_000.0,
        bills=(simple_bill("bill", 10_000.0, 3), simple_bill("soft", 10.0, 4, firm=False)),
        credits={"line": simple_credit("line", kind="line", balance=0.0, undrawn=2_000.0, due=NEVER_DUE, fee=0.1)},
        facilities={"loan": simple_facility("loan", undrawn=3_000.0)},
        waterfall=(
            replace(CASH, keep=400.0),
            ResolvedSource(kind="draw", target="loan"),
            ResolvedSource(kind="credit", target="line"),
            CASH,
        ),
    )
    found = run(case)
    # cash 600, draw 3,000, line 2,000 less a tenth, then the cash that was kept; 4,200 are missing
    assert found.paid_by[0, :, 0] * 10_000.0 == pytest.approx([600.0, 3_000.0, 1_800.0, 400.0, 4_200.0], rel=1e-12)
    assert (found.paths.gap[0], found.paths.gap_first[0]) == (3, pytest.approx(4_200.0, rel=1e-12))
    assert found.paths.gap_total[0] == found.paths.gap_first[0]  # a commitment that is not firm leaves none
    assert found.paid.tolist() == [0, 0]


def test_money_comes_in_before_it_is_asked_for() -> None:
    inflow = ResolvedInflow(id="in", name="", kind="inflow", currency="USD", amount=500.0, day=5)
    case = simple_group(
        dynamics=STILL, days=20, loans=(), cash=0.0, inflows=(inflow,), bills=(simple_bill("bill", 500.0, 5),)
    )
    assert run(case).paid.tolist() == [1]


def test_a_sale_ahead_begins_so_many_days_before() -> None:
    def sold(ahead: int) -> float:
        case = simple_group(
            dynamics=STILL,
            days=30,
            free=1_000.0,
            loans=(),
            cash=0.0,
            bills=(simple_bill("bill", 50_000.0, 20),),
            waterfall=(CASH, ResolvedSource(kind="sell", target="alder", participation=0.1, ahead=ahead)),
        )
        return float(run(case).paid_by[0, -1, 0])

    # 50 shares a day at USD 100 with no impact: 5,000 a day, today included
    assert [sold(ahead) for ahead in (0, 1, 8, 9, 15)] == pytest.approx([0.9, 0.8, 0.1, 0.0, 0.0], abs=1e-12)
