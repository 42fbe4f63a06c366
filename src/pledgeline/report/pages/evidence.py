"""What `check` says of a case that is well formed: how it is known, and where that is thin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.sources import claim_text, comparison_reason, evidence_summary
from pledgeline.report.pages.wording import clauses, short_date, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.evidence_results import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One figure that a list names, and what the list says of it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedFigures:
    """One list of figures."""

    title: str
    figures: tuple[Noted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """How a case is known."""

    summary: str
    lists: tuple[NotedFigures, ...]  # those that name anything


def evidence_page(evidence: Evidence, texts: Mapping[str, str]) -> EvidencePage:
    """The page of a case; `texts` gives each figure as the case states it."""
    return EvidencePage(
        summary=evidence_summary(evidence),
        lists=tuple(one for one in _lists(evidence, texts) if one.figures),
    )


def _lists(evidence: Evidence, texts: Mapping[str, str]) -> Iterator[NotedFigures]:
    open_, closed = ([one for one in evidence.comparisons if one.decided == decided] for decided in (False, True))
    for title, found in ((say("Conflicts not decided"), open_), (say("Several figures told, one chosen"), closed)):
        figures = tuple(
            Noted(
                key=one.key,
                text=say(
                    "{figure}; others: {others}; {reason}",
                    figure=one.in_use,
                    others=clauses(claim_text(claim) for claim in one.claims),
                    reason=comparison_reason(one),
                ),
            )
            for one in found
        )
        yield _counted(title, figures)
    yield _counted(say("Without a source"), _plain(evidence.without_source, texts))
    yield _counted(say("Assumed"), _plain(evidence.assumptions, texts))
    stale = tuple(
        Noted(key=one.key, text=say("{figure}; newest source {date}", figure=one.text, date=short_date(one.newest)))
        for one in evidence.stale
    )
    yield _counted(say("Newest source older than {span}", span=evidence.stale_after), stale)
    loose = tuple(Noted(key=f"claims.{one.id}", text=claim_text(one)) for one in evidence.loose_claims)
    yield _counted(say("Claims about no figure of the case"), loose)


def _counted(title: str, figures: tuple[Noted, ...]) -> NotedFigures:
    return NotedFigures(title=say("{title} ({number})", title=title, number=whole(len(figures))), figures=figures)


def _plain(keys: tuple[str, ...], texts: Mapping[str, str]) -> tuple[Noted, ...]:
    return tuple(Noted(key=key, text=texts.get(key, "")) for key in keys)
