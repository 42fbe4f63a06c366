"""Problems in a terminal: long lines, wide characters, colour."""

from __future__ import annotations

from pledgeline.errors import Place, Problem
from pledgeline.files.problem_text import WIDEST, problem_text, problems_text


def shown(text: str, column: int, width: int = 3) -> list[str]:
    place = Place(file="case.yaml", line=7, column=column, width=width, text=text)
    return problem_text(Problem(where=place, what="wrong", remedy="write it well")).splitlines()


def test_a_problem_without_a_line_has_no_picture() -> None:
    assert problem_text(Problem(where=Place(file="case.yaml"), what="there is no such file")) == (
        "case.yaml: error: there is no such file"
    )


def test_the_carets_stand_under_the_passage() -> None:
    head, line, carets, remedy = shown("a: {b: 35%}", 8)
    assert head == "case.yaml:7:8: error: wrong"
    assert line.index("35%") == carets.index("^^^")
    assert remedy.strip() == "= write it well"


def test_a_long_line_is_cut_around_the_passage() -> None:
    text = "x" * 5000 + "35%" + "y" * 5000
    _, line, carets, _ = shown(text, 5001)
    assert line.index("35%") == carets.index("^^^")
    assert len(line) < WIDEST + 20
    assert line.count("\u2026") == 2


def test_tabs_and_escape_signs_become_spaces() -> None:
    _, line, carets, _ = shown("\ta:\x1b[31m 35%", 10)
    assert "\t" not in line
    assert "\x1b" not in line
    assert line.index("35%") == carets.index("^^^")


def test_wide_characters_take_two_cells() -> None:
    _, _, carets, _ = shown("\u30a2\u30fc\u30e0: 35%", 6)
    assert carets == "      |" + " " * 9 + "^^^"


def test_colour_is_only_paint() -> None:
    problem = Problem(where=Place(file="a", line=1, column=1, text="abc"), what="wrong", remedy="right")
    painted = problems_text([problem], colour=True)
    for paint in ("\x1b[1m", "\x1b[31m", "\x1b[34m", "\x1b[0m"):
        painted = painted.replace(paint, "")
    assert painted == problems_text([problem])
