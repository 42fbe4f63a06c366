"""Promises as IATI 2.03: valid against the published schema, never in the future, the types of their stages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from lxml import etree

from pledgeline.errors import OutOfRange
from pledgeline.files.iati import identifier, to_iati
from tests.engine.promises import board, bundled, promise, result_of
from tests.oracles.pledge_boards import random_case

if TYPE_CHECKING:
    from pledgeline.engine.results import Result

SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "iati-2.03" / "iati-activities-schema.xsd"
CASES = ("softbank-2025-10", "softbank-2026-09")
TYPES = {"12": "pledge", "13": "pledge", "2": "commitment", "11": "commitment", "3": "disbursement"}
ODD = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "C", "S")), max_size=30)


@cache
def schema() -> etree.XMLSchema:
    """The published schema of activities; the test is skipped where it is not at hand."""
    if not SCHEMA.exists():
        pytest.skip(f"the IATI schema is not at {SCHEMA}")
    return etree.XMLSchema(etree.parse(SCHEMA))


def tree(result: Result) -> Any:
    return etree.fromstring(to_iati(result).encode())


def valid(result: Result) -> Any:
    found = tree(result)
    assert schema().validate(found), schema().error_log
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_bundled_promises_are_valid_activities(name: str) -> None:
    result = bundled(name)
    assert result.pledges is not None
    found = valid(result)
    assert found.get("version") == "2.03"
    assert [one.findtext("title/narrative") for one in found] == [one.title for one in result.pledges.pledges]


@pytest.mark.parametrize("seed", range(40))
def test_random_boards_are_valid_activities_with_nothing_after_the_day_of_the_case(seed: int) -> None:
    result = result_of({**random_case(seed), "commitments": {}, "pledges": _unbacked(random_case(seed))})
    found = valid(result)
    for date in found.iterfind(".//transaction-date"):
        assert dt.date.fromisoformat(date.get("iso-date")) <= result.as_of
    for period in found.iterfind(".//period"):
        start, end = (period.find(name).get("iso-date") for name in ("period-start", "period-end"))
        assert start <= end


def _unbacked(changes: dict[str, Any]) -> dict[str, Any]:
    none: dict[str, Any] = {"backed_by": [], "perhaps_backed_by": {}}
    return {key: {**pledge, **none} for key, pledge in changes["pledges"].items()}


@given(title=ODD, by=ODD, to=ODD, note=ODD, reason=ODD)
@bounded(max_examples=60, deadline=None)
def test_any_name_and_any_sign_within_it_makes_a_valid_file(
    title: str, by: str, to: str, note: str, reason: str
) -> None:
    step = {"date": "2025-01", "amount": "USD 1bn", "title": title, "note": note, "disputed": {"p": reason}}
    found = board({"pledges": {"p": promise(title=title, by=by, to=to, note=note, progress=[step])}})
    valid(replace(bundled("softbank-2023-09"), pledges=found, group=by))


def test_control_characters_are_replaced_and_not_dropped() -> None:
    title = "a\x00b\x1bc\ud800d\ufffe"
    found = board({"pledges": {"p": promise(title=title)}})
    told = tree(replace(bundled("softbank-2023-09"), pledges=found)).findtext(".//title/narrative")
    assert told == "a�b�c�d�"


STEPS = [
    {"date": "2024-03", "stage": "claim", "amount": "USD 50bn"},
    {"date": "2024-04-30", "stage": "commitment", "amount": "USD 20bn"},
    {"date": "2024-Q3", "stage": "disbursement", "amount": "JPY 128bn"},
    {"date": "2024-08", "stage": "disbursement", "jobs": "70", "jobs_proof": "evidenced"},
    {"date": "2024-09", "stage": "disbursement", "capacity": "0.3 GW"},
    {"date": "2024-10", "stage": "disbursement", "amount": "unknown"},
]
YEN = {"fx": {"JPY": {"spot": "JPY 128 per USD"}}}


@pytest.mark.parametrize(
    ("parties", "types"),
    [({"by": "group"}, ["12", "2", "3"]), ({"by": "a state", "to": "group"}, ["13", "11", "3"])],
)
def test_stages_are_transactions_of_their_type_and_claims_and_jobs_are_none(
    parties: dict[str, str], types: list[str]
) -> None:
    result = result_of({"pledges": {"p": promise(**parties, progress=STEPS)}, "market": YEN})
    (activity,) = valid(result)
    told = [
        (
            one.find("transaction-type").get("code"),
            one.find("transaction-date").get("iso-date"),
            one.find("value").get("currency"),
            one.findtext("value"),
        )
        for one in activity.iterfind("transaction")
    ]
    assert told == [
        (types[0], "2024-01-01", "USD", "100000000000.00"),
        (types[1], "2024-04-30", "USD", "20000000000.00"),
        (types[2], "2024-07-01", "JPY", "128000000000.00"),
    ]
    assert {TYPES[code] for code in types} == {"pledge", "commitment", "disbursement"}


def test_jobs_and_capacity_are_results_with_what_was_promised_and_what_is_evidenced() -> None:
    result = result_of({"pledges": {"p": promise(jobs="100", capacity="1.5 GW", progress=STEPS)}, "market": YEN})
    (activity,) = valid(result)
    told = {
        one.findtext("title/narrative"): tuple(one.find(f".//{name}").get("value") for name in ("target", "actual"))
        for one in activity.iterfind("result")
    }
    assert told == {"Jobs": ("100", "70"), "Capacity in service, GW": ("1.5", "0.3")}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "1"),
        ({"progress": STEPS[:1]}, "1"),
        ({"progress": STEPS[:2]}, "2"),
        ({"progress": STEPS[:2], "deadline": "2025-10-08"}, "4"),
        ({"progress": STEPS[:2], "deadline": "2025-10-09"}, "2"),
        ({"amount": "USD 1bn", "progress": STEPS[2:3]}, "4"),
    ],
)
def test_the_status_of_an_activity(changes: dict[str, Any], status: str) -> None:
    (activity,) = valid(result_of({"pledges": {"p": promise(**changes)}, "market": YEN}))
    assert activity.find("activity-status").get("code") == status


def test_a_wider_promise_is_the_parent_by_its_identifier() -> None:
    pledges = {"wide": promise(), "part": promise(part_of={"wide": "it says so"})}
    wide, part = valid(result_of({"pledges": pledges}))
    related = part.find("related-activity")
    assert (related.get("ref"), related.get("type")) == (wide.findtext("iati-identifier"), "1")
    assert wide.find("related-activity") is None


def test_a_promise_that_is_only_perhaps_part_of_another_is_not_its_child() -> None:
    pledges = {"wide": promise(), "part": promise(perhaps_part_of={"wide": "nobody says"})}
    assert valid(result_of({"pledges": pledges})).find(".//related-activity") is None


def test_identifiers_are_stable_and_readable() -> None:
    assert identifier("SoftBank Group", "us-2024") == "pledgeline-softbank-group-us-2024"


def test_no_two_promises_share_an_identifier() -> None:
    pledges = ["us", "US", "u s", "u-s", "u.s", "米", "仏"]
    assert len({identifier("Group", pledge) for pledge in pledges}) == len(pledges)


def test_a_case_without_promises_is_refused() -> None:
    with pytest.raises(OutOfRange, match=r"^the case holds no public promise; write them under pledges:$"):
        to_iati(bundled("softbank-2023-09"))


def test_the_same_board_gives_the_same_bytes() -> None:
    again = bundled.__wrapped__(CASES[0], paths=16)
    assert to_iati(again) == to_iati(bundled(CASES[0]))
