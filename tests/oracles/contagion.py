"""Companies that owe, own and lend to each other, reckoned a second time from `docs/models/contagion.md` alone.

Slow on purpose: every matrix is dense, every round clears from the top, and nothing is shared with the engine.
Companies are numbered in the order of the case, the group last; of what is owed, one more column stands for outside.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pledgeline.case.asset import ListedAsset
from pledgeline.case.case import HORIZON
from pledgeline.case.loan import MarginLoan
from tests.oracles.programmes import planned_services

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from pledgeline.case.case import Case, Scenario
    from pledgeline.case.company import Trading
    from pledgeline.case.contract import Contract
    from pledgeline.case.figure import Figure
    from pledgeline.units.money import Money
    from pledgeline.units.ratio import Ratio
    from pledgeline.units.span import Span

    Floats = NDArray[np.float64]

GROUP = "group"
STILL = 1e-13  # of the largest of its kind
YEAR = 365.25
BUSINESS_YEAR = 252


class Contradiction(Exception):
    """More is owed to a company than it can be worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A loan secured on a share of a company; `parts` of it are lent by each company, the rest from outside."""

    id: str
    borrower: int
    company: int
    debt: float
    share: float
    call: float
    cure: float
    recourse: bool
    parts: Floats  # (n + 1,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything before the shock."""

    ids: tuple[str, ...]
    equity: Floats  # E(0), (n,)
    own: Floats  # X, (n,)
    owed: Floats  # (n, n + 1): row owes column
    free: Floats  # (n, n): share of the column that the row holds free of any loan
    volume: Floats  # a day, as a share of the company
    bite: Floats  # impact times daily volatility
    loans: tuple[Pledge, ...]
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The best state in which nothing changes any more."""

    equity: Floats
    price: Floats
    sold: Floats  # by loan, share of the company
    rest: Floats  # by loan, owed by the borrower under recourse
    assets: Floats  # x: own assets after the shock, and stakes
    lent: Floats  # what loans given are covered by
    owed: Floats  # with what is owed under recourse
    paid: Floats
    failed: NDArray[np.bool_]
    fell: tuple[tuple[int, int], ...]  # by company: round, and round of clearing within it; 0, 0 where it stands
    rounds: int


def home(figure: Figure[Money], case: Case) -> float:
    """An amount in the currency of the case."""
    money = figure.stated
    if money.currency == case.currency:
        return float(money)
    spot = case.market.fx[money.currency].spot.stated
    return float(money) * float(spot.convert(money.currency, case.currency))


def _ratio(figure: Figure[Ratio] | None, default: float = 0.0) -> float:
    return default if figure is None else float(figure.stated)


def forward(day: dt.date, span: Span) -> dt.date:
    """The day a span of the calendar later; months end no later than they do."""
    if span.unit in {"d", "w"}:
        return day + dt.timedelta(days=span.count * (7 if span.unit == "w" else 1))
    count = day.year * 12 + day.month - 1 + span.count * (12 if span.unit == "y" else 1)
    year, month = divmod(count, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


def window_end(case: Case) -> dt.date:
    """The last day of the window."""
    if case.contagion.until is not None:
        return case.contagion.until.stated.last
    return forward(case.as_of, HORIZON if case.horizon is None else case.horizon.stated)


def in_window(case: Case, contract: Contract) -> float | None:
    """What of a contract falls due from the day after `as_of` to the end; None where it has no date."""
    until = window_end(case)
    length = (until - case.as_of).days
    if contract.phases:
        return _of_phases(case, contract, length)
    if contract.amount is None:
        return None
    amount = home(contract.amount, case)
    if contract.due is not None:
        return amount if case.as_of < contract.due.stated.last <= until else 0.0
    if contract.starts is None or contract.term is None:
        return None
    first = contract.starts.stated.first
    after = forward(first, contract.term.stated)
    inside = min(after, until + dt.timedelta(days=1)) - max(first, case.as_of + dt.timedelta(days=1))
    return amount * max(inside.days, 0) / (after - first).days


def _of_phases(case: Case, contract: Contract, length: int) -> float | None:
    """Rent from the day on which each phase is planned to enter service."""
    if contract.term is None:
        return None
    term = float(contract.term.stated.order()[1])
    services = planned_services(case, contract.phases)
    power = sum(watts for _, watts in services)
    total = 0.0
    for day, watts in services:
        share = max(min(day + term, length) - max(day, 0.0), 0.0)
        if contract.yearly is not None:
            total += home(contract.yearly, case) * watts / 1e9 * share / YEAR
        elif contract.amount is not None:
            total += home(contract.amount, case) * watts / power * share / term
    return total


def is_cleared(case: Case, contract: Contract) -> bool:
    """Whether a contract enters at all."""
    wanted = contract.standing in case.contagion.counted and contract.kind != "guarantee"
    return wanted and (contract.condition is None or case.contagion.conditional == "counted")


def read_network(case: Case) -> Network:
    """Everything the page needs of a case; raises `Contradiction`."""
    ids = (*(key for key, one in case.companies.items() if one.in_network), GROUP)
    size = len(ids)
    place = {key: number for number, key in enumerate(ids)}
    held = np.zeros((size, size))
    for key, one in case.companies.items():
        for other, share in one.holds.items():
            held[place[key], place[other]] += float(share.stated)
        if one.asset is not None and one.in_network:
            held[-1, place[key]] += _stake(case, one.asset, key)
    loans = tuple(_loans(case, place))
    free = held.copy()
    for loan in loans:
        free[loan.borrower, loan.company] -= loan.share
    free[np.abs(free) < 1e-12] = 0.0  # all that is held is pledged
    owed = _owed(case, place)
    equity, own = _opening(case, ids, owed, free, loans)
    volume, bite = _markets(case, ids)
    rules = case.contagion
    return Network(
        ids=ids, equity=equity, own=own, owed=owed, free=free, volume=volume, bite=bite, loans=loans,
        alpha=_ratio(rules.alpha, 1.0), beta=_ratio(rules.beta, 1.0),
    )  # fmt: skip


def _stake(case: Case, asset: str, company: str) -> float:
    """The share of a company that an asset of the group is."""
    held, worth = case.assets[asset], case.companies[company].equity
    if isinstance(held, ListedAsset) and held.shares_outstanding is not None:
        return float(held.shares.stated) / float(held.shares_outstanding.stated)
    assert worth is not None
    return _asset_value(case, asset) / home(worth, case)


def _asset_value(case: Case, asset: str) -> float:
    held = case.assets[asset]
    if isinstance(held, ListedAsset):
        assert held.price is not None
        return float(held.shares.stated) * home(held.price, case)
    return home(held.value, case)


def _left(case: Case, asset: str, fall: float) -> float:
    """What an asset outside the network leaves after a fall: lenders without recourse take no more than is pledged."""
    worth = _asset_value(case, asset) * (1.0 - min(fall, 1.0))
    held = case.assets[asset]
    for loan in case.loans.values():
        if isinstance(loan, MarginLoan) and loan.collateral[0].asset == asset and loan.recourse == "none":
            assert isinstance(held, ListedAsset)
            part = float(loan.collateral[0].shares.stated) / float(held.shares.stated)
            worth -= min(home(loan.drawn, case), part * _asset_value(case, asset) * (1.0 - min(fall, 1.0)))
    return worth


def _linked(case: Case) -> dict[str, str]:
    """The company in the network that each asset is a stake in."""
    return {one.asset: key for key, one in case.companies.items() if one.asset is not None and one.in_network}


def _loans(case: Case, place: Mapping[str, int]) -> Iterable[Pledge]:
    linked = _linked(case)
    for key, loan in case.loans.items():
        if not isinstance(loan, MarginLoan) or loan.collateral[0].asset not in linked:
            continue
        asset = case.assets[loan.collateral[0].asset]
        assert isinstance(asset, ListedAsset)
        assert asset.shares_outstanding is not None
        parts = np.zeros(len(place) + 1)
        for lender, one in case.companies.items():
            if key in one.lends:
                parts[place[lender]] = float(one.lends[key].stated)
        parts[-1] = 1.0 - parts.sum()
        share = float(loan.collateral[0].shares.stated) / float(asset.shares_outstanding.stated)
        yield Pledge(
            id=key, borrower=place[GROUP], company=place[linked[loan.collateral[0].asset]], share=share,
            debt=home(loan.drawn, case), call=float(loan.ltv.call.stated), cure=float(loan.ltv.cure.stated),
            recourse=loan.recourse == "full", parts=parts,
        )  # fmt: skip
    for key, contract in case.contracts.items():
        if contract.secured is None or contract.amount is None or not is_cleared(case, contract):
            continue
        secured, parts = contract.secured, np.zeros(len(place) + 1)
        parts[place[contract.to]] = 1.0
        yield Pledge(
            id=key, borrower=place[contract.by], company=place[secured.on], share=float(secured.share.stated),
            debt=home(contract.amount, case), call=float(secured.call.stated), cure=float(secured.cure.stated),
            recourse=secured.recourse == "full", parts=parts,
        )  # fmt: skip


def _owed(case: Case, place: Mapping[str, int]) -> Floats:
    owed = np.zeros((len(place), len(place) + 1))
    for contract in case.contracts.values():
        due = in_window(case, contract) if is_cleared(case, contract) and contract.secured is None else None
        if due is not None:
            owed[place[contract.by], place[contract.to]] += due
    for key, one in case.companies.items():
        if one.outside_debt is not None:
            owed[place[key], -1] += home(one.outside_debt, case)
    for debt in case.debts.values():
        assert debt.amount is not None
        owed[-1, -1] += home(debt.amount, case)
    linked = _linked(case)
    for loan in case.loans.values():
        if isinstance(loan, MarginLoan) and loan.collateral[0].asset not in linked and loan.recourse == "full":
            owed[-1, -1] += home(loan.drawn, case)
    return owed


def _opening(
    case: Case, ids: tuple[str, ...], owed: Floats, free: Floats, loans: tuple[Pledge, ...]
) -> tuple[Floats, Floats]:
    """Equity as stated and outside assets, each worked out from the other where the case does not state it."""
    equity, own = np.full(len(ids), math.nan), np.full(len(ids), math.nan)
    for number, key in enumerate(ids[:-1]):
        one = case.companies[key]
        if one.equity is not None:
            equity[number] = home(one.equity, case)
        elif one.assets is not None:
            own[number] = home(one.assets, case)
    linked = _linked(case)
    others = sum(_left(case, asset, 0.0) for asset in case.assets if asset not in linked)
    own[-1] = others + sum(home(account, case) for account in case.group.accounts)
    worked_out = np.isnan(own)
    guess = np.where(worked_out, equity, own)
    for _ in range(500):  # equity that follows from assets, through stakes in one another
        inside = holdings(guess, free, loans) + given(guess, loans)
        follows = own + owed[:, :-1].sum(axis=0) - owed.sum(axis=1) + inside
        guess = np.where(worked_out, equity, np.maximum(follows, 0.0))
    inside = holdings(guess, free, loans) + given(guess, loans)
    own = np.where(worked_out, guess + owed.sum(axis=1) - owed[:, :-1].sum(axis=0) - inside, own)
    if (own < 0.0).any():
        raise Contradiction(ids[int(np.argmin(own))])
    return guess, own


def holdings(price: Floats, free: Floats, loans: tuple[Pledge, ...]) -> Floats:
    """Free stakes, and what loans leave of those pledged, at prices of whole companies."""
    worth = free @ price
    for loan in loans:
        worth[loan.borrower] += max(loan.share * price[loan.company] - loan.debt, 0.0)
    return worth


def given(price: Floats, loans: tuple[Pledge, ...]) -> Floats:
    """What lenders have from shares pledged to them: a claim, as what others owe is."""
    worth = np.zeros(len(price))
    for loan in loans:
        worth += loan.parts[:-1] * _covered(loan, loan.share * price[loan.company])
    return worth


def _markets(case: Case, ids: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Daily volume as a share of each company, and impact times daily volatility; nan where its shares do not trade."""
    volume, bite = np.full(len(ids), math.nan), np.full(len(ids), math.nan)
    for number, key in enumerate(ids[:-1]):
        one = case.companies[key]
        asset = case.assets.get(one.asset or "")
        if one.trading is not None:
            volume[number], bite[number] = _traded(one.trading)
        elif isinstance(asset, ListedAsset) and asset.daily_volume is not None and asset.shares_outstanding is not None:
            assert asset.dynamics is not None
            assert asset.dynamics.volatility is not None
            volume[number] = float(asset.daily_volume.stated) / float(asset.shares_outstanding.stated)
            bite[number] = float(asset.dynamics.volatility.stated) / math.sqrt(BUSINESS_YEAR)
    return volume, bite


def _traded(trading: Trading) -> tuple[float, float]:
    impact = 1.0 if trading.impact is None else float(trading.impact.stated)
    daily = float(trading.volatility.stated) / math.sqrt(BUSINESS_YEAR)
    return float(trading.daily_volume.stated) / float(trading.shares_outstanding.stated), impact * daily


def shock_of(case: Case, network: Network, scenario: Scenario, *, multiple: float = 1.0) -> Floats:
    """What the scenario, or a multiple of it, takes off outside assets; never more than all."""
    demand = _ratio(scenario.demand) * multiple
    falls = {asset: -_ratio(move) * multiple for asset, move in scenario.shocks.items()}
    shock = np.zeros(len(network.ids))
    for number, key in enumerate(network.ids[:-1]):
        one = case.companies[key]
        fallen = falls.get(one.asset or "", 0.0) * network.equity[number]
        shock[number] = max(fallen, demand * _ratio(one.exposed) * network.own[number])
    linked = _linked(case)
    for asset, fall in falls.items():
        if asset not in linked:
            shock[-1] += _left(case, asset, 0.0) - _left(case, asset, max(fall, 0.0))
    return np.minimum(shock, network.own)


def settle(network: Network, shock: Floats) -> Settled:
    """Prices, loans, holdings and clearing, round after round, until nothing changes."""
    equity, price = network.equity, network.equity
    sold = np.zeros(len(network.loans))
    before: tuple[Floats, ...] = ()
    fell = [(0, 0)] * len(network.ids)
    for number in itertools.count(1):
        price = equity * _pressed(network, sold)
        sold = np.maximum(sold, [_sale(loan, price[loan.company]) for loan in network.loans])
        rest = np.array(
            [max(one.debt - one.share * price[one.company], 0.0) if one.recourse else 0.0 for one in network.loans]
        )
        owed = network.owed.copy()
        for loan, claim in zip(network.loans, rest, strict=True):
            owed[loan.borrower] += loan.parts * claim
        assets = network.own - shock + holdings(price, network.free, network.loans)
        lent = given(price, network.loans)
        paid, order = cleared(owed, assets, lent, network.alpha, network.beta)
        failed = order > 0
        fell = [(number, int(new)) if new and not old[0] else old for old, new in zip(fell, order, strict=True)]
        income = assets + lent + paid[:, :-1].sum(axis=0)
        equity = np.where(failed, 0.0, np.maximum(income - owed.sum(axis=1), 0.0))
        now = (equity, price, sold, paid)
        if before and all(_close(old, new) for old, new in zip(before, now, strict=True)):
            return Settled(
                equity=equity, price=price, sold=sold, rest=rest, assets=assets, lent=lent, owed=owed, paid=paid,
                failed=failed, fell=tuple(fell), rounds=number,
            )  # fmt: skip
        before = now
    raise AssertionError


def _close(old: Floats, new: Floats) -> bool:
    return bool(np.abs(old - new).max(initial=0.0) <= STILL * np.abs(old).max(initial=0.0))


def _pressed(network: Network, sold: Floats) -> Floats:
    """What forced sales leave of each price."""
    pressed = np.ones(len(network.ids))
    for company in {loan.company for loan in network.loans}:
        total = sum(one for one, loan in zip(sold, network.loans, strict=True) if loan.company == company)
        pressed[company] = max(1.0 - network.bite[company] * math.sqrt(total / network.volume[company]), 0.0)
    return pressed


def _sale(loan: Pledge, price: float) -> float:
    """The share of the company that the lender has to sell at a price."""
    worth = loan.share * price
    if loan.debt < loan.call * worth:
        return 0.0
    if loan.debt >= worth:
        return loan.share
    return (loan.debt / price - loan.cure * loan.share) / (1.0 - loan.cure)


def cleared(owed: Floats, assets: Floats, lent: Floats, alpha: float, beta: float) -> tuple[Floats, NDArray[np.int64]]:
    """What each pays each, the greatest solution; and the round in which each fails, from everybody paying in full."""
    total = owed.sum(axis=1)
    shares = owed / np.where(total > 0.0, total, 1.0)[:, None]
    order = np.zeros(len(total), dtype=np.int64)
    payments = total
    for number in itertools.count(1):
        income = assets + lent + payments @ shares[:, :-1]
        failing = (order == 0) & (income < total * (1.0 - 1e-14))
        if not failing.any():
            break
        order[failing] = number
        failed = order > 0
        one, within = np.flatnonzero(failed), shares[np.ix_(failed, failed)]
        sound = np.where(failed, 0.0, total)
        sure = alpha * assets[one] + beta * (lent + sound @ shares[:, :-1])[one]
        payments = sound
        payments[one] = np.linalg.solve(np.eye(len(one)) - beta * within.T, sure)
    return payments[:, None] * shares, order


def losses(network: Network, shock: Floats, after: Settled) -> dict[str, Floats]:
    """The terms of the identity, by company: all but `own` and `passed_on` with who caused them as columns."""
    size = len(network.ids)
    unpaid = np.zeros((size, size))
    shares = network.free * (network.equity - after.price)[None, :]
    lent = np.zeros((size, size))
    forced = network.free * (after.equity - after.price)[None, :]
    paid = _paid_share(after)
    unpaid += (network.owed * (1.0 - paid)[:, None])[:, :-1].T
    for loan, claim in zip(network.loans, after.rest, strict=True):
        first, unsold, last = (loan.share * one[loan.company] for one in (network.equity, after.equity, after.price))
        claim_unsold = max(loan.debt - unsold, 0.0) if loan.recourse else 0.0
        shares[loan.borrower, loan.company] += max(first - loan.debt, 0.0) - max(last - loan.debt, 0.0) + claim
        forced[loan.borrower, loan.company] += max(unsold - loan.debt, 0.0) - claim_unsold
        forced[loan.borrower, loan.company] -= max(last - loan.debt, 0.0) - claim
        lent[:, loan.borrower] += loan.parts[:-1] * (_covered(loan, first) - _covered(loan, last))
        lent[:, loan.borrower] -= loan.parts[:-1] * claim * paid[loan.borrower]
    income = after.lent + after.paid[:, :-1].sum(axis=0)
    costs = np.where(after.failed, (1.0 - network.alpha) * after.assets + (1.0 - network.beta) * income, 0.0)
    missing = network.equity + network.owed.sum(axis=1) - network.own - network.owed[:, :-1].sum(axis=0)
    missing = missing - holdings(network.equity, network.free, network.loans) - given(network.equity, network.loans)
    passed = after.owed.sum(axis=1) - after.paid.sum(axis=1) - np.maximum(missing, 0.0)  # it fails without any shock
    return {
        "shock": shock, "unpaid": unpaid, "shares": shares, "loans": lent, "forced": forced, "costs": costs,
        "passed_on": passed, "lost": network.equity - after.equity,
    }  # fmt: skip


def _covered(loan: Pledge, pledged: float) -> float:
    return min(pledged, loan.debt)


def _paid_share(after: Settled) -> Floats:
    total = after.owed.sum(axis=1)
    return np.where(total > 0.0, after.paid.sum(axis=1) / np.where(total > 0.0, total, 1.0), 1.0)


def lost_outside(network: Network, after: Settled) -> float:
    """Claims of everybody else that are not paid, and what they have lent on shares that no longer cover it."""
    lost = float((after.owed - after.paid)[:, -1].sum())
    for loan, claim in zip(network.loans, after.rest, strict=True):
        covered = min(loan.share * after.price[loan.company], loan.debt)
        at_first = min(loan.share * network.equity[loan.company], loan.debt)
        lost += loan.parts[-1] * (at_first - covered - claim)
    return lost


def by_origin(network: Network, shock: Floats) -> dict[int, Floats]:
    """The mean, over all orders in which the shocks may come, of what each adds to the loss of every company."""
    shocked = [int(one) for one in np.flatnonzero(shock > 0.0)]
    lost: dict[frozenset[int], Floats] = {}
    for size in range(len(shocked) + 1):
        for part in itertools.combinations(shocked, size):
            taken = np.where(np.isin(np.arange(len(shock)), part), shock, 0.0)
            lost[frozenset(part)] = network.equity - settle(network, taken).equity
    orders = math.factorial(len(shocked))
    found = {one: np.zeros(len(shock)) for one in shocked}
    for one in shocked:
        for some, without in lost.items():
            if one not in some:
                weight = math.factorial(len(some)) * math.factorial(len(shocked) - len(some) - 1) / orders
                found[one] += weight * (lost[some | {one}] - without)
    return found


def caused(network: Network, company: int) -> tuple[float, tuple[str, ...]]:
    """What all others and outside lose if a company's outside assets are gone, and who fails with it."""
    gone = np.zeros(len(network.ids))
    gone[company] = network.own[company]
    after = settle(network, gone)
    calm = settle(network, np.zeros_like(gone))
    lost = np.delete(calm.equity - after.equity, company).sum()
    new = after.failed & ~calm.failed
    felled = tuple(key for number, key in enumerate(network.ids) if new[number] and number != company)
    return float(lost) + lost_outside(network, after) - lost_outside(network, calm), felled
