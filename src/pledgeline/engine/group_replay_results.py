"""One path of a whole group, day by day: what was owed, received, paid, sold and broken.

Money is in the currency of the case at the rates of the day unless a currency stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from pledgeline.engine.replay import ReplayDay


@dataclass(frozen=True, slots=True, kw_only=True)
class BillShare:
    """What one source of the waterfall gave towards a bill."""

    source: str  # cash, or the id of what was drawn, borrowed or sold
    kind: str  # cash, draw, line, bridge, issue, sell
    name: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What was asked of the group, who paid it, and what nobody did."""

    kind: str  # recourse, interest, fees, repayments, commitments
    subject: str  # id of the loan, the debt or the commitment
    name: str
    amount: float
    paid_by: tuple[BillShare, ...]  # in the order of the waterfall
    unpaid: float
    firm: bool  # an unpaid part is a gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money that came in."""

    kind: str  # inflows, dividends
    subject: str  # id of the inflow, or of the asset that pays
    name: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSale:
    """Shares that the group sold for a bill of the day, or ahead of one."""

    asset: str
    name: str
    shares: float
    proceeds: float  # after impact and tax
    ahead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMark:
    """A stake whose reported value was set."""

    asset: str
    name: str
    value: float  # in `currency`
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanMorning:
    """One margin loan before it was looked at, at the prices of the day."""

    loan: str
    status: str  # open, called, selling, closed
    ltv: float
    exposure: float  # debt less deposit, in the currency of the loan


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDay:
    """The group at the close of one day, and what happened on it."""

    number: int
    date: dt.date
    cash: float
    accounts: tuple[tuple[str, float], ...]  # by currency, in that currency
    ltv_reported: float  # inf where nothing is left to divide by
    ltv_look_through: float
    nav: float
    gap: float  # of the bills of the day
    mornings: tuple[LoanMorning, ...]
    loans: tuple[ReplayDay, ...]  # those that had not ended; their `cash` is what may go to cures
    receipts: tuple[Receipt, ...]
    bills: tuple[Bill, ...]
    sales: tuple[BlockSale, ...]
    marks: tuple[NewMark, ...]
    defaults: tuple[tuple[str, str], ...]  # id and name of the loans and debts that default today
    lines: tuple[str, ...]  # of the policy, broken for the first time
    control: tuple[tuple[str, str], ...]  # id and name of the stakes of which control is lost

    @property
    def eventful(self) -> bool:
        """Whether anything but a new price came with the day."""
        made = (self.receipts, self.bills, self.sales, self.marks, self.defaults, self.lines, self.control)
        return any(made) or any(loan.events or loan.paid for loan in self.loans)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFate:
    """What the path came to; a date is None for what did not happen."""

    call: dt.date | None  # the first on any margin loan
    call_loan: str  # "" where none was called
    failed_cure: dt.date | None
    gap: dt.date | None
    gap_first: float  # of the first day with one
    gap_total: float
    lines: Mapping[str, dt.date | None]  # first break of each policy line that the case states, and of the cover
    lowest_cash: float
    lowest_cash_on: dt.date
    highest_ltv: float  # as reported
    highest_ltv_on: dt.date
    defaults: Mapping[str, dt.date]
    control: Mapping[str, dt.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReplay:
    """One path of a whole group."""

    currency: str
    days: tuple[GroupDay, ...]
    fate: GroupFate

    def of(self, loan: str) -> tuple[ReplayDay, ...]:
        """The days of one margin loan, until it ends."""
        return tuple(one for day in self.days for one in day.loans if one.loan == loan)
