"""The table of reference figures: separated values, one figure a row, lines with # left out."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from pledgeline.engine.published import MEASURES
from pledgeline.engine.verification import PublishedFigure
from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.text_file import decode, read_bytes
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BUNDLED = "verification.csv"
COLUMNS = ("figure", "title", "measure", "parameters", "published", "tolerance", "author", "year", "source")


def read_published(path: Path | None = None) -> tuple[PublishedFigure, ...]:
    """The figures of a table, or of the one that comes with the package.

    Raises CaseError with every problem of the table, also where there is none.
    """
    if path is None:
        return published_figures((resources.files("pledgeline") / "data" / BUNDLED).read_bytes(), name=BUNDLED)
    return published_figures(read_bytes(path), name=str(path))


def published_figures(content: bytes, *, name: str) -> tuple[PublishedFigure, ...]:
    """The figures of a table; raises CaseError with every problem of it."""
    lines = decode(content, name, "").text.splitlines()
    kept = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    rows = list(csv.DictReader(line for _, line in kept))
    problems: list[Problem] = []
    figures: list[PublishedFigure] = []
    seen: set[str] = set()
    for row, (number, line) in zip(rows, kept[1:], strict=False):
        found = _figure(row)
        if isinstance(found, Trouble):
            problems.append(Problem(where=_place(name, number, line, found.cell), what=found.what))
        elif found.figure in seen:
            where = _place(name, number, line, found.figure)
            problems.append(Problem(where=where, what=said("a second figure {name}", name=found.figure)))
        else:
            figures.append(found)
            seen.add(found.figure)
    if not rows:
        remedy = said("begin with {line}", line=",".join(COLUMNS))
        problems.append(Problem(where=Place(file=name), what=said("no figures"), remedy=remedy))
    if problems:
        raise CaseError(problems)
    return tuple(figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with a row, and the cell that it is in; of the whole row without one."""

    what: str
    cell: str = ""


def _place(name: str, number: int, line: str, cell: str) -> Place:
    """A cell of a line, or the line."""
    column = max(0, f",{line}".find(f",{cell}")) if cell else 0
    return Place(file=name, line=number, column=column + 1, width=len(cell) or len(line), text=line)


def _figure(row: Mapping[str, str | None]) -> PublishedFigure | Trouble:
    """A row, or what is wrong with it."""
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    empty = [name for name in COLUMNS if not cells[name]]
    if empty:
        listed = ", ".join(COLUMNS)
        return Trouble(what=said("{column} is empty; every figure has {columns}", column=empty[0], columns=listed))
    measure = cells["measure"]
    if measure not in MEASURES:
        remedy = suggestion(measure, MEASURES)
        what = said("'{measure}' is not a measure; {remedy}", measure=measure, remedy=remedy)
        return Trouble(what=what, cell=measure)
    try:
        published, tolerance, year = float(cells["published"]), float(cells["tolerance"]), int(cells["year"])
        parameters = _parameters(cells["parameters"])
    except ValueError as error:
        what = said(
            "{reason}; write published and tolerance as numbers, year as 2003, parameters as name=1; other=2",
            reason=_reason(error),
        )
        return Trouble(what=what, cell=next((cell for cell in cells.values() if repr(cell) in str(error)), ""))
    wrong = "tolerance" if math.isfinite(published) else "published"
    if wrong == "published" or not 0 <= tolerance < math.inf:
        what = said("published and tolerance must be finite, tolerance at least 0")
        return Trouble(what=what, cell=cells[wrong])
    return PublishedFigure(
        figure=cells["figure"],
        title=cells["title"],
        measure=measure,
        parameters=parameters,
        published=published,
        tolerance=tolerance,
        author=cells["author"],
        year=year,
        source=cells["source"],
    )


def _reason(error: ValueError) -> str:
    """What is wrong with a cell: in our own words, or those of Python on a text that is no number."""
    (what,) = error.args
    number = re.fullmatch(r"could not convert string to float: '(.*)'", str(what))
    whole = re.fullmatch(r"invalid literal for int\(\) with base 10: '(.*)'", str(what))
    if number is not None:
        return said("could not convert string to float: '{text}'", text=number[1])
    if whole is not None:
        return said("invalid literal for int() with base 10: '{text}'", text=whole[1])
    return what if isinstance(what, str) else str(error)


def _parameters(text: str) -> dict[str, str]:
    """`name=1; other=2` by name."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError(said("'{text}' is not a list of parameters", text=text))
    return {name.strip(): setting.strip() for name, _, setting in pairs}
