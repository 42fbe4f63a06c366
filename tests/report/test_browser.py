"""The report in a browser: it draws, asks for nothing, breaks no rule, and prints."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.report.html import render
from tests.fixtures_result import LOAN, METHOD, STANDING, bare_result, example_result, many_loans, quiet_result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from pledgeline.engine.results import Result

pytestmark = pytest.mark.browser

RESULTS: dict[str, Callable[[], Result]] = {
    "example": example_result,
    "many": lambda: many_loans(2),
    "bare": bare_result,
    "quiet": quiet_result,
}
CHARTS = {"example": 4, "many": 7, "bare": 0, "quiet": 4}
Scheme = Literal["light", "dark"]


class Box(TypedDict):
    """The corner and the size of something on a page, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An open page and what it said or asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@cache
def window(browser: Browser) -> Page:
    """The one window in which pages are looked at, one after the other: to open one takes longer than most pages."""
    return browser.new_page()


@contextmanager
def visit(
    browser: Browser,
    path: Path,
    *,
    scheme: Scheme = "light",
    width: int = 1200,
    script: bool = True,
    touched: bool = False,
) -> Iterator[Visit]:
    """A report opened from the disk; in a window of its own where mouse or keyboard are used, or script is off."""
    own = touched or not script
    page = browser.new_page(java_script_enabled=script) if own else window(browser)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    seen = Visit(page=page)
    heard: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: seen.messages.append(message.text),
        "pageerror": lambda error: seen.messages.append(str(error)),
        "request": lambda request: seen.requests.append(request.url),
    }
    for event, hear in heard.items():
        page.on(event, hear)
    page.goto(path.as_uri())
    try:
        yield seen
    finally:
        for event, hear in heard.items():
            page.remove_listener(event, hear)
        if own:
            page.close()
        else:
            page.goto("about:blank")


def boxes_of(found: Locator) -> list[Box]:
    """Where each element stands in the window, in pixels; asked of the page at once."""
    boxes: list[Box] = found.evaluate_all(
        """found => found.map(one => {
            const {x, y, width, height} = one.getBoundingClientRect();
            return {x, y, width, height};
        })"""
    )
    return boxes


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each kind of report on the disk."""
    folder = tmp_path_factory.mktemp("reports")
    for name, make in RESULTS.items():
        (folder / f"{name}.html").write_text(render(make()), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in RESULTS}


@pytest.mark.parametrize("name", RESULTS)
def test_charts_draw_without_a_message_or_a_request(browser: Browser, reports: dict[str, Path], name: str) -> None:
    with visit(browser, reports[name]) as seen:
        charts = seen.page.locator("[data-chart]")
        assert charts.count() == CHARTS[name]
        for at in range(charts.count()):
            chart = charts.nth(at)
            assert chart.is_visible()
            assert chart.locator("svg path, svg rect").count() > 3
            words = " ".join(chart.locator("svg text").all_text_contents())
            assert "NaN" not in words
            assert "undefined" not in words
        assert seen.messages == []
        assert seen.requests == [reports[name].as_uri()]


@pytest.mark.parametrize("name", ["example", "quiet"])
def test_charts_hold_the_numbers_of_their_tables(browser: Browser, reports: dict[str, Path], name: str) -> None:
    with visit(browser, reports[name]) as seen:
        heat = seen.page.locator("[data-chart=heat]").first
        drawn = heat.locator("svg text").all_text_contents()
        cells = seen.page.evaluate(
            "JSON.parse(document.querySelector('[data-chart=heat] ~ script').textContent).cells.map(cell => cell.text)"
        )
        assert sorted(set(cells)) == sorted({text for text in drawn if text in set(cells)})


def test_a_tooltip_says_what_the_page_says(browser: Browser, reports: dict[str, Path]) -> None:
    with visit(browser, reports["example"], touched=True) as seen:
        chart = seen.page.locator("[data-chart=lines]")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box
        seen.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
        tip = chart.get_by_text(re.compile(r"^By \d+ \w+ 20\d\d"))
        tip.first.wait_for(timeout=5_000)
        assert any("Margin call: 0." in text for text in chart.locator("svg text").all_text_contents())
        assert seen.messages == []


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("example", "light", 1200),
        ("example", "dark", 1200),
        ("example", "light", 360),
        ("bare", "light", 1200),
    ],
)
def test_no_accessibility_rule_is_broken(
    browser: Browser, reports: dict[str, Path], name: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, reports[name], scheme=scheme, width=width) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["example", "many"])
def test_a_phone_never_scrolls_sideways(browser: Browser, reports: dict[str, Path], name: str) -> None:
    with visit(browser, reports[name], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


def test_charts_follow_the_width_of_the_window(browser: Browser, reports: dict[str, Path]) -> None:
    with visit(browser, reports["example"]) as seen:
        chart = seen.page.locator("[data-chart=fan]")
        seen.page.set_viewport_size({"width": 420, "height": 900})
        seen.page.wait_for_function(
            "document.querySelector('[data-chart=fan] svg').getBoundingClientRect().width < 400", timeout=5_000
        )
        box, drawing = chart.bounding_box(), chart.locator("svg").bounding_box()
        assert box
        assert drawing
        assert drawing["width"] == pytest.approx(box["width"], abs=1.0)


def test_charts_follow_the_colours_of_the_system(browser: Browser, reports: dict[str, Path]) -> None:
    colour = "getComputedStyle(document.querySelector('[data-chart=heat] svg path[fill^=\"var\"]')).fill"
    with visit(browser, reports["example"]) as seen:
        light = seen.page.evaluate(colour)
        seen.page.emulate_media(color_scheme="dark")
        assert seen.page.evaluate(colour) != light


def test_without_script_every_table_is_there_and_no_empty_chart(browser: Browser, reports: dict[str, Path]) -> None:
    with visit(browser, reports["example"], script=False) as seen:
        charts = seen.page.locator("[data-chart]")
        assert not any(charts.nth(at).is_visible() for at in range(charts.count()))
        assert seen.page.get_by_text("Quantiles of the LTV by date").is_visible()
        assert seen.page.get_by_role("table").count() >= 12
        assert seen.page.locator("svg.hull").first.is_visible()
        assert seen.requests == [reports["example"].as_uri()]


def test_the_keyboard_reaches_the_answer_first(browser: Browser, reports: dict[str, Path]) -> None:
    with visit(browser, reports["example"], touched=True) as seen:
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the answer"
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("location.hash") == "#answer"


def test_a_link_to_a_derivation_opens_it(browser: Browser, reports: dict[str, Path]) -> None:
    with visit(browser, reports["example"]) as seen:
        assert not seen.page.locator("#made-2").is_visible()
        seen.page.evaluate("location.hash = '#made-2'")
        seen.page.locator("#made-2").wait_for(state="visible", timeout=5_000)


def test_a_hostile_case_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    words = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    loan = replace(LOAN, name=words)
    result = example_result(
        title=words, group=words, standing=replace(STANDING, loans=(loan,)), method=replace(METHOD, scenario=words)
    )
    path = tmp_path / "hostile.html"
    path.write_text(render(result), encoding="utf-8")
    with visit(browser, path) as seen:
        assert seen.page.title() == f"{words} – Pledgeline"
        assert seen.messages == []
        assert seen.requests == [path.as_uri()]


def test_every_printed_page_names_case_date_scenario_paths_and_seed(
    browser: Browser, reports: dict[str, Path], tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed, so the printed pages cannot be read")
    with visit(browser, reports["example"]) as seen:
        seen.page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True)
    pages = pypdf.PdfReader(tmp_path / "report.pdf").pages
    assert 4 <= len(pages) <= 16
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.extract_text().split())
        for words in ("SoftBank Group, October 2025", "as of 9 October 2025", "100,000 paths, seed 7", "scenario:"):
            assert words in text, f"page {number}"
        assert f"{number} / {len(pages)}" in text
