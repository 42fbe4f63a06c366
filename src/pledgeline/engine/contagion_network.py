"""Who owes, holds and lends what to whom, in plain numbers: the network before anything happens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.case.case import HORIZON
from pledgeline.case.contract_checks import GROUP, OUTSIDE
from pledgeline.engine.contagion_group import group_books
from pledgeline.engine.contagion_market import Depth, depth_of
from pledgeline.engine.contagion_window import assumed_share, services, window_of
from pledgeline.engine.desk import amount, either, open_desk
from pledgeline.engine.document import Restated
from pledgeline.errors import CaseError, Inaccurate, Problem
from pledgeline.language.saying import said
from pledgeline.units.text import figured, money_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.case.company import Company
    from pledgeline.engine.contagion_group import GroupBooks
    from pledgeline.engine.contagion_window import Due, Services
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.document import CaseDocument
    from pledgeline.kernels.clearing import Floats

PASSES = 50
SETTLED = 1e-15  # relative change of an equity that is worked out
MOST_STEPS = 20_000  # to it: enough where companies hold each other up to 99.8 %
WHOLE = 1.0 + 1e-9  # of a company, and rounding
ROUNDING = 1e-12  # of what a company owns: less below 0 is none


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one owes another within the window, and the contracts that say so."""

    by: int
    to: int
    amount: float
    contracts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stake:
    """A share of a company that another holds free of any loan."""

    holder: int
    company: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SecuredLoan:
    """A loan on a share of a company; `inf` for a call that no price reaches and for full recourse.

    `weight` is what the lender counts of the value of the shares.
    """

    id: str
    name: str
    borrower: int
    company: int
    debt: float
    share: float
    call: float
    cure: float
    weight: float
    guaranteed: float
    lenders: tuple[tuple[int, float], ...]  # with their parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything of a network but what follows from the equity of its companies."""

    ids: tuple[str, ...]  # the group first, outside last
    names: tuple[str, ...]
    as_of: dt.date
    until: dt.date
    counted: tuple[str, ...]
    alpha: float
    beta: float
    exposed: tuple[float, ...]
    obligations: tuple[Obligation, ...]
    stakes: tuple[Stake, ...]
    loans: tuple[SecuredLoan, ...]
    depths: tuple[Depth, ...]
    dues: tuple[tuple[str, Due], ...]  # by contract
    let: Services
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """A network whose books close; arrays by company, those of the ids without outside.

    `equity` before anything happens; `deficit` is by how much what a company owes is more than it has even then;
    `outside` its outside assets, which `worked_out` tells to follow from its equity.
    """

    terms: Terms
    equity: Floats
    deficit: Floats
    outside: Floats
    worked_out: tuple[bool, ...]

    @property
    def size(self) -> int:
        """How many companies, with the group."""
        return self.equity.size


def resolve_network(
    document: CaseDocument, counted: tuple[str, ...] | None = None, *, let: Services | None = None
) -> Network:
    """The network of a case before its scenario.

    ``counted`` in place of the standings that the case clears; ``let``, where it is known, of a case with the same
    building programmes, which need not be resolved again then.
    Raises CaseError where what a company is worth is not known, or less than what is owed to it, or where more than all
    of it is held; Inaccurate where companies hold each other whole.
    """
    case = document.case
    desk = open_desk(Restated(document=document, case=case, scenario=""))
    return _Builder(desk, tuple(counted or case.contagion.counted), services(desk) if let is None else let).network()


class _Builder:
    """A network on its way from paper to numbers."""

    def __init__(self, desk: Desk, counted: tuple[str, ...], let: Services) -> None:
        self._desk = desk
        self._case = desk.document.case
        self._companies = {key: one for key, one in self._case.companies.items() if one.in_network}
        self._ids = (GROUP, *self._companies, OUTSIDE)
        self._place = {key: number for number, key in enumerate(self._ids)}
        until = self._case.contagion.until
        self._until = desk.after(self._case.horizon, HORIZON)
        if until is not None and until.value is not None:
            self._until = until.value.last
        self._window = window_of(desk, self._until, counted, let)
        self._dues = {key: self._window.due(contract) for key, contract in self._case.contracts.items()}

    def network(self) -> Network:
        """The network whose books close: what a private stake is of a company may hang on what the company is worth."""
        stated = {key: self._stated(key, one) for key, one in self._companies.items()}
        equity = {key: either(worth, 1.0) for key, worth in stated.items()}
        for _ in range(PASSES):
            books = group_books(self._desk, equity)
            terms = self._terms(books)
            found = self._close(terms, books.outside)
            now = dict(zip(self._ids, found.equity.tolist(), strict=False))
            if all(math.isclose(equity[key], now[key], rel_tol=SETTLED, abs_tol=0.0) for key in equity):
                break
            equity = {key: now[key] for key in equity}
        self._refuse_overheld(terms)
        return found

    def _stated(self, key: str, company: Company) -> float | None:
        """The equity that is stated; None where the assets are."""
        figure = company.assets if company.equity is None else company.equity
        if figure is None or figure.value is None:
            path = f"companies.{key}.{'assets' if company.equity is None else 'equity'}"
            what = said("what {company} is worth is not known, and others owe or hold it", company=company.name)
            remedy = said("write an assumption with its range: {literal}", literal="{assume: …, range: …}")
            raise CaseError([Problem(where=self._desk.document.locate(path), what=what, remedy=remedy, key=path)])
        return self._desk.at_home(figure) if company.equity is not None else None

    def _terms(self, books: GroupBooks) -> Terms:
        loans = (*self._group_loans(books), *self._contract_loans())
        alpha, beta = assumed_share(self._desk)
        return Terms(
            ids=self._ids,
            names=(self._case.group.name, *(one.name for one in self._companies.values()), OUTSIDE),
            as_of=self._case.as_of,
            until=self._until,
            counted=self._window.counted,
            alpha=alpha,
            beta=beta,
            exposed=(0.0, *(amount(one.exposed, 0.0) for one in self._companies.values())),
            obligations=tuple(self._obligations(books)),
            stakes=tuple(self._stakes(books, loans)),
            loans=loans,
            depths=(Depth(0.0, 0.0), *(depth_of(self._desk, key) for key in self._companies)),
            dues=tuple(self._dues.items()),
            let=self._window.services,
            left_out=books.left_out,
        )

    def _group_loans(self, books: GroupBooks) -> Iterator[SecuredLoan]:
        for loan in books.loans:
            yield SecuredLoan(
                id=loan.id,
                name=loan.name,
                borrower=0,
                company=self._place[loan.company],
                debt=loan.debt,
                share=loan.share,
                call=loan.call,
                cure=loan.cure,
                weight=loan.weight,
                guaranteed=loan.guaranteed,
                lenders=tuple((self._place[key], part) for key, part in loan.lenders),
            )

    def _contract_loans(self) -> Iterator[SecuredLoan]:
        for key, contract in self._case.contracts.items():
            due, secured = self._dues[key], contract.secured
            if secured is not None and not due.why_not:
                yield SecuredLoan(
                    id=key,
                    name=contract.title or key,
                    borrower=self._place[contract.by],
                    company=self._place[secured.on],
                    debt=either(due.in_window, 0.0),
                    share=amount(secured.share, 0.0),
                    call=amount(secured.call, math.inf),
                    cure=amount(secured.cure, math.inf),
                    weight=1.0,
                    guaranteed=math.inf if secured.recourse == "full" else 0.0,
                    lenders=((self._place[contract.to], 1.0),),
                )

    def _obligations(self, books: GroupBooks) -> Iterator[Obligation]:
        """By debtor, then by creditor; what one owes another under several contracts in one."""
        owed: dict[tuple[int, int], list[tuple[float, str]]] = {}
        for creditor, money in books.owed.items():
            owed.setdefault((0, self._place[creditor]), []).append((money, ""))
        for key, company in self._companies.items():
            debt = either(self._desk.at_home(company.outside_debt), 0.0)
            owed.setdefault((self._place[key], self._place[OUTSIDE]), []).append((debt, ""))
        for key, contract in self._case.contracts.items():
            due = self._dues[key]
            if not due.why_not and contract.secured is None:
                pair = (self._place[contract.by], self._place[contract.to])
                owed.setdefault(pair, []).append((either(due.in_window, 0.0), key))
        for (by, to), parts in sorted(owed.items()):
            money = math.fsum(part for part, _ in parts)
            if money > 0.0:
                yield Obligation(by, to, money, tuple(key for _, key in parts if key))

    def _stakes(self, books: GroupBooks, loans: tuple[SecuredLoan, ...]) -> Iterator[Stake]:
        """What is held free of any loan."""
        for company, share in books.stakes.items():
            if share > 0.0:
                yield Stake(0, self._place[company], share)
        for key, holder in self._companies.items():
            for company, figure in holder.holds.items():
                pledged = [
                    loan.share
                    for loan in loans
                    if (loan.borrower, loan.company) == (self._place[key], self._place[company])
                ]
                share = amount(figure, 0.0) - math.fsum(pledged)
                if share > 0.0:
                    yield Stake(self._place[key], self._place[company], share)

    def _close(self, terms: Terms, of_group: float) -> Network:
        """Equity from assets, and assets from equity, so that the books close; what the group owns outside is known."""
        size = len(self._ids) - 1
        stated = [None, *(self._stated(key, one) for key, one in self._companies.items())]
        own = [of_group, *(either(self._desk.at_home(one.assets), 0.0) for one in self._companies.values())]
        equity = np.array([either(worth, 0.0) for worth in stated])
        worked_out = tuple(worth is not None for worth in stated)
        open_ones = ~np.array(worked_out)
        for _ in range(MOST_STEPS):
            inside = inside_worth(terms, equity)
            following = np.where(open_ones, np.maximum(np.array(own) + inside, 0.0), equity)
            settled = np.all(np.abs(following - equity) <= SETTLED * np.abs(following))
            equity = following
            if settled:
                break
        else:
            raise Inaccurate(said("companies hold each other so nearly whole that what they are worth cannot be told"))
        inside = inside_worth(terms, equity)
        outside = np.where(open_ones, own, equity - inside)
        self._refuse_contradictions(outside, inside)
        outside = np.maximum(outside, 0.0)
        deficit = np.maximum(-(outside + inside), 0.0)[:size] * open_ones
        return Network(terms=terms, equity=equity, deficit=deficit, outside=outside, worked_out=worked_out)

    def _refuse_overheld(self, terms: Terms) -> None:
        """That nobody is held more than once over, stakes of the group and shares pledged among them."""
        held = np.zeros(len(terms.ids))
        for stake in terms.stakes:
            held[stake.company] += stake.share
        for loan in terms.loans:
            held[loan.company] += loan.share
        problems = []
        for place in np.flatnonzero(held > WHOLE).tolist():
            path = f"companies.{terms.ids[place]}"
            what = said("more than all of {company} is held", company=terms.names[place])
            remedy = said("raise its equity, or lower what others hold or pledge of it")
            problems.append(Problem(where=self._desk.document.locate(path), what=what, remedy=remedy, key=path))
        if problems:
            raise CaseError(problems)

    def _refuse_contradictions(self, outside: Floats, inside: Floats) -> None:
        problems = []
        for key, assets, rest in zip(self._ids, outside.tolist(), inside.tolist(), strict=False):
            if assets < -ROUNDING * max(abs(rest), 1.0):
                path = f"companies.{key}.equity"
                what = said(
                    "others owe {company} more than it can be worth: its assets outside the network would be {amount}",
                    company=self._companies[key].name,
                    amount=figured(money_text, assets, self._desk.home),
                )
                remedy = said("raise its equity, or lower what it is owed or holds")
                place = self._desk.document.locate(path)
                problems.append(Problem(where=place, what=what, remedy=remedy, key=path))
        if problems:
            raise CaseError(problems)


def inside_worth(terms: Terms, equity: Floats) -> Floats:
    """What each company has from the network when everybody pays, less what it owes; at prices that are the equity."""
    worth = np.zeros(len(terms.ids))
    for debt in terms.obligations:
        worth[debt.by] -= debt.amount
        worth[debt.to] += debt.amount
    for stake in terms.stakes:
        worth[stake.holder] += stake.share * equity[stake.company]
    for loan in terms.loans:
        pledged = loan.share * float(equity[loan.company])
        rest = min(max(loan.debt - pledged, 0.0), loan.guaranteed)
        worth[loan.borrower] += max(pledged - loan.debt, 0.0) - rest
        for lender, part in loan.lenders:
            worth[lender] += part * (min(pledged, loan.debt) + rest)
    return worth[:-1]
