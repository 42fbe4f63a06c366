"""The lender's page with the borrower's means: the losses of the loan in its group, deep into their tail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pledgeline.engine.resolve import resolve
from pledgeline.engine.simulation import simulate_paths
from pledgeline.engine.tails import tail_losses_of
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.lender_results import LenderView

LIMIT = said(
    "The figures with the borrower’s means do count what it can give. Only what happens after the first call is "
    "restarted there: the stated error does not see routes to a loss that no path has taken, such as two rare events "
    "before the call."
)


def with_tail(
    document: CaseDocument,
    view: LenderView,
    draws: Draws,
    *,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> LenderView:
    """The same view with the tail losses of its loan, covered by the exact engine or not.

    The figures do not depend on ``workers``; ``progress`` is told the share of the
    work done, from 0 to 1. A case without a day to look at gives the view as it
    was. Raises UnknownName for a view of another case. Cost: a simulation of the
    whole group, and some seconds more; the first time half a minute of compiling.
    """
    case = resolve(document)
    if not case.dates:
        return view
    found = simulate_paths(
        case,
        paths=draws.paths,
        seed=draws.seed,
        workers=workers,
        recorded=0,
        measured=0,
        done=None if progress is None else lambda share: progress(share / 2),
    )
    tail = tail_losses_of(found, view.id, seed=draws.seed, workers=workers)
    if progress is not None:
        progress(1.0)
    return replace(view, tail=tail, limits=(*view.limits, LIMIT))
