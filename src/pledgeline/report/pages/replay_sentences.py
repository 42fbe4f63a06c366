"""A replay in sentences: what happened to each loan, and what was held still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanStatus
from pledgeline.report.pages.tables import Part, sentence, strong
from pledgeline.report.pages.wording import (
    count,
    long_date,
    money,
    percent,
    plural,
    price,
    round_percent,
    times,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.price_replay import GroupStory, LoanReplay, PriceReplay
    from pledgeline.engine.replayed_closes import ReplayedCloses
    from pledgeline.report.pages.tables import Sentence

APART = 0.005  # a close and a price of the same day further apart than this are told


def answer(loan: LoanReplay, found: PriceReplay) -> Sentence:
    """What happened to one loan."""
    tone = "close-out" if loan.close_out_on else "call" if loan.first_call else "load"
    end = loan.ended_on or found.dates[-1]
    return sentence(
        loan.name,
        f"Between {long_date(found.dates[0])} and {long_date(end)} ",
        *_way(loan),
        ": LTV at most ",
        strong(percent(loan.highest_ltv)),
        f" on {long_date(loan.highest_on)}, from {percent(loan.start_ltv)} at the start; ",
        *(_called(loan) if loan.first_call else _uncalled(loan)),
        tone=tone,
    )


def _way(loan: LoanReplay) -> Iterator[str | Part]:
    """How the price of the collateral went."""
    start = price(loan.start_price, loan.currency)
    if not loan.moved:
        yield f"{loan.asset_name} is held at {start}"
    elif loan.lowest_price < loan.start_price:
        yield f"{loan.asset_name} fell from {start} to a low of "
        yield strong(price(loan.lowest_price, loan.currency))
        yield f" on {long_date(loan.lowest_on)}"
    else:
        yield f"{loan.asset_name} never closed under the {start} of the case"


def _uncalled(loan: LoanReplay) -> Iterator[str | Part]:
    yield strong("no margin call")
    yield ". On that day the collateral could have fallen by a further "
    yield strong(percent(loan.distance_kept))
    yield f" before the call LTV of {round_percent(loan.call)}"
    yield f"{_over_the_range(loan)}."
    if loan.status == LoanStatus.MATURED.sentence:
        yield f" The loan matured on {long_date(loan.ended_on)}."


def _over_the_range(loan: LoanReplay) -> str:
    """What else the call LTV may be, where nobody disclosed it."""
    if loan.call_range is None:
        return ""
    low, high = map(round_percent, loan.call_range)
    if loan.highest_ltv < loan.call_range[0]:
        return f", which is an assumption; nor was there one anywhere in its range of {low} to {high}"
    return f", which is an assumption: at {low}, the low end of its range, there would have been one"


def _called(loan: LoanReplay) -> Iterator[str | Part]:
    call = loan.first_call
    if call is None:
        return
    yield strong(f"first margin call on {long_date(call.date)}")
    yield f" at {price(call.price, loan.currency)} and an LTV of {percent(call.ltv)}"
    if loan.calls > 1:
        yield f", {plural(loan.calls, 'call')} in all"
    yield "".join(_answered(loan))
    if loan.close_out_on:
        yield "; the cure failed, with " if loan.failed_cure_on == loan.close_out_on else "; "
        yield strong(f"close-out on {long_date(loan.close_out_on)}")
        yield _sale(loan)
    yield f". The call LTV of {round_percent(loan.call)} is an assumption." if loan.call_range else "."


def _answered(loan: LoanReplay) -> Iterator[str]:
    """How the calls ended, short of a close-out."""
    if loan.cures:
        means = [
            *([f"{count(loan.posted)} shares of {loan.asset_name}"] if loan.posted else []),
            *([money(loan.paid_to_cure, loan.currency)] if loan.paid_to_cure else []),
        ]
        number = f" {whole(len(loan.cures))} times, the last" if len(loan.cures) > 1 else ""
        yield f"; cured{number} on {long_date(loan.cures[-1])}{' with ' if means else ''}{' and '.join(means)}"
    if loan.lapses:
        yield f"; {plural(len(loan.lapses), 'call')} lapsed, the price having come back"
    if loan.status == LoanStatus.CALLED.sentence:
        yield "; the deadline was still running at the end"


def _sale(loan: LoanReplay) -> str:
    """How far the sale came."""
    brought = f", and the sale brought {money(loan.proceeds, loan.currency)}" if loan.proceeds else ""
    if loan.status == LoanStatus.SELLING.sentence:
        return f"{brought}; at the end it was going on, with {money(loan.debt_left, loan.currency)} of debt left"
    if loan.status in {LoanStatus.OPEN.sentence, LoanStatus.CALLED.sentence}:
        return f"{brought}; the loan is open again"
    if loan.loss > 0.0:
        return f"{brought}; the lender lost {money(loan.loss, loan.currency)}"
    return f"{brought}; the lender lost nothing"


def notes(found: PriceReplay) -> tuple[str, ...]:
    """What was held still, what was filled in, and what a replay cannot show."""
    return tuple(_notes(found))


def _notes(found: PriceReplay) -> Iterator[str]:
    for one in found.closes:
        yield from _about(one, found)
    if found.held:
        verb = "keeps its price" if len(found.held) == 1 else "keep their prices"
        yield f"{_listed(found.held)} {verb}: no file of closes was given."
    if found.currencies:
        verb = "stays" if len(found.currencies) == 1 else "stay"
        yield f"{_listed(found.currencies)} {verb} at the spot rate of the case."
    if any(one.later for one in found.closes):
        why = (
            "the last business day up to the horizon of the case" if found.at_horizon else "with the first of the files"
        )
        yield f"The replay ends on {long_date(found.dates[-1])}, {why}; later closes are left out."
    yield from _of_the_group(found.group) if found.group else _of_the_loans(found)


def _of_the_group(story: GroupStory) -> Iterator[str]:
    """What the walk of a whole group holds still."""
    if story.followers:
        verb = "follows" if len(story.followers) == 1 else "follow"
        yield (
            f"{_listed(story.followers)} {verb} the listed names by the betas of the case, with no move of their own: "
            "neither growth nor chance."
        )
    if story.held:
        yield f"{_listed(story.held)} {'keeps its value' if len(story.held) == 1 else 'keep their values'}."
    yield (
        "Interest, debts, commitments, inflows and dividends come as the case dates them, and are paid in the order of "
        "its funding: cash, draws, credit and sales. Nobody agrees on new terms. A bill that is missed is not tried "
        "again, and creditors stand still but for what the case says of defaults."
    )
    yield (
        "A call is answered as in the simulation, at the end of the cure period, by the means that the loan allows: "
        "free shares, and cash at hand up to what the case sets aside. What borrower and lender did in fact is not "
        "known here."
    )


def _of_the_loans(found: PriceReplay) -> Iterator[str]:
    """What the walk of loans alone holds still."""
    yield (
        "The terms and the debt are those of the case: nobody draws, repays, refinances or agrees on new terms, and no "
        "dividend is paid. Interest is paid from elsewhere, or added to the debt where the case says so."
    )
    cash = (
        f", and cash out of the {money(found.cash, found.currency)} for cures"
        if found.cash
        else "; no cash is set aside"
    )
    yield (
        "A call is answered as in the simulation, at the end of the cure period, by the means that the loan allows: "
        f"free shares{cash}. What borrower and lender did in fact is not known here."
    )


def _about(one: ReplayedCloses, found: PriceReplay) -> Iterator[str]:
    """What there is to say of one file."""
    if one.shock:
        side = "higher" if one.shock > 0.0 else "lower"
        yield f"Scenario {found.scenario}: every close of {one.name} is read {round_percent(abs(one.shock))} {side}."
    if one.before and abs(one.before[1] / one.start - 1.0) > APART:
        date, close = one.before
        yield (
            f"{one.origin} has {one.name} at {price(close, one.currency)} on {long_date(date)}, the case at "
            f"{price(one.start, one.currency)}: the first day holds the difference."
        )
    if one.missing:
        days = f"{plural(one.missing, 'business day')} of {whole(len(found.dates))}"
        yield f"On {days} {one.origin} has no close of {one.name}; the last one before holds."
    if one.unused:
        yield (
            f"{plural(one.unused, 'close')} in {one.origin} on days that are no business days of the case: each stands "
            "only until the next close."
        )
    if one.leap:
        date, ratio = one.leap
        yield (
            f"On {long_date(date)} {one.name} closed at {times(ratio)} the price of the day before: if that is a split "
            f"and no move, adjust {one.origin} for it."
        )


def _listed(names: tuple[str, ...]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
