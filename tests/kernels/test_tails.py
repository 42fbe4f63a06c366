"""Restarting called paths: the path again to the bit, laws that integrate to one, numbers that are drawn once."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from pledgeline.engine.pack import Packed, cholesky, key_of
from pledgeline.engine.simulation import Outcomes
from pledgeline.kernels import tails, tails_draw
from pledgeline.kernels.book import OUTCOME, Output
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.paths import (
    CHUNK,
    DOUBLE_EXPONENTIAL_JUMPS,
    NORMAL_JUMPS,
    SCHEDULED,
    Factors,
    log_prices,
)
from pledgeline.kernels.sweep import sweep
from pledgeline.kernels.tails_draw import Laws
from tests.kernels.books import book_of
from tests.oracles.experiments import random_experiment

SEED = 11
PATHS = 256
BOOKS = range(10)
DAYS_OF_EVENTS = ("call", "failed_cure", "close_out", "loss_day", "unfinished")
AMOUNTS = ("cash_need", "shares_need", "loss", "recourse")

Clock = tuple[int, float, int, tuple[float, float, float], list[float]]


def random_factors(seed: int, count: int, days: int) -> Factors:
    """Correlated diffusions, exponential jumps of the first factor, common normal jumps, one scheduled jump."""
    draw = Random(seed)
    chunks = -(-days // CHUNK)
    clocks: list[Clock] = [
        (0, 0.02, DOUBLE_EXPONENTIAL_JUMPS, (0.3, 14.0, 8.0), [1.0] + [0.0] * (count - 1)),
        (0xFFFF, 0.015, NORMAL_JUMPS, (-0.05, 0.1, 0.0), [draw.uniform(0.3, 1.3) for _ in range(count)]),
    ][: draw.randint(0, 2)]
    correlation = np.full((count, count), draw.choice([0.0, 0.5])) + 0.0
    np.fill_diagonal(correlation, 1.0)
    drift = np.full((count, chunks * CHUNK), -2e-4)
    scheduled = draw.random() < 0.5
    return Factors(
        volatility=np.array([draw.uniform(0.01, 0.04) for _ in range(count)]),
        drift=drift,
        chunk_drift=drift.reshape(count, chunks, CHUNK).sum(axis=2),
        uneven=np.ones(chunks, np.uint8),  # every path is expanded: the books of the oracle know no quiet
        mix=cholesky(correlation).astype(np.float32),
        correlated=bool(correlation[0, -1] not in (0.0, 1.0)),
        clock_stream=np.array([clock[0] for clock in clocks], np.int64),
        clock_rate=np.array([clock[1] for clock in clocks], np.float64),
        clock_kind=np.array([clock[2] for clock in clocks], np.int64),
        clock_law=np.array([clock[3] for clock in clocks], np.float64).reshape(len(clocks), 3),
        loading=np.array([clock[4] for clock in clocks], np.float64).reshape(len(clocks), count),
        scheduled_day=np.array([days // 2] * scheduled, np.int64),
        scheduled_factor=np.array([0] * scheduled, np.int64),
        scheduled_std=np.array([0.08] * scheduled, np.float64),
    )


def random_packed(seed: int) -> Packed:
    """A random book of 1 to 3 loans on 1 to 3 assets, that share them and cash, with the laws of its prices."""
    loans, market, borrower = random_experiment(seed)
    names = tuple(market.listings)
    days = len(market.prices) - 1
    return Packed(
        factors=random_factors(seed, len(names), days),
        book=book_of(loans, market, borrower),
        days=days,
        loans=tuple(f"loan-{row}" for row in range(len(loans))),
        assets=names,
        factor_names=names,
    )


def swept(packed: Packed, paths: int, seed: int = SEED) -> Outcomes:
    """The plain simulation of a book."""
    outcomes = np.zeros((paths, len(packed.loans)), OUTCOME).view(np.recarray)
    control = np.zeros((paths, len(packed.assets)), np.int32)
    ltv = np.zeros((0, len(packed.loans), 0), np.float32)
    slots = np.full(packed.book.interest.shape[1], -1, np.int64)
    output = Output(outcomes, control, ltv, slots, 0)
    sweep(packed.factors, packed.book, key_of(seed), 0, paths, packed.days, output)
    return Outcomes(packed=packed, outcomes=outcomes, control=control, ltv=ltv, recorded_days=())


def restored(packed: Packed, target: int, paths: npt.NDArray[np.int64], days: npt.NDArray[np.int64]) -> tails.Trunk:
    """The book on some paths at the end of a day of each."""
    trunk = tails.new_trunk(packed.book, packed.factors, paths, days)
    tails.restore(packed.factors, packed.book, key_of(SEED), target, (0, len(paths)), trunk)
    return trunk


def same_laws(packed: Packed, rows: int, count: int) -> Laws:
    """The law of the case, ``count`` times."""
    factors = packed.factors
    jump = np.tile(factors.clock_law, (rows, count, 1, 1))
    return Laws(
        np.full((rows, count), 10),
        np.zeros((rows, count, factors.volatility.size)),
        np.tile(factors.clock_rate, (rows, count, 1)),
        jump,
        np.zeros(count, np.int64),
    )


def branches_of(packed: Packed, target: int, trunk: tails.Trunk, laws: Laws, count: int, **how: Any) -> tails.Branches:
    """Branches with equal shares of the laws."""
    rows, kinds = laws.window.shape
    found = tails.Branches(
        np.full(kinds, 1.0 / kinds), how.get("first", 0), np.zeros((rows, count)), np.zeros((rows, count, kinds))
    )
    for piece in how.get("pieces", [(0, rows)]):
        tails.branch(packed.factors, packed.book, key_of(SEED), target, piece, trunk, laws, found)
    return found


def called_trunk(seed: int, paths: int = PATHS) -> tuple[Packed, tails.Trunk]:
    """A random book, restored at the calls of its first loan."""
    packed = random_packed(seed)
    calls = swept(packed, paths).outcomes.call[:, 0].astype(np.int64)
    called = np.flatnonzero(calls >= 0)
    return packed, restored(packed, 0, called, calls[called])


@pytest.mark.slow
@pytest.mark.parametrize("seed", BOOKS)
def test_a_path_restored_on_its_last_day_is_that_of_the_sweep(seed: int) -> None:
    packed = random_packed(seed)
    found = swept(packed, PATHS)
    paths = np.arange(PATHS)
    for target in range(len(packed.loans)):
        trunk = restored(packed, target, paths, np.full(PATHS, packed.days))
        for name in (*DAYS_OF_EVENTS, *AMOUNTS):
            np.testing.assert_array_equal(trunk.outcomes[name], found.outcomes[name][:, target], err_msg=name)
    assert np.any(found.outcomes.call >= 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", BOOKS)
def test_restarting_at_the_call_with_the_same_prices_ends_as_the_path_did(seed: int) -> None:
    packed = random_packed(seed)
    found = swept(packed, PATHS)
    calls = found.outcomes.call[:, 0].astype(np.int64)
    called = np.flatnonzero(calls >= 0)
    trunk = restored(packed, 0, called, calls[called])
    np.testing.assert_array_equal(trunk.outcomes.call, calls[called])
    for row, path in enumerate(called):
        moves = log_prices(packed.factors, int(path), packed.days, key_of(SEED))
        np.testing.assert_array_equal(trunk.moves[row], moves[:, calls[path]])
    # a branch starts from a copy of the trunk; so does this walk, on the prices of the path instead
    trunk.days[:] = packed.days
    tails.restore(packed.factors, packed.book, key_of(SEED), 0, (0, len(called)), trunk)
    for name in (*DAYS_OF_EVENTS, *AMOUNTS):
        np.testing.assert_array_equal(trunk.outcomes[name], found.outcomes[name][called, 0], err_msg=name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_without_a_tilt_every_likelihood_ratio_is_one(seed: int) -> None:
    packed, trunk = called_trunk(seed)
    drawn = branches_of(packed, 0, trunk, same_laws(packed, len(trunk.paths), 3), 4)
    assert np.all(drawn.ratio == 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_weights_average_to_one_under_every_law_and_their_mixture(seed: int) -> None:
    packed, trunk = called_trunk(seed, 1024)
    rows = len(trunk.paths)
    laws = same_laws(packed, rows, 3)
    laws.later[2] = seed % 2
    laws.shift[:, 1] = -0.15
    laws.shift[:, 2] = 0.2
    laws.window[:, 2] = 6
    for clock, kind in enumerate(packed.factors.clock_kind):
        laws.rate[:, 1, clock] *= 2.0
        if kind == NORMAL_JUMPS:
            laws.jump[:, 1, clock, 0] -= 0.05
        else:
            laws.jump[:, 1, clock] = (0.2, 16.0, 7.0)
    drawn = branches_of(packed, 0, trunk, laws, 12)
    averages = {"mixture": 1.0 / np.exp(drawn.ratio).mean(axis=2)}
    for law in (1, 2):  # each law alone: its own branches carry the whole ratio
        window, shift, rate, jump = (
            np.ascontiguousarray(part[:, [0, law]]) for part in (laws.window, laws.shift, laws.rate, laws.jump)
        )
        alone = Laws(window, shift, rate, jump, laws.later[[0, law]])  # type: ignore[arg-type]
        found = tails.Branches(np.array([0.0, 1.0]), 50, np.zeros((rows, 12)), np.zeros((rows, 12, 2)))
        tails.branch(packed.factors, packed.book, key_of(SEED), 0, (0, rows), trunk, alone, found)
        averages[f"law {law}"] = np.exp(-found.ratio[:, :, 1])
    for name, weights in averages.items():
        by_path = weights.mean(axis=1)
        error = by_path.std(ddof=1) / math.sqrt(rows)
        assert abs(by_path.mean() - 1.0) <= 3.5 * error + 1e-12, f"{name}: {by_path.mean()} +- {error}"
    assert averages["mixture"].max() <= 3.0 + 1e-9  # a share of one third is drawn from the law of the case
    assert averages["law 1"].std() > 0.1  # the tilt must be one


@pytest.mark.slow
def test_branches_do_not_depend_on_the_pieces_they_are_drawn_in() -> None:
    packed, trunk = called_trunk(3)
    rows = len(trunk.paths)
    laws = same_laws(packed, rows, 2)
    laws.shift[:, 1] = -0.2
    whole = branches_of(packed, 0, trunk, laws, 6)
    pieces = [(first, min(7, rows - first)) for first in range(0, rows, 7)]
    parts = branches_of(packed, 0, trunk, laws, 6, pieces=reversed(pieces))
    assert np.array_equal(whole.loss, parts.loss)
    assert np.array_equal(whole.ratio, parts.ratio)
    others = branches_of(packed, 0, trunk, laws, 6, first=6)
    assert not np.array_equal(whole.ratio, others.ratio)


@pytest.mark.parametrize("tilted", [(0.2, 16.0, 7.0), (0.45, 11.0, 20.0)])
def test_the_density_of_an_exponential_jump_integrates_to_one_after_its_ratio(tilted: tuple[float, ...]) -> None:
    base = np.array([0.3, 14.0, 8.0])
    step = 1e-3
    sizes = (np.arange(-4000, 4000) + 0.5) * step  # midpoints: none lies on the edge between up and down
    p, up, down = base
    density = np.where(sizes > 0, p * up * np.exp(-up * sizes), (1 - p) * down * np.exp(down * sizes))
    ratio = interpreted(tails_draw.log_ratio)
    ratios = [ratio(DOUBLE_EXPONENTIAL_JUMPS, np.array(tilted), base, size) for size in sizes]
    # the midpoint rule errs by rate**2 * step**2 / 24
    assert np.sum(density * np.exp(ratios)) * step == pytest.approx(1.0, abs=2 * 20**2 * step**2 / 24)


def test_the_density_of_a_normal_jump_integrates_to_one_after_its_ratio() -> None:
    base, law = np.array([-0.05, 0.1, 0.0]), np.array([-0.4, 0.1, 0.0])
    sizes = np.linspace(-2.0, 1.0, 3001)
    density = np.exp(-0.5 * ((sizes + 0.05) / 0.1) ** 2) / (0.1 * math.sqrt(2 * math.pi))
    ratio = interpreted(tails_draw.log_ratio)
    ratios = [ratio(NORMAL_JUMPS, law, base, size) for size in sizes]
    assert np.sum(density * np.exp(ratios)) * 1e-3 == pytest.approx(1.0, abs=1e-9)


def test_random_numbers_of_branches_are_none_of_the_simulated_paths() -> None:
    most_streams = 1 << 16
    purposes = [
        tails_draw.BRANCH_NORMAL,
        tails_draw.BRANCH_JUMP,
        tails_draw.BRANCH_SCHEDULED,
        tails_draw.BRANCH_LAW,
    ]
    assert min(purposes) >= SCHEDULED + most_streams
    assert all(other - purpose == most_streams for purpose, other in pairwise(purposes))
    assert tails_draw.MOST_BRANCHES * (1 << 16) == 1 << 32  # branch and day share one word
