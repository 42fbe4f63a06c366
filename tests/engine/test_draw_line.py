"""The load line: against a toy whose chances have closed forms, and against the exact engine on the real paths."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgeline.engine import draw_bench
from pledgeline.engine.derive_outlook import Draws
from pledgeline.engine.draw_bench import SEARCH, facilities, facility_of, limits_of
from pledgeline.engine.draw_line import MOST_RUNS, LineSearch, load_line
from pledgeline.engine.lender import exact_calls
from pledgeline.engine.resolved_group import NEVER_DUE, ResolvedTolerance
from pledgeline.engine.what_if import with_draw, with_price
from pledgeline.errors import OutOfRange, UnknownName
from pledgeline.market.dynamics import GBM
from tests.engine.simple_group import NO_TOLERANCE, simple_credit, simple_group
from tests.simple_case import simple_loan

if TYPE_CHECKING:
    from pledgeline.engine.group_results import LoadLine
    from pledgeline.engine.resolved import ResolvedCase

NORMAL = NormalDist()
SIGMA, GAP_DEBT, GAP_SPREAD = 0.4, 60_000.0, 0.3
DEBT = 20_000.0
CALL, WORTH = 0.7, 100_000.0  # of the simple loan
DAYS = 252
PATHS = 20_000
ALONE = LineSearch(moves=())


def toy(case: ResolvedCase, *, paths: int, seed: int, **_how: object) -> SimpleNamespace:
    """A world of one number a path: the lowest price is log-normal on one side, a gap comes where debt passes a draw.

    An event that happens comes on a day that is spread evenly over the year.
    """
    fall, need, day = np.random.default_rng(seed).normal(size=(3, paths))
    debt = sum(loan.drawn for loan in case.margin_loans.values())
    debt += sum(credit.balance for credit in case.funds.credits.values()) if case.funds else 0.0
    worth = 1000.0 * (case.assets["alder"].price or 0.0)
    days = 1 + np.floor(DAYS * np.vectorize(NORMAL.cdf)(day)).astype(np.int32)
    called = debt >= CALL * worth * np.exp(-SIGMA * np.abs(fall))
    short = debt >= GAP_DEBT * np.exp(GAP_SPREAD * need)
    never = np.full(paths, -1, np.int32)
    found = np.zeros(paths, [(name, "i4") for name in ("call", "gap", "reported_normal", "reported_ceiling", "cover")])
    found["call"], found["gap"] = np.where(called, days, never), np.where(short, days, never)
    for name in ("reported_normal", "reported_ceiling", "cover"):
        found[name] = never
    return SimpleNamespace(paths=found)


def call_debt(tolerance: float, worth: float = WORTH) -> float:
    """The debt with that chance of a call: 2 Phi(-log(call V / D) / sigma)."""
    return CALL * worth * math.exp(SIGMA * NORMAL.inv_cdf(tolerance / 2))


def gap_debt(tolerance: float) -> float:
    """The debt with that chance of a gap."""
    return GAP_DEBT * math.exp(GAP_SPREAD * NORMAL.inv_cdf(tolerance))


@pytest.fixture
def in_toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy in place of the paths of a group."""
    monkeypatch.setattr(draw_bench, "simulate_group", toy)


def toy_case(*, drawn: float = DEBT, **tolerances: Any) -> ResolvedCase:
    case = simple_group(dynamics=GBM(volatility=SIGMA), loans=(simple_loan(drawn=drawn),))
    assert case.funds is not None
    return replace(case, funds=replace(case.funds, tolerance=replace(NO_TOLERANCE, **tolerances)))


def solved(case: ResolvedCase, *, paths: int = PATHS, seed: int = 1, search: LineSearch = ALONE) -> LoadLine:
    return load_line(case, "loan", draws=Draws(paths=paths, seed=seed), workers=1, search=search)


def drawable(line: LoadLine) -> float:
    assert line.draw is not None
    return line.draw


# --- the line -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_toy")
@pytest.mark.parametrize("tolerance", [0.01, 0.05, 0.2])
def test_at_the_line_the_chance_is_the_tolerance_and_the_line_that_of_the_closed_form(tolerance: float) -> None:
    line = solved(toy_case(call=tolerance))
    stated = call_debt(tolerance) - DEBT
    error = math.sqrt(tolerance * (1 - tolerance) / PATHS)
    # dP / dD = 2 phi(z) / (sigma D)
    steepness = 2 * NORMAL.pdf(NORMAL.inv_cdf(tolerance / 2)) / (SIGMA * call_debt(tolerance))
    (criterion,) = line.criteria
    assert line.binding == "call"
    assert criterion.at_line.value <= tolerance
    assert criterion.at_line.value == pytest.approx(tolerance, abs=error)
    assert drawable(line) == pytest.approx(stated, abs=4 * error / steepness)
    # the page says: to about a fifth, as the slope comes from two trials and the quantile is not quite straight
    assert line.standard_error == pytest.approx(error / steepness, rel=0.2)
    assert line.accuracy <= 0.001 * drawable(line)
    assert criterion.own_line == line.draw
    assert line.runs <= MOST_RUNS


@pytest.mark.usefixtures("in_toy")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.floats(0.0, 60_000.0),
    call=st.floats(0.005, 0.9),
    gap=st.floats(0.005, 0.9),
    seed=st.integers(0, 50),
)
def test_the_line_keeps_every_tolerance_and_a_little_more_breaks_one(
    drawn: float, call: float, gap: float, seed: int
) -> None:
    case = toy_case(drawn=drawn, call=call, gap=gap)
    line = solved(case, paths=2000, seed=seed)
    assert line.runs <= MOST_RUNS

    def broken(draw: float) -> dict[str, bool]:
        found = toy(with_draw(case, "loan", draw), paths=2000, seed=seed).paths
        counts = {name: np.count_nonzero(found[name] >= 0) for name in ("call", "gap")}
        return {name: bool(counts[name] > 2000 * most + 1e-9) for name, most in (("call", call), ("gap", gap))}

    if line.draw is None:
        assert broken(0.0)[line.binding]
        return
    assert not any(broken(line.draw).values())
    if line.binding == SEARCH:
        assert line.draw == pytest.approx(CALL * WORTH - drawn)
    else:
        assert line.accuracy <= 0.001 * max(line.draw, line.searched / 10) * (1 + 1e-9)
        assert broken(line.draw + line.accuracy * (1 + 1e-9))[line.binding]
    for criterion in line.criteria:
        if criterion.own_line is not None:
            assert criterion.own_line >= line.draw * (1 - 1e-9)
            assert not broken(criterion.own_line)[criterion.name]
            if criterion.own_line < line.searched:
                beyond = criterion.own_line + 0.01 * max(criterion.own_line, line.searched / 10)
                assert broken(beyond)[criterion.name]


@pytest.mark.usefixtures("in_toy")
@pytest.mark.parametrize(("call", "gap", "binding"), [(0.05, 0.2, "call"), (0.5, 0.01, "gap")])
def test_the_tolerance_that_is_reached_first_binds_and_the_other_has_a_line_of_its_own(
    call: float, gap: float, binding: str
) -> None:
    line = solved(toy_case(call=call, gap=gap))
    stated = {"call": call_debt(call) - DEBT, "gap": gap_debt(gap) - DEBT}
    assert line.binding == binding == min(stated, key=lambda name: stated[name])
    for criterion in line.criteria:
        assert criterion.own_line == pytest.approx(stated[criterion.name], rel=0.04)
        assert criterion.now.value < criterion.tolerance
        assert criterion.at_line.value <= criterion.tolerance


@pytest.mark.usefixtures("in_toy")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=st.floats(0.01, 0.5), gap=st.floats(0.01, 0.5), looser=st.floats(1.0, 1.5), seed=st.integers(0, 50))
def test_a_higher_tolerance_never_lowers_the_line(call: float, gap: float, looser: float, seed: int) -> None:
    strict = solved(toy_case(call=call, gap=gap), paths=2000, seed=seed)
    loose = solved(toy_case(call=call * looser, gap=gap * looser), paths=2000, seed=seed)
    if strict.draw is not None:
        assert drawable(loose) >= strict.draw - strict.accuracy


@pytest.mark.usefixtures("in_toy")
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(call=st.floats(0.01, 0.5), gap=st.floats(0.01, 0.5), higher=st.floats(0.0, 1.0), seed=st.integers(0, 50))
def test_a_higher_price_never_lowers_the_line(call: float, gap: float, higher: float, seed: int) -> None:
    case = toy_case(call=call, gap=gap)
    now = solved(case, paths=2000, seed=seed)
    dearer = solved(with_price(case, "alder", higher), paths=2000, seed=seed)
    if now.draw is not None:
        assert drawable(dearer) >= now.draw - now.accuracy


@pytest.mark.usefixtures("in_toy")
def test_a_tolerance_that_is_broken_today_leaves_no_line_but_the_others_have_theirs() -> None:
    line = solved(toy_case(drawn=50_000.0, call=0.05, gap=0.6))
    assert (line.draw, line.binding, line.standard_error, line.accuracy) == (None, "call", None, 0.0)
    call, gap = line.criteria
    assert call.now == call.at_line
    assert call.own_line is None
    assert gap.own_line == pytest.approx(gap_debt(0.6) - 50_000.0, rel=0.05)
    assert line.runs <= MOST_RUNS


@pytest.mark.usefixtures("in_toy")
def test_a_tolerance_that_is_never_reached_ends_the_search_at_the_call_level_of_today() -> None:
    line = solved(toy_case(gap=0.9))
    assert (line.binding, line.draw, line.accuracy) == (SEARCH, line.searched, 0.0)
    assert line.searched == pytest.approx(CALL * WORTH - DEBT)
    assert line.criteria[0].own_line == line.searched
    assert line.standard_error is None


def test_a_chance_that_falls_again_before_the_end_of_the_search_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def returning(case: ResolvedCase, *, paths: int, seed: int, **how: object) -> SimpleNamespace:
        found = toy(case, paths=paths, seed=seed, **how)
        if case.margin_loans["loan"].drawn > 60_000.0:  # called at once, sold, and rid of
            found.paths["gap"] = -1
        return found

    monkeypatch.setattr(draw_bench, "simulate_group", returning)
    line = solved(toy_case(gap=0.02))
    assert line.binding == "gap"
    assert drawable(line) == pytest.approx(gap_debt(0.02) - DEBT, rel=0.04)


@pytest.mark.usefixtures("in_toy")
def test_a_loan_at_its_call_level_today_has_no_room() -> None:
    line = solved(toy_case(drawn=70_000.0, gap=0.9))
    assert (line.draw, line.searched, line.binding) == (0.0, 0.0, SEARCH)
    assert solved(toy_case(drawn=71_000.0, call=0.05)).draw is None


@pytest.mark.usefixtures("in_toy")
def test_events_after_the_time_of_the_tolerances_do_not_count() -> None:
    half = solved(toy_case(call=0.05, within=DAYS // 2))
    assert drawable(half) == pytest.approx(call_debt(0.10) - DEBT, rel=0.04)
    assert (half.within - toy_case().as_of).days == DAYS // 2


@pytest.mark.usefixtures("in_toy")
def test_the_search_is_the_same_twice_and_tells_how_far_it_is() -> None:
    told: list[float] = []
    case, draws = toy_case(call=0.05), Draws(paths=2000, seed=3)
    first = load_line(case, "loan", draws=draws, workers=1, search=LineSearch(wanted=10.0), progress=told.append)
    assert first == load_line(case, "loan", draws=draws, workers=1, search=LineSearch(wanted=10.0))
    assert told == sorted(told)
    assert (0.0 < told[0] < told[-1], told[-1]) == (True, 1.0)


# --- other prices ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_toy")
def test_the_curve_follows_the_closed_form_and_says_what_binds() -> None:
    line = solved(toy_case(call=0.05, gap=0.02), search=LineSearch(moves=(-0.6, -0.2, 0.0, 0.2, 1.0)))
    assert [point.move for point in line.curve] == [-0.6, -0.2, 0.0, 0.2, 1.0]
    assert [point.price for point in line.curve] == pytest.approx([40.0, 80.0, 100.0, 120.0, 200.0])
    assert [point.binding for point in line.curve] == ["call", "call", "call", "gap", "gap"]
    deepest, lower, today, higher, highest = line.curve
    assert math.isnan(deepest.draw)
    assert today.draw == line.draw
    # 4,096 paths: 205 calls or 82 gaps, and 1 % of the line
    assert lower.draw == pytest.approx(call_debt(0.05, 0.8 * WORTH) - DEBT, abs=0.04 * (lower.draw + DEBT))
    assert higher.draw == pytest.approx(gap_debt(0.02) - DEBT, abs=0.05 * (higher.draw + DEBT))
    assert highest.draw == pytest.approx(higher.draw, rel=0.02)


@pytest.mark.usefixtures("in_toy")
@pytest.mark.parametrize("wanted", [2_000.0, 25_000.0])
def test_a_wanted_draw_needs_the_price_at_which_the_line_is_that_draw(wanted: float) -> None:
    line = solved(toy_case(call=0.05), search=LineSearch(wanted=wanted, moves=()))
    found = line.wanted
    assert found is not None
    assert found.within == (wanted <= drawable(line))
    assert found.missing == ("" if found.within else "call")
    stated = 100.0 * (DEBT + wanted) / call_debt(0.05)
    assert found.price == pytest.approx(stated, rel=0.03)
    assert found.move == pytest.approx(stated / 100.0 - 1.0, abs=0.03)
    ((name, chance),) = found.probabilities
    assert name == "call"
    assert chance.value == pytest.approx(
        2 * NORMAL.cdf(-math.log(70_000.0 / (DEBT + wanted)) / SIGMA), abs=4 * chance.standard_error
    )


@pytest.mark.usefixtures("in_toy")
def test_a_wanted_draw_that_no_price_allows_says_so() -> None:
    line = solved(toy_case(call=0.05, gap=0.01), search=LineSearch(wanted=60_000.0, moves=()))
    assert line.wanted is not None
    assert (line.wanted.within, line.wanted.price, line.wanted.move) == (False, None, None)


@pytest.mark.usefixtures("in_toy")
def test_where_something_is_broken_at_every_price_few_runs_say_so() -> None:
    told: list[float] = []
    case, search = toy_case(drawn=50_000.0, gap=0.01), LineSearch(wanted=1000.0, moves=(-0.5, 0.5))
    line = load_line(case, "loan", draws=Draws(paths=2000, seed=1), workers=1, search=search, progress=told.append)
    assert line.wanted is not None
    assert (line.draw, line.wanted.price, line.wanted.missing) == (None, None, "gap")
    assert [math.isnan(point.draw) for point in line.curve] == [True, True]
    assert len(told) == 1 + 2 + 2 + 1  # the line, the points, the wanted draw now and at the highest price; the end


@pytest.mark.usefixtures("in_toy")
def test_without_a_listed_holding_a_line_has_no_curve_and_no_price() -> None:
    case = toy_case(gap=0.02)
    assert case.funds is not None
    lines = {"line": simple_credit("line", "line", balance=0.0, undrawn=9000.0, due=NEVER_DUE)}
    still = replace(case.assets["alder"], dynamics=None)
    case = replace(case, assets={"alder": still}, funds=replace(case.funds, credits=lines))
    found = load_line(case, "line", draws=Draws(paths=2000, seed=1), workers=1, search=LineSearch(wanted=100.0))
    assert (found.asset, found.curve) == ("", ())
    assert found.draw is not None
    assert found.wanted is not None
    assert (found.wanted.within, found.wanted.price) == (True, None)


# --- facilities and tolerances --------------------------------------------------------------------------------


def test_margin_loans_lines_and_bridges_can_be_drawn_and_bonds_cannot() -> None:
    kinds = ("bond", "line", "bridge", "issue", "hybrid")
    case = simple_group(
        dynamics=GBM(volatility=SIGMA), credits={kind: simple_credit(kind, kind, undrawn=1.0) for kind in kinds}
    )
    assert facilities(case) == ("loan", "line", "bridge")
    with pytest.raises(UnknownName, match="no facility 'bond' to draw on"):
        facility_of(case, "bond")


def test_the_room_of_a_pool_counts_haircuts_deposit_and_currencies() -> None:
    case = simple_group(dynamics=GBM(volatility=SIGMA), loans=(simple_loan(drawn=20_000.0, deposit=500.0),))
    loan = case.margin_loans["loan"]
    pool = (replace(loan.pool[0], haircut=0.1),)
    yen = replace(case.currencies["USD"], spot=0.01)
    case = replace(
        case,
        margin_loans={"loan": replace(loan, pool=pool, currency="JPY")},
        currencies={**case.currencies, "JPY": yen},
    )
    found = facility_of(case, "loan")
    # 1,000 shares at USD 100 less 10 % are JPY 9m
    assert found.collateral == pytest.approx(9e6)
    assert found.room == pytest.approx(0.7 * 9e6 - 19_500.0)


def test_the_room_of_a_line_is_what_the_group_is_worth() -> None:
    line = simple_credit("line", "line", balance=1000.0, undrawn=5000.0, due=NEVER_DUE)
    case = simple_group(dynamics=GBM(volatility=SIGMA), cash=3000.0, credits={"line": line})
    found = facility_of(case, "line")
    assert found.room == pytest.approx(100_000.0 + 3000.0 - 50_000.0 - 1000.0)
    assert (found.drawn, found.undrawn, found.asset and found.asset.id) == (1000.0, 5000.0, "alder")


@pytest.mark.usefixtures("in_toy")
def test_a_line_has_a_load_line_too() -> None:
    case = toy_case(gap=0.02)
    assert case.funds is not None
    lines = {"line": simple_credit("line", "line", balance=0.0, undrawn=9000.0, due=NEVER_DUE)}
    case = replace(case, funds=replace(case.funds, credits=lines))
    found = load_line(case, "line", draws=Draws(paths=PATHS, seed=1), workers=1, search=ALONE)
    assert found.draw == pytest.approx(gap_debt(0.02) - DEBT, rel=0.04)
    assert (found.asset, found.undrawn, found.currency) == ("alder", 9000.0, "USD")


def test_only_tolerances_of_events_that_can_happen_count() -> None:
    stated = ResolvedTolerance(call=0.1, gap=0.2, ltv=0.3, cover=0.4, within=DAYS)
    case = simple_group(dynamics=GBM(volatility=SIGMA), tolerance=stated)
    assert [limit.name for limit in limits_of(case)] == ["call", "gap", "cover"]  # no policy line
    normal = replace(case, policy_normal=0.25)
    assert [limit.event for limit in limits_of(normal)] == ["call", "gap", "reported_normal", "cover"]
    assert limits_of(replace(normal, policy_ceiling=0.35))[2].event == "reported_ceiling"
    bare = simple_group(dynamics=GBM(volatility=SIGMA), loans=(), tolerance=stated)
    assert [limit.name for limit in limits_of(bare)] == ["gap", "cover"]


def test_without_a_tolerance_there_is_no_line_and_the_error_says_what_to_add() -> None:
    case = simple_group(dynamics=GBM(volatility=SIGMA))
    with pytest.raises(OutOfRange, match=r"states no tolerance; add group: policy: tolerances"):
        load_line(case, "loan", draws=Draws(paths=10, seed=1), workers=1)
    with pytest.raises(UnknownName, match="no facility 'lone'"):
        load_line(toy_case(call=0.1), "lone", draws=Draws(paths=10, seed=1), workers=1)


# --- the real paths -------------------------------------------------------------------------------------------


def test_on_real_paths_the_line_is_where_the_exact_engine_has_the_tolerance() -> None:
    tolerance, paths = 0.05, 8192
    loan = simple_loan(drawn=20_000.0, spread=0.03, capitalised=True)
    case = simple_group(
        dynamics=GBM(volatility=0.6), days=63, loans=(loan,), tolerance=replace(NO_TOLERANCE, call=tolerance, within=63)
    )
    line = load_line(case, "loan", draws=Draws(paths=paths, seed=5), workers=2, search=ALONE)
    low, high = 0.0, line.searched
    while high - low > 1e-6 * line.searched:
        middle = (low + high) / 2
        exact = exact_calls(with_draw(case, "loan", middle))["loan"]
        low, high = (middle, high) if exact <= tolerance else (low, middle)
    assert line.standard_error is not None
    assert drawable(line) == pytest.approx(low, abs=3 * line.standard_error + line.accuracy)
    assert line.standard_error < 0.03 * low
    assert line.runs <= MOST_RUNS
