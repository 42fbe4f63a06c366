"""The whole answer: put together once, the same every time, with everything behind it."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import pytest

import pledgeline
from pledgeline.engine.run import limits, open_case, run
from pledgeline.errors import CaseError
from tests.fixtures_case import document, opened

PATHS = 512


@functools.cache
def answer() -> pledgeline.Result:
    lines = ["loans.pledge.call_probability > 0%", "loans.pledge.call_probability > 99%", "group.nav > USD 1bn"]
    sources = {"paper": {"title": "A paper", "published": "2025-10"}}
    case = document({"expect": lines, "sources": sources, "group": {"cash": {"value": "USD 4bn", "from": "paper#p1"}}})
    return pledgeline.run(case, paths=PATHS, seed=3)


def test_the_answer_says_how_it_was_made() -> None:
    method = answer().method
    assert (method.paths, method.seed, method.recorded_paths) == (PATHS, 3, PATHS)
    assert (method.start, method.end) == (dt.date(2025, 10, 9), dt.date(2027, 10, 9))
    assert (method.calendar, method.scenario, len(method.input_hash)) == ("XNYS", "", 64)
    assert method.limits


def test_expectations_may_speak_of_probabilities() -> None:
    assert [line.holds for line in answer().expectations] == [True, False, True]


def test_an_expectation_of_an_exact_figure_that_cannot_be_had_does_not_hold_and_says_why() -> None:
    lines = ["loans.pledge.exact_call_probability < 99%", "loans.pledge.unanswered_loss_probability < 99%"]
    plain = pledgeline.run(document({"expect": lines}), paths=PATHS, seed=3)
    assert [line.holds for line in plain.expectations] == [True, True]
    released = {"expect": lines, "loans": {"pledge": {"ltv": {"release": "5%"}}}}
    found = pledgeline.run(document(released), paths=PATHS, seed=3).expectations
    assert [(line.text, line.holds) for line in found] == [(line, False) for line in lines]
    assert all(line.found.startswith("A release level returns shares") for line in found)


def test_simulated_numbers_are_derived_and_equal_to_the_outlook() -> None:
    derived = {record.key: record for record in answer().derivations}
    outlook = answer().outlook[0]
    assert derived["loans.pledge.call_probability"].value == outlook.call.value
    assert derived["loans.pledge.expected_loss"].value == outlook.shortfall.expected.value
    sections = [key.partition(".")[0] for key in derived]
    assert sections == sorted(sections, key=["group", "loans", "assets"].index)


def test_figures_and_sources_are_listed() -> None:
    cash = next(figure for figure in answer().figures if figure.key == "group.cash")
    assert (cash.text, cash.sources) == ("USD 4bn", ("paper#p1",))
    assert answer().sources[0].published == "2025-10"
    assert not [figure.key for figure in answer().figures if figure.key.startswith("sources.")]


def test_the_answer_takes_three_forms() -> None:
    found = answer()
    assert found.to_dict()["title"] == "A group with one loan"
    assert found.to_json().startswith('{\n  "schema_version": 1,')
    assert found.to_html().startswith("<!DOCTYPE html>")


def test_the_same_question_has_the_same_answer() -> None:
    case = document()
    first, again = (pledgeline.run(case, paths=PATHS, seed=3, workers=workers).to_json() for workers in (1, 2))
    assert first == again


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[float] = []
    call = {"assume": "40%", "range": "35%..45%"}
    run(document({"loans": {"pledge": {"ltv": {"call": call}}}}), paths=PATHS, seed=1, progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < 1
    assert told[-1] == pytest.approx(1.0)


def test_the_ranking_names_its_answer_without_a_date() -> None:
    call = {"assume": "40%", "range": "35%..45%"}
    found = run(document({"loans": {"pledge": {"ltv": {"call": call}}}}), paths=PATHS, seed=1).assumptions
    assert found is not None
    assert found.title == "probability of a margin call on pledge"


def test_the_fan_ends_at_the_maturity() -> None:
    maturity = dt.date(2026, 3, 31)
    found = run(document({"loans": {"pledge": {"maturity": str(maturity)}}}), paths=PATHS, seed=1)
    dates = [row.date for row in found.outlook[0].fan]
    assert len(dates) > 3
    assert dates[-1] == maturity
    assert found.outlook[0].by_date[-1].date > maturity


@pytest.mark.parametrize(
    "changes",
    [{"loans": {"pledge": None}, "group": {"cash": None}}, {"as_of": "2025-10-10", "horizon": "1d"}],
    ids=["no margin loan", "no business day"],
)
def test_without_anything_to_simulate_the_standing_is_the_answer(changes: dict[str, Any]) -> None:
    found = run(document(changes), paths=PATHS, seed=1)
    assert (found.outlook, found.assumptions, found.method.paths) == ((), None, 0)
    assert any("nothing was simulated" in limit for limit in found.method.limits)
    assert found.standing.leverage.holdings_gross == 100e9


def test_a_group_without_margin_loans_is_followed_all_the_same() -> None:
    found = run(document({"loans": {"pledge": None}}), paths=PATHS, seed=1)
    assert (found.outlook, found.assumptions, found.method.paths) == ((), None, PATHS)
    assert any("only the group was simulated" in limit for limit in found.method.limits)
    assert found.group_view is not None
    assert found.group_view.outlook.call.value == 0.0


def test_a_scenario_is_run_and_named() -> None:
    scenarios = {"crash": {"shocks": {"stock": "-50%"}}, "tight": {"overrides": {"loans.pledge.ltv.call": "35%"}}}
    crash = run(document({"scenarios": scenarios}, scenario="crash"), paths=PATHS, seed=1)
    assert crash.method.scenario == "crash"
    assert crash.standing.loans[0].ltv == pytest.approx(0.4)
    assert crash.outlook[0].call.value > answer().outlook[0].call.value
    tight = run(document({"scenarios": scenarios}, scenario="tight"), paths=PATHS, seed=1)
    assert tight.standing.loans[0].triggers[1].ltv == 0.35


def test_an_expectation_that_cannot_be_read_stops_the_run() -> None:
    with pytest.raises(CaseError, match="no key of this case"):
        run(document({"expect": ["loans.other.ltv < 25%"]}), paths=PATHS, seed=1)


def test_limits_speak_of_private_stakes_where_there_are_any() -> None:
    stake = {"kind": "private", "value": "USD 1bn"}
    with_stake = opened({"assets": {"stake": stake}, "group": {"cash": None}})
    assert any("Private stakes" in limit for limit in limits(with_stake.resolved))
    assert not any("Private stakes" in limit for limit in limits(open_case(document()).resolved))
