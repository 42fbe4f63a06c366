"""Quantities of figures, and how they are written for a reader."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from pledgeline.engine.quantity import dated, fine_text, percent_text, plain_text, quantity_of, quantity_text
from pledgeline.language.saying import retold
from pledgeline.language.spoken import speaking
from pledgeline.units.count import Count, Number
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span
from pledgeline.units.text import FRENCH


@pytest.mark.parametrize(
    ("path", "literal", "quantity"),
    [
        ("group.cash", Money.parse("USD 5bn"), (5e9, "USD")),
        ("loans.x.ltv.call", Ratio.parse("35%"), (0.35, "%")),
        ("assets.x.shares", Count.parse("10m"), (1e7, "shares")),
        ("assets.x.daily_volume", Count.parse("10m"), (1e7, "shares/day")),
        ("pledges.x.jobs", Count.parse("100k"), (1e5, "")),
        ("assets.x.dynamics.jump_rate", Number.parse("1.5"), (1.5, "")),
        ("loans.x.cure.within", BusinessDays.parse("5bd"), (5.0, "days")),
        ("debts.x.due", PartialDate.parse("2028-12"), (740712.0, "date")),
        ("x", Power.parse("10 GW"), (1e10, "W")),
        ("market.fx.JPY.spot", ExchangeRate.parse("JPY 150 per USD"), (150.0, "JPY/USD")),
        ("loans.x.rate", Rate.parse("SOFR + 225bp"), None),
        ("horizon", Span.parse("2y"), None),
    ],
)
def test_the_number_and_unit_of_a_figure(path: str, literal: object, quantity: tuple[float, str] | None) -> None:
    assert quantity_of(path, literal) == quantity  # type: ignore[arg-type]  # each row has a literal


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (8.5e9, "USD", "USD 8.5bn"),
        (0.0648, "%", "6.5%"),
        (31.5797, "USD/share", "USD 31.58 a share"),
        (769.029e6, "shares", "769m shares"),
        (6e6, "shares/day", "6m shares a day"),
        (801.0, "days", "801 business days"),
        (5.29, "x", "5.29×"),
        (252.0, "", "252"),
        (740712.0, "date", "2028-12-31"),
        (1e10, "W", "10 GW"),
        (0.0067249496, "USD/JPY", "USD 0.00672495 per JPY"),
        (None, "USD", "not known"),
        (math.nan, "%", "not known"),
        ("2", "", "2"),
    ],
)
def test_a_quantity_is_written_with_its_unit(value: float | str | None, unit: str, text: str) -> None:
    assert quantity_text(value, unit) == text


def test_close_ratios_are_told_apart() -> None:
    assert fine_text(0.10348, "%") == "10.35%"
    assert fine_text(1e9, "USD") == "USD 1bn"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (8.5e9, "USD", "8,5 Md USD"),
        (31.5797, "USD/share", "31,58 USD par action"),
        (769.029e6, "shares", "769 M actions"),
        (6e6, "shares/day", "6 M actions par jour"),
        (801.0, "days", "801 jours ouvrés"),
        (740712.0, "date", "31 décembre 2028"),
        (1e10, "W", "10 GW"),
        (0.0067249496, "USD/JPY", "0,00672495 USD pour 1 JPY"),
        (None, "USD", "inconnu"),
        ("2", "", "2"),
    ],
)
def test_a_quantity_is_told_again_in_french(value: float | str | None, unit: str, text: str) -> None:
    with speaking("fr"):
        assert retold(quantity_text(value, unit)).replace("\u00a0", " ") == text


@pytest.mark.parametrize(("ratio", "english", "french"), [(0.25, "25%", "25 %"), (0.125, "12.5%", "12,5 %")])
def test_a_stated_ratio_has_no_digits_that_nobody_wrote(ratio: float, english: str, french: str) -> None:
    assert percent_text(ratio) == english
    assert percent_text(ratio, language=FRENCH).replace("\u00a0", " ") == french


@pytest.mark.parametrize(
    ("number", "form", "english", "french"),
    [(0.00123, ".2g", "0.0012", "0,0012"), (1234.56, ".1f", "1234.6", "1234,6"), (1e-10, "g", "1e-10", "1e-10")],
)
def test_a_plain_number_changes_its_decimal_sign_alone(number: float, form: str, english: str, french: str) -> None:
    assert (plain_text(number, form), plain_text(number, form, language=FRENCH)) == (english, french)


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (dt.date(2027, 10, 8), "2027-10-08", "8 octobre 2027"),
        (dt.date(2028, 8, 1), "2028-08-01", "1er août 2028"),
    ],
)
def test_a_date_within_a_sentence(day: dt.date, english: str, french: str) -> None:
    assert dated(day) == english
    with speaking("fr"):
        assert retold(dated(day)) == french
