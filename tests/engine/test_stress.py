"""Scenarios side by side: each figure is found again another way."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pytest

from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.lender import exact_calls, lender_page
from pledgeline.engine.resolve import resolve
from pledgeline.engine.run import run
from pledgeline.engine.stress import LIMITS, NO_LOANS, WHOLE_GROUP, stress, window_of
from pledgeline.errors import UnknownName
from pledgeline.files.read_case import apply_scenario
from pledgeline.market.prices import PriceTable
from tests.fixtures_case import FULL, document, number, opened

if TYPE_CHECKING:
    from pledgeline.engine.stress import Window
    from pledgeline.engine.stress_results import Stress, StressedLoan, StressedScenario

NONE, SOME = Draws(paths=0, seed=1), Draws(paths=2_000, seed=1)
SCENARIOS: dict[str, Any] = {
    "scenarios": {
        "crash": {"title": "A crash", "shocks": {"stock": "-50%"}},
        "slide": {"shocks": {"stock": "-50%"}, "over": "20bd"},
        "drawn": {"overrides": {"loans.pledge.drawn": "USD 12bn"}},
    }
}
STAKE = {"assets": {"stake": {"kind": "private", "value": "USD 20bn", "follows": {"stock": "0.5"}}}}


def stressed(changes: dict[str, Any], *names: str, draws: Draws = NONE, windows: tuple[Window, ...] = ()) -> Stress:
    """The small case with changes under scenarios."""
    base = document(changes)
    return stress(base, [apply_scenario(base, name) for name in names], windows, draws=draws)


def row_of(found: Stress, name: str) -> StressedScenario:
    return next(row for row in found.scenarios if row.id == name)


def loan_of(found: Stress, name: str) -> StressedLoan:
    (loan,) = row_of(found, name).loans
    return loan


def closes(*prices: float, start: dt.date = dt.date(2024, 1, 1)) -> PriceTable:
    dates = tuple(start + dt.timedelta(days=day) for day in range(len(prices)))
    return PriceTable(dates=dates, closes=prices, currency="USD", origin="STOCK.csv", dialect="")


def window(*prices: float, asset: str = "stock") -> Window:
    table = closes(*prices)
    return window_of(table, asset, table.dates[0], table.dates[-1], name="STOCK.csv")


# --- the table ------------------------------------------------------------------------------------------------


def test_the_case_as_it_stands_comes_first_with_its_own_standing() -> None:
    found = stressed(SCENARIOS, "crash", "slide")
    assert [row.id for row in found.scenarios] == ["", "crash", "slide"]
    base, plain = found.scenarios[0], opened()
    assert base.group.nav == number(plain, "group.nav")
    assert base.group.ltv_reported == number(plain, "group.ltv.reported")
    assert base.group.ltv_look_through == number(plain, "group.ltv.look_through")
    (loan,) = base.loans
    assert (base.kind, base.days, base.end) == ("base", 0, found.as_of)
    assert loan.ltv == pytest.approx(number(plain, "loans.pledge.ltv"), rel=1e-15)
    assert loan.call_price == pytest.approx(number(plain, "loans.pledge.trigger_price"), rel=1e-12)
    assert (loan.status, loan.call, loan.cash_to_cure) == ("open", None, 0.0)


def test_a_shock_has_the_same_standing_whether_it_comes_at_once_or_slowly() -> None:
    found = stressed({**SCENARIOS, **STAKE}, "crash", "slide")
    crash = opened({**SCENARIOS, **STAKE}, scenario="crash")
    for name in ("crash", "slide"):
        group = row_of(found, name).group
        assert group.nav == pytest.approx(number(crash, "group.nav"), rel=1e-12)
        assert group.ltv_reported == pytest.approx(number(crash, "group.ltv.reported"), rel=1e-12)
    # the stake follows with beta one half
    expected = 50e9 + 20e9 * math.sqrt(0.5) - 10e9 + 4e9
    assert row_of(found, "slide").group.nav == pytest.approx(expected, rel=1e-12)


def test_an_override_is_applied_and_named() -> None:
    row = row_of(stressed(SCENARIOS, "drawn"), "drawn")
    assert row.overrides == ("loans.pledge.drawn",)
    assert row.moves == ()
    assert row.loans[0].ltv == pytest.approx(0.24, rel=1e-12)


def test_a_case_without_margin_loans_has_a_group_and_says_why_no_more() -> None:
    crash = {"scenarios": {"crash": SCENARIOS["scenarios"]["crash"]}}
    found = stressed({"loans": {"pledge": None}, **crash}, "crash", draws=SOME)
    assert [row.loans for row in found.scenarios] == [(), ()]
    assert found.reverse == ()
    assert (found.paths, found.tolerance) == (0, 0.0)
    assert found.limits == (*LIMITS, *WHOLE_GROUP, NO_LOANS)


# --- the straight path ----------------------------------------------------------------------------------------


def test_on_the_last_day_of_a_slow_shock_the_ltv_has_the_interest_of_the_way() -> None:
    rate = {"loans": {"pledge": {"rate": "5%"}}}
    found = loan_of(stressed({**SCENARIOS, **rate}, "slide"), "slide")
    resolved = resolve(document({**SCENARIOS, **rate}, scenario="slide"))
    days = (resolved.dates[19] - resolved.as_of).days  # within one quarter: simple interest, actual/360
    assert found.highest_ltv == found.ltv
    assert found.ltv == pytest.approx(0.4 * (1 + 0.05 * days / 360), rel=1e-12)
    assert found.price == pytest.approx(50.0, rel=1e-12)


def test_slow_shocks_of_prices_and_currencies_end_where_the_same_shocks_at_once_begin() -> None:
    shocks = {"stock": "-30%", "other": "10%", "JPY": "-8%"}
    changes = {
        **FULL,
        "loans": {
            **FULL["loans"],
            "pledge": {**FULL["loans"]["pledge"], "rate": None},
            "yen": {**FULL["loans"]["yen"], "drawn": "JPY 30bn"},  # not called today
        },
        "scenarios": {"once": {"shocks": shocks}, "slow": {"shocks": shocks, "over": "15bd"}},
    }
    found = stressed(changes, "once", "slow")
    for one, other in zip(row_of(found, "once").loans, row_of(found, "slow").loans, strict=True):
        assert other.ltv == pytest.approx(one.ltv, rel=1e-12)
        assert other.price == pytest.approx(one.price, rel=1e-12)
        assert other.cash_to_cure == pytest.approx(one.cash_to_cure, rel=1e-12)
        assert other.call_price == pytest.approx(one.call_price, rel=1e-12)
    once = opened(changes, scenario="once")
    for loan in row_of(found, "once").loans:
        assert loan.ltv == pytest.approx(number(once, f"loans.{loan.id}.ltv"), rel=1e-12)


def test_what_cures_a_call_brings_the_loan_to_its_cure_level() -> None:
    loan = loan_of(stressed(SCENARIOS, "crash"), "crash")
    assert loan.ltv == pytest.approx(0.4)
    assert loan.room == pytest.approx(0.0, abs=1e-12)
    assert loan.cash_to_cure is not None
    assert loan.shares_to_cure is not None
    assert (10e9 - loan.cash_to_cure) / (500e6 * 50) == pytest.approx(0.3, rel=1e-12)
    assert 10e9 / ((500e6 + loan.shares_to_cure) * 50) == pytest.approx(0.3, rel=1e-12)
    # 500m shares are free: they cure it, and no cash is paid
    assert loan.call == resolve(document()).dates[0]
    assert loan.cure == resolve(document()).dates[5]
    assert loan.posted == pytest.approx(loan.shares_to_cure)
    assert (loan.paid, loan.loss) == (0.0, 0.0)


def test_what_is_sold_has_no_cure_left() -> None:
    changes = {"scenarios": {"ruin": {"shocks": {"stock": "-90%"}, "over": "60bd"}}, "group": {"cash": "USD 0"}}
    loan = loan_of(stressed({**changes, "assets": {"stock": {"shares": "500m"}}}, "ruin"), "ruin")
    assert loan.close_out is not None
    assert loan.failed_cure == loan.close_out
    assert loan.status in {"selling", "closed"}
    assert (loan.cash_to_cure, loan.shares_to_cure, loan.room, loan.call_price) == (None, None, None, None)
    assert loan.loss > 0.0


def test_a_shock_beyond_the_horizon_says_so() -> None:
    changes = {**SCENARIOS, "horizon": "10d"}
    (note,) = row_of(stressed(changes, "slide"), "slide").notes
    assert note.startswith("The shock takes 20 business days and the horizon is")


# --- windows --------------------------------------------------------------------------------------------------


def test_a_window_of_even_moves_is_the_scenario_of_its_fall() -> None:
    even = tuple(100.0 * 0.5 ** (day / 20) for day in range(21))
    found = stressed(SCENARIOS, "slide", windows=(window(*even),))
    one, other = row_of(found, "STOCK.csv"), row_of(found, "slide")
    assert (one.kind, one.days, one.end) == ("window", other.days, other.end)
    assert one.group.nav == pytest.approx(other.group.nav, rel=1e-12)
    assert dict(one.moves) == pytest.approx({"stock": -0.5})
    assert one.loans[0].ltv == pytest.approx(other.loans[0].ltv, rel=1e-12)
    assert one.loans[0].chance_of_call.method == "none"


def test_a_window_remembers_its_lowest_day() -> None:
    found = stressed({}, windows=(window(200.0, 60.0, 180.0),))
    row = row_of(found, "STOCK.csv")
    (loan,) = row.loans
    assert dict(row.moves) == pytest.approx({"stock": -0.1})
    assert loan.highest_ltv == pytest.approx(10e9 / (500e6 * 30))
    assert loan.ltv == pytest.approx(10e9 / (500e6 * 90))


def test_a_window_needs_two_closes_and_a_listed_asset() -> None:
    table = closes(1.0, 2.0, 3.0)
    with pytest.raises(UnknownName, match=r"fewer than two closes .* run from 2024-01-01 to 2024-01-03"):
        window_of(table, "stock", dt.date(2024, 1, 3), dt.date(2024, 2, 1), name="late")
    with pytest.raises(UnknownName, match=r"'stoke' is no listed asset of the case; did you mean stock\?"):
        stressed({}, windows=(window(1.0, 2.0, asset="stoke"),))


def test_a_window_on_shares_that_are_not_pledged_moves_the_group_alone() -> None:
    other = {"assets": {"other": {"kind": "listed", "shares": "10m", "price": "USD 50"}}}
    row = row_of(stressed(other, windows=(window(2.0, 1.0, asset="other"),)), "STOCK.csv")
    assert row.loans[0].ltv == pytest.approx(0.2)
    assert row.group.nav == pytest.approx(100e9 + 250e6 - 10e9 + 4e9)


# --- probabilities --------------------------------------------------------------------------------------------


def test_the_call_is_exact_and_the_rest_is_what_a_run_simulates() -> None:
    found = stressed(SCENARIOS, "slide", draws=SOME)
    slide = document(SCENARIOS, scenario="slide")
    loan, (outlook,) = loan_of(found, "slide"), run(slide, paths=2_000, seed=1).outlook
    assert loan.chance_of_call.method == "exact"
    assert loan.chance_of_call.value == exact_calls(resolve(slide))["pledge"]
    for chance, estimate in ((loan.chance_of_close_out, outlook.close_out), (loan.chance_of_loss, outlook.loss)):
        assert (chance.value, chance.standard_error, chance.method) == (
            estimate.value,
            estimate.standard_error,
            "simulated",
        )
    assert outlook.call.value == pytest.approx(loan.chance_of_call.value, abs=4 * outlook.call.standard_error)


def test_what_the_exact_engine_does_not_cover_is_simulated() -> None:
    found = stressed({"loans": {"pledge": {"ltv": {"release": "10%"}}}}, draws=SOME)
    assert loan_of(found, "").chance_of_call.method == "simulated"


def test_without_simulation_the_rest_is_that_of_a_call_not_answered() -> None:
    loan = loan_of(stressed(SCENARIOS, "slide"), "slide")
    law = lender_page(document(SCENARIOS, scenario="slide")).law
    assert law is not None
    assert (loan.chance_of_close_out.method, loan.chance_of_loss.method) == ("unanswered", "unanswered")
    assert loan.chance_of_close_out.value == pytest.approx(law.close_out, rel=1e-12)
    assert loan.chance_of_loss.value == pytest.approx(law.loss_probability, rel=1e-12)


def test_without_simulation_what_is_not_covered_is_not_known() -> None:
    loan = loan_of(stressed({"loans": {"pledge": {"ltv": {"release": "10%"}}}}), "")
    assert {loan.chance_of_call.method, loan.chance_of_loss.method} == {"none"}


def test_progress_ends_at_one_and_never_falls() -> None:
    told: list[float] = []
    base = document(SCENARIOS)
    stress(base, [apply_scenario(base, "crash")], (window(2.0, 1.0),), draws=NONE, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
