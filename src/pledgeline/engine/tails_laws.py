"""The laws that branches are drawn from: exponential tilts that carry a called loan to where its lender loses.

From the book at the call follow the distance, in log coverage, to where the sale
no longer repays the debt, and the days until an average share is sold. A tilt
moves the mean of the coverage over some days by some multiple of the distance,
in the cheapest way: with the diffusion and the jumps together (Esscher's
transform). A few such tilts are candidates; a pilot says how often each is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.impact import LINEAR
from pledgeline.kernels.margin import CALLED, SELLING
from pledgeline.kernels.paths import NORMAL_JUMPS
from pledgeline.kernels.tails_draw import Laws

if TYPE_CHECKING:
    from pledgeline.engine.pack import Packed
    from pledgeline.kernels.book import Book
    from pledgeline.kernels.paths import Factors
    from pledgeline.kernels.tails import Trunk

Floats = npt.NDArray[np.float64]

FARTHEST = 3.0  # log coverage; a loss beyond it is not aimed at
_SHORT_OF_POLE = 0.98  # of the tilt at which the mean of an exponential jump is infinite
_STEEPEST = 300.0  # a tilt, where neither diffusion nor exponential jumps bound it
_HALVINGS = 60
_NOMINAL = 0.2  # least share of branches drawn from the law of the case: no weight is above 1 / 0.2
_EVERY = 0.1  # of the branches is spread over all laws: the pilot may have missed a way to a loss
_LEAST = 1e-12  # of a share while they are sought: one that is zero could not come back
_ROUNDS = 200  # of the iteration for the shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """How far and how fast a loss is away, by path. Shapes: M paths, F factors, C clocks."""

    distance: Floats  # (M,) log of what a sale would bring over what it must repay; at least 0
    exposure: Floats  # (M, F) of the log coverage to the independent normals of a day
    loading: Floats  # (M, C) of the log coverage to a log jump
    fast_window: Floats  # (M,) days until half of the collateral is sold, if the next day closes the loan out
    sale_window: Floats  # (M,) the same if the call is not answered
    rest: Floats  # (M,) days until the horizon


def candidate_laws(packed: Packed, target: int, trunk: Trunk) -> Laws:
    """Law 0 of the case, and tilts over a close-out at once, the cure and sale window, and all that is left (M, Q).

    The last two are for a loan that has been cured: they wait for a later call.
    """
    descent = descent_of(packed, target, trunk)
    fast, near, far = descent.fast_window, descent.sale_window, descent.rest
    aims = ((fast, 1.0), (fast, 1.4), (near, 1.0), (near, 1.5), (far, 1.0), (fast, 1.0), (near, 1.0))
    factors = packed.factors
    tilts = [tilt_of(factors, descent, window, reach * descent.distance) for window, reach in aims]
    windows = [np.zeros_like(near), *(window for window, _ in aims)]
    laws = [tilted(factors, descent, tilt) for tilt in (np.zeros_like(near), *tilts)]
    shift, rate, jump = (np.ascontiguousarray(np.stack(part, axis=1)) for part in zip(*laws, strict=True))
    later = np.array([0] * (len(windows) - 2) + [1, 1])
    return Laws(np.ascontiguousarray(np.stack(windows, axis=1).astype(np.int64)), shift, rate, jump, later)


def descent_of(packed: Packed, target: int, trunk: Trunk) -> Descent:
    """How far each path is from a loss of loan ``target``."""
    book, factors = packed.book, packed.factors
    worths, by_factor = _pool_today(book, target, trunk)
    value = worths.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.nan_to_num(by_factor / value[:, None])
    state = trunk.memory.state[:, target]
    owed = state.units * book.interest[target, trunk.days] - state.deposit - state.guarantee
    brought = (worths * (1.0 - _sale_cost(book, target, trunk))).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(owed > 0, np.log(brought / owed), 0.0)
    rest = np.maximum(float(book.terms[target].horizon) - trunk.days, 1.0)
    sale, wait = _sale_days(book, target, trunk), _wait(book, target, trunk)
    return Descent(
        distance=np.clip(np.nan_to_num(distance, neginf=0.0), 0.0, FARTHEST),
        exposure=(weights * factors.volatility) @ factors.mix.astype(np.float64),
        loading=weights @ factors.loading.T,
        fast_window=_window(np.minimum(wait, 1.0 + book.terms[target].sale_delay), sale, rest),
        sale_window=_window(wait, sale, rest),
        rest=rest,
    )


def _pool_today(book: Book, target: int, trunk: Trunk) -> tuple[Floats, Floats]:
    """Worth of each lot (M, K) in money of the loan, and its exposure to each factor (M, F)."""
    account, lots = book.accounts[target], book.lots[target]
    worths = np.zeros((len(trunk.paths), len(lots)))
    by_factor = np.zeros_like(trunk.moves)
    for k in range(int(account.pool_size)):
        asset = book.assets[lots[k].asset]
        signs = [(int(asset.factor), 1.0), (int(asset.money), 1.0), (int(account.money), -1.0)]
        signs = [(factor, sign) for factor, sign in signs if factor >= 0]
        move = sum(sign * trunk.moves[:, factor] for factor, sign in signs)
        worths[:, k] = trunk.memory.pledged[:, target, k] * lots[k].spot * np.exp(move)
        for factor, sign in signs:
            by_factor[:, factor] += sign * worths[:, k]
    return worths, by_factor


def _sale_cost(book: Book, target: int, trunk: Trunk) -> Floats:
    """What a day's sale of each lot (M, K) costs, as a fraction of the price."""
    terms, lots = book.terms[target], book.lots[target]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(np.minimum(terms.participation, trunk.memory.pledged[:, target] / lots.volume))
    power = 1.0 if terms.law == LINEAR else 0.5
    cost: Floats = np.minimum(np.asarray(lots.impact) * share**power, 1.0) / (1.0 + power)
    return cost


def _wait(book: Book, target: int, trunk: Trunk) -> Floats:
    """Days until the sale begins if the call is not answered: what is left of the cure period, and the delay."""
    terms, state = book.terms[target], trunk.memory.state[:, target]
    wait = np.full(len(trunk.paths), float(terms.cure_days + terms.sale_delay))
    wait = np.where(state.status == CALLED, state.deadline - trunk.days + terms.sale_delay, wait)
    return np.where(state.status == SELLING, np.maximum(state.sale_start - trunk.days, 0.0), wait)


def _sale_days(book: Book, target: int, trunk: Trunk) -> Floats:
    """Days that the sale of all collateral takes, the slowest asset deciding."""
    with np.errstate(divide="ignore", invalid="ignore"):
        days = trunk.memory.pledged[:, target] / (book.terms[target].participation * book.lots[target].volume)
    longest: Floats = np.nan_to_num(days, posinf=np.inf).max(axis=1)
    return longest


def _window(wait: Floats, sale: Floats, rest: Floats) -> Floats:
    """Whole days until half of a sale is done whose first day is ``wait`` days away; the horizon ends it."""
    half = 0.5 * np.maximum(np.minimum(sale, rest - wait + 1.0) - 1.0, 0.0)
    window: Floats = np.clip(np.ceil(wait + half), 1.0, rest)
    return window


def tilt_of(factors: Factors, descent: Descent, window: Floats, move: Floats) -> Floats:
    """The tilt (M,) that lowers the mean log coverage over ``window`` days by ``move``, by bisection."""
    variance = (descent.exposure**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        high = np.nan_to_num(np.minimum(move / (variance * window), _STEEPEST), nan=0.0)
        for clock in range(factors.clock_rate.size):
            if factors.clock_kind[clock] != NORMAL_JUMPS:
                pole = factors.clock_law[clock, 2] / descent.loading[:, clock]
                high = np.minimum(high, np.where(descent.loading[:, clock] > 0, _SHORT_OF_POLE * pole, np.inf))
    low: Floats = np.zeros_like(high)
    untilted = _mean_fall(factors, descent, low)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        short = window * (_mean_fall(factors, descent, middle) - untilted) < move
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return low


def _mean_fall(factors: Factors, descent: Descent, tilt: Floats) -> Floats:
    """Mean fall of the log coverage a day under a tilt, less the drift."""
    fall: Floats = tilt * (descent.exposure**2).sum(axis=1)
    _, rate, jump = tilted(factors, descent, tilt)
    for clock in range(factors.clock_rate.size):
        law = jump[:, clock]
        if factors.clock_kind[clock] == NORMAL_JUMPS:
            mean = law[:, 0]
        else:
            mean = law[:, 0] / law[:, 1] - (1.0 - law[:, 0]) / law[:, 2]
        fall -= rate[:, clock] * descent.loading[:, clock] * mean
    return fall


def tilted(factors: Factors, descent: Descent, tilt: Floats) -> tuple[Floats, Floats, Floats]:
    """Esscher's transform of one day by ``tilt`` (M,): shift (M, F), rate (M, C) and law of the log jump (M, C, 3).

    Densities are multiplied by ``exp(-tilt * log coverage)`` and made to sum to
    one. Normal jumps keep their deviation, exponential ones their kind.
    """
    shift = -tilt[:, None] * descent.exposure
    clocks = factors.clock_rate.size
    rate = np.repeat(factors.clock_rate[None], len(tilt), axis=0)
    jump = np.repeat(factors.clock_law[None], len(tilt), axis=0)
    for clock in range(clocks):
        pull = tilt * descent.loading[:, clock]
        first, second, third = factors.clock_law[clock]
        if factors.clock_kind[clock] == NORMAL_JUMPS:
            jump[:, clock, 0] = first - pull * second**2
            rate[:, clock] *= np.exp(np.minimum(-pull * first + 0.5 * (pull * second) ** 2, _STEEPEST))
        else:
            up, down = first * second / (second + pull), (1.0 - first) * third / (third - pull)
            jump[:, clock] = np.stack([up / (up + down), second + pull, third - pull], axis=1)
            rate[:, clock] *= up + down
    return shift, rate, jump


def weights_of(ratio: Floats, share: Floats) -> Floats:
    """Likelihood ratio of the law of the case to a mixture; ``ratio`` (..., Q) is of each law to it, in logs."""
    largest = ratio.max(axis=-1)  # at least 0, that of the law of the case
    found: Floats = np.exp(-largest) / (np.exp(ratio - largest[..., None]) @ share)
    return found


def best_shares(outcome: Floats, ratio: Floats, drawn: Floats) -> Floats:
    """Shares (Q,) of the laws with the least second moment of an estimate, as a pilot shows it.

    ``outcome`` (N,) is what each branch of the pilot counts for, ``ratio`` (N, Q)
    the log likelihood ratio of each law to the law of the case, ``drawn`` (Q,) the
    shares of the pilot. The moment is convex in the shares; each round multiplies a
    share by the root of its part in the gradient, which never raises the moment.
    Law 0 gets a fifth at least, so that no weight is above five, and each law a part
    of a tenth.
    """
    scale = np.exp(-ratio.max(axis=1))
    scaled = np.exp(ratio - ratio.max(axis=1)[:, None])
    importance = (outcome * scale) ** 2 / (scaled @ drawn)
    share = np.full(ratio.shape[1], 1.0 / ratio.shape[1])
    if importance.sum() > 0:
        importance /= importance.sum()
        for _ in range(_ROUNDS):
            share *= np.sqrt((importance / (scaled @ share) ** 2) @ scaled)
            share = np.maximum(share / share.sum(), _LEAST)
    share = (1.0 - _NOMINAL - _EVERY) * share + _EVERY / len(share)
    share[0] += _NOMINAL
    return share
