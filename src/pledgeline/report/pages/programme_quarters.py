"""Capital by quarter: what is called of everybody, and of the group alone, against the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.programme_wording import quarter_text
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import money, money_column

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pledgeline.engine.programme_results import CapitalRow, ProgrammeOutlook, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalBar:
    """One quarter: what is called on average, of which the group's part, and what the plan has; in money."""

    date: dt.date
    group: float
    called: float
    low: float  # P10
    high: float  # P90
    planned: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalBars:
    """Capital by quarter: numbers to draw, in `unit` after division by `factor`, and words and a table."""

    title: str
    unit: str
    factor: float
    bars: tuple[CapitalBar, ...]
    shared: bool  # whether others than the group pay, too
    description: str
    table: Table


def capital_bars(outlook: ProgrammeOutlook, currency: str) -> tuple[CapitalBars, ...]:
    """Capital of everybody, then of the group alone; what is none is left out."""
    rows = outlook.capital
    everybody = [(one.planned, one.called) for one in rows]
    own = [(one.group_planned, one.group) for one in rows]
    found = []
    if _any(everybody):
        found.append(_bars(say("Capital called by quarter"), rows, everybody, currency))
    if _any(own) and own != everybody:
        found.append(_bars(say("Of which the group is called on for"), rows, own, currency))
    return tuple(found)


def _any(called: Sequence[tuple[float, Spread]]) -> bool:
    return any(planned or spread.p90 for planned, spread in called)


def _bars(title: str, rows: Sequence[CapitalRow], called: Sequence[tuple[float, Spread]], currency: str) -> CapitalBars:
    """One picture with its description and its table."""
    unit = money_column([max(planned, spread.p90) for planned, spread in called], currency)
    peak = max(range(len(rows)), key=lambda at: called[at][1].mean.value)
    bars = tuple(
        CapitalBar(
            date=one.date,
            group=min(one.group.mean.value, spread.mean.value),
            called=spread.mean.value,
            low=spread.p10,
            high=spread.p90,
            planned=planned,
        )
        for one, (planned, spread) in zip(rows, called, strict=True)
    )
    return CapitalBars(
        title=title,
        unit=unit.unit,
        factor=unit.factor,
        bars=bars,
        shared=any(bar.called > bar.group for bar in bars),
        description=say(
            "{title}: on average the most in {quarter}, {most}; the plan has {planned} then.",
            title=title,
            quarter=quarter_text(rows[peak].quarter),
            most=money(called[peak][1].mean.value, currency),
            planned=money(called[peak][0], currency),
        ),
        table=Table(
            caption=say("{title}, in figures", title=title),
            columns=(
                words(say("Quarter")), figures(say("Planned"), unit.unit), figures(say("Mean"), unit.unit),
                figures(say("P10"), unit.unit), figures(say("P50"), unit.unit), figures(say("P90"), unit.unit),
            ),
            rows=tuple(
                row(
                    quarter_text(one.quarter),
                    *(unit.text(each) for each in (planned, spread.mean.value, spread.p10, spread.p50, spread.p90)),
                )
                for one, (planned, spread) in zip(rows, called, strict=True)
            ),
        ),
    )  # fmt: skip
