"""Tail losses: against closed forms, exact values and plain simulation; what they may not depend on."""

from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest

from pledgeline.engine import tails, tails_restart
from pledgeline.engine.outlook import mean
from pledgeline.engine.pack import key_of
from pledgeline.engine.resolved import ResolvedCommonJumps, ResolvedCurrency
from pledgeline.engine.results import Estimate
from pledgeline.engine.simulation import simulate_paths
from pledgeline.engine.tails_laws import Descent, tilted
from pledgeline.engine.tails_restart import LoanPaths, Restarts, choose_paths, restart
from pledgeline.errors import BrokenInvariant, UnknownName
from pledgeline.kernels.paths import log_prices
from pledgeline.kernels.tails_draw import Laws
from pledgeline.market.dynamics import DATES_PER_YEAR, GBM, Dynamics, Kou, Merton
from tests.kernels.test_tails import random_packed, swept
from tests.reference import table
from tests.simple_case import simple_case, simple_loan

JUMPY = Kou(volatility=0.5, jump_rate=12, up_probability=0.3, up_rate=12, down_rate=6)
COUPLED = simple_case(
    dynamics=JUMPY,
    days=160,
    assets=("alder", "birch"),
    loans=(
        simple_loan("senior", ("alder", "birch"), release=0.35, spread=0.05),
        simple_loan("junior", ("birch",), means=("cash", "shares"), cure_days=2),
    ),
    free=200.0,
    cash=6_000.0,
)
LAWS: dict[str, type[Dynamics]] = {"gbm": GBM, "merton": Merton, "kou": Kou}
NORMAL = NormalDist()


def within(one: Estimate, other: Estimate, errors: float = 3.0) -> bool:
    """Whether two independent estimates agree."""
    return abs(one.value - other.value) <= errors * math.hypot(one.standard_error, other.standard_error)


def put(price: float, strike: float, variance: float) -> float:
    """Mean of what a log-normal price falls short of a strike; ``variance`` is of its log, ``price`` its mean."""
    deviation = math.sqrt(variance)
    d = (math.log(price / strike) + variance / 2) / deviation
    return strike * NORMAL.cdf(deviation - d) - price * NORMAL.cdf(-d)


def merton_put(strike: float, law: Merton | GBM, days: int) -> float:
    """The same with normal log jumps on a price of 1: the sum over how many there are."""
    years = days / DATES_PER_YEAR
    if isinstance(law, GBM):
        return put(1.0, strike, law.volatility**2 * years)
    average = math.expm1(law.jump_mean + law.jump_std**2 / 2)
    found = 0.0
    for count in range(40):
        chance = math.exp(-law.jump_rate * years) * (law.jump_rate * years) ** count / math.factorial(count)
        price = math.exp(-law.jump_rate * average * years + count * math.log1p(average))
        found += chance * put(price, strike, law.volatility**2 * years + count * law.jump_std**2)
    return found


@pytest.mark.parametrize(
    ("law", "debt"),
    [
        (GBM(volatility=0.4), 0.75),
        (GBM(volatility=0.4), 0.6),  # a loss of probability 1e-10
        (Merton(volatility=0.3, jump_rate=3.0, jump_mean=-0.05, jump_std=0.1), 0.7),
        (Merton(volatility=0.2, jump_rate=1.0, jump_mean=0.0, jump_std=0.15), 0.5),
    ],
)
def test_from_the_call_on_a_sale_nine_days_later_loses_what_a_put_is_worth(law: Merton | GBM, debt: float) -> None:
    """Every path is called and closed out on day 1; given its price then, the mean loss is known exactly."""
    loan = simple_loan(call=0.2, cure=0.15, close_out=0.25, impact=0.0, participation=1e9, sale_delay=9, means=())
    case = simple_case(dynamics=law, days=12, loans=(dataclasses.replace(loan, drawn=100_000.0 * debt),))
    paths = 1024
    found = simulate_paths(case, paths=paths, seed=3, workers=1, recorded=0, measured=0)
    restarts = restart(found, LoanPaths(packed=found.packed, target=0, seed=3, workers=1), sub_paths=20, most=paths)
    assert np.array_equal(restarts.sample.paths, np.arange(paths))
    exact = np.empty(paths)
    for path in range(paths):
        price = math.exp(log_prices(found.packed.factors, path, 1, key_of(3))[0, 1])
        exact[path] = 100_000.0 * price * merton_put(debt / price, law, 9)
    differences = mean((restarts.loss * restarts.weight).mean(axis=1) - exact)
    assert abs(differences.value) <= 3 * differences.standard_error, f"{differences}, exact {exact.mean()}"
    assert differences.standard_error < 0.1 * exact.mean()


@pytest.mark.parametrize("row", table("gap_loss"), ids=lambda row: f"{row['model']}-{row['debt']}-{row['sale_delay']}")
def test_the_gap_loss_of_one_loan_is_the_exact_one(row: dict[str, str]) -> None:
    cost = float(row["sale_cost"])
    law = LAWS[row["model"]]
    dynamics = law(**{field.name: float(row[field.name]) for field in dataclasses.fields(law)})
    days, delay, trigger = 252, int(row["sale_delay"]), float(row["trigger_ltv"])
    case = simple_case(dynamics=dynamics, days=days + delay)
    loan = simple_loan(
        # a cost of the sale is less collateral for the same debt and a later trigger
        drawn=100_000.0 * float(row["debt"]) / (1 - cost),
        call=trigger / (1 - cost),
        cure=0.9 * trigger,
        close_out=trigger / (1 - cost),
        maturity=case.dates[days - 1],
        means=(),
        impact=0.0,
        participation=1e9,
        sale_delay=delay,
    )
    case = dataclasses.replace(case, margin_loans={"loan": loan})
    found = tails.tail_losses(case, "loan", seed=8, paths=32_768, most=4096)
    scale = 100_000.0 / (1 - cost)
    for estimate, exact in (
        (found.expected, scale * float(row["expected_loss"])),
        (found.loss_probability, float(row["loss_probability"])),
    ):
        assert within(estimate, Estimate(value=exact, standard_error=0.0)), f"{estimate}, exact {exact}"


FEW = 30
RANDOM_BOOKS = (0, 1, 2, 4, 5, 7, 8, 9)


@pytest.mark.parametrize("seed", RANDOM_BOOKS)
def test_restarts_agree_with_plain_simulation_on_random_books(seed: int) -> None:
    packed = random_packed(seed)
    plain = swept(packed, 32_768, seed=100)
    found = swept(packed, 8192, seed=200)
    for target in range(len(packed.loans)):
        loss = np.asarray(plain.outcomes[:, target].loss, np.float64)
        loan = LoanPaths(packed=packed, target=target, seed=200, workers=1)
        tilted = restart(found, loan, sub_paths=6, most=1024)
        deep = float(np.quantile(loss, 0.99))
        for restarts in (tilted, untilted(found_restarts=tilted, loan=loan)):
            pairs = {
                "expected": (restarts.mean(restarts.loss), mean(loss)),
                "any": (restarts.mean((restarts.loss > 0).astype(np.float64)), mean((loss > 0) * 1.0)),
                "deep": (restarts.mean((restarts.loss > deep).astype(np.float64)), mean((loss > deep) * 1.0)),
            }
            if np.count_nonzero(loss) < FEW:  # the standard error of a handful means nothing; that of a count does
                count = Estimate(value=pairs["any"][1].value, standard_error=math.sqrt(FEW) / len(loss))
                pairs = {"any": (pairs["any"][0], count)}
            for name, (ours, theirs) in pairs.items():
                assert within(ours, theirs), f"loan {target}, {name}: {ours}, plain {theirs}"


def untilted_laws(loan: LoanPaths, paths: int) -> Laws:
    """The law of the case alone, as a tilt over no distance."""
    factors, still = loan.packed.factors, np.zeros(paths)
    descent = Descent(
        distance=still,
        exposure=np.zeros((paths, factors.volatility.size)),
        loading=np.zeros((paths, factors.clock_rate.size)),
        fast_window=still,
        sale_window=still,
        rest=still,
    )
    shift, rate, jump = (np.ascontiguousarray(part[:, None]) for part in tilted(factors, descent, still))
    return Laws(np.zeros((paths, 1), np.int64), shift, rate, jump, np.zeros(1, np.int64))


def untilted(*, found_restarts: Restarts, loan: LoanPaths) -> Restarts:
    """The same restarts under the law of the case alone."""
    sample = found_restarts.sample
    calls = swept(loan.packed, found_restarts.paths, seed=loan.seed).outcomes.call[:, loan.target].astype(np.int64)
    trunk = tails_restart.trunk_of(loan, sample.paths, calls[sample.paths])
    drawn = tails_restart.run_branches(
        loan, trunk, (untilted_laws(loan, len(sample.paths)), np.ones(1)), 6, first_branch=100
    )
    assert np.all(drawn.ratio == 0.0)
    return Restarts(sample=sample, paths=found_restarts.paths, loss=drawn.loss, weight=np.ones_like(drawn.loss))


def test_nothing_depends_on_how_many_work() -> None:
    alone = tails.tail_losses(COUPLED, "junior", seed=5, paths=4096, most=300, sub_paths=4)
    assert alone.restarted < alone.called
    for workers in (2, 3):
        assert alone == tails.tail_losses(COUPLED, "junior", seed=5, paths=4096, most=300, sub_paths=4, workers=workers)
    assert alone != tails.tail_losses(COUPLED, "junior", seed=6, paths=4096, most=300, sub_paths=4)


def test_some_of_the_called_paths_say_what_all_of_them_say() -> None:
    every = tails.tail_losses(COUPLED, "senior", seed=5, paths=8192, most=8192)
    some = tails.tail_losses(COUPLED, "senior", seed=5, paths=8192, most=600)
    assert every.restarted == every.called
    assert some.restarted <= 600
    assert every.expected.standard_error < some.expected.standard_error
    for one, other in ((every.expected, some.expected), (every.loss_probability, some.loss_probability)):
        assert within(one, other)


def test_the_quantiles_are_those_of_many_more_paths() -> None:
    found = tails.tail_losses(COUPLED, "senior", seed=5, paths=16_384)
    plain = simulate_paths(COUPLED, paths=131_072, seed=6, workers=2, recorded=0, measured=0).outcomes.loss[:, 0]
    for quantile in (found.p99, found.p999):
        assert quantile.high is not None
        assert quantile.low < quantile.value < quantile.high
        error = math.sqrt(quantile.level * (1 - quantile.level) / len(plain))
        low, high = np.quantile(plain, [quantile.level - 3 * error, quantile.level + 3 * error])
        assert quantile.low <= high
        assert quantile.high >= low


def test_a_rare_loss_is_seen_far_better_than_by_plain_simulation() -> None:
    loan = simple_loan(drawn=42_000.0, sale_delay=5, participation=5.0, close_out=0.75)
    found = tails.tail_losses(simple_case(dynamics=GBM(volatility=0.5), loans=(loan,)), "loan", seed=2, paths=65_536)
    gain = found.gain
    assert found.plain_loss_probability.value < 0.01
    assert gain.expected is not None
    assert gain.loss_probability is not None
    assert min(gain.expected, gain.loss_probability) > 3.0


def test_a_common_jump_and_a_moving_currency_are_tilted_without_bias() -> None:
    jumps = ResolvedCommonJumps(rate=4.0, mean=-0.05, std=0.1)
    loans = (simple_loan("dollar", ("alder",)), simple_loan("yen", ("alder",), drawn=150 * 45_000.0, currency="JPY"))
    case = simple_case(dynamics=GBM(volatility=0.35), days=120, loans=loans, free=100.0, cash=4_000.0)
    yen = ResolvedCurrency(spot=1 / 150, volatility=0.1, growth=0.01)
    assets = {name: dataclasses.replace(asset, common_loading=0.8) for name, asset in case.assets.items()}
    case = dataclasses.replace(
        case, common_jumps=jumps, assets=assets, currencies={**case.currencies, "JPY": yen},
        correlations={("alder", "JPY"): -0.3},
    )  # fmt: skip
    found = tails.tail_losses(case, "yen", seed=4, paths=32_768)
    plain = simulate_paths(case, paths=131_072, seed=9, workers=2, recorded=0, measured=0).outcomes.loss[:, 1]
    assert np.count_nonzero(plain) > 20
    assert within(found.expected, mean(plain))
    assert within(found.loss_probability, mean((plain > 0) * 1.0))
    assert within(found.mean_weight, Estimate(value=1.0, standard_error=0.0))


def test_a_loan_that_is_never_called_loses_nothing() -> None:
    loan = simple_loan(drawn=1_000.0)
    found = tails.tail_losses(simple_case(dynamics=GBM(volatility=0.1), loans=(loan,)), "loan", seed=1, paths=256)
    assert found.called == found.restarted == 0
    assert found.expected == found.loss_probability == Estimate(value=0.0, standard_error=0.0)
    assert found.p999.value == 0.0
    assert found.gain == tails.VarianceRatios(expected=None, loss_probability=None, beyond_p999=None)


def test_chosen_paths_are_called_and_stand_for_all_of_their_stratum() -> None:
    draw = np.random.default_rng(1)
    calls = np.where(draw.random(5000) < 0.3, 7, -1).astype(np.int32)
    needs = np.where(calls >= 0, draw.exponential(size=5000), 0.0)
    sample = choose_paths(calls, needs, 200)
    assert np.all(calls[sample.paths] >= 0)
    assert np.all(np.diff(sample.paths) > 0)
    assert len(sample.paths) <= 200
    assert sample.sizes.sum() == np.count_nonzero(calls >= 0)
    chosen = np.bincount(sample.stratum, minlength=len(sample.sizes))
    assert np.all((chosen >= 2) & (chosen <= sample.sizes))
    by_stratum = [needs[sample.paths[sample.stratum == h]] for h in range(len(sample.sizes))]
    assert all(low.max() <= high.min() for low, high in pairwise(by_stratum))
    everyone = choose_paths(calls, needs, 5000)
    assert np.array_equal(everyone.paths, np.flatnonzero(calls >= 0))


def test_what_cannot_be_answered_is_refused() -> None:
    with pytest.raises(UnknownName, match="nobody is no margin loan of the case; it has senior, junior"):
        tails.tail_losses(COUPLED, "nobody", seed=1)
    with pytest.raises(ValueError, match="sub_paths is 0; give 1 to 32,768"):
        tails.tail_losses(COUPLED, "junior", seed=1, sub_paths=0)
    with pytest.raises(ValueError, match="most is 1; give at least 2 paths"):
        tails.tail_losses(COUPLED, "junior", seed=1, most=1)
    found = simulate_paths(COUPLED, paths=512, seed=1, workers=1, recorded=0, measured=0)
    with pytest.raises(BrokenInvariant, match="is it the same seed"):
        tails.tail_losses_of(found, "junior", seed=2)
