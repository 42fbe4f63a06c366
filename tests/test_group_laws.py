"""What must hold for every group on every path, and two beliefs that need not."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.resolved import PoolShare, ResolvedCurrency, ResolvedShock
from pledgeline.engine.resolved_group import Renewal, ResolvedInflow, ResolvedSource
from pledgeline.market.dynamics import GBM, Kou
from tests.engine.simple_group import simple_bill, simple_credit, simple_facility, simple_group
from tests.oracles.group_experiments import random_group
from tests.oracles.group_rare import rare_group
from tests.simple_case import simple_asset, simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan
    from pledgeline.engine.resolved_group import ResolvedBill

STILL = GBM(volatility=0.0)
JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
INTO = ("inflows", "dividends", "draws", "lines", "bridges", "issues", "sales", "returned", "exchange")
OUT_OF = ("interest", "commitments", "repayments", "cures", "recourse", "taxes", "fees")
CENT = 1e-12  # of the turnover: a cent in ten billion
DAYS = 20
CASH = ResolvedSource(kind="cash", target="")


def run(case: ResolvedCase, paths: int = 1) -> GroupOutcomes:
    """A few paths, all of them recorded."""
    return simulate_group(case, paths=paths, seed=3, workers=1)


# What is conserved.


@pytest.mark.parametrize("seed", range(30))
def test_the_books_close_to_the_cent_on_every_path_and_quarter(seed: int) -> None:
    case, group = random_group(seed) if seed % 2 else rare_group(seed)
    found = run(case, 70)
    book = dict(zip(found.book_lines, np.moveaxis(found.books, 2, 0), strict=True))
    spots = {name: currency.spot for name, currency in case.currencies.items()}
    first = np.full((70, 1), sum(amount * spots[name] for name, amount in group.cash.items()))
    opening = np.hstack([first, book["closing"][:, :-1]])
    came, went = sum(book[name] for name in INTO), sum(book[name] for name in OUT_OF)
    turnover = opening + sum(np.abs(book[name]) for name in (*INTO, *OUT_OF))
    assert np.all(np.abs(opening + came - went - book["closing"]) <= CENT * turnover)
    assert all(np.all(book[name] >= -CENT * turnover) for name in (*INTO, *OUT_OF) if name != "exchange")
    assert turnover.any() or not any(group.cash.values())


@pytest.mark.parametrize("seed", range(30))
def test_no_path_has_less_than_no_cash(seed: int) -> None:
    case, _ = rare_group(seed)
    found = run(case, 70)
    assert np.all(found.paths.lowest_cash >= 0.0)
    assert np.all(found.recorded[:, :, 0] >= 0.0)


@pytest.mark.parametrize("seed", range(30))
def test_what_the_sources_gave_and_what_nobody_gave_make_up_each_bill(seed: int) -> None:
    case, group = rare_group(seed)
    found = run(case, 70)
    for number, bill in enumerate(group.bills):
        shares = found.paid_by[number, :, 0]
        assert np.all(shares >= 0.0)
        assert shares.sum() == pytest.approx(70.0 if bill.amount else 0.0, rel=1e-7)
        assert np.all(found.paid_by[number, :, 1] <= shares * (1 + 1e-12))  # a share is at most 1
        # paid are those paths on which nothing was missing
        assert found.paid[number] <= 70 - shares[-1] + 1e-6
        assert bill.firm or not shares[[k for k, rung in enumerate(group.waterfall) if rung.kind != "cash"]].any()


# With cash alone.


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A group that has cash, inflows, dated debts without interest, and commitments, in whole dollars."""

    cash: int
    inflows: tuple[tuple[int, int], ...]  # day, amount
    debts: tuple[tuple[int, int], ...]
    bills: tuple[tuple[int, int, bool], ...]  # day, amount, firm; by day

    def case(self) -> ResolvedCase:
        """The same as a case, of a name that does not move."""
        return simple_group(
            dynamics=STILL,
            days=DAYS,
            loans=(),
            cash=float(self.cash),
            inflows=tuple(
                ResolvedInflow(id=f"in-{n}", name="", kind="inflow", currency="USD", amount=float(amount), day=day)
                for n, (day, amount) in enumerate(self.inflows)
            ),
            credits={
                f"bond-{n}": simple_credit(f"bond-{n}", balance=float(amount), due=day)
                for n, (day, amount) in enumerate(self.debts)
            },
            bills=tuple(
                simple_bill(f"bill-{n}", float(amount), day, firm=firm)
                for n, (day, amount, firm) in enumerate(self.bills)
            ),
            interest_days=(),
        )

    def ladder(self) -> tuple[list[int], list[int], list[int]]:
        """Cash at the close by day, the gap of each day, and what is paid of each bill, counted in integers."""
        cash, closes, gaps, paid = self.cash, [], [], [0] * len(self.bills)
        for day in range(1, DAYS + 1):
            cash += sum(amount for when, amount in self.inflows if when == day)
            gap = 0
            for when, amount in self.debts:
                if when == day:
                    gap += max(amount - cash, 0)
                    cash -= min(amount, cash)
            for turn in (True, False):
                for number, (when, amount, firm) in enumerate(self.bills):
                    if when == day and firm == turn:
                        paid[number] = min(amount, cash)
                        gap += amount - paid[number] if firm else 0
                        cash -= paid[number]
            closes.append(cash)
            gaps.append(gap)
        return closes, gaps, paid


day = st.integers(1, DAYS)
money = st.integers(0, 1000)
plain_groups = st.builds(
    Plain,
    cash=money,
    inflows=st.lists(st.tuples(day, money), max_size=4).map(lambda found: tuple(sorted(found))),
    debts=st.lists(st.tuples(day, money), max_size=3).map(tuple),
    bills=st.lists(st.tuples(day, money, st.booleans()), max_size=6).map(
        lambda found: tuple(sorted(found, key=lambda bill: bill[0]))
    ),
)


@given(group=plain_groups)
def test_where_nothing_moves_the_run_is_the_ladder(group: Plain) -> None:
    closes, gaps, paid = group.ladder()
    found = run(group.case(), 2)
    for path in range(2):
        row = found.paths[path]
        assert found.recorded[path, :, 0].tolist() == [closes[number - 1] for number in found.recorded_days]
        assert row.lowest_cash == min(closes)
        assert row.gap_total == sum(gaps)
        short = [number for number, gap in enumerate(gaps, start=1) if gap]
        assert row.gap == (short[0] if short else -1)
        assert row.gap_first == (gaps[short[0] - 1] if short else 0)
    for number, (_, amount, _) in enumerate(group.bills):
        assert found.paid[number] == 2 * (paid[number] == amount)
        assert found.paid_by[number, 0, 0] == pytest.approx(2 * paid[number] / amount if amount else 0.0, rel=1e-12)


@given(group=plain_groups, more=st.integers(1, 1000))
def test_with_cash_alone_more_cash_never_hurts(group: Plain, more: int) -> None:
    poor, rich = run(group.case()), run(replace(group, cash=group.cash + more).case())
    assert np.all(rich.paid >= poor.paid)
    assert np.all(rich.paid_by[:, 0, 0] >= poor.paid_by[:, 0, 0])
    assert rich.paths.gap_total[0] <= poor.paths.gap_total[0]
    assert rich.paths.lowest_cash[0] >= poor.paths.lowest_cash[0]
    assert np.all(rich.recorded[:, :, 0] >= poor.recorded[:, :, 0])


@given(group=plain_groups, when=day, amount=st.integers(1, 1000), firm=st.booleans())
def test_with_cash_alone_a_further_commitment_never_helps_later_ones(
    *, group: Plain, when: int, amount: int, firm: bool
) -> None:
    later = tuple(bill for bill in group.bills if bill[0] > when)
    alone = run(replace(group, bills=later).case())
    second = run(replace(group, bills=((when, amount, firm), *later)).case())
    assert np.all(second.paid[1:] <= alone.paid)
    assert np.all(second.paid_by[1:, 0, 0] <= alone.paid_by[:, 0, 0])


@given(
    home=money, abroad=money, more=st.tuples(money, money), due=st.lists(st.tuples(day, money), min_size=1, max_size=5)
)
@settings(max_examples=20)
def test_with_cash_in_two_currencies_more_of_either_never_hurts(
    home: int, abroad: int, more: tuple[int, int], due: list[tuple[int, int]]
) -> None:
    def case(cash: dict[str, float]) -> ResolvedCase:
        bills: list[ResolvedBill] = [
            replace(simple_bill(f"bill-{n}", float(amount), when), currency=("USD", "EUR")[n % 2])
            for n, (when, amount) in enumerate(sorted(due))
        ]
        base = simple_group(dynamics=STILL, days=DAYS, loans=(), cash=0.0, bills=tuple(bills))
        assert base.funds is not None
        euro = ResolvedCurrency(spot=1.1, volatility=0.5, growth=0.0)
        return replace(base, currencies={**base.currencies, "EUR": euro}, funds=replace(base.funds, cash=cash))

    poor = run(case({"USD": float(home), "EUR": float(abroad)}), 64)
    rich = run(case({"USD": float(home + more[0]), "EUR": float(abroad + more[1])}), 64)
    assert np.all(rich.paid >= poor.paid)
    assert np.all(rich.paths.gap_total <= poor.paths.gap_total * (1 + 1e-12))
    assert np.all(rich.recorded[:, :, 0] >= poor.recorded[:, :, 0] * (1 - 1e-6) - 1e-6)  # single precision


# And where it does hurt.


def falling(
    *,
    to: float,
    over: int,
    cash: float,
    bills: tuple[ResolvedBill, ...],
    sales: tuple[ResolvedSource, ...] = (),
) -> ResolvedCase:
    """One loan on a name that falls to a multiple of its price within ``over`` days, evenly, and rests there."""
    base = simple_group(
        dynamics=STILL,
        days=100,
        loans=(simple_loan(means=("cash",), capitalised=True),),  # without recourse
        cash=cash,
        bills=bills,
        waterfall=(CASH, *sales),
        facilities={"loan": simple_facility("loan", undrawn=0.0)},
    )
    at_once = {name: replace(asset, daily_volume=None) for name, asset in base.assets.items()}
    return replace(base, assets=at_once, shocks=(ResolvedShock(name="alder", log_move=math.log(to), days=over),))


def test_more_cash_may_hurt_it_cures_what_fails_all_the_same() -> None:
    bills = (simple_bill("late", 9_000.0, 99),)
    poor, rich = (run(falling(to=0.3, over=100, cash=cash, bills=bills)) for cash in (9_500.0, 20_000.0))
    assert poor.outcomes.failed_cure[0, 0] < rich.outcomes.failed_cure[0, 0]  # it cured, and failed later
    assert (poor.paid[0], rich.paid[0]) == (1, 0)
    assert rich.paths.gap[0] == 99


def test_a_further_commitment_may_help_the_close_out_it_brings_frees_shares() -> None:
    late, early = simple_bill("late", 12_000.0, 60), simple_bill("early", 2_000.0, 10)
    sales = (ResolvedSource(kind="sell", target="alder"),)
    alone = run(falling(to=0.65, over=30, cash=11_000.0, bills=(late,), sales=sales))
    both = run(falling(to=0.65, over=30, cash=11_000.0, bills=(early, late), sales=sales))
    assert alone.outcomes.close_out[0, 0] == -1
    assert both.outcomes.close_out[0, 0] > 0
    assert alone.paid.tolist() == [0]
    assert both.paid.tolist() == [1, 1]
    assert both.paid_by[1, 1, 0] > 0.0  # shares that came back were sold


def test_more_cash_may_hurt_what_would_have_fallen_due_early_falls_due_later() -> None:
    """The poor group defaults on the interest of one bond, and the other falls due when there is nothing to take."""

    def group(cash: float) -> ResolvedCase:
        return simple_group(
            dynamics=STILL,
            days=DAYS,
            loans=(),
            cash=cash,
            bills=(simple_bill("promise", 100.0, 18),),
            inflows=(ResolvedInflow(id="in", name="", kind="inflow", currency="USD", amount=100.0, day=12),),
            credits={
                "one": simple_credit("one", balance=3_650.0, rate_steps=((0, 0.1),), due=1000),
                "other": simple_credit("other", balance=500.0, due=15, cross_default=("one",)),
            },
            interest_days=(10,),
        )

    poor, rich = run(group(9.0)), run(group(10.0))  # ten days of interest are USD 10
    assert (poor.paid[0], rich.paid[0]) == (1, 0)


# Order and multiplicity.


def on(name: str, asset: str, **terms: object) -> ResolvedMarginLoan:
    """A loan on one name that is cured in shares alone."""
    loan = simple_loan(name, means=("shares",), capitalised=True, spread=0.05, **terms)  # type: ignore[arg-type]
    return replace(loan, pool=(PoolShare(asset=asset, shares=1000.0, haircut=0.0),))


def apart(loans: tuple[ResolvedMarginLoan, ...]) -> ResolvedCase:
    """Loans, each on a name of its own, with some free shares of each."""
    names = ("alder", "birch", "cedar")
    base = simple_case(dynamics=JUMPY, days=120, assets=names, loans=loans, free=150.0)
    funds = simple_group(dynamics=JUMPY, days=120, loans=loans, cash=5_000.0).funds
    return replace(base, funds=funds)


def test_the_order_of_loans_that_share_nothing_changes_nothing() -> None:
    loans = {
        "one": on("one", "alder", drawn=55_000.0),
        "two": on("two", "birch", release=0.4, cure_days=2),
        "three": on("three", "cedar", until_cured=True),
    }
    found = {order: run(apart(tuple(loans[name] for name in order)), 256) for order in itertools.permutations(loans)}
    first = found[tuple(loans)]
    assert np.count_nonzero(first.outcomes.failed_cure >= 0) > 30
    for order, other in found.items():
        for row, name in enumerate(order):
            place = list(loans).index(name)
            for field in first.outcomes.dtype.names:
                np.testing.assert_array_equal(
                    other.outcomes[field][:, row], first.outcomes[field][:, place], f"{order}"
                )
            np.testing.assert_array_equal(other.defaults[:, row], first.defaults[:, place])
        for field in ("call", "failed_cure", "gap", "gap_total", "lowest_cash"):
            np.testing.assert_array_equal(other.paths[field], first.paths[field], f"{order}")


def test_identical_loans_fare_alike() -> None:
    twins = tuple(on(name, "alder") for name in ("one", "two", "three"))

    def case(loans: tuple[ResolvedMarginLoan, ...]) -> ResolvedCase:
        base = simple_group(dynamics=JUMPY, days=120, loans=loans, free=0.0)
        count = 1000.0 * len(loans)
        alder = replace(simple_asset("alder", JUMPY), daily_volume=None, shares=count, pledged=count)
        return replace(base, assets={"alder": alder})

    together, alone = run(case(twins), 256), run(case(twins[:1]), 256)
    assert np.count_nonzero(together.outcomes.loss > 0.0) > 30
    for field in together.outcomes.dtype.names:
        for row in range(3):
            np.testing.assert_array_equal(together.outcomes[field][:, row], alone.outcomes[field][:, 0], field)


# Interest, where nothing moves.


def test_interest_of_a_loan_and_of_a_bond_is_paid_as_reckoned_by_hand() -> None:
    loan = simple_loan(spread=0.072)  # 50,000 at 7.2% over 360 days: USD 10 a day
    bond = simple_credit(
        "bond", balance=10_000.0, rate_steps=((0, 0.0365), (120, 0.073)), due=200
    )  # USD 1, then 2 a day
    case = simple_group(dynamics=STILL, days=252, loans=(loan,), cash=30_000.0, credits={"bond": bond})
    assert case.funds is not None
    assert case.funds.interest_days == (89, 180)
    found = run(case)
    line = found.book_lines.index
    assert found.books[0, :, line("interest")] == pytest.approx([89 * 11, 91 * 10 + 31 + 60 * 2, 20 * 2], rel=1e-12)
    assert found.books[0, :, line("repayments")] == pytest.approx([0, 0, 10_000.0], rel=1e-12)
    left = 30_000.0 - 89 * 11 - (91 * 10 + 31 + 60 * 2) - 20 * 2 - 10_000.0
    assert found.books[0, -1, line("closing")] == pytest.approx(left, rel=1e-12)
    assert found.paths.gap[0] == -1


def test_a_debt_that_is_renewed_is_repaid_later() -> None:
    renewed = Renewal(times=1, days=30, ceiling=math.inf, fee=0.01)
    bond = simple_credit("bond", balance=10_000.0, due=100, renewal=renewed)
    case = simple_group(dynamics=STILL, days=140, loans=(), cash=30_000.0, credits={"bond": bond})
    found = run(case)
    cash = dict(zip(found.recorded_days, found.recorded[0, :, 0].tolist(), strict=True))
    seen = {number: cash[number] for number in (95, 100, 125, 130, 140)}
    assert seen == {95: 30_000.0, 100: 29_900.0, 125: 29_900.0, 130: 19_900.0, 140: 19_900.0}
