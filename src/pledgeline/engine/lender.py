"""The lender's page: one margin loan through the exact engine, for the borrower and for the lender."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pledgeline.engine.haircut import LossProbability, haircut_of
from pledgeline.engine.laws import levy
from pledgeline.engine.lender_effects import effects
from pledgeline.engine.lender_law import Calls, calls_of, loss_law
from pledgeline.engine.lender_results import (
    BorrowerView,
    CallRow,
    LenderView,
    LossLaw,
    Parameter,
    ReferenceHaircut,
    SimulatedLoss,
    TargetTerms,
    TermEffect,
)
from pledgeline.engine.lender_targets import TARGETS, Target, target_terms
from pledgeline.engine.lender_terms import Position, Sale, position, sale_of, uncovered, without_sale
from pledgeline.engine.recorded import recorded_days
from pledgeline.engine.regulators import CAPITAL_MARKET_DAYS, reference_haircuts
from pledgeline.engine.resolve import resolve
from pledgeline.engine.standing import recourse_phrase
from pledgeline.errors import UnknownName
from pledgeline.kernels.levy import Levy, deviation
from pledgeline.language.saying import said
from pledgeline.market.dynamics import DATES_PER_YEAR, GBM
from pledgeline.units.spelling import suggestion
from pledgeline.units.text import figured, ratio_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.results import Estimate, LoanOutlook

ERROR = 1e-9  # asked of every probability of the page
MOST, FULL = 8, 3  # loans that a report looks at, and with the effects of each term
LEVELS = (0.01, 0.001)  # of the haircuts that the law itself asks for
MODELS = {"gbm": said("diffusion"), "merton": said("Merton jumps"), "kou": said("Kou jumps")}
LIMITS = (
    said("The borrower gives nothing after a call: no cash, no shares, no recourse or guarantee is counted."),
    said("The price does not know of the sale: the impact of a day is gone the next."),
)
PAID = said("Interest is paid from outside the model, also while the collateral is sold.")
CAPITALISED = said("Interest is capitalised while the collateral is sold, evenly at the mean rate of the loan's life.")
SCHEDULED = said("A scheduled move that falls into a sale acts on the shares still unsold, as one log-normal factor.")
SHOCKED = said(
    "A shock that goes on during a sale acts on the average price; no target is sought under such a scenario."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laws:
    """The law of the case and the diffusion of the same total volatility."""

    own: Levy
    model: str
    diffusion: Levy


def lender_page(
    document: CaseDocument, loan_id: str | None = None, *, targets: tuple[Target, ...] = TARGETS
) -> LenderView:
    """The exact view of one margin loan of a case, the largest where none is named.

    ``targets``: (kind, limit) with kinds expected-loss, loss-probability and
    tail-loss. Raises UnknownName for a loan that the case does not hold.
    """
    resolved = resolve(document)
    return lender_view(resolved, _chosen(resolved, loan_id), targets=targets)


def _chosen(resolved: ResolvedCase, loan_id: str | None) -> ResolvedMarginLoan:
    loans = resolved.margin_loans
    if loan_id is not None and loan_id in loans:
        return loans[loan_id]
    if loan_id is None and loans:
        return max(largest(resolved), key=lambda loan: loan.drawn * resolved.currencies[loan.currency].spot)
    known = suggestion(loan_id or "", loans, none=said("the case has no margin loan"))
    raise UnknownName(
        said("'{loan}' is no margin loan of the case; {known}", loan=loan_id, known=known) if loan_id else known
    )


def lender_view(
    case: ResolvedCase,
    loan: ResolvedMarginLoan,
    *,
    outlook: LoanOutlook | None = None,
    targets: tuple[Target, ...] = TARGETS,
    full: bool = True,
) -> LenderView:
    """The exact view of a margin loan; `outlook` is what simulation found, where it was run.

    Without ``full`` the effects of the terms, which cost a sweep each, are left out.
    """
    reasons = tuple(uncovered(case, loan))
    if reasons:
        return _view(case, loan, outlook, uncovered=reasons, references=tuple(_rules(None)))
    held = position(case, loan)
    laws = _laws(held)
    calls = calls_of(held, held.terms, laws.own, error=ERROR)
    plain = calls_of(held, held.terms, laws.diffusion, error=ERROR)
    borrower = _borrower(case, held, calls, plain, outlook)
    reasons = tuple(without_sale(loan))
    if reasons:
        return _view(case, loan, outlook, uncovered=reasons, borrower=borrower, references=tuple(_rules(None)))
    return _view(
        case,
        loan,
        outlook,
        borrower=borrower,
        sale=sale_of(held, held.terms),
        law=loss_law(held, held.terms, laws.own, laws.model, error=ERROR, calls=calls),
        diffusion=loss_law(held, held.terms, laws.diffusion, "gbm", error=ERROR, calls=plain),
        targets=() if held.shocks.any() else tuple(target_terms(held, laws.own, laws.diffusion, targets)),
        effects=tuple(effects(held, laws.own)) if full else (),
        references=tuple(_references(held, laws)),
    )


def _laws(held: Position) -> _Laws:
    dynamics = held.asset.dynamics
    if dynamics is None:
        raise ValueError(f"{held.asset.id} has no dynamics")
    return _Laws(
        own=held.law,
        model=type(dynamics).__name__.lower(),
        diffusion=levy(GBM(growth=dynamics.growth, volatility=deviation(held.law, 1.0))),
    )


def _view(  # noqa: PLR0913  # the parts of the page, each by its name
    case: ResolvedCase,
    loan: ResolvedMarginLoan,
    outlook: LoanOutlook | None,
    *,
    uncovered: tuple[str, ...] = (),
    borrower: BorrowerView | None = None,
    sale: Sale | None = None,
    law: LossLaw | None = None,
    diffusion: LossLaw | None = None,
    targets: tuple[TargetTerms, ...] = (),
    effects: tuple[TermEffect, ...] = (),
    references: tuple[ReferenceHaircut, ...] = (),
) -> LenderView:
    asset = case.assets[loan.pool[0].asset]
    into = {name: view.spot / case.currencies[loan.currency].spot for name, view in case.currencies.items()}
    value = sum(
        part.shares
        * (1 - part.haircut)
        * (case.assets[part.asset].price or 0.0)
        * into[case.assets[part.asset].currency]
        for part in loan.pool
    )
    debt = loan.drawn - loan.deposit
    return LenderView(
        id=loan.id,
        name=loan.name,
        currency=loan.currency,
        as_of=case.as_of,
        end=min(loan.maturity, case.horizon),
        asset=asset.id,
        asset_name=asset.name,
        debt=debt,
        shares=loan.pool[0].shares,
        collateral_value=value,
        ltv=debt / value if value > 0 else math.inf,
        call_ltv=loan.call,
        cure_ltv=loan.cure,
        close_out_ltv=loan.close_out,
        cure_days=loan.cure_days,
        sale_days=sale.days if sale else 0,
        sale_delay=loan.sale_delay,
        sale_cost=sale.cost if sale else 0.0,
        participation=loan.participation,
        recourse=recourse_phrase(loan.recourse, loan.currency),
        uncovered=uncovered,
        borrower=borrower,
        law=law,
        diffusion=diffusion,
        targets=targets,
        effects=effects,
        references=references,
        simulated=_simulated(outlook),
        parameters=tuple(_parameters(case, asset)),
        fitted=asset.fitted,
        limits=tuple(_limits(case, loan, asset, outlook)) if law is not None else (),
    )


def _limits(
    case: ResolvedCase, loan: ResolvedMarginLoan, asset: ResolvedAsset, outlook: LoanOutlook | None
) -> Iterator[str]:
    """What the page leaves out."""
    yield from LIMITS
    yield CAPITALISED if loan.capitalised else PAID
    if asset.scheduled:
        yield SCHEDULED
    if any(shock.name == asset.id and shock.days > 0 for shock in case.shocks):
        yield SHOCKED
    if outlook is not None and outlook.shortfall.unfinished.value > 0:
        share = outlook.shortfall.unfinished.value
        yield said(
            "Simulation stops at {date}: {share} of its paths are still selling then, and mark the rest at the last "
            "price. The exact figures follow a sale to its end.",
            date=str(case.horizon),
            share=figured(ratio_text, share, decimals=2),
        )


def _parameters(case: ResolvedCase, asset: ResolvedAsset) -> Iterator[Parameter]:
    """The law of the price, common jumps included, in the order of its record."""
    if asset.dynamics is None:
        return
    for field in fields(asset.dynamics):
        yield Parameter(name=field.name, value=float(getattr(asset.dynamics, field.name)))
    common = case.common_jumps
    if common is not None and common.rate > 0 and asset.common_loading:
        yield Parameter(name="common_jump_rate", value=common.rate)
        yield Parameter(name="common_jump_mean", value=asset.common_loading * common.mean)
        yield Parameter(name="common_jump_std", value=abs(asset.common_loading) * common.std)


def _borrower(
    case: ResolvedCase, held: Position, calls: Calls, plain: Calls, outlook: LoanOutlook | None
) -> BorrowerView:
    found = {} if outlook is None else {row.date: row.call for row in outlook.by_date}
    last = calls.by_date.size
    days = sorted({*(day for day in recorded_days(case) if day < last), last})
    barrier = float(held.owed[0]) / (held.collateral * held.loan.call)
    debt = float(held.owed[0])
    call = float(calls.by_date[-1])
    gap = None
    if outlook is not None and outlook.call.standard_error > 0:
        gap = (outlook.call.value - call) / outlook.call.standard_error
    return BorrowerView(
        call=call,
        by_date=tuple(
            CallRow(
                date=case.dates[day - 1],
                call=float(calls.by_date[day - 1]),
                diffusion=float(plain.by_date[day - 1]),
                simulated=found.get(case.dates[day - 1]),
            )
            for day in days
        ),
        expected_cash=None if calls.expected_cash is None else calls.expected_cash * debt,
        expected_shares=None if calls.expected_shares is None else calls.expected_shares * held.shares,
        price=held.price,
        trigger_price=held.price * barrier,
        fall=1 - barrier,
        daily_moves=-math.log(barrier) / deviation(held.law, 1 / DATES_PER_YEAR),
        error=calls.error,
        agreement=gap,
    )


def _references(held: Position, laws: _Laws) -> Iterator[ReferenceHaircut]:
    """What the law asks for over the days from call to the end of the sale, and what the rules ask for."""
    days = held.loan.cure_days + held.loan.sale_delay + sale_of(held, held.terms).days - 1
    for level in LEVELS:
        found = haircut_of(laws.own, years=days / DATES_PER_YEAR, target=LossProbability(limit=level))
        yield ReferenceHaircut(
            rule=said("Fall of the price, {share} of them", share=figured(ratio_text, 1 - level, decimals=1)),
            days=days,
            haircut=found,
            max_ltv=1 - found,
            scaled=None,
            source=said("{law} of this case", law=MODELS[laws.model]),
            date="",
            note=said("from the call to the end of the sale, as if all were sold on the last day; impact not counted"),
        )
    yield from _rules(days)


def _rules(days: int | None) -> Iterator[ReferenceHaircut]:
    """What the rules ask for, as stated, and scaled to the days of this loan where they are known."""
    for rule in reference_haircuts(holding_days=max(days or 0, CAPITAL_MARKET_DAYS)):
        yield ReferenceHaircut(
            rule=rule.rule,
            days=rule.stated_days,
            haircut=rule.stated,
            max_ltv=1 - rule.stated,
            scaled=None if rule.days is None or days is None else rule.haircut,
            source=rule.source,
            date=rule.date.isoformat(),
            note=rule.note,
        )


def _simulated(outlook: LoanOutlook | None) -> SimulatedLoss | None:
    if outlook is None:
        return None
    better = {one.name: one for one in outlook.sharpened}

    def best(name: str, plain: Estimate) -> Estimate:
        return better[name].controlled if name in better else plain

    return SimulatedLoss(
        call=outlook.call,
        failed_cure=best("failed_cure", outlook.failed_cure),
        close_out=best("close_out", outlook.close_out),
        loss=best("loss", outlook.loss),
        expected_loss=best("expected_loss", outlook.shortfall.expected),
        p999=outlook.shortfall.p999,
        variance_ratio=better["close_out"].variance_ratio if "close_out" in better else None,
    )


def exact_calls(case: ResolvedCase) -> dict[str, float]:
    """The exact probability of a call up to the end, of the largest loans that the engine covers."""
    found = {}
    for loan in largest(case):
        if not any(uncovered(case, loan)):
            held = position(case, loan)
            found[loan.id] = float(calls_of(held, held.terms, held.law, error=ERROR).by_date[-1])
    return found


def lender_views(case: ResolvedCase, outlook: tuple[LoanOutlook, ...]) -> tuple[LenderView, ...]:
    """The exact view of the largest margin loans, beside what simulation found, in the order of the case."""
    seen = {one.id: one for one in outlook}
    chosen = largest(case)
    return tuple(lender_view(case, loan, outlook=seen.get(loan.id), full=len(chosen) <= FULL) for loan in chosen)


def largest(case: ResolvedCase) -> tuple[ResolvedMarginLoan, ...]:
    """The loans that a report looks at: all of a few, else the largest by debt, in the order of the case."""
    worth = {key: loan.drawn * case.currencies[loan.currency].spot for key, loan in case.margin_loans.items()}
    chosen = set(sorted(worth, key=lambda key: (-worth[key], key))[:MOST])
    return tuple(loan for key, loan in case.margin_loans.items() if key in chosen)
