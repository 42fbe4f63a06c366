"""Quantities: a number with its unit, from figures of the case and for readers."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from pledgeline.language.saying import said
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays
from pledgeline.units.text import (
    ENGLISH,
    Figured,
    count_text,
    figured,
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
    from pledgeline.units.text import Language

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
        return figured(number_text, value)
    if unit in _TEXTS:
        return _TEXTS[unit](value)
    head, _, base = unit.partition("/")
    if base == "share":
        return said("{price} a share", price=figured(price_text, value, head))
    if base:
        return said("{amount} per {base}", amount=figured(rate_text, value, head), base=base)
    return figured(money_text, value, unit)


def fine_text(value: float | None, unit: str) -> str:
    """A quantity with more digits, for two numbers that may be close: ratios with two decimals."""
    return figured(ratio_text, value, decimals=_FINE) if unit == "%" else quantity_text(value, unit)


def plain_text(number: float, form: str, *, language: Language = ENGLISH) -> str:
    """A number as a format specification such as `.2g` writes it, with the decimal sign of the language."""
    return format(number, form).replace(".", language.decimal)


def dated(day: dt.date) -> Figured:
    """A date within a sentence."""
    return figured(day_text, day)


def day_text(day: dt.date, *, language: Language = ENGLISH) -> str:
    """`2027-10-08`, as a case has it; in words in a language whose sentences cannot hold that: `8 octobre 2027`."""
    if language is ENGLISH:
        return day.isoformat()
    number = language.first_of_month if day.day == 1 else str(day.day)
    return f"{number} {language.months[day.month - 1]} {day.year}"


def percent_text(ratio: float, *, language: Language = ENGLISH) -> str:
    """`25%`, `12.5%`: a ratio that was stated, without digits that nobody wrote."""
    return f"{plain_text(ratio * 100, 'g', language=language)}{language.percent}"


def rate_text(rate: float, currency: str, *, language: Language = ENGLISH) -> str:
    """`JPY 152.35`: a rate of exchange, with six significant digits."""
    return language.money.format(amount=plain_text(rate, ".6g", language=language), currency=currency)


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
    "%": lambda value: figured(ratio_text, value),
    "x": lambda value: figured(multiple_text, value),
    "": lambda value: figured(number_text, value),
    "shares": lambda value: said("{count} shares", count=figured(count_text, value)),
    "shares/day": lambda value: said("{count} shares a day", count=figured(count_text, value)),
    "days": lambda value: figured(span_text, value, "bd"),
    "date": lambda value: dated(dt.date.fromordinal(round(value))),
    "W": lambda value: said("{power} GW", power=figured(number_text, value / _WATTS_IN_GW)),
}
