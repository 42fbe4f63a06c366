"""`pledgeline fit` as its users meet it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.endings import VERBS
from pledgeline.cli.main import pledgeline
from pledgeline.engine import fit_calibration
from pledgeline.files.read_case import read_case_text
from tests.engine.fit_histories import business_days, closes_of, simulated
from tests.fixtures_case import case_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two tables of closes."""
    monkeypatch.chdir(tmp_path)
    closes = closes_of(simulated("merton", 400, seed=13))
    rows = list(zip(business_days(401), closes, strict=True))
    (tmp_path / "abc.csv").write_text("\n".join(["date,close", *(f"{day},{one}" for day, one in rows)]))
    long = [f"{day},{name},{one},{one / 2}" for day, one in rows for name in ("ABC", "XYZ")]
    (tmp_path / "long.csv").write_text("\n".join(["date,symbol,open,close", *long]))
    only = [f"{day},ABC,{one}" for day, one in rows]
    (tmp_path / "only.csv").write_text("\n".join(["date,symbol,close", *only]))
    still = [f"{day},5" for day, _ in rows]
    (tmp_path / "still.csv").write_text("\n".join(["date,close", *still]))
    (tmp_path / "one.csv").write_text("date,close\n2024-01-02,100\n")
    (tmp_path / "header.csv").write_text("date,close\n")
    (tmp_path / "empty.csv").write_text("")
    return tmp_path


def said(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["fit", *arguments])


def object_of(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)["calibration"]
    return found


def test_the_verb_is_on_the_list() -> None:
    assert "fit" in VERBS


def test_the_page_has_the_laws_the_cautions_and_lines_to_copy() -> None:
    found = said("abc.csv")
    assert found.exit_code == 0, found.output
    for words in ("401 closes", "GBM", "Merton", "Kou", "Log likelihood", "What to beware of", "Rare gaps", "±"):
        assert words in found.stdout
    lines = [line for line in found.stdout.splitlines() if line.startswith("dynamics: {")]
    assert [line.partition("model: ")[2].partition(",")[0] for line in lines] == ["gbm", "merton", "kou"]


def test_every_line_to_copy_is_a_line_of_a_case() -> None:
    lines = [line for line in said("abc.csv").stdout.splitlines() if line.startswith("dynamics: {")]
    case = case_of({})
    assert len(lines) == 3
    text = json.dumps(case["assets"]["stock"]["dynamics"])
    for line in lines:
        other = json.dumps(case).replace(f'"dynamics": {text}', f'"dynamics": {line.partition(" ")[2]}')
        assert read_case_text(other).case.assets["stock"].dynamics.model in line  # type: ignore[union-attr]


def test_json_has_the_same_figures() -> None:
    found = object_of(said("abc.csv", "--model", "merton", "--json", "-"))
    (fit,) = found["fits"]
    assert (fit["model"], fit["converged"], fit["observations"]) == ("merton", True, 400)
    assert [one["name"] for one in fit["estimates"]][:2] == ["growth", "volatility"]
    assert found["sample"]["last"] == str(business_days(401)[-1])
    assert found["stress"]["returns"] == 250
    assert found["scheduled"] is None


def test_windows_symbols_columns_and_dates_are_chosen(folder: Path) -> None:
    days = business_days(401)
    found = object_of(
        said("abc.csv", "--model", "gbm", "--from", str(days[100]), "--to", str(days[300]), "--json", "-")
    )
    assert (found["closes"], found["sample"]["first"]) == (201, str(days[101]))
    options = ("--model", "gbm", "--json", "-")
    one = object_of(said("long.csv", "--symbol", "XYZ", "--column", "open", *options))
    assert one["name"] == "XYZ"
    assert one["fits"] == object_of(said("abc.csv", *options))["fits"]
    (folder / "dates.txt").write_text(f"# results\n{days[50]}\n\n{days[120]}  # second quarter\n")
    marked = object_of(said("abc.csv", "--earnings", "dates.txt", "--earnings", str(days[200]), *options))
    assert marked["scheduled"]["dates"] == [str(days[at]) for at in (50, 120, 200)]
    assert marked["fits"][0]["observations"] == 397


def test_files_are_written(folder: Path) -> None:
    found = said("abc.csv", "--model", "gbm", "--html", "page.html", "--json", "figures.json")
    assert found.exit_code == 0
    assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((folder / "figures.json").read_text(encoding="utf-8"))["calibration"]["name"] == "abc"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.csv"], 2, "nowhere.csv: no such file"),
        (["."], 2, ". is a folder; name a file in it"),
        (["abc.csv", "--model", "heston"], 2, "'heston' is not one of"),
        (["abc.csv", "--from", "yesterday"], 2, "'yesterday' is no date; write for example 2025-12-31"),
        (["abc.csv", "--earnings", "dates.csv"], 2, "'dates.csv' is no date"),
        (["abc.csv", "--html", "none/page.html"], 2, "the folder none does not exist"),
        (["abc.csv", "--to", "2020-02-03"], 3, "or fit gbm, which needs 21"),
        (["abc.csv", "--to", "2020-02-03"], 3, "closes are too few to fit merton; it needs 61"),
        (["abc.csv", "--to", "2020-01-10", "--model", "gbm"], 3, "closes are too few to fit gbm; it needs 21"),
        (["abc.csv", "--from", "2030-01-01"], 3, "no closes between 2030-01-01 and the end of the table"),
        (["abc.csv", "--to", "1999-01-01"], 3, "no closes between the beginning of the table and 1999-01-01"),
        (["abc.csv", "--from", "2030-01-01", "--to", "2031-01-01"], 3, "no closes between 2030-01-01 and 2031-01-01"),
        (["one.csv"], 3, "1 close is too few to fit gbm; it needs 21"),
        (["still.csv"], 3, "name another column, or another stretch of the history"),
        (["header.csv"], 3, "the table has a header and no rows"),
        (["empty.csv"], 3, "the price file is empty"),
        (["abc.csv", "--symbol", "FOO"], 3, "the table has no column of names, and no 'FOO' in it"),
        (["only.csv", "--symbol", "FOO"], 3, "no row is for 'FOO'"),
        (
            ["abc.csv", "--earnings", "2031-05-06", "--earnings", "1999-01-04"],
            2,
            "on 1999-01-04, 2031-05-06; leave out",
        ),
        (["long.csv", "--symbol", "QQQ"], 3, "QQQ"),
        (["long.csv", "--symbol", "XYZ", "--column", "shut"], 3, "there is no column 'shut'"),
    ],
)
def test_wrong_usage_says_what_to_write(arguments: list[str], code: int, message: str) -> None:
    found = said(*arguments)
    assert (found.exit_code, found.stdout) == (code, "")
    assert message in found.stderr


def test_the_one_name_of_a_table_may_be_given_or_left_out() -> None:
    options = ("--model", "GBM", "--json", "-")
    fits = [object_of(said("only.csv", *symbol, *options))["fits"] for symbol in ((), ("--symbol", "abc"))]
    assert fits[0] == fits[1]


def test_a_fault_of_ours_is_not_taken_for_one_of_the_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("arrays do not fit")

    monkeypatch.setattr(fit_calibration, "calibrate", broken)
    found = said("abc.csv")
    assert found.exit_code == 2
    assert "internal error: ValueError: arrays do not fit" in found.stderr


def test_a_close_of_zero_is_a_problem_of_prices(folder: Path) -> None:
    (folder / "bad.csv").write_text("date,close\n2024-01-02,100\n2024-01-03,0\n")
    found = said("bad.csv")
    assert found.exit_code == 3
    assert "the close of 2024-01-03 is zero" in found.stderr
