"""What each asset is worth today: price, shock of the scenario, exchange rate; and the volatility its closes show."""

from __future__ import annotations

import math
from pathlib import PurePath
from typing import TYPE_CHECKING

from pledgeline.case.asset import GBM, ListedAsset, PrivateAsset
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.fit_case import closes_until, fitted_law, is_fitted
from pledgeline.engine.fit_results import RATIO
from pledgeline.engine.formula import Call, Formula, Term, number
from pledgeline.engine.joined import listed
from pledgeline.engine.parameter_names import parameter_name
from pledgeline.engine.quantity import dated, plain_text
from pledgeline.engine.resolve_assets import sample_deviation
from pledgeline.engine.results import DerivationInput
from pledgeline.language.saying import said, said_each
from pledgeline.market.dynamics import DATES_PER_YEAR
from pledgeline.units.text import figured

if TYPE_CHECKING:
    from pledgeline.engine.fit_results import Estimate
    from pledgeline.engine.resolved import ResolvedAsset
    from pledgeline.market.prices import PriceTable

SHARES = "shares"


def derive_value(paper: Paper, workings: Workings, asset: ResolvedAsset) -> None:
    """The value of one asset in the currency of the case, and the price behind it."""
    written = paper.document.case.assets[asset.id]
    home = paper.resolved.currency
    if isinstance(written, ListedAsset):
        _derive_volatility(paper, workings, written, asset)
        _derive_price(paper, workings, written, asset)
        value = in_currency(paper, owned(paper, asset) * price_term(workings, asset.id), asset.currency, home)
    else:
        value = _private_value(paper, written, asset)
    symbol, title = f"value_{letter(asset.id)}", said("value of {asset}", asset=asset.name)
    workings.derive(f"assets.{asset.id}.value", value, symbol=symbol, title=title, unit=home)


def value_term(workings: Workings, asset: str, *, symbol: str | None = None) -> Term:
    """Today's value of an asset as an input."""
    return workings.term(f"assets.{asset}.value", symbol=symbol)


def price_term(workings: Workings, asset: str) -> Term:
    """Today's price of an asset as an input."""
    return workings.term(f"assets.{asset}.price")


def owned(paper: Paper, asset: ResolvedAsset) -> Term:
    """The shares of a listed asset as an input."""
    title = said("shares of {asset} owned", asset=asset.name)
    return paper.term("q", f"assets.{asset.id}.shares", title, value=asset.shares, unit=SHARES)


def in_currency(paper: Paper, formula: Formula, source: str, target: str) -> Formula:
    """A formula of one currency in another."""
    return formula if source == target else formula * paper.exchange(source, target)


def _derive_price(paper: Paper, workings: Workings, written: ListedAsset, asset: ResolvedAsset) -> None:
    price = _quoted(paper, written, asset)
    shock = _shock(paper, asset.id)
    today = said("price of {asset} today", asset=asset.name)
    shocked = said("price of {asset} today, after the shock of the scenario", asset=asset.name)
    workings.derive(
        f"assets.{asset.id}.price",
        price if shock is None else price * (number(1) + shock),
        symbol=f"S_{letter(asset.id)}",
        title=today if shock is None else shocked,
        unit=f"{asset.currency}/share",
    )


def _quoted(paper: Paper, written: ListedAsset, asset: ResolvedAsset) -> Term:
    """The price before any shock: the figure of the case, else the last close."""
    path, unit = f"assets.{asset.id}.price", f"{asset.currency}/share"
    if written.price is not None and written.price.value is not None:
        title = said("price of {asset}", asset=asset.name)
        return paper.term("S", path, title, value=float(written.price.value), unit=unit)
    table = paper.document.prices[asset.id]
    close, date = table.close_on(paper.resolved.as_of)
    age = asset.price_age_days or 0
    note = said_each(
        age,
        "{file}, {age} business day before the date of the case",
        "{file}, {age} business days before the date of the case",
        file=_file(table),
        age=age,
    )
    title = said("close of {asset} on {date}", asset=asset.name, date=dated(date))
    return Term(entry=DerivationInput(symbol="S", title=title, value=close, unit=unit, note=note))


def _file(table: PriceTable) -> str:
    """The name of a price file; its folder is the reader's own affair, and not part of a result."""
    return PurePath(table.origin).name


def _shock(paper: Paper, name: str) -> Term | None:
    """The move of a name that the active scenario makes at once."""
    resolved = paper.resolved
    scenario = paper.document.case.scenarios.get(resolved.scenario)
    if scenario is None or name not in scenario.shocks or resolved.shocks:
        return None
    value = float(scenario.shocks[name].stated)
    path = f"scenarios.{resolved.scenario}.shocks.{name}"
    return paper.term("shock", path, said("shock of the scenario to {name}", name=name), value=value, unit="%")


def _private_value(paper: Paper, written: PrivateAsset, asset: ResolvedAsset) -> Formula:
    path, stated = f"assets.{asset.id}.value", float(written.value.stated)
    stake = paper.term("W", path, said("value of {asset}", asset=asset.name), value=stated, unit=asset.currency)
    value = in_currency(paper, stake, asset.currency, paper.resolved.currency)
    shock = _shock(paper, asset.id)
    if shock is not None:
        return value * (number(1) + shock)
    followed = _followed(paper, written)
    return value if followed is None else value * followed


def _followed(paper: Paper, written: PrivateAsset) -> Term | None:
    """The factor by which a stake follows the shocks of listed names, exp(Σ beta · log(1 + shock))."""
    moves = []
    for name, beta in written.follows.items():
        shock = _shock(paper, name)
        move = None if shock is None else shock.evaluate()
        if move is not None and beta.value is not None:
            moves.append((name, float(beta.value), math.log1p(move)))
    if not moves:
        return None
    names = [said("{name} with beta {beta}", name=name, beta=figured(plain_text, beta, "g")) for name, beta, _ in moves]
    note = said("follows {names}", names=listed(names))
    factor = math.exp(math.fsum(beta * move for _, beta, move in moves))
    title = said("factor from the names it follows")
    return Term(entry=DerivationInput(symbol="follow", title=title, value=factor, unit="", note=note))


def _derive_volatility(paper: Paper, workings: Workings, written: ListedAsset, asset: ResolvedAsset) -> None:
    """What is fitted to closes, where the case asks for it: a volatility, or every parameter of a jump law."""
    if is_fitted(written):
        _derive_law(paper, workings, asset)
        return
    if not isinstance(written.dynamics, GBM) or written.dynamics.fit is None:
        return
    table = paper.document.prices[asset.id]
    closes = closes_until(table, paper.resolved.as_of)
    daily = DerivationInput(
        symbol="s",
        title=said("sample standard deviation of daily log returns"),
        value=sample_deviation(closes),
        unit="%",
        note=said("{file}, {closes} closes up to the date of the case", file=_file(table), closes=len(closes)),
    )
    workings.derive(
        f"assets.{asset.id}.volatility",
        Term(entry=daily) * Call(name="sqrt", parts=(number(DATES_PER_YEAR),)),
        symbol=f"vol_{letter(asset.id)}",
        title=said("volatility of {asset}, a year, from its closes", asset=asset.name),
        unit="%",
    )


def _derive_law(paper: Paper, workings: Workings, asset: ResolvedAsset) -> None:
    """The parameters of a fitted jump law, each at the peak of one likelihood, with its standard error."""
    found, table = fitted_law(paper.document, asset.id), paper.document.prices[asset.id]
    closes = closes_until(table, paper.resolved.as_of)
    for one in found.estimates[1:]:  # growth is stated, not fitted
        ratio = one.kind == RATIO
        entry = DerivationInput(
            symbol=f"ml_{one.name}",
            title=said(
                "{name} at the largest likelihood of {model}, with growth free", name=one.name, model=found.model
            ),
            value=one.value,
            unit="%" if ratio else "",
            note=said(
                "{file}, {closes} closes up to the date of the case; {error}; log likelihood {likelihood}",
                file=_file(table),
                closes=len(closes),
                error=_error(one),
                likelihood=figured(plain_text, found.log_likelihood, ".1f"),
            ),
        )
        workings.derive(
            f"assets.{asset.id}.{one.name}",
            Term(entry=entry),
            symbol=f"{one.name}_{letter(asset.id)}",
            title=said("{name} of {asset}, from its closes", name=parameter_name(one.name), asset=asset.name),
            unit="%" if ratio else "",
        )


def _error(one: Estimate) -> str:
    """How well a parameter is known, or why that cannot be said."""
    if one.standard_error is not None:
        return said("± {error}", error=figured(plain_text, one.standard_error, ".2g"))
    return said("at the border of the search") if one.at_border else said("the likelihood does not depend on it")
