"""Every table of a result as a Frictionless Data Package: read by others, right in size and hash, the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.files.data_package import DESCRIPTION, PROFILE, data_package, write_data_package
from pledgeline.files.result_tables import result_tables
from tests.engine.promises import bundled, promise, result_of
from tests.fixtures_programme import report as programme_report

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.files.result_tables import Cell

CASES = ("softbank-2023-09", "softbank-2025-10", "softbank-2026-09")
READ: dict[str, Any] = {
    "number": float, "integer": int, "boolean": {"true": True, "false": False}.__getitem__, "string": str, "date": str,
}  # fmt: skip
NASTY = 'a "quoted", line\nand\r\nanother; ünïcode 　'


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def described(package: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(package[DESCRIPTION])
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_is_read_back_is_what_the_result_holds(name: str) -> None:
    result = bundled(name)
    package = data_package(result)
    assert set(package) == {DESCRIPTION, *(f"{table.name}.csv" for table in result_tables(result))}
    for table in result_tables(result):
        head, *body = rows(package[f"{table.name}.csv"])
        assert head == [field.name for field in table.fields]
        assert len(set(head)) == len(head), f"{table.name} names a column twice"
        assert len(body) == len(table.rows) > 0
        for written, cells in zip(body, table.rows, strict=True):
            for field, text, cell in zip(table.fields, written, cells, strict=True):
                assert _read(text, field.type) == _as_read(cell, field.type), (table.name, field, text, cell)


def _read(text: str, kind: str) -> Cell:
    found: Cell = READ[kind](text) if text else None
    return found


def _as_read(cell: Cell, kind: str) -> Cell:
    """An empty text is a missing one; a number in a column that holds texts as well is its digits."""
    return None if cell == "" else repr(cell) if kind == "string" and isinstance(cell, float) else cell


@pytest.mark.parametrize("name", CASES)
def test_sizes_hashes_and_columns_are_those_of_the_files(name: str, tmp_path: Path) -> None:
    result = bundled(name)
    write_data_package(result, tmp_path / "new" / "folder")
    package = json.loads((tmp_path / "new" / "folder" / DESCRIPTION).read_bytes())
    assert package["$schema"] == PROFILE
    assert re.fullmatch(r"[a-z0-9._/-]+", package["name"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names)
    for resource in package["resources"]:
        content = (tmp_path / "new" / "folder" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert content.count(b"\r\n") >= 2
        head = rows(content.decode())[0]
        assert head == [field["name"] for field in resource["schema"]["fields"]]


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("mine", encoding="utf-8")
    write_data_package(bundled(CASES[0]), tmp_path)
    write_data_package(bundled(CASES[0]), tmp_path)
    assert (tmp_path / "own.csv").read_text(encoding="utf-8") == "mine"


def test_the_same_result_gives_the_same_bytes() -> None:
    assert data_package(bundled(CASES[1])) == data_package(bundled.__wrapped__(CASES[1], paths=16))


def test_the_description_says_of_which_run_it_is() -> None:
    result = bundled(CASES[1])
    told = described(data_package(result))
    for text in (result.group, result.method.input_hash, f"seed {result.method.seed}", f"{result.method.paths} paths"):
        assert text in told["description"]
    assert told["sources"] == [
        {key: text for key, text in (("title", one.title), ("path", one.url)) if text} for one in result.sources
    ]


def test_signs_that_mean_something_to_a_table_come_through() -> None:
    result = result_of({"pledges": {"p": promise(title=NASTY, note=NASTY)}})
    head, row = rows(data_package(result)["pledges.csv"])
    assert dict(zip(head, row, strict=True))["title"] == NASTY
    assert dict(zip(head, row, strict=True))["note"] == NASTY


def test_what_is_not_known_or_has_no_end_is_empty() -> None:
    result = result_of({"pledges": {"p": promise(amount="unknown", deadline=None)}})
    (measure,) = _table(data_package(result), "pledge_measures")
    assert measure["promised"] == ""
    (pledge,) = _table(data_package(result), "pledges")
    assert (pledge["due_from"], pledge["gone_low"]) == ("", "")
    board = result.pledges
    assert board is not None
    (record,) = board.pledges
    endless = replace(result, pledges=replace(board, pledges=(replace(record, gone_low=math.inf),)))
    (pledge,) = _table(data_package(endless), "pledges")
    assert pledge["gone_low"] == ""


def test_a_sum_counted_in_two_ways_is_two_columns_and_a_simulated_figure_has_its_error() -> None:
    step = {"date": "2025-01", "amount": "USD 40bn", "disputed": {"p": "?"}}
    result = result_of({"pledges": {"p": promise(progress=[step])}})
    (measure,) = _table(data_package(result), "pledge_measures")
    assert (measure["done_strict"], measure["done_generous"], measure["unit"]) == ("0.0", "40000000000.0", "USD")
    (step_row,) = _table(data_package(result), "pledge_steps")
    assert (step_row["date"], step_row["sources"], step_row["strict_for"]) == ("2025-01-01", "", "")


def _table(package: dict[str, str], name: str) -> list[dict[str, str]]:
    head, *body = rows(package[f"{name}.csv"])
    return [dict(zip(head, row, strict=True)) for row in body]


def test_what_is_to_pay_what_holds_a_promise_and_every_claim_are_tables_too() -> None:
    pledges = {"wide": promise(backed_by=["bill"]), "part": promise(perhaps_part_of={"wide": "nobody says"})}
    result = result_of({
        "pledges": pledges,
        "commitments": {"bill": {"to": "X", "amount": "USD 2bn", "due": "2026-03-31"}},
        "sources": {"news": {"title": "News"}},
        "claims": {
            "about": {"about": "group.cash", "value": "USD 4bn", "from": ["news"]},
            "loose": {"value": "USD 7bn", "from": ["news"]},
        },
    })  # fmt: skip
    package = data_package(result)
    wide, part = _table(package, "pledge_funding")
    assert (wide["pledge"], wide["paid"], wide["paths"], wide["within"]) == ("wide", "1.0", "16", "bill")
    assert (part["uncovered_strict"], part["paid"]) == ("100000000000.0", "")
    assert [(one["part"], one["pledge"], one["disputed"]) for one in _table(package, "pledge_parts")] == [
        ("part", "wide", "true")
    ]
    assert _table(package, "pledge_totals")[0]["announced_generous"] == "200000000000.0"
    assert [(one["about"], one["id"]) for one in _table(package, "claims")] == [("group.cash", "about"), ("", "loose")]


VALIDATE = """
import sys
from frictionless import Package
for path in sys.argv[1:]:
    report = Package(path).validate()
    assert report.valid, report.flatten(["type", "note", "rowNumber", "fieldName"])[:5]
"""


def test_a_program_of_others_finds_nothing_wrong(tmp_path: Path) -> None:
    pytest.importorskip("frictionless", reason="the package `frictionless` is not installed")
    step = {"date": "2025-01", "amount": "USD 40bn", "title": NASTY, "disputed": {"p": "?"}}
    results = {name: bundled(name) for name in CASES[1:]}
    results["nasty"] = result_of({"pledges": {"p": promise(title=NASTY, progress=[step])}})
    for name, result in results.items():
        write_data_package(result, tmp_path / name)
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *(str(tmp_path / name / DESCRIPTION) for name in results)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr


def test_what_is_built_has_tables_of_its_own() -> None:
    view = programme_report().view
    made = {table.name: table for table in result_tables(replace(bundled("sbkk-2020"), programmes=view))}
    phases = made["programme_phases"]
    names = [field.name for field in phases.fields]
    assert names[:3] == ["programme", "site", "phase"]
    built = [phase for one in view.programmes for site in one.sites for phase in site.phases]
    at = names.index("service_p50")
    assert [row[at] for row in phases.rows] == [one.service.p50 and one.service.p50.isoformat() for one in built]
    rows_of = {name: len(table.rows) for name, table in made.items() if name.startswith("programme")}
    assert rows_of["programme_capacity"] == sum(len(one.capacity) for one in view.programmes)
