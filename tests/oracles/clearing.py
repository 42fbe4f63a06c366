"""Clearing payments by other means: exact fractions, fixed-point iteration from the top, and a linear programme."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Liabilities (n, n), external assets (n,), what bankruptcy recovers of assets and of claims."""

    liabilities: Floats
    external: Floats
    alpha: float = 1.0
    beta: float = 1.0


def random_network(random: np.random.Generator, *, costs: bool) -> Network:
    """Up to 12 firms, some of which owe nothing; about half of them fail."""
    firms = int(random.integers(2, 13))
    owes = random.random((firms, firms)) < random.uniform(0.2, 0.9)
    owes &= ~np.eye(firms, dtype=bool) & (random.random(firms) < 0.85)[:, None]
    liabilities = np.where(owes, random.lognormal(0.0, 1.0, (firms, firms)), 0.0)
    external = random.exponential(random.uniform(0.1, 1.5), firms) * (random.random(firms) < 0.8)
    alpha, beta = random.uniform(0.3, 1.0, 2) if costs else (1.0, 1.0)
    return Network(liabilities=liabilities, external=external, alpha=float(alpha), beta=float(beta))


def small_integers(random: np.random.Generator) -> Network:
    """Few firms with amounts so round that many have exactly what they owe."""
    firms = int(random.integers(2, 7))
    liabilities = random.integers(0, 4, (firms, firms)) * (1 - np.eye(firms, dtype=int))
    alpha, beta = random.choice([0.25, 0.5, 1.0], 2)
    external = random.integers(0, 4, firms)
    return Network(
        liabilities=liabilities.astype(float), external=external.astype(float), alpha=float(alpha), beta=float(beta)
    )


def from_the_top(networks: list[Network], iterations: int = 20_000) -> list[Floats]:
    """Payments by applying the map of payments to itself, everybody paying in full at first, until nothing moves.

    All networks at once, filled up with firms that neither own nor owe.
    """
    size = max(each.external.size for each in networks)
    liabilities, external = np.zeros((len(networks), size, size)), np.zeros((len(networks), size))
    for number, each in enumerate(networks):
        firms = each.external.size
        liabilities[number, :firms, :firms], external[number, :firms] = each.liabilities, each.external
    owed = liabilities.sum(axis=2)
    shares = liabilities / np.where(owed > 0, owed, 1.0)[:, :, None]
    alpha, beta = (np.array([[getattr(each, name)] for each in networks]) for name in ("alpha", "beta"))
    found = owed.copy()
    moving, state = np.arange(len(networks)), (owed, shares, external, owed, alpha, beta)
    for _ in range(iterations):
        payments, share, own, due, recovered, passed_on = state
        received = (payments[:, None, :] @ share)[:, 0, :]
        fails = own + received < due * (1 - 1e-13)  # rounding of the sums
        following = np.where(fails, recovered * own + passed_on * received, due)
        moves = np.any(np.abs(following - payments) > 1e-17 * due, axis=1)
        found[moving] = following
        state = (following, share, own, due, recovered, passed_on)
        if not moves.all():
            moving, state = moving[moves], tuple(one[moves] for one in state)  # type: ignore[assignment]
        if not moving.size:
            return [row[: each.external.size] for row, each in zip(found, networks, strict=True)]
    raise AssertionError(f"still moving after {iterations} iterations: {[networks[one] for one in moving]}")


def by_linear_programme(networks: list[Network]) -> list[Floats]:
    """Payments without bankruptcy costs: the largest sum of payments that nobody lacks the means for."""
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import block_diag  # noqa: PLC0415

    blocks: list[Any] = []
    for each in networks:
        owed = each.liabilities.sum(axis=1)
        blocks.append(np.eye(owed.size) - (each.liabilities / np.where(owed > 0, owed, 1.0)[:, None]).T)
    owed = np.concatenate([each.liabilities.sum(axis=1) for each in networks])
    external = np.concatenate([each.external for each in networks])
    bounds = np.stack((np.zeros_like(owed), owed), axis=1)
    found = linprog(
        -np.ones_like(owed), A_ub=block_diag(blocks, format="csr"), b_ub=external, bounds=bounds, method="highs-ds"
    )
    assert found.success, found.message
    return np.split(found.x, np.cumsum([each.external.size for each in networks])[:-1])


def exactly(network: Network) -> tuple[list[Fraction], tuple[tuple[int, ...], ...]]:
    """Payments and rounds of default in exact fractions, by elimination in each round."""
    liabilities = [[Fraction(amount) for amount in row] for row in network.liabilities.tolist()]
    external = [Fraction(amount) for amount in network.external.tolist()]
    alpha, beta = Fraction(network.alpha), Fraction(network.beta)
    firms = range(len(external))
    owed = [sum(row, Fraction(0)) for row in liabilities]
    paid = [Fraction(1)] * len(external)
    failed: list[int] = []
    rounds: list[tuple[int, ...]] = []
    while True:
        assets = [external[i] + sum(liabilities[j][i] * paid[j] for j in firms) for i in firms]
        fresh = tuple(i for i in firms if i not in failed and assets[i] < owed[i])
        if not fresh:
            return [owed[i] * paid[i] for i in firms], tuple(rounds)
        rounds.append(fresh)
        failed += fresh
        solvent = [j for j in firms if j not in failed]
        have = [alpha * external[i] + beta * sum((liabilities[j][i] for j in solvent), Fraction(0)) for i in failed]
        table = [[(owed[i] if i == j else 0) - beta * liabilities[j][i] for j in failed] for i in failed]
        for i, share in zip(failed, _eliminated(table, have), strict=True):
            paid[i] = share


def _eliminated(table: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """The solution of a linear system, by Gauss and Jordan."""
    rows = [[*row, one] for row, one in zip(table, right, strict=True)]
    for column in range(len(rows)):
        pivot = next(number for number in range(column, len(rows)) if rows[number][column] != 0)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column]
        rows[column] = lead = [one / lead[column] for one in lead]
        for number, row in enumerate(rows):
            if number != column and row[column] != 0:
                rows[number] = [one - row[column] * other for one, other in zip(row, lead, strict=True)]
    return [row[-1] for row in rows]
