"""From paper and screens to a dated case in plain numbers, every default written out.

Defaults: horizon 2 years, no growth, no haircut, no deposit, impact 1, first
sale on the next business day, no interest, no equity credit, no correlation,
all cash may cure a call, redemptions of 2 years. A partial date is its last
day for what falls due and its first day for what starts.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.case.case import HORIZON
from pledgeline.case.loan import MarginLoan
from pledgeline.engine.desk import Desk, amount, either, last_day, open_desk, optional
from pledgeline.engine.programme_draws import draw_months
from pledgeline.engine.resolve_assets import resolve_asset
from pledgeline.engine.resolve_flows import resolve_commitments
from pledgeline.engine.resolve_group import REDEMPTIONS_COVERED, resolve_group
from pledgeline.engine.resolve_loans import resolve_margin, resolve_secured
from pledgeline.engine.resolve_programmes import resolve_programmes
from pledgeline.engine.resolved import ResolvedCase, ResolvedCommonJumps, ResolvedDebt
from pledgeline.market.calendar import business_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.debt import Debt
    from pledgeline.engine.document import CaseDocument


def resolve(document: CaseDocument) -> ResolvedCase:
    """Everything the engine needs of a case, dated, in one currency, defaults written out.

    Raises UnknownName for a scenario the case does not hold; a case that has
    been read without problems raises nothing else.
    """
    desk = open_desk(document)
    resolved = _without_funds(desk)
    return replace(resolved, funds=resolve_group(desk, resolved))


def _without_funds(desk: Desk) -> ResolvedCase:
    """Everything but what only the path of the whole group needs."""
    document, case = desk.document, desk.document.case
    horizon = desk.after(case.horizon, HORIZON)
    cash, programmes = _cash(desk), resolve_programmes(desk)
    dates = business_days(case.market.calendar, case.as_of, horizon)
    normal, ceiling = _policy(case)
    margin = {key: loan for key, loan in case.loans.items() if isinstance(loan, MarginLoan)}
    secured = {key: loan for key, loan in case.loans.items() if not isinstance(loan, MarginLoan)}
    liquidity = case.group.policy.liquidity if case.group.policy else None
    return ResolvedCase(
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        currency=case.currency,
        horizon=horizon,
        calendar=case.market.calendar,
        dates=dates,
        cash=cash,
        cash_for_cures=either(desk.at_home(case.group.cash_for_cures), either(cash, 0.0)),
        policy_normal=normal,
        policy_ceiling=ceiling,
        liquidity_until=desk.after(liquidity.redemptions_covered if liquidity else None, REDEMPTIONS_COVERED),
        currencies=desk.currencies,
        assets={key: resolve_asset(desk, key, asset) for key, asset in case.assets.items()},
        margin_loans={key: resolve_margin(desk, key, loan) for key, loan in margin.items()},
        secured={key: resolve_secured(desk, key, loan) for key, loan in secured.items()},
        debts={key: _debt(desk, key, debt) for key, debt in case.debts.items()},
        commitments=resolve_commitments(desk, draw_months(programmes, dates)),
        programmes=programmes,
        correlations=_correlations(case),
        common_jumps=_common_jumps(case),
        shocks=desk.over_days,
        scenario=document.scenario,
    )


def _cash(desk: Desk) -> float | None:
    """All cash in the currency of the case; None where an account of it is not known."""
    accounts = [desk.at_home(account) for account in desk.document.case.group.accounts]
    known = [account for account in accounts if account is not None]
    return math.fsum(known) if known and len(known) == len(accounts) else None


def _policy(case: Case) -> tuple[float | None, float | None]:
    ltv = case.group.policy.ltv if case.group.policy else None
    return (None, None) if ltv is None else (optional(ltv.normal), optional(ltv.ceiling))


def _debt(desk: Desk, key: str, debt: Debt) -> ResolvedDebt:
    return ResolvedDebt(
        id=key,
        name=debt.name or key,
        kind=debt.kind,
        amount=either(desk.at_home(debt.amount), 0.0),
        due=last_day(debt.due),
        equity_credit=amount(debt.equity_credit, 0.0) if debt.kind == "hybrid" else 0.0,
    )


def _correlations(case: Case) -> Mapping[tuple[str, str], float]:
    return {item.between: amount(item.correlation, 0.0) for item in case.market.correlations}


def _common_jumps(case: Case) -> ResolvedCommonJumps | None:
    jumps = case.market.common_jumps
    if jumps is None:
        return None
    return ResolvedCommonJumps(rate=amount(jumps.rate, 0.0), mean=amount(jumps.mean, 0.0), std=amount(jumps.std, 0.0))
