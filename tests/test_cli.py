"""The command line as its users meet it: verbs, exit codes, streams, files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli import run as run_verb
from pledgeline.cli.endings import VERBS
from pledgeline.cli.main import pledgeline
from pledgeline.errors import BrokenInvariant
from tests.fixtures_case import CASE, case_of

QUIET = "softbank-2023-09"  # no margin loan: nothing to simulate
FEW = "300"  # paths: two pieces of a group, and the first block of the second is not full


def said(*arguments: str, stdin: str | None = None) -> Result:
    """What a verb does within this process."""
    return CliRunner().invoke(pledgeline, arguments, input=stdin)


def spoken(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a verb does as a process of its own."""
    return subprocess.run(  # our own program
        [sys.executable, "-m", "pledgeline", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=os.environ | environment,
        check=False,
        timeout=60,
    )


def object_of(result: Result) -> dict[str, Any]:
    """The one JSON object on standard output."""
    found: dict[str, Any] = json.loads(result.stdout)
    assert found["schema_version"] == 1
    assert next(iter(found)) == "schema_version"
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, changes: dict[str, Any], name: str = "case.yaml") -> str:
    (folder / name).write_text(json.dumps(case_of(changes), indent=1), encoding="utf-8")
    return name


# --- help and usage -------------------------------------------------------------------------------------------


def test_help_names_every_verb_and_every_exit_code() -> None:
    found = said("--help")
    assert found.exit_code == 0
    for word in ("run", "check", "show", "explain", "schema", "init", "demo", "130", "stale", "findings"):
        assert word in found.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_speaks_json(verb: str) -> None:
    found = said(verb, "--help")
    assert found.exit_code == 0
    assert "--json" in found.stdout


def test_the_version_is_named() -> None:
    assert said("--version").stdout.startswith("pledgeline ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run"], "Missing argument 'CASE'"),
        (["run", QUIET, "--paths", "0"], "0 is not in the range"),
        (["run", QUIET, "--workers", "many"], "'many' is not a valid integer range"),
        (["check", "softbank-2025-01"], "did you mean softbank-2025-10?"),
        (["check", "missing.yaml"], "missing.yaml: there is no such file"),
        (["check", "."], ". is a folder; name the case file in it, such as case.yaml"),
        (["explain", QUIET], "name a KEY; --list shows them all"),
        (["explain", QUIET, "group.nave"], "nothing is called 'group.nave'; did you mean group.nav?"),
        (["check", QUIET, "--scenario", "doom"], "there is no scenario 'doom'"),
    ],
)
def test_wrong_usage_says_what_to_write_and_exits_with_2(folder: Path, arguments: list[str], message: str) -> None:
    del folder
    found = said(*arguments)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stdout == ""


def test_errors_are_json_too_when_json_was_asked_for() -> None:
    found = said("check", "nowhere.yaml", "--json")
    assert found.exit_code == 2
    assert object_of(found)["error"] == {"what": "nowhere.yaml: there is no such file", "exit_code": 2}
    assert found.stderr == ""


# --- check ----------------------------------------------------------------------------------------------------


def test_check_is_silent_when_all_is_well(folder: Path) -> None:
    name = write(folder, {"expect": ["loans.pledge.ltv == 20%", "loans.pledge.call_probability < 100%"]})
    found = said("check", "--quiet", name)
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "")


def test_check_names_every_problem_at_its_place(folder: Path) -> None:
    name = write(folder, {"loans": {"pledge": {"drawn": "10bn", "maturity": "31/09/2027"}}})
    found = said("check", name)
    assert found.exit_code == 1
    assert found.stdout == ""
    assert "case.yaml:" in found.stderr
    assert "'10bn'" in found.stderr
    assert "'31/09/2027'" in found.stderr
    assert found.stderr.endswith("2 problems\n")
    problems = object_of(said("check", name, "--json"))["problems"]
    assert [problem["key"] for problem in problems] == ["loans.pledge.drawn", "loans.pledge.maturity"]
    assert all(problem["line"] and problem["column"] and problem["remedy"] for problem in problems)


def test_an_expectation_that_does_not_hold_is_a_finding(folder: Path) -> None:
    name = write(folder, {"expect": ["group.nav > USD 1bn", "loans.pledge.ltv < 15%"]})
    found = said("check", name)
    assert found.exit_code == 1
    assert "this does not hold: 20.00% < 15.00%" in found.stderr
    lines = object_of(said("check", name, "--json"))["expectations"]
    assert [line["holds"] for line in lines] == [True, False]


def test_an_expectation_with_an_unknown_name_is_a_finding(folder: Path) -> None:
    found = said("check", write(folder, {"expect": ["loans.pledge.ltw < 15%"]}))
    assert found.exit_code == 1
    assert "did you mean loans.pledge.ltv?" in found.stderr


def test_stale_prices_exit_with_3(folder: Path) -> None:
    (folder / "closes.csv").write_text("date,close\n2024-01-02,100\n2024-01-03,101\n", encoding="utf-8")
    stock = CASE["assets"]["stock"] | {"prices": {"file": "closes.csv", "currency": "USD"}}
    del stock["price"]
    (folder / "case.yaml").write_text(json.dumps(CASE | {"assets": {"stock": stock}}), encoding="utf-8")
    found = said("check", "case.yaml")
    assert found.exit_code == 3
    assert "closes.csv" in found.stderr
    assert object_of(said("check", "case.yaml", "--json"))["problems"][0]["stale"] is True


def test_a_case_may_come_from_standard_input() -> None:
    assert said("check", "-", stdin=json.dumps(CASE)).exit_code == 0
    broken = said("check", "-", stdin="pledgeline: v1")
    assert broken.exit_code == 1
    assert "<standard input>" in broken.stderr


# --- show, schema, init ---------------------------------------------------------------------------------------


def test_show_writes_a_case_that_reads_again(folder: Path) -> None:
    for options in ([], ["--resolved"]):
        (folder / "again.yaml").write_text(said("show", "sbkk-2020", *options).stdout, encoding="utf-8")
        assert said("check", "again.yaml").exit_code == 0
    assert object_of(said("show", "sbkk-2020", "--json"))["case"]["currency"] == "JPY"
    assert object_of(said("show", "sbkk-2020", "--resolved", "--json"))["resolved"]["calendar"] == "XJPX"


def test_show_applies_a_scenario(folder: Path) -> None:
    name = write(folder, {"scenarios": {"crash": {"shocks": {"stock": "-50%"}}}})
    assert "price: USD 50" in said("show", name, "--resolved", "--scenario", "crash").stdout


def test_the_schema_is_json() -> None:
    plain = json.loads(said("schema").stdout)
    assert plain["$schema"].startswith("https://json-schema.org/")
    assert object_of(said("schema", "--json"))["schema"] == plain


def test_init_writes_a_case_that_is_well_and_never_replaces_one(folder: Path) -> None:
    assert said("init").exit_code == 0
    assert said("check", "case.yaml").exit_code == 0
    before = (folder / "case.yaml").read_bytes()
    refused = said("init")
    assert refused.exit_code == 2
    assert "case.yaml is there already" in refused.stderr
    assert (folder / "case.yaml").read_bytes() == before
    assert said("init", "--force").exit_code == 0
    assert said("init", "-").stdout.encode() == before
    assert object_of(said("init", "-", "--json"))["text"].encode() == before
    assert object_of(said("init", "other.yaml", "--json"))["file"] == "other.yaml"


# --- explain --------------------------------------------------------------------------------------------------


def test_explain_shows_formula_numbers_inputs_and_sources() -> None:
    found = said("explain", "softbank-2025-10", "loans.arm-margin.trigger_price")
    assert found.exit_code == 0
    for line in (
        "= D / (call × q_arm)",
        "= USD 8.5bn / (35.0% × 769m shares)",
        "= USD 31.58 a share",
        "assumed, between 25% and 50%",
        "disclosed",
        "case.yaml:",
    ):
        assert line in found.stdout


def test_explain_speaks_json() -> None:
    found = object_of(said("explain", "softbank-2025-10", "loans.arm-margin.trigger_price", "--json"))["explanation"]
    assert found["value"] == pytest.approx(31.58, abs=0.005)
    assert [entry["symbol"] for entry in found["inputs"]] == ["D", "call", "q_arm"]


def test_explain_tells_a_figure_as_it_is_written() -> None:
    found = said("explain", "softbank-2025-10", "loans.arm-margin.ltv.call")
    assert found.stdout.startswith("loans.arm-margin.ltv.call: 35%\n  assumed, between 25% and 50%\n")


def test_every_key_in_the_list_can_be_explained() -> None:
    listed = object_of(said("explain", "tmus-2020", "--list", "--json"))["keys"]
    assert {"group.nav", "loans.tmus-margin.ltv", "loans.tmus-margin.ltv.call"} <= {entry["key"] for entry in listed}
    for entry in listed:
        assert said("explain", "tmus-2020", entry["key"]).exit_code == 0, entry
    assert "group.nav" in said("explain", "tmus-2020", "--list").stdout


# --- run and demo ---------------------------------------------------------------------------------------------


def test_run_prints_a_report_and_writes_files(folder: Path) -> None:
    found = said("run", QUIET, "--html", "report.html", "--json", "results.json")
    assert found.exit_code == 0
    assert "SoftBank" in found.stdout
    assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["schema_version"] == 1


def test_run_writes_json_to_standard_output_and_nothing_else() -> None:
    found = said("run", QUIET, "--json", "-")
    assert object_of(found)["currency"] == "JPY"
    assert found.stderr == ""


def test_run_is_the_same_every_time() -> None:
    assert spoken("run", QUIET, "--json", "-").stdout == spoken("run", QUIET, "--json", "-", PYTHONHASHSEED="1").stdout


def test_run_reports_what_does_not_hold(folder: Path) -> None:
    name = write(folder, {"loans": {"pledge": None}, "expect": ["group.nav > USD 500bn"]})
    found = said("run", name)
    assert found.exit_code == 1
    assert "does not hold: group.nav > USD 500bn (found USD 104bn > USD 500bn)" in found.stderr


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_run_refuses_a_file_it_cannot_write_before_it_computes(folder: Path, option: str) -> None:
    name = write(folder, {"loans": {"pledge": None}})
    before = (folder / name).read_bytes()
    for target, message in ((".", "is a folder"), ("no/where.out", "does not exist"), (name, "is a file that is read")):
        found = said("run", name, option, target)
        assert found.exit_code == 2
        assert message in found.stderr
        assert found.stdout == ""
    assert (folder / name).read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_run_refuses_a_folder_without_permission(folder: Path) -> None:
    folder.chmod(0o500)
    found = said("run", QUIET, "--html", str(folder / "x.html"))
    folder.chmod(0o700)
    assert found.exit_code == 2
    assert "cannot be written" in found.stderr


def test_a_full_disk_is_one_line() -> None:
    found = said("run", QUIET, "--html", "/dev/full")
    assert found.exit_code == 2
    assert "no space left on device" in found.stderr


def test_the_demo_writes_its_folder_and_keeps_what_was_changed(folder: Path) -> None:
    arguments = ("demo", "--case", QUIET, "--json")
    files = object_of(said(*arguments))["files"]
    assert sorted(files) == sorted(f"pledgeline-demo/{name}" for name in ("case.yaml", "report.html", "results.json"))
    assert all((folder / file).is_file() for file in files)
    assert said(*arguments).exit_code == 0
    case = folder / "pledgeline-demo" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    refused = said("demo", "--case", QUIET)
    assert refused.exit_code == 2
    assert "has been changed" in refused.stderr
    assert case.read_text(encoding="utf-8").endswith("# mine\n")
    assert said(*arguments, "--force").exit_code == 0
    assert not case.read_text(encoding="utf-8").endswith("# mine\n")


def test_the_demo_lists_the_bundled_cases() -> None:
    assert "softbank-2025-10" in said("demo", "--list").stdout
    assert object_of(said("demo", "--list", "--json"))["cases"][0]["name"] == "softbank-2025-10"


# --- endings --------------------------------------------------------------------------------------------------


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(run_verb, "simulated", failing)


def test_an_interruption_exits_with_130_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    found = said("run", QUIET)
    assert found.exit_code == 130
    assert found.stderr.strip() == "pledgeline: interrupted"


def test_an_internal_error_is_one_line_that_says_how_to_see_more(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ZeroDivisionError("a fault\nof ours"))
    found = said("run", QUIET)
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1
    assert "internal error: ZeroDivisionError: a fault of ours" in found.stderr
    assert "(set PLEDGELINE_TRACEBACK=1 to see where)" in found.stderr
    monkeypatch.setenv("PLEDGELINE_TRACEBACK", "1")
    assert isinstance(said("run", QUIET).exception, ZeroDivisionError)


def test_a_broken_invariant_exits_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, BrokenInvariant("shares were lost"))
    found = said("run", QUIET)
    assert (found.exit_code, found.stderr) == (2, "pledgeline: shares were lost\n")


def test_ctrl_c_ends_a_real_process_with_130() -> None:
    # a process started in the background inherits that interrupts are ignored; a terminal's does not
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pledgeline.cli.main import main; main()"
    )
    process = subprocess.Popen(  # our own program
        [sys.executable, "-c", script, "check", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr is not None
        _wait_until_reading(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert process.stderr.read().strip() == "pledgeline: interrupted"


def _wait_until_reading(pid: int) -> None:
    """Until a process sleeps in the read of its standard input."""
    for _ in range(200):
        time.sleep(0.05)
        syscall = Path(f"/proc/{pid}/syscall")
        try:
            if syscall.read_text(encoding="ascii").split()[:2] == ["0", "0x0"]:
                return
        except OSError:
            break
    time.sleep(3)  # where /proc does not tell


def test_a_reader_that_had_enough_is_no_error() -> None:
    script = f"{sys.executable} -m pledgeline show softbank-2025-10 | head -1; echo ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)  # noqa: S607  # our own program
    assert found.stdout.splitlines() == ["pledgeline: v1", "0"]
    assert found.stderr == ""


def test_a_piped_report_has_no_escape_codes_and_survives_an_ascii_terminal() -> None:
    found = spoken("run", QUIET, PYTHONIOENCODING="ascii")
    assert found.returncode == 0
    assert "\x1b" not in found.stdout + found.stderr
    assert found.stdout.isascii()


# --- simulation -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_run() -> dict[str, Any]:
    """The default case with two pieces of paths, the second short, on one processor."""
    return object_of(said("run", "softbank-2025-10", "--paths", FEW, "--workers", "1", "--json", "-"))


def test_the_results_do_not_depend_on_the_processors(small_run: dict[str, Any]) -> None:
    again = said("run", "softbank-2025-10", "--paths", FEW, "--workers", "3", "--json", "-")
    assert object_of(again) == small_run
    assert again.stderr == ""


def test_another_seed_gives_other_figures_within_their_error(small_run: dict[str, Any]) -> None:
    arguments = ("run", "softbank-2025-10", "--paths", FEW, "--seed", "2", "--json", "-")
    first, second = (found["outlook"][0]["call"] for found in (small_run, object_of(said(*arguments))))
    assert first != second
    assert abs(first["value"] - second["value"]) < 5 * (first["standard_error"] + second["standard_error"])


def test_an_explained_probability_is_the_reported_one(small_run: dict[str, Any]) -> None:
    key = "loans.arm-margin.call_probability"
    reported = next(found for found in small_run["derivations"] if found["key"] == key)
    explained = object_of(said("explain", "softbank-2025-10", key, "--paths", FEW, "--json"))["explanation"]
    assert explained["value"] == reported["value"] == small_run["outlook"][0]["call"]["value"]


def test_results_name_no_folder_of_this_machine(small_run: dict[str, Any]) -> None:
    text = json.dumps(small_run)
    assert str(Path(__file__).parents[1]) not in text
    assert "ARM.csv" in text


def test_a_path_is_replayed_day_by_day() -> None:
    found = object_of(said("explain", "softbank-2025-10", "loans.arm-margin", "--path", "3", "--json"))
    assert found["days"][0]["date"] == "2025-10-10"
    told = said("explain", "softbank-2025-10", "loans.arm-margin", "--path", "3").stdout.splitlines()
    assert told[0].startswith("Arm margin loan, path 3 of seed 1")
    assert len(told) == 2 + len(found["days"])


def test_a_path_is_shown_for_margin_loans_only() -> None:
    found = said("explain", "softbank-2025-10", "loans.sbkk-loan", "--path", "3")
    assert found.exit_code == 2
    assert "loans.arm-margin" in found.stderr
