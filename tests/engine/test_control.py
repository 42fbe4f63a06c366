"""The control variate: unbiased, with an honest error, as good as it says, and silent where it does not pay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.control import FEWEST, WORTH, Control, sharpen, sharpened

if TYPE_CHECKING:
    from pledgeline.engine.results import Sharpened

CALL, LOSS = 0.2, 0.6  # of the indicator, and of a loss given a call
PATHS, SEEDS = 800, 600


def experiment(seed: int, *, size: float = 1.0) -> tuple[np.ndarray, Control]:
    """Losses that only happen after a call, some of them small."""
    draw = np.random.default_rng(seed)
    called = draw.random(PATHS) < CALL
    lost = called & (draw.random(PATHS) < LOSS)
    return np.where(lost, size * (1 + 0.3 * draw.standard_normal(PATHS)), 0.0), Control(sample=called, known=CALL)


def found(seed: int) -> Sharpened:
    sample, control = experiment(seed)
    answer = sharpened("loss", sample, control)
    assert answer is not None
    return answer


def test_over_many_samples_the_mean_is_right_and_the_error_is_as_stated() -> None:
    answers = [found(seed) for seed in range(SEEDS)]
    exact = CALL * LOSS
    controlled = np.array([one.controlled.value for one in answers])
    stated = np.array([one.controlled.standard_error for one in answers])
    distance = (controlled - exact) / stated
    # a mean of standard normals, and their variance, each within four of its own standard errors
    assert abs(distance.mean()) < 4 / math.sqrt(SEEDS)
    assert abs(distance.var() - 1) < 4 * math.sqrt(2 / SEEDS)
    plain = np.array([one.plain.value for one in answers])
    claimed = float(np.mean([one.variance_ratio for one in answers]))
    assert plain.var() / controlled.var() == pytest.approx(claimed, rel=4 * math.sqrt(4 / SEEDS))
    # the square of the correlation is what is taken out
    moment = LOSS * (1 + 0.3**2)
    squared = LOSS**2 * (1 - CALL) / (moment - CALL * LOSS**2)
    assert claimed == pytest.approx(1 / (1 - squared), rel=0.02)


def test_the_plain_figures_are_those_of_the_sample() -> None:
    sample, _ = experiment(3)
    answer = found(3)
    assert answer.name == "loss"
    assert answer.plain.value == sample.mean()
    assert answer.plain.standard_error == pytest.approx(sample.std(ddof=1) / math.sqrt(PATHS), rel=1e-12)
    ratio = (answer.plain.standard_error / answer.controlled.standard_error) ** 2
    assert answer.variance_ratio == pytest.approx(ratio, rel=1e-12)


def test_a_sample_with_the_right_number_of_calls_is_left_as_it_is() -> None:
    sample, control = experiment(5)
    exact = Control(sample=control.sample, known=float(control.sample.mean()))
    answer = sharpened("loss", sample, exact)
    assert answer is not None
    assert answer.controlled.value == pytest.approx(answer.plain.value, abs=1e-15)


def test_too_many_calls_are_taken_out() -> None:
    answers = [found(seed) for seed in range(50)]
    for seed, answer in enumerate(answers):
        _, control = experiment(seed)
        surplus = control.sample.mean() - CALL
        assert math.copysign(1, answer.plain.value - answer.controlled.value) == math.copysign(1, surplus)


@pytest.mark.parametrize("calls", [0, 1, FEWEST - 1, PATHS - FEWEST + 1, PATHS])
def test_too_few_calls_or_others_give_nothing(calls: int) -> None:
    sample = np.where(np.arange(PATHS) < calls, 1.0, 0.0) + np.arange(PATHS) / 1e4
    assert sharpened("loss", sample, Control(sample=np.arange(PATHS) < calls, known=0.5)) is None


def test_a_control_that_has_nothing_to_do_with_the_figure_is_not_shown() -> None:
    draw = np.random.default_rng(1)
    control = Control(sample=draw.random(PATHS) < 0.3, known=0.3)
    assert sharpened("loss", draw.standard_normal(PATHS), control) is None
    assert sharpened("loss", np.zeros(PATHS), control) is None
    assert sharpened("loss", control.sample.astype(np.float64), control) is None  # nothing is left to estimate


@pytest.mark.parametrize("above", [True, False])
def test_the_threshold_is_the_one_that_is_stated(above: bool) -> None:  # noqa: FBT001 - a pair of cases
    called = np.arange(2000) % 2 == 0
    noise = np.where(np.arange(2000) % 4 < 2, 1.0, -1.0)  # as often up as down, inside and outside
    ratio = WORTH + (0.01 if above else -0.01)
    sample = noise + np.where(called, 1.0, -1.0) * math.sqrt(ratio - 1)
    answer = sharpened("loss", sample, Control(sample=called, known=0.5))
    assert (answer is not None) == above


def rows(seed: int) -> Any:
    """Outcomes of paths as the kernels give them: a day, or -1."""
    draw = np.random.default_rng(seed)
    table = np.recarray(
        PATHS, dtype=[("call", "i4"), ("failed_cure", "i4"), ("close_out", "i4"), ("loss_day", "i4"), ("loss", "f8")]
    )
    called = draw.random(PATHS) < CALL
    table.call = np.where(called, 7, -1)
    for name, share in (("failed_cure", 0.9), ("close_out", 0.8), ("loss_day", 0.5)):
        table[name] = np.where(called & (draw.random(PATHS) < share), 9, -1)
    table.loss = np.where(table.loss_day >= 0, 100.0, 0.0)
    return table


def test_every_figure_of_a_loan_is_sharpened_where_the_call_is_known() -> None:
    answers = list(sharpen(rows(1), CALL))
    assert [one.name for one in answers] == ["failed_cure", "close_out", "loss", "expected_loss"]
    assert all(one.variance_ratio > WORTH for one in answers)
    assert answers[2].variance_ratio == pytest.approx(answers[3].variance_ratio, rel=1e-12)
    assert list(sharpen(rows(1), None)) == []
    assert list(sharpen(rows(1), CALL)) == answers
