"""What the exact engine found, as derivations."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.derive import Workings
from pledgeline.engine.derive_lender import CALL, MONEY, NAMES, derive_lender, exact_units, why_not_exact
from pledgeline.engine.formula import number
from pledgeline.engine.lender import lender_view
from pledgeline.engine.loans import trigger_key
from pledgeline.market.dynamics import Kou
from tests.fixtures_case import opened
from tests.simple_case import simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView

SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)


def view_of(**terms: Any) -> LenderView:
    case = simple_case(dynamics=SIDES, days=40, loans=(simple_loan(**{"drawn": 60_000.0, **terms}),))
    return lender_view(case, case.margin_loans["loan"], targets=(), full=False)


def worked_out(*views: LenderView) -> Workings:
    """Workings that know the LTV and the call price of the loan, and what the engine found."""
    workings = Workings()
    workings.derive("loans.loan.ltv", number(1), symbol="LTV", title="LTV today", unit="%")
    workings.derive(trigger_key("loan", "call"), number(86), symbol="S_call", title="call price", unit="USD/share")
    derive_lender(workings, views)
    return workings


def test_each_figure_of_the_view_has_its_derivation() -> None:
    view = view_of()
    workings = worked_out(view)
    assert view.borrower is not None
    assert view.law is not None
    found = {name: workings.value(f"loans.loan.{name}") for name in (*NAMES, MONEY)}
    assert found == {
        "exact_call_probability": view.borrower.call,
        "unanswered_close_out_probability": view.law.close_out,
        "unanswered_loss_probability": view.law.loss_probability,
        "unanswered_expected_loss": view.law.expected_loss,
    }


def test_units_are_stated_beforehand_for_every_key_and_agree() -> None:
    case = simple_case(dynamics=SIDES, loans=(simple_loan("one"), simple_loan("two")))
    units = exact_units(case)
    assert sorted(units) == sorted(f"loans.{loan}.{name}" for loan in ("one", "two") for name in (*NAMES, MONEY))
    derived = worked_out(view_of()).derived()
    for name in (*NAMES, MONEY):
        assert derived[f"loans.loan.{name}"].unit == units[f"loans.one.{name}"]


def test_each_derivation_states_its_error_and_what_it_follows_from() -> None:
    view = view_of(cure_days=3)
    assert view.borrower is not None
    assert view.law is not None
    found = replace(view.law, accuracy=replace(view.law.accuracy, error=2e-10, sale=3e-7))
    view = replace(view, borrower=replace(view.borrower, error=1e-10), law=found)
    errors = {
        "exact_call_probability": ("bound on the error", 1e-10),
        "unanswered_close_out_probability": ("bound on the error", 2e-10),
        "unanswered_loss_probability": ("error, estimated", 3e-7),
        "unanswered_expected_loss": ("error, estimated", 3e-7 * view.debt),
    }
    records = {record.key: record for record in worked_out(view).records()}
    for name, unit in {**NAMES, MONEY: "USD"}.items():
        record = records[f"loans.loan.{name}"]
        error, ltv, trigger, *_ = record.inputs
        title, expected = errors[name]
        assert (error.title, error.unit) == (title, unit)
        assert error.value == pytest.approx(expected, rel=1e-12)
        assert (ltv.key, trigger.key) == ("loans.loan.ltv", trigger_key("loan", "call"))
    sentence = records["loans.loan.unanswered_close_out_probability"].formula
    assert "carried on through 3 days to cure and 10 days of sale" in sentence
    assert str(view.end) in records["loans.loan.exact_call_probability"].title


def test_a_loan_whose_sale_is_not_covered_has_its_call_alone() -> None:
    derived = worked_out(view_of(until_cured=True)).derived()
    assert [key for key in derived if "exact" in key or "unanswered" in key] == ["loans.loan.exact_call_probability"]


def test_a_loan_that_is_not_covered_has_nothing() -> None:
    assert len(worked_out(view_of(release=0.3)).derived()) == 2


def test_each_derivation_rests_on_the_parameters_of_the_law() -> None:
    record = next(record for record in worked_out(view_of()).records() if record.key.endswith(CALL))
    stated = {entry.symbol: entry.value for entry in record.inputs[3:]}
    assert stated == {field.name: getattr(SIDES, field.name) for field in fields(SIDES)}


def test_parameters_and_terms_are_the_figures_of_the_case() -> None:
    jumps = {"model": "merton", "volatility": "20%", "jump_rate": "1", "jump_mean": "-5%", "jump_std": "10%"}
    case = opened({"assets": {"stock": {"dynamics": jumps}}})
    loan = case.resolved.margin_loans["pledge"]
    derive_lender(case.workings, (lender_view(case.resolved, loan, targets=(), full=False),), case.paper)
    inputs = {
        one.symbol: one for record in case.workings.records() if record.key.endswith(CALL) for one in record.inputs
    }
    path = "assets.stock.dynamics"
    for name, value in (("volatility", 0.2), ("jump_rate", 1.0), ("jump_mean", -0.05), ("jump_std", 0.1)):
        assert inputs[name].key == f"{path}.{name}"
        assert inputs[name].value == pytest.approx(value)
    assert (inputs["growth"].key, inputs["growth"].confidence) == (f"{path}.growth", "default")
    assert inputs["maturity"].value == dt.date(2027, 9, 30).toordinal()
    assert (inputs["maturity"].key, inputs["rate"].key) == ("loans.pledge.maturity", "loans.pledge.rate")
    assert inputs["rate"].value == 0.0


def test_a_fitted_parameter_says_so_and_the_growth_beside_it_does_not() -> None:
    record = worked_out(replace(view_of(), fitted=True)).records()[-1]
    notes = {entry.symbol: entry.note for entry in record.inputs}
    assert notes["volatility"] == notes["jump_rate"] == "fitted to the closes of the case"
    assert notes["growth"] == ""


def test_why_a_figure_does_not_exist_is_known_without_the_engine() -> None:
    loans = (simple_loan("good"), simple_loan("released", release=0.3), simple_loan("stopped", until_cured=True))
    case = simple_case(dynamics=SIDES, loans=loans)
    silent = {key: why_not_exact(case, key) for key in exact_units(case)}
    assert {key for key, why in silent.items() if not why} == {
        *(f"loans.good.{name}" for name in (*NAMES, MONEY)),
        f"loans.stopped.{CALL}",
    }
    assert silent[f"loans.released.{CALL}"].startswith("A release level")
    assert silent[f"loans.stopped.{MONEY}"].startswith("The sale ends when the loan is cured")
    assert why_not_exact(case, "loans.good.ltv") == why_not_exact(case, "group.nav") == ""
