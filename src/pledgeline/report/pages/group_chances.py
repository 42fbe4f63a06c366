"""What may happen to the group, and how likely it is by when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.group_wording import EVENTS, policy_title
from pledgeline.report.pages.tables import Column, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    chance,
    percent,
    round_percent,
    rule_of_three,
    short_date,
    times,
    whole,
)

if TYPE_CHECKING:
    from pledgeline.engine.group_results import GroupOutlook, PolicyRisk
    from pledgeline.engine.results import Estimate
    from pledgeline.report.pages.group_wording import Names

BROKEN = said("broken today")
UNIT = said("% ± s.e.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChancesPage:
    """Events and policy lines, by the end and by date; defaults and control where there are any."""

    events: Table
    dates: Table | None
    defaults: Table | None
    control: Table | None


def chances_page(outlook: GroupOutlook, names: Names) -> ChancesPage:
    """The page of the group's chances."""
    return ChancesPage(
        events=events_table(outlook),
        dates=dates_table(outlook) if outlook.by_date else None,
        defaults=defaults_table(outlook) if outlook.defaults else None,
        control=control_table(outlook, names) if outlook.control else None,
    )


def events_table(outlook: GroupOutlook) -> Table:
    """Each event up to the end, and where each policy line stands today."""
    happens = tuple(
        row(retold(title), NOTHING, _text(getattr(outlook, name), outlook)) for name, title in EVENTS.items()
    )
    return Table(
        caption=say("What may happen to the group"),
        columns=(words(say("Event")), words(say("Today")), _by_the_end(outlook)),
        rows=(*happens, *(_policy_row(risk, outlook) for risk in outlook.policy)),
        note=_bound_note(outlook.paths),
    )


def _by_the_end(outlook: GroupOutlook) -> Column:
    return figures(say("By {date}", date=short_date(outlook.end)), retold(UNIT))


def _policy_row(risk: PolicyRisk, outlook: GroupOutlook) -> Row:
    today, broken = policy_today(risk), retold(BROKEN)
    if risk.broken_today:
        return row(policy_title(risk), f"{today}, {broken}" if today else broken, broken, tone="close-out")
    return row(policy_title(risk), today or NOTHING, _text(risk.probability, outlook))


def policy_today(risk: PolicyRisk) -> str:
    """Where the group stands against a line of its policy; empty where nothing falls due."""
    if risk.today is None:
        return ""
    if risk.line == "cover":
        return say("cash is {times} redemptions", times=times(risk.today)) if math.isfinite(risk.today) else ""
    return percent(risk.today)


def _text(estimate: Estimate, outlook: GroupOutlook) -> str:
    return bare(chance(estimate, outlook.paths))


def _bound_note(paths: int) -> str:
    return say(
        "“< {bound}” is a 95% bound, for what none of the {paths} paths showed.",
        bound=bare(rule_of_three(paths)),
        paths=whole(paths),
    )


def dates_table(outlook: GroupOutlook) -> Table:
    """Probability that each event has happened by a date."""
    unit = retold(UNIT)
    events = (figures(title, unit) for title in (say("Margin call"), say("Call not met"), say("Gap")))
    policy = (figures(_short(risk), unit, minor=True) for risk in outlook.policy)
    return Table(
        caption=say("Probability that it has happened, by date"),
        columns=(words(say("By")), *events, *policy),
        rows=tuple(
            row(
                short_date(one.date),
                _text(one.call, outlook),
                _text(one.failed_cure, outlook),
                _text(one.gap, outlook),
                *(
                    retold(BROKEN) if risk.broken_today else _text(found, outlook)
                    for risk, found in zip(outlook.policy, one.policy, strict=True)
                ),
            )
            for one in outlook.by_date
        ),
    )


def _short(risk: PolicyRisk) -> str:
    """A policy line as the head of a column."""
    if risk.line == "cover":
        return say("Redemptions not covered")
    title = say("Reported LTV") if risk.line.startswith("reported") else say("Looked-through LTV")
    return title if risk.level is None else say("{line} over {level}", line=title, level=round_percent(risk.level))


def defaults_table(outlook: GroupOutlook) -> Table:
    """Loans and debts that are not served, closed out, or pulled down by another."""
    return Table(
        caption=say("Loans and debts in default"),
        columns=(words(say("Loan or debt")), _by_the_end(outlook)),
        rows=tuple(row(risk.name, _text(risk.probability, outlook)) for risk in outlook.defaults),
        note=say("Not served, closed out, or pulled down by the default of another."),
    )


def control_table(outlook: GroupOutlook, names: Names) -> Table:
    """Stakes that may fall under a threshold, whoever sells them."""
    return Table(
        caption=say("Control of companies"),
        columns=(
            words(say("Company")),
            figures(say("Stake today"), "%"),
            figures(say("Threshold"), "%"),
            figures(say("Falls below it"), retold(UNIT)),
        ),
        rows=tuple(
            row(
                names.assets.get(risk.asset, risk.asset),
                bare(percent(risk.stake)),
                bare(round_percent(risk.threshold)),
                _text(risk.probability, outlook),
            )
            for risk in outlook.control
        ),
    )
