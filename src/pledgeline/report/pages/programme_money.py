"""What a programme costs, when, and who pays: both sides of delay, capital by quarter, partners, overruns."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say
from pledgeline.report.pages.clauses import listed
from pledgeline.report.pages.programme_wording import (
    FUNDED,
    count_spread,
    jobs,
    money_spread,
    percent_spread,
    power,
    power_column,
    power_spread,
)
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    chance,
    count,
    long_date,
    money,
    money_column,
    money_estimate,
    percent,
    round_percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.engine.programme_results import (
        CapacityRow,
        CapitalRow,
        Kept,
        Overrun,
        ProgrammeOutlook,
        ReferenceRecord,
        Spread,
    )


def sides_table(outlook: ProgrammeOutlook, *, currency: str, paths: int) -> Table:
    """What delay does to cash and to the promise, side by side."""
    return Table(
        caption=say("Cash and promise, side by side"),
        columns=(
            words(say("What")), figures(say("Without it")), figures(say("As planned")),
            figures(say("As it may come"), say("P50")), figures(say("As it may come"), say("P10 to P90")),
        ),
        rows=(*_cash_rows(outlook, currency, paths), *_promise_rows(outlook, currency)),
        note=_sides_note(outlook),
    )  # fmt: skip


def _cash_rows(outlook: ProgrammeOutlook, currency: str, paths: int) -> Iterator[Row]:
    cash = outlook.cash
    until = short_date(cash.until)
    yield row(
        say("The group is called on up to {date}", date=until),
        money(0.0, currency),
        money(cash.drawn_planned, currency),
        money(cash.drawn.p50, currency),
        money_spread(cash.drawn, currency),
    )
    if cash.gap is not None and cash.gap_planned is not None and cash.gap_without is not None:
        without, planned, comes = (chance(one, paths) for one in (cash.gap_without, cash.gap_planned, cash.gap))
        yield row(say("Chance of a cash gap up to {date}", date=until), without, planned, comes, NOTHING)


def _promise_rows(outlook: ProgrammeOutlook, currency: str) -> Iterator[Row]:
    """What comes by each deadline, of what was promised."""
    names = {site.id: site.name for site in outlook.sites}
    for one in outlook.kept:
        date, site = short_date(one.deadline or outlook.until), names.get(one.site, one.site)
        if one.capacity is not None:
            promised = power(one.capacity)
            yield row(
                say("{site} by {date}, of {promised}", site=site, date=date, promised=promised)
                if site
                else say("In service by {date}, of {promised}", date=date, promised=promised),
                NOTHING,
                power(one.planned),
                power(one.comes.p50),
                power_spread(one.comes),
            )
        if one.capital is not None:
            promised = money(one.capital, currency)
            yield row(
                say("{site} by {date}, of {promised}", site=site, date=date, promised=promised)
                if site
                else say("Spent by {date}, of {promised}", date=date, promised=promised),
                NOTHING,
                money(one.capital_planned, currency),
                money(one.capital_comes.p50, currency),
                money_spread(one.capital_comes, currency),
            )
        if one.jobs is not None and one.jobs_come is not None:
            yield _jobs_row(one, one.jobs, one.jobs_come)


def _jobs_row(one: Kept, promised: float, come: Spread) -> Row:
    return row(
        say("Jobs, of {promised}", promised=count(promised)),
        NOTHING,
        jobs(one.jobs_planned) if one.jobs_planned is not None else NOTHING,
        jobs(come.p50),
        count_spread(come),
    )


def _sides_note(outlook: ProgrammeOutlook) -> str:
    if outlook.cash.gap is None:
        return say("The chance of a cash gap is not told: what cash the group has, or what falls due, is not known.")
    return say(
        "The same group on the same paths of the market: without the programme, with every gate in its planned time, "
        "and with delays, overruns and gates that are never passed."
    )


def years_table(outlook: ProgrammeOutlook, currency: str) -> Table:
    """Power at the end of each year, and the capital and jobs of the year."""
    capacity = {one.date: one for one in outlook.capacity}
    years = [list(group) for _, group in itertools.groupby(outlook.capital, key=lambda one: one.date.year)]
    watts = power_column([each for one in outlook.capacity for each in (one.planned, one.spread.p90)])
    sums = [(_sum(rows), capacity.get(rows[-1].date), rows[-1]) for rows in years]
    unit = money_column([amount for amounts, _, _ in sums for amount in amounts], currency)
    return Table(
        caption=say("Year by year"),
        columns=(
            words(say("Year")), figures(say("Power, planned"), watts.unit), figures(say("P10"), watts.unit),
            figures(say("P50"), watts.unit), figures(say("P90"), watts.unit),
            figures(say("Capital, planned"), unit.unit, minor=True),
            figures(say("Capital, mean"), unit.unit, minor=True),
            figures(say("Group, planned"), unit.unit), figures(say("Group, mean"), unit.unit),
            figures(say("Jobs, building"), say("P50"), minor=True),
            figures(say("Jobs, permanent"), say("P50"), minor=True),
        ),
        rows=tuple(
            row(
                str(last.date.year),
                *_watts(at, watts.text),
                *(unit.text(amount) for amount in amounts),
                _half(last.building_jobs),
                _half(last.permanent_jobs),
            )
            for amounts, at, last in sums
        ),
        note=say("Power and jobs at the end of the year; capital of the year, of all who pay and of the group."),
    )  # fmt: skip


def _sum(rows: list[CapitalRow]) -> tuple[float, float, float, float]:
    """Capital of a year as planned and on average, of everybody and of the group."""
    return (
        sum(one.planned for one in rows),
        sum(one.called.mean.value for one in rows),
        sum(one.group_planned for one in rows),
        sum(one.group.mean.value for one in rows),
    )


def _watts(at: CapacityRow | None, write: Callable[[float], str]) -> tuple[str, ...]:
    if at is None:
        return (NOTHING,) * 4
    return tuple(write(each) for each in (at.planned, at.spread.p10, at.spread.p50, at.spread.p90))


def _half(spread: Spread | None) -> str:
    return NOTHING if spread is None else whole(spread.p50)


def partners_table(outlook: ProgrammeOutlook, currency: str) -> Table | None:
    """Who pays what, until the end of the reckoning."""
    if not outlook.partners:
        return None
    return Table(
        caption=say("Who pays, until {date}", date=long_date(outlook.until)),
        columns=(words(say("Partner")), words(say("As")), figures(say("Planned")), figures(say("Mean"))),
        rows=tuple(
            row(
                one.name,
                retold(FUNDED.get(one.funded, one.funded)),
                money(one.planned, currency),
                money_estimate(one.mean, currency),
                tone="today" if one.id == "group" else "",
            )
            for one in outlook.partners
        ),
        note=say("Only the part of the group draws on its cash."),
    )


def cost_facts(outlook: ProgrammeOutlook, currency: str, classes: Mapping[str, str]) -> tuple[Fact, ...]:
    """The overrun with its classes, and what is spent in vain."""
    facts = [*_overrun(outlook.overrun, classes)] if outlook.overrun is not None else []
    facts.append(
        Fact(
            term=say("Spent in vain"),
            text=money_estimate(outlook.stranded.mean, currency),
            note=say(
                "mean of what is spent on phases that never enter service; P10 to P90 {range}",
                range=money_spread(outlook.stranded, currency),
            ),
        )
    )
    return tuple(facts)


def _overrun(over: Overrun, classes: Mapping[str, str]) -> Iterator[Fact]:
    yield Fact(
        term=say("Overrun of cost, mean"),
        text=chance(over.spread.mean, None),
        note=say("of all that is spent, over its plan"),
    )
    yield Fact(
        term=say("Overrun of cost, P10 to P90"),
        text=percent_spread(over.spread),
        note=say("P50 {middle}", middle=percent(over.spread.p50)),
    )
    yield Fact(
        term=say("It rests on"),
        text=", ".join(classes.get(one, one) for one in over.classes) or say("a law stated in the case"),
        note=_capped([classes.get(one, one) for one in over.capped]),
    )


def _capped(names: list[str]) -> str:
    return say("without its cap the mean of {classes} would be infinite", classes=listed(names)) if names else ""


def classes_table(classes: tuple[ReferenceRecord, ...]) -> Table | None:
    """The reference classes in use: what was published, and what is drawn."""
    if not classes:
        return None
    return Table(
        caption=say("Reference classes"),
        columns=(
            words(say("Class")), words(say("Published")), figures(say("Mean drawn")), figures(say("Cap")),
            words(say("Source"), prose=True),
        ),
        rows=tuple(
            row(
                retold(one.title) or one.id,
                retold(one.published),
                percent(one.mean, NOTHING),
                _cap(one),
                retold(one.source),
                tone="call" if one.infinite else "",
            )
            for one in classes
        ),
        note=say(
            "As published; a class of cost overruns that is used for time is a choice of the case. Between the "
            "published numbers the law is ours: of largest entropy below the tail, a power law in it."
        ),
    )  # fmt: skip


def _cap(one: ReferenceRecord) -> str:
    if one.cap is None:
        return NOTHING
    cap = round_percent(one.cap)
    return say("{cap}, without it infinite", cap=cap) if one.infinite else cap
