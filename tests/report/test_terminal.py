"""The terminal report: narrow and wide, in colour and piped."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from rich.console import Console

from pledgeline.report.pages.tables import Row, Table, figures, words
from pledgeline.report.terminal import render
from pledgeline.report.terminal_tables import safe, shortened, thinned
from tests.fixtures_result import LOAN, STANDING, bare_result, example_result, many_loans, quiet_result

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

RESULTS = {
    "example": example_result(),
    "many": many_loans(),
    "bare": bare_result(),
    "quiet": quiet_result(),
}


def printed(result: Result, width: int = 80, *, colour: bool = False) -> str:
    """What a console of this width receives."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="truecolor" if colour else None
    )
    with console.capture() as captured:
        render(result, console)
    return captured.get()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_no_line_is_wider_than_the_console(result: Result, width: int) -> None:
    assert max(cell_len(line) for line in printed(result, width).splitlines()) <= min(width, 120)


def test_piped_output_carries_no_escape_codes() -> None:
    assert "\x1b" not in printed(example_result())


def test_colour_changes_nothing_but_colour() -> None:
    coloured = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor", record=True)
    render(example_result(), coloured)
    assert coloured.export_text().split() == printed(example_result()).split()


def test_the_answer_comes_first_and_the_method_last() -> None:
    text = printed(example_result())
    parts = ("Arm margin loan  LTV 6.5%", "Where it stands", "Margin loan: Arm", "Assumptions, ranked", "Method")
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.rstrip().endswith("input 3f5a9c0b7e21")


def test_the_load_line_names_every_level_with_its_price() -> None:
    text = printed(example_result())
    for words_ in ("release ≈10%", "cure ≈30%", "call ≈35%", "close-out ≈50%", "USD 31.58", "USD 22.11"):
        assert words_ in text


def test_a_price_of_thousands_is_not_cut_at_its_comma() -> None:
    triggers = tuple(replace(one, price=one.price and 40 * one.price) for one in LOAN.triggers)
    loan = replace(LOAN, triggers=triggers)
    shown = printed(example_result(standing=replace(STANDING, loans=(loan,))))
    assert "USD 1,263.19" in shown.partition("Where it stands")[0]


def test_levels_that_nearly_touch_are_still_all_named() -> None:
    text = printed(many_loans(2))
    for words_ in ("cure 33%", "call 34%", "close-out 34.5%"):
        assert words_ in text


def test_a_console_without_unicode_gets_plain_characters() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    render(example_result(), Console(file=file, width=80))
    file.flush()
    text = raw.getvalue().decode("ascii")
    assert "1.24 +- 0.03" in text
    assert "?" not in text


def test_words_of_the_case_can_not_steer_the_terminal() -> None:
    loan = replace(LOAN, name="\x1b[2Jgone [red]x[/red]")
    text = printed(example_result(title="\x1b]0;owned\x07", standing=replace(STANDING, loans=(loan,))))
    assert "\x1b" not in text
    assert "[red]x[/red]" in text
    assert safe("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"


def test_many_loans_are_not_a_wall() -> None:
    text = printed(many_loans(10))
    assert "Each of the other loans is in the HTML report." in text
    assert "Margin loan 3" in text
    assert len(text.splitlines()) < 185


def test_a_long_name_loses_its_middle_and_keeps_its_ends() -> None:
    assert shortened("a short name", 20) == "a short name"
    assert shortened("Holding vehicle of the family, number 7", 20) == "Holding vehic…mber 7"


def table(tones: str) -> Table:
    """A table with a row per letter; c is a call, o a close-out."""
    names = {"c": "call", "o": "close-out"}
    rows = tuple(Row(cells=(str(at), ""), tone=names.get(tone, "")) for at, tone in enumerate(tones))
    return Table(caption="", columns=(words("a"), figures("b")), rows=rows)


def test_thinning_keeps_the_last_row_and_every_turn() -> None:
    kept = [row.cells[0] for row in thinned(table("........cccccoo"), 5).rows]
    assert len(kept) == 5
    assert {"8", "13", "14"} <= set(kept)
    assert kept == sorted(kept, key=int)


def test_thinning_leaves_a_short_table_alone_and_can_keep_the_first_rows() -> None:
    short = table("...")
    assert thinned(short, 5) is short
    assert [row.cells[0] for row in thinned(table("......"), 2, first=True).rows] == ["0", "1"]
