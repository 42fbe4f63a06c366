"""Cases with problems: the reader says what the comments below each line expect, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pledgeline.errors import ProblemsError
from pledgeline.files.problem_text import problem_text
from pledgeline.files.read_case import read_case

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
_CARETS = re.compile(r"#! *(\^+) (.*)")
_COLUMNS = re.compile(r"#! @(\d+)-(\d+) (.*)")
_REMEDY = re.compile(r"#! *= (.*)")


class Expected(NamedTuple):
    """A problem as the comments of a case state it."""

    line: int
    column: int
    width: int
    what: str
    remedy: str


def expected(text: str) -> list[Expected]:
    """What the comments of a case say."""
    found: list[Expected] = []
    line = 0
    for number, written in enumerate(text.splitlines(), start=1):
        if not written.startswith("#!"):
            line = number
        elif (carets := _CARETS.fullmatch(written)) is not None:
            found.append(Expected(line, carets.start(1) + 1, len(carets[1]), carets[2], ""))
        elif (columns := _COLUMNS.fullmatch(written)) is not None:
            first, last = int(columns[1]), int(columns[2])
            found.append(Expected(line, first, last - first + 1, columns[3], ""))
        elif (remedy := _REMEDY.fullmatch(written)) is not None:
            found[-1] = found[-1]._replace(remedy=remedy[1])
        else:
            raise ValueError(f"line {number} expects nothing that can be understood: {written}")
    return found


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_says_everything_that_is_wrong_where_it_is_wrong(path: Path) -> None:
    wanted = expected(path.read_text(encoding="utf-8"))
    with pytest.raises(ProblemsError) as caught:
        read_case(path)
    said = [
        Expected(one.where.line, one.where.column, one.where.width, one.what, one.remedy)
        for one in caught.value.problems
    ]
    assert wanted
    assert sorted(said) == sorted(wanted)
    assert [one.line for one in said] == sorted(one.line for one in said)


def test_shows_a_problem_with_its_line_and_a_caret() -> None:
    with pytest.raises(ProblemsError) as caught:
        read_case(BROKEN / "ladder.yaml")
    shown = problem_text(caught.value.problems[0]).replace(str(BROKEN), "")
    assert shown == (
        "/ladder.yaml:14:17: error: the call LTV 30% is not above the cure LTV 35%\n"
        "   14 |     ltv: {call: 30%, cure: 35%, close_out: 50%}\n"
        "      |                 ^^^\n"
        "      = write a call LTV above 35%, or lower the cure LTV"
    )
