"""What a building programme must satisfy as a whole: gates make a graph, shares add up, names lead somewhere."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.case.duration import Referred
from pledgeline.case.figure import figures
from pledgeline.case.finding import Finding
from pledgeline.case.programme import SCOPES
from pledgeline.case.reference_class import BUNDLED_CLASSES
from pledgeline.language.saying import said
from pledgeline.units.literal import shorten
from pledgeline.units.spelling import suggestion

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pledgeline.case.case import Case
    from pledgeline.case.duration import Duration
    from pledgeline.case.figure import DateFigure, RateFigure
    from pledgeline.case.programme import CostOverrun, GateState, Partner, Phase, Programme, Site

WHOLE = Decimal(1)


def programme_findings(case: Case) -> Iterator[Finding]:
    """Everything that is wrong within and around the programmes of a case."""
    for key, programme in case.programmes.items():
        path = f"programmes.{key}"
        yield from (needed(f"{path}.{place}") for place, figure in figures(programme) if not figure.known)
        yield from _gates(path, programme)
        yield from _circles(path, "gates", {name: gate.after for name, gate in programme.gates.items()})
        yield from _spending(path, programme)
        yield from partner_findings(path, programme.partners, _priced(programme))
        yield from _same_partners(path, programme)
        yield from _delays(path, programme)
        yield from _durations(path, case, programme)
        for name, site in programme.sites.items():
            yield from _site(f"{path}.sites.{name}", programme, site, case.as_of)


def needed(path: str) -> Finding:
    """A figure that is unknown, where unknown would be taken for none."""
    remedy = said(
        "write an assumption with its range: {assume: …, range: …}; or leave the key out, if it is not needed"
    )
    name = next(step for step in reversed(path.split(".")) if not step.isdigit())
    return Finding(path=path, what=said("'{key}' cannot be unknown: a number is needed", key=name), remedy=remedy)


def _absent(path: str, name: str, known: Iterable[str], *, at_key: bool = False) -> Finding:
    what = said("there is no gate '{name}'", name=shorten(name))
    return Finding(path=path, what=what, remedy=suggestion(name, list(known)), at_key=at_key)


def _gates(path: str, programme: Programme) -> Iterator[Finding]:
    """Names of gates that lead nowhere, and gates of a site that would wait for a phase."""
    gates = programme.gates
    for name, gate in gates.items():
        for number, before in enumerate(gate.after):
            here = f"{path}.gates.{name}.after.{number}"
            if before not in gates:
                yield _absent(here, before, gates)
            elif gate.per == "site" and gates[before].per == "phase":
                what = said(
                    "a gate of the site would wait for '{gate}', which each phase passes by itself", gate=before
                )
                yield Finding(path=here, what=what, remedy=said("write per: site there, or per: phase here"))
    for number, name in enumerate(programme.fast_track.gates if programme.fast_track is not None else ()):
        if name not in gates:
            yield _absent(f"{path}.fast_track.gates.{number}", name, gates)


def _circles(path: str, section: str, before: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Gates or phases that wait for themselves, each circle told once."""
    settled: set[str] = set()
    for start in before:
        trail: list[str] = []
        yield from _walk(path, section, before, start, trail, settled)


def _walk(
    path: str, section: str, before: Mapping[str, tuple[str, ...]], name: str, trail: list[str], settled: set[str]
) -> Iterator[Finding]:
    if name in settled or name not in before:
        return
    if name in trail:
        circle = [*trail[trail.index(name) :], name]
        what = said("it waits for itself: {circle}", circle=" → ".join(reversed(circle)))
        place = f"{path}.{section}.{name}.after"
        yield Finding(path=place, what=what, remedy=said("remove one of these from its after"))
        settled.update(circle)
        return
    trail.append(name)
    for earlier in before[name]:
        yield from _walk(path, section, before, earlier, trail, settled)
    trail.pop()
    settled.add(name)


def _spending(path: str, programme: Programme) -> Iterator[Finding]:
    """Scopes whose capital is not spent, or spent twice, while gates last."""
    priced = _priced(programme)
    for scope in SCOPES:
        shares = [gate.spends[scope] for gate in programme.gates.values() if scope in gate.spends]
        known = [share.value.value for share in shares if share.value is not None]
        total = sum(known, Decimal(0))
        if scope in priced and len(known) == len(shares) and total != WHOLE:
            what = said("{share} of the capital for {scope} is spent, not 100%", share=_percent(total), scope=scope)
            remedy = said("let the shares under spends: {scope} add up to 100% over the gates", scope=scope)
            yield Finding(path=f"{path}.gates", what=what, remedy=remedy, at_key=True)
        elif scope not in priced and shares:
            what = said("gates spend capital for {scope}, of which there is none", scope=scope)
            remedy = said("add {entry}", entry=f"capital: {{{scope}: USD 5bn}}")
            yield Finding(path=f"{path}.capital", what=what, remedy=remedy, at_key=True)


def _priced(programme: Programme) -> frozenset[str]:
    """The scopes that cost anything anywhere."""
    phases = (phase for site in programme.sites.values() for phase in site.phases.values())
    prices = (programme.capital, *programme.generations.values(), *(phase.capital for phase in phases))
    return frozenset(scope for scopes in prices for scope in scopes)


def _percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).normalize():f}%"


def partner_findings(path: str, partners: Mapping[str, Partner], priced: Collection[str]) -> Iterator[Finding]:
    """Shares that do not add up to the whole of each scope that costs anything, each told once."""
    told: set[str] = set()
    for scope in (scope for scope in SCOPES if partners and scope in priced):
        mine = {key: one for key, one in partners.items() if not one.of or scope in one.of}
        finding = _shares(path, scope if any(one.of for one in partners.values()) else "", mine)
        if finding is not None and finding.what not in told:
            told.add(finding.what)
            yield finding
    for key, one in partners.items():
        if one.funded == "project_debt" and (one.rate is None or one.term is None):
            remedy = said("add {entry}", entry="rate: 7%, term: 15y")
            yield Finding(
                path=f"{path}.partners.{key}",
                what=said("a project debt has a rate and a term"),
                remedy=remedy,
                at_key=True,
            )


def _shares(path: str, scope: str, partners: Mapping[str, Partner]) -> Finding | None:
    """What is wrong with the shares in one scope; no scope where all of them are shared alike."""
    rest = [key for key, one in partners.items() if one.share is None]
    figures = [one.share for one in partners.values() if one.share is not None]
    place = f"{path}.partners"
    if any(figure.value is None for figure in figures):
        return None
    if len(rest) > 1:
        what = said("{first} and {second} would both take what the others leave", first=rest[0], second=rest[1])
        return Finding(path=f"{place}.{rest[1]}", what=what, remedy=said("give all but one a share"), at_key=True)
    total = sum((figure.stated.value for figure in figures), Decimal(0))
    most = sum(((figure.high or figure.stated).value for figure in figures), Decimal(0))
    if total == WHOLE or (rest and most <= WHOLE):
        return None
    share = _percent(max(total, most) if rest else total)
    what = said("the shares of the partners add up to {share}, not 100%", share=share)
    if scope:
        what = said("the shares of the partners in {scope} add up to {share}, not 100%", scope=scope, share=share)
    remedy = said("correct them, or leave out the share of the one who takes the rest")
    return Finding(path=place, what=what, remedy=remedy, at_key=True)


def _same_partners(path: str, programme: Programme) -> Iterator[Finding]:
    """One id for partners with different names or forms: what they pay is added up by id."""
    known = dict(programme.partners)
    for key, site in programme.sites.items():
        for name, one in site.partners.items():
            before = known.setdefault(name, one)
            if before.funded != one.funded or (before.name and one.name and before.name != one.name):
                what = said("{partner} has another name or form elsewhere in this programme", partner=name)
                place = f"{path}.sites.{key}.partners.{name}"
                yield Finding(path=place, what=what, remedy=said("give it an id of its own"), at_key=True)


def partner_rates(case: Case) -> Iterator[tuple[str, RateFigure | None]]:
    """The rate of each partner's debt, with its path."""
    for key, programme in case.programmes.items():
        for place, partners in (
            ("", programme.partners),
            *((f"sites.{k}.", s.partners) for k, s in programme.sites.items()),
        ):
            for name, one in partners.items():
                yield f"programmes.{key}.{place}partners.{name}.rate", one.rate


def _delays(path: str, programme: Programme) -> Iterator[Finding]:
    across, within = programme.delays.across_sites, programme.delays.within_site
    if (
        across is not None
        and within is not None
        and across.known
        and within.known
        and float(within.stated) < float(across.stated)
    ):
        what = said(
            "gates of one site ({within}) would go together less than those of two ({across})",
            within=within,
            across=across,
        )
        yield Finding(path=f"{path}.delays.within_site", what=what, remedy=said("write at least {share}", share=across))


def _durations(path: str, case: Case, programme: Programme) -> Iterator[Finding]:
    """Reference classes used otherwise than they were published."""
    queues = {key for key, published in BUNDLED_CLASSES.items() if published == "queue"}
    queues = (queues - case.reference_classes.keys()) | {k for k, one in case.reference_classes.items() if one.median}
    for place, duration in _all_durations(path, programme):
        if not isinstance(duration, Referred):
            continue
        yield from _scatter(place, case, duration.like, stated=duration.deviation is not None)
        if duration.like in queues and duration.plan is not None:
            what = said("{name} is a queue: it says itself how long it takes", name=duration.like)
            yield Finding(path=f"{place}.plan", what=what, remedy=said("remove the plan"))
        elif duration.like not in queues and duration.plan is None:
            what = said("an overrun is over a plan, and none is stated")
            yield Finding(path=place, what=what, remedy=said("add {entry}", entry="plan: 24mo"), at_key=True)
    for place, overrun in _all_overruns(path, programme):
        if overrun.like in queues:
            what = said("{name} is a queue, not a class of overruns", name=overrun.like)
            yield Finding(path=f"{place}.like", what=what, remedy=said("name a class with a mean overrun"))
        elif overrun.like is not None:
            yield from _scatter(place, case, overrun.like, stated=overrun.deviation is not None)


def _scatter(place: str, case: Case, name: str, *, stated: bool) -> Iterator[Finding]:
    """How much projects of a class scatter: as published, or as the case states, and never both."""
    published = BUNDLED_CLASSES.get(name, "tail") if name not in case.reference_classes else "tail"
    if published == "tail" and stated:
        what = said("{name} says itself how much its projects scatter", name=name)
        yield Finding(path=f"{place}.deviation", what=what, remedy=said("remove the deviation"))
    elif published != "tail" and not stated:
        what = said("of {name} only the middle is published, not how much its projects scatter", name=name)
        remedy = said("add {entry}", entry="deviation: {assume: 50%, range: 30%..70%}")
        yield Finding(path=place, what=what, remedy=remedy, at_key=True)


def _all_durations(path: str, programme: Programme) -> Iterator[tuple[str, Duration]]:
    yield from ((f"{path}.gates.{name}.duration", gate.duration) for name, gate in programme.gates.items())
    for key, site in programme.sites.items():
        states = [(f"{path}.sites.{key}.gates", site.gates)]
        states += [(f"{path}.sites.{key}.phases.{one}.gates", phase.gates) for one, phase in site.phases.items()]
        for place, gates in states:
            for name, state in gates.items():
                if state.duration is not None:
                    yield f"{place}.{name}.duration", state.duration


def _all_overruns(path: str, programme: Programme) -> Iterator[tuple[str, CostOverrun]]:
    if programme.overrun is not None:
        yield f"{path}.overrun", programme.overrun
    for key, site in programme.sites.items():
        for one, phase in site.phases.items():
            if phase.overrun is not None:
                yield f"{path}.sites.{key}.phases.{one}.overrun", phase.overrun


def _site(path: str, programme: Programme, site: Site, as_of: dt.date) -> Iterator[Finding]:
    yield from partner_findings(path, site.partners, _priced(programme))
    yield from _states(path, programme, site.gates, as_of)
    for name in site.gates:
        if name in programme.gates and programme.gates[name].per == "phase" and site.gates[name].done is not None:
            what = said("each phase passes '{gate}' by itself", gate=name)
            remedy = said("write it under the phases that have passed it")
            yield Finding(path=f"{path}.gates.{name}", what=what, remedy=remedy, at_key=True)
    for key, phase in site.phases.items():
        yield from _phase(f"{path}.phases.{key}", programme, phase, as_of)
        if phase.after is not None and phase.after not in site.phases:
            what = said("there is no phase '{name}' at this site", name=shorten(phase.after))
            yield Finding(
                path=f"{path}.phases.{key}.after", what=what, remedy=suggestion(phase.after, list(site.phases))
            )
    earlier: dict[str, tuple[str, ...]] = {
        key: () if phase.after is None else (phase.after,) for key, phase in site.phases.items()
    }
    yield from _circles(path, "phases", earlier)


def _phase(path: str, programme: Programme, phase: Phase, as_of: dt.date) -> Iterator[Finding]:
    yield from _states(path, programme, phase.gates, as_of)
    for name in phase.gates:
        if name in programme.gates and programme.gates[name].per == "site":
            what = said("'{gate}' is passed once for the whole site", gate=name)
            remedy: str = said("write it under the gates of the site, or per: phase where it is defined")
            yield Finding(path=f"{path}.gates.{name}", what=what, remedy=remedy, at_key=True)
    if phase.generation is not None and phase.generation not in programme.generations:
        what = said("there is no generation '{name}'", name=shorten(phase.generation))
        remedy = suggestion(
            phase.generation, list(programme.generations), none=said("add it to {place}", place="generations:")
        )
        yield Finding(path=f"{path}.generation", what=what, remedy=remedy)
    if phase.in_service is not None:
        yield from _past(f"{path}.in_service", phase.in_service, as_of)
        if phase.gates or phase.starts is not None or phase.after is not None:
            what = said("it is in service, and waits for nothing")
            yield Finding(path=path, what=what, remedy=said("remove gates, starts and after"), at_key=True)


def _states(path: str, programme: Programme, states: Mapping[str, GateState], as_of: dt.date) -> Iterator[Finding]:
    for name, state in states.items():
        here = f"{path}.gates.{name}"
        if name not in programme.gates:
            yield _absent(here, name, programme.gates, at_key=True)
        if state.begun is not None:
            yield from _past(f"{here}.begun", state.begun, as_of)
        if state.done is not None:
            yield from _past(f"{here}.done", state.done, as_of)


def _past(path: str, day: DateFigure, as_of: dt.date) -> Iterator[Finding]:
    if day.value is not None and day.value.first > as_of:
        what = said("{date} is after as_of, {as_of}", date=day, as_of=str(as_of))
        yield Finding(
            path=path, what=what, remedy=said("write only what has happened; how long the rest takes is a duration")
        )
