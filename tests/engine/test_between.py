"""What lies between the ends of a range, for every kind of literal that a range can be written of."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.engine.between import between
from pledgeline.errors import BrokenInvariant
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.range import Range
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

if TYPE_CHECKING:
    from pledgeline.units.literal import Unit

MIDDLES = [
    (Ratio, "25%..50%", "37.5%"),
    (Ratio, "0%..1bp", "0.005%"),
    (Money, "USD 4bn..USD 7bn", "USD 5.5bn"),
    (Count, "900m..950m", "925m"),
    (Count, "1..2", "2"),  # whole ends: half to even
    (Count, "1.5..2", "1.75"),
    (Number, "1..2", "1.5"),
    (Rate, "SOFR + 200bp..SOFR + 300bp", "SOFR + 2.5%"),
    (Rate, "4%..5%", "4.5%"),
    (BusinessDays, "3bd..10bd", "6bd"),
    (Span, "12mo..24mo", "18mo"),
    (Span, "1y..18mo", "457d"),  # 365.25 and 547.875 days
    (PartialDate, "2025-12-31..2026-06-30", "2026-03-31"),  # 181 days; half a day rounds to even
    (PartialDate, "2025-10..2026-09", "2026-04-16"),  # from the last days: 334 days
    (ExchangeRate, "JPY 140 per USD..JPY 155 per USD", "JPY 147.5 per USD"),
    (Power, "8 GW..12 GW", "10 GW"),
]


@pytest.mark.parametrize(("unit", "ends", "middle"), MIDDLES, ids=[ends for _, ends, _ in MIDDLES])
def test_half_way_between_two_ends(unit: Any, ends: str, middle: str) -> None:
    written = Range.parse(ends, unit)
    assert str(between(written.low, written.high, 0.5)) == middle


@pytest.mark.parametrize(("unit", "ends"), [(unit, ends) for unit, ends, _ in MIDDLES])
@given(share=st.floats(0.0, 1.0), further=st.floats(0.0, 1.0))
def test_what_lies_between_is_in_the_range_and_in_order_and_can_be_written(
    unit: Any, ends: str, share: float, further: float
) -> None:
    written = Range.parse(ends, unit)
    near, far = sorted((share, further))
    first, second = (between(written.low, written.high, one) for one in (near, far))
    assert first in written
    assert second in written
    assert first.order() <= second.order()
    assert unit.parse(str(first)).order() == first.order()


@pytest.mark.parametrize(("unit", "ends"), [(unit, ends) for unit, ends, _ in MIDDLES])
def test_the_ends_are_themselves(unit: Any, ends: str) -> None:
    written = Range.parse(ends, unit)
    assert between(written.low, written.high, 0.0) is written.low
    assert between(written.low, written.high, 1.0) is written.high
    assert between(written.low, written.low, 0.3) is written.low


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (Money(Decimal(1), "USD"), Money(Decimal(2), "JPY")),
        (Rate("SOFR", Decimal(0)), Rate(None, Decimal(1))),
        (Ratio(Decimal(0)), Number(Decimal(1))),
    ],
)
def test_two_kinds_are_no_range(low: Unit, high: Unit) -> None:
    with pytest.raises(BrokenInvariant, match="not two ends of one range"):
        between(low, high, 0.5)
