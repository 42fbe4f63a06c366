"""The rule by which a promise is kept: each row of the table of the page, its edges, and its worked example."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pledgeline.engine.pledge_status import Known, Term, overall, verdict
from tests.engine.promises import only, promise

MADE, DUE_FROM, DUE_TO = dt.date(2024, 1, 1), dt.date(2026, 1, 1), dt.date(2028, 1, 1)
TERM = Term(made=MADE, due_from=DUE_FROM, due_to=DUE_TO)
HALF = dt.date(2025, 1, 1)  # 366 of 731 days of the earliest, 366 of 1,461 of the latest deadline: 50.07% and 25.05%
AFTER = DUE_TO + dt.timedelta(days=1)


def known(**changes: Any) -> Known:
    stated: dict[str, Any] = {
        "promised": 100.0, "strict": 0.0, "generous": 0.0, "signed": 0.0, "late": 0.0, "most": 0.0, "seen": True,
    }  # fmt: skip
    return Known(**{**stated, **changes})


@pytest.mark.parametrize(
    ("found", "term", "day", "status"),
    [
        (known(promised=None, strict=500.0), TERM, HALF, "cannot_be_told"),  # 1
        (known(strict=100.0, generous=100.0), TERM, HALF, "kept"),  # 2
        (known(strict=100.0, generous=100.0), None, HALF, "kept"),
        (known(strict=100.0, generous=100.0), TERM, AFTER, "kept"),
        (known(seen=False), TERM, HALF, "cannot_be_told"),  # 3
        (known(seen=False), TERM, AFTER, "cannot_be_told"),
        (known(strict=99.0, generous=500.0, signed=500.0), None, HALF, "cannot_be_told"),  # 4
        (known(strict=99.0, generous=100.0, signed=500.0), TERM, AFTER, "cannot_be_told"),  # 5
        (known(strict=99.0, generous=99.0, signed=500.0), TERM, AFTER, "broken"),  # 6
        (known(strict=0.0, generous=99.0, late=100.0, most=100.0), TERM, AFTER, "broken"),
        (known(strict=99.0, generous=99.0), TERM, DUE_TO, "behind"),  # the last day is still in time
        (known(signed=100.0), TERM, DUE_TO, "on_course"),  # 7
        (known(signed=99.9), TERM, DUE_TO, "behind"),
        (known(strict=50.1, generous=50.1), TERM, HALF, "on_course"),  # 8
        (known(strict=50.0, generous=50.0), TERM, HALF, "cannot_be_told"),
        (known(strict=0.0, generous=25.0), TERM, HALF, "behind"),  # 9
        (known(strict=0.0, generous=25.1), TERM, HALF, "cannot_be_told"),  # 10
        (known(strict=0.0, generous=900.0), TERM, HALF, "cannot_be_told"),
        (known(), TERM, MADE, "on_course"),  # nothing of the time has gone
    ],
)
def test_the_first_rule_that_fits_decides(found: Known, term: Term | None, day: dt.date, status: str) -> None:
    assert verdict(found, term, day).status == status


def test_the_time_gone_runs_from_nothing_to_all_of_it_and_no_further() -> None:
    assert TERM.gone(MADE - dt.timedelta(days=9)) == (0.0, 0.0)
    assert TERM.gone(HALF) == (366 / 1461, 366 / 731)
    assert TERM.gone(DUE_FROM) == (731 / 1461, 1.0)
    assert TERM.gone(AFTER) == (1.0, 1.0)
    same_day = Term(made=MADE, due_from=MADE, due_to=MADE)
    assert same_day.gone(MADE) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("kept", "kept"), "kept"),
        (("kept", "on_course"), "on_course"),
        (("on_course", "behind"), "behind"),
        (("behind", "cannot_be_told"), "cannot_be_told"),
        (("kept", "cannot_be_told", "broken"), "broken"),
    ],
)
def test_a_promise_of_several_things_stands_as_the_worst_of_them(statuses: tuple[str, ...], expected: str) -> None:
    cases = {
        "kept": (known(strict=100.0), TERM, HALF),
        "on_course": (known(signed=100.0), TERM, HALF),
        "behind": (known(), TERM, HALF),
        "cannot_be_told": (known(seen=False), TERM, HALF),
        "broken": (known(), TERM, AFTER),
    }
    found = [verdict(*cases[status]) for status in statuses]
    assert overall(found) is found[statuses.index(expected)]
    assert overall(reversed(found)).status == expected


PAID = {"date": "2025-06-01", "amount": "USD 40bn"}
SHARES = {"date": "2025-07-01", "amount": "USD 30bn"}
SIGNED = {"date": "2025-08-01", "amount": "USD 20bn", "stage": "commitment"}


@pytest.mark.parametrize(
    ("shares", "status", "because"),
    [
        (
            {**SHARES, "disputed": {"p": "it buys shares"}},
            "cannot_be_told",
            "evidenced is 40.0%, and it depends on what is disputed or merely claimed",
        ),
        (SHARES, "on_course", "70.0% is evidenced and 50.1% of the time gone"),
        (None, "behind", "at most 40.0% is there and 50.1% of the time gone"),
    ],
)
def test_the_worked_example(shares: dict[str, Any] | None, status: str, because: str) -> None:
    steps = [step for step in (PAID, shares, SIGNED) if step is not None]
    today = {"as_of": "2026-01-01", "loans": None}
    found = only(promise(progress=steps), **today)
    assert (found.verdict.status, found.verdict.because) == (status, because)
    assert found.gone_low == found.gone_high == 731 / 1460
    assert found.tallies[0].done.strict == (70e9 if shares == SHARES else 40e9)


@pytest.mark.parametrize(
    ("progress", "because"),
    [
        ([], "nothing is known of it"),
        ([PAID, {**SHARES, "amount": "USD 60bn"}], "all of it is evidenced"),
        ([{**SIGNED, "amount": "USD 100bn"}], "all of it is signed"),
    ],
)
def test_the_reason_is_that_of_the_rule(progress: list[dict[str, Any]], because: str) -> None:
    assert only(promise(progress=progress)).verdict.because == because


@pytest.mark.parametrize(
    ("late", "because"),
    [
        ({"date": "2025-06-01", "amount": "USD 60bn"}, "it was reached after the deadline"),
        ({"date": "2025-06-01", "amount": "USD 59bn"}, "at most 40.0% of it was reached in time"),
        (
            {"date": "2024-12-01", "amount": "USD 60bn", "disputed": {"p": "why"}},
            "it is reached only with what is disputed or merely claimed",
        ),
    ],
)
def test_after_the_deadline_what_came_in_time_decides(late: dict[str, Any], because: str) -> None:
    in_time = {"date": "2024-06-01", "amount": "USD 40bn"}
    assert only(promise(deadline="2024-12-31", progress=[in_time, late])).verdict.because == because


def test_history_tells_each_day_what_was_known_on_it() -> None:
    steps = [
        {"date": "2024-02-01", "known": "2024-08-01", "amount": "USD 60bn"},
        {"date": "2024-12-31", "known": "2025-03-01", "amount": "USD 40bn"},
    ]
    found = only(promise(deadline="2024-12-31", progress=steps))
    assert [(str(change.date), change.verdict.status) for change in found.history] == [
        ("2024-01-01", "cannot_be_told"),
        ("2024-08-01", "on_course"),  # 60% is paid, 213 of 365 days are gone
        ("2024-08-08", "behind"),  # 220 of 365 days are gone, more than 60%, and nothing new is known
        ("2025-01-01", "broken"),  # 60% was known to have come
        ("2025-03-01", "kept"),  # the rest had come in time
    ]
