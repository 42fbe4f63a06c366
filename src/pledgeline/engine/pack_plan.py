"""The tables of a group: its facilities, credits, waterfall, bills, inflows and stakes from names to arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.pack import padded, price_of, records
from pledgeline.engine.resolved_group import NEVER_DUE
from pledgeline.kernels import plan as tables
from pledgeline.kernels.plan import Plan, sale_lots
from pledgeline.market.dynamics import DATES_PER_YEAR, total_volatility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedGroup, ResolvedSource
    from pledgeline.kernels.book import Book
    from pledgeline.kernels.paths import Ints

_KINDS = {"cash": tables.CASH, "draw": tables.DRAW, "credit": tables.CREDIT, "sell": tables.SELL}
_COLUMNS = {"line": tables.LINES, "bridge": tables.BRIDGES, "issue": tables.ISSUES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Where each name stands."""

    case: ResolvedCase
    group: ResolvedGroup
    factors: Mapping[str, int]
    assets: tuple[str, ...]
    stakes: tuple[str, ...]

    def currency(self, record: Any, code: str) -> None:  # noqa: ANN401 - a record
        """Factor and rate of a currency, into a record."""
        record.money = self.factors.get(code, -1)
        record.fx = self.case.currencies[code].spot

    def account(self, code: str) -> int:
        """The account that takes money of a currency."""
        accounts = tuple(self.group.cash)
        return accounts.index(code) if code in accounts else 0

    def place(self, asset: str) -> tuple[int, int]:
        """Whether an id is a listed asset, a stake or nothing, and its row."""
        if asset in self.assets:
            return tables.LISTED, self.assets.index(asset)
        if asset in self.stakes:
            return tables.STAKE, self.stakes.index(asset)
        return tables.NOTHING, 0


def plan_of(where: Names, book: Book, quarter_ends: tuple[int, ...]) -> Plan:
    """All tables of a group; ``quarter_ends`` are the last day numbers of the calendar quarters up to the horizon."""
    case, group = where.case, where.group
    wide = padded(len(case.dates)) + 2
    spots = np.array(
        [price_of(case.assets[key]) * case.currencies[case.assets[key].currency].spot for key in where.assets]
    )
    first, marks = _first(where, wide), _marks(where, wide)
    plan = Plan(
        facilities=_facilities(where),
        credits=_credits(where),
        sources=_sources(where),
        sale_lots=_sale_lots(where),
        bills=_bills(where),
        inflows=_inflows(where),
        stakes=_stakes(where),
        accounts=_accounts(where),
        first=first,
        dates=_dates(where, first, marks, quarter_ends),
        needs=_needs(where, wide),
        accrual=_accrual(where, wide),
        marks=marks,
        betas=_betas(where),
        cross=_cross(where),
        moneys=np.array([n for name, n in where.factors.items() if name in case.currencies], np.int64),
        spots=spots,
        locked=np.array([_locked(where, key) for key in where.assets], np.float64),
        policy=np.array([_level(case.policy_normal), _level(case.policy_ceiling)]),
        keep=min((source.keep for source in group.waterfall if source.kind == "cash"), default=math.inf),
        less_cash=float(all(credit.kind != "net" for credit in group.credits.values())),
        purse=group.cure_purse,
        opening_ltv=0.0,
    )
    return plan._replace(opening_ltv=_opening_ltv(plan, book))


def _dates(where: Names, first: Ints, marks: Ints, quarter_ends: tuple[int, ...]) -> Ints:
    """Of each day: whether interest is paid, the end of the covered span, the quarter, whether anything is dated."""
    group, days = where.group, len(where.case.dates)
    dates = np.zeros((4, first.shape[1]), np.int64)
    dates[0, list(group.interest_days)] = 1
    dates[1, : days + 1] = group.cover_until[: days + 1]
    ends = [0, *quarter_ends]
    for number, (before, last) in enumerate(pairwise(ends)):
        dates[2, before + 1 : last + 1] = number
    dues = (*(one.due for one in group.facilities.values()), *(one.due for one in group.credits.values()))
    due = [day for day in dues if day <= days]
    dates[3, [1, *due, *ends]] = 1  # the first close is measured in full, and that of a quarter enters the books
    dates[3, :-1] |= np.diff(first, axis=1).any(axis=0) | (marks[:, :, :-1] >= 0).any(axis=(0, 1))
    dates[3] |= dates[0]
    return dates


def _level(level: float | None) -> float:
    return math.inf if level is None else level


def _locked(where: Names, key: str) -> float:
    """Shares that are neither free nor pledged to a margin loan: locked up, or pledged elsewhere."""
    asset = where.case.assets[key]
    pledged = sum(part.shares for loan in where.case.margin_loans.values() for part in loan.pool if part.asset == key)
    return max((asset.shares or 0.0) - asset.free - pledged, 0.0)


def _facilities(where: Names) -> Any:  # noqa: ANN401 - records by attribute
    rows = records(tables.FACILITY, len(where.group.facilities))
    for row, facility in zip(rows, where.group.facilities.values(), strict=True):
        loan = where.case.margin_loans[facility.loan]
        row.undrawn, row.draw_stop, row.draw_until = facility.undrawn, facility.draw_stop, facility.draw_until
        row.due, row.times, row.days = facility.due, facility.renewal.times, facility.renewal.days
        row.ceiling, row.fee = facility.renewal.ceiling, facility.renewal.fee
        row.resets = not loan.capitalised
        row.account = where.account(loan.currency)
    return rows


def _credits(where: Names) -> Any:  # noqa: ANN401
    rows = records(tables.CREDIT_TERMS, len(where.group.credits))
    for row, credit in zip(rows, where.group.credits.values(), strict=True):
        row.balance, row.undrawn, row.due = credit.balance, credit.undrawn, credit.due
        row.term = credit.term if credit.due == NEVER_DUE else 0
        row.ceiling, row.opens, row.closes, row.fee = credit.ceiling, credit.opens, credit.closes, credit.fee
        row.times, row.days = credit.renewal.times, credit.renewal.days
        row.renew_ceiling, row.renew_fee = credit.renewal.ceiling, credit.renewal.fee
        row.equity_credit, row.non_recourse = credit.equity_credit, credit.non_recourse
        row.net = credit.kind == "net"
        row.settlement = credit.settlement
        row.settles, row.settles_in = where.place(credit.settles)
        row.column = _COLUMNS.get(credit.kind, tables.LINES)
        row.account = where.account(credit.currency)
        where.currency(row, credit.currency)
    return rows


def _sources(where: Names) -> Any:  # noqa: ANN401
    rows = records(tables.SOURCE, len(where.group.waterfall))
    for row, source in zip(rows, where.group.waterfall, strict=True):
        row.kind = _KINDS[source.kind]
        row.target = _target(where, source)
        row.keep, row.participation, row.tax = source.keep, source.participation, source.tax
        row.opens, row.ahead = source.opens, source.ahead
        if source.kind == "sell":
            row.account = where.account(where.case.assets[source.target].currency)
    return rows


def _target(where: Names, source: ResolvedSource) -> int:
    names = {
        "draw": tuple(where.group.facilities),
        "credit": tuple(where.group.credits),
        "sell": where.assets,
    }.get(source.kind, ())
    return names.index(source.target) if source.kind != "cash" else 0


def _sale_lots(where: Names) -> Any:  # noqa: ANN401
    lots = sale_lots(len(where.group.waterfall))
    for lot, source in zip(lots, where.group.waterfall, strict=True):
        if source.kind == "sell":
            asset = where.case.assets[source.target]
            lot.volume = math.inf if asset.daily_volume is None else asset.daily_volume
            daily = total_volatility(asset.dynamics) / math.sqrt(DATES_PER_YEAR) if asset.dynamics else 0.0
            lot.impact = source.impact * daily
            lot.weight = 1.0
    return lots


def _bills(where: Names) -> Any:  # noqa: ANN401
    rows = records(tables.BILL, len(where.group.bills))
    for row, bill in zip(rows, where.group.bills, strict=True):
        row.amount, row.firm, row.backs, row.slot = bill.amount, bill.firm, bill.backs, bill.slot
        row.buys, row.target = where.place(bill.buys)
        row.account = where.account(bill.currency)
        where.currency(row, bill.currency)
    return rows


def _dated_inflows(where: Names) -> list[tuple[int, str, float, str]]:
    """Day, currency, amount and asset of all money in: inflows, then dividends, by day."""
    case, group = where.case, where.group
    plain = [(one.day, one.currency, one.amount, "") for one in group.inflows]
    shared = [(one.day, case.assets[one.asset].currency, one.per_share, one.asset) for one in group.dividends]
    return sorted((*plain, *shared), key=lambda one: one[0])


def _inflows(where: Names) -> Any:  # noqa: ANN401
    dated = _dated_inflows(where)
    rows = records(tables.INFLOW, len(dated))
    for row, (_, currency, amount, asset) in zip(rows, dated, strict=True):
        row.amount, row.asset = amount, where.assets.index(asset) if asset else -1
        row.account = where.account(currency)
        where.currency(row, currency)
    return rows


def _stakes(where: Names) -> Any:  # noqa: ANN401
    rows = records(tables.STAKE_TERMS, len(where.group.stakes))
    for row, (key, stake) in zip(rows, where.group.stakes.items(), strict=True):
        row.value, row.factor = stake.value, where.factors[key]
        where.currency(row, stake.currency)
    return rows


def _accounts(where: Names) -> Any:  # noqa: ANN401
    rows = records(tables.PURSE, len(where.group.cash))
    for row, (currency, amount) in zip(rows, where.group.cash.items(), strict=True):
        row.opening = amount
        where.currency(row, currency)
    return rows


def _first(where: Names, wide: int) -> Any:  # noqa: ANN401
    """The first row of each day among bills and inflows, which are sorted by day."""
    days = np.arange(wide)
    bills = np.array([bill.day for bill in where.group.bills], np.int64)
    inflows = np.array([day for day, _, _, _ in _dated_inflows(where)], np.int64)
    return np.stack([np.searchsorted(bills, days), np.searchsorted(inflows, days)]).astype(np.int64)


def _needs(where: Names, wide: int) -> Any:  # noqa: ANN401
    """The largest running shortfall of what falls due less what comes in, over the days that a sale looks ahead.

    As things stand on day 0, at its rates: firm commitments, credits and margin loans with a fixed date and no renewal.
    """
    group = where.group
    farthest = max((source.ahead for source in group.waterfall if source.kind == "sell"), default=0)
    daily = _scheduled(where, wide + farthest + 1)
    needs = np.zeros((len(group.waterfall), wide))
    for row, source in zip(needs, group.waterfall, strict=True):
        if source.kind == "sell" and source.ahead > 0:
            windows = np.lib.stride_tricks.sliding_window_view(daily, source.ahead + 1)[:wide]
            row[:] = np.maximum(np.cumsum(windows, axis=1).max(axis=1), 0.0)
    return needs


def _scheduled(where: Names, days: int) -> Any:  # noqa: ANN401
    """What falls due less what comes in, by day, in the currency of the case."""
    case, group = where.case, where.group
    daily = np.zeros(days)

    def add(day: int, amount: float, currency: str) -> None:
        if 0 < day < days:
            daily[day] += amount * case.currencies[currency].spot

    for bill in group.bills:
        if bill.firm:
            add(bill.day, bill.amount, bill.currency)
    for credit in group.credits.values():
        if not credit.renewal.times and credit.due != NEVER_DUE:
            add(credit.due, credit.balance, credit.currency)
    for key, facility in group.facilities.items():
        if not facility.renewal.times and facility.due != NEVER_DUE:
            loan = case.margin_loans[key]
            add(facility.due, max(loan.drawn - loan.deposit, 0.0), loan.currency)
    for inflow in group.inflows:
        add(inflow.day, -inflow.amount, inflow.currency)
    return daily


def _accrual(where: Names, wide: int) -> Any:  # noqa: ANN401
    """Interest of one unit of balance from day 0 to each day, simple."""
    dates = (where.case.as_of, *where.case.dates)
    spans = [(after - before).days for before, after in pairwise(dates)]
    found = np.zeros((len(where.group.credits), wide))
    for row, credit in zip(found, where.group.credits.values(), strict=True):
        rates = np.zeros(len(spans))
        for start, rate in credit.rate_steps:
            rates[max(start, 0) :] = rate
        row[1 : len(spans) + 1] = np.cumsum(rates * np.array(spans, np.float64) / credit.year_days)
    return found


def _marks(where: Names, wide: int) -> Any:  # noqa: ANN401
    """The slots that hold values until they become marks; as many as wait at the same time."""
    marks = np.full((2, len(where.group.stakes), wide), -1, np.int64)
    for row, stake in enumerate(where.group.stakes.values()):
        fixed = [max(day - stake.mark_delay, 0) for day in stake.marks]
        waiting = [sum(start <= day for start in fixed[n:]) for n, day in enumerate(stake.marks)]
        slots = max(waiting, default=0) + 1
        for number, (start, day) in enumerate(zip(fixed, stake.marks, strict=True)):
            marks[1, row, day] = number % slots
            if start >= 1:
                marks[0, row, start] = number % slots
    return marks


def _betas(where: Names) -> Any:  # noqa: ANN401
    betas = np.zeros((len(where.group.stakes), len(where.factors)))
    for row, stake in zip(betas, where.group.stakes.values(), strict=True):
        for name, beta in stake.follows.items():
            row[where.factors[name]] = beta
    return betas


def _cross(where: Names) -> Any:  # noqa: ANN401
    group = where.group
    members = {key: facility.cross_default for key, facility in group.facilities.items()}
    members |= {key: credit.cross_default for key, credit in group.credits.items()}
    names = tuple(members)
    cross = np.zeros((len(names), len(names)), np.uint8)
    for row, pulled_by in zip(cross, members.values(), strict=True):
        for name in pulled_by:
            row[names.index(name)] = 1
    return cross


def _opening_ltv(plan: Plan, book: Book) -> float:
    """The reported LTV of day 0."""
    lots = book.lots[:, : book.lots.shape[1]]
    shares = np.array([asset.free for asset in book.assets]) + plan.locked
    for loan, account in enumerate(book.accounts):
        for lot in lots[loan][: account.pool_size]:
            shares[lot.asset] += lot.pledged
    holdings = math.fsum(shares * plan.spots) + math.fsum(stake.value * stake.fx for stake in plan.stakes)
    loans = [
        (start.units - start.deposit) * account.fx for start, account in zip(book.start, book.accounts, strict=True)
    ]
    answered = [start.guarantee * account.fx for start, account in zip(book.start, book.accounts, strict=True)]
    free = math.fsum(max(owed - answer, 0.0) for owed, answer in zip(loans, answered, strict=True))
    debt = math.fsum(loans) - free
    settled = free
    for credit in plan.credits:
        balance = credit.balance * credit.fx
        debt += balance * (1.0 - credit.equity_credit - credit.non_recourse)
        if credit.non_recourse:
            settled += credit.settlement * credit.fx if credit.settles != tables.NOTHING else balance
    debt -= plan.less_cash * math.fsum(account.opening * account.fx for account in plan.accounts)
    return debt / (holdings - settled) if holdings > settled else math.inf
