"""What is measured at the close of a group's day: both LTVs, NAV, cover, control, and first days."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .group_records import CreditClose, GroupDay, LoanClose
from .margin_loan import ltv

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedAsset

    from .group_state import Credit, Group, Margin


def close_day(group: Group) -> None:
    """Measure the group at the close and write the day down."""
    group.reported, looked_through, nav = leverage(group)
    total = group.book.closing = group.cash
    need = cover_need(group)
    group.path.days.append(
        GroupDay(
            day=group.day,
            cash=dict(group.accounts),
            total_cash=total,
            reported=group.reported,
            looked_through=looked_through,
            nav=nav,
            cover_need=need,
            loans={name: _loan_at_close(margin) for name, margin in group.margins.items()},
            credits={name: _credit_at_close(credit) for name, credit in group.credits.items()},
            free=dict(group.purse.free),
            sold=dict(group.purse.sold),
            bought=dict(group.bought),
            values={name: group.value(name) for name in group.stakes},
            marks={name: stake.mark for name, stake in group.stakes.items()},
            gap=group.gap,
        )
    )
    if group.day > 0:
        _note(group, group.path.days[-1])


def _loan_at_close(margin: Margin) -> LoanClose:
    book = margin.book
    return LoanClose(
        status=book.status,
        debt=margin.debt,
        deposit=book.deposit,
        pledged=dict(book.pledged),
        ltv=ltv(margin.debt, book.deposit, book.value),
        undrawn=margin.undrawn,
        due=margin.due,
    )


def _credit_at_close(credit: Credit) -> CreditClose:
    return CreditClose(balance=credit.balance, undrawn=credit.undrawn, accrued=credit.accrued, due=credit.due)


def leverage(group: Group) -> tuple[float, float, float]:
    """LTV as reported, LTV looked through, NAV."""
    rate = group.rate
    listed = sum(group.owned(asset.id) * group.worth(asset.id) for asset in group.listed)
    at_value = sum(group.value(name) * rate(stake.terms.currency) for name, stake in group.stakes.items())
    at_mark = sum(stake.mark * rate(stake.terms.currency) for stake in group.stakes.values())
    net = any(credit.terms.kind == "net" for credit in group.credits.values())
    owed = sum(margin.net_debt * rate(margin.currency) for margin in group.margins.values())
    owed += sum(credit.balance * rate(credit.terms.currency) for credit in group.credits.values())
    borrowing = owed - (0.0 if net else group.cash)
    unanswered = sum(margin.unanswered * rate(margin.currency) for margin in group.margins.values())
    non_recourse = [credit for credit in group.credits.values() if credit.terms.non_recourse]
    leaves_debt = unanswered + sum(credit.balance * rate(credit.terms.currency) for credit in non_recourse)
    leaves_assets = unanswered + sum(settlement(group, credit) for credit in non_recourse)
    hybrid = sum(
        credit.balance * credit.terms.equity_credit * rate(credit.terms.currency) for credit in group.credits.values()
    )
    debt = borrowing - leaves_debt - hybrid
    reported = _over(debt, listed + at_mark - leaves_assets)
    return reported, _over(borrowing, listed + at_value), listed + at_value - leaves_assets - debt


def _over(debt: float, holdings: float) -> float:
    return debt / holdings if holdings > 0.0 else inf


def settlement(group: Group, credit: Credit) -> float:
    """What settling a non-recourse credit takes from the holdings, in the currency of the case."""
    terms = credit.terms
    if not terms.settles or terms.balance == 0.0:
        return credit.balance * group.rate(terms.currency)
    left = credit.balance / terms.balance
    opening = terms.settlement * group.case.currencies[terms.currency].spot
    return left * opening * _growth(group, terms.settles)


def _growth(group: Group, asset: str) -> float:
    """Worth of an asset over that of day 0, in the currency of the case, purchases left out."""
    terms = group.case.assets[asset]
    spot = group.case.currencies[terms.currency].spot
    if asset in group.stakes:
        stake = group.stakes[asset]
        return group.value(asset) / stake.units / stake.terms.value * group.rate(terms.currency) / spot
    return group.worth(asset) / ((terms.price or 0.0) * spot)


def cover_need(group: Group) -> float:
    """Redemptions after today and up to the end of the covered span."""
    until = group.terms.cover_until[group.day]
    need = sum(
        margin.answered * group.rate(margin.currency)
        for margin in group.margins.values()
        if group.day < margin.due <= until
    )
    for name, credit in group.credits.items():
        asked = not credit.terms.non_recourse and credit.terms.kind != "net" and not group.in_default(name)
        if asked and group.day < credit.due <= until:
            need += credit.balance * group.rate(credit.terms.currency)
    return need


def _note(group: Group, today: GroupDay) -> None:
    """Write down what happened today for the first time."""
    path, day, policy = group.path, group.day, group.case
    path.gap_total += today.gap
    if today.gap > 0.0 and path.gap_day is None:
        path.gap_day, path.gap_size = day, today.gap
    broken = {
        "reported normal": policy.policy_normal is not None and today.reported > policy.policy_normal,
        "reported ceiling": policy.policy_ceiling is not None and today.reported > policy.policy_ceiling,
        "looked through normal": policy.policy_normal is not None and today.looked_through > policy.policy_normal,
        "looked through ceiling": policy.policy_ceiling is not None and today.looked_through > policy.policy_ceiling,
        "cover": today.total_cash < today.cover_need,
    }
    for line, happens in broken.items():
        if happens and path.breaches[line] is None:
            path.breaches[line] = day
    for asset in group.listed:
        if path.control_lost[asset.id] is None and _under_control(group, asset):
            path.control_lost[asset.id] = day
    for name, margin in group.margins.items():
        history, outcome = margin.book.history, path.loans[name]
        outcome.call, outcome.failed_cure = history.first_call, history.failed_cure
        outcome.close_out = history.close_out


def _under_control(group: Group, asset: ResolvedAsset) -> bool:
    if asset.control is None or asset.shares_outstanding is None:
        return False
    return (group.owned(asset.id) - asset.locked_up) / asset.shares_outstanding < asset.control
