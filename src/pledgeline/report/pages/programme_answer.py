"""What a programme brings, in sentences: the promise, the time, the cash, the cost, the bottleneck, jobs, tenants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.clauses import listed
from pledgeline.report.pages.programme_promise import no_promise, others, promise, promised_jobs
from pledgeline.report.pages.programme_wording import (
    gigawatt_years,
    in_month,
    money_spread,
    percent_spread,
    power,
    range_text,
    rent_share,
    standing_text,
)
from pledgeline.report.pages.tables import Sentence, clause, paragraph, phrase, strong
from pledgeline.report.pages.wording import chance, clauses, long_date, money, money_estimate, percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from pledgeline.engine.programme_results import (
        GateWeight,
        Milestone,
        ProgrammeOutlook,
        Tenant,
        TenantYear,
    )

NONE = clause("")


def answer(outlook: ProgrammeOutlook, *, currency: str, paths: int, classes: Mapping[str, str]) -> Iterator[Sentence]:
    """The sentences of a programme, the promise first; `classes` are the titles of reference classes."""
    kept = sorted((one for one in outlook.kept if one.capacity is not None), key=lambda one: bool(one.site))
    yield promise(kept[0], outlook, paths) if kept else no_promise(outlook)
    if len(kept) > 1:
        yield others(kept[1:], outlook, paths)
    yield _time(outlook, paths)
    yield _cash(outlook, currency, paths)
    yield from _cost(outlook, currency, classes)
    yield from _bottleneck(outlook)
    for one in outlook.kept:
        if one.jobs is not None and one.jobs_come is not None:
            yield promised_jobs(one, one.jobs, one.jobs_come)
    yield from _tenants(outlook, paths)


def _time(outlook: ProgrammeOutlook, paths: int) -> Sentence:
    """When all of it runs: as planned, on the paths, and whether ever."""
    last = outlook.last
    if last.planned is None:
        planned = phrase("", "As planned, not all of it comes into service.")
    else:
        planned = phrase("", "As planned, all of it is in service in {month}.", month=in_month(last.planned))
    return paragraph(say("Time"), planned, _reached(last, outlook.until), _never(last, paths), tone="call")


def _reached(last: Milestone, until: dt.date) -> Sentence:
    """The quantiles that are reached within the reckoning."""
    end = long_date(until)
    if last.p10 is None or last.p10 > until:
        return phrase("", "Not even one path in ten gets there by {date}.", date=end)
    first = in_month(last.p10)
    if last.p50 is None or last.p50 > until:
        return phrase(
            "",
            "One path in ten gets there by {first}, and less than half by {date}.",
            first=strong(first),
            date=end,
        )
    middle = in_month(last.p50)
    if last.p90 is None or last.p90 > until:
        return phrase(
            "",
            "One path in ten gets there by {first}, half of them by {middle}, and less than nine in ten by {date}.",
            first=first,
            middle=strong(middle),
            date=end,
        )
    return phrase(
        "",
        "One path in ten gets there by {first}, half of them by {middle}, nine in ten by {last}.",
        first=first,
        middle=strong(middle),
        last=in_month(last.p90),
    )


def _never(last: Milestone, paths: int) -> Sentence:
    """The chance that something of it never comes."""
    if last.never.value == 0.0:
        return NONE
    return phrase(
        "",
        "The chance that some of it never comes into service is {chance}.",
        chance=strong(chance(last.never, paths)),
    )


def _cash(outlook: ProgrammeOutlook, currency: str, paths: int) -> Sentence:
    """What delay does to the group's cash, and to the promise beside it."""
    cash = outlook.cash
    paid = phrase(
        "",
        "Up to {date} the group is called on for {range} (P10 to P90), where the plan has {planned}.",
        date=long_date(cash.until),
        range=strong(money_spread(cash.drawn, currency)),
        planned=money(cash.drawn_planned, currency),
    )
    all_paid = NONE if cash.paid is None else _all_paid(chance(cash.paid, paths), firm=cash.firm)
    gap = NONE
    if cash.gap is not None and cash.gap_planned is not None and cash.gap_without is not None:
        gap = phrase(
            "",
            "The chance of a cash gap is {chance}; built as planned it would be {planned}, without the programme "
            "{without}.",
            chance=strong(chance(cash.gap, paths)),
            planned=chance(cash.gap_planned, paths),
            without=chance(cash.gap_without, paths),
        )
    return paragraph(say("Cash"), paid, all_paid, _both_sides(outlook, currency), gap, tone="call")


def _all_paid(share: str, *, firm: bool) -> Sentence:
    """How likely the group pays every call on its day."""
    if firm:
        return phrase("", "The chance that it pays every call on its day is {chance}.", chance=strong(share))
    return phrase(
        "",
        "The calls are not firm: they are paid from cash alone, and building goes on without them. The chance that it "
        "pays every one on its day is {chance}.",
        chance=strong(share),
    )


def _both_sides(outlook: ProgrammeOutlook, currency: str) -> Sentence:
    """What being late does to cash and to the promise: less is paid for now, unless costs overrun by more."""
    late = [one for one in outlook.kept if one.deadline is not None and one.capacity is not None and not one.site]
    behind = late[0].planned - late[0].comes.p50 if late else 0.0
    later = outlook.cash.drawn_planned - outlook.cash.drawn.p50
    if behind <= 0.0 or later == 0.0:
        return NONE
    if later > 0.0:
        return phrase(
            "",
            "Delay helps cash and hurts the promise: at the median it is called on for {later} less by then than "
            "planned, and {behind} less is in service by the deadline.",
            later=strong(money(later, currency)),
            behind=strong(power(behind)),
        )
    return phrase(
        "",
        "Delay hurts the promise and does not help cash, as costs overrun: at the median the group is called on for "
        "{more} more by then than planned, and {behind} less is in service by the deadline.",
        more=strong(money(-later, currency)),
        behind=strong(power(behind)),
    )


def _cost(outlook: ProgrammeOutlook, currency: str, classes: Mapping[str, str]) -> Iterator[Sentence]:
    """What is spent over its plan, on which classes it rests, and what is spent in vain."""
    over = outlook.overrun
    told = [NONE, NONE, NONE]
    if over is not None:
        told[0] = phrase(
            "",
            "What is spent comes to {mean} over its plan on average, {range} in eight paths of ten.",
            mean=strong(chance(over.spread.mean, None)),
            range=percent_spread(over.spread),
        )
        if over.capped:
            told[1] = phrase(
                "",
                "That average is finite because of a cap alone: the mean overrun of {classes} would be infinite "
                "without it.",
                classes=listed([classes.get(one, one) for one in over.capped]),
            )
    if outlook.stranded.mean.value > 0.0:
        told[2] = phrase(
            "",
            "On average {stranded} is spent on phases that never enter service.",
            stranded=strong(money_estimate(outlook.stranded.mean, currency)),
        )
    if any(one.parts for one in told):
        yield paragraph(say("Cost"), *told, tone="close-out")


def _bottleneck(outlook: ProgrammeOutlook) -> Iterator[Sentence]:
    """The gate where time is worth most, how often it is critical, and the gate that stops most phases."""
    if not outlook.gates:
        return
    best = max(outlook.gates, key=_worth)
    worst = max(outlook.gates, key=lambda one: one.blocked.value)
    gains = NONE
    if best.gained is not None and best.gained.value > 0.0:
        gains = phrase(
            "",
            "Time is worth most at “{gate}”: a quarter less would bring {gained} GW-years until {date}.",
            gate=strong(best.title),
            gained=strong(gigawatt_years(best.gained)),
            date=long_date(outlook.until),
        )
    share = strong(chance(best.critical, None))
    waits = (
        phrase("", "It lies on the critical chain of {share} of the phases that are finished.", share=share)
        if gains.parts
        else phrase(
            "",
            "“{gate}” lies on the critical chain of {share} of the phases that are finished.",
            gate=strong(best.title),
            share=share,
        )
    )
    yield paragraph(say("Bottleneck"), gains, waits, _stops(worst, best), tone="unknown")


def _stops(worst: GateWeight, named: GateWeight) -> Sentence:
    """The gate that keeps most phases from ever entering service; `named` is the one just spoken of."""
    share = strong(chance(worst.blocked, None))
    if worst.blocked.value == 0.0:
        return NONE
    if worst.gate == named.gate:
        return phrase("", "It keeps {share} of the phases still to come from ever entering service.", share=share)
    return phrase(
        "",
        "“{gate}” keeps {share} of the phases still to come from ever entering service.",
        gate=worst.title,
        share=share,
    )


def _worth(one: GateWeight) -> tuple[float, float]:
    """What less time at a gate would bring, and how often it is critical."""
    return one.gained.value if one.gained else 0.0, one.critical.value


def _tenants(outlook: ProgrammeOutlook, paths: int) -> Iterator[Sentence]:
    """Who pays for it, how much of their revenue that takes, and whether debt is covered."""
    for name in dict.fromkeys(one.tenant for one in outlook.tenants):
        yield _tenant([one for one in outlook.tenants if one.tenant == name], outlook.until, paths)
    late = max(outlook.cover, key=lambda year: year.short.value, default=None)
    if late is not None and late.short.value > 0.0:
        yield phrase(
            say("Debt"),
            "The chance that revenue falls short of the debt service of the projects is highest in {year}: {chance}.",
            tone="call",
            year=str(late.year),
            chance=strong(chance(late.short, None)),
        )


def _tenant(contracts: Sequence[Tenant], until: dt.date, paths: int) -> Sentence:
    """One tenant over all its contracts."""
    first = contracts[0]
    rents = phrase(
        "",
        "{tenant} rents {capacity} ({standing}).",
        tenant=strong(first.name),
        capacity=power(math.fsum(one.capacity for one in contracts)),
        standing=clauses(standing_text(key) for key in dict.fromkeys(one.standing for one in contracts)),
    )
    gone = phrase(
        "",
        "The chance that it has stopped paying by {date} is {chance}.",
        date=long_date(until),
        chance=chance(first.gone, paths),
    )
    return paragraph(say("Tenant"), rents, _weight(contracts), gone, tone="unknown")


def _weight(contracts: Sequence[Tenant]) -> Sentence:
    """The share of the tenant's revenue that its rents take in the heaviest year."""
    years: dict[int, list[TenantYear]] = {}
    for one in contracts:
        for year in one.years:
            years.setdefault(year.year, []).append(year)
    shares = [(share[1], at, share) for at, rents in years.items() if (share := rent_share(rents))]
    if not shares:
        return NONE
    _, heaviest, share = max(shares)
    return phrase(
        "",
        "In {year} its rents take {share} of the revenue stated for its products.",
        year=str(heaviest),
        share=strong(range_text(*share, percent)),
    )
