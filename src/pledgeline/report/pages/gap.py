"""The gap: how much cannot be paid, when it first shows, and the paths on which it is worst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say, say_each
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.tables import Fact, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    chance,
    long_month,
    money,
    money_estimate,
    month_name,
    percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.group_results import GapLaw, GroupOutlook, WorstPath
    from pledgeline.report.pages.group_wording import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBar:
    """The chance that the first gap falls in a month."""

    month: str  # Jun
    year: str
    chance: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPage:
    """The gap of the group; bars are empty where no path has one."""

    facts: tuple[Fact, ...]
    bars: tuple[MonthBar, ...]
    description: str
    months: Table | None
    worst: Table | None
    command: str  # that explains the worst path


def gap_page(outlook: GroupOutlook, names: Names, currency: str, seed: int) -> GapPage:
    """The page of the gap."""
    bars = month_bars(outlook.gap_law)
    months = [
        say("{month} {year}: {chance}", month=bar.month, year=bar.year, chance=bar.text)
        for bar in bars
        if bar.chance > 0.0
    ]
    return GapPage(
        facts=gap_facts(outlook, currency),
        bars=bars,
        description=say("Chance that the first gap falls in a month. {months}", months=linked(months)),
        months=months_table(outlook.gap_law) if bars else None,
        worst=worst_table(outlook, names, currency, seed) if outlook.worst else None,
        command=explain(outlook.worst[0], seed) if outlook.worst else "",
    )


def gap_facts(outlook: GroupOutlook, currency: str) -> tuple[Fact, ...]:
    """How much cannot be paid, over all paths."""
    law = outlook.gap_law
    facts = [Fact(term=say("Chance of any gap"), text=chance(outlook.gap, outlook.paths), note=say("± s.e."))]
    if law.worst <= 0.0:
        return (*facts, Fact(term=say("Gap"), text=say("none"), note=say("in any path")))
    facts.append(
        Fact(
            term=say("Expected gap"),
            text=money_estimate(law.expected, currency),
            note=say("over all paths, also those without"),
        ),
    )
    if law.expected_if_any is not None:
        text = money_estimate(law.expected_if_any, currency)
        facts.append(Fact(term=say("If there is one"), text=text, note=say("on average")))
    return (
        *facts,
        _or_more(say("One path in twenty"), law.p95, currency),
        _or_more(say("One path in a hundred"), law.p99, currency),
        Fact(term=say("Worst path"), text=money(law.worst, currency)),
    )


def _or_more(term: str, amount: float, currency: str) -> Fact:
    return Fact(term=term, text=_or_none(amount, currency), note=say("or more") if amount else "")


def _or_none(amount: float, currency: str) -> str:
    return money(amount, currency) if amount > 0.0 else say("none")


def month_bars(law: GapLaw) -> tuple[MonthBar, ...]:
    """A bar for each month, the empty ones between them too; none where no path has a gap."""
    months = law.first_by_month
    if not any(probability > 0.0 for _, probability in months):
        return ()
    return tuple(
        MonthBar(
            month=month_name(day),
            year=str(day.year),
            chance=probability,
            text=percent(probability) if probability > 0.0 else say("none"),
        )
        for day, probability in months
    )


def months_table(law: GapLaw) -> Table:
    """The months in figures, those without a gap left out."""
    return Table(
        caption=say("Month of the first gap"),
        columns=(words(say("Month")), figures(say("Probability"), "%")),
        rows=tuple(
            row(long_month(day), bare(percent(probability)))
            for day, probability in law.first_by_month
            if probability > 0.0
        ),
    )


def worst_table(outlook: GroupOutlook, names: Names, currency: str, seed: int) -> Table:
    """The worst paths, each with the command that follows it day by day."""
    return Table(
        caption=say_each(len(outlook.worst), "The worst path", "The {n} worst paths", n=whole(len(outlook.worst))),
        columns=(
            words(say("Path")),
            figures(say("Gap")),
            words(say("Gap first on")),
            words(say("First call")),
            words(say("Loan"), minor=True),
            figures(say("Highest LTV"), say("%, as reported")),
            figures(say("Lowest cash"), minor=True),
            words(say("Follow it day by day"), prose=True),
        ),
        rows=tuple(
            row(
                str(one.path),
                _or_none(one.gap, currency),
                short_date(one.gap_date) if one.gap_date else NOTHING,
                short_date(one.call_date) if one.call_date else say("none"),
                names.loans.get(one.call_loan, one.call_loan) if one.call_date else NOTHING,
                bare(percent(one.peak_ltv)),
                money(one.lowest_cash, currency),
                explain(one, seed),
            )
            for one in outlook.worst
        ),
    )


def explain(one: WorstPath, seed: int) -> str:
    """The command that follows one path; CASE stands for the file of the case."""
    return f"pledgeline explain CASE group --path {one.path} --seed {seed}"
