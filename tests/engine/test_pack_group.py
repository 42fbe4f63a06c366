"""A group as arrays: names and rows, dates, needs, interest, marks, and what it shares with its loans alone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pledgeline.engine.pack import key_of, pack
from pledgeline.engine.pack_group import pack_group
from pledgeline.engine.resolved import ResolvedCurrency, ResolvedShock
from pledgeline.engine.resolved_group import (
    ResolvedBill,
    ResolvedDividend,
    ResolvedInflow,
    ResolvedSource,
    ResolvedStake,
)
from pledgeline.kernels.paths import CHUNK, log_prices
from pledgeline.market.dynamics import GBM, Kou
from tests.oracles.group import opening_leverage
from tests.oracles.group_experiments import random_group
from tests.oracles.group_rare import rare_group
from tests.simple_case import simple_asset, simple_case

from .simple_group import simple_bill, simple_credit, simple_facility, simple_group

QUIET = GBM(volatility=0.3)


def stake(**terms: object) -> ResolvedStake:
    """A stake worth USD 100 that is never marked again."""
    stated: dict[str, object] = {"volatility": 0.3, "growth": 0.0, "follows": {}, "marks": (), "mark_delay": 0}
    return ResolvedStake(asset="elm", currency="USD", value=100.0, **{**stated, **terms})  # type: ignore[arg-type]


def test_a_case_whose_cash_is_not_known_has_no_group() -> None:
    with pytest.raises(ValueError, match=r"^the cash of the group is not known$"):
        pack_group(simple_case(dynamics=QUIET))


@pytest.mark.parametrize("seed", range(25))
def test_the_loans_of_a_group_see_the_prices_that_they_see_alone(seed: int) -> None:
    case, _ = rare_group(seed)
    together = pack_group(case)
    if not case.margin_loans:
        assert not together.loans
        return
    alone = pack(case)
    number = len(alone.factor_names)
    assert together.factor_names[:number] == alone.factor_names
    for path in (0, 77):
        moves = log_prices(together.factors, path, together.days, key_of(seed))
        np.testing.assert_array_equal(moves[:number], log_prices(alone.factors, path, alone.days, key_of(seed)))


@pytest.mark.parametrize("seed", range(40))
def test_the_reported_ltv_of_day_0_is_that_of_the_oracle(seed: int) -> None:
    case, group = random_group(seed)
    assert pack_group(case).plan.opening_ltv == pytest.approx(opening_leverage(case, group), rel=1e-12)


def test_factors_are_collateral_its_currencies_other_currencies_other_listed_names_and_stakes() -> None:
    base = simple_group(dynamics=QUIET, days=20, cash=5.0)
    assert base.funds is not None
    assets = {
        "birch": replace(simple_asset("birch", QUIET), pledged=0.0),
        **base.assets,
        "elm": replace(simple_asset("elm", QUIET), kind="private", price=None, dynamics=None, shares=None, pledged=0.0),
    }
    moving, still = (
        ResolvedCurrency(spot=1.1, volatility=0.1, growth=0.0),
        ResolvedCurrency(spot=2, volatility=0, growth=0),
    )
    case = replace(
        base,
        assets=assets,
        currencies={"EUR": moving, **base.currencies, "CHF": still, "JPY": moving},
        margin_loans={key: replace(loan, currency="JPY") for key, loan in base.margin_loans.items()},
        funds=replace(base.funds, cash={"USD": 5.0, "EUR": 1.0, "CHF": 1.0}, stakes={"elm": stake()}),
    )
    packed = pack_group(case)
    assert packed.factor_names == ("alder", "JPY", "EUR", "birch", "elm")
    assert packed.assets == ("alder", "birch")
    assert packed.stakes == ("elm",)
    assert [packed.factor_names[number] for number in packed.plan.moneys] == ["JPY", "EUR"]
    assert [account.money for account in packed.plan.accounts] == [-1, 2, -1]
    shocked = replace(case, shocks=(ResolvedShock(name="CHF", log_move=-0.1, days=4),))
    assert pack_group(shocked).factor_names == ("alder", "JPY", "EUR", "CHF", "birch", "elm")


def test_bills_and_money_in_are_found_by_their_day() -> None:
    bills = tuple(simple_bill(f"bill-{number}", 10.0 + number, day) for number, day in enumerate((1, 1, 7, 20)))
    paid = (ResolvedDividend(asset="alder", day=7, per_share=0.5),)
    plan = pack_group(simple_group(dynamics=QUIET, days=20, bills=bills, dividends=paid)).plan
    found = [plan.bills.amount[plan.first[0, day] : plan.first[0, day + 1]].tolist() for day in range(21)]
    assert {day: amounts for day, amounts in enumerate(found) if amounts} == {1: [10.0, 11.0], 7: [12.0], 20: [13.0]}
    inflow = plan.inflows[plan.first[1, 7] : plan.first[1, 8]]
    assert (inflow.amount.tolist(), inflow.asset.tolist()) == ([0.5], [0])


def test_a_sale_ahead_needs_firm_bills_and_dated_debts_without_renewal_less_money_in() -> None:
    case = simple_group(
        dynamics=QUIET,
        days=20,
        bills=(simple_bill("near", 100.0, 5), simple_bill("soft", 7.0, 5, firm=False), simple_bill("far", 30.0, 12)),
        credits={"bond": simple_credit("bond", balance=1000.0, due=14), "later": simple_credit("later", due=300)},
        inflows=(ResolvedInflow(id="in", name="", kind="inflow", currency="USD", amount=40.0, day=5),),
        waterfall=(
            ResolvedSource(kind="cash", target=""),
            ResolvedSource(kind="sell", target="alder", ahead=3),
            ResolvedSource(kind="sell", target="alder"),
        ),
    )
    needs = pack_group(case).plan.needs
    days = {day: need for day, need in enumerate(needs[1, :21]) if need}
    assert days == {2: 60, 3: 60, 4: 60, 5: 60, 9: 30, 10: 30, 11: 1030, 12: 1030, 13: 1000, 14: 1000}
    assert not needs[0].any()
    assert not needs[2].any()


def test_money_that_comes_after_a_bill_does_not_pay_it_and_a_maturing_loan_is_one() -> None:
    case = simple_group(
        dynamics=QUIET,
        days=20,
        bills=(simple_bill("near", 100.0, 5),),
        inflows=(ResolvedInflow(id="in", name="", kind="inflow", currency="USD", amount=100.0, day=7),),
        facilities={"loan": simple_facility("loan", due=15)},
        waterfall=(
            ResolvedSource(kind="cash", target=""),
            ResolvedSource(kind="sell", target="alder", ahead=3),
        ),
    )
    needs = pack_group(case).plan.needs
    owed = case.margin_loans["loan"].drawn
    days = {day: need for day, need in enumerate(needs[1, :21]) if need}
    assert days == {2: 100, 3: 100, 4: 100, 5: 100, 12: owed, 13: owed, 14: owed, 15: owed}


def test_interest_of_a_credit_accrues_by_the_rate_of_its_days() -> None:
    credit = simple_credit("bond", rate_steps=((0, 0.036), (3, 0.072)), year_days=360)
    accrual = pack_group(simple_group(dynamics=QUIET, days=5, credits={"bond": credit})).plan.accrual
    # the first three days, each a day apart, at the first rate
    np.testing.assert_allclose(accrual[0, :6], [0.0, 1e-4, 2e-4, 3e-4, 5e-4, 7e-4], rtol=1e-12)


@pytest.mark.parametrize(("delay", "marks"), [(0, (3, 6, 9)), (2, (3, 6, 9)), (5, (3, 6, 9)), (7, tuple(range(1, 20)))])
def test_a_mark_is_the_value_of_so_many_days_before(delay: int, marks: tuple[int, ...]) -> None:
    base = simple_group(dynamics=QUIET, days=20)
    assert base.funds is not None
    elm = replace(simple_asset("elm", QUIET), kind="private", price=None, dynamics=None, shares=None, pledged=0.0)
    held = {"elm": stake(marks=marks, mark_delay=delay)}
    case = replace(base, assets={**base.assets, "elm": elm}, funds=replace(base.funds, stakes=held))
    plan = pack_group(case).plan
    slots: dict[int, int] = {}  # the day whose value each slot holds
    published = {}
    for day in range(1, 21):
        if plan.marks[0, 0, day] >= 0:
            slots[int(plan.marks[0, 0, day])] = day
        if plan.marks[1, 0, day] >= 0:
            published[day] = slots.get(int(plan.marks[1, 0, day]), 0)
    assert published == {day: max(day - delay, 0) for day in marks}
    assert plan.marks.max() <= delay + 1  # no more slots than values that may wait, and one


def test_everything_dated_wakes_the_group() -> None:
    case = simple_group(
        dynamics=QUIET,
        days=40,
        bills=(simple_bill("bill", 1.0, 12),),
        credits={"bond": simple_credit("bond", due=17)},
        interest_days=(21,),
    )
    dates = pack_group(case).plan.dates
    assert set(np.flatnonzero(dates[3])) == {0, 1, 12, 17, 21, 40}
    assert set(np.flatnonzero(dates[0])) == {21}


def test_quarters_are_those_of_the_calendar() -> None:
    packed = pack_group(simple_group(dynamics=QUIET, days=100))
    assert [name for name, _, _ in packed.quarters] == ["2025 Q1", "2025 Q2"]
    assert [(first.isoformat(), last.isoformat()) for _, first, last in packed.quarters] == [
        ("2025-01-02", "2025-03-31"),
        ("2025-04-01", "2025-04-11"),
    ]
    numbers = packed.plan.dates[2, 1:101]
    assert (numbers == np.repeat([0, 1], [89, 11])).all()


def test_a_default_pulls_down_those_that_name_it() -> None:
    debts = {
        "bond": simple_credit("bond", cross_default=("loan", "line")),
        "line": simple_credit("line", kind="line"),
    }
    cross = pack_group(simple_group(dynamics=QUIET, days=20, credits=debts)).plan.cross
    assert cross.tolist() == [[0, 0, 0], [1, 0, 1], [0, 0, 0]]  # rows: loan, bond, line


def test_money_in_a_currency_without_an_account_goes_to_that_of_the_case() -> None:
    base = simple_group(dynamics=QUIET, days=20)
    rates = {code: ResolvedCurrency(spot=2.0, volatility=0.0, growth=0.0) for code in ("EUR", "CHF")}
    assert base.funds is not None
    cash = {"USD": 1.0, "EUR": 2.0}
    bills = tuple(
        ResolvedBill(id=code, to="", currency=code, amount=1.0, day=3, firm=True, buys="")
        for code in ("CHF", "EUR", "USD")
    )
    case = replace(base, currencies={**base.currencies, **rates}, funds=replace(base.funds, cash=cash, bills=bills))
    assert pack_group(case).plan.bills.account.tolist() == [0, 1, 0]


@pytest.mark.parametrize("days", [1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_tables_reach_one_day_beyond_whole_chunks(days: int) -> None:
    plan = pack_group(simple_group(dynamics=QUIET, days=days)).plan
    whole = math.ceil(days / CHUNK) * CHUNK
    assert plan.first.shape[1] == plan.dates.shape[1] == whole + 2


def test_a_beta_beyond_the_rate_of_the_jumps_is_refused() -> None:
    kou = Kou(volatility=0.3, jump_rate=2, up_probability=0.3, up_rate=12, down_rate=5)
    base = simple_group(dynamics=kou, days=20)
    assert base.funds is not None
    elm = replace(simple_asset("elm", QUIET), kind="private", price=None, dynamics=None, shares=None, pledged=0.0)
    held = {"elm": stake(follows={"alder": 12.5})}
    case = replace(base, assets={**base.assets, "elm": elm}, funds=replace(base.funds, stakes=held))
    with pytest.raises(ValueError, match=r"^a beta of 12\.5 is beyond the rate of the jumps: the mean does not exist$"):
        pack_group(case)
