"""Cash against what falls due, and what could be paid out today.

Redemptions are unsecured debts, and the part of secured borrowing the group
answers for, that fall due up to a date. Non-recourse loans are repaid from
their collateral or refinanced, and do not count. Firm commitments without a
date count: they may be called at any time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.asset_values import in_currency
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.formula import Formula, Term, total
from pledgeline.engine.leverage import carrying_term, cash_term, debt_term, drawn_term, with_recourse
from pledgeline.engine.quantity import dated
from pledgeline.engine.results import CashNeed, Liquidity
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Iterator

_LATEST = dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """A payment to come, with the formula of its amount in the currency of the case."""

    id: str
    name: str
    kind: str  # redemption, commitment
    due: dt.date | None
    firm: bool
    formula: Formula


def derive_liquidity(paper: Paper, workings: Workings) -> None:
    """Redemptions, firm commitments, cash after both, and what is deployable today."""
    until, home = paper.resolved.liquidity_until, paper.resolved.currency
    needs = tuple(_needs(paper))

    def derive(key: str, symbol: str, formula: Formula, title: str, note: str = "") -> Term:
        unit = "x" if key.endswith("coverage") else home
        return workings.derive(key, formula, symbol=symbol, title=title, unit=unit, note=note)

    redemptions = total(tuple(need.formula for need in needs if _is_redemption(need, until)))
    due = derive("group.liquidity.redemptions", "R", redemptions, said("redemptions up to {until}", until=dated(until)))
    undated = total(tuple(need.formula for need in needs if need.kind == "redemption" and need.due is None))
    derive("group.liquidity.undated", "R_open", undated, said("redemptions without a date"))
    commitments = total(tuple(need.formula for need in needs if _is_commitment(need, until)))
    title = said("firm commitments up to {until}", until=dated(until))
    promised = derive("group.liquidity.commitments", "K", commitments, title)
    cash = cash_term(paper)
    derive("group.liquidity.cash_after_redemptions", "L", cash - due, said("cash left after these redemptions"))
    if due.evaluate():
        derive("group.liquidity.coverage", "cover", cash / due, said("cash over redemptions"))
    undrawn = _over_loans(paper, workings, "undrawn")
    derive("group.liquidity.undrawn_facilities", "U", undrawn, said("undrawn under all facilities of a known size"))
    drawable = derive(
        "group.liquidity.drawable",
        "W",
        _over_loans(paper, workings, "drawable"),
        said("what margin facilities would lend today without passing their cure LTV"),
    )
    derive(
        "group.deployable",
        "deployable",
        cash + drawable - due - promised,
        said("deployable today: cash and what can be drawn, less redemptions and firm commitments"),
        said("facilities whose size or terms the case does not give are left out; below zero it is a gap"),
    )


def liquidity(paper: Paper, workings: Workings) -> Liquidity:
    """Liquidity as results keep it."""
    found = workings.derived()
    coverage = found.get("group.liquidity.coverage")
    return Liquidity(
        cash=paper.resolved.cash,
        until=paper.resolved.liquidity_until,
        redemptions=workings.amount("group.liquidity.redemptions"),
        undated=workings.amount("group.liquidity.undated"),
        commitments=workings.amount("group.liquidity.commitments"),
        cash_after_redemptions=workings.value("group.liquidity.cash_after_redemptions"),
        coverage=None if coverage is None else coverage.value,
        undrawn_facilities=workings.amount("group.liquidity.undrawn_facilities"),
        needs=tuple(
            CashNeed(
                id=need.id,
                name=need.name,
                kind=need.kind,
                due=need.due,
                amount=need.formula.evaluate() or 0.0,
                firm=need.firm,
            )
            for need in sorted(_needs(paper), key=lambda need: (need.due or _LATEST, need.kind, need.id))
        ),
    )


def _is_redemption(need: _Need, until: dt.date) -> bool:
    return need.kind == "redemption" and need.due is not None and need.due <= until


def _is_commitment(need: _Need, until: dt.date) -> bool:
    return need.kind == "commitment" and need.firm and (need.due is None or need.due <= until)


def _needs(paper: Paper) -> Iterator[_Need]:
    """Every payment the case foresees, in the order of the file."""
    resolved, home = paper.resolved, paper.resolved.currency
    for key, debt in resolved.debts.items():
        if debt.kind != "net":
            formula = debt_term(paper, key)
            yield _Need(id=key, name=debt.name, kind="redemption", due=debt.due, firm=True, formula=formula)
    for key, loan in resolved.margin_loans.items():
        part = with_recourse(paper, key, loan.recourse, drawn_term(paper, loan), loan.currency)
        if part is not None:
            part = in_currency(paper, part, loan.currency, home)
            yield _Need(id=key, name=loan.name, kind="redemption", due=loan.maturity, firm=True, formula=part)
    for key, other in resolved.secured.items():
        part = with_recourse(paper, key, other.recourse, carrying_term(paper, other), home)
        if part is not None:
            yield _Need(id=key, name=other.name, kind="redemption", due=other.maturity, firm=True, formula=part)
    for key, promise in resolved.commitments.items():
        # a repeated one has a number after its id
        written = key.partition("#")[0]
        path, title = f"commitments.{written}.amount", said("commitment to {to}", to=promise.to)
        if written not in paper.document.case.commitments:
            path = f"programmes.{written}.draws"
            title = said(
                "what {programme} calls for as planned, up to {date}",
                programme=promise.to,
                date=dated(promise.due or resolved.horizon),
            )
        formula = paper.money(f"K_{letter(key).replace('#', '_no_')}", path, title, value=promise.amount, currency=home)
        yield _Need(id=key, name=promise.to, kind="commitment", due=promise.due, firm=promise.firm, formula=formula)


def _over_loans(paper: Paper, workings: Workings, name: str) -> Formula:
    """The sum over all loans of a number that some of them have, in the currency of the case."""
    found, home = workings.derived(), paper.resolved.currency
    parts = []
    for key in paper.document.case.loans:
        path = f"loans.{key}.{name}"
        if path in found:
            parts.append(in_currency(paper, workings.term(path), found[path].unit, home))
    return total(tuple(parts))
