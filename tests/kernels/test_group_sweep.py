"""The compiled sweep of whole groups against the oracle, path by path, and its days of rest against days stepped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine import group_paths
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.pack import key_of
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.resolved_group import ResolvedSource
from pledgeline.kernels.book import OUTCOME, Memory, Output, new_desk, new_memory
from pledgeline.kernels.group_sweep import _sweep
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import new_block
from pledgeline.kernels.plan import BOOK_LINES, PATH, Hold, Ledger, new_hold, new_now
from pledgeline.kernels.rest import new_mirror
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import simple_bill, simple_group
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
    """The same group with something dated on every day, so that each is stepped in full."""
    packed = pack_group(case)
    packed.plan.dates[3] = 1
    return packed


def simulated(case: ResolvedCase, *, recorded: int = 0) -> GroupOutcomes:
    """One block of paths and a few of the next."""
    return simulate_group(case, paths=LANES + 9, seed=SEED, workers=1, recorded=recorded)


def groups() -> list[ResolvedCase]:
    """Random groups, plain and rare by turns; of every three, two without a currency that moves."""
    cases = [rare_group(seed)[0] if seed % 2 else random_group(seed)[0] for seed in range(500, 524)]
    return [case if number % 3 == 0 else without_exchange(case) for number, case in enumerate(cases)]


def without_exchange(case: ResolvedCase) -> ResolvedCase:
    """The same case with rates that stand still."""
    still = {name: replace(one, volatility=0.0, growth=0.0) for name, one in case.currencies.items()}
    shocks = tuple(shock for shock in case.shocks if shock.name not in still)
    pairs = {pair: rho for pair, rho in case.correlations.items() if not still.keys() & set(pair)}
    return replace(case, currencies=still, shocks=shocks, correlations=pairs)


@pytest.mark.slow
@pytest.mark.parametrize("recorded", [0, LANES, LANES + 9])
def test_a_day_of_rest_leaves_everything_as_a_day_stepped_would(monkeypatch: pytest.MonkeyPatch, recorded: int) -> None:
    cases = groups()
    rested = [simulated(case, recorded=recorded) for case in cases]
    monkeypatch.setattr(group_paths, "pack_group", without_rest)
    for number, (case, found) in enumerate(zip(cases, rested, strict=True)):
        stepped = everything(simulated(case, recorded=recorded))
        for name, figures in everything(found).items():
            # days and counts are the same; a day stepped may sell ahead for what rounding leaves of a need
            rounding = 1e-12 if figures.dtype.kind == "f" else 0.0
            np.testing.assert_allclose(figures, stepped[name], rtol=rounding, err_msg=f"{name} of group {number}")


def everything(found: GroupOutcomes) -> dict[str, np.ndarray]:
    """All figures of a run by their names."""
    kept = {name: getattr(found, name) for name in ("control", "defaults", "paid", "paid_by", "recorded", "books")}
    kept |= {f"loan {name}": found.outcomes[name] for name in OUTCOME.names or ()}
    return kept | {f"path {name}": found.paths[name] for name in PATH.names or ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One block at the end of its days."""

    packed: PackedGroup
    memory: Memory
    hold: Hold
    books: np.ndarray  # (LANES, quarters, lines)
    resting: np.ndarray  # (LANES,) whether it rested on the last day on which any could


def ended(case: ResolvedCase, *, recorded: int = 0) -> Ended:
    """Sweep one block in a workspace that can be looked at afterwards."""
    packed = pack_group(case)
    plan, book = packed.plan, packed.book
    facilities = len(packed.loans) + len(packed.credits)
    ledger = Ledger(
        np.zeros(LANES, PATH).view(np.recarray),
        np.zeros((LANES, facilities), np.int32),
        np.zeros(plan.bills.size, np.int64),
        np.zeros((plan.bills.size, plan.sources.size + 1, 2)),
        np.zeros((recorded, 0, 4), np.float32),
        np.zeros((recorded, len(packed.quarters), len(BOOK_LINES))),
        np.zeros((LANES, 0)),
    )
    output = Output(
        np.zeros((LANES, len(packed.loans)), OUTCOME).view(np.recarray),
        np.zeros((LANES, len(packed.assets)), np.int32),
        np.zeros((0, len(packed.loans), 0), np.float32),
        np.full(plan.dates.shape[1], -1, np.int64),
        0,
    )
    levels = np.full((2, LANES), np.nan)  # LTVs of the lanes that rest; NaN for the others
    memory, hold = new_memory(book), new_hold(plan)
    _sweep(
        packed.factors, plan, book, key_of(SEED), (0, LANES, packed.days), ledger, output,
        (new_block(packed.factors), memory, new_desk(book), hold, new_now(plan), new_mirror(plan, book), levels),
    )  # fmt: skip
    return Ended(packed=packed, memory=memory, hold=hold, books=ledger.books, resting=~np.isnan(levels[0]))


@pytest.mark.slow
def test_groups_do_rest() -> None:
    shares = [float(np.mean(ended(case).resting)) for case in groups()]
    assert np.mean(shares) > LOWEST_REST, shares


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(700, 720))
def test_free_and_pledged_shares_make_up_what_is_owned(seed: int) -> None:
    case, _ = rare_group(seed)
    end = ended(case)
    free, owned = end.memory.shares
    pledged = np.zeros_like(free)
    for number, account in enumerate(end.packed.book.accounts):
        for place in range(account.pool_size):
            pledged[:, end.packed.book.lots[number, place].asset] += end.memory.pledged[:, number, place]
    start = [case.assets[name].shares or 0.0 for name in end.packed.assets]
    assert np.all(np.abs(owned - free - pledged) <= 1e-9 * np.maximum(np.array(start), owned))
    assert np.all(free >= -1e-9 * owned.max(initial=1.0))
    assert np.all(pledged >= 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(700, 720))
def test_no_balance_is_negative(seed: int) -> None:
    case, _ = rare_group(seed)
    end = ended(case)
    assert np.all(end.hold.cash >= 0.0)
    assert np.all(end.hold.purse >= -1e-6)
    for name in ("balance", "undrawn", "accrued"):
        assert np.all(end.hold.credits[name] >= 0.0), name
    assert np.all(end.hold.facilities.undrawn >= 0.0)
    assert np.all(end.memory.state.units >= -1e-9)
    assert np.all(end.memory.state.deposit >= 0.0)


@pytest.mark.slow
def test_shares_sold_and_bought_are_missing_or_more_by_their_price() -> None:
    """On prices that stand still, without impact, money that sales and purchases moved tells how many shares did."""
    still = GBM(volatility=0.0)
    base = simple_group(
        dynamics=still,
        days=40,
        loans=(),
        free=1_000.0,
        cash=3_000.0,
        bills=(
            simple_bill("plain", 8_000.0, 5),
            replace(simple_bill("buys", 2_500.0, 9), buys="alder"),
            simple_bill("last", 20_000.0, 30),
        ),
        waterfall=(
            ResolvedSource(kind="cash", target=""),
            ResolvedSource(kind="sell", target="alder", participation=0.2, tax=0.1, ahead=4),
        ),
    )
    end = ended(base, recorded=LANES)
    sold = end.books[:, :, BOOK_LINES.index("sales")].sum(axis=1) / 100.0
    assert np.all(sold > 0.0)
    np.testing.assert_allclose(end.memory.shares[0, :, 0], 1_000.0 - sold + 2_500.0 / 100.0, rtol=1e-12)
