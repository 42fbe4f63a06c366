"""The lender's page in a browser: it fits, asks for nothing, and breaks no rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.language.spoken import speaking
from tests.report.test_browser import Scheme, boxes_of, visit
from tests.report.test_lender_html import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each kind of page on the disk."""
    folder = tmp_path_factory.mktemp("lender")
    for name, make in PAGES.items():
        (folder / f"{name}.html").write_text(make(), encoding="utf-8")
        with speaking("fr"):
            (folder / f"{name}-fr.html").write_text(make(), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in (*PAGES, *(f"{name}-fr" for name in PAGES))}


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("simulated", "light", 1200),
        ("simulated", "dark", 1200),
        ("example", "light", 360),
        ("uncovered", "light", 1200),
        ("tail", "light", 1200),
        ("report", "light", 1200),
        ("tail-fr", "light", 1200),
    ],
)
def test_no_accessibility_rule_is_broken(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, pages[name], scheme=scheme, width=width) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [pages[name].as_uri()]


@pytest.mark.parametrize("name", [*PAGES, "simulated-fr", "tail-fr"])
def test_a_phone_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("name", ["example", "example-fr"])
@pytest.mark.parametrize("width", [360, 1200])
def test_words_of_the_picture_stay_within_it(browser: Browser, pages: dict[str, Path], width: int, name: str) -> None:
    with visit(browser, pages[name], width=width) as seen:
        (picture,) = boxes_of(seen.page.locator(".sale-law > svg"))
        words = boxes_of(seen.page.locator(".sale-law text"))
        assert len(words) >= 5
        for box in words:
            assert box["width"]
            assert picture["x"] - 1.0 <= box["x"]
            assert box["x"] + box["width"] <= picture["x"] + picture["width"] + 1.0
