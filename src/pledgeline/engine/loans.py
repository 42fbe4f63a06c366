"""Loans today: collateral, LTV, headroom, the prices of the triggers, and what it takes to cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.loan import SecuredLoan
from pledgeline.engine.asset_values import SHARES, in_currency, price_term
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.formula import AboveZero, Formula, Term, largest, number, smallest, total
from pledgeline.engine.leverage import drawn_term

if TYPE_CHECKING:
    from pledgeline.engine.resolved import PoolShare, ResolvedMarginLoan, ResolvedSecured

LEVELS = ("release", "cure", "call", "close_out")
LEVEL_TITLES = {"release": "release", "cure": "cure", "call": "margin call", "close_out": "close-out"}


def derive_loans(paper: Paper, workings: Workings) -> None:
    """Every number of every loan today, in the currency of the loan."""
    for margin in paper.resolved.margin_loans.values():
        _derive_margin(paper, workings, margin)
    for secured in paper.resolved.secured.values():
        _derive_secured(paper, workings, secured)


def level_of(loan: ResolvedMarginLoan, level: str) -> float | None:
    """The LTV of a rung of the ladder; None for a release level the term sheet does not have."""
    return {"release": loan.release, "cure": loan.cure, "call": loan.call, "close_out": loan.close_out}[level]


def trigger_key(loan: str, level: str) -> str:
    """The key of a trigger price; the call is the one meant when none is named."""
    return f"loans.{loan}.trigger_price" + ("" if level == "call" else f".{level}")


def _derive_margin(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> None:
    path = f"loans.{loan.id}"
    workings.derive(
        f"{path}.collateral_value",
        total(tuple(_lendable(paper, workings, loan, index) for index in range(len(loan.pool)))),
        symbol="V",
        title=f"collateral of {loan.name} after haircuts",
        unit=loan.currency,
    )
    collateral = workings.term(f"{path}.collateral_value")
    debt = _owed(paper, loan)
    workings.derive(
        f"{path}.ltv", debt / collateral, symbol="LTV", title=f"LTV of {loan.name}: debt over collateral", unit="%"
    )
    workings.derive(
        f"{path}.headroom",
        _level(paper, loan, "call") * collateral - debt,
        symbol="room",
        title=f"what more could be drawn under {loan.name} until the call LTV",
        unit=loan.currency,
    )
    _derive_drawable(paper, workings, loan)
    for level in LEVELS:
        if level_of(loan, level) is not None:
            _derive_trigger(paper, workings, loan, level)
    _derive_days(paper, workings, loan)


def _derive_drawable(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> None:
    """What the facility leaves undrawn, and how much of it keeps the LTV at the cure level or below."""
    if loan.facility is None:
        return
    path = f"loans.{loan.id}"
    facility = paper.money(
        "F", f"{path}.facility", f"facility of {loan.name}", value=loan.facility, currency=loan.currency
    )
    undrawn = workings.derive(
        f"{path}.undrawn",
        facility - drawn_term(paper, loan),
        symbol=f"U_{letter(loan.id)}",
        title=f"undrawn under {loan.name}",
        unit=loan.currency,
    )
    room = _level(paper, loan, "cure") * workings.term(f"{path}.collateral_value") - _owed(paper, loan)
    workings.derive(
        f"{path}.drawable",
        largest(smallest(undrawn, room), number(0)),
        symbol=f"W_{letter(loan.id)}",
        title=f"what {loan.name} would lend without passing its cure LTV",
        unit=loan.currency,
    )


def _derive_trigger(paper: Paper, workings: Workings, loan: ResolvedMarginLoan, level: str) -> None:
    """The price of the first collateral asset at which a level is reached, all others unchanged."""
    first = loan.pool[0]
    asset = paper.resolved.assets[first.asset]
    owed, ltv = _owed(paper, loan), _level(paper, loan, level)
    others = tuple(_lendable(paper, workings, loan, index) for index in range(1, len(loan.pool)))
    weight = in_currency(paper, _weight(paper, loan, 0), asset.currency, loan.currency)
    words = LEVEL_TITLES[level]
    formula = AboveZero(inner=(owed / ltv - total(others)) / weight if others else owed / (ltv * weight))
    price = workings.derive(
        trigger_key(loan.id, level),
        formula,
        symbol=f"S_{level}",
        title=f"price of {asset.name} at the {words} LTV of {loan.name}" + (", others unchanged" if others else ""),
        unit=f"{asset.currency}/share",
        note="no price above zero reaches this level" if formula.evaluate() is None else "",
    )
    workings.derive(
        f"loans.{loan.id}.fall_to.{level}",
        number(1) - price / price_term(workings, first.asset),
        symbol="fall",
        title=f"fall of {asset.name} to the {words} LTV of {loan.name}",
        unit="%",
    )
    if others:
        workings.derive(
            f"loans.{loan.id}.joint_fall_to.{level}",
            number(1) - owed / (ltv * workings.term(f"loans.{loan.id}.collateral_value")),
            symbol="fall",
            title=f"fall of all collateral together to the {words} LTV of {loan.name}",
            unit="%",
        )


def _derive_days(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> None:
    """Days to sell all collateral at the participation rate, the slowest asset deciding."""
    slowest = tuple(_days(paper, loan, index) for index in range(len(loan.pool)))
    workings.derive(
        f"loans.{loan.id}.days_to_sell",
        slowest[0] if len(slowest) == 1 else largest(*slowest),
        symbol="days",
        title=f"business days to sell all collateral of {loan.name} at its participation rate",
        unit="days",
    )


def _days(paper: Paper, loan: ResolvedMarginLoan, index: int) -> Formula:
    key = loan.pool[index].asset
    asset = paper.resolved.assets[key]
    volume = paper.term(
        f"A_{letter(key)}",
        f"assets.{key}.daily_volume",
        f"average daily volume of {asset.name}",
        value=asset.daily_volume,
        unit="shares/day",
    )
    share = paper.term(
        "participation",
        f"loans.{loan.id}.sale.participation",
        "share of the daily volume a sale may take",
        value=loan.participation,
        unit="%",
    )
    return _pledged(paper, loan, index) / (share * volume)


def _owed(paper: Paper, loan: ResolvedMarginLoan) -> Formula:
    """Debt less posted cash."""
    drawn = paper.term("D", f"loans.{loan.id}.drawn", f"drawn under {loan.name}", value=loan.drawn, unit=loan.currency)
    if loan.deposit == 0:
        return drawn
    path, title = f"loans.{loan.id}.deposit", "cash posted as collateral"
    return drawn - paper.money("P", path, title, value=loan.deposit, currency=loan.currency)


def _level(paper: Paper, loan: ResolvedMarginLoan, level: str) -> Term:
    path, title = f"loans.{loan.id}.ltv.{level}", f"{LEVEL_TITLES[level]} LTV"
    return paper.term(level, path, title, value=level_of(loan, level), unit="%")


def _pledged(paper: Paper, loan: ResolvedMarginLoan, index: int) -> Term:
    part = loan.pool[index]
    path, title = f"loans.{loan.id}.collateral.{index}.shares", f"pledged shares of {part.asset}"
    return paper.term(_symbol("q", loan, index), path, title, value=part.shares, unit=SHARES)


def _symbol(kind: str, loan: ResolvedMarginLoan, index: int) -> str:
    """A symbol for a position of the pool, also where an asset stands in it twice."""
    asset = loan.pool[index].asset
    earlier = sum(part.asset == asset for part in loan.pool[:index])
    return f"{kind}{earlier or ''}_{letter(asset)}"


def _weight(paper: Paper, loan: ResolvedMarginLoan, index: int) -> Formula:
    """Shares after the haircut."""
    part: PoolShare = loan.pool[index]
    if part.haircut == 0:
        return _pledged(paper, loan, index)
    path = f"loans.{loan.id}.collateral.{index}.haircut"
    haircut = paper.term(_symbol("h", loan, index), path, f"haircut on {part.asset}", value=part.haircut, unit="%")
    return _pledged(paper, loan, index) * (number(1) - haircut)


def _lendable(paper: Paper, workings: Workings, loan: ResolvedMarginLoan, index: int) -> Formula:
    """One position of the pool after its haircut, in the currency of the loan."""
    key = loan.pool[index].asset
    value = _weight(paper, loan, index) * price_term(workings, key)
    return in_currency(paper, value, paper.resolved.assets[key].currency, loan.currency)


def _derive_secured(paper: Paper, workings: Workings, loan: ResolvedSecured) -> None:
    """Collateral and LTV of another secured loan, where the case says how many shares it holds."""
    written = paper.document.case.loans[loan.id]
    if not isinstance(written, SecuredLoan):
        return
    path, home = f"loans.{loan.id}", paper.resolved.currency
    drawn = paper.money("D", f"{path}.drawn", f"drawn under {loan.name}", value=loan.carrying, currency=home)
    if loan.facility is not None:
        title = f"facility of {loan.name}"
        facility = paper.money("F", f"{path}.facility", title, value=loan.facility, currency=home)
        title = f"undrawn under {loan.name}"
        workings.derive(f"{path}.undrawn", facility - drawn, symbol=f"U_{letter(loan.id)}", title=title, unit=home)
    asset = paper.resolved.assets[loan.asset]
    if asset.kind != "listed" or written.pledged is None or written.pledged.value is None:
        return
    pledged = paper.term(
        "q", f"{path}.pledged", f"pledged shares of {asset.name}", value=float(written.pledged.value), unit=SHARES
    )
    value = in_currency(paper, pledged * price_term(workings, loan.asset), asset.currency, home)
    title = f"collateral of {loan.name}"
    collateral = workings.derive(f"{path}.collateral_value", value, symbol="V", title=title, unit=home)
    workings.derive(f"{path}.ltv", drawn / collateral, symbol="LTV", title=f"LTV of {loan.name}", unit="%")
