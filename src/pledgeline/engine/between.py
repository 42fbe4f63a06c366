"""Between the ends of a range: the literal that lies at a share of the way from one end to the other.

Straight lines in the quantity that a literal orders by. What comes in whole
pieces stays whole: days, spans, and counts whose ends are whole.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from pledgeline.errors import BrokenInvariant
from pledgeline.language.saying import said
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    from pledgeline.units.literal import Unit

_DIGITS = Decimal("0.000001")  # of the share: more would only make long literals


def between(low: Unit, high: Unit, share: float) -> Unit:
    """The literal at `share` (0 to 1) of the way from `low` to `high`, two ends of one range; the ends are exact.

    Raises BrokenInvariant for ends of different kinds and for literals that no
    range can be read of.
    """
    if type(low) is not type(high) or low.order()[0] != high.order()[0]:
        raise BrokenInvariant(said("{low} and {high} are not two ends of one range", low=str(low), high=str(high)))
    if share <= 0.0 or low == high:
        return low
    if share >= 1.0:
        return high
    found: Unit = _between(low, high, Decimal(share).quantize(_DIGITS))
    # a span in days may round to just outside of ends in months or years
    return min(max(found, low, key=_place), high, key=_place)


def _place(literal: Unit) -> Decimal:
    return literal.order()[1]


def _line(low: Decimal, high: Decimal, share: Decimal) -> Decimal:
    return low + (high - low) * share


@singledispatch
def _between(low: Any, high: Any, _share: Decimal) -> Any:  # noqa: ANN401 - one kind for each function below
    raise BrokenInvariant(said("there is nothing between {low} and {high}", low=str(low), high=str(high)))


@_between.register
def _(low: Ratio, high: Ratio, share: Decimal) -> Ratio:
    return Ratio(_line(low.value, high.value, share))


@_between.register
def _(low: Money, high: Money, share: Decimal) -> Money:
    return Money(_line(low.amount, high.amount, share), low.currency)


@_between.register
def _(low: Count, high: Count, share: Decimal) -> Count:
    found = _line(low.value, high.value, share)
    whole = low.value == low.value.to_integral_value() and high.value == high.value.to_integral_value()
    return Count(found.to_integral_value() if whole else found)


@_between.register
def _(low: Number, high: Number, share: Decimal) -> Number:
    return Number(_line(low.value, high.value, share))


@_between.register
def _(low: Power, high: Power, share: Decimal) -> Power:
    return Power(_line(low.watts, high.watts, share))


@_between.register
def _(low: Rate, high: Rate, share: Decimal) -> Rate:
    return Rate(low.base, _line(low.spread, high.spread, share))


@_between.register
def _(low: ExchangeRate, high: ExchangeRate, share: Decimal) -> ExchangeRate:
    return replace(low, amount=_line(low.amount, high.amount, share))


@_between.register
def _(low: BusinessDays, high: BusinessDays, share: Decimal) -> BusinessDays:
    return BusinessDays(round(_line(Decimal(low.days), Decimal(high.days), share)))


@_between.register
def _(low: Span, high: Span, share: Decimal) -> Span:
    """In the unit of the ends, or in days where they have two."""
    if low.unit == high.unit:
        return Span(round(_line(Decimal(low.count), Decimal(high.count), share)), low.unit)
    return Span(round(_line(low.order()[1], high.order()[1], share)), "d")


@_between.register
def _(low: PartialDate, high: PartialDate, share: Decimal) -> PartialDate:
    """One day, between the last days that the ends may mean."""
    ordinal = round(_line(low.order()[1], high.order()[1], share))
    day = dt.date.fromordinal(ordinal)
    return PartialDate(year=day.year, month=day.month, day=day.day)
