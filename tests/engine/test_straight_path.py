"""The path without chance: the compiled sweep, the interpreted step and an independent oracle say the same of it."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.pack import pack
from pledgeline.engine.replay import follow as interpreted_follow
from pledgeline.engine.straight_path import certain, even_moves, follow, without_interest
from pledgeline.engine.stress_path import walk_along
from pledgeline.kernels.codes import LoanEvent
from pledgeline.kernels.paths import log_prices
from pledgeline.market.dynamics import GBM, Kou
from tests.kernels.test_sweep import oracle_loan
from tests.oracles.loan_records import Borrower, Listing, Market
from tests.oracles.margin_loan import run
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.straight_path import Moves
    from tests.oracles.loan_records import LoanHistory

JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
ONE = simple_case(dynamics=JUMPY, days=60, free=200.0, cash=4_000.0)
TWO = simple_case(
    dynamics=JUMPY,
    days=60,
    assets=("alder", "birch"),
    loans=(simple_loan("senior", ("alder", "birch"), spread=0.08), simple_loan("junior", ("birch",), release=0.3)),
    free=200.0,
    cash=4_000.0,
)


def oracle(case: ResolvedCase, moves: Moves) -> list[LoanHistory]:
    """What the plain-Python oracle makes of the same prices."""
    packed, logs = pack(case), np.cumsum(moves, axis=1)
    path = [dict.fromkeys(packed.assets, 100.0)]
    path += [
        {name: 100.0 * math.exp(logs[row, day]) for row, name in enumerate(packed.assets)} for day in range(packed.days)
    ]
    listings = {
        name: Listing(volume=asset.daily_volume or 0.0, outstanding=asset.shares_outstanding, control=asset.control)
        for name, asset in case.assets.items()
    }
    loans = [oracle_loan(loan, packed, row) for row, loan in enumerate(case.margin_loans.values())]
    free = {name: asset.free for name, asset in case.assets.items()}
    return run(loans, Market(prices=path, listings=listings), Borrower(free=free, cash=case.cash_for_cures))


steps = st.lists(st.floats(-0.25, 0.15), min_size=1, max_size=12)


@given(moves=steps, others=steps, both=st.booleans())
def test_the_sweep_the_interpreted_step_and_the_oracle_agree(
    moves: list[float], others: list[float], *, both: bool
) -> None:
    case = TWO if both else ONE
    packed = pack(case)
    daily = np.zeros((len(packed.assets), packed.days))
    for row, each in enumerate((moves, others)[: len(packed.assets)]):
        daily[row, : len(each)] = each
    found = follow(packed, daily)
    days = interpreted_follow(packed, case.dates, np.cumsum(daily, axis=1).T)
    for loan, history in zip(case.margin_loans, oracle(case, daily), strict=True):
        outcome = found.loans[loan]
        seen = (outcome.call, outcome.failed_cure, outcome.close_out)
        assert seen == (history.first_call, history.failed_cure, history.close_out)
        assert outcome.loss == pytest.approx(history.loss, rel=1e-9, abs=1e-4)
        assert outcome.loss == pytest.approx(math.fsum(day.loss for day in days if day.loan == loan), rel=1e-12)
        calls = [day.date for day in days if day.loan == loan and LoanEvent.CALL.sentence in day.events]
        assert calls[:1] == ([] if outcome.call is None else [case.dates[outcome.call - 1]])


def test_nothing_moves_a_certain_path_but_what_is_told() -> None:
    packed = pack(TWO)
    daily = even_moves(packed, {"alder": -0.5, "birch": 0.2}, days=20)
    logs = log_prices(certain(packed, daily).factors, 77, packed.days, np.array([1, 2], np.uint64))
    assert logs[0, -1] == pytest.approx(-0.5, rel=1e-14)
    assert logs[1, 10] == pytest.approx(0.1, rel=1e-14)
    assert logs[:, 21] == pytest.approx(logs[:, -1], rel=1e-14)


def test_a_shock_longer_than_the_horizon_is_cut_off() -> None:
    packed = pack(ONE)
    daily = even_moves(packed, {"alder": -1.2}, days=120)
    assert daily.sum() == pytest.approx(-0.6)
    assert even_moves(packed, {"alder": -1.2}, days=0)[0, 0] == -1.2


def test_without_interest_a_debt_stays_what_it_is() -> None:
    case = simple_case(dynamics=GBM(volatility=0.3), days=90, loans=(simple_loan(spread=0.1, capitalised=True),))
    assert pack(case).book.interest.max() > 1.02
    assert np.all(pack(without_interest(case)).book.interest == 1.0)


def test_interest_runs_through_the_shock_and_stops_with_it() -> None:
    # at 10 % the LTV of 50 % would reach 50.6 % in 45 days of actual/360; the call at 50.5 % comes only in that case
    loan = simple_loan(spread=0.1, capitalised=True, call=0.505, cure=0.4, close_out=0.9)
    case = simple_case(dynamics=GBM(volatility=0.3), days=60, loans=(loan,))
    packed = pack(case)
    flat = np.zeros((1, packed.days))
    short, long = (walk_along(case, packed, flat, days=days)["loan"] for days in (10, 60))
    assert LoanEvent.CALL not in short.first
    assert short.stand.ltv == pytest.approx(0.5 * packed.book.interest[0, 10], rel=1e-12)
    first = int(np.argmax(0.5 * packed.book.interest[0] >= 0.505))
    assert long.first[LoanEvent.CALL] == first
    assert long.day(LoanEvent.CALL, case.dates) == case.as_of + dt.timedelta(days=first)
