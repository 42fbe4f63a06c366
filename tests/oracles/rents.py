"""Rents of a programme's phases and the service of its project debts, from `docs/models/programmes.md` alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.oracles.laws import days as days_of
from tests.oracles.programmes import GW, NEVER, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pledgeline.case.figure import Figure
    from pledgeline.units.ratio import Ratio
    from tests.oracles.programmes import Outlay, Place, Run, Yard

    Floats = NDArray[np.float64]

YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Rent:
    """A compute contract for phases: who pays until when, per day and W."""

    places: tuple[Place, ...]
    term: float
    rate: Mapping[Place, float]  # a day, once the phase is in service
    hazard: float  # of default, a year
    relet: float
    operating: float

    @classmethod
    def of(cls, yard: Yard, key: str) -> Rent:
        """A contract of a case for phases of one programme, in its currency."""
        contract = yard.case.contracts[key]
        assert contract.term is not None
        named = [tuple(one.split(".")[1:]) for one in contract.phases]
        places = [place for place in yard.power if place in named or place[:1] in named]
        term, power = float(contract.term.stated.order()[1]), sum(yard.power[place] for place in places)
        rate = {}
        for place in places:
            if contract.yearly is not None:
                rate[place] = float(contract.yearly.stated) * yard.power[place] / GW / YEAR
            elif contract.amount is not None:
                rate[place] = float(contract.amount.stated) * yard.power[place] / power / term
        tenant = yard.case.companies[contract.by]
        return cls(
            places=tuple(places), term=term, rate=rate, hazard=-math.log1p(-share_of(tenant.default, 0.0)),
            relet=share_of(contract.relet, 0.0), operating=share_of(contract.operating, 0.0),
        )  # fmt: skip

    def gone(self, run: Run, patience: Floats) -> Floats:
        """When the tenant stops paying: its patience is standard exponential, and counts from the first service."""
        first = np.minimum.reduce(np.broadcast_arrays(*(run.service[place] for place in self.places)))
        return np.asarray(np.maximum(first, 0.0) + (YEAR * patience / self.hazard if self.hazard else NEVER))

    def paid(self, run: Run, days: tuple[float, float], gone: Floats | float = NEVER) -> Floats:
        """Rent between two days, of all phases; what another tenant pays after a default with it."""
        total = np.asarray(0.0)
        for place in self.places:
            whole = _within(run.service[place], self.term, days)
            before = _within(run.service[place], self.term, (days[0], np.minimum(gone, days[1])))
            total = total + self.rate[place] * (before + self.relet * (whole - before))
        return total


def debt_service(yard: Yard, run: Run, days: tuple[float, float]) -> Floats:
    """What phases pay on their project debts between two days: even payments from service, day by day.

    Interest is compounded by the year, from the day on which the money is spent; of a phase that is in service nothing
    is known of that, and its debt is its share of the capital.
    """
    total = np.asarray(0.0)
    for place, phase in yard.phases():
        site = yard.programme.sites[place[0]]
        for key, partner in yard.partners(site).items():
            if partner.funded != "project_debt":
                continue
            assert partner.rate is not None
            assert partner.term is not None
            growth, term = math.log1p(float(partner.rate.stated.spread)), days_of(partner.term)
            if phase.in_service is not None:
                debt = np.asarray(shared(yard.partners(site), yard.capital(phase))[key])
            else:
                parts = [one for one in yard.outlays if one.phase == place]
                debts = (_owed(run, one, one.parts[key], growth) for one in parts)
                debt = sum(debts, start=np.asarray(0.0)) * (1.0 + run.overrun[place])
            yearly = debt * growth / -math.expm1(-growth * term / YEAR)
            total = total + yearly * _within(run.service[place], term, days) / YEAR
    return total


def _owed(run: Run, outlay: Outlay, amount: float, growth: float) -> Floats:
    """What an amount spent over a gate has grown to on the day of service; 0 where that never comes."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    service, start, finish = np.broadcast_arrays(
        run.service[outlay.phase], run.start[outlay.key], run.finish[outlay.key]
    )
    comes = np.isfinite(service)
    service, start, finish = (np.where(comes, one, 0.0) for one in (service, start, finish))
    debt = np.zeros(service.shape)
    for node, weight in zip((nodes + 1.0) / 2.0, weights / 2.0, strict=True):
        waits = service - (start + node * (finish - start))
        debt += weight * 6.0 * node * (1.0 - node) * np.exp(growth * waits / YEAR)
    return np.where(comes, amount * debt, 0.0)


def _within(service: Floats, term: float, days: tuple[float, float | Floats]) -> Floats:
    """How many days of a term from service lie between two days."""
    comes = np.isfinite(service)
    first = np.where(comes, np.maximum(service, days[0]), 0.0)
    last = np.where(comes, np.minimum(service + term, days[1]), 0.0)
    return np.asarray(np.maximum(last - first, 0.0))


def share_of(figure: Figure[Ratio] | None, default: float) -> float:
    """A share, or what holds where it is left out."""
    return default if figure is None else float(figure.stated)
