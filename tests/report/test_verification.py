"""The page of published figures, and how a terminal shows it."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from rich.console import Console

from pledgeline.engine.verification import SECOND_METHOD, Verification
from pledgeline.report.pages.verification import TOPICS, verification_page
from pledgeline.report.verification_terminal import render_verification


def entry(figure: str, *, ours: float | None, reason: str = "") -> Verification:
    """A published 0.25 beside a figure of ours."""
    return Verification(
        figure=figure,
        title="a figure",
        published=0.25,
        ours=ours,
        difference=None if ours is None else ours - 0.25,
        tolerance=1e-6,
        passed=ours == 0.25,
        author="Somebody",
        year=2001,
        source="table 1",
        reason=reason,
    )


FOUND = (
    entry("stock-loan/a", ours=0.25),
    entry("stock-loan/b", ours=0.5),
    entry("haircut/c", ours=None, reason="volatility is\x1b[31m 0"),
)


def test_topics_keep_their_order_and_name_each_source_once() -> None:
    page = verification_page(FOUND)
    assert [topic.table.caption for topic in page.topics] == [TOPICS["stock-loan"], TOPICS["haircut"]]
    assert page.topics[0].sources == ("Somebody (2001): table 1",)
    assert [row.cells[-1] for topic in page.topics for row in topic.table.rows] == ["yes", "no", "no"]
    assert page.topics[1].table.rows[0].cells[3:5] == ("not known", "not known")
    assert page.verdict == "3 figures: 3 from outside; not found again: stock-loan/b, haircut/c"


def test_a_terminal_shows_figures_reasons_and_verdict_and_no_control_characters() -> None:
    for width in (60, 80, 120):
        console = Console(file=StringIO(), width=width)
        render_verification(verification_page(FOUND), console)
        assert isinstance(console.file, StringIO)
        text = console.file.getvalue()
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b[31m" not in text
        assert "haircut/c: volatility is" in text
        assert "3 figures: 3 from outside; not found again" in " ".join(text.split())
        assert ("a figure" in text) is (width >= 100)


def test_all_holding_is_said_in_one_sentence() -> None:
    page = verification_page(FOUND[:1])
    assert page.holds
    assert page.verdict == "1 figure: 1 from outside; within what its source allows"


def test_whose_figures_they_are_is_counted() -> None:
    own = [replace(entry(f"haircut/{name}", ours=0.25), author=SECOND_METHOD) for name in "de"]
    page = verification_page((FOUND[0], *own))
    assert page.verdict == "3 figures: 1 from outside, 2 by a second method; all within what their source allows"
    assert verification_page(own).verdict.startswith("2 figures: 2 by a second method; all")
    assert "reference" in [column.title for column in page.topics[0].table.columns]
