"""The lender's view against simulation with a borrower who gives nothing, and what it says of each loan."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pledgeline.engine.haircut import LossProbability, haircut_of
from pledgeline.engine.lender import (
    CAPITALISED,
    LIMITS,
    MOST,
    PAID,
    SCHEDULED,
    exact_calls,
    largest,
    lender_view,
    lender_views,
)
from pledgeline.engine.lender_terms import position
from pledgeline.engine.outlook import simulate
from pledgeline.engine.resolved import ResolvedCurrency
from pledgeline.market.dynamics import GBM, Kou
from tests.engine.lender_loans import distance, drawn_loan
from tests.simple_case import AS_OF, simple_case, simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.lender_results import LenderView, LossLaw
    from pledgeline.engine.results import LoanOutlook

LOANS, PATHS = 40, 16_384
CERTAIN = 4.0  # standard errors: one of sixteen thousand normal draws is further away
ENOUGH = 30  # expected losses on all paths together: fewer are far from normal
SIDES = Kou(growth=0.05, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)


@cache
def both(seed: int) -> tuple[LoanOutlook, LenderView]:
    """A loan, simulated and exact."""
    drawn = drawn_loan(seed)
    outlook = simulate(drawn.case, paths=PATHS, seed=seed + 1, workers=1).outlook[0]
    return outlook, lender_view(drawn.case, drawn.loan, outlook=outlook, targets=(), full=False)


def law_of(view: LenderView) -> LossLaw:
    assert view.uncovered == ()
    assert view.law is not None
    return view.law


def like_normals(found: list[float]) -> bool:
    """No distance beyond any doubt, and the sum of their squares within four deviations of its mean."""
    squares = sum(one**2 for one in found)
    return max(map(abs, found)) < CERTAIN and squares < len(found) + 4 * math.sqrt(2 * len(found))


@pytest.mark.slow
def test_calls_and_close_outs_are_those_of_simulation() -> None:
    calls, sales = [], []
    for seed in range(LOANS):
        outlook, view = both(seed)
        law = law_of(view)
        calls.append(distance(outlook.call.value, law.call, PATHS))
        sales.append(distance(outlook.close_out.value, law.close_out, PATHS))
    assert like_normals(calls), calls
    assert like_normals(sales), sales


@pytest.mark.slow
def test_losses_are_those_of_simulation() -> None:
    chances, means = [], []
    for seed in range(LOANS):
        outlook, view = both(seed)
        law, expected = law_of(view), outlook.shortfall.expected
        if not drawn_loan(seed).surprises and law.loss_probability * PATHS > ENOUGH:
            chances.append(distance(outlook.loss.value, law.loss_probability, PATHS))
            means.append((expected.value - law.expected_loss) / expected.standard_error)
    assert len(chances) >= 5
    assert like_normals(chances), chances
    assert like_normals(means), means


@pytest.mark.slow
def test_calls_by_date_are_those_of_simulation() -> None:
    for seed in (1, 2, 3):  # common jumps, scheduled moves, a scenario's shock
        outlook, view = both(seed)
        simulated = {row.date: row.call.value for row in outlook.by_date}
        assert view.borrower is not None
        for row in view.borrower.by_date[:-1]:
            assert abs(distance(simulated[row.date], row.call, PATHS)) < CERTAIN
            assert row.simulated is not None
        assert view.borrower.by_date[-1].call == view.borrower.call


@pytest.mark.slow
def test_what_would_cure_a_call_is_what_simulation_asks_for() -> None:
    found = []
    for seed in range(0, LOANS, 4):
        outlook, view = both(seed)
        borrower = view.borrower
        assert borrower is not None
        pairs = ((borrower.expected_cash, outlook.cure.expected_cash),
                 (borrower.expected_shares, outlook.cure.expected_shares))  # fmt: skip
        for exact, simulated in pairs:
            if exact is not None and simulated is not None and outlook.call.value * PATHS > 200:
                found.append((simulated.value - exact) / simulated.standard_error)
    assert len(found) >= 10
    assert like_normals(found), found


@pytest.mark.slow
def test_a_shock_over_days_goes_on_during_the_sale() -> None:
    outlook, view = both(11)
    law = law_of(view)
    assert abs(distance(outlook.loss.value, law.loss_probability, PATHS)) < CERTAIN


def view_of(dynamics: Any = SIDES, *, days: int = 60, free: bool = False, **terms: Any) -> LenderView:
    """The view of a simple loan that ends with the horizon."""
    case = simple_case(dynamics=dynamics, days=days, loans=(simple_loan(**{"drawn": 60_000.0, **terms}),))
    return lender_view(case, case.margin_loans["loan"], full=free, targets=())


def test_price_debt_and_volume_in_other_units_change_no_probability() -> None:
    drawn = drawn_loan(5)
    one = law_of(lender_view(drawn.case, drawn.loan, targets=(), full=False))
    asset, loan = drawn.case.assets["alder"], drawn.loan
    assert asset.price is not None
    pool = (dataclasses.replace(loan.pool[0], shares=3 * loan.pool[0].shares),)
    volume = None if asset.daily_volume is None else 3 * asset.daily_volume
    scaled = dataclasses.replace(
        drawn.case,
        assets={"alder": dataclasses.replace(asset, price=7 * asset.price, daily_volume=volume)},
        margin_loans={"loan": dataclasses.replace(loan, drawn=21 * loan.drawn, deposit=21 * loan.deposit, pool=pool)},
    )
    other = law_of(lender_view(scaled, scaled.margin_loans["loan"], targets=(), full=False))
    for name in ("call", "close_out", "loss_probability", "expected_loss_bp", "fair_spread_bp"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-7, abs=1e-8), name
    assert other.expected_loss == pytest.approx(21 * one.expected_loss, rel=1e-7, abs=1e-8)
    assert other.p999 == pytest.approx(21 * one.p999, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("term", "settings"),
    [
        ("drawn", [40_000.0, 50_000.0, 60_000.0, 69_000.0]),
        ("sale_delay", [1, 2, 5, 10]),
        ("impact", [0.0, 0.5, 1.0, 3.0]),
        ("spread", [0.0, 0.1, 0.5]),
    ],
)
def test_worse_terms_lose_more(term: str, settings: list[float]) -> None:
    changes: list[dict[str, Any]] = [{term: setting} for setting in settings]
    losses = [law_of(view_of(**change)).expected_loss_bp for change in changes]
    assert (np.diff(losses) > 0).all()


def test_a_longer_sale_loses_more_where_size_moves_no_price() -> None:
    losses = [law_of(view_of(participation=share, impact=0.0)).expected_loss_bp for share in (1.0, 0.5, 0.2, 0.05)]
    assert (np.diff(losses) > 0).all()


def test_patience_saves_loans_and_a_higher_close_out_level_too() -> None:
    patient = [law_of(view_of(cure_days=days, cure=0.69)).close_out for days in (0, 2, 5, 10)]
    assert (np.diff(patient) < 0).all()
    late = [law_of(view_of(close_out=level, cure_days=5)).close_out for level in (0.72, 0.8, 0.95)]
    assert (np.diff(late) < 0).all()


def test_the_law_is_a_law() -> None:
    for seed in (0, 5, 9, 14):
        drawn = drawn_loan(seed)
        view = lender_view(drawn.case, drawn.loan, targets=(), full=False)
        law = law_of(view)
        assert view.borrower is not None
        calls = [row.call for row in view.borrower.by_date]
        assert calls == sorted(calls)
        assert 0 <= law.loss_probability <= law.close_out + law.accuracy.error
        assert law.close_out <= law.call + law.accuracy.error
        assert 0 <= law.p99 <= law.p999 <= view.debt
        assert [one.price for one in law.prices] == sorted(one.price for one in law.prices)
        assert sum(law.density) == pytest.approx(1.0, abs=1e-12)
        assert list(law.bins) == sorted(law.bins)
        assert law.expected_loss == pytest.approx(law.expected_loss_bp * 1e-4 * view.debt, rel=1e-12)
        assert law.accuracy.error <= 1e-8


def test_jumps_cost_more_than_the_diffusion_of_the_same_volatility() -> None:
    view = view_of()
    assert view.diffusion is not None
    assert law_of(view).expected_loss > 10 * view.diffusion.expected_loss
    assert view.diffusion.model == "gbm"
    diffusion = view_of(GBM(growth=0.05, volatility=0.4))
    assert diffusion.diffusion is not None
    assert law_of(diffusion).expected_loss == diffusion.diffusion.expected_loss


def test_references_name_the_haircuts_of_the_law_over_the_days_from_call_to_sale() -> None:
    view = view_of(cure_days=5, sale_delay=2, participation=1.0)  # 1,000 shares of 500 a day: two days
    case = simple_case(dynamics=SIDES)
    held = position(case, case.margin_loans["loan"])
    first = view.references[0]
    assert (first.days, view.sale_days) == (8, 2)
    assert first.haircut == haircut_of(held.law, years=8 / 252, target=LossProbability(limit=0.01))
    assert all(one.max_ltv == pytest.approx(1 - one.haircut, abs=1e-15) for one in view.references)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"release": 0.3}, "A release level returns shares to the borrower on the way"),
        ({"deposit": 60_000.0}, "The deposit covers the debt."),
        ({"maturity": AS_OF}, "There is no day to look at before the maturity."),
        ({"currency": "EUR"}, "The collateral is priced in USD and the debt is in EUR."),
    ],
)
def test_what_is_not_covered_says_why(terms: dict[str, Any], sentence: str) -> None:
    case = simple_case(dynamics=SIDES, loans=(simple_loan(**terms),))
    euro = ResolvedCurrency(spot=1.1, volatility=0.1, growth=0.0)
    case = dataclasses.replace(case, currencies={**case.currencies, "EUR": euro})
    view = lender_view(case, case.margin_loans["loan"])
    assert any(one.startswith(sentence) for one in view.uncovered)
    assert (view.law, view.borrower, view.limits) == (None, None, ())


@pytest.mark.parametrize(
    ("dynamics", "assets", "sentence"),
    [
        (SIDES, ("alder", "birch"), "The collateral is a pool of several assets: the exact engine follows one price."),
        (GBM(volatility=0.0), ("alder",), "The price does not move by chance."),
        (dataclasses.replace(SIDES, volatility=0.0), ("alder",), "The price moves by jumps alone: without a diffusion"),
    ],
)
def test_what_cannot_be_followed_says_why(dynamics: GBM | Kou, assets: tuple[str, ...], sentence: str) -> None:
    case = simple_case(dynamics=dynamics, assets=assets)
    view = lender_view(case, case.margin_loans["loan"])
    assert len(view.uncovered) == 1
    assert view.uncovered[0].startswith(sentence)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"until_cured": True}, "The sale ends when the loan is cured"),
        ({"sale_delay": 0}, "The sale begins on the day"),
    ],
)
def test_where_only_the_sale_is_not_covered_the_calls_are(terms: dict[str, Any], sentence: str) -> None:
    view = view_of(**terms)
    assert [one[: len(sentence)] for one in view.uncovered] == [sentence]
    assert view.law is None
    assert view.borrower is not None
    assert view.borrower.call == pytest.approx(law_of(view_of()).call, abs=1e-12)


def test_calls_known_beforehand_are_those_of_the_view() -> None:
    drawn = drawn_loan(6)
    view = lender_view(drawn.case, drawn.loan, targets=(), full=False)
    assert exact_calls(drawn.case) == {"loan": law_of(view).call}
    pool = simple_case(dynamics=SIDES, assets=("alder", "birch"))
    assert exact_calls(pool) == {}


def test_a_report_looks_at_the_largest_loans_in_the_order_of_the_case() -> None:
    sizes = [30_000.0 + 1000 * ((7 * k) % 11) for k in range(11)]
    loans = tuple(simple_loan(f"loan-{k}", drawn=size) for k, size in enumerate(sizes))
    case = simple_case(dynamics=GBM(volatility=0.4), days=15, loans=loans)
    chosen = largest(case)
    assert len(chosen) == MOST
    assert [loan.id for loan in chosen] == [loan.id for loan in loans if loan in chosen]
    assert min(loan.drawn for loan in chosen) > max(loan.drawn for loan in loans if loan not in chosen)
    views = lender_views(case, ())
    assert [view.id for view in views] == [loan.id for loan in chosen]
    assert all(view.effects == () for view in views)


def test_the_view_is_the_same_to_the_bit_and_says_what_it_leaves_out() -> None:
    drawn = drawn_loan(9)
    once, again = (lender_view(drawn.case, drawn.loan, full=False) for _ in range(2))
    assert once == again
    assert once.limits[: len(LIMITS)] == LIMITS
    assert (CAPITALISED if drawn.loan.capitalised else PAID) in once.limits
    assert (SCHEDULED in once.limits) == bool(drawn.case.assets[drawn.loan.pool[0].asset].scheduled)
    assert once.end == min(drawn.loan.maturity, drawn.case.horizon)
    assert dt.date(2025, 1, 1) == once.as_of
