"""Building programmes on the path of the group: what they call for is what is booked, as planned or as it comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.group_building import as_planned, gap_chances, without
from pledgeline.engine.group_draws import draws_on_paths, planned_draws
from pledgeline.engine.group_outlook import backed_pledges
from pledgeline.engine.group_paths import GroupOutcomes, simulate_group
from pledgeline.engine.group_replay import replay_group
from pledgeline.engine.resolve import resolve
from pledgeline.engine.what_if import funds_of, up_to
from pledgeline.files.read_case import read_case
from pledgeline.kernels.codes import NEVER
from pledgeline.kernels.plan import BOOK_LINES

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase

PATHS, SEED = 512, 7
QUARRY = Path(__file__).parents[1] / "cases" / "quarry" / "case.yaml"
BILLION = 1e9


@pytest.fixture(scope="module")
def case() -> ResolvedCase:
    return resolve(read_case(QUARRY))


@pytest.fixture(scope="module")
def found(case: ResolvedCase) -> GroupOutcomes:
    return simulate_group(case, paths=PATHS, seed=SEED, workers=2)


def _line(found: GroupOutcomes, name: str) -> np.ndarray:
    return np.asarray(found.books[:, :, BOOK_LINES.index(name)].sum(axis=1))


def test_what_is_called_for_is_what_is_booked(case: ResolvedCase, found: GroupOutcomes) -> None:
    called = draws_on_paths(case, seed=SEED)(0, PATHS).sum(axis=1)
    paid_all = np.asarray(found.paths.gap == NEVER)
    fixed = 0.5 * BILLION  # the one commitment of the case
    assert paid_all.mean() > 0.9
    np.testing.assert_allclose(_line(found, "commitments")[paid_all], called[paid_all] + fixed, rtol=1e-12)
    assert called.std() > 0.05 * BILLION  # the paths do differ


def test_sources_and_uses_add_up_on_every_path_and_in_every_quarter(case: ResolvedCase, found: GroupOutcomes) -> None:
    sources = found.books[:, :, : BOOK_LINES.index("interest")].sum(axis=2)
    uses = found.books[:, :, BOOK_LINES.index("interest") : -1].sum(axis=2)
    closing = found.books[:, :, -1]
    opening = np.concatenate([np.full((PATHS, 1), case.cash), closing[:, :-1]], axis=1)
    np.testing.assert_allclose(opening + sources - uses, closing, atol=1e-3)  # of billions


def test_a_path_that_is_followed_alone_draws_what_it_draws_in_the_sweep(
    case: ResolvedCase, found: GroupOutcomes
) -> None:
    path = 300
    told = replay_group(case, path=path, seed=SEED)
    drawn = sum(bill.amount for day in told.days for bill in day.bills if bill.subject.startswith("yard#"))
    assert drawn == pytest.approx(draws_on_paths(case, seed=SEED)(path, 1).sum(), rel=1e-12)
    assert told.days[-1].cash == pytest.approx(found.recorded[path, -1, 0], rel=1e-5)


def test_a_programme_as_planned_is_the_same_as_commitments_of_its_amounts(case: ResolvedCase) -> None:
    planned = simulate_group(as_planned(case, "yard"), paths=128, seed=SEED, workers=1)
    funds = funds_of(case)
    assert planned_draws(funds).sum() == pytest.approx(sum(bill.amount for bill in funds.bills if bill.slot >= 0))
    sure = _line(planned, "commitments")[np.asarray(planned.paths.gap == NEVER)]
    np.testing.assert_allclose(sure, planned_draws(funds).sum() + 0.5 * BILLION, rtol=1e-12)


def test_the_load_line_cuts_a_case_short_without_moving_a_draw(case: ResolvedCase) -> None:
    day = funds_of(case).months[3].day
    short = draws_on_paths(up_to(case, day), seed=SEED)(0, 8)
    np.testing.assert_array_equal(short, draws_on_paths(case, seed=SEED)(0, 8)[:, : short.shape[1]])
    assert short.shape[1] >= 4


def test_the_three_chances_of_a_gap_are_of_the_same_paths(case: ResolvedCase) -> None:
    poor = replace(case, cash=1.5 * BILLION, funds=replace(funds_of(case), cash={"USD": 1.5 * BILLION}))
    chances = gap_chances(poor, draws=Draws(paths=PATHS, seed=SEED), workers=2)["yard"]
    assert chances.without is not None
    assert chances.planned is not None
    assert chances.possible is not None
    assert chances.without.value < chances.possible.value <= 1.0
    assert chances.without.value <= chances.planned.value
    alone = simulate_group(without(poor, "yard"), paths=PATHS, seed=SEED, workers=1, recorded=0)
    assert chances.without.value == np.mean(alone.paths.gap != NEVER)


def test_a_promise_backed_by_a_programme_is_paid_when_every_draw_is(case: ResolvedCase, found: GroupOutcomes) -> None:
    (backed,) = backed_pledges(case, found)
    months = funds_of(case).months
    assert backed.payments == tuple(f"yard#{month.date:%Y-%m}" for month in months)
    unpaid = np.asarray(found.paths.unpaid & 1 != 0)
    assert backed.paid.value == 1.0 - unpaid.mean()
    assert not unpaid[np.asarray(found.paths.gap == NEVER)].any()
