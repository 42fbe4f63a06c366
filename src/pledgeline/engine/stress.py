"""Stress: the same case under every scenario, side by side, and how far prices must fall before something breaks.

A scenario is walked without chance: its shock comes evenly over its days and
nothing else moves. The borrower answers as in the simulation. Beside the path
stand the probabilities of the simulation that starts with the same shock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.case.asset import ListedAsset
from pledgeline.case.case import Scenario
from pledgeline.engine.document import Restated
from pledgeline.engine.leverage import leverage
from pledgeline.engine.quantity import dated
from pledgeline.engine.resolve import resolve
from pledgeline.engine.run import OpenCase, open_case
from pledgeline.engine.standing import standing
from pledgeline.engine.stress_results import Stress, StressedGroup, StressedScenario
from pledgeline.engine.version import version
from pledgeline.errors import UnknownName
from pledgeline.language.saying import said
from pledgeline.units.spelling import suggestion
from pledgeline.units.text import figured, number_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from pledgeline.case.case import Case
    from pledgeline.case.figure import RatioFigure
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.engine.stress_results import GroupCourse, ReverseStress, StressedLoan
    from pledgeline.market.prices import PriceTable

LIMITS = (
    said("Prices of the simulation follow the stated laws; their parameters are the largest unknown."),
    said(
        "On the straight path a shock comes evenly, day by day, and nothing else moves: no growth, no chance, no jump."
    ),
    said("After the last day of a shock prices stay as they are."),
    said("NAV and LTVs beside a shock carry all of it, also of private stakes, before anything is done about it."),
    said(
        "A loan is walked and simulated by itself, with all the cash set aside for cures; "
        "after the shock its debt stays."
    ),
)
WHOLE_GROUP = (
    said("The whole group is walked to the horizon: what falls due is paid on its day as the case's funding says."),
    said("A bill that is missed is not tried again, and creditors stand still but for what the case says of defaults."),
    said(
        "A private stake moves by its shock, or by what it follows; "
        "in the simulation of the group by its own chance too."
    ),
)
CASH_UNKNOWN = (
    said(
        "The cash of the group is not known: promises, redemptions and interest are not walked, "
        "and take none from cures."
    ),
)
NO_LOANS = said("The case has no margin loan, or no day to look at: no loan was walked, and no fall was looked for.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Closes of a stretch of history, whose log moves come again from the date of the case on."""

    asset: str
    name: str  # as it stands in the table
    dates: tuple[dt.date, ...]  # of the closes, at least two
    closes: tuple[float, ...]

    @property
    def moves(self) -> tuple[float, ...]:
        """The log move of each day."""
        return tuple(math.log(after / before) for before, after in pairwise(self.closes))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPath:
    """The straight path of a shock, beyond what the prices of the case already carry."""

    moves: Mapping[str, float]  # log moves over the whole shock, spread evenly, by asset or currency
    days: int  # 0 is at once
    steps: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # log moves day by day, by asset


def window_of(table: PriceTable, asset: str, first: dt.date, last: dt.date, *, name: str) -> Window:
    """The closes of a table from one date to another, both included; raises UnknownName where they are under two."""
    found = [(date, close) for date, close in zip(table.dates, table.closes, strict=True) if first <= date <= last]
    if len(found) < 2:  # noqa: PLR2004  # a move needs two closes
        what = said(
            "{file} has fewer than two closes from {first} to {last}; its closes run from {start} to {end}",
            file=table.origin, first=first, last=last, start=table.dates[0], end=table.dates[-1],
        )  # fmt: skip
        raise UnknownName(what)
    dates, closes = zip(*found, strict=True)
    return Window(asset=asset, name=name, dates=dates, closes=closes)


def stress(
    base: CaseDocument,
    scenarios: Sequence[CaseDocument],
    windows: Sequence[Window] = (),
    *,
    draws: Draws,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Stress:
    """A case under scenarios and windows, the case as it stands first, and its reverse stress.

    ``base`` is the case without a scenario, ``scenarios`` the same with one
    applied each; ``draws`` with 0 paths leave out simulated probabilities. Raises
    UnknownName for a window on what is no listed asset. Without a margin loan, or
    a day to look at, the table has the group alone.
    """
    _check(base.case, windows)
    documents = [base, *scenarios]
    steps = len(documents) + len(windows) + 1
    rows = []
    for document in documents:
        rows.append(_scenario(document, (draws, workers)))
        _tell(progress, len(rows), steps)
    for window in windows:
        rows.append(_window(base, window))
        _tell(progress, len(rows), steps)
    opened = open_case(base)
    reverse = _reverse(opened)
    _tell(progress, steps, steps)
    case, resolved = base.case, opened.resolved
    return Stress(
        title=case.title,
        group=case.group.name,
        as_of=case.as_of,
        horizon=resolved.horizon,
        currency=case.currency,
        policy_normal=resolved.policy_normal,
        policy_ceiling=resolved.policy_ceiling,
        scenarios=tuple(rows),
        reverse=reverse,
        tolerance=_tolerance() if reverse else 0.0,
        paths=draws.paths if _has_loans(resolved) else 0,
        seed=draws.seed,
        version=version(),
        input_hash=base.input_hash,
        limits=_limits(resolved),
    )


def at_once(document: CaseDocument) -> Restated:
    """The case with the whole shock of its scenario in today's prices, however long it takes."""
    case, name = document.case, document.scenario
    scenarios = {key: each.model_copy(update={"over": None}) for key, each in case.scenarios.items()}
    return Restated(document=document, case=case.model_copy(update={"scenarios": scenarios}), scenario=name)


def group_of(opened: OpenCase) -> StressedGroup:
    """Leverage and the largest holding of a case."""
    found, resolved = standing(opened.paper, opened.workings), opened.resolved
    levels = found.leverage
    return StressedGroup(
        nav=levels.nav,
        ltv_reported=levels.ltv_reported,
        ltv_look_through=levels.ltv_look_through,
        largest_asset=found.largest_asset,
        largest_name=resolved.assets[found.largest_asset].name if found.largest_asset else "",
        largest_share=found.largest_share,
        whole_group=levels.whole_group,
    )


def _scenario(document: CaseDocument, draws: tuple[Draws, int]) -> StressedScenario:
    resolved, name = resolve(document), document.scenario
    written = document.case.scenarios.get(name)
    days = max((shock.days for shock in resolved.shocks), default=0)
    path = LoanPath(moves={shock.name: shock.log_move for shock in resolved.shocks}, days=days)
    return StressedScenario(
        id=name,
        title=(written.title or name) if written else said("Nothing: the case of today"),
        kind="scenario" if name else "base",
        days=days,
        end=_end(resolved, days),
        moves=_stated(written),
        overrides=tuple(written.overrides) if written else (),
        group=group_of(open_case(at_once(document))),
        loans=_loans(resolved, path, draws),
        notes=_notes(resolved, days),
        rates=_figures(written.rates) if written else (),
        shut=written.shut if written else (),
        delays=tuple((key, str(figure.stated)) for key, figure in written.delay.items()) if written else (),
        course=_course(resolved, path, draws),
    )


def _check(case: Case, windows: Sequence[Window]) -> None:
    """Refuse a window on what has no closes, before anything is computed; raises UnknownName."""
    listed = [key for key, asset in case.assets.items() if isinstance(asset, ListedAsset)]
    for window in windows:
        if window.asset not in listed:
            known = suggestion(window.asset, listed, none=said("the case has no listed asset"))
            raise UnknownName(
                said("'{asset}' is no listed asset of the case; {known}", asset=window.asset, known=known)
            )


def _window(base: CaseDocument, window: Window) -> StressedScenario:
    """The case on the path of a window: no chance beside it, so no probability either."""
    moves = window.moves
    total = math.expm1(math.fsum(moves))
    written = Scenario.model_validate({"shocks": {window.asset: f"{total * 100:.12f}%"}})
    case = base.case.model_copy(update={"scenarios": {**base.case.scenarios, window.name: written}})
    resolved = resolve(base)
    path = LoanPath(moves={}, days=len(moves), steps={window.asset: moves})
    return StressedScenario(
        id=window.name,
        title=said(
            "{asset} as from {first} to {last}",
            asset=resolved.assets[window.asset].name,
            first=dated(window.dates[0]),
            last=dated(window.dates[-1]),
        ),
        kind="window",
        days=len(moves),
        end=_end(resolved, len(moves)),
        moves=((window.asset, total),),
        overrides=(),
        group=group_of(open_case(Restated(document=base, case=case, scenario=window.name))),
        loans=_loans(resolved, path, None),
        notes=_notes(resolved, len(moves)),
        course=_course(resolved, path, None),
    )


def _loans(resolved: ResolvedCase, path: LoanPath, draws: tuple[Draws, int] | None) -> tuple[StressedLoan, ...]:
    if not _has_loans(resolved):
        return ()
    from pledgeline.engine.stress_loans import stressed_loans  # noqa: PLC0415  # numba stays out until it is needed

    return stressed_loans(resolved, path, draws=draws)


def _course(resolved: ResolvedCase, path: LoanPath, draws: tuple[Draws, int] | None) -> GroupCourse | None:
    if resolved.funds is None or not resolved.dates:
        return None
    from pledgeline.engine.stress_group import group_course  # noqa: PLC0415  # as above

    return group_course(resolved, path, draws=draws)


def _limits(resolved: ResolvedCase) -> tuple[str, ...]:
    """What the figures leave out, and what they take in."""
    cash = CASH_UNKNOWN if resolved.funds is None else WHOLE_GROUP
    return (*LIMITS, *cash, *(() if _has_loans(resolved) else (NO_LOANS,)))


def _reverse(opened: OpenCase) -> tuple[ReverseStress, ...]:
    if not _has_loans(opened.resolved):
        return ()
    from pledgeline.engine.reverse_stress import reverse_stress  # noqa: PLC0415  # as above

    return reverse_stress(opened.document.case, opened.resolved, leverage(opened.paper, opened.workings))


def _tolerance() -> float:
    from pledgeline.engine.reverse_stress import TOLERANCE  # noqa: PLC0415  # as above

    return TOLERANCE


def _has_loans(resolved: ResolvedCase) -> bool:
    return bool(resolved.margin_loans and resolved.dates)


def _stated(written: Scenario | None) -> tuple[tuple[str, float], ...]:
    """The moves of a scenario as the case states them."""
    if written is None:
        return ()
    return _figures(written.shocks)


def _figures(stated: Mapping[str, RatioFigure]) -> tuple[tuple[str, float], ...]:
    values = ((key, figure.value) for key, figure in stated.items())
    return tuple((key, float(move)) for key, move in values if move is not None)


def _end(resolved: ResolvedCase, days: int) -> dt.date:
    """The last day of a shock, or the horizon where that comes first."""
    if not days or not resolved.dates:
        return resolved.as_of
    return resolved.dates[min(days, len(resolved.dates)) - 1]


def _notes(resolved: ResolvedCase, days: int) -> tuple[str, ...]:
    if days <= len(resolved.dates):
        return ()
    cut = said(
        "The shock takes {days} business days and the horizon is {horizon}: the rest is cut off.",
        days=figured(number_text, days, decimals=0),
        horizon=figured(number_text, len(resolved.dates), decimals=0),
    )
    return (cut,)


def _tell(progress: Callable[[float], None] | None, done: int, steps: int) -> None:
    if progress is not None:
        progress(done / steps)
