"""`pledgeline check` on the evidence of a case: what it lists, what it keeps quiet, what is a problem."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pledgeline.cli.main import pledgeline
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SOURCES = {
    "new": {"title": "New", "published": "2025-06-30"},
    "old": {"title": "Old", "published": "2024-03-31"},
}
CASH = {"value": "USD 4bn", "from": ["old"], "confidence": "disclosed"}
CLAIM = {"about": "group.cash", "value": "USD 5bn", "from": ["new"], "status": "forecast"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(folder: Path, cash: object, *arguments: str, **changes: Any) -> Result:
    case = case_of({"sources": SOURCES, "group": {"cash": cash}, **changes})
    (folder / "case.yaml").write_text(json.dumps(case, indent=1), encoding="utf-8")
    return CliRunner().invoke(pledgeline, ["check", "case.yaml", *arguments], env={"PLEDGELINE_LANG": "en"})


def test_thin_evidence_is_listed_with_the_lines_of_the_file(folder: Path) -> None:
    found = checked(folder, CASH, claims={"loose": {"value": "USD 7bn", "from": ["new"]}})
    assert (found.exit_code, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0].startswith("1 figure disclosed")
    at = lines.index("Newest source older than 1y (1)")
    assert lines[at + 1].split(maxsplit=2)[1:] == ["group.cash", "USD 4bn; newest source 31 Mar 2024"]
    assert "Claims about no figure of the case (1)" in lines
    listed = next(line for line in lines if "  assets.stock.price  " in line)
    place, _, _ = listed.strip().partition(" ")
    number = int(place.removeprefix("case.yaml:"))
    assert '"price"' in (folder / "case.yaml").read_text(encoding="utf-8").splitlines()[number - 1]


def test_a_decided_conflict_is_listed_and_no_problem(folder: Path) -> None:
    found = checked(folder, {**CASH, "because": "it is audited"}, claims={"more": CLAIM})
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Several figures told, one chosen (1)" in found.stdout
    assert "it is audited" in found.stdout


def test_a_conflict_that_nobody_has_decided_is_a_problem_at_its_place(folder: Path) -> None:
    found = checked(folder, CASH, claims={"more": CLAIM, "same": {**CLAIM, "value": "USD 4bn"}})
    assert found.exit_code == 1
    assert "Conflicts not decided (1)" in found.stdout
    assert "sources disagree on group.cash: USD 4bn here, USD 5bn elsewhere" in found.stderr
    assert "say why this one is used, {value: …, because: …}, or correct it" in found.stderr
    place = found.stderr.partition(": sources disagree")[0]
    line = int(place.split(":")[1])
    assert '"value": "USD 4bn"' in (folder / "case.yaml").read_text(encoding="utf-8").splitlines()[line - 1]


@pytest.mark.parametrize("flag", ["--quiet", "-q"])
def test_quiet_says_nothing_where_all_is_well_and_names_problems_all_the_same(folder: Path, flag: str) -> None:
    found = checked(folder, CASH, flag)
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "")
    found = checked(folder, CASH, flag, claims={"more": CLAIM})
    assert (found.exit_code, found.stdout) == (1, "")
    assert "sources disagree on group.cash" in found.stderr


@pytest.mark.parametrize(("because", "code"), [(None, 1), ("it is audited", 0)])
def test_json_holds_the_evidence_and_the_problems(folder: Path, because: str | None, code: int) -> None:
    cash = CASH if because is None else {**CASH, "because": because}
    found = checked(folder, cash, "--json", claims={"more": CLAIM})
    assert (found.exit_code, found.stderr) == (code, "")
    told = json.loads(found.stdout)
    assert [one["key"] for one in told["problems"]] == (["group.cash"] if code else [])
    (compared,) = told["evidence"]["comparisons"]
    assert (compared["key"], compared["decided"], compared["claims"][0]["agrees"]) == ("group.cash", not code, False)
    assert [one["key"] for one in told["evidence"]["stale"]] == ["group.cash"]
    assert "group.cash" not in told["evidence"]["without_source"]


def test_a_denial_of_the_figure_in_use_is_a_conflict(folder: Path) -> None:
    found = checked(folder, CASH, "-q", claims={"not": {**CLAIM, "value": "USD 4bn", "status": "denied"}})
    assert found.exit_code == 1
    assert "sources disagree on group.cash" in found.stderr
