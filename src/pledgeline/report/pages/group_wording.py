"""The group's own words: what the tolerances are about, its policy, its books, and the names of what pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.language.saying import said, say
from pledgeline.report.pages.wording import percent, round_percent, titled
from pledgeline.units.text import here, ratio_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.group_results import GroupOutlook, PaidBy, PolicyRisk
    from pledgeline.engine.results import Result

CRITERIA = {
    "call": said("Margin call"),
    "gap": said("Gap"),
    "ltv": said("LTV over the policy"),
    "cover": said("Redemptions not covered"),
    "search": said("No tolerance reached"),
}
CHANCE_OF = {
    "call": said("the chance of a margin call"),
    "gap": said("the chance of a gap"),
    "ltv": said("the chance of an LTV over the group’s own policy"),
    "cover": said("the chance of cash that does not cover redemptions"),
}
EVENTS = {
    "call": said("First call on any margin loan"),
    "failed_cure": said("Call that is not met in time"),
    "gap": said("Gap: a bill that cannot be paid"),
}
POLICY = {
    "reported_normal": said("LTV as reported"),
    "reported_ceiling": said("LTV as reported"),
    "through_normal": said("Looked-through LTV"),
    "through_ceiling": said("Looked-through LTV"),
    "cover": said("Redemptions not covered by cash"),
}
BOOKS = {
    "opening": said("Cash at the start"),
    "inflows": said("Inflows"),
    "dividends": said("Dividends"),
    "draws": said("Drawn on margin loans"),
    "lines": said("Drawn on credit lines"),
    "bridges": said("Bridge loans"),
    "issues": said("Bonds issued"),
    "sales": said("Shares sold"),
    "returned": said("Returned by lenders"),
    "exchange": said("Moves of exchange rates"),
    "interest": said("Interest"),
    "commitments": said("Commitments"),
    "repayments": said("Repayments"),
    "cures": said("Cash for cures"),
    "recourse": said("Recourse claims"),
    "taxes": said("Taxes"),
    "fees": said("Fees"),
    "closing": said("Cash at the end"),
}
CASH = {"cash": said("cash"), "cash kept until then": said("cash kept until then")}
SMALL = 0.001  # a share under it is said to be so
WHOLE = 0.1  # a share from it on is said without decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names by id of assets, loans, and of what falls due."""

    assets: Mapping[str, str]
    loans: Mapping[str, str]
    dues: Mapping[str, str]


def names_of(result: Result, outlook: GroupOutlook) -> Names:
    """What the case calls its parts; the outlook names every debt, the standing what has a date."""
    return Names(
        assets={asset.id: asset.name for asset in result.standing.assets},
        loans={loan.id: loan.name for loan in result.standing.loans},
        dues={
            **{risk.id: risk.name for risk in outlook.defaults},
            **{need.id: need.name for need in result.standing.liquidity.needs},
        },
    )


def policy_title(risk: PolicyRisk) -> str:
    """A line of the policy: `LTV as reported over 25%`."""
    title = titled(POLICY, risk.line)
    return title if risk.level is None else say("{line} over {level}", line=title, level=round_percent(risk.level))


def payer(paid: PaidBy, names: Names) -> str:
    """Who paid: `cash`, `Arm margin loan`, `sale of T-Mobile US`."""
    if paid.kind == "cash":
        return titled(CASH, paid.source)
    if paid.kind == "sell":
        return say("sale of {asset}", asset=names.assets.get(paid.source, paid.source))
    return names.loans.get(paid.source) or names.dues.get(paid.source) or paid.source


def share_text(share: float) -> str:
    """A share of an amount in few digits: `62%`, `3.1%`, `under 0.1%`."""
    if 0.0 < share < SMALL:
        return say("under {share}", share=percent(SMALL))
    return percent(share) if 0.0 < share < WHOLE else ratio_text(max(share, 0.0), decimals=0, language=here())
