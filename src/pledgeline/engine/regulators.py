"""What regulators ask for shares as collateral: haircuts that know a holding period, and limits that know none."""

from __future__ import annotations

import csv
import datetime as dt
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pledgeline.engine.course import refused, require
from pledgeline.language.saying import Said, said

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = "regulators.csv"
MAIN_INDEX, OTHER_LISTED = "main_index", "other_listed"
CAPITAL_MARKET_DAYS = 10  # business days at least for a margin loan, and what haircuts are stated for: CRE22.57


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatoryHaircut:
    """One rule, as written and as scaled to a holding period; fractions of the value of the shares."""

    rule: str
    collateral: str  # main_index, other_listed, any
    stated: float  # as the rule prints it
    stated_days: int | None  # business days that it is printed for; None for a limit that knows no period
    days: int | None  # the holding period it is scaled to; None as above
    haircut: float  # scaled, at most 1
    source: str  # title and paragraph
    date: dt.date  # of publication, or from when it applies
    url: str
    note: str = ""

    @property
    def max_ltv(self) -> float:
        """What may be lent against a value of 1."""
        return 1.0 - self.haircut


def reference_haircuts(
    *, holding_days: int, main_index: bool | None = None, remargining_days: int = 1
) -> tuple[RegulatoryHaircut, ...]:
    """Every rule for listed shares, in the order of the bundled table, scaled to a holding period.

    ``holding_days``: business days from the last payment of margin to the sale, at
    least 1; a rule sets a floor (5 for repo, 10 for margin loans, 20 for secured
    lending) that is the caller's to respect. ``main_index``: whether the share is in
    a main index; both haircuts where it is None. ``remargining_days``: business days
    between revaluations, 1 for daily. Raises OutOfRange (a ValueError) for periods
    under one day.
    """
    left_out = {None: "", True: OTHER_LISTED, False: MAIN_INDEX}[main_index]
    return tuple(_scaled(row, holding_days, remargining_days) for row in _rows() if row.collateral != left_out)


def scaled_haircut(
    haircut: float, *, stated_days: int = CAPITAL_MARKET_DAYS, holding_days: int, remargining_days: int = 1
) -> float:
    """A supervisory haircut for another holding period, at most 1.

    ``H = H_10 sqrt((N_R + T_M - 1) / 10)``, ``N_R`` being ``remargining_days`` and
    ``T_M`` ``holding_days``. Raises OutOfRange (a ValueError) for periods under one
    day. Source: Basel Framework CRE22.59, before it Basel II paragraph 168.
    """
    require(
        (
            holding_days >= 1,
            refused("holding_days", holding_days, said("at least 1 business day")),
        ),
        (
            remargining_days >= 1,
            refused("remargining_days", remargining_days, said("at least 1, for every business day")),
        ),
    )
    return min(1.0, haircut * math.sqrt((remargining_days + holding_days - 1) / stated_days))


def _scaled(row: RegulatoryHaircut, holding_days: int, remargining_days: int) -> RegulatoryHaircut:
    if row.stated_days is None:
        return row
    found = scaled_haircut(
        row.stated, stated_days=row.stated_days, holding_days=holding_days, remargining_days=remargining_days
    )
    return RegulatoryHaircut(
        rule=row.rule,
        collateral=row.collateral,
        stated=row.stated,
        stated_days=row.stated_days,
        days=holding_days,
        haircut=found,
        source=row.source,
        date=row.date,
        url=row.url,
        note=row.note,
    )


@cache
def _rows() -> tuple[RegulatoryHaircut, ...]:
    """The bundled table, not scaled."""
    return tuple(_read())


def _read() -> Iterator[RegulatoryHaircut]:
    text = (resources.files("pledgeline") / "data" / RULES).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        days = int(row["holding_days"]) if row["holding_days"] else None
        stated = float(row["haircut"].removesuffix("%")) / 100
        yield RegulatoryHaircut(
            rule=Said(row["rule"], {}),
            collateral=row["collateral"],
            stated=stated,
            stated_days=days,
            days=days,
            haircut=stated,
            source=said("{title}, {paragraph}", title=row["title"], paragraph=Said(row["paragraph"], {})),
            date=dt.date.fromisoformat(row["date"]),
            url=row["url"],
            note=Said(row["note"], {}),
        )
