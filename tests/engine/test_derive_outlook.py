"""What a simulation found is explained by what made it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pledgeline.engine.derive_outlook import Draws, derive_outlook, simulated_units
from pledgeline.engine.explain import Explanation, explain
from pledgeline.engine.results import ControlRisk, Estimate, LoanOutlook
from tests.fixtures_case import opened
from tests.fixtures_result import example_result

if TYPE_CHECKING:
    from pledgeline.engine.run import OpenCase

DRAWS = Draws(paths=20_000, seed=7)


def outlook() -> LoanOutlook:
    """A plausible outlook of the loan of the small case."""
    risk = ControlRisk(asset="stock", threshold=0.4, stake=0.5, probability=Estimate(value=0.01, standard_error=0.001))
    return dataclasses.replace(example_result().outlook[0], id="pledge", control=(risk,))


def simulated() -> OpenCase:
    case = opened({"assets": {"stock": {"control": "40%"}}})
    derive_outlook(case.workings, (outlook(),), DRAWS, {"pledge": "USD"})
    return case


def test_every_key_that_needs_a_run_is_there_after_it_with_its_unit() -> None:
    case = simulated()
    for key, unit in simulated_units(case.resolved).items():
        assert case.workings.derived()[key].unit == unit


def test_the_explained_probability_is_the_reported_one() -> None:
    case, found = simulated(), outlook()
    reported = {
        "call_probability": found.call.value,
        "failed_cure_probability": found.failed_cure.value,
        "close_out_probability": found.close_out.value,
        "loss_probability": found.loss.value,
        "unfinished_probability": found.shortfall.unfinished.value,
        "expected_loss": found.shortfall.expected.value,
        "expected_recourse": found.shortfall.expected_recourse.value,
        "control_probability.stock": 0.01,
    }
    for name, value in reported.items():
        explained = explain(case.paper, case.workings, f"loans.pledge.{name}")
        assert isinstance(explained, Explanation)
        assert explained.value == value
        texts = {entry.symbol: entry.text for entry in explained.inputs}
        assert texts["paths"] == "20,000"
        assert texts["seed"] == "7"
        assert {"error", "LTV", "S_call"} <= set(texts)


def test_an_explanation_of_a_probability_leads_on_to_the_trigger() -> None:
    case = simulated()
    explained = explain(case.paper, case.workings, "loans.pledge.call_probability")
    assert isinstance(explained, Explanation)
    assert explained.formula.startswith("share of the paths with a margin call by ")
    trigger = next(entry.derivation for entry in explained.inputs if entry.symbol == "S_call")
    assert trigger is not None
    assert trigger.formula == "D / (call × q_stock)"
