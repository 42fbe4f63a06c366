"""The group's own words: what the tolerances are about, its policy, its books, and the names of what pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.report.pages.wording import percent, round_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.group_results import GroupOutlook, PaidBy, PolicyRisk
    from pledgeline.engine.results import Result

CRITERIA = {
    "call": "Margin call",
    "gap": "Gap",
    "ltv": "LTV over the policy",
    "cover": "Redemptions not covered",
    "search": "No tolerance reached",
}
HAPPENING = {
    "call": "a margin call",
    "gap": "a gap",
    "ltv": "an LTV over the group’s own policy",
    "cover": "cash that does not cover redemptions",
}
EVENTS = {
    "call": "First call on any margin loan",
    "failed_cure": "Call that is not met in time",
    "gap": "Gap: a bill that cannot be paid",
}
POLICY = {
    "reported_normal": "LTV as reported",
    "reported_ceiling": "LTV as reported",
    "through_normal": "Looked-through LTV",
    "through_ceiling": "Looked-through LTV",
    "cover": "Redemptions not covered by cash",
}
BOOKS = {
    "opening": "Cash at the start",
    "inflows": "Inflows",
    "dividends": "Dividends",
    "draws": "Drawn on margin loans",
    "lines": "Drawn on credit lines",
    "bridges": "Bridge loans",
    "issues": "Bonds issued",
    "sales": "Shares sold",
    "returned": "Returned by lenders",
    "exchange": "Moves of exchange rates",
    "interest": "Interest",
    "commitments": "Commitments",
    "repayments": "Repayments",
    "cures": "Cash for cures",
    "recourse": "Recourse claims",
    "taxes": "Taxes",
    "fees": "Fees",
    "closing": "Cash at the end",
}
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
    title = POLICY.get(risk.line, risk.line)
    return title if risk.level is None else f"{title} over {round_percent(risk.level)}"


def payer(paid: PaidBy, names: Names) -> str:
    """Who paid: `cash`, `Arm margin loan`, `sale of T-Mobile US`."""
    if paid.kind == "cash":
        return paid.source
    if paid.kind == "sell":
        return f"sale of {names.assets.get(paid.source, paid.source)}"
    return names.loans.get(paid.source) or names.dues.get(paid.source) or paid.source


def share_text(share: float) -> str:
    """A share of an amount in few digits: `62%`, `3.1%`, `under 0.1%`."""
    if share <= 0.0:
        return "0%"
    if share < SMALL:
        return "under 0.1%"
    return f"{100.0 * share:.0f}%" if share >= WHOLE else percent(share)
