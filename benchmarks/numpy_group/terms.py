"""The case as arrays of numbers, and what the NumPy version does not know."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedBill, ResolvedGroup

Array: TypeAlias = npt.NDArray[Any]

YEAR = 252


class Terms:
    """The case as arrays: rows are listed assets, then stakes; loans, then credits."""

    def __init__(self, case: ResolvedCase, precision: type) -> None:
        """Lay out what is covered; raises ValueError for a case that has more."""
        self.group = group = _covered(case)
        self.case, self.precision = case, precision
        self.days = len(case.dates)
        self.listed = tuple(name for name, asset in case.assets.items() if asset.kind == "listed")
        self.rows = {name: row for row, name in enumerate((*self.listed, *group.stakes))}
        self.loans = tuple(case.margin_loans.values())
        self.facilities = tuple(group.facilities[loan.id] for loan in self.loans)
        renewals = [(one.due, one.renewal) for one in self.facilities]
        self.maturities = [{due + n * again.days for n in range(again.times + 1)} for due, again in renewals]
        self.credits = tuple(group.credits.values())
        self.numbers = {name: n for n, name in enumerate((*case.margin_loans, *group.credits))}
        self.pool = [self.rows[loan.pool[0].asset] for loan in self.loans]
        self.kept = [1.0 - loan.pool[0].haircut for loan in self.loans]
        self.limited = np.array([loan.recourse.guaranteed == 0.0 for loan in self.loans])  # no recourse
        assets = [case.assets[name] for name in self.listed]
        self.volume = [asset.daily_volume or math.inf for asset in assets]
        self.daily_volatility = [law.volatility / math.sqrt(YEAR) for asset in assets if (law := asset.dynamics)]
        self.levels = (case.policy_normal or math.inf, case.policy_ceiling or math.inf)
        self.mix, self.start = _moves(self)
        self.index = _interest_indices(self)
        self.accrual = _accruals(self)
        self.bills: dict[int, list[tuple[int, ResolvedBill]]] = defaultdict(list)
        for number, bill in enumerate(group.bills):
            self.bills[bill.day].append((number, bill))
        self.cross = _cross_defaults(self)
        self.keep = min((source.keep for source in group.waterfall if source.kind == "cash"), default=0.0)
        self.ahead = _scheduled_needs(self)

    def snapshots(self) -> dict[int, list[tuple[int, int]]]:
        """The days whose values become marks: day of the value to (stake, day of the mark)."""
        found = defaultdict(list)
        for number, stake in enumerate(self.group.stakes.values()):
            for day in stake.marks:
                found[max(day - stake.mark_delay, 0)].append((number, day))
        return found


def _covered(case: ResolvedCase) -> ResolvedGroup:
    """The funds of a case that has nothing which is not written here."""
    group = case.funds
    if group is None:
        raise ValueError("the cash of the group is not known")
    loans, owed, home = case.margin_loans.values(), group.credits.values(), case.currency
    named = [[one.currency for one in ones] for ones in (group.bills, group.inflows, owed, loans)]
    named += [[one.currency for one in ones.values()] for ones in (group.stakes, case.assets)]
    covered = (
        {home, *group.cash, *(name for names in named for name in names)} == {home},
        all(len(loan.pool) == 1 and loan.deposit == 0.0 and loan.release is None for loan in loans),
        all(loan.recourse.guaranteed in {0.0, math.inf} and loan.cure_days > 0 for loan in loans),
        all(loan.means == ("shares", "cash") and not loan.capitalised and not loan.until_cured for loan in loans),
        all(credit.kind in {"bond", "loan", "line", "bridge", "issue"} for credit in owed),
        not any(credit.non_recourse or credit.equity_credit for credit in owed),
        case.common_jumps is None and not case.shocks,
        not any(asset.scheduled for asset in case.assets.values()),
        None not in {case.policy_normal, case.policy_ceiling},
    )
    if not all(covered):
        raise ValueError("this case has what the NumPy version does not know")
    return group


def _moves(terms: Terms) -> tuple[Array, Array]:
    """One product gives all log moves of a day from normals and a constant 1; and the logs of prices today."""
    case, listed, stakes = terms.case, terms.listed, terms.group.stakes
    laws = [law for name in listed if (law := case.assets[name].dynamics)]
    count, own = len(listed), len(stakes)
    correlation = np.eye(count)
    for (one, other), rho in case.correlations.items():
        correlation[terms.rows[one], terms.rows[other]] = correlation[terms.rows[other], terms.rows[one]] = rho
    volatility = np.array([law.volatility for law in laws])
    betas = np.array([[stake.follows.get(name, 0.0) for name in listed] for stake in stakes.values()])
    betas = betas.reshape(own, count)
    apart = np.array([stake.volatility for stake in stakes.values()])
    mix = np.zeros((count + own, count + own + 1))
    mix[:count, :count] = volatility[:, None] * np.linalg.cholesky(correlation)
    mix[count:, :count] = betas @ mix[:count, :count]
    mix[count:, count:-1] = np.diag(apart)
    growth = np.array([law.growth for law in laws] + [stake.growth for stake in stakes.values()])
    mix[:, -1] = growth - np.sum(mix[:, :-1] ** 2, axis=1) / 2  # every mean grows as stated
    mix[:, :-1] /= math.sqrt(YEAR)
    mix[:, -1] /= YEAR
    worth = [case.assets[name].price or 0.0 for name in listed] + [stake.value for stake in stakes.values()]
    return mix.astype(terms.precision), np.log(np.array(worth))


def _interest_indices(terms: Terms) -> Array:
    """What a unit of each loan's debt has grown to since the last interest day, before that day's payment."""
    index = np.ones((len(terms.loans), terms.days + 1))
    dates = (terms.case.as_of, *terms.case.dates)
    paid = {day + 1 for day in terms.group.interest_days}
    for row, loan in enumerate(terms.loans):
        grown = 1.0
        for day in range(1, terms.days + 1):
            steps = [rate for start, rate in loan.base_rate if start <= dates[day - 1]] or [0.0]
            grown = 1.0 if day in paid else grown
            grown += (steps[-1] + loan.spread) * (dates[day] - dates[day - 1]).days / 360
            index[row, day] = grown
    return index


def _accruals(terms: Terms) -> Array:
    """Simple interest of each credit summed up from day 0."""
    dates = (terms.case.as_of, *terms.case.dates)
    accrual = np.zeros((len(terms.credits), terms.days + 1))
    for row, credit in enumerate(terms.credits):
        for day in range(1, terms.days + 1):
            rate = [rate for start, rate in credit.rate_steps if start <= day - 1][-1]
            accrual[row, day] = accrual[row, day - 1] + rate * (dates[day] - dates[day - 1]).days / credit.year_days
    return accrual


def _scheduled_needs(terms: Terms) -> list[tuple[int, Array]]:
    """For each sale of the waterfall that may begin ahead: its rung, and the need of each day."""
    group = terms.group
    net = np.zeros(terms.days + 1)
    for bill in group.bills:
        net[bill.day] += bill.amount if bill.firm else 0.0
    for credit in terms.credits:
        if credit.due <= terms.days and not credit.renewal.times:
            net[credit.due] += credit.balance
    for facility in terms.facilities:
        if facility.due <= terms.days and not facility.renewal.times:
            loan = terms.case.margin_loans[facility.loan]
            net[facility.due] += max(loan.drawn - loan.deposit, 0.0)
    for inflow in group.inflows:
        net[inflow.day] -= inflow.amount

    def shortfall(day: int, ahead: int) -> float:
        return max(float(np.cumsum(net[day : day + ahead + 1]).max()), 0.0)

    return [
        (rung, np.array([shortfall(day, source.ahead) for day in range(terms.days + 1)]))
        for rung, source in enumerate(group.waterfall)
        if source.kind == "sell" and source.ahead > 0
    ]


def _cross_defaults(terms: Terms) -> list[tuple[int, int]]:
    """(one, other) wherever the default of the other is a default of the one."""
    stated = [(facility.loan, facility.cross_default) for facility in terms.facilities]
    stated += [(credit.id, credit.cross_default) for credit in terms.credits]
    return [(terms.numbers[one], terms.numbers[other]) for one, others in stated for other in others]
