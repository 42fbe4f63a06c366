"""Problems as they are shown in a terminal: the place, the line, the passage underlined, the remedy."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pledgeline.errors import Problem

WIDEST = 140  # characters of a source line that are shown
_BOLD, _RED, _BLUE, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[34m", "\x1b[0m"


def problems_text(problems: Iterable[Problem], *, colour: bool = False) -> str:
    """All problems, one under the other."""
    return "\n".join(problem_text(problem, colour=colour) for problem in problems)


def problem_text(problem: Problem, *, colour: bool = False) -> str:
    """One problem: a headline, and where known the source line with a caret under the passage, and the remedy."""
    place = problem.where
    heading = say("error:")
    lines = [f"{_painted(f'{place}:', _BOLD, colour)} {_painted(heading, _RED, colour)} {retold(problem.what)}"]
    margin = max(5, len(str(place.line)) + 1)
    if place.text:
        passage, column = _window(place.text, place.column - 1)
        number = f"{place.line:>{margin}} |"
        width = max(1, min(place.width, len(passage) - column))
        lines += [
            f"{_painted(number, _BLUE, colour)} {passage}",
            f"{' ' * margin} {_painted('|', _BLUE, colour)} "
            + _blank(passage[:column]) + _painted("^" * _cells(passage[column : column + width]), _RED, colour),
        ]  # fmt: skip
    if problem.remedy:
        lines.append(f"{' ' * margin} {_painted('=', _BLUE, colour)} {retold(problem.remedy)}")
    return "\n".join(lines)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and the column within it; tabs and controls become spaces."""
    shown = "".join(" " if c.isspace() or unicodedata.category(c) in {"Cc", "Cf"} else c for c in line.rstrip())
    if len(shown) <= WIDEST:
        return shown, column
    start = max(0, min(column - WIDEST // 3, len(shown) - WIDEST))
    end = start + WIDEST
    head, tail = ("…" if start else ""), ("…" if end < len(shown) else "")
    return head + shown[start:end] + tail, column - start + len(head)


def _blank(text: str) -> str:
    return " " * _cells(text) if text else ""


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes: wide characters take two, combining ones none."""
    wide = sum(1 for c in text if unicodedata.east_asian_width(c) in {"W", "F"})
    return max(1, len(text) + wide - sum(1 for c in text if unicodedata.combining(c)))


def _painted(text: str, paint: str, colour: bool) -> str:  # noqa: FBT001  the same flag as above
    return f"{paint}{text}{_PLAIN}" if colour else text
