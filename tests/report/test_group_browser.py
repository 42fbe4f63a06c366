"""The plan in a browser: it fits, asks for nothing, breaks no rule, and its words stand apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.report import plan_html
from pledgeline.report.html import render
from tests.fixtures_result import group_result, load_line
from tests.report.group_views import GROUPS, LINES
from tests.report.test_browser import Scheme, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

pytestmark = pytest.mark.browser

DRAWN = [name for name, line in LINES.items() if line.curve]
SLACK = 5.0  # pixels
PICTURES = ("curve", "group-fan", "months", "tornado-figure")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each kind of page on the disk."""
    folder = tmp_path_factory.mktemp("plans")
    texts = {name: plan_html.render(result) for name, result in GROUPS.items()}
    texts |= {f"line {name}": plan_html.render(group_result(load_lines=(LINES[name],))) for name in DRAWN}
    texts["report"] = render(group_result(load_lines=(load_line(),)))
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("example", "light", 1200),
        ("example", "dark", 1200),
        ("broken", "light", 360),
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


@pytest.mark.parametrize("name", [*GROUPS, "report"])
def test_a_phone_never_scrolls_sideways(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with visit(browser, pages[name], width=360) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text of a picture and the box that it fills, with its halo."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def apart(self, other: Words) -> bool:
        """Whether two texts do not overlap; letters and halo fill less than the height of their box."""
        beside = self.right <= other.left + 0.5 or other.right <= self.left + 0.5
        return beside or self.bottom - SLACK <= other.top or other.bottom - SLACK <= self.top


def words_of(picture: Locator) -> list[Words]:
    """Every text of a picture."""
    boxes = picture.evaluate(
        """svg => [...svg.querySelectorAll("text")].map(text => {
            const {left, right, top, bottom} = text.getBoundingClientRect();
            return {text: text.textContent, left, right, top, bottom};
        })"""
    )
    return [Words(**box) for box in boxes]


@pytest.mark.parametrize("width", [360, 600, 1200])
@pytest.mark.parametrize("name", [f"line {name}" for name in DRAWN])
def test_words_of_a_picture_stay_within_the_page_and_apart(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    kinds = PICTURES if name == "line example" else ("curve",)
    with visit(browser, pages[name], width=width) as seen:
        for kind in kinds:
            pictures = seen.page.locator(f".{kind} > svg")
            assert pictures.count() >= 1
            for picture in pictures.all():
                words = words_of(picture)
                assert words
                assert [one.text for one in words if one.left < -0.5 or one.right > width + 0.5] == []
                pairs = combinations(words, 2)
                assert [(kind, one.text, other.text) for one, other in pairs if not one.apart(other)] == []
