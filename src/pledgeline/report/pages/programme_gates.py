"""What each gate means for a programme: how often it is critical, what it stops, what less time there is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import say
from pledgeline.report.pages.programme_wording import days_sooner, gigawatt_years
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import NOTHING, chance, long_date

if TYPE_CHECKING:
    from pledgeline.engine.programme_results import GateWeight, ProgrammeOutlook


def weights_table(outlook: ProgrammeOutlook) -> Table | None:
    """The gates, the most often critical first."""
    if not outlook.gates:
        return None
    return Table(
        caption=say("Which gate holds things up"),
        columns=(
            words(say("Gate")), figures(say("Critical"), say("% of phases finished")),
            figures(say("Blocks"), say("% of phases still to come")),
            figures(say("A quarter faster"), say("GW-years gained")),
            figures(say("A quarter faster"), say("days sooner")),
        ),
        rows=tuple(
            row(one.title, chance(one.critical, None), chance(one.blocked, None), _gained(one), days_sooner(one.sooner))
            for one in sorted(outlook.gates, key=lambda gate: -gate.critical.value)
        ),
        note=say(
            "Critical: it lies on the chain of gates, each the last that the next waited for, that ends with the "
            "service of a phase. GW-years gained until {date}, and days by which the median of the last phase comes "
            "sooner, if the gate took a quarter less time, on the same paths; a dash where less than half of the paths "
            "are done by then.",
            date=long_date(outlook.until),
        ),
    )  # fmt: skip


def _gained(one: GateWeight) -> str:
    return NOTHING if one.gained is None else gigawatt_years(one.gained, error=True)
