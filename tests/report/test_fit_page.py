"""The page of a calibration: its texts, its pictures, and the file in a browser."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from rich.console import Console

from pledgeline.engine.fit_results import Calibration, QuantilePair
from pledgeline.report.fit_html import render_fit as html
from pledgeline.report.fit_pictures import BOTTOM, LEFT, RIGHT, TOP, pictures
from pledgeline.report.fit_terminal import render_fit as terminal
from pledgeline.report.pages.fit import fit_page
from tests.report.fit_views import example_calibration
from tests.report.test_browser import Scheme, boxes_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(name="found", scope="module")
def make_found() -> Calibration:
    return example_calibration()


def test_every_row_has_a_cell_for_each_law(found: Calibration) -> None:
    page = fit_page(found, "9.9")
    assert [column.title for column in page.laws.columns] == ["Parameter", "Unit", "GBM", "Merton", "Kou"]
    assert {len(row.cells) for row in page.laws.rows} == {5}
    titles = [row.cells[0] for row in page.laws.rows]
    assert titles[:2] == ["Volatility", "Jumps"]
    assert titles.index("Growth") < titles.index("Log likelihood")
    assert page.laws.rows[1].cells[2] == "–"
    assert all("±" in cell for cell in page.laws.rows[0].cells[2:])


def test_growth_is_cautioned_against_once(found: Calibration) -> None:
    told = [one for one in fit_page(found, "9.9").cautions if "Growth" in one.text]
    assert [one.label for one in told] == ["All"]


def test_the_pictures_stay_within_their_frame(found: Calibration) -> None:
    for fit in found.fits:
        drawn = pictures(fit)
        assert [one.title for one in drawn][:2] == ["Where the returns stand in the law", "The largest moves"]
        assert len(drawn) == (2 if fit.model == "gbm" else 3)
        for picture in drawn:
            places = [(dot.x, dot.y) for dot in picture.dots] + [(bar.x, bar.y) for bar in picture.bars]
            assert places
            assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in places)
            assert all(bar.y + bar.height == pytest.approx(BOTTOM) for bar in picture.bars)


def test_bars_are_as_high_as_their_counts(found: Calibration) -> None:
    fit = found.fits[2]
    assert fit.uniformity is not None
    bars = pictures(fit)[0].bars
    per_return = [bar.height / count for bar, count in zip(bars, fit.uniformity.counts, strict=True) if count]
    assert max(per_return) == pytest.approx(min(per_return), rel=0.02)


def test_a_law_that_is_right_lies_on_the_line(found: Calibration) -> None:
    pairs = tuple(QuantilePair(observed=move, fitted=move) for move in (-0.1, -0.05, 0.04, 0.2))
    picture = pictures(dataclasses.replace(found.fits[0], tail_quantiles=pairs))[1]
    for dot in picture.dots:
        assert (dot.x - LEFT) / (RIGHT - LEFT) == pytest.approx((BOTTOM - dot.y) / (BOTTOM - TOP), abs=1e-3)


def test_the_file_is_whole_escaped_and_the_same_each_time(found: Calibration) -> None:
    text = html(found, "9.9")
    assert text == html(found, "9.9")
    assert "<h1>Ship &amp; &lt;Sons&gt;</h1>" in text
    assert "<script" not in text
    assert not re.search(r"https?://", text.replace("http://www.w3.org", ""))
    assert text.count('<svg class="fit"') == 8
    for part in ("What to beware of", "scheduled: [{date", "dynamics: {model: kou", "Kolmogorov"):
        assert part in text


def test_a_terminal_shows_it_within_its_width_and_the_lines_whole(found: Calibration) -> None:
    console = Console(width=80, record=True, file=None, force_terminal=False)
    with console.capture() as captured:
        terminal(found, "9.9", console)
    lines = captured.get().splitlines()
    copied = [line for line in lines if line.startswith("dynamics: {")]
    assert len(copied) == 3
    assert all(line.rstrip().endswith("}") for line in copied)
    assert max(len(line) for line in lines if line not in copied) <= 80
    assert any(set("▁▂▃▄▅▆▇█") & set(line) for line in lines)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (360, "light")])
def test_a_browser_shows_it_without_complaint(
    browser: Browser, found: Calibration, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    path = tmp_path / "fit.html"
    path.write_text(html(found, "9.9"), encoding="utf-8")
    with visit(browser, path, scheme=scheme, width=width) as seen:
        broken = Axe().run(seen.page)
        assert broken.violations_count == 0, broken.generate_report()
        assert (seen.messages, seen.requests) == ([], [path.as_uri()])
        assert seen.page.evaluate("document.documentElement.scrollWidth") == width
        boxes = [one.bounding_box() for one in seen.page.locator("svg.fit").all()]
        assert len(boxes) == 8
        assert all(box and box["height"] > 100 for box in boxes)


@pytest.mark.browser
def test_words_of_the_pictures_stay_within_them(browser: Browser, found: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "fit.html"
    path.write_text(html(found, "9.9"), encoding="utf-8")
    with visit(browser, path) as seen:
        for picture in seen.page.locator("svg.fit").all():
            (frame,) = boxes_of(picture)
            for box in boxes_of(picture.locator("text")):
                assert box["width"]
                assert box["x"] >= frame["x"] - 1
                assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
                assert box["y"] + box["height"] <= frame["y"] + frame["height"] + 1
