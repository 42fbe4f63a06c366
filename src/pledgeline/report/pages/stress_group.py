"""The whole group under each scenario: what its straight path comes to, and its probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.report.pages.stress_wording import chance_text, name_of
from pledgeline.report.pages.tables import Table, figures, row, sentence, strong, words
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
    "reported_normal": ("LTV as reported", "normal"),
    "reported_ceiling": ("LTV as reported", "ceiling"),
    "through_normal": ("LTV looked through", "normal"),
    "through_ceiling": ("LTV looked through", "ceiling"),
    "cover": ("Redemptions not covered", ""),
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
        words("Scenario"),
        figures("Lowest cash", cash.unit),
        words("On"),
        words("First gap"),
        figures("Of", gaps.unit),
        figures("Not paid in all", gaps.unit),
        words("First margin call"),
        words("First default"),
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
    note = (
        f"Walked to {short_date(found.horizon)} with everything that falls due on the way: the shock first, then "
        "prices as they are."
    )
    return Table(caption="The cash of the group on the straight path", columns=columns, rows=rows, note=note)


def policy_table(found: Stress, walked: Walked) -> Table:
    """The highest LTV on each straight path, and the first close beyond each line of the policy."""
    lines = tuple(walked[0][1].lines)
    columns = (
        words("Scenario"),
        figures("Highest LTV as reported", "%"),
        words("On"),
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
    note = "The first close beyond each line of the policy; stakes count in the LTV as reported at their last mark."
    return Table(caption="The policy of the group on the straight path", columns=columns, rows=rows, note=note)


def chances_of_group(found: Stress) -> Table | None:
    """Simulated probabilities of the group; None where there are none."""
    drawn = [(each, each.course.chances) for each in found.scenarios if each.course and each.course.chances]
    if not drawn:
        return None
    lines, paths = tuple(drawn[0][1].lines), drawn[0][1].paths
    columns = (
        words("Scenario"),
        figures("Gap"),
        figures("Margin call"),
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
    note = (
        f"By {short_date(found.horizon)}, from {whole(paths)} paths of the whole group with chance around the shock; "
        "the same random numbers in every row."
    )
    return Table(caption="Probabilities of the group", columns=columns, rows=rows, note=note)


def course_answer(found: Stress) -> Iterator[Sentence]:
    """Whether a bill goes unpaid on a straight path, and where the cash is lowest."""
    walked = _walked(found)
    if not walked:
        return
    short = [(scenario, fate) for scenario, fate in walked if fate.gap is not None]
    if not short:
        scenario, fate = min(walked, key=lambda each: each[1].lowest_cash)
        yield sentence(
            "Its cash",
            "pays every bill on the straight path of every row; it is lowest under ",
            f"{_name(scenario)}: ",
            strong(money(fate.lowest_cash, found.currency)),
            f" on {short_date(fate.lowest_cash_on)}.",
            tone="load",
        )
        return
    scenario, fate = max(short, key=lambda each: each[1].gap_total)
    yield sentence(
        "Its cash",
        "does not pay every bill on the straight path of ",
        strong(f"{len(short)} of {len(walked)}"),
        f" rows, {_as_it_stands(walked[0])}. Most is missing under {_name(scenario)}: ",
        strong(money(fate.gap_total, found.currency)),
        f", the first of it on {short_date(fate.gap)}.",
        tone="close-out",
    )


def _as_it_stands(base: tuple[StressedScenario, GroupFate]) -> str:
    gap = base[1].gap
    return "the case as it stands not among them" if gap is None else f"as the case stands from {short_date(gap)} on"


def _walked(found: Stress) -> Walked:
    return [(each, each.course.fate) for each in found.scenarios if each.course]


def _name(scenario: StressedScenario) -> str:
    return scenario.id or "the case as it stands"


def _title(line: str, found: Stress) -> str:
    """`LTV as reported over 25%`; the cover has no level."""
    title, level = LINES[line]
    known = {"normal": found.policy_normal, "ceiling": found.policy_ceiling}.get(level)
    return title if known is None else f"{title} over {round_percent(known)}"


def _date(day: dt.date | None) -> str:
    return NOTHING if day is None else short_date(day)
