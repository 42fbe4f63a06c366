"""`pledgeline contagion` as its users meet it: options, forms, exit codes."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from pledgeline.cli.contagion import read_standings
from pledgeline.cli.main import pledgeline
from tests.fixtures_case import case_of
from tests.fixtures_contagion import REPORT

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

COMPANIES: dict[str, Any] = {
    "companies": {
        "maker": {"name": "Maker", "equity": "USD 20bn", "exposed": "100%"},
        "buyer": {"name": "Buyer", "equity": "USD 10bn"},
    },
    "scenarios": {"bubble": {"demand": "50%"}},
}


def said(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["contagion", *arguments], env={"PLEDGELINE_LANG": "en"})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """An engine that gives the worked report, and what it was asked."""
    calls: list[dict[str, Any]] = []

    def answer(document: Any, *, counted: tuple[str, ...] | None = None) -> Any:
        calls.append({"scenario": document.scenario, "counted": counted})
        return REPORT

    monkeypatch.setitem(sys.modules, "pledgeline.engine.contagion", SimpleNamespace(contagion=answer))
    return calls


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case with two companies, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(json.dumps(case_of(COMPANIES)), encoding="utf-8")
    return "case.yaml"


def test_scenario_and_standings_reach_the_engine_and_the_terminal_tells(case: str, asked: list[Any]) -> None:
    found = said(case, "--scenario", "bubble", "--counted", "reported, binding")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "2 of 7 companies fail, Ostara first" in " ".join(found.stdout.split())
    assert said(case).exit_code == 0
    assert asked == [
        {"scenario": "bubble", "counted": ("binding", "reported")},
        {"scenario": "", "counted": None},
    ]


@pytest.mark.usefixtures("asked")
def test_page_and_figures_are_written_and_standard_output_carries_one_alone(case: str, tmp_path: Path) -> None:
    found = said(case, "--html", "c.html", "--json", "c.json")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Ostara first" in " ".join(found.stdout.split())
    assert "<svg" in (tmp_path / "c.html").read_text(encoding="utf-8")
    told = json.loads((tmp_path / "c.json").read_bytes())
    assert list(told)[:2] == ["schema_version", "title"]
    assert told["main"]["nodes"][1]["default_round"] == 1
    assert json.loads(said(case, "--json", "-").stdout) == told
    assert said(case, "--html", "-").stdout.startswith("<!DOCTYPE html>")


def test_standings_come_in_the_order_of_firmness() -> None:
    assert read_standings("letter_of_intent,binding,binding") == ("binding", "letter_of_intent")
    with pytest.raises(click.BadParameter, match=r"'bindin' is no standing of a contract; did you mean binding\?"):
        read_standings("bindin")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--counted", "firm"], "'firm' is no standing of a contract; write one of binding, reported"),
        (["--counted", ""], "'' is no standing of a contract"),
        (["--html", "case.yaml"], "case.yaml is a file that is read"),
        (["--scenario", "doom"], "there is no scenario 'doom'"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_computed(
    case: str, asked: list[Any], arguments: list[str], what: str
) -> None:
    found = said(case, *arguments)
    assert (found.exit_code, found.stdout) == (2, "")
    assert what in found.stderr
    assert asked == []


def test_a_case_without_companies_is_told_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(case_of({})), encoding="utf-8")
    found = said(str(path))
    assert (found.exit_code, found.stdout) == (2, "")
    assert "the case has no companies" in found.stderr
    assert "add companies: {oracle: {name: Oracle, equity: USD 500bn}}" in found.stderr


def test_two_companies_are_cleared_and_told(case: str) -> None:
    found = said(case, "--scenario", "bubble")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "If 50% of the demand for AI does not come (bubble), none of the 3 companies fails." in " ".join(
        found.stdout.split()
    )
    assert "everybody pays what falls due" in " ".join(said(case).stdout.split())
