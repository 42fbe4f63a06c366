"""The lender's page as a sheet of its own: one loan, with what one needs to make the figures again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
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
    as_of, scenario = long_date(view.as_of), _scenario(provenance)
    draws = drawn(view.tail) if view.tail else say("no simulation")
    return LenderSheet(
        title=view.name,
        case=provenance.title,
        group=provenance.group,
        as_of=as_of,
        scenario=scenario,
        stamp=say(
            "{loan} · {case} · as of {date} · scenario: {scenario} · {draws}",
            loan=view.name,
            case=provenance.title,
            date=as_of,
            scenario=scenario,
            draws=draws,
        ),
        program=f"Pledgeline {provenance.version}",
        loan=lender_page(view),
        line=say(
            "{draws} · version {version} · input {hash}",
            draws=draws,
            version=provenance.version,
            hash=provenance.input_hash[:12],
        ),
    )


def _scenario(provenance: Provenance) -> str:
    """The scenario by its id and title, as far as it has them."""
    key, title = provenance.scenario, provenance.scenario_title
    if key and title:
        return say("{scenario}: {title}", scenario=key, title=title)
    return key or title or say("as stated in the case")
