"""The group on a terminal: it fits, it answers first, and it is plain where it must be."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from pledgeline.report import plan_terminal, terminal
from tests.fixtures_result import example_result, group_result
from tests.report.group_views import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.results import Result

    Writer = Callable[[Result, Console], None]

WRITERS: dict[str, Writer] = {"report": terminal.render, "plan": plan_terminal.render}
SAID = (
    "Up to USD 4.64bn more can be drawn",
    "For the wanted USD 5bn",
    "What may happen to the group",
    "Promises, by date",
    "Sources and uses, means, 2025 Q4 to 2026 Q3",
    "The 10 worst paths",
    "pledgeline explain CASE group --path 7919 --seed 7",
    "Probability over all ranges together",
)


def printed(write: Writer, result: Result, width: int = 80) -> str:
    """What a console of this width receives."""
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as captured:
        write(result, console)
    return captured.get()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
@pytest.mark.parametrize("result", GROUPS.values(), ids=list(GROUPS))
def test_no_line_is_wider_than_the_console(write: Writer, result: Result, width: int) -> None:
    assert max(cell_len(line) for line in printed(write, result, width).splitlines()) <= width


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
def test_the_load_line_comes_first_and_the_rest_in_order(write: Writer) -> None:
    text = printed(write, group_result())
    places = [text.index(words) for words in SAID]
    assert places == sorted(places)
    assert text.rstrip().endswith("input 3f5a9c0b7e21")


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
def test_words_of_the_case_can_not_steer_the_terminal(write: Writer) -> None:
    assert "\x1b" not in printed(write, group_result(load_lines=()))
    assert "<script>" in printed(write, GROUPS["hostile"], 120)


@pytest.mark.parametrize("write", WRITERS.values(), ids=list(WRITERS))
def test_a_console_without_unicode_gets_plain_characters(write: Writer) -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    write(group_result(), Console(file=file, width=80))
    file.flush()
    assert "?" not in raw.getvalue().decode("ascii")


def test_a_group_adds_to_the_report_and_takes_nothing_from_it() -> None:
    before = printed(terminal.render, example_result(), 100).splitlines()
    after = printed(terminal.render, group_result(), 100).splitlines()
    assert [line for line in before if line not in after] == []
    assert len(after) > len(before) + 50


def test_many_of_everything_is_not_a_wall() -> None:
    text = printed(terminal.render, GROUPS["many"])
    assert "1 more load line in the HTML page." in text
    assert "48 more promises in the HTML page." in text
    assert "More quarters, and medians are in the HTML page." in " ".join(text.split())


def test_a_plan_of_no_group_says_so() -> None:
    assert printed(plan_terminal.render, example_result()).rstrip().endswith("the case was not run as a group.")


def test_what_is_broken_is_said_in_words() -> None:
    text = " ".join(printed(plan_terminal.render, GROUPS["broken"]).split())
    assert "37.1%, broken today" in text
    assert "Nothing more can be drawn under the Arm margin loan within what the case tolerates." in text
    assert "There is no load line" in printed(plan_terminal.render, GROUPS["calm"])
