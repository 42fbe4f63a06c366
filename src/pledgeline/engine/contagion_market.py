"""How the shares of a company trade: what a forced sale of them meets in the market."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.loan import MarginLoan
from pledgeline.engine.desk import amount
from pledgeline.engine.resolve_assets import resolve_asset
from pledgeline.engine.resolve_loans import IMPACT
from pledgeline.market.dynamics import DATES_PER_YEAR, total_volatility

if TYPE_CHECKING:
    from pledgeline.engine.desk import Desk


@dataclass(frozen=True, slots=True)
class Depth:
    """Daily volume as a share of the company, 0 where it is not known, and impact times daily volatility."""

    volume: float
    impact: float


def depth_of(desk: Desk, company: str) -> Depth:
    """As the company's `trading` says, else as the asset of the group does that is a stake in it.

    Of the asset the volatility counts jumps, and the impact is the largest that its margin loans state.
    """
    case = desk.document.case
    one = case.companies[company]
    if one.trading is not None:
        trading, factor = one.trading, amount(one.trading.impact, IMPACT)
        volume = float(trading.daily_volume.stated) / float(trading.shares_outstanding.stated)
        return Depth(volume, factor * float(trading.volatility.stated) / math.sqrt(DATES_PER_YEAR))
    asset = case.assets.get(one.asset or "")
    if not isinstance(asset, ListedAsset) or asset.dynamics is None:
        return Depth(0.0, 0.0)
    found = resolve_asset(desk, one.asset or "", asset)
    if not found.shares_outstanding or not found.daily_volume or found.dynamics is None:
        return Depth(0.0, 0.0)
    stated = [
        amount(loan.sale.impact, IMPACT)
        for loan in case.loans.values()
        if isinstance(loan, MarginLoan) and any(part.asset == one.asset for part in loan.collateral)
    ]
    factor = max(stated, default=IMPACT)
    volatility = total_volatility(found.dynamics) / math.sqrt(DATES_PER_YEAR)
    return Depth(found.daily_volume / found.shares_outstanding, factor * volatility)
