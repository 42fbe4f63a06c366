"""What the exact engine found, as derivations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.derive import Workings
from pledgeline.engine.derive_lender import MONEY, NAMES, derive_lender, exact_units
from pledgeline.engine.formula import number
from pledgeline.engine.lender import lender_view
from pledgeline.engine.loans import trigger_key
from pledgeline.market.dynamics import Kou
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
    assert view.law is not None
    records = {record.key: record for record in worked_out(view).records()}
    for name, unit in {**NAMES, MONEY: "USD"}.items():
        record = records[f"loans.loan.{name}"]
        error, ltv, trigger = record.inputs
        expected = view.law.accuracy.error * (view.debt if name == MONEY else 1)
        assert (error.title, error.unit) == ("bound on the error", unit)
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
