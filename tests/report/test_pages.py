"""The pages: what they hold, and that every table is whole."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING

import pytest

from pledgeline.engine.results import Estimate, Result
from pledgeline.report.pages.charts import FanDrawing, LinesDrawing
from pledgeline.report.pages.derivations import in_unit
from pledgeline.report.pages.fan import axis_steps
from pledgeline.report.pages.heat import heat_step, heat_text
from pledgeline.report.pages.report import report_page
from pledgeline.report.pages.sources import confidence_summary, safe_link
from pledgeline.report.pages.standing import liquidity_facts
from pledgeline.report.pages.tables import Table
from tests.fixtures_result import (
    FIGURES,
    LOAN,
    OTHER_LOAN,
    SOURCES,
    STANDING,
    bare_result,
    example_result,
    many_loans,
    outlook,
    quiet_result,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULTS = {
    "example": example_result(),
    "many": many_loans(),
    "bare": bare_result(),
    "quiet": quiet_result(),
    "not simulated": example_result(outlook=()),
}


def records(page: object) -> Iterator[object]:
    """A page and every record in it."""
    yield page
    if is_dataclass(page):
        for field in fields(page):
            yield from records(getattr(page, field.name))
    elif isinstance(page, tuple):
        for part in page:
            yield from records(part)


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_every_row_fills_its_table(result: Result) -> None:
    tables = [record for record in records(report_page(result)) if isinstance(record, Table)]
    assert tables
    for table in tables:
        assert table.caption
        for row in table.rows:
            assert len(row.cells) == len(table.columns), table.caption
            assert row.cells[0], table.caption


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_no_text_shows_a_missing_value_of_the_program(result: Result) -> None:
    words = [record for record in records(report_page(result)) if isinstance(record, str)]
    assert not [text for text in words if text in {"None", "nan", "inf"} or "None" in text.split() or "nan%" in text]


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_pages_are_equal_for_equal_results(result: Result) -> None:
    assert report_page(result) == report_page(replace(result))


def test_the_bridge_leads_from_looked_through_to_reported() -> None:
    rows = {row.cells[0]: row.cells[1:] for row in report_page(example_result()).standing.bridge.rows}
    assert rows["Looked through"] == ("223.7", "52.1", "23.3")
    assert rows["Non-recourse, asset-backed"] == ("−13.7", "−13.7", "")
    assert rows["As reported"] == ("210.0", "35.9", "17.1")


def test_holdings_stand_by_value_and_old_prices_are_told() -> None:
    assets = report_page(example_result()).standing.assets
    assert [row.cells[0] for row in assets.rows] == [
        "Arm Holdings plc",
        "OpenAI",
        "SoftBank Corp. (9434)",
        "T-Mobile US",
    ]
    assert assets.note == "Older prices: T-Mobile US (7 Oct 2025, 2 business days old)."


def test_loans_alone_do_not_make_an_ltv_of_the_group() -> None:
    leverage = replace(STANDING.leverage, whole_group=False, cash=None)
    page = report_page(example_result(standing=replace(STANDING, leverage=leverage))).standing
    assert [fact.text for fact in page.facts[:3]] == ["not meaningful"] * 3
    assert [row.cells[3] for row in page.bridge.rows] == ["–", "", "", "–"]
    assert "neither debts nor cash" in page.bridge.note
    assert page.scale is None


@pytest.mark.parametrize(
    ("dated", "undated", "text", "note"),
    [
        (0.0, 0.8e12, "not dated", "USD 800bn of debts without a date"),
        (3e9, 1e9, "USD 3bn", "until 9 October 2027; USD 1bn more has no date"),
        (3e9, 0.0, "USD 3bn", "until 9 October 2027"),
    ],
)
def test_debts_without_a_date_are_not_taken_for_nothing(dated: float, undated: float, text: str, note: str) -> None:
    liquidity = replace(STANDING.liquidity, redemptions=dated, undated=undated, coverage=None)
    facts = {fact.term: fact for fact in liquidity_facts(liquidity, "USD")}
    assert (facts["Redemptions"].text, facts["Redemptions"].note) == (text, note)
    assert facts["Covered by cash"].text == ("not disclosed" if dated else "not dated")


def test_unknown_cash_is_not_zero() -> None:
    facts = {fact.term: fact.text for fact in report_page(bare_result()).standing.liquidity}
    assert facts["Cash"] == "not disclosed"
    assert facts["Covered by cash"] == "nothing falls due"


def test_a_loan_without_margin_terms_says_what_is_not_disclosed() -> None:
    page = report_page(example_result()).loans[1]
    facts = {fact.term: fact for fact in page.facts}
    assert facts["Drawn"].note == "facility not disclosed"
    assert facts["LTV today"].text == "not disclosed"
    assert (page.scale, page.ladder, page.outlook) == (None, None, None)
    assert page.silence == "The case gives no margin terms for this loan, so it is not simulated."


def test_a_prepaid_forward_explains_why_it_has_no_calls() -> None:
    forward = replace(OTHER_LOAN, kind="forward")
    page = report_page(example_result(standing=replace(STANDING, loans=(forward,)), outlook=()))
    assert "no margin calls" in page.loans[0].silence


def test_the_ladder_marks_today_the_call_and_the_close_out() -> None:
    ladder = report_page(example_result()).loans[0].ladder
    assert ladder is not None
    tones = {row.cells[0]: row.tone for row in ladder.rows}
    assert (tones["today"], tones["−85%"], tones["−90%"], tones["−40%"]) == ("today", "call", "close-out", "")
    statuses = {row.cells[0]: row.cells[3] for row in ladder.rows}
    assert (statuses["−85%"], statuses["−90%"]) == ("margin call", "close-out")


def test_a_ladder_without_free_shares_has_no_column_for_them() -> None:
    rows = tuple(replace(row, shares_to_cure=None) for row in LOAN.ladder)
    loan = replace(LOAN, ladder=rows)
    ladder = report_page(example_result(standing=replace(STANDING, loans=(loan,)))).loans[0].ladder
    assert ladder is not None
    assert ladder.columns[-1].title == "Cash to cure"


@pytest.mark.parametrize(
    ("probability", "step", "text"),
    [
        (0.0, 0, "none"),
        (0.00005, 1, "<0.01%"),
        (0.0005, 1, "0.05%"),
        (0.001, 2, "0.10%"),
        (0.04, 3, "4.0%"),
        (0.2, 6, "20%"),
        (0.5, 8, "50%"),
        (0.9999, 9, "99%"),
        (1.0, 9, "all"),
    ],
)
def test_a_cell_of_the_heatmap_never_rounds_to_none_or_all(probability: float, step: int, text: str) -> None:
    assert heat_step(probability) == step
    assert heat_text(Estimate(value=probability, standard_error=0.01)) == text


@pytest.mark.parametrize("top", [0.004, 0.07, 0.525, 0.9, 3.3, 55.0])
def test_an_axis_ends_just_above_its_highest_figure(top: float) -> None:
    steps, step = axis_steps(top)
    assert 1 <= steps <= 7
    assert top <= steps * step * (1 + 1e-9) < top + step * (1 + 1e-9)


def test_a_fan_without_open_paths_has_gaps_and_no_zeros() -> None:
    loan = outlook()
    gone = replace(loan.fan[-1], open_share=0.0, p5=None, p25=None, p50=None, p75=None, p95=math.inf)
    page = report_page(example_result(outlook=(replace(loan, fan=(*loan.fan[:-2], gone, loan.fan[-1])),)))
    shown = page.loans[0].outlook
    assert shown is not None
    assert shown.fan is not None
    assert shown.fan.table.rows[-2].cells[1:5] == ("–", "–", "–", "–")
    assert "no collateral left" in shown.fan.table.rows[-2].cells


def test_the_fan_ends_with_the_last_open_loan() -> None:
    loan = outlook()
    closed = tuple(replace(one, open_share=0.0, p5=None, p25=None, p50=None, p75=None, p95=None) for one in loan.fan)
    page = report_page(example_result(outlook=(replace(loan, fan=(*loan.fan[:4], *closed[4:])),)))
    shown = page.loans[0].outlook
    assert shown is not None
    assert shown.fan is not None
    assert len(shown.fan.table.rows) == 4
    nothing = report_page(example_result(outlook=(replace(loan, fan=closed),))).loans[0].outlook
    assert nothing is not None
    assert nothing.fan is not None
    assert len(nothing.fan.table.rows) == 1


def test_charts_begin_today_with_what_is_known_today() -> None:
    loan = outlook()
    late = replace(loan, fan=loan.fan[1:])
    shown = report_page(example_result(outlook=(late,))).loans[0].outlook
    assert shown is not None
    assert shown.fan is not None
    assert isinstance(shown.fan.drawing, FanDrawing)
    assert shown.fan.drawing.dates[0] == "2025-10-09"
    assert shown.fan.drawing.p5[0] == shown.fan.drawing.p95[0] == LOAN.ltv
    assert len(shown.fan.table.rows) == len(late.fan)
    assert isinstance(shown.chances.drawing, LinesDrawing)
    assert shown.chances.drawing.dates[0] == "2025-10-09"
    assert {line.values[0] for line in shown.chances.drawing.lines} == {0.0}


def test_figures_are_counted_by_confidence() -> None:
    assert confidence_summary(example_result()) == (
        "2 figures disclosed, 1 reported, 1 estimated, 1 assumed, 1 without a grade, 1 left unknown."
    )
    assert confidence_summary(example_result(figures=FIGURES[:1])) == "1 figure disclosed."
    assert confidence_summary(bare_result()) == "The case lists no figures."


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, kept: bool) -> None:  # noqa: FBT001
    assert safe_link(url) == (url if kept else "")


def test_sources_read_as_in_a_bibliography() -> None:
    entries = report_page(example_result()).sources.entries
    assert entries[1].details == "Arm Holdings plc, 2025-05, filing, English"
    assert entries[2].link == ""
    nameless = replace(SOURCES[0], title="", publisher="", published="", language="")
    entry = report_page(example_result(sources=(nameless,))).sources.entries[0]
    assert (entry.title, entry.details) == ("briefing-2025", "company")


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (0.35, "%", "35.0%"),
        (8.5e9, "USD", "USD 8.5bn"),
        (769.029e6, "shares", "769m"),
        (31.58, "USD/share", "USD 31.58"),
        (1.374, "x", "1.37×"),
        (641.0, "days", "641 days"),
        (0.5, "", "0.5"),
        ("5bd", "", "5bd"),
        (None, "USD", "not disclosed"),
    ],
)
def test_inputs_of_a_derivation_stand_in_their_own_unit(amount: float | str | None, unit: str, text: str) -> None:
    assert in_unit(amount, unit) == text


def test_derivations_are_grouped_by_what_they_are_about_and_linked() -> None:
    result = example_result()
    drawn = replace(result.derivations[0], key="loans.arm-margin.drawn", title="drawn under the loan", unit="USD")
    groups = report_page(example_result(derivations=(drawn, *result.derivations))).derivations
    assert [group.title for group in groups] == ["SoftBank Group Corp.", "Arm margin loan"]
    first, call = groups[1].derivations
    assert first.title == "Drawn under the loan"
    inputs = {one.symbol: one for one in call.inputs}
    assert inputs["D"].target == first.anchor
    assert inputs["q"].target == ""
    assert [(cited.text, cited.target) for cited in inputs["D"].citations] == [("briefing-2025#p12", "source-1")]


def test_a_citation_of_an_unknown_source_is_no_link() -> None:
    figure = replace(FIGURES[0], sources=("nowhere#p1",))
    page = report_page(example_result(figures=(figure,))).sources
    assert [(cited.text, cited.target) for cited in page.figures[0].citations] == [("nowhere#p1", "")]


def test_without_simulation_the_method_names_no_paths() -> None:
    page = report_page(bare_result())
    assert "paths" not in page.method.line
    assert page.headline.run == "nothing simulated"
    assert not page.method.notes
