"""Money and work read off the gates of each path: who has paid, what was spent by a day, debt at service, builders.

What the kernel sums over gates is not enough for these; they are worked out from the days of all gates, a piece of
paths at a time, and independently of the sums of the kernel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.resolved_programmes import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.engine.resolved_programmes import Place, ResolvedPartner, ResolvedPhase, ResolvedProgramme
    from pledgeline.kernels.programme import Progress

Floats = npt.NDArray[np.float64]

_SLIGHT = 1.0  # up to it the growth of a debt is taken from its series, which then errs by less than rounding
_SERIES = tuple(6.0 * (-1.0) ** n / (math.factorial(n) * (n + 2) * (n + 3)) for n in range(16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A project debt: its terms, and the sites that it is for."""

    partner: str
    rate: float  # a year
    term: float  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What to read off the gates: spending by these days, of one site or "" for all."""

    days: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Shapes: N paths, Q partners, D days, P phases, B debts."""

    partners: tuple[str, ...]
    debts: tuple[Debt, ...]
    paid: Floats  # (N, Q) after day 0 and up to the last edge
    spent_by: Floats  # (N, D) by each day of the entry, also before day 0
    owed: Floats  # (N, P, B) on the day of service; 0 where it never comes
    opens: Floats  # (N, P) first day of building; infinite where it never begins
    closes: Floats  # (N, P) last day of building


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Rows of spending as columns of arrays. Shapes: M rows, Q partners, B debts, P phases."""

    until: float
    entry: Entry
    partners: tuple[str, ...]
    debts: tuple[Debt, ...]
    gate: npt.NDArray[np.int64]  # (M,)
    phase: npt.NDArray[np.int64]  # (M,)
    amount: Floats  # (M,)
    as_planned: npt.NDArray[np.bool_]  # (M,) spent already, and so without overrun
    shares: Floats  # (M, Q)
    owed: Floats  # (M, B)
    counted: Floats  # (M, D) whether a row belongs to what is asked for on a day
    bought: Floats  # (D,) planned capital of phases in service, of the same
    served: Floats  # (P, B) owed by phases in service, on the day on which they entered it
    builders: tuple[tuple[int, ...], ...]  # by phase: the gates at which it is built; none where it is in service

    def accounts(self, paths: int) -> Accounts:
        """Room for that many paths."""
        phases = len(self.builders)
        return Accounts(
            partners=self.partners,
            debts=self.debts,
            paid=np.zeros((paths, len(self.partners))),
            spent_by=np.zeros((paths, len(self.entry.days))),
            owed=np.zeros((paths, phases, len(self.debts))),
            opens=np.zeros((paths, phases)),
            closes=np.zeros((paths, phases)),
        )

    def enter(self, accounts: Accounts, rows: slice, found: Progress) -> None:
        """Read one piece of paths into its rows; every gate of them must have been recorded."""
        passed = np.isfinite(found.ends[:, self.gate])
        starts = np.where(passed, found.starts[:, self.gate], 0.0)
        ends = np.where(passed, found.ends[:, self.gate], 0.0)
        cost = np.where(self.as_planned, 1.0, 1.0 + found.overrun[:, self.phase]) * self.amount * passed
        before = _reached(starts, ends, 0.0) * (self.as_planned | (starts < 0.0))  # of what is yet to start, nothing
        ahead = _reached(starts, ends, self.until) - before
        accounts.paid[rows] = (cost * ahead) @ self.shares
        for column, (_, day) in enumerate(self.entry.days):
            money = cost * _reached(starts, ends, day)
            accounts.spent_by[rows, column] = money @ self.counted[:, column] + self.bought[column]
        service = found.finish[:, self.phase]
        comes = np.isfinite(service)
        late = np.where(comes, service, 0.0)
        phases = np.eye(len(self.builders))[self.phase]  # (M, P)
        for column, debt in enumerate(self.debts):
            grown = cost * comes * self.owed[:, column] * growth(starts, ends, late, debt.rate)
            accounts.owed[rows, :, column] = grown @ phases + self.served[:, column]
        for number, gates in enumerate(self.builders):
            opens, closes = _built(found, gates, number)
            accounts.opens[rows, number], accounts.closes[rows, number] = opens, closes


def open_ledger(programme: ResolvedProgramme, until: float, entry: Entry) -> Ledger:
    """The ledger of a programme, empty."""
    rows = {gate.place: row for row, gate in enumerate(programme.gates)}
    phases = tuple(programme.phases)
    numbers = {phase.place: number for number, phase in enumerate(phases)}
    payers = {site.id: site.partners for site in programme.sites}
    partners = tuple(dict.fromkeys(one.id for site in programme.sites for one in site.partners))
    debts = tuple(dict.fromkeys(debt for site in programme.sites for one in site.partners for debt in _debts(one)))
    spends = [(spend, payers[spend.place.site]) for spend in programme.spends]
    done = {gate.place for gate in programme.gates if gate.done is not None}
    counted = [[float(site in {"", spend.place.site}) for site, _ in entry.days] for spend, _ in spends]
    served = [[_served(phase, payers[phase.place.site], debt) for debt in debts] for phase in phases]
    shares = [[_paid(payer, key, spend.amounts) for key in partners] for spend, payer in spends]
    owed = [[_lent(payer, debt, spend.amounts) for debt in debts] for spend, payer in spends]
    return Ledger(
        until=until,
        entry=entry,
        partners=partners,
        debts=debts,
        gate=np.array([rows[spend.place] for spend, _ in spends], np.int64),
        phase=np.array([numbers[spend.phase] for spend, _ in spends], np.int64),
        amount=np.array([spend.amount for spend, _ in spends]),
        as_planned=np.array([spend.place in done for spend, _ in spends], np.bool_),
        shares=np.array(shares).reshape(len(spends), len(partners)),
        owed=np.array(owed).reshape(len(spends), len(debts)),
        counted=np.array(counted).reshape(len(spends), len(entry.days)),
        bought=np.array([_bought(phases, site) for site, _ in entry.days]),
        served=np.array(served).reshape(len(phases), len(debts)),
        builders=tuple(_building_gates(programme, phase, rows) for phase in phases),
    )


def _debts(partner: ResolvedPartner) -> Iterator[Debt]:
    if partner.funded == "project_debt":
        yield Debt(partner=partner.id, rate=partner.rate, term=partner.term)


def _paid(payers: tuple[ResolvedPartner, ...], key: str, amounts: Mapping[str, float]) -> float:
    """The share of a row that one partner pays."""
    mine = [one for one in payers if one.id == key]
    return _of(mine, amounts)


def _lent(payers: tuple[ResolvedPartner, ...], debt: Debt, amounts: Mapping[str, float]) -> float:
    """The share of a row that is lent under one debt."""
    return _of([one for one in payers if debt in _debts(one)], amounts)


def _of(payers: list[ResolvedPartner], amounts: Mapping[str, float]) -> float:
    total = sum(amounts.values())
    paid = sum(amount * one.shares.get(scope, 0.0) for one in payers for scope, amount in amounts.items())
    return paid / total if total > 0.0 else 0.0


def _served(phase: ResolvedPhase, payers: tuple[ResolvedPartner, ...], debt: Debt) -> float:
    """What a phase in service owed on the day on which it entered it: its share of the plan, without interest."""
    return 0.0 if phase.in_service is None else sum(phase.capital.values()) * _lent(payers, debt, phase.capital)


def _bought(phases: tuple[ResolvedPhase, ...], site: str) -> float:
    there = (phase for phase in phases if phase.in_service is not None and site in {"", phase.place.site})
    return sum(amount for phase in there for amount in phase.capital.values())


def _building_gates(programme: ResolvedProgramme, phase: ResolvedPhase, rows: Mapping[Place, int]) -> tuple[int, ...]:
    """The gates of a phase that spend money; those of its site where it has none of its own."""
    if phase.in_service is not None:
        return ()
    places = [spend.place for spend in programme.spends if spend.phase == phase.place]
    own = [place for place in places if place.phase]
    return tuple(rows[place] for place in own or places)


def _built(found: Progress, gates: tuple[int, ...], phase: int) -> tuple[Floats, Floats]:
    """First and last day of building: to service, or where that never comes to the last gate that is passed."""
    service = found.finish[:, phase]
    if not gates:
        return np.full(service.shape, np.inf), service
    starts, ends = found.starts[:, gates], found.ends[:, gates]
    last = np.where(np.isfinite(ends), ends, -np.inf).max(axis=1)
    return starts.min(axis=1), np.where(np.isfinite(service), service, last)


def _reached(starts: Floats, ends: Floats, day: float) -> Floats:
    """The share of the money of each gate that is spent by a day: slow, fast, slow."""
    length = ends - starts
    with np.errstate(divide="ignore", invalid="ignore"):
        x = np.clip((day - starts) / length, 0.0, 1.0)
    x = np.where(length > 0.0, x, (day >= ends).astype(np.float64))
    return x * x * (3.0 - 2.0 * x)


def growth(starts: Floats, ends: Floats, service: Floats, rate: float) -> Floats:
    """What one unit of debt is worth at service if it is spent over a gate: its mean over the S-curve.

    With ``k`` the logarithm of the growth over the gate it is the integral of ``6 x (1 - x) exp(-k x)`` over 0 .. 1,
    ``6 ((k - 2) + (k + 2) exp(-k)) / k**3``, brought forward from the start of the gate.
    """
    speed = np.log1p(rate) / YEAR
    k = speed * (ends - starts)
    slight = np.abs(k) < _SLIGHT
    safe = np.where(slight, 1.0, k)
    closed = 6.0 * ((safe - 2.0) + (safe + 2.0) * np.exp(-safe)) / safe**3
    series = np.polynomial.polynomial.polyval(np.where(slight, k, 0.0), _SERIES)
    grown: Floats = np.exp(speed * (service - starts)) * np.where(slight, series, closed)
    return grown
