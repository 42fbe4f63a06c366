"""What a case rests on: which claims agree, what is decided, what has no source and what is old, on hand-made cases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.evidence import evidence, grades
from pledgeline.engine.evidence_results import Grade
from pledgeline.files.bundled import read_bundled
from tests.engine.promises import promise, with_changes

if TYPE_CHECKING:
    from pledgeline.engine.evidence_results import Comparison, Evidence

SOURCES = {
    "new": {"title": "New", "published": "2025-06-30"},
    "old": {"title": "Old", "published": "2024-10-08"},
    "edge": {"title": "A year ago to the day", "published": "2024-10-09"},
    "month": {"title": "Of a month", "published": "2024-10"},
    "undated": {"title": "Undated"},
}


def found(changes: dict[str, Any]) -> Evidence:
    return evidence(with_changes({"sources": SOURCES, **changes}), ())


def compared(figure: object, claim: dict[str, str], *, about: str = "group.cash") -> Comparison:
    changes: dict[str, Any] = {"claims": {"c": {"about": about, "from": ["new"], **claim}}}
    if about == "group.cash":
        changes["group"] = {"cash": figure}
    else:
        changes["pledges"] = {"p": promise(deadline=figure)}
    (one,) = found(changes).comparisons
    assert one.key == about
    return one


FOUR_TO_SEVEN = {"assume": "USD 5bn", "range": "USD 4bn..USD 7bn"}


@pytest.mark.parametrize(
    ("figure", "claim", "agrees"),
    [
        ("USD 5bn", {"value": "USD 5bn"}, True),
        ("USD 5bn", {"value": "USD 5000m"}, True),
        ("USD 5bn", {"value": "USD 5.1bn"}, False),
        ("USD 5bn", {"value": "EUR 5bn"}, False),
        ("USD 5bn", {"range": "USD 5bn..USD 7bn"}, True),
        ("USD 5bn", {"range": "USD 3bn..USD 5bn"}, True),
        ("USD 5bn", {"range": "USD 6bn..USD 7bn"}, False),
        ("USD 5bn", {"value": "USD 5bn", "bound": "at_least"}, True),
        ("USD 5bn", {"value": "USD 6bn", "bound": "at_least"}, False),
        ("USD 5bn", {"value": "USD 5bn", "bound": "at_most"}, True),
        ("USD 5bn", {"value": "USD 4bn", "bound": "at_most"}, False),
        ("USD 5bn", {"value": "EUR 1bn", "bound": "at_least"}, False),
        (FOUR_TO_SEVEN, {"value": "USD 7bn"}, True),
        (FOUR_TO_SEVEN, {"value": "USD 7.1bn"}, False),
        (FOUR_TO_SEVEN, {"range": "USD 6bn..USD 9bn"}, True),
        (FOUR_TO_SEVEN, {"value": "USD 7bn", "bound": "at_least"}, True),
        (FOUR_TO_SEVEN, {"value": "USD 3.9bn", "bound": "at_most"}, False),
        ("USD 5bn", {"value": "USD 5bn", "status": "denied"}, False),
        ("USD 5bn", {"value": "USD 6bn", "status": "denied"}, True),
        ("USD 5bn", {"value": "EUR 5bn", "status": "denied"}, True),
        ("USD 5bn", {"value": "USD 4bn", "bound": "at_least", "status": "denied"}, False),
        ("unknown", {"value": "USD 5bn"}, False),
    ],
)
def test_a_claim_agrees_with_a_figure_where_it_allows_a_value_of_it(
    figure: object, claim: dict[str, str], *, agrees: bool
) -> None:
    one = compared(figure, claim)
    assert one.claims[0].agrees is agrees
    assert one.decided is agrees


@pytest.mark.parametrize(
    ("deadline", "claim", "agrees"),
    [
        ("2028-12", {"value": "2028-12-31"}, True),
        ("2028-12-31", {"value": "2028"}, True),
        ("2029-01", {"value": "2028-12-31"}, False),
        ("2028-Q4", {"value": "2028-H2"}, True),
        ("2028-H1", {"value": "2028-07"}, False),
        ({"assume": "2028", "range": "2027-06..2029"}, {"value": "2027-06-01"}, True),
        ({"assume": "2028", "range": "2027-06..2029"}, {"value": "2027-05"}, False),
        ("2028-06", {"value": "2028", "bound": "at_most"}, True),
        ("2029-01", {"value": "2028", "bound": "at_most"}, False),
        ("2028-12", {"value": "2028-12-31", "bound": "at_least"}, True),
        ("2028-11", {"value": "2028-12", "bound": "at_least"}, False),
        ("2028-12", {"range": "2028-12-15..2029-03"}, True),
        ("2028", {"value": "2028-06", "status": "denied"}, False),
    ],
)
def test_dates_agree_where_some_day_is_meant_by_both(deadline: object, claim: dict[str, str], *, agrees: bool) -> None:
    assert compared(deadline, claim, about="pledges.p.deadline").claims[0].agrees is agrees


def test_a_conflict_is_decided_by_a_reason_and_by_nothing_else() -> None:
    figure = {"value": "USD 5bn", "from": ["old"], "confidence": "disclosed"}
    assert not compared(figure, {"value": "USD 6bn"}).decided
    assert compared({**figure, "because": "audited"}, {"value": "USD 6bn"}).decided


def test_one_claim_that_disagrees_is_enough_and_all_are_told_with_what_they_say() -> None:
    claims = {
        "same": {"about": "group.cash", "value": "USD 4bn", "from": ["old", "new"], "confidence": "reported"},
        "more": {
            "about": "group.cash", "value": "USD 6bn", "bound": "at_least", "from": ["old#p3"], "dated": "2025-01-02",
            "status": "forecast", "reviewed": {"by": "A. Reader", "on": "2025-03-04"},
        },
    }  # fmt: skip
    (one,) = found({"claims": claims}).comparisons
    assert not one.decided
    assert one.in_use == "USD 4bn"
    same, more = one.claims
    assert (same.text, same.agrees, same.dated, same.confidence) == ("USD 4bn", True, dt.date(2025, 6, 30), "reported")
    assert (more.text, more.agrees, more.dated, more.sources) == ("≥ USD 6bn", False, dt.date(2025, 1, 2), ("old#p3",))
    assert (more.status, more.reviewed_by, more.reviewed_on) == ("forecast", "A. Reader", dt.date(2025, 3, 4))


def test_a_claim_about_no_figure_is_loose_and_decides_nothing() -> None:
    told = found({"claims": {"c": {"value": "USD 7bn", "from": ["new"]}}})
    assert told.comparisons == ()
    assert [one.id for one in told.loose_claims] == ["c"]


def test_figures_without_a_source_are_named_and_steps_inherit_that_of_the_whole_step() -> None:
    cited = {"value": "USD 1bn", "from": ["new"]}
    steps = [
        {"date": "2025-01", "amount": "USD 1bn", "from": ["new"]},
        {"date": "2025-02", "amount": cited},
        {"date": {"value": "2025-03", "from": ["new"]}, "known": "2025-04", "amount": "unknown"},
    ]
    pledge = promise(amount=cited, made={"value": "2024-01-01", "from": ["new"]}, deadline=None, progress=steps)
    told = found({
        "assets": None, "loans": None, "horizon": "1y",
        "group": {"cash": FOUR_TO_SEVEN},
        "pledges": {"p": pledge},
        "scenarios": {"s": {"shocks": {}, "over": "5bd"}},
    })  # fmt: skip
    assert told.without_source == ("pledges.p.progress.1.date", "pledges.p.progress.2.known")
    assert told.assumptions == ("group.cash",)
    assert told.unknown == 1


@pytest.mark.parametrize(
    ("sources", "age"),
    [
        (["old"], 366),
        (["edge"], None),  # a year old on the day is not older than a year
        (["month"], None),  # the last day of the month may be meant
        (["new"], None),
        (["old", "new"], None),
        (["old", "undated"], None),
        (["undated"], None),
        ([], None),
    ],
)
def test_a_figure_is_stale_where_the_newest_of_its_dated_sources_is_older_than_allowed(
    sources: list[str], age: int | None
) -> None:
    told = found({"group": {"cash": {"value": "USD 4bn", "from": sources}}})
    assert [(one.key, one.age_days) for one in told.stale] == ([("group.cash", age)] if age is not None else [])
    assert told.stale_after == "1y"


def test_how_old_is_too_old_is_for_the_case_to_say() -> None:
    cash = {"group": {"cash": {"value": "USD 4bn", "from": ["new"]}}}
    assert found({**cash, "evidence": {"stale_after": "3mo"}}).stale[0].newest == dt.date(2025, 6, 30)
    assert found({**cash, "evidence": {"stale_after": "4mo"}}).stale == ()


def test_promises_commitments_and_assumptions_do_not_age() -> None:
    old = {"from": ["old"]}
    told = found({
        "group": {"cash": {**FOUR_TO_SEVEN, **old}},
        "pledges": {"p": promise(amount={"value": "USD 1bn", **old})},
        "commitments": {"c": {"to": "x", "amount": {"value": "USD 1bn", **old}, "due": "2026"}},
    })  # fmt: skip
    assert told.stale == ()


def test_grades_are_counted_from_the_best_known_on() -> None:
    assert grades(["", "assumed", "reported", "disclosed", "reported"]) == (
        Grade(confidence="disclosed", figures=1),
        Grade(confidence="reported", figures=2),
        Grade(confidence="assumed", figures=1),
        Grade(confidence="", figures=1),
    )
    assert grades([]) == ()


@pytest.mark.parametrize("name", ["softbank-2025-10", "softbank-2026-09"])
def test_the_bundled_cases_have_no_conflict_that_nobody_has_decided(name: str) -> None:
    told = evidence(read_bundled(name), ())
    assert told.comparisons
    assert [one.key for one in told.comparisons if not one.decided] == []
