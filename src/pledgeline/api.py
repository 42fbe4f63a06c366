"""Pledgeline from Python: read a case, run it, write the result as a dictionary, JSON or a page."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from pledgeline.engine import results
from pledgeline.engine import run as engine

if TYPE_CHECKING:
    from pledgeline.engine.document import CaseDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(results.Result):
    """The whole answer for one case, and the forms it can be written in."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, texts, numbers and None; `schema_version` names their shape."""
        from pledgeline.files.results_json import to_dict  # noqa: PLC0415  # loads only what is asked for

        return to_dict(self)

    def to_json(self) -> str:
        """JSON text; the same case, seed and paths give the same bytes."""
        from pledgeline.files.results_json import to_json  # noqa: PLC0415  # loads only what is asked for

        return to_json(self)

    def to_html(self) -> str:
        """One page that needs no other file and no network."""
        from pledgeline.report.html import render  # noqa: PLC0415  # loads only what is asked for

        return render(self)


def run(
    case: CaseDocument, *, paths: int, seed: int, workers: int = 1, progress: engine.Progress | None = None
) -> Result:
    """Answer for a case that `read_case` has read.

    `paths` simulated paths (at least 1) from one `seed`; the same figures from
    any number of `workers`. `progress` is told the share of the work done.
    Raises UnknownName and CaseError, see `pledgeline.errors`.
    """
    found = engine.run(case, paths=paths, seed=seed, workers=workers, progress=progress)
    return Result(**{field.name: getattr(found, field.name) for field in fields(found)})
