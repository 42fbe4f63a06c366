"""The chance of each event by date, as a chart and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.results import Estimate
from pledgeline.language.saying import retold, say
from pledgeline.report.pages.charts import Chart, Line, LinesDrawing
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import EVENTS, bare, chance, long_date, rule_of_three, short_date, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import EventRow, LoanOutlook, Method

TONES = {"call": "call", "failed_cure": "cure", "close_out": "close-out", "loss": "loss"}
BAND = 2.0  # standard errors on either side of a line


def chances_chart(outlook: LoanOutlook, method: Method) -> Chart:
    """Probability of each event by date; the drawing begins today, when nothing has happened yet."""
    paths, rows = method.paths, outlook.by_date
    never = Estimate(value=0.0, standard_error=0.0)
    start = () if rows and rows[0].date <= method.start else (method.start,)
    return Chart(
        kind="lines",
        title=say("How likely, by when"),
        lead=say(
            "Probability that each event has happened by a date, over {n} paths; shaded, two standard errors.",
            n=whole(paths),
        ),
        description=say(
            "Lines that rise from zero until {date}: margin call {call}, failed cure {failed_cure}, close-out "
            "{close_out}, lender’s loss {loss}.",
            date=long_date(outlook.end),
            **{name: chance(getattr(outlook, name), paths) for name in EVENTS},
        ),
        drawing=LinesDrawing(
            dates=tuple(day.isoformat() for day in (*start, *(event.date for event in rows))),
            lines=tuple(
                _line(retold(title), TONES[name], (*(never for _ in start), *(getattr(event, name) for event in rows)))
                for name, title in EVENTS.items()
            ),
            tips=(
                *("\n".join((long_date(day), say("nothing yet"))) for day in start),
                *(_event_tip(event, paths) for event in rows),
            ),
        ),
        table=chances_table(outlook, paths),
    )


def _line(title: str, tone: str, estimates: tuple[Estimate, ...]) -> Line:
    """One event as a line with its band."""
    return Line(
        name=title,
        tone=tone,
        values=tuple(one.value for one in estimates),
        low=tuple(max(one.value - BAND * one.standard_error, 0.0) for one in estimates),
        high=tuple(min(one.value + BAND * one.standard_error, 1.0) for one in estimates),
    )


def _event_tip(event: EventRow, paths: int) -> str:
    """What the chart says at one date."""
    lines = (
        say("{event}: {chance}", event=retold(title), chance=chance(getattr(event, name), paths))
        for name, title in EVENTS.items()
    )
    return "\n".join((say("By {date}", date=long_date(event.date)), *lines))


def chances_table(outlook: LoanOutlook, paths: int) -> Table:
    """The same, in figures."""
    return Table(
        caption=say("Probability of each event by date"),
        columns=(words(say("By")), *(figures(retold(title), say("% ± s.e.")) for title in EVENTS.values())),
        rows=tuple(
            row(short_date(event.date), *(bare(chance(getattr(event, name), paths)) for name in EVENTS))
            for event in outlook.by_date
        ),
        note=say(
            "“< {bound}” is a 95% bound, for what none of the {n} paths showed.",
            bound=bare(rule_of_three(paths)),
            n=whole(paths),
        ),
    )
