"""The scoreboard of public promises as plain records.

Amounts are in the currency of the promise; jobs are people, capacity is in watts. `strict` counts each step for one
promise and leaves out what is disputed or only claimed; `generous` counts everything that somebody counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import Estimate

Status = Literal["kept", "on_course", "behind", "broken", "cannot_be_told"]
Measure = Literal["money", "jobs", "capacity"]

STATUS_TITLES: dict[Status, str] = {
    "kept": said("kept"),
    "on_course": said("on course"),
    "behind": said("behind"),
    "broken": said("broken"),
    "cannot_be_told": said("cannot be told"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A status, and the sentence that says why."""

    status: Status
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A sum counted in two ways."""

    strict: float
    generous: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was promised in one measure, and what came of it."""

    measure: Measure
    unit: str  # a currency, jobs, W
    promised: float | None
    committed: Counted  # signed, or paid where more was paid; of jobs and capacity: signed
    done: Counted  # money disbursed, jobs evidenced, capacity in service
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What something counts for, or may count for, and why; `disputed` keeps it out of the strict count."""

    pledge: str
    reason: str
    disputed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step towards a promise: said, signed or paid."""

    pledge: str  # under which it stands in the case
    number: int
    title: str
    date: dt.date  # the first day that may be meant
    date_text: str  # as precise as the case gives it
    known: dt.date
    stage: str  # claim, commitment, disbursement
    amount: float | None  # in `currency`
    currency: str
    spent_on: str
    jobs: float | None
    jobs_kind: str
    jobs_proof: str
    capacity: float | None  # watts
    strict_for: str  # the one promise it is strictly counted for; "" for none
    mentions: tuple[Mention, ...]
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """The status from a day on, as it could be known then."""

    date: dt.date
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """What is to pay for a promise of the group; in the currency of the promise."""

    in_time: Counted  # commitments behind it that are due by its deadline
    late: Counted  # those due after it
    uncovered: Counted  # promised, not paid and in no commitment, by either count: the strict one is the larger
    disputed: tuple[Mention, ...]  # commitments that are only perhaps behind it: `pledge` is then the commitment
    paid: Estimate | None  # all payments in time and within the horizon are made; None where nothing was simulated
    paths: int  # simulated for it
    within: tuple[str, ...]  # those payments
    beyond: tuple[str, ...]  # commitments due in time but after the horizon, or without a date


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeRecord:
    """One public promise: what, when, how far, and how it stands."""

    id: str
    title: str
    by: str
    to: str
    nature: str  # political, firm
    renews: str
    part_of: tuple[Mention, ...]
    made: dt.date
    made_text: str
    due: dt.date | None  # by the figure in use
    due_text: str
    due_from: dt.date | None  # the interval that sources leave open
    due_to: dt.date | None
    gone_low: float | None  # share of the time gone, by the latest and by the earliest deadline
    gone_high: float | None
    jobs_kind: str
    jobs_claimed: tuple[tuple[str, float], ...]  # by kind of job
    jobs_evidenced: tuple[tuple[str, float], ...]
    tallies: tuple[Tally, ...]
    verdict: Verdict
    history: tuple[StatusChange, ...]
    funding: Funding | None  # None for a promise that is not the group's, or not of money
    steps: tuple[Step, ...]  # those that stand under it
    note: str
    sources: tuple[str, ...]
    built: tuple[str, ...] = ()  # titles of the programmes that are measured against it


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeBoard:
    """All public promises of a case; the totals are in the currency of the case."""

    as_of: dt.date
    currency: str
    pledges: tuple[PledgeRecord, ...]
    announced: Counted  # strict: parts of wider promises and renewals counted once
    committed: Counted  # strict: each step once
    disbursed: Counted
    disbursed_on: tuple[tuple[str, float], ...]  # what the strict disbursements bought
    overlaps: tuple[Step, ...]  # steps that count, or may count, for several promises or are disputed
