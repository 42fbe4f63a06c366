"""The tables of a group: what is owed, promised and received by day, the waterfall, and the memory of a block of paths.

Beside the `Book` of its margin loans. Money is in the currency of the case unless the row carries
a `money` factor (or -1) and `fx`, the worth of one unit of its currency on day 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.impact import Record
from pledgeline.kernels.margin import LOT
from pledgeline.kernels.normals import LANES
from pledgeline.kernels.paths import CHUNK, Floats, Ints

Marks = npt.NDArray[np.uint8]

CASH, DRAW, CREDIT, SELL = 0, 1, 2, 3  # kinds of source
NOTHING, LISTED, STAKE = 0, 1, 2  # what a bill buys, or a forward settles in


def _code(number: int) -> int:
    """A number that the compiler does not take for a literal, for each of which it compiles a kernel again."""
    return np.int64(number)  # type: ignore[return-value]  # an int to whoever reads


# columns of the books; sources are positive, so are uses
INFLOWS, DIVIDENDS, DRAWS, LINES, BRIDGES, ISSUES, SALES, RETURNED, EXCHANGE = (_code(n) for n in range(9))
INTEREST, COMMITMENTS, REPAYMENTS, CURES, RECOURSE, TAXES, FEES, CLOSING = (_code(n) for n in range(9, 17))
FIRM, SOFT = _code(1), _code(0)  # whether a bill must be paid

BOOK_LINES = (
    "inflows", "dividends", "draws", "lines", "bridges", "issues", "sales", "returned", "exchange",
    "interest", "commitments", "repayments", "cures", "recourse", "taxes", "fees", "closing",
)  # fmt: skip

# what the group may do with a margin loan; the row of a loan is that of the book
FACILITY = np.dtype(
    [
        ("undrawn", "f8"),  # currency of the loan
        ("draw_stop", "f8"),
        ("draw_until", "i8"),
        ("due", "i8"),
        ("times", "i8"),
        ("days", "i8"),
        ("ceiling", "f8"),
        ("fee", "f8"),
        ("resets", "i8"),  # 1 where interest is paid and the index returns to 1
        ("account", "i8"),
    ]
)

# any other debt
CREDIT_TERMS = np.dtype(
    [
        ("balance", "f8"),
        ("undrawn", "f8"),
        ("due", "i8"),
        ("term", "i8"),  # from the first draw, which sets the maturity; 0 where it has a date, or none
        ("ceiling", "f8"),
        ("opens", "i8"),
        ("closes", "i8"),
        ("fee", "f8"),
        ("times", "i8"),
        ("days", "i8"),
        ("renew_ceiling", "f8"),
        ("renew_fee", "f8"),
        ("equity_credit", "f8"),
        ("non_recourse", "i8"),
        ("net", "i8"),
        ("settlement", "f8"),  # of a forward, at day 0
        ("settles", "i8"),  # NOTHING, LISTED, STAKE
        ("settles_in", "i8"),
        ("column", "i8"),  # of the books
        ("account", "i8"),
        ("money", "i8"),
        ("fx", "f8"),
    ]
)

SOURCE = np.dtype(
    [
        ("kind", "i8"),
        ("target", "i8"),
        ("keep", "f8"),
        ("participation", "f8"),
        ("tax", "f8"),
        ("opens", "i8"),
        ("ahead", "i8"),
        ("account", "i8"),  # for what is sold ahead of a bill
    ]
)

BILL = np.dtype(
    [
        ("amount", "f8"),
        ("firm", "i8"),
        ("backs", "i8"),  # a bit for each pledge that it pays for, and for each programme that it is a draw of
        ("slot", "i8"),  # column of `Ledger.called` that holds its amount on each path; -1 where it is `amount`
        ("buys", "i8"),
        ("target", "i8"),
        ("account", "i8"),
        ("money", "i8"),
        ("fx", "f8"),
    ]
)

# money in; a dividend has an asset, and its amount is per share
INFLOW = np.dtype([("amount", "f8"), ("asset", "i8"), ("account", "i8"), ("money", "i8"), ("fx", "f8")])

STAKE_TERMS = np.dtype([("value", "f8"), ("factor", "i8"), ("money", "i8"), ("fx", "f8")])

PURSE = np.dtype([("opening", "f8"), ("money", "i8"), ("fx", "f8")])

FACILITY_STATE = np.dtype(
    [
        ("undrawn", "f8"),
        ("kappa", "f8"),
        ("due", "i8"),
        ("renewals", "i8"),
        ("flag", "i8"),  # 1: closed out tomorrow morning
    ]
)

CREDIT_STATE = np.dtype(
    [
        ("balance", "f8"),
        ("undrawn", "f8"),
        ("accrued", "f8"),
        ("since", "f8"),  # the accrual index up to which interest has been counted
        ("due", "i8"),
        ("renewals", "i8"),  # -1 until the first draw sets the maturity
        ("flag", "i8"),  # 1: due tomorrow morning
    ]
)

STAKE_STATE = np.dtype([("units", "f8"), ("mark", "f8")])  # the mark in the currency of the stake

# what happened to the group on one path; days are day numbers or NEVER
PATH = np.dtype(
    [
        ("call", "i4"),
        ("call_loan", "i4"),
        ("failed_cure", "i4"),
        ("gap", "i4"),
        ("reported_normal", "i4"),
        ("reported_ceiling", "i4"),
        ("through_normal", "i4"),
        ("through_ceiling", "i4"),
        ("cover", "i4"),
        ("unpaid", "i8"),  # a bit for each pledge of which a commitment was not paid
        ("gap_first", "f8"),
        ("gap_total", "f8"),
        ("peak_ltv", "f8"),  # as reported, at a close
        ("lowest_cash", "f8"),
    ]
)


class Plan(NamedTuple):
    """What the group owes, gets and may do. L loans, C credits, A listed assets, P stakes, S sources, D padded days."""

    facilities: Record  # (L,) FACILITY
    credits: Record  # (C,) CREDIT_TERMS
    sources: Record  # (S,) SOURCE
    sale_lots: Record  # (S,) LOT: volume and impact of what is sold
    bills: Record  # (B,) BILL, by day
    inflows: Record  # (I,) INFLOW, by day
    stakes: Record  # (P,) STAKE_TERMS
    accounts: Record  # (K,) PURSE; the first is in the currency of the case
    first: Ints  # (2, D + 2) first bill and first inflow of each day
    dates: Ints  # (4, D + 1): is an interest day; end of the covered span; quarter; something is dated
    needs: Floats  # (S, D + 1) scheduled need of each sale ahead
    accrual: Floats  # (C, D + 1) interest of one unit of balance since day 0
    marks: Ints  # (2, P, D + 1) slot of the value that is fixed today for a later mark; slot that becomes the mark; -1
    betas: Floats  # (P, F)
    cross: Marks  # (L + C, L + C) 1 where the default of the column is one of the row
    moneys: Ints  # factors that are currencies
    spots: Floats  # (A,) price on day 0
    locked: Floats  # (A,) shares
    policy: Floats  # (2,) normal and ceiling; inf where there is none
    keep: float  # the least cash that a rung of the waterfall keeps; inf where no rung is cash
    less_cash: float  # share of cash that is taken off debt: 1, or 0 where a credit is net of it already
    purse: float  # for cures; inf where there is no limit
    opening_ltv: float  # as reported, on day 0


class Hold(NamedTuple):
    """State of one block of paths, lane by lane, beside the `Memory` of its loans."""

    facilities: Record  # (LANES, L) FACILITY_STATE
    credits: Record  # (LANES, C) CREDIT_STATE
    stakes: Record  # (LANES, P) STAKE_STATE
    pending: Floats  # (LANES, P, slots) values waiting to become marks, in the currency of the stake
    cash: Floats  # (LANES, K)
    rates: Floats  # (LANES, K) of the day before
    purse: Floats  # (LANES,)
    ltv: Floats  # (LANES,) as reported at the last close


class Now(NamedTuple):
    """Scratch of one day of one path."""

    worth: Floats  # (A + P + M, CHUNK, LANES) price of a share, value of a stake with no units bought, currency of the
    # case; rates of the moving currencies over those of day 0
    price: Floats  # (A,)
    value: Floats  # (P,)
    rate: Floats  # (F,) factor of a currency over day 0
    interest: Floats  # (L,) interest index; 1 once interest is paid
    claims: Floats  # (L,) recourse owed
    shares: Floats  # (S + 1,) what each source paid of a bill; the last: unpaid
    today: Ints  # (3,): day, row, quarter


class Ledger(NamedTuple):
    """Where the results of some paths go; the first row is path ``first``."""

    paths: Record  # (paths,) PATH
    defaults: npt.NDArray[np.int32]  # (paths, L + C)
    paid: Ints  # (B,)
    paid_by: Floats  # (B, S + 1, 2) sum and sum of squares of shares of the bill
    recorded: npt.NDArray[np.float32]  # (recorded paths, T, 4)
    books: Floats  # (recorded paths, Q, 17)
    called: Floats  # (paths, slots) what building calls for, in the currency of the case


def new_hold(plan: Plan) -> Hold:
    """State for one block."""
    return Hold(
        np.zeros((LANES, plan.facilities.size), FACILITY_STATE).view(np.recarray),
        np.zeros((LANES, plan.credits.size), CREDIT_STATE).view(np.recarray),
        np.zeros((LANES, plan.stakes.size), STAKE_STATE).view(np.recarray),
        np.zeros((LANES, plan.stakes.size, int(plan.marks.max(initial=0)) + 1)),
        np.zeros((LANES, plan.accounts.size)),
        np.zeros((LANES, plan.accounts.size)),
        np.zeros(LANES),
        np.zeros(LANES),
    )


def new_now(plan: Plan) -> Now:
    """Scratch for one sweep."""
    assets, stakes = plan.spots.size, plan.stakes.size
    return Now(
        np.zeros((assets + stakes + plan.moneys.size, CHUNK, LANES)),
        np.zeros(assets),
        np.zeros(stakes),
        np.ones(plan.betas.shape[1]),
        np.ones(plan.facilities.size),
        np.zeros(plan.facilities.size),
        np.zeros(plan.sources.size + 1),
        np.zeros(3, np.int64),
    )


def sale_lots(count: int) -> Record:
    """Empty lots for the sales of a waterfall."""
    return np.zeros(count, LOT).view(np.recarray)
