"""The lender's page on a terminal, whole and condensed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from pledgeline.report.lender_terminal import render_lender
from pledgeline.report.pages.wording import short_date
from pledgeline.report.terminal import render
from tests.fixtures_result import example_result
from tests.report.lender_views import BORROWER, example_view, simulated_view, tail_view
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
        "Price that a sale obtains",
        "heaviest opening",
        "One term changed",
        "What rules ask for",
        "at most 4e-11",
        "about 3e-8",
        "mean down 10.0% in logs",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rstrip().endswith("version 1.2.3 · input 0123456789ab")


def test_all_quarter_ends_are_printed_and_missing_ones_are_counted() -> None:
    text = printed(example_view())
    assert BORROWER.by_date
    assert all(short_date(row.date) in text for row in BORROWER.by_date)
    assert "in the HTML page" not in text
    ends = [dt.date(2026 + at // 4, 3 * (at % 4) + 3, 28) for at in range(20)]
    rows = tuple(replace(BORROWER.by_date[0], date=end) for end in ends)
    text = printed(example_view(borrower=replace(BORROWER, by_date=rows)))
    assert "8 more dates in the HTML page." in text
    assert sum(short_date(end) in text for end in ends) == 12


def test_stated_and_scaled_haircuts_stand_side_by_side_at_80_columns() -> None:
    line = next(line for line in printed(example_view()).splitlines() if line.startswith("Basel III"))
    assert line.split()[-4:] == ["10", "30.0", "42.4", "70.0"]


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
    assert "pledgeline loan CASE arm-margin --tail" in text
    assert "What rules ask for" in text


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
