"""The page of a stress test: what it says, as a terminal and a browser receive it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from rich.cells import cell_len
from rich.console import Console

from pledgeline.engine.stress_results import Chance, Stress, Threshold
from pledgeline.report.fall_line import draw_falls
from pledgeline.report.pages.stress import stress_page
from pledgeline.report.pages.stress_tables import chances_table, loan_table, ratio, reverse_table
from pledgeline.report.pages.stress_wording import (
    chance_text,
    events_text,
    exact_text,
    fall_text,
    how_text,
    shock_text,
)
from pledgeline.report.stress_html import render_stress as html
from pledgeline.report.stress_terminal import render_stress
from tests.report.stresses import ALONE, BARE, BASE, BUBBLE, EXACT, LOAN, PAST, QUIET, RUIN, STRESS, STRESSES, TOGETHER
from tests.report.test_html import HOSTILE, Outline, policy_of


def printed(found: Stress, width: int = 120) -> str:
    """What a console of this width receives."""
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        render_stress(found, console)
    return captured.get()


def said(found: Stress) -> dict[str, str]:
    """The sentences by their label."""
    return {line.label: line.text for line in stress_page(found).sentences}


# --- words ----------------------------------------------------------------------------------------------------


def test_a_shock_is_said_with_its_moves_and_its_pace() -> None:
    assert shock_text(BASE) == "–"
    assert shock_text(BUBBLE) == "arm −76.5%, openai −70% over 20 business days"
    assert shock_text(RUIN) == "arm −95% at once; 1 figure replaced"
    assert shock_text(PAST) == "arm −52.9% over 188 business days"


def test_what_follows_is_told_in_order() -> None:
    assert events_text(LOAN) == "no call"
    assert events_text(PAST.loans[0]) == "no call, LTV up to 12.0% on the way"
    assert events_text(BUBBLE.loans[0]) == "called 20 Oct 2025, cured 23 Oct 2025, LTV up to 42.0% on the way"
    assert events_text(RUIN.loans[0]) == "called 10 Oct 2025, closed out 10 Oct 2025, lender loses USD 1.5bn"


def test_a_probability_is_said_as_it_was_found() -> None:
    simulated = Chance(value=0.04, standard_error=0.001, method="simulated")
    assert chance_text(simulated, 20_000) == "4.0% ± 0.1%"
    assert chance_text(replace(simulated, value=0.0, standard_error=0.0), 20_000) == "< 0.02%"
    assert chance_text(replace(simulated, value=0.198, method="exact"), 20_000) == "19.8%"
    assert chance_text(Chance(value=None, standard_error=0.0, method="none"), 20_000) == "–"
    assert chance_text(Chance(value=None, standard_error=0.0, method="none"), 0) == "not disclosed"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.0%"), (1e-9, "< 0.0001%"), (0.25, "25.0%"), (1 - 1e-9, "> 99.9999%"), (1.0, "100.0%")],
)
def test_an_exact_probability_never_reads_as_more_certain_than_it_is(value: float, text: str) -> None:
    assert exact_text(value) == text


def test_the_method_of_a_row_is_said_once() -> None:
    exact, simulated = (Chance(value=0.1, standard_error=0.0, method=each) for each in ("exact", "simulated"))
    none = Chance(value=None, standard_error=0.0, method="none")
    assert how_text(exact, simulated) == "call exact, rest simulated"
    assert how_text(simulated, simulated) == "simulated"
    assert how_text(exact, none) == "exact"
    assert how_text(none, none) == "–"


def test_a_fall_is_signed_or_says_why_there_is_none() -> None:
    assert fall_text(Threshold(fall=0.815, price=None, method="")) == "−81.5%"
    assert fall_text(Threshold(fall=0.0, price=None, method="", note="already today")) == "already today"
    assert fall_text(Threshold(fall=None, price=None, method="", note="not even")) == "not even"


# --- the answer -----------------------------------------------------------------------------------------------


def test_the_answer_names_the_worst_row_the_calls_and_what_breaks_first() -> None:
    lines = said(STRESS)
    assert list(lines) == ["The group", "Arm margin loan", "Arm Holdings", "All listed shares together"]
    assert "USD 250bn as the case stands, and USD −3bn in the worst row (ruin: Ruin overnight)" in lines["The group"]
    assert lines["Arm margin loan"] == "is called on the straight path of 2 of 4 rows; in 1 of them it is closed out."
    assert lines["Arm Holdings"] == (
        "What breaks first: Arm margin loan is called, at −81.5% at once. The lender of Arm margin loan loses, "
        "at −93.5% at once, and not over 21 business days."
    )
    assert "control of Arm Holdings is lost, already today." in lines["All listed shares together"]


def test_without_a_call_the_nearest_row_is_named() -> None:
    assert said(QUIET)["Arm margin loan"] == (
        "is called in no row. It comes nearest under the case as it stands: LTV 6.5%, and the collateral may fall a "
        "further 81.5% to USD 31.58."
    )


def test_a_group_that_is_not_whole_is_not_spoken_of() -> None:
    assert said(BARE) == {}
    assert "these are not the group’s LTVs" in stress_page(BARE).standing.note


# --- tables ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", STRESSES.values(), ids=list(STRESSES))
def test_every_row_has_a_cell_for_every_column(found: Stress) -> None:
    page = stress_page(found)
    tables = [page.standing, *page.reverse, *(table for loan in page.loans for table in (loan.after, loan.chances))]
    for table in tables:
        if table is not None:
            assert {len(row.cells) for row in table.rows} == {len(table.columns)}


def test_the_rows_of_a_loan_carry_its_fate() -> None:
    table = loan_table(STRESS, "arm-margin")
    assert [row.tone for row in table.rows] == ["", "call", "close-out", ""]
    by_title = {column.title: at for at, column in enumerate(table.columns)}
    called, sold = table.rows[1].cells, table.rows[2].cells
    assert (called[by_title["LTV"]], called[by_title["Room to the call"]]) == ("41.0", "−17.1")
    assert (called[by_title["Cash to cure"]], called[by_title["Or shares to cure"]]) == ("3.10", "250m")
    assert (sold[by_title["LTV"]], sold[by_title["Call price"]], sold[by_title["Cash to cure"]]) == (
        "being sold",
        "–",
        "–",
    )


def test_a_window_has_no_probability_and_a_page_without_any_no_table() -> None:
    table = chances_table(STRESS, "arm-margin")
    assert table is not None
    assert [row.cells[0] for row in table.rows] == ["as it stands", "bubble", "ruin"]
    assert "A window is one path" in table.note
    assert chances_table(replace(QUIET, scenarios=(replace(BASE, loans=PAST.loans),)), "arm-margin") is None


def test_what_breaks_first_stands_first_and_prices_only_where_one_name_falls() -> None:
    alone, together = reverse_table(ALONE), reverse_table(TOGETHER)
    assert [row.cells[0] for row in alone.rows][:2] == [
        "Looked-through LTV at the normal line, 25%",
        "Arm margin loan is called",
    ]
    assert together.rows[0].cells[0] == "Control of Arm Holdings is lost"
    assert len(alone.columns) == len(together.columns) + 2
    assert alone.rows[1].cells[1:] == ("−81.5%", "31.57", "−81.5%", "31.57", "closed form")


def test_a_ratio_that_is_none_is_a_dash() -> None:
    assert [ratio(each) for each in (None, float("nan"), 0.153)] == ["–", "–", "15.3"]


# --- terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("found", STRESSES.values(), ids=list(STRESSES))
def test_no_line_is_wider_than_the_console(found: Stress, width: int) -> None:
    assert max(cell_len(line) for line in printed(found, width).splitlines()) <= min(width, 120)


def test_the_answer_comes_first_and_the_version_last() -> None:
    text = printed(STRESS)
    parts = ("SoftBank Group", "NAV is", "The group ─", "Arm margin loan ─", "How far things", "How this was", "1.2.3")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rstrip().endswith("20,000 paths, seed 1 · version 1.2.3 · input 0123456789ab")


# --- HTML -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", STRESSES.values(), ids=list(STRESSES))
def test_the_file_is_well_formed_and_runs_nothing(found: Stress) -> None:
    text = html(found)
    outline = Outline(text)
    assert (outline.faults, outline.open) == ([], [])
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    labels = [name for names in outline.having("aria-labelledby") for name in names.split()]
    links = [link.removeprefix("#") for link in outline.having("href") if link.startswith("#")]
    assert set(labels + links) <= set(ids)
    assert not {tag for tag, _ in outline.elements} & {"script", "link", "img", "iframe", "object", "form"}
    assert not [name for _, attrs in outline.elements for name in attrs if name.startswith("on") or name == "style"]
    assert "script-src 'none'" in policy_of(text)
    assert "unsafe" not in policy_of(text)
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_result_gives_the_same_bytes() -> None:
    assert html(STRESS) == html(STRESS)


def test_words_of_the_case_stay_words() -> None:
    hostile = replace(BUBBLE, id=HOSTILE, title=HOSTILE, loans=(replace(BUBBLE.loans[0], name=HOSTILE),))
    outline = Outline(html(replace(STRESS, title=HOSTILE, group=HOSTILE, scenarios=(BASE, hostile))))
    assert outline.faults == []
    assert not {"img", "script"} & {tag for tag, _ in outline.elements}


def test_the_picture_has_a_dot_for_every_fall_and_a_text_in_its_place() -> None:
    drawn = draw_falls(ALONE)
    assert [row.at_once for row in drawn.rows] == ["44.20", "81.50", "88.20", None, "93.50"]
    assert [row.over_days for row in drawn.rows] == ["44.20", "81.50", "92.00", "92.00", None]
    assert [row.text for row in drawn.rows][2:] == ["−88.2% / −92.0%", "– / −92.0%", "−93.5% / –"]
    assert "Arm margin loan is called: −81.5%" in drawn.description
    pictures = [attrs for tag, attrs in Outline(html(STRESS)).elements if tag == "svg" and "role" in attrs]
    assert [attrs["role"] for attrs in pictures] == ["img", "img"]


def test_without_simulation_the_page_says_whose_loss_it_is() -> None:
    text = printed(EXACT)
    assert "no simulation" in text
    assert "call exact, rest exact, nothing answered" in text
    assert "those of a call not answered" in text
