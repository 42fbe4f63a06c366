"""Building programmes over all paths: the view of a case, from its resolved form to the records of a reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.desk import open_desk
from pledgeline.engine.executors import do_all, part_of
from pledgeline.engine.pack_programmes import pack_programmes
from pledgeline.engine.programme_cover import cover_years
from pledgeline.engine.programme_draws import called, draw_months
from pledgeline.engine.programme_figures import milestone, spread
from pledgeline.engine.programme_leases import calendar_years, leases_of, rents_of
from pledgeline.engine.programme_ledger import Entry
from pledgeline.engine.programme_outlook import (
    Built,
    built,
    capacity_rows,
    capital_rows,
    cost_overrun,
    gate_weights,
    partner_parts,
    quarter_ends,
    site_outlooks,
    stranded,
)
from pledgeline.engine.programme_paths import FASTER_PATHS, RECORDED_PATHS, faster, simulate_programme
from pledgeline.engine.programme_promises import deadlines, kept, promises_of
from pledgeline.engine.programme_results import CashSide, ProgrammeOutlook, ProgrammeView, ReferenceRecord
from pledgeline.engine.programme_tenants import rivals, tenants
from pledgeline.language.saying import said
from pledgeline.units.text import count_text, figured

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.programme_leases import Rents
    from pledgeline.engine.programme_paths import Faster
    from pledgeline.engine.programme_promises import Promise
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.results import Estimate

_SIMULATED, _HURRIED = 0.6, 0.9  # of the work, once paths are drawn and once gates have been made faster
_PIECE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The chance that the group lacks cash: without a programme, with it as planned, and as it may come."""

    without: Estimate | None = None
    planned: Estimate | None = None
    possible: Estimate | None = None
    paid: Estimate | None = None  # chance that every draw of the programme is paid on its day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One programme, what was promised of it, and the ends of the quarters up to which it is reckoned."""

    found: Built
    promises: tuple[Promise, ...]
    ends: tuple[dt.date, ...]


def programme_view(
    document: CaseDocument,
    resolved: ResolvedCase,
    draws: Draws,
    *,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
    gaps: Mapping[str, Gaps] = MappingProxyType({}),
) -> ProgrammeView | None:
    """What simulation says of the programmes of a case; None where it has none.

    ``gaps``, by programme, come from paths of the whole group. The result does not depend on ``workers``.
    """
    if not resolved.programmes:
        return None
    desk = open_desk(document)
    works = dict(_simulated(desk, resolved, draws, workers, part_of(progress, 0.0, _SIMULATED)))
    hurried = dict(_hurried(works, draws, workers, part_of(progress, _SIMULATED, _HURRIED)))
    built_by_id = {key: work.found for key, work in works.items()}
    leases, unknown = leases_of(desk, built_by_id)
    rents = rents_of(desk, leases, built_by_id, draws)
    drawn = _drawn(resolved, draws, workers)
    return ProgrammeView(
        paths=draws.paths,
        programmes=tuple(
            _outlook(work, rents, hurried[key], _cash(resolved, key, drawn, gaps.get(key, Gaps())))
            for key, work in works.items()
        ),
        rivals=rivals(desk),
        classes=tuple(_classes(resolved)),
        limits=programme_limits(draws.paths),
        left_out=(*(line for one in resolved.programmes.values() for line in one.left_out), *unknown),
    )


def _simulated(
    desk: Desk, resolved: ResolvedCase, draws: Draws, workers: int, progress: Callable[[float], None] | None
) -> Iterator[tuple[str, _Work]]:
    count = len(resolved.programmes)
    for number, (key, programme) in enumerate(resolved.programmes.items()):
        ends = quarter_ends(programme.as_of, programme.until)
        promises = promises_of(desk, programme, ends[-1])
        paths = simulate_programme(
            programme,
            edges=tuple(programme.day(end) for end in ends),
            entry=Entry(days=tuple((one.site, one.day) for one in promises)),
            draws=draws,
            workers=workers,
            done=part_of(progress, number / count, (number + 1) / count),
        )
        yield key, _Work(found=built(programme, paths), promises=promises, ends=ends)


def _hurried(
    works: Mapping[str, _Work], draws: Draws, workers: int, progress: Callable[[float], None] | None
) -> Iterator[tuple[str, dict[str, Faster | None]]]:
    """Each gate of each programme made faster in turn."""
    gates = [(key, gate) for key, work in works.items() for gate in work.found.programme.titles]
    found: dict[str, dict[str, Faster | None]] = {key: {} for key in works}
    for number, (key, gate) in enumerate(gates, start=1):
        one = works[key].found
        found[key][gate] = faster(one.programme, gate, one.paths, draws=draws, workers=workers)
        if progress:
            progress(number / len(gates))
    yield from found.items()


def _outlook(work: _Work, rents: Rents, hurried: Mapping[str, Faster | None], cash: CashSide) -> ProgrammeOutlook:
    found, programme = work.found, work.found.programme
    years = calendar_years(programme.as_of, work.ends[-1])
    return ProgrammeOutlook(
        id=programme.id,
        title=programme.title,
        until=work.ends[-1],
        across_sites=programme.across_sites,
        within_site=programme.within_site,
        sites=tuple(site_outlooks(found, deadlines(programme, work.promises))),
        last=milestone(programme.as_of, found.paths.finish.max(axis=1), planned=float(found.planned_finish.max())),
        capacity=tuple(capacity_rows(found, work.ends)),
        capital=tuple(capital_rows(found, work.ends)),
        partners=tuple(partner_parts(found)),
        stranded=stranded(found),
        overrun=cost_overrun(found),
        gates=tuple(gate_weights(found, hurried)),
        kept=tuple(kept(rents.desk, found, work.promises)),
        tenants=tuple(tenants(rents, found, years)),
        cover=tuple(cover_years(rents, found, years)),
        cash=cash,
    )


def _drawn(resolved: ResolvedCase, draws: Draws, workers: int) -> Mapping[str, npt.NDArray[np.float64]]:
    """What each programme calls for from the group up to the horizon, on each path."""
    packed = pack_programmes(resolved)
    owners = np.array([month.programme for month in packed.months])
    found = {key: np.zeros(draws.paths) for key in resolved.programmes}

    def work(first: int, count: int) -> None:
        amounts = called(packed, seed=draws.seed, first=first, count=count)
        for key, total in found.items():
            total[first : first + count] = amounts[:, owners == key].sum(axis=1)

    if packed.months:
        pieces = [(first, min(_PIECE, draws.paths - first)) for first in range(0, draws.paths, _PIECE)]
        do_all(pieces, work, workers=workers)
    return found


def _cash(resolved: ResolvedCase, key: str, drawn: Mapping[str, npt.NDArray[np.float64]], gaps: Gaps) -> CashSide:
    months = draw_months({key: resolved.programmes[key]}, resolved.dates)
    return CashSide(
        until=resolved.horizon,
        firm=resolved.programmes[key].firm,
        drawn_planned=math.fsum(month.planned for month in months),
        drawn=spread(drawn[key]),
        paid=gaps.paid,
        gap_without=gaps.without,
        gap_planned=gaps.planned,
        gap=gaps.possible,
    )


def _classes(resolved: ResolvedCase) -> Iterator[ReferenceRecord]:
    """The reference classes in use, each once."""
    used = {key: one for programme in resolved.programmes.values() for key, one in programme.classes.items()}
    for one in used.values():
        yield ReferenceRecord(
            id=one.id,
            title=one.title,
            mean=one.mean,
            published=one.published,
            cap=one.cap,
            infinite=one.infinite,
            source=one.source,
        )


def programme_limits(paths: int) -> tuple[str, ...]:
    """What the figures of programmes cannot say, in sentences."""
    found = [
        said(
            "Gates are passed once and stay so; sites share neither crews nor cranes, but what delays them in common."
        ),
        said("A phase that cannot be built is not replaced by another."),
        said("Building goes on whether or not the group pays what it is called on for."),
        said("What is spent on a gate that is never passed is not counted."),
    ]
    if paths > FASTER_PATHS:
        found.append(
            said(
                "Dates of single gates rest on the first {gates} paths, gains of faster ones on the first {faster}.",
                gates=figured(count_text, min(paths, RECORDED_PATHS)),
                faster=figured(count_text, FASTER_PATHS),
            )
        )
    return tuple(found)
