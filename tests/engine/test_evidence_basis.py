"""What a headline answer rests on: its formula followed down to the figures of a small case, counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pledgeline.case.figure import Figure
from pledgeline.engine.evidence import evidence
from pledgeline.engine.evidence_basis import bases, inputs
from pledgeline.engine.evidence_results import Basis, Grade
from pledgeline.engine.results import Derivation, DerivationInput
from pledgeline.units.money import Money
from tests.engine.promises import promise
from tests.fixtures_case import case_of, opened


def entry(key: str, confidence: str = "", symbol: str = "x") -> DerivationInput:
    return DerivationInput(symbol=symbol, title=key, key=key, value=1.0, unit="USD", confidence=confidence)


def derivation(key: str, *entries: DerivationInput) -> Derivation:
    return Derivation(key=key, title=key, unit="USD", formula="", value=1.0, inputs=entries)


def figure(confidence: Any) -> Figure[Money]:
    ends = (Money.parse("USD 1"), Money.parse("USD 2")) if confidence == "assumed" else (None, None)
    return Figure(value=Money.parse("USD 1"), low=ends[0], high=ends[1], confidence=confidence)


KNOWN = {
    "a": figure("disclosed"), "b": figure("reported"), "c": figure("assumed"), "d": figure("reported"),
    "loans.l.drawn": figure("disclosed"), "loans.m.drawn": figure("reported"), "market.rates.SOFR": figure("assumed"),
    "assets.s.shares": figure("disclosed"), "group.cash": figure("reported"), "debts.e.amount": figure("estimated"),
    "pledges.p.amount": figure("reported"), "scenarios.s.over": figure("disclosed"),
    "commitments.k.amount": figure("disclosed"), "funding.0.tax": figure("assumed"), "horizon": figure("disclosed"),
    "silent": Figure(value=None),
}  # fmt: skip


def of(*derivations: Derivation) -> tuple[Basis, ...]:
    return bases(derivations, KNOWN)


def test_formulas_are_followed_to_their_figures_and_each_is_counted_once() -> None:
    headline = derivation("group.ltv.reported", entry("debt"), entry("value"), entry("a", "disclosed"))
    (basis,) = of(
        derivation("debt", entry("a", "disclosed"), entry("b", "reported"), entry("value")),
        headline,
        derivation("value", entry("b", "reported"), entry("c", "assumed"), entry("unit")),
    )
    assert basis == Basis(
        key="group.ltv.reported",
        title="group.ltv.reported",
        grades=(
            Grade(confidence="disclosed", figures=1),
            Grade(confidence="reported", figures=1),
            Grade(confidence="assumed", figures=1),
        ),
        assumed=("c",),
        defaults=(),
    )


def test_what_the_case_leaves_out_is_a_default_and_no_figure() -> None:
    (basis,) = of(derivation("group.deployable", entry("a", "disclosed"), entry("e", "default"), entry("silent", "?")))
    assert sum(grade.figures for grade in basis.grades) == 1
    assert basis.defaults == ("e", "silent")


def test_a_price_and_the_number_of_the_same_name_are_both() -> None:
    """Here `b`: a figure of the case, and an answer of that figure and another one."""
    price = derivation("b", entry("b", "reported"), entry("c", "assumed"))
    (basis,) = of(derivation("loans.l.trigger_price", entry("b")), price)
    assert basis.grades == (Grade(confidence="reported", figures=1), Grade(confidence="assumed", figures=1))


def test_circles_of_names_end() -> None:
    one, other = derivation("one", entry("other")), derivation("other", entry("one"), entry("a", "disclosed"))
    assert list(inputs(one, {"one": one, "other": other}, KNOWN)) == ["a"]


@pytest.mark.parametrize(
    ("key", "behind"),
    [
        ("loans.l.call_probability", {"loans.l.drawn", "market.rates.SOFR", "assets.s.shares"}),
        (
            "group.call_probability",
            {
                "loans.l.drawn", "loans.m.drawn", "market.rates.SOFR", "assets.s.shares", "group.cash",
                "debts.e.amount", "commitments.k.amount", "funding.0.tax", "horizon",
            },
        ),
    ],
)  # fmt: skip
def test_behind_a_simulated_answer_stands_everything_that_its_paths_are_made_from(key: str, behind: set[str]) -> None:
    (basis,) = of(derivation(key, entry("", symbol="seed")))
    counted = {grade.confidence: grade.figures for grade in basis.grades}
    expected: dict[str, int] = {}
    for path in behind:
        expected[KNOWN[path].confidence] = expected.get(KNOWN[path].confidence, 0) + 1
    assert counted == expected
    assert set(basis.assumed) == {path for path in behind if KNOWN[path].assumed}


def test_only_headline_answers_have_a_basis_in_their_order() -> None:
    keys = [
        "loans.l.ltv", "loans.l.trigger_price", "group.nav", "group.ltv.look_through", "commitments.k.paid_probability",
    ]  # fmt: skip
    assert [basis.key for basis in of(*(derivation(key, entry("a", "disclosed")) for key in keys))] == [
        "loans.l.trigger_price", "group.ltv.look_through", "commitments.k.paid_probability",
    ]  # fmt: skip


def graded(changes: dict[str, Any]) -> dict[str, Basis]:
    case = opened(changes)
    return {basis.key: basis for basis in evidence(case.document, case.workings.records()).bases}


def test_the_trigger_price_of_a_small_case_rests_on_the_figures_counted_by_hand() -> None:
    """Price x of a call: debt less deposit over shares after haircuts at the call level: three figures in all."""
    told = {"confidence": "disclosed"}
    changes = {
        "loans": {
            "pledge": {
                "drawn": {"value": "USD 10bn", **told},
                "collateral": [{"asset": "stock", "shares": {"assume": "500m", "range": "400m..500m"}}],
                "ltv": {"cure": "30%", "call": {"value": "40%", "confidence": "reported"}, "close_out": "60%"},
            }
        },
        "pledges": {"p": promise()},
    }
    basis = graded(changes)["loans.pledge.trigger_price"]
    assert {grade.confidence: grade.figures for grade in basis.grades} == {"disclosed": 1, "reported": 1, "assumed": 1}
    assert basis.assumed == ("loans.pledge.collateral.0.shares",)


def test_figures_without_a_grade_are_counted_as_such() -> None:
    assert case_of({})["loans"]["pledge"]["drawn"] == "USD 10bn"
    basis = graded({})["loans.pledge.trigger_price"]
    assert {grade.confidence: grade.figures for grade in basis.grades} == {"": 3}
