"""What is to pay for a promise: commitments behind it, what none covers, and how likely all are paid in time."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.group import follow_pledges
from pledgeline.engine.group_outlook import backed_pledges, group_outlook
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_replay import replay_group
from pledgeline.engine.pledge_results import Counted
from pledgeline.engine.pledges import pledge_board
from pledgeline.engine.resolve import resolve
from pledgeline.engine.resolved import ResolvedCurrency
from pledgeline.market.dynamics import GBM
from tests.engine.promises import only, promise, records, with_changes
from tests.engine.simple_group import simple_bill, simple_group
from tests.oracles.group_rare import rare_group

if TYPE_CHECKING:
    from pledgeline.engine.group_results import BackedPledge
    from pledgeline.engine.resolved import ResolvedCase

CALM = GBM(volatility=0.3)
SEED = 11


def backed_by_bits(case: ResolvedCase, *bits: int) -> ResolvedCase:
    """The case with bits on its bills, in their order; promises p0, p1 and so on."""
    assert case.funds is not None
    bills = tuple(replace(bill, backs=bit) for bill, bit in zip(case.funds.bills, bits, strict=True))
    names = tuple(f"p{place}" for place in range(max(bits).bit_length()))
    return replace(case, funds=replace(case.funds, bills=bills, backed=names))


def paid(case: ResolvedCase, *, paths: int, workers: int = 1) -> dict[str, BackedPledge]:
    found = simulate_group(case, paths=paths, seed=SEED, workers=workers)
    return {one.id: one for one in backed_pledges(case, found)}


def test_a_payment_that_no_path_can_make_spoils_the_promises_it_backs_and_no_other() -> None:
    bills = (simple_bill("first", 6_000.0, 30), simple_bill("second", 6_000.0, 60))
    case = backed_by_bits(simple_group(dynamics=CALM, loans=(), bills=bills), 0b101, 0b110)
    found = paid(case, paths=64)
    assert {key: one.paid.value for key, one in found.items()} == {"p0": 1.0, "p1": 0.0, "p2": 0.0}
    assert {key: one.payments for key, one in found.items()} == {
        "p0": ("first",), "p1": ("second",), "p2": ("first", "second"),
    }  # fmt: skip
    assert [found[key].amount for key in ("p0", "p1", "p2")] == [6_000.0, 6_000.0, 12_000.0]


def test_a_soft_payment_that_is_not_made_counts_against_its_promise() -> None:
    bills = (simple_bill("soft", 20_000.0, 30, firm=False),)
    assert paid(backed_by_bits(simple_group(dynamics=CALM, loans=(), bills=bills), 1), paths=16)["p0"].paid.value == 0.0


def test_the_last_of_sixty_two_promises_has_a_bit_of_its_own() -> None:
    bills = (simple_bill("fine", 1.0, 10), simple_bill("too-much", 20_000.0, 30))
    found = paid(backed_by_bits(simple_group(dynamics=CALM, loans=(), bills=bills), (1 << 61) - 1, 1 << 61), paths=16)
    assert [found[f"p{place}"].paid.value for place in (0, 31, 32, 60, 61)] == [1.0, 1.0, 1.0, 1.0, 0.0]


def yen_group(*bills: tuple[str, float, int]) -> ResolvedCase:
    """USD 10,000 of cash against bills in yen, at 100 yen a dollar; the rate is all that moves."""
    yen = ResolvedCurrency(spot=0.01, volatility=0.2, growth=0.0)
    named = tuple(replace(simple_bill(key, amount, day), currency="JPY") for key, amount, day in bills)
    case = simple_group(dynamics=CALM, loans=(), days=100, bills=named)
    return replace(case, currencies={**case.currencies, "JPY": yen})


TWO_BILLS = (("spring", 900_000.0, 45), ("summer", 100_000.0, 90))


def test_the_coin_flip_of_one_exchange_rate_comes_out_as_the_normal_law_says() -> None:
    paths, years, volatility = 20_000, 90 / 252, 0.2
    case = backed_by_bits(yen_group(("summer", 980_000.0, 90)), 1)
    dearer = math.log(10_000.0 / 9_800.0)  # by how much the yen may rise, in logs, before cash does not do
    expected = NormalDist().cdf((dearer + volatility**2 * years / 2) / (volatility * math.sqrt(years)))
    found = paid(case, paths=paths)["p0"].paid
    error = math.sqrt(expected * (1 - expected) / paths)
    assert abs(found.value - expected) <= 4 * error, (found, expected)
    assert found.standard_error == pytest.approx(error, rel=0.02)


def test_of_one_bill_the_joint_probability_is_that_of_the_bill() -> None:
    case = backed_by_bits(yen_group(*TWO_BILLS), 0b01, 0b10)
    found = simulate_group(case, paths=3_000, seed=SEED, workers=1)
    alone = {one.id: one.paid for one in group_outlook(case, found, today=None).promises}
    joint = {one.id: one.paid for one in backed_pledges(case, found)}
    assert 0.0 < joint["p1"].value < 1.0
    assert (joint["p0"], joint["p1"]) == (alone["spring"], alone["summer"])


def recounted(case: ResolvedCase, paths: int) -> list[set[str]]:
    """Of each path replayed alone, the bills of commitments that were not paid in full."""
    return [
        {
            bill.subject
            for day in replay_group(case, path=path, seed=SEED).days
            for bill in day.bills
            if bill.kind == "commitments" and bill.unpaid > 0.0
        }
        for path in range(paths)
    ]


@pytest.mark.parametrize("seed", [2, 47])
def test_the_joint_probability_is_the_count_of_single_paths(seed: int) -> None:
    case, _ = rare_group(seed)
    _compare_with_replays(case, paths=24)


def test_two_bills_on_one_rate_are_neither_sure_together_nor_independent() -> None:
    both = _compare_with_replays(yen_group(*TWO_BILLS), paths=80)
    assert 0.02 < both["p2"] < 0.98
    assert both["p2"] > both["p0"] * both["p1"]


def _compare_with_replays(case: ResolvedCase, *, paths: int) -> dict[str, float]:
    """A promise for each bill and one for all together; what the sweep says of them is what replays say."""
    assert case.funds is not None
    number = len(case.funds.bills)
    case = backed_by_bits(case, *((1 << place) | (1 << number) for place in range(number)))
    assert case.funds is not None
    found = {key: one.paid.value for key, one in paid(case, paths=paths).items()}
    failed = recounted(case, paths)
    for place, bill in enumerate(case.funds.bills):
        assert found[f"p{place}"] == sum(bill.id not in path for path in failed) / paths, bill.id
    assert found[f"p{number}"] == sum(not path for path in failed) / paths
    return found


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_says_the_same(workers: int) -> None:
    case = backed_by_bits(yen_group(*TWO_BILLS), 0b11, 0b10)
    assert paid(case, paths=5_000, workers=workers) == paid(case, paths=5_000)
    alone = follow_pledges(case, draws=Draws(paths=2_000, seed=SEED), workers=workers)
    np.testing.assert_equal([one.paid for one in alone], [one.paid for one in paid(case, paths=2_000).values()])


# From the case file.

COMMITMENTS = {
    "firm": {"to": "a", "amount": "USD 30bn", "due": "2026-06-30"},
    "soft": {"to": "b", "amount": "USD 10bn", "due": "2026-06-30", "firm": "no"},
    "late": {"to": "c", "amount": "USD 7bn", "due": "2028-01-01"},
    "far": {"to": "d", "amount": "USD 5bn", "due": "2027-12-31"},
    "some-day": {"to": "e", "amount": "USD 3bn"},
    "twice": {"to": "f", "amount": "JPY 128bn", "due": "2026-03-31", "every": "quarterly", "until": "2026-06-30"},
}
YEN = {"fx": {"JPY": {"spot": "JPY 128 per USD"}}}


def test_what_no_commitment_covers_has_no_visible_funding() -> None:
    pledge = promise(
        backed_by=["firm", "soft", "late", "some-day", "twice"],
        perhaps_backed_by={"far": "it may be for something else"},
        progress=[
            {"date": "2025-01", "amount": "USD 20bn"},
            {"date": "2025-02", "amount": "USD 4bn", "disputed": {"p": "?"}},
        ],
    )
    found = only(pledge, commitments=COMMITMENTS, market=YEN).funding
    assert found is not None
    assert found.in_time == Counted(strict=45e9, generous=50e9)
    assert found.late == Counted(strict=7e9, generous=7e9)
    assert found.uncovered == Counted(strict=100e9 - 20e9 - 45e9, generous=100e9 - 24e9 - 50e9)
    assert found.uncovered.strict > found.uncovered.generous
    assert [mention.pledge for mention in found.disputed] == ["far"]
    assert (found.paid, found.paths, found.within) == (None, 0, ())


def test_more_than_was_promised_leaves_nothing_uncovered() -> None:
    found = only(promise(amount="USD 20bn", backed_by=["firm"]), commitments=COMMITMENTS, market=YEN).funding
    assert found is not None
    assert found.uncovered == Counted(strict=0.0, generous=0.0)


@pytest.mark.parametrize("other", [{"by": "somebody"}, {"amount": None, "jobs": "10k"}])
def test_only_a_sum_promised_by_the_group_asks_for_funding(other: dict[str, Any]) -> None:
    assert only(promise(**other)).funding is None


@pytest.mark.parametrize(
    ("behind", "promised", "status"),
    [
        ("firm", "USD 31bn", "on_course"),
        ("firm", "USD 32bn", "behind"),
        ("soft", "USD 11bn", "behind"),
        ("late", "USD 8bn", "behind"),
    ],
)
def test_firm_commitments_in_time_put_a_promise_on_course_today_and_not_before(
    behind: str, promised: str, status: str
) -> None:
    pledge = promise(amount=promised, backed_by=[behind], progress=[{"date": "2025-01-01", "amount": "USD 1bn"}])
    found = only(pledge, commitments=COMMITMENTS, market=YEN)
    assert found.verdict.status == status
    assert [str(change.date) for change in found.history if change.verdict.status == "on_course"] == (
        ["2025-10-09"] if status == "on_course" else []
    )


def test_a_commitment_only_perhaps_behind_a_promise_puts_nothing_on_course() -> None:
    pledge = promise(
        amount="USD 31bn",
        perhaps_backed_by={"firm": "it may be for shares"},
        progress=[{"date": "2025-01-01", "amount": "USD 1bn"}],
    )
    assert only(pledge, commitments=COMMITMENTS, market=YEN).verdict.status == "behind"


def test_bills_carry_the_bits_of_the_promises_for_which_they_come_in_time() -> None:
    pledges = {
        "unbacked": promise(),
        "soon": promise(deadline="2026-05-31", backed_by=["firm", "twice"]),
        "later": promise(backed_by=["firm"], perhaps_backed_by={"soft": "?"}),
    }
    document = with_changes({"pledges": pledges, "commitments": COMMITMENTS, "market": YEN, "horizon": "2y"})
    funds = resolve(document).funds
    assert funds is not None
    assert funds.backed == ("soon", "later")
    assert {bill.id: bill.backs for bill in funds.bills if bill.backs} == {"twice#1": 1, "firm": 2, "soft": 2}


def test_the_scoreboard_names_payments_within_the_horizon_and_those_beyond() -> None:
    document = with_changes({
        "pledges": {"p": promise(backed_by=["firm", "far", "some-day"])},
        "commitments": COMMITMENTS,
        "market": YEN,
        "horizon": "1y",
    })  # fmt: skip
    case = resolve(document)
    backed = follow_pledges(case, draws=Draws(paths=64, seed=SEED), workers=1)
    board = pledge_board(document, backed)
    assert board is not None
    funding = board.pledges[0].funding
    assert funding is not None
    assert (funding.within, funding.beyond, funding.paths) == (("firm",), ("far", "some-day"), 64)
    assert funding.paid is not None
    assert funding.paid.value == 0.0  # cash of 4bn against a bill of 30bn


def test_two_promises_each_know_their_own_commitments() -> None:
    pledges = {"p": promise(backed_by=["firm"]), "q": promise(backed_by=["soft"])}
    found = records(pledges, commitments=COMMITMENTS, market=YEN)
    assert [found[key].funding.in_time.strict for key in ("p", "q")] == [30e9, 10e9]  # type: ignore[union-attr]
