"""What one path of a group came to, from the records that the sweep writes, compiled or interpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pledgeline.engine.group_replay_results import GroupFate
from pledgeline.kernels.codes import NEVER

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    from pledgeline.engine.pack_group import PackedGroup
    from pledgeline.engine.resolved import ResolvedCase
    from pledgeline.kernels.book import Output
    from pledgeline.kernels.plan import Ledger

LINES = ("reported_normal", "reported_ceiling", "through_normal", "through_ceiling", "cover")


def stated_lines(case: ResolvedCase) -> tuple[str, ...]:
    """The policy lines that can be broken: those on an LTV that the case states, and the cover."""
    levels = {"normal": case.policy_normal, "ceiling": case.policy_ceiling}
    return tuple(line for line in LINES if levels.get(line.rpartition("_")[2], 0.0) is not None)


def group_fate(
    case: ResolvedCase, packed: PackedGroup, ledger: Ledger, output: Output, closes: npt.NDArray[np.floating[Any]]
) -> GroupFate:
    """The first path of a ledger; ``closes`` (days, ...) are cash and reported LTV at the close of each day."""
    path, last = ledger.paths[0], len(closes)

    def date(day: int) -> dt.date | None:
        return case.dates[int(day) - 1] if NEVER < day <= last else None

    def happened(names: tuple[str, ...], numbers: Any) -> dict[str, dt.date]:  # noqa: ANN401  # day numbers
        dated = zip(names, map(date, numbers), strict=True)
        return {name: found for name, found in dated if found is not None}

    return GroupFate(
        call=date(path.call),
        call_loan=packed.loans[int(path.call_loan)] if path.call_loan != NEVER else "",
        failed_cure=date(path.failed_cure),
        gap=date(path.gap),
        gap_first=float(path.gap_first),
        gap_total=float(path.gap_total),
        lines={line: date(path[line]) for line in stated_lines(case)},
        lowest_cash=float(path.lowest_cash),
        lowest_cash_on=case.dates[int(np.argmin(closes[:, 0]))],
        highest_ltv=float(path.peak_ltv),
        highest_ltv_on=case.dates[int(np.argmax(closes[:, 1]))],
        defaults=happened((*packed.loans, *packed.credits), ledger.defaults[0]),
        control=happened(packed.assets, output.control[0]),
    )
