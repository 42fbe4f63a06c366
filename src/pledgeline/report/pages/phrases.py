"""The keys of a case in a reader's words: `loans.arm-margin.ltv.call` is the call LTV of the Arm margin loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.language.saying import retold, said, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.results import Result

PHRASES = {
    "amount": said("amount"),
    "at_maturity.extend": said("length of an extension"),
    "at_maturity.fee": said("fee for an extension"),
    "at_maturity.ltv_at_most": said("highest LTV for an extension"),
    "at_maturity.times": said("number of extensions"),
    "cash": said("cash"),
    "cash_for_cures": said("cash that may be spent on cures"),
    "collateral": said("collateral"),
    "closes": said("last day of lending"),
    "cure.within": said("time to meet a call"),
    "daily_volume": said("average daily volume"),
    "dividend.next": said("next dividend day"),
    "dividend.per_share": said("dividend a share"),
    "draw_until": said("last day of drawing"),
    "drawn": said("amount drawn"),
    "due": said("due date"),
    "dynamics.down_rate": said("rate of falls at a jump"),
    "dynamics.growth": said("expected growth"),
    "dynamics.jump_mean": said("mean size of a jump"),
    "dynamics.jump_rate": said("jumps a year"),
    "dynamics.jump_std": said("spread of a jump"),
    "dynamics.up_probability": said("share of jumps upwards"),
    "dynamics.up_rate": said("rate of rises at a jump"),
    "dynamics.volatility": said("volatility"),
    "facility": said("size of the facility"),
    "fee": said("fee"),
    "growth": said("expected growth"),
    "haircut": said("haircut"),
    "locked_up": said("shares locked up"),
    "ltv.call": said("call LTV"),
    "ltv.close_out": said("close-out LTV"),
    "ltv.cure": said("cure LTV"),
    "ltv.release": said("release LTV"),
    "ltv_at_most": said("ceiling on the group’s LTV"),
    "mark_delay": said("delay of the mark"),
    "maturity": said("maturity"),
    "opens": said("first day of lending"),
    "price": said("price"),
    "rate": said("interest rate"),
    "sale.delay": said("delay before a sale"),
    "sale.impact": said("price impact of a sale"),
    "sale.participation": said("share of volume sold a day"),
    "shares": said("number of shares"),
    "shares_outstanding": said("shares outstanding"),
    "term": said("time to maturity"),
    "value": said("value"),
    "volatility": said("volatility"),
}
MARKET = {"rates": said("base rate"), "fx": said("exchange rate"), "correlation": said("correlation")}
PLEDGE = {"shares": said("number of pledged shares"), "haircut": said("haircut on the collateral")}


def key_phrase(key: str, result: Result) -> str:
    """The key in words; a key that has none is shown as it is."""
    kind, _, rest = key.partition(".")
    subject, _, path = rest.partition(".")
    if kind == "market" and subject in MARKET:
        return f"{retold(MARKET[subject])} {path.removesuffix('.spot')}".strip()
    if kind == "group" and rest in PHRASES:
        return say("{what} of the group", what=retold(PHRASES[rest]))
    names = _names(kind, result)
    name = names.get(subject)
    if name and path.startswith("follows."):
        followed = path.removeprefix("follows.")
        return say("how far {name} follows {followed}", name=name, followed=names.get(followed, followed))
    phrase = _phrase(path)
    return say("{what} of {name}", what=phrase, name=name) if name and phrase else key


def _phrase(path: str) -> str:
    """The words of a path; `collateral.0.shares` is about pledged shares."""
    first, _, rest = path.partition(".")
    if first == "collateral" and "." in rest:
        of_pledge = rest.partition(".")[2]
        return retold(PLEDGE.get(of_pledge, ""))
    return retold(PHRASES.get(path, ""))


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
