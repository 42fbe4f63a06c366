"""The table of published figures: separated values, one figure a row, lines with # left out."""

from __future__ import annotations

import csv
import math
from importlib import resources
from typing import TYPE_CHECKING

from pledgeline.engine.published import MEASURES
from pledgeline.engine.verification import PublishedFigure
from pledgeline.errors import CaseError, Place, Problem
from pledgeline.files.text_file import decode, read_bytes
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
    for row, (number, _) in zip(rows, kept[1:], strict=False):
        found = _figure(row)
        if isinstance(found, str):
            problems.append(Problem(where=Place(file=name, line=number), what=found))
        elif found.figure in seen:
            problems.append(Problem(where=Place(file=name, line=number), what=f"a second figure {found.figure}"))
        else:
            figures.append(found)
            seen.add(found.figure)
    if not rows:
        problems.append(Problem(where=Place(file=name), what="no figures", remedy=f"begin with {','.join(COLUMNS)}"))
    if problems:
        raise CaseError(problems)
    return tuple(figures)


def _figure(row: Mapping[str, str | None]) -> PublishedFigure | str:
    """A row, or what is wrong with it."""
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    empty = [name for name in COLUMNS if not cells[name]]
    if empty:
        return f"{empty[0]} is empty; every figure has {', '.join(COLUMNS)}"
    measure = cells["measure"]
    if measure not in MEASURES:
        return f"'{measure}' is not a measure; {suggestion(measure, MEASURES)}"
    try:
        published, tolerance, year = float(cells["published"]), float(cells["tolerance"]), int(cells["year"])
        parameters = _parameters(cells["parameters"])
    except ValueError as error:
        return f"{error}; write published and tolerance as numbers, year as 2003, parameters as name=1; other=2"
    if not (math.isfinite(published) and 0 <= tolerance < math.inf):
        return "published and tolerance must be finite, tolerance at least 0"
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


def _parameters(text: str) -> dict[str, str]:
    """`name=1; other=2` by name."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    if not all(sign for _, sign, _ in pairs):
        raise ValueError(f"'{text}' is not a list of parameters")
    return {name.strip(): setting.strip() for name, _, setting in pairs}
