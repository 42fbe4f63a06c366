"""The headline answers over what nobody disclosed: one term at a time, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.results import Estimate
from pledgeline.report.pages.phrases import key_phrase
from pledgeline.report.pages.tables import Part, Sentence, Table, figures, row, sentence, strong, words
from pledgeline.report.pages.wording import NOTHING, bare, capital, chance, literal, percent, plural, whole

if TYPE_CHECKING:
    from pledgeline.engine.group_results import AnswerEffect, AnswerRange, GroupRanges
    from pledgeline.engine.results import Result

MOST_BARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeBar:
    """One term: the answer at both ends of its range, and the ends in words."""

    title: str
    low: float
    high: float
    low_text: str
    high_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """One answer: its tornado, numbers and words, and the same in a table."""

    title: str
    base: float
    base_text: str
    bars: tuple[RangeBar, ...]  # the terms that move it, the most important first
    description: str
    table: Table
    still: str  # how many terms do not move it


@dataclass(frozen=True, slots=True, kw_only=True)
class RangesPage:
    """All headline answers."""

    lead: str
    sentences: tuple[Sentence, ...]
    joint: Table
    answers: tuple[AnswerPage, ...]


def ranges_page(result: Result) -> RangesPage | None:
    """The page of the ranges; None where nothing is assumed with a range."""
    ranges = result.group_view.ranges if result.group_view else None
    if ranges is None or not ranges.answers:
        return None
    return RangesPage(
        lead="What nobody disclosed is a range, not a guess. First each term runs over its range, all else as assumed; "
        f"then all of them together, in {plural(ranges.samples, 'sample')} (Latin hypercube). "
        f"{whole(ranges.paths)} paths, the same random numbers throughout. These are ranges of what is not known, not "
        "chances of the market.",
        sentences=tuple(range_sentence(answer, result) for answer in ranges.answers),
        joint=joint_table(ranges, result),
        answers=tuple(answer_page(answer, ranges.paths, result) for answer in ranges.answers),
    )


def range_sentence(answer: AnswerRange, result: Result) -> Sentence:
    """Between what the answer lies, and which term matters most."""
    label, top = capital(answer.title), _top(answer)
    most = f"; the {key_phrase(top.key, result)} matters most." if top else "."
    if answer.joint_high <= 0.0:
        return sentence(label, "In none of the paths, whatever holds of what nobody disclosed.", tone="unknown")
    low: tuple[str | Part, ...] = ("Between ", strong(percent(answer.joint_low)), " and ")
    if answer.joint_low <= 0.0:
        low = ("Up to ",)
    high = strong(percent(answer.joint_high))
    return sentence(label, *low, high, " over what nobody disclosed", most, tone="unknown")


def _top(answer: AnswerRange) -> AnswerEffect | None:
    """The term that moves the answer most; None where none does."""
    return next((effect for effect in answer.effects if effect.swing > 0.0), None)


def joint_table(ranges: GroupRanges, result: Result) -> Table:
    """Each answer as assumed, and over all ranges together."""
    return Table(
        caption="Over all ranges together",
        columns=(
            words("Answer"),
            figures("As assumed", "% ± s.e."),
            figures("Lowest", "%"),
            figures("P10", "%", minor=True),
            figures("Median", "%"),
            figures("P90", "%", minor=True),
            figures("Highest", "%"),
            words("What matters most"),
        ),
        rows=tuple(
            row(
                capital(answer.title),
                bare(chance(answer.base, ranges.paths)),
                *(
                    bare(chance(Estimate(value=each, standard_error=0.0), ranges.paths))
                    for each in (
                        answer.joint_low,
                        answer.joint_p10,
                        answer.joint_p50,
                        answer.joint_p90,
                        answer.joint_high,
                    )
                ),
                capital(key_phrase(top.key, result)) if (top := _top(answer)) else NOTHING,
            )
            for answer in ranges.answers
        ),
    )


def answer_page(answer: AnswerRange, paths: int, result: Result) -> AnswerPage:
    """One answer with its tornado."""
    moving = tuple(effect for effect in answer.effects if effect.swing > 0.0)
    still = len(answer.effects) - len(moving)
    base = chance(answer.base, paths)
    return AnswerPage(
        title=capital(answer.title),
        base=answer.base.value,
        base_text=f"as assumed: {base}",
        bars=tuple(_bar(effect, result) for effect in moving[:MOST_BARS]),
        description=_description(answer, moving, result),
        table=effects_table(answer, paths, result),
        still=f"{plural(still, 'further term does', 'further terms do')} not move it." if still and moving else "",
    )


def _description(answer: AnswerRange, moving: tuple[AnswerEffect, ...], result: Result) -> str:
    """The tornado in words."""
    said = "; ".join(
        f"{key_phrase(one.key, result)}: {percent(one.answer_low.value)} at {literal(one.low)}, "
        f"{percent(one.answer_high.value)} at {literal(one.high)}"
        for one in moving[:MOST_BARS]
    )
    return f"{capital(answer.title)}, {percent(answer.base.value)} as assumed. {capital(said)}."


def _bar(effect: AnswerEffect, result: Result) -> RangeBar:
    return RangeBar(
        title=capital(key_phrase(effect.key, result)),
        low=effect.answer_low.value,
        high=effect.answer_high.value,
        low_text=literal(effect.low),
        high_text=literal(effect.high),
    )


def effects_table(answer: AnswerRange, paths: int, result: Result) -> Table:
    """Every term with both answers."""
    return Table(
        caption=f"{capital(answer.title)}: one term at a time",
        columns=(
            words("Term"),
            figures("Assumed"),
            figures("Low end"),
            figures("High end"),
            figures("At the low end", "% ± s.e."),
            figures("At the high end", "% ± s.e."),
            figures("Swing", "%", minor=True),
        ),
        rows=tuple(
            row(
                capital(key_phrase(effect.key, result)),
                literal(effect.assumed),
                literal(effect.low),
                literal(effect.high),
                bare(chance(effect.answer_low, paths)),
                bare(chance(effect.answer_high, paths)),
                bare(percent(effect.swing)) if effect.swing else "none",
            )
            for effect in answer.effects
        ),
    )
