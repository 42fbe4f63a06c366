"""The scoreboard of promises, counted a second time from `docs/models/pledges.md` alone, in exact fractions.

Slow on purpose: every count goes through every step of every promise, and who holds whom is found by walking up.
Dates are days here: of a date known to a month only, the caller says which day is meant.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping  # noqa: TC003 - a field of a record
from dataclasses import dataclass, field
from fractions import Fraction

MONEY, JOBS, CAPACITY = "money", "jobs", "capacity"
WORST_FIRST = ("broken", "cannot_be_told", "behind", "on_course", "kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: a claim, a commitment or a disbursement, of any of the three measures; None where it says nothing."""

    date: dt.date
    known: dt.date
    stage: str
    money: Fraction | None = None
    currency: str = ""
    jobs: Fraction | None = None
    jobs_kind: str = "unstated"
    evidenced: bool = False
    capacity: Fraction | None = None
    counts: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()

    def of(self, measure: str) -> Fraction | None:
        """What it says of a measure, in its own unit."""
        return {MONEY: self.money, JOBS: self.jobs, CAPACITY: self.capacity}[measure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised: by measure, None where the case says that it is not known; the deadline as an interval."""

    promised: Mapping[str, Fraction | None]
    currency: str = ""
    jobs_kind: str = "unstated"
    made: dt.date
    due: tuple[dt.date, dt.date] | None = None
    part_of: tuple[str, ...] = ()
    perhaps_part_of: tuple[str, ...] = ()
    renews: str = ""
    of_the_group: bool = True
    firm: Fraction = Fraction(0)  # in firm commitments behind it that are due in time, in its own currency
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What is reached of one measure, strictly and generously, by the latest deadline and ever, and the status."""

    in_time: tuple[Fraction, Fraction]
    ever: tuple[Fraction, Fraction]
    signed: Fraction  # strictly: in steps or, today and of money, paid and in firm commitments of the case
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One promise: its counts by measure, its status, and the status of each day on which something became known."""

    counts: Mapping[str, Count]
    status: str
    history: tuple[tuple[dt.date, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All promises of a case, and what one unit of each currency is worth in that of the case."""

    promises: Mapping[str, Promise]
    today: dt.date
    worth: Mapping[str, Fraction] = field(default_factory=dict)

    def follow(self, key: str) -> Followed:
        """Everything the page says of one promise."""
        counts = self._counts(key, self.today)
        history: list[tuple[dt.date, str]] = []
        for day in self._days(key):
            status = overall(self._counts(key, day))
            if not history or history[-1][1] != status:
                history.append((day, status))
        return Followed(counts=counts, status=overall(counts), history=tuple(history))

    def announced(self) -> tuple[Fraction, Fraction]:
        """What the group announced: with promises that hold or renew one another (or may) counted once, and in all.

        Of two such promises the wider and the later is the one counted, where its sum is known.
        """
        sums = {
            key: (promise.promised.get(MONEY) or Fraction(0)) * self.worth[promise.currency]
            for key, promise in self.promises.items()
            if promise.of_the_group and promise.promised.get(MONEY) is not None
        }
        once = [size for key, size in sums.items() if not self._told_again(key) & sums.keys()]
        return sum(once, Fraction(0)), sum(sums.values(), Fraction(0))

    def _told_again(self, key: str) -> set[str]:
        promise = self.promises[key]
        renewals = (name for name, one in self.promises.items() if one.renews == key)
        next_up = {*promise.part_of, *promise.perhaps_part_of, *renewals}
        return next_up.union(*map(self._told_again, next_up))

    def _days(self, key: str) -> list[dt.date]:
        """The day of the promise, those on which a step became known, those after each deadline, and today."""
        promise = self.promises[key]
        found = {promise.made, self.today}
        found.update(step.known for holder, step in self._steps() if self.counted_generously(key, holder, step))
        found.update(due + dt.timedelta(days=1) for due in promise.due or ())
        inside = sorted(day for day in found if promise.made <= day <= self.today)
        turns = (day for first, last in itertools.pairwise(inside) for day in self._turns(key, first, last))
        return sorted({*inside, *turns})

    def _turns(self, key: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        """The days between two pieces of news on which time alone turns the status of some measure, by halving.

        Without news each measure only gets worse with time, so that equal ends mean no turn between them.
        """
        day_before = last - dt.timedelta(days=1)
        for measure in self.promises[key].promised:
            yield from self._turns_of(key, measure, first, day_before)

    def _turns_of(self, key: str, measure: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
        ends = [overall({measure: self._count(key, measure, day)}) for day in (first, last)]
        if first >= last or ends[0] == ends[1]:
            return
        if (last - first).days == 1:
            yield last
            return
        middle = first + (last - first) // 2
        yield from self._turns_of(key, measure, first, middle)
        yield from self._turns_of(key, measure, middle, last)

    def _steps(self) -> Iterator[tuple[str, Step]]:
        for holder, promise in self.promises.items():
            for step in promise.steps:
                yield holder, step

    def _counts(self, key: str, day: dt.date) -> dict[str, Count]:
        return {measure: self._count(key, measure, day) for measure in self.promises[key].promised}

    def _count(self, key: str, measure: str, day: dt.date) -> Count:
        promise = self.promises[key]
        known = [(holder, step) for holder, step in self._steps() if step.known <= day and step.of(measure) is not None]
        anybody = [step for holder, step in known if self.counted_generously(key, holder, step)]
        certain = [step for holder, step in known if self.counted_strictly(key, holder, step)]
        strict = [step for step in certain if step.stage == "disbursement" and proven(promise, step, measure)]
        ever = self._both(promise, measure, strict, anybody)
        in_time = self._both(promise, measure, *(self._by_deadline(promise, steps) for steps in (strict, anybody)))
        signed = self._added([step for step in certain if step.stage == "commitment"], promise, measure)
        on_paper = Fraction(0)
        if measure == MONEY:
            on_paper = max(signed, in_time[0] + promise.firm if day == self.today else Fraction(0))
        status = rule(promise, promise.promised[measure], day, reached=in_time, signed=on_paper, told=bool(anybody))
        shown = max(signed, ever[0] + promise.firm) if measure == MONEY and day == self.today else signed
        return Count(in_time=in_time, ever=ever, signed=shown, status=status)

    def _by_deadline(self, promise: Promise, steps: list[Step]) -> list[Step]:
        return [step for step in steps if promise.due is None or step.date <= promise.due[1]]

    def _both(
        self, promise: Promise, measure: str, strict: list[Step], anybody: list[Step]
    ) -> tuple[Fraction, Fraction]:
        """The strict count; and the larger of all steps added up and the largest total claimed."""
        paid = self._added([step for step in anybody if step.stage == "disbursement"], promise, measure)
        told = [self._added([step], promise, measure) for step in anybody if step.stage == "claim"]
        return self._added(strict, promise, measure), max([paid, *told])

    def _added(self, steps: list[Step], promise: Promise, measure: str) -> Fraction:
        if measure != MONEY:
            return sum((step.of(measure) or Fraction(0) for step in steps), Fraction(0))
        at_home = sum((step.money * self.worth[step.currency] for step in steps if step.money is not None), Fraction(0))
        return at_home / self.worth[promise.currency]

    def counted_strictly(self, key: str, holder: str, step: Step) -> bool:
        """Whether a step counts for a promise: for one, and for those of which that one certainly is a part."""
        one = strictly_for(holder, step)
        if not one or key in step.disputed or step.stage == "claim":
            return False
        return key == one or key in self._above(one, perhaps=False)

    def counted_generously(self, key: str, holder: str, step: Step) -> bool:
        """Whether anybody counts a step for a promise: disputed ones too, and of promises that may be parts of it."""
        return any(key == one or key in self._above(one, perhaps=True) for one in anybody_for(holder, step))

    def _above(self, key: str, *, perhaps: bool) -> set[str]:
        promise = self.promises[key]
        wider = (*promise.part_of, *(promise.perhaps_part_of if perhaps else ()))
        return set(wider).union(*(self._above(one, perhaps=perhaps) for one in wider))


def anybody_for(holder: str, step: Step) -> tuple[str, ...]:
    """The promises a step counts for, disputed or not; left out, the one under which it stands."""
    certain = step.counts or (() if holder in step.disputed else (holder,))
    return (*certain, *step.disputed)


def strictly_for(holder: str, step: Step) -> str:
    """The one promise a step counts for: the one under which it stands if it counts for that, else the first named."""
    if not step.counts:
        return "" if holder in step.disputed else holder
    return holder if holder in step.counts else step.counts[0]


def proven(promise: Promise, step: Step, measure: str) -> bool:
    """Jobs count strictly when they are evidenced and of the kind promised; a promise of no stated kind takes any."""
    return measure != JOBS or (step.evidenced and promise.jobs_kind in {"unstated", step.jobs_kind})


def rule(
    promise: Promise,
    wanted: Fraction | None,
    day: dt.date,
    *,
    reached: tuple[Fraction, Fraction],
    signed: Fraction,
    told: bool,
) -> str:
    """The first rule of the table that fits."""
    strict, generous = reached
    if wanted is None:
        return "cannot_be_told"
    if strict >= wanted:
        return "kept"
    if not told or promise.due is None:
        return "cannot_be_told"
    earliest, latest = promise.due
    if day > latest:
        return "cannot_be_told" if generous >= wanted else "broken"
    if signed >= wanted or strict >= gone(promise.made, day, earliest) * wanted:
        return "on_course"
    return "behind" if generous < gone(promise.made, day, latest) * wanted else "cannot_be_told"


def gone(made: dt.date, day: dt.date, due: dt.date) -> Fraction:
    """The share of the time gone, from 0 to 1."""
    if due <= made:
        return Fraction(1)
    return min(Fraction(1), max(Fraction(0), Fraction((day - made).days, (due - made).days)))


def overall(counts: Mapping[str, Count]) -> str:
    """The worst of the statuses of a promise of several things; kept only where all are kept."""
    return min((count.status for count in counts.values()), key=WORST_FIRST.index)
