"""What of each contract falls due within the window, and why a contract is not cleared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.engine.desk import amount
from pledgeline.engine.programme_plan import planned_bars
from pledgeline.engine.resolve_programmes import resolve_programmes
from pledgeline.engine.resolved_programmes import WATTS, YEAR, Place
from pledgeline.language.saying import said
from pledgeline.market.calendar import later

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.case.contract import Contract
    from pledgeline.engine.desk import Desk

GUARANTEE = "guarantee"


@dataclass(frozen=True, slots=True)
class Service:
    """A phase that is let: its power in GW, and the day after `as_of` on which it is planned to enter service."""

    power: float
    day: float


Services = dict[str, tuple[Service, ...]]  # by programme.site and programme.site.phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a contract is about in all, and within the window; None where it is not known. Why it is not cleared."""

    amount: float | None
    in_window: float | None
    why_not: str


def services(desk: Desk) -> Services:
    """The planned service of every site and phase; nothing where no contract lets any."""
    case = desk.document.case
    if not any(contract.phases for contract in case.contracts.values()):
        return {}
    found: Services = {}
    for key, programme in resolve_programmes(desk).items():
        bars = planned_bars(programme)
        for site in programme.sites:
            ends = {phase.id: bars[Place(site.id, phase.id, "")].end for phase in site.phases}
            each = {phase.id: Service(phase.capacity / WATTS, ends[phase.id]) for phase in site.phases}
            found[f"{key}.{site.id}"] = tuple(each.values())
            found |= {f"{key}.{site.id}.{phase}": (service,) for phase, service in each.items()}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days after `as_of`, up to and including `until`, and which contracts count in them."""

    desk: Desk
    as_of: dt.date
    until: dt.date
    counted: tuple[str, ...]
    conditional: bool
    services: Services

    def due(self, contract: Contract) -> Due:
        """What of a contract falls due in the window."""
        total, part = self._secured(contract) if contract.secured is not None else self._dated(contract)
        return Due(amount=total, in_window=part, why_not=self._why_not(contract, total, part))

    def _why_not(self, contract: Contract, total: float | None, part: float | None) -> str:
        """Empty for a contract that is cleared."""
        if contract.kind == GUARANTEE:
            return said("owed only if somebody else does not pay")
        if contract.standing not in self.counted:
            return said("its standing is not counted")
        if contract.condition is not None and not self.conditional:
            return said("it depends on a condition")
        if total is None:
            return said("its amount is not known")
        if part is None:
            return said("it has no date")
        return "" if part > 0.0 else said("nothing of it falls due within the window")

    def _secured(self, contract: Contract) -> tuple[float | None, float | None]:
        """A loan against shares stands outside what falls due: all of it counts."""
        total = self.desk.at_home(contract.amount)
        return total, total

    def _dated(self, contract: Contract) -> tuple[float | None, float | None]:
        total = self.desk.at_home(contract.amount)
        if contract.due is not None and contract.due.value is not None:
            day = contract.due.value.last
            return total, total if total is None or self.as_of < day <= self.until else 0.0
        if contract.yearly is not None or (contract.phases and contract.starts is None):
            return self._let(contract, total)
        if contract.starts is None or contract.starts.value is None or contract.term is None:
            return total, None
        if contract.term.value is None or total is None:
            return total, None
        start = contract.starts.value.first
        end = later(start, contract.term.value, self.desk.document.case.market.calendar)
        first, last = (start - self.as_of).days, (end - self.as_of).days  # `as_of` is day 0 and not in the window
        return total, total * self._share(first - 1.0, last - 1.0)

    def _let(self, contract: Contract, total: float | None) -> tuple[float | None, float | None]:
        """Payments for phases, from the day on which each is planned to enter service."""
        let = tuple(self._phases(contract))
        term = contract.term.value if contract.term is not None else None
        power = math.fsum(service.power for service in let)
        if contract.yearly is not None:
            yearly = self.desk.at_home(contract.yearly)
            total = None if yearly is None or term is None else yearly * power * float(term.order()[1]) / YEAR
        if total is None or term is None or power == 0.0:
            return total, None
        days = float(term.order()[1])
        return total, math.fsum(
            total * service.power / power * self._share(service.day, service.day + days) for service in let
        )

    def _phases(self, contract: Contract) -> Iterator[Service]:
        """The phases that are let, each once."""
        seen: dict[int, Service] = {}
        for place in contract.phases:
            seen |= {id(service): service for service in self.services.get(place, ())}
        return iter(seen.values())

    def _share(self, start: float, end: float) -> float:
        """The part of even payments from one day to another that lies in the window."""
        window = (self.until - self.as_of).days
        return max(min(end, window) - max(start, 0.0), 0.0) / (end - start) if end > start else 0.0


def window_of(desk: Desk, until: dt.date, counted: tuple[str, ...], let: Services) -> Window:
    """The window of a case, up to a date, in which contracts of the standings `counted` are cleared."""
    case = desk.document.case
    return Window(
        desk=desk,
        as_of=case.as_of,
        until=until,
        counted=counted,
        conditional=case.contagion.conditional == "counted",
        services=let,
    )


def assumed_share(desk: Desk) -> tuple[float, float]:
    """What reaches the creditors of a defaulter: of its own assets, and of its claims."""
    rules = desk.document.case.contagion
    return amount(rules.alpha, 1.0), amount(rules.beta, 1.0)
