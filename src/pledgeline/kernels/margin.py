"""One day of one margin loan: the state machine of `docs/models/margin-loan.md`.

`step` is scalar and reads like the page. It is compiled for the sweep over
paths and interpreted, unchanged, to explain one path. It calls no `exp`, `log`
or `pow`, so both give the same bits.
"""

from __future__ import annotations

import math

import numpy as np

from pledgeline.kernels.codes import LoanEvent, LoanStatus
from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.impact import Record, peak_impact, sale_proceeds, size_for_ltv, size_for_proceeds

OPEN = int(LoanStatus.OPEN)
CALLED = int(LoanStatus.CALLED)
SELLING = int(LoanStatus.SELLING)
CLOSED = int(LoanStatus.CLOSED)
MATURED = int(LoanStatus.MATURED)

CALL = int(LoanEvent.CALL)
CURE = int(LoanEvent.CURE)
LAPSE = int(LoanEvent.LAPSE)
FAILED_CURE = int(LoanEvent.FAILED_CURE)
CLOSE_OUT = int(LoanEvent.CLOSE_OUT)
SALE = int(LoanEvent.SALE)
REPAID = int(LoanEvent.REPAID)
SHORTFALL = int(LoanEvent.SHORTFALL)
RELEASE = int(LoanEvent.RELEASE)
UNFINISHED = int(LoanEvent.UNFINISHED)
MATURITY = int(LoanEvent.MATURITY)

NO_MEANS, SHARES, CASH, DEPOSIT = 0, 1, 2, 3  # what a cure is made of

# rounding of a sum that just reaches its target; a relative distance, not an amount
_REACHED = 1.0 + 1e-12

# terms of one loan; levels are fractions, release 0 where the term sheet has none, days are business days
TERMS = np.dtype(
    [
        ("call", "f8"),
        ("cure", "f8"),
        ("close_out", "f8"),
        ("release", "f8"),
        ("cure_days", "i8"),
        ("means_1", "i8"),
        ("means_2", "i8"),
        ("means_3", "i8"),
        ("participation", "f8"),
        ("sale_delay", "i8"),
        ("until_cured", "i8"),
        ("guarantee_first", "i8"),
        ("maturity", "i8"),  # a day number; beyond the horizon where the loan outlives it
        ("horizon", "i8"),  # the last day number
        ("law", "i8"),  # SQUARE_ROOT or LINEAR impact
    ]
)

# state of one loan: debt = units x interest index; `guarantee` is what the borrower still answers for
STATE = np.dtype(
    [
        ("status", "i8"),
        ("deadline", "i8"),
        ("sale_start", "i8"),
        ("units", "f8"),
        ("deposit", "f8"),
        ("guarantee", "f8"),
    ]
)

# what one step did, in money of the loan; shares stand in `moved` of each lot
FLOWS = np.dtype(
    [
        ("events", "i8"),
        ("ltv", "f8"),  # before anything was done
        ("cash_need", "f8"),  # to cure today, on the day of a call
        ("shares_need", "f8"),  # of the first asset of the pool
        ("paid", "f8"),  # by the borrower: prepaid, or under recourse
        ("deposited", "f8"),
        ("proceeds", "f8"),
        ("returned", "f8"),  # cash back to the borrower
        ("recourse", "f8"),  # of `paid`, what guarantee or recourse took
        ("owed", "f8"),
        ("loss", "f8"),
    ]
)


# one asset of the collateral pool, in the order of the term sheet; money of the loan, shares
LOT = np.dtype(
    [
        ("asset", "i8"),
        ("weight", "f8"),  # 1 - haircut
        ("volume", "f8"),  # average daily volume
        ("impact", "f8"),  # k of the impact law
        ("spot", "f8"),  # price on day 0
        ("price", "f8"),  # price today
        ("mark", "f8"),  # the same after the impact of today's own sale
        ("pledged", "f8"),
        ("free", "f8"),  # what the borrower can still add
        ("sold", "f8"),  # today, by this loan and those before it
        ("moved", "f8"),  # today's change of `pledged`: cures up, releases and sales down
    ]
)

# one day as one loan sees it; `cash` is what the borrower can still pay, and is written to; the step does not
# look at the last two: what it came with, and the worth of one unit of the loan's currency
DAY = np.dtype([("number", "i8"), ("index", "f8"), ("cash", "f8"), ("purse", "f8"), ("fx", "f8")])


@compiled
def collateral_value(lots: Record) -> float:
    """Value of the pool after haircuts."""
    value = 0.0
    for k in range(lots.size):
        value += lots[k].pledged * lots[k].weight * lots[k].price
    return value


@inlined
def loan_to_value(exposure: float, value: float) -> float:
    """LTV of an exposure (debt less deposit); infinite without collateral, 0 without exposure."""
    if exposure <= 0.0:
        return 0.0
    return math.inf if value == 0.0 else exposure / value


@inlined
def _plan_cure(terms: Record, state: Record, lots: Record, day: Record) -> tuple[bool, float, float]:
    """Plan a full cure: shares into ``moved`` of each lot; returns (reaches, prepaid, deposited)."""
    exposure = state.units * day.index - state.deposit
    value = collateral_value(lots)
    cash = day.cash
    prepaid = 0.0
    deposited = 0.0
    for means in (terms.means_1, terms.means_2, terms.means_3):
        if means == SHARES:
            for k in range(lots.size):
                lot = lots[k]
                gap = exposure / terms.cure - value
                worth = lot.price * lot.weight
                if gap > 0.0 and worth > 0.0 and lot.free > lot.moved:
                    added = min(lot.free - lot.moved, gap / worth)
                    lot.moved += added
                    value += added * worth
        elif means != NO_MEANS:
            given = min(cash, max(exposure - terms.cure * value, 0.0))
            cash -= given
            exposure -= given
            if means == CASH:
                prepaid += given
            else:
                deposited += given
    return exposure <= terms.cure * value * _REACHED, prepaid, deposited


@inlined
def _cure(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> bool:
    """Cure the call in full, or give nothing; returns whether it was cured."""
    reaches, prepaid, deposited = _plan_cure(terms, state, lots, day)
    if not reaches:
        for k in range(lots.size):
            lots[k].moved = 0.0
        return False
    for k in range(lots.size):
        lots[k].pledged += lots[k].moved
        lots[k].free -= lots[k].moved
    day.cash -= prepaid + deposited
    flows.paid += prepaid
    flows.deposited += deposited
    state.units -= prepaid / day.index
    state.deposit += deposited
    state.status = OPEN
    flows.events |= CURE
    return True


@inlined
def _release(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> None:
    """Give back what exceeds the release LTV: deposit first, then shares, the last asset first."""
    debt = state.units * day.index
    value = collateral_value(lots)
    back = min(state.deposit, max(terms.release * value - (debt - state.deposit), 0.0))
    state.deposit -= back
    day.cash += back
    flows.returned += back
    excess = value - (debt - state.deposit) / terms.release
    for k in range(lots.size - 1, -1, -1):
        lot = lots[k]
        worth = lot.price * lot.weight
        if excess > 0.0 and worth > 0.0:
            shares = min(lot.pledged, excess / worth)
            lot.pledged -= shares
            lot.free += shares
            lot.moved -= shares
            excess -= shares * worth
    flows.events |= RELEASE


@compiled
def _split_shortfall(state: Record, day: Record, flows: Record, shortfall: float) -> None:
    """Split what the collateral did not repay between the borrower's answer and the lender's loss."""
    flows.events |= SHORTFALL
    claim = min(state.guarantee, shortfall)
    paid = min(claim, day.cash)
    day.cash -= paid
    state.guarantee -= claim
    flows.paid += paid
    flows.recourse += paid
    flows.owed += claim - paid
    flows.loss += shortfall - claim


@compiled
def _settle(state: Record, lots: Record, day: Record, flows: Record, debt: float) -> None:
    """The end of a sale: split what is left of the debt, give back what is left of the collateral."""
    if debt > 0.0:
        _split_shortfall(state, day, flows, debt)
    else:
        flows.events |= REPAID
    state.units = 0.0
    day.cash += state.deposit
    flows.returned += state.deposit
    state.deposit = 0.0
    for k in range(lots.size):
        lots[k].free += lots[k].pledged
        lots[k].pledged = 0.0
    state.status = CLOSED


@compiled
def start_sale(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> None:
    """Close out: deposit, and a guarantee that may be called first, repay debt; then the sale is set."""
    flows.events |= CLOSE_OUT
    state.status = SELLING
    state.sale_start = day.number + terms.sale_delay
    debt = state.units * day.index
    applied = min(state.deposit, debt)
    state.deposit -= applied
    debt -= applied
    if terms.guarantee_first == 1:
        called = min(state.guarantee, debt, day.cash)
        day.cash -= called
        state.guarantee -= called
        debt -= called
        flows.paid += called
        flows.recourse += called
    state.units = debt / day.index
    if debt <= 0.0:
        _settle(state, lots, day, flows, debt)


@inlined
def _sale(terms: Record, state: Record, lots: Record, k: int, cap: float, debt: float) -> tuple[float, float, bool]:
    """Today's sale of one lot: shares, money, and whether that reaches the goal."""
    lot = lots[k]
    if terms.until_cured == 1:
        others = 0.0
        for j in range(lots.size):
            if j != k:
                others += lots[j].pledged * lots[j].weight * lots[j].mark
        size = size_for_ltv(debt - state.deposit, terms.cure, others, lot, cap, terms.law)
        return size, min(sale_proceeds(size, lot, terms.law), debt), size < cap
    most = sale_proceeds(cap, lot, terms.law)
    if most < debt:
        return cap, most, False
    return size_for_proceeds(debt, lot, cap, terms.law), debt, True


@inlined
def _sell(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> None:
    """One day of the sale: each asset up to its share of the volume, and no more than the goal needs."""
    debt = state.units * day.index
    held = 0.0
    for k in range(lots.size):
        lots[k].mark = lots[k].price
    done = terms.until_cured == 1 and debt - state.deposit <= terms.cure * collateral_value(lots)
    for k in range(lots.size):
        lot = lots[k]
        cap = max(terms.participation * lot.volume - lot.sold, 0.0)
        if lot.pledged <= cap * _REACHED:  # no crumbs for tomorrow
            cap = lot.pledged
        if not done and debt > 0.0 and cap > 0.0 and lot.price > 0.0:
            size, proceeds, done = _sale(terms, state, lots, k, cap, debt)
            debt -= proceeds
            flows.proceeds += proceeds
            lot.pledged -= size
            lot.moved -= size
            lot.sold += size
            lot.mark = lot.price * (1.0 - peak_impact(size, lot, terms.law))
            flows.events |= SALE
        held += lot.pledged
    state.units = debt / day.index
    if debt <= 0.0 or held <= 0.0:
        _settle(state, lots, day, flows, debt)
    elif done and terms.until_cured == 1:
        state.status = OPEN


@inlined
def _mark_unfinished(state: Record, lots: Record, day: Record, flows: Record) -> None:
    """The horizon finds the sale going on: mark the rest at the last price, split any shortfall."""
    flows.events |= UNFINISHED
    value = state.deposit
    for k in range(lots.size):
        value += lots[k].pledged * lots[k].price
    shortfall = state.units * day.index - value
    if shortfall > 0.0:
        _split_shortfall(state, day, flows, shortfall)
        state.units -= shortfall / day.index


@inlined
def _watch(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> None:
    """Compare the LTV with the ladder and act on the rung it has reached."""
    exposure = state.units * day.index - state.deposit
    value = collateral_value(lots)
    ltv = loan_to_value(exposure, value)
    flows.ltv = ltv
    if state.status == OPEN:
        if ltv >= terms.call:
            flows.events |= CALL
            flows.cash_need = exposure - terms.cure * value
            worth = lots[0].price * lots[0].weight
            flows.shares_need = (exposure / terms.cure - value) / worth if worth > 0.0 else math.inf
        if ltv >= terms.close_out:
            start_sale(terms, state, lots, day, flows)
        elif ltv >= terms.call:
            state.status = CALLED
            state.deadline = day.number + terms.cure_days
        elif ltv < terms.release and state.units > 0.0:
            _release(terms, state, lots, day, flows)
    elif state.status == CALLED and ltv >= terms.close_out and day.number < state.deadline:
        start_sale(terms, state, lots, day, flows)
    if state.status == CALLED and day.number >= state.deadline:
        if ltv <= terms.cure:
            flows.events |= LAPSE
            state.status = OPEN
        elif not _cure(terms, state, lots, day, flows):
            flows.events |= FAILED_CURE
            start_sale(terms, state, lots, day, flows)


@compiled
def step(terms: Record, state: Record, lots: Record, day: Record, flows: Record) -> None:
    """Step one loan through one day; writes ``state``, ``lots``, ``day.cash`` and ``flows``.

    Shapes: ``terms``, ``state``, ``day`` and ``flows`` are records of TERMS, STATE,
    DAY and FLOWS; ``lots`` is a record array of LOT, one per asset of the pool.
    ``flows``, and ``moved`` of each lot, must come in as zeros. A loan that has
    ended is left alone. Nothing is raised; a NaN price gives a NaN LTV, which
    triggers nothing.
    """
    if state.status < SELLING and day.number > terms.maturity:
        state.status = MATURED  # it matured on a day that nobody had to look at
    if state.status >= CLOSED:
        return
    _watch(terms, state, lots, day, flows)
    if state.status == SELLING and day.number >= state.sale_start:
        _sell(terms, state, lots, day, flows)
    if state.status == SELLING and day.number >= terms.horizon:
        _mark_unfinished(state, lots, day, flows)
    elif state.status < SELLING and day.number >= terms.maturity:
        flows.events |= MATURITY
        state.status = MATURED
