"""The debt that building leaves behind: what it costs a year, and how far the rent of what was built covers it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pledgeline.engine.outlook import proportion
from pledgeline.engine.programme_figures import spread
from pledgeline.engine.programme_leases import paid_rent, within
from pledgeline.engine.programme_results import CoverYear
from pledgeline.engine.resolved_programmes import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pledgeline.engine.programme_leases import Rents, Year
    from pledgeline.engine.programme_ledger import Debt
    from pledgeline.engine.programme_outlook import Built

Floats = npt.NDArray[np.float64]


def cover_years(rents: Rents, found: Built, years: tuple[Year, ...]) -> Iterator[CoverYear]:
    """Debt service of the project debts of a programme, and how far the revenue of what they built covers it."""
    accounts = found.paths.accounts
    if not accounts.debts or not years:
        return
    service = _service(found, years)
    indebted = np.any(accounts.owed > 0.0, axis=(0, 2))
    revenue = np.zeros_like(service)
    for lease in rents.leases:
        for let in lease.lets:
            if let.programme == found.programme.id and indebted[let.phase]:
                _, paid = paid_rent(rents, lease, let, found.paths.finish[:, let.phase], years)
                revenue += (1.0 - lease.operating) * paid
    for row, year in enumerate(years):
        owes = np.flatnonzero(service[:, row])
        if len(owes):
            short = int(np.count_nonzero(revenue[owes, row] < service[owes, row]))
            yield CoverYear(
                year=year.number,
                service=spread(service[:, row]),
                cover=spread(revenue[owes, row] / service[owes, row]),
                short=proportion(short, len(service)),
            )


def _service(found: Built, years: tuple[Year, ...]) -> Floats:
    """Interest and repayment by year, (N, Y): even payments from the service of each phase on."""
    accounts, finish = found.paths.accounts, found.paths.finish
    total = np.zeros((len(finish), len(years)))
    for column, debt in enumerate(accounts.debts):
        each = annuity(debt)
        for phase in range(finish.shape[1]):
            begins = finish[:, phase][:, None]
            starts, ends = np.array([year.start for year in years]), np.array([year.end for year in years])
            days = within(np.maximum(begins, starts), np.minimum(begins + debt.term, ends))
            total += accounts.owed[:, phase, column][:, None] * each * days / YEAR
    return total


def annuity(debt: Debt) -> float:
    """What one unit of debt costs a year, repaid in even payments over its term; 0 where it states none."""
    years = debt.term / YEAR
    if years <= 0.0:
        return 0.0
    speed = math.log1p(debt.rate)  # payments flow through the year
    return 1.0 / years if speed == 0.0 else speed / -math.expm1(-speed * years)
