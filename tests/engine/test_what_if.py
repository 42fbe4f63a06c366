"""A case with one thing changed: what changes with it, and that nothing else does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.resolved import Recourse, ResolvedSecured
from pledgeline.engine.resolved_group import NEVER_DUE, ResolvedSource, ResolvedStake
from pledgeline.engine.what_if import funds_of, up_to, with_draw, with_price
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import simple_bill, simple_credit, simple_group
from tests.simple_case import simple_case

STILL = GBM(volatility=0.4)
FORWARD = ResolvedSecured(
    id="forward",
    name="Forward",
    kind="forward",
    asset="stake",
    carrying=900.0,
    settlement=1000.0,
    recourse=Recourse(guaranteed=0.0, collateral_first=True),
    maturity=None,
    facility=None,
)


def stake(**follows: float) -> ResolvedStake:
    return ResolvedStake(
        asset="stake",
        currency="USD",
        value=5000.0,
        volatility=0.3,
        growth=0.0,
        follows=follows,
        marks=(20, 40, 60),
        mark_delay=10,
    )


def test_a_draw_on_a_margin_loan_is_debt_and_less_to_draw_and_no_cash() -> None:
    case = simple_group(dynamics=STILL)
    drawn = with_draw(case, "loan", 4000.0)
    assert drawn.margin_loans["loan"].drawn == 54_000.0
    assert funds_of(drawn).facilities["loan"].undrawn == 6000.0
    assert funds_of(drawn).cash == funds_of(case).cash
    assert funds_of(with_draw(case, "loan", 25_000.0)).facilities["loan"].undrawn == 0.0
    back = replace(drawn, margin_loans=case.margin_loans, funds=case.funds)
    assert back == case


def test_a_draw_on_a_line_is_balance_and_starts_a_term_that_counts_from_the_first_draw() -> None:
    counted = simple_credit("line", "line", balance=0.0, undrawn=9000.0, due=NEVER_DUE, term=60)
    dated = simple_credit("dated", "bridge", balance=10.0, undrawn=9000.0, due=80)
    case = simple_group(dynamics=STILL, credits={"line": counted, "dated": dated})
    line = funds_of(with_draw(case, "line", 4000.0)).credits["line"]
    assert (line.balance, line.undrawn, line.due, line.term) == (4000.0, 5000.0, 60, 0)
    bridge = funds_of(with_draw(case, "dated", 4000.0)).credits["dated"]
    assert (bridge.balance, bridge.undrawn, bridge.due) == (4010.0, 5000.0, 80)
    assert with_draw(case, "line", 0.0) is case


def test_a_price_takes_stakes_and_forwards_with_it() -> None:
    forward = simple_credit("forward", "forward", non_recourse=True, settlement=1000.0, settles="stake")
    case = simple_group(dynamics=STILL, stakes={"stake": stake(alder=0.5)}, credits={"forward": forward})
    owned = replace(case.assets["alder"], id="stake", kind="private", value=5000.0, price=None, dynamics=None)
    case = replace(case, assets={**case.assets, "stake": owned}, secured={"forward": FORWARD})
    moved = with_price(case, "alder", -0.36)
    assert moved.assets["alder"].price == pytest.approx(64.0)
    assert moved.assets["alder"].value == pytest.approx(64_000.0)
    # 0.64 to the power of a half
    assert moved.assets["stake"].value == pytest.approx(4000.0)
    assert funds_of(moved).stakes["stake"].value == pytest.approx(4000.0)
    assert funds_of(moved).credits["forward"].settlement == pytest.approx(800.0)
    assert moved.secured["forward"].settlement == pytest.approx(800.0)
    assert moved.assets["alder"].shares == case.assets["alder"].shares
    assert funds_of(moved).cash == funds_of(case).cash
    assert with_price(case, "alder", 0.0) is case


def test_a_stake_that_follows_something_else_stays() -> None:
    case = simple_group(dynamics=STILL, stakes={"stake": stake(birch=1.0)})
    assert funds_of(with_price(case, "alder", -0.5)).stakes == funds_of(case).stakes


def test_an_unknown_facility_and_unknown_cash_are_errors() -> None:
    with pytest.raises(UnknownName, match="no facility 'lone' to draw on"):
        with_draw(simple_group(dynamics=STILL), "lone", 1.0)
    with pytest.raises(BrokenInvariant, match="cash is not known"):
        funds_of(simple_case(dynamics=STILL))


def test_an_earlier_end_changes_nothing_before_it() -> None:
    sell = ResolvedSource(kind="sell", target="alder", participation=0.1, impact=1.0, ahead=15)
    case = simple_group(
        dynamics=GBM(volatility=0.6),
        days=120,
        free=400.0,
        cash=9000.0,
        bills=(simple_bill("first", 8000.0, 30), simple_bill("second", 9000.0, 70), simple_bill("third", 9000.0, 85)),
        credits={"bond": simple_credit("bond", balance=5000.0, due=77, rate_steps=((0, 0.05),))},
        waterfall=(ResolvedSource(kind="cash", target=""), ResolvedSource(kind="draw", target="loan"), sell),
        stakes={},
    )
    case = replace(case, policy_normal=0.5, policy_ceiling=0.6)
    within = 72
    short = up_to(case, within)
    assert len(short.dates) == within + 15 + 1
    assert short.horizon == short.dates[-1]
    whole, part = (simulate_group(one, paths=512, seed=2, workers=1, recorded=0).paths for one in (case, short))
    happened = 0
    for event in ("call", "failed_cure", "gap", "reported_normal", "reported_ceiling", "through_normal", "cover"):
        first, second = whole[event], part[event]
        assert np.array_equal(np.where(first > within, -1, first), np.where(second > within, -1, second)), event
        happened += int(np.count_nonzero(first > 0))
    assert happened > 100
    assert up_to(case, 110) is case


def test_an_earlier_end_keeps_what_is_dated_up_to_it() -> None:
    case = simple_group(dynamics=STILL, days=120, stakes={"stake": stake(alder=1.0)})
    short = funds_of(up_to(case, 49))
    assert short.stakes["stake"].marks == (20, 40)
    assert short.interest_days == ()
    assert len(short.cover_until) == 51
    assert math.isinf(short.cure_purse)
