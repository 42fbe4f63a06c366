"""What a replay holds still, what it fills in, and what it cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.clauses import listed
from pledgeline.report.pages.wording import long_date, money, price, round_percent, times, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.price_replay import GroupStory, PriceReplay
    from pledgeline.engine.replayed_closes import ReplayedCloses

APART = 0.005  # a close and a price of the same day further apart than this are told


def notes(found: PriceReplay) -> tuple[str, ...]:
    """What was held still, what was filled in, and what a replay cannot show."""
    return tuple(_notes(found))


def _notes(found: PriceReplay) -> Iterator[str]:
    for one in found.closes:
        yield from _about(one, found)
    if found.held:
        yield say_each(
            len(found.held),
            "{names} keeps its price: no file of closes was given.",
            "{names} keep their prices: no file of closes was given.",
            names=listed(found.held),
        )
    if found.currencies:
        yield say_each(
            len(found.currencies),
            "{currencies} stays at the spot rate of the case.",
            "{currencies} stay at the spot rate of the case.",
            currencies=listed(found.currencies),
        )
    if any(one.later for one in found.closes):
        yield _end(found)
    yield from _of_the_group(found.group) if found.group else _of_the_loans(found)


def _end(found: PriceReplay) -> str:
    """Why the replay ends before the closes do."""
    last = long_date(found.dates[-1])
    if found.at_horizon:
        return say(
            "The replay ends on {date}, the last business day up to the horizon of the case; later closes are left "
            "out.",
            date=last,
        )
    return say("The replay ends on {date}, with the first of the files; later closes are left out.", date=last)


def _of_the_group(story: GroupStory) -> Iterator[str]:
    """What the walk of a whole group holds still."""
    if story.followers:
        yield say_each(
            len(story.followers),
            "{names} follows the listed names by the betas of the case, with no move of their own: neither growth nor "
            "chance.",
            "{names} follow the listed names by the betas of the case, with no move of their own: neither growth nor "
            "chance.",
            names=listed(story.followers),
        )
    if story.held:
        yield say_each(
            len(story.held), "{names} keeps its value.", "{names} keep their values.", names=listed(story.held)
        )
    yield say(
        "Interest, debts, commitments, inflows and dividends come as the case dates them, and are paid in the order of "
        "its funding: cash, draws, credit and sales. Nobody agrees on new terms. A bill that is missed is not tried "
        "again, and creditors stand still but for what the case says of defaults."
    )
    yield say(
        "A call is answered as in the simulation, at the end of the cure period, by the means that the loan allows: "
        "free shares, and cash at hand up to what the case sets aside. What borrower and lender did in fact is not "
        "known here."
    )


def _of_the_loans(found: PriceReplay) -> Iterator[str]:
    """What the walk of loans alone holds still."""
    yield say(
        "The terms and the debt are those of the case: nobody draws, repays, refinances or agrees on new terms, and no "
        "dividend is paid. Interest is paid from elsewhere, or added to the debt where the case says so."
    )
    if not found.cash:
        yield say(
            "A call is answered as in the simulation, at the end of the cure period, by the means that the loan "
            "allows: free shares; no cash is set aside. What borrower and lender did in fact is not known here."
        )
        return
    yield say(
        "A call is answered as in the simulation, at the end of the cure period, by the means that the loan allows: "
        "free shares, and cash out of the {cash} for cures. What borrower and lender did in fact is not known here.",
        cash=money(found.cash, found.currency),
    )


def _about(one: ReplayedCloses, found: PriceReplay) -> Iterator[str]:
    """What there is to say of one file."""
    if one.shock:
        yield _shocked(one, found.scenario)
    if one.before and abs(one.before[1] / one.start - 1.0) > APART:
        date, close = one.before
        yield say(
            "{file} has {name} at {close} on {date}, the case at {price}: the first day holds the difference.",
            file=one.origin,
            name=one.name,
            close=price(close, one.currency),
            date=long_date(date),
            price=price(one.start, one.currency),
        )
    if one.missing:
        yield say_each(
            one.missing,
            "On {n} business day of {total} {file} has no close of {name}; the last one before holds.",
            "On {n} business days of {total} {file} has no close of {name}; the last one before holds.",
            n=whole(one.missing),
            total=whole(len(found.dates)),
            file=one.origin,
            name=one.name,
        )
    if one.unused:
        yield say_each(
            one.unused,
            "{n} close in {file} on days that are no business days of the case: each stands only until the next close.",
            "{n} closes in {file} on days that are no business days of the case: each stands only until the next "
            "close.",
            n=whole(one.unused),
            file=one.origin,
        )
    if one.leap:
        date, ratio = one.leap
        yield say(
            "On {date} {name} closed at {times} the price of the day before: if that is a split and no move, adjust "
            "{file} for it.",
            date=long_date(date),
            name=one.name,
            times=times(ratio),
            file=one.origin,
        )


def _shocked(one: ReplayedCloses, scenario: str) -> str:
    """How a scenario changes every close of a file."""
    shock = round_percent(abs(one.shock))
    if one.shock > 0.0:
        return say(
            "Scenario {scenario}: every close of {name} is read {shock} higher.",
            scenario=scenario,
            name=one.name,
            shock=shock,
        )
    return say(
        "Scenario {scenario}: every close of {name} is read {shock} lower.",
        scenario=scenario,
        name=one.name,
        shock=shock,
    )
