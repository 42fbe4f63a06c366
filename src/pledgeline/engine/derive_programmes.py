"""What the paths of building programmes found, as derivations: the chance of each promise, and of never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.derive_outlook import drawn
from pledgeline.engine.formula import Prose
from pledgeline.engine.quantity import dated
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.programme_results import ProgrammeView
    from pledgeline.engine.results import Estimate


def programme_units(document: CaseDocument) -> dict[str, str]:
    """The keys that only a run can give, with their units."""
    case, found = document.case, dict[str, str]()
    for key, programme in case.programmes.items():
        found[f"programmes.{key}.never_probability"] = "%"
        on_sites = (name for site in programme.sites.values() for name in site.promised)
        for name in dict.fromkeys((*programme.promised, *on_sites)):
            capacity = case.pledges[name].capacity
            if capacity is not None and capacity.known:
                found[f"programmes.{key}.{name}_kept_probability"] = "%"
    return found


def derive_programmes(workings: Workings, view: ProgrammeView, draws: Draws) -> None:
    """Add what the paths found to the workings."""
    for key, title, estimate in _found(view):
        prose = Prose(sentence=title, found=estimate.value, entries=drawn(draws, estimate, "%"))
        workings.derive(key, prose, symbol="p", title=title, unit="%")


def _found(view: ProgrammeView) -> Iterator[tuple[str, str, Estimate]]:
    for one in view.programmes:
        title = said(
            "share of the paths on which part of {programme} never enters service", programme=one.title
        )  # fmt: skip
        yield f"programmes.{one.id}.never_probability", title, one.last.never
        for promise in one.kept:
            if promise.kept is not None:
                title = said(
                    "share of the paths on which the capacity promised in {pledge} is in service by {day}",
                    pledge=promise.title,
                    day=dated(promise.deadline or one.until),
                )
                yield f"programmes.{one.id}.{promise.pledge}_kept_probability", title, promise.kept
