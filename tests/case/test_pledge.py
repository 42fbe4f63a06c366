"""Promises as they are written: what contradicts itself is refused at its place, with the next move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.errors import CaseError
from tests.engine.promises import promise
from tests.fixtures_case import document

if TYPE_CHECKING:
    from pledgeline.errors import Problem

STEP = {"date": "2025-01-01", "amount": "USD 1bn"}


def problems(pledges: dict[str, Any], **changes: Any) -> tuple[Problem, ...]:
    try:
        document({"pledges": pledges, **changes})
    except CaseError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("changes", "key", "what", "remedy"),
    [
        ({"made": "unknown"}, "made", "a promise has a day on which it was made", "write made: 2024-12-16"),
        (
            {"deadline": "2023-12"},
            "deadline",
            "the deadline 2023-12 lies before the pledge was made, 2024-01-01",
            "correct one of the two dates",
        ),
        ({"amount": None}, "", "nothing is promised", "add amount: USD 5bn, jobs: 10k or capacity: 1 GW"),
        (
            {"made": "2025-10-10"},
            "made",
            "it is made after the day of the case, 2025-10-09",
            "leave out what was promised later",
        ),
        (
            {"progress": [{**STEP, "date": "2025-10-10"}]},
            "progress.0.date",
            "2025-10-10 is after the day of the case, 2025-10-09",
            "a step has happened; leave out what is to come",
        ),
        (
            {"progress": [STEP, {**STEP, "date": "unknown"}]},
            "progress.1.date",
            "a step has a date",
            "write date: 2025-04, or leave the step out until it is known",
        ),
        (
            {"progress": [{**STEP, "known": "2024-12-31"}]},
            "progress.0.known",
            "it is known on 2024-12-31, before it happened on 2025-01-01",
            "correct one of the two dates",
        ),
        (
            {"progress": [{**STEP, "known": "2025-10-10"}]},
            "progress.0.known",
            "it becomes known after the day of the case, 2025-10-09",
            "leave out what was not known yet",
        ),
        (
            {"deadline": {"assume": "2027", "range": "2023..2028"}},
            "deadline",
            "its deadline may lie before it was made, 2024-01-01",
            "narrow the range",
        ),
        (
            {"progress": [{**STEP, "counts": {"p": "a"}, "disputed": {"p": "b"}}]},
            "progress.0.disputed.p",
            "it counts for 'p' and is disputed for it",
            "keep one of the two",
        ),
        ({"part_of": {"p": "it is"}}, "", "'p' comes back to itself through part_of", "remove one of the links"),
        ({"renews": "p"}, "", "'p' comes back to itself through renews", "remove one of the links"),
    ],
)
def test_what_contradicts_itself_is_named(changes: dict[str, Any], key: str, what: str, remedy: str) -> None:
    (problem,) = problems({"p": promise(**changes)})
    assert (problem.key, problem.what, problem.remedy) == (f"pledges.p.{key}".rstrip("."), what, remedy)


@pytest.mark.parametrize(
    "changes",
    [
        {"made": "2025-10-09"},
        {"made": "2025-10"},  # it may have been before the day of the case
        {"deadline": "2024-01"},
        {"progress": [{**STEP, "date": "2025-10"}]},
        {"progress": [{**STEP, "date": "2025-10-09"}]},
        {"progress": [{**STEP, "known": "2025-01"}]},
        {"amount": "unknown"},
        {"amount": None, "capacity": "1 GW"},
        {"deadline": "unknown"},
    ],
)
def test_what_may_be_right_is_let_through(changes: dict[str, Any]) -> None:
    assert problems({"p": promise(**changes)}) == ()


def test_a_circle_through_what_only_may_hold_is_a_circle() -> None:
    pledges = {
        "a": promise(part_of={"b": "why"}),
        "b": promise(perhaps_part_of={"c": "why"}),
        "c": promise(part_of={"a": "why"}),
    }
    assert [problem.key for problem in problems(pledges)] == ["pledges.a", "pledges.b", "pledges.c"]


@pytest.mark.parametrize(
    "changes",
    [
        {"renews": "q"},
        {"part_of": {"q": "why"}},
        {"perhaps_part_of": {"q": "why"}},
        {"progress": [{**STEP, "counts": {"q": "why"}}]},
        {"progress": [{**STEP, "disputed": {"q": "why"}}]},
    ],
)
def test_a_promise_that_is_not_there_is_named(changes: dict[str, Any]) -> None:
    (problem,) = problems({"p": promise(**changes)})
    assert "there is no pledge 'q'" in problem.what


@pytest.mark.parametrize("changes", [{"backed_by": ["c"]}, {"perhaps_backed_by": {"c": "why"}}])
def test_a_commitment_that_is_not_there_is_named(changes: dict[str, Any]) -> None:
    (problem,) = problems({"p": promise(**changes)})
    assert "'c'" in problem.what
    assert problems({"p": promise(**changes)}, commitments={"c": {"to": "x", "amount": "USD 1", "due": "2026"}}) == ()


def test_more_backed_promises_than_paths_have_bits_for_are_refused() -> None:
    commitments = {"c": {"to": "x", "amount": "USD 1", "due": "2026"}}
    backed = {f"p{number}": promise(backed_by=["c"]) for number in range(62)}
    assert problems({**backed, "free": promise()}, commitments=commitments) == ()
    (problem,) = problems({**backed, "last": promise(perhaps_backed_by={"c": "?"})}, commitments=commitments)
    assert problem.key == "pledges.last.backed_by"
    assert problem.what == "more than 62 promises backed by commitments, and programmes"


def test_all_commitments_behind_a_promise_come_once_with_the_sure_ones_first() -> None:
    pledge = promise(perhaps_backed_by={"b": "?", "a": "?"}, backed_by=["c", "a"])
    names = {key: {"to": "x", "amount": "USD 1", "due": "2026"} for key in "abc"}
    found = document({"pledges": {"p": pledge}, "commitments": names}).case.pledges["p"]
    assert found.backing == ("c", "a", "b")


@pytest.mark.parametrize("changes", [{"amount": "USD -1"}, {"jobs": "-5"}])
def test_nobody_promises_less_than_nothing(changes: dict[str, Any]) -> None:
    (problem,) = problems({"p": promise(**changes)})
    assert problem.key == f"pledges.p.{next(iter(changes))}"


def test_a_promise_cannot_renew_what_it_is_a_part_of() -> None:
    found = problems({"p": promise(), "q": promise(part_of={"p": "it is"}, renews="p")})
    assert [(problem.key, problem.what) for problem in found] == [
        ("pledges.p", "'p' comes back to itself through part_of, renews"),
        ("pledges.q", "'q' comes back to itself through part_of, renews"),
    ]
