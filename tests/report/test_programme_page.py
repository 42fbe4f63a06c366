"""What the page of building programmes says, as a terminal and a browser receive it."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console, Group

from pledgeline.engine.results import Estimate
from pledgeline.report.pages.programme_schedule import Schedule, drawn_days, schedule
from pledgeline.report.pages.programme_sheet import programme_sheet
from pledgeline.report.pages.programme_wording import (
    gigawatt_years,
    month_range,
    power,
    power_column,
    power_range,
    quarter_text,
)
from pledgeline.report.programme_capital import BOTTOM, draw_capital
from pledgeline.report.programme_fan import draw_output
from pledgeline.report.programme_gantt import draw_gantt, word_rows
from pledgeline.report.programmes_html import render as html
from pledgeline.report.programmes_terminal import condensed
from pledgeline.report.programmes_terminal import render as terminal
from tests.fixtures_programme import (
    AS_OF,
    BN,
    DEADLINE,
    GW,
    KEPT,
    OUTLOOK,
    TENANT,
    UNTIL,
    estimate,
    milestone,
    report,
    spread,
)
from tests.report.test_html import HOSTILE, Outline, policy_of

if TYPE_CHECKING:
    from pledgeline.engine.programme_results import Milestone, ProgrammeOutlook, ProgrammeReport
    from pledgeline.report.pages.programmes import ProgrammeCard
    from pledgeline.report.pages.tables import Table

# a programme of which as little as possible is known
BARE = replace(
    OUTLOOK, kept=(), tenants=(), cover=(), overrun=None, gates=(), partners=(), stranded=spread(0.0),
    capital=tuple(replace(one, building_jobs=None, permanent_jobs=None) for one in OUTLOOK.capital),
    cash=replace(OUTLOOK.cash, gap=None, gap_planned=None, gap_without=None, drawn=spread(0.0), drawn_planned=0.0),
)  # fmt: skip


def card(outlook: ProgrammeOutlook = OUTLOOK) -> ProgrammeCard:
    return programme_sheet(report(outlook)).programmes.cards[0]


def said(outlook: ProgrammeOutlook = OUTLOOK) -> dict[str, str]:
    """The sentences by their label."""
    return {one.label: one.text for one in card(outlook).sentences}


def texts(table: Table | None) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first cell."""
    assert table is not None
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def printed(found: ProgrammeReport, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, legacy_windows=False)
    terminal(found, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


# --- words ----------------------------------------------------------------------------------------------------


def test_power_keeps_one_unit_and_never_says_a_range_of_one_figure() -> None:
    assert (power(3.4 * GW), power(0.08 * GW), power(0.0)) == ("3.4 GW", "80 MW", "0 GW")
    assert (power_range(1.1 * GW, 3.4 * GW), power_range(0.0, 0.05 * GW)) == ("1.1 to 3.4 GW", "0 to 50 MW")
    assert power_range(1.2001 * GW, 1.2002 * GW) == "1.2 GW"
    assert (power_column([0.05 * GW]).unit, power_column([12.0 * GW]).text(8.0 * GW)) == ("MW", "8.0")


def test_months_may_be_never_and_an_error_always_shows_a_digit() -> None:
    assert month_range(dt.date(2028, 9, 3), None) == "Sep 2028 to never"
    assert (month_range(None, None), quarter_text("2026-Q4")) == ("never", "Q4 2026")
    found = Estimate(value=0.31 * GW, standard_error=0.0004 * GW)
    assert (gigawatt_years(found), gigawatt_years(found, error=True)) == ("0.31", "0.3100 ± 0.0004")


# --- the answer -----------------------------------------------------------------------------------------------


def test_the_promise_comes_first_and_both_sides_of_delay_stand_together() -> None:
    told = said()
    assert next(iter(told)) == "Promise"
    assert told["Promise"] == (
        "By 31 January 2029, between 1.1 and 3.4 GW of the 10 GW promised come into service (P10 to P90). The chance "
        "that all of it does is < 0.02%. Even as planned it would be only 6.2 GW."
    )
    assert "at the median it is called on for USD 9bn less by then than planned, and 4 GW less is in" in told["Cash"]
    assert "gap is 11.2% ± 0.3%; built as planned it would be 18.7% ± 0.3%, without the programme 2.1%" in told["Cash"]


def test_a_promise_that_the_plan_keeps_is_not_mocked_and_one_without_a_deadline_says_so() -> None:
    good = replace(KEPT, planned=10.5 * GW, comes=spread(10.0 * GW, low=1.0, high=1.0), kept=estimate(0.9))
    told = said(replace(OUTLOOK, kept=(good,)))["Promise"]
    assert "10 GW of the 10 GW promised come into service, P10 and P90 alike." in told
    assert "90.0% ± 0.3%. As planned it would be 10.5 GW." in told
    open_ended = said(replace(OUTLOOK, kept=(replace(KEPT, deadline=None, kept=None),)))["Promise"]
    assert open_ended.startswith(
        "No deadline was named: by 28 September 2034, as far as this is reckoned, 1.1 to 3.4 GW"
    )
    assert "chance" not in open_ended


def test_a_promise_of_one_site_stands_apart_and_is_not_drawn_across_the_others() -> None:
    alone = replace(
        KEPT, title="Nur Weststadt", site="west", capacity=1.5 * GW, planned=1.2 * GW, comes=spread(1.2 * GW, low=0.25),
        deadline=dt.date(2027, 3, 31), kept=estimate(0.2), jobs=None, capital=None,
    )  # fmt: skip
    outlook = replace(OUTLOOK, kept=(alone, KEPT))
    assert said(outlook)["Promise"] == said()["Promise"]
    assert said(outlook)["Also promised"] == (
        "Nur Weststadt, by 31 Mar 2027: 0.30 to 1.68 GW of 1.5 GW, 1.2 GW as planned, all of it with a chance of "
        "20.0% ± 0.3%."
    )
    found = card(outlook)
    assert texts(found.sides)["Weststadt by 31 Mar 2027, of 1.5 GW"] == ("–", "1.2 GW", "1.2 GW", "0.30 to 1.68 GW")
    assert [level.at for level in found.capacity.levels] == [10.0 * GW]
    whole, within = draw_gantt(found.schedule).deadlines
    assert (whole.text, within.text) == ("deadline 31 Jan 2029", "")
    west, river, *_ = draw_gantt(found.schedule).heads
    assert west.y < within.top < within.floor < river.y
    assert whole.top < west.y
    assert west.about == "1.2 GW, of which 0.3 GW in service; promised by 31 Mar 2027"


def test_costs_that_overrun_may_weigh_more_than_delay() -> None:
    dear = replace(OUTLOOK, cash=replace(OUTLOOK.cash, drawn=spread(26.0 * BN)))
    told = said(dear)["Cash"]
    assert "hurts the promise and does not help cash, as costs overrun" in told
    assert "at the median the group is called on for USD 2bn more" in told


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (milestone("2030-12-31", None, None, None, 0.95), "Not even one path in ten gets there by 28 September 2034."),
        (milestone("2030-12-31", "2031-02-01", "2058-02-01", None, 0.5), "and less than half by 28 September 2034."),
        (
            milestone("2030-12-31", "2031-02-01", "2033-05-01", None, 0.2),
            "half of them by May 2033, and less than nine",
        ),
        (milestone("2030-12-31", "2030-11-01", "2031-05-01", "2033-01-01"), "May 2031, nine in ten by January 2033."),
    ],
)
def test_time_is_told_as_far_as_paths_get_there(last: Milestone, words: str) -> None:
    told = said(replace(OUTLOOK, last=last))["Time"]
    assert words in told
    assert ("never comes into service" in told) == (last.never.value > 0.0)


def test_a_mean_that_is_finite_by_its_cap_alone_is_said_to_be_so() -> None:
    assert "because of a cap alone: the mean overrun of Wilde Bauten would be infinite without it." in said()["Cost"]
    assert OUTLOOK.overrun is not None
    calm = replace(OUTLOOK, overrun=replace(OUTLOOK.overrun, capped=()))
    assert "cap" not in said(calm)["Cost"]


def test_the_bottleneck_is_the_gate_where_time_is_worth_most() -> None:
    told = said()["Bottleneck"]
    assert "worth most at “Netz”: a quarter less would bring 2.90 GW-years until 28 September 2034." in told
    assert "It lies on the critical chain of 71.0% ± 0.3% of" in told
    assert "It keeps 24.0% ± 0.3% of the phases still to come from ever entering service." in told
    grid, shell, fit_out = OUTLOOK.gates
    stopped = replace(OUTLOOK, gates=(grid, replace(shell, blocked=estimate(0.3)), fit_out))
    told = said(stopped)["Bottleneck"]
    assert "“Baukörper” keeps 30.0% ± 0.3% of the phases still to come from ever entering service." in told
    unpriced = replace(OUTLOOK, gates=(replace(fit_out, gained=None, sooner=None),))
    assert said(unpriced)["Bottleneck"] == (
        "“Ausbau” lies on the critical chain of 83.0% ± 0.3% of the phases that are finished."
    )


def test_jobs_and_rent_are_set_against_what_was_promised_and_earned() -> None:
    told = said()
    assert told["Jobs"].startswith("Of 100k jobs promised, 11.6k to 23.1k come of it (the most at once while it is")
    # the mean rent of 2030, 4 times 12bn times 4.1 / 4, over 40bn · 1.7⁴ and 20bn · 1.3⁴
    assert told["Tenant"].startswith("Der Mieter rents 10 GW (letter of intent). ")
    assert "In 2030 its rents take 14.7% to 86.1% of the revenue" in told["Tenant"]
    assert told["Debt"].endswith("is highest in 2028: 50.0% ± 0.3%.")


def test_what_is_not_known_leaves_no_sentence_and_no_table() -> None:
    told, found = said(BARE), card(BARE)
    assert list(told) == ["Capacity", "Time", "Cash"]
    assert "Delay helps" not in told["Cash"]
    assert "gap" not in told["Cash"]
    assert (found.partners, found.weights, found.cover, found.tenants, found.jobs) == (None, None, None, (), ())
    assert "is not known" in found.sides.note
    unpaid = replace(TENANT, years=tuple(replace(year, revenue_low=None, revenue_high=None) for year in TENANT.years))
    assert "revenue" not in said(replace(OUTLOOK, tenants=(unpaid,)))["Tenant"]


# --- tables ---------------------------------------------------------------------------------------------------


def test_cash_and_promise_stand_side_by_side() -> None:
    rows = texts(card().sides)
    called = rows["The group is called on up to 28 Sep 2028"]
    assert called == ("USD 0", "USD 24bn", "USD 15bn", "USD 10.5bn to USD 21bn")
    assert rows["Chance of a cash gap up to 28 Sep 2028"] == ("2.1% ± 0.3%", "18.7% ± 0.3%", "11.2% ± 0.3%", "–")
    assert rows["In service by 31 Jan 2029, of 10 GW"] == ("–", "6.2 GW", "2.2 GW", "1.1 to 3.4 GW")


def test_a_site_of_one_phase_has_one_row_and_what_runs_has_no_chances() -> None:
    rows = texts(card().sites)
    assert rows["Hügel"][:2] == ("being built", "1.00")
    assert rows["Hügel"][3:7] == ("Jun 2028", "Sep 2028", "never", "never")
    assert rows["Erste Halle"] == ("in service", "0.30", "10.5", "Jun 2026", *["–"] * 5)
    assert rows["Flussau"] == ("", "8.00", "280.0", *[""] * 6)


def test_years_add_up_the_means_of_their_quarters() -> None:
    rows = texts(card().years)
    of_2029 = [one for one in OUTLOOK.capital if one.date.year == 2029]
    assert rows["2029"][5] == f"{sum(one.called.mean.value for one in of_2029) / BN:.1f}"
    assert rows["2029"][4] == f"{sum(one.planned for one in of_2029) / BN:.1f}"


def test_rivals_are_shown_by_year_with_their_sources() -> None:
    rows = texts(programme_sheet(report()).programmes.rivals)
    assert rows == {
        "Alpha AG": ("75.0", "110.0", "zeitung, zeitung#s2. mit Finanzierungsleasing"),
        "Beta AG": ("–", "70.0", "blatt"),
    }


# --- pictures -------------------------------------------------------------------------------------------------


def drawn() -> Schedule:
    return schedule(OUTLOOK, AS_OF)


def test_marks_of_the_gantt_stand_in_the_order_of_their_dates() -> None:
    first, last = drawn_days(drawn())
    assert (first, last) == (dt.date(2026, 6, 30), UNTIL)  # a phase in service, and quantiles that are never
    picture = draw_gantt(drawn())
    running, second, *_ = picture.rows
    assert (running.done, running.spread, running.p50, running.planned) == (True, 0.0, None, 0.0)
    assert second.start + second.sure == pytest.approx(second.spread_x, abs=0.02)
    assert second.p50 is not None
    assert second.spread_x < second.p50 < second.spread_x + second.spread < 100.0
    for row, lane in zip(picture.rows, (lane for block in drawn().blocks for lane in block.lanes), strict=True):
        assert row.open == (lane.p90 is None)
        assert (row.p50 is None) == (lane.p50 is None or lane.done)
    assert [one.text for one in picture.deadlines] == ["deadline 31 Jan 2029"]
    assert picture.today < picture.deadlines[0].x
    assert all(row.y < picture.floor for row in picture.rows)


def test_nothing_is_drawn_beyond_the_end_of_the_reckoning() -> None:
    blocks = tuple(
        replace(block, lanes=tuple(replace(lane, p90=dt.date(2056, 9, 1)) for lane in block.lanes if not lane.done))
        for block in drawn().blocks
    )
    picture = draw_gantt(replace(drawn(), blocks=blocks))
    assert all(row.open and row.spread_x + row.spread == pytest.approx(100.0, abs=0.02) for row in picture.rows)


def test_words_that_would_meet_stand_on_lines_of_their_own() -> None:
    assert word_rows([10.0, 20.0, 30.0, 80.0]) == [0, 1, 2, 0]
    assert word_rows([]) == []


def test_the_fan_holds_the_plan_the_promise_and_its_deadline() -> None:
    fan = card().capacity
    picture = draw_output(fan)
    assert [level.words for level in picture.levels] == ["promised: 10 GW"]
    assert picture.planned.count("L") == len(fan.dates) - 1
    assert [day.words for day in picture.deadlines] == ["31 Jan 2029"]
    assert picture.top <= picture.levels[0].y < picture.bottom
    later = draw_output(replace(fan, deadlines=(dt.date(2050, 1, 1),)))
    assert later.deadlines == ()


def test_bars_of_capital_stand_on_the_part_of_the_group() -> None:
    everybody, own = card().capital
    assert (everybody.shared, own.shared) == (True, False)
    picture = draw_capital(everybody)
    for column, bar in zip(picture.columns, everybody.bars, strict=True):
        assert column.group_y + column.group_height == pytest.approx(BOTTOM)
        assert column.others_y + column.others_height == pytest.approx(column.group_y, abs=0.11)
        assert column.high_y <= column.others_y <= column.low_y
        assert (column.planned_y is None) == (bar.planned == 0.0)
    none = replace(OUTLOOK, capital=tuple(
        replace(one, planned=0.0, called=spread(0.0), group_planned=0.0, group=spread(0.0)) for one in OUTLOOK.capital
    ))  # fmt: skip
    assert card(none).capital == ()


# --- a terminal and a browser ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(width: int) -> None:
    told = printed(report(), width)
    assert max(cell_len(line) for line in told.splitlines()) <= width
    assert re.search(r"^Year .*GW", told, re.MULTILINE)
    years = told[told.index("Year by year") : told.index("Which gate")]
    assert ("Jobs," in years) == (width >= 100)


def test_beside_the_rest_of_a_report_the_terminal_keeps_to_the_answer() -> None:
    console = Console(file=io.StringIO(), width=100, legacy_windows=False)
    console.print(Group(*condensed(programme_sheet(report()).programmes, 100)))
    assert isinstance(console.file, io.StringIO)
    told = console.file.getvalue()
    assert "between 1.1 and 3.4 GW" in told
    assert "Block A" in told
    assert "Year by year" not in told


def test_the_terminal_draws_each_phase_in_time() -> None:
    lines = {line[2:34].strip(): line[34:] for line in printed(report()).splitlines() if re.match(r"  \S.*[─●]", line)}
    assert lines["Block A"].index("×") < lines["Block A"].index("█")
    assert lines["Block A"].endswith("░")  # P90 is never
    assert "█" not in lines["Erste Halle"]
    assert lines["Zweite Halle"].index("█") < lines["Zweite Halle"].index("║")


@pytest.fixture(scope="module", params=["whole", "bare", "two"])
def page(request: pytest.FixtureRequest) -> str:
    """The HTML of each kind of report."""
    outlooks = {"whole": (OUTLOOK,), "bare": (BARE,), "two": (OUTLOOK, BARE)}
    return html(report(*outlooks[request.param]))


def test_the_html_is_well_formed_and_asks_for_nothing(page: str) -> None:
    outline = Outline(page)
    assert (outline.faults, outline.open) == ([], [])
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    assert set(outline.having("aria-labelledby")) <= set(ids)
    assert {link[1:] for link in outline.having("href") if link.startswith("#")} <= set(ids)
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not {tag for tag, _ in outline.elements} & {"script", "img", "link", "iframe"}
    assert not [name for _, attrs in outline.elements for name in attrs if name.startswith("on") or name == "style"]
    assert "script-src 'none'" in policy_of(page)
    pictures = [attrs for tag, attrs in outline.elements if tag == "svg" and attrs.get("role") == "img"]
    assert len(pictures) >= 3
    assert all(attrs.get("aria-label") for attrs in pictures)


def test_sources_are_those_that_the_page_cites() -> None:
    told = html(report())
    assert '<a href="#source-1">zeitung#s4</a>' in told
    assert "Die Hallen am Fluss" in told
    assert "Nicht angeführt" not in told


def test_names_of_a_case_cannot_leave_their_place() -> None:
    told = html(report(replace(OUTLOOK, title=HOSTILE), title=HOSTILE))
    assert "<script>" not in told
    assert "<img" not in told
    assert Outline(told).faults == []


def test_the_same_report_gives_the_same_bytes_and_the_deadline_is_the_first() -> None:
    assert html(report()) == html(report())
    assert card().schedule.deadlines == (DEADLINE,)
