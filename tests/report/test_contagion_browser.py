"""The page of contagion in a browser: it breaks no rule, asks for nothing, and no words lie on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from pledgeline.language.spoken import speaking
from pledgeline.report.contagion_html import render_contagion
from tests.fixtures_contagion import REPORT, ring
from tests.report.test_browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

NAMES = {key: f"Compagnie {key} Holding" for key in ("group", *(f"c{number}" for number in range(1, 12)))}
pytestmark = pytest.mark.browser
LYING_ON_EACH_OTHER = """() => [...document.querySelectorAll(".network svg")].flatMap(svg => {
  const words = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
  const around = svg.getBoundingClientRect();
  return words.flatMap(([text, box], at) => [
    ...(box.left < around.left - 1 || box.right > around.right + 1 ? [text] : []),
    ...words.slice(at + 1).filter(([, other]) => box.left < other.right && other.left < box.right
      && box.top + 1 < other.bottom && other.top + 1 < box.bottom).map(([other]) => `${text} on ${other}`),
  ]);
})"""


def test_no_rule_is_broken(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_contagion(REPORT), encoding="utf-8")
    with visit(browser, path, scheme="dark") as seen:
        found = Axe().run(seen.page)
        assert found.violations_count == 0, found.generate_report()
        assert seen.messages == []
        assert seen.requests == [path.as_uri()]


def test_words_lie_apart_and_nothing_scrolls_sideways_on_a_telephone(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with speaking("fr"):
        path.write_text(render_contagion(ring(12, NAMES)), encoding="utf-8")
    with visit(browser, path, width=360) as seen:
        assert seen.page.evaluate(LYING_ON_EACH_OTHER) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360
