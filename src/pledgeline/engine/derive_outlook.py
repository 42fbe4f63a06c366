"""What a simulation found, as derivations: each probability with its standard error, paths and seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.loans import trigger_key
from pledgeline.engine.quantity import dated
from pledgeline.engine.results import ControlRisk, DerivationInput, Estimate, LoanOutlook
from pledgeline.language.saying import Said, said
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.resolved import ResolvedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """How many paths were drawn, and from which seed."""

    paths: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    name: str
    title: str
    sentence: str
    unit: str
    estimate: Estimate | None


def _call(end: str) -> tuple[Said, Said]:
    return said("probability of a margin call by {end}", end=end), said(
        "share of the paths with a margin call by {end}", end=end
    )


def _failed_cure(end: str) -> tuple[Said, Said]:
    return said("probability of a failed cure by {end}", end=end), said(
        "share of the paths with a failed cure by {end}", end=end
    )


def _close_out(end: str) -> tuple[Said, Said]:
    return said("probability of a close-out by {end}", end=end), said(
        "share of the paths with a close-out by {end}", end=end
    )


def _loss(end: str) -> tuple[Said, Said]:
    return said("probability of a loss to the lender by {end}", end=end), said(
        "share of the paths with a loss to the lender by {end}", end=end
    )


def _unfinished(end: str) -> tuple[Said, Said]:
    return said("probability of a sale still going on at the end by {end}", end=end), said(
        "share of the paths with a sale still going on at the end by {end}", end=end
    )


def _expected_loss(end: str) -> tuple[Said, Said]:
    return said("expected loss to the lender by {end}", end=end), said(
        "average over all paths of the loss to the lender by {end}", end=end
    )


def _expected_recourse(end: str) -> tuple[Said, Said]:
    return said("expected payment asked of the group after the collateral by {end}", end=end), said(
        "average over all paths of the payment asked of the group after the collateral by {end}", end=end
    )


# title and sentence of each, up to a day
_EVENTS: dict[str, Callable[[str], tuple[Said, Said]]] = {
    "call_probability": _call,
    "failed_cure_probability": _failed_cure,
    "close_out_probability": _close_out,
    "loss_probability": _loss,
    "unfinished_probability": _unfinished,
}
_AVERAGES: dict[str, Callable[[str], tuple[Said, Said]]] = {
    "expected_loss": _expected_loss,
    "expected_recourse": _expected_recourse,
}


def simulated_units(resolved: ResolvedCase) -> Mapping[str, str]:
    """The keys that only a run can give, with their units."""
    found: dict[str, str] = {}
    for key, loan in resolved.margin_loans.items():
        found |= {f"loans.{key}.{name}": "%" for name in _EVENTS}
        found |= {f"loans.{key}.{name}": loan.currency for name in _AVERAGES}
        controlled = dict.fromkeys(part.asset for part in loan.pool)
        found |= {
            f"loans.{key}.control_probability.{asset}": "%"
            for asset in controlled
            if resolved.assets[asset].control is not None
        }
    return found


def derive_outlook(
    workings: Workings, outlook: tuple[LoanOutlook, ...], draws: Draws, currency: Mapping[str, str]
) -> None:
    """Add what was simulated to the workings; `currency` is that of each loan."""
    for loan in outlook:
        for finding in _findings(loan, currency[loan.id]):
            if finding.estimate is None:
                continue
            key = f"loans.{loan.id}.{finding.name}"
            formula = Prose(
                sentence=finding.sentence,
                found=finding.estimate.value,
                entries=_entries(workings, loan.id, finding.estimate, draws, finding.unit),
            )
            workings.derive(key, formula, symbol="p", title=finding.title, unit=finding.unit)


def _findings(loan: LoanOutlook, currency: str) -> Iterator[_Finding]:
    events = (loan.call, loan.failed_cure, loan.close_out, loan.loss, loan.shortfall.unfinished)
    for (name, told), estimate in zip(_EVENTS.items(), events, strict=True):
        title, sentence = told(dated(loan.end))
        yield _Finding(name=name, title=title, sentence=sentence, unit="%", estimate=estimate)
    averages = (loan.shortfall.expected, loan.shortfall.expected_recourse)
    for (name, told), estimate in zip(_AVERAGES.items(), averages, strict=True):
        title, sentence = told(dated(loan.end))
        yield _Finding(name=name, title=title, sentence=sentence, unit=currency, estimate=estimate)
    for risk in loan.control:
        title, sentence = _control(risk, dated(loan.end))
        name = f"control_probability.{risk.asset}"
        yield _Finding(name=name, title=title, sentence=sentence, unit="%", estimate=risk.probability)


def _control(risk: ControlRisk, end: str) -> tuple[Said, Said]:
    under = figured(ratio_text, risk.threshold, decimals=1)
    return said(
        "probability that the stake in {asset} falls under {threshold} by {end}",
        asset=risk.asset, threshold=under, end=end,
    ), said(
        "share of the paths on which the stake in {asset} falls under {threshold} by {end}",
        asset=risk.asset, threshold=under, end=end,
    )  # fmt: skip


def drawn(draws: Draws, estimate: Estimate, unit: str) -> tuple[DerivationInput, DerivationInput, DerivationInput]:
    """What a simulated number rests on: paths, seed, and its standard error."""
    return (
        DerivationInput(symbol="paths", title=said("simulated paths"), value=float(draws.paths), unit=""),
        DerivationInput(symbol="seed", title=said("seed of the random numbers"), value=str(draws.seed), unit=""),
        DerivationInput(symbol="error", title=said("standard error"), value=estimate.standard_error, unit=unit),
    )


def _entries(workings: Workings, loan: str, estimate: Estimate, draws: Draws, unit: str) -> tuple[DerivationInput, ...]:
    return (
        *drawn(draws, estimate, unit),
        workings.term(f"loans.{loan}.ltv").entry,
        workings.term(trigger_key(loan, "call")).entry,
    )
