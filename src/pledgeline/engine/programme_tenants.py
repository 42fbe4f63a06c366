"""Who pays for capacity that is built, out of which revenue, and what rivals spend beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.outlook import proportion
from pledgeline.engine.programme_figures import spread
from pledgeline.engine.programme_leases import paid_rent
from pledgeline.engine.programme_results import Rival, Tenant, TenantYear
from pledgeline.engine.resolved_programmes import GROUP, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.case.company import Company, Product
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.programme_leases import Rents, Year
    from pledgeline.engine.programme_outlook import Built

Floats = npt.NDArray[np.float64]


def tenants(rents: Rents, found: Built, years: tuple[Year, ...]) -> Iterator[Tenant]:
    """Every lease of phases of one programme, with its payments from the first year in which anything is due."""
    companies = rents.desk.document.case.companies
    for lease in rents.leases:
        lets = [let for let in lease.lets if let.programme == found.programme.id]
        if not lets:
            continue
        flows = [paid_rent(rents, lease, let, found.paths.finish[:, let.phase], years) for let in lets]
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
    """What the products of a tenant bring in a year: with revenue and growth low, as assumed, and high.

    None where it states no product, or one whose revenue is not known.
    """
    products = tuple(tenant.products.values())
    if not products or any(product.revenue.value is None for product in products):
        return None, None, None
    ends = [_ends(desk, product) for product in products]
    low, middle, high = (
        math.fsum(of_product[end][0] * _grown(of_product[end][1], year) for of_product in ends) for end in range(3)
    )
    return low, middle, high


def _ends(desk: Desk, product: Product) -> list[tuple[float, float]]:
    """Revenue of today in the currency of the case, and its growth: low, as assumed, high."""
    revenue, growth = product.revenue, product.growth
    stated = revenue.stated
    spot = desk.currencies[stated.currency].spot
    moneys = (revenue.low or stated, stated, revenue.high or stated)
    rates = (None,) * 3 if growth is None else (growth.low or growth.value, growth.value, growth.high or growth.value)
    pairs = zip(moneys, rates, strict=True)
    return [(float(money) * spot, 0.0 if rate is None else float(rate)) for money, rate in pairs]


def _grown(growth: float, year: Year) -> float:
    """Years of today's revenue that a year brings."""
    start, end, speed = year.start / YEAR, year.end / YEAR, math.log1p(growth)
    return end - start if speed == 0.0 else (math.exp(speed * end) - math.exp(speed * start)) / speed


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
