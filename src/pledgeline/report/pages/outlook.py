"""What simulation says of one margin loan: when, how likely, at what cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.charts import Chart, FanDrawing, HeatCell, HeatDrawing, Level, Line, LinesDrawing
from pledgeline.report.pages.tables import Fact, Row, Table, figures, row, words
from pledgeline.report.pages.wording import (
    EVENTS,
    LEVELS,
    NOTHING,
    bare,
    chance,
    count,
    long_date,
    money,
    money_estimate,
    move,
    percent,
    round_percent,
    rule_of_three,
    short_date,
    whole,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pledgeline.engine.results import (
        AssetStanding,
        Estimate,
        EventRow,
        FanRow,
        Heatmap,
        LoanOutlook,
        LoanStanding,
        Method,
        ShortfallLaw,
    )

TONES = {"call": "call", "failed_cure": "cure", "close_out": "close-out", "loss": "loss"}
STEPS = (0.0, 0.001, 0.01, 0.05, 0.2, 0.5)
LEGEND = ("none", "up to 0.1%", "0.1% to 1%", "1% to 5%", "5% to 20%", "20% to 50%", "50% and more")
BAND = 2.0  # standard errors on either side of a line
ROUND_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
MOST_STEPS = 7
AIR = 1.05  # the fan's axis ends this much above its highest level or quantile
HIGHEST = 1.6  # of the highest level; a fan that goes beyond is cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPage:
    """The simulated part of a loan's page."""

    chances: Chart
    fan: Chart | None
    heat: Chart | None
    cure: tuple[Fact, ...]
    shortfall: tuple[Fact, ...]
    losses: Table | None
    control: Table | None


def outlook_page(
    outlook: LoanOutlook, loan: LoanStanding, assets: Mapping[str, AssetStanding], method: Method
) -> OutlookPage:
    """The page of one loan's outlook."""
    return OutlookPage(
        chances=chances_chart(outlook, method.paths),
        fan=fan_chart(outlook, loan, method.recorded_paths) if outlook.fan else None,
        heat=heat_chart(outlook.heatmap, outlook.end) if outlook.heatmap.probability else None,
        cure=cure_facts(outlook, loan, assets),
        shortfall=shortfall_facts(outlook.shortfall, loan.currency, method.paths),
        losses=losses_table(outlook.shortfall, loan.currency),
        control=control_table(outlook, assets, method.paths),
    )


def chances_chart(outlook: LoanOutlook, paths: int) -> Chart:
    """Probability of each event by date."""
    rows = outlook.by_date
    ends = ", ".join(f"{title.lower()} {chance(getattr(outlook, name), paths)}" for name, title in EVENTS.items())
    return Chart(
        kind="lines",
        title="How likely, by when",
        lead=f"Probability that each event has happened by a date, over {whole(paths)} paths; "
        "shaded, two standard errors.",
        description=f"Lines that rise from zero until {long_date(outlook.end)}: {ends}.",
        drawing=LinesDrawing(
            dates=tuple(event.date.isoformat() for event in rows),
            lines=tuple(
                _line(title, TONES[name], tuple(getattr(event, name) for event in rows))
                for name, title in EVENTS.items()
            ),
            tips=tuple(_event_tip(event, paths) for event in rows),
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
    lines = [f"{title}: {chance(getattr(event, name), paths)}" for name, title in EVENTS.items()]
    return "\n".join([f"By {long_date(event.date)}", *lines])


def chances_table(outlook: LoanOutlook, paths: int) -> Table:
    """The same, in figures."""
    return Table(
        caption="Probability of each event by date",
        columns=(words("By"), *(figures(title, "% ± s.e.") for title in EVENTS.values())),
        rows=tuple(
            row(short_date(event.date), *(bare(chance(getattr(event, name), paths)) for name in EVENTS))
            for event in outlook.by_date
        ),
        note=f"“< {bare(rule_of_three(paths))}” is a 95% bound, for what none of the {whole(paths)} paths showed.",
    )


def fan_chart(outlook: LoanOutlook, loan: LoanStanding, recorded: int) -> Chart:
    """Quantiles of the LTV over time, against the levels."""
    rows = outlook.fan
    levels = tuple(
        Level(
            name=LEVELS.get(rung.level, rung.level),
            tone=rung.level.replace("_", "-"),
            ltv=rung.ltv,
            assumed=rung.assumed,
        )
        for rung in loan.triggers
    )
    highest = max((one.p95 for one in rows if one.p95 is not None and math.isfinite(one.p95)), default=0.0)
    level = max((one.ltv for one in levels), default=highest)
    steps, step = axis_steps(AIR * max(level, min(highest, HIGHEST * level)))
    last = rows[-1]
    return Chart(
        kind="fan",
        title="Where the LTV may go",
        lead="Half of the paths lie in the dark band, nine in ten in the light one; the line is the middle path.",
        description=f"On {long_date(last.date)} the LTV is {percent(last.p50, NOTHING)} in the middle, and nine in ten "
        f"open loans lie between {percent(last.p5, NOTHING)} and {percent(last.p95, NOTHING)}.",
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
        table=fan_table(outlook, recorded),
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
            f"Middle: {percent(fan.p50, NOTHING)}",
            f"Half: {percent(fan.p25, NOTHING)} to {percent(fan.p75, NOTHING)}",
            f"Nine in ten: {percent(fan.p5, NOTHING)} to {percent(fan.p95, NOTHING)}",
            f"Still open: {percent(fan.open_share)}",
        )
    )


def fan_table(outlook: LoanOutlook, recorded: int) -> Table:
    """The quantiles in figures."""
    return Table(
        caption="Quantiles of the LTV by date",
        columns=(
            words("On"),
            *(figures(quantile, "LTV, %") for quantile in ("5th", "25th", "Median", "75th", "95th")),
            figures("Still open", "% of paths"),
        ),
        rows=tuple(
            row(
                short_date(fan.date),
                *(bare(percent(ltv, NOTHING)) for ltv in (fan.p5, fan.p25, fan.p50, fan.p75, fan.p95)),
                bare(percent(fan.open_share)),
            )
            for fan in outlook.fan
        ),
        note=f"Over {whole(recorded)} recorded paths, of those whose loan is still open.",
    )


def heat_chart(heatmap: Heatmap, end: dt.date) -> Chart:
    """Probability of a call by an immediate move of the price and by call LTV."""
    rows = tuple(move(shock) for shock in heatmap.shocks)
    columns = tuple(round_percent(level) for level in heatmap.call_ltvs)
    return Chart(
        kind="heat",
        title="If the price moved today, or the call level were another",
        lead=f"Probability of a margin call by {long_date(end)}, after a sudden move of the price (down) and "
        "for each call LTV (across), the collateral as pledged today.",
        description="The probability grows with the fall of the price and with a lower call LTV; the table below "
        "gives every cell.",
        drawing=HeatDrawing(
            rows=rows,
            columns=columns,
            row_title="Move of the price",
            column_title="Call LTV",
            cells=tuple(
                HeatCell(
                    row=i,
                    column=j,
                    step=heat_step(cell.value),
                    text=heat_text(cell),
                    tip=f"Price {rows[i]}, call LTV {columns[j]}\nCall: {_heat_long(cell)}",
                )
                for i, line in enumerate(heatmap.probability)
                for j, cell in enumerate(line)
            ),
            legend=LEGEND,
        ),
        table=heat_table(heatmap),
    )


def heat_step(probability: float) -> int:
    """The step of the colour scale, 0 (none) to 6 (half of the paths and more)."""
    return sum(probability > edge if edge == 0.0 else probability >= edge for edge in STEPS)


def heat_text(estimate: Estimate) -> str:
    """The probability of a cell, as short as it can be read."""
    if estimate.value <= 0.0:
        return "none"
    if estimate.value >= 1.0:
        return "all"
    percents = estimate.value * 100.0
    if percents < 0.01:  # noqa: PLR2004
        return "<0.01%"
    places = 2 if percents < 1.0 else 1 if percents < 10.0 else 0  # noqa: PLR2004
    return f"{min(percents, 99.9 if places else 99.0):.{places}f}%"


def _heat_long(estimate: Estimate) -> str:
    """The probability of a cell with its standard error; no bound, since a cell may have fewer paths."""
    return chance(estimate, None) if 0.0 < estimate.value < 1.0 else f"{heat_text(estimate)} of the paths"


def heat_table(heatmap: Heatmap) -> Table:
    """Every cell with its standard error."""
    return Table(
        caption="Probability of a margin call by move of the price and call LTV",
        columns=(
            words("Price"),
            *(figures(f"Call at {round_percent(level)}", "% ± s.e.") for level in heatmap.call_ltvs),
        ),
        rows=tuple(
            row(move(shock), *(_heat_cell(cell) for cell in line))
            for shock, line in zip(heatmap.shocks, heatmap.probability, strict=True)
        ),
    )


def _heat_cell(estimate: Estimate) -> str:
    """A cell of the table."""
    return bare(chance(estimate, None)) if 0.0 < estimate.value < 1.0 else heat_text(estimate)


def cure_facts(outlook: LoanOutlook, loan: LoanStanding, assets: Mapping[str, AssetStanding]) -> tuple[Fact, ...]:
    """What the first call would ask for."""
    cure = outlook.cure
    if cure.expected_cash is None:
        return (Fact(term="Asked for", text="nothing", note="no path had a call"),)
    facts = [
        Fact(
            term="Cash, on average",
            text=money(cure.expected_cash.value, loan.currency),
            note=f"± {money(cure.expected_cash.standard_error, loan.currency)} s.e., over the paths with a call",
        ),
        Fact(term="Cash, one call in twenty", text=money(cure.p95_cash, loan.currency), note="or more"),
    ]
    if cure.expected_shares is not None:
        first = loan.assets[0] if loan.assets else ""
        name = assets[first].name if first in assets else first
        facts += [
            Fact(
                term="Or shares, on average",
                text=count(cure.expected_shares.value),
                note=f"± {count(cure.expected_shares.standard_error)} s.e., of {name}",
            ),
            Fact(term="Shares, one call in twenty", text=count(cure.p95_shares), note="or more"),
        ]
    return tuple(facts)


def shortfall_facts(law: ShortfallLaw, currency: str, paths: int) -> tuple[Fact, ...]:
    """The lender's loss over all paths, and who else pays."""
    return (
        Fact(
            term="Expected loss",
            text=money_estimate(law.expected, currency),
            note="over all paths, also those without a call",
        ),
        Fact(term="One path in a hundred", text=money(law.p99, currency), note="or more"),
        Fact(term="One path in a thousand", text=money(law.p999, currency), note="or more"),
        Fact(term="Worst path", text=money(law.worst, currency)),
        Fact(
            term="Answered for by the group",
            text=money_estimate(law.expected_recourse, currency),
            note="on average, under recourse or guarantee",
        ),
        Fact(term="Sale unfinished at the end", text=chance(law.unfinished, paths), note="marked at the last price"),
    )


def losses_table(law: ShortfallLaw, currency: str) -> Table | None:
    """How the losses are spread; None where no path had one."""
    if not any(law.probability):
        return None
    edges = law.bins
    return Table(
        caption="The lender's loss, by size",
        columns=(words("Loss"), figures("Probability", "%")),
        rows=tuple(
            _loss_row(money(low, currency), money(high, currency), probability)
            for low, high, probability in zip(edges, edges[1:], law.probability, strict=False)
        ),
    )


def _loss_row(low: str, high: str, probability: float) -> Row:
    """One size of loss."""
    return row(f"{low} to {high}", bare(percent(probability)) if probability else "none")


def control_table(outlook: LoanOutlook, assets: Mapping[str, AssetStanding], paths: int) -> Table | None:
    """Whether control of a company goes with the shares."""
    if not outlook.control:
        return None
    return Table(
        caption="Stakes that a sale may take below a threshold",
        columns=(
            words("Company"),
            figures("Stake today", "%"),
            figures("Threshold", "%"),
            figures("Falls below it", "% ± s.e."),
        ),
        rows=tuple(
            row(
                assets[risk.asset].name if risk.asset in assets else risk.asset,
                bare(percent(risk.stake)),
                bare(round_percent(risk.threshold)),
                bare(chance(risk.probability, paths)),
            )
            for risk in outlook.control
        ),
    )
