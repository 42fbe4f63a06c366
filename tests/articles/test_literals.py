"""Facts as literals of a case: exact where a case has one, nothing where it has none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pledgeline.articles.fact import Fact
from pledgeline.articles.literals import stated


def fact(kind: str, value: Any, unit: str | None, **more: Any) -> Fact:
    number = Decimal(value) if isinstance(value, int | float) else value
    made: Any = {
        "kind": kind,
        "value": number,
        "unit": unit,
        "start": 0,
        "end": 1,
        "quote": "x",
        "sentence": (0, 1),
        **more,
    }
    return Fact(**made)


@pytest.mark.parametrize(
    ("found", "literal"),
    [
        (fact("money", 100_000_000_000, "USD"), "USD 100bn"),
        (fact("money", Decimal("1500000000.50"), "EUR"), "EUR 1.5000000005bn"),
        (fact("share_price", Decimal("51.25"), "USD"), "USD 51.25"),
        (fact("jobs", 100_000, "jobs"), "100k"),
        (fact("shares", 153_000_000, "shares"), "153m"),
        (fact("power", 10, "GW"), "10 GW"),
        (fact("power", 2500, "kW"), "2.5 MW"),
        (fact("percent", Decimal("2.25"), "%"), "2.25%"),
        (fact("date", "2028-12-31", "date"), "2028-12-31"),
        (fact("date", "2028-Q4", "date"), "2028-Q4"),
        (fact("date", "2028", "date"), "2028"),
    ],
)
def test_a_fact_is_a_literal(found: Fact, literal: str) -> None:
    told = stated(found)
    assert told is not None
    assert str(told.value) == literal


def test_a_range_has_two_ends_and_no_value() -> None:
    told = stated(fact("money", None, "USD", low=Decimal(5_000_000_000), high=Decimal(7_000_000_000)))
    assert told is not None
    assert (told.value, str(told.low), str(told.high)) == (None, "USD 5bn", "USD 7bn")


@pytest.mark.parametrize(
    "found",
    [
        fact("money", None, None),
        fact("money", None, "USD"),
        fact("money", 5, None),
        fact("money", 5, "XXX"),
        fact("money", Decimal("1E40"), "USD"),
        fact("energy", 5, "TWh"),
        fact("date", "--12-16", "date"),
        fact("date", None, "date"),
        fact("date", "2028-02-31", "date"),
        fact("percent", Decimal("1E9"), "%"),
    ],
)
def test_what_a_case_cannot_hold_is_none(found: Fact) -> None:
    assert stated(found) is None
