"""`pledgeline verify` as its users meet it."""

from __future__ import annotations

import csv
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from pledgeline.cli.main import pledgeline

if TYPE_CHECKING:
    from pathlib import Path

TABLE = resources.files("pledgeline") / "data" / "verification.csv"
QUICK = ("supervisory-haircut", "stock-loan")


def said(*arguments: str) -> Result:
    return CliRunner().invoke(pledgeline, ["verify", *arguments])


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """A copy of the bundled table with one published value that is not what was published."""
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    (value,) = (row for row in rows if row["figure"] == "stock-loan/80-value")
    value["published"] = "22.7801590886"  # 1e-5 more
    copy = tmp_path / "figures.csv"
    with copy.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return str(copy)


def test_the_page_shows_figure_source_ours_difference_and_whether_it_holds() -> None:
    found = said(*QUICK)
    assert found.exit_code == 0
    for word in ("80-value", "22.780149", "Xia, Zhou (2007): Stock loans", "difference", "allowed", "yes"):
        assert word in found.stdout
    assert "8 figures: 8 from outside; all within what their source allows" in found.stdout
    assert "reference" in found.stdout
    assert "published" not in found.stdout
    assert "First passage" not in found.stdout


def test_a_value_that_is_not_found_again_is_named_and_ends_with_exit_code_one(broken: str) -> None:
    found = said("--table", broken, *QUICK)
    assert found.exit_code == 1
    assert "8 figures: 8 from outside; not found again: stock-loan/80-value" in " ".join(found.stdout.split())
    (line,) = (line for line in found.stdout.splitlines() if line.startswith("80-value"))
    assert line.split()[-1] == "no"
    assert "-1.0e-05" in line


def test_json_holds_every_record_and_the_names_of_those_that_failed(broken: str, tmp_path: Path) -> None:
    target = tmp_path / "verified.json"
    assert said("--table", broken, "--json", str(target), *QUICK).exit_code == 1
    content: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    assert content["schema_version"] == 1
    assert content["failed"] == ["stock-loan/80-value"]
    by_name = {entry["figure"]: entry for entry in content["verifications"]}
    assert by_name["stock-loan/80-value"]["difference"] == pytest.approx(-1e-5, abs=1e-9)
    assert by_name["stock-loan/80-fee"]["passed"] is True
    assert said("--json", "-", *QUICK).stdout.startswith("{")


def test_one_figure_can_be_asked_for() -> None:
    found = json.loads(said("--json", "-", "stock-loan/100-exit").stdout)
    assert [entry["figure"] for entry in found["verifications"]] == ["stock-loan/100-exit"]


def test_the_list_names_every_figure_and_computes_none() -> None:
    found = said("--list")
    assert found.exit_code == 0
    assert len(found.stdout.splitlines()) == len(TABLE.read_text(encoding="utf-8").splitlines()) - 1
    assert "always-watched/kou-wang" in found.stdout
    assert len(json.loads(said("--list", "--json", "-", *QUICK).stdout)["figures"]) == 8


def test_an_unknown_topic_is_refused_with_the_nearest_one() -> None:
    found = said("stock-lone")
    assert found.exit_code == 2
    assert "'stock-lone' is no topic and no figure; did you mean stock-loan?" in found.stderr


def test_a_table_with_problems_ends_with_exit_code_one_and_all_of_them(tmp_path: Path) -> None:
    table = tmp_path / "figures.csv"
    table.write_text(TABLE.read_text(encoding="utf-8").replace(",first_passage,", ",frist_passage,"), encoding="utf-8")
    found = said("--table", str(table))
    assert found.exit_code == 1
    assert "did you mean first_passage?" in found.stderr
    assert f"{table}:2:" in found.stderr


def test_a_place_in_a_table_is_where_it_is_wrong(tmp_path: Path) -> None:
    table = tmp_path / "nanv.csv"
    text = TABLE.read_text(encoding="utf-8").splitlines()
    row = text[1].split(",")
    row[4] = "nan"
    table.write_text("\n".join([text[0], ",".join(row)]), encoding="utf-8")
    found = said("--table", str(table))
    column = len(",".join(row[:4])) + 2
    assert f"{table}:2:{column}: error: published and tolerance must be finite" in found.stderr


def test_a_table_that_is_not_there_and_an_output_that_is_the_table(broken: str, tmp_path: Path) -> None:
    for name, what in (("none.csv", "no such file"), ("", "is a folder; name a file in it")):
        absent = said("--table", str(tmp_path / name))
        assert (absent.exit_code, absent.stdout) == (2, "")
        assert what in absent.stderr
    refused = said("--table", broken, "--json", broken, *QUICK)
    assert refused.exit_code == 2
    assert "is a file that is read; name another" in refused.stderr
