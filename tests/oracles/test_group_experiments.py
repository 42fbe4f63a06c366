"""The group oracle on random groups: everything happens, and no share or money is made or lost."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from itertools import pairwise
from math import isclose
from typing import TYPE_CHECKING

import pytest

from .group import follow_group
from .group_experiments import random_group, random_moves
from .group_records import INTO, LINES, OUT_OF

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedGroup

    from .group_records import GroupPath

Followed = tuple["ResolvedCase", "ResolvedGroup", "GroupPath"]
SEEDS = range(300)
CLAIMS = ("recourse", "interest", "repayment", "fee", "commitment")
SOURCES = ("cash", "draw", "credit", "sell")


@pytest.fixture(scope="module")
def followed() -> list[Followed]:
    """Random groups with one path each; the place in the list is the seed."""
    return [_follow(seed) for seed in SEEDS]


def _follow(seed: int) -> Followed:
    case, group = random_group(seed)
    return case, group, follow_group(case, group, random_moves(case, seed))


def happenings(group: ResolvedGroup, path: GroupPath) -> set[str]:
    """Name what happened on a path."""
    first = path.days[0]
    found = {f"claim {claim.kind}" for claim in path.claims} | {line for line in LINES if path.breaches[line]}
    found |= {f"unpaid {claim.kind}" for claim in path.claims if claim.unpaid > 0.0}
    found |= {name for book in path.books.values() for name in (*INTO, *OUT_OF) if book.moved[name] > 0.0}
    for claim in path.claims:
        paid = zip(group.waterfall, claim.paid, strict=True)
        found |= {f"by {source.kind}" for source, amount in paid if amount > 0.0}
    for outcome in path.loans.values():
        found |= {name for name in ("call", "failed_cure", "close_out") if getattr(outcome, name) is not None}
    named = {name: terms.cross_default for name, terms in group.facilities.items()}
    named |= {name: terms.cross_default for name, terms in group.credits.items()}
    for name, day in path.defaults.items():
        cause = {other for other in named[name] if path.defaults.get(other) == day - 1}
        found.add("cross-default" if cause else "default")
    happened = {
        "gap": path.gap_day is not None,
        "control": any(day is not None for day in path.control_lost.values()),
        "bought": any(day.bought for day in path.days),
        "renewed loan": any(day.loans[name].due != loan.due for day in path.days for name, loan in first.loans.items()),
        "ahead": any(source.ahead for source in group.waterfall),
        "two quarters": len(path.books) > 1,
    }
    return found | {name for name, did in happened.items() if did}


def test_everything_happens_often(followed: list[Followed]) -> None:
    counts = Counter(name for _, group, path in followed for name in happenings(group, path))
    often = ["call", "failed_cure", "gap", *LINES, "default", "cross-default", "control", "bought", "renewed loan"]
    often += [f"by {source}" for source in SOURCES]
    rare = {name: counts[name] for name in often if counts[name] < len(SEEDS) / 10}
    assert not rare
    now_and_then = (*INTO, *OUT_OF, *(f"{what} {kind}" for what in ("claim", "unpaid") for kind in CLAIMS))
    seldom = {name: counts[name] for name in (*now_and_then, "ahead", "two quarters") if counts[name] < 6}
    assert not seldom


def test_an_experiment_is_repeatable_and_left_as_it_was() -> None:
    for seed in range(10):
        case, group = random_group(seed)
        before = deepcopy((case, group))
        assert follow_group(case, group, random_moves(case, seed)) == _follow(seed)[2]
        assert (case, group) == before == random_group(seed)


def test_the_books_close_in_every_quarter(followed: list[Followed]) -> None:
    for seed, (_, _, path) in enumerate(followed):
        books = list(path.books.values())
        for book in books:
            size = abs(book.opening) + sum(book.moved.values()) + abs(book.revalued)
            assert abs(book.difference) <= 1e-9 * max(size, 1.0), (seed, book)
        assert books[-1].closing == path.days[-1].total_cash
        for before, after in pairwise(books):
            assert before.closing == after.opening, seed


def test_no_balance_is_negative(followed: list[Followed]) -> None:
    for seed, (_, _, path) in enumerate(followed):
        for day in path.days:
            held = [*day.cash.values(), *day.free.values(), day.gap]
            held += [amount for credit in day.credits.values() for amount in (credit.balance, credit.undrawn)]
            held += [amount for loan in day.loans.values() for amount in (loan.debt, loan.undrawn)]
            assert min(held) >= -1e-9, (seed, day)


def test_shares_are_conserved(followed: list[Followed]) -> None:
    for seed, (_, _, path) in enumerate(followed):
        for asset, free in path.days[0].free.items():
            total = free + sum(loan.pledged.get(asset, 0.0) for loan in path.days[0].loans.values())
            for day in path.days:
                total += day.bought.get(asset, 0.0) - day.sold.get(asset, 0.0)
                held = day.free[asset] + sum(loan.pledged.get(asset, 0.0) for loan in day.loans.values())
                assert isclose(held, total, rel_tol=1e-9, abs_tol=1e-9), (seed, asset, day.day)


def test_what_was_paid_and_what_was_not_make_up_each_bill(followed: list[Followed]) -> None:
    for seed, (_, group, path) in enumerate(followed):
        firm = {bill.id: bill.firm for bill in group.bills}
        missed = sum(claim.unpaid for claim in path.claims if firm.get(claim.of, True))
        assert path.gap_total == pytest.approx(missed, rel=1e-9), seed
        assert all(0.0 <= claim.unpaid <= claim.amount for claim in path.claims), seed
        assert path.paid_in_full == {name: not _unpaid(path, name) for name in firm}, seed


def _unpaid(path: GroupPath, bill: str) -> float:
    return sum(claim.unpaid for claim in path.claims if (claim.kind, claim.of) == ("commitment", bill))
