"""Building programmes, reckoned a second time from `docs/models/programmes.md` alone: in whole arrays of paths, slowly.

A key names one piece of work: site, phase ("" where the site passes the gate once for all) and gate. Times are days
since `as_of`; every time, planned or drawn, goes through the same walk, on single numbers or on one number a path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.oracles.laws import Law, law_of, overrun_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from pledgeline.case.case import Case
    from pledgeline.case.figure import Figure
    from pledgeline.case.programme import GateState, Partner, Phase, Programme, Site
    from pledgeline.units.ratio import Ratio

    Floats = NDArray[np.float64]
    Key = tuple[str, str, str]
    Place = tuple[str, str]

NEVER = math.inf
FASTER = 0.75
GW = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One gate at one site or phase."""

    law: Law
    never: float
    scale: float
    begun: float | None
    done: float | None
    after: tuple[Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlay:
    """What a gate spends for a phase, and each partner's part of it."""

    key: Key
    phase: Place
    amount: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One walk through all gates: numbers as planned, or one a path."""

    start: Mapping[Key, Floats]
    finish: Mapping[Key, Floats]
    service: Mapping[Place, Floats]
    overrun: Mapping[Place, Floats]


class Yard:
    """One programme of a case."""

    def __init__(self, case: Case, name: str) -> None:
        """The programme, with everything that is written elsewhere looked up."""
        self.case, self.name = case, name
        self.programme: Programme = case.programmes[name]
        self.works = dict(self._works())
        self.outlays = tuple(self._outlays())
        self.power = {place: float(phase.capacity.stated) for place, phase in self.phases()}

    def day(self, date: dt.date) -> float:
        """Days since the case."""
        return float((date - self.case.as_of).days)

    def phases(self) -> Iterator[tuple[Place, Phase]]:
        """Every phase with its place."""
        for key, site in self.programme.sites.items():
            for one, phase in site.phases.items():
                yield (key, one), phase

    def own_gates(self, place: Place) -> list[Key]:
        """The gates of a phase, and those of its site."""
        site, phase = place
        gates = self.programme.gates.items()
        return [(site, "" if gate.per == "site" else phase, name) for name, gate in gates]

    def planned(self) -> Run:
        """Every gate in its planned time, none never, nothing over its plan."""
        times = {key: _ahead(work, work.scale, np.asarray(work.law.planned)) for key, work in self.works.items()}
        return self.walk(times, {place: np.asarray(0.0) for place, _ in self.phases()})

    def walk(self, times: Mapping[Key, Floats], overrun: Mapping[Place, Floats]) -> Run:
        """Starts, ends and services; in the order in which one thing waits for another."""
        walk = _Walk(self, times)
        service = {place: walk.served(place) for place, _ in self.phases()}
        return Run(start=walk.start, finish=walk.finish, service=service, overrun=overrun)

    def _works(self) -> Iterator[tuple[Key, Work]]:
        for site_key, site in self.programme.sites.items():
            fast = self._fast(site)
            for name, gate in self.programme.gates.items():
                places = [""] if gate.per == "site" else [key for key, one in site.phases.items() if not one.in_service]
                for place in places:
                    written: list[GateState] = [site.gates[name]] if name in site.gates else []
                    if place and name in site.phases[place].gates:
                        written.insert(0, site.phases[place].gates[name])
                    yield (site_key, place, name), self._work((site_key, place, name), written, fast)

    def _work(self, key: Key, written: list[GateState], fast: float) -> Work:
        gate = self.programme.gates[key[2]]
        duration = next((one.duration for one in written if one.duration is not None), gate.duration)
        law = law_of(self.case, duration)
        never = next((one.never for one in written if one.never is not None), gate.never)
        begun = next((one.begun for one in written if one.begun is not None), None)
        done = next((one.done for one in written if one.done is not None), None)
        rule = self.programme.fast_track
        after = ((key[0], "" if self.programme.gates[one].per == "site" else key[1], one) for one in gate.after)
        return Work(
            law=law,
            never=law.never if never is None else float(never.stated),
            scale=fast if rule is not None and key[2] in rule.gates else 1.0,
            begun=None if begun is None else self.day(begun.stated.first),
            done=None if done is None else min(self.day(done.stated.last), 0.0),
            after=tuple(after),
        )

    def _fast(self, site: Site) -> float:
        rule = self.programme.fast_track
        if rule is None:
            return 1.0
        total = sum(sum(self.capital(phase).values()) for phase in site.phases.values())
        return 1.0 - float(rule.shortens.stated) if total > float(rule.over.stated) else 1.0

    def capital(self, phase: Phase) -> dict[str, float]:
        """Planned capital of a phase by scope."""
        generation = self.programme.generations.get(phase.generation or "", {})
        price = {**self.programme.capital, **generation, **phase.capital}
        return {scope: float(one.stated) * float(phase.capacity.stated) / GW for scope, one in price.items()}

    def partners(self, site: Site) -> Mapping[str, Partner]:
        """Who pays at a site."""
        return site.partners or self.programme.partners

    def _outlays(self) -> Iterator[Outlay]:
        for place, phase in self.phases():
            if phase.in_service is not None:
                continue
            capital, site = self.capital(phase), self.programme.sites[place[0]]
            for key in self.own_gates(place):
                spends = self.programme.gates[key[2]].spends.items()
                spent: dict[str, float] = {scope: capital.get(scope, 0.0) * float(one.stated) for scope, one in spends}
                if spent:
                    parts = shared(self.partners(site), spent)
                    yield Outlay(key=key, phase=place, amount=sum(spent.values()), parts=parts)

    def spent(self, run: Run, day: float, *, partner: str = "", phase: Place | None = None) -> Floats:
        """What is spent after the case and up to a day, in all or by one partner, on all phases or on one."""
        total = np.asarray(0.0)
        for outlay in self.outlays:
            amount = outlay.parts.get(partner, 0.0) if partner else outlay.amount
            if amount and phase in {None, outlay.phase}:
                start, finish = run.start[outlay.key], run.finish[outlay.key]
                done = progress(day, start, finish) - self.spent_before(run, outlay.key)
                total = total + amount * (1.0 + run.overrun[outlay.phase]) * done
        return total

    def spent_before(self, run: Run, key: Key) -> Floats:
        """How much of a gate's money is spent by the day of the case: nothing of what is still to start."""
        start, share = run.start[key], progress(0.0, run.start[key], run.finish[key])
        return share if self.works[key].done is not None else np.where(start < 0.0, share, 0.0)

    def in_service(self, run: Run, day: float) -> Floats:
        """W in service on a day."""
        total = np.asarray(0.0)
        for place, watts in self.power.items():
            total = total + watts * (run.service[place] <= day)
        return total

    def building(self, run: Run, day: float) -> Floats:
        """W of phases being built, from the first of their gates that spend to service.

        The gates are those of the phase; of its site where none of its own spends. Where it never enters service it is
        built until the last of these gates that ends.
        """
        total = np.asarray(0.0)
        for place, watts in self.power.items():
            spending = [outlay.key for outlay in self.outlays if outlay.phase == place]
            keys = [key for key in spending if key[1]] or spending
            if keys:
                first = np.minimum.reduce(np.broadcast_arrays(*(run.start[key] for key in keys)))
                ends = [np.where(np.isfinite(run.finish[key]), run.finish[key], 0.0) for key in keys]
                last = np.maximum.reduce(np.broadcast_arrays(*ends))
                until = np.where(np.isfinite(run.service[place]), run.service[place], last)
                total = total + watts * ((first <= day) & (until > day))
        return total

    def chain(self, run: Run, place: Place) -> dict[str, NDArray[np.bool_]]:
        """Whether the chain back from the service of a phase passes through a gate: by its id, on each path."""
        found: dict[str, NDArray[np.bool_]] = {}
        paths = np.broadcast_arrays(*run.finish.values())[0].shape
        here = {key: np.zeros(paths, dtype=bool) for key in self.works}
        last = self._ended_last(run, self.own_gates(place)[::-1], run.service[place])
        for key, mine in last.items():
            here[key] |= mine & np.isfinite(run.service[place])
        for key in self._latest_first(run):
            on = here[key]
            found[key[2]] = found.get(key[2], np.zeros(paths, dtype=bool)) | on
            for before, mine in self._ended_last(run, self._before(key), run.start[key]).items():
                here[before] |= on & mine
        return found

    def _before(self, key: Key) -> list[Key]:
        """The gates that one waits for; of a phase after another, those of the other as well."""
        work, phase = self.works[key], self.programme.sites[key[0]].phases.get(key[1])
        if work.begun is not None or work.done is not None:
            return []
        earlier = phase.after if phase is not None else None
        if earlier is None or self.programme.sites[key[0]].phases[earlier].in_service is not None:
            return list(work.after)
        return [*work.after, *self.own_gates((key[0], earlier))]

    def _ended_last(self, run: Run, keys: list[Key], when: Floats) -> dict[Key, NDArray[np.bool_]]:
        """Which of some gates ended just then: the first of them where several did."""
        found, taken = {}, np.zeros(np.broadcast_arrays(*run.finish.values())[0].shape, dtype=bool)
        for key in keys:
            found[key] = (run.finish[key] == when) & ~taken
            taken = taken | found[key]
        return found

    def _latest_first(self, run: Run) -> list[Key]:
        """Every gate after all that wait for it."""
        order: list[Key] = []

        def visit(key: Key) -> None:
            if key not in order:
                for before in self._before(key):
                    visit(before)
                order.append(key)

        for key in run.finish:
            visit(key)
        return order[::-1]

    def drawn(self, paths: int, seed: int, *, faster: str = "") -> Run:
        """One walk a path; numbers of our own. A gate that is made faster takes a quarter less time everywhere."""
        random = np.random.default_rng(seed)
        across = _share(self.programme.delays.across_sites, 0.0)
        within = _share(self.programme.delays.within_site, across)
        common = math.sqrt(across) * random.standard_normal(paths)
        sites = {key: math.sqrt(within - across) * random.standard_normal(paths) for key in self.programme.sites}

        def level(site: str) -> Floats:
            from scipy.stats import norm  # noqa: PLC0415 - only where something is drawn

            own = math.sqrt(1.0 - within) * random.standard_normal(paths)
            return np.asarray(norm.cdf(common + sites[site] + own))

        times = {}
        for key, work in self.works.items():
            scale = work.scale * (FASTER if key[2] == faster else 1.0)
            times[key] = _time(work, scale, level(key[0]))
        overrun = {}
        for place, phase in self.phases():
            law = overrun_of(self.case, phase.overrun or self.programme.overrun)
            overrun[place] = law.quantile(level(place[0])) if law is not None else np.zeros(paths)
        return self.walk(times, overrun)


class _Walk:
    """What is reached when: each gate asks for those before it, each phase for its gates."""

    def __init__(self, yard: Yard, times: Mapping[Key, Floats]) -> None:
        self.yard, self.times = yard, times
        self.start: dict[Key, Floats] = {}
        self.finish: dict[Key, Floats] = {}

    def served(self, place: Place) -> Floats:
        """When a phase is in service."""
        phase = self.yard.programme.sites[place[0]].phases[place[1]]
        if phase.in_service is not None:
            return np.asarray(min(self.yard.day(phase.in_service.stated.last), 0.0))
        return _latest(self.passed(key) for key in self.yard.own_gates(place))

    def passed(self, key: Key) -> Floats:
        """When a gate is passed."""
        if key not in self.finish:
            work = self.yard.works[key]
            if work.done is not None:
                self.start[key] = self.finish[key] = np.asarray(work.done)
            else:
                self.start[key] = self._begins(key, work)
                self.finish[key] = self.start[key] + self.times[key]
        return self.finish[key]

    def _begins(self, key: Key, work: Work) -> Floats:
        if work.begun is not None:
            return np.asarray(work.begun)
        site, name, _ = key
        waits = [np.asarray(0.0), *map(self.passed, work.after)]
        phase = self.yard.programme.sites[site].phases[name] if name else None
        if phase is not None and phase.starts is not None:
            waits.append(np.asarray(self.yard.day(phase.starts.stated.first)))
        if phase is not None and phase.after is not None:
            waits.append(self.served((site, phase.after)))
        return _latest(waits)


def _time(work: Work, scale: float, level: Floats) -> Floats:
    """How long a gate takes on each path; of one that has begun, given that it is not finished."""
    open_ = 1.0 - work.never
    floor = work.law.cdf(-work.begun) if work.begun is not None else 0.0
    comes = np.minimum(level / open_, 1.0) if open_ > 0.0 else np.ones_like(level)
    return np.where(level > open_, NEVER, _ahead(work, scale, work.law.quantile(floor + (1.0 - floor) * comes)))


def _ahead(work: Work, scale: float, time: Floats) -> Floats:
    """A time with what is still ahead of it scaled; what should have ended by now ends today."""
    gone = -work.begun if work.begun is not None else 0.0
    return gone + scale * np.maximum(time - gone, 0.0)


def _latest(times: Iterable[Floats]) -> Floats:
    return np.asarray(np.maximum.reduce(np.broadcast_arrays(*times)))


def _share(figure: Figure[Ratio] | None, default: float) -> float:
    return default if figure is None else float(figure.stated)


def progress(day: float, start: Floats, finish: Floats) -> Floats:
    """How much of a gate's money is spent by a day: 0 to 1, slow, fast, slow; nothing where it never ends."""
    start, finish = np.broadcast_arrays(start, finish)
    ends = np.isfinite(finish)
    length = np.where(ends, finish - np.where(ends, start, 0.0), 1.0)
    share = np.where(
        length > 0.0, (day - np.where(ends, start, 0.0)) / np.where(length > 0.0, length, 1.0), day >= finish
    )
    share = np.clip(share, 0.0, 1.0)
    return np.where(ends, share**2 * (3.0 - 2.0 * share), 0.0)


def shared(partners: Mapping[str, Partner], spent: Mapping[str, float]) -> dict[str, float]:
    """The parts of what is spent by scope; the group pays where there are no partners."""
    if not partners:
        return {"group": sum(spent.values())}
    parts = dict.fromkeys(partners, 0.0)
    for scope, amount in spent.items():
        mine = {key: one for key, one in partners.items() if not one.of or scope in one.of}
        stated = {key: float(one.share.stated) for key, one in mine.items() if one.share is not None}
        for key in mine:
            parts[key] += amount * stated.get(key, 1.0 - sum(stated.values()))
    return parts


def planned_services(case: Case, written: Iterable[str]) -> list[tuple[float, float]]:
    """Day of planned service and W of each phase that `programme.site` or `programme.site.phase` names."""
    found: dict[tuple[str, Place], tuple[float, float]] = {}
    for name in written:
        programme, site, *phase = name.split(".")
        yard = Yard(case, programme)
        services = yard.planned().service
        for place, watts in yard.power.items():
            if place[0] == site and (not phase or place[1] == phase[0]):
                found[programme, place] = (float(services[place]), watts)
    return list(found.values())
