"""Whether a promise is kept: the stated rule, measure by measure (docs/models/pledges.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.pledge_results import Status, Verdict
from pledgeline.language.saying import said
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# the first of these that any measure has is the status of the promise
_WORST_FIRST: tuple[Status, ...] = ("broken", "cannot_be_told", "behind", "on_course", "kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one measure on a day; counted up to the latest deadline, but for `late` and `most`."""

    promised: float | None
    strict: float
    generous: float
    signed: float  # strictly counted
    late: float  # strictly counted, whenever it came
    most: float  # generously counted, whenever it came
    seen: bool  # whether anything at all was reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The time a promise has: the day it was made and the earliest and latest day by which it is due."""

    made: dt.date
    due_from: dt.date
    due_to: dt.date

    def gone(self, day: dt.date) -> tuple[float, float]:
        """Share of the time gone by the latest and by the earliest deadline, each from 0 to 1."""
        return _share(self.made, self.due_to, day), _share(self.made, self.due_from, day)


def _share(made: dt.date, due: dt.date, day: dt.date) -> float:
    if day >= due:
        return 1.0
    return max(0.0, (day - made).days / (due - made).days)


def verdict(known: Known, term: Term | None, day: dt.date) -> Verdict:
    """How one measure of a promise stands on a day; the rules are tried in order, and the first that fits decides."""
    promised = known.promised
    if promised is None:
        return _verdict("cannot_be_told", said("how much was promised is not known"))
    if known.seen and known.strict >= promised:
        return _verdict("kept", said("all of it is evidenced"))
    if not known.seen:
        return _verdict("cannot_be_told", said("nothing is known of it"))
    if term is None:
        return _verdict("cannot_be_told", said("it has no deadline"))
    if day > term.due_to:
        return _after(known, promised)
    return _before(known, promised, term.gone(day))


def _after(known: Known, promised: float) -> Verdict:
    """Once the deadline has passed."""
    if known.generous >= promised:
        return _verdict("cannot_be_told", said("it is reached only with what is disputed or merely claimed"))
    if known.late >= promised:
        return _verdict("broken", said("it was reached after the deadline"))
    reached = said("at most {share} of it was reached in time", share=_ratio(known.generous / promised))
    return _verdict("broken", reached)


def _before(known: Known, promised: float, gone: tuple[float, float]) -> Verdict:
    """While there is time: against an even pace from the day it was made to its deadline."""
    low, high = gone
    if known.signed >= promised:
        return _verdict("on_course", said("all of it is signed"))
    share = _ratio(known.strict / promised)
    if known.strict >= promised * high:
        return _verdict(
            "on_course", said("{share} is evidenced and {gone} of the time gone", share=share, gone=_ratio(high))
        )
    if known.generous < promised * low:
        most = _ratio(known.generous / promised)
        return _verdict(
            "behind", said("at most {share} is there and {gone} of the time gone", share=most, gone=_ratio(low))
        )
    if known.generous > known.strict and known.generous >= promised * low:
        text = said("evidenced is {share}, and it depends on what is disputed or merely claimed", share=share)
        return _verdict("cannot_be_told", text)
    return _verdict("cannot_be_told", said("it depends on which deadline holds"))


def overall(verdicts: Iterable[Verdict]) -> Verdict:
    """The status of a promise from those of its measures: kept only where all are kept."""
    found = tuple(verdicts)
    worst = next(status for status in _WORST_FIRST if any(one.status == status for one in found))
    return next(one for one in found if one.status == worst)


def _verdict(status: Status, because: str) -> Verdict:
    return Verdict(status=status, because=because)


def _ratio(share: float) -> str:
    return figured(ratio_text, share)
