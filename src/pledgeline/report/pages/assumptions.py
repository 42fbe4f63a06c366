"""The undisclosed terms, ranked by how far they move the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.charts import Bar, Chart, TornadoDrawing
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import bare, chance, percent, plural, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import AssumptionEffect, Assumptions


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionsPage:
    """The tornado and its table; `silence` stands in for them where nothing was ranked."""

    chart: Chart | None
    silence: str


def assumptions_page(assumptions: Assumptions | None) -> AssumptionsPage:
    """The page of the ranked assumptions."""
    if assumptions is None or not assumptions.effects:
        return AssumptionsPage(
            chart=None, silence="No assumption was ranked: there is nothing assumed, or no answer to rank by."
        )
    first, paths = assumptions.effects[0], assumptions.paths
    base = chance(assumptions.base, paths)
    return AssumptionsPage(
        chart=Chart(
            kind="tornado",
            title="Which unknown matters most",
            lead=f"How far the {assumptions.title} ({base} as assumed) moves when one undisclosed term runs over its "
            f"stated range, all else as assumed. {whole(paths)} paths, the same random numbers throughout.",
            description=f"{plural(len(assumptions.effects), 'term')}, the most important first. {first.title}: "
            f"{chance(first.answer_low, paths)} at {first.low}, {chance(first.answer_high, paths)} at {first.high}.",
            drawing=TornadoDrawing(
                base=assumptions.base.value,
                base_text=f"as assumed: {base}",
                bars=tuple(_bar(effect, paths) for effect in assumptions.effects),
            ),
            table=effects_table(assumptions),
        ),
        silence="",
    )


def _bar(effect: AssumptionEffect, paths: int) -> Bar:
    """One term as a bar."""
    low, high = chance(effect.answer_low, paths), chance(effect.answer_high, paths)
    return Bar(
        title=effect.title,
        low=effect.answer_low.value,
        high=effect.answer_high.value,
        low_text=effect.low,
        high_text=effect.high,
        tip=f"{effect.title}\nat {effect.low}: {low}\nat {effect.high}: {high}\n(assumed: {effect.assumed})",
    )


def effects_table(assumptions: Assumptions) -> Table:
    """The terms with both answers."""
    paths = assumptions.paths
    return Table(
        caption="Undisclosed terms, the most important first",
        columns=(
            words("Term"),
            figures("Assumed"),
            figures("Low end"),
            figures("High end"),
            figures("Answer at the low end", "% ± s.e."),
            figures("Answer at the high end", "% ± s.e."),
            figures("Swing", "%", minor=True),
        ),
        rows=tuple(
            row(
                effect.title + (f" ({effect.note})" if effect.note else ""),
                effect.assumed,
                effect.low,
                effect.high,
                bare(chance(effect.answer_low, paths)),
                bare(chance(effect.answer_high, paths)),
                swing(effect.swing),
            )
            for effect in assumptions.effects
        ),
    )


def swing(distance: float) -> str:
    """How far the answer moves; none where it does not."""
    return bare(percent(distance)) if distance else "none"
