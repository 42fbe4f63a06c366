"""The building programmes of a case: what they bring and when, and what that means for the cash of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.engine.derive_programmes import derive_programmes
from pledgeline.engine.executors import part_of
from pledgeline.engine.group_building import gap_chances
from pledgeline.engine.programmes import programme_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.engine.derive import Workings
    from pledgeline.engine.derive_outlook import Draws
    from pledgeline.engine.document import CaseDocument
    from pledgeline.engine.programme_results import ProgrammeView
    from pledgeline.engine.resolved import ResolvedCase

    Progress = Callable[[float], None]

_FOLLOWED = 0.5  # of the work, once the group has been followed


def programmes_of(
    document: CaseDocument,
    resolved: ResolvedCase,
    workings: Workings,
    *,
    draws: Draws,
    workers: int,
    progress: Progress | None = None,
) -> ProgrammeView | None:
    """What simulation says of the programmes of a case, added to the workings; None where it has none."""
    gaps = gap_chances(resolved, draws=draws, workers=workers, progress=part_of(progress, 0.0, _FOLLOWED))
    rest = part_of(progress, _FOLLOWED, 1.0)
    view = programme_view(document, resolved, draws, workers=workers, progress=rest, gaps=gaps)
    if view is not None:
        derive_programmes(workings, view, draws)
    return view
