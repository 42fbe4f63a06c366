"""The group in HTML, within the report and as a plan of its own: well formed, self-contained, escaped, the same."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pledgeline.report import plan_html
from pledgeline.report.html import asset, render
from tests.fixtures_result import example_result, group_result
from tests.report.group_views import GROUPS, HOSTILE
from tests.report.test_html import RESULTS, Outline, policy_of
from tests.report.test_palette import TEXT, contrast

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.results import Result

WRITERS: dict[str, Callable[[Result], str]] = {"report": render, "plan": plan_html.render}
PAGES = {f"{name} {kind}": (write, result) for kind, write in WRITERS.items() for name, result in GROUPS.items()}


@pytest.fixture(params=PAGES.values(), ids=list(PAGES))
def outline(request: pytest.FixtureRequest) -> Outline:
    """The outline of each page."""
    write, result = request.param
    return Outline(write(result))


def test_every_element_closes_where_it_opened(outline: Outline) -> None:
    assert outline.faults == []
    assert outline.open == []


def test_ids_are_unique_and_every_inner_link_has_its_target(outline: Outline) -> None:
    ids = outline.having("id")
    assert len(ids) == len(set(ids))
    targets = [link.removeprefix("#") for link in outline.having("href") if link.startswith("#")]
    labels = [name for names in outline.having("aria-labelledby") for name in names.split()]
    assert set(targets + labels) <= set(ids)


def test_headings_descend_one_level_at_a_time(outline: Outline) -> None:
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_picture_its_words(outline: Outline) -> None:
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("table") == tags.count("caption") > 0
    pictures = [attrs for tag, attrs in outline.elements if tag == "svg" and attrs.get("role") == "img"]
    assert all(attrs.get("aria-label") for attrs in pictures)


def test_nothing_is_loaded_run_or_styled_in_place(outline: Outline) -> None:
    assert outline.having("src") == []
    assert not [name for _, attrs in outline.elements for name in attrs if name.startswith("on") or name == "style"]
    assert "img" not in {tag for tag, _ in outline.elements}


def test_a_plan_runs_no_script() -> None:
    text = plan_html.render(group_result())
    assert "<script" not in text
    assert "script-src 'none'" in policy_of(text)


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
def test_the_same_result_gives_the_same_bytes(write: Callable[[Result], str]) -> None:
    assert write(group_result()) == write(group_result())


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_a_report_without_a_group_has_no_trace_of_one(result: Result) -> None:
    text = render(result)
    assert asset("plan.css") not in text
    for trace in (
        "load-headline",
        "load-said",
        'id="promises"',
        'id="gap"',
        "path of the group leaves out",
    ):
        assert trace not in text


def test_a_group_adds_to_a_report_and_takes_nothing_from_it() -> None:
    with_group, without = (Outline(render(result)) for result in (group_result(), example_result()))
    said = [text.strip() for tag, text in with_group.texts if text.strip() and tag != "style"]
    gone = [text.strip() for tag, text in without.texts if tag not in {"style", "script"} and text.strip() not in said]
    assert [text for text in gone if text] == ["What the model leaves out"]  # it speaks of single loans then


def test_the_load_line_heads_the_report() -> None:
    text = render(group_result())
    places = [
        text.index(words)
        for words in (
            "Up to <strong",
            'class="drawn curve"',
            'class="hull"',
            'id="load-line"',
            'id="group"',
            'id="promises"',
            'id="cash"',
            'id="gap"',
            'id="standing"',
            "Probability over all ranges together",
            'data-chart="tornado"',
            "What the path of the group leaves out",
        )
    ]
    assert places == sorted(places)


def test_words_of_the_case_stay_words() -> None:
    for write in WRITERS.values():
        outline = Outline(write(GROUPS["hostile"]))
        assert outline.faults == []
        assert sum(HOSTILE in text for _, text in outline.texts) >= 5


def test_a_case_that_was_not_run_as_a_group_has_a_plan_that_says_so() -> None:
    text = plan_html.render(example_result())
    assert "There is no plan to show: the case was not run as a group." in text
    assert Outline(text).faults == []


def test_every_printed_page_carries_the_method_of_the_run() -> None:
    text = plan_html.render(group_result())
    assert "SoftBank Group, October 2025 · the plan · as of 9 October 2025 · scenario: as stated in the case" in text
    assert "version 0.1.0 · input 3f5a9c0b7e21" in text


STYLE = re.findall(r":root \{(.*?)\}", asset("plan.css"), re.DOTALL)
PAPER = ("#fcfbf8", "#11181e")


@pytest.mark.parametrize(("block", "paper"), list(zip(STYLE, PAPER, strict=True)), ids=["light", "dark"])
def test_colours_of_the_group_can_be_read_and_written_on(block: str, paper: str) -> None:
    colours = re.findall(r"--[a-z-]+: (#[0-9a-f]{6});", block)
    assert len(colours) == 4
    assert f"--paper: {paper};" in asset("report.css")
    for colour in colours:
        assert contrast(colour, paper) >= TEXT
