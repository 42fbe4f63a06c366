"""The words of the scoreboard: measures, stages, kinds of jobs, and sums counted in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.pledge_results import STATUS_TITLES
from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.wording import NOTHING, count, money, percent, short_date, short_month
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.text import here, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.pledge_results import Counted, PledgeRecord, Status, Step

MEASURES = {"money": said("money"), "jobs": said("jobs"), "capacity": said("capacity")}
STAGES = {"claim": said("claimed"), "commitment": said("signed"), "disbursement": said("paid")}
IN_SERVICE = said("in service")
JOB_KINDS = {
    "construction": said("while it is built"),
    "permanent": said("permanent"),
    "indirect": said("indirect"),
    "unstated": said("of no stated kind"),
}
SPENT_ON = {
    "shares": said("shares of companies"),
    "building": said("building"),
    "lending": said("lending"),
    "other": said("something else"),
    "unstated": said("something not stated"),
}
NATURES = {"political": said("a promise made in public"), "firm": said("a signed obligation")}
# the tone of the style sheets
TONES: dict[Status, str] = {
    "kept": "load", "on_course": "load", "behind": "call", "broken": "close-out", "cannot_be_told": "unknown",
}  # fmt: skip
SIGNS: dict[Status, str] = {"kept": "✓", "on_course": "→", "behind": "←", "broken": "✗", "cannot_be_told": "?"}
_GIGA = 1e9
_QUARTERS = (said("first quarter"), said("second quarter"), said("third quarter"), said("fourth quarter"))
_HALVES = (said("first half"), said("second half"))


def status_text(status: Status) -> str:
    """The status with its sign, so that colour is never alone: `? cannot be told`."""
    return f"{SIGNS[status]} {retold(STATUS_TITLES[status])}"


def size(amount: float | None, unit: str) -> str:
    """An amount of a measure: money, jobs or capacity in GW."""
    if amount is None:
        return say("not known")
    if unit == "W":
        return f"{number_text(amount / _GIGA, language=here())} GW"
    if unit == "jobs":
        return count(amount)
    return money(amount, unit)


def span(counted: Counted, unit: str) -> str:
    """A sum counted strictly and generously: one figure where both agree, `0 to 9.5bn` where they do not."""
    low, high = sorted((counted.strict, counted.generous))
    if low == high:
        return size(low, unit) if low else NOTHING
    if not low:
        return say("0 to {most}", most=size(high, unit))
    return say("{least} to {most}", least=size(low, unit), most=size(high, unit))


def gone(low: float | None, high: float | None) -> str:
    """The share of the time gone, an interval where sources differ on the deadline."""
    if low is None or high is None:
        return NOTHING
    if low == high:
        return percent(low)
    return say("{least} to {most}", least=percent(low), most=percent(high))


def step_size(step: Step) -> str:
    """What a step brought: amounts, jobs and capacity, those that it has."""
    parts = [(step.amount, step.currency), (step.jobs, "jobs"), (step.capacity, "W")]
    told = [
        say("{number} jobs", number=count(one)) if unit == "jobs" else size(one, unit)
        for one, unit in parts
        if one is not None
    ]
    return ", ".join(told) or NOTHING


def stage_text(step: Step) -> str:
    """How far a step went: said, signed, paid or in service."""
    if step.stage == "disbursement" and step.amount is None:
        if step.capacity is not None:
            return retold(IN_SERVICE)
        return say("evidenced") if step.jobs_proof == "evidenced" else say("claimed")
    return retold(STAGES[step.stage])


def partial(written: str) -> str:
    """A date as precise as the case gives it: `16 Dec 2024`, `May 2026`, `third quarter of 2026`, `2026`."""
    date = PartialDate.parse(written)
    if date.day is not None:
        return short_date(date.first)
    if date.month is not None:
        return short_month(date.first)
    if date.quarter is not None:
        return say("{quarter} of {year}", quarter=retold(_QUARTERS[date.quarter - 1]), year=date.year)
    if date.half is not None:
        return say("{half} of {year}", half=retold(_HALVES[date.half - 1]), year=date.year)
    return str(date.year)


def due_text(record: PledgeRecord) -> str:
    """The deadline, an interval where sources differ."""
    if record.due_from is None or record.due_to is None:
        return say("no deadline")
    if record.due_from == record.due_to:
        return partial(record.due_text)
    return say("{first} to {last}", first=short_date(record.due_from), last=short_date(record.due_to))


def status_lines(record: PledgeRecord, key: str) -> Iterator[str]:
    """Why a promise stands as it does: each thing promised by both counts, then every step under it."""
    yield say("{key}: {text}", key=key, text=retold(STATUS_TITLES[record.verdict.status]))
    for tally in record.tallies:
        yield "  " + say(
            "{measure}: {promised} promised, {done} reached, {gone} of the time gone: {status}, as {reason}",
            measure=retold(MEASURES[tally.measure]),
            promised=size(tally.promised, tally.unit),
            done=span(tally.done, tally.unit),
            gone=gone(record.gone_low, record.gone_high),
            status=retold(STATUS_TITLES[tally.verdict.status]),
            reason=retold(tally.verdict.because),
        )
    for step in record.steps:
        told = say("{date}, {stage}: {what}", date=partial(step.date_text), stage=stage_text(step), what=step.title)
        yield f"  {told}, {step_size(step)}   [pledges.{step.pledge}.progress.{step.number}]"
