"""What facts propose to a case, and how a second reading leaves decisions alone."""

from __future__ import annotations

import datetime as dt

from pledgeline.articles.reader import read_text
from pledgeline.articles.review import key_of, merged, proposed
from pledgeline.case.review import ReadDocument, Review

TEXT = (
    "Alder pledged at least US$5bn to US$7bn, up to 900 jobs by Q2 2027, 3 TWh and hundreds of billions of euros. Fin."
)


def made(**options: object) -> list[tuple[str, str | None, str | None, str | None]]:
    reading = read_text(TEXT, language="en", dated=dt.date(2025, 1, 1))
    found = proposed(reading.facts, TEXT, document="d", about={}, **options)  # type: ignore[arg-type]
    return [(one.kind, one.value, one.range, one.bound) for one in found.proposals]


def test_values_ranges_and_bounds_become_literals() -> None:
    assert made() == [
        ("money", None, "USD 5bn..USD 7bn", None),
        ("jobs", "900", None, "at_most"),
        ("date", "2027-Q2", None, None),
    ]


def test_what_has_no_literal_is_left_out_and_named() -> None:
    reading = read_text(TEXT, language="en")
    found = proposed(reading.facts, TEXT, document="d", about={})
    assert [fact.quote for fact in found.left_out] == ["3 TWh", "hundreds of billions of euros"]


def test_a_proposal_carries_its_place_its_sentence_and_who_found_it() -> None:
    reading = read_text(TEXT, language="en")
    jobs = next(fact for fact in reading.facts if fact.kind == "jobs")
    found = proposed(
        [jobs], TEXT, document="d", about={key_of(jobs): "pledges.p.jobs"}, extracted={key_of(jobs)}
    ).proposals
    assert [(one.about, one.found_by, one.passage) for one in found] == [("pledges.p.jobs", "extractor", TEXT[:-5])]
    assert found[0].span == f"c{jobs.start}-{jobs.end}"
    assert TEXT[jobs.start : jobs.end] == found[0].quote


def test_a_second_reading_adds_only_what_is_new() -> None:
    reading = read_text(TEXT, language="en")
    found = proposed(reading.facts, TEXT, document="d", about={}).proposals
    document = ReadDocument(file="a.txt", sha256="0" * 64, title="A")
    empty = Review(review="v1", case="case.yaml", documents={"d": document, "e": document})
    first, new = merged(empty, "d", found[:1])
    assert new == 1
    decided = first.model_copy(update={"proposals": (first.proposals[0].model_copy(update={"decision": "rejected"}),)})
    again, new = merged(decided, "d", found)
    assert new == len(found) - 1
    assert [one.decision for one in again.proposals] == ["rejected", *["open"] * new]
    other, new = merged(again, "e", [one.model_copy(update={"document": "e"}) for one in found])
    assert (new, len(other.proposals)) == (len(found), 2 * len(found))
