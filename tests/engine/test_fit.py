"""A fit as its users see it: evidence, cautions, and everything of one history together."""

from __future__ import annotations

import datetime as dt
import importlib.util
import math
import sys

import numpy as np
import pytest
from scipy import stats

from pledgeline.engine.fit import fit
from pledgeline.engine.fit_calibration import calibrate
from pledgeline.engine.fit_cautions import Sentence, cautions
from pledgeline.engine.fit_estimate import estimate
from pledgeline.engine.fit_garch import conditional
from pledgeline.engine.fit_results import Clustering, RateProfile
from pledgeline.engine.fit_sample import log_returns
from pledgeline.errors import MissingExtra, OutOfRange, Unfittable
from pledgeline.market.dynamics import Kou
from pledgeline.market.prices import PriceTable
from tests.engine.fit_histories import business_days, closes_of, shelf_returns, simulated

GARCH = importlib.util.find_spec("arch") is not None


def priced(returns: np.ndarray) -> PriceTable:
    """A table with closes of these returns."""
    closes = closes_of(returns)
    return PriceTable(
        dates=business_days(len(closes)), closes=tuple(closes), currency="USD", origin="x.csv", dialect=""
    )


def test_a_fit_says_how_good_it_is() -> None:
    returns = simulated("kou", 1000, seed=1)
    found = fit(closes_of(returns), "kou")
    assert found.converged
    assert isinstance(found.dynamics, Kou)
    assert found.dynamics.growth == 0.0
    assert [one.name for one in found.estimates] == [
        "growth", "volatility", "jump_rate", "up_probability", "up_rate", "down_rate",
    ]  # fmt: skip
    assert found.aic == pytest.approx(12 - 2 * found.log_likelihood)
    assert found.bic == pytest.approx(6 * math.log(1000) - 2 * found.log_likelihood)
    assert found.sample_volatility == pytest.approx(returns.std(ddof=1) * math.sqrt(252))
    assert found.total_volatility == pytest.approx(found.sample_volatility, rel=0.05)
    assert found == fit(priced(returns), "kou")


def test_the_transform_is_uniform_under_the_right_law_and_not_under_a_wrong_one() -> None:
    closes = closes_of(simulated("kou", 1500, seed=6))
    right, wrong = fit(closes, "kou").uniformity, fit(closes, "gbm").uniformity
    assert right is not None
    assert wrong is not None
    assert sum(right.counts) == 1500
    assert right.p_value > 0.05
    assert wrong.p_value < 1e-3
    assert wrong.distance > right.distance


def test_the_distance_and_the_quantiles_are_those_of_scipy_for_a_normal_law() -> None:
    returns = simulated("gbm", 300, seed=12)
    found = fit(closes_of(returns), "gbm")
    law = stats.norm(returns.mean(), returns.std())
    expected = stats.kstest(returns, law.cdf)
    assert found.uniformity is not None
    assert found.uniformity.distance == pytest.approx(expected.statistic, rel=1e-6)
    assert found.uniformity.p_value == pytest.approx(expected.pvalue, abs=0.01)
    ordered = np.sort(returns)
    assert found.tail_quantiles[0].observed == pytest.approx(ordered[0])
    assert found.tail_quantiles[0].fitted == pytest.approx(law.ppf(0.5 / 300), rel=1e-6)
    assert found.tail_quantiles[-1].fitted == pytest.approx(law.ppf(1 - 0.5 / 300), rel=1e-6)
    assert len(found.tail_quantiles) == 40


def test_the_profile_of_the_rate_has_its_top_at_the_fit_and_holds_the_truth() -> None:
    found = fit(closes_of(simulated("merton", 2500, seed=21)), "merton").rate_profile
    assert found is not None
    assert list(found.rates) == sorted(found.rates)
    assert min(found.losses) == 0.0
    peak = found.losses.index(0.0)
    assert list(found.losses[: peak + 1]) == sorted(found.losses[: peak + 1], reverse=True)
    assert list(found.losses[peak:]) == sorted(found.losses[peak:])
    assert found.low is not None
    assert found.high is not None
    assert found.low < 20.0 < found.high
    assert fit(closes_of(simulated("gbm", 100, seed=1)), "gbm").rate_profile is None


def names(prices: np.ndarray, model: str) -> list[str]:
    """The cautions that a fit calls for."""
    return [caution.name for caution in fit(prices, model).cautions]


def test_every_sentence_speaks_with_its_figures_and_in_one_order() -> None:
    found = fit(closes_of(simulated("merton", 300, seed=2) * np.repeat([0.4, 2.0, 0.4], 100)), "kou")
    order = [Sentence[caution.name] for caution in found.cautions]
    assert order == sorted(order, key=list(Sentence).index)
    told = {caution.name: caution.sentence for caution in found.cautions}
    assert told["SHORT"] == "The history is short: 300 returns, 1.2 years; rare jumps are hardly in it."
    assert "Ljung–Box" in told["CLUSTERING"]
    assert "below 0.0001" in told["CLUSTERING"]
    assert all(caution.sentence.endswith(".") and "{" not in caution.sentence for caution in found.cautions)


def test_cautions_come_where_they_are_called_for_and_only_there() -> None:
    long = closes_of(simulated("merton", 2500, seed=21))
    assert not {"CLUSTERING", "SHORT", "NOT_CONVERGED", "BORDER", "FREQUENT", "FLAT"}.intersection(
        names(long, "merton")
    )
    assert names(long, "gbm") == ["GROWTH"]
    waves = closes_of(simulated("gbm", 1000, 1) * np.repeat([0.5, 2.0, 0.5, 2.0], 250))
    assert {"CLUSTERING", "FREQUENT"} <= set(names(waves, "kou"))


def test_growth_is_told_with_its_error() -> None:
    found = fit(closes_of(simulated("gbm", 400, seed=3)), "gbm")
    (growth,) = (caution.sentence for caution in found.cautions if caution.name == "GROWTH")
    assert "0% by default" in growth
    assert found.estimates[0].standard_error is not None
    assert found.estimates[0].standard_error > 0.25  # 35 % over the root of 1.6 years


DRAW = np.random.default_rng(0)
HARD = {
    "one outlier": np.append(DRAW.normal(0.0, 0.01, 300), -0.9),
    "one move": np.append(np.zeros(200), 0.1),
    "mostly still": np.where(DRAW.random(300) < 0.9, 0.0, DRAW.normal(0.0, 0.02, 300)),
    "two sizes": DRAW.choice([-0.01, 0.01], 300),
    "there and back": np.tile([0.02, -0.02], 60),
    "upwards only": np.abs(DRAW.normal(0.0, 0.01, 200)),
    "hardly anything": 1e-7 * DRAW.standard_t(2, 200),
    "half or double a day": DRAW.normal(0.0, 0.5, 120),
    "without a mean": np.clip(0.01 * DRAW.standard_cauchy(300), -5.0, 5.0),
    "five deviations of drift": 0.05 + 0.01 * DRAW.normal(size=120),
}


@pytest.mark.parametrize("model", ["gbm", "merton", "kou"])
@pytest.mark.parametrize("name", HARD)
def test_hard_histories_give_finite_figures_or_say_why_not(name: str, model: str) -> None:
    found = fit(closes_of(HARD[name]), model)
    assert math.isfinite(found.log_likelihood)
    told = " ".join(caution.sentence for caution in found.cautions)
    for one in found.estimates:
        assert math.isfinite(one.value)
        assert one.standard_error is None or 0.0 < one.standard_error < math.inf
        if one.standard_error is None:
            assert one.name in told
    assert found.converged or "did not converge" in told
    gain = found.log_likelihood - fit(closes_of(HARD[name]), "gbm").log_likelihood
    assert gain > -0.1, gain  # every jump law holds a law that is nearly GBM


def test_a_border_is_named_and_has_no_error() -> None:
    """A history whose best jumps are those of every day: the rate runs to its limit."""
    found = fit(closes_of(shelf_returns("GFS")), "kou")
    (rate,) = (one for one in found.estimates if one.name == "jump_rate")
    assert (rate.at_border, rate.standard_error) == (True, None)
    assert rate.value == pytest.approx(500.0, rel=1e-2)
    assert "BORDER" in [caution.name for caution in found.cautions]
    assert found.converged


# --- one history ----------------------------------------------------------------------------------------------


def test_given_dates_are_left_out_of_the_fits_and_measured_apart() -> None:
    returns = simulated("gbm", 700, seed=4)
    days = range(60, 700, 63)
    returns[list(days)] = [0.15 * (-1) ** at for at in range(len(days))]
    table = priced(returns)
    given = tuple(table.dates[day + 1] for day in days)
    found = calibrate(table, name="x", models=("gbm",), earnings=given)
    assert found.scheduled is not None
    assert found.scheduled.dates == given
    assert found.fits[0].observations == 700 - len(days)
    assert found.fits[0].dynamics.volatility == pytest.approx(0.35, rel=0.08)
    assert found.gaps.found == ()
    assert found.sample.returns == 700
    mixed = calibrate(table, name="x", models=("gbm",))
    assert mixed.fits[0].dynamics.volatility > 0.38
    assert {gap.date for gap in mixed.gaps.found} >= set(given[1:])


@pytest.mark.parametrize("count", [2, 20])
def test_few_closes_are_too_few(count: int) -> None:
    with pytest.raises(Unfittable, match=f"{count} closes are too few to fit gbm; it needs 21; give a longer history"):
        calibrate(priced(simulated("gbm", count - 1, seed=1)), name="x", models=("gbm",))


def test_earnings_outside_the_history_are_named() -> None:
    table = priced(simulated("gbm", 100, seed=1))
    first, last = table.dates[1], table.dates[-1]
    beyond = tuple(last + dt.timedelta(days=90 * quarter) for quarter in range(1, 10))
    with pytest.raises(OutOfRange) as caught:
        calibrate(table, name="x", models=("gbm",), earnings=(*beyond, table.dates[50], table.dates[0]))
    named = ", ".join(map(str, (table.dates[0], *beyond[:7])))  # the first close has no return
    expected = (
        f"no return, from {first} to {last}, is that of earnings on {named} and 2 more; leave out what lies outside"
    )
    assert str(caught.value) == expected
    assert calibrate(table, name="x", models=("gbm",), earnings=(first, last)).scheduled is not None


def test_a_law_may_be_named_in_capitals() -> None:
    closes = closes_of(simulated("gbm", 100, seed=1))
    assert fit(closes, "GBM") == fit(closes, "gbm")


def test_figures_in_cautions_have_a_typeset_minus() -> None:
    falling = fit(closes_of(simulated("gbm", 400, seed=3) - 0.002), "gbm")
    (growth,) = (caution.sentence for caution in falling.cautions if caution.name == "GROWTH")
    assert growth.startswith("Growth of −")
    assert "-" not in growth


@pytest.mark.parametrize(("lags", "words"), [(1, "with 1 lag, p"), (10, "with 10 lags, p")])
def test_lags_are_counted_in_words(lags: int, words: str) -> None:
    returns = simulated("merton", 100, seed=2)
    told = cautions(
        estimate(returns, "merton"),
        observations=100,
        sample_volatility=0.4,
        clusters=Clustering(lags=lags, statistic=40.0, p_value=1e-6),
        profile=RateProfile(rates=(1.0, 2.0), losses=(0.0, 0.0), low=1.0, high=2.0),
        tails=(),
    )
    (clustering,) = (caution.sentence for caution in told if caution.name == "CLUSTERING")
    assert words in clustering


# --- conditional volatility -----------------------------------------------------------------------------------


@pytest.mark.skipif(not GARCH, reason="the package arch is not installed")
def test_a_conditional_volatility_follows_a_simulated_one() -> None:
    draw = np.random.default_rng(17)
    variance, returns = 0.0004, []
    for _ in range(3000):
        returns.append(math.sqrt(variance) * draw.standard_t(8) * math.sqrt(6 / 8))
        variance = 0.00001 + 0.08 * returns[-1] ** 2 + 0.89 * variance
    found = conditional(np.array(returns))
    assert found.converged
    assert found.persistence == pytest.approx(0.97, abs=0.02)
    assert found.current == pytest.approx(math.sqrt(252 * variance), rel=0.12)
    assert found.long_run == pytest.approx(math.sqrt(252 * 0.00001 / 0.03), rel=0.25)
    assert found.clustering.p_value > 0.01
    assert found.note.startswith("half of a shock")


def test_a_missing_package_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arch", None)
    with pytest.raises(MissingExtra, match=r"pip install 'pledgeline\[garch\]'"):
        conditional(simulated("gbm", 300, seed=1))


def test_a_conditional_volatility_needs_a_year() -> None:
    with pytest.raises(Unfittable, match="101 closes are too few for a conditional volatility; it needs 251"):
        conditional(log_returns(closes_of(simulated("gbm", 100, seed=1))))
