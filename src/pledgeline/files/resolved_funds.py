"""The group, its debts, what it pays and receives, and the waterfall, as the content of a resolved case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgeline.case.case import HORIZON
from pledgeline.case.funding import Cash, Draw, Sell
from pledgeline.case.maturity import Extension
from pledgeline.engine.desk import Desk, last_day, latest_day
from pledgeline.engine.resolve_group import AHEAD, IMPACT, PARTICIPATION, REDEMPTIONS_COVERED
from pledgeline.files.resolved_text import Content, Noted, date, given, money, number, ratio, span, without_none
from pledgeline.market.calendar import later

if TYPE_CHECKING:
    import datetime as dt

    from pledgeline.case.commitment import Commitment, Inflow
    from pledgeline.case.debt import Debt
    from pledgeline.case.funding import FundingSource
    from pledgeline.case.group import Policy, Tolerances
    from pledgeline.case.maturity import AtMaturity
    from pledgeline.case.pledge import Pledge
    from pledgeline.engine.resolved import ResolvedCase


def group_content(desk: Desk, resolved: ResolvedCase) -> Content:
    """The borrower, its cash account by account, and its rules."""
    group = desk.document.case.group
    cash = [str(account.value) for account in group.accounts]
    # left out it means all cash, also what comes in later, for which there is no figure to write
    unlimited = group.cash_for_cures is None and resolved.cash is not None
    purse = given(group, "cash_for_cures", money(resolved.cash_for_cures, resolved.currency))
    return without_none(
        name=group.name,
        cash=None if resolved.cash is None else cash[0] if len(cash) == 1 else cash,
        cash_for_cures=None if unlimited else purse,
        policy=_policy(group.policy, resolved),
    )


def debt_content(desk: Desk, key: str, debt: Debt) -> Content:
    """A debt with its terms; one that the scenario shuts has closed."""
    opens = debt.opens.value.first if debt.opens is not None and debt.opens.value is not None else None
    closes = desk.document.case.as_of if key in desk.shut else last_day(debt.closes)
    return without_none(
        kind=given(debt, "kind", debt.kind),
        name=debt.name,
        amount=None if debt.amount is None else str(debt.amount),
        facility=None if debt.facility is None else str(debt.facility),
        due=date(last_day(debt.due)),
        term=None if debt.term is None else str(debt.term),
        rate=given(debt, "rate", str(debt.rate) if debt.rate is not None else "0%"),
        equity_credit=given(debt, "equity_credit", _figure(debt, "equity_credit", "0%"))
        if debt.kind == "hybrid"
        else None,
        ltv_at_most=None if debt.ltv_at_most is None else str(debt.ltv_at_most),
        opens=date(opens),
        closes=date(closes),
        fee=given(debt, "fee", _figure(debt, "fee", "0%")) if debt.lends else None,
        at_maturity=None if debt.kind == "net" else at_maturity(debt, debt.at_maturity),
        cross_default=list(debt.cross_default) or None,
    )


def at_maturity(record: Any, terms: AtMaturity) -> Any:  # noqa: ANN401  # a loan or a debt; a word or a mapping
    """What happens at maturity, with its defaults."""
    if not isinstance(terms, Extension):
        return given(record, "at_maturity", terms)
    return without_none(
        extend=str(terms.extend),
        times=given(terms, "times", _figure(terms, "times", "1")),
        ltv_at_most=None if terms.ltv_at_most is None else str(terms.ltv_at_most),
        fee=given(terms, "fee", _figure(terms, "fee", "0%")),
    )


def commitment_content(promise: Commitment) -> Content:
    """A promise to pay, dated."""
    return without_none(
        to=promise.to,
        amount=str(promise.amount),
        due=date(last_day(promise.due)),
        every=promise.every,
        until=date(last_day(promise.until)),
        firm=given(promise, "firm", "true" if promise.firm else "false"),
        buys=promise.buys,
    )


def pledge_content(pledge: Pledge) -> Content:
    """A public promise, as far as commitments are to pay for it: dated by the latest day that its sources allow."""
    return without_none(
        by=pledge.by,
        amount=None if pledge.amount is None else str(pledge.amount),
        jobs=None if pledge.jobs is None else str(pledge.jobs),
        capacity=None if pledge.capacity is None else str(pledge.capacity),
        made=str(pledge.made),
        deadline=date(latest_day(pledge.deadline)),
        backed_by=list(pledge.backed_by) or None,
        perhaps_backed_by=dict(pledge.perhaps_backed_by) or None,
    )


def inflow_content(desk: Desk, key: str, inflow: Inflow) -> Content:
    """Money to come, dated, late by the delay of the scenario."""
    return without_none(
        name=inflow.name,
        amount=str(inflow.amount),
        due=date(_delayed(desk, key, last_day(inflow.due))),
        every=inflow.every,
        until=date(_delayed(desk, key, last_day(inflow.until))),
    )


def receivables_content(desk: Desk) -> Content:
    """What others owe the group, likewise."""
    return {
        key: {
            "owed_by": one.owed_by,
            "amount": str(one.amount),
            "due": date(_delayed(desk, key, last_day(one.due))),
        }
        for key, one in desk.document.case.receivables.items()
    }


def waterfall_content(desk: Desk) -> Any:  # noqa: ANN401  # a list, noted where it is the default
    """The sources of cash in order, cash among them."""
    sources = [_source(source) for source in desk.document.case.funding]
    if not sources:
        return Noted(content=["cash"])
    named = any(source == "cash" or "cash" in source for source in sources)
    return sources if named else ["cash", *sources]


def _source(source: FundingSource) -> Any:  # noqa: ANN401  # a word or a mapping
    match source:
        case Draw():
            return {"draw": source.draw}
        case Cash():
            return {"cash": {"keep": str(source.cash.keep)}}
        case Sell():
            return without_none(
                sell=source.sell,
                participation=_figure(source, "participation", ratio(PARTICIPATION)),
                impact=_figure(source, "impact", number(IMPACT)),
                tax=_figure(source, "tax", "0%"),
                lock_up=date(last_day(source.lock_up)),
                ahead=_figure(source, "ahead", f"{AHEAD}bd"),
            )
        case _:
            return "cash"


def _policy(policy: Policy | None, resolved: ResolvedCase) -> Content:
    content: Content = {}
    if resolved.policy_normal is not None:
        ceiling = None if resolved.policy_ceiling is None else ratio(resolved.policy_ceiling)
        content["ltv"] = without_none(normal=ratio(resolved.policy_normal), ceiling=ceiling)
    liquidity = policy.liquidity if policy is not None else None
    covered = liquidity.redemptions_covered if liquidity is not None else None
    content["liquidity"] = {"redemptions_covered": span(covered, REDEMPTIONS_COVERED, resolved.liquidity_until)}
    if policy is not None and policy.tolerances is not None:
        content["tolerances"] = _tolerances(policy.tolerances, resolved)
    return content


def _tolerances(written: Tolerances, resolved: ResolvedCase) -> Content:
    stated = {
        name: str(figure)
        for name, figure in (
            ("call", written.call),
            ("gap", written.gap),
            ("ltv", written.ltv),
            ("cover", written.cover),
        )
        if figure is not None and figure.known
    }
    within = later(resolved.as_of, written.within.stated, resolved.calendar) if written.within else resolved.horizon
    return stated | {"within": span(written.within, HORIZON, within)}


def _figure(record: Any, name: str, default: str) -> str:  # noqa: ANN401  # any record with such a figure
    figure = getattr(record, name)
    return default if figure is None or not figure.known else str(figure)


def _delayed(desk: Desk, key: str, day: dt.date | None) -> dt.date | None:
    if day is None or key not in desk.delays:
        return day
    return later(day, desk.delays[key], desk.document.case.market.calendar)
