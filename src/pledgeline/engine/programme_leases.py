"""Leases of capacity that is built: rent from the service of each phase on, and when a tenant stops paying it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.desk import amount, either
from pledgeline.engine.pack import key_of
from pledgeline.engine.resolved_programmes import WATTS, YEAR
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.philox import philox
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.case.company import Contagion, Standing
    from pledgeline.case.contract import Contract
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.desk import Desk
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
    """Every compute contract for phases that counts, and sentences on those that do not or cannot be worked out."""
    leases, left_out = [], []
    for key, contract in desk.document.case.contracts.items():
        if contract.kind != "compute" or not contract.phases:
            continue
        why_not = _why_not(desk.document.case.contagion, contract, contract.title or key)
        lease = None if why_not else _lease(desk, key, contract, found)
        if lease is not None:
            leases.append(lease)
        else:
            left_out.append(why_not or _unknown(contract.title or key))
    return tuple(leases), tuple(left_out)


def _unknown(name: str) -> str:
    return said("{contract}: what is paid for the capacity, or how long, is not known.", contract=name)


def _why_not(rules: Contagion, contract: Contract, name: str) -> str:
    """Why no rent of a contract counts: the rule by which obligations are cleared as well. Empty where it does."""
    if contract.standing not in rules.counted:
        return _of_standing(contract.standing, name)
    if contract.condition is not None and rules.conditional != "counted":
        return said("{contract}: it depends on a condition, so its rent is left out.", contract=name)
    return ""


def _of_standing(standing: Standing, name: str) -> str:
    if standing == "letter_of_intent":
        return said("{contract}: the case does not count letters of intent, so its rent is left out.", contract=name)
    if standing == "reported":
        return said(
            "{contract}: the case does not count what the press reports, so its rent is left out.", contract=name
        )
    return said("{contract}: the case does not count signed contracts, so its rent is left out.", contract=name)


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
    """When each tenant stops paying: at a constant rate from its first service on, from day 0 at the earliest."""
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
    of_arrays: Callable[..., Any] = interpreted(philox)  # whole numbers, whose arithmetic is the same for arrays
    words, _, _, _ = of_arrays(low, np.uint64(number), np.uint64(TENANT), high, key[0], key[1])
    return (np.asarray(words, np.float64) + 0.5) / 2.0**32


def calendar_years(as_of: dt.date, end: dt.date) -> tuple[Year, ...]:
    """The calendar years from `as_of` on, the first what is left of it, the last one that ends by ``end``."""
    found = []
    for number in range(as_of.year, end.year + 1):
        last = dt.date(number, 12, 31)
        start = (dt.date(number - 1, 12, 31) - as_of).days
        if as_of < last <= end:
            found.append(Year(number=number, start=max(float(start), 0.0), end=float((last - as_of).days)))
    return tuple(found)


def paid_rent(rents: Rents, lease: Lease, let: Let, finish: Floats, years: tuple[Year, ...]) -> tuple[Floats, Floats]:
    """Rent due and paid of one phase by year, (N, Y): what falls into the year, less what default takes away.

    ``finish``: (N,) the day on which the phase enters service.
    """
    starts, ends = np.array([year.start for year in years]), np.array([year.end for year in years])
    begins = np.maximum(finish[:, None], starts)
    over = np.minimum(finish[:, None] + lease.term, ends)
    due = within(begins, over)
    gone = within(np.maximum(begins, rents.stops[lease.contract.by][:, None]), over)
    each = let.rent / YEAR
    return each * due, each * (due - (1.0 - lease.relet) * gone)


def within(start: Floats, end: Floats) -> Floats:
    """The days from one to another; none where the first lies later, or never comes."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(start), np.clip(end - start, 0.0, None), 0.0)
