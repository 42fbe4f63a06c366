"""What the exact engine found, as derivations: each probability with the law and the terms it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.loans import trigger_key
from pledgeline.engine.results import DerivationInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.lender_results import LenderView
    from pledgeline.engine.resolved import ResolvedCase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    name: str
    title: str
    sentence: str
    unit: str
    value: float
    error: float


NAMES = {
    "exact_call_probability": "%",
    "unanswered_close_out_probability": "%",
    "unanswered_loss_probability": "%",
}
MONEY = "unanswered_expected_loss"


def exact_units(resolved: ResolvedCase) -> Mapping[str, str]:
    """The keys that only the exact engine can give, with their units."""
    found: dict[str, str] = {}
    for key, loan in resolved.margin_loans.items():
        found |= {f"loans.{key}.{name}": unit for name, unit in NAMES.items()}
        found[f"loans.{key}.{MONEY}"] = loan.currency
    return found


def derive_lender(workings: Workings, views: tuple[LenderView, ...]) -> None:
    """Add what the exact engine found to the workings."""
    for view in views:
        for finding in _findings(view):
            workings.derive(
                f"loans.{view.id}.{finding.name}",
                Prose(sentence=finding.sentence, found=finding.value, entries=_entries(workings, view, finding)),
                symbol="p" if finding.unit == "%" else "L",
                title=finding.title,
                unit=finding.unit,
            )


def _findings(view: LenderView) -> Iterator[_Finding]:
    end, law, borrower = view.end, view.law, view.borrower
    if borrower is not None:
        yield _Finding(
            name="exact_call_probability",
            title=f"exact probability of a margin call by {end}",
            sentence=f"first passage of {view.asset_name} to the call price of each business day up to {end}",
            unit="%",
            value=borrower.call,
            error=0.0 if law is None else law.accuracy.error,
        )
    if law is None:
        return
    unanswered = "if no call is answered"
    figures = (law.close_out, law.loss_probability)
    events = ("a close-out", "a loss to the lender")
    for name, event, value in zip(tuple(NAMES)[1:], events, figures, strict=True):
        yield _Finding(
            name=name,
            title=f"exact probability of {event} by {end}, {unanswered}",
            sentence=f"killed density of {view.asset_name}, carried on through {view.cure_days} days to cure "
            f"and {view.sale_days} days of sale",
            unit="%",
            value=value,
            error=law.accuracy.error,
        )
    yield _Finding(
        name=MONEY,
        title=f"expected loss to the lender by {end}, {unanswered}",
        sentence="mean share of the debt that the sale does not bring, times the debt of today",
        unit=view.currency,
        value=law.expected_loss,
        error=law.accuracy.error * view.debt,
    )


def _entries(workings: Workings, view: LenderView, finding: _Finding) -> tuple[DerivationInput, ...]:
    return (
        DerivationInput(symbol="error", title="bound on the error", value=finding.error, unit=finding.unit),
        workings.term(f"loans.{view.id}.ltv").entry,
        workings.term(trigger_key(view.id, "call")).entry,
    )
