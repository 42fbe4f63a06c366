"""The steps towards public promises, and for which promises each is counted (docs/models/pledges.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from pledgeline.engine.pledge_results import Mention, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.pledge import Pledge, Progress


@dataclass(frozen=True, kw_only=True)
class Steps:
    """All steps of a case and the promises they count for."""

    case: Case

    @cached_property
    def all(self) -> tuple[Step, ...]:
        """Every step, in the order of the case."""
        return tuple(
            step_of(key, number, progress)
            for key, pledge in self.case.pledges.items()
            for number, progress in enumerate(pledge.progress)
        )

    @cached_property
    def _within(self) -> Mapping[str, frozenset[str]]:
        """By promise: itself and the wider promises it is certainly a part of."""
        return _closures({key: tuple(pledge.part_of) for key, pledge in self.case.pledges.items()})

    @cached_property
    def _perhaps_within(self) -> Mapping[str, frozenset[str]]:
        """The same with the wider promises it may be a part of."""
        return _closures({key: (*pledge.part_of, *pledge.perhaps_part_of) for key, pledge in self.case.pledges.items()})

    @cached_property
    def _told_in(self) -> Mapping[str, frozenset[str]]:
        """By promise: itself, what holds it or may hold it, and what announces it again."""
        pledges = self.case.pledges
        return _closures(
            {
                key: (
                    *pledge.part_of,
                    *pledge.perhaps_part_of,
                    *(name for name in pledges if pledges[name].renews == key),
                )
                for key, pledge in pledges.items()
            }
        )

    def told_in(self, pledge: str) -> frozenset[str]:
        """The other promises whose sums may hold that of a promise."""
        return self._told_in[pledge] - {pledge}

    @cached_property
    def _strict(self) -> Mapping[str, tuple[Step, ...]]:
        return {key: tuple(filter(partial(self._is_strict, key), self.all)) for key in self.case.pledges}

    @cached_property
    def _generous(self) -> Mapping[str, tuple[Step, ...]]:
        return {key: tuple(filter(partial(self._is_generous, key), self.all)) for key in self.case.pledges}

    def _is_strict(self, pledge: str, step: Step) -> bool:
        if not step.strict_for or pledge not in self._within[step.strict_for]:
            return False
        return not any(each.disputed and each.pledge == pledge for each in step.mentions)

    def _is_generous(self, pledge: str, step: Step) -> bool:
        return any(pledge in self._perhaps_within[mention.pledge] for mention in step.mentions)

    def strictly(self, pledge: str) -> tuple[Step, ...]:
        """The steps that count for a promise in the strict count: each for one promise and the wider ones around it.

        A step that is disputed for one of those does not count for that one.
        """
        return self._strict[pledge]

    def generously(self, pledge: str) -> tuple[Step, ...]:
        """The steps that anybody counts for a promise."""
        return self._generous[pledge]

    def overlapping(self) -> Iterator[Step]:
        """The steps that are named for several promises, or whose counting is disputed."""
        return (step for step in self.all if len(step.mentions) > 1 or any(each.disputed for each in step.mentions))


def step_of(key: str, number: int, progress: Progress) -> Step:
    """A step as it stands under a promise; it counts for that promise where it names none."""
    counts = progress.counts or ({} if key in progress.disputed else {key: ""})
    mentions = (
        *(Mention(pledge=name, reason=reason, disputed=False) for name, reason in counts.items()),
        *(Mention(pledge=name, reason=reason, disputed=True) for name, reason in progress.disputed.items()),
    )
    date, amount, jobs, capacity = progress.date.stated, progress.amount, progress.jobs, progress.capacity
    return Step(
        pledge=key,
        number=number,
        title=progress.title or progress.note or "",
        date=date.first,
        date_text=str(date),
        known=progress.known.value.first if progress.known is not None and progress.known.value else date.first,
        stage=progress.stage,
        amount=float(amount.value) if amount is not None and amount.value is not None else None,
        currency=amount.value.currency if amount is not None and amount.value is not None else "",
        spent_on=progress.spent_on,
        jobs=float(jobs.value) if jobs is not None and jobs.value is not None else None,
        jobs_kind=progress.jobs_kind,
        jobs_proof=progress.jobs_proof,
        capacity=float(capacity.value) if capacity is not None and capacity.value is not None else None,
        strict_for=key if key in counts else next(iter(counts), ""),
        mentions=mentions,
        note=progress.note or "",
        sources=tuple(map(str, progress.sources)),
    )


def wider(pledge: Pledge) -> Iterator[Mention]:
    """The promises that hold a promise, or may hold it."""
    yield from (Mention(pledge=name, reason=why, disputed=False) for name, why in pledge.part_of.items())
    yield from (Mention(pledge=name, reason=why, disputed=True) for name, why in pledge.perhaps_part_of.items())


def _closures(parents: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """By key: itself and everything above it."""
    return {key: frozenset(_climbed(key, parents)) for key in parents}


def _climbed(key: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    found, waiting = {key}, [key]
    while waiting:
        new = set(parents[waiting.pop()]) - found
        found |= new
        waiting += new
    return found
