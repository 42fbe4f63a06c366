"""What the exact engine found, as derivations: each probability with the law and the terms it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.loans import trigger_key
from pledgeline.engine.results import DerivationInput

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.derive import Paper, Workings
    from pledgeline.engine.lender_results import BorrowerView, LenderView, LossLaw, Parameter
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    name: str
    title: str
    sentence: str
    unit: str
    value: float
    error: float


CALL = "exact_call_probability"
NAMES = {
    CALL: "%",
    "unanswered_close_out_probability": "%",
    "unanswered_loss_probability": "%",
}
MONEY = "unanswered_expected_loss"
PARAMETERS = {
    "growth": ("growth of the mean price, a year", "%"),
    "volatility": ("volatility of the diffusion, a year", "%"),
    "jump_rate": ("jumps a year", ""),
    "jump_mean": ("mean of a log jump", "%"),
    "jump_std": ("standard deviation of a log jump", "%"),
    "up_probability": ("probability that a jump goes up", "%"),
    "up_rate": ("rate of upward log jumps, one over their mean", ""),
    "down_rate": ("rate of downward log jumps, one over their mean", ""),
    "common_jump_rate": ("jumps common to all names, a year", ""),
    "common_jump_mean": ("mean of a common log jump", "%"),
    "common_jump_std": ("standard deviation of a common log jump", "%"),
}


def exact_units(resolved: ResolvedCase) -> Mapping[str, str]:
    """The keys that only the exact engine can give, with their units; `why_not_exact` knows whether it can."""
    return {
        f"loans.{key}.{name}": unit
        for key, loan in resolved.margin_loans.items()
        for name, unit in (*NAMES.items(), (MONEY, loan.currency))
    }


def loan_asked_for(resolved: ResolvedCase, key: str) -> ResolvedMarginLoan | None:
    """The loan whose exact figure a key names, covered or not; None for any other key."""
    section, _, rest = key.partition(".")
    loan, _, name = rest.rpartition(".")
    return resolved.margin_loans.get(loan) if section == "loans" and name in {*NAMES, MONEY} else None


def why_not_exact(resolved: ResolvedCase, key: str) -> str:
    """Why the exact engine cannot give the figure of a key, in sentences; empty where it can."""
    from pledgeline.engine.lender_terms import uncovered, without_sale  # noqa: PLC0415  # numpy, not needed to read

    loan = loan_asked_for(resolved, key)
    if loan is None:
        return ""
    needs_sale = not key.endswith(f".{CALL}")
    return " ".join((*uncovered(resolved, loan), *(without_sale(loan) if needs_sale else ())))


def derive_lender(workings: Workings, views: tuple[LenderView, ...], paper: Paper | None = None) -> None:
    """Add what the exact engine found to the workings; `paper` says where the figures that it rests on come from."""
    for view in views:
        rests_on = tuple(_rests_on(view, paper))
        for finding in _findings(view):
            entries = (*_entries(workings, view, finding), *rests_on)
            workings.derive(
                f"loans.{view.id}.{finding.name}",
                Prose(sentence=finding.sentence, found=finding.value, entries=entries),
                symbol="p" if finding.unit == "%" else "L",
                title=finding.title,
                unit=finding.unit,
            )


def _findings(view: LenderView) -> Iterator[_Finding]:
    if view.borrower is not None:
        yield _call(view, view.borrower)
    if view.law is not None:
        yield from _sale(view, view.law)


def _call(view: LenderView, borrower: BorrowerView) -> _Finding:
    return _Finding(
        name=CALL,
        title=f"exact probability of a margin call by {view.end}",
        sentence=f"first passage of {view.asset_name} to the call price of each business day up to {view.end}",
        unit="%",
        value=borrower.call,
        error=borrower.error,
    )


def _sale(view: LenderView, law: LossLaw) -> Iterator[_Finding]:
    end, unanswered = view.end, "if no call is answered"
    figures = (law.close_out, law.loss_probability)
    errors = (law.accuracy.error, law.accuracy.sale)
    events = ("a close-out", "a loss to the lender")
    for name, event, value, error in zip(tuple(NAMES)[1:], events, figures, errors, strict=True):
        yield _Finding(
            name=name,
            title=f"exact probability of {event} by {end}, {unanswered}",
            sentence=f"killed density of {view.asset_name}, carried on through {view.cure_days} days to cure "
            f"and {view.sale_days} days of sale",
            unit="%",
            value=value,
            error=error,
        )
    yield _Finding(
        name=MONEY,
        title=f"expected loss to the lender by {end}, {unanswered}",
        sentence="mean of what the sale leaves unpaid, in money of the day on which it ends",
        unit=view.currency,
        value=law.expected_loss,
        error=law.accuracy.sale * view.debt,
    )


def _entries(workings: Workings, view: LenderView, finding: _Finding) -> tuple[DerivationInput, ...]:
    bound = finding.name in {CALL, tuple(NAMES)[1]}
    title = "bound on the error" if bound else "error, estimated"
    return (
        DerivationInput(symbol="error", title=title, value=finding.error, unit=finding.unit),
        workings.term(f"loans.{view.id}.ltv").entry,
        workings.term(trigger_key(view.id, "call")).entry,
    )


def _rests_on(view: LenderView, paper: Paper | None) -> Iterator[DerivationInput]:
    """The law of the price, and the terms that move the debt."""
    for one in view.parameters:
        yield _parameter(view, one, paper)
    if paper is None:
        return
    loan, path = paper.resolved.margin_loans[view.id], f"loans.{view.id}"
    rate = loan.base_rate[0][1] + loan.spread if loan.base_rate else loan.spread
    last = float(loan.maturity.toordinal())
    yield paper.term("maturity", f"{path}.maturity", "maturity", value=last, unit="date").entry
    yield paper.term("rate", f"{path}.rate", "interest a year, at the base rate of today", value=rate, unit="%").entry


def _parameter(view: LenderView, one: Parameter, paper: Paper | None) -> DerivationInput:
    """One parameter, as the figure of the case where it is one."""
    title, unit = PARAMETERS.get(one.name, (one.name.replace("_", " "), ""))
    path = f"assets.{view.asset}.dynamics.{one.name}"
    if paper is not None and (path in paper.figures or one.name == "growth"):
        return paper.term(one.name, path, title, value=one.value, unit=unit).entry
    fitted = view.fitted and one.name != "growth" and not one.name.startswith("common")
    return DerivationInput(
        symbol=one.name,
        title=title,
        value=one.value,
        unit=unit,
        note="fitted to the closes of the case" if fitted else "",
    )
