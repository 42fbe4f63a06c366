"""Who pays for capacity that is built: rent, default and reletting, the debt that it serves, and what rivals spend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.desk import amount, either
from pledgeline.engine.outlook import proportion
from pledgeline.engine.pack import key_of
from pledgeline.engine.programme_figures import spread
from pledgeline.engine.programme_results import CoverYear, Rival, Tenant, TenantYear
from pledgeline.engine.resolved_programmes import GROUP, WATTS, YEAR
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.philox import philox
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.case.company import Company
    from pledgeline.case.contract import Contract
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.programme_ledger import Debt
    from pledgeline.engine.programme_outlook import Built

Floats = npt.NDArray[np.float64]

# third counter word of the numbers of tenants: above those of building (`kernels.programme`), which end below 12 << 16
TENANT = 12 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """One phase that is let under a contract."""

    programme: str
    phase: int  # in the order of the programme
    rent: float  # a year
    capacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A compute contract whose payments can be worked out."""

    id: str
    contract: Contract
    term: float  # days
    operating: float
    relet: float
    lets: tuple[Let, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A calendar year as days after `as_of`: what lies after day 0 of it."""

    number: int
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rents:
    """All leases of a case, and the day on which each tenant stops paying on each path."""

    desk: Desk
    leases: tuple[Lease, ...]
    stops: Mapping[str, Floats]  # by tenant: (N,) infinite for never


def leases_of(desk: Desk, found: Mapping[str, Built]) -> tuple[tuple[Lease, ...], tuple[str, ...]]:
    """Every compute contract for phases, and sentences on those whose payments are not known."""
    leases, unknown = [], []
    for key, contract in desk.document.case.contracts.items():
        if contract.kind != "compute" or not contract.phases:
            continue
        lease = _lease(desk, key, contract, found)
        if lease is None:
            name = contract.title or key
            unknown.append(said("{contract}: what is paid for the capacity, or how long, is not known.", contract=name))
        else:
            leases.append(lease)
    return tuple(leases), tuple(unknown)


def _lease(desk: Desk, key: str, contract: Contract, found: Mapping[str, Built]) -> Lease | None:
    term = None if contract.term is None or contract.term.value is None else float(contract.term.value.order()[1])
    yearly, whole = desk.at_home(contract.yearly), desk.at_home(contract.amount)
    if not term or (yearly is None and whole is None):
        return None
    places = [place for written in contract.phases for place in _phases(found, written)]
    watts = {(one, row): list(found[one].programme.phases)[row].capacity for one, row in dict.fromkeys(places)}
    each = yearly / WATTS if yearly is not None else either(whole, 0.0) / (term / YEAR) / math.fsum(watts.values())
    lets = tuple(
        Let(programme=one, phase=row, rent=each * power, capacity=power) for (one, row), power in watts.items()
    )
    operating, relet = amount(contract.operating, 0.0), amount(contract.relet, 0.0)
    return Lease(id=key, contract=contract, term=term, operating=operating, relet=relet, lets=lets)


def _phases(found: Mapping[str, Built], written: str) -> Iterator[tuple[str, int]]:
    """The phases that `programme.site` or `programme.site.phase` names."""
    name, site, *phase = written.split(".")
    for row, one in enumerate(found[name].programme.phases):
        if one.place.site == site and (not phase or one.id == phase[0]):
            yield name, row


def rents_of(desk: Desk, leases: tuple[Lease, ...], found: Mapping[str, Built], draws: Draws) -> Rents:
    """When each tenant stops paying: at a constant rate from its first service on, or from day 0 if that lies before."""
    stops: dict[str, Floats] = {}
    for lease in leases:
        tenant = lease.contract.by
        lets = [let for one in leases if one.contract.by == tenant for let in one.lets]
        if tenant not in stops:
            finish = [found[let.programme].paths.finish[:, let.phase] for let in lets]
            first = np.maximum(np.min(finish, axis=0), 0.0)
            stops[tenant] = first + _lifetimes(desk, tenant, draws)
    return Rents(desk=desk, leases=leases, stops=stops)


def _lifetimes(desk: Desk, tenant: str, draws: Draws) -> Floats:
    """Days until a tenant defaults, on each path: exponential, with the stated chance within a year."""
    companies = desk.document.case.companies
    chance = amount(companies[tenant].default, 0.0) if tenant in companies else 0.0
    if chance in {0.0, 1.0}:
        return np.full(draws.paths, math.inf if chance == 0.0 else 0.0)
    number = list(companies).index(tenant)
    return -np.log(_uniforms(draws, number)) / -math.log1p(-chance) * YEAR


def _uniforms(draws: Draws, number: int) -> Floats:
    """One number in (0, 1) on each path, of the stream of tenants."""
    paths = np.arange(draws.paths, dtype=np.uint64)
    low, high = paths & np.uint64(0xFFFFFFFF), paths >> np.uint64(32)
    key = key_of(draws.seed)
    word, _, _, _ = interpreted(philox)(low, np.uint64(number), np.uint64(TENANT), high, key[0], key[1])
    return (np.asarray(word, np.float64) + 0.5) / 2.0**32


def calendar_years(as_of: dt.date, end: dt.date) -> tuple[Year, ...]:
    """The calendar years from `as_of` on, the first what is left of it, the last one that ends by ``end``."""
    import datetime  # noqa: PLC0415  # above for types alone

    found = []
    for number in range(as_of.year, end.year + 1):
        last = datetime.date(number, 12, 31)
        start = (datetime.date(number - 1, 12, 31) - as_of).days
        if as_of < last <= end:
            found.append(Year(number=number, start=max(float(start), 0.0), end=float((last - as_of).days)))
    return tuple(found)


def _paid(rents: Rents, lease: Lease, let: Let, finish: Floats, years: tuple[Year, ...]) -> tuple[Floats, Floats]:
    """Rent due and paid of one phase by year, (N, Y): what falls into the year, less what default takes away."""
    starts, ends = np.array([year.start for year in years]), np.array([year.end for year in years])
    begins, over = finish[:, None], finish[:, None] + lease.term
    due = _within(np.maximum(begins, starts), np.minimum(over, ends))
    gone = _within(
        np.maximum(np.maximum(begins, starts), rents.stops[lease.contract.by][:, None]), np.minimum(over, ends)
    )
    each = let.rent / YEAR
    return each * due, each * (due - (1.0 - lease.relet) * gone)


def _within(start: Floats, end: Floats) -> Floats:
    """The days from one to another; none where the first lies later, or never comes."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(start), np.clip(end - start, 0.0, None), 0.0)


def tenants(rents: Rents, found: Built, years: tuple[Year, ...]) -> Iterator[Tenant]:
    """Every lease of phases of one programme, with its payments from the first year in which anything is due."""
    companies = rents.desk.document.case.companies
    for lease in rents.leases:
        lets = [let for let in lease.lets if let.programme == found.programme.id]
        if not lets:
            continue
        flows = [_paid(rents, lease, let, found.paths.finish[:, let.phase], years) for let in lets]
        due, paid = sum(one for one, _ in flows), sum(one for _, one in flows)
        rows = [
            _year(companies.get(lease.contract.by), rents.desk, year, np.asarray(due)[:, row], np.asarray(paid)[:, row])
            for row, year in enumerate(years)
        ]
        stops = rents.stops[lease.contract.by]
        yield Tenant(
            contract=lease.id,
            title=lease.contract.title or lease.id,
            tenant=lease.contract.by,
            name=_name(rents.desk, lease.contract.by),
            landlord=_name(rents.desk, lease.contract.to),
            standing=lease.contract.standing,
            capacity=math.fsum(let.capacity for let in lets),
            term=lease.term / YEAR,
            years=tuple(rows[_first(rows) :]),
            gone=proportion(int(np.count_nonzero(stops <= found.paths.edges[-1])), len(stops)),
        )


def _first(rows: list[TenantYear]) -> int:
    return next((number for number, row in enumerate(rows) if row.due.mean.value > 0.0), len(rows))


def _name(desk: Desk, key: str) -> str:
    case = desk.document.case
    return case.group.name if key == GROUP else case.companies[key].name


def _year(tenant: Company | None, desk: Desk, year: Year, due: Floats, paid: Floats) -> TenantYear:
    low, middle, high = (None, None, None) if tenant is None else _revenue(desk, tenant, year)
    return TenantYear(
        year=year.number,
        due=spread(due),
        paid=spread(paid),
        revenue_low=low,
        revenue=middle,
        revenue_high=high,
    )


def _revenue(desk: Desk, tenant: Company, year: Year) -> tuple[float | None, float | None, float | None]:
    """What the products of a tenant bring in a year: at the low ends of revenue and growth, as assumed, at the high ends.

    None where it states no product, or one whose revenue is not known.
    """
    found = [0.0, 0.0, 0.0]
    for product in tenant.products.values():
        revenue, growth = product.revenue, product.growth
        if revenue.value is None:
            return None, None, None
        for end, money in enumerate((revenue.low or revenue.value, revenue.value, revenue.high or revenue.value)):
            at_start = float(money) * desk.currencies[money.currency].spot
            rates = (
                (None, None, None)
                if growth is None
                else (growth.low or growth.value, growth.value, growth.high or growth.value)
            )
            rate = rates[end]
            found[end] += at_start * _grown(0.0 if rate is None else float(rate), year)
    return (found[0], found[1], found[2]) if tenant.products else (None, None, None)


def _grown(growth: float, year: Year) -> float:
    """Years of today's revenue that a year brings."""
    start, end, speed = year.start / YEAR, year.end / YEAR, math.log1p(growth)
    return end - start if speed == 0.0 else (math.exp(speed * end) - math.exp(speed * start)) / speed


def cover_years(rents: Rents, found: Built, years: tuple[Year, ...]) -> Iterator[CoverYear]:
    """Debt service of the project debts of a programme, and how far the revenue of what they built covers it."""
    accounts = found.paths.accounts
    if not accounts.debts or not years:
        return
    service = _service(found, years)
    indebted = (accounts.owed > 0.0).any(axis=(0, 2))
    revenue = np.zeros_like(service)
    for lease in rents.leases:
        for let in lease.lets:
            if let.programme == found.programme.id and indebted[let.phase]:
                _, paid = _paid(rents, lease, let, found.paths.finish[:, let.phase], years)
                revenue += (1.0 - lease.operating) * paid
    for row, year in enumerate(years):
        owes = service[:, row] > 0.0
        if owes.any():
            short = int(np.count_nonzero(revenue[owes, row] < service[owes, row]))
            yield CoverYear(
                year=year.number,
                service=spread(service[:, row]),
                cover=spread(revenue[owes, row] / service[owes, row]),
                short=proportion(short, len(owes)),
            )


def _service(found: Built, years: tuple[Year, ...]) -> Floats:
    """Interest and repayment by year, (N, Y): even payments from the service of each phase on."""
    accounts, finish = found.paths.accounts, found.paths.finish
    total = np.zeros((len(finish), len(years)))
    for column, debt in enumerate(accounts.debts):
        each = _annuity(debt)
        for phase in range(finish.shape[1]):
            begins = finish[:, phase][:, None]
            starts, ends = np.array([year.start for year in years]), np.array([year.end for year in years])
            days = _within(np.maximum(begins, starts), np.minimum(begins + debt.term, ends))
            total += accounts.owed[:, phase, column][:, None] * each * days / YEAR
    return total


def _annuity(debt: Debt) -> float:
    """What one unit of debt costs a year, repaid in even payments over its term; 0 where it states none."""
    years = debt.term / YEAR
    if years <= 0.0:
        return 0.0
    speed = math.log1p(debt.rate)  # payments flow through the year
    return 1.0 / years if speed == 0.0 else speed / -math.expm1(-speed * years)


def rivals(desk: Desk) -> tuple[Rival, ...]:
    """What companies have announced to spend, by year."""
    found = []
    for key, company in desk.document.case.companies.items():
        spending = []
        for year, figure in sorted(company.capital_spending.items()):
            money = desk.at_home(figure)
            if money is not None:
                spending.append((int(year), money, ", ".join(map(str, figure.sources or company.sources))))
        if spending:
            found.append(Rival(id=key, name=company.name, spending=tuple(spending), note=company.note or ""))
    return tuple(found)
