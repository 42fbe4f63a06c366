"""What building programmes call for from the group, month by month: as planned, and on each path."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pledgeline.engine.programme_plan import planned_bars, planned_spending
from pledgeline.engine.resolved_programmes import GROUP, parts
from pledgeline.market.calendar import following

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    import numpy as np
    import numpy.typing as npt

    from pledgeline.engine.pack_programmes import PackedProgrammes
    from pledgeline.engine.resolved_programmes import ResolvedProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawMonth:
    """What one programme calls for in one calendar month, due on the last business day of it."""

    programme: str
    title: str
    date: dt.date
    day: int  # 1 .. number of dates
    planned: float  # currency of the case
    firm: bool
    buys: str  # the asset that grows by what is paid, or ""


def draw_months(programmes: Mapping[str, ResolvedProgramme], dates: tuple[dt.date, ...]) -> tuple[DrawMonth, ...]:
    """All months that end within `dates`, for each programme that draws on the group: by day, then by programme.

    A month that ends after the last of the dates falls due after them, and is left out.
    """
    months = [month for programme in programmes.values() for month in _months(programme, dates)]
    return tuple(sorted(months, key=lambda month: month.day))


def _months(programme: ResolvedProgramme, dates: tuple[dt.date, ...]) -> Iterator[DrawMonth]:
    group = tuple(parts(programme, GROUP))
    if not group:
        return
    ends = month_ends(dates, programme.calendar)
    planned = planned_spending(group, planned_bars(programme), [programme.day(dates[day - 1]) for day in ends])
    for day, amount in zip(ends, planned, strict=True):
        yield DrawMonth(
            programme=programme.id,
            title=programme.title,
            date=dates[day - 1],
            day=day,
            planned=amount,
            firm=programme.firm,
            buys=programme.buys,
        )


def month_ends(dates: tuple[dt.date, ...], calendar: str) -> tuple[int, ...]:
    """The numbers, from 1, of the dates that are the last business day of their month."""
    if not dates:
        return ()
    extended = (*dates, following(calendar, dates[-1], 1))
    return tuple(day for day, (one, after) in enumerate(pairwise(extended), start=1) if one.month != after.month)


def called(packed: PackedProgrammes, *, seed: int, first: int, count: int) -> npt.NDArray[np.float64]:
    """What is called for on paths ``first .. first + count - 1``: (count, months), months as `draw_months` has them.

    In the currency of the case. Path i is path i whatever the piece, and knows nothing of the paths of prices.
    """
    import numpy as np  # noqa: PLC0415  # months are worked out without it

    from pledgeline.engine.pack import key_of  # noqa: PLC0415  # as above
    from pledgeline.kernels.programme import new_progress, sweep_programme  # noqa: PLC0415  # as above

    found = np.zeros((count, len(packed.months)))
    for tables, columns in packed.drawn:
        out = new_progress(tables, count)
        sweep_programme(tables, key_of(seed), (first, count), out)
        found[:, columns] = out.group_spent
    return found
