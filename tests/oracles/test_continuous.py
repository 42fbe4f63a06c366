"""Closed forms of continuous watching against their tables and one another."""

from __future__ import annotations

import math

import pytest

from tests.oracles.continuous import BarrierCall, KouWalk, gbm_first_passage, inverted, shifted_barrier
from tests.oracles.increments import DoubleExponential
from tests.oracles.rows import figure, law_of
from tests.reference import table


@pytest.mark.parametrize("row", table("continuous"), ids=lambda row: f"{row['model']}-{row['barrier']}")
def test_first_passage_of_a_price_watched_always(row: dict[str, str]) -> None:
    law, barrier, years = law_of(row), figure(row["barrier"]), figure(row["years"])
    if isinstance(law.jump, DoubleExponential):
        sides = law.jump
        walk = KouWalk(law.drift, law.volatility, law.jump_rate, sides.up_probability, sides.up_rate, sides.down_rate)
        found = walk.mirrored().up_crossing(-math.log(barrier), years)
    else:
        found = gbm_first_passage(barrier=barrier, growth=law.growth, volatility=law.volatility, years=years)
    assert found == pytest.approx(figure(row["probability"]), abs=figure(row["tolerance"]))


@pytest.mark.parametrize("row", table("kou_wang"), ids=lambda row: row["probability"])
def test_kou_and_wang(row: dict[str, str]) -> None:
    names = ("drift", "volatility", "jump_rate", "up_probability", "up_rate", "down_rate")
    found = KouWalk(*(figure(row[name]) for name in names)).up_crossing(figure(row["level"]), figure(row["years"]))
    assert found == pytest.approx(figure(row["probability"]), abs=figure(row["tolerance"]))


def test_without_jumps_the_walk_is_a_diffusion() -> None:
    walk = KouWalk(0.05 - 0.4**2 / 2, 0.4, 0.0, 0.5, 50.0, 30.0).mirrored()
    closed = gbm_first_passage(barrier=0.7, growth=0.05, volatility=0.4, years=1.0)
    assert walk.up_crossing(-math.log(0.7), 1.0) == pytest.approx(closed, abs=1e-10)


def test_the_inversion_of_a_known_transform() -> None:
    assert inverted(lambda a: 1 / (a + 2), 0.7) == pytest.approx(math.exp(-1.4), abs=1e-10)


@pytest.mark.parametrize("row", table("barrier_option_bgk"), ids=lambda row: row["barrier"])
def test_the_shifted_barrier_takes_nine_tenths_of_the_error_away(row: dict[str, str]) -> None:
    call = BarrierCall(*(figure(row[name]) for name in ("spot", "strike", "volatility", "rate", "years")))
    barrier = figure(row["barrier"])
    step = figure(row["years"]) / int(row["dates"])
    corrected = call.knocked_out(shifted_barrier(barrier, volatility=call.volatility, step=step))
    error = abs(corrected - figure(row["value"]))
    assert error < abs(call.knocked_out(barrier) - figure(row["value"])) / 10
