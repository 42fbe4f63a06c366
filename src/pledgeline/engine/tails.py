"""Tail losses of one margin loan among others: called paths, restarted at the call under tilted laws.

`docs/models/tail-losses.md` has the equations. Losses are in the currency of the
loan and not discounted, as everywhere in the simulation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.outlook import mean, proportion
from pledgeline.engine.results import Estimate
from pledgeline.engine.simulation import Outcomes, simulate_paths
from pledgeline.engine.tails_restart import LoanPaths, Restarts, Sample, restart
from pledgeline.errors import UnknownName
from pledgeline.kernels.tails_draw import MOST_BRANCHES
from pledgeline.language.saying import said
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedCase

Floats = npt.NDArray[np.float64]

PATHS = 65_536
SUB_PATHS = 8
MOST = 3072  # called paths that are restarted
_SURE = 1.959964  # deviations to either side of a 95% interval


@dataclass(frozen=True, slots=True, kw_only=True)
class TailQuantile:
    """A quantile of the lender's loss over all paths, with its 95% interval."""

    level: float  # 0.999: one path of a thousand loses more
    value: float
    low: float
    high: float | None  # None where the paths do not bound it


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceRatios:
    """Variance of the plain estimate on the same paths over that of the restarts; None where one has none."""

    expected: float | None
    loss_probability: float | None
    beyond_p999: float | None  # of the probability to lose more than the 99.9% quantile
    beyond_p99: float | None = None  # the same for the 99% quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class TailLoss:
    """The lender's loss on one loan up to the horizon; in the currency of the loan, not discounted."""

    loan: str
    expected: Estimate
    loss_probability: Estimate
    p99: TailQuantile
    p999: TailQuantile
    plain_expected: Estimate  # from the same paths without restarts
    plain_loss_probability: Estimate
    plain_p99: TailQuantile
    plain_p999: TailQuantile
    gain: VarianceRatios
    seed: int
    paths: int
    called: int  # of the paths
    restarted: int  # of the called
    sub_paths: int
    mean_weight: Estimate  # of all sub-paths; 1 is expected


def tail_losses(
    case: ResolvedCase,
    loan: str,
    *,
    seed: int,
    paths: int = PATHS,
    sub_paths: int = SUB_PATHS,
    most: int = MOST,
    workers: int = 1,
) -> TailLoss:
    """Estimate the loss of the lender of one loan in a book of loans, deep into its tail.

    ``paths`` at least 1; ``sub_paths`` of each called path, 1 to 32,768; ``most``
    called paths are restarted, at least 2. The result does not depend on
    ``workers``. Raises UnknownName for a loan that is no margin loan of the case
    and ValueError for a number out of range. Cost: that of an ordinary simulation,
    and ``most * sub_paths`` walks from the call to the end of the loan.
    """
    _check(case, loan, sub_paths, most)
    found = simulate_paths(case, paths=paths, seed=seed, workers=workers, recorded=0, measured=0)
    return tail_losses_of(found, loan, seed=seed, sub_paths=sub_paths, most=most, workers=workers)


def tail_losses_of(
    found: Outcomes, loan: str, *, seed: int, sub_paths: int = SUB_PATHS, most: int = MOST, workers: int = 1
) -> TailLoss:
    """Restart paths that have been simulated already, with this ``seed``; otherwise as `tail_losses`."""
    target = found.packed.loans.index(loan)
    restarts = restart(
        found,
        LoanPaths(packed=found.packed, target=target, seed=seed, workers=workers),
        sub_paths=sub_paths,
        most=most,
    )
    as_drawn = _as_drawn(found, target)
    plain = np.asarray(found.outcomes[:, target].loss)
    lost = restarts.mean((restarts.loss > 0).astype(np.float64))
    expected = restarts.mean(restarts.loss)
    p99, p999 = quantile(restarts, 0.99), quantile(restarts, 0.999)
    plain_expected, plain_lost = mean(plain), _share(plain > 0)

    def beyond(amount: float) -> float | None:
        """The gain of the probability to lose more than an amount."""
        return _ratio(_share(plain > amount), restarts.mean((restarts.loss > amount).astype(np.float64)))

    return TailLoss(
        loan=loan,
        expected=expected,
        loss_probability=lost,
        p99=p99,
        p999=p999,
        plain_expected=plain_expected,
        plain_loss_probability=plain_lost,
        plain_p99=quantile(as_drawn, 0.99),
        plain_p999=quantile(as_drawn, 0.999),
        gain=VarianceRatios(
            expected=_ratio(plain_expected, expected),
            loss_probability=_ratio(plain_lost, lost),
            beyond_p999=beyond(p999.value),
            beyond_p99=beyond(p99.value),
        ),
        seed=seed,
        paths=len(plain),
        called=int(restarts.sample.sizes.sum()),
        restarted=len(restarts.sample.paths),
        sub_paths=sub_paths,
        mean_weight=_mean_weight(restarts),
    )


def _check(case: ResolvedCase, loan: str, sub_paths: int, most: int) -> None:
    if loan not in case.margin_loans:
        has = ", ".join(case.margin_loans) or said("none")
        raise UnknownName(said("{loan} is no margin loan of the case; it has {loans}", loan=loan, loans=has))
    if not 1 <= sub_paths <= MOST_BRANCHES // 2:
        most_branches = figured(number_text, MOST_BRANCHES // 2, decimals=0)
        raise ValueError(said("sub_paths is {number}; give 1 to {most}", number=str(sub_paths), most=most_branches))
    if most < 2:  # noqa: PLR2004 - one path shows no spread
        raise ValueError(said("most is {number}; give at least 2 paths to restart", number=str(most)))


def quantile(restarts: Restarts, level: float) -> TailQuantile:
    """A quantile of the loss over all paths; its interval inverts that of the probability to lose more."""
    order = np.argsort(-restarts.loss, axis=None, kind="stable")
    losses = restarts.loss.ravel()[order]
    beyond = np.cumsum(restarts.probabilities().ravel()[order])  # P(loss >= losses[k])

    def exceeded_by(probability: float) -> float:
        """The largest loss that is reached with more than this probability."""
        first = int(np.searchsorted(beyond, probability, side="right"))
        return float(losses[first]) if first < len(losses) else 0.0

    found = exceeded_by(1 - level)
    reached = restarts.loss >= found if found else restarts.loss > 0
    error = restarts.mean(reached.astype(np.float64)).standard_error
    least, most = 1 - level - _SURE * error, 1 - level + _SURE * error
    return TailQuantile(level=level, value=found, low=exceeded_by(most), high=exceeded_by(least) if least > 0 else None)


def _as_drawn(found: Outcomes, target: int) -> Restarts:
    """The paths themselves in the form of restarts: every called path is chosen, and went on once, as it was drawn."""
    rows = found.outcomes[:, target]
    called = np.flatnonzero(rows.call >= 0)
    sample = Sample(paths=called, stratum=np.zeros(len(called), np.int64), sizes=np.array([len(called)]))
    loss = np.asarray(rows.loss[called], np.float64)[:, None]
    return Restarts(sample=sample, paths=len(rows), loss=loss, weight=np.ones_like(loss))


def _share(happened: npt.NDArray[np.bool_]) -> Estimate:
    return proportion(int(np.count_nonzero(happened)), len(happened))


def _mean_weight(restarts: Restarts) -> Estimate:
    by_path = restarts.weight.mean(axis=1)
    return mean(by_path) if len(by_path) else Estimate(value=1.0, standard_error=0.0)


def _ratio(plain: Estimate, ours: Estimate) -> float | None:
    if not (plain.standard_error and ours.standard_error and math.isfinite(ours.standard_error)):
        return None
    return (plain.standard_error / ours.standard_error) ** 2
