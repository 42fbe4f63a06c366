"""The page of building programmes in a browser: it fits, asks for nothing, and breaks no rule, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.language.spoken import speaking
from pledgeline.report.programmes_html import render
from tests.fixtures_programme import report
from tests.report.test_browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page in each language."""
    folder = tmp_path_factory.mktemp("programmes")
    for code in ("en", "fr"):
        with speaking(code):
            (folder / f"{code}.html").write_text(render(report()), encoding="utf-8")
    return {code: folder / f"{code}.html" for code in ("en", "fr")}


def test_no_accessibility_rule_is_broken(browser: Browser, pages: dict[str, Path]) -> None:
    with visit(browser, pages["en"], scheme="dark", width=1200) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [pages["en"].as_uri()]


def test_a_phone_never_scrolls_sideways_and_the_words_of_the_gantt_stay_in_the_picture(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with visit(browser, pages["fr"], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360
        picture = seen.page.locator("svg.lanes").first
        box = picture.bounding_box()
        assert box is not None
        ends = picture.locator("text").evaluate_all("texts => texts.map(one => one.getBoundingClientRect().right)")
        assert max(ends) <= box["x"] + box["width"] + 6.0
