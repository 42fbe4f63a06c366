"""The gates of a site and its phases: which figures hold there, and which gates wait for which."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from pledgeline.engine.resolve_durations import NO_TIME, Time, time_of
from pledgeline.engine.resolved_programmes import Place, ResolvedGate
from pledgeline.errors import CaseError, OutOfRange, Problem
from pledgeline.language.saying import said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from pledgeline.case.figure import DateFigure
    from pledgeline.case.programme import Gate, GateState, Phase, Programme, Site
    from pledgeline.engine.desk import Desk
    from pledgeline.engine.reference_classes import PublishedClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What all programmes share while they are resolved: the desk, the classes, running numbers, and problems found."""

    desk: Desk
    classes: Mapping[str, PublishedClass]
    gates: count[int] = field(default_factory=count)
    phases: count[int] = field(default_factory=count)
    sites: count[int] = field(default_factory=count)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, what: str) -> None:
        """Note what is wrong with a figure of the case."""
        self.problems.append(Problem(where=self.desk.document.locate(path), what=what, key=path))

    def close(self) -> None:
        """Raise CaseError with every problem, each once, if there are any."""
        if self.problems:
            raise CaseError(tuple(dict.fromkeys(self.problems)))

    def day(self, figure: DateFigure | None, *, last: bool = False) -> float | None:
        """The first day that a date may mean, or the last up to `as_of`; None where it is not known."""
        if figure is None or figure.value is None:
            return None
        as_of = self.desk.document.case.as_of
        date: dt.date = min(figure.value.last, as_of) if last else figure.value.first
        return float((date - as_of).days)


class _State(NamedTuple):
    """A gate with what is otherwise here, and where in the case its duration stands."""

    gate: Gate
    time: Time
    never: float
    begun: float | None
    done: float | None

    @property
    def waits(self) -> bool:
        return self.begun is None and self.done is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Yard:
    """One site while its gates are resolved."""

    office: Office
    programme: str
    id: str
    plan: Programme
    site: Site
    fast: Mapping[str, float]  # by gate that the fast track shortens: what is left of its time

    @property
    def path(self) -> str:
        """Where the site stands in the case."""
        return f"programmes.{self.programme}.sites.{self.id}"

    def gates(self) -> Iterator[ResolvedGate]:
        """Gates of the site, then phase by phase its gates and its service, each after all that it waits for."""
        numbers = {place: next(self.office.gates) for place in self._places()}
        open_phases = any(phase.in_service is None for phase in self.site.phases.values())
        shared: dict[str, _State] = {}
        for name in in_order({key: gate.after for key, gate in self.plan.gates.items()}):
            if self.plan.gates[name].per == "site" and open_phases:
                shared[name] = self._state(name, ())
                yield self._gate(Place(self.id, "", name), shared[name], numbers)
        for key in in_order({key: (one.after,) if one.after else () for key, one in self.site.phases.items()}):
            yield from self._phase(key, self.site.phases[key], shared, numbers)

    def _places(self) -> Iterator[Place]:
        """Every gate that there could be, so that its number does not change with its state."""
        for name, gate in self.plan.gates.items():
            for phase in ("",) if gate.per == "site" else self.site.phases:
                yield Place(self.id, phase, name)

    def _phase(
        self, key: str, phase: Phase, shared: Mapping[str, _State], numbers: Mapping[Place, int]
    ) -> Iterator[ResolvedGate]:
        service = Place(self.id, key, "")
        since = self.office.day(phase.in_service)
        if since is not None:
            yield _service(service, (), done=min(since, 0.0))
            return
        starts = max(self.office.day(phase.starts) or 0.0, 0.0)
        before = () if phase.after is None else (Place(self.id, phase.after, ""),)
        own: dict[str, _State] = {}
        for name in in_order({one: gate.after for one, gate in self.plan.gates.items()}):
            gate = self.plan.gates[name]
            if gate.per == "phase":
                own[name] = self._state(name, ((f"{self.path}.phases.{key}.gates", phase.gates),))
                held = any(earlier in own and own[earlier].waits for earlier in gate.after)
                place = Place(self.id, key, name)
                yield self._gate(place, own[name], numbers, before=() if held else before, earliest=starts)
        states = {**shared, **own}
        last = [self._place(key, name) for name, state in states.items() if not _followed(name, state, states)]
        if own:
            yield _service(service, tuple(last))
        else:  # no gate of its own waits for its first day, or for the phase before
            yield _service(service, (*last, *before), earliest=starts)

    def _place(self, phase: str, name: str) -> Place:
        return Place(self.id, "" if self.plan.gates[name].per == "site" else phase, name)

    def _state(self, name: str, own: tuple[tuple[str, Mapping[str, GateState]], ...]) -> _State:
        """The state of a gate: what is written for the phase goes before the site, the site before the programme."""
        gate, office = self.plan.gates[name], self.office
        written = [
            (f"{path}.{name}", states[name])
            for path, states in (*own, (f"{self.path}.gates", self.site.gates))
            if name in states
        ]
        durations = [(path, state.duration) for path, state in written if state.duration is not None]
        path, duration = (*durations, (f"programmes.{self.programme}.gates.{name}", gate.duration))[0]
        days = [(office.day(state.begun), office.day(state.done, last=True)) for _, state in written]
        begun = next((one for one, _ in days if one is not None), None)
        done = next((one for _, one in days if one is not None), None)
        try:
            time = time_of(duration, office.classes) if done is None else Time(NO_TIME.law, "done", "", 0.0)
            if begun is not None and done is None:
                time.law.floor(-begun)  # raises where it should have been over
        except OutOfRange as error:
            office.refuse(f"{path}.duration", error.sentences[0])
            time = NO_TIME
        chances = [state.never for _, state in written] + [gate.never]
        never = next((float(one.value) for one in chances if one is not None and one.value is not None), time.never)
        return _State(gate, time, never if done is None else 0.0, begun, done)

    def _gate(
        self,
        place: Place,
        state: _State,
        numbers: Mapping[Place, int],
        *,
        before: tuple[Place, ...] = (),
        earliest: float = 0.0,
    ) -> ResolvedGate:
        named = tuple(self._place(place.phase, name) for name in state.gate.after)
        begun = state.begun if state.done is None or state.begun is None else min(state.begun, state.done)
        return ResolvedGate(
            place=place,
            title=state.gate.title or place.gate,
            law=state.time.law,
            written=state.time.written,
            reference=state.time.reference,
            never=state.never,
            begun=begun,
            done=state.done,
            earliest=earliest,
            scale=self.fast.get(place.gate, 1.0),
            after=(*named, *before) if state.waits else (),
            number=numbers[place],
        )


def _followed(name: str, state: _State, states: Mapping[str, _State]) -> bool:
    """Whether the service need not wait for a gate itself: it is done, or another gate does that is yet to start."""
    return state.done is not None or any(name in other.gate.after and other.waits for other in states.values())


def _service(
    place: Place, after: tuple[Place, ...], *, done: float | None = None, earliest: float = 0.0
) -> ResolvedGate:
    """The service of a phase: on the day on which the last of what it waits for is passed."""
    return ResolvedGate(
        place=place,
        title=said("service"),
        law=NO_TIME.law,
        written="",
        reference="",
        never=0.0,
        begun=done,
        done=done,
        earliest=earliest,
        scale=1.0,
        after=after,
        number=0,  # it draws nothing
    )


def in_order(before: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names so that none comes before one that it waits for, and else in the order given; there must be no circle."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        for earlier in before[name]:
            if earlier not in found:
                add(earlier)
        found.setdefault(name)

    for name in before:
        add(name)
    return tuple(found)
