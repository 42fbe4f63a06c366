"""The gap: how much cannot be paid, when it first shows, and the paths on which it is worst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    plural,
    short_date,
)

if TYPE_CHECKING:
    import datetime as dt

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
    return GapPage(
        facts=gap_facts(outlook, currency),
        bars=bars,
        description="Chance that the first gap falls in a month. "
        + "; ".join(f"{bar.month} {bar.year}: {bar.text}" for bar in bars if bar.chance > 0.0),
        months=months_table(outlook.gap_law) if bars else None,
        worst=worst_table(outlook, names, currency, seed) if outlook.worst else None,
        command=explain(outlook.worst[0], seed) if outlook.worst else "",
    )


def gap_facts(outlook: GroupOutlook, currency: str) -> tuple[Fact, ...]:
    """How much cannot be paid, over all paths."""
    law = outlook.gap_law
    facts = [Fact(term="Chance of any gap", text=chance(outlook.gap, outlook.paths), note="± s.e.")]
    if law.worst <= 0.0:
        return (*facts, Fact(term="Gap", text="none", note="in any path"))
    facts.append(
        Fact(
            term="Expected gap", text=money_estimate(law.expected, currency), note="over all paths, also those without"
        ),
    )
    if law.expected_if_any is not None:
        facts.append(
            Fact(term="If there is one", text=money_estimate(law.expected_if_any, currency), note="on average")
        )
    return (
        *facts,
        Fact(term="One path in twenty", text=_or_none(law.p95, currency), note="or more" if law.p95 else ""),
        Fact(term="One path in a hundred", text=_or_none(law.p99, currency), note="or more" if law.p99 else ""),
        Fact(term="Worst path", text=money(law.worst, currency)),
    )


def _or_none(amount: float, currency: str) -> str:
    return money(amount, currency) if amount > 0.0 else "none"


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
            text=percent(probability) if probability > 0.0 else "none",
        )
        for day, probability in months
    )


def months_table(law: GapLaw) -> Table:
    """The months in figures, those without a gap left out."""
    return Table(
        caption="Month of the first gap",
        columns=(words("Month"), figures("Probability", "%")),
        rows=tuple(
            row(_month(day), bare(percent(probability))) for day, probability in law.first_by_month if probability > 0.0
        ),
    )


def _month(day: dt.date) -> str:
    return long_month(day)


def worst_table(outlook: GroupOutlook, names: Names, currency: str, seed: int) -> Table:
    """The worst paths, each with the command that follows it day by day."""
    return Table(
        caption=f"The {plural(len(outlook.worst), 'worst path')}" if len(outlook.worst) > 1 else "The worst path",
        columns=(
            words("Path"),
            figures("Gap"),
            words("Gap first on"),
            words("First call"),
            words("On", minor=True),
            figures("Highest LTV", "%, as reported"),
            figures("Lowest cash", minor=True),
            words("Follow it day by day", prose=True),
        ),
        rows=tuple(
            row(
                str(one.path),
                _or_none(one.gap, currency),
                short_date(one.gap_date) if one.gap_date else NOTHING,
                short_date(one.call_date) if one.call_date else "none",
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
