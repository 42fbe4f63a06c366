"""Quantities: a number with its unit, from figures of the case and for readers."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays
from pledgeline.units.text import (
    count_text,
    money_text,
    multiple_text,
    number_text,
    price_text,
    ratio_text,
    span_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pledgeline.units.literal import Unit

_WATTS_IN_GW = 1e9
_FINE = 2


def quantity_of(path: str, literal: Unit) -> tuple[float, str] | None:
    """Number and unit of a figure's literal; None for one that is not one number, such as a floating rate."""
    for kind, unit in _UNITS.items():
        if isinstance(literal, kind):
            return _number(literal), unit(path, literal)
    return None


def quantity_text(value: float | str | None, unit: str) -> str:
    """A quantity for a reader: `USD 8.5bn`, `6.5%`, `USD 31.58 a share`, `769m shares`."""
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return number_text(value)
    if unit in _TEXTS:
        return _TEXTS[unit](value)
    head, _, base = unit.partition("/")
    if base == "share":
        return f"{price_text(value, head)} a share"
    return f"{head} {value:.6g} per {base}" if base else money_text(value, unit)


def fine_text(value: float | None, unit: str) -> str:
    """A quantity with more digits, for two numbers that may be close: ratios with two decimals."""
    return ratio_text(value, decimals=_FINE) if unit == "%" else quantity_text(value, unit)


def _number(literal: Any) -> float:  # noqa: ANN401  # a literal of a kind in the table
    return float(literal.last.toordinal() if isinstance(literal, PartialDate) else literal)


def _count_unit(path: str, _literal: Any) -> str:  # noqa: ANN401  # as the table calls it
    return {"jobs": "", "daily_volume": "shares/day"}.get(path.rpartition(".")[2], "shares")


_UNITS: dict[type, Callable[[str, Any], str]] = {
    Money: lambda _, literal: str(literal.currency),
    Ratio: lambda *_: "%",
    Count: _count_unit,
    Number: lambda *_: "",
    BusinessDays: lambda *_: "days",
    PartialDate: lambda *_: "date",
    Power: lambda *_: "W",
    ExchangeRate: lambda _, literal: f"{literal.quote}/{literal.base}",
}
_TEXTS: dict[str, Callable[[float], str]] = {
    "%": ratio_text,
    "x": multiple_text,
    "": number_text,
    "shares": lambda value: f"{count_text(value)} shares",
    "shares/day": lambda value: f"{count_text(value)} shares a day",
    "days": lambda value: span_text(value, "bd"),
    "date": lambda value: dt.date.fromordinal(round(value)).isoformat(),
    "W": lambda value: f"{number_text(value / _WATTS_IN_GW)} GW",
}
