"""The second method against the tables, closed forms and its own laws."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from tests.oracles.continuous import BarrierCall, gbm_first_passage
from tests.oracles.gauss_legendre import (
    Accrual,
    Sale,
    Terms,
    down_and_out_call,
    first_passage,
    gap_loss,
    lender_value,
)
from tests.oracles.increments import DoubleExponential, Law, NormalJump, increment
from tests.oracles.rows import figure, law_of
from tests.reference import table

KOU = Law(0.05, 0.3, 2.0, DoubleExponential(0.4, 20.0, 10.0))
MERTON = Law(0.05, 0.3, 1.0, NormalJump(-0.1, 0.15))
GBM = Law(0.05, 0.4)
MOST_CHECKS = 32  # jumps of a mean of 43% need a wide grid: more checks take half a minute


def passages() -> list[list[dict[str, str]]]:
    """Rows that share a law and a barrier: one convolution answers them."""
    groups = defaultdict(list)
    for row in table("first_passage"):
        groups[row["model"], row["barrier"], row["dates_per_year"]].append(row)
    return list(groups.values())


def flat(barrier: float, dates: int, per_year: float = 252.0) -> Terms:
    """A barrier that does not move."""
    return Terms((math.log(barrier),) * dates, per_year)


@pytest.mark.parametrize("rows", passages(), ids=lambda rows: f"{rows[0]['model']}-{rows[0]['barrier'][:6]}")
def test_every_probability_of_the_table_to_twelve_digits(rows: list[dict[str, str]]) -> None:
    dates = [int(row["dates"]) for row in rows]
    terms = flat(figure(rows[0]["barrier"]), max(dates), figure(rows[0]["dates_per_year"]))
    found = first_passage(law_of(rows[0]), terms)
    for row, date in zip(rows, dates, strict=True):
        assert found[date - 1] == pytest.approx(float(row["probability"]), abs=1e-12), row


@pytest.mark.parametrize(
    "row", table("gap_loss"), ids=lambda row: f"{row['model']}-{row['sale_delay']}-{row['sale_cost']}"
)
def test_every_gap_loss_of_the_table_to_twelve_digits(row: dict[str, str]) -> None:
    trigger_ltv = figure(row["trigger_ltv"])
    sale = Sale(trigger_ltv, int(row["sale_delay"]), figure(row["sale_cost"]))
    found = gap_loss(law_of(row), flat(figure(row["debt"]) / trigger_ltv, 252), sale)
    for name in ("trigger_probability", "loss_probability", "expected_loss"):
        assert getattr(found, name) == pytest.approx(float(row[name]), abs=1e-12), (name, row)


@pytest.mark.parametrize("row", table("barrier_option_bgk"), ids=lambda row: row["barrier"])
def test_every_barrier_option_of_the_table(row: dict[str, str]) -> None:
    spot, dates = figure(row["spot"]), int(row["dates"])
    law = Law(figure(row["rate"]), figure(row["volatility"]))
    terms = flat(figure(row["barrier"]) / spot, dates, dates / figure(row["years"]))
    found = spot * down_and_out_call(law, terms, strike=figure(row["strike"]) / spot, rate=law.growth)
    assert found == pytest.approx(figure(row["value"]), abs=figure(row["tolerance"]))
    # what is watched on fifty dates is knocked out less often than what is watched always
    watched = BarrierCall(spot, figure(row["strike"]), law.volatility, law.growth, figure(row["years"]))
    assert found > watched.knocked_out(figure(row["barrier"]))


@pytest.mark.parametrize("row", table("haircuts"), ids=lambda row: f"{row['model']}-{row['days']}")
def test_every_haircut_of_the_table_meets_its_target(row: dict[str, str]) -> None:
    step = increment(law_of(row), int(row["days"]) / 252)
    for name, target in (("h99", 0.01), ("h999", 0.001)):
        kept = np.array([math.log1p(-figure(row[name]))])
        slope = float(step.density(kept)[0]) / math.exp(float(kept[0]))
        assert float(step.below(kept)[0]) == pytest.approx(target, abs=2 * slope * figure(row["tolerance"]))
    for name, target in (("h_el_1e4", 1e-4), ("h_el_1e5", 1e-5)):
        kept = np.array([math.log1p(-figure(row[name]))])
        loss = float(step.put(kept)[0]) / math.exp(float(kept[0]))
        assert loss == pytest.approx(target, abs=2 * figure(row["tolerance"]))


@pytest.mark.parametrize("law", [GBM, MERTON, KOU], ids=["gbm", "merton", "kou"])
def test_one_date_is_the_distribution_of_one_step(law: Law) -> None:
    found = first_passage(law, flat(0.98, 1))
    step = increment(law, 1 / 252)
    assert found[0] == pytest.approx(float(step.below(np.array([math.log(0.98)]))[0]), abs=1e-15)


@pytest.mark.parametrize("law", [GBM, MERTON, KOU], ids=["gbm", "merton", "kou"])
def test_a_barrier_that_drifts_is_a_law_that_drifts(law: Law) -> None:
    rate, dates = 0.08, 30
    moving = Terms(tuple(math.log(0.9) + rate * date / 252 for date in range(1, dates + 1)))
    slower = Law(law.growth - rate, law.volatility, law.jump_rate, law.jump)
    assert first_passage(law, moving) == pytest.approx(first_passage(slower, flat(0.9, dates)), abs=1e-13)


@pytest.mark.parametrize("law", [GBM, MERTON, KOU], ids=["gbm", "merton", "kou"])
def test_a_dated_move_of_no_size_changes_nothing_and_one_of_size_adds_to_the_date(law: Law) -> None:
    plain = first_passage(law, flat(0.85, 12))
    assert first_passage(law, Terms((math.log(0.85),) * 12, dated={7: 0.0})) == pytest.approx(plain, abs=1e-14)
    moved = first_passage(law, Terms((math.log(0.85),) * 12, dated={7: 0.08}))
    assert moved[:6] == pytest.approx(plain[:6], abs=1e-14)
    assert moved[6] > plain[6] + 1e-3


def test_a_dated_move_on_every_date_is_more_volatility() -> None:
    louder = Law(GBM.growth, math.sqrt(GBM.volatility**2 + 252 * 0.02**2))
    terms = Terms((math.log(0.8),) * 20, dated=dict.fromkeys(range(1, 21), 0.02))
    assert first_passage(GBM, terms) == pytest.approx(first_passage(louder, flat(0.8, 20)), abs=1e-13)


def test_dates_closer_and_closer_approach_the_closed_form_like_the_square_root_of_the_step() -> None:
    exact = gbm_first_passage(barrier=0.8, growth=0.05, volatility=0.4, years=0.5)
    coarse, fine = (exact - first_passage(GBM, flat(0.8, n, 2 * n))[-1] for n in (64, 256))
    assert 0 < fine < coarse
    assert coarse / fine == pytest.approx(2, rel=0.05)


def test_the_lender_of_a_diffusion_watched_on_every_date_loses_next_to_nothing() -> None:
    loan = Accrual(0.5, 0.7, rate=0.03, spread=0.01, dates=60, dates_per_year=252)
    called = first_passage(GBM, loan.terms())
    time = np.arange(1, 61) / 252
    paid = np.exp(0.01 * time) @ np.diff(called, prepend=0.0) + math.exp(0.01 * 60 / 252) * (1 - called[-1])
    assert lender_value(GBM, loan) == pytest.approx(0.5 * float(paid), abs=1e-14)


@pytest.mark.parametrize(
    "row",
    [row for row in table("fair_spread") if row["quantity"] == "expected_loss" and int(row["checks"]) <= MOST_CHECKS],
    ids=lambda row: row["checks"],
)
def test_the_lender_loses_as_much_as_a_simulation_found_at_each_frequency_of_checks(row: dict[str, str]) -> None:
    sides = DoubleExponential(*(figure(row[name]) for name in ("up_probability", "up_rate", "down_rate")))
    law = Law(figure(row["rate"]), figure(row["volatility"]), figure(row["jump_rate"]), sides)
    price = figure(row["price"])
    checks = int(row["checks"])
    spread, ltv = figure(row["spread"]), figure(row["trigger_ltv"])
    loan = Accrual(figure(row["loan"]) / price, ltv, law.growth, spread, checks, checks)
    found = price * (loan.debt - lender_value(law, loan))
    assert found == pytest.approx(figure(row["expected"]), abs=figure(row["tolerance"]))
