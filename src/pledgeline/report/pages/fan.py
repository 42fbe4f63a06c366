"""Where the LTV of a loan may go: quantiles by date against its levels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.results import FanRow
from pledgeline.language.saying import say
from pledgeline.report.pages.charts import Chart, FanDrawing, Level
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import LEVELS, NOTHING, bare, long_date, percent, short_date, titled, whole

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import LoanOutlook, LoanStanding, Method

ROUND_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
MOST_STEPS = 7
AIR = 1.05  # the axis ends this much above the highest level or quantile
HIGHEST = 1.6  # of the highest level; a fan that goes beyond is cut off


def fan_chart(outlook: LoanOutlook, loan: LoanStanding, method: Method) -> Chart:
    """Quantiles of the LTV over time, against the levels; the drawing begins with the LTV of today."""
    rows = (*_today(outlook.fan[0], loan, method.start), *_while_open(outlook.fan))
    levels = tuple(
        Level(
            name=titled(LEVELS, rung.level),
            tone=rung.level.replace("_", "-"),
            ltv=rung.ltv,
            assumed=rung.assumed,
        )
        for rung in loan.triggers
    )
    highest = max((one.p95 for one in rows if one.p95 is not None and math.isfinite(one.p95)), default=0.0)
    level = max((one.ltv for one in levels), default=highest)
    steps, step = axis_steps(AIR * max(level, min(highest, HIGHEST * level)))
    return Chart(
        kind="fan",
        title=say("Where the LTV may go"),
        lead=say("Half of the paths lie in the dark band, nine in ten in the light one; the line is the middle path."),
        description=_fan_words(rows),
        drawing=FanDrawing(
            dates=tuple(one.date.isoformat() for one in rows),
            p5=tuple(_finite(one.p5) for one in rows),
            p25=tuple(_finite(one.p25) for one in rows),
            p50=tuple(_finite(one.p50) for one in rows),
            p75=tuple(_finite(one.p75) for one in rows),
            p95=tuple(_finite(one.p95) for one in rows),
            levels=levels,
            top=steps * step,
            step=step,
            tips=tuple(_fan_tip(one) for one in rows),
        ),
        table=fan_table(outlook, method.recorded_paths),
    )


def _while_open(fan: tuple[FanRow, ...]) -> tuple[FanRow, ...]:
    """The fan up to the last date on which any loan is open."""
    last = max((at for at, one in enumerate(fan) if one.p50 is not None), default=0)
    return fan[: last + 1]


def _today(first: FanRow, loan: LoanStanding, start: dt.date) -> tuple[FanRow, ...]:
    """The fan before it opens: today, where it is not the first row already."""
    if first.date <= start or loan.ltv is None or not math.isfinite(loan.ltv):
        return ()
    ltv = loan.ltv
    return (FanRow(date=start, open_share=1.0, p5=ltv, p25=ltv, p50=ltv, p75=ltv, p95=ltv),)


def _fan_words(rows: tuple[FanRow, ...]) -> str:
    """The last date on which any loan is open, in words."""
    last = next((one for one in reversed(rows) if one.p50 is not None), None)
    if last is None:
        return say("No loan is open on any of the dates.")
    return say(
        "On {date} the LTV is {middle} in the middle, and nine in ten open loans lie between {low} and {high}.",
        date=long_date(last.date),
        middle=percent(last.p50, NOTHING),
        low=percent(last.p5, NOTHING),
        high=percent(last.p95, NOTHING),
    )


def axis_steps(top: float) -> tuple[int, float]:
    """How many round steps, and how long each, reach just above `top`."""
    step = next((step for step in ROUND_STEPS if top <= MOST_STEPS * step), top / MOST_STEPS)
    return max(1, math.ceil(top / step - 1e-9)), step


def _finite(ltv: float | None) -> float | None:
    """A quantile that can be drawn."""
    return ltv if ltv is not None and math.isfinite(ltv) else None


def _fan_tip(fan: FanRow) -> str:
    """What the fan says at one date."""
    return "\n".join(
        (
            long_date(fan.date),
            say("Middle: {ltv}", ltv=percent(fan.p50, NOTHING)),
            say("Half: {low} to {high}", low=percent(fan.p25, NOTHING), high=percent(fan.p75, NOTHING)),
            say("Nine in ten: {low} to {high}", low=percent(fan.p5, NOTHING), high=percent(fan.p95, NOTHING)),
            say("Still open: {share}", share=percent(fan.open_share)),
        )
    )


def fan_table(outlook: LoanOutlook, recorded: int) -> Table:
    """The quantiles in figures."""
    return Table(
        caption=say("Quantiles of the LTV by date"),
        columns=(
            words(say("On")),
            *(
                figures(quantile, say("LTV, %"))
                for quantile in (say("5th"), say("25th"), say("Median"), say("75th"), say("95th"))
            ),
            figures(say("Still open"), say("% of paths")),
        ),
        rows=tuple(
            row(
                short_date(fan.date),
                *(bare(percent(ltv, NOTHING)) for ltv in (fan.p5, fan.p25, fan.p50, fan.p75, fan.p95)),
                bare(percent(fan.open_share)),
            )
            for fan in _while_open(outlook.fan)
        ),
        note=say("Over {n} recorded paths, of those whose loan is still open.", n=whole(recorded)),
    )
