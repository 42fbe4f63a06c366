"""The search for where counts pass what is allowed, against families of paths whose answer is a sorted list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgeline.engine.crossing import Trials, allowed, climb, density, narrow, quantile, slope

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.float64]

PATHS = 4000
PLACES = (0.0, 1.0)
WIDTH = 1e-4


def falling(seed: int, middle: float, spread: float) -> Places:
    """Where the event of each path begins: normal, sorted."""
    return np.sort(np.random.default_rng(seed).normal(middle, spread, PATHS))


def trials_of(*starts: Places, tolerances: tuple[float, ...]) -> Trials:
    """Trials whose events begin at known places, one family of paths for each criterion."""
    return Trials(
        run=lambda place: tuple(int(np.searchsorted(one, place, side="right")) for one in starts),
        allowed=tuple(allowed(tolerance, PATHS) for tolerance in tolerances),
        paths=PATHS,
    )


def widths(low: float, high: float) -> float:
    return (high - low) / WIDTH


@pytest.mark.parametrize(
    ("tolerance", "paths", "count"),
    [(0.05, 20_000, 1000), (0.1, 10, 1), (0.3, 10, 3), (0.01, 99, 0), (0.07, 100, 7), (0.29, 100, 29)],
)
def test_a_tolerance_is_a_whole_number_of_paths(tolerance: float, paths: int, count: int) -> None:
    # 0.07 * 100 and 0.29 * 100 are a hair off 7 and 29 in binary
    assert allowed(tolerance, paths) == count


@given(st.integers(0, PATHS - 1), st.floats(0.001, 0.5))
def test_the_excess_has_the_sign_of_the_count_and_is_never_nothing(hits: int, tolerance: float) -> None:
    trials = Trials(run=lambda _place: (hits,), allowed=(allowed(tolerance, PATHS),), paths=PATHS)
    excess = trials.excess(0.0, (0,))
    assert excess != 0.0
    assert (excess > 0.0) == (hits > allowed(tolerance, PATHS)) == trials.broken(0.0, (0,))


@settings(max_examples=200)
@given(
    seed=st.integers(0, 1000),
    middle=st.floats(-0.5, 3.0),
    spread=st.floats(0.01, 2.0),
    tolerance=st.floats(0.001, 0.6),
)
def test_the_bracket_holds_the_first_path_too_many_and_is_narrow_unless_the_trials_end(
    seed: int, middle: float, spread: float, tolerance: float
) -> None:
    starts = falling(seed, middle, spread)
    trials = trials_of(starts, tolerances=(tolerance,))
    first = starts[allowed(tolerance, PATHS)]  # the path that is one too many begins here
    if not PLACES[0] < first <= PLACES[1]:
        assert trials.broken(0.0, (0,)) == (first <= 0.0)
        assert trials.broken(1.0, (0,)) == (first <= 1.0)
        return
    low, high = narrow(trials, PLACES, criteria=(0,), width=widths, most=16)
    assert low < first <= high
    assert len(trials.made) <= 16  # 2 ends, and log2(1 / WIDTH) = 13.3 halvings
    # a share of two steps in a thousand paths may take more; the bracket is then given as wide as it is
    assert widths(low, high) <= 1.0 or len(trials.made) == 16


def test_on_smooth_shares_it_takes_few_trials() -> None:
    counts = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        trials = trials_of(falling(seed, rng.uniform(0.3, 1.5), rng.uniform(0.1, 0.5)), tolerances=(0.05,))
        if not trials.broken(0.0, (0,)) and trials.broken(1.0, (0,)):
            low, high = narrow(trials, PLACES, criteria=(0,), width=lambda low, high: (high - low) / 1e-3, most=16)
            assert high - low <= 1e-3
            counts.append(len(trials.made))
    assert len(counts) > 20
    assert np.mean(counts) < 10.0  # halving alone takes 2 + 10


@given(seed=st.integers(0, 1000), tolerances=st.tuples(st.floats(0.01, 0.3), st.floats(0.01, 0.3)))
def test_of_several_criteria_the_first_to_break_decides(seed: int, tolerances: tuple[float, float]) -> None:
    families = falling(seed, 1.0, 0.4), falling(seed + 1, 0.9, 0.3)
    firsts = [starts[allowed(one, PATHS)] for starts, one in zip(families, tolerances, strict=True)]
    trials = trials_of(*families, tolerances=tolerances)
    if trials.broken(0.0, (0, 1)) or not trials.broken(1.0, (0, 1)):
        return
    low, high = narrow(trials, PLACES, criteria=(0, 1), width=widths, most=16)
    assert low < min(firsts) <= high
    if abs(firsts[0] - firsts[1]) > 2 * WIDTH:
        assert trials.worst(high) == int(np.argmin(firsts))
    for criterion, first in enumerate(firsts):
        kept, broken = trials.around(criterion)
        assert kept is not None
        assert kept < first
        assert broken is None or first <= broken


@given(
    seed=st.integers(0, 1000),
    middle=st.floats(-2.0, 4.0),
    start=st.floats(-1.0, 2.0),
    step=st.floats(0.01, 0.5),
)
def test_climbing_from_any_guess_finds_a_bracket_or_the_end(
    seed: int, middle: float, start: float, step: float
) -> None:
    starts = falling(seed, middle, 0.3)
    first = starts[allowed(0.05, PATHS)]
    low, high = climb(trials_of(starts, tolerances=(0.05,)), PLACES, criteria=(0,), start=start, step=step)
    if first <= 0.0:
        assert low is None
    elif first > 1.0:
        assert (low, high) == (1.0, None)
    else:
        assert low is not None
        assert high is not None
        assert 0.0 <= low < first <= high <= 1.0


def test_no_place_is_tried_twice() -> None:
    asked: list[float] = []

    def run(place: float) -> tuple[int, ...]:
        asked.append(place)
        return (int(1000 * place),)

    trials = Trials(run=run, allowed=(300,), paths=1000)
    narrow(trials, PLACES, criteria=(0,), width=widths, most=16)
    trials.hits(0.0)
    assert len(asked) == len(set(asked)) == len(trials.made)


def test_a_search_that_may_make_no_more_trials_returns_what_it_has() -> None:
    trials = trials_of(falling(1, 0.8, 0.2), tolerances=(0.05,))
    low, high = narrow(trials, PLACES, criteria=(0,), width=widths, most=4)
    assert len(trials.made) == 4
    assert not trials.broken(low, (0,))
    assert trials.broken(high, (0,))
    assert widths(low, high) > 1.0


def test_shares_that_jump_are_halved_to_the_jump() -> None:
    trials = trials_of(np.full(PATHS, 1 / 3), tolerances=(0.05,))
    low, high = narrow(trials, PLACES, criteria=(0,), width=widths, most=16)
    assert low < 1 / 3 <= high
    assert widths(low, high) <= 1.0


@pytest.mark.parametrize("tolerance", [0.01, 0.05, 0.3])
def test_the_slope_is_that_of_the_normal_law_behind_the_counts(tolerance: float) -> None:
    trials = trials_of(falling(7, 1.0, 0.25), tolerances=(tolerance,))
    low, _ = narrow(trials, PLACES, criteria=(0,), width=widths, most=16)
    # the quantile of Phi((x - 1) / 0.25) grows by 1 / 0.25 for each unit of x
    # two counts that differ by at least the number allowed: the noise of their difference, at three standard errors
    assert slope(trials, low, 0) == pytest.approx(4.0, rel=3.0 / math.sqrt(tolerance * PATHS))
    move = 1e-4
    exact: Any = [0.5 * math.erfc(-(quantile_of(tolerance) + side * move) / math.sqrt(2.0)) for side in (1, -1)]
    assert density(tolerance) == pytest.approx((exact[0] - exact[1]) / (2 * move), rel=1e-6)


def quantile_of(tolerance: float) -> float:
    """The normal quantile, by halving."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 * math.erfc(-middle / math.sqrt(2.0)) < tolerance else (low, middle)
    return low


def test_counts_that_do_not_grow_have_no_slope() -> None:
    trials = Trials(run=lambda place: (5 if place < 0.5 else 3,), allowed=(4,), paths=100)
    assert slope(trials, 0.25, 0) is None
    trials.hits(0.0)
    trials.hits(1.0)
    assert slope(trials, 0.25, 0) is None


def test_a_quantile_is_finite_at_both_ends_and_grows() -> None:
    found = [quantile(hits, 100) for hits in range(101)]
    assert np.all(np.isfinite(found))
    assert np.all(np.diff(found) > 0)
    assert found[50] == pytest.approx(0.0, abs=1e-12)
