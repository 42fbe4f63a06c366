"""A replay as a page: its sentences, its table, its picture, and the file in a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from rich.console import Console

from pledgeline.engine.price_replay import replay_prices
from pledgeline.market.dynamics import GBM
from pledgeline.report.pages.lender_sheet import Provenance
from pledgeline.report.pages.replay import replay_page
from pledgeline.report.pages.replay_days import days_that_matter
from pledgeline.report.replay_axes import LEFT
from pledgeline.report.replay_html import render_replay as html
from pledgeline.report.replay_picture import draw_replay
from pledgeline.report.replay_terminal import render_replay as terminal
from tests.engine.closes import along, only_loan, table
from tests.report.test_browser import Scheme, boxes_of, visit
from tests.report.test_html import HOSTILE, Outline, policy_of
from tests.simple_case import FULL_RECOURSE, simple_case, simple_loan

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from pledgeline.engine.price_replay import PriceReplay
    from pledgeline.engine.resolved import ResolvedCase

CALM = GBM(volatility=0.2)
PROVENANCE = Provenance(title="A case", group="A group", scenario="", version="1.2.3", input_hash="0123456789abcdef")


def case_of(*, free: float = 0.0, cash: float = 0.0, days: int = 300, **terms: object) -> ResolvedCase:
    """1,000 shares at USD 100 for USD 50,000: call at 70%, close-out at 80%, cure at 60%; sales without impact."""
    loan = simple_loan(**{"impact": 0.0, **terms})  # type: ignore[arg-type]
    return simple_case(dynamics=CALM, days=days, loans=(loan,), free=free, cash=cash)


def slide(days: int = 200) -> tuple[float, ...]:
    """A price that goes down and up again."""
    return tuple(100.0 - 25.0 * min(number, days - number) / (days / 2) for number in range(1, days + 1))


BOTH = simple_case(
    dynamics=CALM,
    days=60,
    assets=("alder", "birch"),
    loans=(simple_loan("senior", ("alder", "birch")), simple_loan("junior", ("birch",))),
)
REPLAYS: dict[str, PriceReplay] = {
    "calm": along(case_of(), *slide()),
    "cured": along(case_of(free=400.0, cash=9_000.0), 90.0, *[69.0] * 40, *[58.0] * 40),
    "lost": along(case_of(release=0.1), 90.0, 60.0, *[40.0] * 20, 50.0, 60.0),
    "selling": along(case_of(participation=0.01), 90.0, 75.0, *[65.0] * 150),
    "rose": along(case_of(), 101.0, 120.0),
    "two": replay_prices(
        BOTH,
        {"birch": table(BOTH.dates, slide(50))},
    ),
}


def answer(name: str) -> str:
    """The sentences of a replay."""
    return " ".join(one.text for one in replay_page(REPLAYS[name], PROVENANCE).sentences)


# --- words ------------------------------------------------------------------------------------------------------


def test_a_quiet_replay_says_how_far_a_call_was() -> None:
    assert answer("calm") == (
        "Between 2 January 2025 and 20 July 2025 Alder fell from USD 100.00 to a low of USD 75.00 on 11 April 2025: "
        "LTV at most 66.7% on 11 April 2025, from 50.0% at the start; no margin call. On that day the collateral could "
        "have fallen by a further 4.8% before the call LTV of 70%."
    )


def test_a_cured_call_says_with_what() -> None:
    text = answer("cured")
    assert "first margin call on 3 January 2025 at USD 69.00 and an LTV of 72.5%, 2 calls in all" in text
    assert "; cured 2 times, the last on " in text
    assert " shares of Alder" in text


def test_what_cures_took_is_said_apart_from_recourse() -> None:
    case = case_of(cash=20_000.0, recourse=FULL_RECOURSE)
    found = along(case, 69.0, *[69.0] * 20, *[40.0] * 30)
    text = replay_page(found, PROVENANCE).sentences[0].text
    # 50,000 - 60% of 69,000 = 8,600 is prepaid; 1,000 shares at 40 leave 1,400 of the 41,400 to recourse
    assert "cured on 7 January 2025 with USD 8.6k" in text
    assert only_loan(found).paid == pytest.approx(8_600.0 + 1_400.0, rel=1e-9)


def test_a_loss_is_said_with_its_amount() -> None:
    text = answer("lost")
    assert "close-out on 3 January 2025, and the sale brought USD 40k; the lender lost USD 10k" in text
    assert "Between 2 January 2025 and 13 January 2025" in text


def test_a_sale_that_goes_on_says_what_is_owed() -> None:
    text = answer("selling")
    assert "; the cure failed, with close-out on " in text
    assert re.search(r"at the end it was going on, with USD [\d.]+k of debt left", text)
    facts = {fact.term: fact.text for fact in replay_page(REPLAYS["selling"], PROVENANCE).loans[0].facts}
    assert "Debt left" in facts
    assert "Lender’s loss" not in facts


def test_a_price_that_never_fell_is_said_so() -> None:
    assert "Alder never closed under the USD 100.00 of the case" in answer("rose")


def test_other_endings_are_said() -> None:
    matured = along(case_of(maturity=case_of().dates[3]), *[100.0] * 6)
    assert "The loan matured on 5 January 2025." in replay_page(matured, PROVENANCE).sentences[0].text
    running = along(case_of(), 100.0, 70.0)
    assert "the deadline was still running at the end" in replay_page(running, PROVENANCE).sentences[0].text
    lapsed = along(case_of(), 70.0, *[95.0] * 6)
    assert "; 1 call lapsed, the price having come back." in replay_page(lapsed, PROVENANCE).sentences[0].text
    paid = along(case_of(cash=50_000.0, recourse=FULL_RECOURSE), 60.0, *[40.0] * 15)
    assert "; the lender lost nothing." in replay_page(paid, PROVENANCE).sentences[0].text


def test_an_assumed_call_is_said_with_its_range() -> None:
    def told(low: float, high: float, name: str) -> str:
        found = REPLAYS[name]
        loan = replace(only_loan(found), call_range=(low, high))
        return replay_page(replace(found, loans=(loan,)), PROVENANCE).sentences[0].text

    assert "nor was there one anywhere in its range of 68% to 75%." in told(0.68, 0.75, "calm")
    assert "at 65%, the low end of its range, there would have been one." in told(0.65, 0.75, "calm")
    assert told(0.65, 0.75, "cured").endswith("The call LTV of 70% is an assumption.")


def test_what_was_held_is_said() -> None:
    notes = " ".join(replay_page(REPLAYS["two"], PROVENANCE).notes)
    assert "Alder keeps its price: no file of closes was given." in notes
    case = case_of(days=6)
    odd = replace(case, dates=(*case.dates[:2], *case.dates[3:]))
    closes = table(case.dates, [99.0, 98.0, 97.0, 50.0])
    found = replay_prices(odd, {"alder": closes}, shocks={"alder": -0.3})
    text = " ".join(replay_page(replace(found, scenario="crash", currencies=("EUR", "JPY")), PROVENANCE).notes)
    assert "Scenario crash: every close of Alder is read 30% lower." in text
    assert "1 close in made-up.csv on days that are no business days of the case" in text
    assert "EUR and JPY stay at the spot rate of the case." in text
    assert "closed at 0.51× the price of the day before: if that is a split" in text
    other = table((case.as_of, case.dates[0]), [102.0, 99.0])
    apart = " ".join(replay_page(replay_prices(case, {"alder": other}), PROVENANCE).notes)
    assert "has Alder at USD 102.00 on 1 January 2025, the case at USD 100.00: the first day holds" in apart
    same = table((case.as_of, case.dates[0]), [100.0, 99.0])
    assert "holds the difference" not in " ".join(replay_page(replay_prices(case, {"alder": same}), PROVENANCE).notes)
    gap = table((case.dates[1], case.dates[5]), [99.0, 98.0])
    held = " ".join(replay_page(replay_prices(case, {"alder": gap}), PROVENANCE).notes)
    assert "On 4 business days of 6 made-up.csv has no close of Alder" in held
    beyond = along(replace(case, dates=case.dates[:3], horizon=case.dates[2]), 99.0)
    assert "later closes are left out" not in " ".join(replay_page(beyond, PROVENANCE).notes)
    long = replay_prices(replace(case, dates=case.dates[:3], horizon=case.dates[2]), {"alder": closes})
    assert "the last business day up to the horizon of the case" in " ".join(replay_page(long, PROVENANCE).notes)


# --- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPLAYS)
def test_rows_are_as_wide_as_their_table_and_sixty_at_most(name: str) -> None:
    loans = replay_page(REPLAYS[name], PROVENANCE).loans
    assert sum(len(loan.table.rows) for loan in loans) <= 60
    for loan in loans:
        assert {len(row.cells) for row in loan.table.rows} == {len(loan.table.columns)}
        assert loan.table.rows[0].cells[0] == "1 Jan 2025"


def test_the_days_are_events_new_highs_and_month_ends() -> None:
    days = REPLAYS["calm"].days
    shown = [day.date.isoformat() for _, day in days_that_matter(days, 60)[0]]
    highs = ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-11"]
    assert shown == [*highs, "2025-04-30", "2025-05-31", "2025-06-30", "2025-07-20"]
    told = {row.cells[0]: row.cells[-1] for row in replay_page(REPLAYS["calm"], PROVENANCE).loans[0].table.rows}
    assert told["11 Apr 2025"] == "Highest LTV so far"
    assert told["30 Apr 2025"] == ""


def test_a_ltv_under_that_of_the_start_is_no_new_high() -> None:
    table_of = {row.cells[0]: row.cells[-1] for row in replay_page(REPLAYS["rose"], PROVENANCE).loans[0].table.rows}
    assert list(table_of.values()) == ["As the case states it", ""]


def test_a_long_sale_is_shown_by_its_ends() -> None:
    found = REPLAYS["selling"]
    sold = [day.date for day in found.days if day.sold]
    shown = [day.date for _, day in days_that_matter(found.days, 60)[0]]
    assert len(sold) > 100
    assert {sold[0], sold[-1]} <= set(shown)
    assert len(shown) < 20


def test_what_does_not_fit_is_counted_and_events_stay() -> None:
    days = REPLAYS["cured"].days
    full, none = days_that_matter(days, 60)
    few, left_out = days_that_matter(days, 5)
    assert (none, left_out) == (0, len(full) - 5)
    assert {at for at, day in enumerate(days) if day.events} <= {at for at, _ in few}
    assert few[-1][0] == len(days) - 1


def test_a_terminal_shows_the_sentence_first_within_its_width() -> None:
    console = Console(width=80, record=True, force_terminal=False)
    with console.capture() as captured:
        terminal(REPLAYS["cured"], PROVENANCE, console)
    lines = captured.get().splitlines()
    assert lines[0].startswith("Loan  Between 2 January 2025")
    assert max(map(len, lines)) <= 80
    assert any("Margin call" in line for line in lines)


# --- picture and file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPLAYS)
def test_the_picture_stays_within_its_frame(name: str) -> None:
    found = REPLAYS[name]
    for loan in found.loans:
        drawn = draw_replay(loan, found)
        for panel in (drawn.ltv, drawn.price):
            places = re.findall(r"[ML]([\d.]+) ([\d.]+)", panel.line + panel.selling)
            assert places
            assert all(0.0 <= float(x) <= 100.0 and 0.0 <= float(y) <= 100.0 for x, y in places)
            assert panel.grid[0].y == panel.bottom
            assert all(panel.top <= line.y <= panel.bottom for line in panel.grid)
        assert all(LEFT <= mark.x <= 100.0 and drawn.ltv.top <= mark.y <= drawn.ltv.bottom for mark in drawn.marks)
        words = [level.word_y for level in drawn.levels]
        assert all(lower - upper >= 15.0 for lower, upper in pairwise(words))
        assert 1 <= len(drawn.ticks) <= 6


def test_the_lines_are_where_the_figures_are() -> None:
    found = REPLAYS["calm"]
    drawn = draw_replay(only_loan(found), found)
    points = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", drawn.ltv.line)]
    assert len(points) == 201
    call = next(level for level in drawn.levels if level.tone == "call")
    # the level of 70% stands in pixels, the highest LTV of two thirds in percent of the same panel
    height = drawn.ltv.bottom - drawn.ltv.top
    lowest = min(y for _, y in points)
    assert (drawn.ltv.bottom - call.y) / height * (66.6667 / 70.0) == pytest.approx(1.0 - lowest / 100.0, abs=1e-3)
    assert points[[y for _, y in points].index(lowest)][0] == pytest.approx(50.0)


def test_events_are_marked_where_they_happened() -> None:
    found = REPLAYS["lost"]
    drawn = draw_replay(only_loan(found), found)
    assert [mark.tone for mark in drawn.marks] == ["call", "close-out"]
    assert drawn.marks[0].words == "3 January 2025: margin call, LTV 83.3%"
    # at 40 a share the LTV is over 100% from the first day of the sale on
    assert (drawn.ltv.selling, drawn.cut) == ("", "100%")
    assert draw_replay(only_loan(sale := REPLAYS["selling"]), sale).ltv.selling.startswith("M")


def test_a_pool_is_told_by_the_asset_that_has_closes() -> None:
    found = REPLAYS["two"]
    senior, _ = found.loans
    assert (senior.asset, senior.moved) == ("birch", True)
    assert senior.lowest_price == pytest.approx(75.0, rel=1e-12)
    assert "Birch fell from USD 100.00 to a low of USD 75.00" in answer("two")
    alone = replay_prices(BOTH, {"alder": table(BOTH.dates, [99.0])})
    assert "Birch is held at USD 100.00: LTV at most 50.0%" in replay_page(alone, PROVENANCE).sentences[1].text


def test_a_sale_out_of_a_pool_names_its_assets() -> None:
    found = replay_prices(BOTH, {"alder": table(BOTH.dates, [50.0] * 9), "birch": table(BOTH.dates, [50.0] * 9)})
    told = [row.cells[-1] for row in replay_page(found, PROVENANCE).loans[0].table.rows]
    assert any(re.match(r"Sold 100 of alder; sold 100 of birch; proceeds USD [\d.]+k", one) for one in told)


def test_a_loan_whose_sale_has_cured_it_is_open_again() -> None:
    found = along(case_of(until_cured=True), 60.0, *[75.0] * 30)
    assert "; the loan is open again." in replay_page(found, PROVENANCE).sentences[0].text


@pytest.mark.parametrize("name", REPLAYS)
def test_the_file_is_well_formed_and_the_same_each_time(name: str) -> None:
    text = html(REPLAYS[name], PROVENANCE)
    assert text == html(REPLAYS[name], PROVENANCE)
    outline = Outline(text)
    assert (outline.faults, outline.open) == ([], [])
    assert "<script" not in text
    assert "script-src 'none'" in policy_of(text)
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    assert {one for names in outline.having("aria-labelledby") for one in names.split()} <= set(ids)
    pictures = [attrs for tag, attrs in outline.elements if tag == "svg" and "role" in attrs]
    assert len(pictures) == len(REPLAYS[name].loans)
    assert all("highest" in (attrs["aria-label"] or "") for attrs in pictures)


def test_words_of_the_case_stay_words() -> None:
    found = REPLAYS["calm"]
    loan = replace(only_loan(found), name=HOSTILE, asset_name=HOSTILE, currency="<b>")
    closes = replace(found.closes[0], name=HOSTILE, origin=HOSTILE, missing=3)
    hostile = replace(found, loans=(loan,), closes=(closes,), held=(HOSTILE,))
    outline = Outline(html(hostile, replace(PROVENANCE, title=HOSTILE, group=HOSTILE, scenario=HOSTILE)))
    assert outline.faults == []
    assert not {"img", "script", "b"} & {tag for tag, _ in outline.elements}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("selling", 1200, "light"), ("cured", 1200, "dark"), ("two", 360, "light")]
)
def test_a_browser_shows_it_without_complaint(
    browser: Browser, tmp_path: Path, name: str, width: int, scheme: Scheme
) -> None:
    path = tmp_path / "replay.html"
    path.write_text(html(REPLAYS[name], PROVENANCE), encoding="utf-8")
    with visit(browser, path, scheme=scheme, width=width) as seen:
        broken = Axe().run(seen.page)
        assert broken.violations_count == 0, broken.generate_report()
        assert (seen.messages, seen.requests) == ([], [path.as_uri()])
        assert seen.page.evaluate("document.documentElement.scrollWidth") == width
        for picture in seen.page.locator("figure.replay > svg").all():
            (frame,) = boxes_of(picture)
            for box in boxes_of(picture.locator("text")):
                assert box["width"]
                assert frame["x"] - 1.0 <= box["x"]
                assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1.0
                assert frame["y"] - 1.0 <= box["y"]
                assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1.0
