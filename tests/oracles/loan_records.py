"""What the margin-loan oracle is given and what it returns, as plain records.

All money is in one currency. Ratios are fractions (0.05 means 5 %).
"""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN, CALLED, SELLING, CLOSED, MATURED = "open", "called", "selling", "closed", "matured"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolShare:
    """Shares of one asset pledged on day 0."""

    asset: str
    shares: float
    haircut: float = 0.0
    impact: float = 0.0  # k: peak impact, as a fraction of the price, of selling one average daily volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """The terms of one loan; `index[t]` is the interest index in the step of day t, `index[0]` is 1."""

    drawn: float
    index: tuple[float, ...]
    maturity: int  # day number
    pool: tuple[PoolShare, ...]
    cure: float
    call: float
    close_out: float
    release: float | None = None
    deposit: float = 0.0
    cure_days: int = 5
    means: tuple[str, ...] = ("shares", "cash")  # of shares, cash, deposit; in order
    participation: float = 0.2
    impact_power: float = 0.5  # delta: 1/2 square-root law, 1 linear law
    sale_delay: int = 1
    until_cured: bool = False
    guaranteed: float = 0.0  # 0 no recourse, inf full recourse
    guarantee_first: bool = False  # a finite guarantee may be called before the collateral


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A listed company whose shares the borrower owns."""

    volume: float  # average, shares a day
    outstanding: float | None = None
    control: float | None = None  # a stake under this fraction is control lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Closes by day, day 0 first; the last day is the horizon."""

    prices: list[dict[str, float]]
    listings: dict[str, Listing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrower:
    """What can be posted on day 0, over all loans."""

    free: dict[str, float]  # shares by asset
    cash: float


@dataclass(slots=True, kw_only=True)
class Day:
    """What one loan did on one day; `free` and `cash` are what the next loan of the day finds."""

    day: int
    status: str = OPEN  # after the step
    ltv: float = 0.0  # before the step
    accrued: float = 0.0  # debt before the step
    debt: float = 0.0  # after the step
    deposit: float = 0.0  # after the step
    pledged: dict[str, float] = field(default_factory=dict)  # after the step
    posted: dict[str, float] = field(default_factory=dict)  # shares
    prepaid: float = 0.0
    deposited: float = 0.0
    recourse: float = 0.0  # cash paid under the guarantee or full recourse
    sold: dict[str, float] = field(default_factory=dict)  # shares
    proceeds: float = 0.0
    returned: dict[str, float] = field(default_factory=dict)  # shares
    cash_returned: float = 0.0
    loss: float = 0.0
    owed: float = 0.0
    free: dict[str, float] = field(default_factory=dict)
    cash: float = 0.0

    @property
    def paid(self) -> float:
        """All cash that left the borrower."""
        return self.prepaid + self.deposited + self.recourse


@dataclass(slots=True, kw_only=True)
class LoanHistory:
    """What became of one loan; days are None where the event never came."""

    first_call: int | None = None
    cash_to_cure: float | None = None  # at the first call
    shares_to_cure: float | None = None  # of the first collateral asset, at the first call
    failed_cure: int | None = None  # the first one, as all days below
    close_out: int | None = None
    loss: float = 0.0
    owed: float = 0.0
    recourse_paid: float = 0.0
    unfinished: bool = False
    status: str = OPEN
    closed: int | None = None
    events: list[tuple[int, str]] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)  # days 1 to the horizon
    control_lost: dict[str, int | None] = field(default_factory=dict)  # by asset, through all loans together
