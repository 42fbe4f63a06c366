"""The case as the engine sees it: dated, in plain floats, defaults written out.

Left of this things may be missing; right of it nothing is that a computation
needs. Ratios are fractions, money is in units of the named currency, rates are
per year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pledgeline.engine.resolved_group import ResolvedGroup
    from pledgeline.engine.resolved_programmes import ResolvedProgramme
    from pledgeline.market.dynamics import Dynamics


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAsset:
    """One asset; `value` in the currency of the case, `price` in its own."""

    id: str
    name: str
    kind: str  # listed, private
    currency: str
    value: float
    price: float | None
    price_date: dt.date | None
    price_age_days: int | None
    shares: float | None
    pledged: float  # over all loans; 0 for a private asset
    locked_up: float
    free: float  # shares - pledged - locked_up; 0 for a private asset
    shares_outstanding: float | None
    free_float: float | None
    daily_volume: float | None
    control: float | None
    dynamics: Dynamics | None  # never None for collateral of a margin loan
    scheduled: tuple[tuple[dt.date, float], ...]  # date, standard deviation of the log move
    common_loading: float  # on the common jumps
    fitted: bool = False  # whether `dynamics` were fitted to closes


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolShare:
    """Shares of one asset in the collateral pool of a loan."""

    asset: str
    shares: float
    haircut: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recourse:
    """What the borrower answers for beyond the collateral: `inf` for full recourse, 0 for none."""

    guaranteed: float
    collateral_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedMarginLoan:
    """One margin loan; money in its own currency."""

    id: str
    name: str
    currency: str
    facility: float | None
    drawn: float
    base_rate: tuple[tuple[dt.date, float], ...]  # from each date on; the first is at or before as_of
    spread: float
    capitalised: bool
    maturity: dt.date
    recourse: Recourse
    pool: tuple[PoolShare, ...]
    deposit: float
    release: float | None
    cure: float
    call: float
    close_out: float
    cure_days: int
    means: tuple[str, ...]  # shares, cash, deposit
    participation: float
    impact: float
    sale_delay: int
    until_cured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSecured:
    """A prepaid forward or another secured loan, for leverage only; money in the currency of the case."""

    id: str
    name: str
    kind: str  # forward, secured
    asset: str
    carrying: float
    settlement: float  # leaves the asset side; equals `carrying` for a secured loan
    recourse: Recourse  # in the currency of the case
    maturity: dt.date | None
    facility: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDebt:
    """Unsecured borrowing; money in the currency of the case."""

    id: str
    name: str
    kind: str  # bond, loan, hybrid, net
    amount: float
    due: dt.date | None
    equity_credit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCommitment:
    """A promise to pay; money in the currency of the case; due at the end of a partial date."""

    id: str
    to: str
    amount: float
    due: dt.date | None
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCurrency:
    """A currency; `spot` is what one unit of it is worth in the currency of the case."""

    spot: float
    volatility: float
    growth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCommonJumps:
    """One clock of jumps for all names."""

    rate: float
    mean: float
    std: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedShock:
    """A scenario's move of one asset or currency: its log, spread evenly over days 1..days; 0 days is at once."""

    name: str
    log_move: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCase:
    """Everything dated, in plain numbers. Prices of `assets` already carry shocks that act at once."""

    title: str
    group: str
    as_of: dt.date
    currency: str
    horizon: dt.date
    calendar: str
    dates: tuple[dt.date, ...]  # business days after as_of, up to and including the horizon; day k is dates[k - 1]
    cash: float | None
    cash_for_cures: float
    policy_normal: float | None
    policy_ceiling: float | None
    liquidity_until: dt.date
    currencies: Mapping[str, ResolvedCurrency]  # the currency of the case is in it, with spot 1
    assets: Mapping[str, ResolvedAsset]
    margin_loans: Mapping[str, ResolvedMarginLoan]  # in the order of the file, which is the order of their steps
    secured: Mapping[str, ResolvedSecured]
    debts: Mapping[str, ResolvedDebt]
    commitments: Mapping[str, ResolvedCommitment]
    correlations: Mapping[tuple[str, str], float]  # between diffusions of assets and currencies
    common_jumps: ResolvedCommonJumps | None
    shocks: tuple[ResolvedShock, ...]
    scenario: str
    programmes: Mapping[str, ResolvedProgramme] = field(default_factory=dict)
    funds: ResolvedGroup | None = None  # None where the cash of the group is not known
