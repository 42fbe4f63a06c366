"""The lender's page on a terminal, whole and condensed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from pledgeline.report.lender_terminal import render_lender
from pledgeline.report.terminal import render
from tests.fixtures_result import example_result
from tests.report.lender_views import example_view, simulated_view, tail_view
from tests.report.test_lender_pages import PROVENANCE, VIEWS, with_lender

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView


def printed(view: LenderView, width: int = 80) -> str:
    """What a console of this width receives."""
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        render_lender(view, PROVENANCE, console)
    return captured.get()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_no_line_is_wider_than_the_console(view: LenderView, width: int) -> None:
    assert max(cell_len(line) for line in printed(view, width).splitlines()) <= min(width, 120)


def test_the_answer_comes_first_and_the_version_last() -> None:
    text = printed(example_view())
    parts = (
        "Arm margin loan",
        "The loss",
        "The loan ─",
        "For the borrower",
        "The loss, under each law",
        "Average price",
        "heaviest opening",
        "One term changed",
        "What rules ask for",
        "at most 4e-11",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rstrip().endswith("version 1.2.3 · input 0123456789ab")


def test_no_figure_is_broken_over_two_lines_at_80_columns() -> None:
    text = printed(simulated_view())
    for figure in ("USD 7.1m ± 400k", "0.00635bp", "1.26% ± 0.04%", "0.0072"):
        assert figure in text


def test_the_tail_is_printed_whole_at_80_columns() -> None:
    text = printed(tail_view())
    assert "With the borrower’s means ─" in text
    for figure in ("USD 7.1m ± 210k", "USD 6.6m ± 900k", "190m to 240m", "80m or more", "  restarted", "65,536 paths"):
        assert figure in text
    assert "With the borrower’s means" not in printed(example_view())


def test_a_loan_that_is_not_covered_prints_the_reason() -> None:
    text = " ".join(printed(VIEWS["uncovered"]).split())
    assert "The loan is secured by two assets." in text
    assert "For the borrower" not in text


def test_no_heading_stands_over_nothing() -> None:
    text = printed(replace(VIEWS["uncovered"], references=(), limits=()))
    for heading in ("What rules ask for", "How this was found", "For the borrower"):
        assert heading not in text


def test_a_console_without_unicode_gets_plain_characters() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    render_lender(simulated_view(), PROVENANCE, Console(file=file, width=80))
    file.flush()
    text = raw.getvalue().decode("ascii")
    assert "+- 0.04%" in text
    assert "?" not in text


def test_words_of_the_case_can_not_steer_the_terminal() -> None:
    text = printed(example_view(name="\x1b[2Jgone [red]x[/red]"))
    assert "\x1b" not in text
    assert "[red]x[/red]" in text


def test_a_report_says_a_few_lines_to_lenders() -> None:
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as captured:
        render(with_lender(example_result(), simulated_view()), console)
    text = captured.get()
    section = text.partition("For the lender: Arm margin loan")[2].partition("Assumptions, ranked")[0]
    assert "The loss" in section
    assert len(section.splitlines()) < 25
