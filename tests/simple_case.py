"""A resolved case of one margin loan on one or more listed assets, for tests of the engine and the kernels."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from pledgeline.engine.resolved import (
    PoolShare,
    Recourse,
    ResolvedAsset,
    ResolvedCase,
    ResolvedCurrency,
    ResolvedMarginLoan,
)

if TYPE_CHECKING:
    from pledgeline.market.dynamics import Dynamics

AS_OF = dt.date(2025, 1, 1)
NO_RECOURSE = Recourse(guaranteed=0.0, collateral_first=True)
FULL_RECOURSE = Recourse(guaranteed=math.inf, collateral_first=True)


def simple_asset(name: str, dynamics: Dynamics, *, free: float = 0.0) -> ResolvedAsset:
    """Shares at USD 100, 1,000 of them pledged, of a company of 10,000."""
    return ResolvedAsset(
        id=name,
        name=name.title(),
        kind="listed",
        currency="USD",
        value=100.0 * (1000.0 + free),
        price=100.0,
        price_date=AS_OF,
        price_age_days=0,
        shares=1000.0 + free,
        pledged=1000.0,
        locked_up=0.0,
        free=free,
        shares_outstanding=10_000.0,
        free_float=None,
        daily_volume=500.0,
        control=None,
        dynamics=dynamics,
        scheduled=(),
        common_loading=0.0,
    )


def simple_loan(name: str = "loan", assets: tuple[str, ...] = ("alder",), **terms: object) -> ResolvedMarginLoan:
    """A loan with 1,000 shares of each asset; ``terms`` replace the defaults below."""
    stated: dict[str, object] = {
        "currency": "USD",
        "facility": None,
        "drawn": 50_000.0 * len(assets),
        "base_rate": (),
        "spread": 0.0,
        "capitalised": False,
        "maturity": dt.date(2100, 1, 1),
        "recourse": NO_RECOURSE,
        "pool": tuple(PoolShare(asset=asset, shares=1000.0, haircut=0.0) for asset in assets),
        "deposit": 0.0,
        "release": None,
        "cure": 0.6,
        "call": 0.7,
        "close_out": 0.8,
        "cure_days": 5,
        "means": ("shares", "cash"),
        "participation": 0.2,
        "impact": 1.0,
        "sale_delay": 1,
        "until_cured": False,
    }
    return ResolvedMarginLoan(id=name, name=name.title(), **{**stated, **terms})  # type: ignore[arg-type]


def simple_case(
    *,
    dynamics: Dynamics,
    days: int = 252,
    assets: tuple[str, ...] = ("alder",),
    loans: tuple[ResolvedMarginLoan, ...] | None = None,
    free: float = 0.0,
    cash: float = 0.0,
) -> ResolvedCase:
    """One borrower with the given loans (by default one on all assets), in US dollars, every day a business day."""
    dates = tuple(AS_OF + dt.timedelta(days=k) for k in range(1, days + 1))
    loans = (simple_loan(assets=assets),) if loans is None else loans
    return ResolvedCase(
        title="A simple case",
        group="Group",
        as_of=AS_OF,
        currency="USD",
        horizon=dates[-1],
        calendar="XNYS",
        dates=dates,
        cash=cash,
        cash_for_cures=cash,
        policy_normal=None,
        policy_ceiling=None,
        liquidity_until=dates[-1],
        currencies={"USD": ResolvedCurrency(spot=1.0, volatility=0.0, growth=0.0)},
        assets={name: simple_asset(name, dynamics, free=free) for name in assets},
        margin_loans={loan.id: loan for loan in loans},
        secured={},
        debts={},
        commitments={},
        correlations={},
        common_jumps=None,
        shocks=(),
        scenario="",
    )
