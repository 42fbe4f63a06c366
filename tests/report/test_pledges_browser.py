"""The page of the promises in a browser: it fits, asks for nothing, and breaks no rule, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.run import promises
from pledgeline.files.bundled import read_bundled
from pledgeline.language.spoken import speaking
from pledgeline.report.pledges_html import render
from tests.report.test_browser import Scheme, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The promises of the second worked case, in each language."""
    folder = tmp_path_factory.mktemp("promises")
    result = promises(read_bundled("softbank-2026-09"), draws=Draws(paths=64, seed=1))
    for code in ("en", "fr"):
        with speaking(code):
            (folder / f"{code}.html").write_text(render(result), encoding="utf-8")
    return {code: folder / f"{code}.html" for code in ("en", "fr")}


@pytest.mark.parametrize(
    ("code", "scheme", "width"),
    [("en", "light", 1200), ("en", "dark", 1200), ("fr", "light", 360)],
)
def test_no_accessibility_rule_is_broken(
    browser: Browser, pages: dict[str, Path], code: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, pages[code], scheme=scheme, width=width) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [pages[code].as_uri()]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_phone_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], code: str) -> None:
    with visit(browser, pages[code], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_whole_scoreboard_is_seen_on_a_desk(browser: Browser, pages: dict[str, Path], code: str) -> None:
    with visit(browser, pages[code], width=1200) as seen:
        board = seen.page.locator("table.scoreboard")
        room = board.evaluate("table => table.parentElement.clientWidth")
        assert board.evaluate("table => table.scrollWidth") <= room
