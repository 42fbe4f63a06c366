"""Where cash, NAV and both LTVs of the group may go: quantiles by date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import (
    bare,
    long_date,
    money,
    money_column,
    percent,
    round_percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pledgeline.engine.group_results import GroupOutlook, QuantileRow
    from pledgeline.engine.results import Leverage


@dataclass(frozen=True, slots=True, kw_only=True)
class FanLevel:
    """A level of the group's own policy."""

    name: str
    tone: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a fan is of, and how its figures are written: in words, and in a cell under the unit."""

    title: str
    unit: str
    factor: float
    told: Callable[[float], str]
    cell: Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFan:
    """One fan: numbers to draw, in `unit` after division by `factor`, and words and a table that say the same."""

    title: str
    unit: str
    factor: float
    dates: tuple[dt.date, ...]
    bands: tuple[tuple[float, float, float, float, float], ...]  # the quantiles of a date, finite or inf
    levels: tuple[FanLevel, ...]
    description: str
    table: Table


def group_fans(outlook: GroupOutlook, leverage: Leverage, currency: str) -> tuple[GroupFan, ...]:
    """Cash, NAV, LTV as reported and looked through; those without rows are left out."""
    levels, paths = policy_levels(leverage), outlook.recorded_paths
    fans = (
        (_money(say("Cash"), outlook.cash, currency), outlook.cash, ()),
        (_money(say("NAV"), outlook.nav, currency), outlook.nav, ()),
        (_ltv(say("LTV as reported")), outlook.reported, levels),
        (_ltv(say("LTV looked through")), outlook.look_through, levels),
    )
    return tuple(_fan(measure, rows, lines, paths) for measure, rows, lines in fans if rows)


def policy_levels(leverage: Leverage) -> tuple[FanLevel, ...]:
    """The two lines of the policy, where the group states them."""
    stated = ((say("Limit"), "call", leverage.policy_normal), (say("Ceiling"), "close-out", leverage.policy_ceiling))
    return tuple(
        FanLevel(name=f"{name} {round_percent(level)}", tone=tone, at=level) for name, tone, level in stated if level
    )


def _money(title: str, rows: tuple[QuantileRow, ...], currency: str) -> Measure:
    """Money in one unit, that of the largest quantile."""
    unit = money_column([amount for one in rows for amount in quantiles(one)], currency)
    return Measure(
        title=title,
        unit=unit.unit,
        factor=unit.factor,
        told=lambda amount: money(amount, currency),
        cell=unit.text,
    )


def _ltv(title: str) -> Measure:
    return Measure(title=title, unit="%", factor=0.01, told=percent, cell=lambda ltv: bare(percent(ltv)))


def quantiles(one: QuantileRow) -> tuple[float, float, float, float, float]:
    """The quantiles of a date, the lowest first."""
    return (one.p5, one.p25, one.p50, one.p75, one.p95)


def _fan(measure: Measure, rows: tuple[QuantileRow, ...], levels: tuple[FanLevel, ...], paths: int) -> GroupFan:
    """One fan with its description and its table."""
    last = rows[-1]
    return GroupFan(
        title=measure.title,
        unit=measure.unit,
        factor=measure.factor,
        dates=tuple(one.date for one in rows),
        bands=tuple(quantiles(one) for one in rows),
        levels=levels,
        description=say(
            "{measure}: on {date} {middle} in the middle, nine in ten paths between {low} and {high}.",
            measure=measure.title,
            date=long_date(last.date),
            middle=measure.told(last.p50),
            low=measure.told(last.p5),
            high=measure.told(last.p95),
        ),
        table=fan_table(measure, rows, paths),
    )


def fan_table(measure: Measure, rows: tuple[QuantileRow, ...], paths: int) -> Table:
    """The quantiles in figures."""
    heads = (say("5th"), say("25th"), say("Median"), say("75th"), say("95th"))
    return Table(
        caption=say("{measure}: quantiles by date", measure=measure.title),
        columns=(words(say("On")), *(figures(head, measure.unit) for head in heads)),
        rows=tuple(row(short_date(one.date), *(measure.cell(amount) for amount in quantiles(one))) for one in rows),
        note=say("Over {paths} recorded paths.", paths=whole(paths)),
    )
