"""The keys of a case in a reader's words: `loans.arm-margin.ltv.call` is the call LTV of the Arm margin loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import Result

PHRASES = {
    "amount": "amount",
    "at_maturity.extend": "length of an extension",
    "at_maturity.fee": "fee for an extension",
    "at_maturity.ltv_at_most": "highest LTV for an extension",
    "at_maturity.times": "number of extensions",
    "cash": "cash",
    "cash_for_cures": "cash that may be spent on cures",
    "collateral": "collateral",
    "closes": "last day of lending",
    "cure.within": "time to meet a call",
    "daily_volume": "average daily volume",
    "dividend.next": "next dividend day",
    "dividend.per_share": "dividend a share",
    "draw_until": "last day of drawing",
    "drawn": "amount drawn",
    "due": "due date",
    "dynamics.down_rate": "rate of falls at a jump",
    "dynamics.growth": "expected growth",
    "dynamics.jump_mean": "mean size of a jump",
    "dynamics.jump_rate": "jumps a year",
    "dynamics.jump_std": "spread of a jump",
    "dynamics.up_probability": "share of jumps upwards",
    "dynamics.up_rate": "rate of rises at a jump",
    "dynamics.volatility": "volatility",
    "facility": "size of the facility",
    "fee": "fee",
    "growth": "expected growth",
    "haircut": "haircut",
    "locked_up": "shares locked up",
    "ltv.call": "call LTV",
    "ltv.close_out": "close-out LTV",
    "ltv.cure": "cure LTV",
    "ltv.release": "release LTV",
    "ltv_at_most": "ceiling on the group’s LTV",
    "mark_delay": "delay of the mark",
    "maturity": "maturity",
    "opens": "first day of lending",
    "price": "price",
    "rate": "interest rate",
    "sale.delay": "delay before a sale",
    "sale.impact": "price impact of a sale",
    "sale.participation": "share of volume sold a day",
    "shares": "number of shares",
    "shares_outstanding": "shares outstanding",
    "term": "time to maturity",
    "value": "value",
    "volatility": "volatility",
}
MARKET = {"rates": "base rate", "fx": "exchange rate", "correlation": "correlation"}


def key_phrase(key: str, result: Result) -> str:
    """The key in words; a key that has none is shown as it is."""
    kind, _, rest = key.partition(".")
    subject, _, path = rest.partition(".")
    if kind == "market" and subject in MARKET:
        return f"{MARKET[subject]} {path.removesuffix('.spot')}".strip()
    if kind == "group" and rest in PHRASES:
        return f"{PHRASES[rest]} of the group"
    names = _names(kind, result)
    name = names.get(subject)
    if name and path.startswith("follows."):
        followed = path.removeprefix("follows.")
        return f"how far {name} follows {names.get(followed, followed)}"
    phrase = _phrase(path)
    return f"{phrase} of {name}" if name and phrase else key


def _phrase(path: str) -> str:
    """The words of a path; `collateral.0.shares` is about pledged shares."""
    first, _, rest = path.partition(".")
    if first == "collateral" and "." in rest:
        of_pledge = rest.partition(".")[2]
        return {"shares": "number of pledged shares", "haircut": "haircut on the collateral"}.get(of_pledge, "")
    return PHRASES.get(path, "")


def _names(kind: str, result: Result) -> Mapping[str, str]:
    """Names by id of the assets, the loans, or what falls due."""
    if kind == "assets":
        return {asset.id: asset.name for asset in result.standing.assets}
    if kind == "loans":
        return {loan.id: loan.name for loan in result.standing.loans}
    if kind not in {"debts", "commitments"}:
        return {}
    owed = result.group_view.outlook.defaults if result.group_view else ()
    return {risk.id: risk.name for risk in owed} | {need.id: need.name for need in result.standing.liquidity.needs}
