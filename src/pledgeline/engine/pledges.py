"""The scoreboard: how far each public promise has come, counted strictly and generously, and what is to pay for it."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pledgeline.engine.desk import Desk, earliest_day, latest_day, open_desk, optional
from pledgeline.engine.pledge_funding import firmly_backed, funding_of
from pledgeline.engine.pledge_results import (
    Counted,
    PledgeBoard,
    PledgeRecord,
    StatusChange,
    Tally,
)
from pledgeline.engine.pledge_status import Known, Term, overall, verdict
from pledgeline.engine.pledge_steps import Steps, wider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.case.pledge import Pledge
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.group_results import BackedPledge
    from pledgeline.engine.pledge_results import Funding, Measure, Step, Verdict
    from pledgeline.units.partial_date import PartialDate


DAY = dt.timedelta(days=1)
GROUP = "group"


def pledge_board(document: CaseDocument, backed: tuple[BackedPledge, ...] = ()) -> PledgeBoard | None:
    """The public promises of a case; None where it has none.

    `backed` is what the paths of the group say of the promises with commitments behind them; nothing where nothing
    was simulated. Raises UnknownName for a scenario the case does not hold.
    """
    if not document.case.pledges:
        return None
    counting = _Counting(desk=open_desk(document), steps=Steps(case=document.case))
    simulated = {one.id: one for one in backed}
    records = tuple(
        _record(counting, key, pledge, counting.funding(key, simulated.get(key)))
        for key, pledge in document.case.pledges.items()
    )
    return PledgeBoard(
        as_of=document.case.as_of,
        currency=document.case.currency,
        pledges=records,
        announced=counting.announced(),
        committed=counting.total({"commitment"}),
        disbursed=counting.total({"disbursement"}),
        disbursed_on=counting.bought(),
        overlaps=tuple(counting.steps.overlapping()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counting:
    """The steps of a case, and the exchange rates at which they are added."""

    desk: Desk
    steps: Steps

    def money(self, step: Step, currency: str) -> float | None:
        """The amount of a step in a currency, at the rates of the case."""
        if step.amount is None:
            return None
        rates = self.desk.currencies
        return step.amount if step.currency == currency else (
            step.amount * rates[step.currency].spot / rates[currency].spot
        )  # fmt: skip

    def known(self, key: str, measure: Measure, day: dt.date) -> Known:
        """What could be known of one measure of a promise on a day."""
        pledge = self.desk.document.case.pledges[key]
        size, done, term = self._size(pledge, measure), _done(pledge, measure), term_of(pledge)
        strict = [step for step in self.steps.strictly(key) if step.known <= day and size(step) is not None]
        generous = [step for step in self.steps.generously(key) if step.known <= day and size(step) is not None]
        in_time = [step for step in strict if term is None or step.date <= term.due_to]
        all_in_time = [step for step in generous if term is None or step.date <= term.due_to]
        paid, ever = _sum(size, filter(done, in_time)), _sum(size, filter(done, strict))
        signed = _sum(size, (step for step in in_time if step.stage == "commitment"))
        if measure == "money" and day == self.desk.document.case.as_of:
            signed = max(signed, paid + firmly_backed(self.desk, pledge, _unit(pledge, measure, self.desk.home)))
        reached = _reached(size, all_in_time)
        return Known(
            promised=promised(pledge, measure),
            strict=paid,
            generous=max(reached, paid),
            signed=max(signed, paid) if measure == "money" else 0.0,
            late=ever,
            most=max(_reached(size, generous), ever),
            seen=bool(generous),
        )

    def funding(self, key: str, backed: BackedPledge | None) -> Funding | None:
        """What is to pay for a promise."""
        case = self.desk.document.case
        now = self.known(key, "money", case.as_of)
        done = Counted(strict=now.late, generous=now.most)
        return funding_of(self.desk, done, case.pledges[key], backed)

    def tally(self, key: str, measure: Measure, found: Verdict) -> Tally:
        """One measure of a promise today."""
        case = self.desk.document.case
        pledge = case.pledges[key]
        size = self._size(pledge, measure)
        now = self.known(key, measure, case.as_of)
        signed = [
            _sum(size, (one for one in steps(key) if one.stage == "commitment"))
            for steps in (self.steps.strictly, self.steps.generously)
        ]
        paid = _sum(size, (one for one in self.steps.generously(key) if one.stage == "disbursement"))
        floor = (now.late, max(now.late, paid)) if measure == "money" else (0.0, 0.0)
        if measure == "money":  # also what the case itself holds as a firm commitment
            firm = now.late + firmly_backed(self.desk, pledge, _unit(pledge, measure, self.desk.home))
            floor = (firm, max(firm, floor[1]))
        return Tally(
            measure=measure,
            unit=_unit(pledge, measure, self.desk.home),
            promised=now.promised,
            committed=Counted(strict=max(signed[0], floor[0]), generous=max(signed[1], floor[1])),
            done=Counted(strict=now.late, generous=now.most),
            verdict=found,
        )

    def announced(self) -> Counted:
        """The money promised: once where promises hold or renew each other, and as the speeches add up."""
        own = ((key, one.amount) for key, one in self.desk.document.case.pledges.items() if one.by == GROUP)
        amounts = {key: amount for key, figure in own if (amount := self.desk.at_home(figure)) is not None}
        # a promise held only by one of another's, or by one of no sum, is nowhere else in the total
        alone = (amount for key, amount in amounts.items() if not amounts.keys() & self.steps.told_in(key))
        return Counted(strict=math.fsum(alone), generous=math.fsum(amounts.values()))

    def total(self, stages: set[str]) -> Counted:
        """The money of all steps of some stages, each once: those that are counted, and those that are disputed too."""
        found = [step for step in self._own() if step.stage in stages]
        amounts = [(bool(step.strict_for), self.money(step, self.desk.home) or 0.0) for step in found]
        return Counted(
            strict=math.fsum(amount for strictly, amount in amounts if strictly),
            generous=math.fsum(amount for _, amount in amounts),
        )

    def bought(self) -> tuple[tuple[str, float], ...]:
        """What the strictly counted disbursements bought, the largest first."""
        sums: Counter[str] = Counter()
        for step in self._own():
            if step.stage == "disbursement" and step.strict_for and step.amount is not None:
                sums[step.spent_on] += self.money(step, self.desk.home) or 0.0  # type: ignore[assignment]
        return tuple(sorted(sums.items(), key=lambda one: (-one[1], one[0])))

    def _own(self) -> Iterator[Step]:
        """The steps towards promises of the group itself."""
        pledges = self.desk.document.case.pledges
        return (step for step in self.steps.all if pledges[step.pledge].by == GROUP)

    def _size(self, pledge: Pledge, measure: Measure) -> Callable[[Step], float | None]:
        """What a step adds to a measure of a promise."""
        unit = _unit(pledge, measure, self.desk.home)
        match measure:
            case "money":
                return lambda step: self.money(step, unit)
            case "jobs":
                return lambda step: step.jobs
            case _:
                return lambda step: step.capacity


def _done(pledge: Pledge, measure: Measure) -> Callable[[Step], bool]:
    """Whether a strictly counted step is the thing itself: money paid, jobs evidenced, capacity in service."""
    if measure == "jobs":
        kinds = {pledge.jobs_kind} if pledge.jobs_kind != "unstated" else None
        return lambda step: _evidenced(step) and (kinds is None or step.jobs_kind in kinds)
    return lambda step: step.stage == "disbursement"


def _evidenced(step: Step) -> bool:
    """Whether the jobs of a step are there and counted by records; a claim is one whatever it calls itself."""
    return step.stage == "disbursement" and step.jobs_proof == "evidenced"


def _sum(size: Callable[[Step], float | None], steps: Iterable[Step]) -> float:
    return math.fsum(size(step) or 0.0 for step in steps)


def _reached(size: Callable[[Step], float | None], steps: Iterable[Step]) -> float:
    """The most that anybody counts: single steps added up, or the largest total that is claimed."""
    found = tuple(steps)
    claims = (size(step) or 0.0 for step in found if step.stage == "claim")
    return max(_sum(size, (step for step in found if step.stage == "disbursement")), max(claims, default=0.0))


def _unit(pledge: Pledge, measure: Measure, home: str) -> str:
    """In which a measure is counted; money of no known sum in the currency of the case."""
    if measure == "money":
        return pledge.amount.value.currency if pledge.amount is not None and pledge.amount.value is not None else home
    return "jobs" if measure == "jobs" else "W"


def promised(pledge: Pledge, measure: Measure) -> float | None:
    """What was promised of a measure; None where it is not known."""
    figures: Mapping[str, Figure[Any] | None] = {
        "money": pledge.amount, "jobs": pledge.jobs, "capacity": pledge.capacity,
    }  # fmt: skip
    return optional(figures[measure])


def measures(pledge: Pledge) -> tuple[Measure, ...]:
    """What a promise speaks of."""
    named: tuple[tuple[Measure, object], ...] = (
        ("money", pledge.amount), ("jobs", pledge.jobs), ("capacity", pledge.capacity),
    )  # fmt: skip
    return tuple(measure for measure, figure in named if figure is not None)


def term_of(pledge: Pledge) -> Term | None:
    """The time a promise has; None without a deadline."""
    due_from, due_to = earliest_day(pledge.deadline), latest_day(pledge.deadline)
    if due_from is None or due_to is None:
        return None
    return Term(made=pledge.made.stated.first, due_from=due_from, due_to=due_to)


def _record(counting: _Counting, key: str, pledge: Pledge, funding: Funding | None) -> PledgeRecord:
    case, term = counting.desk.document.case, term_of(pledge)
    verdicts = {each: verdict(counting.known(key, each, case.as_of), term, case.as_of) for each in measures(pledge)}
    gone = term.gone(case.as_of) if term is not None else (None, None)
    claimed, evidenced = (
        _jobs(counting.steps.generously(key)),
        _jobs(filter(_evidenced, counting.steps.strictly(key))),
    )
    cited = (figure for figure in (pledge.amount, pledge.jobs, pledge.capacity, pledge.made, pledge.deadline) if figure)
    return PledgeRecord(
        id=key,
        title=pledge.title or key,
        by=_name(counting, pledge.by),
        to=_name(counting, pledge.to or ""),
        nature=pledge.nature,
        renews=pledge.renews or "",
        part_of=tuple(wider(pledge)),
        made=pledge.made.stated.first,
        made_text=str(pledge.made),
        due=_day(pledge.deadline),
        due_text=str(pledge.deadline) if pledge.deadline is not None else "",
        due_from=term.due_from if term is not None else None,
        due_to=term.due_to if term is not None else None,
        gone_low=gone[0],
        gone_high=gone[1],
        jobs_kind=pledge.jobs_kind,
        jobs_claimed=claimed,
        jobs_evidenced=evidenced,
        tallies=tuple(counting.tally(key, measure, found) for measure, found in verdicts.items()),
        verdict=overall(verdicts.values()),
        history=tuple(_history(counting, key, pledge)),
        funding=funding,
        steps=tuple(step for step in counting.steps.all if step.pledge == key),
        note=pledge.note or "",
        sources=tuple(dict.fromkeys(str(source) for figure in cited for source in figure.sources)),
        built=tuple(_built(case, key)),
    )


def _built(case: Case, pledge: str) -> Iterator[str]:
    """The programmes that are measured against a promise, as a whole or at one of their sites."""
    for key, programme in case.programmes.items():
        if pledge in programme.promised or any(pledge in site.promised for site in programme.sites.values()):
            yield programme.title or key


def _day(figure: Figure[PartialDate] | None) -> dt.date | None:
    return figure.value.last if figure is not None and figure.value is not None else None


def _name(counting: _Counting, written: str) -> str:
    """The name of the group, of a party, or the name as written."""
    case = counting.desk.document.case
    if written == "group":
        return case.group.name
    return case.parties[written].name if written in case.parties else written


def _jobs(steps: Iterable[Step]) -> tuple[tuple[str, float], ...]:
    """Jobs by kind, in the order in which they were reported."""
    counted = [step for step in steps if step.jobs is not None]
    kinds = dict.fromkeys(step.jobs_kind for step in counted)
    return tuple(
        (kind, _reached(lambda step: step.jobs, (one for one in counted if one.jobs_kind == kind))) for kind in kinds
    )


def _history(counting: _Counting, key: str, pledge: Pledge) -> Iterator[StatusChange]:
    """The status from the day a promise was made, each time it changed, as it could be known then."""
    case, term = counting.desk.document.case, term_of(pledge)
    days = {pledge.made.stated.first, case.as_of, *(step.known for step in counting.steps.generously(key))}
    days |= {term.due_from + DAY, term.due_to + DAY} if term is not None else set()
    days |= {
        when
        for day in tuple(days)
        for each in measures(pledge)
        for when in _overtaken(counting.known(key, each, day), term)
    }
    before = None
    for day in sorted(day for day in days if pledge.made.stated.first <= day <= case.as_of):
        found = overall(verdict(counting.known(key, each, day), term, day) for each in measures(pledge))
        if found.status != before:
            yield StatusChange(date=day, verdict=found)
            before = found.status


def _overtaken(known: Known, term: Term | None) -> Iterator[dt.date]:
    """The first day on which the share of the time gone is above what was reached: a status turns then without news."""
    if term is None or not known.promised:
        return
    for reached, due in ((known.strict, term.due_from), (known.generous, term.due_to)):
        if reached < known.promised:
            days = math.floor(reached / known.promised * (due - term.made).days) + 1
            yield term.made + dt.timedelta(days=days)
