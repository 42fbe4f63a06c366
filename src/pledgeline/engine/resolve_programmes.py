"""Building programmes from paper to plain records, every default written out.

Defaults: reckoned for 10 years, nothing goes together, nothing over the plan, the group alone pays. What is written
for a phase goes before its site, the site before the programme. Of a partial date its first day counts, of what is
done the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pledgeline.case.programme import SCOPES
from pledgeline.engine.desk import Desk, amount, either, optional
from pledgeline.engine.resolve_rates import base_rate
from pledgeline.engine.resolved_programmes import (
    GROUP,
    WATTS,
    Place,
    ResolvedPartner,
    ResolvedPhase,
    ResolvedProgramme,
    ResolvedSite,
    ResolvedSpend,
)
from pledgeline.language.saying import said
from pledgeline.units.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pledgeline.case.figure import RateFigure
    from pledgeline.case.programme import Gate, Partner, PerGigawatt, Phase, Programme, Scope, Site
    from pledgeline.engine.resolve_gates import Office
    from pledgeline.engine.resolved_programmes import ResolvedGate

UNTIL = Span(10, "y")


def resolve_programmes(desk: Desk) -> dict[str, ResolvedProgramme]:
    """Every programme of a case, by id.

    Raises CaseError where a duration is unknown, has taken longer than its law allows, or rests on a reference class
    whose published figures contradict each other.
    """
    programmes = desk.document.case.programmes
    if not programmes:
        return {}
    # laws need numpy, which a case without programmes is resolved without
    from pledgeline.engine.reference_classes import reference_classes  # noqa: PLC0415
    from pledgeline.engine.resolve_gates import Office  # noqa: PLC0415

    office = Office(desk=desk, classes=reference_classes(desk.document.case))
    found = {key: _Builder(office=office, key=key, programme=one).resolved() for key, one in programmes.items()}
    office.close()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Builder:
    """One programme while it is resolved."""

    office: Office
    key: str
    programme: Programme
    unknown: dict[str, None] = field(default_factory=dict)  # sentences, each once

    @property
    def desk(self) -> Desk:
        return self.office.desk

    def resolved(self) -> ResolvedProgramme:
        programme, case = self.programme, self.desk.document.case
        sites: list[ResolvedSite] = []
        gates: list[ResolvedGate] = []
        for key, site in programme.sites.items():
            found = self._site(key, site)
            sites.append(found)
            gates += self._gates(found, site)
        across = amount(programme.delays.across_sites, 0.0)
        return ResolvedProgramme(
            id=self.key,
            title=programme.title or self.key,
            as_of=case.as_of,
            calendar=case.market.calendar,
            until=self.desk.after(programme.until, UNTIL),
            across_sites=across,
            within_site=max(amount(programme.delays.within_site, across), across),
            sites=tuple(sites),
            gates=tuple(gates),
            spends=tuple(spend for site in sites for spend in self._spends(site)),
            titles={name: gate.title or name for name, gate in programme.gates.items()},
            promised=programme.promised,
            firm=programme.draws == "firm",
            buys=programme.buys or "",
            building_jobs=optional(programme.jobs.construction),
            permanent_jobs=optional(programme.jobs.permanent),
            classes={name: self.office.classes[name].resolved() for name in self._classes(sites, gates)},
            left_out=tuple(self.unknown),
        )

    def _site(self, key: str, site: Site) -> ResolvedSite:
        found = ResolvedSite(
            id=key,
            name=site.name,
            phases=tuple(self._phase(key, name, phase) for name, phase in site.phases.items()),
            partners=(),
            promised=site.promised,
            fast_track=False,
            note=site.note or "",
            sources=tuple(map(str, site.sources)),
            number=next(self.office.sites),
        )
        rule = self.programme.fast_track
        over = None if rule is None else self.desk.at_home(rule.over)
        partners = tuple(self._partners(site))
        return replace(found, partners=partners, fast_track=over is not None and found.capital > over)

    def _gates(self, site: ResolvedSite, written: Site) -> Iterator[ResolvedGate]:
        from pledgeline.engine.resolve_gates import Yard  # noqa: PLC0415  # as above

        rule = self.programme.fast_track if site.fast_track else None
        fast = {} if rule is None else dict.fromkeys(rule.gates, 1.0 - amount(rule.shortens, 0.0))
        yard = Yard(office=self.office, programme=self.key, id=site.id, plan=self.programme, site=written, fast=fast)
        return yard.gates()

    def _phase(self, site: str, key: str, phase: Phase) -> ResolvedPhase:
        from pledgeline.engine.resolve_durations import cost_law  # noqa: PLC0415  # as above
        from pledgeline.errors import OutOfRange  # noqa: PLC0415

        path = f"programmes.{self.key}.sites.{site}.phases.{key}"
        overrun = phase.overrun or self.programme.overrun
        try:
            law = cost_law(overrun, self.office.classes)
        except OutOfRange as error:
            place = f"{path}.overrun" if phase.overrun is not None else f"programmes.{self.key}.overrun"
            self.office.refuse(place, error.sentences[0])
            law = cost_law(None, self.office.classes)
        since = self.office.day(phase.in_service)
        return ResolvedPhase(
            id=key,
            name=phase.title or key,
            place=Place(site, key, ""),
            capacity=float(phase.capacity.stated),
            capital=self._capital(phase),
            generation=phase.generation or "",
            in_service=None if since is None else min(since, 0.0),
            overrun=law,
            overrun_class="" if overrun is None else overrun.like or "",
            number=next(self.office.phases),
        )

    def _capital(self, phase: Phase) -> dict[str, float]:
        """What each scope of a phase costs as planned: its own price for a GW, of its generation, of the programme."""
        of_generation: PerGigawatt = self.programme.generations[phase.generation] if phase.generation else {}
        prices = self.programme.capital | of_generation | phase.capital
        gigawatts = float(phase.capacity.stated) / WATTS
        return {scope: either(self.desk.at_home(prices[scope]), 0.0) * gigawatts for scope in SCOPES if scope in prices}

    def _partners(self, site: Site) -> Iterator[ResolvedPartner]:
        """Who pays at a site; whoever states no share takes, evenly with others like it, what is left of each scope."""
        from pledgeline.case.programme import Partner  # noqa: PLC0415

        written = site.partners or self.programme.partners or {GROUP: Partner.model_validate({"as": "equity"})}
        shares = {scope: _shares(scope, written) for scope in SCOPES}
        for key, one in written.items():
            mine: dict[str, float] = {scope: found[key] for scope, found in shares.items() if found.get(key, 0.0) > 0.0}
            if one.share is not None and one.share.value is None:
                sentence = said("The share of {name} is not known: it takes what others leave.", name=one.name or key)
                self.unknown[sentence] = None
            yield ResolvedPartner(
                id=key,
                name=one.name or self._name(key),
                funded=one.funded,
                shares=mine,
                rate=self._rate(one.rate),
                term=float(one.term.value.order()[1]) if one.term is not None and one.term.value is not None else 0.0,
            )

    def _name(self, key: str) -> str:
        case = self.desk.document.case
        if key == GROUP:
            return case.group.name
        if key in case.companies:
            return case.companies[key].name
        return case.parties[key].name if key in case.parties else key

    def _rate(self, rate: RateFigure | None) -> float:
        """The rate of a debt: its base rate at the last step that the case knows, as the debt is a long one."""
        if rate is None or rate.value is None:
            return 0.0
        return base_rate(self.desk, rate)[-1][1] + float(rate.value.spread)

    def _spends(self, site: ResolvedSite) -> Iterator[ResolvedSpend]:
        """What is spent gate by gate, of phases that are not in service; nothing that is not there."""
        totals = {scope: sum(self._share(gate, scope) for gate in self.programme.gates.values()) for scope in SCOPES}
        for phase in (phase for phase in site.phases if phase.in_service is None):
            for name, gate in self.programme.gates.items():
                place = Place(site.id, "" if gate.per == "site" else phase.id, name)
                amounts: dict[str, float] = {
                    scope: phase.capital.get(scope, 0.0) * self._share(gate, scope) / totals[scope]
                    for scope in gate.spends
                    if totals[scope] > 0.0  # 1, unless a share is moved within its range
                }
                if any(amounts.values()):
                    yield ResolvedSpend(place=place, phase=phase.place, amounts=amounts)

    def _share(self, gate: Gate, scope: Scope) -> float:
        return amount(gate.spends.get(scope), 0.0)

    def _classes(self, sites: list[ResolvedSite], gates: list[ResolvedGate]) -> dict[str, None]:
        used = [gate.reference for gate in gates]
        used += [phase.overrun_class for site in sites for phase in site.phases if phase.in_service is None]
        return dict.fromkeys(name for name in used if name)


def _shares(scope: str, partners: Mapping[str, Partner]) -> dict[str, float]:
    """What each partner pays of a scope; together 1, also where a share is moved within its range."""
    mine = {key: one for key, one in partners.items() if not one.of or scope in one.of}
    stated = {key: optional(one.share) for key, one in mine.items()}
    known = sum(share for share in stated.values() if share is not None)
    rest = [key for key, share in stated.items() if share is None]
    left = max(1.0 - known, 0.0) / len(rest) if rest else 0.0
    total = known + left * len(rest)
    return {key: (left if share is None else share) / total for key, share in stated.items()} if total > 0.0 else {}
