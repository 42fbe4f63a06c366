"""The case of the quarry, small enough to follow by hand, with other texts where a test wants them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pledgeline.engine.resolve import resolve
from pledgeline.files.read_case import read_case

if TYPE_CHECKING:
    from pledgeline.engine.resolved_programmes import Place, ResolvedGate, ResolvedProgramme
    from pledgeline.files.read_case import CaseFile

QUARRY = Path(__file__).parent / "cases" / "quarry" / "case.yaml"
YARD = "programmes.yard"
# every duration a span, nothing over its plan, nothing never, nobody stops paying
FIXED = {
    f"{YARD}.gates.permit.duration": "8mo",
    f"{YARD}.gates.grid.duration": "24mo",
    f"{YARD}.gates.grid.never": "0%",
    f"{YARD}.gates.equipment.duration": "20mo",
    f"{YARD}.gates.shell.duration": "18mo",
    f"{YARD}.gates.fit-out.duration": "7mo",
    f"{YARD}.overrun": "{mean: 0%, deviation: 0%}",
    "companies.slate.default": "0%",
}


def quarry(overrides: dict[str, str] | None = None) -> CaseFile:
    """The case, with other texts at dotted paths."""
    return read_case(QUARRY, overrides=overrides or {})


def yard(overrides: dict[str, str] | None = None) -> ResolvedProgramme:
    """Its programme, resolved."""
    return resolve(quarry(overrides)).programmes["yard"]


def gate(programme: ResolvedProgramme, name: str) -> ResolvedGate:
    """A gate by its place, `south.permit` or `north.second.shell`; `north.second` for the service of a phase."""
    return next(one for one in programme.gates if written(programme, one.place) == name)


def written(programme: ResolvedProgramme, place: Place) -> str:
    """A place as texts have it."""
    assert place.site in {site.id for site in programme.sites}
    return ".".join(part for part in place if part)
