"""Loans today: collateral, LTV, headroom, the prices of the triggers, and what it takes to cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.loan import SecuredLoan
from pledgeline.engine.asset_values import SHARES, in_currency, price_term
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.formula import AboveZero, Formula, Term, largest, number, smallest, total
from pledgeline.engine.leverage import drawn_term
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.resolved import PoolShare, ResolvedMarginLoan, ResolvedSecured

LEVELS = ("release", "cure", "call", "close_out")
LEVEL_TITLES = {
    "release": said("release LTV"),
    "cure": said("cure LTV"),
    "call": said("margin call LTV"),
    "close_out": said("close-out LTV"),
}


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
        title=said("collateral of {loan} after haircuts", loan=loan.name),
        unit=loan.currency,
    )
    collateral = workings.term(f"{path}.collateral_value")
    debt = _owed(paper, loan)
    title = said("LTV of {loan}: debt over collateral", loan=loan.name)
    workings.derive(f"{path}.ltv", debt / collateral, symbol="LTV", title=title, unit="%")
    workings.derive(
        f"{path}.headroom",
        _level(paper, loan, "call") * collateral - debt,
        symbol="room",
        title=said("what more could be drawn under {loan} until the call LTV", loan=loan.name),
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
    title = said("facility of {loan}", loan=loan.name)
    facility = paper.money("F", f"{path}.facility", title, value=loan.facility, currency=loan.currency)
    undrawn = workings.derive(
        f"{path}.undrawn",
        facility - drawn_term(paper, loan),
        symbol=f"U_{letter(loan.id)}",
        title=said("undrawn under {loan}", loan=loan.name),
        unit=loan.currency,
    )
    room = _level(paper, loan, "cure") * workings.term(f"{path}.collateral_value") - _owed(paper, loan)
    workings.derive(
        f"{path}.drawable",
        largest(smallest(undrawn, room), number(0)),
        symbol=f"W_{letter(loan.id)}",
        title=said("what {loan} would lend without passing its cure LTV", loan=loan.name),
        unit=loan.currency,
    )


def _derive_trigger(paper: Paper, workings: Workings, loan: ResolvedMarginLoan, level: str) -> None:
    """The price of the first collateral asset at which a level is reached, all others unchanged."""
    first = loan.pool[0]
    asset = paper.resolved.assets[first.asset]
    owed, ltv = _owed(paper, loan), _level(paper, loan, level)
    others = tuple(_lendable(paper, workings, loan, index) for index in range(1, len(loan.pool)))
    weight = in_currency(paper, _weight(paper, loan, 0), asset.currency, loan.currency)
    names = {"asset": asset.name, "level": LEVEL_TITLES[level], "loan": loan.name}
    alone = said("price of {asset} at the {level} of {loan}", **names)
    unchanged = said("price of {asset} at the {level} of {loan}, others unchanged", **names)
    formula = AboveZero(inner=(owed / ltv - total(others)) / weight if others else owed / (ltv * weight))
    price = workings.derive(
        trigger_key(loan.id, level),
        formula,
        symbol=f"S_{level}",
        title=unchanged if others else alone,
        unit=f"{asset.currency}/share",
        note=said("no price above zero reaches this level") if formula.evaluate() is None else "",
    )
    workings.derive(
        f"loans.{loan.id}.fall_to.{level}",
        number(1) - price / price_term(workings, first.asset),
        symbol="fall",
        title=said("fall of {asset} to the {level} of {loan}", **names),
        unit="%",
    )
    if others:
        workings.derive(
            f"loans.{loan.id}.joint_fall_to.{level}",
            number(1) - owed / (ltv * workings.term(f"loans.{loan.id}.collateral_value")),
            symbol="fall",
            title=said("fall of all collateral together to the {level} of {loan}", **names),
            unit="%",
        )


def _derive_days(paper: Paper, workings: Workings, loan: ResolvedMarginLoan) -> None:
    """Days to sell all collateral at the participation rate, the slowest asset deciding."""
    slowest = tuple(_days(paper, loan, index) for index in range(len(loan.pool)))
    workings.derive(
        f"loans.{loan.id}.days_to_sell",
        slowest[0] if len(slowest) == 1 else largest(*slowest),
        symbol="days",
        title=said("business days to sell all collateral of {loan} at its participation rate", loan=loan.name),
        unit="days",
    )


def _days(paper: Paper, loan: ResolvedMarginLoan, index: int) -> Formula:
    key = loan.pool[index].asset
    asset = paper.resolved.assets[key]
    volume = paper.term(
        f"A_{letter(key)}",
        f"assets.{key}.daily_volume",
        said("average daily volume of {asset}", asset=asset.name),
        value=asset.daily_volume,
        unit="shares/day",
    )
    share = paper.term(
        "participation",
        f"loans.{loan.id}.sale.participation",
        said("share of the daily volume a sale may take"),
        value=loan.participation,
        unit="%",
    )
    return _pledged(paper, loan, index) / (share * volume)


def _owed(paper: Paper, loan: ResolvedMarginLoan) -> Formula:
    """Debt less posted cash."""
    title = said("drawn under {loan}", loan=loan.name)
    drawn = paper.term("D", f"loans.{loan.id}.drawn", title, value=loan.drawn, unit=loan.currency)
    if loan.deposit == 0:
        return drawn
    path, title = f"loans.{loan.id}.deposit", said("cash posted as collateral")
    return drawn - paper.money("P", path, title, value=loan.deposit, currency=loan.currency)


def _level(paper: Paper, loan: ResolvedMarginLoan, level: str) -> Term:
    path = f"loans.{loan.id}.ltv.{level}"
    return paper.term(level, path, LEVEL_TITLES[level], value=level_of(loan, level), unit="%")


def _pledged(paper: Paper, loan: ResolvedMarginLoan, index: int) -> Term:
    part = loan.pool[index]
    path, title = f"loans.{loan.id}.collateral.{index}.shares", said("pledged shares of {asset}", asset=part.asset)
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
    title = said("haircut on {asset}", asset=part.asset)
    haircut = paper.term(_symbol("h", loan, index), path, title, value=part.haircut, unit="%")
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
    title = said("drawn under {loan}", loan=loan.name)
    drawn = paper.money("D", f"{path}.drawn", title, value=loan.carrying, currency=home)
    if loan.facility is not None:
        title = said("facility of {loan}", loan=loan.name)
        facility = paper.money("F", f"{path}.facility", title, value=loan.facility, currency=home)
        title = said("undrawn under {loan}", loan=loan.name)
        workings.derive(f"{path}.undrawn", facility - drawn, symbol=f"U_{letter(loan.id)}", title=title, unit=home)
    asset = paper.resolved.assets[loan.asset]
    if asset.kind != "listed" or written.pledged is None or written.pledged.value is None:
        return
    title = said("pledged shares of {asset}", asset=asset.name)
    pledged = paper.term("q", f"{path}.pledged", title, value=float(written.pledged.value), unit=SHARES)
    value = in_currency(paper, pledged * price_term(workings, loan.asset), asset.currency, home)
    title = said("collateral of {loan}", loan=loan.name)
    collateral = workings.derive(f"{path}.collateral_value", value, symbol="V", title=title, unit=home)
    title = said("LTV of {loan}", loan=loan.name)
    workings.derive(f"{path}.ltv", drawn / collateral, symbol="LTV", title=title, unit="%")
