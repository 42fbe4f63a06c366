"""The undisclosed terms, ranked by how far they move the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.charts import Bar, Chart, TornadoDrawing
from pledgeline.report.pages.phrases import key_phrase
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import bare, capital, chance, literal, percent, plural, whole

if TYPE_CHECKING:
    from pledgeline.engine.results import AssumptionEffect, Assumptions, Result

MOST_BARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionsPage:
    """The tornado and its table; `silence` stands in for them where nothing was ranked."""

    chart: Chart | None
    silence: str


def assumptions_page(result: Result) -> AssumptionsPage:
    """The page of the ranked assumptions."""
    assumptions = result.assumptions
    if assumptions is None or not assumptions.effects:
        return AssumptionsPage(
            chart=None, silence="No assumption was ranked: there is nothing assumed, or no answer to rank by."
        )
    first, paths = assumptions.effects[0], assumptions.paths
    base = chance(assumptions.base, paths)
    moving = tuple(effect for effect in assumptions.effects if effect.swing > 0.0)
    idle = len(assumptions.effects) - len(moving)
    return AssumptionsPage(
        chart=Chart(
            kind="tornado",
            title="Which unknown matters most",
            lead=f"How far the {assumptions.title} ({base} as assumed) moves when one undisclosed term runs over its "
            f"stated range, all else as assumed. {whole(paths)} paths, the same random numbers throughout."
            + (f" {plural(idle, 'further term does', 'further terms do')} not move it." if idle and moving else ""),
            description=f"{plural(len(moving), 'term moves', 'terms move')} the answer, the most important first. "
            f"{effect_heading(first, result)}: {chance(first.answer_low, paths)} at {first.low}, "
            f"{chance(first.answer_high, paths)} at {first.high}.",
            drawing=TornadoDrawing(
                base=assumptions.base.value,
                base_text=f"as assumed: {base}",
                bars=tuple(_bar(effect, result, paths) for effect in (moving or assumptions.effects)[:MOST_BARS]),
            ),
            table=effects_table(assumptions, result),
        ),
        silence="",
    )


def effect_heading(effect: AssumptionEffect, result: Result) -> str:
    """The title at the start of a line; a key keeps its letters."""
    title = effect_title(effect, result)
    return title if title == effect.key else capital(title)


def effect_title(effect: AssumptionEffect, result: Result) -> str:
    """What a term is called; a title that is only its key is put in words."""
    return key_phrase(effect.key, result) if effect.title == effect.key else effect.title


def _bar(effect: AssumptionEffect, result: Result, paths: int) -> Bar:
    """One term as a bar."""
    low, high = chance(effect.answer_low, paths), chance(effect.answer_high, paths)
    title = effect_heading(effect, result)
    return Bar(
        title=title,
        low=effect.answer_low.value,
        high=effect.answer_high.value,
        low_text=literal(effect.low),
        high_text=literal(effect.high),
        tip=f"{title}\nat {literal(effect.low)}: {low}\nat {literal(effect.high)}: {high}"
        f"\n(assumed: {literal(effect.assumed)})",
    )


def effects_table(assumptions: Assumptions, result: Result) -> Table:
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
            words("Why this range", prose=True),
        ),
        rows=tuple(
            row(
                effect_heading(effect, result),
                literal(effect.assumed),
                literal(effect.low),
                literal(effect.high),
                bare(chance(effect.answer_low, paths)),
                bare(chance(effect.answer_high, paths)),
                swing(effect.swing),
                effect.note,
            )
            for effect in assumptions.effects
        ),
    )


def swing(distance: float) -> str:
    """How far the answer moves; none where it does not."""
    return bare(percent(distance)) if distance else "none"
