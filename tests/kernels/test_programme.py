"""Building programmes: laws of simple networks in closed form, and single paths against a plain reckoning."""

from __future__ import annotations

import dataclasses
import math
from itertools import accumulate, pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc, ndtr

from pledgeline.engine import durations
from pledgeline.engine.overruns import two_part
from pledgeline.kernels import paths, programme, tails_draw
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.programme import NOTHING, follow, new_course, new_scores
from tests.kernels.networks import Stage, Work, network, swept

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from pledgeline.kernels.programme import Progress

    Array = npt.NDArray[np.float64]
    Events = npt.NDArray[np.bool_]

PATHS = 40_000
NOW = durations.fixed(0.0)
ACROSS, WITHIN = 0.3, 0.5  # correlations of the scores of two sites, and of two gates of one site
SHARED = (math.sqrt(ACROSS), math.sqrt(WITHIN - ACROSS), math.sqrt(1.0 - WITHIN))
SLOW, FAST = durations.log_normal(400.0, 0.5), durations.log_normal(150.0, 0.8)
LONG, SHORT = durations.pert(100.0, 150.0, 400.0), durations.pert(50.0, 220.0, 300.0)
ELAPSED = 300.0
ODDS = (0.1, 0.25, 0.05)
COST = durations.overrun(1.0, two_part(mean=0.73, share=0.18, tail_mean=4.47))

# rows of the one network that is simulated: networks beside each other, which share nothing but the paths
SERIES, JOIN, BEGUN, NORTH, NORTH_TOO, SOUTH, UNSURE, NEVERS = 1, 4, 5, 6, 7, 8, 9, 13
WORKS = (
    Work(law=SLOW),
    Work(law=FAST, after=(0,)),
    Work(law=LONG),
    Work(law=SHORT),
    Work(law=NOW, after=(2, 3)),
    Work(law=SLOW, begun_at=-ELAPSED, floor=SLOW.floor(ELAPSED)),
    Work(law=SLOW, site=1, loads=SHARED),
    Work(law=FAST, site=1, loads=SHARED),
    Work(law=SLOW, site=2, loads=SHARED),
    Work(law=SLOW, site=2, loads=SHARED, never=0.3),
    *(Work(law=LONG, never=chance) for chance in ODDS),
    Work(law=NOW, after=(10, 11, 12)),
)


@pytest.fixture(scope="module")
def found() -> Progress:
    """40,000 paths of all networks; the first phase costs what its score, that of the case, says."""
    stages = [
        Stage(last=g, cost=COST if g == 0 else durations.fixed(1.0), loads=(1.0, 0.0, 0.0)) for g in range(len(WORKS))
    ]
    return swept(network(WORKS, stages), PATHS)


def apart(sample: Events, expected: float) -> float:
    """Distance of a frequency from its probability, in standard errors."""
    return float(abs(sample.mean() - expected) / (math.sqrt(expected * (1.0 - expected) / sample.size)))


def in_series(days: float) -> float:
    """P(SLOW + FAST <= days) by quadrature over the score of the first."""
    score = np.linspace(-8.0, 8.0, 4001)
    density = np.exp(-0.5 * score * score) / math.sqrt(2.0 * math.pi)
    left = np.maximum(days - 400.0 * np.exp(0.5 * score), 1e-300)
    return float(np.trapezoid(density * ndtr(np.log(left / 150.0) / 0.8), score))


def in_parallel(days: float) -> float:
    """P(both LONG and SHORT <= days): the product of two beta laws."""
    first = betainc(1 + 4 * 50 / 300, 1 + 4 * 250 / 300, (days - 100) / 300)
    return float(first * betainc(1 + 4 * 170 / 250, 1 + 4 * 80 / 250, min((days - 50) / 250, 1.0)))


def once_begun(days: float) -> float:
    """P(SLOW ends within days | it has not after ELAPSED)."""
    before, after = (float(ndtr(math.log(time / 400.0) / 0.5)) for time in (ELAPSED, ELAPSED + days))
    return (after - before) / (1.0 - before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gate", "law", "days"),
    [
        (SERIES, in_series, (300.0, 450.0, 600.0, 900.0, 1500.0)),
        (JOIN, in_parallel, (150.0, 200.0, 240.0, 280.0, 330.0)),
        (BEGUN, once_begun, (5.0, 50.0, 150.0, 400.0, 1000.0)),
    ],
    ids=["series", "parallel", "begun"],
)
def test_simple_networks_follow_their_closed_forms(
    found: Progress, gate: int, law: Callable[[float], float], days: tuple[float, ...]
) -> None:
    rows = [(day, law(day), apart(found.finish[:, gate] <= day, law(day))) for day in days]
    assert max(row[-1] for row in rows) < 4, rows


@pytest.mark.slow
def test_a_begun_gate_is_not_over_yet(found: Progress) -> None:
    assert found.finish[:, BEGUN].min() > 0


@pytest.mark.slow
@pytest.mark.parametrize(("other", "correlation"), [(NORTH_TOO, WITHIN), (SOUTH, ACROSS), (SERIES, 0.0)])
def test_delays_go_together_as_stated(found: Progress, other: int, correlation: float) -> None:
    assert rank_correlation(found.finish[:, NORTH], found.finish[:, other], correlation) < 4


@pytest.mark.slow
def test_what_is_late_is_also_dear(found: Progress) -> None:
    assert rank_correlation(found.finish[:, NORTH], found.overrun[:, 0], math.sqrt(ACROSS)) < 4


def rank_correlation(one: Array, other: Array, of_scores: float) -> float:
    """Distance of Spearman's correlation from that of a normal copula, 6/pi asin(rho/2), in standard errors at most."""
    ranks: npt.NDArray[np.int64] = np.stack((one, other)).argsort().argsort()
    expected = 6.0 / math.pi * math.asin(of_scores / 2.0)
    return float(abs(np.corrcoef(ranks).flat[1] - expected) * math.sqrt(one.size))


@pytest.mark.slow
def test_the_chance_of_never_is_as_stated_and_so_is_the_law_of_those_that_come(found: Progress) -> None:
    unsure = found.finish[:, UNSURE]
    assert apart(np.isinf(unsure), 0.3) < 4
    come = unsure[np.isfinite(unsure)]
    rows = [(level, apart(come <= SLOW.quantile(level), level)) for level in (0.05, 0.3, 0.5, 0.8, 0.99)]
    assert max(row[-1] for row in rows) < 4, rows


@pytest.mark.slow
def test_what_waits_for_several_comes_if_all_of_them_do(found: Progress) -> None:
    stuck = np.isinf(found.finish[:, NEVERS])
    assert apart(stuck, 1.0 - math.prod(1.0 - chance for chance in ODDS)) < 4
    # each of the three blocks itself as well; all start on day 0, so the first in order is the cause
    alone = np.isinf(found.finish[:, NEVERS - 3 : NEVERS])
    expected = [alone[:, k].sum() + (alone[:, k] & ~alone[:, :k].any(axis=1)).sum() for k in range(3)]
    assert found.blocked[NEVERS - 3 : NEVERS].tolist() == expected
    assert found.blocked.sum() == np.isinf(found.finish).sum()


@pytest.mark.slow
def test_of_two_gates_side_by_side_the_later_is_critical(found: Progress) -> None:
    later = found.finish[:, 2] > found.finish[:, 3]
    assert found.critical[[2, 3, JOIN]].tolist() == [PATHS + later.sum(), PATHS + (~later).sum(), PATHS]


def test_a_cut_into_pieces_changes_no_bit() -> None:
    tables = network(WORKS[:SOUTH], spends=[(1, 0, 1e9, 0.4), (4, 1, 1e9, 0.2)], edges=[100.0, 400.0, 700.0])
    whole = swept(tables, 30, recorded=30)
    cuts = [0, 7, 8, 30]
    parts = [swept(tables, end - start, first=start, recorded=30) for start, end in pairwise(cuts)]
    for name in ("finish", "overrun", "spent", "group_spent", "phase_spent"):
        assert np.concatenate([getattr(part, name) for part in parts]).tobytes() == getattr(whole, name).tobytes(), name
    for name in ("critical", "blocked"):
        assert np.sum([getattr(part, name) for part in parts], axis=0).tolist() == getattr(whole, name).tolist()


def test_gates_in_another_order_with_the_same_numbers_take_the_same_time() -> None:
    numbered = [dataclasses.replace(work, number=g) for g, work in enumerate(WORKS[:SOUTH])]
    order = [5, 3, 2, 0, 1, 7, 6, 4]
    moved = [
        dataclasses.replace(numbered[g], after=tuple(order.index(parent) for parent in numbered[g].after))
        for g in order
    ]
    assert np.array_equal(swept(network(moved), 20).finish, swept(network(numbered), 20).finish[:, order])


@pytest.mark.parametrize("begun_at", [math.inf, -ELAPSED])
def test_what_takes_longer_ends_no_earlier(begun_at: float) -> None:
    first = dataclasses.replace(WORKS[0], begun_at=begun_at, floor=WORKS[BEGUN].floor if begun_at < 0 else 0.0)
    ends = [
        swept(network([dataclasses.replace(first, scale=scale), *WORKS[1:5]]), 50).finish for scale in (0.5, 1.0, 1.3)
    ]
    assert (ends[0] <= ends[1]).all()
    assert (ends[1] <= ends[2]).all()
    assert (ends[0][:, 0] == 0.5 * ends[1][:, 0]).all()  # of what is still to come


def test_random_numbers_of_programmes_serve_nothing_else() -> None:
    modules = (paths, tails_draw, programme)
    words = {
        name: int(number) >> 16
        for module in modules
        for name, number in vars(module).items()
        if name.isupper() and isinstance(number, int | np.int64) and (number >> 16) > 0 and name != "MOST_BRANCHES"
    }
    assert len([name for name in words if name.startswith("PROGRAMME")]) == 4
    assert len(set(words.values())) == len(words), words


# single paths: graph, chances and laws against a plain reckoning

LAWS = (SLOW, FAST, LONG, SHORT, COST, durations.fixed(120.0), durations.triangular(30.0, 60.0, 200.0))


@st.composite
def graphs(draw: st.DrawFn) -> list[Work]:
    """Up to seven gates, each after some of those before it."""
    works = []
    for g in range(draw(st.integers(1, 7))):
        law = draw(st.sampled_from(LAWS))
        begun = g > 0 and law in {SLOW, FAST} and draw(st.booleans())
        works.append(
            Work(
                law=law,
                after=tuple(sorted(draw(st.sets(st.integers(0, g - 1), max_size=3)))) if g else (),
                never=draw(st.sampled_from((0.0, 0.0, 0.2, 0.9))),
                floor=law.floor(90.0) if begun else 0.0,
                begun_at=-90.0 if begun else math.inf,
                scale=draw(st.sampled_from((1.0, 0.7))),
                earliest=draw(st.sampled_from((0.0, 0.0, 250.0))),
                site=draw(st.integers(0, 5)),
                loads=draw(st.sampled_from(((0.0, 0.0, 1.0), SHARED))),
            )
        )
    return works


def reckoned(works: list[Work], scores: list[float]) -> list[tuple[float, float]]:
    """Start and end of each gate, asked backwards from the last."""
    known: dict[int, tuple[float, float]] = {}

    def days(g: int) -> tuple[float, float]:
        if g not in known:
            work = works[g]
            begun = work.begun_at < 0
            start = work.begun_at if begun else max([work.earliest, *(days(parent)[1] for parent in work.after)])
            level = NormalDist().cdf(scores[g]) / (1.0 - work.never)
            if level >= 1.0 or math.isinf(start):
                known[g] = start, math.inf
            else:
                taken = work.law.quantile(work.floor + (1.0 - work.floor) * level)
                known[g] = start, work.scale * (start + taken) if begun else start + work.scale * taken
        return known[g]

    return [days(g) for g in range(len(works))]


@given(works=graphs(), seed=st.integers(0, 2**32 - 1))
def test_a_path_is_a_forward_pass_over_the_gates(works: list[Work], seed: int) -> None:
    random = np.random.default_rng(seed)
    tables = network(works)
    scores, course = new_scores(tables), new_course(tables)
    for drawn in (scores.case, scores.sites, scores.gates):
        drawn[:] = random.standard_normal(drawn.shape)
    interpreted(follow)(tables, scores, course)
    mixed = [
        np.dot(
            work.loads, (scores.case[0, 0], scores.sites[work.site % 4, work.site // 4], scores.gates[g % 4, g // 4])
        )
        for g, work in enumerate(works)
    ]
    expected = reckoned(works, [float(score) for score in mixed])
    assert list(zip(course.start, course.end, strict=True)) == [pytest.approx(one, rel=1e-9) for one in expected]
    for g, work in enumerate(works):
        if course.driver[g] != NOTHING:
            assert course.end[course.driver[g]] == course.start[g]
        else:
            assert course.start[g] == (work.begun_at if work.begun_at < 0 else work.earliest)
        cause = course.cause[g]
        assert (cause == NOTHING) == math.isfinite(course.end[g])
        if cause != NOTHING:  # the cause could start, and of all behind the gate none was stuck earlier
            assert math.isfinite(course.start[cause])
            behind = [h for h in waited_for(works, g) if math.isinf(course.end[h]) and math.isfinite(course.start[h])]
            assert cause in behind
            assert course.start[cause] == min(course.start[h] for h in behind)


def waited_for(works: list[Work], g: int) -> set[int]:
    """A gate and all it waits for, directly or not."""
    if works[g].begun_at < 0:
        return {g}
    return {g}.union(*(waited_for(works, parent) for parent in works[g].after))


@given(
    lengths=st.lists(st.integers(1, 10**6), min_size=6, max_size=6, unique=True),
    arrows=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1])),
)
def test_a_gate_is_critical_if_and_only_if_a_day_more_of_it_is_a_day_more_of_all(
    lengths: list[int], arrows: set[tuple[int, int]]
) -> None:
    spans = [length + 0.5**g for g, length in enumerate(lengths, start=2)]  # no two ways are equally long

    def works(longer: int | None) -> list[Work]:
        return [
            Work(
                law=durations.fixed(span + 1e-3 * (g == longer)),
                after=tuple(sorted(parent for parent, child in arrows if child == g)),
            )
            for g, span in enumerate(spans)
        ]

    last = [Stage(last=5)]
    plain = swept(network(works(None), last), 1)
    moved = [swept(network(works(g), last), 1).finish[0, 0] > plain.finish[0, 0] for g in range(6)]
    assert plain.critical.astype(bool).tolist() == moved


def test_fixed_durations_give_the_gantt_of_the_plan_exactly() -> None:
    spans = [31.0, 90.5, 17.25, 200.0, 3.0]
    works = [
        Work(law=durations.fixed(span), after=after)
        for span, after in zip(spans, ((), (0,), (0,), (1, 2), (2,)), strict=True)
    ]
    kept = swept(network(works), 1, recorded=1)
    assert kept.starts[0].tolist() == [0.0, 31.0, 31.0, 121.5, 48.25]
    assert kept.ends[0].tolist() == [31.0, 121.5, 48.25, 321.5, 51.25]


def test_of_parents_that_end_together_the_first_in_order_counts_and_a_set_day_goes_before() -> None:
    week = durations.fixed(7.0)
    works = [Work(law=week), Work(law=week), Work(law=week, after=(1, 0)), Work(law=week, after=(0, 1), earliest=7.0)]
    tables = network(works)
    course = new_course(tables)
    interpreted(follow)(tables, new_scores(tables), course)
    assert course.driver.tolist() == [NOTHING, NOTHING, 1, NOTHING]


def test_what_is_in_service_has_no_critical_gate() -> None:
    done = Work(law=durations.fixed(20.0), begun_at=-20.0)
    found = swept(network([done, Work(law=durations.fixed(5.0), after=(0,))]), 3)
    assert found.finish.tolist() == [[0.0, 5.0]] * 3
    assert found.critical.tolist() == [0, 3]


# spending

MONTHS = tuple(accumulate([30.0] * 200))


def test_all_is_spent_by_the_end_with_the_overrun_and_nothing_by_what_never_ends() -> None:
    works = [Work(law=LONG), Work(law=SLOW, after=(0,), never=0.3), Work(law=FAST, after=(1,))]
    stages = [Stage(last=0, cost=COST), Stage(last=2, cost=durations.fixed(1.0))]
    spends = [(0, 0, 2e9, 0.4), (1, 0, 1e9, 1.0), (2, 1, 5e9, 0.0)]
    found = swept(network(works, stages, spends=spends, edges=(*MONTHS, 1e6)), 60, recorded=60)
    planned = np.array([[2e9, 1e9, 0.0], [0.0, 0.0, 5e9]])
    due = np.isfinite(found.ends) @ planned.T * (1.0 + found.overrun)
    assert 0 < np.isinf(found.finish[:, 1]).sum() < 60
    assert found.phase_spent == pytest.approx(due, rel=1e-12)
    assert found.spent.sum(axis=1) == pytest.approx(due.sum(axis=1), rel=1e-12)
    of_group = np.isfinite(found.ends) @ [0.8e9, 1e9, 0.0] * (1.0 + found.overrun[:, 0])
    assert found.group_spent.sum(axis=1) == pytest.approx(of_group, rel=1e-12)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(law=durations.fixed(100.0)), [5 / 32, 11 / 32, 1 / 2, 0.0]),  # 3/16 - 2/64 of it after a quarter
        (Work(law=durations.fixed(100.0), earliest=50.0), [0.0, 0.0, 1 / 2, 1 / 2]),
        (Work(law=durations.fixed(100.0), begun_at=-50.0), [11 / 32, 5 / 32, 0.0, 0.0]),  # the first half is gone
        (Work(law=durations.fixed(100.0), begun_at=-100.0), [0.0] * 4),
        (
            Work(law=durations.fixed(200.0), earliest=100.0),
            [0.0, 0.0, 0.0, 1 / 2],
        ),  # the rest comes after the last edge
        (Work(law=NOW, earliest=50.0), [0.0, 1.0, 0.0, 0.0]),
        (Work(law=NOW, earliest=50.5), [0.0, 0.0, 1.0, 0.0]),
        (Work(law=NOW), [1.0, 0.0, 0.0, 0.0]),
        (Work(law=NOW, begun_at=0.0), [0.0] * 4),  # what is done is paid
        (Work(law=NOW, earliest=201.0), [0.0] * 4),
        (Work(law=durations.fixed(100.0), earliest=200.0), [0.0] * 4),
    ],
)
def test_spending_follows_the_curve_to_the_edges(work: Work, expected: list[float]) -> None:
    found = swept(network([work], spends=[(0, 0, 1.0, 0.25)], edges=[25.0, 50.0, 100.0, 200.0]), 1)
    assert found.spent[0] == pytest.approx(expected, abs=1e-15)
    assert found.group_spent[0] == pytest.approx([share / 4 for share in expected], abs=1e-15)
