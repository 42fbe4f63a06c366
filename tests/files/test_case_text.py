"""Cases written out again: the text reads as the same case, and the resolved text resolves to the same numbers."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.engine.run import open_case
from pledgeline.files.bundled import BUNDLED, bundled_folder, read_bundled
from pledgeline.files.case_text import case_text, resolved_text
from pledgeline.files.read_case import CaseFile, read_case_text
from tests.fixtures_case import FULL, document

NAMES = [case.name for case in BUNDLED]


def case_file(name: str) -> CaseFile:
    return document(FULL) if name == "full" else read_bundled(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_case_written_out_reads_as_the_same_case(name: str) -> None:
    case = read_bundled(name).case
    again = read_case_text(case_text(case), folder=bundled_folder(name)).case
    assert again == case


@pytest.mark.parametrize("name", [*NAMES, "full"])
def test_a_resolved_case_written_out_gives_the_same_numbers(name: str) -> None:
    before = case_file(name)
    case = open_case(before)
    again = open_case(read_case_text(resolved_text(before, case.resolved)))
    for key, derived in case.workings.derived().items():
        assert again.workings.value(key) == _near(derived.value), key
    for key, loan in case.resolved.margin_loans.items():
        assert dataclasses.replace(again.resolved.margin_loans[key], facility=loan.facility) == loan


def _near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)


def test_defaults_are_marked_and_nothing_else_is() -> None:
    found = document({"loans": {"pledge": {"rate": "4%", "cure": {"with": ["cash"]}}}})
    lines = {line.strip() for line in resolved_text(found, resolve(found)).splitlines()}
    assert "interest: paid  # default" in lines
    assert "deposit: USD 0  # default" in lines
    assert "rate: 4%" in lines
    assert "horizon: 2y  # default; up to 2027-10-09" in lines
    assert "calendar: XNYS  # default" in lines
    assert not any("drawn" in line and "default" in line for line in lines)


TITLES = [
    "plain",
    "with: colon",
    "- dash",
    "# hash",
    "'quote'",
    '"double"',
    "yes",
    "2025-10-09",
    "a\\b",
    "é 株",
    "{x}",
    "*a",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_text_survives(title: str) -> None:
    before = document({"title": title, "assets": {"stock": {"name": title}}}).case
    assert read_case_text(case_text(before)).case == before
