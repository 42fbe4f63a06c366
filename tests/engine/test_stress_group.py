"""The whole group under scenarios: by hand, and against the walk of its day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_replay import follow_group
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.resolve import resolve
from pledgeline.engine.stress import CASH_UNKNOWN, LoanPath, stress
from pledgeline.engine.stress_group import follow_whole, group_moves
from pledgeline.files.read_case import apply_scenario
from tests.fixtures_case import document
from tests.oracles.group_experiments import random_group

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import Breakpoint, GroupCourse, Stress

NONE, SOME = Draws(paths=0, seed=1), Draws(paths=1_000, seed=1)
SPARE = {"kind": "listed", "shares": "857142857", "price": "USD 7"}  # USD 6bn after a fall by a seventh
CASE: dict[str, Any] = {
    "group": {"policy": {"ltv": {"normal": "25%", "ceiling": "35%"}}},
    "assets": {"spare": SPARE, "stake": {"kind": "private", "value": "USD 20bn", "follows": {"stock": "0.5"}}},
    "loans": {"pledge": {"maturity": "2030-01-01"}},
    "debts": {"bonds": {"kind": "issue", "facility": "USD 3bn", "term": "5y", "rate": "0%"}},
    "commitments": {"tower": {"to": "Tower", "amount": "USD 10bn", "due": "2026-01-15", "firm": True}},
    "inflows": {"sale": {"amount": "USD 1bn", "due": "2025-12-15"}},
    "funding": ["cash", {"draw": "bonds"}, {"sell": "spare", "participation": "100%", "tax": "0%"}],
    "scenarios": {
        "shut": {"shut": ["bonds"], "shocks": {"spare": "-50%"}},
        "late": {"delay": {"sale": "6mo"}, "shut": ["bonds"], "shocks": {"spare": "-20%"}},
        "slide": {"shocks": {"stock": "-50%", "stake": "-10%"}, "over": "20bd"},
        "crash": {"shocks": {"stock": "-30%"}},
    },
}


def stressed(changes: dict[str, Any], *names: str, draws: Draws = NONE) -> Stress:
    base = document(changes)
    return stress(base, [apply_scenario(base, name) for name in names], draws=draws)


def course_of(found: Stress, name: str) -> GroupCourse:
    course = next(row.course for row in found.scenarios if row.id == name)
    assert course
    return course


@pytest.fixture(scope="module")
def found() -> Stress:
    return stressed(CASE, "shut", "late", "slide", "crash", draws=SOME)


def test_as_it_stands_every_bill_is_paid(found: Stress) -> None:
    fate = course_of(found, "").fate
    # 4bn of cash and 1bn that comes in, 3bn of bonds, 2bn of shares
    assert (fate.gap, fate.gap_total, fate.lowest_cash) == (None, 0.0, 0.0)
    assert fate.lowest_cash_on.isoformat() == "2026-01-15"


def test_a_market_that_is_shut_leaves_a_gap(found: Stress) -> None:
    fate = course_of(found, "shut").fate
    # 5bn of cash, no bonds, 857m shares at USD 3.50
    assert fate.gap_first == pytest.approx(10e9 - 5e9 - 857_142_857 * 3.5, rel=1e-9)
    assert fate.gap is not None
    assert fate.gap.isoformat() == "2026-01-15"
    assert next(row for row in found.scenarios if row.id == "shut").shut == ("bonds",)


def test_money_that_comes_late_is_missing(found: Stress) -> None:
    late = next(row for row in found.scenarios if row.id == "late")
    assert late.delays == (("sale", "6mo"),)
    assert course_of(found, "late").fate.gap_first == pytest.approx(10e9 - 4e9 - 857_142_857 * 5.6, rel=1e-9)


def test_probabilities_are_those_of_the_group(found: Stress) -> None:
    chances = course_of(found, "crash").chances
    assert chances
    resolved = resolve(document(CASE, scenario="crash"))
    paths = simulate_group(resolved, paths=1_000, seed=1, workers=1, recorded=0).paths
    assert chances.paths == 1_000
    assert chances.gap.value == np.count_nonzero(paths.gap >= 0) / 1_000
    assert chances.call.value == np.count_nonzero(paths.call >= 0) / 1_000
    for line, chance in chances.lines.items():
        assert chance.value == np.count_nonzero(paths[line] >= 0) / 1_000, line


def test_without_simulation_there_is_a_path_and_no_chance() -> None:
    course = course_of(stressed(CASE, "crash"), "crash")
    assert course.chances is None
    assert course.fate.highest_ltv > 0.0


def test_the_shock_of_a_stake_stands_for_what_it_follows() -> None:
    case = resolve(document(CASE, scenario="slide"))
    packed = pack_group(case)
    path = LoanPath(moves={shock.name: shock.log_move for shock in case.shocks}, days=20)
    moves = dict(zip(packed.factor_names, group_moves(case, packed, path).sum(axis=1), strict=True))
    assert moves["stock"] == pytest.approx(math.log(0.5), rel=1e-12)
    assert moves["stake"] + 0.5 * moves["stock"] == pytest.approx(math.log(0.9), rel=1e-12)
    walked = follow_group(case, packed, np.cumsum(group_moves(case, packed, path), axis=1).T)
    # on the last day of the shock: 1bn shares at 50, the spare ones, the stake, cash; less the loan
    nav = 50e9 + 857_142_857 * 7 + 18e9 + 4e9 - 10e9
    assert walked.days[19].nav == pytest.approx(nav, rel=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_the_compiled_path_is_that_of_the_walk(seed: int) -> None:
    case, _ = random_group(seed)
    packed = pack_group(case)
    steps = np.random.default_rng(seed).normal(-0.01, 0.04, (len(packed.factor_names), packed.days))
    compiled = follow_whole(case, packed, steps)
    walked = follow_group(case, packed, np.cumsum(steps, axis=1).T).fate
    dated = ("call", "call_loan", "failed_cure", "gap", "lines", "defaults", "control", "lowest_cash_on")
    assert {name: getattr(compiled, name) for name in dated} == {name: getattr(walked, name) for name in dated}
    scale = sum(asset.value for asset in case.assets.values())
    for name in ("gap_first", "gap_total", "lowest_cash"):
        assert getattr(compiled, name) == pytest.approx(getattr(walked, name), abs=1e-9 * scale)


def of(found: Stress, kind: str, subject: str) -> Breakpoint:
    """What breaks when all listed shares fall together."""
    return next(point for point in found.reverse[-1].breakpoints if (point.kind, point.subject) == (kind, subject))


def test_the_fall_that_leaves_a_bill_unpaid_is_the_one_by_hand() -> None:
    unissued = {key: each for key, each in CASE.items() if key not in {"debts", "scenarios"}}
    sale = {"sell": "spare", "participation": "100%"}
    unissued["funding"] = ["cash", sale | {"ahead": "0bd"}]
    point = of(stressed(unissued), "gap", "gap")
    # 5bn of cash; the other 5bn from 857m shares, which USD 7 a share makes worth 6bn
    assert point.at_once.fall == pytest.approx(1.0 - 5e9 / (857_142_857 * 7.0), abs=1.1e-5)
    assert point.over_days.fall == pytest.approx(point.at_once.fall, abs=1e-9)  # the bill comes later than either
    unissued["funding"] = ["cash", sale | {"ahead": "60bd"}]
    ahead = of(stressed(unissued), "gap", "gap")
    assert ahead.at_once.fall == point.at_once.fall
    assert ahead.over_days.fall is not None
    assert ahead.over_days.fall > 0.3  # what is sold ahead is sold before the worst of it


def test_the_fall_that_breaks_the_policy_on_the_way_is_the_one_by_hand() -> None:
    plain: dict[str, Any] = {"group": {"cash": "USD 0", "policy": {"ltv": {"normal": "12%", "ceiling": "15%"}}}}
    plain["loans"] = {"pledge": {"maturity": "2030-01-01", "recourse": "full"}}
    points = {point.subject: point for point in stressed(plain).reverse[0].breakpoints if point.kind == "path"}
    # 10bn of debt without interest over 1bn shares at USD 100: at 15% they are worth two thirds of that
    assert points["reported_ceiling"].at_once.fall == pytest.approx(1.0 / 3.0, abs=1.1e-5)
    assert points["reported_normal"].at_once.fall == pytest.approx(1.0 / 6.0, abs=1.1e-5)


def test_a_gap_without_any_fall_is_said() -> None:
    poor = {**CASE, "funding": ["cash"]}
    del poor["scenarios"]
    point = of(stressed(poor), "gap", "gap")
    assert (point.at_once.fall, point.at_once.note) == (0.0, "without any fall")


def test_unknown_cash_leaves_the_loans_and_says_so() -> None:
    found = stressed({"group": {"cash": None}})
    assert [row.course for row in found.scenarios] == [None]
    assert set(CASH_UNKNOWN) <= set(found.limits)
    assert not {"gap", "path"} & {point.kind for each in found.reverse for point in each.breakpoints}
