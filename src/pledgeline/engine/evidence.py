"""What the figures of a case rest on: grades, conflicts between sources, age, and what is behind each headline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from pledgeline.case.claim_value import agrees, read_claim
from pledgeline.case.figure import figures
from pledgeline.engine.derive import figure_text
from pledgeline.engine.evidence_basis import bases, basis_of, promise_bases
from pledgeline.engine.evidence_results import GRADES, Basis, ClaimRecord, Comparison, Evidence, Grade, StaleFigure
from pledgeline.market.calendar import later
from pledgeline.units.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.claim import Claim
    from pledgeline.case.figure import Figure
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.results import Derivation

    Figures = Mapping[str, Figure[Any]]

STALE_AFTER = Span(1, "y")
_AGEING = (
    "group",
    "market",
    "assets",
    "loans",
    "debts",
    "companies",
)  # what changes with time; promises and dates do not
_BOUNDS = {"at_least": "≥ ", "at_most": "≤ ", None: ""}


def evidence(document: CaseDocument, derivations: Iterable[Derivation]) -> Evidence:
    """How well a case is known; `derivations` are those of its result, or of its standing alone."""
    case = document.case
    told = dict(figures(case))
    known = {key: figure for key, figure in told.items() if not key.startswith(("sources.", "evidence."))}
    return Evidence(
        grades=grades(figure.confidence for figure in known.values() if figure.known),
        unknown=sum(not figure.known for figure in known.values()),
        comparisons=tuple(_comparisons(case, told)),
        loose_claims=tuple(_record(key, claim, case, known) for key, claim in case.claims.items() if not claim.about),
        without_source=tuple(_without_source(case, known)),
        assumptions=tuple(key for key, figure in known.items() if figure.assumed),
        stale=tuple(_stale(case, known)),
        stale_after=str(_stale_after(case)),
        bases=(*bases(tuple(derivations), known), *promise_bases(case, known)),
    )


def _without_source(case: Case, known: Figures) -> Iterator[str]:
    """Figures that are stated on nobody's word; what a scenario supposes, and how far one looks, need none."""
    cited = {
        f"pledges.{key}.progress.{number}."
        for key, pledge in case.pledges.items()
        for number, step in enumerate(pledge.progress)
        if step.sources
    }
    for key, figure in known.items():
        chosen = key == "horizon" or key.startswith("scenarios.")
        of_a_step = any(key.startswith(step) for step in cited)
        if figure.known and not (figure.sources or figure.assumed or chosen or of_a_step):
            yield key


def grades(confidences: Iterable[str]) -> tuple[Grade, ...]:
    """How many there are of each grade, those that occur, the best known first."""
    counts = Counter(confidences)
    return tuple(Grade(confidence=name, figures=counts[name]) for name in GRADES if counts[name])


def rests_on(document: CaseDocument, derivations: Iterable[Derivation], key: str) -> Basis | None:
    """What one derived number, or the status of a promise, rests on; None for another key."""
    known = dict(figures(document.case))
    promised = next((one for one in promise_bases(document.case, known) if one.key == key), None)
    return promised or basis_of(key, derivations, known)


def told_elsewhere(document: CaseDocument, key: str) -> Comparison | None:
    """What other sources say of one figure of the case; None where nobody says anything."""
    case = document.case
    return next((one for one in _comparisons(case, dict(figures(case))) if one.key == key), None)


def _comparisons(case: Case, known: Figures) -> Iterator[Comparison]:
    """Every figure that claims speak of, in the order of the case."""
    about: dict[str, list[tuple[str, Claim]]] = {}
    for key, claim in case.claims.items():
        if claim.about is not None:
            about.setdefault(claim.about, []).append((key, claim))
    for key, figure in known.items():
        if key in about:
            records = tuple(_record(name, claim, case, known) for name, claim in about[key])
            yield Comparison(
                key=key,
                in_use=figure_text(figure),
                confidence=figure.confidence,
                sources=tuple(map(str, figure.sources)),
                because=figure.because,
                claims=records,
                decided=bool(figure.because) or all(record.agrees for record in records),
            )


def _record(key: str, claim: Claim, case: Case, known: Figures) -> ClaimRecord:
    figure = known.get(claim.about) if claim.about else None
    same = figure is not None and agrees(read_claim(claim, known), figure)
    published = [day for day in (_published(case, citation.source) for citation in claim.sources) if day is not None]
    return ClaimRecord(
        id=key,
        text=_BOUNDS[claim.bound] + (claim.value or claim.range or ""),
        status=claim.status,
        confidence=claim.confidence or "",
        dated=claim.dated or max(published, default=None),
        sources=tuple(map(str, claim.sources)),
        quote=claim.quote or "",
        note=claim.note or "",
        agrees=same != (claim.status == "denied"),
        reviewed_by=claim.reviewed.by if claim.reviewed is not None else "",
        reviewed_on=claim.reviewed.on if claim.reviewed is not None else None,
    )


def _published(case: Case, source: str) -> dt.date | None:
    published = case.sources[source].published
    return published.value.last if published is not None and published.value is not None else None


def _stale_after(case: Case) -> Span:
    figure = case.evidence.stale_after
    return figure.value if figure is not None and figure.value is not None else STALE_AFTER


def _stale(case: Case, known: Figures) -> Iterator[StaleFigure]:
    """Figures of what changes with time, all of whose sources are dated and old."""
    span = _stale_after(case)
    for key, figure in known.items():
        dates = [_published(case, citation.source) for citation in figure.sources]
        if not dates or figure.assumed or key.partition(".")[0] not in _AGEING:
            continue
        newest = max(date or dt.date.max for date in dates)
        if newest != dt.date.max and later(newest, span, case.market.calendar) < case.as_of:
            age = (case.as_of - newest).days
            yield StaleFigure(key=key, text=figure_text(figure), newest=newest, age_days=age)
