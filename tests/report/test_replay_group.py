"""The group of a replay as a page: its sentence, its days, its picture, and the file in a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from rich.console import Console

from pledgeline.engine.price_replay import replay_prices
from pledgeline.engine.resolved_group import ResolvedDividend, ResolvedSource
from pledgeline.market.dynamics import GBM
from pledgeline.report.pages.lender_sheet import Provenance
from pledgeline.report.pages.replay import replay_page
from pledgeline.report.replay_axes import LEFT
from pledgeline.report.replay_group_picture import draw_group
from pledgeline.report.replay_html import render_replay as html
from pledgeline.report.replay_terminal import render_replay as terminal
from tests.engine.closes import table
from tests.engine.simple_group import simple_bill, simple_credit, simple_group
from tests.report.test_browser import Scheme, visit
from tests.report.test_html import HOSTILE, Outline
from tests.simple_case import simple_loan

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from pledgeline.engine.price_replay import GroupStory, PriceReplay

CALM = GBM(volatility=0.2)
PROVENANCE = Provenance(title="A case", group="A group", scenario="", version="1.2.3", input_hash="0123456789abcdef")
SOURCES = (
    ResolvedSource(kind="cash", target="", keep=2_000.0),
    ResolvedSource(kind="draw", target="loan"),
    ResolvedSource(kind="sell", target="alder", participation=1.0),
    ResolvedSource(kind="cash", target=""),
)


def story_of(found: PriceReplay) -> GroupStory:
    assert found.group
    return found.group


def walked(*closes: float, **funds: Any) -> PriceReplay:
    """1,000 shares pledged at USD 100 for 50,000, 400 free, USD 10,000 of cash and as much undrawn."""
    case = simple_group(dynamics=CALM, days=120, loans=(simple_loan("loan", impact=0.0),), free=400.0, **funds)
    case = replace(case, policy_normal=0.4, policy_ceiling=0.6)
    return replay_prices(case, {"alder": table(case.dates, list(closes))})


DUE: dict[str, Any] = {"bills": (simple_bill("tower", 30_000.0, 20),), "waterfall": SOURCES}
REPLAYS: dict[str, PriceReplay] = {
    "calm": walked(*[100.0] * 100),
    "paid": walked(*[100.0] * 100, **DUE),
    "gap": walked(
        *[100.0 - 0.5 * number for number in range(110)],
        bills=(simple_bill("tower", 30_000.0, 20), simple_bill("hope", 9_000.0, 60, firm=False)),
        credits={"bond": simple_credit("bond", due=90)},
        dividends=(ResolvedDividend(asset="alder", day=45, per_share=0.5),),
        waterfall=SOURCES,
    ),
}


def answer(name: str) -> str:
    return replay_page(REPLAYS[name], PROVENANCE).sentences[-1].text


def test_a_quiet_group_is_said_to_be() -> None:
    # the loan is without recourse: as reported, USD 10k of cash less nothing over 140k - 50k of holdings
    assert answer("calm") == (
        "Cash was USD 10k at its lowest, on 2 January 2025, from USD 10k at the start; no gap: every bill was paid on "
        "its day; LTV as reported at most −11.1% on 2 January 2025."
    )


def test_who_paid_stands_in_the_row_of_the_day() -> None:
    page = replay_page(REPLAYS["paid"], PROVENANCE)
    assert page.whole
    told = {row.cells[0]: row.cells[-1] for row in page.whole.table.rows}
    # 8,000 over what cash keeps, all that is undrawn, and the rest from shares; then 58,000 of net debt over 128,000
    assert told["21 Jan 2025"] == (
        "Commitment to Tower: USD 30k, from cash (USD 8k), Loan (USD 10k) and sale of Alder (USD 12k); the "
        "looked-through LTV passes the normal line of 40%"
    )


def test_a_gap_comes_first_in_the_sentence_and_in_colour() -> None:
    found = REPLAYS["gap"]
    fate = story_of(found).path.fate
    assert fate.gap
    text = answer("gap")
    assert f"first gap on {fate.gap.day} {fate.gap:%B %Y}, of USD " in text
    assert "the looked-through LTV passed the normal line of 40% on " in text
    page = replay_page(found, PROVENANCE)
    assert page.sentences[-1].tone == "close-out"
    assert page.whole
    grave = [row.cells[-1] for row in page.whole.table.rows if row.tone == "close-out"]
    assert any("a gap" in told for told in grave)
    assert {"First gap", "Not paid in all"} <= {fact.term for fact in page.whole.facts}


def test_loans_of_a_group_are_told_as_ever() -> None:
    (loan,) = REPLAYS["gap"].loans
    assert loan.first_call is not None
    assert replay_page(REPLAYS["gap"], PROVENANCE).sentences[0].text.startswith("Between 2 January 2025 and ")


def test_what_was_held_is_that_of_a_group() -> None:
    notes = " ".join(replay_page(REPLAYS["paid"], PROVENANCE).notes)
    assert "are paid in the order of its funding" in notes
    assert "no dividend is paid" not in notes


@pytest.mark.parametrize("name", REPLAYS)
def test_the_picture_stays_within_its_frame(name: str) -> None:
    found = REPLAYS[name]
    drawn = draw_group(story_of(found), found)
    for panel, lines in ((drawn.ltv, drawn.ltv.line + drawn.through), (drawn.cash, drawn.cash.line)):
        places = re.findall(r"[ML]([\d.]+) ([\d.]+)", lines)
        assert len(places) >= len(found.dates)
        assert all(0.0 <= float(x) <= 100.0 and 0.0 <= float(y) <= 100.0 for x, y in places)
        assert panel.grid[0].y == panel.bottom
    assert all(LEFT <= mark.x <= 100.0 and drawn.ltv.top <= mark.y <= drawn.cash.bottom for mark in drawn.marks)


def test_gaps_calls_and_large_bills_are_marked() -> None:
    found = REPLAYS["gap"]
    drawn = draw_group(story_of(found), found)
    assert {"bill", "call", "close-out"} <= {mark.tone for mark in drawn.marks}
    gaps = [mark for mark in drawn.marks if ": gap of USD " in mark.words]
    assert len(gaps) == sum(day.gap > 0.0 for day in story_of(found).path.days)


@pytest.mark.parametrize("name", REPLAYS)
def test_the_file_is_well_formed_and_the_same_each_time(name: str) -> None:
    text = html(REPLAYS[name], PROVENANCE)
    assert text == html(REPLAYS[name], PROVENANCE)
    outline = Outline(text)
    assert (outline.faults, outline.open) == ([], [])
    pictures = [attrs for tag, attrs in outline.elements if tag == "svg" and "role" in attrs]
    assert len(pictures) == len(REPLAYS[name].loans) + 1
    ids = outline.having("id")
    assert len(ids) == len(set(ids))


def test_words_of_the_case_stay_words() -> None:
    found = REPLAYS["gap"]
    story = replace(story_of(found), name=HOSTILE, followers=(HOSTILE,), held=(HOSTILE,))
    outline = Outline(html(replace(found, group=story), PROVENANCE))
    assert outline.faults == []
    assert not {"img", "script", "b"} & {tag for tag, _ in outline.elements}


def test_a_terminal_shows_the_group_within_its_width() -> None:
    console = Console(width=80, record=True, force_terminal=False)
    with console.capture() as captured:
        terminal(REPLAYS["gap"], PROVENANCE, console)
    lines = captured.get().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("first gap on" in line for line in lines)


@pytest.mark.browser
@pytest.mark.parametrize(("name", "width", "scheme"), [("gap", 1200, "light"), ("paid", 360, "dark")])
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
