"""The whole group under each scenario: what its straight path comes to, and its probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say
from pledgeline.report.pages.stress_wording import chance_text, name_of
from pledgeline.report.pages.tables import Table, figures, phrase, row, strong, words
from pledgeline.report.pages.wording import (
    NOTHING,
    bare,
    money,
    money_column,
    percent,
    round_percent,
    short_date,
    whole,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.group_replay_results import GroupFate
    from pledgeline.engine.stress_results import Stress, StressedScenario
    from pledgeline.report.pages.tables import Sentence

Walked = list[tuple["StressedScenario", "GroupFate"]]
LINES = {
    "reported_normal": (said("LTV as reported"), "normal"),
    "reported_ceiling": (said("LTV as reported"), "ceiling"),
    "through_normal": (said("LTV looked through"), "normal"),
    "through_ceiling": (said("LTV looked through"), "ceiling"),
    "cover": (said("Redemptions not covered"), ""),
}


def whole_group_tables(found: Stress) -> tuple[Table, ...]:
    """The cash and the policy on each straight path, and the probabilities; none where cash is not known."""
    walked = _walked(found)
    if not walked:
        return ()
    chances = chances_of_group(found)
    return (cash_table(found, walked), policy_table(found, walked), *((chances,) if chances else ()))


def cash_table(found: Stress, walked: Walked) -> Table:
    """What each straight path does to the cash of the group."""
    cash = money_column((fate.lowest_cash for _, fate in walked), found.currency)
    gaps = money_column((fate.gap_total for _, fate in walked), found.currency)
    columns = (
        words(say("Scenario")),
        figures(say("Lowest cash"), cash.unit),
        words(say("On")),
        words(say("First gap")),
        figures(say("Of"), gaps.unit),
        figures(say("Not paid in all"), gaps.unit),
        words(say("First margin call")),
        words(say("First default")),
    )
    rows = tuple(
        row(
            name_of(scenario),
            cash.text(fate.lowest_cash),
            short_date(fate.lowest_cash_on),
            _date(fate.gap),
            gaps.text(fate.gap_first) if fate.gap else NOTHING,
            gaps.text(fate.gap_total) if fate.gap else NOTHING,
            _date(fate.call),
            _date(min(fate.defaults.values(), default=None)),
            tone="close-out" if fate.gap else "call" if fate.call else "",
        )
        for scenario, fate in walked
    )
    note = say(
        "Walked to {date} with everything that falls due on the way: the shock first, then prices as they are.",
        date=short_date(found.horizon),
    )
    return Table(caption=say("The cash of the group on the straight path"), columns=columns, rows=rows, note=note)


def policy_table(found: Stress, walked: Walked) -> Table:
    """The highest LTV on each straight path, and the first close beyond each line of the policy."""
    lines = tuple(walked[0][1].lines)
    columns = (
        words(say("Scenario")),
        figures(say("Highest LTV as reported"), "%"),
        words(say("On")),
        *(words(_title(line, found), minor=line.startswith("through")) for line in lines),
    )
    rows = tuple(
        row(
            name_of(scenario),
            bare(percent(fate.highest_ltv)) if math.isfinite(fate.highest_ltv) else NOTHING,
            short_date(fate.highest_ltv_on),
            *(_date(fate.lines[line]) for line in lines),
            tone="call" if fate.lines.get("reported_ceiling") else "",
        )
        for scenario, fate in walked
    )
    note = say(
        "The first close beyond each line of the policy; stakes count in the LTV as reported at their last mark."
    )
    return Table(caption=say("The policy of the group on the straight path"), columns=columns, rows=rows, note=note)


def chances_of_group(found: Stress) -> Table | None:
    """Simulated probabilities of the group; None where there are none."""
    drawn = [(each, each.course.chances) for each in found.scenarios if each.course and each.course.chances]
    if not drawn:
        return None
    lines, paths = tuple(drawn[0][1].lines), drawn[0][1].paths
    columns = (
        words(say("Scenario")),
        figures(say("Gap")),
        figures(say("Margin call")),
        *(figures(_title(line, found), minor=line.startswith("through")) for line in lines),
    )
    rows = tuple(
        row(
            name_of(scenario),
            chance_text(chances.gap, paths),
            chance_text(chances.call, paths),
            *(chance_text(chances.lines[line], paths) for line in lines),
        )
        for scenario, chances in drawn
    )
    note = say(
        "By {date}, from {paths} paths of the whole group with chance around the shock; the same random numbers in "
        "every row.",
        date=short_date(found.horizon),
        paths=whole(paths),
    )
    return Table(caption=say("Probabilities of the group"), columns=columns, rows=rows, note=note)


def course_answer(found: Stress) -> Iterator[Sentence]:
    """Whether a bill goes unpaid on a straight path, and where the cash is lowest."""
    walked, label = _walked(found), say("Its cash")
    if not walked:
        return
    short = [(scenario, fate) for scenario, fate in walked if fate.gap is not None]
    if not short:
        scenario, fate = min(walked, key=lambda each: each[1].lowest_cash)
        yield phrase(
            label,
            "pays every bill on the straight path of every row; it is lowest under {scenario}: {cash} on {date}.",
            tone="load",
            scenario=_name(scenario),
            cash=strong(money(fate.lowest_cash, found.currency)),
            date=short_date(fate.lowest_cash_on),
        )
        return
    scenario, fate = max(short, key=lambda each: each[1].gap_total)
    counted = say("{n} of {total}", n=whole(len(short)), total=whole(len(walked)))
    yield phrase(
        label,
        "does not pay every bill on the straight path of {rows} rows, {today}. Most is missing under {scenario}: "
        "{missing}, the first of it on {date}.",
        tone="close-out",
        rows=strong(counted),
        today=_as_it_stands(walked[0]),
        scenario=_name(scenario),
        missing=strong(money(fate.gap_total, found.currency)),
        date=short_date(fate.gap),
    )


def _as_it_stands(base: tuple[StressedScenario, GroupFate]) -> str:
    gap = base[1].gap
    if gap is None:
        return say("the case as it stands not among them")
    return say("as the case stands from {date} on", date=short_date(gap))


def _walked(found: Stress) -> Walked:
    return [(each, each.course.fate) for each in found.scenarios if each.course]


def _name(scenario: StressedScenario) -> str:
    return scenario.id or say("the case as it stands")


def _title(line: str, found: Stress) -> str:
    """`LTV as reported over 25%`; the cover has no level."""
    told, level = LINES[line]
    title = retold(told)
    known = {"normal": found.policy_normal, "ceiling": found.policy_ceiling}.get(level)
    return title if known is None else say("{line} over {level}", line=title, level=round_percent(known))


def _date(day: dt.date | None) -> str:
    return NOTHING if day is None else short_date(day)
