"""Articles in a browser: the page fits, asks for nothing, breaks no rule, and filters without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.report.article_html import render_articles
from tests.report.article_views import CALM, FULL, OTHER, page
from tests.report.test_browser import Scheme, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TEXTS = {"two": (FULL, OTHER), "calm": (CALM,), "long": (FULL * 5 + "x" * 500,)}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each kind of page on the disk."""
    folder = tmp_path_factory.mktemp("articles")
    for name, texts in TEXTS.items():
        (folder / f"{name}.html").write_text(render_articles(page(*texts)), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in TEXTS}


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [("two", "light", 1200), ("two", "dark", 1200), ("two", "light", 360), ("calm", "light", 1200)],
)
def test_no_accessibility_rule_is_broken(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, pages[name], scheme=scheme, width=width) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [pages[name].as_uri()]


@pytest.mark.parametrize("name", TEXTS)
def test_a_phone_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_kind_is_filtered_without_a_script(browser: Browser, pages: dict[str, Path]) -> None:
    with visit(browser, pages["two"], script=False) as seen:
        cards = seen.page.locator(".card")
        everything = cards.count()
        seen.page.click("label[for=only-jobs]")
        assert [card.is_visible() for card in cards.all()].count(True) == 2
        assert seen.page.locator(".card.kind-jobs").first.is_visible()
        seen.page.click("label[for=only-all]")
        assert [card.is_visible() for card in cards.all()].count(True) == everything


def test_the_filter_works_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    with visit(browser, pages["two"], script=False) as seen:
        seen.page.focus("#only-all")
        seen.page.keyboard.press("ArrowRight")
        assert seen.page.locator("#only-money").is_checked()
        assert not seen.page.locator(".card.kind-jobs").first.is_visible()


def test_a_card_leads_to_its_mark_and_back(browser: Browser, pages: dict[str, Path]) -> None:
    with visit(browser, pages["long"], touched=True) as seen:
        last = seen.page.locator(".card").last
        last.locator("a").click()
        number = (last.get_attribute("id") or "")[1:]
        mark = seen.page.locator(f"#m{number}")
        assert mark.evaluate("mark => mark.matches(':target')")
        seen.page.wait_for_function(
            "mark => { const box = mark.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }",
            arg=mark.element_handle(),
        )
        mark.click()
        assert last.evaluate("card => card.matches(':target')")


@pytest.mark.parametrize(("width", "stacked"), [(1200, False), (360, True)])
def test_text_stands_left_and_cards_right_where_there_is_room(
    browser: Browser, pages: dict[str, Path], width: int, *, stacked: bool
) -> None:
    with visit(browser, pages["two"], width=width) as seen:
        text = seen.page.locator(".text").first.bounding_box()
        cards = seen.page.locator(".cards").first.bounding_box()
        assert text
        assert cards
        assert (cards["x"] >= text["x"] + text["width"]) is not stacked
        assert (cards["y"] >= text["y"] + text["height"]) is stacked
