"""`pledgeline stress` as its users meet it: which rows, which windows, which form, which exit code."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline
from pledgeline.cli.stress import Stretch, read_window
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = {
    "scenarios": {
        "crash": {"shocks": {"stock": "-50%"}},
        "slide": {"title": "A slide", "shocks": {"stock": "-30%"}, "over": "10bd"},
    }
}
CLOSES = "date,close\n2024-01-02,100\n2024-01-03,80\n2024-01-04,60\n2024-01-05,90\n"


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case with one margin loan and two scenarios."""
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(case_of(SCENARIOS)), encoding="utf-8")
    return str(path)


@pytest.fixture
def prices(tmp_path: Path) -> str:
    """Four closes."""
    path = tmp_path / "STOCK.csv"
    path.write_text(CLOSES, encoding="utf-8")
    return str(path)


def said(*arguments: str) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["stress", *arguments])


def content(*arguments: str) -> dict[str, Any]:
    found = said(*arguments, "--json", "-")
    assert (found.exit_code, found.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def test_all_scenarios_stand_beside_the_case_unless_some_are_named(case: str) -> None:
    answer = content(case, "--no-simulation")
    assert list(answer) == ["schema_version", "stress"]
    assert [row["id"] for row in answer["stress"]["scenarios"]] == ["", "crash", "slide"]
    named = content(case, "--no-simulation", "--scenario", "slide", "--scenario", "slide")
    assert [row["id"] for row in named["stress"]["scenarios"]] == ["", "slide"]
    assert named["stress"]["paths"] == 0


def test_the_simulation_is_that_of_the_options_whatever_the_workers(case: str) -> None:
    arguments = (case, "--paths", "500", "--seed", "7", "--scenario", "crash")
    answer = content(*arguments, "--workers", "1")
    assert (answer["stress"]["paths"], answer["stress"]["seed"]) == (500, 7)
    assert answer["stress"]["scenarios"][1]["loans"][0]["chance_of_loss"]["method"] == "simulated"
    assert content(*arguments, "--workers", "2") == answer


def test_a_window_is_a_row_named_after_the_file_and_its_dates(case: str, prices: str) -> None:
    answer = content(
        case, "--no-simulation", "--scenario", "crash", "--window", f"stock={prices}:2024-01-02..2024-01-04"
    )
    row = answer["stress"]["scenarios"][2]
    assert (row["id"], row["kind"], row["days"]) == ("STOCK.csv 2024-01-02..2024-01-04", "window", 2)
    assert row["moves"] == [["stock", pytest.approx(-0.4)]]
    assert row["loans"][0]["ltv"] == pytest.approx(10e9 / (500e6 * 60))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stock", "'stock' is no window; write ASSET=FILE:FROM..TO"),
        ("stock=a.csv", "'stock=a.csv' is no window"),
        ("stock=a.csv:2024-01-01", "is no window"),
        ("=a.csv:2024-01-01..2024-02-01", "is no window"),
        ("stock=a.csv:2024-01-01..soon", "'soon' is no date; write ASSET=FILE:FROM..TO"),
        ("stock=a.csv:2024-02-01..2024-01-01", "2024-02-01 is not before 2024-01-01"),
    ],
)
def test_a_window_that_cannot_be_read_says_what_to_write(case: str, text: str, message: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        read_window(text)
    assert message in refused.value.message
    found = said(case, "--window", text)
    assert found.exit_code == 2
    assert "Invalid value for '--window'" in found.stderr


def test_a_window_may_have_colons_in_its_path() -> None:
    assert read_window(" arm = c:/x/ARM.csv:2024-07-09..2025-04-08") == Stretch(
        asset="arm", file="c:/x/ARM.csv", first=dt.date(2024, 7, 9), last=dt.date(2025, 4, 8)
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--scenario", "crush"), "there is no scenario 'crush'; did you mean crash?"),
        (("--window", "stock=nowhere.csv:2024-01-02..2024-01-04"), "nowhere.csv: no such file"),
    ],
)
def test_an_unknown_name_is_told_from_a_known_one(case: str, arguments: tuple[str, ...], message: str) -> None:
    found = said(case, *arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stdout == ""


def test_a_window_without_closes_or_without_its_asset_is_refused(case: str, prices: str) -> None:
    for text, message in (
        (f"stock={prices}:2025-01-02..2025-01-04", "fewer than two closes"),
        (f"stack={prices}:2024-01-02..2024-01-04", "'stack' is no listed asset of the case; did you mean stock?"),
    ):
        found = said(case, "--no-simulation", "--scenario", "crash", "--window", text)
        assert found.exit_code == 2
        assert message in found.stderr


def test_the_page_is_printed_and_written(case: str, tmp_path: Path) -> None:
    found = said(
        case, "--no-simulation", "--html", str(tmp_path / "stress.html"), "--json", str(tmp_path / "stress.json")
    )
    assert (found.exit_code, found.stderr) == (0, "")
    assert "How far things must fall" in found.stdout
    assert (tmp_path / "stress.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "stress.json").read_text(encoding="utf-8"))["stress"]["scenarios"]


def test_an_input_is_never_written_over(case: str, prices: str) -> None:
    assert "is a file that is read" in said(case, "--html", case).stderr
    window = f"stock={prices}:2024-01-02..2024-01-04"
    assert said(case, "--window", window, "--json", prices).exit_code == 2


def test_errors_are_json_where_json_was_asked_for(case: str) -> None:
    found = said(case, "--scenario", "doom", "--json", "-")
    assert found.exit_code == 2
    assert json.loads(found.stdout)["error"]["exit_code"] == 2


def test_a_case_without_margin_loans_is_stressed_all_the_same() -> None:
    found = said("softbank-2023-09")
    assert found.exit_code == 0
    assert "no loan was walked" in found.stdout
