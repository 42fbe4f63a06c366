"""From names to arrays: the only place where names and indices meet.

Time is in business days of 1/252 of a year. Factors are the pledged assets, in
the order of the case, and after them the currencies that move.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.interest import interest_index
from pledgeline.engine.scheduled import scheduled_days
from pledgeline.kernels.book import ACCOUNT, ASSET, Book
from pledgeline.kernels.impact import SQUARE_ROOT
from pledgeline.kernels.margin import CASH, DEPOSIT, LOT, SHARES, STATE, TERMS
from pledgeline.kernels.paths import CHUNK, DOUBLE_EXPONENTIAL_JUMPS, NORMAL_JUMPS, Factors
from pledgeline.market.dynamics import DATES_PER_YEAR, Dynamics, Kou, Merton, mean_jump, total_volatility

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCase, ResolvedMarginLoan

_COPY = 1e-12  # a pivot below it: the factor is a copy of those before it

_MEANS = {"shares": SHARES, "cash": CASH, "deposit": DEPOSIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A case as arrays, and the names of their rows."""

    factors: Factors
    book: Book
    days: int
    loans: tuple[str, ...]
    assets: tuple[str, ...]
    factor_names: tuple[str, ...]


def key_of(seed: int) -> npt.NDArray[np.uint64]:
    """The two key words of a seed (0 .. 2**64 - 1)."""
    return np.array([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF], np.uint64)


def pack(case: ResolvedCase) -> Packed:
    """The margin loans of a case, what they share, and the laws of their prices."""
    assets = pledged_assets(case)
    used = {case.assets[name].currency for name in assets} | {loan.currency for loan in case.margin_loans.values()}
    currencies = moving_currencies(case, used)
    names = (*assets, *currencies)
    numbers = {name: number for number, name in enumerate(names)}
    days = len(case.dates)
    return Packed(
        factors=factors_of(case, names, days),
        book=book_of(case, assets, numbers, days),
        days=days,
        loans=tuple(case.margin_loans),
        assets=assets,
        factor_names=names,
    )


def records(dtype: np.dtype[Any], shape: int | tuple[int, ...]) -> Any:  # noqa: ANN401 - fields by attribute
    """Empty records."""
    return np.zeros(shape, dtype).view(np.recarray)


def padded(days: int) -> int:
    """Days in whole chunks."""
    return -(-days // CHUNK) * CHUNK


def pledged_assets(case: ResolvedCase) -> tuple[str, ...]:
    """Collateral of margin loans, in the order of the case."""
    pledged = {lot.asset for loan in case.margin_loans.values() for lot in loan.pool}
    return tuple(name for name in case.assets if name in pledged)


def moving_currencies(case: ResolvedCase, used: set[str]) -> tuple[str, ...]:
    """Those among the used currencies whose rate moves, in the order of the case."""
    shocked = {shock.name for shock in case.shocks}
    return tuple(
        name
        for name, view in case.currencies.items()
        if name in used and name != case.currency and (view.volatility or view.growth or name in shocked)
    )


def _law(case: ResolvedCase, name: str) -> tuple[float, float, Dynamics | None]:
    """Growth and volatility of a factor, and its dynamics where it is an asset."""
    if name in case.currencies:
        view = case.currencies[name]
        return view.growth, view.volatility, None
    dynamics = case.assets[name].dynamics
    if dynamics is None:  # shares that nobody has a law for, or a stake, whose law is its own
        return 0.0, 0.0, None
    return dynamics.growth, dynamics.volatility, dynamics


def dynamics_of(asset: ResolvedAsset) -> Dynamics:
    """The dynamics of pledged shares; a case that has been read without problems states them."""
    if asset.dynamics is None:
        raise ValueError(f"the pledged asset {asset.id} has no dynamics")
    return asset.dynamics


def factors_of(case: ResolvedCase, names: tuple[str, ...], days: int) -> Factors:
    """The law of the named factors."""
    laws = [_law(case, name) for name in names]
    mix = cholesky(correlation(case, names))
    streams, rates, kinds, laws_of_jumps, loadings = _clocks(case, names, [law[2] for law in laws])
    scheduled = _scheduled(case, names)
    drift = _drift(case, names, days)
    by_chunk = drift.reshape(len(names), drift.shape[1] // CHUNK, CHUNK)
    uneven = np.ptp(by_chunk, axis=2).any(axis=0)
    uneven[[(day - 1) // CHUNK for day, _, _ in scheduled]] = True
    return Factors(
        volatility=np.array([volatility / math.sqrt(DATES_PER_YEAR) for _, volatility, _ in laws]),
        drift=drift,
        chunk_drift=by_chunk.sum(axis=2),
        uneven=uneven.astype(np.uint8),
        mix=mix.astype(np.float32),
        correlated=bool(np.any(mix != np.eye(len(names)))),
        clock_stream=streams,
        clock_rate=rates,
        clock_kind=kinds,
        clock_law=laws_of_jumps,
        loading=loadings,
        scheduled_day=np.array([day for day, _, _ in scheduled], np.int64),
        scheduled_factor=np.array([factor for _, factor, _ in scheduled], np.int64),
        scheduled_std=np.array([std for _, _, std in scheduled], np.float64),
    )


_COMMON_STREAM = 0xFFFF  # no factor has this number

Clocks = tuple[
    npt.NDArray[np.int64],
    npt.NDArray[np.float64],
    npt.NDArray[np.int64],
    npt.NDArray[np.float64],
    npt.NDArray[np.float64],
]  # streams, rates a day, kinds, laws, loadings


def _clocks(case: ResolvedCase, names: tuple[str, ...], dynamics: list[Dynamics | None]) -> Clocks:
    """One clock for the jumps of each asset that has any, and one for the common jumps.

    A clock's stream is that of its factor, so that a rate set to zero leaves the others their numbers.
    """
    rows: list[tuple[int, float, int, tuple[float, float, float], list[float]]] = []
    for number, law in enumerate(dynamics):
        own = [1.0 if other == number else 0.0 for other in range(len(names))]
        match law:
            case Merton(jump_rate=rate) if rate > 0:
                rows.append((number, rate, NORMAL_JUMPS, (law.jump_mean, law.jump_std, 0.0), own))
            case Kou(jump_rate=rate) if rate > 0:
                rows.append(
                    (number, rate, DOUBLE_EXPONENTIAL_JUMPS, (law.up_probability, law.up_rate, law.down_rate), own)
                )
    common = case.common_jumps
    if common is not None and common.rate > 0:
        loadings = [case.assets[name].common_loading if name in case.assets else 0.0 for name in names]
        rows.append((_COMMON_STREAM, common.rate, NORMAL_JUMPS, (common.mean, common.std, 0.0), loadings))
    return (
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] / DATES_PER_YEAR for row in rows], np.float64),
        np.array([row[2] for row in rows], np.int64),
        np.array([row[3] for row in rows], np.float64).reshape(len(rows), 3),
        np.array([row[4] for row in rows], np.float64).reshape(len(rows), len(names)),
    )


def _drift(case: ResolvedCase, names: tuple[str, ...], days: int) -> npt.NDArray[np.float64]:
    """Log drift by factor and day, so that E[S_t] = S_0 exp(growth t) whatever the jumps, and shocks on top."""
    drift = np.zeros((len(names), padded(days)))
    for number, name in enumerate(names):
        growth, volatility, dynamics = _law(case, name)
        yearly = growth - volatility**2 / 2
        if isinstance(dynamics, Merton | Kou):
            yearly -= dynamics.jump_rate * mean_jump(dynamics)
        common = case.common_jumps
        if common is not None and name in case.assets:
            loading = case.assets[name].common_loading
            yearly -= common.rate * math.expm1(loading * common.mean + (loading * common.std) ** 2 / 2)
        drift[number, :days] = yearly / DATES_PER_YEAR
        for shock in case.shocks:
            if shock.name == name and shock.days > 0:
                drift[number, : min(shock.days, days)] += shock.log_move / shock.days
    return drift


def _scheduled(case: ResolvedCase, names: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """(day, factor, standard deviation) of the scheduled jumps, by day and factor."""
    found = ((day, number, std) for number, name in enumerate(names) for day, std in scheduled_days(case, name))
    return sorted(found)


def correlation(case: ResolvedCase, names: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Correlations of the diffusions of the named factors."""
    matrix = np.eye(len(names))
    numbers = {name: number for number, name in enumerate(names)}
    for (first, second), value in case.correlations.items():
        if first in numbers and second in numbers:
            matrix[numbers[first], numbers[second]] = matrix[numbers[second], numbers[first]] = value
    return matrix


def cholesky(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Lower factor of a positive semidefinite matrix; a pivot of rounding size counts as zero."""
    size = len(matrix)
    lower = np.zeros((size, size))
    for j in range(size):
        pivot = matrix[j, j] - lower[j, :j] @ lower[j, :j]
        if pivot > _COPY:
            lower[j, j] = math.sqrt(pivot)
            lower[j + 1 :, j] = (matrix[j + 1 :, j] - lower[j + 1 :, :j] @ lower[j, :j]) / lower[j, j]
    return lower


def book_of(case: ResolvedCase, assets: tuple[str, ...], numbers: Mapping[str, int], days: int) -> Book:
    """All margin loans and the listed assets, pledged ones first."""
    loans = tuple(case.margin_loans.values())
    wide = padded(days)
    terms, accounts, start = records(TERMS, len(loans)), records(ACCOUNT, len(loans)), records(STATE, len(loans))
    lots = records(LOT, (len(loans), max((len(loan.pool) for loan in loans), default=0)))
    index, offset = np.ones((len(loans), wide + 1)), np.full((len(loans), wide + 1), np.nan)
    for row, loan in enumerate(loans):
        index[row, : days + 1] = interest_index(loan, case.as_of, case.dates)
        _write_terms(terms[row], loan, case)
        _write_lots(lots[row], loan, case, assets)
        start[row].units, start[row].deposit, start[row].guarantee = loan.drawn, loan.deposit, loan.recourse.guaranteed
        account = accounts[row]
        account.pool_size = len(loan.pool)
        account.money = numbers.get(loan.currency, -1)
        account.fx = case.currencies[loan.currency].spot
        account.top_index = index[row].max()
        account.value = sum(lot.pledged * lot.weight * lot.spot for lot in lots[row][: len(loan.pool)])
        account.variance = CHUNK * _daily_variance(case, tuple(numbers), loan)
        last = min(int(terms[row].maturity), days)
        exposure = np.maximum(loan.drawn * index[row, : last + 1] - loan.deposit, 0.0)
        with np.errstate(divide="ignore"):
            offset[row, : last + 1] = math.log(account.value) - np.log(exposure)
    chunks = offset[:, 1:].reshape(len(loans), wide // CHUNK, CHUNK)
    ended = np.isnan(chunks)
    return Book(
        terms=terms,
        accounts=accounts,
        start=start,
        lots=lots,
        assets=_assets(case, assets, numbers),
        interest=index,
        offset=offset,
        reach=np.stack([np.where(ended, np.inf, chunks).min(axis=2), np.where(ended, -np.inf, chunks).max(axis=2)]),
        cash=case.cash_for_cures,
    )


def _daily_variance(case: ResolvedCase, names: tuple[str, ...], loan: ResolvedMarginLoan) -> float:
    """Variance of one day's diffusion of the first collateral asset in the currency of the loan."""
    asset = loan.pool[0].asset
    weights = {asset: 1.0}
    for currency, sign in ((case.assets[asset].currency, 1.0), (loan.currency, -1.0)):
        if currency in names:
            weights[currency] = weights.get(currency, 0.0) + sign
    exposures = np.array([weights.get(name, 0.0) * _law(case, name)[1] for name in names])
    return float(exposures @ correlation(case, names) @ exposures) / DATES_PER_YEAR


def _write_terms(terms: Any, loan: ResolvedMarginLoan, case: ResolvedCase) -> None:  # noqa: ANN401 - a record
    means = [_MEANS[name] for name in loan.means] + [0, 0, 0]
    terms.call, terms.cure, terms.close_out, terms.release = loan.call, loan.cure, loan.close_out, loan.release or 0.0
    terms.cure_days, terms.means_1, terms.means_2, terms.means_3 = loan.cure_days, *means[:3]
    terms.participation, terms.sale_delay, terms.until_cured = loan.participation, loan.sale_delay, loan.until_cured
    terms.guarantee_first = not loan.recourse.collateral_first and math.isfinite(loan.recourse.guaranteed)
    inside = sum(day <= loan.maturity for day in case.dates)
    terms.maturity = inside if loan.maturity <= case.dates[-1] else len(case.dates) + 1
    terms.horizon = len(case.dates)
    terms.law = SQUARE_ROOT


def _write_lots(lots: Any, loan: ResolvedMarginLoan, case: ResolvedCase, assets: tuple[str, ...]) -> None:  # noqa: ANN401
    for lot, share in zip(lots, loan.pool, strict=False):
        asset = case.assets[share.asset]
        lot.asset = assets.index(share.asset)
        lot.weight = 1.0 - share.haircut
        # where the volume is not known the sale takes one day and moves no price; the limits say so
        lot.volume = math.inf if asset.daily_volume is None else asset.daily_volume
        lot.impact = loan.impact * total_volatility(dynamics_of(asset)) / math.sqrt(DATES_PER_YEAR)
        into_loan = case.currencies[asset.currency].spot / case.currencies[loan.currency].spot
        lot.spot = lot.price = price_of(asset) * into_loan
        lot.pledged = share.shares


def price_of(asset: ResolvedAsset) -> float:
    """The price of pledged shares; a case that has been read without problems states it."""
    if asset.price is None:
        raise ValueError(f"the pledged asset {asset.id} has no price")
    return asset.price


def _assets(case: ResolvedCase, assets: tuple[str, ...], numbers: Mapping[str, int]) -> Any:  # noqa: ANN401
    rows = records(ASSET, len(assets))
    for record, name in zip(rows, assets, strict=True):
        asset = case.assets[name]
        record.factor = numbers[name]
        record.money = numbers.get(asset.currency, -1)
        record.free = asset.free
        # shares pledged to loans without margin calls are neither free nor in a pool, but still owned
        pools = sum(lot.shares for loan in case.margin_loans.values() for lot in loan.pool if lot.asset == name)
        elsewhere = max(asset.pledged - pools, 0.0)
        record.control = max((asset.control or 0.0) * (asset.shares_outstanding or 0.0) - elsewhere, 0.0)
    return rows
