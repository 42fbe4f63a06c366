"""Figures and dates as the reader sees them, all through the one formatter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pledgeline.units.text import (
    count_text,
    money_text,
    multiple_text,
    number_text,
    price_text,
    probability_text,
    ratio_text,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from pledgeline.engine.results import Estimate

UNKNOWN = "not disclosed"
NOTHING = "–"
MINUS = "−"

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

EVENTS = {"call": "Margin call", "failed_cure": "Failed cure", "close_out": "Close-out", "loss": "Lender’s loss"}
LEVELS = {"release": "Release", "cure": "Cure", "call": "Margin call", "close_out": "Close-out"}
KINDS = {"margin": "Margin loan", "forward": "Prepaid forward", "secured": "Secured loan"}


def long_date(day: dt.date | None) -> str:
    """`30 September 2027`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else "no fixed date"


def short_date(day: dt.date | None) -> str:
    """`30 Sep 2027`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else "no date"


def whole(number: float) -> str:
    """A count in full, its thousands apart: `100,000`."""
    return f"{number:,.0f}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """`1 loan`, `3 loans`."""
    return f"{whole(number)} {noun if number == 1 else nouns or noun + 's'}"


def capital(text: str) -> str:
    """The text as the start of a line."""
    return text[:1].upper() + text[1:]


def money(amount: float | None, currency: str, missing: str = UNKNOWN) -> str:
    """An amount with its currency, or the words for an unknown one."""
    return missing if amount is None else signed(money_text(amount, currency))


def price(amount: float | None, currency: str, missing: str = NOTHING) -> str:
    """A price per share."""
    return missing if amount is None else price_text(amount, currency)


def count(number: float | None, missing: str = UNKNOWN) -> str:
    """A number of shares."""
    return missing if number is None else signed(count_text(number))


def percent(ratio: float | None, missing: str = UNKNOWN) -> str:
    """A fraction in percent; an infinite LTV is said in words."""
    if ratio is None:
        return missing
    return signed(ratio_text(ratio)) if math.isfinite(ratio) else "no collateral left"


def round_percent(ratio: float) -> str:
    """A level or a move in percent without idle zeros: `35%`, `34.5%`."""
    return signed(f"{round(ratio * 100.0, 2):g}%")


def days(number: float | None) -> str:
    """A number of business days."""
    return UNKNOWN if number is None else number_text(number)


def times(number: float | None) -> str:
    """A multiple: `5.29×`."""
    return NOTHING if number is None else multiple_text(number)


def signed(text: str) -> str:
    """The same text with a true minus sign, so that figures align."""
    return text.replace("-", MINUS)


def bare(text: str) -> str:
    """The same figure without its percent signs, for a column whose head carries the unit."""
    return text.replace("%", "")


def literal(text: str) -> str:
    """A literal of the case with a true minus sign; the dashes of a date stay."""
    return MINUS + text[1:] if text.startswith("-") else text


def move(fraction: float) -> str:
    """A move of a price with its sign: `+20%`, `−80%`, `today`."""
    if not fraction:
        return "today"
    return ("+" if fraction > 0.0 else "") + round_percent(round(fraction, 3))


def move_exactly(fraction: float) -> str:
    """A move with its sign and the digits of any other ratio: `−81.5%`."""
    return ("+" if fraction > 0.0 else "") + percent(fraction)


def distance(fall: float) -> str:
    """How far a price lies from today's: `81.5% below`, `12% above`."""
    side = "below" if fall >= 0.0 else "above"
    return f"{percent(abs(fall))} {side}"


def rule_of_three(paths: int) -> str:
    """The 95 % bound on the probability of an event that none of `paths` paths showed: three over their number."""
    return probability_text(0.0, paths=max(paths, 1)).removeprefix("< ")


def chance(estimate: Estimate, paths: int | None) -> str:
    """A simulated probability with its standard error; zero and one become bounds where `paths` is given."""
    if not math.isfinite(estimate.value):
        return UNKNOWN
    return signed(probability_text(estimate.value, estimate.standard_error, paths=paths))


def money_estimate(estimate: Estimate, currency: str) -> str:
    """A simulated amount with its standard error."""
    if estimate.value == 0.0 and estimate.standard_error == 0.0:
        return money(0.0, currency)
    return f"{money(estimate.value, currency)} ± {count(estimate.standard_error)}"


SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, ""))
WIDE, MEDIUM = 1000.0, 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyColumn:
    """One unit for a whole column, so that its figures can be compared at a glance."""

    currency: str
    factor: float
    suffix: str
    places: int

    @property
    def unit(self) -> str:
        """What stands in the head of the column: `USD bn`."""
        return f"{self.currency} {self.suffix}".strip()

    def text(self, amount: float | None, missing: str = UNKNOWN) -> str:
        """The bare figure, to be read with the unit of the column."""
        if amount is None:
            return missing
        shown = f"{amount / self.factor:,.{self.places}f}"
        return signed(shown if any(digit in "123456789" for digit in shown) else shown.removeprefix("-"))


def money_column(amounts: Iterable[float | None], currency: str) -> MoneyColumn:
    """The unit that suits the largest of the amounts."""
    largest = max((abs(amount) for amount in amounts if amount is not None), default=0.0)
    factor, suffix = next((scale for scale in SCALES if largest >= scale[0]), SCALES[-1])
    top = largest / factor
    places = 0 if top >= WIDE or factor == 1.0 else 1 if top >= MEDIUM else 2
    return MoneyColumn(currency=currency, factor=factor, suffix=suffix, places=places)
