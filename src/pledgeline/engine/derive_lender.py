"""What the exact engine found, as derivations: each probability with the law and the terms it follows from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.formula import Prose
from pledgeline.engine.joined import sentences
from pledgeline.engine.loans import trigger_key
from pledgeline.engine.parameter_names import parameter_name
from pledgeline.engine.quantity import dated
from pledgeline.engine.results import DerivationInput
from pledgeline.language.saying import Said, said

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
    "growth": (said("growth of the mean price, a year"), "%"),
    "volatility": (said("volatility of the diffusion, a year"), "%"),
    "jump_rate": (said("jumps a year"), ""),
    "jump_mean": (said("mean of a log jump"), "%"),
    "jump_std": (said("standard deviation of a log jump"), "%"),
    "up_probability": (said("probability that a jump goes up"), "%"),
    "up_rate": (said("rate of upward log jumps, one over their mean"), ""),
    "down_rate": (said("rate of downward log jumps, one over their mean"), ""),
    "common_jump_rate": (said("jumps common to all names, a year"), ""),
    "common_jump_mean": (said("mean of a common log jump"), "%"),
    "common_jump_std": (said("standard deviation of a common log jump"), "%"),
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
    return sentences((*uncovered(resolved, loan), *(without_sale(loan) if needs_sale else ())))


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
        title=said("exact probability of a margin call by {end}", end=dated(view.end)),
        sentence=said(
            "first passage of {asset} to the call price of each business day up to {end}",
            asset=view.asset_name,
            end=dated(view.end),
        ),
        unit="%",
        value=borrower.call,
        error=borrower.error,
    )


def _sale(view: LenderView, law: LossLaw) -> Iterator[_Finding]:
    figures = (law.close_out, law.loss_probability)
    errors = (law.accuracy.error, law.accuracy.sale)
    titles = (
        said("exact probability of a close-out by {end}, if no call is answered", end=dated(view.end)),
        said("exact probability of a loss to the lender by {end}, if no call is answered", end=dated(view.end)),
    )
    for name, title, value, error in zip(tuple(NAMES)[1:], titles, figures, errors, strict=True):
        yield _Finding(name=name, title=title, sentence=_carried_on(view), unit="%", value=value, error=error)
    yield _Finding(
        name=MONEY,
        title=said("expected loss to the lender by {end}, if no call is answered", end=dated(view.end)),
        sentence=said("mean of what the sale leaves unpaid, in money of the day on which it ends"),
        unit=view.currency,
        value=law.expected_loss,
        error=law.accuracy.sale * view.debt,
    )


def _carried_on(view: LenderView) -> Said:
    return said(
        "killed density of {asset}, carried on through {cure_days} days to cure and {sale_days} days of sale",
        asset=view.asset_name,
        cure_days=view.cure_days,
        sale_days=view.sale_days,
    )


def _entries(workings: Workings, view: LenderView, finding: _Finding) -> tuple[DerivationInput, ...]:
    bound = finding.name in {CALL, tuple(NAMES)[1]}
    title = said("bound on the error") if bound else said("error, estimated")
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
    yield paper.term("maturity", f"{path}.maturity", said("maturity"), value=last, unit="date").entry
    title = said("interest a year, at the base rate of today")
    yield paper.term("rate", f"{path}.rate", title, value=rate, unit="%").entry


def _parameter(view: LenderView, one: Parameter, paper: Paper | None) -> DerivationInput:
    """One parameter, as the figure of the case where it is one."""
    title, unit = PARAMETERS.get(one.name, (parameter_name(one.name), ""))
    path = f"assets.{view.asset}.dynamics.{one.name}"
    if paper is not None and (path in paper.figures or one.name == "growth"):
        return paper.term(one.name, path, title, value=one.value, unit=unit).entry
    fitted = view.fitted and one.name != "growth" and not one.name.startswith("common")
    return DerivationInput(
        symbol=one.name,
        title=title,
        value=one.value,
        unit=unit,
        note=said("fitted to the closes of the case") if fitted else "",
    )
