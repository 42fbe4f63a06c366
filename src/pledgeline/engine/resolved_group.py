"""The group as the engine sees it: cash, debts with their terms, bills, inflows, the waterfall, tolerances.

Dated, in plain floats, defaults written out, beside the `ResolvedCase` whose loans and
assets it shares. Days are day numbers: 0 is `as_of`, day k is `dates[k - 1]`; `NEVER_DUE`
stands for what does not come. Ratios are fractions; money is in the currency named beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.programme_draws import DrawMonth

NEVER_DUE = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What happens at maturity instead of repayment, `times` at most; 0 times is plain repayment.

    `ceiling` is the highest LTV at which the lender renews: of the loan itself for a
    margin loan, of the group as reported at the last close for a debt.
    """

    times: int = 0
    days: int = 0  # business days by which the maturity moves
    ceiling: float = 0.0  # inf where no LTV is asked
    fee: float = 0.0  # of the amount, paid on the day


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedFacility:
    """What the group may still do with a margin loan, by its id; money in the currency of the loan."""

    loan: str
    undrawn: float
    draw_stop: float  # LTV that a draw may not pass
    draw_until: int  # last day of drawing
    due: int
    renewal: Renewal
    cross_default: tuple[str, ...]  # loans and debts whose default is its default


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCredit:
    """A debt without margin calls: bond, loan, hybrid, line, bridge, bonds to be issued, other secured borrowing.

    Money in `currency`. `settles` is the asset whose value a prepaid forward's settlement
    follows, or "".
    """

    id: str
    name: str
    kind: str  # bond, loan, hybrid, net, line, bridge, issue, secured, forward
    currency: str
    balance: float  # on day 0
    undrawn: float
    rate_steps: tuple[tuple[int, float], ...]  # (from day, rate a year), ascending, the first from day 0
    year_days: int  # 360 or 365
    due: int  # NEVER_DUE where it has no date
    term: int  # business days from the first draw to maturity, where `due` is not fixed; 0 otherwise
    ceiling: float  # reported LTV of the last close above which it does not lend; inf where none
    opens: int  # first and last day of lending
    closes: int
    fee: float  # of what is drawn
    renewal: Renewal
    equity_credit: float  # share that leaves the reported debt
    non_recourse: bool  # leaves both sides of the reported LTV
    settlement: float  # what leaves the holdings if `non_recourse`, on day 0
    settles: str
    cross_default: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedBill:
    """A commitment on its day; money in `currency`.

    A draw of a building programme has a `slot`: on a path it is what the programme calls for there, and `amount` is the
    draw as planned.
    """

    id: str
    to: str
    currency: str
    amount: float
    day: int  # 1 .. number of dates
    firm: bool
    buys: str  # the asset that grows by what is paid, at the price or value of the day; or ""
    backs: int = 0  # a bit for each pledge that it pays for, then for each programme, in the order of `backed`
    slot: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedInflow:
    """Money to be received on a day; money in `currency`."""

    id: str
    name: str
    kind: str  # receivable, inflow
    currency: str
    amount: float
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDividend:
    """Paid on the day for each share owned, pledged or free; in the currency of the asset's price."""

    asset: str
    day: int
    per_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedStake:
    """A private or fund stake; values in `currency`.

    The value on a day is `value · exp(drift + own diffusion + Σ beta · log move of the followed)`;
    `marks` are the days on which the reported mark is set to the value of `mark_delay` days before.
    """

    asset: str
    currency: str
    value: float  # on day 0, which is also its first mark
    volatility: float  # its own, apart from what it follows
    growth: float  # E[value] = value · exp(growth · t)
    follows: Mapping[str, float]
    marks: tuple[int, ...]
    mark_delay: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSource:
    """One rung of the waterfall.

    `kind`: cash, draw (a margin loan), credit (line, bridge, issue), sell (a listed asset).
    `target` is the id of the loan, credit or asset, "" for cash. The rest is for `sell`, `keep` for `cash`.
    """

    kind: str
    target: str
    keep: float = 0.0  # cash that is not paid out, currency of the case
    participation: float = 1.0  # share of the daily volume
    impact: float = 0.0  # times daily volatility, as of a margin loan's sale
    tax: float = 0.0  # share of the proceeds
    opens: int = 0  # first day of selling: the end of a lock-up
    ahead: int = 0  # business days before a bill that selling for it may begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedTolerance:
    """How likely each thing may be up to the day `within`; None where the case sets no tolerance."""

    call: float | None  # a first call on any margin loan
    gap: float | None
    ltv: float | None  # reported LTV over the ceiling of the policy, or over its normal line where it has no ceiling
    cover: float | None  # cash under the redemptions of the covered span
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedGroup:
    """Everything of the group that the path of a day needs, beside the loans and assets of the case."""

    cash: Mapping[str, float]  # by currency, that of the case first
    cure_purse: float  # currency of the case; inf where all cash may cure
    facilities: Mapping[str, ResolvedFacility]  # every margin loan, in the order of the case
    credits: Mapping[str, ResolvedCredit]
    bills: tuple[ResolvedBill, ...]  # by day, then in the order of the case
    inflows: tuple[ResolvedInflow, ...]  # likewise
    dividends: tuple[ResolvedDividend, ...]
    stakes: Mapping[str, ResolvedStake]
    waterfall: tuple[ResolvedSource, ...]
    interest_days: tuple[int, ...]  # last business day of each calendar quarter, up to the horizon
    cover_until: tuple[int, ...]  # day number at the end of the covered span, seen from day 0, 1, ...
    tolerance: ResolvedTolerance
    backed: tuple[str, ...] = ()  # pledges that bills pay for; the place of each is its bit in `backs`
    months: tuple[DrawMonth, ...] = ()  # draws of building programmes; the place of each is its slot
    building: tuple[str, ...] = ()  # programmes with draws; their bits come after those of the pledges
