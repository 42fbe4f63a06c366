"""What a reader of a fit must beware of: one enumeration of sentences, each with the figures that call for it."""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from pledgeline.engine.fit_results import Caution
from pledgeline.market.dynamics import DATES_PER_YEAR, total_volatility
from pledgeline.units.text import number_text, ratio_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.fit_estimate import Estimated
    from pledgeline.engine.fit_results import Clustering, RateProfile, Tail

UNLIKELY = 0.01
SHORT_YEARS = 3.0
WIDE = 4.0  # between the ends of the interval of the jump rate
APART = 1.96  # standard deviations at which two tails are told apart
DIFFERENT = 0.05  # total against sample volatility, relative
FREQUENT = 50.0  # jumps a year from which they are no rare gaps


class Sentence(Enum):
    """Every caution, in the order in which they are told."""

    NOT_CONVERGED = "The fit did not converge: {outcome}."
    FEW_STARTS = "Only {agreeing} of {starts} searches reached this likelihood; there are several peaks."
    BORDER = "{names} ended at the border of what is searched, and has no standard error."
    IDLE = "The likelihood does not depend on {names} where the search ended, and says nothing of it."
    SHORT = "The history is short: {returns} returns, {years} years; rare jumps are hardly in it."
    CLUSTERING = (
        "Large moves come in clusters (Ljung–Box of absolute returns {statistic} with {lags}, p {p}): independent "
        "jumps absorb them, so the fitted jumps are partly changes of volatility."
    )
    FREQUENT = (
        "{rate} jumps a year are no rare gaps: the law describes ordinary days of high volatility with them. "
        "Gaps are identified separately."
    )
    FLAT = "The likelihood is flat in the jump rate: rates from {low} to {high} a year lose less than 1.92 of it."
    TAILS = (
        "The {count} largest {moves} do not tell an exponential tail (rate {rate} ± {rate_error}) from a power law "
        "(exponent {exponent} ± {exponent_error}): the log likelihoods differ by {lead} (z {z})."
    )
    TAILS_APART = (
        "The {count} largest {moves} speak for {better}: the log likelihoods of an exponential tail (rate {rate} ± "
        "{rate_error}) and a power law (exponent {exponent} ± {exponent_error}) differ by {lead} (z {z})."
    )
    VOLATILITY = "The fitted total volatility of {total} differs from that of the sample, {sample}."
    GROWTH = (
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


def _caution(which: Sentence, **figures: object) -> Caution:
    """The sentence with its figures, which carry a typeset minus."""
    shown = {
        name: f"−{text[1:]}" if (text := str(figure)).startswith("-") else text for name, figure in figures.items()
    }
    return Caution(name=which.name, sentence=which.value.format(**shown))


def _of_the_search(found: Estimated) -> Iterator[Caution]:
    peak = found.peak
    if not found.converged:
        yield _caution(Sentence.NOT_CONVERGED, outcome=found.outcome)
    if peak.agreeing < peak.starts:
        yield _caution(Sentence.FEW_STARTS, agreeing=peak.agreeing, starts=peak.starts)
    idle = [one.name for one in found.estimates if one.standard_error is None and not one.at_border]
    if idle and found.converged:
        yield _caution(Sentence.IDLE, names=", ".join(idle))
    bound = [one.name for one in found.estimates if one.at_border]
    if bound:
        yield _caution(Sentence.BORDER, names=", ".join(bound))


def _of_the_history(observations: int, clusters: Clustering, *, jumps: bool) -> Iterator[Caution]:
    years = observations / DATES_PER_YEAR
    if years < SHORT_YEARS:
        yield _caution(Sentence.SHORT, returns=f"{observations:,}", years=number_text(years, decimals=1))
    if jumps and clusters.p_value < UNLIKELY:
        shown = "below 0.0001" if clusters.p_value < 0.0001 else number_text(clusters.p_value, decimals=4)  # noqa: PLR2004
        statistic, lags = number_text(clusters.statistic), f"{clusters.lags} lag{'' if clusters.lags == 1 else 's'}"
        yield _caution(Sentence.CLUSTERING, statistic=statistic, lags=lags, p=shown)


def _of_the_rate(found: Estimated, profile: RateProfile) -> Iterator[Caution]:
    rate = next(one.value for one in found.estimates if one.name == "jump_rate")
    if rate > FREQUENT:
        yield _caution(Sentence.FREQUENT, rate=number_text(rate))
    low, high = profile.low, profile.high
    if low is None or high is None or high > WIDE * low:
        shown = ("below " if low is None else "") + number_text(low or profile.rates[0])
        above = ("above " if high is None else "") + number_text(high or profile.rates[-1])
        yield _caution(Sentence.FLAT, low=shown, high=above)


def _of_a_tail(tail: Tail) -> Caution:
    apart = abs(tail.z) > APART
    return _caution(
        Sentence.TAILS_APART if apart else Sentence.TAILS,
        count=tail.count,
        moves="falls" if tail.side == "down" else "rises",
        better="an exponential tail" if tail.lead > 0.0 else "a power law",
        rate=number_text(tail.rate),
        rate_error=number_text(tail.rate_error),
        exponent=number_text(tail.exponent),
        exponent_error=number_text(tail.exponent_error),
        lead=number_text(tail.lead, decimals=1),
        z=number_text(tail.z, decimals=1),
    )


def _of_the_level(found: Estimated, sample: float) -> Iterator[Caution]:
    total = total_volatility(found.dynamics)
    if not math.isclose(total, sample, rel_tol=DIFFERENT):
        yield _caution(Sentence.VOLATILITY, total=ratio_text(total), sample=ratio_text(sample))
    growth = found.estimates[0]
    if growth.standard_error is not None:
        yield _caution(Sentence.GROWTH, growth=ratio_text(growth.value), error=ratio_text(growth.standard_error))
