"""What simulation says of each margin loan: probabilities by date, needs, losses, fan and heatmap."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.control import sharpen
from pledgeline.engine.results import (
    ControlRisk,
    CureNeed,
    Estimate,
    EventRow,
    FanRow,
    Heatmap,
    LoanOutlook,
    ShortfallLaw,
)
from pledgeline.engine.simulation import Outcomes, simulate_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pledgeline.engine.resolved import ResolvedCase, ResolvedMarginLoan

Floats = npt.NDArray[np.floating[Any]]

SHOCKS = (0.2, 0.1, 0.0, -0.1, -0.2, -0.3, -0.4, -0.5, -0.6, -0.7, -0.8)
_CALL_STEP = 0.05  # between the call LTVs of the heatmap
_CALL_STEPS = 3  # on either side of the stated one
_BINS = 20  # of the distribution of the loss


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The outlook of all margin loans, in the order of the case."""

    outlook: tuple[LoanOutlook, ...]
    recorded_paths: int


def simulate(
    case: ResolvedCase,
    *,
    paths: int,
    seed: int,
    workers: int,
    calls: Mapping[str, float] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Simulate all margin loans of a case and read the answers off the paths.

    ``calls``: exact probabilities of a call by loan, which sharpen other figures.
    """
    found, known = simulate_paths(case, paths=paths, seed=seed, workers=workers, done=progress), calls or {}
    outlook = tuple(
        _loan(case, found, number, loan, known.get(loan.id)) for number, loan in enumerate(case.margin_loans.values())
    )
    return Simulation(outlook=outlook, recorded_paths=len(found.ltv))


def proportion(hits: int, paths: int) -> Estimate:
    """A probability with its binomial standard error."""
    p = hits / paths
    return Estimate(value=p, standard_error=math.sqrt(p * (1 - p) / paths))


def mean(sample: Floats) -> Estimate:
    """A mean with its standard error; one observation has none, which reads as infinite."""
    error = float(np.std(sample, ddof=1)) / math.sqrt(len(sample)) if len(sample) > 1 else math.inf
    return Estimate(value=float(np.mean(sample)), standard_error=error)


def _loan(
    case: ResolvedCase, found: Outcomes, number: int, loan: ResolvedMarginLoan, known: float | None
) -> LoanOutlook:
    rows = found.outcomes[:, number]
    paths = len(rows)
    return LoanOutlook(
        id=loan.id,
        end=case.dates[-1],
        call=proportion(_count(rows.call), paths),
        failed_cure=proportion(_count(rows.failed_cure), paths),
        close_out=proportion(_count(rows.close_out), paths),
        loss=proportion(_count(rows.loss_day), paths),
        by_date=tuple(_event_row(case, rows, day) for day in found.recorded_days),
        cure=_cure_need(rows),
        shortfall=_shortfall(rows),
        control=_control(case, found, loan),
        fan=_fan(case, found, number, loan),
        heatmap=_heatmap(loan, rows.worst),
        sharpened=tuple(sharpen(rows, known)),
    )


def _count(days: npt.NDArray[np.int32], last: int | None = None) -> int:
    """Paths on which an event has happened, by day ``last`` if given."""
    happened = days >= 0
    return int(np.count_nonzero(happened if last is None else happened & (days <= last)))


def _event_row(case: ResolvedCase, rows: Any, day: int) -> EventRow:  # noqa: ANN401 - a record array
    paths = len(rows)
    return EventRow(
        date=case.dates[day - 1],
        call=proportion(_count(rows.call, day), paths),
        failed_cure=proportion(_count(rows.failed_cure, day), paths),
        close_out=proportion(_count(rows.close_out, day), paths),
        loss=proportion(_count(rows.loss_day, day), paths),
    )


def _cure_need(rows: Any) -> CureNeed:  # noqa: ANN401 - a record array
    called = rows.call >= 0
    if not np.any(called):
        return CureNeed(expected_cash=None, p95_cash=None, expected_shares=None, p95_shares=None)
    cash, shares = rows.cash_need[called], rows.shares_need[called]
    return CureNeed(
        expected_cash=mean(cash),
        p95_cash=float(np.quantile(cash, 0.95)),
        expected_shares=mean(shares),
        p95_shares=float(np.quantile(shares, 0.95)),
    )


def _shortfall(rows: Any) -> ShortfallLaw:  # noqa: ANN401 - a record array
    loss = rows.loss
    worst = float(loss.max())
    counts, edges = np.histogram(loss[loss > 0], bins=_BINS, range=(0.0, worst)) if worst > 0 else ((), ())
    p99, p999 = np.quantile(loss, [0.99, 0.999])
    return ShortfallLaw(
        expected=mean(loss),
        p99=float(p99),
        p999=float(p999),
        worst=worst,
        expected_recourse=mean(rows.recourse),
        unfinished=proportion(int(rows.unfinished.sum()), len(rows)),
        bins=tuple(map(float, edges)),
        probability=tuple(int(count) / len(rows) for count in counts),
    )


def _control(case: ResolvedCase, found: Outcomes, loan: ResolvedMarginLoan) -> tuple[ControlRisk, ...]:
    risks = []
    for lot in loan.pool:
        asset = case.assets[lot.asset]
        if asset.control is not None and asset.shares_outstanding:
            lost = found.control[:, found.packed.assets.index(lot.asset)]
            risks.append(
                ControlRisk(
                    asset=lot.asset,
                    threshold=asset.control,
                    stake=(asset.shares or 0.0) / asset.shares_outstanding,
                    probability=proportion(_count(lost), len(lost)),
                )
            )
    return tuple(risks)


def _fan(case: ResolvedCase, found: Outcomes, number: int, loan: ResolvedMarginLoan) -> tuple[FanRow, ...]:
    """The quantiles by date; after the maturity only where a path is still open."""
    rows = (_fan_row(case, found, number, slot) for slot in range(len(found.recorded_days)))
    return tuple(row for row in rows if row.open_share > 0 or loan.maturity is None or row.date <= loan.maturity)


def _fan_row(case: ResolvedCase, found: Outcomes, number: int, slot: int) -> FanRow:
    column = found.ltv[:, number, slot].astype(np.float64)
    still = column[np.isfinite(column)]
    quantiles = np.quantile(still, [0.05, 0.25, 0.5, 0.75, 0.95]) if len(still) else [None] * 5
    p5, p25, p50, p75, p95 = (None if q is None else float(q) for q in quantiles)
    return FanRow(
        date=case.dates[found.recorded_days[slot] - 1],
        open_share=len(still) / len(column),
        p5=p5,
        p25=p25,
        p50=p50,
        p75=p75,
        p95=p95,
    )


def _heatmap(loan: ResolvedMarginLoan, worst: npt.NDArray[np.float32]) -> Heatmap:
    """Calls by shock and call LTV, from the lowest coverage of each path with nothing done.

    A shock of all collateral moves the log coverage of every day by its log, so
    one sweep serves all cells, on the same random numbers.
    """
    levels = [loan.call + k * _CALL_STEP for k in range(-_CALL_STEPS, _CALL_STEPS + 1)]
    levels = [round(level, 12) for level in levels if 0 < level < 1]
    ordered = np.sort(worst[~np.isnan(worst)].astype(np.float64))
    rows = []
    for shock in SHOCKS:
        cells = []
        for level in levels:
            hits = int(np.searchsorted(ordered, -math.log(level) - math.log1p(shock), side="right"))
            cells.append(proportion(hits, len(ordered)))
        rows.append(tuple(cells))
    return Heatmap(shocks=SHOCKS, call_ltvs=tuple(levels), probability=tuple(rows))
