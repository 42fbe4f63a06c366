"""The lender's page as a sheet of its own: one loan, with what one needs to make the figures again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.lender import LenderPage, lender_page
from pledgeline.report.pages.lender_tail import drawn
from pledgeline.report.pages.wording import long_date

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which case, read by which version."""

    title: str
    group: str
    scenario: str  # empty without one
    version: str
    input_hash: str  # SHA-256 of the case and all files it reads
    scenario_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LenderSheet:
    """What both the terminal and the HTML file of one loan are written from."""

    title: str
    case: str
    group: str
    as_of: str
    scenario: str
    stamp: str  # one line for every printed page
    program: str
    loan: LenderPage
    line: str  # the method on one line


def lender_sheet(view: LenderView, provenance: Provenance) -> LenderSheet:
    """The sheet of one loan; the same view gives the same sheet."""
    scenario = ": ".join(filter(None, (provenance.scenario, provenance.scenario_title))) or "as stated in the case"
    as_of, draws = long_date(view.as_of), drawn(view.tail) if view.tail else "no simulation"
    return LenderSheet(
        title=view.name,
        case=provenance.title,
        group=provenance.group,
        as_of=as_of,
        scenario=scenario,
        stamp=f"{view.name} · {provenance.title} · as of {as_of} · scenario: {scenario} · {draws}",
        program=f"Pledgeline {provenance.version}",
        loan=lender_page(view),
        line=f"{draws} · version {provenance.version} · input {provenance.input_hash[:12]}",
    )
