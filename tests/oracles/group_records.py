"""What the group oracle returns, as plain records.

Money is in the currency of the case at the rates of its day, unless the field says otherwise;
ratios are fractions. Days on which something first happened are None where it never did.
"""

from __future__ import annotations

from dataclasses import dataclass, field

INTO = ("inflows", "dividends", "draws", "lines", "bridge", "bonds issued", "sales", "returned")
OUT_OF = ("interest", "commitments", "repayments", "cures", "recourse", "taxes", "fees")
LINES = ("reported normal", "reported ceiling", "looked through normal", "looked through ceiling", "cover")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanClose:
    """A margin loan at the close; money in its own currency."""

    status: str
    debt: float
    deposit: float
    pledged: dict[str, float]
    ltv: float
    undrawn: float
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditClose:
    """Any other debt at the close; money in its own currency."""

    balance: float
    undrawn: float
    accrued: float
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDay:
    """The group at the close of a day; `gap` is what could not be paid on it."""

    day: int
    cash: dict[str, float]  # by currency, in that currency
    total_cash: float
    reported: float
    looked_through: float
    nav: float
    cover_need: float
    loans: dict[str, LoanClose]
    credits: dict[str, CreditClose]
    free: dict[str, float]  # shares
    sold: dict[str, float]  # shares, by the group and by lenders, today
    bought: dict[str, float]  # shares, today
    values: dict[str, float]  # of stakes, in their currency
    marks: dict[str, float]
    gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A bill that was asked for: `kind` is recourse, interest, repayment, fee, or commitment."""

    day: int
    kind: str
    of: str  # id of the loan, credit or commitment
    amount: float
    paid: tuple[float, ...]  # by source, in the order of the waterfall

    @property
    def unpaid(self) -> float:
        """What no source gave; exactly 0 where the bill was paid in full."""
        left = self.amount
        for part in self.paid:
            left -= part
        return left


@dataclass(slots=True, kw_only=True)
class LoanOutcome:
    """First days of a margin loan."""

    call: int | None = None
    failed_cure: int | None = None
    close_out: int | None = None


@dataclass(slots=True, kw_only=True)
class QuarterBook:
    """Sources and uses of one calendar quarter."""

    opening: float
    closing: float = 0.0
    revalued: float = 0.0  # change in the worth of foreign cash
    moved: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*INTO, *OUT_OF), 0.0))

    @property
    def difference(self) -> float:
        """By how much the book does not close."""
        came = sum(self.moved[name] for name in INTO) + self.revalued
        return self.opening + came - sum(self.moved[name] for name in OUT_OF) - self.closing


@dataclass(slots=True, kw_only=True)
class GroupPath:
    """One path of the group; `days[0]` is the as-of day, `days[d]` the close of day d."""

    days: list[GroupDay] = field(default_factory=list)
    loans: dict[str, LoanOutcome] = field(default_factory=dict)
    gap_day: int | None = None
    gap_size: float = 0.0  # of that day
    gap_total: float = 0.0  # over all days
    breaches: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(LINES))
    control_lost: dict[str, int | None] = field(default_factory=dict)
    defaults: dict[str, int] = field(default_factory=dict)  # first day of default by id; may be the day after the last
    claims: list[Claim] = field(default_factory=list)  # in the order in which they were asked for
    paid_in_full: dict[str, bool] = field(default_factory=dict)  # by commitment
    paid_by: dict[str, tuple[float, ...]] = field(default_factory=dict)  # by commitment; by source of the waterfall
    books: dict[tuple[int, int], QuarterBook] = field(default_factory=dict)  # by year and quarter
