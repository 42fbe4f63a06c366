"""A replay in sentences: what happened to each loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanStatus
from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.clauses import linked_phrases, listed
from pledgeline.report.pages.tables import Sentence, clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import count, long_date, money, percent, price, round_percent, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.price_replay import FirstCall, LoanReplay, PriceReplay


def answer(loan: LoanReplay, found: PriceReplay) -> Sentence:
    """What happened to one loan."""
    tone = "close-out" if loan.close_out_on else "call" if loan.first_call else "load"
    end = loan.ended_on or found.dates[-1]
    told = phrase(
        "",
        "Between {first} and {last} {way}: LTV at most {highest} on {date}, from {start} at the start; {call}",
        first=long_date(found.dates[0]),
        last=long_date(end),
        way=_way(loan),
        highest=strong(percent(loan.highest_ltv)),
        date=long_date(loan.highest_on),
        start=percent(loan.start_ltv),
        call=_called(loan, loan.first_call) if loan.first_call else _uncalled(loan),
    )
    return paragraph(loan.name, told, tone=tone)


def _way(loan: LoanReplay) -> Sentence:
    """How the price of the collateral went."""
    start = price(loan.start_price, loan.currency)
    if not loan.moved:
        return phrase("", "{asset} is held at {price}", asset=loan.asset_name, price=start)
    if loan.lowest_price < loan.start_price:
        return phrase(
            "",
            "{asset} fell from {start} to a low of {lowest} on {date}",
            asset=loan.asset_name,
            start=start,
            lowest=strong(price(loan.lowest_price, loan.currency)),
            date=long_date(loan.lowest_on),
        )
    return phrase("", "{asset} never closed under the {price} of the case", asset=loan.asset_name, price=start)


def _uncalled(loan: LoanReplay) -> Sentence:
    """How far a call was, and what the loan came to."""
    no_call = say("no margin call")
    quiet = phrase(
        "",
        "{no_call}. On that day the collateral could have fallen by a further {distance} before {level}.",
        no_call=strong(no_call),
        distance=strong(percent(loan.distance_kept)),
        level=_level(loan),
    )
    if loan.status != LoanStatus.MATURED.sentence:
        return quiet
    return paragraph("", quiet, phrase("", "The loan matured on {date}.", date=long_date(loan.ended_on)))


def _level(loan: LoanReplay) -> str:
    """The call LTV, and what else it may be where nobody disclosed it."""
    call = round_percent(loan.call)
    if loan.call_range is None:
        return say("the call LTV of {call}", call=call)
    low, high = map(round_percent, loan.call_range)
    if loan.highest_ltv < loan.call_range[0]:
        return say(
            "the call LTV of {call}, which is an assumption; nor was there one anywhere in its range of {low} to "
            "{high}",
            call=call,
            low=low,
            high=high,
        )
    return say(
        "the call LTV of {call}, which is an assumption: at {low}, the low end of its range, there would have been one",
        call=call,
        low=low,
    )


def _called(loan: LoanReplay, call: FirstCall) -> Sentence:
    """The first call, how the calls ended, and what a close-out came to."""
    told = phrase("", "{events}.", events=linked_phrases(_events(loan, call)))
    if loan.call_range is None:
        return told
    return paragraph("", told, phrase("", "The call LTV of {call} is an assumption.", call=round_percent(loan.call)))


def _events(loan: LoanReplay, call: FirstCall) -> Iterator[Sentence]:
    yield _first_call(loan, call)
    if loan.cures:
        yield _cured(loan)
    if loan.lapses:
        yield phrase("", "{lapses}, the price having come back", lapses=_lapses(len(loan.lapses)))
    if loan.status == LoanStatus.CALLED.sentence:
        yield phrase("", "the deadline was still running at the end")
    if loan.close_out_on:
        yield _closed_out(loan)
        yield _outcome(loan)


def _lapses(number: int) -> str:
    return say_each(number, "{n} call lapsed", "{n} calls lapsed", n=whole(number))


def _first_call(loan: LoanReplay, call: FirstCall) -> Sentence:
    told = say("first margin call on {date}", date=long_date(call.date))
    first = phrase(
        "",
        "{call} at {price} and an LTV of {ltv}",
        call=strong(told),
        price=price(call.price, loan.currency),
        ltv=percent(call.ltv),
    )
    if loan.calls <= 1:
        return first
    calls = say_each(loan.calls, "{n} call", "{n} calls", n=whole(loan.calls))
    return phrase("", "{first}, {calls} in all", first=first, calls=calls)


def _cured(loan: LoanReplay) -> Sentence:
    """When the calls were cured, the last of them, and with what."""
    last, number = long_date(loan.cures[-1]), whole(len(loan.cures))
    if len(loan.cures) > 1:
        told = say("cured {n} times, the last on {date}", n=number, date=last)
    else:
        told = say("cured on {date}", date=last)
    means = []
    if loan.posted:
        means.append(say("{shares} shares of {asset}", shares=count(loan.posted), asset=loan.asset_name))
    if loan.paid_to_cure:
        means.append(money(loan.paid_to_cure, loan.currency))
    return phrase("", "{cured} with {means}", cured=told, means=listed(means)) if means else clause(told)


def _closed_out(loan: LoanReplay) -> Sentence:
    """The close-out, with the cure that failed, and what the sale brought."""
    day = strong(say("close-out on {date}", date=long_date(loan.close_out_on)))
    told = Sentence(label="", parts=(day,))
    if loan.failed_cure_on == loan.close_out_on:
        told = phrase("", "the cure failed, with {close_out}", close_out=day)
    if not loan.proceeds:
        return told
    proceeds = money(loan.proceeds, loan.currency)
    return phrase("", "{close_out}, and the sale brought {proceeds}", close_out=told, proceeds=proceeds)


def _outcome(loan: LoanReplay) -> Sentence:
    """How far the sale came, and what it cost the lender."""
    if loan.status == LoanStatus.SELLING.sentence:
        left = money(loan.debt_left, loan.currency)
        return phrase("", "at the end it was going on, with {debt} of debt left", debt=left)
    if loan.status in {LoanStatus.OPEN.sentence, LoanStatus.CALLED.sentence}:
        return phrase("", "the loan is open again")
    if loan.loss > 0.0:
        return phrase("", "the lender lost {amount}", amount=money(loan.loss, loan.currency))
    return phrase("", "the lender lost nothing")
