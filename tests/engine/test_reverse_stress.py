"""How far prices must fall: closed forms against bisection on the path, and against a scenario that falls so far."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pledgeline.engine.leverage import leverage
from pledgeline.engine.pack import pack
from pledgeline.engine.reverse_stress import (
    ALREADY,
    BISECTION,
    CLOSED,
    DEEPEST,
    NEVER,
    SOLD_FIRST,
    TOLERANCE,
    call_fall,
    first_fall,
    policy_fall,
    reverse_stress,
    targets,
)
from pledgeline.engine.straight_path import even_moves, follow
from pledgeline.market.dynamics import GBM
from tests.engine.test_straight_path import oracle
from tests.fixtures_case import document, number, opened
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.stress_results import Breakpoint, ReverseStress

STILL = GBM(volatility=0.4)
POLICY: dict[str, Any] = {
    "group": {"policy": {"ltv": {"normal": "25%", "ceiling": "35%"}}},
    "debts": {"bond": {"amount": "USD 12bn"}},
}
FOLLOWER = {"assets": {"stake": {"kind": "private", "value": "USD 20bn", "follows": {"stock": "0.5"}}}}


def asked(changes: dict[str, Any]) -> tuple[ReverseStress, ...]:
    """The reverse stress of the small case with changes."""
    found = opened(changes)
    return reverse_stress(found.document.case, found.resolved, leverage(found.paper, found.workings))


def one(found: ReverseStress, kind: str, subject: str = "pledge") -> Breakpoint:
    """The breakpoints of a kind; of a policy line, the first."""
    return next(point for point in found.breakpoints if (point.kind, point.subject) == (kind, subject))


def of_simple(case: ResolvedCase) -> ReverseStress:
    """The reverse stress of a resolved case, without a group around it."""
    found = opened()
    levels = replace(leverage(found.paper, found.workings), whole_group=False)
    return reverse_stress(found.document.case, case, levels)[0]


def lone(loan: ResolvedMarginLoan, *, free: float = 0.0, cash: float = 0.0, days: int = 60) -> ResolvedCase:
    return simple_case(dynamics=STILL, days=days, loans=(loan,), free=free, cash=cash)


# --- the call -------------------------------------------------------------------------------------------------


@settings(max_examples=25)  # each walks a hundred paths and more
@given(
    drawn=st.floats(1_000.0, 69_000.0),
    call=st.floats(0.62, 0.79),
    deposit=st.floats(0.0, 900.0),
)
def test_the_call_in_closed_form_is_the_first_call_on_the_path(drawn: float, call: float, deposit: float) -> None:
    loan = simple_loan(drawn=drawn, call=call, deposit=deposit)
    case = lone(loan)
    packed = pack(case)
    stated = call_fall(case, loan, ("alder",))
    for days in (0, 21):

        def called(fall: float, days: int = days) -> bool:
            moves = even_moves(packed, {"alder": math.log1p(-fall)}, days=days)
            return follow(packed, moves).loans["loan"].call is not None

        found = first_fall(called)
        if stated is None:
            assert found is None
        else:
            assert found == pytest.approx(stated, abs=2 * TOLERANCE)


def test_the_call_price_is_that_of_the_standing() -> None:
    found = asked({})[0]
    point = one(found, "call")
    assert point.at_once.method == CLOSED
    assert point.at_once.price == pytest.approx(number(opened(), "loans.pledge.trigger_price"), rel=1e-12)
    assert point.over_days.fall == pytest.approx(number(opened(), "loans.pledge.fall_to.call"), rel=1e-12)


def test_of_a_pool_the_names_that_fall_carry_the_whole_loss() -> None:
    # 1,000 shares of each of two names at 100, debt 100,000, call at 70 %: the pool may lose 57,143 of 200,000
    loan = simple_loan(assets=("alder", "birch"))
    case = simple_case(dynamics=STILL, days=30, assets=("alder", "birch"), loans=(loan,))
    spare = 200_000 - 100_000 / 0.7
    assert call_fall(case, loan, ("alder",)) == pytest.approx(spare / 100_000)
    assert call_fall(case, loan, ("alder", "birch")) == pytest.approx(spare / 200_000)
    assert call_fall(case, replace(loan, drawn=40_000.0), ("alder",)) is None
    assert call_fall(case, replace(loan, drawn=0.0), ("alder",)) is None
    assert call_fall(case, replace(loan, drawn=150_000.0), ("alder",)) == 0.0


def test_a_loan_that_is_called_today_says_so() -> None:
    point = one(asked({"loans": {"pledge": {"drawn": "USD 21bn"}}})[0], "call")
    assert (point.at_once.fall, point.at_once.note) == (0.0, ALREADY)
    assert point.at_once.price == 100.0


def test_a_release_level_takes_the_closed_form_away() -> None:
    point = one(asked({"loans": {"pledge": {"ltv": {"release": "10%"}}}})[0], "call")
    assert (point.at_once.method, point.over_days.method) == (BISECTION, BISECTION)
    assert point.at_once.fall == pytest.approx(number(opened(), "loans.pledge.fall_to.call"), abs=2 * TOLERANCE)


# --- cure, close-out, loss ------------------------------------------------------------------------------------


@settings(max_examples=25)  # each walks a hundred paths and more
@example(drawn=20_000.0, free=0.0, cash=4_400.0)  # a cure fails between 74% and 75% only
@given(
    drawn=st.floats(20_000.0, 65_000.0),
    free=st.floats(0.0, 600.0),
    cash=st.floats(0.0, 15_000.0),
)
def test_at_once_a_cure_fails_where_free_shares_and_cash_end(drawn: float, free: float, cash: float) -> None:
    # with everything given: D - cash <= cure * price * (1000 + free), or the close-out LTV at once
    loan = simple_loan(drawn=drawn)
    found = of_simple(lone(loan, free=free, cash=cash))
    called = drawn / (0.7 * 1000)
    reach = max(drawn - cash, 0.0) / (0.6 * (1000 + free))
    sold = max(drawn / (0.8 * 1000), min(called, reach))
    close_out, failed = one(found, "close_out", "loan"), one(found, "failed_cure", "loan")
    assert close_out.at_once.fall == pytest.approx(1 - sold / 100, abs=2 * TOLERANCE)
    if reach > drawn / (0.8 * 1000) * (1 + 4 * TOLERANCE / 0.01):
        assert failed.at_once.fall == pytest.approx(close_out.at_once.fall, abs=2 * TOLERANCE)
    elif reach < drawn / (0.8 * 1000):
        assert (failed.at_once.fall, failed.at_once.note) == (None, SOLD_FIRST)


@settings(max_examples=25)  # each walks a hundred paths and more
@given(drawn=st.floats(5_000.0, 65_000.0), guaranteed=st.sampled_from([0.0, 2_000.0]))
def test_at_once_a_lender_without_impact_loses_under_the_debt(drawn: float, guaranteed: float) -> None:
    loan = simple_loan(drawn=drawn, impact=0.0)
    loan = replace(loan, recourse=replace(loan.recourse, guaranteed=guaranteed))
    found = one(of_simple(lone(loan)), "loss", "loan")
    assert found.at_once.fall == pytest.approx(1 - (drawn - guaranteed) / 1000 / 100, abs=2 * TOLERANCE)


@pytest.mark.parametrize("kind", ["call", "failed_cure", "close_out", "loss"])
@pytest.mark.parametrize(("free", "cash"), [(0.0, 0.0), (150.0, 2_000.0), (600.0, 9_000.0)])
def test_over_a_month_the_oracle_breaks_at_the_fall_and_holds_before_it(kind: str, free: float, cash: float) -> None:
    case = lone(simple_loan(), free=free, cash=cash)
    fall = one(of_simple(case), kind, "loan").over_days.fall
    packed = pack(case)

    def happens(by: float) -> bool:
        (history,) = oracle(case, even_moves(packed, {"alder": math.log1p(-by)}, days=21))
        days = {"call": history.first_call, "failed_cure": history.failed_cure, "close_out": history.close_out}
        return history.loss > 1e-6 if kind == "loss" else days[kind] is not None

    if fall is None:  # the close-out LTV comes first, however far the price falls
        assert kind == "failed_cure"
        assert not any(happens(percent / 100) for percent in range(100))
        return
    assert happens(fall + TOLERANCE)
    assert not happens(fall - 2 * TOLERANCE)


def test_more_means_never_break_sooner() -> None:
    falls = [one(of_simple(lone(simple_loan(), free=free)), "close_out", "loan") for free in (0.0, 200.0, 400.0)]
    once, slowly = ([point.at_once.fall for point in falls], [point.over_days.fall for point in falls])
    assert once == sorted(once, key=lambda fall: fall or 0.0)
    assert slowly == sorted(slowly, key=lambda fall: fall or 0.0)
    assert slowly[2] > slowly[0]  # type: ignore[operator]  # both break


def test_what_nothing_breaks_is_said_to_hold() -> None:
    found = of_simple(lone(simple_loan(drawn=40.0)))
    for point in found.breakpoints:
        assert (point.at_once.fall, point.at_once.price, point.at_once.note) == (None, None, NEVER)


def test_control_goes_with_the_shares_that_are_sold() -> None:
    # 50 % of 2bn shares: 1bn are owned, so the first share that is sold ends control; above it only deep falls do
    sold = asked({"assets": {"stock": {"control": "50%"}}})[0]
    assert one(sold, "control", "stock").at_once.fall == one(sold, "close_out").at_once.fall
    rest = asked({"assets": {"stock": {"control": "25.5%"}}})[0]
    deeper, first = one(rest, "control", "stock").at_once.fall, one(rest, "close_out").at_once.fall
    assert deeper is not None
    assert first is not None
    assert deeper > first


def test_the_example_of_the_page() -> None:
    # docs/models/stress.md, "By hand"
    found = asked({})[0]
    call, close_out, failed = (one(found, kind) for kind in ("call", "close_out", "failed_cure"))
    assert (call.at_once.fall, call.over_days.fall) == (0.5, 0.5)
    assert close_out.at_once.fall == pytest.approx(2 / 3, abs=TOLERANCE)
    assert (failed.at_once.fall, failed.at_once.note) == (None, SOLD_FIRST)
    assert failed.over_days.fall == pytest.approx(0.8, abs=2 * TOLERANCE)
    assert close_out.over_days == failed.over_days


# --- policy ---------------------------------------------------------------------------------------------------


@given(
    debt=st.floats(-1.0, 40.0),
    base=st.floats(20.0, 100.0),
    share=st.floats(0.05, 1.0),
    line=st.floats(0.1, 0.6),
)
def test_a_policy_line_in_closed_form_is_where_bisection_finds_it(
    debt: float, base: float, share: float, line: float
) -> None:
    worth = share * base
    stated, method = policy_fall(line, debt, base, worth)
    found = first_fall(lambda fall: debt > 0 and debt >= line * (base - worth * fall))
    assert method == CLOSED
    if stated is None or stated > DEEPEST - TOLERANCE:
        assert found is None or found > DEEPEST - 2 * TOLERANCE
    else:
        assert found == pytest.approx(stated, abs=2 * TOLERANCE)


@pytest.mark.parametrize("follower", [False, True])
@pytest.mark.parametrize("key", ["reported", "look_through"])
def test_at_a_policy_line_the_standing_of_a_scenario_has_its_ltv(key: str, *, follower: bool) -> None:
    changes = {**POLICY, **(FOLLOWER if follower else {})}
    found = asked(changes)[0]
    lines = [point for point in found.breakpoints if (point.kind, point.subject) == ("policy", key)]
    assert len(lines) == 2
    for point, line in zip(lines, (0.25, 0.35), strict=True):
        assert point.at_once == point.over_days
        assert point.at_once.method == (BISECTION if follower else CLOSED)
        assert point.at_once.fall
        shock = {"scenarios": {"fall": {"shocks": {"stock": f"-{100 * point.at_once.fall:.10f}%"}}}}
        ltv = number(opened({**changes, **shock}, scenario="fall"), f"group.ltv.{key}")
        assert ltv == pytest.approx(line, rel=1e-9 if not follower else 1e-4)


def test_a_group_that_is_not_known_whole_has_no_policy_to_break() -> None:
    policy = {"name": "Group", "cash": None, "policy": POLICY["group"]["policy"]}
    kinds = {point.kind for point in asked({"group": policy})[0].breakpoints}
    assert kinds == {"call", "failed_cure", "close_out", "loss"}


# --- who falls, and the search --------------------------------------------------------------------------------


def test_each_pledged_name_is_asked_alone_and_all_listed_ones_together() -> None:
    other = {"kind": "listed", "shares": "10m", "price": "USD 50"}
    resolved = opened({"assets": {"other": other}}).resolved
    assert targets(resolved, pack(resolved)) == (("stock",), ("stock", "other"))
    alone = opened().resolved
    assert targets(alone, pack(alone)) == (("stock",),)
    together = asked({"assets": {"other": other}})[1]
    assert (together.title, together.currency) == ("All listed shares together", "")
    assert all(point.at_once.price is None for point in together.breakpoints)


def test_the_first_break_is_found_where_a_deeper_fall_holds_again() -> None:
    assert first_fall(lambda fall: 0.313 <= fall <= 0.42) == pytest.approx(0.313, abs=TOLERANCE)
    assert first_fall(lambda fall: fall >= 0.0) == 0.0
    assert first_fall(lambda fall: fall > 1.0) is None


def test_a_short_horizon_shortens_the_month() -> None:
    assert reverse_days("10d") < 10
    assert reverse_days("1y") == 21


def reverse_days(horizon: str) -> int:
    found = opened({"horizon": horizon})
    return reverse_stress(document().case, found.resolved, leverage(found.paper, found.workings))[0].days
