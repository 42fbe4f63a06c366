"""The exact engine against the tables of reference values, row by row."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pledgeline.engine.barrier_option import down_and_out_call
from pledgeline.engine.fair_spread import fair_spread, loan_value
from pledgeline.engine.gap import gap_loss
from pledgeline.engine.haircut import ExpectedLoss, LossProbability, Target, haircut
from pledgeline.engine.passage import first_passage, hit_probabilities
from pledgeline.engine.published import limit
from pledgeline.market.dynamics import GBM, Kou, Merton, mean_jump
from tests.oracles.rows import figure
from tests.reference import table

if TYPE_CHECKING:
    from collections.abc import Callable

LAWS: dict[str, type[GBM | Kou | Merton]] = {"gbm": GBM, "merton": Merton, "kou": Kou}
SPREADS = table("fair_spread")


def dynamics_of(row: dict[str, str], **more: float) -> GBM | Kou | Merton:
    """The law of a row."""
    law = LAWS[row.get("model", "kou")]
    names = [field.name for field in dataclasses.fields(law) if field.name not in more]
    return law(**{name: figure(row[name]) for name in names}, **more)


def named(*columns: str) -> Callable[[dict[str, str]], str]:
    """Test names from columns of the row."""
    return lambda row: "-".join(row[column][:7] for column in columns)


@pytest.mark.parametrize("row", table("first_passage"), ids=named("model", "barrier", "dates"))
def test_first_passage(row: dict[str, str]) -> None:
    dates = int(row["dates"])
    found = first_passage(
        dynamics_of(row), barrier=figure(row["barrier"]), dates=dates, dates_per_year=int(row["dates_per_year"])
    )
    assert found.probability.shape == (dates,)
    assert found.probability[-1] == pytest.approx(figure(row["probability"]), abs=figure(row["tolerance"]))


@pytest.mark.parametrize("row", table("gap_loss"), ids=named("model", "sale_delay", "sale_cost"))
def test_gap_loss(row: dict[str, str]) -> None:
    found = gap_loss(
        dynamics_of(row),
        debt=figure(row["debt"]),
        trigger_ltv=figure(row["trigger_ltv"]),
        sale_delay=int(row["sale_delay"]),
        sale_cost=figure(row["sale_cost"]),
        dates=252,
    )
    for name in ("trigger_probability", "loss_probability", "expected_loss"):
        expected = figure(row[name])
        assert getattr(found, name) == pytest.approx(expected, abs=figure(row["tolerance"])), name
        if expected > 1e-6:  # the tolerance of the table alone would let a small loss be anything
            assert getattr(found, name) == pytest.approx(expected, rel=1e-6), name


@pytest.mark.parametrize("row", table("haircuts"), ids=named("model", "days"))
def test_haircuts(row: dict[str, str]) -> None:
    targets: dict[str, Target] = {
        "h99": LossProbability(limit=0.01),
        "h999": LossProbability(limit=0.001),
        "h_el_1e4": ExpectedLoss(limit=1e-4),
        "h_el_1e5": ExpectedLoss(limit=1e-5),
    }
    for column, target in targets.items():
        found = haircut(dynamics_of(row), days=int(row["days"]), target=target)
        assert found == pytest.approx(figure(row[column]), abs=figure(row["tolerance"])), column


@pytest.mark.parametrize("row", table("barrier_option_bgk"), ids=named("barrier"))
def test_barrier_options(row: dict[str, str]) -> None:
    spot, dates = figure(row["spot"]), int(row["dates"])
    found = spot * down_and_out_call(
        GBM(growth=figure(row["rate"]), volatility=figure(row["volatility"])),
        strike=figure(row["strike"]) / spot,
        barrier=figure(row["barrier"]) / spot,
        rate=figure(row["rate"]),
        dates=dates,
        dates_per_year=round(dates / figure(row["years"])),
    )
    assert found == pytest.approx(figure(row["value"]), abs=figure(row["tolerance"]))


def always_watched(law: GBM | Kou | Merton, barrier: float, dates: int) -> float:
    """The limit of more and more dates within a year."""

    def watched(often: int) -> float:
        found = hit_probabilities(law, barriers=np.array([barrier]), dates=often, dates_per_year=often)
        return float(found.probability[0])

    return limit(watched, dates)


@pytest.mark.parametrize("row", table("continuous"), ids=named("model", "barrier"))
def test_dates_without_end_are_continuous_watching(row: dict[str, str]) -> None:
    law, barrier, exact = dynamics_of(row), figure(row["barrier"]), figure(row["probability"])
    coarse, fine = (abs(always_watched(law, barrier, dates) - exact) for dates in (64, 256))
    # what the limit leaves out is of the order of dates to the power of 3/2, a factor of eight
    assert fine < coarse / 4
    assert fine < 1e-5
    daily = first_passage(law, barrier=barrier, dates=252)
    assert daily.probability[-1] < exact


@pytest.mark.parametrize("row", table("kou_wang"), ids=named("probability"))
def test_kou_and_wang_rise_as_the_mirrored_price_falls(row: dict[str, str]) -> None:
    sides = {
        "volatility": figure(row["volatility"]),
        "jump_rate": figure(row["jump_rate"]),
        "up_probability": 1 - figure(row["up_probability"]),
        "up_rate": figure(row["down_rate"]),
        "down_rate": figure(row["up_rate"]),
    }
    factor = mean_jump(Kou(**sides))
    growth = -figure(row["drift"]) + sides["volatility"] ** 2 / 2 + sides["jump_rate"] * factor
    found = always_watched(Kou(growth=growth, **sides), math.exp(-figure(row["level"])), 256)
    assert found == pytest.approx(figure(row["probability"]), abs=figure(row["tolerance"]) + 5e-6)


def value_to_the_lender(row: dict[str, str], checks: int) -> float:
    """In the unit of the price."""
    loan = figure(row["loan"])
    return loan * loan_value(
        dynamics_of(row, growth=figure(row["rate"])),
        debt=loan / figure(row["price"]),
        trigger_ltv=figure(row["trigger_ltv"]),
        rate=figure(row["rate"]),
        spread=figure(row["spread"]),
        dates=checks,
        dates_per_year=checks,
    )


@pytest.mark.parametrize(
    "row", [row for row in SPREADS if row["quantity"] == "borrower_value"], ids=named("quantity", "spread")
)
def test_what_the_borrower_of_azimzadeh_has(row: dict[str, str]) -> None:
    found = figure(row["price"]) - value_to_the_lender(row, 1024)
    assert found == pytest.approx(figure(row["expected"]), abs=figure(row["tolerance"]))


@pytest.mark.parametrize(
    "row",
    [row for row in SPREADS if row["quantity"] == "expected_loss" and int(row["checks"]) <= 256],
    ids=named("quantity", "checks"),
)
def test_fewer_checks_cost_the_lender(row: dict[str, str]) -> None:
    found = figure(row["loan"]) - value_to_the_lender(row, int(row["checks"]))
    assert found == pytest.approx(figure(row["expected"]), abs=figure(row["tolerance"]))


@pytest.mark.parametrize("row", [row for row in SPREADS if row["quantity"] == "fair_spread"], ids=named("quantity"))
def test_the_fair_spread_of_azimzadeh(row: dict[str, str]) -> None:
    law, debt = dynamics_of(row, growth=figure(row["rate"])), figure(row["loan"]) / figure(row["price"])
    often, daily, seldom = (
        fair_spread(
            law,
            debt=debt,
            trigger_ltv=figure(row["trigger_ltv"]),
            rate=figure(row["rate"]),
            dates=checks,
            dates_per_year=checks,
        )
        for checks in (512, 252, 12)
    )
    assert often == pytest.approx(figure(row["expected"]), abs=figure(row["tolerance"]))
    assert often < daily < seldom
