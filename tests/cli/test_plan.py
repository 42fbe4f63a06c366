"""`pledgeline plan` as its users meet it: what is said, which form, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path

GROUP: dict[str, Any] = {
    "horizon": "6mo",
    "group": {
        "cash": "USD 10bn",
        "policy": {"ltv": {"normal": "25%", "ceiling": "35%"}, "tolerances": {"call": "20%", "gap": "10%"}},
    },
    "loans": {"pledge": {"facility": "USD 24bn"}},
    "commitments": {"tower": {"to": "Builder", "amount": "USD 9bn", "due": "2026-02-02"}},
    "funding": ["cash", {"draw": "pledge"}],
}


def case_file(tmp_path: Path, changes: dict[str, Any]) -> str:
    """A case with one margin loan."""
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(case_of(changes)), encoding="utf-8")
    return str(path)


def said(*arguments: str) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["plan", *arguments, "--paths", "256", "--workers", "1"])


def test_the_plan_names_the_load_line_the_promise_and_the_wanted_draw(tmp_path: Path) -> None:
    done = said(case_file(tmp_path, GROUP), "--draw", "pledge=USD 1bn")
    assert done.exit_code == 0, done.output
    assert "Load line" in done.output
    assert "For the wanted USD 1bn" in done.output
    assert "Builder" in done.output


def test_the_same_plan_gives_the_same_bytes_for_any_number_of_workers(tmp_path: Path) -> None:
    case = case_file(tmp_path, GROUP)
    first = said(case, "--json", "-")
    again = CliRunner().invoke(pledgeline, ["plan", case, "--paths", "256", "--workers", "3", "--json", "-"])
    assert first.exit_code == 0, first.output
    assert first.stdout_bytes == again.stdout_bytes
    found = json.loads(first.stdout)["group_view"]
    assert found["outlook"]["paths"] == 256
    assert [line["facility"] for line in found["load_lines"]] == ["pledge"]


def test_the_page_is_written_without_a_script_or_a_request(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    done = said(case_file(tmp_path, GROUP), "--html", str(page))
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "script-src &#39;none&#39;" in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_a_case_without_known_cash_is_refused_with_the_remedy(tmp_path: Path) -> None:
    done = said(case_file(tmp_path, {"group": {"cash": None}}))
    assert done.exit_code == 2
    assert "add group: cash: USD 10bn" in done.output


def test_a_line_is_drawn_in_its_own_currency_and_named_once(tmp_path: Path) -> None:
    line = {"spare": {"kind": "line", "facility": "USD 3bn", "due": "2027-01-04"}}
    case = case_file(tmp_path, GROUP | {"debts": line})
    other = said(case, "--draw", "spare=EUR 1bn")
    assert (other.exit_code, "is drawn in USD" in other.output) == (2, True)
    twice = said(case, "--draw", "spare=USD 1bn", "--draw", "spare=USD 2bn")
    assert (twice.exit_code, "is named twice" in twice.output) == (2, True)


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        ("pledge", "write for example arm-margin=USD 5bn"),
        ("pledge=5bn", "it has no currency"),
        ("pledge=USD 0", "a draw is above 0"),
        ("pledge=EUR 1bn", "is drawn in USD"),
        ("pleg=USD 1bn", "did you mean pledge?"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused(tmp_path: Path, draw: str, sentence: str) -> None:
    done = said(case_file(tmp_path, GROUP), "--draw", draw)
    assert done.exit_code == 2
    assert sentence in " ".join(done.output.split())
