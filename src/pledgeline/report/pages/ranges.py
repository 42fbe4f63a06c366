"""The headline answers over what nobody disclosed: one term at a time, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.results import Estimate
from pledgeline.language.saying import retold, say, say_each
from pledgeline.report.pages.clauses import linked
from pledgeline.report.pages.group_wording import EVENTS, policy_title
from pledgeline.report.pages.phrases import key_phrase
from pledgeline.report.pages.tables import Row, Sentence, Table, figures, phrase, row, strong, words
from pledgeline.report.pages.wording import NOTHING, bare, capital, chance, literal, percent, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.group_results import AnswerEffect, AnswerRange, GroupRanges
    from pledgeline.engine.results import Result

MOST_BARS = 8
MOST_TOP = 3


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
    still: str  # how many terms have no bar


@dataclass(frozen=True, slots=True, kw_only=True)
class RangesPage:
    """All headline answers."""

    lead: str
    sentences: tuple[Sentence, ...]
    joint: Table
    answers: tuple[AnswerPage, ...]
    top: Table | None  # the first terms of every answer


def ranges_page(result: Result) -> RangesPage | None:
    """The page of the ranges; None where nothing is assumed with a range."""
    ranges = result.group_view.ranges if result.group_view else None
    if ranges is None or not ranges.answers:
        return None
    return RangesPage(
        lead=say(
            "What nobody disclosed is a range, not a guess. First each term runs over its range, all else as assumed; "
            "then all of them together, in {samples} (Latin hypercube). {paths} paths, the same random numbers "
            "throughout. These are ranges of what is not known, not chances of the market.",
            samples=say_each(ranges.samples, "{n} sample", "{n} samples", n=whole(ranges.samples)),
            paths=whole(ranges.paths),
        ),
        sentences=tuple(range_sentence(answer, result) for answer in ranges.answers),
        joint=joint_table(ranges, result),
        answers=tuple(answer_page(answer, ranges.paths, result) for answer in ranges.answers),
        top=top_table(ranges, result),
    )


def range_sentence(answer: AnswerRange, result: Result) -> Sentence:
    """Between what the answer lies, and which term matters most."""
    top, title = _top(answer), answer_title(answer, result)
    between = _between(answer.joint_low, answer.joint_high)
    if top is None:
        return phrase(title, "{between} over what nobody disclosed.", tone="unknown", between=between)
    return phrase(
        title,
        "{between} over what nobody disclosed; the {term} matters most.",
        tone="unknown",
        between=between,
        term=key_phrase(top.key, result),
    )


def _between(low: float, high: float) -> Sentence:
    """From one probability to another; nothing and certainty are said in words, as no run can tell them exactly."""
    if high <= 0.0:
        return phrase("", "On none of the paths")
    if low >= 1.0:
        return phrase("", "On all of the paths")
    lowest, highest = strong(percent(low)), strong(percent(high))
    if low <= 0.0 and high >= 1.0:
        return phrase("", "From none of the paths to all of them")
    if low <= 0.0:
        return phrase("", "From none of the paths to {high}", high=highest)
    if high >= 1.0:
        return phrase("", "From {low} to all of the paths", low=lowest)
    return phrase("", "Between {low} and {high}", low=lowest, high=highest)


def answer_title(answer: AnswerRange, result: Result) -> str:
    """What the answer is the probability of, as the group's other tables call it."""
    if answer.answer in EVENTS:
        return retold(EVENTS[answer.answer])
    policy = result.group_view.outlook.policy if result.group_view else ()
    risk = next((risk for risk in policy if risk.line == answer.answer), None)
    return policy_title(risk) if risk else capital(retold(answer.title).removeprefix(say("probability of ")))


def term_title(effect: AnswerEffect, result: Result) -> str:
    """A term at the start of a line; a key that has no words keeps its letters."""
    told = key_phrase(effect.key, result)
    return told if told == effect.key else capital(told)


def _top(answer: AnswerRange) -> AnswerEffect | None:
    """The term that moves the answer most; None where none does."""
    return next((effect for effect in answer.effects if effect.swing > 0.0), None)


def joint_table(ranges: GroupRanges, result: Result) -> Table:
    """Each answer as assumed, and over all ranges together."""
    return Table(
        caption=say("Probability over all ranges together"),
        columns=(
            words(say("Event")),
            figures(say("As assumed"), say("% ± s.e.")),
            figures(say("Lowest"), "%"),
            figures("P10", "%", minor=True),
            figures(say("Median"), "%"),
            figures("P90", "%", minor=True),
            figures(say("Highest"), "%"),
            words(say("What matters most")),
        ),
        rows=tuple(
            row(
                answer_title(answer, result),
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
                term_title(top, result) if (top := _top(answer)) else NOTHING,
            )
            for answer in ranges.answers
        ),
    )


def top_table(ranges: GroupRanges, result: Result) -> Table | None:
    """The terms that move each answer most; None where nothing moves any."""
    rows = tuple(row for answer in ranges.answers for row in _top_rows(answer, ranges.paths, result))
    if not rows:
        return None
    return Table(
        caption=say("What moves each most, one term at a time"),
        columns=(
            words(say("Event")),
            words(say("Term")),
            figures(say("Low end")),
            figures(say("High end")),
            figures(say("At the low end"), say("% ± s.e.")),
            figures(say("At the high end"), say("% ± s.e.")),
        ),
        rows=rows,
    )


def _top_rows(answer: AnswerRange, paths: int, result: Result) -> Iterator[Row]:
    moving = [effect for effect in answer.effects if effect.swing > 0.0]
    for effect in moving[:MOST_TOP]:
        yield row(
            answer_title(answer, result) if effect is moving[0] else "",
            term_title(effect, result),
            literal(effect.low),
            literal(effect.high),
            bare(chance(effect.answer_low, paths)),
            bare(chance(effect.answer_high, paths)),
        )


def answer_page(answer: AnswerRange, paths: int, result: Result) -> AnswerPage:
    """One answer with its tornado."""
    moving = tuple(effect for effect in answer.effects if effect.swing > 0.0)
    still = len(answer.effects) - len(moving)
    base = chance(answer.base, paths)
    return AnswerPage(
        title=answer_title(answer, result),
        base=answer.base.value,
        base_text=say("as assumed: {answer}", answer=base),
        bars=tuple(_bar(effect, result) for effect in moving[:MOST_BARS]),
        description=_description(answer, moving, result),
        table=effects_table(answer, paths, result),
        still=" ".join(_left(len(moving) - MOST_BARS, still)) if moving else "",
    )


def _left(more: int, still: int) -> Iterator[str]:
    """The terms that have no bar."""
    if more > 0:
        yield say_each(more, "{n} more term in the table.", "{n} more terms in the table.", n=whole(more))
    if still:
        yield say_each(still, "{n} further term does not move it.", "{n} further terms do not move it.", n=whole(still))


def _description(answer: AnswerRange, moving: tuple[AnswerEffect, ...], result: Result) -> str:
    """The tornado in words."""
    terms = linked(
        say(
            "{term}: {low_answer} at {low}, {high_answer} at {high}",
            term=key_phrase(one.key, result),
            low_answer=percent(one.answer_low.value),
            low=literal(one.low),
            high_answer=percent(one.answer_high.value),
            high=literal(one.high),
        )
        for one in moving[:MOST_BARS]
    )
    return say(
        "{answer}: {base} as assumed. {terms}.",
        answer=answer_title(answer, result),
        base=percent(answer.base.value),
        terms=capital(terms),
    )


def _bar(effect: AnswerEffect, result: Result) -> RangeBar:
    return RangeBar(
        title=term_title(effect, result),
        low=effect.answer_low.value,
        high=effect.answer_high.value,
        low_text=literal(effect.low),
        high_text=literal(effect.high),
    )


def effects_table(answer: AnswerRange, paths: int, result: Result) -> Table:
    """Every term with both answers."""
    return Table(
        caption=say("{answer}: one term at a time", answer=answer_title(answer, result)),
        columns=(
            words(say("Term")),
            figures(say("Assumed")),
            figures(say("Low end")),
            figures(say("High end")),
            figures(say("At the low end"), say("% ± s.e.")),
            figures(say("At the high end"), say("% ± s.e.")),
            figures(say("Swing"), "%", minor=True),
        ),
        rows=tuple(
            row(
                term_title(effect, result),
                literal(effect.assumed),
                literal(effect.low),
                literal(effect.high),
                bare(chance(effect.answer_low, paths)),
                bare(chance(effect.answer_high, paths)),
                bare(percent(effect.swing)) if effect.swing else say("none"),
            )
            for effect in answer.effects
        ),
    )
