"""What promises and claims must satisfy together, once each is well formed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.claim_value import figure_about, read_claim
from pledgeline.case.figure import held_figures
from pledgeline.case.finding import Finding
from pledgeline.language.saying import said
from pledgeline.units.literal import LiteralError, shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from pledgeline.case.case import Case
    from pledgeline.case.claim import Claim
    from pledgeline.case.figure import Figure
    from pledgeline.case.pledge import Pledge

MOST_BACKED = 62  # promises with commitments behind them: the paths keep a bit of each


def pledge_findings(case: Case) -> Iterator[Finding]:
    """Circles among promises, steps out of time, and too many promises to follow."""
    pledges = case.pledges
    yield from _circles(pledges)
    backed = [key for key, pledge in case.pledges.items() if pledge.backing]
    if len(backed) + len(case.programmes) > MOST_BACKED:
        what = said("more than {most} promises backed by commitments, and programmes", most=MOST_BACKED)
        path = f"pledges.{backed[-1]}.backed_by" if backed else f"programmes.{list(case.programmes)[-1]}"
        yield Finding(path=path, what=what, remedy=said("leave the smallest out"))
    for key, pledge in case.pledges.items():
        if pledge.made.value is not None and pledge.made.value.first > case.as_of:
            what = said("it is made after the day of the case, {as_of}", as_of=case.as_of.isoformat())
            yield Finding(path=f"pledges.{key}.made", what=what, remedy=said("leave out what was promised later"))
        due, made = pledge.deadline, pledge.made.value
        renewed = pledges.get(pledge.renews or "")
        earlier = renewed.made.value if renewed is not None else None
        if earlier is not None and made is not None and earlier.first > made.last:
            what = said("it renews a promise made later, on {made}", made=str(earlier))
            yield Finding(path=f"pledges.{key}.renews", what=what, remedy=said("write renews: under the later one"))
        if due is not None and due.low is not None and made is not None and due.low.last < made.first:
            what = said("its deadline may lie before it was made, {made}", made=str(made))
            yield Finding(path=f"pledges.{key}.deadline", what=what, remedy=said("narrow the range"))
        if pledge.amount is None and pledge.jobs is None and pledge.capacity is None:
            remedy = said("add amount: USD 5bn, jobs: 10k or capacity: 1 GW")
            yield Finding(path=f"pledges.{key}", what=said("nothing is promised"), remedy=remedy, at_key=True)
        yield from _steps(case, key, pledge)


def _circles(pledges: Mapping[str, Pledge]) -> Iterator[Finding]:
    """A promise that is, through others, a part of itself or its own renewal, or that renews what it is a part of."""
    wider = {key: (*pledge.part_of, *pledge.perhaps_part_of) for key, pledge in pledges.items()}
    renewed = {key: (pledge.renews,) if pledge.renews else () for key, pledge in pledges.items()}
    again = {key: tuple(other for other in pledges if pledges[other].renews == key) for key in pledges}
    both = {key: (*wider[key], *again[key]) for key in pledges}
    for key in pledges:
        for field, parents in (("part_of", wider), ("renews", renewed), ("part_of, renews", both)):
            if key in _above(key, parents):
                what = said("'{pledge}' comes back to itself through {field}", pledge=key, field=field)
                yield Finding(path=f"pledges.{key}", what=what, remedy=said("remove one of the links"), at_key=True)
                break


def _above(key: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything that can be reached from a promise, itself only where it comes back to it."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent in parents and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _steps(case: Case, key: str, pledge: Pledge) -> Iterator[Finding]:
    """Steps in the future, before the promise, or known before they happened."""
    for number, step in enumerate(pledge.progress):
        path, date = f"pledges.{key}.progress.{number}", step.date.value
        if date is None:
            continue
        if date.first > case.as_of:
            what = said("{date} is after the day of the case, {as_of}", date=str(date), as_of=case.as_of.isoformat())
            yield Finding(path=f"{path}.date", what=what, remedy=said("a step has happened; leave out what is to come"))
        if step.amount is None and step.jobs is None and step.capacity is None:
            remedy = said("add amount:, jobs: or capacity:, or leave the step out")
            yield Finding(path=path, what=said("the step brings nothing"), remedy=remedy)
        known = step.known.value if step.known is not None else None
        if known is not None and known.first > case.as_of:
            what = said("it becomes known after the day of the case, {as_of}", as_of=case.as_of.isoformat())
            yield Finding(path=f"{path}.known", what=what, remedy=said("leave out what was not known yet"))
        if known is not None and known.last < date.first:
            what = said("it is known on {known}, before it happened on {date}", known=str(known), date=str(date))
            yield Finding(path=f"{path}.known", what=what, remedy=said("correct one of the two dates"))


def claim_findings(case: Case) -> Iterator[Finding]:
    """Claims about nothing in the case, and literals that their figure could not hold."""
    if not case.claims:
        return
    held = {one.path: one.figure for one in held_figures(case)}
    for key, claim in case.claims.items():
        yield from _claim(f"claims.{key}", claim, held)


def _claim(path: str, claim: Claim, held: Mapping[str, Figure[Any]]) -> Iterator[Finding]:
    if (claim.value is None) == (claim.range is None):
        what = said("a claim has either a value or a range")
        yield Finding(path=path, what=what, remedy=said("write value: USD 100bn, or range: USD 5bn..USD 7bn"))
        return
    if claim.bound is not None and claim.value is None:
        what, remedy = said("only a value can be a bound"), said("remove bound, or write value in place of range")
        yield Finding(path=f"{path}.bound", what=what, remedy=remedy)
    if claim.about is not None and figure_about(claim, held) is None:
        what = said("there is no figure '{path}' in the case", path=shorten(claim.about))
        yield Finding(path=f"{path}.about", what=what, remedy=suggestion(claim.about, tuple(held)))
        return
    try:
        read_claim(claim, held)
    except LiteralError as error:
        at = "value" if claim.value is not None else "range"
        yield Finding(path=f"{path}.{at}", what=error.what, remedy=error.remedy)
