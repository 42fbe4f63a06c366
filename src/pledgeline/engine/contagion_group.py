"""The group in the network: what it owns outside, what it owes, its stakes in companies and the loans on them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.contract_checks import OUTSIDE
from pledgeline.case.loan import MarginLoan, SecuredLoan
from pledgeline.engine.desk import Desk, amount, either, optional
from pledgeline.engine.resolve_assets import resolve_asset
from pledgeline.engine.resolve_loans import resolve_margin, resolve_secured
from pledgeline.language.saying import said
from pledgeline.units.text import figured, money_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.resolved import PoolShare, ResolvedMarginLoan, ResolvedSecured

FAR = 0.1  # of what a company is stated to be worth: its price tells another story


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLoan:
    """A loan of the group on shares of a company; money in the currency of the case.

    `share` is what is pledged of the company; `call` is inf where no price calls it; `weight` is what
    the lender counts of the value; `guaranteed` is inf under full recourse.
    """

    id: str
    name: str
    company: str
    debt: float
    share: float
    call: float
    cure: float
    weight: float
    guaranteed: float
    lenders: tuple[tuple[str, float], ...]  # with their parts


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupBooks:
    """What the group owns outside the network, owes, and holds in it."""

    outside: float
    owed: Mapping[str, float]  # by creditor
    stakes: Mapping[str, float]  # share of each company, free of any loan
    loans: tuple[GroupLoan, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Possession:
    """Something that the group owns outside the network, and the debts for which it alone answers.

    `claims`: each debt, and the part of what is owned that is pledged for it.
    """

    worth: float
    claims: tuple[tuple[float, float], ...] = ()

    def left(self, fall: float) -> float:
        """What it leaves to the group after a fall: no loan takes more than is pledged for it."""
        worth = (1.0 - fall) * self.worth
        return max(worth - math.fsum(min(debt, part * worth) for debt, part in self.claims), 0.0)


@dataclass(frozen=True, slots=True)
class _Holding:
    """An asset that is a stake: its company, its share of it, and what of the company one share or all of it is."""

    company: str
    share: float
    each: float  # of the company, by share of a listed asset


def group_books(desk: Desk, equity: Mapping[str, float]) -> GroupBooks:
    """The books of the group; ``equity`` of companies tells which share of them a private stake is."""
    return _Books(desk, equity).closed()


def possessions(desk: Desk) -> tuple[Possession, ...]:
    """What the group owns outside the network: assets that are no stakes, with the loans on them, and its cash."""
    return tuple(_Books(desk, {}).possessions())


class _Books:
    def __init__(self, desk: Desk, equity: Mapping[str, float]) -> None:
        self._desk, self._case = desk, desk.document.case
        linked = {one.asset: key for key, one in self._case.companies.items() if one.in_network and one.asset}
        self._linked = linked
        self._holdings = {key: self._holding(key, linked[key], equity) for key in linked if equity}
        self._owed: dict[str, float] = defaultdict(float)
        self._pledged: dict[str, float] = defaultdict(float)  # of companies
        self._loans: list[GroupLoan] = []
        self._left_out: list[str] = []

    def closed(self) -> GroupBooks:
        outside = math.fsum(one.left(0.0) for one in self.possessions())
        self._told_twice()
        self._debts()
        for key, margin in self._margin():
            self._lend(key, margin)
        secured = dict(self._secured())
        for key, loan in secured.items():
            if loan.asset not in self._holdings:
                self._owe(key, min(loan.recourse.guaranteed, loan.carrying))
            elif loan.kind == "forward":
                self._deliver(loan)
            elif self._named(key):
                holding = self._holdings[loan.asset]
                self._secure(key, loan, self._named(key) * holding.each)
        self._share_out({key: loan for key, loan in secured.items() if self._takes_the_rest(key, loan)})
        stakes = {one.company: max(one.share - self._pledged[one.company], 0.0) for one in self._holdings.values()}
        return GroupBooks(
            outside=outside,
            owed=dict(self._owed),
            stakes=stakes,
            loans=tuple(self._loans),
            left_out=tuple(self._left_out),
        )

    def possessions(self) -> Iterator[Possession]:
        """Assets outside the network, in the order of the case, then cash."""
        claims: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for key, loan in self._secured():
            claims[loan.asset].append((self._without_recourse(loan), self._part(loan.asset, self._named(key))))
        for _, margin in self._margin():
            for part, debt, guaranteed in self._apart(margin):
                claims[part.asset].append((max(debt - guaranteed, 0.0), self._part(part.asset, part.shares)))
        for key in self._case.assets:
            if key not in self._linked:
                yield Possession(self._value(key), tuple(claims[key]))
        accounts = [self._desk.at_home(account) for account in self._case.group.accounts]
        if not accounts or None in accounts:
            self._left_out.append(said("The cash of the group is not known; none is counted."))
        yield from (Possession(account) for account in accounts if account is not None)
        for owed in self._case.debts.values():  # a debt below nothing is cash
            yield Possession(max(-either(self._desk.at_home(owed.amount), 0.0), 0.0))

    def _part(self, key: str, shares: float) -> float:
        """Which part of an asset some of its shares are; all of it where none are named."""
        asset = self._case.assets[key]
        owned = amount(asset.shares, 0.0) if isinstance(asset, ListedAsset) else 0.0
        return min(shares / owned, 1.0) if owned > 0.0 < shares else 1.0

    def _told_twice(self) -> None:
        """Companies whose stated worth is far from the price of their shares."""
        for key, company in self._linked.items():
            stated = self._desk.at_home(self._case.companies[company].equity)
            priced = self._price(key) * (self._issued(key, company) or 0.0)
            if stated is not None and priced > 0.0 and abs(priced - stated) > FAR * stated:
                self._left_out.append(
                    said(
                        "{company} is worth {stated} as stated, and {priced} at the price of its shares; "
                        "what is stated is used.",
                        company=self._case.companies[company].name,
                        stated=figured(money_text, stated, self._desk.home),
                        priced=figured(money_text, priced, self._desk.home),
                    )
                )

    def _value(self, key: str) -> float:
        """What an asset is worth; the law of its price is not needed."""
        asset = self._case.assets[key]
        plain = asset.model_copy(update={"dynamics": None}) if isinstance(asset, ListedAsset) else asset
        return resolve_asset(self._desk, key, plain).value

    def _price(self, key: str) -> float:
        """Of one share."""
        asset = self._case.assets[key]
        shares = amount(asset.shares, 0.0) if isinstance(asset, ListedAsset) else 0.0
        return self._value(key) / shares if shares > 0.0 else 0.0

    def _holding(self, key: str, company: str, equity: Mapping[str, float]) -> _Holding:
        """Of a listed company by shares outstanding, else by what it is worth."""
        asset = self._case.assets[key]
        if isinstance(asset, ListedAsset):
            issued, shares = self._issued(key, company), amount(asset.shares, 0.0)
            if issued is None and shares > 0.0:
                issued = shares * equity[company] / self._value(key)
            return _Holding(company, shares / issued if issued else 0.0, 1.0 / issued if issued else 0.0)
        worth = equity[company]
        return _Holding(company, self._value(key) / worth if worth > 0.0 else 0.0, 0.0)

    def _issued(self, key: str, company: str) -> float | None:
        """The shares outstanding of a listed company, where the case says."""
        asset, trading = self._case.assets[key], self._case.companies[company].trading
        issued = optional(asset.shares_outstanding) if isinstance(asset, ListedAsset) else None
        return issued or (float(trading.shares_outstanding.stated) if trading is not None else None)

    def _debts(self) -> None:
        for key, debt in self._case.debts.items():
            if debt.amount is not None and not debt.amount.known:
                self._left_out.append(said("What is owed under {debt} is not known; nothing is counted.", debt=key))
            self._owed[OUTSIDE] += max(either(self._desk.at_home(debt.amount), 0.0), 0.0)

    def _margin(self) -> Iterator[tuple[str, ResolvedMarginLoan]]:
        for key, loan in self._case.loans.items():
            if isinstance(loan, MarginLoan):
                yield key, resolve_margin(self._desk, key, loan)

    def _secured(self) -> Iterator[tuple[str, ResolvedSecured]]:
        for key, loan in self._case.loans.items():
            if not isinstance(loan, MarginLoan):
                yield key, resolve_secured(self._desk, key, loan)

    def _lenders(self, loan: str) -> tuple[tuple[str, float], ...]:
        """Who lent, with their parts; what nobody of the network lent is lent from outside."""
        parts = {
            key: amount(company.lends[loan], 0.0)
            for key, company in self._case.companies.items()
            if company.in_network and loan in company.lends
        }
        rest = 1.0 - math.fsum(parts.values())
        return (*parts.items(), (OUTSIDE, rest)) if rest > 0.0 or not parts else tuple(parts.items())

    def _owe(self, loan: str, debt: float) -> None:
        for lender, part in self._lenders(loan):
            self._owed[lender] += part * debt

    def _apart(self, loan: ResolvedMarginLoan) -> Iterator[tuple[PoolShare, float, float]]:
        """A margin loan by what the lender counts of each asset: the part of the pool, its debt, what is guaranteed."""
        home = self._desk.currencies[loan.currency].spot
        debt = max(loan.drawn - loan.deposit, 0.0) * home
        counted = {part.asset: self._price(part.asset) * part.shares * (1.0 - part.haircut) for part in loan.pool}
        total = math.fsum(counted.values())
        for part in loan.pool:
            weight = counted[part.asset] / total if total > 0.0 else 1.0 / len(loan.pool)
            yield part, weight * debt, weight * loan.recourse.guaranteed * home if weight > 0.0 else 0.0

    def _lend(self, key: str, loan: ResolvedMarginLoan) -> None:
        """A margin loan, taken apart where it is secured on several assets."""
        if len(loan.pool) > 1 and any(part.asset in self._holdings for part in loan.pool):
            self._left_out.append(
                said("{loan} is secured on several assets; it is taken apart by what they are worth.", loan=loan.name)
            )
        for part, debt, guaranteed in self._apart(loan):
            if part.asset not in self._holdings:
                self._owe(key, min(guaranteed, debt))
                continue
            holding = self._holdings[part.asset]
            share = part.shares * holding.each
            self._pledged[holding.company] += share
            self._loans.append(
                GroupLoan(
                    id=key if len(loan.pool) == 1 else f"{key}.{part.asset}",
                    name=loan.name,
                    company=holding.company,
                    debt=debt,
                    share=share,
                    call=loan.call,
                    cure=loan.cure,
                    weight=1.0 - part.haircut,
                    guaranteed=guaranteed,
                    lenders=self._lenders(key),
                )
            )

    def _deliver(self, loan: ResolvedSecured) -> None:
        """A prepaid forward: the shares that settle it are the other side's already."""
        holding, worth = self._holdings[loan.asset], self._value(loan.asset)
        self._pledged[holding.company] += holding.share * min(loan.settlement / worth, 1.0) if worth > 0.0 else 0.0

    def _named(self, loan: str) -> float:
        """The shares that a loan without margin calls names; 0 where it names none."""
        written = self._case.loans[loan]
        return amount(written.pledged, 0.0) if isinstance(written, SecuredLoan) else 0.0

    def _takes_the_rest(self, key: str, loan: ResolvedSecured) -> bool:
        return loan.asset in self._holdings and loan.kind != "forward" and not self._named(key)

    def _share_out(self, loans: Mapping[str, ResolvedSecured]) -> None:
        """Loans that name no shares are secured on all that is left of a stake, in proportion to what is owed."""
        left = {one.company: max(one.share - self._pledged[one.company], 0.0) for one in self._holdings.values()}
        for key, loan in loans.items():
            total = math.fsum(other.carrying for other in loans.values() if other.asset == loan.asset)
            part = loan.carrying / total if total > 0.0 else 0.0
            self._secure(key, loan, part * left[self._holdings[loan.asset].company])

    def _secure(self, key: str, loan: ResolvedSecured, share: float) -> None:
        """A loan without margin calls on a share of a company."""
        company = self._holdings[loan.asset].company
        self._pledged[company] += share
        self._loans.append(
            GroupLoan(
                id=key,
                name=loan.name,
                company=company,
                debt=loan.carrying,
                share=share,
                call=math.inf,
                cure=math.inf,
                weight=1.0,
                guaranteed=loan.recourse.guaranteed,
                lenders=self._lenders(key),
            )
        )

    def _without_recourse(self, loan: ResolvedSecured) -> float:
        """What of a loan only its asset answers for: of a forward, what settles it."""
        guaranteed = loan.recourse.guaranteed
        return 0.0 if math.isinf(guaranteed) else max(loan.settlement - guaranteed, 0.0)
