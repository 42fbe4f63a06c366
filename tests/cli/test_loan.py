"""`pledgeline loan` as its users meet it: which loan, which targets, which form, which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.loan import read_target
from pledgeline.cli.main import pledgeline
from tests.fixtures_case import CASE, PLEDGE
from tests.report.lender_views import TAIL, example_view, uncovered_view

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.lender_results import LenderView

STANDING = "softbank-2023-09"  # no margin loan


@dataclass(slots=True, kw_only=True)
class Engine:
    """An engine that answers at once, and remembers what it was asked."""

    view: LenderView
    asked: list[tuple[str | None, tuple[Any, ...]]] = field(default_factory=list)
    drawn: list[tuple[int, int]] = field(default_factory=list)  # paths and seed

    def lender_page(
        self, _document: object, loan_id: str | None = None, *, targets: tuple[Any, ...] = ()
    ) -> LenderView:
        """The view."""
        self.asked.append((loan_id, targets))
        return self.view

    def with_tail(self, _document: object, view: LenderView, draws: Draws, **_how: object) -> LenderView:
        """The view with a tail of so many paths."""
        self.drawn.append((draws.paths, draws.seed))
        return replace(view, tail=replace(TAIL, paths=draws.paths, seed=draws.seed))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine in the place of the exact one."""
    found, module = Engine(view=example_view()), ModuleType("pledgeline.engine.lender")
    module.lender_page = found.lender_page  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pledgeline.engine.lender", module)
    tail = ModuleType("pledgeline.engine.lender_tail")
    tail.with_tail = found.with_tail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pledgeline.engine.lender_tail", tail)
    return found


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case with one margin loan, `pledge`."""
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(CASE), encoding="utf-8")
    return str(path)


def said(*arguments: str) -> Result:
    """What the verb does within this process."""
    return CliRunner().invoke(pledgeline, ["loan", *arguments])


def test_the_page_is_printed(engine: Engine, case: str) -> None:
    found = said(case)
    assert (found.exit_code, found.stderr) == (0, "")
    assert "Called with a probability of" in found.stdout
    assert engine.asked == [(None, ())]


def test_a_loan_may_be_named_as_anywhere_else(engine: Engine, case: str) -> None:
    assert said(case, "pledge").exit_code == 0
    assert said(case, "loans.pledge").exit_code == 0
    assert engine.asked == [("pledge", ()), ("pledge", ())]


def test_an_unknown_loan_is_told_from_a_known_one(case: str) -> None:
    found = said(case, "plegde")
    assert found.exit_code == 2
    assert "'plegde' is no margin loan of the case; did you mean pledge?" in found.stderr
    assert found.stdout == ""


def test_a_case_without_margin_loans_says_so() -> None:
    found = said(STANDING)
    assert found.exit_code == 2
    assert "the case has no margin loan" in found.stderr


def test_targets_reach_the_engine_as_fractions(engine: Engine, case: str) -> None:
    found = said(case, "--target", "expected-loss=1bp", "--target", "tail-loss=5%")
    assert found.exit_code == 0
    assert engine.asked == [(None, (("expected-loss", pytest.approx(1e-4)), ("tail-loss", pytest.approx(0.05))))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("expected-los=1bp", "'expected-los' is not a target; did you mean expected-loss?"),
        ("expected-loss", "'expected-loss' has no limit; write for example expected-loss=1bp"),
        ("loss-probability=0.1", "'0.1' is not a ratio: it has no % sign; write 10%"),
        ("tail-loss=5 percent", "'5 percent' is not a ratio: the signs are % and bp; write 5%"),
        ("tail-loss=200%", "a limit lies between 0% and 100%, and '200%' does not; write for example 5%"),
        ("tail-loss=0%", "a limit lies between 0% and 100%, and '0%' does not; write for example 5%"),
    ],
)
def test_a_target_that_cannot_be_read_says_what_to_write(engine: Engine, case: str, text: str, message: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        read_target(text)
    assert refused.value.message == message
    found = said(case, "--target", text)
    assert found.exit_code == 2
    assert "Invalid value for '--target'" in found.stderr
    assert engine.asked == []


def test_json_on_standard_output_is_one_object(engine: Engine, case: str) -> None:
    found = said(case, "--json", "-")
    content = json.loads(found.stdout)
    assert list(content) == ["schema_version", "case", "loan"]
    assert content["case"]["title"] == "A group with one loan"
    assert content["loan"]["law"]["expected_loss"] == engine.view.law.expected_loss if engine.view.law else False
    assert content["loan"]["end"] == "2027-09-30"


def test_errors_are_json_where_json_was_asked_for(case: str) -> None:
    for arguments in (("nowhere", "--json", "-"), ("--target", "x=1%", "--json", "-")):
        found = said(case, *arguments)
        assert found.exit_code == 2
        assert json.loads(found.stdout)["error"]["exit_code"] == 2


def test_the_exact_engine_answers_for_a_case(case: str) -> None:
    found = said(case, "--target", "expected-loss=1bp", "--json", "-")
    assert found.exit_code == 0
    loan = json.loads(found.stdout)["loan"]
    assert 0.0 < loan["diffusion"]["loss_probability"] <= loan["diffusion"]["call"] < 1.0
    assert [target["target"] for target in loan["targets"]] == ["expected-loss"]


def test_files_are_written_beside_the_page(engine: Engine, case: str, tmp_path: Path) -> None:
    found = said(case, "--html", str(tmp_path / "loan.html"), "--json", str(tmp_path / "loan.json"))
    assert found.exit_code == 0
    assert "The loss" in found.stdout
    text = (tmp_path / "loan.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "A group with one loan" in text
    assert json.loads((tmp_path / "loan.json").read_text(encoding="utf-8"))["loan"]["id"] == engine.view.id


def test_an_input_is_never_written_over(engine: Engine, case: str) -> None:
    found = said(case, "--html", case)
    assert found.exit_code == 2
    assert "is a file that is read" in found.stderr
    assert engine.asked == []


def test_a_loan_that_is_not_covered_is_an_answer_too(engine: Engine, case: str) -> None:
    engine.view = uncovered_view()
    found = said(case)
    assert found.exit_code == 0
    assert "Not covered" in found.stdout
    assert "pledgeline loan CASE arm-margin --tail" in " ".join(found.stdout.split())
    assert found.stderr == ""


def test_a_target_that_is_not_used_is_named(engine: Engine, case: str) -> None:
    wanted = ("--target", "expected-loss=1bp")
    assert said(case, *wanted).stderr == ""
    engine.view = uncovered_view()
    assert said(case, *wanted).stderr == (
        "--target is not used: the exact engine does not know the sale of this loan\n"
    )
    engine.view = example_view(targets=())
    assert "no terms are sought while the shock of a scenario goes on" in said(case, *wanted).stderr


def test_a_scenario_is_named_on_the_page(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(json.dumps(CASE | {"scenarios": {"crash": {"shocks": {"stock": "-50%"}}}}), encoding="utf-8")
    assert "scenario: crash" in said(str(path), "--scenario", "crash").stdout
    assert said(str(path), "--scenario", "doom").exit_code == 2
    assert len(engine.asked) == 1
    titled = {"crash": {"title": "Half off", "shocks": {"stock": "-50%"}}}
    path.write_text(json.dumps(CASE | {"scenarios": titled}), encoding="utf-8")
    assert "scenario: crash: Half off" in said(str(path), "--scenario", "crash").stdout


def test_nothing_is_simulated_unless_asked_for(engine: Engine, case: str) -> None:
    assert "no simulation" in said(case).stdout
    assert engine.drawn == []
    assert json.loads(said(case, "--json", "-").stdout)["loan"]["tail"] is None


def test_the_tail_is_drawn_as_a_run_is(engine: Engine, case: str) -> None:
    found = said(case, "--tail", "--paths", "500", "--seed", "9", "--workers", "1")
    assert (found.exit_code, found.stderr) == (0, "")
    assert "With the borrower’s means" in found.stdout
    assert "500 paths, seed 9" in found.stdout
    assert said(case, "--tail").exit_code == 0
    assert engine.drawn == [(500, 9), (100_000, 1)]


@pytest.mark.parametrize("option", ["paths", "seed", "workers"])
def test_options_of_a_simulation_are_refused_without_one(engine: Engine, case: str, option: str) -> None:
    found = said(case, f"--{option}", "3")
    assert found.exit_code == 2
    assert f"--{option} is for a simulation, and the page has none; add --tail" in found.stderr
    assert engine.asked == []


def test_errors_are_those_of_the_page_with_the_tail_too(case: str) -> None:
    assert "the case has no margin loan" in said(STANDING, "--tail").stderr
    assert "did you mean pledge?" in said(case, "plegde", "--tail").stderr


def test_a_loan_that_is_not_covered_has_a_tail_in_its_json(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    ladder = {"release": "20%", "cure": "30%", "call": "40%", "close_out": "60%"}
    pledge = PLEDGE | {"drawn": "USD 16bn", "ltv": ladder}
    path.write_text(json.dumps(CASE | {"loans": {"pledge": pledge}}), encoding="utf-8")
    found = said(str(path), "--tail", "--paths", "1000", "--json", "-")
    assert (found.exit_code, found.stderr) == (0, "")
    loan = json.loads(found.stdout)["loan"]
    assert loan["law"] is None
    assert (loan["tail"]["loan"], loan["tail"]["paths"], loan["tail"]["seed"]) == ("pledge", 1000, 1)
    assert 0 < loan["tail"]["called"] <= 1000
    assert set(loan["tail"]["p999"]) == set(loan["tail"]["plain_p999"]) == {"level", "value", "low", "high"}


@pytest.mark.parametrize(("options", "compiler"), [((), False), (("--tail", "--paths", "64"), True)])
def test_only_the_tail_loads_the_compiler(case: str, options: tuple[str, ...], *, compiler: bool) -> None:
    script = (
        "import sys\nfrom pledgeline.cli.main import pledgeline\n"
        f"try:\n    pledgeline(['loan', {case!r}, '--json', '-', *{options!r}])\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # our own
    assert ("numba" in found.stderr.split()) is compiler
