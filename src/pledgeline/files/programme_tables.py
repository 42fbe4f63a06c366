"""The tables of building programmes: one row for each record, with the keys of the records around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pledgeline.engine.programme_results import ProgrammeView

Keyed = tuple[dict[str, str], Any]  # keys of the records around it, and the record


def of_programmes(view: ProgrammeView) -> Iterator[tuple[str, str, Iterable[Keyed]]]:
    """Name, title and records of each table."""
    built = view.programmes
    yield "programmes", "One building programme", [({}, one) for one in built]
    yield "programme_cash", "What a programme means for cash", [({"programme": one.id}, one.cash) for one in built]
    sites = [({"programme": one.id, "site": site.id}, site) for one in built for site in one.sites]
    phases = [({**keys, "phase": phase.id}, phase) for keys, site in sites for phase in site.phases]
    yield "programme_phases", "One phase of a site and when it enters service", phases
    gates = [({**keys, "phase": ""}, gate) for keys, site in sites for gate in site.gates]
    gates += [(keys, gate) for keys, phase in phases for gate in phase.gates]
    yield "programme_gates", "One gate of a site or phase and when it is passed", gates
    for name, title in (
        ("capacity", "Power in service at the end of a quarter"),
        ("capital", "Capital called in a quarter, and jobs at its end"),
        ("partners", "What one partner pays"),
        ("kept", "What was promised, against what comes"),
        ("cover", "Debt service of a year and its cover"),
    ):
        rows = [({"programme": one.id}, row) for one in built for row in getattr(one, name)]
        yield f"programme_{name}", title, rows
    weights = [({"programme": one.id}, row) for one in built for row in one.gates]
    yield "programme_bottlenecks", "What one gate means for a programme", weights
    years = [
        ({"programme": one.id, "contract": tenant.contract}, year)
        for one in built
        for tenant in one.tenants
        for year in tenant.years
    ]
    yield "programme_rents", "One year of a tenant's payments", years
    yield "reference_classes", "One reference class in use", [({}, one) for one in view.classes]
