"""One loan of a replay as a drawing: the LTV by day against its levels, and under it the price."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.price_replay import watched
from pledgeline.kernels.codes import LoanEvent
from pledgeline.language.saying import retold, say
from pledgeline.report.pages.fan import AIR, HIGHEST, axis_steps
from pledgeline.report.pages.wording import LEVELS, long_date, percent, price, round_percent
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
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.price_replay import LoanReplay, PriceReplay
    from pledgeline.engine.replay import ReplayDay

LTV_HEIGHT, PRICE_HEIGHT = 210.0, 110.0  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayDrawing:
    """Everything the template needs to draw one loan."""

    description: str
    ltv: Panel
    price: Panel
    cut: str  # an LTV beyond it, while the lender sells, is left out; empty where there is none
    levels: tuple[DrawnLevel, ...]
    marks: tuple[EventMark, ...]
    ticks: tuple[DateTick, ...]
    height: float


def draw_replay(loan: LoanReplay, found: PriceReplay) -> ReplayDrawing:
    """One loan, ready to be written as SVG."""
    days = found.of(loan.loan)
    ltv, prices = _ltv_axis(loan), _price_axis(days, loan)
    places = {date: number for number, date in enumerate(found.dates, start=1)}
    width = len(found.dates)
    mornings = {day.date for day in watched(days)}
    points = [(0, loan.start_ltv), *((places[day.date], day.ltv) for day in days if day.date in mornings)]
    sold = [(places[day.date], day.ltv) for day in days if day.date not in mornings]
    seen = [(place, figure) for place, figure in sold if figure <= ltv.highest]
    worth = [(0, loan.start_price), *((places[day.date], day.lot(loan.asset).price) for day in days)]
    return ReplayDrawing(
        description=_description(loan, found),
        ltv=Panel(
            title=say("LTV, %"),
            top=ltv.top,
            bottom=ltv.bottom,
            grid=tuple(grid_lines(ltv, scale=100.0)),
            line=drawn_line(points, ltv, width),
            selling=drawn_line(seen, ltv, width),
        ),
        price=Panel(
            title=say("{asset}, {currency} a share", asset=loan.asset_name, currency=loan.currency),
            top=prices.top,
            bottom=prices.bottom,
            grid=tuple(grid_lines(prices, scale=1.0)),
            line=drawn_line(worth, prices, width),
            selling="",
        ),
        cut=round_percent(ltv.highest) if len(seen) < len(sold) else "",
        levels=_levels(loan, ltv),
        marks=tuple(_marks(days, places, ltv, width)),
        ticks=date_ticks((found.as_of, *found.dates)),
        height=prices.bottom + FOOT,
    )


def _description(loan: LoanReplay, found: PriceReplay) -> str:
    """The picture in words."""
    call = say("no margin call")
    if loan.first_call:
        call = say("first margin call on {date}", date=long_date(loan.first_call.date))
    return say(
        "{loan}, LTV by day from {first} to {last} against its levels: highest {highest} on {highest_date}, margin "
        "call at {level}, {call}. Under it the price of {asset}: lowest {lowest} on {lowest_date}.",
        loan=loan.name,
        first=long_date(found.as_of),
        last=long_date(loan.last_on),
        highest=percent(loan.highest_ltv),
        highest_date=long_date(loan.highest_on),
        level=round_percent(loan.call),
        call=call,
        asset=loan.asset_name,
        lowest=price(loan.lowest_price, loan.currency),
        lowest_date=long_date(loan.lowest_on),
    )


def _ltv_axis(loan: LoanReplay) -> Axis:
    """An LTV far beyond the levels is cut off."""
    level = max(loan.call, loan.close_out)
    steps, step = axis_steps(AIR * max(level, min(loan.highest_ltv, HIGHEST * level)))
    return Axis(top=TITLE, bottom=TITLE + LTV_HEIGHT, steps=steps, step=step)


def _price_axis(days: tuple[ReplayDay, ...], loan: LoanReplay) -> Axis:
    highest = max(loan.start_price, *(day.lot(loan.asset).price for day in days))
    power = 10.0 ** math.floor(math.log10(highest))
    steps, step = axis_steps(highest / power)
    top = TITLE + LTV_HEIGHT + GAP
    return Axis(top=top, bottom=top + PRICE_HEIGHT, steps=steps, step=step * power)


def _levels(loan: LoanReplay, axis: Axis) -> tuple[DrawnLevel, ...]:
    known = {"release": loan.release, "cure": loan.cure, "call": loan.call, "close_out": loan.close_out}
    stated = (
        (level.replace("_", "-"), f"{retold(LEVELS[level])} {round_percent(ltv)}", ltv)
        for level, ltv in known.items()
        if ltv is not None
    )
    return placed_levels(tuple(stated), axis)


def _marks(days: tuple[ReplayDay, ...], places: dict[dt.date, int], axis: Axis, width: int) -> Iterator[EventMark]:
    """Calls, cures and close-outs on the line of the LTV."""
    tones = {LoanEvent.CALL: "call", LoanEvent.CURE: "cure", LoanEvent.CLOSE_OUT: "close-out"}
    for day in days:
        for event, tone in tones.items():
            if event.sentence in day.events:
                date, told = long_date(day.date), retold(event.sentence)
                words = say("{date}: {event}, LTV {ltv}", date=date, event=told, ltv=percent(day.ltv))
                yield EventMark(tone=tone, x=across(places[day.date], width), y=axis.y(day.ltv), words=words)
