"""The sweep against the oracle on its own prices, against exact first-passage probabilities, and its laws."""

from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.pack import key_of, pack
from pledgeline.engine.resolved import ResolvedCurrency
from pledgeline.engine.simulation import Outcomes, simulate_paths
from pledgeline.kernels.impact import SQUARE_ROOT
from pledgeline.kernels.paths import log_prices
from pledgeline.market.dynamics import GBM, Dynamics, Kou, Merton
from tests.oracles.loan_records import Borrower, Listing, Loan, Market, PoolShare
from tests.oracles.margin_loan import run
from tests.reference import table
from tests.simple_case import FULL_RECOURSE, simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan

JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
FIRST_PASSAGE_PATHS = 200_000


def simulated(case: ResolvedCase, paths: int = 4096, *, seed: int = 1, workers: int = 1, measured: int = 0) -> Outcomes:
    """The outcomes of a case without a fan."""
    return simulate_paths(case, paths=paths, seed=seed, workers=workers, recorded=0, measured=measured)


LAWS: dict[str, type[Dynamics]] = {"gbm": GBM, "merton": Merton, "kou": Kou}


def dynamics_of(row: dict[str, str]) -> Dynamics:
    """The law of a row of the first-passage table."""
    law = LAWS[row["model"]]
    return law(**{field.name: float(row[field.name]) for field in dataclasses.fields(law)})


def longest_of_each_law() -> list[list[dict[str, str]]]:
    """Rows that share a law and a barrier, so that one sweep answers all of them."""
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in table("first_passage"):
        groups.setdefault((row["model"], row["barrier"]), []).append(row)
    return list(groups.values())


@pytest.mark.parametrize("rows", longest_of_each_law(), ids=lambda rows: f"{rows[0]['model']}-{rows[0]['barrier'][:6]}")
def test_first_passage_is_within_three_standard_errors_of_the_exact_value(rows: list[dict[str, str]]) -> None:
    law, barrier = dynamics_of(rows[0]), float(rows[0]["barrier"])
    days = max(int(row["dates"]) for row in rows)
    # a flat debt whose call LTV is reached at the barrier, and nothing after the call
    loan = simple_loan(drawn=100_000.0 * barrier * 0.9, call=0.9, cure=0.8, close_out=1e9)
    calls = simulated(simple_case(dynamics=law, days=days, loans=(loan,)), FIRST_PASSAGE_PATHS, seed=20).outcomes.call
    for row in rows:
        exact, day = float(row["probability"]), int(row["dates"])
        found = float(np.mean((calls >= 0) & (calls <= day)))
        error = math.sqrt(exact * (1 - exact) / FIRST_PASSAGE_PATHS)
        # a probability below 1/paths is met by not being seen
        assert abs(found - exact) <= max(3 * error, 1.5 / FIRST_PASSAGE_PATHS), f"{row}: found {found}, error {error}"


def oracle_loan(loan: ResolvedMarginLoan, packed: Any, row: int) -> Loan:
    """A loan as the oracle writes it."""
    book = packed.book
    assert book.terms[row].law == SQUARE_ROOT
    return Loan(
        drawn=loan.drawn,
        index=tuple(book.interest[row]),
        maturity=int(book.terms[row].maturity),
        pool=tuple(
            PoolShare(asset=share.asset, shares=share.shares, haircut=share.haircut, impact=float(lot.impact))
            for share, lot in zip(loan.pool, book.lots[row], strict=False)
        ),
        cure=loan.cure,
        call=loan.call,
        close_out=loan.close_out,
        release=loan.release,
        deposit=loan.deposit,
        cure_days=loan.cure_days,
        means=loan.means,
        participation=loan.participation,
        sale_delay=loan.sale_delay,
        until_cured=loan.until_cured,
        guaranteed=loan.recourse.guaranteed,
        guarantee_first=bool(book.terms[row].guarantee_first),
    )


def oracle_histories(case: ResolvedCase, path: int, seed: int) -> list[Any]:
    """The oracle on the prices of one path of the sweep."""
    packed = pack(case)
    moves = log_prices(packed.factors, path, packed.days, key_of(seed))
    prices = [
        {name: 100.0 * math.exp(moves[number, day]) for number, name in enumerate(packed.assets)}
        for day in range(packed.days + 1)
    ]
    listings = {
        name: Listing(volume=asset.daily_volume or 0.0, outstanding=asset.shares_outstanding, control=asset.control)
        for name, asset in case.assets.items()
    }
    loans = [oracle_loan(loan, packed, row) for row, loan in enumerate(case.margin_loans.values())]
    free = {name: asset.free for name, asset in case.assets.items()}
    return run(loans, Market(prices=prices, listings=listings), Borrower(free=free, cash=case.cash_for_cures))


BOOKS = {
    "one loan, little to post": ((simple_loan(),), 200.0, 5_000.0),
    "release and deposit": (
        (simple_loan(release=0.4, deposit=3_000.0, means=("deposit", "shares"), spread=0.08, capitalised=True),),
        300.0,
        20_000.0,
    ),
    "sale until cured": ((simple_loan(until_cured=True, cure_days=1, sale_delay=0),), 0.0, 0.0),
    "full recourse, short maturity": ((simple_loan(recourse=FULL_RECOURSE),), 0.0, 9_000.0),
    "two loans, two assets": (
        (
            simple_loan("senior", ("alder", "birch"), release=0.35, spread=0.05),
            simple_loan("junior", ("birch",), means=("cash", "shares"), cure_days=0),
        ),
        400.0,
        15_000.0,
    ),
}


def booked(name: str) -> ResolvedCase:
    """One of the books above, on jumpy prices."""
    loans, free, cash = BOOKS[name]
    assets = ("alder", "birch") if len(loans) > 1 else ("alder",)
    if "maturity" in name:
        dates = simple_case(dynamics=JUMPY, days=160).dates
        loans = tuple(dataclasses.replace(loan, maturity=dates[99]) for loan in loans)
    case = simple_case(dynamics=JUMPY, days=160, assets=assets, loans=loans, free=free, cash=cash)
    stakes = {name: dataclasses.replace(asset, control=0.0895) for name, asset in case.assets.items()}
    return dataclasses.replace(case, assets=stakes)


@pytest.mark.parametrize("name", BOOKS)
def test_every_path_of_the_sweep_is_that_of_the_oracle(name: str) -> None:
    case = booked(name)
    found = simulated(case, 128)
    events = 0
    for path in range(128):
        histories = oracle_histories(case, path, 1)
        for row, history in enumerate(histories):
            got = found.outcomes[path, row]
            experiment = f"{name}, path {path}, loan {row}: expected {history.events}, got {got}"
            days = [history.first_call, history.failed_cure, history.close_out]
            assert [got.call, got.failed_cure, got.close_out] == [-1 if d is None else d for d in days], experiment
            assert got.loss == pytest.approx(history.loss, rel=1e-9, abs=1e-6), experiment
            assert got.recourse == pytest.approx(history.owed + history.recourse_paid, rel=1e-9, abs=1e-6), experiment
            assert bool(got.unfinished) == history.unfinished, experiment
            events += history.first_call is not None
        lost = [histories[0].control_lost[asset] for asset in case.assets]
        assert list(found.control[path]) == [-1 if day is None else day for day in lost], f"{name}, path {path}"
    assert events > 10  # the experiment must try what it claims to


@pytest.mark.parametrize("paths", [1, 63, 65, 5000])
def test_paths_do_not_depend_on_how_many_there_are_or_who_simulates_them(paths: int) -> None:
    case = booked("two loans, two assets")
    whole = simulated(case, 8192)
    part = simulated(case, paths, workers=2)
    for field in whole.outcomes.dtype.names:
        assert np.array_equal(part.outcomes[field], whole.outcomes[field][:paths], equal_nan=True), field
    assert np.array_equal(part.control, whole.control[:paths])


@pytest.mark.parametrize("name", BOOKS)
def test_looking_at_everything_and_stepping_every_day_changes_nothing(name: str) -> None:
    case = booked(name)
    quiet = simulated(case, 2048)
    measured = simulate_paths(case, paths=2048, seed=1, workers=1, recorded=2048, measured=2048)
    for field in (
        "call",
        "failed_cure",
        "close_out",
        "loss_day",
        "unfinished",
        "cash_need",
        "shares_need",
        "loss",
        "recourse",
    ):
        assert np.array_equal(quiet.outcomes[field], measured.outcomes[field]), field
    assert np.array_equal(quiet.control, measured.control)


def test_seeds_give_other_paths() -> None:
    case = booked("one loan, little to post")
    one, other = (simulated(case, 512, seed=seed, measured=512).outcomes.worst for seed in (1, 2))
    assert not np.any(one == other)


def test_the_fan_holds_the_ltv_of_open_loans_only() -> None:
    case = booked("one loan, little to post")
    found = simulate_paths(case, paths=256, seed=1, workers=1, recorded=100)
    assert found.ltv.shape[0] == 100
    for slot, day in enumerate(found.recorded_days):
        gone = (found.outcomes.close_out[:100, 0] >= 0) & (found.outcomes.close_out[:100, 0] <= day)
        assert np.array_equal(np.isnan(found.ltv[:, 0, slot]), gone)
    packed = pack(case)
    untouched = next(i for i in range(100) if found.outcomes.call[i, 0] < 0)
    moves = log_prices(packed.factors, untouched, packed.days, key_of(1))[0]
    expected = [0.5 / math.exp(moves[day]) for day in found.recorded_days]
    np.testing.assert_allclose(found.ltv[untouched, 0], expected, rtol=1e-6)


def test_the_lowest_coverage_is_that_of_the_path() -> None:
    case = booked("one loan, little to post")
    found, packed = simulated(case, 64, measured=64), pack(booked("one loan, little to post"))
    for path in (0, 17, 63):
        moves = log_prices(packed.factors, path, packed.days, key_of(1))[0]
        assert found.outcomes.worst[path, 0] == pytest.approx(math.log(2) + moves[1:].min(), rel=1e-6)


def test_more_debt_more_calls_path_by_path() -> None:
    calls = [
        simulated(simple_case(dynamics=JUMPY, loans=(simple_loan(drawn=drawn),))).outcomes.call[:, 0] >= 0
        for drawn in (40_000.0, 50_000.0, 55_000.0, 60_000.0)
    ]
    for less, more in pairwise(calls):
        assert np.all(more >= less)
        assert more.sum() > less.sum()


def test_more_cash_no_more_failed_cures() -> None:
    failed = [
        int(np.sum(simulated(simple_case(dynamics=JUMPY, cash=cash)).outcomes.failed_cure >= 0))
        for cash in (0.0, 5_000.0, 20_000.0, 1e9)
    ]
    assert failed == sorted(failed, reverse=True)
    assert failed[0] > failed[2]


def test_a_diffusion_sold_at_the_trigger_without_cost_loses_nothing_in_the_continuous_limit() -> None:
    """Loss at the close-out is the overshoot of one step; it vanishes with the step."""
    loan = simple_loan(call=0.97, cure=0.9, close_out=0.98, cure_days=0, sale_delay=0, impact=0.0, participation=1e9)
    losses = []
    for volatility in (0.8, 0.4, 0.025):  # the step in units of the distance to the loss
        case = simple_case(dynamics=GBM(volatility=volatility), loans=(dataclasses.replace(loan, drawn=96_000.0),))
        losses.append(float(simulated(case, 16_384).outcomes.loss.mean()))
    assert losses[0] > losses[1] > 0.0
    assert losses[2] == 0.0


def test_full_recourse_leaves_the_lender_nothing_to_lose_and_moves_the_loss_to_the_borrower() -> None:
    none = simulated(simple_case(dynamics=JUMPY, loans=(simple_loan(),)))
    full = simulated(simple_case(dynamics=JUMPY, loans=(simple_loan(recourse=FULL_RECOURSE),)))
    assert none.outcomes.loss.sum() > 0
    assert full.outcomes.loss.sum() == 0
    np.testing.assert_allclose(full.outcomes.recourse, none.outcomes.loss, rtol=1e-12)


def test_a_loan_in_another_currency_is_called_by_the_exchange_rate_too() -> None:
    quiet = GBM(volatility=0.0)
    loan = simple_loan(currency="JPY", drawn=50_000.0 * 150)
    case = simple_case(dynamics=quiet, loans=(loan,))
    still = ResolvedCurrency(spot=1 / 150, volatility=0.0, growth=0.0)
    assert np.all(simulated(dataclasses.replace(case, currencies={**case.currencies, "JPY": still})).outcomes.call < 0)
    moving = ResolvedCurrency(spot=1 / 150, volatility=0.4, growth=0.0)
    calls = simulated(dataclasses.replace(case, currencies={**case.currencies, "JPY": moving}), 16_384, seed=4)
    # the yen debt in dollars follows a GBM; it is called when the yen has risen to 1.4: the mirror of a price at 1/1.4
    mirrored = simple_case(dynamics=GBM(growth=0.16, volatility=0.4), loans=(simple_loan(),))
    expected = simulated(mirrored, 16_384, seed=5)
    p, q = (float(np.mean(found.outcomes.call >= 0)) for found in (calls, expected))
    assert abs(p - q) < 4 * math.sqrt((p * (1 - p) + q * (1 - q)) / 16_384)
