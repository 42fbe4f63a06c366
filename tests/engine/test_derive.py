"""Headline numbers: formulas give their values, units fit, inputs are found, and they are what is reported."""

from __future__ import annotations

import dataclasses
import functools
import json
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.derive import Workings, letter
from pledgeline.engine.dimension import dimension_of
from pledgeline.engine.expect import evaluate_expectation, value_of
from pledgeline.engine.explain import ExplainedFigure, Explanation, explain, keys
from pledgeline.engine.expression import names, parse
from pledgeline.engine.formula import Prose, Term, number
from pledgeline.engine.results import Derivation, DerivationInput
from pledgeline.engine.run import OpenCase, open_case
from pledgeline.engine.standing import standing
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.files.bundled import BUNDLED, read_bundled
from pledgeline.files.read_case import apply_scenario, read_case_text
from tests.fixtures_case import FULL, STOCK, case_of, opened

if TYPE_CHECKING:
    from pathlib import Path


@functools.cache
def bundled(name: str) -> OpenCase:
    if name.startswith("full"):
        return opened(FULL, scenario="crash" if "crash" in name else "")
    return open_case(read_bundled(name))


NAMES = [*(case.name for case in BUNDLED), "full", "full in a crash"]
CASES = [(name, record) for name in NAMES for record in bundled(name).workings.records()]
WEIGHED = [(case, record) for case, record in CASES if record.formula != "0"]
every_derivation = pytest.mark.parametrize(("case", "record"), CASES, ids=[f"{case} {x.key}" for case, x in CASES])
every_formula = pytest.mark.parametrize(("case", "record"), WEIGHED, ids=[f"{case} {x.key}" for case, x in WEIGHED])


@every_derivation
def test_the_formula_in_words_gives_the_value(case: str, record: Derivation) -> None:
    """Read by the parser of expectations, which shares nothing with the formula but the arithmetic of Python."""
    values = {entry.symbol: entry.value for entry in record.inputs if not isinstance(entry.value, str)}
    found = value_of(parse(record.formula), values)
    if record.value is None:
        assert found is None or found <= 0, f"{case}: {record}"
    else:
        assert found == pytest.approx(record.value, rel=1e-12), f"{case}: {record}"


@every_formula
def test_the_units_of_the_inputs_give_the_unit(case: str, record: Derivation) -> None:
    """Every formula is dimensionally sound: it may be compared with a literal of its own unit."""
    literals = {"%": "1%", "x": "1", "days": "1bd", "shares": "1", "": "1"}
    literal = literals.get(record.unit, f"{record.unit[:3]} 1")
    quantities = {entry.symbol: (1.0, entry.unit) for entry in record.inputs}
    assert {name.key for name in names(parse(record.formula))} == set(quantities), f"{case}: {record}"
    evaluate_expectation(f"{record.formula} < {literal}", quantities)
    assert dimension_of(record.unit).unit() in {record.unit, ""}


@every_derivation
def test_every_input_leads_to_a_figure_or_a_derivation(case: str, record: Derivation) -> None:
    opened_case = bundled(case)
    known = set(keys(opened_case.paper, opened_case.workings))
    for entry in record.inputs:
        found = entry.key in known or entry.confidence == "default" or bool(entry.note)
        assert found, f"{case}: {entry.symbol} of {record.key} leads nowhere"


@every_derivation
def test_the_explained_number_is_the_derived_one(case: str, record: Derivation) -> None:
    opened_case = bundled(case)
    found = explain(opened_case.paper, opened_case.workings, record.key)
    assert isinstance(found, Explanation)
    assert (found.value, found.unit, found.formula) == (record.value, record.unit, record.formula)


def reported(case: OpenCase) -> dict[str, Any]:
    """The numbers of the standing beside the keys that explain them."""
    found = standing(case.paper, case.workings)
    lever, cash = found.leverage, found.liquidity
    pairs: dict[str, Any] = {
        "group.holdings.gross": lever.holdings_gross,
        "group.holdings.deduction": lever.asset_deduction,
        "group.holdings.net": lever.holdings_net,
        "group.debt.gross": lever.debt_gross,
        "group.debt.asset_backed_non_recourse": lever.asset_backed_non_recourse,
        "group.debt.hybrid_adjustment": lever.hybrid_adjustment,
        "group.debt.net": lever.debt_net,
        "group.nav": lever.nav,
        "group.ltv.reported": lever.ltv_reported,
        "group.ltv.look_through": lever.ltv_look_through,
        "group.concentration": found.concentration,
        "group.liquidity.redemptions": cash.redemptions,
        "group.liquidity.commitments": cash.commitments,
        "group.liquidity.cash_after_redemptions": cash.cash_after_redemptions,
        "group.liquidity.undrawn_facilities": cash.undrawn_facilities,
    }
    for asset in found.assets:
        named = {"encumbered": "encumbered_share"}
        for name in ("price", "value", "pledged", "free", "encumbered", "share_of_holdings", "stake"):
            pairs[f"assets.{asset.id}.{name}"] = getattr(asset, named.get(name, name))
        pairs[f"assets.{asset.id}.pledged_to_float"] = asset.pledged_to_float
        pairs[f"assets.{asset.id}.pledged_to_daily_volume"] = asset.pledged_to_daily_volume
    for loan in found.loans:
        for name in ("collateral_value", "ltv", "headroom", "undrawn", "days_to_sell"):
            pairs[f"loans.{loan.id}.{name}"] = getattr(loan, name)
        for trigger in loan.triggers:
            tail = "" if trigger.level == "call" else f".{trigger.level}"
            pairs[f"loans.{loan.id}.trigger_price{tail}"] = trigger.price
            pairs[f"loans.{loan.id}.fall_to.{trigger.level}"] = trigger.fall
    return pairs


@pytest.mark.parametrize("name", NAMES)
def test_what_is_reported_is_what_is_explained(name: str) -> None:
    case = bundled(name)
    derived = case.workings.derived()
    for key, value in reported(case).items():
        if key in derived:
            assert derived[key].value == value, key
        else:
            assert value is None or value == 0.0, f"{key} is reported and cannot be explained"


@pytest.mark.parametrize("name", NAMES)
def test_resolved_values_and_derived_values_are_one(name: str) -> None:
    case = bundled(name)
    for key, asset in case.resolved.assets.items():
        assert case.workings.value(f"assets.{key}.value") == pytest.approx(asset.value, rel=1e-12)
        if asset.kind == "listed":
            assert case.workings.value(f"assets.{key}.price") == asset.price
            assert case.workings.value(f"assets.{key}.pledged") == pytest.approx(asset.pledged, rel=1e-12)
            assert case.workings.value(f"assets.{key}.free") == pytest.approx(asset.free, rel=1e-12)


@pytest.mark.parametrize("name", [case.name for case in BUNDLED])
def test_every_scenario_can_be_worked_out(name: str) -> None:
    document = read_bundled(name)
    for scenario in document.case.scenarios:
        case = open_case(apply_scenario(document, scenario))
        for key, asset in case.resolved.assets.items():
            assert case.workings.value(f"assets.{key}.value") == pytest.approx(asset.value, rel=1e-12), scenario


def test_a_fitted_volatility_is_derived_from_its_closes(tmp_path: Path) -> None:
    closes = [100.0, 104.0, 99.0, 103.0]
    table = "".join(f"2025-10-0{day},{close}\n" for day, close in zip((3, 6, 7, 8), closes, strict=True))
    (tmp_path / "closes.csv").write_text(f"date,close\n{table}", encoding="utf-8")
    fitted = {"dynamics": {"model": "gbm", "fit": "prices"}, "prices": {"file": "closes.csv", "currency": "USD"}}
    stock = {key: part for key, part in (STOCK | fitted).items() if key != "price"}
    document = read_case_text(json.dumps(case_of({}) | {"assets": {"stock": stock}}), folder=tmp_path)
    case = open_case(document)
    found = explain(case.paper, case.workings, "assets.stock.volatility")
    assert isinstance(found, Explanation)
    assert found.formula == "s × sqrt(252)"
    law = case.resolved.assets["stock"].dynamics
    assert law is not None
    assert found.value == law.volatility
    assert [entry.note for entry in found.inputs] == ["closes.csv, 4 closes up to the date of the case"]
    price = explain(case.paper, case.workings, "assets.stock.price")
    assert isinstance(price, Explanation)
    assert price.inputs[0].note == "closes.csv, 1 business day before the date of the case"


def test_a_figure_is_explained_as_it_is_written() -> None:
    case = opened({"loans": {"pledge": {"ltv": {"call": {"assume": "40%", "range": "35%..45%", "note": "a guess"}}}}})
    found = explain(case.paper, case.workings, "loans.pledge.ltv.call")
    assert isinstance(found, ExplainedFigure)
    assert (found.text, found.low, found.high) == ("40%", "35%", "45%")
    assert (found.confidence, found.note) == ("assumed", "a guess")
    assert found.where.startswith("case.yaml:1:")


def test_an_explanation_goes_down_to_the_sources_and_tells_nothing_twice() -> None:
    sources = {"paper": {"title": "A paper"}}
    drawn = {"value": "USD 10bn", "from": "paper#p4", "confidence": "reported"}
    case = opened({"sources": sources, "loans": {"pledge": {"drawn": drawn}}})
    found = explain(case.paper, case.workings, "group.nav")
    assert isinstance(found, Explanation)
    told: list[str] = []
    cited: list[str] = []

    def walk(inner: Explanation) -> None:
        if not inner.repeated:
            told.append(inner.key)
        for entry in inner.inputs:
            if entry.derivation is not None:
                walk(entry.derivation)
            if entry.figure is not None:
                cited.extend(entry.figure.sources)

    walk(found)
    assert len(told) == len(set(told))
    assert "paper#p4: A paper" in cited


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    case = opened()
    with pytest.raises(UnknownName, match=r"nothing is called 'group.ltv.report'; did you mean group.ltv.reported\?"):
        explain(case.paper, case.workings, "group.ltv.report")


def test_numbers_are_filled_into_the_formula() -> None:
    found = explain(opened().paper, opened().workings, "loans.pledge.trigger_price")
    assert isinstance(found, Explanation)
    assert found.formula == "D / (call × q_stock)"
    assert found.filled == "USD 10bn / (40.0% × 500m shares)"
    assert found.text == "USD 50.00 a share"


def test_a_key_is_derived_once_and_a_symbol_means_one_thing() -> None:
    workings = Workings()
    entry = DerivationInput(symbol="a", title="a", value=1.0, unit="", key="a")
    other = dataclasses.replace(entry, key="b")
    workings.derive("one", Term(entry=entry), symbol="x", title="x", unit="")
    with pytest.raises(BrokenInvariant, match="derived twice"):
        workings.derive("one", number(1), symbol="x", title="x", unit="")
    with pytest.raises(BrokenInvariant, match="two inputs called a"):
        workings.derive("two", Term(entry=entry) + Term(entry=other), symbol="x", title="x", unit="")
    workings.derive("none", Prose(sentence="nothing", found=None, entries=()), symbol="n", title="n", unit="")
    with pytest.raises(BrokenInvariant, match="none has no value"):
        workings.amount("none")


def test_ids_that_look_alike_keep_their_own_symbols() -> None:
    assert letter("a-b") != letter("a_b")
    bonds = {"a-b": {"amount": "USD 1bn"}, "a_b": {"amount": "USD 2bn"}}
    assert opened({"debts": bonds}).workings.value("group.debt.gross") == 10e9 + 3e9 - 4e9
