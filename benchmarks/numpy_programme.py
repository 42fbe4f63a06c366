"""A building programme in NumPy, vectorised over paths, gate by gate: what a careful analyst would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from pledgeline.kernels.duration_tables import FIXED, LOG_NORMAL, NODES, PERT, REACH, TRIANGULAR

if TYPE_CHECKING:
    from pledgeline.kernels.duration_tables import Laws
    from pledgeline.kernels.programme import Programme

Array = npt.NDArray[np.float64]

BLOCKS = (500, 1000, 2000)
_NODES = np.linspace(-REACH, REACH, NODES)


def numpy_programme(plan: Programme, *, paths: int, at_once: int, seed: int) -> tuple[Array, Array, Array, Array]:
    """Days of service and overruns (paths, phases), spending and the group's part of it (paths, slots)."""
    random = np.random.default_rng(seed)
    blocks = [_block(plan, min(at_once, paths - first), random) for first in range(0, paths, at_once)]
    finish, overrun, spent, group = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return finish, overrun, spent, group


def _block(plan: Programme, count: int, random: np.random.Generator) -> tuple[Array, Array, Array, Array]:
    gates, phases = plan.gates, plan.phases
    case, sites = random.standard_normal(count), random.standard_normal((int(gates.site.max()) + 1, count))
    starts, ends = np.empty((gates.size, count)), np.empty((gates.size, count))
    for g, gate in enumerate(gates):
        start = np.full(count, gate.earliest)
        for parent in plan.parents[plan.first_parent[g] : plan.first_parent[g + 1]]:
            np.maximum(start, ends[parent], out=start)
        score = gate.load_case * case + gate.load_site * sites[gate.site]
        score += gate.load_own * random.standard_normal(count)
        never = None
        if gate.never:
            level = ndtr(score) / (1.0 - gate.never)
            never = level >= 1.0
            score = ndtri(np.minimum(level, 1.0 - 1e-16))
        starts[g] = start
        ends[g] = start + gate.scale * _quantiles(plan.laws, gate.law, score)
        if never is not None:
            ends[g][never] = np.inf
    overruns = np.empty((phases.size, count))
    for p, phase in enumerate(phases):
        score = phase.load_case * case + phase.load_site * sites[phase.site]
        score += phase.load_own * random.standard_normal(count)
        overruns[p] = _quantiles(plan.laws, phase.law, score) - 1.0
    spent, group = _spending(plan, starts, ends, overruns)
    return ends[phases.last].T, overruns.T, spent.T, group.T


def _quantiles(laws: Laws, row: int, score: Array) -> Array:
    code, law = laws.codes[row], laws.parameters[row]
    if code == FIXED:
        return np.full_like(score, law[0])
    if code == LOG_NORMAL:
        return np.asarray(law[0] * np.exp(law[1] * score))
    if code == PERT:  # linear between nodes: faster, and near enough to compare with
        return np.asarray(law[0] + (law[2] - law[0]) * np.interp(score, _NODES, laws.quantiles[laws.tables[row], :, 0]))
    level, rest = ndtr(score), ndtr(-score)
    if code == TRIANGULAR:
        low, likely, high = law[:3]
        below = low + np.sqrt(level * (high - low) * (likely - low))
        return np.asarray(
            np.where(level * (high - low) < likely - low, below, high - np.sqrt(rest * (high - low) * (high - likely)))
        )
    plan, share, least, start, tilt, index, cut, kept = law
    body = np.minimum(level / (1.0 - share), 1.0)
    inner = least - (start - least) * np.log1p(body * np.expm1(-tilt)) / tilt
    outer = start * (cut + kept * np.minimum(rest / share, 1.0)) ** (-1.0 / index)
    return np.asarray(plan * (1.0 + np.where(rest > share, inner, outer)))


def _spending(plan: Programme, starts: Array, ends: Array, overruns: Array) -> tuple[Array, Array]:
    """Cumulative spending at each edge, gate by gate, and its differences."""
    edges = np.r_[0.0, plan.edges][:, None]
    total, group = np.zeros((edges.size, starts.shape[1])), np.zeros((edges.size, starts.shape[1]))
    for row in plan.spends:
        start, end = starts[row.gate], ends[row.gate]
        gone = np.isfinite(end)
        begin, last = np.where(gone, start, 0.0), np.where(gone, end, 1.0)
        x = np.clip((edges - begin) / (last - begin), 0.0, 1.0)
        x *= x * (3.0 - 2.0 * x)
        x *= np.where(gone, row.amount * (1.0 + overruns[row.phase]), 0.0)
        total += x
        group += row.share * x
    return np.diff(total, axis=0), np.diff(group, axis=0)
