"""`pledgeline explain` for the figures of the exact engine, and for loans that it does not cover."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline
from tests.fixtures_case import CASE, PLEDGE, case_of

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = {"release": "20%", "cure": "30%", "call": "40%", "close_out": "60%"}
SMALL = {"collateral": [{"asset": "stock", "shares": "100m"}], "drawn": "USD 1bn"}
LOANS = {
    "pledge": PLEDGE | SMALL,
    "released": PLEDGE | SMALL | {"ltv": RELEASED},
    "stopped": PLEDGE | SMALL | {"sale": {"participation": "20%", "until": "cured"}},
}
EXACT = ("exact_call_probability", "unanswered_close_out_probability", "unanswered_expected_loss")


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case with a loan that the exact engine covers, one that it does not, and one whose sale it does not."""
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(CASE | {"loans": LOANS}), encoding="utf-8")
    return str(path)


def said(*arguments: str) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["explain", *arguments])


def listed(case: str) -> set[str]:
    """Every key of the list."""
    keys: list[dict[str, Any]] = json.loads(said(case, "--list", "--json").stdout)["keys"]
    return {one["key"] for one in keys}


def test_only_figures_that_exist_are_listed(case: str) -> None:
    exact = {key for key in listed(case) if key.rpartition(".")[2] in EXACT}
    assert exact == {*(f"loans.pledge.{name}" for name in EXACT), "loans.stopped.exact_call_probability"}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("loans.released.exact_call_probability", "A release level returns shares to the borrower"),
        ("loans.released.unanswered_expected_loss", "A release level returns shares to the borrower"),
        ("loans.stopped.unanswered_expected_loss", "The sale ends when the loan is cured"),
    ],
)
def test_a_figure_that_does_not_exist_is_answered_with_the_reason(case: str, key: str, why: str) -> None:
    found = said(case, key)
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"the exact engine does not know '{key}'. {why}" in found.stderr
    assert "did you mean" not in found.stderr


@pytest.mark.parametrize("key", ["loans.pledge.unanswered_expected_loss", "loans.stopped.exact_call_probability"])
def test_an_exact_figure_is_explained_down_to_the_volatility(case: str, key: str) -> None:
    text = said(case, key).stdout
    for line in (
        "volatility of the diffusion, a year = 40.0%   [assets.stock.dynamics.volatility]",
        f"maturity = 2027-09-30   [loans.{key.split('.')[1]}.maturity]",
        "interest a year, at the base rate of today = 0.0%",
        "growth of the mean price, a year = 0.0%",
    ):
        assert line in text


def test_a_misspelt_key_is_told_from_a_known_one(case: str) -> None:
    assert (
        "did you mean loans.pledge.exact_call_probability?" in said(case, "loans.pledge.exact_cal_probability").stderr
    )


GROUP_CASE = CASE | {
    "horizon": "60bd",
    "commitments": {"tower": {"to": "Tower", "amount": "USD 9bn", "due": "2025-11-14", "firm": True}},
}


@pytest.fixture
def group(tmp_path: Path) -> str:
    """A case whose cash does not pay what it has promised."""
    path = tmp_path / "group.yaml"
    path.write_text(json.dumps(GROUP_CASE), encoding="utf-8")
    return str(path)


def test_a_path_of_the_group_names_what_fell_due_and_who_paid_it(group: str) -> None:
    found = said(group, "group", "--path", "2", "--seed", "3")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[0].startswith("Group, path 2 of seed 3; ")
    (due,) = (line for line in lines if line.startswith("2025-11-14"))
    assert due.endswith("Commitment to Tower: USD 9bn, from cash (USD 4bn); USD 5bn is not paid, a gap")
    assert "First gap: USD 5bn on 14 November 2025; USD 5bn not paid over the whole path." in lines
    ends = ("2025-10-31", "2025-11-28", "2025-12-31")  # month ends are shown, whatever happened
    assert {line[:10] for line in lines} >= set(ends)


def test_a_path_of_the_group_has_every_day_as_json(group: str) -> None:
    found = json.loads(said(group, "group", "--path", "0", "--json").stdout)
    assert (found["path"], found["seed"], found["currency"], len(found["days"])) == (0, 1, "USD", 60)
    (bill,) = (bill for day in found["days"] for bill in day["bills"])
    assert (bill["subject"], bill["unpaid"]) == ("tower", 5e9)
    assert found["fate"]["gap"] == "2025-11-14"


def test_the_path_of_a_group_without_known_cash_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "unknown.yaml"
    path.write_text(json.dumps(GROUP_CASE | {"group": {"name": "Group"}}), encoding="utf-8")
    found = said(str(path), "group", "--path", "0")
    assert found.exit_code == 2
    assert "the cash of the group is not known, and unknown is not zero" in found.stderr
    assert "state group.cash" in found.stderr


def test_a_path_of_neither_is_refused_with_a_suggestion(group: str) -> None:
    found = said(group, "groop", "--path", "0")
    assert (found.exit_code, "did you mean group?" in found.stderr) == (2, True)


def test_figures_of_the_group_are_simulated_and_explained(tmp_path: Path) -> None:
    path = tmp_path / "group.yaml"
    due = {"tower": {"to": "Builder", "amount": "USD 9bn", "due": "2026-02-02"}}
    group = {"cash": "USD 10bn", "policy": {"tolerances": {"call": "20%"}}}
    path.write_text(json.dumps(case_of({"group": group, "commitments": due, "horizon": "6mo"})), encoding="utf-8")
    for key in ("group.gap_probability", "commitments.tower.paid_probability", "group.load_line.pledge"):
        done = CliRunner().invoke(pledgeline, ["explain", str(path), key, "--paths", "256", "--workers", "1"])
        assert (done.exit_code, done.output.startswith(key)) == (0, True), done.output
    asked = CliRunner().invoke(pledgeline, ["explain", str(path), "group"])
    assert (asked.exit_code, "--path N" in asked.output) == (2, True)


def test_the_status_of_a_promise_is_explained_down_to_its_steps() -> None:
    found = said("softbank-2026-09", "pledges.us-2024.status")
    lines = found.stdout.splitlines()
    assert found.exit_code == 0
    assert lines[0] == "pledges.us-2024.status: cannot be told"
    assert "USD 3.2bn to USD 61.7bn reached" in lines[1]  # 3.2 into building; with OpenAI 50, Intel 2 and Ampere 6.5
    assert lines[2].startswith("  jobs: 100k promised, 0 to 25k reached")
    assert any(line.endswith("[pledges.us-2024.progress.3]") for line in lines)
    assert lines[-1].startswith("Rests on figures of the case: ")
    assert "pledges.us-2024.status" in listed("softbank-2026-09")


def test_the_basis_of_a_status_holds_its_terms_its_steps_and_its_commitments() -> None:
    found = json.loads(said("softbank-2026-09", "pledges.us-2024.status", "--json").stdout)
    grades = {one["confidence"]: one["figures"] for one in found["rests_on"]["grades"]}
    # amount, jobs, day and deadline of the promise; 57, 1,500 and 25,000 jobs; capacity in service, twice; the sums of
    # four steps under it and four closings of the rounds; sum and day of both commitments
    assert grades == {"disclosed": 12, "reported": 9}
    assert found["explanation"]["verdict"]["status"] == "cannot_be_told"


def test_a_figure_is_explained_with_what_other_sources_say_of_it() -> None:
    found = said("softbank-2025-10", "pledges.us-2024.deadline").stdout
    assert "  told elsewhere: 2028-12-31 (pledged, 16 Dec 2024, announcement-original" in found
    assert "  used here: the promise was tied to the term" in found
