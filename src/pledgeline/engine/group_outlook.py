"""What simulation says of the group: events by date, promises, gap, cash and leverage, books, the worst paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pledgeline.engine.group_books import opening_cash, quarter_books
from pledgeline.engine.group_results import (
    BackedPledge,
    BuildingRisk,
    DefaultRisk,
    GapLaw,
    GroupEventRow,
    GroupOutlook,
    PaidBy,
    PolicyRisk,
    PromiseRisk,
    QuantileRow,
    WorstPath,
)
from pledgeline.engine.outlook import mean, proportion
from pledgeline.engine.results import ControlRisk, Estimate
from pledgeline.engine.what_if import funds_of, is_redeemed, owes_redemptions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from pledgeline.engine.group_paths import GroupOutcomes
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.results import Leverage

    Floats = npt.NDArray[np.floating[Any]]
    Days = npt.NDArray[np.int32]

WORST_PATHS = 10
CASH, REPORTED, THROUGH, NAV = range(4)  # columns of what is recorded
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def group_outlook(
    case: ResolvedCase, found: GroupOutcomes, today: Leverage | None, *, left_out: tuple[str, ...] = ()
) -> GroupOutlook:
    """Every figure of the group, read off its paths.

    `today` gives the LTVs of today, where they are known; `left_out` are
    sentences on what the paths leave out.
    """
    paths, policy = found.paths, tuple(_policy(case, found, today))
    lines = tuple(risk.line for risk in policy)
    return GroupOutlook(
        end=case.dates[-1],
        paths=len(paths),
        recorded_paths=len(found.recorded),
        call=by_day(paths.call),
        failed_cure=by_day(paths.failed_cure),
        gap=by_day(paths.gap),
        policy=policy,
        by_date=tuple(_event_row(case, paths, day, lines) for day in found.recorded_days),
        promises=tuple(_promises(case, found)),
        building=tuple(_building(case, found)),
        defaults=tuple(_defaults(case, found)),
        control=tuple(_control(case, found)),
        gap_law=_gap_law(case, paths),
        cash=_fan(case, found, CASH),
        nav=_fan(case, found, NAV),
        reported=_fan(case, found, REPORTED),
        look_through=_fan(case, found, THROUGH),
        books=quarter_books(case, found),
        worst=tuple(_worst(case, found)),
        left_out=left_out,
        backed=tuple(backed_pledges(case, found)),
    )


def by_day(days: Days, last: int | None = None) -> Estimate:
    """The probability that an event has happened, by day ``last`` if given; `days` holds its day on each path."""
    happened = days >= 0
    return proportion(int(np.count_nonzero(happened if last is None else happened & (days <= last))), len(days))


def policy_levels(case: ResolvedCase) -> dict[str, float | None]:
    """The policy lines that can be broken in a case, with their LTV; None for the cover of redemptions."""
    found: dict[str, float | None] = {}
    for side in ("reported", "through"):
        for name, level in (("normal", case.policy_normal), ("ceiling", case.policy_ceiling)):
            if level is not None:
                found[f"{side}_{name}"] = level
    return {**found, "cover": None} if owes_redemptions(case) else found


def _redemptions(case: ResolvedCase) -> float:
    """What falls due in the covered span as seen today, in the currency of the case."""
    funds, last = funds_of(case), funds_of(case).cover_until[0]
    owed = sum(
        credit.balance * case.currencies[credit.currency].spot
        for credit in funds.credits.values()
        if is_redeemed(credit) and 0 < credit.due <= last
    )
    return owed + sum(
        min(loan.drawn - loan.deposit, loan.recourse.guaranteed) * case.currencies[loan.currency].spot
        for key, loan in case.margin_loans.items()
        if 0 < funds.facilities[key].due <= last
    )


def _policy(case: ResolvedCase, found: GroupOutcomes, today: Leverage | None) -> Iterator[PolicyRisk]:
    for line, level in policy_levels(case).items():
        if level is None:
            due, cash = _redemptions(case), opening_cash(case)
            now, broken = (cash / due if due > 0.0 else None), cash < due
        else:
            now = _ltv_today(line, today)
            broken = now is not None and now > level
        yield PolicyRisk(line=line, level=level, today=now, broken_today=broken, probability=by_day(found.paths[line]))


def _ltv_today(line: str, today: Leverage | None) -> float | None:
    if today is None:
        return None
    ltv = today.ltv_reported if line.startswith("reported") else today.ltv_look_through
    return None if math.isnan(ltv) else ltv


def _event_row(case: ResolvedCase, paths: Any, day: int, lines: tuple[str, ...]) -> GroupEventRow:  # noqa: ANN401
    return GroupEventRow(
        date=case.dates[day - 1],
        call=by_day(paths.call, day),
        failed_cure=by_day(paths.failed_cure, day),
        gap=by_day(paths.gap, day),
        policy=tuple(by_day(paths[line], day) for line in lines),
    )


def _promises(case: ResolvedCase, found: GroupOutcomes) -> Iterator[PromiseRisk]:
    funds, paths = funds_of(case), len(found.paths)
    sources = tuple(_sources(case))
    for number, bill in enumerate(funds.bills):
        if bill.slot >= 0:
            continue  # one of many months: `building` tells of all of them
        sums = found.paid_by[number]
        yield PromiseRisk(
            id=bill.id,
            to=bill.to,
            due=case.dates[bill.day - 1],
            amount=bill.amount,
            currency=bill.currency,
            firm=bill.firm,
            paid=proportion(int(found.paid[number]), paths),
            paid_by=tuple(
                PaidBy(source=name, kind=kind, share=_share(sums[row], paths))
                for row, (name, kind) in enumerate(sources)
                if sums[row, 0] > 0.0
            ),
        )


def _building(case: ResolvedCase, found: GroupOutcomes) -> Iterator[BuildingRisk]:
    """The programmes that draw, by the bit of each, which comes after those of the pledges."""
    funds, paths = funds_of(case), len(found.paths)
    for place, key in enumerate(funds.building, start=len(funds.backed)):
        bills = [bill for bill in funds.bills if bill.slot >= 0 and bill.backs >> place & 1]
        yield BuildingRisk(
            id=key,
            title=bills[0].to,
            months=len(bills),
            planned=math.fsum(bill.amount for bill in bills),
            currency=case.currency,
            firm=bills[0].firm,
            paid=proportion(int(np.count_nonzero(found.paths.unpaid >> place & 1 == 0)), paths),
        )


def backed_pledges(case: ResolvedCase, found: GroupOutcomes) -> Iterator[BackedPledge]:
    """The public promises, by the bit of each in the bills that pay for them."""
    funds, paths = funds_of(case), len(found.paths)
    for place, key in enumerate(funds.backed):
        bills = [bill for bill in funds.bills if bill.backs >> place & 1]
        if bills:
            yield BackedPledge(
                id=key,
                payments=tuple(bill.id for bill in bills),
                amount=math.fsum(bill.amount * case.currencies[bill.currency].spot for bill in bills),
                paid=proportion(int(np.count_nonzero(found.paths.unpaid >> place & 1 == 0)), paths),
                paths=paths,
            )


def _sources(case: ResolvedCase) -> Iterator[tuple[str, str]]:
    """The name and kind of each source, to a reader; a second cash rung pays what the first has kept."""
    funds, kept = funds_of(case), False
    for source in funds.waterfall:
        if source.kind == "cash":
            yield ("cash kept until then" if kept else "cash"), source.kind
            kept = True
        elif source.kind == "credit":
            yield source.target, funds.credits[source.target].kind
        else:
            yield source.target, source.kind


def _share(sums: Floats, paths: int) -> Estimate:
    """A mean from the sum and the sum of squares over all paths; one path has no error, which reads as infinite."""
    average = float(sums[0]) / paths
    variance = max(float(sums[1]) / paths - average**2, 0.0)
    return Estimate(value=average, standard_error=math.sqrt(variance / (paths - 1)) if paths > 1 else math.inf)


def _defaults(case: ResolvedCase, found: GroupOutcomes) -> Iterator[DefaultRisk]:
    names = [(key, case.margin_loans[key].name) for key in found.loans]
    names += [(key, funds_of(case).credits[key].name) for key in found.credits]
    for column, (key, name) in enumerate(names):
        yield DefaultRisk(id=key, name=name, probability=by_day(found.defaults[:, column]))


def _control(case: ResolvedCase, found: GroupOutcomes) -> Iterator[ControlRisk]:
    for column, key in enumerate(found.assets):
        asset = case.assets[key]
        if asset.control is not None and asset.shares_outstanding:
            yield ControlRisk(
                asset=key,
                threshold=asset.control,
                stake=(asset.shares or 0.0) / asset.shares_outstanding,
                probability=by_day(found.control[:, column]),
            )


def _gap_law(case: ResolvedCase, paths: Any) -> GapLaw:  # noqa: ANN401 - a record array
    total = paths.gap_total
    positive = total[total > 0.0]
    p95, p99 = np.quantile(total, [0.95, 0.99])
    return GapLaw(
        expected=mean(total),
        expected_if_any=mean(positive) if len(positive) else None,
        p95=float(p95),
        p99=float(p99),
        worst=float(total.max()),
        first_by_month=tuple(_by_month(case, paths.gap)),
    )


def _by_month(case: ResolvedCase, days: Days) -> Iterator[tuple[dt.date, float]]:
    """The last business day of each month up to the horizon, and the share of paths whose day lies in the month."""
    dates = case.dates
    last = len(dates)
    ends = [day for day in range(1, last + 1) if day == last or dates[day - 1].month != dates[day].month]
    months = np.searchsorted(ends, days[days >= 0])
    counts = np.bincount(months, minlength=len(ends))
    for end, count in zip(ends, counts, strict=True):
        yield dates[end - 1], int(count) / len(days)


def _fan(case: ResolvedCase, found: GroupOutcomes, column: int) -> tuple[QuantileRow, ...]:
    if not len(found.recorded):
        return ()
    rows = zip(found.recorded_days, np.moveaxis(found.recorded[:, :, column], 1, 0), strict=True)
    return tuple(_quantile_row(case.dates[day - 1], figures) for day, figures in rows)


def _quantile_row(date: dt.date, figures: Floats) -> QuantileRow:
    """Quantiles; where an LTV is infinite on some path nothing can be interpolated, and an observation is taken."""
    method = "linear" if np.all(np.isfinite(figures)) else "inverted_cdf"
    p5, p25, p50, p75, p95 = map(float, np.quantile(figures.astype(np.float64), _SHARES, method=method))  # type: ignore[call-overload]
    return QuantileRow(date=date, p5=p5, p25=p25, p50=p50, p75=p75, p95=p95)


def _worst(case: ResolvedCase, found: GroupOutcomes) -> Iterator[WorstPath]:
    paths = found.paths
    order = np.lexsort((np.arange(len(paths)), -paths.peak_ltv, -paths.gap_total))
    for number in map(int, order[:WORST_PATHS]):
        path = paths[number]
        called = path.call >= 0
        yield WorstPath(
            path=number,
            gap=float(path.gap_total),
            gap_date=_date(case, int(path.gap)),
            call_date=_date(case, int(path.call)),
            call_loan=found.loans[int(path.call_loan)] if called else "",
            peak_ltv=float(path.peak_ltv),
            lowest_cash=float(path.lowest_cash),
        )


def _date(case: ResolvedCase, day: int) -> dt.date | None:
    return case.dates[day - 1] if day >= 0 else None
