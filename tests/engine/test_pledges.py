"""The scoreboard against a second count of it, and what must hold of any count."""

from __future__ import annotations

import copy
from collections import Counter
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.pledge_results import STATUS_TITLES, Counted
from pledgeline.engine.pledges import pledge_board
from pledgeline.files.read_case import read_case
from tests.engine.promises import BASE, board, only, promise, records
from tests.fixtures_quarry import QUARRY
from tests.oracles.pledge_boards import BILLION, WORTH, board_of, random_case
from tests.oracles.pledges import MONEY

if TYPE_CHECKING:
    from pledgeline.engine.pledge_results import PledgeBoard, PledgeRecord, Tally
    from tests.oracles.pledges import Count, Followed

BOARDS = range(300)
SEVERITY = ("kept", "on_course", "behind", "cannot_be_told", "broken")


def _told(found: object, expected: object, **experiment: object) -> str:
    lines = (f"{key}: {value}" for key, value in experiment.items())
    return "\n".join((f"got      {found}", f"expected {expected}", *lines))


def _same_count(found: Counted, expected: tuple[Fraction, Fraction]) -> bool:
    """Sums of whole billions at binary rates: no rounding is allowed for."""
    return (Fraction(found.strict), Fraction(found.generous)) == expected


def _compare_tally(tally: Tally, expected: Count, **experiment: object) -> None:
    assert _same_count(tally.done, expected.ever), _told(tally.done, expected.ever, **experiment)
    assert tally.verdict.status == expected.status, _told(tally.verdict, expected, **experiment)
    if tally.measure == MONEY:
        signed = max(expected.signed, expected.ever[0])  # what is paid is signed
        assert Fraction(tally.committed.strict) == signed, _told(tally.committed, signed, **experiment)


def _compare(record: PledgeRecord, expected: Followed, **experiment: object) -> None:
    assert [tally.measure for tally in record.tallies] == [
        measure for measure in ("money", "jobs", "capacity") if measure in expected.counts
    ]
    for tally in record.tallies:
        _compare_tally(tally, expected.counts[tally.measure], **experiment)
    history = tuple((change.date, change.verdict.status) for change in record.history)
    assert record.verdict.status == expected.status, _told(record.verdict, expected.status, **experiment)
    assert history == expected.history, _told(history, expected.history, **experiment)


def test_every_count_status_and_history_is_that_of_the_page_on_random_boards() -> None:
    seen: Counter[str] = Counter()
    for seed in BOARDS:
        changes = random_case(seed)
        found, expected = board(changes), board_of(changes)
        announced = expected.announced()
        assert _same_count(found.announced, announced), _told(found.announced, announced, seed=seed)
        for record in found.pledges:
            _compare(record, expected.follow(record.id), seed=seed, promise=record.id)
            seen[record.verdict.status] += 1
    assert min(seen[status] for status in STATUS_TITLES) > 15, f"a status hardly occurs: {seen}"


def test_the_strict_count_is_never_above_the_generous_one() -> None:
    for seed in BOARDS:
        found = board(random_case(seed))
        for record in found.pledges:
            for tally in record.tallies:
                assert tally.done.strict <= tally.done.generous, (seed, record.id, tally)
                assert tally.committed.strict <= tally.committed.generous, (seed, record.id, tally)
        for total in (found.announced, found.committed, found.disbursed):
            assert total.strict <= total.generous, (seed, total)


def test_promises_that_do_not_hold_one_another_never_count_more_than_was_paid() -> None:
    for seed in BOARDS[:120]:
        changes = random_case(seed)
        for pledge in changes["pledges"].values():
            pledge["part_of"] = {}
        paid = sum(
            (_at_home(step["amount"]) for step in _steps(changes) if step["stage"] == "disbursement"), Fraction(0)
        )
        strict = sum(
            (
                Fraction(tally.done.strict) * WORTH[tally.unit]
                for record in board(changes).pledges
                for tally in record.tallies
                if tally.measure == "money"
            ),
            Fraction(0),
        )
        assert strict <= paid, (seed, float(strict), float(paid))


def _steps(changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"amount": "unknown", **step} for pledge in changes["pledges"].values() for step in pledge.get("progress", ())
    ]


def _at_home(amount: str) -> Fraction:
    return Fraction(0) if amount == "unknown" else Fraction(amount[4:-2]) * BILLION * WORTH[amount[:3]]


def test_one_more_undisputed_payment_never_worsens_the_money() -> None:
    """From cannot be told to on course, or behind, is no worsening: something is known then; broken is."""
    for seed in BOARDS[:120]:
        changes = random_case(seed)
        before = board(changes)
        key = Random(seed).choice(list(changes["pledges"]))
        more = copy.deepcopy(changes)
        more["pledges"][key]["progress"].append({"date": "2025-06-30", "amount": "USD 30bn"})
        for old, new in zip(before.pledges, board(more).pledges, strict=True):
            if not _has_money(old):
                continue
            was, now = _money(old), _money(new)
            assert now.done.strict >= was.done.strict, (seed, key, old.id)
            assert now.done.generous >= was.done.generous, (seed, key, old.id)
            _no_worse(was.verdict.status, now.verdict.status, told=(seed, key, old.id))


def _no_worse(was: str, now: str, *, told: object) -> None:
    if was == "cannot_be_told":  # the payment may be the first thing that is known of it
        return
    worse = {"kept": {"on_course", "behind", "cannot_be_told", "broken"}, "on_course": {"behind", "broken"}}
    assert now not in worse.get(was, set()), (was, now, told)
    assert was == "broken" or now != "broken", (was, now, told)


def _has_money(record: PledgeRecord) -> bool:
    return any(tally.measure == "money" for tally in record.tallies)


def _money(record: PledgeRecord) -> Tally:
    return next(tally for tally in record.tallies if tally.measure == "money")


def test_the_order_of_promises_and_steps_changes_no_figure() -> None:
    for seed in BOARDS[:120]:
        changes = random_case(seed)
        shuffled = copy.deepcopy(changes)
        draw = Random(seed)
        pledges = list(shuffled["pledges"].items())
        draw.shuffle(pledges)
        shuffled["pledges"] = dict(pledges)
        for pledge in shuffled["pledges"].values():
            draw.shuffle(pledge["progress"])
        assert _figures(board(shuffled)) == _figures(board(changes)), seed


def _figures(found: PledgeBoard) -> object:
    return (
        found.announced,
        found.committed,
        found.disbursed,
        found.disbursed_on,
        {
            record.id: (record.tallies, record.verdict, record.history, record.funding, record.gone_low)
            for record in found.pledges
        },
    )


def test_all_sums_ten_times_as_large_give_counts_ten_times_as_large_and_the_same_status() -> None:
    for seed in BOARDS[:120]:
        changes = random_case(seed)
        small, large = board(changes), board(_scaled(changes))
        for total in ("announced", "committed", "disbursed"):
            assert getattr(large, total) == _times_ten(getattr(small, total)), (seed, total)
        for before, after in zip(small.pledges, large.pledges, strict=True):
            assert after.verdict.status == before.verdict.status, (seed, before.id)
            if _has_money(before):
                assert _money(after).done == _times_ten(_money(before).done), (seed, before.id)


def _times_ten(found: Counted) -> Counted:
    return Counted(strict=10 * found.strict, generous=10 * found.generous)


def _scaled(changes: dict[str, Any]) -> dict[str, Any]:
    """The same case with a nought after every sum."""
    found = copy.deepcopy(changes)
    records = [*found["pledges"].values(), *found["commitments"].values()]
    for record in [*records, *(step for pledge in found["pledges"].values() for step in pledge["progress"])]:
        if record.get("amount", "unknown") != "unknown":
            record["amount"] = record["amount"].replace("bn", "0bn")
    return found


def test_the_history_ends_with_the_status_of_today_and_names_each_change_once() -> None:
    for seed in BOARDS[:120]:
        for record in board(random_case(seed)).pledges:
            statuses = [change.verdict.status for change in record.history]
            dates = [change.date for change in record.history]
            assert statuses[-1] == record.verdict.status, (seed, record.id)
            assert dates == sorted(set(dates)), (seed, record.id)
            assert dates[0] == record.made, (seed, record.id)
            assert all(one != other for one, other in pairwise(statuses)), (seed, record.id)


def test_a_case_without_promises_has_no_scoreboard() -> None:
    assert pledge_board(BASE) is None


@pytest.mark.parametrize("promised", [{"jobs": "10k"}, {"amount": "unknown"}])
def test_money_is_told_of_a_promise_whose_sum_is_not_known(promised: dict[str, str]) -> None:
    step = {"date": "2024-05-01", "amount": "USD 1bn", "jobs": "2k", "jobs_proof": "evidenced"}
    found = only(promise(**{"amount": None, **promised}, progress=[step]))
    assert found.funding is None
    assert found.tallies[0].done.strict == (2_000.0 if "jobs" in promised else 1e9)
    assert found.tallies[0].unit == ("jobs" if "jobs" in promised else "USD")


def test_a_step_disputed_for_the_wider_promise_counts_for_the_narrow_one_alone() -> None:
    step = {"date": "2025-01-01", "amount": "USD 40bn", "counts": {"fund": ""}, "disputed": {"wide": "shares only"}}
    pledges = {"wide": promise(), "fund": promise(part_of={"wide": "named in the speech"}, progress=[step])}
    found = records(pledges)
    assert _money(found["fund"]).done == Counted(strict=40e9, generous=40e9)
    assert _money(found["wide"]).done == Counted(strict=0.0, generous=40e9)


def test_a_claim_counts_for_nothing_strictly_even_where_it_calls_its_jobs_evidenced() -> None:
    steps = [
        {"date": "2025-01-01", "stage": stage, "jobs": "10k", "jobs_proof": "evidenced"}
        for stage in ("claim", "commitment")
    ]
    found = only(promise(amount=None, jobs="10k", progress=steps))
    assert found.tallies[0].done == Counted(strict=0.0, generous=10_000.0)
    assert found.verdict.status == "cannot_be_told"
    assert found.jobs_evidenced == ()


def test_claims_are_totals_and_do_not_add_up() -> None:
    claims = [{"date": "2024-06", "stage": "claim", "amount": f"USD {size}bn"} for size in (30, 47, 45)]
    paid = [{"date": "2024-07", "amount": "USD 20bn"}, {"date": "2025-07", "amount": "USD 20bn"}]
    assert _money(only(promise(progress=[*claims, *paid]))).done == Counted(strict=40e9, generous=47e9)


def test_jobs_of_another_kind_than_promised_are_counted_by_nobody_who_is_strict() -> None:
    steps = [
        {"date": "2025-01", "jobs": "700", "jobs_kind": kind, "jobs_proof": "evidenced"}
        for kind in ("construction", "permanent", "unstated")
    ]
    found = only(promise(amount=None, jobs="1k", jobs_kind="permanent", progress=steps))
    assert found.tallies[0].done == Counted(strict=700.0, generous=2_100.0)
    assert dict(found.jobs_evidenced) == {"construction": 700.0, "permanent": 700.0, "unstated": 700.0}


@pytest.mark.parametrize(
    ("link", "wide", "expected"),
    [
        ("part_of", {}, 100e9),
        ("perhaps_part_of", {}, 100e9),
        ("part_of", {"by": "others"}, 30e9),  # another's promise is no part of what the group announced
        ("part_of", {"amount": "unknown"}, 30e9),
        ("part_of", {"amount": None, "jobs": "10k"}, 30e9),
    ],
)
def test_what_was_announced_twice_is_counted_once_and_never_not_at_all(
    link: str, wide: dict[str, Any], expected: float
) -> None:
    pledges = {"wide": promise(**wide), "part": promise(amount="USD 30bn", **{link: {"wide": "it says so"}})}
    assert board({"pledges": pledges}).announced.strict == expected


def test_of_a_promise_and_its_renewals_the_last_one_with_a_sum_is_what_was_announced() -> None:
    chain = {
        "first": promise(amount="USD 50bn"),
        "second": promise(amount="USD 60bn", renews="first"),
        "third": promise(amount="unknown", renews="second"),
    }
    assert board({"pledges": chain}).announced == Counted(strict=60e9, generous=110e9)


def test_the_totals_take_each_step_once_however_many_promises_it_is_told_for() -> None:
    step = {"date": "2025-01", "amount": "USD 5bn", "spent_on": "building", "counts": {"p": "", "q": ""}}
    doubt = {"date": "2025-02", "amount": "USD 7bn", "spent_on": "shares", "disputed": {"p": "perhaps", "q": "perhaps"}}
    found = board({"pledges": {"p": promise(progress=[step, doubt]), "q": promise()}})
    assert found.disbursed == Counted(strict=5e9, generous=12e9)
    assert found.disbursed_on == (("building", 5e9),)
    assert [one.number for one in found.overlaps] == [0, 1]
    assert [one.strict_for for one in found.overlaps] == ["p", ""]


def test_a_promise_is_told_by_its_names_and_where_it_has_none_by_its_id() -> None:
    named = promise(title="A promise", to="nation", note="a note")
    found = records({"p": named, "q": promise(by="nation")}, parties={"nation": {"name": "A nation"}})
    assert (found["p"].title, found["p"].by, found["p"].to, found["p"].note) == (
        "A promise", "Group", "A nation", "a note",
    )  # fmt: skip
    assert (found["q"].title, found["q"].by) == ("q", "A nation")


def test_a_promise_names_what_is_being_built_for_it() -> None:
    board = pledge_board(read_case(QUARRY))
    assert board is not None
    assert [(one.id, one.built) for one in board.pledges] == [("two-gigawatts", ("The Yard",))]
