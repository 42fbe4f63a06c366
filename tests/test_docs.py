"""Generated pages say what the program says today, and what the pages quote is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from pledgeline.cli.endings import TRACEBACK
from pledgeline.engine.derive_outlook import simulated_units
from pledgeline.engine.expect import check_expectation
from pledgeline.engine.explain import quantities
from pledgeline.engine.run import open_case
from pledgeline.files.bundled import read_bundled
from pledgeline.files.read_case import read_case_text

DOCS = Path(__file__).parents[1] / "docs"


def test_generated_pages_are_up_to_date() -> None:
    found = subprocess.run(  # our own script
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_every_link_of_the_case_reference_leads_to_a_heading() -> None:
    text = (DOCS / "case-file.md").read_text(encoding="utf-8")
    anchors = {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links
    assert links <= anchors


def test_the_command_line_page_names_the_variable_for_tracebacks() -> None:
    assert TRACEBACK in (DOCS / "cli.md").read_text(encoding="utf-8")


def test_the_expectations_of_the_case_reference_can_be_checked() -> None:
    text = (DOCS / "case-file.md").read_text(encoding="utf-8")
    lines = re.findall(r"^  - (.+)$", text.partition("## Expectations")[2].partition("##")[0], re.MULTILINE)
    case = open_case(read_bundled())
    units = {key: unit for key, (_, unit) in quantities(case.paper, case.workings).items()}
    assert len(lines) == 4
    for line in lines:
        check_expectation(line, {**units, **simulated_units(case.resolved)})


def test_the_examples_of_building_and_companies_can_be_read() -> None:
    text = (DOCS / "case-file.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n((?:programmes|companies):\n.*?)```", text, re.DOTALL)
    assert len(blocks) == 2
    head = (
        "pledgeline: v1\ntitle: Example\nas_of: 2026-01-01\ncurrency: USD\ngroup: {name: Group, cash: USD 5bn}\n"
        "assets: {stake: {kind: private, value: USD 5bn, volatility: 50%}}\n"
        "loans: {a-loan: {kind: secured, asset: stake, drawn: USD 1bn}}\n"
    )
    case = read_case_text(head + "".join(blocks)).case
    assert set(case.programmes["yard"].gates) == {"permit", "grid", "shell", "commissioning"}
    assert {contract.standing for contract in case.contracts.values()} == {"binding", "reported", "letter_of_intent"}
