"""The page of a stress test in a browser: it fits, asks for nothing, and breaks no rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.report.stress_html import render_stress
from tests.report.stresses import ALONE, STRESS, STRESSES
from tests.report.test_browser import Scheme, boxes_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LONG = replace(
    ALONE, breakpoints=tuple(replace(point, title=f"{point.title} of a long name") for point in ALONE.breakpoints)
)
PAGES = {**STRESSES, "long": replace(STRESS, reverse=(LONG,))}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each kind of page on the disk."""
    folder = tmp_path_factory.mktemp("stress")
    for name, found in PAGES.items():
        (folder / f"{name}.html").write_text(render_stress(found), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [("full", "light", 1200), ("full", "dark", 1200), ("full", "light", 360), ("bare", "light", 1200)],
)
def test_no_accessibility_rule_is_broken(
    browser: Browser, pages: dict[str, Path], name: str, scheme: Scheme, width: int
) -> None:
    with visit(browser, pages[name], scheme=scheme, width=width) as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [pages[name].as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("width", [360, 600, 1200])
def test_words_of_the_picture_stay_within_it_and_apart(browser: Browser, pages: dict[str, Path], width: int) -> None:
    with visit(browser, pages["long"], width=width) as seen:
        (picture,) = boxes_of(seen.page.locator(".falls > svg"))
        boxes = [box for box in boxes_of(seen.page.locator(".falls text")) if box["width"] and box["height"]]
        assert len(boxes) >= 5
        for box in boxes:
            assert picture["x"] - 1.0 <= box["x"]
            assert box["x"] + box["width"] <= picture["x"] + picture["width"] + 1.0
        lines = {round(box["y"]): [other for other in boxes if abs(other["y"] - box["y"]) < 2.0] for box in boxes}
        for line in lines.values():
            ordered = sorted(line, key=lambda box: box["x"])
            for before, after in pairwise(ordered):
                assert before["x"] + before["width"] <= after["x"]
