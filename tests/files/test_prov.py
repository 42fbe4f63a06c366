"""Provenance: a document that another program reads, in which every name is declared and every arrow points back."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from pledgeline.files.prov import PREFIXES, to_prov
from tests.engine.promises import bundled, promise, result_of

CASES = ("softbank-2023-09", "softbank-2025-10", "softbank-2026-09")
ENDS = {
    "used": ("prov:activity", "prov:entity"),
    "wasAssociatedWith": ("prov:activity", "prov:agent"),
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "wasAttributedTo": ("prov:entity", "prov:agent"),
    "hadMember": ("prov:collection", "prov:entity"),
}
KINDS = {
    "prov:activity": "activity", "prov:agent": "agent", "prov:entity": "entity", "prov:generatedEntity": "entity",
    "prov:usedEntity": "entity", "prov:collection": "entity",
}  # fmt: skip
DIRECTIONS = {("figure", "source"), ("claim", "source"), ("answer", "figure"), ("answer", "answer")}
CLAIMED = {
    "sources": {"news/ä": {"title": "News", "published": "2025-01-02"}},
    "group": {"cash": {"value": "USD 4bn", "from": ["news/ä#p4"], "because": "it is closer", "confidence": "reported"}},
    "claims": {
        "more": {
            "about": "group.cash", "value": "USD 5bn", "from": ["news/ä#c1-9"], "quote": "five billion",
            "reviewed": {"by": "A. Réviseur", "on": "2025-02-03"},
        },
        "loose": {"value": "USD 7bn", "from": ["news/ä"]},
    },
    "pledges": {"p": promise(amount={"value": "USD 100bn", "from": ["news/ä#page 2"]})},
}  # fmt: skip


def told(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_prov(bundled(name)))
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_name_used_is_declared(name: str) -> None:
    document = told(name)
    assert set(document) <= {"prefix", "entity", "activity", "agent", *ENDS}
    assert document["prefix"] == PREFIXES
    for kind, ends in ENDS.items():
        for relation in document.get(kind, {}).values():
            for end in ends:
                assert relation[end] in document[KINDS[end]], (kind, relation)
    for names in (document["entity"], document["agent"], document["activity"]):
        assert all(name.partition(":")[0] in PREFIXES for name in names)


@pytest.mark.parametrize("name", CASES)
def test_figures_come_from_sources_and_answers_from_figures_and_answers(name: str) -> None:
    document = told(name)
    arrows = {
        (made.partition(":")[0], origin.partition(":")[0])
        for made, origin in (
            (one["prov:generatedEntity"], one["prov:usedEntity"]) for one in document["wasDerivedFrom"].values()
        )
    }
    assert arrows <= DIRECTIONS
    assert {("figure", "source"), ("answer", "figure")} <= arrows


@pytest.mark.parametrize("name", CASES)
def test_no_answer_is_derived_from_itself_by_any_way(name: str) -> None:
    origins: dict[str, set[str]] = {}
    for one in told(name)["wasDerivedFrom"].values():
        origins.setdefault(one["prov:generatedEntity"], set()).add(one["prov:usedEntity"])
    for start, first in origins.items():
        seen: set[str] = set()
        waiting = list(first)
        while waiting:
            found = waiting.pop()
            assert found != start
            if found not in seen:
                seen.add(found)
                waiting += origins.get(found, ())


def test_locators_quotations_and_who_accepted_a_claim_are_told() -> None:
    document = json.loads(to_prov(result_of(CLAIMED)))
    assert document["entity"]["claim:more"] == {
        "prov:value": "USD 5bn", "pl:status": "stated", "pl:about": "group.cash", "pl:quote": "five billion",
    }  # fmt: skip
    assert document["wasAttributedTo"] == {
        "_:wasAttributedTo1": {
            "prov:entity": "claim:more", "prov:agent": "person:A.%20R%C3%A9viseur", "pl:on": "2025-02-03",
        }
    }  # fmt: skip
    assert document["agent"]["person:A.%20R%C3%A9viseur"]["prov:label"] == "A. Réviseur"
    cited = {
        one["prov:generatedEntity"]: (one["prov:usedEntity"], one.get("pl:locator"))
        for one in document["wasDerivedFrom"].values()
        if one["prov:usedEntity"].startswith("source:")
    }
    source = "source:news%2F%C3%A4"
    assert cited == {
        "figure:group.cash": (source, "p4"),
        "figure:pledges.p.amount": (source, "page 2"),
        "claim:more": (source, "c1-9"),
        "claim:loose": (source, None),
    }


def test_the_run_used_the_case_and_made_the_answers() -> None:
    result = bundled("softbank-2025-10")
    document = told("softbank-2025-10")
    (used,) = document["used"].values()
    assert document["entity"][used["prov:entity"]]["pl:sha256"] == result.method.input_hash
    made = {one["prov:entity"] for one in document["wasGeneratedBy"].values()}
    assert made == {name for name in document["entity"] if name.startswith("answer:")}
    assert made
    (by,) = document["wasAssociatedWith"].values()
    assert document["agent"][by["prov:agent"]]["prov:label"] == f"Pledgeline {result.method.version}"


def test_the_same_result_gives_the_same_bytes_and_they_hold_no_time() -> None:
    first = to_prov(bundled("softbank-2025-10"))
    assert first == to_prov(bundled.__wrapped__("softbank-2025-10", paths=16))
    assert "prov:startTime" not in first
    assert "prov:endTime" not in first
    assert "prov:time" not in first


READ = """
import sys
from prov.model import ProvDocument
from prov.model import ProvDerivation, ProvEntity
found = ProvDocument.deserialize(content=sys.stdin.read(), format="json")
print(len(list(found.get_records(ProvEntity))), len(list(found.get_records(ProvDerivation))))
assert ProvDocument.deserialize(content=found.serialize(format="json"), format="json") == found
"""


def test_the_library_of_others_reads_it_and_writes_the_same() -> None:
    pytest.importorskip("prov", reason="the package `prov` is not installed")
    text = to_prov(bundled("softbank-2026-09"))
    found = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ], input=text, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    document = json.loads(text)
    assert found.stdout.split() == [str(len(document["entity"])), str(len(document["wasDerivedFrom"]))]
