"""The group's part of a run: the outlook of its paths, the load line of each facility, the ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pledgeline.engine.draw_bench import facilities
from pledgeline.engine.draw_line import MOVES, LineSearch, load_line
from pledgeline.engine.executors import part_of
from pledgeline.engine.group_outlook import backed_pledges, group_outlook
from pledgeline.engine.group_paths import simulate_group
from pledgeline.engine.group_ranges import group_ranges
from pledgeline.engine.group_results import GroupView
from pledgeline.engine.joined import listed
from pledgeline.engine.quantity import dated
from pledgeline.engine.resolve_group import beyond
from pledgeline.engine.what_if import funds_of
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.group_results import BackedPledge, GroupOutlook, GroupRanges, LoadLine
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.results import Leverage

    Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work goes into the group; paths are the most that are drawn, fewer where fewer are asked for."""

    outlook: int
    line: int
    facilities: int  # whose load line is sought
    moves: tuple[float, ...]  # of the price, along the curve
    ranges: int
    samples: int


# one part of a report that has others, and the page that has nothing else
IN_A_REPORT = Effort(
    outlook=16_384, line=2048, facilities=1, moves=(-0.5, -0.25, 0.0, 0.25, 0.5), ranges=512, samples=16
)
IN_A_PLAN = Effort(outlook=100_000, line=16_384, facilities=8, moves=MOVES, ranges=2048, samples=32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be found out about a group beyond what it is."""

    effort: Effort
    wanted: Mapping[str, float]  # draws by facility, in its currency; all that is undrawn where none is named


def has_group(resolved: ResolvedCase) -> bool:
    """Whether a case says enough to follow its group: its cash, and a day to look at."""
    return resolved.funds is not None and bool(resolved.dates)


def group_view(
    document: CaseDocument,
    resolved: ResolvedCase,
    today: Leverage,
    *,
    draws: Draws,
    wish: Wish,
    workers: int,
    progress: Progress | None = None,
) -> GroupView:
    """Everything that is said of a group for which `has_group` holds; the same for any number of workers."""
    outlook = _outlook(resolved, today, draws, wish, workers, part_of(progress, 0.0, 0.2))
    lines = tuple(_load_lines(resolved, draws, wish, workers, part_of(progress, 0.2, 0.6)))
    return GroupView(
        outlook=outlook,
        load_lines=lines,
        ranges=_ranges(document, resolved, draws, wish, workers, part_of(progress, 0.6, 1.0)),
    )


def follow_pledges(
    resolved: ResolvedCase, *, draws: Draws, workers: int, progress: Progress | None = None
) -> tuple[BackedPledge, ...]:
    """What the paths of a group for which `has_group` holds say of its public promises."""
    found = simulate_group(resolved, paths=draws.paths, seed=draws.seed, workers=workers, recorded=1, done=progress)
    return tuple(backed_pledges(resolved, found))


def _outlook(
    resolved: ResolvedCase, today: Leverage, draws: Draws, wish: Wish, workers: int, progress: Progress | None
) -> GroupOutlook:
    paths = min(draws.paths, wish.effort.outlook)
    found = simulate_group(resolved, paths=paths, seed=draws.seed, workers=workers, done=progress)
    return group_outlook(resolved, found, today, left_out=tuple(_left_out(resolved)))


def _load_lines(
    resolved: ResolvedCase, draws: Draws, wish: Wish, workers: int, progress: Progress | None
) -> Iterator[LoadLine]:
    tolerance = funds_of(resolved).tolerance
    if all(level is None for level in (tolerance.call, tolerance.gap, tolerance.ltv, tolerance.cover)):
        return
    chosen = _chosen(resolved, wish)
    for number, facility in enumerate(chosen):
        search = LineSearch(moves=wish.effort.moves, wanted=wish.wanted.get(facility) or _undrawn(resolved, facility))
        yield load_line(
            resolved,
            facility,
            draws=replace(draws, paths=min(draws.paths, wish.effort.line)),
            workers=workers,
            search=search,
            progress=part_of(progress, number / len(chosen), (number + 1) / len(chosen)),
        )


def _chosen(resolved: ResolvedCase, wish: Wish) -> tuple[str, ...]:
    """The facilities named in a wish, then those with the most drawn and undrawn, in the currency of the case."""
    group = funds_of(resolved)

    def size(key: str) -> float:
        if key in group.facilities:
            loan = resolved.margin_loans[key]
            return (loan.drawn + group.facilities[key].undrawn) * resolved.currencies[loan.currency].spot
        credit = group.credits[key]
        return (credit.balance + credit.undrawn) * resolved.currencies[credit.currency].spot

    others = sorted((key for key in facilities(resolved) if key not in wish.wanted), key=lambda key: -size(key))
    # margin loans come first: the price of their collateral is what the line moves with
    others.sort(key=lambda key: key not in group.facilities)
    return (*wish.wanted, *others)[: max(wish.effort.facilities, len(wish.wanted))]


def _undrawn(resolved: ResolvedCase, key: str) -> float | None:
    group = funds_of(resolved)
    undrawn = group.facilities[key].undrawn if key in group.facilities else group.credits[key].undrawn
    return undrawn or None


def _ranges(
    document: CaseDocument, resolved: ResolvedCase, draws: Draws, wish: Wish, workers: int, progress: Progress | None
) -> GroupRanges | None:
    effort = wish.effort
    return group_ranges(
        document, resolved, draws=draws, workers=workers, paths=effort.ranges, samples=effort.samples, progress=progress
    )


def _left_out(resolved: ResolvedCase) -> Iterator[str]:
    outside = beyond(resolved)
    if outside.undated:
        yield said("Without a date, and so never due on a path: {names}.", names=listed(outside.undated))
    if outside.later:
        yield said(
            "Due after {horizon}, beyond the horizon: {names}.",
            horizon=dated(resolved.horizon),
            names=listed(outside.later),
        )
    still = [
        asset.name
        for asset in resolved.assets.values()
        if asset.kind == "listed" and asset.dynamics is None and asset.value > 0.0
    ]
    if still:
        yield said("Without a law of their price, and so standing still: {names}.", names=listed(still))
