"""NAV and LTV, as the group reports them and looked through.

Non-recourse borrowing against assets leaves both sides of the reported LTV:
debt at its carrying amount, assets by the repayment (a loan) or the settlement
(a prepaid forward). What the group guarantees or answers for in full stays.
Hybrid debt leaves the reported debt by its equity credit. Looked through,
everything counts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pledgeline.engine.asset_values import in_currency
from pledgeline.engine.assets import HOLDINGS
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.formula import Formula, Term, largest, number, smallest, total
from pledgeline.engine.results import Leverage
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.resolved import Recourse, ResolvedMarginLoan, ResolvedSecured


def derive_leverage(paper: Paper, workings: Workings) -> None:
    """Debt, holdings, NAV and both LTVs, from gross to net."""
    for margin in paper.resolved.margin_loans.values():
        _derive_margin(paper, workings, margin)
    for secured in paper.resolved.secured.values():
        _derive_secured(paper, workings, secured)
    home = paper.resolved.currency

    def derive(key: str, symbol: str, formula: Formula, title: str, note: str = "") -> Term:
        unit = "%" if ".ltv." in key else home
        return workings.derive(key, formula, symbol=symbol, title=title, unit=unit, note=note)

    gross, note = _debt_gross(paper)
    debt = derive("group.debt.gross", "B", gross, said("debt net of cash, before adjustments"), note)
    backed = derive(
        "group.debt.asset_backed_non_recourse",
        "N",
        _sum_over_loans(paper, workings, "non_recourse"),
        said("non-recourse borrowing against assets"),
    )
    hybrid = derive("group.debt.hybrid_adjustment", "Y", _hybrids(paper), said("equity credit of hybrid debt"))
    net_debt = derive("group.debt.net", "B_net", debt - backed - hybrid, said("debt as reported, net of cash"))
    deduction = derive(
        "group.holdings.deduction",
        "X",
        _sum_over_loans(paper, workings, "deduction"),
        said("repayment or settlement of that borrowing, which leaves the holdings"),
    )
    holdings = workings.term(HOLDINGS)
    net = derive("group.holdings.net", "H_net", holdings - deduction, said("holdings as reported"))
    derive("group.nav", "NAV", net - net_debt, said("net asset value"))
    derive("group.ltv.reported", "LTV", net_debt / net, said("LTV as reported"))
    title = said("LTV looked through: all debt over all holdings")
    derive("group.ltv.look_through", "LTV_through", debt / holdings, title)


def leverage(paper: Paper, workings: Workings) -> Leverage:
    """Leverage as results keep it; an LTV over holdings of zero is not a number."""

    def ratio(key: str) -> float:
        value = workings.value(key)
        return math.nan if value is None else value

    resolved = paper.resolved
    return Leverage(
        holdings_gross=workings.amount(HOLDINGS),
        asset_deduction=workings.amount("group.holdings.deduction"),
        holdings_net=workings.amount("group.holdings.net"),
        cash=resolved.cash,
        debt_gross=workings.amount("group.debt.gross"),
        asset_backed_non_recourse=workings.amount("group.debt.asset_backed_non_recourse"),
        hybrid_adjustment=workings.amount("group.debt.hybrid_adjustment"),
        debt_net=workings.amount("group.debt.net"),
        nav=workings.amount("group.nav"),
        ltv_reported=ratio("group.ltv.reported"),
        ltv_look_through=ratio("group.ltv.look_through"),
        whole_group=resolved.cash is not None or bool(resolved.debts),
        policy_normal=resolved.policy_normal,
        policy_ceiling=resolved.policy_ceiling,
    )


def debt_term(paper: Paper, key: str) -> Formula:
    """An unsecured debt in the currency of the case."""
    debt, home = paper.resolved.debts[key], paper.resolved.currency
    title = said("amount of {debt}", debt=debt.name)
    return paper.money(f"debt_{letter(key)}", f"debts.{key}.amount", title, value=debt.amount, currency=home)


def cash_term(paper: Paper) -> Formula:
    """The cash of the group; unknown where the case does not give it."""
    home, accounts = paper.resolved.currency, paper.document.case.group.accounts
    if paper.resolved.cash is None or len(accounts) <= 1:
        return paper.money("cash", "group.cash", said("cash"), value=paper.resolved.cash, currency=home)
    parts = []
    for place, account in enumerate(accounts):
        code = account.stated.currency
        worth = float(account.stated) * paper.resolved.currencies[code].spot
        title = said("cash in {currency}", currency=code)
        parts.append(paper.money(f"cash_{code}", f"group.cash.{place}", title, value=worth, currency=home))
    return total(tuple(parts))


def without_recourse(paper: Paper, key: str, recourse: Recourse, debt: Formula, currency: str) -> Formula | None:
    """The part of a loan the group does not answer for; None where it answers for all of it."""
    if math.isinf(recourse.guaranteed):
        return None
    if recourse.guaranteed == 0:
        return debt
    return largest(debt - _guarantee(paper, key, recourse, currency), number(0))


def with_recourse(paper: Paper, key: str, recourse: Recourse, debt: Formula, currency: str) -> Formula | None:
    """The part of a loan the group answers for; None where it answers for none of it."""
    if math.isinf(recourse.guaranteed):
        return debt
    if recourse.guaranteed == 0:
        return None
    return smallest(debt, _guarantee(paper, key, recourse, currency))


def drawn_term(paper: Paper, loan: ResolvedMarginLoan) -> Term:
    """What is drawn under a margin loan, in its own currency."""
    path, title = f"loans.{loan.id}.drawn", said("drawn under {loan}", loan=loan.name)
    return paper.term(f"D_{letter(loan.id)}", path, title, value=loan.drawn, unit=loan.currency)


def carrying_term(paper: Paper, loan: ResolvedSecured) -> Formula:
    """The carrying amount of other secured borrowing, in the currency of the case."""
    if loan.kind == "forward":
        path, title = f"loans.{loan.id}.carrying", said("carrying amount of {loan}", loan=loan.name)
    else:
        path, title = f"loans.{loan.id}.drawn", said("drawn under {loan}", loan=loan.name)
    return paper.money(f"D_{letter(loan.id)}", path, title, value=loan.carrying, currency=paper.resolved.currency)


def _derive_margin(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> None:
    home = paper.resolved.currency
    free = without_recourse(paper, loan.id, loan.recourse, drawn_term(paper, loan), loan.currency)
    if free is None:
        return
    part = in_currency(paper, free, loan.currency, home)
    _derive_parts(workings, loan.id, loan.name, home, (part, None))


def _derive_secured(paper: Paper, workings: Workings, loan: ResolvedSecured) -> None:
    home = paper.resolved.currency
    free = without_recourse(paper, loan.id, loan.recourse, carrying_term(paper, loan), home)
    if free is None:
        return
    settled: Formula | None = None
    if loan.kind == "forward":
        path, title = f"loans.{loan.id}.settlement", said("settlement of {loan} today", loan=loan.name)
        claim = paper.money(f"X_{letter(loan.id)}", path, title, value=loan.settlement, currency=home)
        settled = without_recourse(paper, loan.id, loan.recourse, claim, home)
    _derive_parts(workings, loan.id, loan.name, home, (free, settled))


def _derive_parts(workings: Workings, key: str, name: str, home: str, parts: tuple[Formula, Formula | None]) -> None:
    debt, settled = parts
    leaving = workings.derive(
        f"loans.{key}.non_recourse",
        debt,
        symbol=f"N_{letter(key)}",
        title=said("part of {loan} the group does not answer for", loan=name),
        unit=home,
    )
    workings.derive(
        f"loans.{key}.deduction",
        leaving if settled is None else settled,
        symbol=f"X_{letter(key)}",
        title=said("what {loan} takes from the holdings", loan=name),
        unit=home,
    )


def _debt_gross(paper: Paper) -> tuple[Formula, str]:
    """All borrowing less cash, and a word on the cash where it is not subtracted."""
    resolved, home = paper.resolved, paper.resolved.currency
    margins = (in_currency(paper, drawn_term(paper, x), x.currency, home) for x in resolved.margin_loans.values())
    others = (carrying_term(paper, loan) for loan in resolved.secured.values())
    debts = (debt_term(paper, key) for key in resolved.debts)
    borrowed = total((*margins, *others, *debts))
    if any(debt.kind == "net" for debt in resolved.debts.values()):
        return borrowed, said("cash is not subtracted: a debt of the case is already net of it")
    if resolved.cash is None:
        return borrowed, said("cash is not known and not subtracted")
    return borrowed - cash_term(paper), ""


def _sum_over_loans(paper: Paper, workings: Workings, name: str) -> Formula:
    found = workings.derived()
    keys = (f"loans.{key}.{name}" for key in paper.document.case.loans)
    return total(tuple(workings.term(key) for key in keys if key in found))


def _hybrids(paper: Paper) -> Formula:
    def credit(key: str) -> Formula:
        debt = paper.resolved.debts[key]
        path, title = f"debts.{key}.equity_credit", said("equity credit of {debt}", debt=debt.name)
        value = debt.equity_credit
        return debt_term(paper, key) * paper.term(f"credit_{letter(key)}", path, title, value=value, unit="%")

    return total(tuple(credit(key) for key, debt in paper.resolved.debts.items() if debt.kind == "hybrid"))


def _guarantee(paper: Paper, key: str, recourse: Recourse, currency: str) -> Formula:
    path, title = f"loans.{key}.recourse.guaranteed", said("guaranteed by the group for {loan}", loan=key)
    return paper.money(f"G_{letter(key)}", path, title, value=recourse.guaranteed, currency=currency)
