"""The answers of the group over ranges: against a toy whose answers are written down, and on real paths."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.case.figure import with_figure
from pledgeline.engine import group_ranges as ranges
from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_ranges import group_ranges
from pledgeline.engine.resolve import resolve
from pledgeline.units.ratio import Ratio
from tests.fixtures_case import document

if TYPE_CHECKING:
    from pledgeline.engine.group_results import AnswerRange, GroupRanges
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.files.read_case import CaseFile

PATHS = 10_000
VOLATILITY, CALL = "assets.stock.dynamics.volatility", "loans.pledge.ltv.call"
# two terms that matter, and a pledge, which no path knows of
CHANGES: dict[str, Any] = {
    "horizon": "6mo",
    "group": {"policy": {"ltv": {"normal": "25%", "ceiling": "35%"}}},
    "assets": {"stock": {"dynamics": {"model": "gbm", "volatility": {"assume": "40%", "range": "30%..60%"}}}},
    "loans": {"pledge": {"ltv": {"cure": "30%", "call": {"assume": "40%", "range": "35%..50%"}, "close_out": "60%"}}},
    "debts": {"bond": {"amount": "USD 1bn", "due": "2026-02"}},
    "pledges": {"one": {"by": "group", "made": "2025", "amount": {"assume": "USD 1bn", "range": "USD 1bn..USD 9bn"}}},
}


def chances(case: ResolvedCase) -> dict[str, float]:
    """The answers of the toy: a call is likelier with more volatility and a lower level, a gap never comes."""
    dynamics = case.assets["stock"].dynamics
    assert dynamics is not None
    call = dynamics.volatility * (1.0 - case.margin_loans["pledge"].call)
    return {
        "call": call,
        "failed_cure": call / 2,
        "gap": 0.0,
        "reported_normal": dynamics.volatility / 10,
        "reported_ceiling": 0.0,
        "through_normal": 1.0,
        "through_ceiling": call**2,
        "cover": 0.25,
    }


@dataclass(frozen=True, slots=True)
class Toy:
    """Paths whose share with each event is what `chances` says; it keeps the cases that it ran."""

    ran: list[ResolvedCase] = field(default_factory=list)

    def __call__(self, case: ResolvedCase, *, paths: int, **_how: object) -> SimpleNamespace:
        """Run one case."""
        self.ran.append(case)
        found = np.full(paths, -1, [(name, "i4") for name in chances(case)])
        for name, chance in chances(case).items():
            found[name][: round(chance * paths)] = 5
        return SimpleNamespace(paths=found)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    """The toy in place of the paths of a group."""
    found = Toy()
    monkeypatch.setattr(ranges, "simulate_group", found)
    return found


def swept(read: CaseFile, *, samples: int = 16, paths: int = PATHS, **how: Any) -> GroupRanges:
    found = group_ranges(
        read, resolve(read), draws=Draws(paths=PATHS, seed=3), workers=1, paths=paths, samples=samples, **how
    )
    assert found is not None
    return found


def one(found: GroupRanges, name: str) -> AnswerRange:
    return next(answer for answer in found.answers if answer.answer == name)


def test_each_term_at_both_ends_of_its_range_all_else_as_assumed(toy: Toy) -> None:
    found = swept(document(CHANGES))
    call = one(found, "call")
    assert call.title == "probability of a margin call on any loan"
    assert call.base.value == pytest.approx(0.24)
    assert [(effect.key, effect.assumed, effect.low, effect.high) for effect in call.effects] == [
        (VOLATILITY, "40%", "30%", "60%"),
        (CALL, "40%", "35%", "50%"),
        ("pledges.one.amount", "USD 1bn", "USD 1bn", "USD 9bn"),
    ]
    ends = [(effect.answer_low.value, effect.answer_high.value) for effect in call.effects]
    assert ends == [pytest.approx((0.18, 0.36)), pytest.approx((0.26, 0.20)), pytest.approx((0.24, 0.24))]
    assert [effect.swing for effect in call.effects] == pytest.approx([0.18, 0.06, 0.0])
    assert call.effects[0].answer_low.standard_error == pytest.approx(math.sqrt(0.18 * 0.82 / PATHS))
    assert len(toy.ran) == 1 + 4 + 16  # the base, two ends of two terms, the mixtures


def test_one_run_gives_every_answer_and_lines_that_are_not_stated_have_none(toy: Toy) -> None:
    names = ["call", "failed_cure", "gap", "reported_normal", "reported_ceiling", "through_normal", "through_ceiling"]
    assert [answer.answer for answer in swept(document(CHANGES)).answers] == [*names, "cover"]
    assert len({answer.title for answer in swept(document(CHANGES)).answers}) == 8
    plain = {**CHANGES, "group": {}, "debts": {}}
    assert [answer.answer for answer in swept(document(plain)).answers] == ["call", "failed_cure", "gap"]
    assert toy.ran


@pytest.mark.usefixtures("toy")
def test_a_term_that_matters_to_one_answer_need_not_to_another() -> None:
    found = swept(document(CHANGES))
    assert one(found, "call").effects[0].key == VOLATILITY
    normal = one(found, "reported_normal")
    assert [effect.swing for effect in normal.effects] == pytest.approx([0.03, 0.0, 0.0])
    # of equals the first by name
    assert [effect.key for effect in one(found, "gap").effects] == sorted(effect.key for effect in normal.effects)


def test_mixtures_take_every_term_from_its_whole_range(toy: Toy) -> None:
    found = swept(document(CHANGES), samples=16)
    assert (found.samples, found.paths) == (16, PATHS)
    mixtures = toy.ran[-16:]
    for drawn, low, high in (
        ([case.margin_loans["pledge"].call for case in mixtures], 0.35, 0.50),
        ([getattr(case.assets["stock"].dynamics, "volatility", 0.0) for case in mixtures], 0.30, 0.60),
    ):
        slices = np.floor(16 * (np.sort(drawn) - low) / (high - low))
        assert list(slices) == list(range(16))
    call = one(found, "call")
    values = [round(chances(case)["call"] * PATHS) / PATHS for case in mixtures]
    assert (call.joint_low, call.joint_high) == (min(values), max(values))
    assert (call.joint_p10, call.joint_p50, call.joint_p90) == pytest.approx(
        tuple(np.quantile(values, [0.1, 0.5, 0.9]))
    )
    # all terms together go further than one alone
    assert call.joint_low < 0.20
    assert call.joint_high > 0.30


def test_mixtures_that_are_no_sound_case_are_left_out_and_counted(toy: Toy) -> None:
    levels = {
        "cure": "30%",
        "call": {"assume": "40%", "range": "35%..55%"},
        "close_out": {"assume": "60%", "range": "45%..65%"},
    }
    found = swept(document({**CHANGES, "loans": {"pledge": {"ltv": levels}}}), samples=24)
    assert 0 < found.samples < 24
    assert found.samples == len(toy.ran) - 7
    for case in toy.ran[-found.samples :]:
        loan = case.margin_loans["pledge"]
        assert loan.cure < loan.call < loan.close_out


def test_nothing_assumed_nothing_swept(toy: Toy) -> None:
    read = document()
    assert group_ranges(read, resolve(read), draws=Draws(paths=100, seed=1), workers=1) is None
    assert not toy.ran


def test_no_more_paths_than_the_run_has_and_progress_to_the_end(toy: Toy) -> None:
    told: list[float] = []
    assert swept(document(CHANGES), paths=50_000, progress=told.append).paths == PATHS
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert swept(document(CHANGES), paths=500) == swept(document(CHANGES), paths=500)
    assert toy.ran


def test_a_bar_of_the_tornado_is_a_case_of_its_own_on_real_paths() -> None:
    read = document({**CHANGES, "horizon": "2mo"})
    found = swept(read, samples=2, paths=256)
    written = read.case
    changed = document({**CHANGES, "horizon": "2mo"})
    assert changed.case == written
    other = SimpleNamespace(
        case=with_figure(written, VOLATILITY, Ratio.parse("60%")),
        prices=read.prices,
        input_hash=read.input_hash,
        scenario=read.scenario,
        locate=read.locate,
    )
    paths = simulate_group(resolve(other), paths=256, seed=3, workers=1, recorded=0).paths
    effect = next(effect for effect in one(found, "call").effects if effect.key == VOLATILITY)
    assert effect.answer_high.value == np.mean(paths.call >= 0) > effect.answer_low.value
    assert one(found, "call").joint_low <= one(found, "call").joint_high
