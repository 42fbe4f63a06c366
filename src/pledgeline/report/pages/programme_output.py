"""What enters service and who works on it, quarter by quarter: quantiles to draw, in words and in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.programme_schedule import deadlines
from pledgeline.report.pages.programme_wording import jobs, power, power_column, quarter_text
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import long_date, short_date, whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from pledgeline.engine.programme_results import CapitalRow, ProgrammeOutlook, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedLevel:
    """What is promised: a height, and the words beside it."""

    words: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFan:
    """Quantiles over quarters, in `unit` after division by `factor`; numbers of jobs have no unit."""

    title: str
    unit: str
    factor: float
    dates: tuple[dt.date, ...]
    bands: tuple[tuple[float, float, float, float, float], ...]  # P10, P25, P50, P75, P90
    planned: tuple[float, ...]  # empty where there is no plan
    levels: tuple[PromisedLevel, ...]
    deadlines: tuple[dt.date, ...]
    description: str
    table: Table


def capacity_fan(outlook: ProgrammeOutlook) -> OutputFan:
    """Power in service at the end of each quarter, against the plan and what was promised."""
    rows = outlook.capacity
    promised = tuple(one for one in outlook.kept if one.capacity is not None and not one.site)
    unit = power_column([*(each for one in rows for each in (one.planned, one.spread.p90)),
                         *(one.capacity or 0.0 for one in promised)])  # fmt: skip
    last = rows[-1]
    return OutputFan(
        title=say("Power in service"),
        unit=unit.unit,
        factor=unit.factor,
        dates=tuple(one.date for one in rows),
        bands=tuple(band_of(one.spread) for one in rows),
        planned=tuple(one.planned for one in rows),
        levels=tuple(
            PromisedLevel(words=say("promised: {power}", power=power(at)), at=at)
            for at in sorted({one.capacity for one in promised if one.capacity is not None})
        ),
        deadlines=deadlines(outlook),
        description=say(
            "Power in service by quarter: on {date} {middle} in the middle, eight paths in ten between {low} and "
            "{high}, {planned} as planned.",
            date=long_date(last.date),
            middle=power(last.spread.p50),
            low=power(last.spread.p10),
            high=power(last.spread.p90),
            planned=power(last.planned),
        ),
        table=Table(
            caption=say("Power in service at the end of each quarter"),
            columns=(
                words(say("On")), figures(say("Planned"), unit.unit), figures(say("P10"), unit.unit),
                figures(say("P25"), unit.unit), figures(say("P50"), unit.unit), figures(say("P75"), unit.unit),
                figures(say("P90"), unit.unit), figures(say("Mean"), unit.unit),
            ),
            rows=tuple(
                row(
                    short_date(one.date), unit.text(one.planned), *(unit.text(each) for each in band_of(one.spread)),
                    unit.text(one.spread.mean.value),
                )
                for one in rows
            ),
        ),
    )  # fmt: skip


def band_of(spread: Spread) -> tuple[float, float, float, float, float]:
    """Five quantiles, the lowest first."""
    return spread.p10, spread.p25, spread.p50, spread.p75, spread.p90


def jobs_fans(outlook: ProgrammeOutlook) -> tuple[OutputFan, ...]:
    """Jobs while it is built and once it runs, where the case states them."""
    fans = (
        _jobs(say("Jobs while it is built"), outlook.capital, lambda one: one.building_jobs),
        _jobs(say("Permanent jobs"), outlook.capital, lambda one: one.permanent_jobs),
    )
    return tuple(fan for fan in fans if fan is not None)


def _jobs(title: str, rows: Sequence[CapitalRow], of: Callable[[CapitalRow], Spread | None]) -> OutputFan | None:
    """One kind of jobs; None where no quarter has any."""
    found = [(one, spread) for one in rows if (spread := of(one)) is not None]
    if not any(spread.p90 > 0.0 for _, spread in found):
        return None
    peak, most = max(found, key=lambda pair: pair[1].p50)
    return OutputFan(
        title=title,
        unit="",
        factor=1.0,
        dates=tuple(one.date for one, _ in found),
        bands=tuple(band_of(spread) for _, spread in found),
        planned=(),
        levels=(),
        deadlines=(),
        description=say(
            "{jobs} by quarter: the most in the middle is {most}, in {quarter}; eight paths in ten lie between {low} "
            "and {high} then.",
            jobs=title,
            most=jobs(most.p50),
            quarter=quarter_text(peak.quarter),
            low=jobs(most.p10),
            high=jobs(most.p90),
        ),
        table=Table(
            caption=say("{jobs}, at the end of each quarter", jobs=title),
            columns=(
                words(say("On")), figures(say("P10")), figures(say("P25")), figures(say("P50")), figures(say("P75")),
                figures(say("P90")), figures(say("Mean")),
            ),
            rows=tuple(
                row(short_date(one.date), *(whole(each) for each in (*band_of(spread), spread.mean.value)))
                for one, spread in found
            ),
        ),
    )  # fmt: skip
