"""Where each number came from as W3C PROV-JSON: sources, figures, claims and answers as entities, one run between.

A figure was derived from the sources it cites, an answer from the inputs of its formula, and both were used or made
by the run, which is named by what it was made from, not by a time. Who accepted a claim is an agent.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from pledgeline.engine.evidence_results import ClaimRecord
    from pledgeline.engine.results import Result

NAMESPACE = "https://pledgeline.example/ns#"
PREFIXES = {
    "pl": NAMESPACE,
    "source": f"{NAMESPACE}source/",
    "figure": f"{NAMESPACE}figure/",
    "answer": f"{NAMESPACE}answer/",
    "claim": f"{NAMESPACE}claim/",
    "person": f"{NAMESPACE}person/",
}
_RUN, _PROGRAM, _CASE = "pl:run", "pl:program", "pl:case"
Json = dict[str, Any]


def to_prov(result: Result) -> str:
    """The provenance of a result as PROV-JSON text; the same result gives the same bytes."""
    return json.dumps(Provenance(result).document(), indent=2, ensure_ascii=False) + "\n"


class Provenance:
    """The provenance of one result while it is written down."""

    def __init__(self, result: Result) -> None:
        """Start with nothing but what every run has."""
        self._result = result
        self._entities: dict[str, Json] = {}
        self._agents: dict[str, Json] = {}
        self._relations: dict[str, dict[str, Json]] = {}

    def document(self) -> Json:
        """The whole document."""
        self._run()
        self._sources()
        self._figures()
        self._claims()
        self._answers()
        return {
            "prefix": PREFIXES,
            "entity": self._entities,
            "activity": {_RUN: self._activity()},
            "agent": self._agents,
            **self._relations,
        }

    def _activity(self) -> Json:
        method = self._result.method
        return {
            "prov:label": "one run of the program",
            "pl:seed": str(method.seed),
            "pl:paths": method.paths,
            "pl:scenario": method.scenario,
        }

    def _run(self) -> None:
        method = self._result.method
        self._agents[_PROGRAM] = {
            "prov:type": _name("prov:SoftwareAgent"),
            "prov:label": f"Pledgeline {method.version}",
        }
        self._entities[_CASE] = {"prov:label": self._result.title, "pl:sha256": method.input_hash}
        self._relate("used", {"prov:activity": _RUN, "prov:entity": _CASE})
        self._relate("wasAssociatedWith", {"prov:activity": _RUN, "prov:agent": _PROGRAM})

    def _sources(self) -> None:
        for source in self._result.sources:
            told = {
                "prov:label": source.title,
                "pl:publisher": source.publisher,
                "pl:published": source.published,
                "pl:kind": source.kind,
                "pl:language": source.language,
                "prov:location": source.url,
            }
            self._entities[_id("source", source.id)] = {key: text for key, text in told.items() if text}

    def _figures(self) -> None:
        for figure in self._result.figures:
            name = _id("figure", figure.key)
            told = {"prov:value": figure.text, "pl:confidence": figure.confidence or "ungraded", "pl:note": figure.note}
            self._entities[name] = {key: text for key, text in told.items() if text}
            self._cited(name, figure.sources)
            self._relate("hadMember", {"prov:collection": _CASE, "prov:entity": name})

    def _claims(self) -> None:
        evidence = self._result.evidence
        if evidence is None:
            return
        about = {claim.id: one.key for one in evidence.comparisons for claim in one.claims}
        told = [claim for one in evidence.comparisons for claim in one.claims]
        for claim in (*told, *evidence.loose_claims):
            self._claim(claim, about.get(claim.id, ""))

    def _claim(self, claim: ClaimRecord, about: str) -> None:
        name = _id("claim", claim.id)
        told = {"prov:value": claim.text, "pl:status": claim.status, "pl:about": about, "pl:quote": claim.quote}
        self._entities[name] = {key: text for key, text in told.items() if text}
        self._cited(name, claim.sources)
        if claim.reviewed_by:
            person = _id("person", claim.reviewed_by)
            self._agents[person] = {"prov:type": _name("prov:Person"), "prov:label": claim.reviewed_by}
            on = claim.reviewed_on.isoformat() if claim.reviewed_on is not None else ""
            self._relate("wasAttributedTo", {"prov:entity": name, "prov:agent": person, "pl:on": on})

    def _answers(self) -> None:
        figures = {figure.key for figure in self._result.figures}
        derived = {one.key for one in self._result.derivations}
        for one in self._result.derivations:
            name = _id("answer", one.key)
            told: Json = {"prov:label": str(one.title), "pl:formula": str(one.formula), "pl:unit": one.unit}
            self._entities[name] = {**told, **({} if one.value is None else {"prov:value": one.value})}
            self._relate("wasGeneratedBy", {"prov:entity": name, "prov:activity": _RUN})
            for key in dict.fromkeys(entry.key for entry in one.inputs if entry.key):
                if key in figures:
                    self._derived(name, _id("figure", key))
                elif key in derived and key != one.key:
                    self._derived(name, _id("answer", key))

    def _cited(self, name: str, sources: tuple[str, ...]) -> None:
        for cited in sources:
            source, _, locator = cited.partition("#")
            self._derived(name, _id("source", source), locator, primary=True)

    def _derived(self, made: str, origin: str, locator: str = "", *, primary: bool = False) -> None:
        told: Json = {"prov:generatedEntity": made, "prov:usedEntity": origin}
        if primary:
            told["prov:type"] = _name("prov:PrimarySource")
        if locator:
            told["pl:locator"] = locator
        self._relate("wasDerivedFrom", told)

    def _relate(self, kind: str, told: Json) -> None:
        relations = self._relations.setdefault(kind, {})
        relations[f"_:{kind}{len(relations) + 1}"] = told


def _id(prefix: str, name: str) -> str:
    """A qualified name; what such a name may not hold is written in percent."""
    return f"{prefix}:{quote(name, safe='')}"


def _name(qualified: str) -> Json:
    return {"$": qualified, "type": "prov:QUALIFIED_NAME"}
