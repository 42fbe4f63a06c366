"""The daily log drift of a stake's own moves, such that the mean of its value grows as stated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.scheduled import scheduled_days
from pledgeline.market.dynamics import DATES_PER_YEAR, Dynamics, Kou, Merton, mean_jump

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.resolved_group import ResolvedStake

Floats = npt.NDArray[np.float64]


def stake_drift(case: ResolvedCase, stake: ResolvedStake, names: tuple[str, ...], correlation: Floats) -> Floats:
    """Log drift of each day, shape (days,): growth less half the own variance less the log mean of what it follows.

    ``correlation`` is that of the diffusions of ``names``. Raises ValueError where the mean does
    not exist: a beta at or beyond the exponential rate of a jump.
    """
    yearly = stake.growth - stake.volatility**2 / 2 - _cumulant(case, stake, names, correlation)
    daily = np.full(len(case.dates), yearly / DATES_PER_YEAR)
    for name, beta in stake.follows.items():
        for day, std in scheduled_days(case, name):
            # the factor of mean one, to the power of beta
            daily[day - 1] -= (beta * beta - beta) * std * std / 2
    shocks = {shock.name: shock for shock in case.shocks if shock.days > 0}
    for name, beta in stake.follows.items() if stake.asset in shocks else ():
        if name in shocks:  # its own shock stands for what it would have followed
            daily[: shocks[name].days] -= beta * shocks[name].log_move / shocks[name].days
    return daily


def _cumulant(case: ResolvedCase, stake: ResolvedStake, names: tuple[str, ...], correlation: Floats) -> float:
    """Log of the mean of exp(sum of beta times log move) over a year, without scheduled jumps and shocks."""
    common = case.common_jumps
    betas = np.zeros(len(names))
    volatilities = np.zeros(len(names))
    total, loading = 0.0, 0.0
    for name, beta in stake.follows.items():
        law = case.assets[name].dynamics
        row = names.index(name)
        betas[row] = beta
        if law is not None:
            volatilities[row] = law.volatility
            total += beta * (law.growth - law.volatility**2 / 2) + _jumps(law, beta)
        if common is not None:
            own = case.assets[name].common_loading
            loading += beta * own
            total -= beta * common.rate * math.expm1(own * common.mean + (own * common.std) ** 2 / 2)
    if common is not None:
        total += common.rate * math.expm1(loading * common.mean + (loading * common.std) ** 2 / 2)
    exposures = betas * volatilities
    return total + float(np.einsum("i,ij,j", exposures, correlation, exposures)) / 2


def _jumps(law: Dynamics, beta: float) -> float:
    """The part of an asset's own jumps, their compensation in its drift included."""
    match law:
        case Merton():
            mean = math.exp(beta * law.jump_mean + (beta * law.jump_std) ** 2 / 2)
        case Kou():
            if not -law.down_rate < beta < law.up_rate:
                raise ValueError(f"a beta of {beta:g} is beyond the rate of the jumps: the mean does not exist")
            up = law.up_rate / (law.up_rate - beta) if math.isfinite(law.up_rate) else 1.0
            down = law.down_rate / (law.down_rate + beta) if math.isfinite(law.down_rate) else 1.0
            mean = law.up_probability * up + (1.0 - law.up_probability) * down
        case _:
            return 0.0
    return law.jump_rate * (mean - 1.0 - beta * mean_jump(law))
