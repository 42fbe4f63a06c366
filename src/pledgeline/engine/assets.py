"""Assets today: their weight in the holdings, what is pledged of them and what is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.case.loan import MarginLoan, SecuredLoan
from pledgeline.engine.asset_values import SHARES, derive_value, owned, value_term
from pledgeline.engine.derive import Paper, Workings, letter
from pledgeline.engine.formula import Formula, Term, largest, number, smallest, total
from pledgeline.engine.results import AssetStanding
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedAsset

DAILY = "shares/day"
HOLDINGS = "group.holdings.gross"


def derive_assets(paper: Paper, workings: Workings) -> None:
    """The value of every asset, their sum, and what is pledged and free of each."""
    assets, home = paper.resolved.assets, paper.resolved.currency
    for asset in assets.values():
        derive_value(paper, workings, asset)
    values = tuple(value_term(workings, key) for key in assets)
    workings.derive(HOLDINGS, total(values), symbol="H", title=said("value of all holdings"), unit=home)
    for asset in assets.values():
        _derive_weight(workings, asset)
        if asset.kind == "listed":
            _derive_pledged(paper, workings, asset)
            _derive_multiples(paper, workings, asset)
        else:
            borrowed = _borrowed(paper, asset.id)
            taken = smallest(total(borrowed) / value_term(workings, asset.id), number(1)) if borrowed else number(0)
            _derive_encumbered(workings, asset, taken)
    weights = tuple(workings.term(f"assets.{key}.share_of_holdings") for key in assets)
    workings.derive(
        "group.concentration",
        total(tuple(weight * weight for weight in weights)),
        symbol="C",
        title=said("concentration of the holdings, the sum of squared shares; 100% is one asset"),
        unit="%",
    )


def asset_standing(paper: Paper, workings: Workings, key: str) -> AssetStanding:
    """One asset as results keep it, from the workings."""
    asset, found = paper.resolved.assets[key], workings.derived()

    def of(name: str) -> float | None:
        path = f"assets.{key}.{name}"
        return found[path].value if path in found else None

    return AssetStanding(
        id=key,
        name=asset.name,
        kind=asset.kind,
        price=of("price"),
        price_currency=asset.currency,
        price_date=asset.price_date,
        price_age_days=asset.price_age_days,
        value=workings.amount(f"assets.{key}.value"),
        # a share of nothing is nothing: a weight has no value only where everything is worth zero
        share_of_holdings=of("share_of_holdings") or 0.0,
        shares=asset.shares,
        pledged=of("pledged"),
        locked_up=asset.locked_up if asset.kind == "listed" else None,
        free=of("free"),
        encumbered_share=of("encumbered") or 0.0,
        stake=of("stake"),
        pledged_to_float=of("pledged_to_float"),
        pledged_to_daily_volume=of("pledged_to_daily_volume"),
    )


def _derive_weight(workings: Workings, asset: ResolvedAsset) -> None:
    workings.derive(
        f"assets.{asset.id}.share_of_holdings",
        value_term(workings, asset.id) / workings.term(HOLDINGS),
        symbol=f"w_{letter(asset.id)}",
        title=said("share of {asset} in all holdings", asset=asset.name),
        unit="%",
    )


def _derive_pledged(paper: Paper, workings: Workings, asset: ResolvedAsset) -> None:
    path, shares = f"assets.{asset.id}", owned(paper, asset)
    pledged = workings.derive(
        f"{path}.pledged",
        total(_pledges(paper, asset.id)),
        symbol="pledged",
        title=said("shares of {asset} pledged to lenders", asset=asset.name),
        unit=SHARES,
    )
    locked = paper.term("locked", f"{path}.locked_up", said("shares locked up"), value=asset.locked_up, unit=SHARES)
    workings.derive(
        f"{path}.free",
        largest(shares - pledged - locked, number(0)),
        symbol="free",
        title=said("free shares of {asset}", asset=asset.name),
        unit=SHARES,
    )
    borrowed = _borrowed(paper, asset.id)
    taken = pledged / shares
    if borrowed:
        taken = taken + total(borrowed) / value_term(workings, asset.id)
    _derive_encumbered(workings, asset, smallest(taken, number(1)))


def _derive_encumbered(workings: Workings, asset: ResolvedAsset, taken: Formula) -> None:
    workings.derive(
        f"assets.{asset.id}.encumbered",
        taken,
        symbol="e",
        title=said("share of {asset} that lenders hold or have a claim on", asset=asset.name),
        unit="%",
    )


def _derive_multiples(paper: Paper, workings: Workings, asset: ResolvedAsset) -> None:
    path, pledged = f"assets.{asset.id}", workings.term(f"assets.{asset.id}.pledged")

    def derive(name: str, formula: Formula, title: str, unit: str) -> None:
        workings.derive(f"{path}.{name}", formula, symbol=name, title=title, unit=unit)

    def count(symbol: str, name: str, title: str, shares: float) -> Term:
        unit = DAILY if name == "daily_volume" else SHARES
        return paper.term(symbol, f"{path}.{name}", title, value=shares, unit=unit)

    if asset.shares_outstanding is not None:
        outstanding = count("N", "shares_outstanding", said("shares outstanding"), asset.shares_outstanding)
        derive("stake", owned(paper, asset) / outstanding, said("stake in {asset}", asset=asset.name), "%")
    if asset.free_float is not None:
        title = said("pledged shares of {asset} as a multiple of the free float", asset=asset.name)
        free_float = count("F", "float", said("shares in free float"), asset.free_float)
        derive("pledged_to_float", pledged / free_float, title, "x")
    if asset.daily_volume is not None:
        title = said("pledged shares of {asset} in days of all trading", asset=asset.name)
        volume = count("A", "daily_volume", said("average daily volume"), asset.daily_volume)
        derive("pledged_to_daily_volume", pledged / volume, title, "days")


def _pledges(paper: Paper, asset: str) -> tuple[Formula, ...]:
    """Every pledge of shares of an asset, as inputs."""
    found: list[Formula] = []
    for key, loan in paper.document.case.loans.items():
        if isinstance(loan, MarginLoan):
            found += [
                _pledge(paper, f"loans.{key}.collateral.{index}.shares", key, index, float(part.shares.stated))
                for index, part in enumerate(loan.collateral)
                if part.asset == asset
            ]
        elif isinstance(loan, SecuredLoan) and loan.asset == asset and loan.pledged is not None and loan.pledged.known:
            found.append(_pledge(paper, f"loans.{key}.pledged", key, 0, float(loan.pledged.stated)))
    return tuple(found)


def _pledge(paper: Paper, path: str, loan: str, index: int, shares: float) -> Formula:
    title = said("shares pledged to {loan}", loan=loan)
    return paper.term(f"q{index or ''}_{letter(loan)}", path, title, value=shares, unit=SHARES)


def _borrowed(paper: Paper, asset: str) -> tuple[Formula, ...]:
    """Secured borrowing on an asset, where the case does not say how many shares it takes."""
    found: list[Formula] = []
    for key, loan in paper.resolved.secured.items():
        written = paper.document.case.loans[key]
        counted = isinstance(written, SecuredLoan) and written.pledged is not None and written.pledged.known
        if loan.asset == asset and not (counted and paper.resolved.assets[asset].kind == "listed"):
            path = f"loans.{key}.{'drawn' if isinstance(written, SecuredLoan) else 'settlement'}"
            title, home = said("claim of {loan}", loan=loan.name), paper.resolved.currency
            found.append(paper.money(f"D_{letter(key)}", path, title, value=loan.settlement, currency=home))
    return tuple(found)
