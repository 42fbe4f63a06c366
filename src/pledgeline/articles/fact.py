"""What an article says, in records: a fact is a passage that holds a figure or a date, a remark one that lacks one.

Offsets count characters (code points) of the text that was handed in, whatever
stands in it: ``text[start:end] == quote`` always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

Kind = Literal["money", "jobs", "power", "energy", "percent", "share_price", "shares", "date"]
Status = Literal["stated", "pledged", "in_talks", "rumoured", "signed", "disbursed", "forecast", "denied"]
FactFlag = Literal[
    "approximate",
    "at_least",
    "at_most",
    "basis_points",
    "billion_in_french",
    "contradicts_article",
    "contradicts_case",
    "cut",
    "deadline",
    "dollar_of_no_country",
    "no_currency",
    "points",
    "relative",
    "size_unknown",
    "trillion_in_french",
    "year_inferred",
    "year_unknown",
]
RemarkFlag = Literal["superlative_without_figure"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
FACT_FLAGS: tuple[FactFlag, ...] = get_args(FactFlag)
REMARK_FLAGS: tuple[RemarkFlag, ...] = get_args(RemarkFlag)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A name in the text; `id` is what the caller calls that party, empty where it gave none."""

    text: str
    start: int
    end: int
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure or a date, as an article gives it.

    ``value``: a number, or an ISO date known to the day or less (`2028-12-31`,
    `2028-12`, `2028-Q4`, `2028`, `--12-16` where no year is said); None for a
    range and for a size that is not said. ``low`` and ``high``: the ends of a
    range; "at least 100" has value and ``low`` 100, "up to 40" value and
    ``high`` 40. ``unit``: an ISO currency for money and share prices, `jobs`,
    `shares`, `%` (20 means 20 %), `kW` to `TW`, `kWh` to `TWh`, `date`; None
    where none is said. ``quote``: from the first word of the qualifier to the
    end of the unit. ``flags``: sorted. ``parties``: the names known to the
    caller in the same ``sentence`` (start and end).
    """

    kind: Kind
    value: Decimal | str | None
    unit: str | None
    low: Decimal | str | None = None
    high: Decimal | str | None = None
    start: int
    end: int
    quote: str
    status: Status = "stated"
    flags: tuple[FactFlag, ...] = ()
    parties: tuple[Party, ...] = ()
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A passage that sounds like a fact and holds no figure."""

    flag: RemarkFlag
    start: int
    end: int
    quote: str
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything read in one text, in the order in which it stands there; its day, given or from its dateline."""

    language: Literal["fr", "en"]
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]
    dated: dt.date | None = None
