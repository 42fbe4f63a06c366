"""What may happen to the group, and how likely it is by when."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.group_wording import EVENTS, policy_title
from pledgeline.report.pages.tables import Row, Table, figures, row, words
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

BROKEN = "broken today"
UNIT = "% ± s.e."


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
    happens = tuple(row(title, NOTHING, _text(getattr(outlook, name), outlook)) for name, title in EVENTS.items())
    return Table(
        caption="What may happen to the group",
        columns=(words("Event"), words("Today"), figures(f"By {short_date(outlook.end)}", UNIT)),
        rows=(*happens, *(_policy_row(risk, outlook) for risk in outlook.policy)),
        note=_bound_note(outlook.paths),
    )


def _policy_row(risk: PolicyRisk, outlook: GroupOutlook) -> Row:
    today = policy_today(risk)
    if risk.broken_today:
        return row(policy_title(risk), f"{today}, {BROKEN}" if today else BROKEN, BROKEN, tone="close-out")
    return row(policy_title(risk), today or NOTHING, _text(risk.probability, outlook))


def policy_today(risk: PolicyRisk) -> str:
    """Where the group stands against a line of its policy; empty where nothing falls due."""
    if risk.today is None:
        return ""
    if risk.line == "cover":
        return f"cash is {times(risk.today)} redemptions" if math.isfinite(risk.today) else ""
    return percent(risk.today)


def _text(estimate: Estimate, outlook: GroupOutlook) -> str:
    return bare(chance(estimate, outlook.paths))


def _bound_note(paths: int) -> str:
    return f"“< {bare(rule_of_three(paths))}” is a 95% bound, for what none of the {whole(paths)} paths showed."


def dates_table(outlook: GroupOutlook) -> Table:
    """Probability that each event has happened by a date."""
    events = (figures(title, UNIT) for title in ("Margin call", "Call not met", "Gap"))
    policy = (figures(_short(risk), UNIT, minor=True) for risk in outlook.policy)
    return Table(
        caption="Probability that it has happened, by date",
        columns=(words("By"), *events, *policy),
        rows=tuple(
            row(
                short_date(one.date),
                _text(one.call, outlook),
                _text(one.failed_cure, outlook),
                _text(one.gap, outlook),
                *(
                    BROKEN if risk.broken_today else _text(found, outlook)
                    for risk, found in zip(outlook.policy, one.policy, strict=True)
                ),
            )
            for one in outlook.by_date
        ),
    )


def _short(risk: PolicyRisk) -> str:
    """A policy line as the head of a column."""
    if risk.line == "cover":
        return "Redemptions not covered"
    title = "Reported LTV" if risk.line.startswith("reported") else "Looked-through LTV"
    return title if risk.level is None else f"{title} over {round_percent(risk.level)}"


def defaults_table(outlook: GroupOutlook) -> Table:
    """Loans and debts that are not served, closed out, or pulled down by another."""
    return Table(
        caption="Loans and debts in default",
        columns=(words("Loan or debt"), figures(f"By {short_date(outlook.end)}", UNIT)),
        rows=tuple(row(risk.name, _text(risk.probability, outlook)) for risk in outlook.defaults),
        note="Not served, closed out, or pulled down by the default of another.",
    )


def control_table(outlook: GroupOutlook, names: Names) -> Table:
    """Stakes that may fall under a threshold, whoever sells them."""
    return Table(
        caption="Control of companies",
        columns=(
            words("Company"),
            figures("Stake today", "%"),
            figures("Threshold", "%"),
            figures("Falls below it", UNIT),
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
