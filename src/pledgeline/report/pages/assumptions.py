"""The undisclosed terms, ranked by how far they move the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.charts import Bar, Chart, TornadoDrawing
from pledgeline.report.pages.phrases import key_phrase
from pledgeline.report.pages.tables import Table, figures, row, words
from pledgeline.report.pages.wording import bare, capital, chance, literal, percent, whole

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
            chart=None, silence=say("No assumption was ranked: there is nothing assumed, or no answer to rank by.")
        )
    first, paths = assumptions.effects[0], assumptions.paths
    base = chance(assumptions.base, paths)
    moving = tuple(effect for effect in assumptions.effects if effect.swing > 0.0)
    return AssumptionsPage(
        chart=Chart(
            kind="tornado",
            title=say("Which unknown matters most"),
            lead=_lead(assumptions, base, len(moving)),
            description=say_each(
                len(moving),
                "{n} term moves the answer, the most important first. {term}: {at_low} at {low}, {at_high} at {high}.",
                "{n} terms move the answer, the most important first. {term}: {at_low} at {low}, {at_high} at {high}.",
                n=whole(len(moving)),
                term=effect_heading(first, result),
                low=first.low,
                high=first.high,
                at_low=chance(first.answer_low, paths),
                at_high=chance(first.answer_high, paths),
            ),
            drawing=TornadoDrawing(
                base=assumptions.base.value,
                base_text=say("as assumed: {chance}", chance=base),
                bars=tuple(_bar(effect, result, paths) for effect in (moving or assumptions.effects)[:MOST_BARS]),
            ),
            table=effects_table(assumptions, result),
        ),
        silence="",
    )


def _lead(assumptions: Assumptions, base: str, moving: int) -> str:
    """What the drawing shows, and how many terms do not move the answer."""
    shown = say(
        "How far the {answer} ({base} as assumed) moves when one undisclosed term runs over its stated range, all else "
        "as assumed. {paths} paths, the same random numbers throughout.",
        answer=retold(assumptions.title), base=base, paths=whole(assumptions.paths),
    )  # fmt: skip
    idle = len(assumptions.effects) - moving
    if not idle or not moving:
        return shown
    return say_each(
        idle,
        "{shown} {n} further term does not move it.",
        "{shown} {n} further terms do not move it.",
        shown=shown,
        n=whole(idle),
    )


def effect_heading(effect: AssumptionEffect, result: Result) -> str:
    """The title at the start of a line; a key keeps its letters."""
    title = effect_title(effect, result)
    return title if title == effect.key else capital(title)


def effect_title(effect: AssumptionEffect, result: Result) -> str:
    """What a term is called; a title that is only its key is put in words."""
    return key_phrase(effect.key, result) if effect.title == effect.key else retold(effect.title)


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
        tip="\n".join(
            (
                title,
                say("at {value}: {chance}", value=literal(effect.low), chance=low),
                say("at {value}: {chance}", value=literal(effect.high), chance=high),
                say("(assumed: {value})", value=literal(effect.assumed)),
            )
        ),
    )


def effects_table(assumptions: Assumptions, result: Result) -> Table:
    """The terms with both answers."""
    paths = assumptions.paths
    return Table(
        caption=say("Undisclosed terms, the most important first"),
        columns=(
            words(say("Term")),
            figures(say("Assumed")),
            figures(say("Low end")),
            figures(say("High end")),
            figures(say("Answer at the low end"), say("% ± s.e.")),
            figures(say("Answer at the high end"), say("% ± s.e.")),
            figures(say("Swing"), "%", minor=True),
            words(say("Why this range"), prose=True),
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
                retold(effect.note),
            )
            for effect in assumptions.effects
        ),
    )


def swing(distance: float) -> str:
    """How far the answer moves; none where it does not."""
    return bare(percent(distance)) if distance else say("none")
