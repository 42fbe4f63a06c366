"""The chance of a call by price move and call LTV, as a heatmap and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.charts import Chart, HeatCell, HeatDrawing
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import bare, chance, long_date, move, round_percent
from pledgeline.units.text import here, ratio_text

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.engine.results import Estimate, Heatmap

STEPS = (0.0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75)  # edges of the colours


def heat_chart(heatmap: Heatmap, end: dt.date) -> Chart:
    """Probability of a call by an immediate move of the price and by call LTV."""
    rows = tuple(move(shock) for shock in heatmap.shocks)
    columns = tuple(round_percent(level) for level in heatmap.call_ltvs)
    return Chart(
        kind="heat",
        title=say("If the price moved today, or the call level were another"),
        lead=say(
            "Probability of a margin call by {date}, after a sudden move of the price (down) and for each call LTV "
            "(across), the collateral as pledged today.",
            date=long_date(end),
        ),
        description=say(
            "The probability grows with the fall of the price and with a lower call LTV; the table below gives every "
            "cell."
        ),
        drawing=HeatDrawing(
            rows=rows,
            columns=columns,
            row_title=say("Move of the price"),
            column_title=say("Call LTV"),
            cells=tuple(
                HeatCell(
                    row=i,
                    column=j,
                    step=heat_step(cell.value),
                    text=heat_text(cell),
                    tip="\n".join(
                        (
                            say("Price {move}, call LTV {level}", move=rows[i], level=columns[j]),
                            say("Call: {chance}", chance=_heat_long(cell)),
                        )
                    ),
                )
                for i, line in enumerate(heatmap.probability)
                for j, cell in enumerate(line)
            ),
        ),
        table=heat_table(heatmap),
    )


def heat_step(probability: float) -> int:
    """The step of the colour scale, 0 (none) to 9 (three quarters of the paths and more)."""
    return sum(probability > edge if edge == 0.0 else probability >= edge for edge in STEPS)


def heat_text(estimate: Estimate) -> str:
    """The probability of a cell, as short as it can be read."""
    if estimate.value <= 0.0:
        return say("none")
    if estimate.value >= 1.0:
        return say("all")
    percents = estimate.value * 100.0
    if percents < 0.01:  # noqa: PLR2004
        return f"<{ratio_text(0.0001, decimals=2, language=here())}"
    places = 2 if percents < 1.0 else 1 if percents < 10.0 else 0  # noqa: PLR2004
    return ratio_text(min(percents, 99.9 if places else 99.0) / 100.0, decimals=places, language=here())


def _heat_long(estimate: Estimate) -> str:
    """The probability of a cell with its standard error; no bound, since a cell may have fewer paths."""
    if 0.0 < estimate.value < 1.0:
        return chance(estimate, None)
    return say("{share} of the paths", share=heat_text(estimate))


def heat_table(heatmap: Heatmap) -> Table:
    """Every cell with its standard error."""
    return Table(
        caption=say("Probability of a margin call by move of the price and call LTV"),
        columns=(
            words(say("Price")),
            *(
                figures(say("Call at {level}", level=round_percent(level)), say("% ± s.e."))
                for level in heatmap.call_ltvs
            ),
        ),
        rows=tuple(
            row(move(shock), *(_heat_cell(cell) for cell in line))
            for shock, line in zip(heatmap.shocks, heatmap.probability, strict=True)
        ),
    )


def _heat_cell(estimate: Estimate) -> str:
    """A cell of the table."""
    return bare(chance(estimate, None)) if 0.0 < estimate.value < 1.0 else heat_text(estimate)
