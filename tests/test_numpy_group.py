"""The NumPy version that the group's sweep is measured against: it must be right to be worth beating."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks.group_case import BN, CASH, group_case
from benchmarks.numpy_group.state import LINES
from benchmarks.numpy_group.sweep import GroupDays, follow, numpy_group
from benchmarks.numpy_group.terms import Terms
from pledgeline.market.dynamics import GBM
from tests.oracles.group import follow_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from pledgeline.engine.resolved import ResolvedCase
    from tests.oracles.group_records import GroupPath

NEVER = -1
YEAR = 252


def with_volatility(case: ResolvedCase, *, times: float) -> ResolvedCase:
    """The same group in a market that moves more, or not at all."""
    assets = {
        name: dataclasses.replace(
            asset,
            dynamics=asset.dynamics
            and GBM(growth=asset.dynamics.growth * (times > 0), volatility=asset.dynamics.volatility * times),
        )
        for name, asset in case.assets.items()
    }
    return dataclasses.replace(case, assets=assets)


def moves_of_one_path(case: ResolvedCase, normals: npt.NDArray[np.float64]) -> dict[str, list[float]]:
    """Log moves since day 0 from the (days, assets) normals of a path; of stakes their own diffusion with its drift."""
    assert case.funds
    laws = {name: asset.dynamics for name, asset in case.assets.items() if asset.dynamics}
    names, years = list(laws), np.arange(1, len(case.dates) + 1) / YEAR
    volatility = np.array([law.volatility for law in laws.values()])
    correlation = np.array([[float(a == b) or case.correlations[min(a, b), max(a, b)] for b in names] for a in names])
    covariance = np.outer(volatility, volatility) * correlation
    walk = np.cumsum(normals, axis=0) / math.sqrt(YEAR)
    mixed = walk[:, : len(names)] @ np.linalg.cholesky(covariance).T
    drift = np.array([law.growth - law.volatility**2 / 2 for law in laws.values()])
    moves = {name: list(mixed[:, k] + drift[k] * years) for k, name in enumerate(names)}
    for k, stake in enumerate(case.funds.stakes.values(), start=len(names)):
        beta = np.array([stake.follows.get(name, 0.0) for name in names])
        lifted = beta @ drift + beta @ covariance @ beta / 2  # a year's growth of what the followed names bring
        own = stake.growth - lifted - stake.volatility**2 / 2
        moves[stake.asset] = list(stake.volatility * walk[:, k] + own * years)
    return moves


def replayed(normals: npt.NDArray[np.float64]) -> Callable[[Any], None]:
    """Fills a buffer with the normals of one day after the other."""
    days = iter(normals)
    return lambda out: np.copyto(out, next(days), casting="same_kind")


def first(days: Iterable[int | None]) -> int:
    return min((day for day in days if day is not None), default=NEVER)


def as_told_by_the_oracle(case: ResolvedCase, path: GroupPath) -> dict[str, Any]:
    assert case.funds
    loans = path.loans.values()
    return {
        "call": first(loan.call for loan in loans),
        "failed_cure": first(loan.failed_cure for loan in loans),
        "close_out": first(loan.close_out for loan in loans),
        "gap": first([path.gap_day]),
        "breach": [first([day]) for day in path.breaches.values()],
        "paid": [path.paid_in_full[bill.id] for bill in case.funds.bills],
        "gap_first": path.gap_size,
        "gap_total": path.gap_total,
        "cash": path.days[-1].total_cash,
    }


def as_told_by_numpy(found: GroupDays, path: int) -> dict[str, Any]:
    told = {name: getattr(found, name)[..., path].tolist() for name in GroupDays.__dataclass_fields__}
    return told | {name: pytest.approx(told[name], rel=1e-9, abs=1.0) for name in ("gap_first", "gap_total", "cash")}


@pytest.mark.slow
def test_every_path_is_that_of_the_oracle() -> None:
    case, paths = with_volatility(group_case(days=250), times=3.5), 16
    terms = Terms(case, np.float64)
    normals = np.random.default_rng(20).standard_normal((terms.days, len(case.assets), paths))
    found = follow(terms, paths, replayed(normals))
    for path in range(paths):
        told = follow_group(case, case.funds, moves_of_one_path(case, normals[:, :, path]))  # type: ignore[arg-type]
        assert as_told_by_the_oracle(case, told) == as_told_by_numpy(found, path), f"path {path}"
    # the comparison is worth something only where things happen
    events = (found.call, found.failed_cure, found.gap, *found.breach)
    assert [int(np.sum(days_of != NEVER) > 0) for days_of in events] == [1] * (3 + len(LINES))


def test_a_market_that_stands_still_pays_the_ladder_from_cash() -> None:
    case = with_volatility(group_case(days=60), times=0.0)  # no end of a quarter within the horizon
    assert case.funds
    rich = dataclasses.replace(case, funds=dataclasses.replace(case.funds, cash={"USD": 4 * CASH}))
    day_of = {name: (case.dates[day - 1] - case.as_of).days for name, day in (("bond", 27), ("birch", 40), ("fir", 50))}
    commitments = 4 * (1.5 + 1.6 + 1.7 + 1.8 + 1.9) * BN
    bond = 8 * BN * (1 + 0.045 * day_of["bond"] / 365)
    fir = 1.5 * BN * (1 + 0.06 * day_of["fir"] / 360)
    fees = 0.005 * 1 * BN + 0.0025 * 2.4 * BN * (1 + 0.06 * day_of["birch"] / 360)
    found = numpy_group(rich, paths=3, seed=1, precision=np.float64)
    expected = 4 * CASH + 6 * 2 * BN - commitments - bond - fir - fees
    assert found.cash == pytest.approx(expected, rel=1e-12)
    assert (found.call == NEVER).all()
    assert (found.gap == NEVER).all()
    assert found.paid.all()


def test_single_precision_tells_the_same_story() -> None:
    case, paths = with_volatility(group_case(days=250), times=2.0), 256
    normals = np.random.default_rng(6).standard_normal((250, len(case.assets), paths))
    one, other = (follow(Terms(case, precision), paths, replayed(normals)) for precision in (np.float64, np.float32))
    moved = (one.call != other.call) | (one.gap != other.gap) | (one.breach != other.breach).any(axis=0)
    assert np.sum(one.call != NEVER) > paths // 10
    # a day can only move where an LTV comes within rounding of its line: about 1e-6 of a daily move of some 3 %
    assert np.sum(moved) <= 1


@pytest.mark.parametrize("terms", [{"deposit": 1.0}, {"release": 0.1}, {"capitalised": True}, {"means": ("cash",)}])
def test_what_it_does_not_know_it_refuses(terms: dict[str, Any]) -> None:
    case = group_case(days=30)
    name, loan = next(iter(case.margin_loans.items()))
    loans = {**case.margin_loans, name: dataclasses.replace(loan, **terms)}
    with pytest.raises(ValueError, match="does not know"):
        numpy_group(dataclasses.replace(case, margin_loans=loans), paths=1, seed=1)


def test_a_group_whose_cash_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="cash of the group is not known"):
        numpy_group(dataclasses.replace(group_case(days=30), funds=None), paths=1, seed=1)
