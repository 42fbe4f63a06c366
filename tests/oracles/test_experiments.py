"""The oracle on random experiments: everything happens, and nothing is made or lost."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from .experiments import random_experiment
from .margin_loan import run

if TYPE_CHECKING:
    from .loan_records import Borrower, Day, Loan, LoanHistory

SEEDS = range(300)


def happenings(history: LoanHistory) -> set[str]:
    """Name the events of one loan and what it led to."""
    found = {event for _, event in history.events}
    found |= {name for name in ("loss", "owed", "recourse_paid", "unfinished") if getattr(history, name)}
    found |= {name for day in history.days for name in ("posted", "sold", "returned") if getattr(day, name)}
    found |= {name for day in history.days for name in ("prepaid", "deposited", "cash_returned") if getattr(day, name)}
    if any(day is not None for day in history.control_lost.values()):
        found.add("control lost")
    return found


def test_every_event_happens_often() -> None:
    counts = Counter(
        name for seed in SEEDS for history in run(*random_experiment(seed)) for name in happenings(history)
    )
    events = "call lapse cure release reopened closed matured unfinished loss owed recourse_paid posted sold returned"
    expected = {*events.split(), "failed cure", "close-out", "control lost", "prepaid", "deposited", "cash_returned"}
    rare = {name: counts[name] for name in expected if counts[name] < 10}
    assert not rare


def test_an_experiment_is_repeatable_and_left_as_it_was() -> None:
    for seed in range(20):
        experiment = random_experiment(seed)
        before = deepcopy(experiment)
        assert run(*experiment) == run(*random_experiment(seed))
        assert experiment == before


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_and_money_are_conserved(seed: int) -> None:
    loans, market, borrower = random_experiment(seed)
    histories = run(loans, market, borrower)
    for asset in market.listings:
        check_shares(asset, loans, borrower, histories)
    for loan, history in zip(loans, histories, strict=True):
        deposit = loan.deposit
        for day in history.days:
            check_money(day, deposit, loan.drawn, seed)
            deposit = day.deposit
    check_cash(borrower, histories)


def check_shares(asset: str, loans: list[Loan], borrower: Borrower, histories: list[LoanHistory]) -> None:
    """Free + pledged + sold is constant at the end of every day."""
    owned = borrower.free[asset] + sum(share.shares for loan in loans for share in loan.pool if share.asset == asset)
    sold = 0.0
    for days in zip(*(history.days for history in histories), strict=True):
        sold += sum(day.sold.get(asset, 0.0) for day in days)
        pledged = sum(day.pledged.get(asset, 0.0) for day in days)
        assert days[-1].free[asset] + pledged + sold == pytest.approx(owned, rel=1e-12)
        assert min(days[-1].free[asset], *(day.pledged.get(asset, 0.0) for day in days)) >= 0.0


def check_money(day: Day, deposit: float, scale: float, seed: int) -> None:
    """Paid + proceeds + loss + owed + deposit used = reduction of the debt + cash returned."""
    given = day.paid + day.proceeds + day.loss + day.owed + (deposit - day.deposit)
    taken = day.accrued - day.debt + day.cash_returned
    assert given == pytest.approx(taken, abs=1e-11 * scale), (seed, day)


def check_cash(borrower: Borrower, histories: list[LoanHistory]) -> None:
    """Cash of the borrower changes only by what it pays and gets back."""
    cash = borrower.cash
    for days in zip(*(history.days for history in histories), strict=True):
        for day in days:
            cash += day.cash_returned - day.paid
            assert day.cash == pytest.approx(cash, abs=1e-11 * (1.0 + borrower.cash))
            assert day.cash >= 0.0
            cash = day.cash
