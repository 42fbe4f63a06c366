"""`pledgeline pledges`: the terminal, the page, and the files for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from pledgeline.cli.main import pledgeline
from tests.engine.promises import promise
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

WITHOUT = "softbank-2023-09"
STEPS = [
    {"date": "2025-01", "title": "A fund", "amount": "USD 20bn", "disputed": {"wide": "older than the promise"}},
    {"date": "2025-03", "title": "A site", "amount": "USD 1bn", "spent_on": "building"},
]
PLEDGES = {
    "wide": promise(title="The wide one", jobs="10k", to="a nation", backed_by=["bill"], progress=STEPS),
    "part": promise(title="The part", amount="USD 5bn", perhaps_part_of={"wide": "nobody says"}),
}
COMMITMENTS = {"bill": {"to": "X", "amount": "USD 2bn", "due": "2026-03-31"}}


def said(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["pledges", *arguments], env={"PLEDGELINE_LANG": "en"})


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case with two promises, in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    changes: dict[str, Any] = {"pledges": PLEDGES, "commitments": COMMITMENTS, "horizon": "1y"}
    (tmp_path / "case.yaml").write_text(json.dumps(case_of(changes)), encoding="utf-8")
    return "case.yaml"


def test_the_terminal_tells_the_scoreboard(case: str) -> None:
    found = said(case, "--paths", "32")
    assert (found.exit_code, found.stderr) == (0, "")
    told = " ".join(found.stdout.split())
    assert "Group has promised USD 105bn in public; USD 100bn where promises that hold or renew each other" in told
    assert "USD 1bn has been paid towards them (USD 1bn for building); USD 21bn with what is disputed" in told
    assert "Of 10k jobs promised, none is evidenced and none is claimed" in told
    for words in ("The wide one", "The part", "cannot be told", "older than the promise", "How a status is found"):
        assert words in told


def test_json_holds_the_board_with_the_chance_that_its_commitments_are_paid(case: str) -> None:
    found = said(case, "--paths", "32", "--json", "-")
    assert found.exit_code == 0
    board = json.loads(found.stdout)["pledges"]
    wide, part = board["pledges"]
    assert (wide["id"], wide["funding"]["paid"]["value"], wide["funding"]["within"]) == ("wide", 1.0, ["bill"])
    assert wide["tallies"][0]["done"] == {"strict": 1e9, "generous": 21e9}
    assert wide["funding"]["uncovered"] == {"strict": 97e9, "generous": 77e9}
    assert part["funding"]["paid"] is None
    assert board["announced"] == {"strict": 100e9, "generous": 105e9}


def test_every_file_is_written_and_the_terminal_speaks_all_the_same(case: str, tmp_path: Path) -> None:
    files = ["--html", "p.html", "--json", "p.json", "--iati", "p.xml", "--prov", "p.prov.json", "--package", "tables"]
    found = said(case, "--paths", "32", *files)
    assert found.exit_code == 0, found.stderr
    assert "The wide one" in found.stdout
    assert "The wide one" in (tmp_path / "p.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "p.json").read_bytes())["pledges"]["as_of"] == "2025-10-09"
    assert json.loads((tmp_path / "p.prov.json").read_bytes())["prefix"]
    assert len(ET.parse(tmp_path / "p.xml").getroot()) == 2  # noqa: S314 - our own file
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_bytes())
    assert {"pledges", "pledge-measures", "pledge-steps"} <= {one["name"] for one in package["resources"]}


@pytest.mark.parametrize(("option", "start"), [("--iati", "<?xml"), ("--html", "<!doctype html>"), ("--json", "{")])
def test_what_goes_to_standard_output_goes_there_alone(case: str, option: str, start: str) -> None:
    found = said(case, "--paths", "16", option, "-")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.lower().startswith(start)
    assert "How a status is found" not in found.stdout or option == "--html"


def test_the_same_seed_gives_the_same_files_for_any_number_of_workers(case: str, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        found = said(case, "--paths", "64", "--workers", workers, "--json", f"{workers}.json")
        assert found.exit_code == 0
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_a_case_without_promises_says_so() -> None:
    found = said(WITHOUT)
    assert (found.exit_code, found.stderr) == (0, "")
    assert "no public promise" in found.stdout
    told = said(WITHOUT, "--json", "-")
    assert json.loads(told.stdout)["pledges"] is None


def test_without_promises_there_are_no_activities(tmp_path: Path) -> None:
    found = said(WITHOUT, "--iati", str(tmp_path / "p.xml"))
    assert found.exit_code == 2
    assert "the case holds no public promise; write them under pledges:" in found.stderr
    assert not (tmp_path / "p.xml").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["--iati", "case.yaml"], 2, "case.yaml"),
        (["--iati", "no/where.xml"], 2, "no"),
        (["--package", "case.yaml"], 2, "case.yaml is a file; name a folder."),
        (["--scenario", "doom"], 2, "there is no scenario 'doom'"),
        (["--paths", "0"], 2, "0"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_computed(
    case: str, tmp_path: Path, arguments: list[str], code: int, what: str
) -> None:
    before = (tmp_path / case).read_bytes()
    found = said(case, *arguments)
    assert (found.exit_code, found.stdout) == (code, "")
    assert what in found.stderr
    assert (tmp_path / case).read_bytes() == before


def test_a_broken_case_is_refused_with_its_place(case: str, tmp_path: Path) -> None:
    changes = {"pledges": {"p": promise(made="2026-01-01")}}
    (tmp_path / case).write_text(json.dumps(case_of(changes)), encoding="utf-8")
    found = said(case)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "case.yaml:1:" in found.stderr
    assert "it is made after the day of the case" in found.stderr
