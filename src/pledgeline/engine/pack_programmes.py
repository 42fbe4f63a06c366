"""Building programmes as the tables of their kernel: the only place where names of gates and row numbers meet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.engine.durations import Law, fixed, pack_laws
from pledgeline.engine.programme_draws import DrawMonth, draw_months
from pledgeline.engine.resolved_programmes import GROUP, parts
from pledgeline.kernels.programme import GATE, NOT_BEGUN, PHASE, SPEND, Programme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_programmes import ResolvedGate, ResolvedProgramme, ResolvedSpend
    from pledgeline.kernels.duration_tables import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedProgrammes:
    """What the group's part of all programmes needs on a path: tables of each, and its columns among the months."""

    months: tuple[DrawMonth, ...]
    drawn: tuple[tuple[Programme, Ints], ...]


def pack_programmes(case: ResolvedCase) -> PackedProgrammes:
    """The programmes that draw on the group, with an edge at the end of each month within the horizon."""
    months = draw_months(case.programmes, case.dates)
    drawn = []
    for programme in case.programmes.values():
        columns = [column for column, month in enumerate(months) if month.programme == programme.id]
        if columns:
            rows = [(spend, money, 1.0) for spend, money in parts(programme, GROUP)]
            edges = [programme.day(months[column].date) for column in columns]
            drawn.append((pack_programme(programme, rows, edges), np.array(columns, np.int64)))
    return PackedProgrammes(months=months, drawn=tuple(drawn))


def pack_programme(
    programme: ResolvedProgramme, spends: Sequence[tuple[ResolvedSpend, float, float]], edges: Sequence[float]
) -> Programme:
    """One programme; ``spends`` are what is spent, how much as planned, and which share of it is the group's.

    Rows of gates stand as in ``programme.gates``, rows of phases as in ``programme.phases``. ``edges`` are days
    above 0, ascending.
    """
    rows = {gate.place: row for row, gate in enumerate(programme.gates)}
    sites = {site.id: site.number for site in programme.sites}
    phases = tuple(programme.phases)
    laws, law_rows = pack_laws([*map(_duration, programme.gates), *(phase.overrun for phase in phases)])
    gates = np.zeros(len(programme.gates), GATE)
    for row, gate in enumerate(programme.gates):
        gates[row] = _gate(programme, gate, law_rows[row], sites)
    packed_phases = np.zeros(len(phases), PHASE)
    for row, phase in enumerate(phases):
        law = law_rows[len(programme.gates) + row]
        number, site = phase.number, sites[phase.place.site]
        packed_phases[row] = (rows[phase.place], law, number, site, *_loadings(programme))
    numbers = {phase.place: row for row, phase in enumerate(phases)}
    packed_spends = [(rows[spend.place], numbers[spend.phase], money, share) for spend, money, share in spends]
    waits = [[rows[place] for place in gate.after] for gate in programme.gates]
    return Programme(
        laws,
        gates.view(np.recarray),
        np.cumsum([0, *map(len, waits)], dtype=np.int64),
        np.array([row for before in waits for row in before], np.int64),
        packed_phases.view(np.recarray),
        np.array(packed_spends, SPEND).view(np.recarray),
        np.array(edges, np.float64),
    )


def _duration(gate: ResolvedGate) -> Law:
    """What is drawn of a gate: for one that is done, the time that it took."""
    return gate.law if gate.done is None or gate.opens is None else fixed(gate.done - gate.opens)


def _gate(programme: ResolvedProgramme, gate: ResolvedGate, law: int, sites: Mapping[str, int]) -> tuple[float, ...]:
    begun = gate.opens
    floor = gate.law.floor(-begun) if begun is not None and gate.done is None else 0.0
    return (
        law, gate.number, sites[gate.place.site], gate.never, floor, gate.scale, gate.earliest,
        NOT_BEGUN if begun is None else begun, *_loadings(programme),
    )  # fmt: skip


def _loadings(programme: ResolvedProgramme) -> tuple[float, float, float]:
    """Of a score on the case, on its site, and its own."""
    across, within = programme.across_sites, programme.within_site
    return math.sqrt(across), math.sqrt(within - across), math.sqrt(1.0 - within)
