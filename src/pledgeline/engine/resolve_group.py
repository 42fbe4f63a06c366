"""The group resolved: cash, debts, bills, inflows, the waterfall and the tolerances, on the days of the case.

Defaults: cash pays alone, and first where the waterfall does not name it; draws up to the cure
LTV and the maturity; repayment at maturity; sales of a fifth of the daily volume that begin at
most 60 business days ahead; all cash may cure a call; tolerances up to the horizon.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.case.asset import PrivateAsset
from pledgeline.case.funding import Cash, Draw, Sell
from pledgeline.engine.desk import Desk, amount, either, last_day, optional
from pledgeline.engine.programme_draws import draw_months
from pledgeline.engine.resolve_assets import resolve_stake
from pledgeline.engine.resolve_credits import resolve_credits, resolve_facilities
from pledgeline.engine.resolve_days import DayNumbers, day_numbers
from pledgeline.engine.resolve_flows import backed_pledges, building, resolve_bills, resolve_dividends, resolve_inflows
from pledgeline.engine.resolved_group import ResolvedGroup, ResolvedSource, ResolvedTolerance
from pledgeline.market.calendar import later
from pledgeline.units.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.funding import FundingSource
    from pledgeline.engine.resolved import ResolvedCase

REDEMPTIONS_COVERED = Span(2, "y")
PARTICIPATION, IMPACT, AHEAD = 0.2, 1.0, 60


def resolve_group(desk: Desk, resolved: ResolvedCase) -> ResolvedGroup | None:
    """What the path of a day needs of the group beside its loans and assets.

    None where its cash is not known: unknown cash is not zero, and without it nothing can be paid or missed.
    """
    if resolved.cash is None:
        return None
    case, days = desk.document.case, days_of(desk, resolved)
    months = draw_months(resolved.programmes, resolved.dates)
    return ResolvedGroup(
        cash=_accounts(desk),
        cure_purse=either(desk.at_home(case.group.cash_for_cures), math.inf),
        facilities=resolve_facilities(desk, days, resolved.margin_loans),
        credits=resolve_credits(desk, days),
        bills=resolve_bills(desk, days, months),
        inflows=resolve_inflows(desk, days),
        dividends=resolve_dividends(desk, days, resolved.assets),
        stakes={
            key: resolve_stake(desk, days, key, asset)
            for key, asset in case.assets.items()
            if isinstance(asset, PrivateAsset)
        },
        waterfall=_waterfall(desk, days),
        interest_days=days.interest_days,
        cover_until=days.seen_ahead(covered_span(desk)),
        tolerance=_tolerance(desk, days),
        backed=backed_pledges(case),
        months=months,
        building=building(months),
    )


def days_of(desk: Desk, resolved: ResolvedCase) -> DayNumbers:
    """The day numbers of a case."""
    return day_numbers(resolved.calendar, resolved.as_of, resolved.horizon, covered_span(desk))


def covered_span(desk: Desk) -> Span:
    """How far ahead the group covers its redemptions."""
    policy = desk.document.case.group.policy
    liquidity = policy.liquidity if policy is not None else None
    found = liquidity.redemptions_covered.value if liquidity is not None else None
    return REDEMPTIONS_COVERED if found is None else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Debts and commitments, by id, that no day of the horizon sees: without a date, and after the horizon."""

    undated: tuple[str, ...]
    later: tuple[str, ...]


def beyond(resolved: ResolvedCase) -> Outside:
    """What never falls due on a path, for a reader who would otherwise look for it.

    A debt that is net of cash has no date by its nature, one of which nothing is owed yet has none to miss.
    """
    dues = {key: debt.due for key, debt in resolved.debts.items() if debt.kind != "net" and debt.amount > 0}
    dues |= {key: promise.due for key, promise in resolved.commitments.items()}
    return Outside(
        undated=tuple(key for key, due in dues.items() if due is None),
        later=tuple(key for key, due in dues.items() if due is not None and due > resolved.horizon),
    )


def _accounts(desk: Desk) -> dict[str, float]:
    """Cash by currency: that of the case first, also where it holds nothing, then in the order of the case."""
    written = {account.stated.currency: float(account.stated) for account in desk.document.case.group.accounts}
    return {desk.home: 0.0} | written


def _waterfall(desk: Desk, days: DayNumbers) -> tuple[ResolvedSource, ...]:
    sources = tuple(_source(desk, days, source) for source in desk.document.case.funding)
    if any(source.kind == "cash" for source in sources):
        return sources
    return (ResolvedSource(kind="cash", target=""), *sources)


def _source(desk: Desk, days: DayNumbers, source: FundingSource) -> ResolvedSource:
    match source:
        case Draw(draw=target):
            return ResolvedSource(kind="draw" if target in _margin_ids(desk) else "credit", target=target)
        case Sell():
            locked = last_day(source.lock_up)
            return ResolvedSource(
                kind="sell",
                target=source.sell,
                participation=amount(source.participation, PARTICIPATION),
                impact=amount(source.impact, IMPACT),
                tax=amount(source.tax, 0.0),
                opens=0 if locked is None else days.up_to(locked) + 1,
                ahead=int(amount(source.ahead, AHEAD)),
            )
        case Cash(cash=terms):
            return ResolvedSource(kind="cash", target="", keep=either(desk.at_home(terms.keep), 0.0))
        case _:
            return ResolvedSource(kind="cash", target="")


def _margin_ids(desk: Desk) -> Iterator[str]:
    return (key for key, loan in desk.document.case.loans.items() if loan.kind == "margin")


def _tolerance(desk: Desk, days: DayNumbers) -> ResolvedTolerance:
    case = desk.document.case
    terms = case.group.policy.tolerances if case.group.policy is not None else None
    if terms is None:
        return ResolvedTolerance(call=None, gap=None, ltv=None, cover=None, within=len(days.dates))
    within = terms.within.value if terms.within is not None else None
    last = len(days.dates)
    if within is not None:
        last = min(last, days.up_to(later(case.as_of, within, days.calendar)))
    return ResolvedTolerance(
        call=optional(terms.call),
        gap=optional(terms.gap),
        ltv=optional(terms.ltv),
        cover=optional(terms.cover),
        within=last,
    )
