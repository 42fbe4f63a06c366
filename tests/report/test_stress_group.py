"""The whole group on the page of a stress test: its tables and its sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.group_replay_results import GroupFate
from pledgeline.engine.stress_results import Chance, GroupChances, GroupCourse
from pledgeline.report.pages.stress import stress_page
from pledgeline.report.pages.stress_tables import reverse_table
from pledgeline.report.pages.stress_wording import shock_text
from pledgeline.report.stress_html import render_stress
from tests.report.stresses import BASE, BUBBLE, STRESS, TOGETHER, breakpoint_of, threshold
from tests.report.test_html import Outline

if TYPE_CHECKING:
    from pledgeline.engine.stress_results import Stress

CALM = GroupFate(
    call=None,
    call_loan="",
    failed_cure=None,
    gap=None,
    gap_first=0.0,
    gap_total=0.0,
    lines={"reported_normal": None, "reported_ceiling": None, "cover": dt.date(2025, 12, 31)},
    lowest_cash=1.25e9,
    lowest_cash_on=dt.date(2026, 6, 1),
    highest_ltv=0.244,
    highest_ltv_on=dt.date(2026, 1, 7),
    defaults={},
    control={},
)
SHORT = replace(
    CALM,
    gap=dt.date(2026, 9, 30),
    gap_first=0.4e9,
    gap_total=13.9e9,
    call=dt.date(2026, 3, 2),
    lowest_cash=0.0,
    highest_ltv=float("inf"),
    lines={**CALM.lines, "reported_ceiling": dt.date(2026, 2, 2)},
    defaults={"bond": dt.date(2026, 9, 30), "later": dt.date(2026, 10, 1)},
)


def chance(value: float) -> Chance:
    return Chance(value=value, standard_error=0.01, method="simulated")


CHANCES = GroupChances(
    paths=4_096,
    call=chance(0.36),
    gap=Chance(value=0.0, standard_error=0.0, method="simulated"),
    lines={line: chance(0.5) for line in CALM.lines},
)


def with_courses(base: GroupFate, bubble: GroupFate) -> Stress:
    rows = (
        replace(BASE, course=GroupCourse(fate=base, chances=CHANCES)),
        replace(BUBBLE, course=GroupCourse(fate=bubble, chances=CHANCES)),
    )
    return replace(STRESS, scenarios=rows)


def rows_of(found: Stress, caption: str) -> dict[str, tuple[str, ...]]:
    table = next(table for table in stress_page(found).whole if table.caption == caption)
    assert {len(row.cells) for row in table.rows} == {len(table.columns)}
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def test_a_case_without_known_cash_has_no_table_of_it() -> None:
    assert stress_page(STRESS).whole == ()


def test_cash_gaps_and_defaults_stand_beside_each_scenario() -> None:
    rows = rows_of(with_courses(CALM, SHORT), "The cash of the group on the straight path")
    assert rows["as it stands"] == ("1.25", "1 Jun 2026", "–", "–", "–", "–", "–")
    assert rows["bubble"] == (
        "0.00", "1 Jun 2026", "30 Sep 2026", "0.40", "13.90", "2 Mar 2026", "30 Sep 2026",
    )  # fmt: skip


def test_each_line_of_the_policy_has_the_date_of_its_first_break() -> None:
    rows = rows_of(with_courses(CALM, SHORT), "The policy of the group on the straight path")
    assert rows["as it stands"] == ("24.4", "7 Jan 2026", "–", "–", "31 Dec 2025")
    assert rows["bubble"] == ("–", "7 Jan 2026", "–", "2 Feb 2026", "31 Dec 2025")


def test_probabilities_have_their_errors_and_none_is_never_said_to_be_zero() -> None:
    rows = rows_of(with_courses(CALM, SHORT), "Probabilities of the group")
    assert rows["bubble"] == ("< 0.08%", "36% ± 1%", "50% ± 1%", "50% ± 1%", "50% ± 1%")
    (table,) = (table for table in stress_page(with_courses(CALM, SHORT)).whole if table.caption.startswith("Prob"))
    assert "from 4,096 paths of the whole group" in table.note


NO_GAP = (
    "pays every bill on the straight path of every row; it is lowest under the case as it stands: USD 1.25bn on "
    "1 Jun 2026."
)
ONE_GAP = (
    "does not pay every bill on the straight path of 1 of 2 rows, the case as it stands not among them. Most is "
    "missing under bubble: USD 13.9bn, the first of it on 30 Sep 2026."
)
ALL_GAPS = (
    "does not pay every bill on the straight path of 2 of 2 rows, as the case stands from 30 Sep 2026 on. Most is "
    "missing under the case as it stands: USD 13.9bn, the first of it on 30 Sep 2026."
)


@pytest.mark.parametrize(
    ("base", "bubble", "said"), [(CALM, CALM, NO_GAP), (CALM, SHORT, ONE_GAP), (SHORT, SHORT, ALL_GAPS)]
)
def test_the_sentence_says_whether_every_bill_is_paid(base: GroupFate, bubble: GroupFate, said: str) -> None:
    sentences = {one.label: one.text for one in stress_page(with_courses(base, bubble)).sentences}
    assert sentences["Its cash"] == said


def test_rates_shut_markets_and_late_money_are_named() -> None:
    row = replace(BASE, rates=(("SOFR", 0.02), ("TONA", -0.005)), shut=("issue", "bridge"), delays=(("sale", "6mo"),))
    assert shock_text(row) == "SOFR +2%; TONA −0.5%; issue, bridge shut; sale 6mo later"


def test_what_breaks_on_the_way_is_told_apart_from_what_a_loan_does() -> None:
    points = (
        *TOGETHER.breakpoints,
        breakpoint_of("gap", "A bill cannot be paid", threshold(0.31)),
        breakpoint_of("path", "Reported LTV passes 25% on the way", threshold(0.2)),
    )
    found = replace(TOGETHER, breakpoints=points)
    assert "An unpaid bill, and an LTV on the way, are those of the whole group" in reverse_table(found).note
    told = next(
        one.text for one in stress_page(replace(STRESS, reverse=(found,))).sentences if one.label == found.title
    )
    assert "With everything that falls due, a bill is not paid at −31.0% at once." in told
    assert "Reported LTV passes 25%" not in told


def test_the_file_is_well_formed() -> None:
    outline = Outline(render_stress(with_courses(CALM, SHORT)))
    assert (outline.faults, outline.open) == ([], [])
