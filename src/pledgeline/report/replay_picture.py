"""A replay as a drawing: the LTV by day against its levels, and under it the price.

Lines are paths in boxes of 100 by 100 that are stretched to the width of the
page; words and marks stand at percentages of that width, so that letters keep
their size on a telephone. Days stand evenly. Colours belong to the style sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.price_replay import watched
from pledgeline.kernels.codes import LoanEvent
from pledgeline.report.pages.fan import AIR, HIGHEST, axis_steps
from pledgeline.report.pages.wording import LEVELS, MONTHS, long_date, percent, price, round_percent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from pledgeline.engine.price_replay import LoanReplay, PriceReplay
    from pledgeline.engine.replay import ReplayDay

BOX, LEFT = 100.0, 9.0  # percent of the width; the plot begins at LEFT
TITLE, LTV_HEIGHT, PRICE_HEIGHT, GAP, FOOT = 24.0, 210.0, 110.0, 42.0, 26.0  # pixels
LINE = 15.0  # between the words of two levels
MOST_TICKS = 5
FEW_MONTHS = 3
NEAR_LEFT, NEAR_RIGHT = 14.0, 94.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A round figure of an axis."""

    text: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLevel:
    """A level of the ladder: its line and its words."""

    tone: str
    words: str
    y: float
    word_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """A day on which something happened; the tone has a shape of its own."""

    tone: str  # call, cure, close-out
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTick:
    """A date under the plot."""

    text: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One plot: its frame in pixels, its grid, and its lines in the box."""

    title: str
    top: float
    bottom: float
    grid: tuple[GridLine, ...]
    line: str
    selling: str  # the same while the lender sells


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """An axis from zero to a round figure above all that is drawn."""

    top: float  # pixels
    bottom: float
    steps: int
    step: float

    @property
    def highest(self) -> float:
        """The figure at its upper end."""
        return self.steps * self.step

    def y(self, figure: float) -> float:
        """The place of a figure in pixels; beyond the end it is the end."""
        share = min(figure / self.highest, 1.0)
        return round(self.bottom - share * (self.bottom - self.top), 1)

    def share(self, figure: float) -> float:
        """The place of a figure in the box, whose floor is at 100."""
        return round(BOX * (1.0 - min(figure / self.highest, 1.0)), 2)


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
            title="LTV, %",
            top=ltv.top,
            bottom=ltv.bottom,
            grid=tuple(_grid(ltv, scale=100.0)),
            line=_line(points, ltv, width),
            selling=_line(seen, ltv, width),
        ),
        price=Panel(
            title=f"{loan.asset_name}, {loan.currency} a share",
            top=prices.top,
            bottom=prices.bottom,
            grid=tuple(_grid(prices, scale=1.0)),
            line=_line(worth, prices, width),
            selling="",
        ),
        cut=f"{ltv.highest * 100.0:g}%" if len(seen) < len(sold) else "",
        levels=_levels(loan, ltv),
        marks=tuple(_marks(days, places, ltv, width)),
        ticks=_ticks((found.as_of, *found.dates)),
        height=prices.bottom + FOOT,
    )


def _description(loan: LoanReplay, found: PriceReplay) -> str:
    """The picture in words."""
    call = f"first margin call on {long_date(loan.first_call.date)}" if loan.first_call else "no margin call"
    return (
        f"{loan.name}, LTV by day from {long_date(found.as_of)} to {long_date(loan.last_on)} against its levels: "
        f"highest {percent(loan.highest_ltv)} on {long_date(loan.highest_on)}, margin call at "
        f"{round_percent(loan.call)}, {call}. Under it the price of {loan.asset_name}: lowest "
        f"{price(loan.lowest_price, loan.currency)} on {long_date(loan.lowest_on)}."
    )


def _ltv_axis(loan: LoanReplay) -> _Axis:
    """An LTV far beyond the levels is cut off."""
    level = max(loan.call, loan.close_out)
    steps, step = axis_steps(AIR * max(level, min(loan.highest_ltv, HIGHEST * level)))
    return _Axis(top=TITLE, bottom=TITLE + LTV_HEIGHT, steps=steps, step=step)


def _price_axis(days: tuple[ReplayDay, ...], loan: LoanReplay) -> _Axis:
    highest = max(loan.start_price, *(day.lot(loan.asset).price for day in days))
    power = 10.0 ** math.floor(math.log10(highest))
    steps, step = axis_steps(highest / power)
    top = TITLE + LTV_HEIGHT + GAP
    return _Axis(top=top, bottom=top + PRICE_HEIGHT, steps=steps, step=step * power)


def _grid(axis: _Axis, *, scale: float) -> Iterator[GridLine]:
    """Round figures from zero up, every second one where they are many."""
    every = 2 if axis.steps > MOST_TICKS else 1
    for number in range(0, axis.steps + 1, every):
        yield GridLine(text=f"{round(number * axis.step * scale, 8):,g}", y=axis.y(number * axis.step))


def _x(place: int, width: int) -> float:
    """A day as a percentage of the width."""
    return round(LEFT + (BOX - LEFT) * place / width, 2)


def _line(points: Sequence[tuple[int, float]], axis: _Axis, width: int) -> str:
    """A path through the points, broken where days are missing."""
    parts, before = [], -2
    for place, figure in points:
        letter = "L" if place == before + 1 else "M"
        parts.append(f"{letter}{round(BOX * place / width, 2):g} {axis.share(figure):g}")
        before = place
    return "".join(parts)


def _levels(loan: LoanReplay, axis: _Axis) -> tuple[DrawnLevel, ...]:
    """The levels from the lowest up; words that would meet move upwards."""
    found: list[DrawnLevel] = []
    known = {"release": loan.release, "cure": loan.cure, "call": loan.call, "close_out": loan.close_out}
    below = math.inf
    for level, ltv in known.items():
        if ltv is not None:
            y = axis.y(ltv)
            below = min(y - 6.0, below - LINE)
            words = f"{LEVELS[level]} {round_percent(ltv)}"
            found.append(DrawnLevel(tone=level.replace("_", "-"), words=words, y=y, word_y=below))
    return tuple(found)


def _marks(days: tuple[ReplayDay, ...], places: dict[dt.date, int], axis: _Axis, width: int) -> Iterator[EventMark]:
    """Calls, cures and close-outs on the line of the LTV."""
    tones = {LoanEvent.CALL: "call", LoanEvent.CURE: "cure", LoanEvent.CLOSE_OUT: "close-out"}
    for day in days:
        for event, tone in tones.items():
            if event.sentence in day.events:
                ltv = percent(day.ltv) if math.isfinite(day.ltv) else "no collateral left"
                words = f"{long_date(day.date)}: {event.sentence}, LTV {ltv}"
                yield EventMark(tone=tone, x=_x(places[day.date], width), y=axis.y(day.ltv), words=words)


def _ticks(dates: Sequence[dt.date]) -> tuple[DateTick, ...]:
    """First business days of months, or single days where there are few months."""
    last = len(dates) - 1
    firsts = [at for at in range(1, len(dates)) if dates[at].month != dates[at - 1].month]
    if len(firsts) < FEW_MONTHS:
        every = max(1, math.ceil(last / (MOST_TICKS - 1)))
        return tuple(
            _tick(f"{dates[at].day} {MONTHS[dates[at].month - 1][:3]}", at, last) for at in range(0, last + 1, every)
        )
    firsts = firsts[:: math.ceil(len(firsts) / MOST_TICKS)]
    return tuple(_tick(text, at, last) for text, at in zip(_months([dates[at] for at in firsts]), firsts, strict=True))


def _months(dates: Sequence[dt.date]) -> Iterator[str]:
    """Names of months, with the year where it is a new one."""
    year = 0
    for date in dates:
        yield MONTHS[date.month - 1][:3] + (f" {date.year}" if date.year != year else "")
        year = date.year


def _tick(text: str, at: int, last: int) -> DateTick:
    x = _x(at, last)
    return DateTick(text=text, x=x, anchor="start" if x < NEAR_LEFT else "end" if x > NEAR_RIGHT else "middle")
