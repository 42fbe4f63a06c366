"""What a simulation found, as derivations: each probability with its standard error, paths and seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.loans import trigger_key
from pledgeline.engine.results import DerivationInput, Estimate, LoanOutlook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


_EVENTS = {
    "call_probability": ("a margin call", "%"),
    "failed_cure_probability": ("a failed cure", "%"),
    "close_out_probability": ("a close-out", "%"),
    "loss_probability": ("a loss to the lender", "%"),
    "unfinished_probability": ("a sale still going on at the end", "%"),
}
_AVERAGES = {
    "expected_loss": "loss to the lender",
    "expected_recourse": "payment asked of the group after the collateral",
}


def simulated_units(resolved: ResolvedCase) -> Mapping[str, str]:
    """The keys that only a run can give, with their units."""
    found: dict[str, str] = {}
    for key, loan in resolved.margin_loans.items():
        found |= {f"loans.{key}.{name}": unit for name, (_, unit) in _EVENTS.items()}
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
    for (name, (event, unit)), estimate in zip(_EVENTS.items(), events, strict=True):
        title = f"probability of {event} by {loan.end}"
        sentence = f"share of the paths with {event} by {loan.end}"
        yield _Finding(name=name, title=title, sentence=sentence, unit=unit, estimate=estimate)
    averages = (loan.shortfall.expected, loan.shortfall.expected_recourse)
    for (name, words), estimate in zip(_AVERAGES.items(), averages, strict=True):
        title, sentence = f"expected {words} by {loan.end}", f"average over all paths of the {words} by {loan.end}"
        yield _Finding(name=name, title=title, sentence=sentence, unit=currency, estimate=estimate)
    for risk in loan.control:
        words = f"the stake in {risk.asset} falls under {risk.threshold:.1%}"
        yield _Finding(
            name=f"control_probability.{risk.asset}",
            title=f"probability that {words} by {loan.end}",
            sentence=f"share of the paths on which {words} by {loan.end}",
            unit="%",
            estimate=risk.probability,
        )


def _entries(workings: Workings, loan: str, estimate: Estimate, draws: Draws, unit: str) -> tuple[DerivationInput, ...]:
    return (
        DerivationInput(symbol="paths", title="simulated paths", value=float(draws.paths), unit=""),
        DerivationInput(symbol="seed", title="seed of the random numbers", value=str(draws.seed), unit=""),
        DerivationInput(symbol="error", title="standard error", value=estimate.standard_error, unit=unit),
        workings.term(f"loans.{loan}.ltv").entry,
        workings.term(trigger_key(loan, "call")).entry,
    )
