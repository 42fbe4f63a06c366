"""A fact in the literals of a case, so that it can be compared with a figure and proposed as one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pledgeline.units.count import Count
from pledgeline.units.literal import LiteralError, plain
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.ratio import Ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.articles.fact import Fact, Kind
    from pledgeline.units.literal import Unit

UNITS: dict[Kind, type[Unit]] = {
    "money": Money,
    "share_price": Money,
    "jobs": Count,
    "shares": Count,
    "power": Power,
    "percent": Ratio,
    "date": PartialDate,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a fact states, in the units of a case; `value` is None for a range."""

    value: Unit | None
    low: Unit | None
    high: Unit | None


def stated(fact: Fact) -> Stated | None:
    """The fact in units of the case; None where a case has no literal for it.

    That is: a size or a year that is not said, money of no currency, energy,
    and what has more digits than can be meant.
    """
    write = _WRITTEN.get(fact.kind)
    if write is None:
        return None
    try:
        ends = [None if end is None else write(end, fact.unit or "") for end in (fact.value, fact.low, fact.high)]
    except (LiteralError, ArithmeticError):
        return None
    value, low, high = ends
    whole = value is not None or (low is not None and high is not None)
    return Stated(value=value, low=low, high=high) if whole else None


def _number(end: Decimal | str) -> str:
    return plain(Decimal(end))


def _count(end: Decimal | str, _unit: str) -> Unit:
    return Count.parse(_number(end))


def _money(end: Decimal | str, currency: str) -> Unit:
    return Money.parse(f"{currency} {_number(end)}")


def _power(end: Decimal | str, unit: str) -> Unit:
    return Power.parse(f"{_number(end)} {unit}")


def _ratio(end: Decimal | str, _unit: str) -> Unit:
    return Ratio.parse(f"{_number(end)}%")


def _date(end: Decimal | str, _unit: str) -> Unit:
    return PartialDate.parse(str(end))


_WRITTEN: dict[Kind, Callable[[Decimal | str, str], Unit]] = {
    "money": _money,
    "share_price": _money,
    "jobs": _count,
    "shares": _count,
    "power": _power,
    "percent": _ratio,
    "date": _date,
}
