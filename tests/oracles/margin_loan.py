"""The margin loan of docs/models/margin-loan.md in plain Python: dataclasses, lists and floats.

Day 0 is the as-of day and is not stepped. Sale sizes are found by bisection,
never by a closed form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from .forced_sale import Depth, smallest
from .loan_records import (
    CALLED,
    CLOSED,
    MATURED,
    OPEN,
    SELLING,
    Borrower,
    Day,
    Listing,
    Loan,
    LoanHistory,
    Market,
    PoolShare,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True, kw_only=True)
class _Purse:
    """What the loans share: free shares, cash, and the volume already used today."""

    free: dict[str, float]
    cash: float
    sold: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Book:
    """One loan on its way through the days, with the surroundings of its current step."""

    loan: Loan
    listings: dict[str, Listing]
    purse: _Purse
    horizon: int
    units: float
    deposit: float
    pledged: dict[str, float]
    guarantee_left: float
    status: str = OPEN
    deadline: int = 0
    start: int = 0
    day: int = 0
    prices: dict[str, float] = field(default_factory=dict)
    record: Day = field(default_factory=lambda: Day(day=0))
    history: LoanHistory = field(default_factory=LoanHistory)

    @property
    def debt(self) -> float:
        return self.units * self.loan.index[self.day]

    def worth(self, share: PoolShare) -> float:
        """Collateral value of one share of this asset."""
        return self.prices[share.asset] * (1.0 - share.haircut)

    @property
    def value(self) -> float:
        return sum(self.pledged[share.asset] * self.worth(share) for share in self.loan.pool)

    @property
    def gap(self) -> float:
        """Cash that would cure the loan."""
        return self.debt - self.deposit - self.loan.cure * self.value

    def repay(self, amount: float) -> None:
        index = self.loan.index[self.day]
        self.units = 0.0 if amount >= self.debt else self.units - amount / index

    def happened(self, event: str) -> None:
        self.history.events.append((self.day, event))


def run(loans: list[Loan], market: Market, borrower: Borrower) -> list[LoanHistory]:
    """Step all loans in order over days 1 to the horizon; one history per loan."""
    purse = _Purse(free=dict(borrower.free), cash=borrower.cash)
    horizon = len(market.prices) - 1
    books = [_book(loan, market.listings, purse, horizon) for loan in loans]
    lost: dict[str, int | None] = dict.fromkeys(market.listings)
    for day in range(1, horizon + 1):
        purse.sold = dict.fromkeys(market.listings, 0.0)
        for book in books:
            _one_day(book, day, market.prices[day])
        for asset, listing in market.listings.items():
            if lost[asset] is None and _under_control(asset, listing, books):
                lost[asset] = day
    for book in books:
        book.history.control_lost = dict(lost)
    return [book.history for book in books]


def ltv(debt: float, deposit: float, value: float) -> float:
    """LTV of collateral worth `value` after haircuts."""
    if value > 0.0:
        return (debt - deposit) / value
    return inf if debt > deposit else 0.0


def _book(loan: Loan, listings: dict[str, Listing], purse: _Purse, horizon: int) -> _Book:
    return _Book(
        loan=loan,
        listings=listings,
        purse=purse,
        horizon=horizon,
        units=loan.drawn,
        deposit=loan.deposit,
        pledged={share.asset: share.shares for share in loan.pool},
        guarantee_left=loan.guaranteed,
    )


def _under_control(asset: str, listing: Listing, books: list[_Book]) -> bool:
    if listing.control is None or listing.outstanding is None:
        return False
    stake = books[0].purse.free.get(asset, 0.0) + sum(book.pledged.get(asset, 0.0) for book in books)
    return stake / listing.outstanding < listing.control


def _one_day(book: _Book, day: int, prices: dict[str, float]) -> None:
    """Step the loan if it is still watched, and write the day down either way."""
    book.day, book.prices = day, prices
    watched = book.status in {OPEN, CALLED, SELLING}
    debt, value = book.debt, book.value
    book.record = Day(day=day, ltv=ltv(debt, book.deposit, value), accrued=debt)
    if watched:
        _step(book)
        _end(book)
    record = book.record
    record.status = book.history.status = book.status
    record.debt, record.deposit, record.pledged = book.debt, book.deposit, dict(book.pledged)
    record.free, record.cash = dict(book.purse.free), book.purse.cash
    book.history.days.append(record)
    book.history.loss += record.loss
    book.history.owed += record.owed
    book.history.recourse_paid += record.recourse


def _step(book: _Book) -> None:
    if book.status == OPEN:
        _watch_open(book)
    elif book.status == CALLED:
        _watch_called(book)
    elif book.day >= book.start:
        _sell(book)


def _watch_open(book: _Book) -> None:
    loan, today = book.loan, book.record.ltv
    if today >= loan.call:
        _note_call(book)
    if today >= loan.close_out:
        _close_out(book)
    elif today >= loan.call:
        _call(book)
    elif loan.release is not None and today < loan.release:
        _release(book, loan.release)


def _note_call(book: _Book) -> None:
    loan, history = book.loan, book.history
    book.happened("call")
    if history.first_call is None:
        first = loan.pool[0]
        missing = (book.debt - book.deposit) / loan.cure - book.value
        history.first_call = book.day
        history.cash_to_cure = book.gap
        history.shares_to_cure = missing / book.worth(first) if book.worth(first) > 0.0 else inf


def _call(book: _Book) -> None:
    loan = book.loan
    book.status, book.deadline = CALLED, book.day + loan.cure_days
    if loan.cure_days == 0:
        _watch_called(book)


def _release(book: _Book, level: float) -> None:
    """Return the deposit, then shares from the end of the pool, until the LTV is the release level."""
    book.happened("release")
    purse, record = book.purse, book.record
    cash = min(book.deposit, level * book.value - (book.debt - book.deposit))
    book.deposit -= cash
    purse.cash += cash
    record.cash_returned += cash
    for share in reversed(book.loan.pool):
        excess = book.value - (book.debt - book.deposit) / level
        if excess > 0.0 and book.worth(share) > 0.0:
            _return_shares(book, share.asset, min(book.pledged[share.asset], excess / book.worth(share)))


def _return_shares(book: _Book, asset: str, shares: float) -> None:
    book.pledged[asset] = 0.0 if shares == book.pledged[asset] else book.pledged[asset] - shares
    book.purse.free[asset] = book.purse.free.get(asset, 0.0) + shares
    book.record.returned[asset] = book.record.returned.get(asset, 0.0) + shares


def _watch_called(book: _Book) -> None:
    if book.day < book.deadline:
        if book.record.ltv >= book.loan.close_out:
            _close_out(book)
    elif book.record.ltv <= book.loan.cure:
        book.happened("lapse")
        book.status = OPEN
    elif (given := _means_to_cure(book)) is None:
        book.happened("failed cure")
        if book.history.failed_cure is None:
            book.history.failed_cure = book.day
        _close_out(book)
    else:
        book.happened("cure")
        _give(book, given)
        book.status = OPEN


@dataclass(slots=True, kw_only=True)
class _Given:
    """What the borrower would deliver to cure a call."""

    shares: dict[str, float] = field(default_factory=dict)
    prepaid: float = 0.0
    deposited: float = 0.0


def _means_to_cure(book: _Book) -> _Given | None:
    """Take the means in the stated order, each as far as it goes; None where all together leave a gap."""
    gap, cash, given = book.gap, book.purse.cash, _Given()
    for means in book.loan.means:
        if means == "shares":
            gap = _shares_to_cure(book, gap, given)
            continue
        paid = min(cash, gap)
        cash, gap = cash - paid, gap - paid
        if means == "cash":
            given.prepaid += paid
        else:
            given.deposited += paid
    return given if gap <= 0.0 else None


def _shares_to_cure(book: _Book, gap: float, given: _Given) -> float:
    """Free shares in the order of the pool; what is left of the gap."""
    for share in book.loan.pool:
        relief = book.loan.cure * book.worth(share)  # of the gap, by one share
        free = book.purse.free.get(share.asset, 0.0)
        if gap <= 0.0 or relief <= 0.0:
            continue
        enough = free >= gap / relief
        given.shares[share.asset] = gap / relief if enough else free
        gap = 0.0 if enough else gap - free * relief
    return gap


def _give(book: _Book, given: _Given) -> None:
    for asset, shares in given.shares.items():
        book.pledged[asset] += shares
        book.purse.free[asset] -= shares
        book.record.posted[asset] = shares
    book.purse.cash -= given.prepaid + given.deposited
    book.repay(given.prepaid)
    book.deposit += given.deposited
    book.record.prepaid, book.record.deposited = given.prepaid, given.deposited


def _close_out(book: _Book) -> None:
    """Let deposit and a guarantee that need not wait repay debt, and set the first day of the sale."""
    loan = book.loan
    book.happened("close-out")
    if book.history.close_out is None:
        book.history.close_out = book.day
    book.status, book.start = SELLING, book.day + loan.sale_delay
    used = min(book.deposit, book.debt)
    book.repay(used)
    book.deposit -= used
    if loan.guarantee_first and loan.guaranteed < inf:
        _answer(book, min(book.guarantee_left, book.purse.cash, book.debt))
    if book.debt == 0.0:
        _close(book)
    elif loan.sale_delay == 0:
        _sell(book)


def _answer(book: _Book, amount: float) -> None:
    """Let the borrower pay under its guarantee or its full recourse."""
    book.repay(amount)
    book.purse.cash -= amount
    book.guarantee_left -= amount
    book.record.recourse += amount


def _sell(book: _Book) -> None:
    """One day of the sale, each asset of the pool in turn."""
    if book.loan.until_cured and ltv(book.debt, book.deposit, book.value) <= book.loan.cure:
        _reopen(book)
        return
    for share in book.loan.pool:
        cap = _most(book, share)
        if cap <= 0.0:
            continue
        reached = _goal(book, share)
        shares = smallest(cap, reached)
        met = reached(shares)
        _sell_shares(book, share, shares)
        if met and book.loan.until_cured and book.debt > 0.0:
            _reopen(book)
            return
        if met:
            _close(book)
            return
    if all(shares == 0.0 for shares in book.pledged.values()):
        _split(book, book.debt)
        book.units = 0.0
        _close(book)


def _most(book: _Book, share: PoolShare) -> float:
    """Shares of this asset that may be sold today."""
    volume = book.loan.participation * book.listings[share.asset].volume - book.purse.sold[share.asset]
    return max(0.0, min(book.pledged[share.asset], volume))


def _depth(book: _Book, share: PoolShare) -> Depth:
    return Depth(
        price=book.prices[share.asset],
        volume=book.listings[share.asset].volume,
        impact=share.impact,
        power=book.loan.impact_power,
    )


def _goal(book: _Book, share: PoolShare) -> Callable[[float], bool]:
    """Whether selling n shares of this asset is enough."""
    depth, debt, pledged = _depth(book, share), book.debt, book.pledged[share.asset]
    others = sum(
        book.pledged[other.asset]
        * (1.0 - other.haircut)
        * _depth(book, other).price_after(book.record.sold.get(other.asset, 0.0))
        for other in book.loan.pool
        if other is not share
    )

    def repaid(shares: float) -> bool:
        return depth.proceeds(shares) >= debt

    def cured(shares: float) -> bool:
        left = others + (pledged - shares) * (1.0 - share.haircut) * depth.price_after(shares)
        return repaid(shares) or ltv(debt - depth.proceeds(shares), book.deposit, left) <= book.loan.cure

    return cured if book.loan.until_cured else repaid


def _sell_shares(book: _Book, share: PoolShare, shares: float) -> None:
    asset, proceeds = share.asset, _depth(book, share).proceeds(shares)
    book.pledged[asset] = 0.0 if shares == book.pledged[asset] else book.pledged[asset] - shares
    book.purse.sold[asset] += shares
    book.record.sold[asset] = shares
    book.record.proceeds += proceeds
    book.repay(proceeds)


def _reopen(book: _Book) -> None:
    book.happened("reopened")
    book.status = OPEN


def _close(book: _Book) -> None:
    """Close the loan; shares that are left go back to the borrower."""
    book.happened("closed")
    book.status, book.history.closed = CLOSED, book.day
    for asset, shares in book.pledged.items():
        if shares > 0.0:
            _return_shares(book, asset, shares)


def _split(book: _Book, shortfall: float) -> None:
    """Divide a shortfall between what the borrower pays, what it owes and what the lender loses."""
    answered = min(shortfall, book.guarantee_left)
    paid = min(answered, book.purse.cash)
    if paid > 0.0:
        _answer(book, paid)
    book.record.owed += answered - paid
    book.record.loss += shortfall - answered
    book.repay(shortfall - paid)


def _end(book: _Book) -> None:
    """At the horizon mark an unfinished sale; at its maturity let an open or called loan leave the model."""
    if book.status == SELLING and book.day == book.horizon:
        book.happened("unfinished")
        book.history.unfinished = True
        worth = sum(shares * book.prices[asset] for asset, shares in book.pledged.items())
        _split(book, max(0.0, book.debt - worth))
    elif book.status in {OPEN, CALLED} and book.day == book.loan.maturity:
        book.happened("matured")
        book.status = MATURED
