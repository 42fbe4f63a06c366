"""Groups over many paths: the same whoever simulates them, like their loans alone, stakes that grow as stated."""

from __future__ import annotations

import datetime as dt
import functools
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.group_paths import _PIECE, GroupOutcomes, simulate_group
from pledgeline.engine.lender import exact_calls
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.resolved import PoolShare, ResolvedCommonJumps, ResolvedCurrency
from pledgeline.engine.resolved_group import NEVER_DUE, ResolvedSource, ResolvedStake
from pledgeline.engine.simulation import simulate_paths
from pledgeline.kernels.book import new_memory
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.plan import PATH, new_hold, new_now
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.oracles.group_rare import rare_group
from tests.simple_case import AS_OF, FULL_RECOURSE, NO_RECOURSE, simple_asset, simple_case, simple_loan

from .simple_group import simple_bill, simple_credit, simple_facility, simple_group

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan
    from pledgeline.market.dynamics import Dynamics

ROOT = Path(__file__).parents[2]
JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
MERTON = Merton(volatility=0.4, jump_rate=5, jump_mean=-0.1, jump_std=0.15)
MEGABYTE = 2**20


def test_a_case_whose_cash_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^the cash of the group is not known$"):
        simulate_group(simple_case(dynamics=JUMPY), paths=1, seed=1, workers=1)


# Who simulates, how many, what is kept.


BUSY = (2, 47)  # of rare groups; the second has currencies that move


def busy_group(seed: int) -> ResolvedCase:
    """Calls, failed cures, gaps, sales, lines and draws within some sixty days, all on some paths and not on others."""
    case, _ = rare_group(seed)
    return case


@pytest.mark.parametrize("seed", BUSY)
def test_the_busy_groups_are(seed: int) -> None:
    case = busy_group(seed)
    assert bool(pack_group(case).plan.moneys.size) == (seed == BUSY[1])
    found = simulate_group(case, paths=64, seed=7, workers=1)
    assert 0 < np.count_nonzero(found.paths.failed_cure >= 0) < np.count_nonzero(found.paths.call >= 0)
    assert np.any(found.paths.gap >= 0)
    for line in ("draws", "lines", "bridges", "sales", "interest", "commitments", "cures"):
        moved = found.books[:, :, found.book_lines.index(line)].any(axis=1)
        assert np.any(moved) or line in {"lines", "bridges"}, line


def arrays(found: GroupOutcomes) -> dict[str, np.ndarray]:
    """Everything that a run finds, by path."""
    kept = {name: getattr(found, name) for name in ("control", "defaults", "recorded", "books")}
    kept |= {f"path {name}": found.paths[name] for name in PATH.names or ()}
    return kept | {f"loan {name}": found.outcomes[name] for name in found.outcomes.dtype.names}


@pytest.mark.parametrize("seed", BUSY)
@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_finds_the_same(workers: int, seed: int) -> None:
    case, paths = busy_group(seed), 2 * _PIECE + 1
    alone = simulate_group(case, paths=paths, seed=7, workers=1)
    together = simulate_group(case, paths=paths, seed=7, workers=workers)
    for name, expected in arrays(alone).items():
        np.testing.assert_array_equal(arrays(together)[name], expected, name)
    np.testing.assert_array_equal(together.paid, alone.paid)
    np.testing.assert_array_equal(together.paid_by, alone.paid_by)


@pytest.mark.parametrize("seed", BUSY)
def test_a_path_does_not_depend_on_how_many_there_are(seed: int) -> None:
    case = busy_group(seed)
    whole = arrays(simulate_group(case, paths=_PIECE + LANES, seed=7, workers=1))
    for paths in (1, LANES - 1, LANES, LANES + 1, 2 * LANES - 1, 2 * LANES, 2 * LANES + 1, _PIECE + 1):
        for name, found in arrays(simulate_group(case, paths=paths, seed=7, workers=1)).items():
            np.testing.assert_array_equal(found, whole[name][:paths], f"{name} of {paths} paths")


def test_bills_are_counted_over_all_paths() -> None:
    case = busy_group(BUSY[1])
    few, many = (simulate_group(case, paths=count, seed=7, workers=1) for count in (LANES, 2 * LANES))
    assert (few.paid <= many.paid).all()
    assert (many.paid <= 2 * LANES).all()
    assert (few.paid_by <= many.paid_by).all()


@pytest.mark.parametrize("seed", BUSY)
@pytest.mark.parametrize("recorded", [0, 1, LANES])
def test_what_is_recorded_changes_nothing(recorded: int, seed: int) -> None:
    case, paths = busy_group(seed), 2 * LANES
    everything = simulate_group(case, paths=paths, seed=7, workers=1)
    some = simulate_group(case, paths=paths, seed=7, workers=1, recorded=recorded)
    for name, found in arrays(some).items():
        expected = arrays(everything)[name][: len(found)]
        np.testing.assert_allclose(found, expected, rtol=1e-12 if name == "path peak_ltv" else 0.0, err_msg=name)
    np.testing.assert_array_equal(some.paid_by, everything.paid_by)


def test_other_seeds_give_other_paths() -> None:
    one, other = (simulate_group(busy_group(2), paths=LANES, seed=seed, workers=1).paths for seed in (1, 2))
    assert not np.any(one.peak_ltv == other.peak_ltv)


def small() -> dict[str, np.ndarray]:
    """A few paths of a busy group."""
    return arrays(simulate_group(busy_group(BUSY[0]), paths=4, seed=3, workers=1))


def test_the_interpreted_sweep_is_the_compiled_one(tmp_path: Path) -> None:
    if os.environ.get("NUMBA_DISABLE_JIT"):
        pytest.skip("nothing is compiled here to compare with")
    script = (
        "import sys, warnings, numpy\n"
        "warnings.simplefilter('error')\n"
        "from tests.engine.test_group_paths import small\n"
        "numpy.savez(sys.argv[1], **small())"
    )
    there = tmp_path / "interpreted.npz"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run(
        [sys.executable, "-c", script, there], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    interpreted = np.load(there)
    close = functools.partial(np.testing.assert_allclose, rtol=1e-6, atol=1e-6)
    for name, found in small().items():
        close(found, interpreted[name], err_msg=name)


# One loan.

ONE = {
    "gbm": GBM(growth=0.05, volatility=0.5),
    "merton": MERTON,
    "kou": JUMPY,
}


def endless(law: Dynamics, *, capitalised: bool) -> ResolvedCase:
    """One loan that gives back what it does not need, and free shares and cash without end."""
    loan = simple_loan(means=("shares",), spread=0.06, release=0.35, capitalised=capitalised)
    return simple_group(dynamics=law, loans=(loan,), free=1e9, cash=1e12)


@pytest.mark.parametrize("law", ONE.values(), ids=ONE)
@pytest.mark.parametrize("capitalised", [False, True])
def test_one_loan_with_endless_shares_is_called_when_the_loan_alone_is(law: Dynamics, *, capitalised: bool) -> None:
    case = endless(law, capitalised=capitalised)
    group = simulate_group(case, paths=4096, seed=5, workers=2)
    alone = simulate_paths(case, paths=4096, seed=5, workers=2)
    np.testing.assert_array_equal(group.outcomes.call, alone.outcomes.call)
    np.testing.assert_array_equal(group.paths.call, alone.outcomes.call[:, 0])
    # units that interest is settled on are rounded once more than those of the loan alone
    np.testing.assert_allclose(group.outcomes.shares_need, alone.outcomes.shares_need, rtol=1e-9)
    assert not np.any(group.paths.failed_cure >= 0)
    assert np.count_nonzero(group.paths.call >= 0) > 200


@pytest.mark.parametrize("law", ONE.values(), ids=ONE)
def test_its_probability_of_a_call_is_the_exact_one(law: Dynamics) -> None:
    loan = simple_loan(means=("shares",))  # without interest and release the barrier is flat, as the exact engine asks
    case = simple_group(dynamics=law, loans=(loan,), free=1e9, cash=1e12)
    paths, exact = 40_000, exact_calls(case)["loan"]
    found = float(np.mean(simulate_group(case, paths=paths, seed=9, workers=2, recorded=0).paths.call >= 0))
    error = math.sqrt(exact * (1 - exact) / paths)
    assert 0.05 < exact < 0.95
    assert abs(found - exact) <= 3 * error, f"exact {exact}, found {found}, standard error {error}"


# Stakes.


def private(name: str = "elm") -> ResolvedAsset:
    """What a stake is among assets."""
    return replace(simple_asset(name, JUMPY), kind="private", price=None, dynamics=None, shares=None, pledged=0.0)


def held(follows: dict[str, float], **terms: object) -> ResolvedStake:
    """USD 100 with a volatility of its own that grows by 6% a year."""
    stated: dict[str, Any] = {"volatility": 0.2, "growth": 0.06, "marks": (), "mark_delay": 0, "currency": "USD"}
    return ResolvedStake(asset="elm", value=100.0, follows=follows, **{**stated, **terms})


def holding(law: Dynamics, stake: ResolvedStake, **changes: object) -> ResolvedCase:
    """A stake and nothing else: its value is the NAV of the group."""
    base = simple_group(dynamics=law, days=189, loans=(), cash=0.0)
    names = ("alder", "birch")
    listed = {name: replace(simple_asset(name, law), shares=0.0, pledged=0.0) for name in names}
    assert base.funds is not None
    funds = replace(base.funds, stakes={"elm": stake})
    return replace(base, assets={**listed, "elm": private()}, funds=funds, **changes)  # type: ignore[arg-type]


def dated(case: ResolvedCase) -> ResolvedCase:
    """Two scheduled moves of each listed name, both on day 40 for one of them."""
    moves = {
        "alder": ((AS_OF + dt.timedelta(days=40), 0.15), (AS_OF + dt.timedelta(days=40), 0.1)),
        "birch": ((AS_OF + dt.timedelta(days=40), 0.2), (AS_OF + dt.timedelta(days=100), 0.2)),
    }
    scheduled = {name: replace(case.assets[name], scheduled=when) for name, when in moves.items()}
    return replace(case, assets={**case.assets, **scheduled})


def together(case: ResolvedCase) -> ResolvedCase:
    """Common jumps, which alder takes in full and birch by half."""
    loaded = {name: replace(case.assets[name], common_loading=part) for name, part in (("alder", 1.0), ("birch", 0.5))}
    return replace(
        case, assets={**case.assets, **loaded}, common_jumps=ResolvedCommonJumps(rate=4.0, mean=-0.08, std=0.1)
    )


BOTH = {"alder": 0.9, "birch": 0.6}
STAKES = {
    "on its own": holding(JUMPY, held({})),
    "gbm": holding(GBM(growth=0.2, volatility=0.4), held({"alder": 1.3})),
    "merton": holding(MERTON, held({"alder": 0.8})),
    "kou": holding(JUMPY, held({"alder": 0.8})),
    "kou, against it": holding(JUMPY, held({"alder": -0.7})),
    "two that move together": holding(GBM(volatility=0.4), held(BOTH), correlations={("alder", "birch"): 0.7}),
    "common jumps": together(holding(MERTON, held(BOTH))),
    "scheduled moves": dated(holding(GBM(volatility=0.2), held({"alder": 1.2, "birch": -0.8}))),
    "all of it": dated(together(holding(JUMPY, held(BOTH), correlations={("alder", "birch"): 0.5}))),
}


@pytest.mark.parametrize("name", STAKES)
def test_the_mean_of_a_stake_grows_as_stated(name: str) -> None:
    paths = 30_000
    found = simulate_group(STAKES[name], paths=paths, seed=13, workers=2, recorded=paths)
    value = found.recorded[:, :, 3].astype(np.float64)  # NAV: nothing else is owned or owed
    for slot, day in enumerate(found.recorded_days):
        mean, error = value[:, slot].mean(), value[:, slot].std() / math.sqrt(paths)
        expected = 100.0 * math.exp(0.06 * day / 252)
        assert abs(mean - expected) <= 4 * error, f"{name}, day {day}: expected {expected}, mean {mean}, error {error}"


def test_a_stake_abroad_grows_in_its_currency_and_its_worth_with_the_rate() -> None:
    rate = ResolvedCurrency(spot=2.0, volatility=0.3, growth=0.1)
    case = holding(JUMPY, held({"alder": 0.5}, currency="EUR"))
    case = replace(case, currencies={**case.currencies, "EUR": rate})
    found = simulate_group(case, paths=30_000, seed=14, workers=2, recorded=30_000)
    value = found.recorded[:, -1, 3].astype(np.float64)
    expected = 200.0 * math.exp((0.06 + 0.1) * found.recorded_days[-1] / 252)
    assert abs(value.mean() - expected) <= 4 * value.std() / math.sqrt(30_000)


# Size.


def large(*, years: int = 30, loans: int = 200, bills: int = 500) -> ResolvedCase:
    """Many loans on ten names, bills twice a month, for a generation."""
    days, names = 252 * years, tuple(f"name-{number}" for number in range(10))
    base = simple_case(dynamics=GBM(volatility=0.2), days=days, assets=names)
    book = {f"loan-{number}": many_loans(number, names) for number in range(loans)}
    listed = {name: replace(asset, pledged=1000.0 * loans / 10, shares=1e6) for name, asset in base.assets.items()}
    group = simple_group(
        dynamics=GBM(volatility=0.2),
        days=days,
        loans=(),
        cash=1e9,
        bills=tuple(simple_bill(f"bill-{n}", 1e4, 1 + n * days // bills) for n in range(bills)),
        credits={f"bond-{n}": simple_credit(f"bond-{n}", due=NEVER_DUE) for n in range(20)},
        waterfall=(ResolvedSource(kind="cash", target=""), ResolvedSource(kind="sell", target="name-0", ahead=20)),
    ).funds
    assert group is not None
    funds = replace(group, facilities={key: simple_facility(key, undrawn=0.0) for key in book})
    return replace(base, assets=listed, margin_loans=book, funds=funds)


def many_loans(number: int, names: tuple[str, ...]) -> ResolvedMarginLoan:
    """One of many: low, on one name, on full recourse now and then."""
    pool = (PoolShare(asset=names[number % len(names)], shares=1000.0, haircut=0.0),)
    recourse = FULL_RECOURSE if number % 7 == 0 else NO_RECOURSE
    return replace(simple_loan(f"loan-{number}", drawn=20_000.0, recourse=recourse), pool=pool)


def size_of(found: object) -> int:
    """Bytes of all arrays of a record and of the records in it."""
    if isinstance(found, np.ndarray):
        return int(found.nbytes)
    parts = found if isinstance(found, tuple) else (getattr(found, name) for name in getattr(found, "__slots__", ()))
    return sum(size_of(part) for part in parts)


def test_two_hundred_loans_and_five_hundred_bills_over_thirty_years_fit_into_memory() -> None:
    case, paths = large(), 4
    packed = pack_group(case)
    assert size_of(packed) < 100 * MEGABYTE, f"{size_of(packed) / MEGABYTE:.0f} MB"
    assert size_of((new_memory(packed.book), new_hold(packed.plan), new_now(packed.plan))) < 20 * MEGABYTE
    found = simulate_group(case, paths=paths, seed=1, workers=1)
    assert size_of(found) < MEGABYTE * paths
    assert found.outcomes.shape == (paths, 200)
    assert np.all(found.paid == paths)  # cash was plenty
    assert np.count_nonzero(found.outcomes.call >= 0) > paths
