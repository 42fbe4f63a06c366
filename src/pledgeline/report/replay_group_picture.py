"""The group of a replay as a drawing: its LTVs by day against its policy, and under them its cash."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.kernels.codes import LoanEvent
from pledgeline.language.saying import retold, say
from pledgeline.report.pages.fan import AIR, HIGHEST, axis_steps
from pledgeline.report.pages.wording import long_date, money, money_column, percent, round_percent
from pledgeline.report.replay_axes import (
    FOOT,
    GAP,
    TITLE,
    Axis,
    DateTick,
    DrawnLevel,
    EventMark,
    Panel,
    across,
    date_ticks,
    drawn_line,
    grid_lines,
    placed_levels,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_replay_results import GroupDay
    from pledgeline.engine.price_replay import GroupStory, PriceReplay

LTV_HEIGHT, CASH_HEIGHT = 170.0, 130.0  # pixels
LEAST_LTV = 0.05  # of an axis whose figures are all smaller
BIG_BILL = 0.1  # of the highest cash: smaller bills are not marked, the table has them


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReplayDrawing:
    """Everything the template needs to draw the group."""

    description: str
    ltv: Panel
    through: str  # the looked-through LTV in the box of the other
    cash: Panel
    levels: tuple[DrawnLevel, ...]
    marks: tuple[EventMark, ...]
    ticks: tuple[DateTick, ...]
    height: float


def draw_group(story: GroupStory, found: PriceReplay) -> GroupReplayDrawing:
    """The group, ready to be written as SVG."""
    days = story.path.days
    width = len(days)
    ltv, cash = _ltv_axis(story), _cash_axis(story)
    column = money_column((story.start_cash, *(day.cash for day in days)), story.path.currency)
    reported = [(0, story.start_ltv), *((day.number, day.ltv_reported) for day in days)]
    through = [(day.number, day.ltv_look_through) for day in days]
    money_line = [(0, story.start_cash), *((day.number, day.cash) for day in days)]
    return GroupReplayDrawing(
        description=_description(story),
        ltv=Panel(
            title=say("LTV of the group, %"),
            top=ltv.top,
            bottom=ltv.bottom,
            grid=tuple(grid_lines(ltv, scale=100.0)),
            line=drawn_line([point for point in reported if math.isfinite(point[1])], ltv, width),
            selling="",
        ),
        through=drawn_line([point for point in through if math.isfinite(point[1])], ltv, width),
        cash=Panel(
            title=say("Cash, {unit}", unit=column.unit),
            top=cash.top,
            bottom=cash.bottom,
            grid=tuple(grid_lines(cash, scale=1.0 / column.factor)),
            line=drawn_line(money_line, cash, width),
            selling="",
        ),
        levels=_levels(story, ltv),
        marks=tuple(_marks(story, ltv, cash)),
        ticks=date_ticks((found.as_of, *found.dates)),
        height=cash.bottom + FOOT,
    )


def _description(story: GroupStory) -> str:
    """The picture in words."""
    fate, currency = story.path.fate, story.path.currency
    gap = say("no gap")
    if fate.gap:
        gap = say("first gap on {date}, of {amount}", date=long_date(fate.gap), amount=money(fate.gap_first, currency))
    return say(
        "{group}, LTV by day as reported and looked through: as reported highest {ltv} on {ltv_date}. Under it cash: "
        "lowest {cash} on {cash_date}, {gap}.",
        group=story.name,
        ltv=percent(fate.highest_ltv),
        ltv_date=long_date(fate.highest_ltv_on),
        cash=money(fate.lowest_cash, currency),
        cash_date=long_date(fate.lowest_cash_on),
        gap=gap,
    )


def _ltv_axis(story: GroupStory) -> Axis:
    """An LTV far beyond the policy, or without end, is cut off."""
    drawn = [ltv for day in story.path.days for ltv in (day.ltv_reported, day.ltv_look_through)]
    lines = [level for level in (story.policy_normal, story.policy_ceiling) if level is not None]
    highest = max([ltv for ltv in drawn if math.isfinite(ltv)], default=0.0)
    most = max([*lines, LEAST_LTV]) if lines else max(min(highest, 1.0), LEAST_LTV)
    steps, step = axis_steps(AIR * max(most, min(highest, HIGHEST * most)))
    return Axis(top=TITLE, bottom=TITLE + LTV_HEIGHT, steps=steps, step=step)


def _cash_axis(story: GroupStory) -> Axis:
    highest = max(story.start_cash, *(day.cash for day in story.path.days), 1.0)
    power = 10.0 ** math.floor(math.log10(highest))
    steps, step = axis_steps(highest / power)
    top = TITLE + LTV_HEIGHT + GAP
    return Axis(top=top, bottom=top + CASH_HEIGHT, steps=steps, step=step * power)


def _levels(story: GroupStory, axis: Axis) -> tuple[DrawnLevel, ...]:
    known = (("cure", say("Normal line"), story.policy_normal), ("close-out", say("Ceiling"), story.policy_ceiling))
    stated = ((tone, f"{word} {round_percent(level)}", level) for tone, word, level in known if level is not None)
    return placed_levels(tuple(stated), axis)


def _marks(story: GroupStory, ltv: Axis, cash: Axis) -> Iterator[EventMark]:
    """Calls and cures on the line of the LTV; gaps and large bills on that of the cash."""
    width = len(story.path.days)
    large = BIG_BILL * max(story.start_cash, *(day.cash for day in story.path.days))
    for day in story.path.days:
        x = across(day.number, width)
        yield from (EventMark(tone=tone, x=x, y=ltv.y(day.ltv_reported), words=text) for tone, text in _loan_marks(day))
        billed = sum(bill.amount for bill in day.bills if bill.firm)
        if day.gap:
            amount = money(day.gap, story.path.currency)
            text = say("{date}: gap of {amount}", date=long_date(day.date), amount=amount)
            yield EventMark(tone="close-out", x=x, y=cash.y(day.cash), words=text)
        elif billed > large:
            amount = money(billed, story.path.currency)
            text = say("{date}: bills of {amount}, paid", date=long_date(day.date), amount=amount)
            yield EventMark(tone="bill", x=x, y=cash.y(day.cash), words=text)


def _loan_marks(day: GroupDay) -> Iterator[tuple[str, str]]:
    tones = {LoanEvent.CALL: "call", LoanEvent.CURE: "cure", LoanEvent.CLOSE_OUT: "close-out"}
    for loan in day.loans:
        for event, tone in tones.items():
            if event.sentence in loan.events:
                date, told = long_date(day.date), retold(event.sentence)
                yield tone, say("{date}: {event}, {loan}", date=date, event=told, loan=loan.loan)
