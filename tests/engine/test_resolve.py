"""Resolved cases: dates, currencies, defaults, shocks."""

from __future__ import annotations

import datetime as dt
import json
import math
import statistics
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.resolve import resolve
from pledgeline.errors import UnknownName
from pledgeline.files.read_case import apply_scenario, read_case_text
from pledgeline.market.dynamics import GBM, Kou, Merton
from tests.fixtures_case import case_of, document

if TYPE_CHECKING:
    from pathlib import Path

    from pledgeline.engine.resolved import ResolvedCase


def resolved(changes: dict[str, Any] | None = None, *, scenario: str = "") -> ResolvedCase:
    return resolve(document(changes, scenario=scenario))


def test_defaults_are_written_out() -> None:
    case = resolved()
    loan, asset = case.margin_loans["pledge"], case.assets["stock"]
    assert case.horizon == dt.date(2027, 10, 9)
    assert case.calendar == "XNYS"
    assert case.cash_for_cures == case.cash == 4e9
    assert case.liquidity_until == dt.date(2027, 10, 9)
    assert (case.policy_normal, case.policy_ceiling, case.common_jumps, case.shocks) == (None, None, None, ())
    assert (loan.deposit, loan.release, loan.facility, loan.spread, loan.impact) == (0.0, None, None, 0.0, 1.0)
    assert (loan.sale_delay, loan.until_cured, loan.capitalised, loan.means) == (1, False, False, ("shares", "cash"))
    assert loan.base_rate == ((dt.date(2025, 10, 9), 0.0),)
    assert loan.pool[0].haircut == 0.0
    assert asset.dynamics == GBM(growth=0.0, volatility=0.4)
    assert (asset.pledged, asset.locked_up, asset.free) == (500e6, 0.0, 500e6)


def test_days_are_business_days_after_the_date_of_the_case() -> None:
    dates = resolved({"horizon": "1w"}).dates
    assert dates[0] == dt.date(2025, 10, 10)
    assert dates[-1] == dt.date(2025, 10, 16)
    assert all(date.weekday() < 5 for date in dates)


def test_partial_dates_fall_due_at_their_end_and_rates_start_at_their_beginning() -> None:
    steps = {"2025-Q1": "4%", "2026": "3%", "2027-06": "2%"}
    rates = {"SOFR": [{"from": date, "rate": rate} for date, rate in steps.items()]}
    case = resolved(
        {
            "market": {"rates": rates},
            "debts": {"bond": {"amount": "USD 1bn", "due": "2026-02"}},
            "loans": {"pledge": {"rate": "SOFR + 225bp + 25bp", "maturity": "2027-Q3"}},
        }
    )
    loan = case.margin_loans["pledge"]
    assert loan.maturity == dt.date(2027, 9, 30)
    assert case.debts["bond"].due == dt.date(2026, 2, 28)
    assert loan.spread == pytest.approx(0.025)
    assert loan.base_rate == (
        (dt.date(2025, 10, 9), 0.04),
        (dt.date(2026, 1, 1), 0.03),
        (dt.date(2027, 6, 1), 0.02),
    )


def test_a_curve_that_starts_later_holds_from_the_first_day_and_a_flat_one_for_ever() -> None:
    start = dt.date(2025, 10, 9)
    later = {"SOFR": [{"from": "2026", "rate": "3%"}]}
    loans = {"pledge": {"rate": "SOFR + 1%"}}
    assert resolved({"market": {"rates": later}, "loans": loans}).margin_loans["pledge"].base_rate[0] == (start, 0.03)
    flat = resolved({"market": {"rates": {"SOFR": "3%"}}, "loans": loans}).margin_loans["pledge"]
    assert flat.base_rate == ((start, 0.03),)
    fixed = resolved({"loans": {"pledge": {"rate": "4.5%"}}}).margin_loans["pledge"]
    assert (fixed.base_rate, fixed.spread) == (((start, 0.0),), 0.045)


def test_money_is_in_the_currency_of_the_case_and_loans_in_their_own() -> None:
    case = resolved(
        {
            "market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}, "EUR": {"spot": "USD 1.2 per EUR"}}},
            "group": {"cash": "JPY 300bn"},
            "debts": {"bond": {"amount": "EUR 1bn"}},
            "commitments": {"promise": {"to": "X", "amount": "JPY 150bn"}},
            "assets": {"stake": {"kind": "private", "value": "EUR 2bn"}},
            "loans": {"pledge": {"drawn": "JPY 1.5tn", "deposit": "JPY 15bn", "recourse": {"guaranteed": "JPY 30bn"}}},
        }
    )
    assert case.cash == pytest.approx(2e9)
    assert case.debts["bond"].amount == pytest.approx(1.2e9)
    assert case.commitments["promise"].amount == pytest.approx(1e9)
    assert case.assets["stake"].value == pytest.approx(2.4e9)
    loan = case.margin_loans["pledge"]
    assert (loan.currency, loan.drawn, loan.deposit, loan.recourse.guaranteed) == ("JPY", 1.5e12, 15e9, 30e9)
    assert case.currencies["JPY"].spot == pytest.approx(1 / 150)


def test_full_recourse_has_no_limit() -> None:
    assert resolved({"loans": {"pledge": {"recourse": "full"}}}).margin_loans["pledge"].recourse.guaranteed == math.inf


def test_dynamics_keep_their_parameters() -> None:
    merton = {"model": "merton", "volatility": "30%", "jump_rate": "2", "jump_mean": "-5%", "jump_std": "10%"}
    kou = {
        "model": "kou",
        "growth": "3%",
        "volatility": "30%",
        "jump_rate": "2",
        "up_probability": "40%",
        "up_rate": "10",
        "down_rate": "8",
    }

    def law(dynamics: dict[str, str]) -> object:
        # the law of the small case would lend its keys
        assets = {"stock": None, "other": {**case_of({})["assets"]["stock"], "dynamics": dynamics}}
        loans = {"pledge": {"collateral": [{"asset": "other", "shares": "500m"}]}}
        return resolved({"assets": assets, "loans": loans}).assets["other"].dynamics

    assert law(merton) == Merton(volatility=0.3, jump_rate=2.0, jump_mean=-0.05, jump_std=0.1)
    assert law(kou) == Kou(growth=0.03, volatility=0.3, jump_rate=2.0, up_probability=0.4, up_rate=10.0, down_rate=8.0)


CLOSES = {"2025-10-01": 95.0, "2025-10-02": 99.0, "2025-10-03": 97.5, "2025-10-06": 101.0, "2025-10-07": 100.0}


@pytest.fixture
def priced(tmp_path: Path) -> ResolvedCase:
    table = "".join(f"{date},{close}\n" for date, close in CLOSES.items())
    # a close after the date of the case is not known on it
    (tmp_path / "closes.csv").write_text(f"date,close\n{table}2025-10-10,55\n", encoding="utf-8")
    stock = {"price": None, "prices": {"file": "closes.csv", "currency": "USD"}}
    asset = case_of({})["assets"]["stock"] | {"dynamics": {"model": "gbm", "fit": "prices"}, **stock}
    case = case_of({}) | {"assets": {"stock": {key: part for key, part in asset.items() if part is not None}}}
    return resolve(read_case_text(json.dumps(case), folder=tmp_path))


def test_a_price_without_a_figure_is_the_last_close_with_its_age(priced: ResolvedCase) -> None:
    asset = priced.assets["stock"]
    assert (asset.price, asset.price_date, asset.price_age_days) == (100.0, dt.date(2025, 10, 7), 2)
    assert asset.value == 100e9


def test_a_fitted_volatility_is_the_sample_deviation_of_the_closes_a_year(priced: ResolvedCase) -> None:
    closes = list(CLOSES.values())
    returns = [math.log(after / before) for before, after in pairwise(closes)]
    expected = statistics.stdev(returns) * math.sqrt(252)
    law = priced.assets["stock"].dynamics
    assert isinstance(law, GBM)
    assert law.volatility == pytest.approx(expected)


SHOCKED = {
    "assets": {
        "stake": {"kind": "private", "value": "USD 10bn", "follows": {"stock": "0.5"}},
        "own": {"kind": "private", "value": "USD 10bn", "follows": {"stock": "0.5"}},
    },
    "market": {"fx": {"JPY": {"spot": "JPY 150 per USD"}}},
    "scenarios": {
        "now": {"shocks": {"stock": "-75%", "own": "-10%", "JPY": "20%"}},
        "slow": {"shocks": {"stock": "-75%", "stake": "-10%", "JPY": "20%"}, "over": "20bd"},
    },
}


def test_a_shock_at_once_is_in_prices_values_and_exchange_rates() -> None:
    case = resolved(SHOCKED, scenario="now")
    assert case.assets["stock"].price == 25.0
    assert case.assets["stock"].value == 25e9
    assert case.assets["stake"].value == pytest.approx(10e9 * 0.25**0.5)
    assert case.assets["own"].value == pytest.approx(9e9)
    assert case.currencies["JPY"].spot == pytest.approx(1.2 / 150)
    assert (case.shocks, case.scenario) == ((), "now")


def test_a_shock_over_days_leaves_today_alone() -> None:
    case = resolved(SHOCKED, scenario="slow")
    assert case.assets["stock"].price == 100.0
    assert [(shock.name, shock.days) for shock in case.shocks] == [("stock", 20), ("stake", 20), ("JPY", 20)]
    assert case.assets["stake"].value == 10e9
    assert case.shocks[0].log_move == pytest.approx(math.log(0.25))


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(UnknownName, match="no scenario 'crash'"):
        apply_scenario(document(), "crash")


def test_correlations_common_jumps_and_scheduled_jumps_are_kept() -> None:
    other = case_of({})["assets"]["stock"]
    loadings = {"stock": "1", "other": "0.5"}
    case = resolved(
        {
            "assets": {"other": other, "stock": {"scheduled": [{"date": "2025-11-05", "move": "12%"}]}},
            "market": {
                "correlations": [{"between": ["stock", "other"], "correlation": "60%"}],
                "common_jumps": {"rate": "1.5", "mean": "-10%", "std": "8%", "loadings": loadings},
            },
        }
    )
    assert case.correlations == {("stock", "other"): 0.6}
    assert case.common_jumps is not None
    assert (case.common_jumps.rate, case.common_jumps.mean, case.common_jumps.std) == (1.5, -0.1, 0.08)
    assert (case.assets["stock"].common_loading, case.assets["other"].common_loading) == (1.0, 0.5)
    assert case.assets["stock"].scheduled == ((dt.date(2025, 11, 5), 0.12),)


def test_pledged_shares_count_over_all_loans() -> None:
    secured = {"kind": "secured", "asset": "stock", "drawn": "USD 1bn", "pledged": "100m"}
    case = resolved({"loans": {"other": secured}, "assets": {"stock": {"locked_up": "50m"}}})
    asset = case.assets["stock"]
    assert (asset.pledged, asset.locked_up, asset.free) == (600e6, 50e6, 350e6)
