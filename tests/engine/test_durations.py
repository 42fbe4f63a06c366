"""Laws of durations and overruns: each against an independent form of itself, and against what was published."""

from __future__ import annotations

import csv
import math
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaincinv, ndtri

from pledgeline.engine import durations
from pledgeline.engine.durations import Law, pack_laws
from pledgeline.engine.overruns import body_mean, two_part, two_part_by_index
from pledgeline.errors import OutOfRange
from pledgeline.kernels.compiler import interpreted
from pledgeline.kernels.duration import conditional_score, normal_score
from pledgeline.kernels.duration_tables import PERT

IT = {"mean": 0.73, "share": 0.18, "tail_mean": 4.47}
LEVELS = (1e-12, 1e-4, 0.01, 0.3, 0.5, 0.77, 0.82, 0.9, 0.999, 1 - 1e-9)
LAWS = {
    "triangular": durations.triangular(100.0, 150.0, 400.0),
    "triangular, falling": durations.triangular(100.0, 100.0, 400.0),
    "triangular, rising": durations.triangular(100.0, 400.0, 400.0),
    "PERT": durations.pert(100.0, 150.0, 400.0),
    "PERT, falling": durations.pert(100.0, 100.0, 400.0),
    "PERT, rising": durations.pert(100.0, 400.0, 400.0),
    "PERT, light": durations.pert(100.0, 150.0, 400.0, weight=1.0),
    "PERT, heavy": durations.pert(100.0, 150.0, 400.0, weight=30.0),
    "log-normal": durations.log_normal(400.0, 0.5),
    "overrun without tail": durations.log_normal_overrun(200.0, mean=0.39, deviation=0.4),
    "IT": durations.overrun(700.0, two_part(**IT)),
    "body that rises": durations.overrun(1.0, two_part(mean=1.2, share=0.55, tail_mean=2.04)),
    "even body": durations.overrun(1.0, two_part(mean=0.4, share=0.2, tail_mean=2.0)),
    "steep body": durations.overrun(1.0, two_part(mean=0.06, share=0.1, tail_mean=4.9)),
    "body near its end": durations.overrun(1.0, two_part(mean=0.59, share=0.1, tail_mean=1.5)),
    "tail that rises": durations.overrun(1.0, two_part(mean=1.3, share=0.18, tail_mean=8.0, cap=10.0)),
    "tail even in its log": durations.overrun(
        1.0, two_part(mean=0.4, share=0.1, tail_mean=9.5 / math.log(20), cap=10.0)
    ),
    "tail without cap": durations.overrun(1.0, two_part(mean=0.3, share=0.2, tail_mean=0.6, cap=math.inf)),
    "tail by its index": durations.overrun(1.0, two_part_by_index(mean=0.3, share=0.1, index=0.9, cap=10.0)),
    "tail at its start": durations.overrun(1.0, two_part(mean=0.3, share=0.18, tail_mean=0.5)),
    "no tail": durations.overrun(1.0, two_part(mean=0.1, share=0.0, tail_mean=0.5)),
}
BETA = {  # shapes of the PERT laws, by hand
    "PERT": (1 + 4 * 50 / 300, 1 + 4 * 250 / 300),
    "PERT, falling": (1.0, 5.0),
    "PERT, rising": (5.0, 1.0),
    "PERT, light": (1 + 50 / 300, 1 + 250 / 300),
    "PERT, heavy": (1 + 30 * 50 / 300, 1 + 30 * 250 / 300),
}
every_law = pytest.mark.parametrize("law", LAWS.values(), ids=LAWS.keys())


@every_law
def test_quantile_and_distribution_function_undo_each_other(law: Law) -> None:
    atom = law.cdf(law.support[1] * (1 - 1e-12))  # below 1 where a tail lies all at its start
    relative, absolute = (0.0, 1e-6) if law.code == PERT else (1e-9, 1e-14)  # quantiles of PERT are interpolated
    for level in LEVELS:
        if level < atom:
            assert law.cdf(law.quantile(level)) == pytest.approx(level, rel=relative, abs=absolute)
        else:
            assert law.quantile(level) == pytest.approx(law.support[1], rel=1e-12)


@every_law
def test_the_mean_is_that_of_the_distribution_function(law: Law) -> None:
    shortest, longest = law.support
    cuts = [law.quantile(level) for level in (0.001, 0.1, 0.3, 0.5, 0.7, 0.82, 0.9, 0.99, 1 - 1e-6)]
    edges = [shortest, *(cut for cut in cuts if cut < longest), longest]
    area = sum(
        quad(lambda days: 1.0 - law.cdf(days), *pair, epsabs=1e-10, epsrel=1e-10)[0]
        for pair in pairwise(edges)
        if pair[0] < pair[1]
    )
    assert law.mean() == pytest.approx(shortest + area, rel=1e-7)


@every_law
def test_quantiles_rise_from_end_to_end(law: Law) -> None:
    found = [law.quantile(level) for level in (0.0, *LEVELS, 1.0)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == law.support


@pytest.mark.parametrize("name", BETA)
def test_a_pert_law_is_the_beta_law_to_a_millionth_of_its_width(name: str) -> None:
    levels = np.linspace(0.0, 1.0, 402)[1:-1] ** 2
    expected = 100.0 + 300.0 * betaincinv(*BETA[name], levels)
    found = [LAWS[name].quantile(float(level)) for level in levels]
    assert float(np.max(np.abs(found - expected))) < 300.0 * 1e-6


def test_means_and_plans_in_plain_figures() -> None:
    assert LAWS["PERT"].mean() == pytest.approx((100 + 4 * 150 + 400) / 6, rel=1e-15)
    assert LAWS["triangular"].mean() == pytest.approx(650 / 3, rel=1e-15)
    assert LAWS["log-normal"].quantile(0.5) == pytest.approx(400.0, rel=1e-15)
    assert LAWS["overrun without tail"].mean() == pytest.approx(200.0 * 1.39, rel=1e-15)
    assert [LAWS[name].planned for name in ("PERT", "triangular", "log-normal", "IT", "overrun without tail")] == [
        150.0, 150.0, 400.0, 700.0, 200.0,
    ]  # fmt: skip
    known = durations.fixed(90.0)
    assert (known.mean(), known.planned, known.quantile(0.3), known.cdf(89.9), known.cdf(90.0)) == (90, 90, 90, 0, 1)
    assert durations.pert(5.0, 5.0, 5.0) == durations.triangular(5.0, 5.0, 5.0) == durations.fixed(5.0)


# overruns of reference classes


def published() -> list[dict[str, str]]:
    """The bundled classes with a tail."""
    text = resources.files("pledgeline").joinpath("data/reference_classes.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["tail_share"] and row["tail_mean"]]


def fraction(text: str) -> float:
    """0.18 for `18%`."""
    return float(text.rstrip("%")) / 100.0


@pytest.mark.parametrize("row", published(), ids=lambda row: row["class"])
def test_every_bundled_class_gives_back_what_was_published(row: dict[str, str]) -> None:
    mean, share, of_tail = (fraction(row[key]) for key in ("mean", "tail_share", "tail_mean"))
    start = fraction(row["tail_from"])
    law = durations.overrun(1.0, two_part(mean=mean, share=share, tail_mean=of_tail, start=start))
    assert law.mean() == pytest.approx(1.0 + mean, rel=1e-12)
    assert law.cdf((1.0 + start) * (1 - 1e-12)) == pytest.approx(1.0 - share, rel=1e-9)
    beyond, _ = quad(lambda x: 1.0 - law.cdf(1.0 + x), start, law.support[1] - 1.0, epsabs=1e-10, limit=200)
    assert start + beyond / share == pytest.approx(of_tail, rel=1e-7)


def test_it_was_published_as_the_tests_have_it() -> None:
    (row,) = (row for row in published() if row["class"] == "it")
    assert {"mean": fraction(row["mean"]), "share": fraction(row["tail_share"])} == {"mean": 0.73, "share": 0.18}
    assert fraction(row["tail_mean"]) == 4.47


def test_the_body_assumes_no_more_than_its_mean() -> None:
    # of all densities on an interval with a given mean, exp(a + b x) has the largest entropy: its log is straight
    law = LAWS["IT"]
    edges = 700.0 * (1.0 + np.linspace(-0.5, 0.4999, 6))
    shares = np.diff([law.cdf(float(edge)) for edge in edges])
    assert np.diff(np.log(shares), n=2) == pytest.approx(0.0, abs=1e-12)
    even = LAWS["even body"]  # its mean is the middle: nothing but even is left
    assert [even.cdf(days) for days in (0.75, 1.0, 1.25)] == pytest.approx([0.2, 0.4, 0.6], rel=1e-9)


@pytest.mark.parametrize("tilt", [-0.0099, 0.0099])
def test_a_body_that_is_nearly_even_has_the_mean_of_its_law(tilt: float) -> None:
    assert body_mean(0.0, 1.0, tilt) == pytest.approx(1.0 / tilt - 1.0 / math.expm1(tilt), abs=1e-12)


def test_a_stated_index_is_that_of_the_tail() -> None:
    law = LAWS["tail by its index"]
    cut = 20.0**-0.9
    for x in (0.6, 1.0, 4.0, 9.0):
        assert (1.0 - law.cdf(1.0 + x)) / 0.1 == pytest.approx(((x / 0.5) ** -0.9 - cut) / (1.0 - cut), rel=1e-12)
    assert law.support[1] == pytest.approx(11.0, rel=1e-14)


@given(
    share=st.floats(0.01, 0.9),
    tail=st.floats(0.51, 15.0),
    place=st.floats(0.01, 0.99),
    cap=st.sampled_from((16.0, 20.0, 1000.0, math.inf)),
)
def test_any_figures_that_agree_are_met(share: float, tail: float, place: float, cap: float) -> None:
    mean = (1.0 - share) * (place - 0.5) + share * tail
    law = durations.overrun(1.0, two_part(mean=mean, share=share, tail_mean=tail, cap=cap))
    assert law.mean() == pytest.approx(1.0 + mean, rel=1e-9)
    assert law.cdf(1.5 * (1 - 1e-13)) == pytest.approx(1.0 - share, rel=1e-9)
    assert law.support[1] == pytest.approx(1.0 + cap, rel=1e-9)


# what is known of a gate that has begun, and the chance of never


def test_a_law_given_that_it_is_not_over_starts_where_we_are() -> None:
    law = LAWS["PERT"]
    floor = law.floor(180.0)
    score = interpreted(conditional_score)(float(ndtri(1e-9)), 0.0, floor)
    assert law.quantile(float(0.5 * math.erfc(-score / math.sqrt(2)))) == pytest.approx(180.0, abs=1e-3)
    assert floor == law.cdf(180.0)
    assert durations.fixed(90.0).floor(30.0) == 0.0


@pytest.mark.parametrize(
    ("score", "never", "expected"),
    [
        (ndtri(0.35), 0.3, ndtri(0.5)),
        (ndtri(0.7) - 1e-9, 0.3, math.nan),
        (ndtri(0.7) + 1e-9, 0.3, math.inf),
        (6.6, 1e-13, math.nan),
        (0.0, 1.0, math.inf),
        (1.25, 0.0, 1.25),
    ],
)
def test_the_upper_scores_never_end_and_the_others_are_spread_over_the_law(
    score: float, never: float, expected: float
) -> None:
    found = interpreted(conditional_score)(float(score), never, 0.0)
    if math.isnan(expected):  # just below the border: late, and not never
        assert 5 < found < math.inf
    else:
        assert found == pytest.approx(expected, rel=1e-14)


def test_normal_scores_to_rounding() -> None:
    small = 10.0 ** -np.linspace(0.31, 300, 400)
    found = [interpreted(normal_score)(float(level), 1.0 - float(level)) for level in small]
    assert found == pytest.approx(ndtri(small), rel=4e-15)
    assert [-interpreted(normal_score)(1.0 - float(level), float(level)) for level in small] == found


def test_equal_laws_are_packed_once_and_equal_shapes_share_a_table() -> None:
    pert, wider = durations.pert(1.0, 2.0, 7.0), durations.pert(10.0, 20.0, 70.0)
    packed, rows = pack_laws([pert, durations.fixed(3.0), wider, durations.pert(1.0, 2.0, 7.0)])
    assert rows.tolist() == [0, 1, 2, 0]
    assert packed.tables.tolist() == [0, 0, 0]
    assert packed.quantiles.shape[0] == 1


# what cannot be


def test_figures_that_contradict_each_other_are_told_with_their_numbers() -> None:
    with pytest.raises(OutOfRange) as told:
        two_part(mean=0.1, share=0.18, tail_mean=4.47)
    assert str(told.value) == (
        "a mean of 10.0% with 18.0% of projects at 447.0% on average leaves the others a mean of -85.9%:"
        " it must lie between their least, -50.0%, and 50.0%"
    )


@pytest.mark.parametrize("tail_mean", [0.49, 20.0, 21.0, math.nan])
def test_a_tail_has_its_mean_between_its_ends(tail_mean: float) -> None:
    with pytest.raises(OutOfRange, match=r"from 50\.0%, where the tail begins, to below the cap of 2,000\.0%"):
        two_part(mean=0.7, share=0.18, tail_mean=tail_mean)


def test_a_tail_of_infinite_mean_needs_a_cap() -> None:
    with pytest.raises(OutOfRange, match="needs a cap"):
        two_part_by_index(mean=0.7, share=0.1, index=1.0, cap=math.inf)


def test_a_gate_cannot_have_outlasted_its_law() -> None:
    with pytest.raises(OutOfRange) as told:
        LAWS["triangular"].floor(20 * durations.MONTH)
    assert str(told.value) == (
        "it has taken 20 months so far, and its law ends after 13.1 months; give it a longer one, or say it is done"
    )


def test_a_law_without_an_end_can_leave_no_chance_of_so_long_a_time_either() -> None:
    law = durations.log_normal(2.0 * durations.MONTH, 0.1)
    with pytest.raises(OutOfRange) as told:
        law.floor(20 * durations.MONTH)
    assert str(told.value) == (
        "it has taken 20 months so far, and its law, planned at 2 months, leaves no chance of that;"
        " give it a longer one, or say it is done"
    )
    assert 0.0 < law.floor(2.6 * durations.MONTH) < 1.0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: durations.fixed(-1.0), "at least 0 days"),
        (lambda: durations.pert(3.0, 2.0, 4.0), "ascending order"),
        (lambda: durations.triangular(1.0, 2.0, math.inf), "ascending order"),
        (lambda: durations.pert(1.0, 2.0, 4.0, weight=0.0), "weight must be above 0"),
        (lambda: durations.log_normal(0.0, 0.4), "median must be above 0"),
        (lambda: durations.log_normal_overrun(1.0, mean=-1.0, deviation=-0.1), "above −100%\nthe deviation must be"),
        (lambda: durations.overrun(0.0, two_part(**IT)), "plan must be above 0"),
        (lambda: two_part(mean=0.7, share=1.0, tail_mean=1.0), "share of the tail below 100%"),
        (lambda: LAWS["IT"].quantile(1.5), "level is 1.5"),
    ],
)
def test_what_no_law_can_be_is_refused(make: object, sentence: str) -> None:
    with pytest.raises(OutOfRange, match=sentence):
        make()  # type: ignore[operator]
