"""Cumulants against integrals of densities, and bounds that must not be exceeded."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from pledgeline.kernels.levy import (
    ExponentialJumps,
    Levy,
    NormalInverseGaussian,
    NormalJumps,
    bandwidth,
    compensated,
    cumulant,
    deviation,
    strip,
    tail,
)

NORMAL = NormalJumps(rate=3.0, mean=-0.08, std=0.12)
SIDES = ExponentialJumps(rate=2.0, up_probability=0.4, up_rate=20.0, down_rate=10.0)
CLOCK = NormalInverseGaussian(steepness=30.0, asymmetry=-4.0, scale=6.0)
LAWS = {
    "diffusion": Levy(drift=0.02, volatility=0.4),
    "normal": Levy(drift=0.02, volatility=0.3, jumps=(NORMAL,)),
    "sides": Levy(drift=0.02, volatility=0.3, jumps=(SIDES,)),
    "both": Levy(drift=-0.1, volatility=0.2, jumps=(NORMAL, SIDES)),
    "clock": Levy(drift=0.0, volatility=0.0, jumps=(CLOCK,)),
}
every_law = pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
REAL = np.array([-3.0, -1.0, 0.5, 1.0, 4.0])


def jump_density(jumps: NormalJumps | ExponentialJumps, x: float) -> float:
    """Density of one log jump."""
    if isinstance(jumps, NormalJumps):
        return NormalDist(jumps.mean, jumps.std).pdf(x)
    if x > 0:
        return jumps.up_probability * jumps.up_rate * math.exp(-jumps.up_rate * x)
    return (1 - jumps.up_probability) * jumps.down_rate * math.exp(jumps.down_rate * x)


@pytest.mark.parametrize("jumps", [NORMAL, SIDES], ids=["normal", "sides"])
@pytest.mark.parametrize("s", REAL)
def test_a_jump_cumulant_is_the_rate_times_the_mean_of_the_jump_factor_less_one(
    jumps: NormalJumps | ExponentialJumps, s: float
) -> None:
    def weighed(x: float) -> float:
        return (math.exp(s * x) - 1) * jump_density(jumps, x)

    expected = jumps.rate * (quad(weighed, -4, 0, epsabs=1e-13)[0] + quad(weighed, 0, 4, epsabs=1e-13)[0])
    law = Levy(drift=0.0, volatility=0.0, jumps=(jumps,))
    assert cumulant(law, np.array([s]))[0] == pytest.approx(expected, abs=1e-10)


def test_the_cumulant_of_the_clock_is_that_of_its_levy_density() -> None:
    # scale * steepness / (pi |x|) K_1(steepness |x|) exp(asymmetry x): Barndorff-Nielsen (1997), equation 3.15
    from scipy.special import k1  # noqa: PLC0415

    steep, skew, scale = CLOCK.steepness, CLOCK.asymmetry, CLOCK.scale

    def integrand(x: float, s: float) -> float:
        density = scale * steep / (math.pi * abs(x)) * float(k1(steep * abs(x))) * math.exp(skew * x)
        return (math.exp(s * x) - 1 - s * x) * density

    law, mean = LAWS["clock"], scale * skew / math.sqrt(steep**2 - skew**2)
    for s in (-5.0, 1.0, 7.0):
        centred = quad(integrand, -2, -1e-12, args=(s,))[0] + quad(integrand, 1e-12, 2, args=(s,))[0]
        assert cumulant(law, np.array([s]))[0] == pytest.approx(centred + mean * s, rel=1e-7)


@every_law
def test_the_deviation_is_the_curvature_of_the_cumulant(law: Levy) -> None:
    step = 1e-3
    low, middle, high = cumulant(law, np.array([-step, 0.0, step])).real
    assert middle == 0.0
    assert deviation(law, 2.5) ** 2 == pytest.approx(2.5 * (low + high) / step**2, rel=1e-4)


@every_law
def test_a_compensated_law_grows_as_it_is_told(law: Levy) -> None:
    assert cumulant(compensated(law, 0.13), np.ones(1))[0] == pytest.approx(0.13, abs=1e-15)
    assert compensated(compensated(law, 0.5), 0.13).drift == pytest.approx(compensated(law, 0.13).drift, abs=1e-15)


@every_law
def test_the_cumulant_is_finite_inside_the_strip_and_conjugate_on_the_axis(law: Levy) -> None:
    low, high = (max(-40.0, strip(law)[0]), min(40.0, strip(law)[1]))
    inside = np.linspace(low, high, 102)[1:-1]
    assert np.isfinite(cumulant(law, inside)).all()
    u = np.linspace(0.1, 90, 50)
    assert cumulant(law, 1j * u) == pytest.approx(np.conj(cumulant(law, -1j * u)), rel=1e-15)
    assert (cumulant(law, 1j * u).real < 0).all()


@pytest.mark.parametrize(
    ("up_probability", "expected"), [(0.0, (-10.0, math.inf)), (1.0, (-math.inf, 20.0)), (0.5, (-10.0, 20.0))]
)
def test_a_side_without_jumps_does_not_bound_the_strip(up_probability: float, expected: tuple[float, float]) -> None:
    sides = ExponentialJumps(rate=1.0, up_probability=up_probability, up_rate=20.0, down_rate=10.0)
    assert strip(Levy(drift=0.0, volatility=0.1, jumps=(sides,))) == expected


def test_the_strip_is_where_all_jumps_have_an_expectation() -> None:
    narrow = ExponentialJumps(rate=1.0, up_probability=0.5, up_rate=5.0, down_rate=40.0)
    law = Levy(drift=0.0, volatility=0.1, jumps=(SIDES, narrow, NORMAL))
    assert strip(law) == (-10.0, 5.0)
    assert strip(LAWS["clock"]) == (-26.0, 34.0)


@given(drift=st.floats(-1, 1), volatility=st.floats(0.01, 3), years=st.floats(0.004, 10), log_error=st.floats(-40, -2))
def test_the_highest_of_a_diffusion_stays_within_its_tail(
    drift: float, volatility: float, years: float, log_error: float
) -> None:
    law = Levy(drift=drift, volatility=volatility)
    for side in (1, -1):
        far, moved, spread = tail(law, years, side=side, log_error=log_error), side * drift * years, volatility
        # the law of the maximum of a Brownian motion with drift
        normal, spread = NormalDist(), spread * math.sqrt(years)
        upper = normal.cdf((moved - far) / spread)
        mirrored = math.exp(min(2 * side * drift * far / volatility**2, 700.0)) * normal.cdf((-far - moved) / spread)
        assert far > 0
        assert upper + mirrored <= math.exp(log_error) * (1 + 1e-9)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("name", ["normal", "sides", "both"])
def test_a_drawn_price_leaves_its_tail_as_seldom_as_it_should(name: str, side: int) -> None:
    law, years, allowed = LAWS[name], 1.0, 0.02
    draw, paths, days = np.random.default_rng(5), 4000, 252
    moves = law.drift / days + law.volatility * math.sqrt(1 / days) * draw.standard_normal((paths, days))
    for jumps in law.jumps:
        count = draw.poisson(jumps.rate / days, (paths, days)) if not isinstance(jumps, NormalInverseGaussian) else None
        assert count is not None
        for number in range(1, int(count.max()) + 1):
            moves += np.where(count >= number, drawn(jumps, draw, (paths, days)), 0.0)
    highest = (side * moves).cumsum(axis=1).max(axis=1)
    left = int((highest > tail(law, years, side=side, log_error=math.log(allowed))).sum())
    assert left <= allowed * paths


def drawn(jumps: object, draw: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Log jumps."""
    if isinstance(jumps, NormalJumps):
        return draw.normal(jumps.mean, jumps.std, shape)
    assert isinstance(jumps, ExponentialJumps)
    up = draw.random(shape) < jumps.up_probability
    size = draw.standard_exponential(shape)
    return np.where(up, size / jumps.up_rate, -size / jumps.down_rate)


def test_dated_moves_widen_the_tail() -> None:
    law = LAWS["sides"]
    for side in (1, -1):
        reaches = [tail(law, 0.1, side=side, log_error=-20, extra_variance=more) for more in (0.0, 0.01, 0.3)]
        assert reaches == sorted(reaches)
        still = tail(Levy(drift=0.0, volatility=1e-9), 1.0, side=side, log_error=-20, extra_variance=0.09)
        assert NormalDist(-0.045, 0.3).cdf(-still) <= math.exp(-20)
        assert still == pytest.approx(0.3 * math.sqrt(40) - side * 0.045, rel=1e-3)


@every_law
@pytest.mark.parametrize("years", [1 / 252, 0.1, 2.0])
def test_the_transform_has_faded_beyond_the_bandwidth(law: Levy, years: float) -> None:
    high = bandwidth(law, years, log_error=-30.0)
    assert math.isfinite(high)
    beyond = high * np.geomspace(1.0, 100.0, 200)
    assert (years * cumulant(law, 1j * beyond).real <= -30.0 + 1e-9).all()


def test_jumps_alone_never_fade() -> None:
    assert bandwidth(Levy(drift=0.1, volatility=0.0, jumps=(NORMAL,)), 1.0, log_error=-30.0) == math.inf
