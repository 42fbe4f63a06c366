"""Restarting the called paths of one loan: which of them, under which laws, and what they say together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.executors import do_all
from pledgeline.engine.pack import Packed, key_of
from pledgeline.engine.results import Estimate
from pledgeline.engine.tails_laws import best_shares, candidate_laws, weights_of
from pledgeline.errors import BrokenInvariant
from pledgeline.kernels.book import Memory
from pledgeline.kernels.tails import Branches, Trunk, branch, new_trunk, restore
from pledgeline.kernels.tails_draw import Laws
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from pledgeline.engine.simulation import Outcomes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PILOT_PATHS = 128
_PILOT_BRANCHES = 4  # of each law on each path of the pilot
_PILOT_FIRST = 1 << 15  # number of its first branch: no random number is used twice
_STRATA = 6
_FEW = 8 * _STRATA  # paths too few for strata
_PIECE = 64  # paths in one piece of work


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPaths:
    """One loan of a book, the random numbers of its paths, and how many threads may work on them."""

    packed: Packed
    target: int  # row of the loan
    seed: int
    workers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Called paths chosen for restarts. Shapes: M chosen paths, H strata."""

    paths: Ints  # (M,) ascending
    stratum: Ints  # (M,)
    sizes: Ints  # (H,) called paths in each stratum, chosen or not


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarts:
    """Sub-paths of the chosen paths. Shapes: M chosen paths, B sub-paths of each."""

    sample: Sample
    paths: int  # simulated, called or not
    loss: Floats  # (M, B)
    weight: Floats  # (M, B) likelihood ratio, mean 1

    def mean(self, outcome: Floats) -> Estimate:
        """Mean over all paths of what is given on the sub-paths (M, B) and is 0 on paths without a call."""
        stratum, sizes = self.sample.stratum, self.sample.sizes
        chosen = np.bincount(stratum, minlength=len(sizes))
        by_path = (outcome * self.weight).mean(axis=1)
        means = np.bincount(stratum, by_path, len(sizes)) / np.maximum(chosen, 1)
        squares = np.bincount(stratum, (by_path - means[stratum]) ** 2, len(sizes))
        unknown = (chosen < 2) & (sizes > chosen)  # noqa: PLR2004 - one path shows no spread
        spread = np.where(unknown, math.inf, squares / np.maximum(chosen - 1, 1))
        share = sizes / self.paths
        found = float(share @ means)
        among_paths = (float(share @ (spread + means**2)) - found**2) / self.paths
        among_chosen = float(np.sum(share**2 * spread * (1 / np.maximum(chosen, 1) - 1 / np.maximum(sizes, 1))))
        return Estimate(value=found, standard_error=math.sqrt(max(among_paths + among_chosen, 0.0)))

    def probabilities(self) -> Floats:
        """The probability that each sub-path stands for (M, B)."""
        chosen = np.bincount(self.sample.stratum, minlength=len(self.sample.sizes))
        of_path = (self.sample.sizes / np.maximum(chosen, 1))[self.sample.stratum] / self.paths
        found: Floats = self.weight * of_path[:, None] / self.weight.shape[1]
        return found


def restart(found: Outcomes, loan: LoanPaths, *, sub_paths: int, most: int) -> Restarts:
    """Restart at most ``most`` called paths, ``sub_paths`` times each; a pilot chooses the shares of the laws."""
    rows = found.outcomes[:, loan.target]
    sample = choose_paths(rows.call, rows.cash_need, most)
    trunk = trunk_of(loan, sample.paths, rows.call[sample.paths].astype(np.int64))
    laws = candidate_laws(loan.packed, loan.target, trunk)
    share = pilot(loan, trunk, laws)
    drawn = run_branches(loan, trunk, (laws, share), sub_paths)
    return Restarts(sample=sample, paths=len(rows), loss=drawn.loss, weight=weights_of(drawn.ratio, share))


def choose_paths(calls: npt.NDArray[np.int32], needs: Floats, most: int) -> Sample:
    """Choose called paths: all, or ``most`` of them, the more often the more cash their call asks for.

    Strata are the lower half of the called paths by ``needs`` (N,), the lower half
    of what remains, and so on. Half of the choice is proportional to their sizes
    and half alike for each. Within a stratum the paths are evenly spread by number, which
    knows nothing of what becomes of them.
    """
    called = np.flatnonzero(calls >= 0)
    if len(called) <= most or most < _FEW:
        chosen = called[_spread(len(called), most)]
        return Sample(paths=chosen, stratum=np.zeros(len(chosen), np.int64), sizes=np.array([len(called)]))
    rank = np.empty(len(called), np.int64)
    rank[np.argsort(-needs[called], kind="stable")] = np.arange(len(called))
    depth = np.floor(-np.log2((rank + 1) / len(called))).astype(np.int64)
    stratum = np.minimum(depth, _STRATA - 1)
    sizes = np.bincount(stratum, minlength=_STRATA)
    wanted = np.floor(0.5 * most * (sizes / len(called) + 1 / _STRATA)).astype(np.int64)
    picked = np.concatenate(
        [np.flatnonzero(stratum == h)[_spread(int(sizes[h]), int(wanted[h]))] for h in range(_STRATA)]
    )
    picked.sort()
    return Sample(paths=called[picked], stratum=stratum[picked], sizes=sizes)


def _spread(available: int, most: int) -> Ints:
    """Indices of at most ``most`` of ``available`` things, evenly spread."""
    kept = min(available, most)
    return np.arange(kept) * available // max(kept, 1)


def trunk_of(loan: LoanPaths, paths: Ints, days: Ints) -> Trunk:
    """The book on ``paths`` (M,) at the end of ``days`` (M,), on which the loan must have its first call."""
    packed = loan.packed
    trunk = new_trunk(packed.book, packed.factors, paths, days)
    key = key_of(loan.seed)

    def work(first: int, count: int) -> None:
        restore(packed.factors, packed.book, key, loan.target, (first, count), trunk)

    do_all(_pieces(len(paths)), work, workers=loan.workers)
    if not np.array_equal(trunk.outcomes.call, trunk.days):
        raise BrokenInvariant(
            said("a path that is walked again is not called on the day of its call: is it the same seed?")
        )
    return trunk


def run_branches(
    loan: LoanPaths, trunk: Trunk, mixture: tuple[Laws, Floats], count: int, *, first_branch: int = 0
) -> Branches:
    """Continue all paths of a trunk ``count`` times; ``mixture`` is the laws and the share of each."""
    packed, (laws, share) = loan.packed, mixture
    rows = len(trunk.paths)
    branches = Branches(share, first_branch, np.zeros((rows, count)), np.zeros((rows, count, len(share))))
    key = key_of(loan.seed)

    def work(first: int, count: int) -> None:
        branch(packed.factors, packed.book, key, loan.target, (first, count), trunk, laws, branches)

    do_all(_pieces(rows), work, workers=loan.workers)
    return branches


def _pieces(rows: int) -> list[tuple[int, int]]:
    return [(first, min(_PIECE, rows - first)) for first in range(0, rows, _PIECE)]


def pilot(loan: LoanPaths, trunk: Trunk, laws: Laws) -> Floats:
    """Shares of the laws (Q,), from a few branches of each that the estimate does not use."""
    count = laws.window.shape[1]
    rows = _spread(len(trunk.paths), _PILOT_PATHS)
    few = Laws(laws.window[rows], laws.shift[rows], laws.rate[rows], laws.jump[rows], laws.later)
    equal = np.full(count, 1.0 / count)
    branches = _PILOT_BRANCHES * count
    drawn = run_branches(loan, _rows(trunk, rows), (few, equal), branches, first_branch=_PILOT_FIRST)
    ratio = drawn.ratio.reshape(-1, count)
    loss = drawn.loss.ravel()
    return best_shares(_aim(loss, weights_of(ratio, equal)), ratio, equal)


def _aim(loss: Floats, weight: Floats) -> Floats:
    """What the estimate is made good at: the expected loss and the probability of a loss, each over its mean."""
    if not np.any(loss > 0):
        return np.zeros_like(loss)
    return loss / float((loss * weight).mean()) + (loss > 0) / float((weight * (loss > 0)).mean())


def _rows(trunk: Trunk, rows: Ints) -> Trunk:
    """Some rows of a trunk."""
    whole = trunk.memory
    memory = Memory(
        whole.state[rows],
        whole.pledged[rows],
        np.ascontiguousarray(whole.shares[:, rows]),
        whole.cash[rows],
        np.ascontiguousarray(whole.watch[:, :, rows]),
    )
    return Trunk(
        trunk.paths[rows], trunk.days[rows], trunk.reached[rows], memory, trunk.moves[rows], trunk.outcomes[rows]
    )
