"""Tail losses on the lender's page: for which loans, of which paths, and what the plain figures beside them are."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.lender import lender_page
from pledgeline.engine.lender_tail import LIMIT, with_tail
from pledgeline.engine.simulation import Outcomes, simulate_paths
from pledgeline.engine.tails import TailQuantile, quantile, tail_losses_of
from pledgeline.engine.tails_restart import Restarts, Sample
from pledgeline.files.read_case import read_case_text
from pledgeline.market.dynamics import GBM
from tests.fixtures_case import CASE, PLEDGE
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.files.read_case import CaseFile

DRAWS = Draws(paths=2048, seed=3)
# heavy, slow to sell, and with a release level, which the exact engine does not cover
LADDER = {"release": "20%", "cure": "30%", "call": "40%", "close_out": "60%"}
HEAVY = PLEDGE | {"drawn": "USD 16bn", "ltv": LADDER, "sale": {"participation": "5%"}}


def case_of(**changes: Any) -> CaseFile:
    """The small case with some of its keys replaced."""
    return read_case_text(json.dumps(CASE | changes).encode(), name="case.yaml", folder=Path())


@pytest.fixture(scope="module")
def simulated() -> Outcomes:
    """Paths of one loan of which more than one in a hundred loses."""
    loan = simple_loan(drawn=42_000.0, sale_delay=3, participation=0.05)
    case = simple_case(dynamics=GBM(volatility=0.6), days=252, loans=(loan,), free=50.0)
    return simulate_paths(case, paths=16_384, seed=5, workers=2, recorded=0, measured=0)


def test_a_loan_that_the_exact_engine_does_not_cover_has_a_tail() -> None:
    document = case_of(loans={"pledge": HEAVY})
    exact = lender_page(document)
    found = with_tail(document, exact, DRAWS)
    assert exact.uncovered
    assert exact.law is None
    assert found.tail
    assert (found.tail.loan, found.tail.paths, found.tail.seed) == ("pledge", 2048, 3)
    assert 0.0 < found.tail.expected.value < 16e9
    assert dataclasses.replace(found, tail=None, limits=exact.limits) == exact
    assert found.limits == (*exact.limits, LIMIT)


def test_the_tail_is_the_same_for_any_number_of_workers_and_progress_ends_at_one() -> None:
    document = case_of(loans={"pledge": HEAVY})
    exact, told = lender_page(document), list[float]()
    found = with_tail(document, exact, DRAWS, workers=2, progress=told.append)
    assert found == with_tail(document, exact, DRAWS, workers=1)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_case_without_a_day_keeps_its_view() -> None:
    document = case_of(as_of="2025-10-10", horizon="1d")  # a Friday
    exact = lender_page(document)
    assert exact.uncovered == ("There is no day to look at before the maturity.",)
    assert with_tail(document, exact, DRAWS) is exact


@pytest.mark.parametrize(("level", "name"), [(0.99, "plain_p99"), (0.999, "plain_p999")])
def test_plain_quantiles_are_order_statistics_and_their_interval_that_of_a_binomial(
    simulated: Outcomes, level: float, name: str
) -> None:
    found = getattr(tail_losses_of(simulated, "loan", seed=5, sub_paths=1, most=64), name)
    loss = np.sort(np.asarray(simulated.outcomes[:, 0].loss, np.float64))[::-1]
    tail = 1 - level
    beyond = (np.count_nonzero(loss >= found.value)) / len(loss)
    error = np.sqrt(beyond * (1 - beyond) / (len(loss) - 1))
    assert found.value == loss[int(tail * len(loss))] > 0.0
    assert found.low == pytest.approx(loss[int((tail + 1.959964 * error) * len(loss))], rel=1e-12)
    assert found.high == pytest.approx(loss[int((tail - 1.959964 * error) * len(loss))], rel=1e-12)


def test_a_path_that_is_not_called_loses_nothing(simulated: Outcomes) -> None:
    rows = simulated.outcomes[:, 0]
    assert np.count_nonzero(rows.loss > 0) > 100
    assert np.all(rows.call[rows.loss > 0] >= 0)


def test_a_quantile_of_zero_may_be_more_within_its_interval() -> None:
    losses = np.arange(1.0, 10.0)[:, None]  # nine of a thousand paths lose 1 to 9
    sample = Sample(paths=np.arange(9), stratum=np.zeros(9, np.int64), sizes=np.array([9]))
    restarts = Restarts(sample=sample, paths=1000, loss=losses, weight=np.ones((9, 1)))
    found = quantile(restarts, 0.99)
    # 0.9% lose, with an error of 0.299%; 1% less 1.96 errors is 0.415%, and five paths lose 5 or more
    assert (found.value, found.low, found.high) == (0.0, 0.0, 5.0)
    assert quantile(restarts, 0.9) == TailQuantile(level=0.9, value=0.0, low=0.0, high=0.0)
