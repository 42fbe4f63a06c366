"""What a reader of a fit must beware of: one enumeration of sentences, each with the figures that call for it."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import Caution
from pledgeline.language.saying import Said, said, said_each
from pledgeline.market.dynamics import DATES_PER_YEAR, total_volatility
from pledgeline.units.text import ENGLISH, figured, number_text, ratio_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pledgeline.engine.fit_estimate import Estimated
    from pledgeline.engine.fit_results import Clustering, RateProfile, Tail
    from pledgeline.units.text import Figured, Language

UNLIKELY = 0.01
LEAST_P = 0.0001  # below it a p-value is a bound
SHORT_YEARS = 3.0
WIDE = 4.0  # between the ends of the interval of the jump rate
APART = 1.96  # standard deviations at which two tails are told apart
DIFFERENT = 0.05  # total against sample volatility, relative
FREQUENT = 50.0  # jumps a year from which they are no rare gaps


class Sentence(Enum):
    """Every caution, in the order in which they are told."""

    NOT_CONVERGED = said("The fit did not converge: {outcome}.")
    FEW_STARTS = said("Only {agreeing} of {starts} searches reached this likelihood; there are several peaks.")
    BORDER = said("{names} ended at the border of what is searched, and has no standard error.")
    IDLE = said("The likelihood does not depend on {names} where the search ended, and says nothing of it.")
    SHORT = said("The history is short: {returns} returns, {years} years; rare jumps are hardly in it.")
    CLUSTERING = said(
        "Large moves come in clusters (Ljung–Box of absolute returns {statistic} with {lags}, p {p}): independent "
        "jumps absorb them, so the fitted jumps are partly changes of volatility."
    )
    FREQUENT = said(
        "{rate} jumps a year are no rare gaps: the law describes ordinary days of high volatility with them. "
        "Gaps are identified separately."
    )
    FLAT = said("The likelihood is flat in the jump rate: rates from {low} to {high} a year lose less than 1.92 of it.")
    TAILS = said(
        "The {count} largest {moves} do not tell an exponential tail (rate {rate} ± {rate_error}) from a power law "
        "(exponent {exponent} ± {exponent_error}): the log likelihoods differ by {lead} (z {z})."
    )
    TAILS_APART = said(
        "The {count} largest {moves} speak for {better}: the log likelihoods of an exponential tail (rate {rate} ± "
        "{rate_error}) and a power law (exponent {exponent} ± {exponent_error}) differ by {lead} (z {z})."
    )
    VOLATILITY = said("The fitted total volatility of {total} differs from that of the sample, {sample}.")
    GROWTH = said(
        "Growth of {growth} a year has a standard error of {error}: a history tells next to nothing of it, and a case "
        "keeps the growth it states, 0% by default."
    )


def cautions(
    found: Estimated,
    *,
    observations: int,
    sample_volatility: float,
    clusters: Clustering,
    profile: RateProfile | None,
    tails: tuple[Tail, ...],
) -> tuple[Caution, ...]:
    """The cautions that a fit calls for, in the order of `Sentence`."""
    jumps = profile is not None
    told = [
        *_of_the_search(found),
        *_of_the_history(observations, clusters, jumps=jumps),
        *(_of_the_rate(found, profile) if profile is not None else ()),
        *(_of_a_tail(tail) for tail in tails if jumps),
        *_of_the_level(found, sample_volatility),
    ]
    order = list(Sentence)
    return tuple(sorted(told, key=lambda one: order.index(Sentence[one.name])))


def _caution(which: Sentence, **figures: str) -> Caution:
    """The sentence with its figures."""
    return Caution(name=which.name, sentence=Said(which.value, figures))


def typeset(write: Callable[..., str], *figures: float, language: Language = ENGLISH, **options: int) -> str:
    """A figure with a typeset minus."""
    return write(*figures, **options, language=language).replace("-", "−")


def _number(number: float, decimals: int | None = None) -> Figured:
    return figured(typeset, number_text, number, decimals=decimals)


def _percent(ratio: float) -> Figured:
    return figured(typeset, ratio_text, ratio)


def _of_the_search(found: Estimated) -> Iterator[Caution]:
    peak = found.peak
    if not found.converged:
        yield _caution(Sentence.NOT_CONVERGED, outcome=found.outcome)
    if peak.agreeing < peak.starts:
        yield _caution(Sentence.FEW_STARTS, agreeing=str(peak.agreeing), starts=str(peak.starts))
    idle = [one.name for one in found.estimates if one.standard_error is None and not one.at_border]
    if idle and found.converged:
        yield _caution(Sentence.IDLE, names=", ".join(idle))
    bound = [one.name for one in found.estimates if one.at_border]
    if bound:
        yield _caution(Sentence.BORDER, names=", ".join(bound))


def _of_the_history(observations: int, clusters: Clustering, *, jumps: bool) -> Iterator[Caution]:
    years = observations / DATES_PER_YEAR
    if years < SHORT_YEARS:
        yield _caution(Sentence.SHORT, returns=_number(observations, 0), years=_number(years, 1))
    if jumps and clusters.p_value < UNLIKELY:
        p, lags = _number(clusters.p_value, 4), clusters.lags
        yield _caution(
            Sentence.CLUSTERING,
            statistic=_number(clusters.statistic),
            lags=said_each(lags, "{n} lag", "{n} lags", n=str(lags)),
            p=said("below {bound}", bound=_number(LEAST_P, 4)) if clusters.p_value < LEAST_P else p,
        )


def _of_the_rate(found: Estimated, profile: RateProfile) -> Iterator[Caution]:
    rate = next(one.value for one in found.estimates if one.name == "jump_rate")
    if rate > FREQUENT:
        yield _caution(Sentence.FREQUENT, rate=_number(rate))
    low, high = profile.low, profile.high
    if low is None or high is None or high > WIDE * low:
        least, most = _number(low or profile.rates[0]), _number(high or profile.rates[-1])
        yield _caution(
            Sentence.FLAT,
            low=said("below {bound}", bound=least) if low is None else least,
            high=said("above {bound}", bound=most) if high is None else most,
        )


def _of_a_tail(tail: Tail) -> Caution:
    apart = abs(tail.z) > APART
    return _caution(
        Sentence.TAILS_APART if apart else Sentence.TAILS,
        count=str(tail.count),
        moves=said("falls") if tail.side == "down" else said("rises"),
        better=said("an exponential tail") if tail.lead > 0.0 else said("a power law"),
        rate=_number(tail.rate),
        rate_error=_number(tail.rate_error),
        exponent=_number(tail.exponent),
        exponent_error=_number(tail.exponent_error),
        lead=_number(tail.lead, 1),
        z=_number(tail.z, 1),
    )


def _of_the_level(found: Estimated, sample: float) -> Iterator[Caution]:
    total = total_volatility(found.dynamics)
    if not math.isclose(total, sample, rel_tol=DIFFERENT):
        yield _caution(Sentence.VOLATILITY, total=_percent(total), sample=_percent(sample))
    growth = found.estimates[0]
    if growth.standard_error is not None:
        yield _caution(Sentence.GROWTH, growth=_percent(growth.value), error=_percent(growth.standard_error))
