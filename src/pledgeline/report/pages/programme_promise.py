"""What was promised of a programme, in sentences: power by its deadline, and jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import said, say
from pledgeline.report.pages.clauses import linked_phrases
from pledgeline.report.pages.pledge_words import JOB_KINDS
from pledgeline.report.pages.programme_wording import count_spread, jobs, power, power_ends, power_spread
from pledgeline.report.pages.tables import Sentence, clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import chance, long_date, short_date, titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pledgeline.engine.programme_results import Kept, ProgrammeOutlook, Spread

NONE = clause("")
# jobs of each kind as they are compared with what was promised
JOBS = {
    **JOB_KINDS,
    "construction": said("the most at once while it is built"),
    "unstated": said("of any kind, the most at once"),
    "permanent": said("permanent, by the deadline"),
}


def promise(one: Kept, outlook: ProgrammeOutlook, paths: int) -> Sentence:
    """How much of what was promised comes by its deadline."""
    promised, plan = one.capacity or 0.0, {"planned": power(one.planned)}
    told = NONE
    if one.kept is not None:
        told = phrase("", "The chance that all of it does is {chance}.", chance=strong(chance(one.kept, paths)))
    planned = (
        phrase("", "As planned it would be {planned}.", **plan)
        if one.planned >= promised
        else phrase("", "Even as planned it would be only {planned}.", **plan)
    )
    tone = "close-out" if _behind(one) else "load"
    return paragraph(say("Promise"), _comes(one, outlook, power(promised)), told, planned, tone=tone)


def _comes(one: Kept, outlook: ProgrammeOutlook, promised: str) -> Sentence:
    """What is in service by the deadline, or as far as it is reckoned."""
    low, high = power_ends(one.comes.p10, one.comes.p90)
    if one.deadline is None:
        return phrase(
            "",
            "No deadline was named: by {date}, as far as this is reckoned, {range} of the {promised} promised come "
            "into service (P10 to P90).",
            date=long_date(outlook.until),
            range=strong(power_spread(one.comes)),
            promised=strong(promised),
        )
    if not low:
        return phrase(
            "",
            "By {date}, {power} of the {promised} promised come into service, P10 and P90 alike.",
            date=long_date(one.deadline),
            power=strong(high),
            promised=strong(promised),
        )
    return phrase(
        "",
        "By {date}, between {low} and {high} of the {promised} promised come into service (P10 to P90).",
        date=long_date(one.deadline),
        low=strong(low),
        high=strong(high),
        promised=strong(promised),
    )


def _behind(one: Kept) -> bool:
    """Whether the promise is missed on most paths."""
    return one.capacity is not None and one.comes.p50 < one.capacity


def others(kept: Sequence[Kept], outlook: ProgrammeOutlook, paths: int) -> Sentence:
    """Promises beside the first, a clause each."""
    told = linked_phrases(
        phrase(
            "",
            "{title}, by {date}: {range} of {promised}, {planned} as planned, all of it with a chance of {chance}",
            title=one.title,
            date=short_date(one.deadline or outlook.until),
            range=strong(power_spread(one.comes)),
            promised=power(one.capacity or 0.0),
            planned=power(one.planned),
            chance=strong(chance(one.kept, paths)) if one.kept is not None else say("not known"),
        )
        for one in kept
    )
    return phrase(say("Also promised"), "{clauses}.", tone="close-out", clauses=told)


def no_promise(outlook: ProgrammeOutlook) -> Sentence:
    """What comes into service where nothing was promised."""
    last = outlook.capacity[-1]
    return phrase(
        say("Capacity"),
        "By {date}, {range} come into service (P10 to P90), where the plan has {planned}.",
        tone="load",
        date=long_date(last.date),
        range=strong(power_spread(last.spread)),
        planned=power(last.planned),
    )


def promised_jobs(one: Kept, promised: float, come: Spread) -> Sentence:
    """What comes of promised jobs."""
    kind = titled(JOBS, one.jobs_kind)
    told, found = strong(jobs(promised)), strong(count_spread(come))
    comes = (
        phrase("", "Of {promised} jobs promised, {jobs} come of it ({kind}).", promised=told, jobs=found, kind=kind)
        if jobs(come.p10) == jobs(come.p90)
        else phrase(
            "",
            "Of {promised} jobs promised, {range} come of it ({kind}; P10 to P90).",
            promised=told,
            range=found,
            kind=kind,
        )
    )
    planned = NONE
    if one.jobs_planned is not None:
        planned = phrase("", "As planned it would be {planned}.", planned=jobs(one.jobs_planned))
    return paragraph(say("Jobs"), comes, planned, tone="close-out" if come.p50 < promised else "load")
