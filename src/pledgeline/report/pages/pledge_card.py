"""One public promise in full: its terms, what is to pay for it, each step, and its status through time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.pledge_results import STATUS_TITLES
from pledgeline.language.saying import retold, say
from pledgeline.report.pages.pledge_words import (
    JOB_KINDS,
    MEASURES,
    NATURES,
    TONES,
    due_text,
    partial,
    size,
    span,
    stage_text,
    status_text,
    step_size,
)
from pledgeline.report.pages.sources import citations
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, capital, chance, clauses, count, short_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.evidence_results import Evidence
    from pledgeline.engine.pledge_results import Funding, PledgeBoard, PledgeRecord, Step
    from pledgeline.report.pages.sources import Citation

FEW_PAYMENTS = 3  # of one commitment that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeCard:
    """One public promise."""

    anchor: str
    title: str
    status: str
    tone: str
    because: str
    facts: tuple[Fact, ...]
    steps: Table | None
    history: Table | None
    note: str
    citations: tuple[Citation, ...]


def pledge_card(
    record: PledgeRecord, board: PledgeBoard, evidence: Evidence | None, anchors: dict[str, str]
) -> PledgeCard:
    """The card of a promise; `anchors` are those of the sources of the page."""
    cited = dict.fromkeys((*record.sources, *(source for step in record.steps for source in step.sources)))
    return PledgeCard(
        anchor=f"pledge-{[one.id for one in board.pledges].index(record.id) + 1}",
        title=record.title,
        status=status_text(record.verdict.status),
        tone=TONES[record.verdict.status],
        because=clauses(
            say("{measure}: {reason}", measure=retold(MEASURES[tally.measure]), reason=retold(tally.verdict.because))
            for tally in record.tallies
        ),
        facts=(*_terms(record, board, evidence), *_jobs(record), *_funding(record)),
        steps=_steps(record, board),
        history=_history(record),
        note=record.note,
        citations=citations(tuple(cited), anchors),
    )


def _terms(record: PledgeRecord, board: PledgeBoard, evidence: Evidence | None) -> Iterator[Fact]:
    """Who, to whom, of what kind, when."""
    titles = {one.id: one.title for one in board.pledges}
    to = say("to {whom}", whom=record.to) if record.to else ""
    yield Fact(term=say("Promised by"), text=record.by, note=to)
    again = say("announces again: {promise}", promise=titles[record.renews]) if record.renews else say("new")
    yield Fact(term=say("Kind"), text=retold(NATURES[record.nature]), note=again)
    for mention in record.part_of:
        term = say("Perhaps part of") if mention.disputed else say("Part of")
        yield Fact(term=term, text=titles[mention.pledge], note=mention.reason)
    if record.built:
        note = say("what comes of it and when: {verb}", verb="pledgeline programme")
        yield Fact(term=say("Built for it"), text=", ".join(record.built), note=note)
    yield Fact(term=say("Made"), text=partial(record.made_text))
    yield Fact(
        term=say("Due"),
        text=due_text(record),
        note=_other(record, evidence, "deadline"),
    )
    for tally in record.tallies:
        key = {"money": "amount", "jobs": "jobs", "capacity": "capacity"}[tally.measure]
        yield Fact(
            term=capital(retold(MEASURES[tally.measure])),
            text=size(tally.promised, tally.unit),
            note=_other(record, evidence, key),
        )


def _other(record: PledgeRecord, evidence: Evidence | None, key: str) -> str:
    """What other sources say of one of its figures, and why that is not used."""
    path = f"pledges.{record.id}.{key}"
    for one in evidence.comparisons if evidence is not None else ():
        others = ", ".join(claim.text for claim in one.claims if not claim.agrees)
        if one.key == path and others:
            if not one.because:
                return say("other sources: {figures}; not decided", figures=others)
            return say("other sources: {figures}; this one because {reason}", figures=others, reason=one.because)
    return ""


def _jobs(record: PledgeRecord) -> Iterator[Fact]:
    """Jobs by kind."""
    for term, found in ((say("Jobs claimed"), record.jobs_claimed), (say("Jobs evidenced"), record.jobs_evidenced)):
        if found:
            told = ", ".join(f"{count(number)} {retold(JOB_KINDS[kind])}" for kind, number in found)
            yield Fact(term=term, text=told)


def _payments(ids: tuple[str, ...]) -> str:
    """Payments by id; of a commitment or programme with many, their number."""
    parts: dict[str, list[str]] = {}
    for one in ids:
        parts.setdefault(one.partition("#")[0], []).append(one)
    told = (
        ", ".join(each)
        if len(each) <= FEW_PAYMENTS
        else say("{n} payments of {commitment}", n=count(len(each)), commitment=key)
        for key, each in parts.items()
    )
    return ", ".join(told)


def _funding(record: PledgeRecord) -> Iterator[Fact]:
    """What is to pay for the rest of it, while it may still be paid in time."""
    found = record.funding
    if found is None or record.gone_low == 1.0:
        return
    unit = next(tally.unit for tally in record.tallies if tally.measure == "money")
    yield Fact(term=say("Commitments behind it"), text=span(found.in_time, unit), note=_disputed(found))
    if found.paid is not None:
        yield Fact(
            term=say("Chance that they are paid"),
            text=chance(found.paid, found.paths),
            note=say("all of {payments}, on the paths of the group", payments=_payments(found.within)),
        )
    if found.beyond:
        text = _payments(found.beyond)
        yield Fact(term=say("Not followed"), text=text, note=say("after the horizon, without a date, or not simulated"))
    yield Fact(
        term=say("Without visible funding"),
        text=span(found.uncovered, unit),
        note=say("promised, not paid, and in no commitment"),
    )


def _disputed(found: Funding) -> str:
    told = (say("{commitment}: {reason}", commitment=one.pledge, reason=one.reason) for one in found.disputed)
    return clauses(told)


def _steps(record: PledgeRecord, board: PledgeBoard) -> Table | None:
    if not record.steps:
        return None
    return Table(
        caption=say("What came of it"),
        columns=(
            words(say("Date")), words(say("What")), words(say("Stage")), figures(say("Amount")),
            words(say("Counts for")), words(say("Source"), minor=True),
        ),
        rows=tuple(_step(step, {one.id: one.title for one in board.pledges}) for step in record.steps),
    )  # fmt: skip


def _step(step: Step, titles: dict[str, str]) -> Row:
    sure = [titles[mention.pledge] for mention in step.mentions if not mention.disputed]
    rest = [say("{promise} (disputed)", promise=titles[one.pledge]) for one in step.mentions if one.disputed]
    return row(
        partial(step.date_text),
        step.title or NOTHING,
        stage_text(step),
        step_size(step),
        clauses((*sure, *rest)),
        ", ".join(step.sources) or NOTHING,
    )


def _history(record: PledgeRecord) -> Table | None:
    if not record.history:
        return None
    return Table(
        caption=say("Its status as it could be known"),
        columns=(words(say("Since")), words(say("Status")), words(say("Because, on that day"))),
        rows=tuple(
            row(short_date(one.date), retold(STATUS_TITLES[one.verdict.status]), retold(one.verdict.because))
            for one in record.history
        ),
        note=say("Each step counts from the day on which it became known, not from the day on which it happened."),
    )
