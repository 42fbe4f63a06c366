"""The scoreboard of public promises: who, what, by when, how far, and who says so."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.pledge_results import STATUS_TITLES, Counted
from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.pledge_card import PledgeCard, pledge_card
from pledgeline.report.pages.pledge_words import (
    MEASURES,
    SPENT_ON,
    TONES,
    due_text,
    gone,
    partial,
    size,
    span,
    stage_text,
    status_text,
)
from pledgeline.report.pages.sources import source_anchors
from pledgeline.report.pages.tables import Row, Sentence, Table, figures, phrase, row, strong, words
from pledgeline.report.pages.wording import NOTHING, capital, clauses, count, long_date, money, whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.pledge_results import PledgeBoard, PledgeRecord, Status, Step, Tally
    from pledgeline.engine.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A step on the timeline."""

    date: dt.date
    stage: str  # claim, commitment, disbursement
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One promise on the timeline: from the day it was made to the earliest and latest day by which it is due."""

    title: str
    made: dt.date
    due_from: dt.date | None
    due_to: dt.date | None
    marks: tuple[Mark, ...]
    status: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgesPage:
    """All public promises of a case."""

    sentences: tuple[Sentence, ...]
    table: Table
    lanes: tuple[Lane, ...]
    today: dt.date
    description: str  # of the timeline, in words
    cards: tuple[PledgeCard, ...]
    overlaps: Table | None
    rule: tuple[str, ...]  # how a status is found


def pledges_page(result: Result) -> PledgesPage | None:
    """The scoreboard of a result; None where the case has no public promise."""
    board = result.pledges
    if board is None:
        return None
    anchors = source_anchors(result)
    return PledgesPage(
        sentences=tuple(_sentences(board, result.group)),
        table=_scoreboard(board),
        lanes=tuple(_lane(record) for record in board.pledges),
        today=board.as_of,
        description=say(
            "Timeline of {number} promises from the day each was made to its deadline, with what was signed, paid or "
            "claimed on the way; the table above says the same.",
            number=whole(len(board.pledges)),
        ),
        cards=tuple(pledge_card(record, board, result.evidence, anchors) for record in board.pledges),
        overlaps=_overlaps(board),
        rule=_rule(),
    )


def _sentences(board: PledgeBoard, group: str) -> Iterator[Sentence]:
    """What was promised, what was paid, what became of the jobs, and how the promises stand."""
    if board.announced.generous:
        yield _promised_sum(board, group)
        yield _paid(board)
    if any(tally.measure == "jobs" for record in board.pledges for tally in record.tallies):
        yield _jobs(board)
    statuses = Counter(record.verdict.status for record in board.pledges)
    told = [_standing(status, statuses[status]) for status in STATUS_TITLES if statuses[status]]
    yield phrase(say("How they stand"), "{list}.", tone="unknown", list=strong(", ".join(told)))


def _promised_sum(board: PledgeBoard, group: str) -> Sentence:
    """What the group has promised in all, and with each promise counted once."""
    return phrase(
        say("Promised"),
        "{group} has promised {sum} in public; {once} where promises that hold or renew each other, or may do so, are "
        "counted once.",
        tone="load",
        group=group,
        sum=strong(money(board.announced.generous, board.currency)),
        once=strong(money(board.announced.strict, board.currency)),
    )


def _standing(status: Status, count: int) -> str:
    """How many promises stand in one way."""
    n = whole(count)
    match status:
        case "kept":
            return say_each(count, "{n} kept", "{n} kept", n=n)
        case "on_course":
            return say_each(count, "{n} on course", "{n} on course", n=n)
        case "behind":
            return say_each(count, "{n} behind", "{n} behind", n=n)
        case "broken":
            return say_each(count, "{n} broken", "{n} broken", n=n)
        case _:
            return say_each(count, "{n} cannot be told", "{n} cannot be told", n=n)


def _paid(board: PledgeBoard) -> Sentence:
    """What has moved, and what it bought."""
    bought = [
        say("{share} for {purpose}", share=money(amount, board.currency), purpose=retold(SPENT_ON[kind]))
        for kind, amount in board.disbursed_on
    ]
    if not bought:
        return phrase(
            say("Paid"),
            "No payment towards them is undisputed; the most generous count comes to {most}.",
            tone="call",
            most=strong(money(board.disbursed.generous, board.currency)),
        )
    return phrase(
        say("Paid"),
        "Each payment counted once, {sum} has been paid towards them ({purposes}); {most} with what is disputed.",
        tone="call",
        sum=strong(money(board.disbursed.strict, board.currency)),
        purposes=", ".join(bought),
        most=strong(money(board.disbursed.generous, board.currency)),
    )


def _jobs(board: PledgeBoard) -> Sentence:
    """Jobs promised, claimed and evidenced, over all promises; those of promises within one another once."""
    tallies = {one.id: tally for one in board.pledges for tally in one.tallies if tally.measure == "jobs"}
    records = [record for record in board.pledges if record.id in tallies]
    renewed = {record.renews for record in records}
    certain = {one.id for one in records for each in one.part_of if each.pledge in tallies and not each.disputed}
    perhaps = {one.id for one in records for each in one.part_of if each.pledge in tallies}
    promised = math.fsum(tally.promised or 0.0 for key, tally in tallies.items() if key not in perhaps | renewed)
    done = Counted(
        strict=math.fsum(tally.done.strict for key, tally in tallies.items() if key not in certain),
        generous=max(tally.done.generous for tally in tallies.values()),
    )
    if done.generous and not done.strict:
        return phrase(
            say("Jobs"),
            "Of {promised} jobs promised, none is evidenced; the most that anybody counts for one promise is "
            "{claimed}.",
            tone="close-out",
            promised=strong(count(promised)),
            claimed=strong(count(done.generous)),
        )
    if not done.generous:
        return phrase(
            say("Jobs"),
            "Of {promised} jobs promised, none is evidenced and none is claimed.",
            tone="close-out",
            promised=strong(count(promised)),
        )
    return phrase(
        say("Jobs"),
        "Of {promised} jobs promised, {evidenced} are evidenced; the most that anybody counts for one promise is "
        "{claimed}.",
        tone="close-out",
        promised=strong(count(promised)),
        evidenced=strong(count(done.strict)),
        claimed=strong(count(done.generous)),
    )


def _scoreboard(board: PledgeBoard) -> Table:
    return Table(
        caption=say("The scoreboard on {date}", date=long_date(board.as_of)),
        columns=(
            words(say("Promise")),
            words(say("Status")),
            words(say("Due")),
            figures(say("Promised")),
            figures(say("Signed"), minor=True),
            figures(say("Paid or there")),
            figures(say("Time gone"), minor=True),
        ),
        rows=tuple(line for record in board.pledges for line in _rows(record)),
        note=say(
            "Where two figures stand, the first counts each step once and leaves out what is disputed or merely "
            "claimed; the second counts everything that anybody counts."
        ),
    )


def _rows(record: PledgeRecord) -> Iterator[Row]:
    """One row for each thing that was promised; the first carries the promise itself."""
    for number, tally in enumerate(record.tallies):
        first = number == 0
        yield row(
            record.title if first else capital(retold(MEASURES[tally.measure])),
            status_text(tally.verdict.status),
            due_text(record) if first else "",
            _promised(tally),
            span(tally.committed, tally.unit) if tally.measure == "money" else NOTHING,
            span(tally.done, tally.unit),
            gone(record.gone_low, record.gone_high) if first else "",
            tone="" if first else "part",
        )


def _promised(tally: Tally) -> str:
    found = size(tally.promised, tally.unit)
    return say("{number} jobs", number=found) if tally.measure == "jobs" and tally.promised is not None else found


def _lane(record: PledgeRecord) -> Lane:
    return Lane(
        title=record.title,
        made=record.made,
        due_from=record.due_from,
        due_to=record.due_to,
        marks=tuple(Mark(date=step.date, stage=step.stage, text=_mark_text(step)) for step in record.steps),
        status=status_text(record.verdict.status),
        tone=TONES[record.verdict.status],
    )


def _mark_text(step: Step) -> str:
    return say("{date}, {stage}: {what}", date=partial(step.date_text), stage=stage_text(step), what=step.title)


def _overlaps(board: PledgeBoard) -> Table | None:
    """Every step that counts, or may count, for several promises."""
    if not board.overlaps:
        return None
    titles = {record.id: record.title for record in board.pledges}
    lines = []
    for step in board.overlaps:
        sure = [mention for mention in step.mentions if not mention.disputed]
        rest = [mention for mention in step.mentions if mention.disputed]
        lines.append(
            row(
                say("{title}, {date}", title=step.title or stage_text(step), date=partial(step.date_text)),
                size(step.amount, step.currency) if step.amount is not None else NOTHING,
                clauses(titles[mention.pledge] for mention in sure) or say("none"),
                clauses(
                    say("{promise}: {reason}", promise=titles[mention.pledge], reason=mention.reason)
                    for mention in rest
                )
                or NOTHING,
            )
        )
    return Table(
        caption=say("What may be counted twice, or not at all"),
        columns=(
            words(say("Step")), figures(say("Amount")), words(say("Counted for")), words(say("Disputed for, and why")),
        ),
        rows=tuple(lines),
        note=say_each(
            len(lines),
            "{number} step is disputed or named for several promises; the strict count takes it once, or not at all.",
            "{number} steps are disputed or named for several promises; the strict count takes each once, or not at "
            "all.",
            number=whole(len(lines)),
        ),
    )  # fmt: skip


def _rule() -> tuple[str, ...]:
    """The rule behind each status."""
    return (
        say(
            "Kept: all of it is evidenced by the deadline. Broken: the deadline has passed, and not even the most "
            "generous count reaches it."
        ),
        say(
            "On course: all of it is signed, or the share evidenced is at least the share of the time gone. Behind: "
            "not even the most generous count is as far as the time."
        ),
        say(
            "Cannot be told: nothing is known, or the answer turns on what is disputed, merely claimed, or on which "
            "deadline holds."
        ),
        say(
            "A promise of several things is kept only where all are kept, and otherwise stands as the worst of them, "
            "in this order: broken, cannot be told, behind, on course."
        ),
    )
