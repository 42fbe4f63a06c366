"""The HTML file: well formed, self-contained, escaped, and the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from pledgeline.report.html import render
from tests.fixtures_result import LOAN, STANDING, bare_result, example_result, many_loans, quiet_result

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

VOID = {"wbr", "meta", "link", "br", "img", "input", "hr"}
HOSTILE = "</title></script></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
RESULTS = {
    "example": example_result(),
    "many": many_loans(3),
    "bare": bare_result(),
    "quiet": quiet_result(),
}


class Outline(HTMLParser):
    """Elements, headings, ids and links of a page; `faults` are tags that do not nest."""

    def __init__(self, text: str) -> None:
        """Read the page."""
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and that it is open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, or note that another was open."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text under its element."""
        if self.open:
            self.texts.append((self.open[-1], data))

    def having(self, attribute: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.elements if (value := attrs.get(attribute)) is not None]


@pytest.fixture(params=RESULTS.values(), ids=list(RESULTS))
def outline(request: pytest.FixtureRequest) -> Outline:
    """The outline of each kind of report."""
    return Outline(render(request.param))


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


def test_nothing_is_loaded_from_anywhere(outline: Outline) -> None:
    tags = {tag for tag, _ in outline.elements}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "form"}
    assert outline.having("src") == []
    assert all(link.startswith(("#", "https://", "http://")) for link in outline.having("href"))
    assert not [name for _, attrs in outline.elements for name in attrs if name.startswith("on") or name == "style"]


def test_every_table_has_a_caption_and_scoped_heads(outline: Outline) -> None:
    tags = [tag for tag, _ in outline.elements]
    assert tags.count("table") == tags.count("caption") > 0
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in outline.elements if tag == "th")
    assert outline.elements[0] == ("html", {"lang": "en"})


def policy_of(text: str) -> str:
    """The Content-Security-Policy of a page."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert found
    return found.group(1).replace("&#39;", "'")


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_the_policy_names_the_hash_of_each_element_and_nothing_else(result: Result) -> None:
    text = render(result)
    policy = dict(part.strip().partition(" ")[::2] for part in policy_of(text).split(";"))
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    for kind, found in (("style-src", styles), ("script-src", scripts)):
        hashes = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in found]
        assert policy[kind] == (" ".join(f"'sha256-{one}'" for one in hashes) or "'none'")
    assert len(styles) == 1
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in policy_of(text)


def test_a_report_without_charts_carries_no_script() -> None:
    assert "<script" not in render(bare_result())


def test_the_same_result_gives_the_same_bytes() -> None:
    assert render(example_result()) == render(example_result())


def test_chart_numbers_are_json_that_can_not_leave_its_element() -> None:
    loan = replace(LOAN, name=HOSTILE)
    blocks = re.findall(
        r'<script type="application/json">(.*?)</script>',
        render(example_result(standing=replace(STANDING, loans=(loan,)))),
        re.DOTALL,
    )
    assert len(blocks) == 4
    for block in blocks:
        assert not set(block) & set("<>&")
        assert isinstance(json.loads(block), dict)


def test_words_of_the_case_stay_words() -> None:
    result = example_result(
        title=HOSTILE,
        group=HOSTILE,
        standing=replace(STANDING, loans=(replace(LOAN, name=HOSTILE),)),
        method=replace(example_result().method, scenario=HOSTILE, limits=(HOSTILE,)),
    )
    outline = Outline(render(result))
    assert outline.faults == []
    assert "img" not in {tag for tag, _ in outline.elements}
    assert "".join(text for tag, text in outline.texts if tag == "title") == f"{HOSTILE} – Pledgeline"
    scripts = [attrs for tag, attrs in outline.elements if tag == "script"]
    assert len(scripts) == 5
    assert sum(attrs.get("type") is None for attrs in scripts) == 1


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    text = render(example_result())
    assert "javascript:" not in text
    assert "Talks on a further margin loan" in text


def test_the_page_says_what_the_case_says_and_not_when_it_was_made() -> None:
    text = render(example_result())
    assert "9 October 2025" in text
    assert "100,000 paths, seed 7" in text
    assert "3f5a9c0b7e21d44c8a90c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f70" in text
