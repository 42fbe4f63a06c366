"""Every literal: what it reads, what it prints, what it refuses and what it says to do instead."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgeline.units.count import Count, Number
from pledgeline.units.currency import CODES
from pledgeline.units.exchange_rate import ExchangeRate
from pledgeline.units.literal import LiteralError, Unit
from pledgeline.units.money import Money
from pledgeline.units.partial_date import PartialDate
from pledgeline.units.power import Power
from pledgeline.units.range import Range
from pledgeline.units.rate import Rate
from pledgeline.units.ratio import Ratio
from pledgeline.units.span import BusinessDays, Span

UNITS: tuple[type[Unit], ...] = (
    Money, Ratio, Count, Number, Rate, Power, Span, BusinessDays, PartialDate, ExchangeRate,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("USD 8.5bn", Money(Decimal(8_500_000_000), "USD")),
        ("JPY 500bn", Money(Decimal(500_000_000_000), "JPY")),
        ("EUR 1_000", Money(Decimal(1000), "EUR")),
        ("USD -1.2tn", Money(Decimal(-1_200_000_000_000), "USD")),
        ("GBP 0", Money(Decimal(0), "GBP")),
        ("35%", Ratio(Decimal("0.35"))),
        ("225bp", Ratio(Decimal("0.0225"))),
        ("-57.6%", Ratio(Decimal("-0.576"))),
        ("922.734m", Count(Decimal(922_734_000))),
        ("769_029_000", Count(Decimal(769_029_000))),
        ("100k", Count(Decimal(100_000))),
        ("1.5", Number(Decimal("1.5"))),
        ("SOFR + 225bp", Rate("SOFR", Decimal("0.0225"))),
        ("SOFR + 225bp + 25bp", Rate("SOFR", Decimal("0.0250"))),
        ("EURIBOR-3M - 0.1%", Rate("EURIBOR-3M", Decimal("-0.001"))),
        ("TONA", Rate("TONA", Decimal(0))),
        ("4.5%", Rate(None, Decimal("0.045"))),
        ("10 GW", Power(Decimal(10_000_000_000))),
        ("900 MW", Power(Decimal(900_000_000))),
        ("18mo", Span(18, "mo")),
        ("20bd", Span(20, "bd")),
        ("5bd", BusinessDays(5)),
        ("2025-12-31", PartialDate(2025, month=12, day=31)),
        ("2028-Q4", PartialDate(2028, quarter=4)),
        ("2028-H2", PartialDate(2028, half=2)),
        ("2028-12", PartialDate(2028, month=12)),
        ("2028", PartialDate(2028)),
        ("JPY 148.8 per USD", ExchangeRate(Decimal("148.8"), "JPY", "USD")),
    ],
)
def test_reads_what_it_should(text: str, value: Unit) -> None:
    assert type(value).parse(text) == value


REFUSED = [
    (Money, "5bn", "it has no currency", "write the currency before it, for example USD 5bn"),
    (Money, "$5bn", "the currency is written by its code, not '$'", "write USD 5bn"),
    (Money, "€ 5.5m", "the currency is written by its code, not '€'", "write EUR 5.5m"),
    (Money, "5bn USD", "the currency is written first", "write USD 5bn"),
    (Money, "usd 5bn", "the currency is written in capitals", "write USD 5bn"),
    (Money, "USD5bn", "a space is missing", "write USD 5bn"),
    (Money, "-USD 5bn", "the sign stands before the currency", "write USD -5bn"),
    (Money, "USD 5 billion", "'billion' is not a scale; the scales are k, m, bn and tn", "write USD 5bn"),
    (Money, "USD 5B", "'B' is not a scale; the scales are k, m, bn and tn", "write USD 5bn"),
    (Money, "USD 5 bn", "the scale stands apart from its number", "write USD 5bn"),
    (Money, "USD 5mm", "'mm' is not a scale", "write USD 5m"),
    (Money, "1e9", "numbers are written without exponents", "write the currency before it"),
    (Money, "USD 1e9", "numbers are written without exponents", "write USD 1bn"),
    (Money, "USD 1,000", "the comma can be read as thousands or as decimals", "write USD 1_000 or USD 1.000"),
    (Money, "USD 1,000,000", "the comma can be read as thousands", "write USD 1_000_000"),
    (Money, "USD 8,5bn", "it has a decimal comma", "write USD 8.5bn"),
    (Money, "USD 1 000 000", "it has spaces inside the number", "write USD 1m"),
    (Money, "USD 010", "it starts with a zero", "write USD 10"),
    (Money, "USD .5bn", "a digit is missing before the point", "write USD 500m"),
    (Money, "USD NaN", "it is not a finite number", "write a number, or unknown where nobody knows it"),
    (Money, "USD inf", "it is not a finite number", "write a number, or unknown where nobody knows it"),
    (Money, "USD \u22125bn", "it holds a special character (minus sign)", "write USD -5bn"),
    (Money, "USD\u00a05bn", "it holds a special character (no-break space)", "write USD 5bn"),
    (Money, "USD \uff15bn", "it holds a special character (fullwidth digit five)", "write USD 5bn"),
    (Money, "UDS 5bn", "'UDS' is not a currency", "did you mean USD?"),
    (Money, "USD 9999999tn", "is too large to be meant", "check the scale"),
    (Money, "USD 1.2345678901234567890", "has more than 18 digits", "write fewer digits"),
    (Money, "", "an amount of money is missing", "for example USD 5bn"),
    (Money, "a lot", "'a lot' is not an amount of money", "write for example USD 5bn"),
    (Ratio, "0.35", "it has no % sign", "write 35%"),
    (Ratio, "35", "it has no % sign", "write 35%"),
    (Ratio, "1.5", "it has no % sign", "write 1.5% or 150%"),
    (Ratio, "35 %", "the sign stands apart from its number", "write 35%"),
    (Ratio, "35 percent", "the signs are % and bp", "write 35%"),
    (Ratio, "225bps", "the signs are % and bp", "write 2.25%"),
    (Ratio, "0,35", "it has a decimal comma", "write 35%"),
    (Ratio, "NaN", "it is not a finite number", "write a number, or unknown"),
    (Ratio, "999999%", "is too large to be meant", "check"),
    (Count, "1,000", "the comma can be read as thousands or as decimals", "write 1_000 or 1.000"),
    (Count, "12 million", "'million' is not a scale", "write 12m"),
    (Count, "1e9", "numbers are written without exponents", "write 1bn"),
    (Number, "1,5", "it has a decimal comma", "write 1.5"),
    (Number, "+3", "a plus sign is not written", "write 3"),
    (Rate, "SOFR+225bp", "spaces are missing around the sign", "write SOFR + 2.25%"),
    (Rate, "sofr + 2%", "the base rate is written in capitals", "write SOFR + 2%"),
    (Rate, "SOFR + 225", "the spread has no % or bp", "write SOFR + 2.25%"),
    (Rate, "0.045", "it has no % sign", "write 4.5%"),
    (Power, "10GW", "the units are W, kW, MW, GW and TW, after a space", "write 10 GW"),
    (Power, "900 mw", "the units are W, kW, MW, GW and TW", "write 900 MW"),
    (Span, "2 years", "the units are y, mo, w, d and bd", "write 2y"),
    (Span, "5", "it has no unit", "write 5y, 5mo, 5d or 5bd"),
    (Span, "900y", "longer than a century", "write a shorter span"),
    (BusinessDays, "5d", "only business days are meant here", "write 5bd"),
    (BusinessDays, "5 business days", "the units are", "write 5bd"),
    (PartialDate, "03/04/2025", "the day and the month can be mistaken", "write 2025-04-03 or 2025-03-04"),
    (PartialDate, "31/12/2025", "dates are written year-month-day", "write 2025-12-31"),
    (PartialDate, "2025-2-3", "dates are written as 2025-12-31", "write 2025-02-03"),
    (PartialDate, "20251231", "dates are written as 2025-12-31", "write 2025-12-31"),
    (PartialDate, "Q4 2028", "the year is written first", "write 2028-Q4"),
    (PartialDate, "2025-02-30", "is not a day of the calendar", "the last day of that month is 2025-02-28"),
    (PartialDate, "2025-13", "names month 13", "months run from 01 to 12"),
    (ExchangeRate, "USDJPY 148.8", "it is written with 'per'", "write JPY 148.8 per USD"),
    (ExchangeRate, "JPY 0 per USD", "is not above zero", "write what one unit costs"),
    (ExchangeRate, "USD 1 per USD", "has the same currency twice", "write for example"),
]


@pytest.mark.parametrize(("unit", "text", "what", "remedy"), REFUSED, ids=[f"{u.__name__}-{t}" for u, t, *_ in REFUSED])
def test_refuses_with_reason_and_remedy(unit: type[Unit], text: str, what: str, remedy: str) -> None:
    with pytest.raises(LiteralError) as caught:
        unit.parse(text)
    assert what in caught.value.what
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("unit", "remedy"), [(u, r) for u, _, _, r in REFUSED if r.startswith("write ") and " or " not in r]
)
def test_what_a_remedy_says_to_write_can_be_read(unit: type[Unit], remedy: str) -> None:
    written = remedy.removeprefix("write ")
    if written[:1].isdigit() or written[:3] in CODES or written.startswith("SOFR"):
        assert unit.parse(written.partition(", ")[0]) is not None


decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False)
positive = st.decimals(min_value=Decimal("0.000001"), max_value=10**6, places=6)
codes = st.sampled_from(sorted(CODES))
spans = st.builds(Span, st.integers(0, 99), st.sampled_from(["y", "mo", "w", "d", "bd"]))
dates = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)).map(
    lambda day: PartialDate(day.year, month=day.month, day=day.day)
)
partial_dates = st.one_of(
    dates,
    st.builds(PartialDate, st.integers(1900, 2200)),
    st.builds(PartialDate, st.integers(1900, 2200), half=st.integers(1, 2)),
    st.builds(PartialDate, st.integers(1900, 2200), quarter=st.integers(1, 4)),
    st.builds(PartialDate, st.integers(1900, 2200), month=st.integers(1, 12)),
)
literals = st.one_of(
    st.builds(Money, decimals, codes),
    st.builds(Ratio, st.decimals(-10, 10, places=6)),
    st.builds(Count, decimals),
    st.builds(Number, decimals),
    st.builds(Rate, st.sampled_from([None, "SOFR", "TONA", "EURIBOR-3M"]), st.decimals(-1, 1, places=6)),
    st.builds(Power, decimals),
    spans,
    st.builds(BusinessDays, st.integers(0, 9999)),
    partial_dates,
    st.tuples(positive, codes, codes)
    .filter(lambda rate: rate[1] != rate[2])
    .map(lambda rate: ExchangeRate(*rate)),
)  # fmt: skip


@given(literals)
def test_reads_what_it_prints(literal: Unit) -> None:
    assert type(literal).parse(str(literal)) == literal


@given(literals)
def test_printing_is_settled_after_one_round(literal: Unit) -> None:
    assert str(type(literal).parse(str(literal))) == str(literal)


@given(st.sampled_from(UNITS), st.text(max_size=200) | st.from_regex(r"[A-Z]{0,3} ?-?[0-9.,_]{0,9} ?[a-z%]{0,4}"))
def test_any_text_is_read_or_refused_with_reason(unit: type[Unit], text: str) -> None:
    try:
        value = unit.parse(text)
    except LiteralError as error:
        assert error.what  # noqa: PT017
        assert error.remedy  # noqa: PT017
    else:
        assert unit.parse(str(value)) == value


@given(partial_dates)
def test_the_first_day_is_not_after_the_last(date: PartialDate) -> None:
    assert date.first <= date.last
    assert date.first.year == date.last.year == date.year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028", "2028-01-01", "2028-12-31"),
        ("2028-H2", "2028-07-01", "2028-12-31"),
        ("2028-Q1", "2028-01-01", "2028-03-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2027-02", "2027-02-01", "2027-02-28"),
        ("2028-02-29", "2028-02-29", "2028-02-29"),
    ],
)
def test_days_that_a_partial_date_covers(text: str, first: str, last: str) -> None:
    date = PartialDate.parse(text)
    assert (date.first.isoformat(), date.last.isoformat()) == (first, last)


def test_exchange_rates_convert_both_ways() -> None:
    rate = ExchangeRate.parse("JPY 125 per USD")
    assert rate.convert("USD", "JPY") == 125
    assert rate.convert("JPY", "USD") == Decimal("0.008")
    assert rate.convert("JPY", "JPY") == 1
    with pytest.raises(LiteralError, match="does not convert EUR into JPY"):
        rate.convert("EUR", "JPY")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (Ratio, "25%..50%"),
        (Money, "USD 10bn..USD 20bn"),
        (BusinessDays, "3bd..10bd"),
        (PartialDate, "2028-Q1..2028-Q4"),
        (Rate, "SOFR + 2%..SOFR + 3%"),
    ],
)
def test_reads_and_prints_ranges(unit: type[Unit], text: str) -> None:
    assert str(Range.parse(text, unit)) == text


@pytest.mark.parametrize(
    ("unit", "text", "what", "remedy"),
    [
        (Ratio, "50%..25%", "the range starts at 50%, above its end 25%", "write 25%..50%"),
        (Ratio, "25%-50%", "'25%-50%' is not a range", "write the two ends with two dots, 25%..50%"),
        (Ratio, "25%...50%", "is not a range", "two dots"),
        (Money, "USD 1bn..EUR 2bn", "cannot be compared", "same currency"),
        (Rate, "SOFR + 1%..TONA + 2%", "cannot be compared", "same currency or base"),
        (Ratio, "0.25..0.5", "it has no % sign", "write 25%"),
    ],
)
def test_refuses_ranges(unit: type[Unit], text: str, what: str, remedy: str) -> None:
    with pytest.raises(LiteralError) as caught:
        Range.parse(text, unit)
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_a_range_holds_its_ends_and_nothing_of_another_kind() -> None:
    ends = Range.parse("USD 10bn..USD 20bn", Money)
    assert ends.low in ends
    assert ends.high in ends
    assert Money.parse("USD 21bn") not in ends
    assert Money.parse("EUR 15bn") not in ends
    assert 15e9 not in ends


@given(st.sampled_from(UNITS))
def test_examples_are_valid(unit: type[Unit]) -> None:
    unit.parse(unit.EXAMPLE)
    Range.parse(unit.RANGE, unit)
