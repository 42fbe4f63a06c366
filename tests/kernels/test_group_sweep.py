"""The compiled sweep of whole groups against the oracle, path by path, and its days of rest against days stepped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine import group_paths
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import pack_group
from pledgeline.kernels.book import OUTCOME, Output, new_desk, new_memory
from pledgeline.kernels.group_sweep import _sweep
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import new_block
from pledgeline.kernels.plan import BOOK_LINES, PATH, Ledger, new_hold, new_now
from pledgeline.kernels.rest import new_mirror
from tests.oracles.group_experiments import random_group
from tests.oracles.group_rare import CHANGES, changed, rare_group

from .group_differences import differences

if TYPE_CHECKING:
    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase

SEED = 11
LOWEST_REST = 0.25  # of lanes and days: that much rest at least, or the tests of it test nothing


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_every_path_of_a_random_group_is_that_of_the_oracle(seed: int) -> None:
    case, _ = random_group(seed)
    assert not differences(case, paths=2, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_so_is_every_path_of_a_group_with_something_rare(name: str) -> None:
    case, _ = changed(name, 101)
    assert not differences(case, paths=2, seed=SEED)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1016))
def test_so_is_every_path_of_a_group_with_several_rare_things(seed: int) -> None:
    case, _ = rare_group(seed)
    assert not differences(case, paths=2, seed=seed)


@pytest.mark.parametrize("seed", range(3))
def test_so_are_the_paths_of_a_few_days(seed: int) -> None:
    case, _ = changed("a few days", seed)
    assert not differences(case, paths=2, seed=seed)


def without_rest(case: ResolvedCase) -> PackedGroup:
    """A group that is stepped in full every day, and has the same paths.

    A group with a currency that moves does not rest; here one moves that nothing is counted in.
    """
    packed = pack_group(case)
    assert packed.plan.moneys.size == 0
    return replace(packed, plan=packed.plan._replace(moneys=np.zeros(1, np.int64)))


def simulated(case: ResolvedCase, *, recorded: int = 0) -> GroupOutcomes:
    """One block of paths and a few of the next."""
    return simulate_group(case, paths=LANES + 9, seed=SEED, workers=1, recorded=recorded)


def quiet_groups(count: int) -> list[ResolvedCase]:
    """Random groups, plain and rare by turns, without a currency that moves."""
    found: list[ResolvedCase] = []
    for seed in range(500, 700):
        case, _ = rare_group(seed) if seed % 2 else random_group(seed)
        still = {name: replace(one, volatility=0.0, growth=0.0) for name, one in case.currencies.items()}
        shocks = tuple(shock for shock in case.shocks if shock.name not in still)
        pairs = {pair: rho for pair, rho in case.correlations.items() if not still.keys() & set(pair)}
        found.append(replace(case, currencies=still, shocks=shocks, correlations=pairs))
        if len(found) == count:
            break
    return found


@pytest.mark.slow
@pytest.mark.parametrize("recorded", [0, LANES, LANES + 9])
def test_a_day_of_rest_leaves_everything_as_a_day_stepped_would(monkeypatch: pytest.MonkeyPatch, recorded: int) -> None:
    cases = quiet_groups(16)
    rested = [simulated(case, recorded=recorded) for case in cases]
    monkeypatch.setattr(group_paths, "pack_group", without_rest)
    for number, (case, found) in enumerate(zip(cases, rested, strict=True)):
        stepped = simulated(case, recorded=recorded)
        for name in ("control", "defaults", "paid", "paid_by", "recorded", "books"):
            np.testing.assert_array_equal(getattr(found, name), getattr(stepped, name), f"{name} of group {number}")
        for name in OUTCOME.names or ():
            np.testing.assert_array_equal(found.outcomes[name], stepped.outcomes[name], f"{name} of group {number}")
        for name in PATH.names or ():
            rounding = 1e-12 if name == "peak_ltv" else 0.0  # another order of the same sums
            np.testing.assert_allclose(
                found.paths[name], stepped.paths[name], rtol=rounding, err_msg=f"{name} of group {number}"
            )


@pytest.mark.slow
def test_groups_do_rest() -> None:
    resting = [rests(case) for case in quiet_groups(16)]
    assert np.mean(resting) > LOWEST_REST, resting


def rests(case: ResolvedCase) -> float:
    """Share of lanes that rested on the last day on which any could."""
    packed = pack_group(case)
    plan, book = packed.plan, packed.book
    facilities = len(packed.loans) + len(packed.credits)
    ledger = Ledger(
        np.zeros(LANES, PATH).view(np.recarray),
        np.zeros((LANES, facilities), np.int32),
        np.zeros(plan.bills.size, np.int64),
        np.zeros((plan.bills.size, plan.sources.size + 1, 2)),
        np.zeros((0, 0, 4), np.float32),
        np.zeros((0, len(packed.quarters), len(BOOK_LINES))),
    )
    output = Output(
        np.zeros((LANES, len(packed.loans)), OUTCOME).view(np.recarray),
        np.zeros((LANES, len(packed.assets)), np.int32),
        np.zeros((0, len(packed.loans), 0), np.float32),
        np.full(plan.dates.shape[1], -1, np.int64),
        0,
    )
    levels = np.full((2, LANES), np.nan)  # of the lanes that rest; NaN for the others
    workspace = (
        new_block(packed.factors), new_memory(book), new_desk(book), new_hold(plan), new_now(plan),
        new_mirror(plan, book), levels,
    )  # fmt: skip
    _sweep(packed.factors, plan, book, key_of(SEED), (0, LANES, packed.days), ledger, output, workspace)
    return float(np.mean(~np.isnan(levels[0])))
