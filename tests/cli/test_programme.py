"""`pledgeline programme`: its page, its files, its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pledgeline.cli.main import pledgeline
from pledgeline.engine import run
from tests.fixtures_programme import report

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

QUARRY = "tests/cases/quarry/case.yaml"


def told(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["programme", *arguments], env={"PLEDGELINE_LANG": "en"})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the engine is asked for; it answers with a report that was made by hand."""
    found: dict[str, Any] = {}

    def answer(document: Any, **wanted: Any) -> Any:
        found.update(wanted, title=document.case.title)
        return report()

    monkeypatch.setattr(run, "programme", answer)
    return found


def test_the_terminal_tells_the_promise_first(asked: dict[str, Any]) -> None:
    found = told(QUARRY, "programmes.yard", "--paths", "64", "--seed", "7")
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout.index("between 1.1 and 3.4 GW of the 10 GW promised") < found.stdout.index("Year by year")
    assert (asked["name"], asked["draws"].paths, asked["draws"].seed) == ("yard", 64, 7)


@pytest.mark.usefixtures("asked")
def test_files_are_written_and_the_terminal_speaks_all_the_same(tmp_path: Path) -> None:
    html, figures = tmp_path / "p.html", tmp_path / "p.json"
    found = told(QUARRY, "--html", str(html), "--json", str(figures))
    assert found.exit_code == 0
    assert "Die Hallen" in found.stdout
    assert "Will it be built in time?" in html.read_text(encoding="utf-8")
    (programme,) = json.loads(figures.read_bytes())["view"]["programmes"]
    assert programme["sites"][2]["phases"][0]["service"]["p50"] is None  # never
    assert programme["kept"][0]["comes"]["p90"] == 3.4e9


@pytest.mark.usefixtures("asked")
def test_json_on_standard_output_stands_there_alone() -> None:
    found = told(QUARRY, "--json", "-")
    assert json.loads(found.stdout)["schema_version"] == 1


def test_an_unknown_programme_is_refused_with_a_suggestion() -> None:
    found = told(QUARRY, "yord", "--paths", "8")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "the case has no programme 'yord'; did you mean yard?" in found.stderr


def test_a_case_that_builds_nothing_says_what_to_write() -> None:
    found = told("softbank-2023-09", "--paths", "8")
    assert (found.exit_code, found.stdout) == (2, "")
    assert "programmes:" in found.stderr


@pytest.mark.usefixtures("asked")
def test_a_file_that_is_read_is_never_written() -> None:
    found = told(QUARRY, "--html", QUARRY)
    assert found.exit_code == 2
    assert "is a file that is read" in found.stderr
