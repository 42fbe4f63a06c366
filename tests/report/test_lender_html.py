"""The lender's page as HTML: on its own, and as a section of the report."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pledgeline.report.html import render
from pledgeline.report.lender_html import render_lender
from tests.fixtures_result import example_result
from tests.report.lender_views import example_view, simulated_view, tail_view, uncovered_view
from tests.report.test_html import HOSTILE, Outline, policy_of
from tests.report.test_lender_pages import PROVENANCE, VIEWS, with_lender

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES: dict[str, Callable[[], str]] = {
    **{name: partial(render_lender, view, PROVENANCE) for name, view in VIEWS.items()},
    "report": lambda: render(with_lender(example_result(), simulated_view(), uncovered_view())),
}


@pytest.fixture(params=PAGES.values(), ids=list(PAGES))
def text(request: pytest.FixtureRequest) -> str:
    """The text of each kind of page."""
    made: str = request.param()
    return made


def test_the_page_is_well_formed(text: str) -> None:
    outline = Outline(text)
    assert (outline.faults, outline.open) == ([], [])
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    labels = [name for names in outline.having("aria-labelledby") for name in names.split()]
    links = [link.removeprefix("#") for link in outline.having("href") if link.startswith("#")]
    assert set(labels + links) <= set(ids)


def test_headings_descend_one_level_at_a_time(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(text).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_and_nothing_is_styled_in_place(text: str) -> None:
    outline = Outline(text)
    assert not {tag for tag, _ in outline.elements} & {"link", "img", "iframe", "object", "embed", "base", "form"}
    assert not [name for _, attrs in outline.elements for name in attrs if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_of_its_own_runs_no_script(name: str) -> None:
    text = PAGES[name]()
    assert "<script" not in text
    assert "script-src 'none'" in policy_of(text)
    assert "unsafe" not in policy_of(text)


def test_the_same_view_gives_the_same_bytes() -> None:
    assert render_lender(example_view(), PROVENANCE) == render_lender(example_view(), PROVENANCE)


def test_the_picture_has_a_text_in_its_place() -> None:
    pictures = [attrs for tag, attrs in Outline(PAGES["example"]()).elements if tag == "svg" and "role" in attrs]
    assert [attrs["role"] for attrs in pictures] == ["img"]
    assert (pictures[0]["aria-label"] or "").startswith("Histogram of the price a share that a sale obtains")


def test_the_tail_has_a_section_only_where_it_was_asked_for() -> None:
    heading = "<h2>With the borrower’s means</h2>"
    assert heading in render_lender(tail_view(), PROVENANCE)
    assert heading not in render_lender(simulated_view(), PROVENANCE)


def test_the_page_shows_scaled_haircuts_and_what_comes_next() -> None:
    text = render_lender(uncovered_view(), PROVENANCE)
    assert "Scaled" in text
    assert "42.4" in text
    assert "pledgeline loan CASE arm-margin --tail" in text
    assert "mean down 10.0% in logs" in render_lender(example_view(), PROVENANCE)


def test_words_of_the_case_stay_words() -> None:
    view = replace(example_view(), name=HOSTILE, asset_name=HOSTILE, limits=(HOSTILE,), currency="<b>")
    outline = Outline(render_lender(view, replace(PROVENANCE, title=HOSTILE, group=HOSTILE, scenario=HOSTILE)))
    assert outline.faults == []
    assert not {"img", "script", "b"} & {tag for tag, _ in outline.elements}


def test_the_report_has_a_section_for_lenders_only_where_there_is_something_to_say() -> None:
    outline = Outline(PAGES["report"]())
    assert "lender" in outline.having("id")
    assert "#lender" in outline.having("href")
    assert 'id="lender"' not in render(example_result())
