"""What the group oracle keeps between two days: accounts, loans, credits, stakes, and what they are worth today."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, inf, sqrt
from typing import TYPE_CHECKING

from pledgeline.market.dynamics import DATES_PER_YEAR, total_volatility

from .group_records import GroupPath, LoanOutcome, QuarterBook
from .loan_records import Listing, Loan, PoolShare
from .margin_loan import _Book, _Purse

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.resolved_group import ResolvedCredit, ResolvedFacility, ResolvedGroup, ResolvedStake

NEVER = 1 << 40  # the oracle of the loan is not to let it mature by itself


@dataclass(slots=True, kw_only=True)
class Margin:
    """A margin loan on its way: the book of the loan's own oracle, and what the group adds to it."""

    book: _Book
    currency: str
    capitalised: bool
    terms: ResolvedFacility
    undrawn: float
    due: int
    renewals: int
    hidden: float = 0.0  # kappa: the part of draws since the last interest day that their units do not show
    settled: bool = False  # interest was settled today: units are the debt

    @property
    def index(self) -> float:
        """What a unit of debt is today; 1 once the interest of the quarter is settled."""
        return 1.0 if self.settled else self.book.loan.index[self.book.day]

    @property
    def debt(self) -> float:
        """Principal with accrued interest."""
        return self.book.units * self.index

    @property
    def net_debt(self) -> float:
        """Debt less the deposit."""
        return self.debt - self.book.deposit

    @property
    def answered(self) -> float:
        """The part of the debt that the group answers for."""
        return max(0.0, min(self.net_debt, self.book.guarantee_left))

    @property
    def unanswered(self) -> float:
        """The part of the debt that is the lender's own risk."""
        return max(self.net_debt - self.book.guarantee_left, 0.0)


@dataclass(slots=True, kw_only=True)
class Credit:
    """Any other debt on its way; money in its own currency."""

    terms: ResolvedCredit
    balance: float
    undrawn: float
    due: int
    renewals: int
    accrued: float = 0.0
    fallen: bool = False  # due and not renewed: never asked for again
    accelerated: bool = False  # due today because of a default


@dataclass(slots=True, kw_only=True)
class Stake:
    """A private stake on its way; money in its own currency."""

    terms: ResolvedStake
    mark: float
    units: float = 1.0
    seen: list[float] = field(default_factory=list)  # value by day, before purchases of the day
    added: list[tuple[int, float]] = field(default_factory=list)  # day and amount of purchases


@dataclass(slots=True, kw_only=True)
class Group:
    """Everything between the close of yesterday and the close of today."""

    case: ResolvedCase
    terms: ResolvedGroup
    moves: Mapping[str, Sequence[float]]
    accounts: dict[str, float]
    cure_purse: float
    purse: _Purse  # free shares, and what has been sold of each asset today
    margins: dict[str, Margin]
    credits: dict[str, Credit]
    stakes: dict[str, Stake]
    elsewhere: dict[str, float]  # listed shares owned that no margin loan holds and that are not free
    day: int = 0
    reported: float = 0.0  # LTV of the last close
    gap: float = 0.0  # today
    bought: dict[str, float] = field(default_factory=dict)  # shares, today
    flagged: set[str] = field(default_factory=set)
    path: GroupPath = field(default_factory=GroupPath)

    @property
    def date(self) -> dt.date:
        """Today."""
        return self.case.dates[self.day - 1] if self.day > 0 else self.case.as_of

    def log_move(self, name: str) -> float:
        """Log move since day 0; nothing where the path has none."""
        return self.moves[name][self.day - 1] if self.day > 0 and name in self.moves else 0.0

    def rate(self, currency: str) -> float:
        """Worth of one unit of a currency in the currency of the case."""
        return self.case.currencies[currency].spot * exp(self.log_move(currency))

    def price(self, name: str) -> float:
        """Price of a listed share in its own currency."""
        return (self.case.assets[name].price or 0.0) * exp(self.log_move(name))

    def worth(self, name: str) -> float:
        """Worth of a listed share in the currency of the case."""
        return self.price(name) * self.rate(self.case.assets[name].currency)

    def value(self, name: str) -> float:
        """Value of a private stake in its own currency, purchases included."""
        stake = self.stakes[name]
        followed = sum(beta * self.log_move(other) for other, beta in stake.terms.follows.items())
        return stake.terms.value * stake.units * exp(self.log_move(name) + followed)

    @property
    def listed(self) -> list[ResolvedAsset]:
        """Listed assets in the order of the case."""
        return [asset for asset in self.case.assets.values() if asset.kind == "listed"]

    def owned(self, name: str) -> float:
        """All shares of a listed asset: free, pledged, locked up."""
        pledged = sum(margin.book.pledged.get(name, 0.0) for margin in self.margins.values())
        return self.purse.free[name] + pledged + self.elsewhere[name]

    @property
    def cash(self) -> float:
        """Cash of all accounts in the currency of the case."""
        return sum(amount * self.rate(currency) for currency, amount in self.accounts.items())

    @property
    def book(self) -> QuarterBook:
        """The book of this quarter."""
        return self.path.books[self.date.year, (self.date.month - 1) // 3 + 1]

    def booked(self, name: str, amount: float) -> None:
        """Write a movement, in the currency of the case, into the book of the quarter."""
        self.book.moved[name] += amount

    def receive(self, currency: str, amount: float, name: str) -> None:
        """Money in a currency enters its account, or that of the case where it has none."""
        home = self.case.currency
        self.booked(name, amount * self.rate(currency))
        if currency in self.accounts:
            self.accounts[currency] += amount
        else:
            self.accounts[home] += amount * self.rate(currency) / self.rate(home)

    def spend(self, currency: str, amount: float) -> None:
        """Take money, in the currency of the case, from the account of a currency first, then from the others."""
        for account in sorted(self.accounts, key=lambda name: name != currency):
            held = self.accounts[account] * self.rate(account)
            taken = min(held, amount)
            self.accounts[account] = 0.0 if taken == held else self.accounts[account] - taken / self.rate(account)
            amount -= taken

    def in_default(self, name: str) -> bool:
        """Whether a loan or credit has ever defaulted, up to today."""
        return self.path.defaults.get(name, self.day + 1) <= self.day

    def default(self, name: str, day: int) -> None:
        """A facility defaults once at most."""
        self.path.defaults.setdefault(name, day)


def daily_volatility(asset: ResolvedAsset) -> float:
    """Jumps included; 0 for an asset without dynamics."""
    return 0.0 if asset.dynamics is None else total_volatility(asset.dynamics) / sqrt(DATES_PER_YEAR)


def opening_group(case: ResolvedCase, terms: ResolvedGroup, moves: Mapping[str, Sequence[float]]) -> Group:
    """The group on day 0."""
    listed = [asset for asset in case.assets.values() if asset.kind == "listed"]
    purse = _Purse(free={asset.id: asset.free for asset in listed}, cash=0.0)
    pooled = {asset.id: 0.0 for asset in listed}
    for loan in case.margin_loans.values():
        for share in loan.pool:
            pooled[share.asset] += share.shares
    return Group(
        case=case,
        terms=terms,
        moves=moves,
        accounts=dict(terms.cash),
        cure_purse=terms.cure_purse,
        purse=purse,
        margins={name: _margin(case, terms, purse, loan) for name, loan in case.margin_loans.items()},
        credits={name: _credit(credit) for name, credit in terms.credits.items()},
        stakes={name: Stake(terms=stake, mark=stake.value, seen=[stake.value]) for name, stake in terms.stakes.items()},
        elsewhere={asset.id: asset.locked_up + max(asset.pledged - pooled[asset.id], 0.0) for asset in listed},
        path=GroupPath(
            loans={name: LoanOutcome() for name in case.margin_loans},
            control_lost=dict.fromkeys(asset.id for asset in listed),
        ),
    )


def _credit(terms: ResolvedCredit) -> Credit:
    return Credit(
        terms=terms, balance=terms.balance, undrawn=terms.undrawn, due=terms.due, renewals=terms.renewal.times
    )


def _margin(case: ResolvedCase, group: ResolvedGroup, purse: _Purse, loan: ResolvedMarginLoan) -> Margin:
    facility = group.facilities[loan.id]
    terms = _loan_terms(case, group, loan)
    assets = {share.asset: case.assets[share.asset] for share in loan.pool}
    listings = {
        name: Listing(volume=inf if asset.daily_volume is None else asset.daily_volume)
        for name, asset in assets.items()
    }
    book = _Book(
        loan=terms,
        listings=listings,
        purse=purse,
        horizon=len(case.dates),
        units=loan.drawn,
        deposit=loan.deposit,
        pledged={share.asset: share.shares for share in loan.pool},
        guarantee_left=loan.recourse.guaranteed,
    )
    return Margin(
        book=book,
        currency=loan.currency,
        capitalised=loan.capitalised,
        terms=facility,
        undrawn=facility.undrawn,
        due=facility.due,
        renewals=facility.renewal.times,
    )


def _loan_terms(case: ResolvedCase, group: ResolvedGroup, loan: ResolvedMarginLoan) -> Loan:
    pool = tuple(
        PoolShare(
            asset=share.asset,
            shares=share.shares,
            haircut=share.haircut,
            impact=loan.impact * daily_volatility(case.assets[share.asset]),
        )
        for share in loan.pool
    )
    return Loan(
        drawn=loan.drawn,
        index=interest_index(case, group, loan),
        maturity=NEVER,
        pool=pool,
        cure=loan.cure,
        call=loan.call,
        close_out=loan.close_out,
        release=loan.release,
        deposit=loan.deposit,
        cure_days=loan.cure_days,
        means=loan.means,
        participation=loan.participation,
        sale_delay=loan.sale_delay,
        until_cured=loan.until_cured,
        guaranteed=loan.recourse.guaranteed,
        guarantee_first=not loan.recourse.collateral_first,
    )


def interest_index(case: ResolvedCase, group: ResolvedGroup, loan: ResolvedMarginLoan) -> tuple[float, ...]:
    """Index in the step of each day: simple interest within a quarter, paid or compounded after interest days."""
    index, start, accrued, before = [1.0], 1.0, 0.0, case.as_of
    for day, date in enumerate(case.dates, start=1):
        base = [rate for since, rate in loan.base_rate if since <= before]
        accrued += ((base[-1] if base else 0.0) + loan.spread) * (date - before).days / 360.0
        index.append(start * (1.0 + accrued))
        if day in group.interest_days:
            start, accrued = (index[-1] if loan.capitalised else 1.0), 0.0
        before = date
    return tuple(index)
