"""Dimensions: what may be added, compared, multiplied."""

from __future__ import annotations

import pytest

from pledgeline.engine.dimension import NUMBER, ONE, PLAIN, RATIO, ZERO, Dimension, dimension_of

MONEY = dimension_of("USD")
PRICE = dimension_of("USD/share")
SHARES = dimension_of("shares")
LITERAL_MONEY = Dimension(powers=(("USD", 1),), kind="price")
UNITS = ["%", "", "USD", "USD/share", "shares", "shares/day", "days", "USD/JPY", "date", "W"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_survives_its_dimension(unit: str) -> None:
    assert dimension_of(unit).unit() == unit


@pytest.mark.parametrize(
    ("found", "unit"),
    [
        (SHARES.times(PRICE), "USD"),
        (MONEY.over(PRICE), "shares"),
        (SHARES.over(dimension_of("shares/day")), "days"),
        (dimension_of("JPY").times(dimension_of("USD/JPY")), "USD"),
        (MONEY.times(RATIO), "USD"),
        (RATIO.times(RATIO), "%"),
        (RATIO.times(PLAIN), "%"),
        (PLAIN.times(PLAIN), ""),
        (MONEY.over(PLAIN), "USD"),
        (MONEY.times(MONEY), "USD USD"),
        (PLAIN.over(MONEY), "1/USD"),
        (ZERO.times(MONEY), ""),
    ],
)
def test_products_and_quotients(found: Dimension, unit: str) -> None:
    assert found.unit() == unit


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        (MONEY, MONEY, True),
        (MONEY, dimension_of("JPY"), False),
        (MONEY, RATIO, False),
        (RATIO, PLAIN, False),
        (RATIO, NUMBER, False),
        (NUMBER, PLAIN, True),
        (SHARES, PLAIN, True),
        (MONEY, PLAIN, False),
        (PRICE, LITERAL_MONEY, True),
        (PRICE, MONEY, False),
        (MONEY.over(MONEY), RATIO, True),
        (MONEY.over(MONEY), PLAIN, True),
        (dimension_of("date"), PLAIN, False),
        (MONEY, ZERO, True),
        (RATIO, ONE, True),
        (NUMBER, ONE, True),
        (SHARES, ONE, True),
        (MONEY, ONE, False),
        (RATIO, ZERO, True),
    ],
)
def test_sums_and_comparisons(left: Dimension, right: Dimension, together: bool) -> None:  # noqa: FBT001  # a row of the table
    assert (left.common(right) is not None) == together
    assert (right.common(left) is not None) == together
