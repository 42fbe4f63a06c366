"""Losses with the borrower's means: restarted at the call, and as the same paths went by themselves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say, say_each
from pledgeline.report.pages.lender_wording import (
    LEAST_MONEY,
    LEAST_PROBABILITY,
    exactly,
    figure,
    in_percent,
    loss,
    paths_text,
    points_of,
)
from pledgeline.report.pages.tables import Fact, Row, Sentence, Table, figures, phrase, row, strong, words
from pledgeline.report.pages.wording import NOTHING, chance, count, money_estimate, whole

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.results import Estimate
    from pledgeline.engine.tails import TailLoss, TailQuantile

LEAST_GAIN = 2.0  # below it restarts add little, and what they state of their error may be too small
MOST_PLACES = 12
RESTARTED, PLAIN = said("restarted"), said("plain")


def tail_table(view: LenderView, tail: TailLoss) -> Table:
    """Each figure from the restarts and from the plain paths, what restarting gains, and which to take."""
    return Table(
        caption=say("The loss, answered as far as the borrower’s means reach"),
        columns=(
            words(say("Figure")),
            figures(say("Restarted"), say("at the call")),
            figures(say("Plain"), say("the same paths")),
            figures(say("Gain"), say("variance")),
            words(say("Prefer")),
        ),
        rows=(
            _expected(view, tail),
            row(say("… of the debt"), _of_debt(tail.expected, view), _of_debt(tail.plain_expected, view), "", ""),
            _probability(tail),
            *_quantile(say("Loss in 1 path of 100"), view, (tail.p99, tail.plain_p99), tail.gain.beyond_p99),
            *_quantile(say("Loss in 1 path of 1,000"), view, (tail.p999, tail.plain_p999), tail.gain.beyond_p999),
        ),
        note=say(
            "{draws}. Gain: variance of the plain figure over that of the restarted one; of a quantile, the variance "
            "of the probability to lose more. Time is not counted. Prefer the plain figure where the gain is under "
            "about {least}: restarts then add little, and their stated error may be too small.",
            draws=drawn(tail),
            least=figure(LEAST_GAIN),
        ),
    )


def tail_facts(tail: TailLoss) -> tuple[Fact, ...]:
    """How the simulated figures were made."""
    weight = f"{figure(tail.mean_weight.value, 3)} ± {figure(tail.mean_weight.standard_error, 3)}"
    return (
        Fact(
            term=say("Simulated"),
            text=drawn(tail),
            note=say("the whole group, for the losses with the borrower’s means"),
        ),
        Fact(
            term=say("Restarted"),
            text=say_each(
                tail.called,
                "{restarted} of {n} called path",
                "{restarted} of {n} called paths",
                restarted=whole(tail.restarted),
                n=whole(tail.called),
            ),
            note=say_each(
                tail.sub_paths,
                "{n} sub-path each; mean weight {weight}, 1 is expected",
                "{n} sub-paths each; mean weight {weight}, 1 is expected",
                n=whole(tail.sub_paths),
                weight=weight,
            ),
        ),
    )


def tail_sentence(view: LenderView, tail: TailLoss) -> Sentence:
    """What the lender loses where the borrower answers, by the figures to prefer."""
    label = say("If able to answer")
    if tail.expected.value <= 0.0 and tail.plain_expected.value <= 0.0:
        return phrase(
            label,
            "Where the borrower answers calls as far as its cash and shares reach, the lender loses nothing on any of "
            "{paths}.",
            paths=paths_text(tail.paths),
            tone="load",
        )
    expected = _preferred(tail.gain.expected, tail.expected, tail.plain_expected)
    average = strong(_money(expected, view.currency))
    found = (tail.p999, tail.plain_p999)
    rare = found[_preference(tail.gain.beyond_p999, found[0].value, found[1].value) == PLAIN].value
    if rare <= 0.0:
        return phrase(
            label,
            "Where the borrower answers calls as far as its cash and shares reach, the lender loses {loss} on average "
            "over all paths.",
            loss=average,
            tone="load",
        )
    return phrase(
        label,
        "Where the borrower answers calls as far as its cash and shares reach, the lender loses {loss} on average over "
        "all paths, and {rare} or more in one path of a thousand.",
        loss=average,
        rare=strong(loss(rare, view.currency)),
        tone="load",
    )


def drawn(tail: TailLoss) -> str:
    """`100,000 paths, seed 1`."""
    return say_each(
        tail.paths, "{n} path, seed {seed}", "{n} paths, seed {seed}", n=whole(tail.paths), seed=str(tail.seed)
    )


def _expected(view: LenderView, tail: TailLoss) -> Row:
    """The expected loss over all paths."""
    ours, plain = tail.expected, tail.plain_expected
    return row(
        say("Expected loss"),
        _money(ours, view.currency),
        _money(plain, view.currency),
        *_gain(tail.gain.expected, ours.value, plain.value),
    )


def _probability(tail: TailLoss) -> Row:
    """The probability of a loss; one that no path shows is a bound, one that no sub-path shows is not."""
    ours, plain = tail.loss_probability, tail.plain_loss_probability
    return row(
        say("Probability of a loss"),
        _chance(ours) if ours.value > 0.0 else say("none seen"),
        chance(plain, tail.paths),
        *_gain(tail.gain.loss_probability, ours.value, plain.value),
    )


def _quantile(name: str, view: LenderView, found: tuple[TailQuantile, TailQuantile], gain: float | None) -> list[Row]:
    """A quantile of the loss, and under it its interval; one of zero has no gain that says anything."""
    ours, plain = found
    gain = gain if max(ours.value, plain.value) > 0.0 else None
    return [
        row(name, loss(ours.value, view.currency), loss(plain.value, view.currency),
            *_gain(gain, ours.value, plain.value)),
        row(say("… 95% interval"), _interval(ours), _interval(plain), "", ""),
    ]  # fmt: skip


def _interval(found: TailQuantile) -> str:
    """`13bn to 13.3bn`; a dash where it holds nothing but zero."""
    if found.high is None:
        return say("{amount} or more", amount=count(found.low))
    return say("{low} to {high}", low=count(found.low), high=count(found.high)) if found.high > 0.0 else NOTHING


def _gain(gain: float | None, ours: float, plain: float) -> tuple[str, str]:
    """The gain, and which figure to take."""
    return (NOTHING if gain is None else figure(gain)), retold(_preference(gain, ours, plain))


def _preference(gain: float | None, ours: float, plain: float) -> str:
    """Which figure to take: without a gain the one that has seen a loss."""
    if gain is not None and max(ours, plain) > 0.0:
        return PLAIN if gain < LEAST_GAIN else RESTARTED
    if (ours > 0.0) == (plain > 0.0):
        return NOTHING
    return RESTARTED if ours > 0.0 else PLAIN


def _preferred(gain: float | None, ours: Estimate, plain: Estimate) -> Estimate:
    """The estimate to take."""
    return plain if _preference(gain, ours.value, plain.value) == PLAIN else ours


def _money(estimate: Estimate, currency: str) -> str:
    """An amount with its standard error, or a bound where it is next to nothing."""
    return loss(estimate.value, currency) if estimate.value < LEAST_MONEY else money_estimate(estimate, currency)


def _of_debt(estimate: Estimate, view: LenderView) -> str:
    """The expected loss over the debt of today."""
    return points_of(1e4 * estimate.value / view.debt) if view.debt > 0.0 else NOTHING


def _chance(estimate: Estimate) -> str:
    """A probability with its standard error, with more digits than others where it is very small."""
    if estimate.value < LEAST_PROBABILITY:
        return exactly(estimate.value)
    if not 0.0 < estimate.standard_error < LEAST_PROBABILITY:
        return chance(estimate, None)
    places = min(MOST_PLACES, -math.floor(math.log10(100.0 * estimate.standard_error)))
    found, error = (in_percent(figure(100.0 * one, places)) for one in (estimate.value, estimate.standard_error))
    return f"{found} ± {error}"
